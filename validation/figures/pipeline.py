"""What is under way: customers and open quotes by stage, and what they may bring."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from validation.figures.facts import Sum, grouped
from validation.figures.tables import Figure, Line, Value, columns, not_enough, said
from validation.grades.money import chances, quotes
from validation.messages import message

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from validation.figures.facts import Facts
    from validation.grades.money import Quote
    from validation.messages import Text

_OPEN = ("S1", "S2", "S3", "S4", "S5", "S6", "S7")


def pipeline(facts: Facts) -> Figure:
    """Return the customers at each open stage, their open quotes, and these by their chance."""
    groups = grouped(facts.customers, "stage")
    open_quotes = quotes(facts.frames["Quotes"], facts.today)
    odds = chances(facts.frames["StageRules"], facts.settings)
    lines, whole, weighted = [], Sum(), Decimal(0)
    count = 0
    for stage in _OPEN:
        rows = groups.get(stage, [])
        found = _quoted(facts, {row["customer_id"] for row in rows}, open_quotes)
        expected = found.amount * odds[stage]
        values: tuple[Value, ...] = (
            len(rows),
            found.orders,
            found.known,
            Fraction(odds[stage]),
            None if found.known is None else expected,
        )
        lines.append(Line(stage, facts.word("stage", stage), values))
        whole, weighted, count = whole.and_(found), weighted + expected, count + len(rows)
    answer = not_enough()
    if whole.orders and whole.known is not None:
        answer = message(
            "figures.pipeline.answer",
            n=whole.orders, amount=said(whole.amount), weighted=said(weighted),
        )  # fmt: skip
    elif count:
        answer = message("figures.pipeline.no_quotes", n=count)
    return Figure(
        key="pipeline",
        columns=columns("customers", "quotes", "quoted:money", "chance:percent",
                        "expected:money"),
        lines=tuple(lines),
        total=(count, whole.orders, whole.known, None, None if whole.known is None else weighted),
        drawn="customers",
        answer=answer,
        notes=_notes(facts, whole),
        facts=(("base", facts.settings.base_currency),),
    )  # fmt: skip


def _quoted(facts: Facts, customers: set[str | None], found: Mapping[str, Sequence[Quote]]) -> Sum:
    total = Sum()
    for customer in sorted(customers - {None}):  # type: ignore[type-var]
        for quote in found.get(customer or "", ()):
            total = total.plus(facts.rates.converted(quote.amount, quote.currency, quote.day))
    return total


def _notes(facts: Facts, whole: Sum) -> tuple[Text, ...]:
    notes = []
    if whole.unknown:
        notes.append(message("figures.note.unknown_quotes", n=whole.unknown))
    frame = facts.frames["Quotes"]
    without = frame["qty"].isna() & frame["quote_status"].isin([None, "valid"])
    if without.any():
        notes.append(message("figures.note.no_quantity", n=int(without.sum())))
    return tuple(notes)
