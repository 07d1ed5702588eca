"""Where every share stands, whether it is late, and what is to be done next."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from validation.calendars import WorkCalendar
from validation.handover.register import Register, Standing
from validation.messages import message
from validation.reminders.staff import Staff
from validation.typed import typed

if TYPE_CHECKING:
    import datetime as dt

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.handover.register import Entry
    from validation.messages import Text
    from validation.settings import Settings

RECEIPT_DAYS = 2
"""Working days in which a receipt is due (SOP-15)."""
MANAGER_DAYS = 5
"""Working days after which the manager asks (rules.md §9)."""
_MOST = 50
"""Records that one share lists."""


class Wish(StrEnum):
    """Which shares are listed."""

    OPEN = "open"
    EXPIRED = "expired"
    REFUSED = "refused"
    ALL = "all"


_WISHED = {
    Wish.OPEN: (Standing.ASKED, Standing.APPROVED, Standing.OPEN),
    Wish.EXPIRED: (Standing.EXPIRED, Standing.LAPSED),
    Wish.REFUSED: (Standing.REFUSED, Standing.REJECTED),
    Wish.ALL: tuple(Standing),
}


class Line(NamedTuple):
    """One share."""

    entry: Entry
    standing: Standing
    due: dt.date | None
    """When the receipt is due; None: no file left, or its date is not known."""
    days_late: int
    """Working days since then; 0: it is not late."""
    manager: str | None
    """Who asks by now, as the sheet Reps names them; None: the provider does."""
    records: tuple[str, ...]
    """The first of its customers and leads."""
    record_count: int
    next: Text
    """What is to be done, and by whom."""


class Listing(NamedTuple):
    """The shares of a book that were asked about."""

    lines: tuple[Line, ...]
    counts: dict[Standing, int]
    """Of every share of the book."""
    late: int
    """Shares whose receipt is late."""


def listing(
    book: Book,
    catalogue: Catalogue,
    settings: Settings,
    today: dt.date,
    wish: Wish = Wish.ALL,
) -> Listing:
    """Return the shares of a book, the late ones first, then by number."""
    register = Register.of(book, catalogue, settings, today)
    sheets = typed(book, catalogue, {"Reps": (), "Calendar": ()}, settings=settings, today=today)
    calendar = WorkCalendar.of(settings, sheets["Calendar"].frame)
    staff = Staff.of(sheets["Reps"].frame)
    lines = [
        _line(entry, register.records(entry.share_id), calendar, staff, today)
        for entry in register.entries
    ]
    kept = [line for line in lines if line.standing in _WISHED[wish]]
    kept.sort(key=lambda line: (-line.days_late, line.entry.share_id))
    counts = Counter(line.standing for line in lines)
    return Listing(
        lines=tuple(kept),
        counts={standing: counts[standing] for standing in Standing if counts[standing]},
        late=sum(line.days_late > 0 for line in lines),
    )


def _line(
    entry: Entry, records: tuple[str, ...], calendar: WorkCalendar, staff: Staff, today: dt.date
) -> Line:
    standing = entry.standing(today)
    due, late, manager = None, 0, None
    if standing in (Standing.OPEN, Standing.EXPIRED) and entry.share_date is not None:
        due = calendar.plus_working(entry.share_date, RECEIPT_DAYS)
        late = _working_days(calendar, due, today)
        if late >= MANAGER_DAYS - RECEIPT_DAYS:
            provider = staff.named(entry.provider)
            above = staff.above(provider) if provider else None
            manager = above or staff.named(entry.approver)
    line = Line(
        entry, standing, due, late, manager, records[:_MOST], len(records), message("shares.none")
    )
    return line._replace(next=_next(line))


def _working_days(calendar: WorkCalendar, due: dt.date, today: dt.date) -> int:
    """Return how many working days after `due` it is; a share forgotten for years counts 99."""
    count = 0
    while count < 99 and calendar.plus_working(due, count + 1) <= today:
        count += 1
    return count


def _next(line: Line) -> Text:
    entry = line.entry
    facts = {
        "share": entry.share_id,
        "who": entry.receiver or "?",
        "due": line.due or "",
        "days": line.days_late,
        "approver": entry.approver or "M001",
        "manager": line.manager or "",
    }
    key = f"shares.next_{line.standing}"
    if line.standing is Standing.OPEN and line.days_late:
        key = "shares.next_manager" if line.manager else "shares.next_late"
    return message(key, **facts)
