"""Whether each rep follows up in time, by the clocks of the team's own rules."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.calendars import due
from validation.figures.tables import Figure, Line, Share, columns, median, not_enough
from validation.grades.days import day_of
from validation.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from validation.calendars import Clock
    from validation.figures.facts import Facts

WINDOW = 90
"""Days back that replies, first touches and to-dos are counted."""
_KINDS = ("reply", "touch", "grade_a", "todos")


class Term(NamedTuple):
    """How long a rule gives."""

    clock: Clock
    limit: int
    roll: bool


_TERMS: Mapping[str, Term] = {
    "SOP-02": Term("elapsed_hours", 24, roll=False),
    "SOP-03": Term("calendar_days", 3, roll=True),
    "SOP-05": Term("calendar_days", 7, roll=False),
}
"""What the rules say in a new book; the sheet SOP_Rules is asked first."""


class _Case(NamedTuple):
    rep: str
    in_time: bool


def follow_ups(facts: Facts) -> Figure:
    """Return, for each rep, how much was followed up in time."""
    terms = _terms(facts)
    hours: dict[str, list[Fraction]] = defaultdict(list)
    cases = {
        "reply": list(_replies(facts, terms["SOP-02"], hours)),
        "touch": list(_touches(facts, terms["SOP-03"])),
        "grade_a": list(_grade_a(facts, terms["SOP-05"])),
        "todos": list(_todos(facts)),
    }
    named = {case.rep for found in cases.values() for case in found}
    lines = []
    for rep in facts.roster(named):
        shares = [_share(cases[kind], rep) for kind in _KINDS]
        lines.append(
            Line(rep, facts.rep(rep), (shares[0], median(hours.get(rep, [])), *shares[1:]))
        )
    every = [_share(cases[kind], None) for kind in _KINDS]
    all_hours = median([one for found in hours.values() for one in found])
    known = [share for share in every if share.value is not None]
    answer = not_enough()
    if known:
        part, whole = (sum(share[place] for share in every) for place in (0, 1))
        answer = message("figures.follow_ups.answer", part=part, whole=whole)
    return Figure(
        key="follow_ups",
        columns=columns("reply:share", "reply_hours:hours", "touch:share", "grade_a:share",
                        "todos:share"),
        lines=tuple(lines),
        total=(every[0], all_hours, *every[1:]),
        drawn="grade_a" if every[0].value is None else "reply",
        answer=answer,
        facts=(
            ("window", WINDOW),
            *((f"n_{rule[-2:]}", _said(term)) for rule, term in terms.items()),
        ),
    )  # fmt: skip


def _share(cases: list[_Case], rep: str | None) -> Share:
    mine = [case for case in cases if rep is None or case.rep == rep]
    return Share(sum(case.in_time for case in mine), len(mine))


def _terms(facts: Facts) -> Mapping[str, Term]:
    found = dict(_TERMS)
    for row in facts.records("SOP_Rules"):
        rule = row["rule_id"]
        if rule in found and row["clock"] is not None and row["n"] is not None:
            roll = found[rule].roll if row["roll"] is None else bool(row["roll"])
            found[rule] = Term(row["clock"], int(row["n"]), roll=roll)
    return found


def _said(term: Term) -> object:
    return message(f"figures.clock.{term.clock}", n=term.limit)


def _over(facts: Facts, term: Term, start: dt.date, at: dt.datetime) -> bool:
    return due(facts.calendar, term.clock, start, term.limit, roll=term.roll).is_over(at)


def _recent(facts: Facts, cell: object) -> bool:
    day = day_of(cell)
    return day is not None and 0 <= (facts.today - day).days <= WINDOW


def _moment(day: dt.date) -> dt.datetime:
    if isinstance(day, dt.datetime):
        return day.replace(tzinfo=None)
    return dt.datetime.combine(day, dt.time())


def _replies(facts: Facts, term: Term, hours: dict[str, list[Fraction]]) -> Iterator[_Case]:
    """Yield the inquiries that were answered, or are late; add the hours of each answer."""
    for row in facts.records("Inquiries"):
        start = row["assigned_at"] or row["received_at"]
        if row["outcome"] == "invalid" or not _recent(facts, start) or _moment(start) > facts.now:
            continue
        rep = row["assigned_to"] or _owner(facts, row["customer_id"])
        replied = row["first_reply_at"]
        if replied is not None and _moment(replied) <= facts.now:
            yield _Case(rep, not _over(facts, term, start, _moment(replied)))
            if isinstance(start, dt.datetime) and isinstance(replied, dt.datetime):
                passed = _moment(replied) - _moment(start)
                hours[rep].append(Fraction(passed // dt.timedelta(minutes=1), 60))
        elif _over(facts, term, start, facts.now):
            yield _Case(rep, in_time=False)


def _touches(facts: Facts, term: Term) -> Iterator[_Case]:
    """Yield the new customers that were touched, or wait too long for it."""
    asked = {row["customer_id"] for row in facts.records("Inquiries")}
    for row in facts.customers:
        start = row["created_date"]
        if not _recent(facts, start) or not row["owner"] or row["customer_id"] in asked:
            continue
        touched = facts.past(row["first_touch_date"]) or _first_contact(facts, row)
        if touched is not None:
            yield _Case(row["owner"], not _over(facts, term, start, _moment(touched)))
        elif _over(facts, term, start, facts.now):
            yield _Case(row["owner"], in_time=False)


def _first_contact(facts: Facts, row: Mapping[str, Any]) -> dt.date | None:
    found = facts.contacts.get(row["customer_id"])
    return found[0] if found else None


def _grade_a(facts: Facts, term: Term) -> Iterator[_Case]:
    for row in facts.customers:
        if row["grade"] == "A" and row["owner"]:
            last = row["last"]
            in_time = last is not None and not _over(facts, term, last, facts.now)
            yield _Case(row["owner"], in_time)


def _todos(facts: Facts) -> Iterator[_Case]:
    """Yield the to-dos that are done, or were due before today."""
    for row in facts.records("Todos"):
        last = day_of(row["due"])
        if last is None or row["status"] not in ("open", "done", None):
            continue
        if row["status"] == "done":
            done = day_of(row["done_at"])
            if done is not None and _recent(facts, done):
                yield _Case(row["assignee"] or "", done <= last)
        elif _recent(facts, last) and last < facts.today:
            yield _Case(row["assignee"] or "", in_time=False)


def _owner(facts: Facts, customer: str | None) -> str:
    row = facts.by_id.get(customer or "")
    return (row["owner"] or "") if row else ""
