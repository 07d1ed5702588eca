"""What a file is checked against: one share of the book, or everything sensitive in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from validation.handover.columns import Permit
from validation.handover.shapes import Copy, CopySheet
from validation.leaks import spellings
from validation.leaks.collecting import tokens
from validation.typed import typed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import pandas as pd

    from validation.book import Book
    from validation.catalogue import Catalogue, Sheet
    from validation.leaks.shapes import Tokens
    from validation.settings import Settings

_LEAST_DIGITS = 6
"""Significant digits of a number that is looked for in a file of any kind."""
_CUSTOMERS, _LEADS = "Customers", "Leads"
_REGISTER = {"Share": (), "ShareLines": (), "Reps": ("rep_id", "rep_name", "email", "role")}
_MANAGERS = frozenset({"manager", "admin"})


def everything(book: Book, catalogue: Catalogue) -> Tokens:
    """Return every sensitive value of the book, with ids and a team's own columns.

    Phrases that many records share and short numbers are left out: any file may hold them.
    """
    found = tokens(book, catalogue, Copy(share={}, sheets=()), variant="V1")
    return replace(
        found,
        words=tuple(word for word in found.words if word.is_telling and word.kind != "prose"),
        amounts={
            worth: amount
            for worth, amount in found.amounts.items()
            if amount.is_telling and spellings.digits(worth) >= _LEAST_DIGITS
        },
    )


def of_share(
    book: Book, catalogue: Catalogue, share: str, *, settings: Settings, today: dt.date
) -> tuple[Tokens, Copy] | None:
    """Return what the share withholds by the book as it is now; None: the book has no such share.

    The columns are those its variant and the contents an approver ticked let leave, the rows
    those of its records. The copy beside the tokens has these columns and no row.
    """
    frames = {
        key: sheet.frame
        for key, sheet in typed(book, catalogue, _REGISTER, settings=settings, today=today).items()
    }
    row = _row(frames["Share"], share)
    if row is None:
        return None
    permit = Permit(
        str(row["variant"]),
        frozenset(row.get("contents") or ()),
        _is_manager(frames["Reps"], row["receiver"]),
    )
    ids = _ids(frames["ShareLines"], share)
    sheets = [
        _leaving(catalogue.sheets[key], book.sheets[key], permit, ids)
        for key in _sheets(book, catalogue, permit.variant)
    ]
    shown = {key: value for key, value in row.items() if value is not None}
    copy = Copy(share=shown, sheets=tuple(one for one in sheets if one.fields))
    blank = replace(copy, sheets=tuple(one._replace(rows=one.rows.iloc[:0]) for one in copy.sheets))
    return tokens(book, catalogue, copy), blank


def _row(shares: pd.DataFrame, share: str) -> Mapping[str, Any] | None:
    wanted = spellings.folded(share).strip()
    for row in shares.to_dict("records"):
        if spellings.folded(str(row["share_id"] or "")).strip() == wanted:
            return {str(key): value for key, value in row.items()}
    return None


def _ids(lines: pd.DataFrame, share: str) -> frozenset[str]:
    mine = lines[[str(one or "").casefold() == share.casefold() for one in lines["share_id"]]]
    named = (*mine["customer_id"], *mine["lead_id"])
    return frozenset(spellings.folded(str(one)) for one in named if one is not None)


def _is_manager(reps: pd.DataFrame, receiver: object) -> bool:
    named = str(receiver or "").casefold()
    keys = reps[["rep_id", "rep_name", "email"]].itertuples(index=False)
    known = [named in {str(one or "").casefold() for one in row} for row in keys]
    return bool(named) and any(role in _MANAGERS for role in reps["role"][known])


def _sheets(book: Book, catalogue: Catalogue, variant: str) -> list[str]:
    """Return the sheets of which rows may leave in a variant (catalogue.md §4)."""
    held = [key for key in catalogue.sheets if key in book.sheets and book.layouts[key].known]
    only = {"V2": {_CUSTOMERS}, "V3": {_LEADS}}.get(variant)
    return [key for key in held if key not in _REGISTER and (only is None or key in only)]


def _leaving(sheet: Sheet, rows: pd.DataFrame, permit: Permit, ids: frozenset[str]) -> CopySheet:
    fields = tuple(
        field
        for field in sheet.fields
        if field.key in rows.columns and permit.fate(field)[0] == "leaves"
    )
    names = [key for key in ("customer_id", "lead_id") if key in rows.columns]
    if names:
        mine = [
            any(spellings.folded(str(one or "")).strip() in ids for one in row)
            for row in rows[names].itertuples(index=False)
        ]
        rows = rows[mine]
    return CopySheet(sheet.key, fields, rows[[field.key for field in fields]])
