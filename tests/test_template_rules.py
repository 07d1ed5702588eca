"""The template: what its columns take, its lists, its colours."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.templates import (
    CATALOGUE,
    keys,
    opened,
    rule,
    template_file,
)
from validation import catalogue as catalogues
from validation.catalogue import ISSUES, STATUS, Lock, load
from workbook.form import (
    FIRST_ROW,
    HEADER_ROW,
    LISTS_TAB,
)
from workbook.template import LANGUAGES, write_template

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def template() -> Workbook:
    return opened(template_file())


# ---- what a column takes


def test_a_column_has_at_most_one_rule_over_the_whole_of_it(template: Workbook) -> None:
    for sheet in CATALOGUE.sheets.values():
        tab = template[sheet.tab("both")]
        areas = [str(dv.sqref) for dv in tab.data_validations.dataValidation]

        # The line of counts above the list, which only a check writes.
        areas = [area for area in areas if (sheet.key, area) != ("Issues", "C3")]
        assert all(re.fullmatch(r"([A-Z]+)5:\1?1048576", area) for area in areas)
        assert len(areas) == len(set(areas))


def test_what_relaybook_fills_refuses_typing_everywhere(template: Workbook) -> None:
    for sheet in CATALOGUE.sheets.values():
        soft = {f.key for f in sheet.fields if f.lock is Lock.SOFT}
        soft |= {STATUS, ISSUES} if sheet.checked else set()
        tab = template[sheet.tab("both")]
        refused = {
            key
            for key in keys(tab)
            if (dv := rule(tab, key)) is not None
            and (dv.type, dv.formula1, dv.errorStyle) == ("custom", "FALSE", None)
        }

        assert refused == soft


NARROWED = (
    "IF(COUNTIF(heads_country,$E5)=0,list_country,"
    "INDEX(grid_country,1,MATCH($E5,heads_country,0)):"
    "INDEX(grid_country,COUNTA(INDEX(grid_country,0,MATCH($E5,heads_country,0))),"
    "MATCH($E5,heads_country,0)))"
)
"""The countries of the region in the row, or all of them where it has none."""


@pytest.mark.parametrize(
    ("sheet", "key", "expected"),
    [
        ("Customers", "stage", ("list", None, "list_stage", None, True)),
        ("Customers", "country_region", ("list", None, NARROWED, None, False)),
        ("Customers", "inquiry_source", ("list", "information", "list_source", None, True)),
        ("Customers", "owner", ("list", "warning", "ids_reps_rep_id", None, False)),
        ("Orders", "customer_id", ("list", "warning", "ids_customers_customer_id", None, False)),
        ("Contacts", "is_primary", ("list", None, '"是 Yes,否 No"', None, True)),
        ("Customers", "last_contact_date", ("date", None, "32874", "as_of", True)),
        ("Inquiries", "received_at", ("date", None, "32874", "as_of+0.99999", True)),
        ("Todos", "due", ("date", None, "32874", "109574", True)),
        ("Quotes", "lead_time_days", ("whole", None, "1", "1000000000000", True)),
        ("Orders", "qty", ("decimal", None, "0", None, True)),
        ("Contacts", "phone", ("textLength", None, "5", "60", True)),
    ],
)
def test_each_kind_of_column_has_its_rule(
    template: Workbook, sheet: str, key: str, expected: tuple[object, ...]
) -> None:
    found = rule(template[sheet], key)

    assert found is not None
    assert (
        found.type,
        found.errorStyle,
        found.formula1,
        found.formula2,
        bool(found.allowBlank),
    ) == expected


def test_a_list_of_several_values_has_a_prompt_and_no_drop_down(template: Workbook) -> None:
    found = rule(template["Customers"], "tags")

    assert found is not None
    assert found.type is None
    assert "用分号 ; 分开" in str(found.prompt)
    assert "semicolons" in str(found.prompt)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_fits_into_excels_boxes(language: Any) -> None:
    book = opened(template_file("manager", language))
    rules = [dv for sheet in book for dv in sheet.data_validations.dataValidation]

    assert len(rules) > 350
    assert max(len(dv.errorTitle or "") for dv in rules) <= 32
    assert max(len(dv.promptTitle or "") for dv in rules) <= 32
    assert max(len(dv.error or "") for dv in rules) <= 255
    assert max(len(dv.prompt or "") for dv in rules) <= 255
    assert all(dv.error and dv.errorTitle for dv in rules if dv.type)
    chinese = re.compile(r"[\u4e00-\u9fff]")
    if language == "en":
        assert [dv.error for dv in rules if chinese.search(dv.error or "")] == []


def test_drop_downs_end_where_their_words_end(template: Workbook) -> None:
    names = {name: value.attr_text for name, value in template.defined_names.items()}
    lists = {name for name in names if name.startswith("list_")}
    used = {f.vocabulary for f in CATALOGUE.fields if f.vocabulary and f.kind in {"enum", "list"}}

    assert lists == {f"list_{name}" for name in used}
    for name in lists:
        column = re.escape(names[name].partition("$")[2].partition("$")[0])
        area = rf"Lists!\${column}\$5:\${column}\$2004"
        assert re.fullmatch(
            rf"Lists!\${column}\$5:INDEX\({area},MAX\(1,COUNTA\({area}\)\)\)", names[name]
        )


def test_a_drop_down_of_ids_reaches_the_last_row_begun(template: Workbook) -> None:
    """A customer may wait for its id, so the names beside it count too."""
    columns = [f"Customers!${letter}$5:${letter}$1048576" for letter in "BCD"]

    assert template.defined_names["ids_customers_customer_id"].attr_text == (
        f"Customers!$B$5:INDEX({columns[0]},"
        f"MAX(1,COUNTA({columns[0]}),COUNTA({columns[1]}),COUNTA({columns[2]})))"
    )


def test_the_line_of_counts_is_open_to_programs_and_refuses_typing(template: Workbook) -> None:
    sheet = template["Issues"]
    rules = [dv for dv in sheet.data_validations.dataValidation if str(dv.sqref) == "C3"]

    assert [(rule.type, rule.formula1) for rule in rules] == [("custom", "FALSE")]
    assert not sheet["C3"].protection.locked
    assert all(sheet.cell(3, column).protection.locked for column in (1, 2, 4, 5))


def test_the_words_of_a_list_are_locked_and_the_rows_below_them_open(template: Workbook) -> None:
    sheet = template[LISTS_TAB]
    letter = keys(sheet)["grade"]
    column = [sheet[f"{letter}{row}"].value for row in range(5, 10)]

    assert column == ["A", "B", "C", "D", None]
    assert sheet[f"{letter}8"].protection.locked
    assert not sheet.column_dimensions[letter].protection.locked


def test_the_grid_has_every_country_under_its_region(template: Workbook) -> None:
    sheet = template[LISTS_TAB]
    words = CATALOGUE.vocabularies["country"].words
    regions = CATALOGUE.vocabularies["region"].words
    grid = {
        key.partition(":")[2]: [c.value for c in sheet[letter][FIRST_ROW - 1 :] if c.value]
        for key, letter in keys(sheet).items()
        if key.startswith("country:")
    }

    assert list(grid) == list(regions)
    assert grid == {
        code: [word.label("both") for word in words.values() if word.parent == code]
        for code in regions
    }
    heads = [str(sheet[f"{keys(sheet)[f'country:{c}']}{HEADER_ROW}"].value) for c in regions]
    assert heads == [word.label("both") for word in regions.values()]


# ---- a catalogue of one's own


def test_a_column_of_a_teams_own_catalogue_appears_with_its_list(tmp_path: Path) -> None:
    source = Path(catalogues.__file__).with_name("catalogue.csv")
    with source.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
        names = list(reader.fieldnames or ())
    grade = next(r for r in rows if (r["sheet"], r["key"]) == ("Customers", "stage"))
    own = grade | {"key": "shelf", "zh": "货架", "en": "Shelf", "module": "trade", "aliases": ""}
    with (tmp_path / "catalogue.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows([*rows, own | {"vocabulary": "incoterm", "required": "N"}])
    write_template(tmp_path / "book.xlsx", load(tmp_path / "catalogue.csv"))

    sheet = opened(tmp_path / "book.xlsx")["Customers"]
    found = rule(sheet, "shelf")
    assert found is not None
    assert found.formula1 == "list_incoterm"
    assert str(sheet[f"{keys(sheet)['shelf']}{HEADER_ROW}"].value) == "货架\nShelf"
    trade = [k for k in keys(sheet) if (f := load().sheets["Customers"].by_key.get(k)) is not None
             and f.module == "trade"]  # fmt: skip
    assert list(keys(sheet)).index("shelf") == list(keys(sheet)).index(trade[-1]) + 1


# ---- highlights


def test_problems_are_shown_by_two_rules_over_the_whole_block(template: Workbook) -> None:
    sheet = template["Customers"]
    found = {
        str(area.sqref): [one.formula[0] for one in rules]
        for area, rules in sheet.conditional_formatting._cf_rules.items()  # noqa: SLF001
    }
    last = list(keys(sheet).values())
    block = f"B5:{last[-2]}1048576"

    assert found[block] == [
        f'ISNUMBER(SEARCH("|E:"&B$1&"|",${last[-1]}5))',
        f'ISNUMBER(SEARCH("|W:"&B$1&"|",${last[-1]}5))',
    ]
    assert not any("COUNTIF" in f for formulas in found.values() for f in formulas)
    assert all(f"{keys(sheet)[k]}5:{keys(sheet)[k]}1048576" in found
               for k in ("stage", "grade", "next_contact_date"))  # fmt: skip
