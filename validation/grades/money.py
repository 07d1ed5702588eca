"""What a customer is worth in a year, and where that is known from (rules.md §5)."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from validation.grades.days import day_of, year_before
from validation.grades.records import records
from validation.settings import known
from validation.vocabularies import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from validation.exchange import Rates
    from validation.settings import Settings

_RUNNING = frozenset({"awaiting_deposit", "in_production"})

Source = Literal["orders", "quotes", "annual", "none"]
Lack = Literal["rate", "currency", "amount"]


class Trouble(NamedTuple):
    """Why an amount is not known in base currency: the first cell that lacks something."""

    lack: Lack
    sheet: str
    """The catalogue key."""
    row: int
    currency: str | None
    day: dt.date | None


class Money(NamedTuple):
    """What a year of a customer is worth in base currency."""

    amount: Decimal | None
    """None: not known. A negative total of orders stays negative here; it scores 0."""
    source: Source
    trouble: Trouble | None = None
    chance: Decimal | None = None
    """The chance or share that the amount was multiplied with."""


class Sale(NamedTuple):
    """One order that was not cancelled; a refund has a negative amount."""

    row: int
    day: dt.date
    amount: Decimal | None
    currency: str | None
    is_refund: bool


class Orders(NamedTuple):
    """What is known of the orders of one customer, up to today."""

    sales: tuple[Sale, ...] = ()
    is_open: bool = False
    """Whether one waits for its deposit or is in production."""

    @property
    def bought(self) -> tuple[Sale, ...]:
        """The orders without the refunds."""
        return tuple(sale for sale in self.sales if not sale.is_refund)

    @property
    def last(self) -> Sale | None:
        """The latest order that is no refund; of two on one day the lower row."""
        return max(self.bought, key=lambda sale: (sale.day, sale.row), default=None)


class Quote(NamedTuple):
    """One open quote of a customer that names a quantity."""

    row: int
    day: dt.date | None
    amount: Decimal | None
    currency: str | None


class Ordered(NamedTuple):
    """Every customer's orders, and the rows that were left out, by the reason."""

    by_customer: Mapping[str, Orders]
    left_out: Mapping[str, Sequence[int]]


def orders(frame: pd.DataFrame, today: dt.date) -> Ordered:
    """Return the orders of each customer up to `today`.

    Cancelled orders are no orders. A repeated order number of one customer counts once, the
    upper row that has a day up to `today`; a refund may bear the number of its order. What lies
    ahead, or has no day, is left out and listed. Any row of an order says that it is running,
    one that is left out too; a refund never does.
    """
    sales: dict[str, list[Sale]] = defaultdict(list)
    running: set[str] = set()
    seen: set[tuple[str, str, bool]] = set()
    left: dict[str, list[int]] = defaultdict(list)
    for row, one in records(frame):
        customer, status = one["customer_id"], one["status"]
        if customer is None or status == "cancelled":
            continue
        amount, number = one["amount"], fold(one["order_no"] or "")
        is_refund = one["order_type"] == "refund" or (amount is not None and amount < 0)
        key = (customer, number, is_refund)
        if status in _RUNNING and not is_refund:
            running.add(customer)
        day = day_of(one["order_date"])
        if day is None or day > today:
            left["undated" if day is None else "ahead"].append(row)
            continue
        if number and key in seen:
            left["repeated"].append(row)
            continue
        seen.add(key)
        signed = -abs(amount) if is_refund and amount is not None else amount
        sales[customer].append(Sale(row, day, signed, one["currency"], is_refund))
    found = {
        customer: Orders(tuple(sales[customer]), customer in running)
        for customer in dict.fromkeys([*sales, *running])
    }
    return Ordered(found, left)


def quotes(frame: pd.DataFrame, today: dt.date) -> Mapping[str, Sequence[Quote]]:
    """Return the open quotes of each customer that name a quantity.

    Open is valid or without a status, not rejected, not past its last day and not of tomorrow.
    Of several versions of a quote for one product only the highest counts.
    """
    latest: dict[tuple[object, ...], tuple[Decimal, int, Any]] = {}
    for row, one in records(frame):
        number = fold(one["quote_no"] or "")
        key = (one["customer_id"], number or row, one["product"])
        version = one["version"] or Decimal(0)
        if key not in latest or (version, row) > latest[key][:2]:
            latest[key] = (version, row, one)
    found: dict[str, list[Quote]] = defaultdict(list)
    for _, row, one in latest.values():
        if one["customer_id"] is not None and one["qty"] is not None and _is_open(one, today):
            amount = None if one["price"] is None else one["price"] * one["qty"]
            quote = Quote(row, day_of(one["quote_date"]), amount, one["currency"])
            found[one["customer_id"]].append(quote)
    return found


def _is_open(one: Mapping[str, Any], today: dt.date) -> bool:
    made, until = day_of(one["quote_date"]), day_of(one["valid_until"])
    return (
        one["quote_status"] in (None, "valid")
        and one["approval"] != "rejected"
        and (until is None or until >= today)
        and (made is None or made <= today)
    )


def chances(stage_rules: pd.DataFrame, settings: Settings) -> Mapping[str, Decimal]:
    """Return stage code → the chance of winning there; a stage past winning is not in it.

    The sheet StageRules and the Config sheet both have one. What somebody changed holds, and
    StageRules where both were changed.
    """
    usual = {name.removeprefix("probability_"): one for name, one in known().items()}
    found = {}
    for stage in ("S1", "S2", "S3", "S4", "S5", "S6", "S7"):
        chance = settings.probability(stage)
        assert chance is not None
        found[stage] = (chance, Decimal(usual[stage].default))
    own = dict(zip(stage_rules["stage"], stage_rules["probability"], strict=True))
    return {
        stage: chance if own.get(stage) in (None, default) else own[stage]
        for stage, (chance, default) in found.items()
    }


def year_of_orders(of: Orders, rates: Rates, today: dt.date) -> Money | None:
    """Return the worth of the orders of twelve months; None: there was none."""
    start = year_before(today)
    return total_of([sale for sale in of.sales if sale.day >= start], rates)


def total_of(sales: Sequence[Sale], rates: Rates) -> Money | None:
    """Return the worth of orders, each at the rate of its day; None: there are none."""
    if not sales:
        return None
    return _sum(sales, rates, "orders", "Orders")


def worth_of_quotes(of: Sequence[Quote], rates: Rates, chance: Decimal | None) -> Money | None:
    """Return what the open quotes are worth; None: there are none, or nothing to win any more."""
    if not of or chance is None:
        return None
    found = _sum(of, rates, "quotes", "Quotes")
    amount = None if found.amount is None else found.amount * chance
    return found._replace(amount=amount, chance=chance)


def _sum(items: Iterable[Sale | Quote], rates: Rates, source: Source, sheet: str) -> Money:
    amounts = Decimal(0)
    for one in items:
        amount = rates.converted(one.amount, one.currency, one.day)
        if amount is None:
            lack: Lack = "rate"
            if one.amount is None or one.currency is None:
                lack = "amount" if one.amount is None else "currency"
            return Money(None, source, Trouble(lack, sheet, one.row, one.currency, one.day))
        amounts += amount
    return Money(amounts, source)


def worth_of_purchases(
    row: int,
    amount: Decimal | None,
    currency: str | None,
    *,
    rates: Rates,
    terms: tuple[Decimal, dt.date],
) -> Money | None:
    """Return our share of what a customer buys in a year; None: that is not filled in.

    `terms` are the share and the day whose rate counts.
    """
    share, today = terms
    if amount is None:
        return None
    base = rates.converted(amount, currency, today)
    if base is None:
        lack: Lack = "currency" if currency is None else "rate"
        return Money(None, "annual", Trouble(lack, "Customers", row, currency, today), share)
    return Money(base * share, "annual", None, share)
