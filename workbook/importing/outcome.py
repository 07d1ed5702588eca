"""The end of an import: one content, one map that repeats it, one report."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from validation.messages import Text, message
from workbook.importing import grouping
from workbook.importing.cells import letter
from workbook.importing.defaults import completed
from workbook.importing.headers import HALF_NAMES, SPLIT_NAME
from workbook.importing.linking import linked
from workbook.importing.mapping import CUSTOM, WrittenTable
from workbook.importing.mapping import map_text as written
from workbook.importing.preparation import column_named
from workbook.importing.report import (
    Doubt,
    ImportReport,
    MappingLine,
    Remark,
    TableLine,
    left_out,
)
from workbook.template import Content

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from validation.catalogue import Catalogue
    from workbook.importing.filling import Filled, Job
    from workbook.importing.headers import Match
    from workbook.importing.lists import Found, Lists
    from workbook.importing.mapping import ImportMap
    from workbook.importing.values import Columns


class Done(NamedTuple):
    """A table and the rows it gave; `number` is its place among the tables of the import."""

    number: int
    found: Found
    job: Job
    filled: Filled


class Bound(NamedTuple):
    """The content, its ids and links in place, and the links that lead nowhere."""

    content: Content
    doubts: tuple[Doubt, ...]
    remarks: tuple[Remark, ...]


def content(done: Sequence[Done], columns: Columns, *, today: dt.date) -> Bound:
    """Return the rows of all tables as one book: columns in the catalogue's order, then custom."""
    catalogue = columns.catalogue
    frames: dict[str, list[pd.DataFrame]] = {}
    custom: dict[str, dict[str, None]] = {}
    for item in done:
        for key, frame in item.filled.frames.items():
            frames.setdefault(key, []).append(frame)
        custom.setdefault(item.found.sheet, {}).update(dict.fromkeys(item.filled.custom))
    bound = linked({k: _stacked(parts) for k, parts in frames.items()}, catalogue, today=today)
    final = dict(bound.frames)
    if "Contacts" in final:
        final["Contacts"] = grouping.with_primaries(final["Contacts"])
    stated = completed(final, columns)
    final = dict(stated.frames)
    own = {key: tuple(headers) for key, headers in custom.items() if headers}
    ordered = {}
    for key, sheet in catalogue.sheets.items():
        if key in final:
            names = (*(f.key for f in sheet.fields), *own.get(key, ()))
            kept = [name for name in names if name in final[key].columns]
            ordered[key] = final[key][kept].reset_index(drop=True)
    remarks = tuple(Remark("", "", text) for text in stated.remarks)
    return Bound(Content(frames=ordered, custom=own), bound.doubts, remarks)


def map_text(done: Sequence[Done], told: ImportMap) -> str:
    """Return the text of a map file that repeats the matching of this import."""
    tables = []
    for item in done:
        table = item.found.table
        columns, reasons = {}, {}
        for match in item.job.matches:
            if match.header not in table.places:
                continue
            columns[match.header] = _target(item, match)
            if match.meaning and match.meaning.how in ("guess", "content"):
                reasons[match.header] = match.meaning.how
        header_row = table.header_rows[-1] if table.header_rows else 0
        tables.append(
            WrittenTable(table.source, table.tab, item.found.sheet, header_row, columns, reasons)
        )
    return written(tables, told.blank)


def report(done: Sequence[Done], lists: Lists, *, book: Bound) -> ImportReport:
    """Return everything the import did, in the order of the sources."""
    spots = [(item.found.table.source, item.found.table.tab) for item in done]
    return ImportReport(
        tables=tuple(
            TableLine(
                *spot,
                item.found.sheet,
                len(item.found.table.body),
                item.found.table.header_rows,
                item.found.guessed,
                item.found.reason,
            )
            for spot, item in zip(spots, done, strict=True)
        ),
        mapping=tuple(line for item in done for line in _mapping(item)),
        changes=tuple(change for item in done for change in item.filled.changes),
        splits=tuple(split for item in done for split in item.filled.splits),
        left_out=tuple(
            left for ledger, tables in lists.ledgers for left in left_out(ledger, tables)
        ),
        doubts=(*(doubt for item in done for doubt in item.filled.doubts), *book.doubts),
        remarks=(
            *lists.remarks,
            *(
                Remark(*spot, text)
                for spot, item in zip(spots, done, strict=True)
                for text in item.filled.remarks
            ),
            *book.remarks,
        ),
        accounts=tuple(ledger.account() for ledger, _ in lists.ledgers),
        labels=labels(lists.names.catalogue),
    )


def labels(catalogue: Catalogue) -> Mapping[str, Text]:
    """Return what people call "Customers" and "Customers.owner", half and plain names included."""
    found = {sheet.key: sheet.name for sheet in catalogue.sheets.values()}
    for sheet in catalogue.sheets.values():
        own = {field.key: Text(field.zh, field.en) for field in sheet.fields}
        own |= {key: message(f"import.half.{key}") for key in HALF_NAMES}
        if sheet.key in SPLIT_NAME:
            own[SPLIT_NAME[sheet.key]] = message(f"import.half.{SPLIT_NAME[sheet.key]}")
        for key, name in own.items():
            here = sheet.name
            found[f"{sheet.key}.{key}"] = Text(f"{here.zh}·{name.zh}", f"{here.en} · {name.en}")
    return found


def _mapping(item: Done) -> Iterator[MappingLine]:
    table = item.found.table
    for match in item.job.matches:
        place = table.places.get(match.header)
        where = letter(place) if place else "+"
        meaning = match.meaning
        if meaning is None:
            if place is None and _target(item, match) == CUSTOM:
                continue
            yield MappingLine(
                table.source,
                table.tab,
                match.header,
                where,
                item.found.sheet,
                "",
                "custom",
                0.0,
                _note(match),
            )
        else:
            yield MappingLine(
                table.source,
                table.tab,
                match.header,
                where,
                meaning.sheet,
                meaning.key,
                meaning.how,
                meaning.confidence,
                _note(match),
            )


def _note(match: Match) -> Text:
    if match.rival:
        return message("import.rival", header=match.rival)
    if match.foreign:
        return message("import.foreign", value=match.foreign)
    if match.unit:
        return message("import.unit", unit=match.unit)
    return Text("", "")


def _target(item: Done, match: Match) -> str:
    for header, target in item.found.told.columns.items():
        if column_named(header, (match.header,)):
            return target
    meaning = match.meaning
    if meaning is None:
        return CUSTOM
    return meaning.key if meaning.sheet == item.found.sheet else f"{meaning.sheet}.{meaning.key}"


def _stacked(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the frames below each other; None where one lacks a column."""
    rows = [row for part in parts for row in part.to_dict("records")]
    columns = list(dict.fromkeys(column for part in parts for column in part.columns))
    return pd.DataFrame({c: pd.Series([row.get(c) for row in rows], dtype=object) for c in columns})
