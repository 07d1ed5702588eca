"""Reading the catalogue's tables, and refusing a wrong one by row and column.

A team may edit these tables in Excel, so a mistake is answered with the table, the row as Excel
numbers it, the column, the value and what was expected.
"""

from __future__ import annotations

import csv
import difflib
import io
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from validation import conditions, constraints
from validation.errors import CatalogueError, FileMissingError
from validation.messages import Text, message
from validation.vocabularies import CLDR_LISTS, fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    import pandera.pandas as pa

Row = dict[str, str]

_KINDS = [
    "id",
    "fk",
    "text",
    "enum",
    "list",
    "int",
    "decimal",
    "money",
    "date",
    "datetime",
    "bool",
    "email",
    "phone",
    "url",
]
_MODULES = ["identity", "value", "communication", "trade", "background", "handover", "system"]
_COLUMN_COLUMNS = [
    "sheet",
    "key",
    "zh",
    "en",
    "type",
    "vocabulary",
    "refers_to",
    "rules",
    "required",
    "required_when",
    "class",
    "v1",
    "v2",
    "v3",
    "module",
    "width",
    "lock",
    "common",
    "depends_on",
    "aliases",
    "hint_zh",
    "hint_en",
    "example",
    "article",
]
_SHEET_COLUMNS = [
    "sheet",
    "order",
    "zh",
    "en",
    "kind",
    "row_key",
    "profiles",
    "module",
    "row_rules",
    "purpose_zh",
    "purpose_en",
]
_WORD_COLUMNS = ["vocabulary", "code", "zh", "en", "aliases", "shown", "parent", "flags"]
_SHIPPED = Path(__file__).parent
_MANY = 14
"""More choices than this are not listed; the nearest is named instead."""


class Table(NamedTuple):
    """A table as it was read: `rows` maps the row number Excel shows to the cells, all text."""

    path: Path
    rows: Mapping[int, Row]

    def wrong(
        self, row: int, column: str, key: str, /, *, value: str | None = None, **facts: object
    ) -> CatalogueError:
        """Return the error for one cell; `key` names the sentence about what is expected."""
        return self.refused(row, column, message(key, **facts), value=value)

    def refused(
        self, row: int, column: str, reason: Text, *, value: str | None = None
    ) -> CatalogueError:
        """Return the error for one cell, or for the `value` that is part of it."""
        shown = self.rows.get(row, {}).get(column, "") if value is None else value
        return CatalogueError(
            table=self.path.name, row=row, column=column, value=shown, reason=reason
        )


def read_columns(
    path: Path, *, sheets: Collection[str], vocabularies: Mapping[str, Collection[str]]
) -> Table:
    """Return a catalogue.csv, in file order; `vocabularies` maps a list's name to its codes.

    Raises:
        CatalogueError: a cell is wrong.
        FileMissingError: the file is not there.
    """
    table = _table(path, _COLUMN_COLUMNS)
    _validate(
        table,
        {
            "sheet": _one_of(sheets),
            "key": _matches(r"[a-z][a-z0-9_]*"),
            "zh": _filled(),
            "en": _filled(),
            "type": _one_of(_KINDS),
            "vocabulary": _one_of([*vocabularies, ""]),
            "required": _one_of(["Y", "C", "N", "auto"]),
            "class": _one_of(["basic", "internal", "sensitive"]),
            **dict.fromkeys(("v1", "v2", "v3"), _one_of("SAMOGH-")),
            "module": _one_of(_MODULES),
            "width": _matches(r"\d{1,3}(\.\d+)?"),
            "lock": _one_of(["open", "soft"]),
            "common": _one_of(["Y", "N"]),
        },
    )
    _refuse_repeats(table, ("sheet", "key"))
    _refuse_same_names(table)
    by_sheet: dict[str, dict[str, Row]] = {}
    for row in table.rows.values():
        by_sheet.setdefault(row["sheet"], {})[row["key"]] = row
    for number, row in table.rows.items():
        _refuse_contradictions(table, number, row)
        _refuse_rules(table, number, by_sheet[row["sheet"]], vocabularies=vocabularies)
    return table


def read_sheets(path: Path) -> Table:
    """Return a sheets.csv.

    Raises:
        CatalogueError: a cell is wrong.
        FileMissingError: the file is not there.
    """
    table = _table(path, _SHEET_COLUMNS)
    _validate(
        table,
        {
            "sheet": _matches(r"[A-Za-z][A-Za-z0-9_]{0,30}"),
            "order": _matches(r"\d+"),
            "zh": _filled(),
            "en": _filled(),
            "kind": _one_of(["data", "ledger", "result"]),
            "profiles": _matches(r"(rep|manager)?(\s*;\s*(rep|manager))*"),
            "module": _one_of(_MODULES),
        },
    )
    for column in ("sheet", "zh", "en", "order"):
        _refuse_repeats(table, (column,))
    return table


def read_vocabularies(path: Path) -> Table:
    """Return a vocabularies.csv.

    Raises:
        CatalogueError: a cell is wrong, or one spelling stands for two words of a list.
        FileMissingError: the file is not there.
    """
    table = _table(path, _WORD_COLUMNS)
    _validate(
        table,
        {
            "vocabulary": _matches(r"[a-z][a-z_]*"),
            "code": _filled(),
            "shown": _one_of(["", "code", "word", "both"]),
        },
    )
    _refuse_repeats(table, ("vocabulary", "code"))
    spelt: dict[tuple[str, str], str] = {}
    for number, row in table.rows.items():
        for column in ("zh", "en"):
            # CLDR has the names of its lists; a blank there is no gap.
            if not row[column] and row["vocabulary"] not in CLDR_LISTS:
                raise table.wrong(number, column, "catalogue.filled")
        for column in ("code", "zh", "en", "aliases"):
            for name in filter(
                None, row[column].split(";") if column == "aliases" else [row[column]]
            ):
                other = spelt.setdefault((row["vocabulary"], fold(name)), row["code"])
                if other != row["code"]:
                    raise table.wrong(
                        number, column, "catalogue.ambiguous_word", value=name.strip(), other=other
                    )
    return table


def check_references(tables: Sequence[Table], sheets: Table) -> None:
    """Refuse a column or a sheet that names a column which does not exist.

    Raises:
        CatalogueError: `refers_to`, `depends_on`, `row_key` or a row rule points nowhere, or a
            sheet has no column.
    """
    keys: dict[str, set[str]] = {}
    for row in (row for table in tables for row in table.rows.values()):
        keys.setdefault(row["sheet"], set()).add(row["key"])
    for table in tables:
        for number, row in table.rows.items():
            sheet, _, key = row["refers_to"].partition(".")
            if row["refers_to"] and key not in keys.get(sheet, ()):
                raise table.wrong(number, "refers_to", "catalogue.no_such_column")
            if row["depends_on"] and row["depends_on"] not in keys[row["sheet"]]:
                raise table.wrong(number, "depends_on", "catalogue.no_such_column")
    for number, row in sheets.rows.items():
        own = keys.get(row["sheet"])
        if own is None:
            raise sheets.wrong(number, "sheet", "catalogue.no_columns")
        if row["row_key"] and row["row_key"] not in own:
            raise sheets.wrong(number, "row_key", "catalogue.no_such_column")
        problem = constraints.row_problem(row["row_rules"], keys=own)
        if problem:
            raise sheets.refused(number, "row_rules", problem.reason, value=problem.part)


def _refuse_contradictions(table: Table, number: int, row: Row) -> None:
    if row["type"] == "enum" and not row["vocabulary"]:
        raise table.wrong(number, "vocabulary", "catalogue.enum_needs_list")
    if row["type"] == "fk" and not row["refers_to"]:
        raise table.wrong(number, "refers_to", "catalogue.link_needs_target")
    if row["class"] == "sensitive" and "S" in (row["v2"], row["v3"]):
        raise table.wrong(number, "class", "catalogue.sensitive_shown")


def _refuse_rules(
    table: Table,
    number: int,
    columns: Mapping[str, Row],
    *,
    vocabularies: Mapping[str, Collection[str]],
) -> None:
    """Refuse rules and conditions that cannot be read, or name what does not exist."""
    row = table.rows[number]
    problem = constraints.column_problem(row["rules"], keys=columns)
    if problem:
        raise table.refused(number, "rules", problem.reason, value=problem.part)
    if not row["required_when"]:
        return
    try:
        clauses = conditions.clauses(row["required_when"])
    except ValueError as error:
        raise table.wrong(number, "required_when", "catalogue.condition") from error
    for clause in clauses:
        if clause.key not in columns:
            raise table.wrong(number, "required_when", "catalogue.no_such_key", column=clause.key)
        words = columns[clause.key]["vocabulary"]
        if clause.operand and words and clause.operand not in vocabularies[words]:
            raise table.wrong(
                number,
                "required_when",
                "catalogue.no_such_word",
                value=clause.operand,
                vocabulary=words,
            )


def _table(path: Path, expected: Sequence[str]) -> Table:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise FileMissingError(path=path) from error
    records = list(csv.reader(io.StringIO(decoded(path, raw), newline="")))
    header = [cell.strip() for cell in records[0]] if records else []
    nothing = Table(path, {})
    for column in expected:
        if column not in header:
            raise nothing.wrong(1, column, "catalogue.column_missing")
    places = {column: header.index(column) for column in expected}
    rows = {
        number: {
            column: cells[place].strip() if place < len(cells) else ""
            for column, place in places.items()
        }
        for number, cells in enumerate(records[1:], 2)
        if any(cell.strip() for cell in cells)
    }
    if not rows:
        raise nothing.wrong(2, expected[0], "catalogue.empty")
    return Table(path, rows)


def decoded(path: Path, raw: bytes) -> str:
    """Return the text of a table a team saved, UTF-8 or GBK; CatalogueError: it is neither."""
    # Excel on a Chinese Windows saves "CSV" as GBK; only "CSV UTF-8" carries a mark.
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Table(path, {}).wrong(1, "", "catalogue.encoding")


def _validate(table: Table, expected: Mapping[str, _Expected]) -> None:
    """Raise for the first wrong cell, by row and then by column."""
    if table.path.parent == _SHIPPED:
        # The tests load a copy of every shipped table; a person waits a second for pandera.
        return
    import pandas as pd  # noqa: PLC0415
    import pandera.pandas as pa  # noqa: PLC0415

    checks = {name: _check(of) for name, of in expected.items()}
    frame = pd.DataFrame(list(table.rows.values()), index=list(table.rows), dtype=object)
    schema = pa.DataFrameSchema({name: pa.Column(object, check) for name, check in checks.items()})
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as failed:
        # A stable sort keeps the columns of one row in the schema's order.
        cases = failed.failure_cases.sort_values("index", kind="stable")
        first = cases.iloc[0]
        row, column = int(first["index"]), str(first["column"])
        key, _, words = str(first["check"]).partition("|")
        if words.count(", ") >= _MANY:
            near = difflib.get_close_matches(table.rows[row][column], words.split(", "), n=1)
            if near:
                raise table.wrong(row, column, "catalogue.not_listed", nearest=near[0]) from failed
        raise table.wrong(row, column, key, expected=words) from failed


def _refuse_repeats(table: Table, columns: tuple[str, ...]) -> None:
    seen: set[tuple[str, ...]] = set()
    for number, row in table.rows.items():
        name = tuple(row[column] for column in columns)
        if name in seen:
            raise table.wrong(number, columns[-1], "catalogue.repeated")
        seen.add(name)


def _refuse_same_names(table: Table) -> None:
    """Refuse a header that stands for two columns of a sheet: a list could not be matched."""
    taken: dict[tuple[str, str], str] = {}
    for column in (("key", "zh", "en"), ("aliases",)):
        for number, part, name in _names(table, column):
            row = table.rows[number]
            other = taken.setdefault((row["sheet"], fold(name)), row["key"])
            if other != row["key"]:
                raise table.wrong(number, part, "catalogue.same_name", value=name, other=other)


def _names(table: Table, columns: Iterable[str]) -> Iterable[tuple[int, str, str]]:
    for number, row in table.rows.items():
        for column in columns:
            for name in row[column].split(";") if column == "aliases" else [row[column]]:
                if name.strip():
                    yield number, column, name.strip()


class _Expected(NamedTuple):
    """What a cell must be: one of `words`, or text of the form `pattern`."""

    words: tuple[str, ...] = ()
    pattern: str = ""


def _one_of(allowed: Collection[str]) -> _Expected:
    return _Expected(words=tuple(allowed))


def _filled() -> _Expected:
    return _Expected()


def _matches(pattern: str) -> _Expected:
    return _Expected(pattern=pattern)


def _check(expected: _Expected) -> pa.Check:
    """Return the check of a column; pandera reports it by its `error`: message key and facts."""
    import pandera.pandas as pa  # noqa: PLC0415 - see _validate

    if expected.words:
        shown = ", ".join(filter(None, expected.words))
        return pa.Check.isin(list(expected.words), error=f"catalogue.one_of|{shown}")
    if expected.pattern:
        form = rf"(?:{expected.pattern})\Z"
        return pa.Check.str_matches(form, error=f"catalogue.matches|{expected.pattern}")
    return pa.Check(lambda cells: cells != "", error="catalogue.filled")
