"""Amounts in base currency, by the FX sheet's own rates and no others."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


class Quoted(NamedTuple):
    """The rates of one currency: days in order, and what one unit is worth from each on."""

    days: tuple[dt.date, ...]
    rates: tuple[Decimal, ...]


class Rates:
    """Rates to the base currency: that of a day is the latest one quoted until then."""

    def __init__(self, base: str, quoted: Mapping[str, Quoted]) -> None:
        """Take the rates by currency code; the base currency needs none."""
        self.base = base
        self._quoted = quoted

    @classmethod
    def of(cls, frame: pd.DataFrame, base: str) -> Rates:
        """Return the rates of an FX sheet with typed columns currency, rate and as_of.

        A row without all three, or with a rate that is not above 0, is left out. Of two rates
        for one day the lower row holds, as somebody put it there later.
        """
        found: dict[str, dict[dt.date, Decimal]] = {}
        rows = zip(frame["currency"], frame["rate"], frame["as_of"], strict=True)
        for currency, rate, as_of in rows:
            day = _day(as_of)
            if isinstance(currency, str) and isinstance(rate, Decimal) and rate > 0 and day:
                found.setdefault(currency, {})[day] = rate
        quoted = {}
        for currency, by_day in found.items():
            days = tuple(sorted(by_day))
            quoted[currency] = Quoted(days, tuple(by_day[day] for day in days))
        return cls(base, quoted)

    def rate(self, currency: str, on: dt.date) -> Decimal | None:
        """Return what one unit was worth on a day; None: no rate is quoted until then."""
        if currency == self.base:
            return Decimal(1)
        quoted = self._quoted.get(currency)
        at = bisect_right(quoted.days, _day(on) or on) if quoted else 0
        return quoted.rates[at - 1] if quoted and at else None

    def converted(
        self, amount: Decimal | None, currency: str | None, on: dt.date | None
    ) -> Decimal | None:
        """Return an amount in base currency, exactly; None: something of it is not known.

        Never 0 and never rate 1 for want of a rate (rules.md §5). An amount without a currency
        is in none, so it is not known either; one without a date is known in base currency only.
        """
        if amount is None or currency is None:
            return None
        if currency == self.base:
            return amount
        rate = None if on is None else self.rate(currency, on)
        return None if rate is None else amount * rate


def _day(cell: object) -> dt.date | None:
    if isinstance(cell, dt.datetime):
        return cell.date()
    return cell if isinstance(cell, dt.date) else None
