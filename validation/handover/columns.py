"""Which columns leave in a variant: the allow-list, read from the catalogue and nowhere else.

A column leaves only where the catalogue shows it in the variant. What nobody classified (a
person's own column, a sheet that is not ours) cannot leave.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from validation.catalogue import Kind, Sensitivity, Visibility
from validation.handover.shapes import ColumnFate
from validation.handover.source import CUSTOMERS, LEADS, LINES, SHARE
from validation.messages import message

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from validation.catalogue import Field, Sheet
    from validation.handover.shapes import Request
    from validation.handover.source import Source
    from validation.messages import Text

FEEDBACK = frozenset({"first_contact_date", "validity", "brief_note"})
"""The columns of a lead that the receiver of a campaign copy fills (source article 000)."""
_CAMPAIGN = (
    "lead_id",
    "company",
    "country",
    "source",
    "product_intent",
    "assigned_rep",
    "assigned_date",
    "first_contact_date",
    "validity",
    "brief_note",
)
"""Order of a campaign copy: the key, the article's six, the feedback."""
_MODULES = (
    "identity",
    "value",
    "communication",
    "handover",
    "trade",
    "background",
    "system",
)
_LAST = ("inherited_todos",)
"""What a customer's row ends with, after the background: the promises."""
_GENERAL = frozenset({"customer_id", "last_12m_amount", "deal_summary", "tags"})
"""Columns of a customer for which there is a general form (catalogue.md §4)."""
_INSTEAD: Mapping[str, str] = {"key_comm_summary": "need_description"}
"""Column → the one that says in general words what it holds."""


@dataclass(frozen=True)
class Allowed:
    """The columns of one sheet that leave, and what becomes of every other."""

    sheet: str
    fields: tuple[Field, ...]
    """In the order a receiver sees them."""
    general: frozenset[str]
    """Keys of those that leave in a general form only."""
    fates: tuple[ColumnFate, ...]


@dataclass(frozen=True)
class Permit:
    """What a request opens beside the variant's own columns."""

    variant: str
    contents: frozenset[str]
    to_manager: bool

    def visibility(self, field: Field) -> Visibility:
        """Return what the catalogue says of a column in this variant."""
        return {"V1": field.v1, "V2": field.v2, "V3": field.v3}[self.variant]

    def fate(self, field: Field) -> tuple[str, str]:
        """Return the fate of a column and the message that says why."""
        seen = self.visibility(field)
        if seen is Visibility.SHOWN:
            is_hidden = self.variant != "V1" and field.sensitivity is Sensitivity.SENSITIVE
            return (
                ("stays", "export.why_sensitive") if is_hidden else ("leaves", "export.why_shown")
            )
        if seen is Visibility.MANAGER:
            return ("leaves" if self.to_manager else "stays"), "export.why_manager"
        if seen in (Visibility.APPROVED, Visibility.OPTION):
            return self._ticked(seen, field)
        if seen is Visibility.GENERALISED and field.sheet == CUSTOMERS:
            return _general(field)
        return "stays", "export.why_absent"

    def _ticked(self, seen: Visibility, field: Field) -> tuple[str, str]:
        content = "contacts"
        if seen is Visibility.APPROVED:
            content = "prices" if _is_price(field) else "private"
        return ("leaves" if content in self.contents else "stays"), f"export.why_{content}"


def _general(field: Field) -> tuple[str, str]:
    if field.key in _GENERAL:
        return "generalised", f"export.why_{field.key}"
    return "stays", "export.why_need" if field.key in _INSTEAD else "export.why_absent"


def permit(request: Request, receiver_role: str | None) -> Permit:
    """Return what a request opens for a receiver of this role; None: the receiver is outside."""
    return Permit(request.variant, request.contents, receiver_role in ("manager", "admin"))


def allowed(source: Source, sheet: Sheet, permit: Permit) -> Allowed:
    """Return the columns of one sheet that leave."""
    present = source.book.sheets.get(sheet.key)
    layout = source.book.layouts.get(sheet.key)
    fields, fates, general = [], [], set()
    for field in _ordered(sheet, permit.variant):
        here = present is not None and field.key in present.columns
        fate, why = permit.fate(field)
        if not here and not _is_made(field, permit.variant):
            continue
        fates.append(ColumnFate(sheet.key, field.key, fate, message(why)))  # type: ignore[arg-type]
        if fate != "stays":
            fields.append(_plain(field) if fate == "generalised" else field)
        if fate == "generalised":
            general.add(field.key)
    if present is not None and layout is not None:
        own = [c for c in present.columns if c not in sheet.by_key and not str(c).startswith("_")]
        why_own = message("export.why_own")
        fates += [ColumnFate(sheet.key, str(column), "stays", why_own) for column in own]
    return Allowed(sheet.key, tuple(fields), frozenset(general), tuple(fates))


def staying(source: Source, leaving: Sequence[str], variant: str) -> list[ColumnFate]:
    """Return one line for each sheet that stays as a whole; its `column` is empty."""
    found = []
    for key, layout in source.book.layouts.items():
        if key in leaving or key in (SHARE, LINES):
            continue
        sheet = source.catalogue.sheets.get(key) if layout.known else None
        why: Text
        if sheet is None:
            why = message("export.why_unknown_sheet")
        elif all(field.v1 is Visibility.NEVER for field in sheet.fields):
            why = message("export.why_never")
        elif variant != "V1" and key not in (CUSTOMERS, LEADS):
            why = message("export.why_no_children")
        else:
            why = message("export.why_not_asked")
        found.append(ColumnFate(key, "", "stays", why))
    return found


def _ordered(sheet: Sheet, variant: str) -> list[Field]:
    """Return the fields of a sheet in the order of the variant."""
    if variant == "V3" and sheet.key == LEADS:
        first = [sheet.by_key[key] for key in _CAMPAIGN if key in sheet.by_key]
        return [*first, *(field for field in sheet.fields if field.key not in _CAMPAIGN)]
    if sheet.key != CUSTOMERS:
        return list(sheet.fields)
    last = [field for field in sheet.fields if field.key in _LAST]
    rest = [field for field in sheet.fields if field.key not in _LAST]
    rest.sort(key=lambda field: _MODULES.index(field.module))  # a stable sort keeps the table's
    return [*rest, *last]


def _is_made(field: Field, variant: str) -> bool:
    """Return whether the export fills a column, so that the book need not have it."""
    if field.sheet == LEADS:
        return variant == "V3" and field.key in FEEDBACK
    return field.sheet == CUSTOMERS and variant == "V1" and field.key in _LAST


def _is_price(field: Field) -> bool:
    return field.kind is Kind.MONEY or field.module == "trade"


def _plain(field: Field) -> Field:
    """Return a column as one of free text: a band is no amount, and a made id mints none."""
    if field.vocabulary:
        return field
    kind = field.kind if field.kind is Kind.ID else Kind.TEXT
    return replace(field, kind=kind, constraints=(), required_when="")
