"""The template: its file, its tabs and its columns."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest
from defusedxml import ElementTree

from tests.templates import (
    CATALOGUE,
    filled_file,
    keys,
    opened,
    parts,
    sample_content,
    template_file,
)
from validation.catalogue import ISSUES, STATUS
from workbook.form import (
    BAND_ROW,
    DASHBOARD_TAB,
    GUIDE_TAB,
    HEADER_ROW,
    KEY_ROW,
    LISTS_TAB,
    META_TAB,
    NAV_ROW,
    PROPERTY_HASH,
    PROPERTY_LANGUAGE,
    PROPERTY_VERSION,
    TEMPLATE_VERSION,
)
from workbook.template import LANGUAGES, Content, write_book, write_template

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from workbook.template import BookLanguage

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def template() -> Workbook:
    return opened(template_file())


# ---- the file


def test_the_committed_template_is_what_the_catalogue_gives() -> None:
    committed, written = parts(ROOT / "templates.xlsx"), parts(template_file())

    assert list(committed) == list(written)
    assert [name for name in written if committed[name] != written[name]] == []


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    write_template(tmp_path / "again.xlsx", CATALOGUE)
    write_book(tmp_path / "filled.xlsx", CATALOGUE, content=sample_content())

    assert (tmp_path / "again.xlsx").read_bytes() == template_file().read_bytes()
    assert (tmp_path / "filled.xlsx").read_bytes() == filled_file().read_bytes()


def test_the_structure_is_locked_in_the_place_excel_expects() -> None:
    book = ElementTree.fromstring(parts(template_file())["xl/workbook.xml"])
    tags = [child.tag.partition("}")[2] for child in book]
    [lock] = [child for child in book if child.tag.endswith("}workbookProtection")]

    assert lock.attrib == {"lockStructure": "1"}
    assert tags.index("workbookPr") < tags.index("workbookProtection") < tags.index("bookViews")


def test_there_are_no_notes_tables_links_or_macros_in_it() -> None:
    everything = b"".join(parts(template_file()).values())
    kinds = {Path(name).parent.name for name in parts(template_file())}

    assert not kinds & {"comments", "tables", "externalLinks", "vbaProject"}
    assert b"<hyperlink " not in everything
    assert b"legacyDrawing" not in everything


def test_the_book_says_what_it_is() -> None:
    book = opened(filled_file())
    told = {row[0].value: row[1].value for row in book[META_TAB].iter_rows(max_col=2)}

    assert book[META_TAB].sheet_state == "veryHidden"
    assert {key: value for key, value in told.items() if not str(key).startswith("sheet:")} == {
        "template_version": TEMPLATE_VERSION,
        "catalogue_hash": CATALOGUE.hash,
        "language": "both",
        "profile": "rep",
        "book_id": "0123456789abcdef",
        "key_row": "1",
        "header_row": "4",
        "first_row": "5",
        "tab:guide": GUIDE_TAB,
        "tab:lists": LISTS_TAB,
        "tab:dashboard": DASHBOARD_TAB,
    }
    assert {str(k)[6:]: v for k, v in told.items() if str(k).startswith("sheet:")} == {
        key: sheet.tab("both") for key, sheet in CATALOGUE.sheets.items()
    }
    assert {p.name: p.value for p in book.custom_doc_props.props} == {
        PROPERTY_VERSION: TEMPLATE_VERSION,
        PROPERTY_HASH: CATALOGUE.hash,
        PROPERTY_LANGUAGE: "both",
    }


# ---- tabs


def test_a_rep_sees_nine_tabs_and_the_rest_wait(template: Workbook) -> None:
    assert [s.title for s in template if s.sheet_state == "visible"] == [
        "Guide", "Customers", "Contacts", "Inquiries", "Activities", "Quotes", "Orders", "Todos",
        "Dashboard",
    ]  # fmt: skip
    assert [s.title for s in template] == [
        "Guide", *(s.tab("both") for s in CATALOGUE.sheets.values()), "Lists", "Dashboard", "_meta",
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_manager_sees_at_most_ten_tabs(language: Any) -> None:
    book = opened(template_file("manager", language))

    shown = [s.title for s in book if s.sheet_state == "visible"]
    assert len(shown) <= 10
    assert {CATALOGUE.sheets[key].tab(language) for key in ("Leads", "Reps", "Config")} <= set(
        shown
    )


def test_the_full_template_shows_everything_but_the_facts() -> None:
    book = opened(template_file("full"))

    assert [s.title for s in book if s.sheet_state != "visible"] == [META_TAB]


def test_a_sheet_that_actions_fill_appears_once_it_has_rows(tmp_path: Path) -> None:
    found = pd.DataFrame([{"rep": "R001", "todo": "Call"}], dtype=object)
    write_book(tmp_path / "book.xlsx", CATALOGUE, content=Content(frames={"Today": found}))

    assert opened(tmp_path / "book.xlsx")["Today"].sheet_state == "visible"


# ---- columns


@pytest.mark.parametrize("key", list(CATALOGUE.sheets))
def test_every_column_of_the_catalogue_stands_once_under_its_key(
    template: Workbook, key: str
) -> None:
    sheet = CATALOGUE.sheets[key]
    row = [cell.value for cell in template[sheet.tab("both")][KEY_ROW]]

    expected = [f.key for f in sheet.fields]
    assert row == ([STATUS, *expected, ISSUES] if sheet.checked else expected)
    assert template[sheet.tab("both")].row_dimensions[KEY_ROW].hidden


def test_headers_are_in_two_languages_and_mark_what_is_required(template: Workbook) -> None:
    sheet = template["Customers"]
    places = keys(sheet)

    assert str(sheet[f"{places['stage']}{HEADER_ROW}"].value) == (
        "当前关系阶段 *\nRelationship stage"
    )
    assert str(sheet[f"{places['owner']}{HEADER_ROW}"].value) == "主负责人\nOwner (rep)"
    assert str(sheet[f"A{HEADER_ROW}"].value) == "校验\nCheck"
    assert sheet.row_dimensions[HEADER_ROW].height == 36


@pytest.mark.parametrize(
    ("language", "tab", "header"),
    [("zh", "客户", "当前关系阶段 *"), ("en", "Customers", "Relationship stage *")],
)
def test_a_book_in_one_language_has_headers_in_one_line(
    language: Any, tab: str, header: str
) -> None:
    sheet = opened(template_file("manager", language))[tab]

    assert str(sheet[f"{keys(sheet)['stage']}{HEADER_ROW}"].value) == header


@pytest.mark.parametrize("key", list(CATALOGUE.sheets))
def test_no_two_headers_of_a_sheet_are_alike(template: Workbook, key: str) -> None:
    sheet = template[CATALOGUE.sheets[key].tab("both")]
    headers = [str(cell.value) for cell in sheet[HEADER_ROW] if cell.value is not None]

    assert sorted(headers) == sorted(set(headers))


def test_twenty_columns_of_customers_are_open_and_the_others_grouped(template: Workbook) -> None:
    sheet = template["Customers"]
    fields = CATALOGUE.sheets["Customers"].by_key
    state = {
        key: (sheet.column_dimensions[letter].hidden, sheet.column_dimensions[letter].outlineLevel)
        for key, letter in widths(sheet).items()
    }

    # These two modules begin with closed columns right behind closed ones of another module.
    inner = {"background", "system"}
    assert {key: one for key, one in state.items() if key in fields} == {
        key: (not field.common, 0 if field.common else 1 + (field.module in inner))
        for key, field in fields.items()
    }
    assert sum(not hidden for hidden, _ in state.values()) <= 20
    assert state[STATUS] == (False, 0)
    assert state[ISSUES] == (True, 0)


def test_the_column_left_of_a_closed_group_carries_its_plus(template: Workbook) -> None:
    sheet = template["Customers"]
    marked = {
        key: bool(sheet.column_dimensions[letter].collapsed)
        for key, letter in widths(sheet).items()
    }
    levels = [sheet.column_dimensions[letter].outlineLevel for letter in widths(sheet).values()]

    assert list(marked.values()) == [a > b for b, a in zip(levels, [*levels[1:], 0], strict=True)]


@pytest.mark.parametrize(
    ("key", "bands"),
    [
        ("Customers", ["系统", "基础身份  Identity"]),
        ("Config", [None, "系统  System"]),
        ("Calendar", [None, "系统  System"]),
    ],
)
def test_a_band_names_its_module_in_both_languages(
    template: Workbook, key: str, bands: list[str | None]
) -> None:
    assert [template[key].cell(BAND_ROW, column).value for column in (1, 2)] == bands


def test_the_text_of_the_issues_does_not_spill(template: Workbook) -> None:
    sheet = template["Customers"]

    assert sheet.column_dimensions[widths(sheet)[ISSUES]].alignment.horizontal == "fill"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sheet_leads_back_to_the_customers(language: BookLanguage, tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx", CATALOGUE, profile="full", language=language)
    book = opened(tmp_path / "t.xlsx")
    home, empty = (CATALOGUE.sheets[key].tab(language) for key in ("Customers", "Today"))
    without = {}
    for sheet in book.worksheets[:-1]:
        links = " ".join(str(cell.value) for cell in sheet[NAV_ROW])
        if f"#{home}!" not in links.replace("'", "") or f"#{empty}!" in links:
            without[sheet.title] = links

    assert without == {}


def widths(sheet: Worksheet) -> dict[str, str]:
    """Return key → the letter openpyxl files the column's format under: the first of a run."""
    starts = sorted((d.min, d.max, letter) for letter, d in sheet.column_dimensions.items())
    found = {}
    for key, letter in keys(sheet).items():
        number = openpyxl.utils.column_index_from_string(letter)
        found[key] = next(name for low, high, name in starts if low <= number <= high)
    return found


def test_columns_are_wide_enough_for_their_chinese_headers(template: Workbook) -> None:
    narrow = []
    for sheet in CATALOGUE.sheets.values():
        tab = template[sheet.tab("both")]
        for key, letter in widths(tab).items():
            field = sheet.by_key.get(key)
            if field is not None and tab.column_dimensions[letter].width < min(
                2 * len(field.zh.encode("utf-8")) / 3, 26
            ):
                narrow.append((sheet.key, key))

    assert narrow == []


def test_every_column_to_the_last_is_unlocked_so_that_rows_can_be_deleted() -> None:
    book = opened(template_file())
    for sheet in CATALOGUE.sheets.values():
        tab = book[sheet.tab("both")]
        runs = sorted((d.min, d.max, d) for d in tab.column_dimensions.values())
        assert (runs[0][0], runs[-1][1]) == (1, 16_384)
        assert {after[0] - before[1] for before, after in pairwise(runs)} == {1}
        assert all(not dimension.protection.locked for *_, dimension in runs)
        assert runs[-1][2].hidden
        assert all(cell.protection.locked for cell in tab[HEADER_ROW])


def test_status_id_and_names_stay_in_view(template: Workbook) -> None:
    assert {
        key: template[CATALOGUE.sheets[key].tab("both")].freeze_panes
        for key in ("Customers", "Contacts", "Orders", "FX")
    } == {"Customers": "E5", "Contacts": "E5", "Orders": "C5", "FX": "B5"}


def test_a_person_may_sort_filter_and_delete_but_not_insert(template: Workbook) -> None:
    flags = template["Customers"].protection

    # openpyxl keeps the file's own sense: True means forbidden.
    assert flags.sheet
    assert not any([flags.sort, flags.autoFilter, flags.deleteRows, flags.formatColumns])
    assert all([flags.insertRows, flags.insertColumns, flags.deleteColumns, flags.objects])
    assert template["Audit"].protection.sort
    assert template["Audit"].protection.deleteRows
    assert [s.title for s in template if not s.protection.sheet] == []
    assert {s.protection.password for s in template} == {None}


# ---- the guide


def test_the_guide_names_every_sheet_and_links_to_the_open_ones(template: Workbook) -> None:
    sheet = template[GUIDE_TAB]
    cells = [str(row[1].value) for row in sheet.iter_rows() if row[1].value]
    links = {m[1] for cell in cells if (m := re.match(r'=HYPERLINK\("#(\w+)!A1"', cell))}
    hidden = {s.name.zh for s in CATALOGUE.sheets.values() if f"{s.zh} {s.en}" in cells}

    assert links == {s.title for s in template if s.sheet_state == "visible"} - {GUIDE_TAB}
    assert hidden | {CATALOGUE.sheets[key].zh for key in links - {DASHBOARD_TAB}} == {
        s.zh for s in CATALOGUE.sheets.values()
    }
