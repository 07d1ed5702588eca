"""Marked copies, opened in LibreOffice and used as a person would."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import sample_book, templates
from tests.books_to_mark import LIST, check, marks, rich_book
from workbook import annotating
from workbook.template import Content, write_book

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.office import Cell, Document, Office

pytestmark = pytest.mark.office

RED, AMBER, PLAIN = "#FBD5D5", "#FDF0C4", "#F1F4F8"
LAST = 4 + sample_book.CUSTOMERS
COLUMNS = "CZ"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """A book of ours and one of somebody else, each with its marked copy."""
    home = tmp_path_factory.mktemp("annotated")
    path = {name: home / f"{name}.xlsx" for name in ("team", "marked", "rich", "rich marked")}
    frames = dict(sample_book.frames(templates.CATALOGUE))
    # The sample's own status and keys would do for marks; only what the check wrote is wanted.
    frames["Customers"] = frames["Customers"].drop(columns=["_status", "_issues"])
    frames["Customers"]["VIP"] = [None, "gold", "MÃ¼nchen", *[None] * 27]
    content = Content(frames=frames, as_of=sample_book.AS_OF)
    write_book(path["team"], templates.CATALOGUE, profile="full", content=content)
    rich_book(path["rich"])
    check(path["team"], path["marked"])
    check(path["rich"], path["rich marked"])
    return path


@pytest.fixture
def ours(office: Office, files: Mapping[str, Path]) -> Iterator[Document]:
    with office.open(files["marked"]) as document:
        yield document


@pytest.fixture
def theirs(office: Office, files: Mapping[str, Path]) -> Iterator[Document]:
    with office.open(files["rich marked"]) as document:
        yield document


def keys(document: Document) -> Mapping[str, str]:
    """Return key → letters of Customers."""
    [row] = document.values("Customers", f"A1:{COLUMNS}1")
    return {str(key): letters(n) for n, key in enumerate(row) if key}


def letters(number: int) -> str:
    return (chr(64 + number // 26) if number > 25 else "") + chr(65 + number % 26)


def coloured(document: Document, tab: str) -> Mapping[str, set[str]]:
    """Return fill → the cells below the headers that have it, for red and amber."""
    found: dict[str, set[str]] = {RED: set(), AMBER: set()}
    for cell, style in document.styles(tab).items():
        if style.fill in found:
            found[style.fill].add(cell)
    return found


def test_the_cells_that_findings_are_about_are_red_and_amber(
    ours: Document, files: Mapping[str, Path]
) -> None:
    found = check(files["team"]).findings
    shown = ours.styles("Customers").keys()  # columns that are closed are not drawn

    about = [f for f in found if f.sheet == "Customers" and f.cell in shown]
    red = {f.cell for f in about if f.severity == "error"}
    assert {"H9", "BV7"} <= red
    assert coloured(ours, "Customers") == {
        RED: red,
        AMBER: {f.cell for f in about if f.severity == "warning"} - red,
    }
    assert [row[0] for row in ours.values("Customers", "A5:A10")] == [
        "! 2", "✓", "✗ 1", "✓", "✗ 1", "✗ 1",
    ]  # fmt: skip


def test_marks_go_along_when_rows_are_sorted(ours: Document) -> None:
    place = keys(ours)
    mailbox, name = place["public_email"], list(place).index("company_name_en") + 1
    before = coloured(ours, "Customers")[RED]
    assert f"{mailbox}9" in before

    ours.sort("Customers", f"A5:{place['_issues']}{LAST}", column=name, ascending=False)

    values = [row[0] for row in ours.values("Customers", f"{mailbox}5:{mailbox}{LAST}")]
    row = 5 + values.index("info(at)x")
    after = coloured(ours, "Customers")[RED]
    assert row != 9
    assert f"{mailbox}{row}" in after
    assert f"{mailbox}9" not in after
    assert ours.value("Customers", f"A{row}") == "✗ 1"
    assert len({c for c in before if c.startswith(mailbox)}) == len(
        {c for c in after if c.startswith(mailbox)}
    )


def test_issues_is_open_coloured_and_leads_to_the_cells(
    ours: Document, files: Mapping[str, Path]
) -> None:
    found = check(files["team"]).findings
    [tab] = [tab for tab in ours.tabs() if tab.name == "Issues"]
    at = next(n for n, one in enumerate(found, 5) if one.field == "public_email")

    assert (tab.visible, tab.protected) == (True, True)
    assert ours.formula("Issues", f"D{at}") == """=HYPERLINK("#'Customers'!H9";"H9")"""
    assert ours.value("Customers", "H9") == "info(at)x"
    assert ours.values("Issues", f"A{at}:G{at}") == [
        ["错误 Error", "R201", "Customers", "H9", "CUS-2026-005",
         "公司公共邮箱 Public company mailbox", "info(at)x"]
    ]  # fmt: skip
    fills = {"error": RED, "warning": AMBER, "info": PLAIN}
    styles = ours.styles("Issues")
    assert [styles[f"A{row}"].fill for row in range(5, 5 + len(found))] == [
        fills[one.severity] for one in found
    ]
    assert ours.formula_errors() == []


def test_issues_can_be_filtered_by_severity(ours: Document, files: Mapping[str, Path]) -> None:
    found = check(files["team"]).findings

    ours.filter("Issues", "A4", "警告 Warning")

    last = 4 + len(found)
    assert ours.hidden_rows("Issues", 5, last) == [
        row for row, one in enumerate(found, 5) if one.severity != "warning"
    ]


def test_nothing_else_of_a_book_changed_for_who_reads_it(
    office: Office, ours: Document, files: Mapping[str, Path]
) -> None:
    with office.open(files["team"]) as before:
        tabs = [tab.name for tab in before.tabs()]
        assert [tab.name for tab in ours.tabs()] == tabs
        for tab in tabs:
            if tab != "Issues":
                assert without_marks(ours, tab) == without_marks(before, tab), tab


def without_marks(document: Document, tab: str) -> list[list[Cell]]:
    """Return the first rows of a sheet without the columns that the check fills."""
    top, *rows = document.values(tab, f"A1:{COLUMNS}{LAST}")
    kept = [n for n, key in enumerate(top) if key not in ("_status", "_issues")]
    return [[row[n] for n in kept] for row in (top, *rows)]


def test_a_foreign_workbook_is_coloured_and_keeps_its_own_colours(
    theirs: Document,
) -> None:
    assert coloured(theirs, LIST) == {RED: {"A4", "A5", "D6", "D10"}, AMBER: {"A8"}}
    assert [tab.name for tab in theirs.tabs()] == [LIST, "Issues", "Issues (2)"]
    assert theirs.values("Issues (2)", "A5:D6") == [
        ["Error", "R712", LIST, "A4"], ["Error", "R712", LIST, "A5"],
    ]  # fmt: skip
    assert [theirs.styles("Issues (2)")[f"A{row}"].fill for row in (5, 6, 7, 8, 9)] == [
        RED, RED, RED, AMBER, RED,
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["marked", "rich marked"])
def test_what_libreoffice_saved_is_checked_marked_anew_and_unmarked(
    office: Office, files: Mapping[str, Path], tmp_path: Path, name: str
) -> None:
    saved, again, back = (tmp_path / f"{n}.xlsx" for n in ("saved", "again", "back"))
    with office.open(files[name]) as document:
        document.save_as(saved)

    found = check(saved, again, language="zh")
    annotating.unmark(again, back)

    assert check(again).findings == found.findings
    tab = LIST if name == "rich marked" else "Customers"
    tabs = templates.opened(saved).sheetnames
    with office.open(again) as document:
        assert len(document.tabs()) == len(tabs)
        if name == "rich marked":
            assert coloured(document, LIST) == {RED: {"A4", "A5", "D6", "D10"}, AMBER: {"A8"}}
    assert len(marks(again, tab)) == len(marks(files[name], tab))
    assert marks(back, tab) == []
