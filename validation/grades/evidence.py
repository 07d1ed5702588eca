"""What a book knows of each customer: when, how often and for how much."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from validation.exchange import Rates
from validation.grades import money
from validation.grades.days import day_of
from validation.grades.money import Money, Orders
from validation.grades.records import records

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from validation.grades.money import Quote
    from validation.settings import Settings

WANTED: Mapping[str, tuple[str, ...]] = {
    "Customers": (
        "customer_id",
        "company_name_en",
        "company_name_zh",
        "stage",
        "last_contact_date",
        "created_date",
        "annual_purchase",
        "annual_purchase_currency",
        "grade",
        "grade_system",
        "grade_manual",
        "grade_manual_reason",
        "grade_manual_until",
        "grade_manual_by",
        "grade_below_since",
        "purchase_intent",
        "kdm",
        "decision_process",
    ),
    "Leads": ("lead_id", "converted_to"),
    "Activities": ("customer_id", "lead_id", "act_time", "marketing_event"),
    "Inquiries": ("customer_id", "lead_id", "received_at"),
    "Orders": (
        "order_no",
        "customer_id",
        "order_date",
        "amount",
        "currency",
        "status",
        "order_type",
    ),
    "Quotes": (
        "quote_no",
        "customer_id",
        "quote_date",
        "product",
        "price",
        "valid_until",
        "approval",
        "qty",
        "currency",
        "version",
        "quote_status",
    ),
    "Reps": ("rep_id", "rep_name", "role"),
    "FX": ("currency", "rate", "as_of"),
    "StageRules": ("stage", "probability"),
}
"""Sheet → the columns a grade is made from."""

YEAR = 365
"""Days in which interactions count."""
RUNNING_STAGE = "S7"

Touch = Literal["contact", "inquiry", "order"]


class Evidence(NamedTuple):
    """What is known of one customer up to today."""

    last: dt.date | None
    """The day R counts from; None: never."""
    touch: Touch | None
    """What happened on that day."""
    interactions: int
    money: Money
    has_open_order: bool
    created: dt.date | None
    year: Decimal | None
    """The orders of twelve months in base currency, 0 without any; None: not known."""
    last_order: Decimal | None
    """The last order in base currency; None: none, or not known."""
    has_orders: bool
    """Whether the book names the customer in any order, a cancelled one too."""


class Gathered(NamedTuple):
    """Every customer's evidence by row, and what was left out of it."""

    by_row: Mapping[int, Evidence]
    left_out: Mapping[tuple[str, str], Sequence[int]]
    """(sheet, reason) → rows; reasons are ahead, undated and repeated."""
    is_classic: bool
    """Whether orders alone were counted, all there ever were."""


class _Touches(NamedTuple):
    last: Mapping[str, dt.date]
    counts: Mapping[str, int]
    ahead: Sequence[int]
    undated: Sequence[int]


def gather(
    frames: Mapping[str, pd.DataFrame], settings: Settings, today: dt.date, *, mode: str
) -> Gathered:
    """Return what the typed sheets of `WANTED` know of each customer.

    In quantile mode a book that has orders and neither activities nor inquiries, or whose
    `recency_source` is order, is read as the classic method reads it: F counts the orders and M
    adds them up, whatever their age.
    """
    activities = frames["Activities"]
    by_people = activities[activities["marketing_event"].isna()]
    heirs = dict(zip(frames["Leads"]["lead_id"], frames["Leads"]["converted_to"], strict=True))
    contacts = _touches(by_people, "act_time", today, heirs)
    inquiries = _touches(frames["Inquiries"], "received_at", today, heirs)
    ordered = money.orders(frames["Orders"], today)
    only_orders = by_people.empty and frames["Inquiries"].empty and bool(ordered.by_customer)
    is_classic = mode == "quantile" and (only_orders or settings.recency_source == "order")
    maker = _Maker(
        settings=settings,
        today=today,
        rates=Rates.of(frames["FX"], settings.base_currency),
        chances=money.chances(frames["StageRules"], settings),
        contacts=contacts,
        inquiries=inquiries,
        orders=ordered.by_customer,
        quotes=money.quotes(frames["Quotes"], today),
        ordering=frozenset(frames["Orders"]["customer_id"].dropna()),
        is_classic=is_classic,
    )
    by_row = {row: maker.evidence(row, one) for row, one in records(frames["Customers"])}
    left_out = {("Orders", why): rows for why, rows in ordered.left_out.items()}
    for sheet, touches in (("Activities", contacts), ("Inquiries", inquiries)):
        left_out |= {(sheet, "ahead"): touches.ahead, (sheet, "undated"): touches.undated}
    return Gathered(by_row, {key: rows for key, rows in left_out.items() if rows}, is_classic)


def _touches(
    frame: pd.DataFrame, column: str, today: dt.date, heirs: Mapping[str, str | None]
) -> _Touches:
    """Return when and how often; what happened to a lead counts for the customer it became."""
    last: dict[str, dt.date] = {}
    counts: Counter[str] = Counter()
    left: dict[str, list[int]] = defaultdict(list)
    columns = (frame["customer_id"], frame["lead_id"], frame[column])
    for row, customer, lead, cell in zip(frame.index, *columns, strict=True):
        whose = customer or (heirs.get(lead) if lead else None)
        if whose is None:
            continue
        day = day_of(cell)
        if day is None or day > today:
            left["undated" if day is None else "ahead"].append(int(row))
            continue
        if (today - day).days <= YEAR:
            counts[whose] += 1
        if whose not in last or day > last[whose]:
            last[whose] = day
    return _Touches(last, counts, left["ahead"], left["undated"])


@dataclass(frozen=True, kw_only=True)
class _Maker:
    """Makes the evidence of one customer after the other from sheets grouped once."""

    settings: Settings
    today: dt.date
    rates: Rates
    chances: Mapping[str, Decimal]
    contacts: _Touches
    inquiries: _Touches
    orders: Mapping[str, Orders]
    quotes: Mapping[str, Sequence[Quote]]
    ordering: frozenset[str]
    """Customers that any order names."""
    is_classic: bool

    def evidence(self, row: int, customer: Mapping[str, Any]) -> Evidence:
        identity = customer["customer_id"] or ""
        of = self.orders.get(identity, Orders())
        last, touch = self._last(customer, of)
        year = money.year_of_orders(of, self.rates, self.today)
        latest = of.last
        counts = self.contacts.counts.get(identity, 0) + self.inquiries.counts.get(identity, 0)
        return Evidence(
            last=last,
            touch=touch,
            interactions=len(of.bought) if self.is_classic else counts,
            money=self._money(row, customer, year),
            has_open_order=of.is_open or customer["stage"] == RUNNING_STAGE,
            created=day_of(customer["created_date"]),
            year=year.amount if year else Decimal(0),
            last_order=latest and self.rates.converted(latest.amount, latest.currency, latest.day),
            has_orders=identity in self.ordering,
        )

    def _last(
        self, customer: Mapping[str, Any], of: Orders
    ) -> tuple[dt.date, Touch] | tuple[None, None]:
        identity = customer["customer_id"] or ""
        typed = day_of(customer["last_contact_date"])
        ours = self.contacts.last.get(identity)
        latest = of.last
        days: list[tuple[dt.date | None, Touch]] = [
            (typed if typed is not None and typed <= self.today else None, "contact"),
            (ours, "contact"),
            (self.inquiries.last.get(identity), "inquiry"),
            (latest and latest.day, "order"),
        ]
        asked = self.settings.recency_source
        known = [(d, touch) for d, touch in days if d is not None and asked in ("latest", touch)]
        return max(known, key=lambda one: one[0], default=(None, None))

    def _money(self, row: int, customer: Mapping[str, Any], year: Money | None) -> Money:
        """Return the first source that says something, in the order of rules.md §5."""
        identity = customer["customer_id"] or ""
        if self.is_classic:
            every = money.total_of(self.orders.get(identity, Orders()).sales, self.rates)
            return every or Money(None, "none")
        chance = self.chances.get(customer["stage"])
        return (
            year
            or money.worth_of_quotes(self.quotes.get(identity, ()), self.rates, chance)
            or money.worth_of_purchases(
                row,
                customer["annual_purchase"],
                customer["annual_purchase_currency"],
                rates=self.rates,
                terms=(self.settings.purchase_share, self.today),
            )
            or Money(None, "none")
        )
