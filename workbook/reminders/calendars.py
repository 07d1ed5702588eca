"""Reminders as calendar files: one for each rep, to open in Outlook or a phone."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event

from validation.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from validation.messages import Language
    from validation.reminders import Reminder, Reminders

_LENGTH = dt.timedelta(minutes=30)
MOST = 1_000
"""Events in a file: the most urgent; no calendar is of use with more."""
_MIDNIGHT = dt.time()
_UNSAFE = re.compile(r"[^0-9A-Za-z\u4e00-\u9fff._-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


def by_rep(found: Reminders, language: Language) -> dict[str, bytes]:
    """Return rep id → the calendar file of what that rep has to do, the same for the same input.

    What is overdue stands on the day of the run, so that its alarm rings. An event keeps its UID
    from run to run: importing again moves it and adds none.
    What is due on a day stands at the company's first hour; what was escalated to a rep stands in
    that rep's file too, and no file has more than MOST events. Each file brings the rules of the
    company's time zone along.
    """
    lists: dict[str, list[Reminder]] = {}
    for one in found.reminders:
        for rep in dict.fromkeys((one.rep, *(each.rep for each in one.told))):
            if rep is not None:
                lists.setdefault(rep, []).append(one)
    return {
        rep: _file(found, sorted(lists[rep], key=lambda one: one.due.at)[:MOST], language)
        for rep in sorted(lists)
    }


def _file(found: Reminders, reminders: Sequence[Reminder], language: Language) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Relaybook//relaybook.remind/1//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    tz = ZoneInfo(found.zone)
    for one in reminders:
        calendar.add_component(_event(one, found, tz, language))
    calendar.add_missing_timezones()
    written: bytes = calendar.to_ical()
    return written


def _event(one: Reminder, found: Reminders, tz: ZoneInfo, language: Language) -> Event:
    start = _shown_at(one, found.now, found.opening)
    event = Event()
    event.add("uid", uid(one))
    # A stamp of its own making: the time of the run would make every file another one.
    event.add("dtstamp", dt.datetime.combine(one.anchor, _MIDNIGHT, dt.UTC))
    event.add("dtstart", start.replace(tzinfo=tz))
    event.add("dtend", (start + _LENGTH).replace(tzinfo=tz))
    said = one.text.said(language)
    title = f"{one.company}: {said}" if one.company else said
    event.add("summary", _plain(f"[{one.grade}] {title}" if one.grade else title))
    event.add("description", _plain(_description(one, language)))
    event.add("categories", [_plain(one.rule)])
    event.add("transp", "TRANSPARENT")
    for before in _alarms(one, start, found):
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", _plain(said))
        alarm.add("trigger", -before)
        event.add_component(alarm)
    return event


def uid(one: Reminder) -> str:
    """Return what makes an event the same one from run to run: rule, customer and anchor."""
    who = one.who or "-".join(one.records) or "book"
    if one.sheet == "Todos":
        who = f"{who}-{one.todo}"
    parts = (one.rule, who, one.anchor.isoformat())
    return "_".join(_UNSAFE.sub("-", part) for part in parts) + "@relaybook"


def _shown_at(one: Reminder, now: dt.datetime, opening: dt.time) -> dt.datetime:
    if one.due.whole_day:
        return dt.datetime.combine(max(one.due.at.date(), now.date()), opening)
    return max(one.due.at, now.replace(second=0, microsecond=0))


def _alarms(one: Reminder, start: dt.datetime, found: Reminders) -> Iterator[dt.timedelta]:
    """Yield how long before the event each alarm that is still to come rings, the last at 0."""
    for alarm in one.alarms:
        at = dt.datetime.combine(alarm.date(), found.opening) if one.due.whole_day else alarm
        if found.now < at < start:
            yield start - at
    yield dt.timedelta()


def _description(one: Reminder, language: Language) -> str:
    due = one.due.at
    shown = due.date().isoformat() if one.due.whole_day else f"{due:%Y-%m-%d %H:%M}"
    return message("remind.event", rule=one.rule, who=one.who or "—", due=shown).said(language)


def _plain(text: str) -> str:
    return _CONTROL.sub(" ", text)
