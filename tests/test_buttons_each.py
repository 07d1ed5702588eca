"""The buttons that ask, show and go somewhere, each with all that it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.excel import engine
from tests.excel.cells import Cell, Style, Wrong
from tests.excel.pressed import opened, values
from tests.templates import filled_file, folder
from tests.test_buttons_contract import CASES
from validation.catalogue import load
from workbook.form import FIRST_ROW, LAST_ROW
from workbook.template import write_template

if TYPE_CHECKING:
    from pathlib import Path

    from tests.excel.engine import Dialect
    from tests.excel.pressed import Open
    from tests.test_buttons_contract import Case

pytestmark = pytest.mark.usefixtures("data")
CANCEL = False
"""What Excel's InputBox returns for Cancel."""


def column(excel: Open, sheet: str, key: str) -> int:
    cells = excel.book.sheet(sheet).cells
    return next(c for (row, c), cell in cells.items() if row == 1 and cell.value == key)


def grouped() -> Open:
    """Return a book whose customers of rows 5 and 6 are a group."""
    excel = opened(filled_file())
    place = column(excel, "Customers", "group_id")
    for row in (5, 6):
        excel.book.sheet("Customers").cells[row, place] = Cell("GRP-001")
    return excel


def test_group_says_who_is_in_the_group_of_the_selected_customer() -> None:
    excel = grouped()
    before = excel.cells

    excel.select("Customers", (6, 3, 6, 3))
    assert excel.press("group").is_done
    english = excel.said
    assert excel.press("group", language="zh").is_done

    assert english == [
        (
            "Group GRP-001 Group 1: 2 customers of R001、R002; open conflicts 0, allowed 0. "
            "relaybook group shows all dealings."
        )
    ]
    assert excel.said == [
        (
            "集团 GRP-001 Group 1：客户 2 个，归属 R001、R002；未处理的冲突 0 个，已批准的 0 个。"
            "全部往来请用 relaybook group 查看。"
        )
    ]
    assert excel.cells == before


@pytest.mark.parametrize(
    ("box", "said"),
    [
        ((5, 1, 6, 1), "select the one row of the sheet Customers that is meant"),
        ((7, 1, 7, 1), "the selected customer has no group"),
        ((900, 1, 900, 1), "no row with anything in it is selected"),
    ],
)
def test_group_of_no_one_customer_is_a_sentence(box: tuple[int, ...], said: str) -> None:
    excel = grouped()
    excel.select("Customers", box)

    assert not excel.press("group").is_done
    assert said in excel.said[0]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("Polar AB", "Nobody has this customer (customers compared: 30, leads: 6)."),
        ("Sunrise 2 Ltd", "CUS-2026-002"),
        ("", "CUS-2026-003"),  # what is selected
        (CANCEL, "Nothing was changed."),
    ],
)
def test_look_up_takes_what_is_typed_else_what_is_selected(answer: object, said: str) -> None:
    excel = opened(filled_file())
    place = column(excel, "Customers", "company_name_en")
    excel.select("Customers", (7, place, 7, place))
    before = excel.cells

    assert excel.press("lookup", answer).is_done
    assert said in excel.said[0]
    assert excel.cells == before


@pytest.mark.parametrize("dialect", ["windows", "mac"])
def test_repair_puts_back_formats_opens_the_cells_and_says_what_it_did_not_do(
    dialect: Dialect,
) -> None:
    excel = opened(filled_file(), dialect)
    sheet, place = excel.book.sheet("Customers"), column(excel, "Customers", "public_email")
    before = excel.cells
    rest = (
        "\n\nNumber formats, widths, drop-down lists, colouring rules and other locks were "
        "neither looked at nor put back. To have them back, save, then run relaybook template "
        "-o NEW.xlsx --from THIS.xlsx: the rows move into a whole template."
    )
    assert excel.press("repair").is_done
    in_order = "The formats of all text and date columns are in order." + rest
    assert excel.said == [in_order]

    sheet.styles[6, place] = Style("General", is_locked=True)
    restyled: list[tuple[str, str]] = []
    excel.app.log.clear()
    with pytest.MonkeyPatch.context() as patch:
        # A million cells one by one take this Excel too long.
        patch.setattr(engine.FakeRange, "restyle", _to_row_40(restyled))
        assert excel.press("repair").is_done

    assert excel.said == [
        "The text or date format of 1 columns was put back and their cells were unlocked: "
        "Customers: 公司公共邮箱. Undo does not take this back; what stands in the cells is as it "
        "was." + rest
    ]
    assert restyled == [
        (f"R{FIRST_ROW}C{place}:R{LAST_ROW}C{place}", "number_format"),
        (f"R{FIRST_ROW}C{place}:R{LAST_ROW}C{place}", "is_locked"),
    ]
    assert sheet.styles[6, place] == Style("@", is_locked=False)
    assert sheet.is_protected
    assert excel.cells == before
    excel.press("repair")
    assert excel.said == [in_order]


def _to_row_40(told: list[tuple[str, str]]) -> object:
    whole = engine.FakeRange.restyle

    def restyle(self: engine.FakeRange, **look: object) -> None:
        row, place, last, right = self.box
        told.append((f"R{row}C{place}:R{last}C{right}", *look))  # type: ignore[arg-type]
        whole(engine.FakeRange(self.sheet, (row, place, 40, right)), **look)

    return restyle


def managers_book() -> Path:
    path = folder() / "managers.xlsx"
    if not path.exists():
        write_template(path, load(), profile="full", language="zh")
    return path


def test_settings_goes_to_the_sheet_of_settings_where_it_is_shown() -> None:
    excel = opened(managers_book())

    assert excel.press("settings").is_done
    sheet, boxes = excel.app.chosen or (None, ())
    assert (sheet.name if sheet else "", boxes) == ("设置", ((FIRST_ROW, 2, FIRST_ROW, 2),))
    assert excel.said == []

    rep = opened(filled_file())
    assert not rep.press("settings").is_done
    assert rep.said == [
        (
            "Nothing was done: this workbook does not show the sheet Config: a rep's book keeps it "
            "hidden. A manager changes the settings in the managers' book.\n\n"
            "没有执行：这个工作簿没有显示「设置」表（Config）：业务员版不显示它。请由经理在经理版工作簿里修改"
            "设置。"
        )
    ]


def test_a_button_nobody_knows_is_a_sentence_in_both_languages() -> None:
    excel = opened(filled_file())

    assert not excel.press("nosuch").is_done
    assert excel.said == [
        (
            "Nothing was done: there is no button nosuch; install the add-in again with "
            "relaybook addin install.\n\n"
            "没有执行：没有名为「nosuch」的按钮。请运行 relaybook addin install 重新安装加载项。"
        )
    ]


def test_next_issue_of_a_book_without_marks_says_what_to_press_first() -> None:
    excel = opened(filled_file())

    assert excel.press("next_issue").is_done
    assert excel.said == ["The sheet Issues has no problem listed. Press Validate all first."]


def changed_rows(excel: Open, before: dict[tuple[int, int], Cell]) -> list[int]:
    """Return the rows of Customers with another value; the marks of a check renew themselves."""
    now = excel.cells["Customers"]
    marks = {column(excel, "Customers", key) for key in ("_status", "_issues")}
    places = {place for place in now.keys() | before if place[1] not in marks}
    return sorted({row for row, c in places if now.get((row, c)) != before.get((row, c))})


THREE = "3 selected rows of Customers. 1 more are filtered out or hidden and are left alone."


@pytest.mark.parametrize(
    ("boxes", "answers", "rows", "said"),
    [
        ((), (), range(5, 35), ["All 30 rows of Customers."]),
        (((7, 2, 7, 2),), (), range(5, 35), ["All 30 rows of Customers."]),
        (
            ((5, 1, 8, 3),),
            ("yes",),
            (5, 7, 8),
            [
                f"{THREE}\n\nOnly these 3 rows? No takes all 30.",
                THREE,
            ],
        ),
        (
            ((5, 1, 5, 1), (30, 1, 900, 1)),
            ("yes",),
            (5, 30, 31, 32, 33, 34),
            [
                "6 selected rows of Customers.\n\nOnly these 6 rows? No takes all 30.",
                "6 selected rows of Customers.",
            ],
        ),
        (
            ((5, 1, 8, 3),),
            ("no",),
            range(5, 35),
            [
                f"{THREE}\n\nOnly these 3 rows? No takes all 30.",
                "All 30 rows of Customers.",
            ],
        ),
        # The whole sheet by its corner: 29 of its rows are seen.
        (
            ((1, 1, 1_048_576, 16_384),),
            ("yes",),
            (5, *range(7, 35)),
            [
                f"2{THREE.replace('3', '9')}\n\nOnly these 29 rows? No takes all 30.",
                f"2{THREE.replace('3', '9')}",
            ],
        ),
    ],
    ids=["nothing selected", "one cell", "a filtered block", "two blocks", "no", "whole sheet"],
)
def test_grade_writes_exactly_the_rows_it_announces_and_moves_neither_filter_nor_selection(
    boxes: tuple[tuple[int, ...], ...],
    answers: tuple[str, ...],
    rows: tuple[int, ...],
    said: list[str],
) -> None:
    excel = opened(filled_file())
    excel.book.sheet("Customers").heights[6] = 0.0
    if boxes:
        excel.select("Customers", *boxes)
    before, chosen = excel.cells["Customers"], excel.app.chosen

    assert excel.press("grade", *answers).is_done

    assert changed_rows(excel, before) == list(rows)
    assert excel.said[:-1] == said[:-1]
    assert excel.said[-1].split("\n\n")[0] == said[-1]
    assert excel.app.chosen == chosen
    assert excel.book.sheet("Customers").heights == {**excel.book.sheet("Customers").heights, 6: 0}
    audit = values(excel.read())["Audit"][-1]["object"]
    assert excel.press("undo").is_done
    assert changed_rows(excel, before) == []
    if len(rows) < 30:
        assert str(audit).startswith(f"{len(rows)} selected rows, ")


def test_tag_keeps_to_the_selected_rows_too() -> None:
    excel = opened(filled_file())
    excel.press("tag")
    every = changed_rows(excel, opened(filled_file()).cells["Customers"])
    excel.press("undo")

    excel = opened(filled_file())
    before = excel.cells["Customers"]
    excel.select("Customers", (5, 1, every[1], 1))
    assert excel.press("tag", "yes").is_done

    assert len(every) > 2
    assert changed_rows(excel, before) == every[:2]
    assert excel.said[-1] == (
        f"{every[1] - 4} selected rows of Customers.\n\n"
        "Cells changed: 2; new rows: 0. Undo takes them back."
    )


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case.changes],
    ids=lambda c: f"{c.button}-{c.source.__name__}",
)
def test_a_write_that_is_swallowed_stops_every_button_and_nothing_stays_written(
    case: Case,
) -> None:
    excel = opened(case.source(), "mac")
    sheet = excel.book.sheet(excel.read().layouts[case.changes[-1]].tab)
    for place, look in sheet.styles.items():
        sheet.styles[place] = look._replace(is_locked=True)
    for number, look in sheet.columns.items():
        sheet.columns[number] = look._replace(is_locked=True)
    before, states = excel.cells, [one.state for one in excel.book.sheets]

    pressed = excel.press(case.button, *case.answers)

    assert (pressed.is_done, pressed.error_id) == (False, "")
    assert "could not be written, so nothing was changed" in excel.said[-1]
    assert "被锁定，写不进去" in excel.said[-1]
    assert excel.cells == before
    assert [one.state for one in excel.book.sheets] == states
    excel.press("undo")
    assert "nothing to undo" in excel.said[0]


def test_errors_long_texts_and_old_days_stand_as_they_did_after_a_press_and_its_undo() -> None:
    excel = opened(filled_file())
    sheet = excel.book.sheet("Customers")
    odd = {
        (5, "key_comm_summary"): Cell("长" * 32_767),
        (6, "need_description"): Cell("=1+1 " + "x" * 32_000),
        (7, "public_email"): Cell(Wrong("#DIV/0!"), "=1/0"),
        (8, "website"): Cell("1899-12-31"),
        (9, "main_business"): Cell("13800000000"),
    }
    for (row, key), cell in odd.items():
        sheet.cells[row, column(excel, "Customers", key)] = cell
    before = excel.cells["Customers"]

    for button in ("check", "unmark", "grade"):
        assert excel.press(button).is_done, excel.said
        for (row, key), cell in odd.items():
            assert sheet.cells[row, column(excel, "Customers", key)] == cell
        assert excel.press("undo").is_done, excel.said
    assert excel.cells["Customers"] == before
