"""Why customers and inquiries were lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.figures.facts import LOST_STAGE, grouped
from validation.figures.tables import ENOUGH, Figure, Line, Share, columns, not_enough
from validation.messages import message

if TYPE_CHECKING:
    from validation.figures.facts import Facts


def losses(facts: Facts) -> Figure:
    """Return the reasons of lost customers and of lost inquiries, the most frequent first."""
    lost = grouped((row for row in facts.customers if row["stage"] == LOST_STAGE), "lost_reason")
    asked = grouped(
        (row for row in facts.records("Inquiries") if row["outcome"] == "lost"), "lost_reason"
    )
    whole = sum(len(rows) for found in (lost, asked) for rows in found.values())
    lines = []
    for reason in dict.fromkeys((*lost, *asked)):
        counts = len(lost.get(reason, ())), len(asked.get(reason, ()))
        name = facts.word("lost_reason", reason)
        lines.append(Line(reason, name, (*counts, sum(counts), Share(sum(counts), whole))))
    lines.sort(key=lambda line: (not line.key, -_cases(line), line.key))
    named = [line for line in lines if line.key]
    answer = not_enough()
    if named and whole >= ENOUGH:
        answer = message(
            "figures.losses.answer", name=named[0].name, part=_cases(named[0]), whole=whole
        )
    customers, inquiries = (sum(map(len, found.values())) for found in (lost, asked))
    return Figure(
        key="losses",
        columns=columns("customers_lost", "inquiries_lost", "lost", "of_lost:share"),
        lines=tuple(lines),
        total=(customers, inquiries, whole, None),
        drawn="lost",
        answer=answer,
    )


def _cases(line: Line) -> int:
    cases = line.numbers[2]
    assert isinstance(cases, int)
    return cases
