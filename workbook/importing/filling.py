"""One prepared table → rows of the sheets it fills, with everything worth telling."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from validation.catalogue import Kind
from validation.errors import ImportMapError
from validation.messages import Text, message
from workbook.importing import derivation, naming, people
from workbook.importing.accounting import Fate
from workbook.importing.cells import is_blank, letter, objects
from workbook.importing.conversion import converted
from workbook.importing.grouping import grouped
from workbook.importing.headers import ANNEX, HALF_NAMES, PERSON, Meaning
from workbook.importing.linking import PARENT, PLACE, TOKEN
from workbook.importing.mapping import CUSTOM, LEAVE, is_custom
from workbook.importing.preparation import column_named
from workbook.importing.report import Change, Doubt, Split, place_said

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from validation.catalogue import Sheet
    from workbook.importing.accounting import Ledger
    from workbook.importing.headers import Match
    from workbook.importing.mapping import TableMap
    from workbook.importing.tables import Table
    from workbook.importing.values import Columns

_WHOLES = ("contact_name", "rep_name", "company_name_zh", "company_name_en", "name_zh", "name_en")


@dataclass(frozen=True, kw_only=True)
class Job:
    """A prepared table and all that is needed to fill its sheet."""

    table: Table
    ledger: Ledger
    sheet: Sheet
    told: TableMap
    matches: tuple[Match, ...]
    number: int
    """Which table of the import this is; it makes the rows' tokens unique."""
    path: Path | None = None
    """The map file, for errors."""
    tab_field: str = ""
    """The field that takes the tab's name; "custom": a column of its own; empty: none."""


@dataclass(kw_only=True)
class Filled:
    """The rows a table gives: sheet → frame whose index is the source row, and the remarks."""

    frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    custom: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    splits: list[Split] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    remarks: list[Text] = field(default_factory=list)


def filled(job: Job, columns: Columns) -> Filled:
    """Return the rows of the book that a table gives.

    Raises:
        ImportMapError: the map names a column that the list does not have.
    """
    result = Filled()
    raw = _raw(job, result)
    annex = ANNEX.get(job.sheet.key, "")
    people_in = annex if annex in raw else job.sheet.key if job.sheet.key in ANNEX.values() else ""
    if people_in:
        raw[people_in] = _persons(job, raw[people_in], result)
    for key, frame in raw.items():
        named = naming.named_by_script(naming.whole_names(frame, key), key)
        result.frames[key] = _converted(job, key, named, columns=columns, result=result)
    if annex in result.frames:
        found = grouped(result.frames[job.sheet.key], result.frames[annex])
        result.frames.update({job.sheet.key: found.customers, annex: found.contacts})
        result.remarks += found.remarks
    for frame in result.frames.values():
        frame[PLACE] = objects(frame, [_line(job, n) for n in frame.index])
    return result


def _converted(
    job: Job, key: str, frame: pd.DataFrame, *, columns: Columns, result: Filled
) -> pd.DataFrame:
    headers = {m.meaning.key: m.header for m in job.matches if m.meaning and m.meaning.sheet == key}
    found = converted(frame, columns.catalogue.sheets[key], columns, headers=headers)
    table = job.table
    for change in found.altered:
        header = headers.get(change.key)
        if header is None and change.key not in _WHOLES:
            # The map's own words ("S8") take the book's form without a word about it.
            continue
        place = table.places.get(header or "")
        cell = f"{letter(place) if place else ''}{change.row}"
        result.changes.append(
            Change(
                table.source,
                table.tab,
                cell,
                header or change.key,
                change.before,
                change.after,
                change.rows,
            )
        )
    result.doubts += [
        Doubt(key, d.key, d.value, d.rows, _line(job, d.row), unlinked=False)
        for d in found.unlisted
    ]
    return found.frame


def _line(job: Job, row: int) -> str:
    return f"{place_said(job.table.source, job.table.tab)} {row}"


def custom_name(header: str, sheet: Sheet) -> str:
    """Return the header under which a column nobody knows is kept; never a key of the sheet."""
    name = header.strip().lstrip("_") or "?"
    return f"{name} (2)" if name in sheet.by_key else name


def _raw(job: Job, result: Filled) -> dict[str, pd.DataFrame]:
    """Return sheet → frame with field keys, custom headers and tokens; values as in the source."""
    body = job.table.body
    numbers = [int(n) for n in body.index]
    found: dict[str, dict[str, list[object]]] = {job.sheet.key: {}}
    demoted = _demoted(job)
    for match in job.matches:
        place = job.table.places.get(match.header)
        target = _custom_target(job, match)
        if target == LEAVE:
            _mark(job, place, numbers, Fate.FILTERED)
            continue
        _mark(job, place, numbers, Fate.CARRIED)
        values = [None if is_blank(v) else v for v in body[match.header]]
        if match.meaning is None or match.header in demoted:
            if place is None and not target:
                continue
            name = custom_name(target.partition(":")[2] or match.header, job.sheet)
            if any(v is not None for v in values):
                found[job.sheet.key][name] = values
                result.custom.append(name)
            continue
        found.setdefault(match.meaning.sheet, {})[match.meaning.key] = values
        if _keeps_old_ids(job, match.meaning, values):
            name = custom_name(match.header, job.sheet)
            found[job.sheet.key][name] = values
            result.custom.append(name)
    _tab_name(job, found, result)
    _computed(job, found)
    tokens = [f"{job.number}:{n}" for n in numbers]
    frames = {}
    for key, data in found.items():
        working = {TOKEN: tokens} if key == job.sheet.key else {PARENT: tokens}
        frames[key] = pd.DataFrame({**data, **working}, index=numbers, dtype=object)
    return frames


def _demoted(job: Job) -> set[str]:
    """Return the headers that only repeat what other columns of the list say better."""
    by_sheet: dict[str, dict[str, str]] = {}
    for match in job.matches:
        if match.meaning:
            by_sheet.setdefault(match.meaning.sheet, {})[match.meaning.key] = match.header
    return {
        headers[key]
        for sheet, headers in by_sheet.items()
        for key in naming.superseded(sheet, set(headers))
    }


def _mark(job: Job, place: int | None, rows: Sequence[int], fate: Fate) -> None:
    if place is not None:
        job.ledger.column(place, rows, fate)


def _custom_target(job: Job, match: Match) -> str:
    for header, target in job.told.columns.items():
        if column_named(header, (match.header,)):
            return target if target == LEAVE or is_custom(target) else ""
    return ""


def _keeps_old_ids(job: Job, meaning: Meaning, values: Sequence[object]) -> bool:
    """Return whether ids that will be replaced have no column of their own to stay in."""
    column = job.sheet.by_key.get(meaning.key)
    if column is None or meaning.sheet != job.sheet.key or meaning.key != job.sheet.row_key:
        return False
    minted = column.has("mint") or job.sheet.key == "Reps"
    if column.kind is not Kind.ID or "source_id" in job.sheet.by_key or not minted:
        return False
    pattern = re.compile(column.argument("pattern") or ".*")
    return not all(pattern.fullmatch(derivation.as_text(v)) for v in values if v is not None)


def _tab_name(job: Job, found: dict[str, dict[str, list[object]]], result: Filled) -> None:
    own = found[job.sheet.key]
    if not job.tab_field or job.tab_field in own:
        return
    tabs: list[object] = [job.table.tab] * len(job.table.body)
    if job.tab_field == CUSTOM:
        name = message("import.tab_column")
        header = f"{name.zh} {name.en}"
        own[header] = tabs
        result.custom.append(header)
    else:
        own[job.tab_field] = tabs


def _computed(job: Job, found: dict[str, dict[str, list[object]]]) -> None:
    """Put in what the map computes: fill, then choose, then default."""
    body = job.table.body
    try:
        for target, template in job.told.fill.items():
            home, key = _target(target, job.sheet.key)
            found.setdefault(home, {})[key] = derivation.filled_in(template, body)
        for choice in job.told.choose:
            home, key = _target(choice.field, job.sheet.key)
            values = derivation.filled_in(choice.value, body)
            met = derivation.holds(choice.where, body)
            old = found.setdefault(home, {}).get(key, [None] * len(body))
            found[home][key] = [v if m else o for v, m, o in zip(values, met, old, strict=True)]
        for target, template in job.told.default.items():
            home, key = _target(target, job.sheet.key)
            values = derivation.filled_in(template, body)
            old = found.setdefault(home, {}).get(key, [None] * len(body))
            found[home][key] = [v if o is None else o for v, o in zip(values, old, strict=True)]
    except derivation.UnknownColumnError as error:
        reason = message("import.map.column", found=str(error))
        raise ImportMapError(path=str(job.path or ""), reason=reason) from error


def _target(target: str, sheet: str) -> tuple[str, str]:
    home, _, key = target.rpartition(".")
    return home or sheet, key


def _persons(job: Job, frame: pd.DataFrame, result: Filled) -> pd.DataFrame:
    whole = naming.whole_names(frame, "Contacts")
    if job.sheet.key in ANNEX:
        # What the map fills in for everybody makes nobody a contact.
        told = {m.meaning.key for m in job.matches if m.meaning}
        told |= {"contact_name"} if told & set(HALF_NAMES) else set()
        content = [name for name in PERSON if name in whole.columns and name in told]
        whole = whole[whole[content].notna().any(axis=1)]
    found = people.split_people(whole)
    cells = [
        place
        for key in ("contact_name", *HALF_NAMES, "title", "email", "phone")
        if (place := _place_of(job, key)) is not None
    ]
    for split in found.splits:
        for place in cells:
            job.ledger.column(place, (split.row,), Fate.SPLIT)
        result.splits.append(
            Split(job.table.source, job.table.tab, split.row, split.before, split.after)
        )
    return found.frame


def _place_of(job: Job, key: str) -> int | None:
    header = next((m.header for m in job.matches if m.meaning and m.meaning.key == key), None)
    return job.table.places.get(header) if header else None
