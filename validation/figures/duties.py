"""What is overdue: to-dos and payments, for each rep."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.figures.tables import Figure, Line, columns, number, said
from validation.grades.days import day_of
from validation.messages import message
from validation.vocabularies import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from validation.figures.facts import Facts

_PART_PAID = frozenset({"deposit_paid", "part_paid"})


class _Debt(NamedTuple):
    """A payment that is late; `worth` in base currency, None where it is not known."""

    rep: str
    due: dt.date
    worth: Decimal | None


def overdue(facts: Facts) -> Figure:
    """Return the open to-dos and the payments whose day is over, by rep."""
    todos: dict[str, list[int]] = defaultdict(list)
    for row in facts.records("Todos"):
        last = day_of(row["due"])
        if row["status"] in ("open", None) and last is not None and last < facts.today:
            todos[row["assignee"] or ""].append((facts.today - last).days)
    debts: dict[str, list[_Debt]] = defaultdict(list)
    for debt in _debts(facts):
        debts[debt.rep].append(debt)
    lines = []
    for rep in facts.roster((*todos, *debts)):
        late, mine = todos.get(rep, []), debts.get(rep, [])
        known = [debt.worth for debt in mine if debt.worth is not None]
        amount = sum(known, Decimal(0)) if known or not mine else None
        lines.append(Line(rep, facts.rep(rep), (len(late), max(late, default=None), len(mine),
                                                amount)))  # fmt: skip
    every = [debt for mine in debts.values() for debt in mine]
    unknown = sum(debt.worth is None for debt in every)
    days = [day for late in todos.values() for day in late]
    amount = sum((Decimal(str(number(line.numbers[3]))) for line in lines), Decimal(0))
    return Figure(
        key="overdue",
        columns=columns("todos_late", "oldest:days", "payments_late", "payments:money"),
        lines=tuple(lines),
        total=(len(days), max(days, default=None), len(every),
               None if every and unknown == len(every) else amount),
        drawn="todos_late" if days or not every else "payments_late",
        answer=message(
            "figures.overdue.answer", todos=len(days), payments=len(every), amount=said(amount)
        ),
        notes=(message("figures.note.unknown_payments", n=unknown),) if unknown else (),
        facts=(("base", facts.settings.base_currency),),
    )  # fmt: skip


def _debts(facts: Facts) -> Iterator[_Debt]:
    """Yield the payments that are late: those of the sheet Payments, else the order's own."""
    payments: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in facts.records("Payments"):
        payments[fold(row["order_no"] or "")].append(row)
    seen = set()
    for row in facts.records("Orders"):
        number_ = fold(row["order_no"] or "")
        if not _is_owed(row) or (number_ and number_ in seen):
            continue
        seen.add(number_)
        rep = row["sold_by"] or _owner(facts, row["customer_id"])
        parts = payments.get(number_) if number_ else None
        for part in parts or [row]:
            last = day_of(part["due_date"])
            waits = not parts or facts.past(part["paid_at"]) is None
            if last is not None and last < facts.today and waits:
                yield _Debt(rep, last, _worth(facts, row, part))


def _is_owed(order: Mapping[str, Any]) -> bool:
    amount = order["amount"]
    return (
        order["status"] != "cancelled"
        and order["order_type"] != "refund"
        and order["payment_status"] != "paid"
        and (amount is None or amount > 0)
    )


def _worth(facts: Facts, order: Mapping[str, Any], part: Mapping[str, Any]) -> Decimal | None:
    # Of an order paid in part, without its payments, nobody knows what is left.
    if part is order and order["payment_status"] in _PART_PAID:
        return None
    day = day_of(order["order_date"])
    return facts.rates.converted(part["amount"], part["currency"], day)


def _owner(facts: Facts, customer: str | None) -> str:
    row = facts.by_id.get(customer or "")
    return (row["owner"] or "") if row else ""
