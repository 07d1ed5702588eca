"""Amounts in base currency."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pandas as pd
import pytest

from validation.exchange import Rates

D = dt.date
RATES = Rates.of(
    pd.DataFrame(
        [
            ("EUR", Decimal("1.20"), D(2026, 6, 1)),
            ("EUR", Decimal("1.10"), D(2026, 1, 1)),
            ("EUR", Decimal("1.11"), dt.datetime(2026, 1, 1, 8)),  # noqa: DTZ001
            ("CNY", Decimal(0), D(2026, 1, 1)),
            ("GBP", None, D(2026, 1, 1)),
            ("GBP", Decimal("1.3"), None),
            (None, Decimal("1.3"), D(2026, 1, 1)),
        ],
        columns=["currency", "rate", "as_of"],
        dtype=object,
    ),
    "USD",
)


@pytest.mark.parametrize(
    ("amount", "currency", "on", "base"),
    [
        ("100.1", "EUR", D(2026, 6, 1), "120.120"),
        ("100", "EUR", D(2026, 5, 31), "111.00"),
        ("100", "EUR", dt.datetime(2026, 6, 1, 9), "120.00"),  # noqa: DTZ001
        ("-100", "EUR", D(2027, 5, 31), "-120.00"),
        ("100", "EUR", D(2025, 12, 31), None),
        ("100", "EUR", None, None),
        ("100", "USD", None, "100"),
        ("100", "CNY", D(2026, 6, 1), None),
        ("100", "GBP", D(2026, 6, 1), None),
        ("100", None, D(2026, 6, 1), None),
        (None, "USD", D(2026, 6, 1), None),
    ],
)
def test_an_amount_takes_the_latest_rate_until_its_day_or_is_not_known(
    amount: str | None, currency: str | None, on: dt.date | None, base: str | None
) -> None:
    found = RATES.converted(None if amount is None else Decimal(amount), currency, on)

    assert found == (None if base is None else Decimal(base))
