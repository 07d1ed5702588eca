"""Where the clock of a rule starts: for which records, and when."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from validation.calendars import due
from validation.queries.tree import Filled
from validation.reminders import greetings, lengths
from validation.reminders.objects import FALLBACK
from validation.reminders.source import Subject, as_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy.typing as npt

    from validation.messages import Text
    from validation.queries import Query
    from validation.reminders.rules import Rule
    from validation.reminders.source import Cells, Source

    Bools = npt.NDArray[np.bool_]

_AHEAD = 45
"""Days that are looked ahead for holidays: the most working days of lead time, and a closure."""
_CONTACT = "first_contact_date"
_FIRST_TOUCH = dt.timedelta(days=3)
_TOLD = 14
"""Days for which a reminder about the template is told."""
_CLOSED_ORDER = (("status", "cancelled"), ("order_type", "refund"))


class Start(NamedTuple):
    """A record whose clock runs."""

    subject: Subject
    at: dt.date
    """When it began: a date or a time."""
    anchor: dt.date
    """The day that, with rule and customer, makes a to-do the same one."""
    n: int | None = None
    """Stands in for the rule's own number; None: that one counts."""
    about: Text | None = None
    """What it is about beside the record, such as the holiday's name."""


def starts(rule: Rule, source: Source) -> Iterator[Start]:
    """Yield the records a rule looks at whose clock has a start, in the order of their rows.

    What meets the stop condition is left out; so is what nobody works, and a record whose start
    cannot be read.
    """
    if not rule.sheet:
        return _template(rule, source)
    if rule.is_greeting:
        return _greetings(rule, source)
    if rule.start_sheet == rule.sheet:
        return _own(rule, source)
    return _by_event(rule, source)


def _kept(rule: Rule, source: Source) -> Bools:
    """Return which records of the object's sheet the rule is about."""
    frame = source.sheets[rule.sheet].frame
    kept = np.ones(len(frame), dtype=bool)
    if rule.condition is not None and not _asks_for_start(rule):
        kept &= rule.condition.mask(frame, source.today)
    if rule.stop is not None:
        kept &= ~rule.stop.mask(frame, source.today)
        if rule.object == "customer" and rule.stop.columns == {"first_touch_date"}:
            kept &= ~_touched(source)
        if rule.object == "inquiry" and rule.start_key == "assigned_at" and _asks_for_reply(rule):
            kept &= ~_contacted(source)
    return kept


def _asks_for_reply(rule: Rule) -> bool:
    return rule.stop is not None and rule.stop.columns == {"first_reply_at"}


def _asks_for_start(rule: Rule) -> bool:
    """Return whether a rule asks of a lead only that the date of contact is filled in.

    That is what its clock needs anyway, and without one the week counts all the same: from three
    days after the lead was given to somebody (source article 000, the feedback on leads).
    """
    tree = rule.condition.tree if rule.condition is not None else None
    is_contact = rule.object == "lead" and rule.start_key == _CONTACT
    return is_contact and isinstance(tree, Filled) and tree.key == _CONTACT


def _touched(source: Source) -> Bools:
    """Return which customers need no first touch of our own.

    These are those we were in contact with, and those who came with an inquiry: that has a
    stricter deadline of its own (source articles 002 and 003).
    """
    asked = {cells["customer_id"] for cells in source.rows("Inquiries")}
    return np.array(
        [
            cells["last_contact_date"] is not None or cells["customer_id"] in asked
            for cells in source.rows("Customers")
        ],
        dtype=bool,
    )


def _contacted(source: Source) -> Bools:
    """Return which inquiries saw a first contact or a change of stage since they were assigned.

    Either of them answers the 24 hours (source article 003), though the time of the reply itself
    is not filled in.
    """
    done: dict[str, dt.date] = {}
    events = [(cells, "act_time") for cells in source.rows("Activities")
              if cells["direction"] == "outbound"]  # fmt: skip
    events += [(cells, "changed_at") for cells in source.rows("StageLog")]
    for cells, key in events:
        when = cells[key]
        for record in (cells["customer_id"], cells.get("lead_id")):
            if record is not None and isinstance(when, dt.date):
                done[record] = max(when, done.get(record, when), key=_time)
    return np.array([_since(cells, done) for cells in source.rows("Inquiries")], dtype=bool)


def _since(cells: Cells, done: Mapping[str, dt.date]) -> bool:
    begun = cells["assigned_at"]
    for record in (cells["customer_id"], cells["lead_id"]):
        last = done.get(record or "")
        if last is None or begun is None:
            continue
        # Of a day without an hour only the day can be compared.
        timed = isinstance(last, dt.datetime) and isinstance(begun, dt.datetime)
        if last >= begun if timed else as_day(last) >= as_day(begun):
            return True
    return False


def kept_rows(rule: Rule, source: Source) -> Sequence[int]:
    """Return the Excel rows of the object's sheet that a rule is about."""
    index = source.sheets[rule.sheet].frame.index
    return [int(row) for row, kept in zip(index, _kept(rule, source), strict=True) if kept]


def _own(rule: Rule, source: Source) -> Iterator[Start]:
    rows, subjects = source.rows(rule.sheet), source.subjects(rule.sheet)
    bad = _unread(rule, source)
    kept = _kept(rule, source)
    reviews = rule.start_key == "last_review" and rule.object == "customer"
    top = source.top if reviews else frozenset()
    for at, subject in enumerate(subjects):
        if subject is None or subject.row in bad or not (kept[at] or subject.id in top):
            continue
        start = _started(rule, rows[at])
        if start is not None:
            often = source.settings.top_review_days if subject.id in top else rule.n
            yield Start(subject, start, as_day(start), min(often, rule.n))


def _started(rule: Rule, cells: Cells) -> dt.date | None:
    keys = (
        rule.start_key,
        *(FALLBACK.get(rule.start_key, ()) if rule.object == "customer" else ()),
    )
    found = next((cells[key] for key in keys if cells.get(key) is not None), None)
    if found is None and _asks_for_start(rule) and cells["assigned_date"] is not None:
        found = as_day(cells["assigned_date"]) + _FIRST_TOUCH
    return found if isinstance(found, dt.date) else None


def _unread(rule: Rule, source: Source) -> frozenset[int]:
    unread = source.sheets[rule.start_sheet].unread
    return frozenset(cell.row for cell in unread if cell.column == rule.start_key)


class _Latest(NamedTuple):
    at: dt.date
    row: int


def _by_event(rule: Rule, source: Source) -> Iterator[Start]:
    """Yield the records by the latest row of another sheet that starts their clock.

    A row there that meets the stop condition stops the clock when it is no earlier.
    """
    rows = source.rows(rule.start_sheet)
    link = "lead_id" if rule.object == "lead" else "customer_id"
    begun = _mask(rule.event, rule, source)
    ended = _mask(rule.event_stop, rule, source) if rule.event_stop else None
    latest: dict[str, _Latest] = {}
    stops: dict[str, dt.date] = {}
    for at, cells in enumerate(rows):
        record, when = cells[link], cells[rule.start_key]
        if record is None or not isinstance(when, dt.date) or _is_void(cells):
            continue
        if begun[at] and (record not in latest or _later(when, latest[record].at)):
            latest[record] = _Latest(when, at)
        if ended is not None and ended[at] and (record not in stops or _later(when, stops[record])):
            stops[record] = when
    kept = _kept(rule, source)
    own = source.rows(rule.sheet)
    for at, subject in enumerate(source.subjects(rule.sheet)):
        if subject is None or not kept[at] or subject.id not in latest:
            continue
        start = latest[subject.id].at
        if subject.id in stops and not _later(start, stops[subject.id]):
            continue
        if not rule.is_reorder:
            yield Start(subject, start, as_day(start))
            continue
        length = lengths.read(str(own[at].get("purchase_cycle") or ""))
        if length is not None:
            yield Start(subject, length.after(as_day(start), source.calendar), as_day(start))


def _mask(query: Query | None, rule: Rule, source: Source) -> Bools:
    frame = source.sheets[rule.start_sheet].frame
    if query is None:
        return np.ones(len(frame), dtype=bool)
    return query.mask(frame, source.today)


def _is_void(cells: Cells) -> bool:
    return any(cells.get(key) == word for key, word in _CLOSED_ORDER)


def _later(one: dt.date, other: dt.date) -> bool:
    """Return whether one date or time is after another; of a date its first moment counts."""
    return _time(one) > _time(other)


def _time(value: dt.date) -> dt.datetime:
    return value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())


def _greetings(rule: Rule, source: Source) -> Iterator[Start]:
    rows, subjects = source.rows("Customers"), source.subjects("Customers")
    kept = _kept(rule, source)
    countries = {
        str(cells["country_region"])
        for at, cells in enumerate(rows)
        if kept[at] and cells["country_region"] is not None
    }
    last = source.today + dt.timedelta(days=_AHEAD)
    found = greetings.by_country(greetings.holidays(countries, source.today, last))
    for at, subject in enumerate(subjects):
        if subject is None or not kept[at] or source.refuses_mail(subject.id):
            continue
        for holiday in found.get(str(rows[at]["country_region"]), ()):
            if holiday.greets:
                yield Start(subject, holiday.day, holiday.day, about=holiday.name)


def _template(rule: Rule, source: Source) -> Iterator[Start]:
    """Yield the last time since the book began at which a rule about the template came round.

    Nothing in a book says that it was done, so it is told for two weeks and then not any more.
    """
    rep = source.staff.above(None)
    if rep is None or source.began is None or not rule.n:
        return
    start, count = source.began, 1
    while True:
        at = due(source.calendar, rule.clock, source.began, rule.n * count, roll=rule.roll).at
        if at.date() > source.today:
            break
        start, count = at.date(), count + 1
    if count > 1 and (source.today - start).days < _TOLD:
        yield Start(Subject("", 0, "", None, None, rep), start, start, 0)


def unreadable_cycles(rule: Rule, source: Source) -> Sequence[tuple[int, str]]:
    """Return the row and text of every purchase cycle that says no length of time."""
    if not rule.is_reorder:
        return ()
    index = source.sheets["Customers"].frame.index
    said: list[Any] = [cells.get("purchase_cycle") for cells in source.rows("Customers")]
    return [
        (int(row), str(text))
        for row, text in zip(index, said, strict=True)
        if text is not None and lengths.read(str(text)) is None
    ]
