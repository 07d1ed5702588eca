"""What a manager approves, as tables of sentences: the same for the terminal, HTML and JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from validation.handover.planning import kinds
from validation.handover.writing import worded
from validation.messages import Text, message, plain
from validation.plaintext import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from validation.catalogue import Catalogue
    from validation.handover.shapes import ColumnFate, Plan
    from workbook.exporting.releasing import Taken

_ASKED = (
    "variant",
    "scenario",
    "provider",
    "receiver",
    "receiver_kind",
    "receiver_company",
    "nda_no",
    "approver",
    "channel",
    "password_channel",
    "container",
    "contents",
    "expected_action",
    "expires",
    "data_cutoff",
)
_ORDER = ("leaves", "generalised", "stays")


class Table(NamedTuple):
    """One part of the page: `key` names its title, and its column heads with the parts after it."""

    key: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]


def tables(taken: Taken, catalogue: Catalogue) -> tuple[Table, ...]:
    """Return the tables that have rows, what stands against it first."""
    decision = taken.decision
    found = decision.plan
    inherent = taken.released.inherent if taken.released else ()
    return tuple(
        table
        for table in (
            Table("missing", (), tuple((one,) for one in found.missing)),
            Table("asked", ("what", "value"), tuple(_asked(found, catalogue))),
            Table("sheets", ("sheet", "rows", *_ORDER), tuple(_sheets(found, catalogue))),
            Table(
                "leaving",
                ("sheet", "fate", "why", "columns"),
                tuple(_columns(found.columns, catalogue, ("leaves", "generalised"))),
            ),
            Table(
                "staying",
                ("sheet", "fate", "why", "columns"),
                tuple(_columns(found.columns, catalogue, ("stays",))),
            ),
            Table(
                "sheets_staying",
                ("why", "sheets"),
                tuple(_whole_sheets(found.columns, catalogue)),
            ),
            Table("records", ("record",), tuple((plain(one),) for one in found.records)),
            Table(
                "rows_staying", ("sheet", "row", "record", "why"), tuple(_rows(found, catalogue))
            ),
            Table(
                "texts",
                ("sheet", "row", "record", "column", "fate", "kinds", "instead"),
                tuple(_texts(found, catalogue)),
            ),
            Table(
                "told",
                ("place", "sheet", "column", "fate"),
                tuple(_told(taken, catalogue) if not inherent else ()),
            ),
        )
        if table.rows
    )


def name(catalogue: Catalogue, sheet: str) -> Text:
    """Return what people call a sheet; one that is not ours has its tab."""
    found = catalogue.sheets.get(sheet)
    return plain(sheet) if found is None else found.name


def column_name(catalogue: Catalogue, sheet: str, column: str) -> Text:
    """Return what people call a column; an empty one is the whole sheet."""
    if not column:
        return message("export.whole_sheet")
    found = catalogue.sheets.get(sheet)
    field = found.by_key.get(column) if found else None
    return plain(column) if field is None else field.name


def _asked(found: Plan, catalogue: Catalogue) -> Iterable[tuple[Text, Text]]:
    fields = catalogue.sheets["Share"].by_key
    for key in _ASKED:
        value = getattr(found.request, key, None)
        if isinstance(value, frozenset):
            value = tuple(sorted(value)) or None
        if value is not None and key in fields:
            zh, en = (shown(worded(value, fields[key], catalogue, one)) for one in ("zh", "en"))
            yield fields[key].name, Text(zh, en)


def _sheets(found: Plan, catalogue: Catalogue) -> Iterable[tuple[Text, ...]]:
    for sheet, count in found.counts.items():
        fates = [one.fate for one in found.columns if one.sheet == sheet and one.column]
        counts = [plain(fates.count(fate)) for fate in _ORDER]  # type: ignore[arg-type]
        yield (name(catalogue, sheet), plain(count), *counts)


def _columns(
    columns: Sequence[ColumnFate], catalogue: Catalogue, fates: tuple[str, ...]
) -> Iterable[tuple[Text, ...]]:
    """Yield the columns of one sheet, one fate and one reason together, in their order."""
    grouped: dict[tuple[str, str, Text], list[Text]] = {}
    for one in columns:
        if one.fate in fates and one.column:
            column = column_name(catalogue, one.sheet, one.column)
            grouped.setdefault((one.sheet, one.fate, one.why), []).append(column)
    for (sheet, fate, why), names in grouped.items():
        yield name(catalogue, sheet), message(f"export.{fate}"), why, _listed(names)


def _whole_sheets(
    columns: Sequence[ColumnFate], catalogue: Catalogue
) -> Iterable[tuple[Text, ...]]:
    grouped: dict[Text, list[Text]] = {}
    for one in columns:
        if not one.column:
            grouped.setdefault(one.why, []).append(name(catalogue, one.sheet))
    for why, names in grouped.items():
        yield why, _listed(names)


def _listed(names: Sequence[Text]) -> Text:
    return Text("、".join(one.zh for one in names), ", ".join(one.en for one in names))


def _rows(found: Plan, catalogue: Catalogue) -> Iterable[tuple[Text, ...]]:
    for one in found.staying:
        yield name(catalogue, one.sheet), plain(one.row), plain(one.record), one.why


def _texts(found: Plan, catalogue: Catalogue) -> Iterable[tuple[Text, ...]]:
    for one in found.texts:
        yield (
            name(catalogue, one.sheet),
            plain(one.row or ""),
            plain(one.record),
            column_name(catalogue, one.sheet, one.column),
            message(f"export.{one.fate}"),
            kinds(one.kinds),
            plain(one.sentence),
        )


def _told(taken: Taken, catalogue: Catalogue) -> Iterable[tuple[Text, ...]]:
    for hit in taken.hits:
        column = column_name(catalogue, hit.sheet, hit.column)
        key = "export.told_inherent" if hit.inherent else "export.told_leak"
        yield plain(hit.cell or hit.part), name(catalogue, hit.sheet), column, message(key)
