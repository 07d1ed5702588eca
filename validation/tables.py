"""Reading the catalogue's tables, and refusing a wrong one by row and column.

A team may edit these tables in Excel, so a mistake is answered with the table, the row as Excel
numbers it, the column, the value and what was expected.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import pandas as pd
import pandera.pandas as pa

from validation.errors import CatalogueError, FileMissingError
from validation.messages import message

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

Row = dict[str, str]

_KINDS = "id fk text enum list int decimal money date datetime bool email phone url".split()
_MODULES = "identity value communication trade background handover system".split()
_COLUMN_COLUMNS = (
    "sheet key zh en type vocabulary refers_to rules required required_when class v1 v2 v3 "
    "module width lock common depends_on aliases hint_zh hint_en example article"
).split()
_SHEET_COLUMNS = (
    "sheet order zh en kind row_key profiles module row_rules purpose_zh purpose_en"
).split()
_WORD_COLUMNS = "vocabulary code zh en aliases shown parent flags".split()


def read_columns(
    path: Path, *, sheets: Collection[str], vocabularies: Collection[str]
) -> list[Row]:
    """Return the rows of a catalogue.csv, every cell text, in file order.

    Raises:
        CatalogueError: a cell is wrong.
    """
    schema = {
        "sheet": [_one_of(sheets)],
        "key": [_matches(r"[a-z][a-z0-9_]*")],
        "zh": [_filled()],
        "en": [_filled()],
        "type": [_one_of(_KINDS)],
        "vocabulary": [_one_of([*vocabularies, ""])],
        "required": [_one_of(["Y", "C", "N", "auto"])],
        "class": [_one_of(["basic", "internal", "sensitive"])],
        "v1": [_one_of("SAMOGH-")],
        "v2": [_one_of("SAMOGH-")],
        "v3": [_one_of("SAMOGH-")],
        "module": [_one_of(_MODULES)],
        "width": [_matches(r"\d{1,3}(\.\d+)?")],
        "lock": [_one_of(["open", "soft"])],
        "common": [_one_of(["Y", "N"])],
    }
    rows = _rows(path, _COLUMN_COLUMNS)
    _validate(path, rows, schema)
    _refuse_repeats(path, rows, ("sheet", "key"))
    for number, row in enumerate(rows, 2):
        if row["type"] == "enum" and not row["vocabulary"]:
            raise _wrong(path, number, "vocabulary", "", "catalogue.enum_needs_list")
        if row["type"] == "fk" and not row["refers_to"]:
            raise _wrong(path, number, "refers_to", "", "catalogue.link_needs_target")
        if row["class"] == "sensitive" and "S" in (row["v2"], row["v3"]):
            raise _wrong(path, number, "class", "sensitive", "catalogue.sensitive_shown")
    return rows


def read_sheets(path: Path) -> list[Row]:
    """Return the rows of a sheets.csv, every cell text.

    Raises:
        CatalogueError: a cell is wrong.
    """
    rows = _rows(path, _SHEET_COLUMNS)
    schema = {
        "sheet": [_matches(r"[A-Za-z][A-Za-z0-9_]{0,30}")],
        "order": [_matches(r"\d+")],
        "zh": [_filled()],
        "en": [_filled()],
        "kind": [_one_of(["data", "ledger", "result"])],
        "module": [_one_of(_MODULES)],
    }
    _validate(path, rows, schema)
    for column in ("sheet", "zh", "en", "order"):
        _refuse_repeats(path, rows, (column,))
    return rows


def read_vocabularies(path: Path) -> list[Row]:
    """Return the rows of a vocabularies.csv, every cell text.

    Raises:
        CatalogueError: a cell is wrong.
    """
    rows = _rows(path, _WORD_COLUMNS)
    schema = {
        "vocabulary": [_matches(r"[a-z][a-z_]*")],
        "code": [_filled()],
        "shown": [_one_of(["", "code", "word", "both"])],
    }
    _validate(path, rows, schema)
    _refuse_repeats(path, rows, ("vocabulary", "code"))
    return rows


def check_references(path: Path, columns: Sequence[Row], sheets: Sequence[Row]) -> None:
    """Refuse a column or sheet that names a column which does not exist.

    Raises:
        CatalogueError: `refers_to`, `depends_on`, `row_key` or a row rule points nowhere.
    """
    known = {f"{row['sheet']}.{row['key']}" for row in columns}
    for number, row in enumerate(columns, 2):
        if row["refers_to"] and row["refers_to"] not in known:
            raise _wrong(path, number, "refers_to", row["refers_to"], "catalogue.no_such_column")
        if row["depends_on"] and f"{row['sheet']}.{row['depends_on']}" not in known:
            raise _wrong(path, number, "depends_on", row["depends_on"], "catalogue.no_such_column")
    table = path.with_name("sheets.csv")
    for number, row in enumerate(sheets, 2):
        keys = re.findall(r"[a-z_0-9]+(?=\s*[,)])", row["row_rules"])
        for column, key in [("row_key", row["row_key"]), *(("row_rules", key) for key in keys)]:
            if key and f"{row['sheet']}.{key}" not in known:
                raise _wrong(table, number, column, key, "catalogue.no_such_column")


def _rows(path: Path, expected: Sequence[str]) -> list[Row]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise FileMissingError(path=path) from error
    # Excel on a Chinese Windows saves "CSV" as GBK; only "CSV UTF-8" carries a mark.
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise _wrong(path, 1, "", "", "catalogue.encoding")
    reader = csv.DictReader(io.StringIO(text, newline=""))
    header = reader.fieldnames or ()
    for column in expected:
        if column not in header:
            raise _wrong(path, 1, column, "", "catalogue.column_missing")
    return [
        {column: (row[column] or "").strip() for column in expected}
        for row in reader
        if any(row.values())
    ]


def _validate(
    path: Path, rows: Sequence[Row], checks: Mapping[str, Sequence[pa.Check]]
) -> None:
    """Raise for the first wrong cell, by row and then by column."""
    import pandas as pd  # noqa: PLC0415
    frame = pd.DataFrame(rows, columns=list(rows[0]), index=range(2, 2 + len(rows)), dtype=object)
    schema = pa.DataFrameSchema({column: pa.Column(object, list(c)) for column, c in checks.items()})
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as failed:
        cases = failed.failure_cases.sort_values("index", kind="stable").to_dict("records")
        first = cases[0]
        key, _, expected = str(first["check"]).partition("|")
        value = frame.at[first["index"], first["column"]]
        raise _wrong(
            path, int(first["index"]), first["column"], value, key, expected=expected
        ) from failed


def _refuse_repeats(path: Path, rows: Sequence[Row], columns: tuple[str, ...]) -> None:
    seen: set[tuple[str, ...]] = set()
    for number, row in enumerate(rows, 2):
        name = tuple(row[column] for column in columns)
        if name in seen:
            raise _wrong(path, number, columns[-1], row[columns[-1]], "catalogue.repeated")
        seen.add(name)


def _wrong(
    path: Path, row: int, column: str, value: object, key: str, **facts: object
) -> CatalogueError:
    return CatalogueError(
        table=path.name, row=row, column=column, value=value, reason=message(key, **facts)
    )


# pandera reports a check by its `error`, so that carries the message key and what was expected.
def _one_of(allowed: Collection[str]) -> pa.Check:
    return pa.Check.isin(
        list(allowed), error=f"catalogue.one_of|{', '.join(filter(None, allowed))}"
    )


def _filled() -> pa.Check:
    return pa.Check(lambda cells: cells != "", error="catalogue.filled")


def _matches(pattern: str) -> pa.Check:
    return pa.Check.str_matches(rf"(?:{pattern})\Z", error=f"catalogue.matches|{pattern}")
