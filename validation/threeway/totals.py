"""How much a book holds: what must add up after a merge."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.plaintext import shown

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.settings import Settings


class Totals(NamedTuple):
    """The filled rows of each sheet of the catalogue, and the orders by their currency."""

    rows: Mapping[str, int]
    orders: Mapping[str, Decimal]
    """Currency as it is written → sum of the amounts; amounts that are no numbers are left out."""


def totals(book: Book, catalogue: Catalogue) -> Totals:
    """Return the totals of a book; sheets that only actions fill do not count."""
    rows = {}
    for sheet in catalogue.sheets.values():
        if sheet.kind == "result" or sheet.key == "Audit" or sheet.key not in book.sheets:
            continue
        frame = book.sheets[sheet.key]
        columns = [c for c in frame.columns if not str(c).startswith("_")]
        rows[sheet.key] = int(frame[columns].notna().any(axis=1).sum()) if columns else 0
    return Totals({k: n for k, n in rows.items() if n}, _orders(book))


def totals_of(book: Book, catalogue: Catalogue, settings: Settings, today: dt.date) -> Totals:
    """Return the totals of a book that was asked for them (`workbook.answering`)."""
    del settings, today
    return totals(book, catalogue)


def _orders(book: Book) -> Mapping[str, Decimal]:
    frame = book.sheets.get("Orders")
    if frame is None or "amount" not in frame:
        return {}
    currencies = frame["currency"] if "currency" in frame else [None] * len(frame)
    found: dict[str, Decimal] = {}
    for amount, currency in zip(frame["amount"], currencies, strict=True):
        number = _number(amount)
        if number is not None:
            name = shown(currency).strip()
            found[name] = found.get(name, Decimal(0)) + number
    return found


def _number(value: Any) -> Decimal | None:
    if value is None or isinstance(value, bool):
        return None
    try:
        found = Decimal(shown(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
