"""What leaves in place of a value that must not leave as it is (catalogue.md §4)."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from validation.exchange import Rates
from validation.grades import money
from validation.grades.reasons import amount
from validation.handover.returning import share_record_id
from validation.handover.source import CUSTOMERS
from validation.messages import message

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from validation.handover.source import Source
    from validation.messages import Text

_EDGES = (
    (Decimal(1_000), "<1k"),
    (Decimal(5_000), "1k-5k"),
    (Decimal(20_000), "5k-20k"),
    (Decimal(50_000), "20k-50k"),
    (Decimal(200_000), "50k-200k"),
)
_ABOVE = ">200k"
_SAFE = "v2_safe"


def band(value: Decimal | None, currency: str) -> str:
    """Return the band of an amount in base currency; "" when it is not known.

    An amount on an edge belongs to the band above it; 200k itself to the last but one.

    >>> [band(Decimal(n), "USD") for n in (-5, 999, 1000, 46500, 200000, 200001)]
    ['<1k USD', '<1k USD', '1k-5k USD', '20k-50k USD', '50k-200k USD', '>200k USD']
    """
    if value is None:
        return ""
    if value == _EDGES[-1][0]:
        return f"{_EDGES[-1][1]} {currency}"
    name = next((name for edge, name in _EDGES if value < edge), _ABOVE)
    return f"{name} {currency}"


def said(text: Text, language: str) -> str:
    """Return a sentence as a copy in `zh`, `en` or `both` languages shows it."""
    parts = {"zh": (text.zh,), "en": (text.en,)}.get(language, (text.zh, text.en))
    return " / ".join(dict.fromkeys(parts))


def made_ids(key: str, ids: Iterable[str]) -> Mapping[str, str]:
    """Return id → the one it has in this share only; no two are alike.

    Records that would meet in one id move on by a sign that no id has.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for identity in ids:
        made, turn = share_record_id(key, identity), 0
        while made in taken:
            turn += 1
            made = share_record_id(key, f"{identity}\n{turn}")
        taken.add(made)
        found[identity] = made
    return found


class Generaliser:
    """The general forms of the columns of a customer."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._language = source.book.origin.language or "both"
        tags = source.catalogue.vocabularies.get("tag")
        self._safe = {c for c, word in tags.words.items() if _SAFE in word.flags} if tags else set()

    def value(self, row: int, key: str) -> str | None:
        """Return what leaves in the place of a customer's cell; None: nothing."""
        if key == "last_12m_amount":
            return self._banded(self.year(row))
        if key == "deal_summary":
            last = self._banded(self._last(row)[0])
            return said(message("export.last_order", amount=last), self._language)
        if key == "tags":
            codes = self._source.value(CUSTOMERS, row, key) or ()
            return "; ".join(code for code in codes if code in self._safe) or None
        return None

    def year(self, row: int) -> Decimal | None:
        """Return the orders of twelve months in base currency; None: not known.

        The column's own value counts; where it is blank the orders do.
        """
        known = self._source.value(CUSTOMERS, row, "last_12m_amount")
        if isinstance(known, Decimal):
            return known
        of = self._orders.get(str(self._source.value(CUSTOMERS, row, "customer_id")))
        found = money.year_of_orders(of, self._rates, self._source.today) if of else None
        return None if found is None else found.amount

    def summary(self, row: int) -> str | None:
        """Return the history of a customer's orders in one sentence; None: there are none."""
        value, day = self._last(row)
        year = self.year(row)
        if day is None and not year:
            return None
        currency = self._rates.base
        unknown = message("export.unknown")
        told = message(
            "export.deals",
            year=unknown if year is None else f"{currency} {amount(year)}",
            last=unknown if value is None else f"{currency} {amount(value)}",
            day=unknown if day is None else day.isoformat(),
        )
        return said(told, self._language)

    def _last(self, row: int) -> tuple[Decimal | None, dt.date | None]:
        identity = str(self._source.value(CUSTOMERS, row, "customer_id"))
        of = self._orders.get(identity)
        last = of.last if of else None
        if last is None:
            return None, None
        return self._rates.converted(last.amount, last.currency, last.day), last.day

    def _banded(self, value: Decimal | None) -> str:
        found = band(value, self._rates.base)
        return found or said(message("export.unknown"), self._language)

    @cached_property
    def _orders(self) -> Mapping[str, money.Orders]:
        frame = self._source.frames.get("Orders")
        if frame is None:
            return {}
        return money.orders(frame, self._source.today).by_customer

    @cached_property
    def _rates(self) -> Rates:
        base = self._source.settings.base_currency
        frame = self._source.frames.get("FX")
        return Rates(base, {}) if frame is None else Rates.of(frame, base)
