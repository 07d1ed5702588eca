"""An open workbook as a book, and writing into it: floats, locks, a busy Excel, all put back."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from macros.live import blocks, writing
from macros.live.port import Area, Formula, LockedError, Selection
from tests import writers
from tests.excel.cells import Cell, Sheet, Style, Wrong
from tests.excel.pressed import NOW, opened
from tests.templates import folder
from workbook.patching.edits import Edits, Link, SheetEdit

if TYPE_CHECKING:
    from pathlib import Path

    from macros.live.port import Live, Rows
    from tests.excel.engine import Dialect
    from tests.excel.pressed import Open

DIALECTS = ("windows", "mac")


def book() -> Path:
    path = folder() / "live.xlsx"
    if not path.exists():
        path.write_bytes(writers.a_book("北风", "南风", "西风"))
    return path


def key(excel: Open, sheet: str, column: str) -> int:
    cells = excel.book.sheet(sheet).cells
    return next(c for (row, c), cell in cells.items() if row == 1 and cell.value == column)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_excel_gives_as_floats_and_errors_is_read_exactly(dialect: Dialect) -> None:
    excel = opened(book(), dialect)
    sheet = excel.book.sheet("Customers")
    for row, (column, value) in {
        5: ("public_email", 13800000000.0),
        6: ("website", Wrong("#N/A")),
    }.items():
        sheet.cells[row, key(excel, "Customers", column)] = Cell(value)
    sheet.cells[5, key(excel, "Customers", "created_date")] = Cell(dt.datetime(2026, 1, 5))  # noqa: DTZ001
    sheet.cells[5, key(excel, "Customers", "owner_since")] = Cell(dt.datetime(2026, 1, 5))  # noqa: DTZ001

    found = excel.read()
    row = found.sheets["Customers"].loc[5]

    assert (row["public_email"], str(row["public_email"])) == (13800000000, "13800000000")
    assert type(row["created_date"]) is dt.date
    assert type(row["owner_since"]) is dt.datetime
    assert found.sheets["Customers"].at[6, "website"] is None
    odd = [(o.kind, o.row, o.column, o.shown) for o in found.layouts["Customers"].odd]
    assert odd == [("error", 6, "website", "#N/A")]


@pytest.mark.parametrize(
    "text", ["=1+1", "+49 30 1", "-", "@x", "007", "1/2", "TRUE", "#N/A", "'q"]
)
def test_text_stays_text_whatever_it_looks_like(text: str) -> None:
    excel = opened(book())
    sheet = excel.book.sheet("Customers")
    column = key(excel, "Customers", "annual_purchase")
    assert sheet.style(5, column).number_format != "@"

    excel.live.write("Customers", 5, column, [[text]])

    assert excel.live.values("Customers", Area(5, column, 5, column)) == [[text]]
    assert excel.live.formulas("Customers", Area(5, column, 5, column)) == [[None]]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.usefixtures("data")
def test_a_locked_cell_refuses_all_and_everything_is_put_back(dialect: Dialect) -> None:
    excel = opened(book(), dialect)
    sheet = excel.book.sheet("Customers")
    status = key(excel, "Customers", "_issues")
    sheet.styles[6, status] = Style(is_locked=True)
    before = excel.cells

    pressed = excel.press("check")

    assert not pressed.is_done
    assert "could not be written, so nothing was changed" in excel.said[0]
    assert "被锁定，写不进去" in excel.said[0]
    assert excel.cells == before
    assert excel.press("undo").is_done
    assert "nothing to undo" in excel.said[0]


@pytest.mark.usefixtures("data")
def test_the_status_columns_and_the_list_are_one_write_each() -> None:
    excel = opened(book())

    excel.press("check")

    mine = [one for one in excel.writes if one.startswith(("Customers!", "Issues!A"))]
    assert [one.split("!")[0] for one in mine] == ["Customers", "Customers", "Issues"]
    assert mine[0] == "Customers!A5:A7"


@pytest.mark.usefixtures("data")
def test_excel_is_as_it_was_afterwards_even_when_the_press_fails() -> None:
    excel = opened(book())
    excel.book.sheet("Customers").styles[5, 1] = Style(is_locked=True)

    excel.press("check")

    state = {name: excel.app.state(name) for name in ("screen_updating", "enable_events")}
    assert state == {"screen_updating": True, "enable_events": True}
    assert excel.app.state("calculation") == "automatic"
    assert excel.app.state("status_bar") is False


@pytest.mark.usefixtures("data")
def test_a_busy_excel_is_a_sentence() -> None:
    excel = opened(book())
    excel.app.is_busy = True

    pressed = excel.press("check", language="zh")

    assert (pressed.is_done, pressed.error_id) == (False, "")
    assert excel.said[0].startswith("Excel 正忙：可能正在编辑单元格")
    assert "Press Enter or Esc" in excel.said[0]


@pytest.mark.usefixtures("data")
def test_undo_leaves_alone_what_somebody_changed_since() -> None:
    excel = opened(book())
    excel.press("check")
    sheet = excel.book.sheet("Customers")
    sheet.cells[5, 1] = Cell("mine")
    before = excel.cells

    pressed = excel.press("undo")

    assert not pressed.is_done
    assert "1 cells were changed since: Customers!A5." in excel.said[0]
    assert excel.cells == before


@pytest.mark.usefixtures("data")
def test_a_workbook_with_a_password_leaves_no_undo_on_the_disk(data: Path) -> None:
    excel = opened(book())
    excel.book.has_password = True

    assert excel.press("check").is_done

    assert "no undo was kept" in excel.said[0]
    assert not list(data.glob("presses/*"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"path": "Book1"}, "has never been saved"),
        ({"is_read_only": True}, "Protected View"),
    ],
)
@pytest.mark.usefixtures("data")
def test_a_workbook_that_cannot_be_changed_is_a_sentence(
    change: dict[str, object], said: str
) -> None:
    excel = opened(book())
    for name, value in change.items():
        setattr(excel.book, name, value)

    assert not excel.press("check").is_done
    assert said in excel.said[0]
    assert excel.writes == []


@pytest.mark.usefixtures("data")
def test_a_workbook_on_the_web_is_worked_on_and_nobody_reads_its_own_settings() -> None:
    excel = opened(book())
    excel.book.path = "https://team.example.com/sites/x/book.xlsx"

    assert excel.live.place is None
    assert excel.press("check").is_done, excel.said


def test_a_workbook_of_somebody_else_is_refused_and_named() -> None:
    excel = opened(book())
    excel.book.sheets[:] = [one for one in excel.book.sheets if one.name != "_meta"]
    excel.book.sheet("Customers").cells.clear()

    assert not excel.press("check").is_done
    assert "was not made from a Relaybook template" in excel.said[0]


@pytest.mark.usefixtures("data")
def test_only_rows_that_are_selected_and_seen_are_marked() -> None:
    excel = opened(book())
    excel.book.sheet("Customers").heights[6] = 0.0
    excel.select("Customers", (5, 2, 6, 3), (5, 9, 5, 9))
    chosen = excel.app.chosen

    assert excel.press("check_selection").is_done

    assert "1 selected rows of Customers. 1 more are filtered out" in excel.said[0]
    marked = [row for row in (5, 6, 7) if (row, 1) in excel.book.sheet("Customers").cells]
    assert marked == [5]
    assert excel.app.chosen == chosen
    assert excel.live.selection() == Selection("Customers", (Area(5, 2, 6, 3), Area(5, 9, 5, 9)))


@pytest.mark.usefixtures("data")
def test_next_issue_goes_from_one_to_the_next_and_round() -> None:
    excel = opened(book())
    excel.press("check")
    excel.select("Customers", (1, 1, 1, 1))
    seen = []
    for _ in range(10):
        assert excel.press("next_issue").is_done, excel.said
        sheet, boxes = excel.app.chosen or (None, ())
        seen.append((sheet.name if sheet else "", boxes[0][:2]))

    links = excel.read().sheets["Issues"]["link"].tolist()
    assert links == ["F5", "O5", "AZ5", "F6", "O6", "AZ6", "F7", "O7", "AZ7"]
    assert seen == [("Customers", (row, c)) for row in (5, 6, 7) for c in (6, 15, 52)] + seen[:1]
    assert excel.said[0].endswith("(1 of 9)")


def test_a_link_is_a_formula_and_rows_below_the_last_are_one_block() -> None:
    edit = SheetEdit(
        cells={
            5: {2: 1, 3: 2},
            6: {2: 3},
            9: {2: 4},
            20: {1: "a", 3: "c"},
            21: {2: Link("T's", "F7", "F7")},
        }
    )

    found = blocks.blocks(edit, Area(1, 1, 10, 5), frozenset({2}))

    keep = blocks.Keep.KEEP
    assert [(str(one.area), one.rows) for one in found] == [
        ("R5C2:R9C2", [[1], [3], [keep], [keep], [4]]),
        ("R5C3:R5C3", [[2]]),
        (
            "R20C1:R21C3",
            [["a", None, "c"], [None, Formula("=HYPERLINK(\"#'T''s'!F7\",\"F7\")", "F7"), None]],
        ),
    ]


def test_a_write_that_is_not_read_back_is_refused() -> None:
    excel = opened(book(), "mac")
    excel.book.sheet("Customers").styles[5, 3] = Style(is_locked=True)

    with pytest.raises(LockedError, match="Customers!C5"):
        writing.write(
            excel.live, Edits(sheets={"Customers": SheetEdit(cells={5: {3: "x"}})}), dense={}
        )


HOSTILE = ("relaybook.conf", "xlwings.conf", "evil.py", "_myaddin.conf")


@pytest.mark.usefixtures("data")
def test_sheets_that_other_launchers_would_obey_are_only_sheets() -> None:
    excel = opened(book())
    for name in HOSTILE:
        sheet = Sheet(name)
        sheet.cells = {
            (1, 1): Cell("INTERPRETER_WIN"), (1, 2): Cell("calc.exe"),
            (2, 1): Cell("PYTHONPATH"), (2, 2): Cell("C:\\evil"),
        }  # fmt: skip
        excel.book.sheets.append(sheet)

    assert excel.press("check", now=NOW).is_done, excel.said
    assert {layout.tab for layout in excel.read().layouts.values()} >= set(HOSTILE)


@pytest.mark.usefixtures("data")
def test_an_unexpected_failure_has_a_number_and_no_value_in_the_log(
    monkeypatch: pytest.MonkeyPatch, data: Path
) -> None:
    excel = opened(book())

    def fail(*_: object, **__: object) -> None:
        raise ValueError("北风 secret")  # noqa: EM101, TRY003

    monkeypatch.setattr("macros.buttons.checks.check", fail)
    pressed = excel.press("check")

    log = (data / "log" / "buttons.log").read_text("utf-8")
    assert len(pressed.error_id) == 8
    assert pressed.error_id in excel.said[0]
    assert pressed.error_id in log
    assert "ValueError" in log
    assert "secret" not in log + excel.said[0]
    assert "Traceback" not in excel.said[0]


@pytest.mark.usefixtures("data")
def test_colour_down_to_the_last_row_is_no_data() -> None:
    excel = opened(book())
    sheet = excel.book.sheet("Customers")
    sheet.styles[1_048_576, 16_384] = Style("0.00")

    assert excel.press("check").is_done, excel.said
    assert excel.live.used("Customers") == Area(1, 1, 7, key(excel, "Customers", "_issues"))
    assert excel.read().layouts["Customers"].last_row == 7


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.usefixtures("data")
def test_a_word_in_the_very_last_cell_is_a_sentence_and_no_hang(dialect: Dialect) -> None:
    excel = opened(book(), dialect)
    excel.book.sheet("Customers").cells[1_048_576, 16_384] = Cell("x")

    assert not excel.press("check").is_done
    assert excel.said[0].startswith(
        "Nothing was done: the sheet Customers goes down to XFD1048576, which is too many cells to "
        "read; delete the needless rows below and columns beside the data, save, and press again."
    )
    assert excel.writes == []


def test_a_tall_sheet_is_read_a_part_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    excel = opened(book())
    asked: list[Area] = []
    values = type(excel.live).values

    def noted(self: Live, tab: str, area: Area) -> Rows:
        if tab == "Customers":
            asked.append(area)
        return values(self, tab, area)  # type: ignore[arg-type]

    monkeypatch.setattr(type(excel.live), "values", noted)
    whole = excel.read().sheets["Customers"]
    monkeypatch.setattr("macros.live.reading._PER_CALL", 150)
    parts = excel.read().sheets["Customers"]

    width = key(excel, "Customers", "_issues")
    assert asked == [
        Area(1, 1, 7, width),
        *[Area(row, 1, row + 1, width) for row in (1, 3, 5)],
        Area(7, 1, 7, width),
    ]
    assert parts.equals(whole)


@pytest.mark.parametrize("boxes", [[(1, 3, 1_048_576, 3)], [(1, 1, 1_048_576, 16_384)]])
@pytest.mark.usefixtures("data")
def test_a_whole_column_or_sheet_selects_the_rows_with_anything_in_them(
    boxes: list[tuple[int, ...]],
) -> None:
    excel = opened(book())
    excel.select("Customers", *boxes)

    assert excel.press("check_selection").is_done
    assert excel.said[0].startswith("All 3 rows of Customers.")


def test_too_many_blocks_to_name_are_a_sentence() -> None:
    excel = opened(book())
    excel.select("Customers", *[(row, 1, row, 1) for row in range(5, 105, 2)])

    assert not excel.press("check_selection").is_done
    assert "the selection has too many separate blocks" in excel.said[0]


@pytest.mark.parametrize("button", ["fix", "grade", "leave", "export", "undo", "repair", "group"])
@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("busy", "Excel is busy: a cell is being edited or a dialog is open."),
        ("unsaved", "has never been saved; save it to a folder first"),
        ("protected view", "is open for reading only or in Protected View"),
    ],
)
@pytest.mark.usefixtures("data")
def test_every_button_that_writes_says_why_it_cannot(button: str, state: str, said: str) -> None:
    excel = opened(book())
    excel.app.is_busy = state == "busy"
    excel.book.is_read_only = state == "protected view"
    excel.book.path = "Book1" if state == "unsaved" else excel.book.path
    before = excel.cells

    pressed = excel.press(button)

    assert (pressed.is_done, pressed.error_id) == (False, "")
    assert said in excel.said[0]
    assert excel.cells == before
    assert excel.app.state("status_bar") is False


@pytest.mark.parametrize("folder_", ["/home/张 三/a & b/", "C:\\Users\\张 三\\$(x) %TEMP%\\"])
@pytest.mark.usefixtures("data")
def test_a_workbook_of_any_name_in_any_folder_is_worked_on_and_taken_back(folder_: str) -> None:
    excel = opened(book())
    excel.book.path = folder_ + "a=b & $(touch x) `y` 100%PATH% 'q' 客户.xlsx"
    before = excel.cells

    assert excel.press("check").is_done, excel.said
    assert excel.cells != before
    excel.book.path = "/elsewhere/renamed.xlsx"  # its own id tells which book it is
    assert excel.press("undo").is_done
    assert excel.cells == before
