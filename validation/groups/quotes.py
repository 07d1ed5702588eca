"""Two prices for one product in one group (报价冲突): open quotes held against each other."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from validation.exchange import Rates
from validation.groups.conflict import Conflict
from validation.groups.parties import cells, texts
from validation.messages import message
from validation.normalise import dates, money, numbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from validation.groups.parties import Parties
    from validation.settings import Settings

_ROUNDING = Decimal("0.01")
"""Prices in two currencies count as one when they differ by no more than this part."""


class Quote(NamedTuple):
    """The newest version of an open quote for one product."""

    at: int
    """Position of the customer."""
    row: int
    number: str
    product: str
    price: Decimal
    currency: str
    base: Decimal | None
    """The price in base currency; None: there is no rate."""
    qty: Decimal | None
    incoterm: str


def prices(parties: Parties, *, settings: Settings, today: dt.date) -> Iterator[Conflict]:
    """Yield the open quotes that ask another price than the lowest for the same in the group.

    A group is everything under one root. Prices in one currency are compared exactly, others
    by today's rates; without a rate only quotes in one currency are. Prices under two incoterms
    (`quote_terms`) include different things and make a hint only.
    """
    known = rates(parties, settings)
    together: dict[tuple[str, str], list[Quote]] = {}
    for quote in open_quotes(parties, known, today=today):
        for root in dict.fromkeys(map(parties.tree.root, parties.memberships.get(quote.at, ()))):
            together.setdefault((root, quote.product), []).append(quote)
    for (root, _), found in together.items():
        if len(found) > 1:
            yield from _against_lowest(parties, root, found)


def rates(parties: Parties, settings: Settings) -> Rates:
    """Return the rates of the book's FX sheet."""
    frame = parties.frame("FX")
    typed = {
        "currency": parties.codes(frame, "currency", "currency"),
        "rate": [numbers.read(cell).value for cell in cells(frame, "rate")],
        "as_of": [day_of(cell) for cell in cells(frame, "as_of")],
    }
    return Rates.of(pd.DataFrame(typed, dtype=object), settings.base_currency)


def open_quotes(parties: Parties, known: Rates, *, today: dt.date) -> Iterator[Quote]:
    """Yield the newest version of each quote that a customer may still accept.

    Open is what is 有效 (or without status, but dated ahead) and neither past its day nor
    refused by the manager.
    """
    frame = parties.frame("Quotes")
    if not len(frame):
        return
    newest = _newest(frame)
    statuses = parties.codes(frame, "quote_status", "quote_status")
    approvals = parties.codes(frame, "approval", "quote_approval")
    currencies = parties.codes(frame, "currency", "currency")
    incoterms = parties.codes(frame, "incoterm", "incoterm")
    products = parties.linked(frame, "product", "Products")
    ids, until = texts(frame, "quote_no"), cells(frame, "valid_until")
    places = parties.at(frame)
    asked, quantities = cells(frame, "price"), cells(frame, "qty")
    for n in newest:
        ends = day_of(until[n])
        ahead = ends is None or ends >= today
        if not ahead or not (statuses[n] == "valid" or (not statuses[n] and ends is not None)):
            continue
        said = money.read(asked[n], currency=currencies[n] or None, country=None)
        if said.amount is None or not products[n] or places[n] < 0 or approvals[n] == "rejected":
            continue
        currency = said.currency or ""
        qty = numbers.read(quantities[n]).value if quantities[n] is not None else None
        yield Quote(
            int(places[n]),
            int(frame.index[n]),
            ids[n],
            products[n],
            said.amount,
            currency,
            known.converted(said.amount, said.currency, today),
            Decimal(qty) if isinstance(qty, (int, Decimal)) else None,
            incoterms[n],
        )


def day_of(cell: object) -> dt.date | None:
    """Return the day that a cell says; None: blank or no date."""
    value = cell if isinstance(cell, dt.date) else None
    if value is None and cell not in (None, ""):
        read = dates.read(cell).value
        value = read if isinstance(read, dt.date) else None
    return value.date() if isinstance(value, dt.datetime) else value


def _newest(frame: pd.DataFrame) -> list[int]:
    """Return the row of the highest version of each quote and product; the later of equal ones."""
    best: dict[tuple[str, str], tuple[float, int]] = {}
    versions = cells(frame, "version")
    for n, key in enumerate(
        zip(texts(frame, "quote_no").tolist(), texts(frame, "product").tolist(), strict=True)
    ):
        read = numbers.read(versions[n]).value if versions[n] is not None else None
        version = float(read) if isinstance(read, (int, Decimal)) else 0.0
        same = key if key[0] else (f"#{n}", "")
        if version >= best.get(same, (-1.0, 0))[0]:
            best[same] = (version, n)
    return sorted(n for _, n in best.values())


def _against_lowest(parties: Parties, root: str, found: Sequence[Quote]) -> Iterator[Conflict]:
    """Yield each quote against the lowest price it can be compared with."""
    ordered = sorted(found, key=lambda q: (q.base is None, q.price if q.base is None else q.base))
    lowest: list[Quote] = []
    for quote in ordered:
        other = next((low for low in lowest if _comparable(low, quote)), None)
        if other is None:
            lowest.append(quote)
        elif _differ(other, quote) and not _one_scale(other, quote):
            yield _conflict(parties, root, other, quote)


def _comparable(one: Quote, other: Quote) -> bool:
    return one.currency == other.currency or None not in (one.base, other.base)


def _differ(one: Quote, other: Quote) -> bool:
    if one.currency == other.currency:
        return one.price != other.price
    if one.base is None or other.base is None:
        return False
    return abs(one.base - other.base) > _ROUNDING * max(one.base, other.base)


def _one_scale(one: Quote, other: Quote) -> bool:
    """Return whether one customer was given prices by quantity, which is no conflict."""
    return one.at == other.at and one.qty != other.qty


def _conflict(parties: Parties, root: str, low: Quote, high: Quote) -> Conflict:
    terms = bool(low.incoterm and high.incoterm and low.incoterm != high.incoterm)
    left, right = (parties.row_of(q.at, "Quotes", q.row, q.number) for q in (low, high))
    first, second = sorted((low, high), key=lambda quote: quote.row)
    return Conflict(
        "quote_terms" if terms else "quote_prices",
        left,
        right,
        root,
        low.product,
        message(
            "groups.ev_prices",
            product=low.product,
            one=low.number,
            other=high.number,
            low=_said(low),
            high=_said(high),
        ),
        # In the order of the sheet: who has the better price is not said either.
        priceless=message(
            "groups.ev_prices_hidden",
            product=low.product,
            one=first.number,
            other=second.number,
        ),
    )


def _said(quote: Quote) -> str:
    """Return a price with its terms, as people write it: USD 15.5 FOB × 3000."""
    qty = f"× {quote.qty.normalize():f}" if quote.qty is not None else ""
    price = f"{quote.price:f}"
    return " ".join(filter(None, (quote.currency, price, quote.incoterm, qty)))
