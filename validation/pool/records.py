"""Leads and customers as the pool sees them: who has them, and what routes them."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import pandas as pd

CUSTOMER = (
    *("customer_id", "source_id", "company_name_en", "company_name_zh", "region"),
    *("country_region", "language", "inquiry_products", "stage", "stage_since", "owner"),
    *("pool_status", "protect_until", "group_id", "created_date"),
)
"""The columns of Customers that decide something here."""
LEAD = (
    *("lead_id", "company", "country", "product_intent", "assigned_rep", "assigned_date"),
    *("converted_to", "lead_status", "created_at"),
)
"""The columns of Leads that decide something here."""
WON = frozenset({"S7", "S8"})
"""Stages of a won customer, which uses no capacity (合作状态 已成交)."""
LOST = "S9"
_DIGITS = re.compile(r"(\d+)")


class Record(NamedTuple):
    """One customer or lead."""

    id: str
    sheet: str
    """Customers or Leads."""
    row: int
    """As Excel numbers it."""
    name: str
    owner: str
    """The rep who has it; "": nobody."""
    region: str
    country: str
    language: str
    products: tuple[str, ...]
    stage: str
    """Code of a customer's stage; "": none, or a lead."""
    stage_since: dt.date | None
    status: str
    """Code of pool_status, of a lead that of lead_status; "": not said."""
    protect_until: dt.date | None
    created: dt.datetime | None
    converted_to: str = ""
    """The customer a lead became."""

    @property
    def is_lead(self) -> bool:
        """Whether it is a lead."""
        return self.sheet == "Leads"

    @property
    def is_over(self) -> bool:
        """Whether it is a lead that nobody has to work any more."""
        return self.is_lead and (bool(self.converted_to) or self.status in ("converted", "invalid"))

    @property
    def is_open(self) -> bool:
        """Whether it uses the capacity of who has it: customers not won, leads not over."""
        return not self.is_over if self.is_lead else self.stage not in WON

    def is_protected(self, today: dt.date) -> bool:
        """Whether nobody may take it out of the pool today."""
        return self.status == "protected" or (
            self.protect_until is not None and self.protect_until >= today
        )


def customers(frame: pd.DataFrame) -> tuple[Record, ...]:
    """Return the rows of a typed sheet Customers that have an id."""
    return tuple(_each(frame, "customer_id", _customer))


def leads(frame: pd.DataFrame) -> tuple[Record, ...]:
    """Return the rows of a typed sheet Leads that have an id."""
    return tuple(_each(frame, "lead_id", _lead))


def order(record: Record, pooled: dt.datetime | None) -> tuple[Any, ...]:
    """Return where a record stands in the queue: a key to sort by.

    Leads first, as somebody waits for an answer, those entered first before the others; then
    customers, by the time they came to the pool (`pooled`, else when they were entered); at the
    same time by id, its numbers as numbers. What has no time comes after what has one.
    """
    since = record.created if record.is_lead or pooled is None else pooled
    return (
        not record.is_lead,
        since is None,
        since or dt.datetime.min,  # noqa: DTZ901  # the company's clock, as all cells are
        tuple(int(p) if p.isdigit() else p for p in _DIGITS.split(record.id)),
    )


def _each(
    frame: pd.DataFrame, key: str, made: Callable[[int, Mapping[Any, Any]], Record]
) -> Iterator[Record]:
    for row, cells in zip(frame.index, frame.to_dict("records"), strict=True):
        if cells[key] is not None:
            yield made(int(row), cells)


def _customer(row: int, cells: Mapping[Any, Any]) -> Record:
    return Record(
        str(cells["customer_id"]),
        "Customers",
        row,
        str(cells["company_name_en"] or cells["company_name_zh"] or ""),
        str(cells["owner"] or ""),
        str(cells["region"] or ""),
        str(cells["country_region"] or ""),
        str(cells["language"] or ""),
        tuple(cells["inquiry_products"] or ()),
        str(cells["stage"] or ""),
        _day(cells["stage_since"]),
        str(cells["pool_status"] or ""),
        _day(cells["protect_until"]),
        _moment(cells["created_date"]),
    )


def _lead(row: int, cells: Mapping[Any, Any]) -> Record:
    intent = cells["product_intent"]
    return Record(
        str(cells["lead_id"]),
        "Leads",
        row,
        str(cells["company"] or ""),
        str(cells["assigned_rep"] or ""),
        "",
        str(cells["country"] or ""),
        "",
        (str(intent),) if intent else (),
        "",
        None,
        str(cells["lead_status"] or ""),
        None,
        _moment(cells["created_at"]),
        str(cells["converted_to"] or ""),
    )


def _day(value: Any) -> dt.date | None:
    return value.date() if isinstance(value, dt.datetime) else value


def _moment(value: Any) -> dt.datetime | None:
    if value is None or isinstance(value, dt.datetime):
        return None if value is None else value.replace(tzinfo=None)
    return dt.datetime.combine(value, dt.time())
