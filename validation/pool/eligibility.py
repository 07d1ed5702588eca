"""Who may have a record, and every reason why not, in one fixed order of checks."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from validation.pool.judgement import LIMITS, ORDER, Count, Judgement
from validation.vocabularies import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from validation.pool.ledger import Ledger
    from validation.pool.records import Record
    from validation.pool.roster import Rep
    from validation.pool.source import Pool

_WORDS = re.compile(r"[;,、，；/|\n]")
_LATIN = re.compile(r"[a-z0-9]")


def judged(record: Record, rep: Rep, pool: Pool, ledger: Ledger, held: int) -> Judgement:
    """Return what speaks against giving `record` to `rep` now, all of it, in the order of checks.

    What a record does not say (country, language, products) speaks against nobody.

    Args:
        record: in the pool, or not: its owner is not looked at.
        rep: of the roster.
        pool: the rules, and the day.
        ledger: claims and losses until now.
        held: how many open records the rep has now.
    """
    counts = standing(rep, pool, ledger, held)
    waited = cool_off(record.id, rep.id, pool, ledger)
    if waited is not None:
        counts = {**counts, "cool_off": waited}
    found = {*_of_record(record, rep, pool), *over(counts), *rep.absences(pool.today)}
    return Judgement(rep.id, tuple(reason for reason in ORDER if reason in found), counts)


def standing(rep: Rep, pool: Pool, ledger: Ledger, held: int) -> Mapping[str, Count]:
    """Return how many records a rep was given this day, week and month, and has now."""
    numbers = taken(rep.id, pool.today, ledger)
    return {
        "day": Count(numbers[0], rep.limit_day),
        "week": Count(numbers[1], rep.limit_week),
        "month": Count(numbers[2], rep.limit_month),
        "held": Count(held, rep.capacity),
    }


def taken(rep: str, today: dt.date, ledger: Ledger) -> tuple[int, int, int]:
    """Return the claims of a rep on the calendar day, in the ISO week and the month of `today`."""
    monday = today - dt.timedelta(days=today.weekday())
    month = today.replace(day=1)
    following = (month + dt.timedelta(days=32)).replace(day=1)
    return (
        ledger.claimed(rep, today, today),
        ledger.claimed(rep, monday, monday + dt.timedelta(days=6)),
        ledger.claimed(rep, month, following - dt.timedelta(days=1)),
    )


def cool_off(record: str, rep: str, pool: Pool, ledger: Ledger) -> Count | None:
    """Return the days since a rep lost or returned a record, of those to wait; None: never."""
    lost = ledger.lost(record, rep)
    if lost is None:
        return None
    return Count(max(0, (pool.today - lost).days), pool.settings.cool_off_days)


def over(counts: Mapping[str, Count]) -> Iterator[str]:
    """Yield the checks that counts alone decide: limits reached, cool-off not over."""
    for key, count in counts.items():
        if key == "cool_off":
            if count.limit is not None and count.number < count.limit:
                yield "COOL_OFF"
        elif key in LIMITS and count.left == 0:
            yield LIMITS[key]


def _of_record(record: Record, rep: Rep, pool: Pool) -> Iterator[str]:
    if record.is_protected(pool.today):
        yield "PROTECTED"
    owners = pool.group_owners.get(record.id, frozenset())
    if owners and owners != {rep.id}:
        yield "GROUP_OWNER"
    places = pool.places(record)
    if rep.regions and places and rep.regions.isdisjoint(places):
        yield "ROUTE_REGION"
    if rep.languages and record.language and record.language not in rep.languages:
        yield "ROUTE_LANG"
    if rep.products and record.products and not sells(rep.products, record.products, pool.lines):
        yield "ROUTE_PRODUCT"


def sells(lines: Iterable[str], wanted: Iterable[str], known: Mapping[str, str]) -> bool:
    """Return whether one of the wanted products is of one of the lines.

    It is when it is named like the line, begins with it (GT-A500 is of the line GT-A), names it
    among other words, or when the sheet Products files it under the line.

    Args:
        lines: as a rep's row names them.
        wanted: SKUs, or what somebody typed.
        known: product, folded → its line as the sheet Products has it.
    """
    own = [fold(line) for line in lines]
    parts = {fold(part) for text in wanted for part in _WORDS.split(text) if part.strip()}
    parts |= {fold(known[part]) for part in tuple(parts) if part in known}
    return any(_names(part, line) for part in parts for line in own if line)


def _names(part: str, line: str) -> bool:
    if part.startswith(line):
        return True
    # A line of Chinese words may stand anywhere; "ED" within "LED" is another product.
    return not _LATIN.search(line) and line in part
