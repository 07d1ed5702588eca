"""A table of the catalogue that is a team's own, or wrong."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import validation
from validation.catalogue import Kind, load
from validation.errors import CatalogueError, FileMissingError

if TYPE_CHECKING:
    from collections.abc import Callable

SHIPPED = Path(str(validation.__file__)).parent


def own(folder: Path, edit: Callable[[list[list[str]]], object], name: str = "catalogue") -> Path:
    """Copy the shipped tables into `folder`, edit one, and return the catalogue's path."""
    for table in ("catalogue", "sheets", "vocabularies", "results"):
        shutil.copy(SHIPPED / f"{table}.csv", folder)
    path = folder / f"{name}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    edit(rows)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return folder / "catalogue.csv"


def put(row: int, column: str, value: str) -> Callable[[list[list[str]]], None]:
    """Return an edit of one cell; `row` as Excel numbers it."""

    def edit(rows: list[list[str]]) -> None:
        rows[row - 1][rows[0].index(column)] = value

    return edit


def row_of(key: str) -> int:
    """Return the row of a Customers column in the shipped catalogue.csv."""
    with (SHIPPED / "catalogue.csv").open(encoding="utf-8-sig", newline="") as file:
        places = [(row["sheet"], row["key"]) for row in csv.DictReader(file)]
    return places.index(("Customers", key)) + 2


def refusal(path: Path) -> tuple[str, str]:
    """Return what a wrong table is answered with, in zh and en."""
    with pytest.raises(CatalogueError) as raised:
        load(path)
    return raised.value.text


def test_an_added_column_of_a_team_appears(tmp_path: Path) -> None:
    def add(rows: list[list[str]]) -> None:
        row = dict(zip(rows[0], rows[1], strict=True))
        row |= {
            "key": "vip_level",
            "zh": "贵宾等级",
            "en": "VIP level",
            "type": "int",
            "rules": "min=0; max=9",
            "aliases": "贵宾; VIP",
        }
        rows.insert(40, list(row.values()))

    catalogue = load(own(tmp_path, add))

    column = catalogue.field("Customers", "vip_level")
    assert (column.name.zh, column.kind, column.argument("max")) == ("贵宾等级", Kind.INT, "9")
    assert len(catalogue.fields) == len(load().fields) + 1
    assert catalogue.hash != load().hash


def test_a_catalogue_saved_by_a_chinese_excel_is_read(tmp_path: Path) -> None:
    text = (SHIPPED / "catalogue.csv").read_text(encoding="utf-8-sig")
    path = tmp_path / "own.csv"
    path.write_bytes(text.replace("\n", "\r\n").encode("gb18030"))

    assert load(path).fields == load().fields


def test_line_ends_do_not_change_the_hash(tmp_path: Path) -> None:
    raw = (SHIPPED / "catalogue.csv").read_bytes()
    path = tmp_path / "own.csv"
    path.write_bytes(raw.replace(b"\n", b"\r\n"))

    assert load(path).hash == load().hash


def test_a_missing_catalogue_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileMissingError) as raised:
        load(tmp_path / "catalogue.csv")

    assert raised.value.text.zh.startswith("找不到文件")


WRONG_CELLS = [
    ("sheet", "Custmers", "there is no such name; perhaps Customers is meant"),
    ("key", "Customer ID", "it should have the form [a-z][a-z0-9_]*"),
    ("zh", "", "it may not be empty"),
    ("en", "", "it may not be empty"),
    ("vocabulary", "stages", "there is no such name; perhaps stage is meant"),
    ("required", "yes", "it should be one of Y, C, N, auto"),
    ("class", "", "it should be one of basic, internal, sensitive"),
    ("v1", "X", "it should be one of S, A, M, O, G, H, -"),
    (
        "module",
        "misc",
        ("it should be one of identity, value, communication, trade, background, handover, system"),
    ),
    ("width", "wide", r"it should have the form \d{1,3}(\.\d+)?"),
    ("lock", "hard", "it should be one of open, soft"),
    ("common", "", "it should be one of Y, N"),
    ("class", "sensitive", "a sensitive column may not be shown as it is in V2 or V3"),
    ("refers_to", "Reps.number", "the catalogue has no such column"),
    ("depends_on", "continent", "the catalogue has no such column"),
    ("rules", "length=9-2", "the rule length needs two lengths, such as 2-200"),
    ("rules", "unique=yes", "the rule unique needs no argument"),
    ("rules", "mint=C-{n", "the rule mint needs a form with {n}, such as CUS-{year}-{n:03}"),
    ("rules", "min=few", "the rule min needs a number"),
    ("rules", "not_before=birthday", "this sheet has no column birthday"),
    (
        "rules",
        "pattern=[A-Z",
        "the pattern cannot be read: unterminated character set at position 0",
    ),
    ("rules", "pattern", r"the rule pattern needs a pattern, such as CUS-\d{4}"),
    ("rules", "mint=CUS", "the rule mint needs a form with {n}, such as CUS-{year}-{n:03}"),
    ("rules", "mint=C-{m}", "the rule mint needs a form with {n}, such as CUS-{year}-{n:03}"),
    (
        "required_when",
        "stage is S9",
        "the condition cannot be read; write it like stage=S9, credit_code or due<today-7",
    ),
    ("required_when", "phase=S9", "this sheet has no column phase"),
]


@pytest.mark.parametrize(("column", "value", "expected"), WRONG_CELLS)
def test_a_wrong_cell_is_named_by_row_and_column(
    tmp_path: Path, column: str, value: str, expected: str
) -> None:
    row = row_of("website")

    assert refusal(own(tmp_path, put(row, column, value)))[1] == (
        f'Table catalogue.csv, row {row}, column {column}: the value "{value}" is wrong:'
        f" {expected}. Correct it and try again."
    )


@pytest.mark.parametrize(
    ("kind", "column", "expected"),
    [
        ("enum", "vocabulary", "an enum column must name its list"),
        ("fk", "refers_to", "an fk column must name the sheet and column it refers to"),
    ],
)
def test_a_column_without_what_its_type_needs_is_told(
    tmp_path: Path, kind: str, column: str, expected: str
) -> None:
    row = row_of("website")

    assert refusal(own(tmp_path, put(row, "type", kind)))[1] == (
        f'Table catalogue.csv, row {row}, column {column}: the value "" is wrong: {expected}.'
        " Correct it and try again."
    )


def test_a_sensitive_column_shown_in_v3_alone_is_told_too(tmp_path: Path) -> None:
    with (SHIPPED / "catalogue.csv").open(encoding="utf-8-sig", newline="") as file:
        places = [(row["sheet"], row["key"]) for row in csv.DictReader(file)]
    row = places.index(("Leads", "source")) + 2

    assert refusal(own(tmp_path, put(row, "class", "sensitive")))[0] == (
        f"目录表 catalogue.csv 第 {row} 行「class」列的值「sensitive」有误："
        "敏感字段在 V2、V3 中不得原样显示。请改正后重试。"
    )


def test_an_unknown_rule_is_told_with_the_known_ones(tmp_path: Path) -> None:
    row = row_of("website")

    zh, en = refusal(own(tmp_path, put(row, "rules", "unique; once")))

    known = (
        "unique, pattern, mint, length, min, max, above, not_future, not_before, not_after,"
        " warn_past, role_mailbox, no_private_facts, refund_sign, registration, domain,"
        " unique_name, im, other_words, increasing"
    )
    assert en == (
        f'Table catalogue.csv, row {row}, column rules: the value "once" is wrong: the rule is'
        f" not known; it should be one of {known}. Correct it and try again."
    )
    assert zh == (
        f"目录表 catalogue.csv 第 {row} 行「rules」列的值「once」有误："
        f"不是认识的规则，应为 {known}。请改正后重试。"
    )


def test_an_id_form_its_pattern_would_refuse_is_told(tmp_path: Path) -> None:
    edit = put(2, "rules", r"pattern=CUS-\d{4}; mint=CUS-{n:03}")

    assert refusal(own(tmp_path, edit))[1] == (
        'Table catalogue.csv, row 2, column rules: the value "mint=CUS-{n:03}" is wrong: the number'
        " it would give (CUS-001) does not fit the column's pattern. Correct it and try again."
    )


def test_a_condition_on_a_word_that_is_not_in_the_list_is_told(tmp_path: Path) -> None:
    row = row_of("lost_reason")

    assert refusal(own(tmp_path, put(row, "required_when", "stage=S10")))[1] == (
        f'Table catalogue.csv, row {row}, column required_when: the value "S10" is wrong: the list'
        " stage has no such code. Correct it and try again."
    )


def test_a_repeated_column_is_told_at_its_second_row(tmp_path: Path) -> None:
    def edit(rows: list[list[str]]) -> None:
        rows.insert(5, rows[1])

    assert refusal(own(tmp_path, edit))[1] == (
        'Table catalogue.csv, row 6, column key: the value "customer_id" is wrong: it repeats an'
        " earlier row. Correct it and try again."
    )


def test_a_header_that_names_two_columns_of_a_sheet_is_told(tmp_path: Path) -> None:
    row = row_of("website")

    assert refusal(own(tmp_path, put(row, "aliases", "Homepage; ＯＷＮＥＲ (rep)")))[1] == (
        f'Table catalogue.csv, row {row}, column aliases: the value "ＯＷＮＥＲ (rep)" is wrong:'
        " the column owner has this name already. Correct it and try again."
    )


def test_blank_rows_do_not_shift_the_row_numbers(tmp_path: Path) -> None:
    def edit(rows: list[list[str]]) -> None:
        put(3, "class", "secret")(rows)
        rows.insert(1, [""] * len(rows[0]))
        rows.insert(1, [])

    assert refusal(own(tmp_path, edit))[1] == (
        'Table catalogue.csv, row 5, column class: the value "secret" is wrong: it should be one of'
        " basic, internal, sensitive. Correct it and try again."
    )


def test_the_first_wrong_cell_of_several_is_told(tmp_path: Path) -> None:
    def edit(rows: list[list[str]]) -> None:
        put(9, "en", "")(rows)
        put(4, "lock", "no")(rows)
        put(4, "type", "word")(rows)

    assert "row 4, column type" in refusal(own(tmp_path, edit))[1]


def test_a_missing_column_is_told(tmp_path: Path) -> None:
    assert refusal(own(tmp_path, put(1, "class", "klass")))[1] == (
        'Table catalogue.csv, row 1, column class: the value "" is wrong: the table lacks this'
        " column. Correct it and try again."
    )


def test_a_table_without_rows_is_told(tmp_path: Path) -> None:
    def edit(rows: list[list[str]]) -> None:
        del rows[1:]

    assert refusal(own(tmp_path, edit))[1] == (
        'Table catalogue.csv, row 2, column sheet: the value "" is wrong: the table has no rows.'
        " Correct it and try again."
    )


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.csv"
    path.write_bytes(b"")

    assert "the table lacks this column" in refusal(path)[1]


def test_a_file_in_no_known_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.csv"
    path.write_bytes(b"sheet,key\n\xff\xff\xff\n")

    assert refusal(path)[1] == (
        'Table catalogue.csv, row 1, column : the value "" is wrong: the encoding is not'
        " recognised; save it as CSV UTF-8. Correct it and try again."
    )


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("kind", "list", "it should be one of data, ledger, result"),
        ("zh", "", "it may not be empty"),
        ("order", "first", r"it should have the form \d+"),
        ("order", "1", "it repeats an earlier row"),
        (
            "profiles",
            "boss",
            r"it should have the form (rep|manager)?(\s*;\s*(rep|manager))*",
        ),
        ("row_key", "number", "the catalogue has no such column"),
        (
            "row_rules",
            "any_of(phone)",
            "the rule any_of needs at least two columns",
        ),
        (
            "row_rules",
            "any_of(owner, fax)",
            "this sheet has no column fax",
        ),
        (
            "row_rules",
            "one_of(owner, stage)",
            (
                "the rule is not known; it should be one of any_of, exactly_one, together, differ,"
                " one_true, unique_together"
            ),
        ),
    ],
)
def test_a_wrong_sheet_is_named_by_row_and_column(
    tmp_path: Path, column: str, value: str, expected: str
) -> None:
    assert refusal(own(tmp_path, put(3, column, value), "sheets"))[1] == (
        f'Table sheets.csv, row 3, column {column}: the value "{value}" is wrong: {expected}.'
        " Correct it and try again."
    )


def test_a_sheet_without_columns_is_told(tmp_path: Path) -> None:
    def edit(rows: list[list[str]]) -> None:
        new = dict(zip(rows[0], rows[1], strict=True))
        new |= {"sheet": "Fairs", "order": "99", "zh": "展会表", "en": "Fairs", "row_key": ""}
        rows.append(list(new.values()))

    assert refusal(own(tmp_path, edit, "sheets"))[1] == (
        'Table sheets.csv, row 43, column sheet: the value "Fairs" is wrong: this sheet has no'
        " column. Correct it and try again."
    )


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("vocabulary", "Grade", "it should have the form [a-z][a-z_]*"),
        ("code", "", "it may not be empty"),
        ("zh", "", "it may not be empty"),
        ("shown", "all", "it should be one of code, word, both"),
        ("code", "A", "it repeats an earlier row"),
        ("aliases", "ｄ类", "the entry D of the same list has this spelling already"),
    ],
)
def test_a_wrong_word_is_named_by_row_and_column(
    tmp_path: Path, column: str, value: str, expected: str
) -> None:
    row = {"aliases": 6}.get(column, 3)

    def edit(rows: list[list[str]]) -> None:
        if column == "aliases":
            rows.insert(5, ["grade", "E", "其他等级", "Else", value, "", "", ""])
        else:
            put(row, column, value)(rows)

    assert refusal(own(tmp_path, edit, "vocabularies"))[1] == (
        f'Table vocabularies.csv, row {row}, column {column}: the value "{value}" is wrong: '
        f"{expected}. Correct it and try again."
    )
