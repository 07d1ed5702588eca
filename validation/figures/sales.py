"""Who buys: by source, by country, and by the rep who sold."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from validation.figures.facts import Sum, grouped, since, unknown_orders
from validation.figures.tables import (
    Figure,
    Line,
    Share,
    Value,
    columns,
    not_enough,
    number,
    rate,
    said,
    whole_of,
)
from validation.messages import Text, message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from validation.figures.facts import Facts


_NO_SOURCE = ("", "unknown")
"""What an imported list does not say converts neither well nor badly."""


def sources(facts: Facts) -> Figure:
    """Return how many prospects of each source became customers."""
    leads = [row for row in facts.records("Leads") if row["converted_to"] is None]
    groups = grouped(facts.customers, "inquiry_source")
    waiting = grouped((row for row in leads if row["lead_status"] != "converted"), "source")
    inquiries = grouped(_judged(facts), "source")
    lines = []
    for source in dict.fromkeys((*groups, *waiting, *inquiries)):
        rows = groups.get(source, [])
        won = sum(map(facts.is_won, rows))
        prospects = len(rows) + len(waiting.get(source, ()))
        asked = inquiries.get(source, [])
        year, _ = facts.summed(row["customer_id"] for row in rows)
        values: tuple[Value, ...] = (
            prospects,
            won,
            Share(won, prospects),
            Share(sum(row["outcome"] == "won" for row in asked), len(asked)),
            year.known,
        )
        lines.append(Line(source, facts.word("source", source), values))
    lines.sort(key=lambda line: (rate(line.numbers[2]), line.numbers[1], line.key), reverse=True)
    return Figure(
        key="sources",
        columns=columns("prospects", "won", "conversion:share", "inquiries_won:share",
                         "year:money"),
        lines=tuple(lines),
        total=_sources_total(lines, facts),
        drawn="conversion",
        answer=_best_source(lines),
        notes=unknown_orders(facts),
        facts=since(facts),
    )  # fmt: skip


def _best_source(lines: Sequence[Line]) -> Text:
    """Return which source converts best; not enough data: no source that is known does."""
    for line in lines:
        share = line.numbers[2]
        if line.key not in _NO_SOURCE and isinstance(share, Share) and share.value:
            return message(
                "figures.sources.answer", name=line.name, part=share.part, whole=share.whole
            )
    return not_enough()


def _sources_total(lines: Sequence[Line], facts: Facts) -> tuple[Value, ...]:
    prospects, won = (whole_of(lines, place) for place in (0, 1))
    asked = _judged(facts)
    year, _ = facts.summed(row["customer_id"] for row in facts.customers)
    replied = Share(sum(row["outcome"] == "won" for row in asked), len(asked))
    return (prospects, won, Share(won, prospects), replied, year.known)


def _judged(facts: Facts) -> list[dict[str, Any]]:
    """Return the inquiries that were any: without the invalid ones."""
    return [row for row in facts.records("Inquiries") if row["outcome"] != "invalid"]


def countries(facts: Facts) -> Figure:
    """Return the orders of each country, by its customers."""
    groups = grouped(facts.customers, "country_region")
    return _earners(facts, "countries", groups, lambda code: facts.word("country", code))


def _earners(
    facts: Facts,
    key: str,
    groups: Mapping[str, Sequence[Mapping[str, Any]]],
    name: Callable[[str], Text],
) -> Figure:
    sums = {code: facts.summed(row["customer_id"] for row in rows) for code, rows in groups.items()}
    whole = [_together(pair[place] for pair in sums.values()) for place in (0, 1)]
    order = sorted(sums, key=lambda code: (-sums[code][0].amount, -sums[code][1].amount, code))
    lines = tuple(
        Line(code, name(code), (len(groups[code]), sums[code][0].orders, sums[code][0].known,
                                _part(sums[code][0], whole[0]), sums[code][1].known))
        for code in order
    )  # fmt: skip
    count = sum(map(len, groups.values()))
    return Figure(
        key=key,
        columns=columns("customers", "year_orders", "year:money", "part:percent", "ever:money"),
        lines=lines,
        total=(count, whole[0].orders, whole[0].known, None, whole[1].known),
        drawn="year",
        answer=_most(lines, key, 2),
        notes=unknown_orders(facts),
        facts=since(facts),
    )


def reps(facts: Facts) -> Figure:
    """Return the orders of each rep, by who sold them, and else by whose customer it is."""
    sums: dict[str, list[Sum]] = {}
    owned = grouped(facts.customers, "owner")
    sellers = dict(
        zip(facts.frames["Orders"].index.tolist(), facts.frames["Orders"]["sold_by"], strict=True)
    )
    for customer, of in facts.orders.by_customer.items():
        owner = facts.by_id[customer]["owner"] if customer in facts.by_id else None
        for sale in of.sales:
            mine = sums.setdefault(sellers.get(sale.row) or owner or "", [Sum(), Sum()])
            worth = facts.worth(sale)
            mine[1] = mine[1].plus(worth)
            mine[0] = mine[0].plus(worth) if sale.day >= facts.year else mine[0]
    whole = [_together(pair[place] for pair in sums.values()) for place in (0, 1)]
    lines = []
    for rep in facts.roster((*sums, *owned)):
        year, ever = sums.get(rep, [Sum(), Sum()])
        numbers = (len(owned.get(rep, ())), year.orders, year.known, _part(year, whole[0]))
        lines.append(Line(rep, facts.rep(rep), (*numbers, ever.known)))
    lines.sort(key=lambda line: -number(line.numbers[2]))
    return Figure(
        key="reps",
        columns=columns("customers", "year_orders", "year:money", "part:percent", "ever:money"),
        lines=tuple(lines),
        total=(len(facts.customers), whole[0].orders, whole[0].known, None, whole[1].known),
        drawn="year",
        answer=_most(lines, "reps", 2),
        notes=unknown_orders(facts),
        facts=since(facts),
    )


def _most(lines: Sequence[Line], key: str, place: int) -> Text:
    """Return who leads, and by how much of the whole; not enough data: nobody earned anything."""
    named = [line for line in lines if line.key and number(line.numbers[place]) > 0]
    if not named:
        return not_enough()
    best = max(named, key=lambda line: number(line.numbers[place]))
    part = best.numbers[place + 1]
    return message(
        f"figures.{key}.answer", name=best.name, amount=said(number(best.numbers[place])),
        part=said(number(part) * 100, 1) if part is not None else "–",
    )  # fmt: skip


def _together(sums: Iterable[Sum]) -> Sum:
    whole = Sum()
    for one in sums:
        whole = whole.and_(one)
    return whole


def _part(mine: Sum, whole: Sum) -> Value:
    """Return the part of the whole; None: the whole is not known or there is none."""
    if whole.amount <= 0 or mine.known is None:
        return None
    return Fraction(mine.amount) / Fraction(whole.amount)
