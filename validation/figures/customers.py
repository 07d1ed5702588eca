"""What customers are worth: new ones, a lifetime, and how long they take to buy."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from validation.figures.facts import grouped, since, unknown_orders
from validation.figures.tables import (
    Figure,
    Line,
    Share,
    Value,
    columns,
    mean,
    median,
    not_enough,
    number,
    said,
    whole_of,
)
from validation.grades.days import day_of
from validation.messages import Text, message, plain

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from validation.figures.facts import Facts

_QUARTERS = 4
_GRADES = ("A", "B", "C", "D", "")


def newcomers(facts: Facts) -> Figure:
    """Return what became of the customers created in this quarter and the three before."""
    first = _quarters(facts.today)
    lines, counted = [], Share(0, 0)
    for begin, end in zip(first, [*first[1:], None], strict=True):
        rows = [
            row
            for row in facts.customers
            if (day := facts.past(row["created_date"])) and begin <= day and (not end or day < end)
        ]
        told = [row for row in rows if not _made_by_order(facts, row)]
        share = Share(sum(map(facts.is_won, told)), len(told))
        counted = Share(counted.part + share.part, counted.whole + share.whole)
        name = plain(f"{begin.year} Q{(begin.month + 2) // 3}")
        lines.append(Line(name.en, name, (len(rows), sum(map(facts.is_won, rows)), share)))
    unknown = sum(day_of(row["created_date"]) is None for row in facts.customers)
    return Figure(
        key="newcomers",
        columns=columns("newcomers", "won", "conversion:share"),
        lines=tuple(lines),
        total=(whole_of(lines, 0), whole_of(lines, 1), counted),
        drawn="newcomers",
        answer=not_enough()
        if counted.value is None
        else message(
            "figures.newcomers.answer",
            part=counted.part,
            whole=counted.whole,
            date=first[0].isoformat(),
        ),
        notes=(message("figures.note.no_created", n=unknown),) if unknown else (),
        facts=since(facts),
    )


def _made_by_order(facts: Facts, row: Mapping[str, Any]) -> bool:
    """Return whether a record was made with its first order, as an imported list makes it."""
    days = [sale.day for sale in facts.sales(row["customer_id"]).bought]
    created = day_of(row["created_date"])
    if not days or created is None or min(days) > created:
        return False
    contact = facts.contacts.get(row["customer_id"])
    return contact is None or contact[0] >= min(days)


def _quarters(today: dt.date) -> list[dt.date]:
    """Return the first days of the last four quarters, that of `today` last."""
    begin = today.replace(month=today.month - (today.month - 1) % 3, day=1)
    found = [begin]
    for _ in range(_QUARTERS - 1):
        year, month = divmod(found[0].year * 12 + found[0].month - 1 - 3, 12)
        found.insert(0, begin.replace(year=year, month=month + 1))
    return found


def lifetime(facts: Facts) -> Figure:
    """Return what a customer has been worth so far, by grade."""
    lines, every, unknown = [], [], 0
    for grade, rows in _by_grade(facts):
        found, lacking = _worths(facts, rows)
        every += found
        unknown += lacking
        lines.append(Line(grade, facts.word("grade", grade), _lifetime(found)))
    total = _lifetime(every)
    notes = [message("figures.note.unknown_customers", n=unknown)] if unknown else []
    return Figure(
        key="lifetime",
        columns=columns("buyers", "orders_each:ratio", "each_order:money", "lifetime:money"),
        lines=tuple(lines),
        total=total,
        drawn="lifetime",
        answer=not_enough()
        if total[-1] is None
        else message("figures.lifetime.answer", amount=said(number(total[-1])), n=total[0]),
        notes=(*notes, *unknown_orders(facts)),
        facts=since(facts),
    )


def _by_grade(facts: Facts) -> Iterable[tuple[str, Sequence[Mapping[str, Any]]]]:
    groups = grouped(facts.customers, "grade")
    order = [*_GRADES, *sorted(set(groups) - set(_GRADES))]
    return [(grade, groups[grade]) for grade in order if grade in groups]


def _worths(
    facts: Facts, rows: Iterable[Mapping[str, Any]]
) -> tuple[list[tuple[int, Fraction]], int]:
    """Return (orders, worth) of each customer that bought, and how many are not known."""
    found, unknown = [], 0
    for identity in dict.fromkeys(row["customer_id"] for row in rows):
        of = facts.sales(identity)
        if not of.bought:
            continue
        _, ever = facts.worths[identity]
        if ever.unknown:
            unknown += 1
        else:
            found.append((len(of.bought), Fraction(ever.amount)))
    return found, unknown


def _lifetime(found: Sequence[tuple[int, Fraction]]) -> tuple[Value, ...]:
    orders = sum(n for n, _ in found)
    amount = sum((worth for _, worth in found), Fraction(0))
    buyers = len(found)
    each = amount / orders if mean(orders, buyers) is not None else None
    return (buyers, mean(orders, buyers), each, mean(amount, buyers))


def cycles(facts: Facts) -> Figure:
    """Return how long a customer takes to buy, and to buy again, by grade."""
    lines, firsts, gaps, unknown = [], [], [], 0
    asked = _first_inquiries(facts)
    for grade, rows in _by_grade(facts):
        first, gap = [], []
        for row in rows:
            days = sorted(sale.day for sale in facts.sales(row["customer_id"]).bought)
            gap += [(later - day).days for day, later in pairwise(days) if later > day]
            if days:
                begun = _begun(facts, row, asked.get(row["customer_id"]), days[0])
                first += [] if begun is None else [(days[0] - begun).days]
                unknown += begun is None
        firsts += first
        gaps += gap
        name = facts.word("grade", grade)
        lines.append(Line(grade, name, (len(first), median(first), len(gap), median(gap))))
    total = (len(firsts), median(firsts), len(gaps), median(gaps))
    return Figure(
        key="cycles",
        columns=columns("first_orders", "to_order:days", "repeats", "between:days"),
        lines=tuple(lines),
        total=total,
        drawn="to_order" if total[1] is not None else "between",
        answer=_cycle_answer(total),
        notes=(message("figures.note.no_start", n=unknown),) if unknown else (),
    )


def _cycle_answer(total: tuple[Value, ...]) -> Text:
    _, to_order, _, between = total
    if to_order is None and between is None:
        return not_enough()
    parts = {"to_order": to_order, "between": between}
    spoken = {
        key: message("figures.few")
        if value is None
        else message("figures.days", n=_days(number(value)))
        for key, value in parts.items()
    }
    return message("figures.cycles.answer", **spoken)


def _days(value: Decimal | Fraction | int) -> str:
    return said(value, 0 if value == int(value) else 1)


def _first_inquiries(facts: Facts) -> Mapping[str, dt.date]:
    found: dict[str, dt.date] = {}
    for row in facts.records("Inquiries"):
        customer, day = row["customer_id"], facts.past(row["received_at"])
        if customer is not None and day is not None:
            found[customer] = min(found.get(customer, day), day)
    return found


def _begun(
    facts: Facts, row: Mapping[str, Any], asked: dt.date | None, ordered: dt.date
) -> dt.date | None:
    """Return the day a customer was first heard of, before the first order; None: not known.

    A record made on the day of the first order, by a list that was imported, tells nothing.
    """
    contact = facts.contacts.get(row["customer_id"])
    created = day_of(row["created_date"])
    days = [asked, contact and contact[0], created if created != ordered else None]
    return min((day for day in days if day is not None and day <= ordered), default=None)
