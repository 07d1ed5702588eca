"""What reminders make of a book: new rows of Todos, and the sheet Today made anew."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.changes import Outcome
from validation.errors import RefusedError
from validation.messages import Text, message
from validation.minting import next_ids
from validation.plaintext import shown
from validation.reminders.reminding import Reminder, Reminders, reminders

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.settings import Settings

TODAY, TODOS = "Today", "Todos"
_LONGEST = 2_000
"""Characters of what is to be done that Today shows; a cell holds more, a person reads less."""
_DAY = dt.timedelta(days=1)
_HOUR = dt.timedelta(hours=1)


class Wish(NamedTuple):
    """What is wanted beside the book itself."""

    drafts: bool = False
    """Whether mail drafts are."""
    rep: str | None = None
    """Whose reminders are; the book gets everybody's. None: everybody's."""


ALL = Wish()


def remind(
    book: Book,
    catalogue: Catalogue,
    settings: Settings,
    at: dt.datetime,
    wish: Wish = ALL,
) -> Outcome:
    """Return the to-dos that are missing and the sheet Today, by the rules of the book.

    The answer of the outcome is the Reminders themselves. A book in which nothing is missing and
    whose Today is as it should be is left as it is.

    Raises:
        RefusedError: the book has no sheet of rules or of to-dos, or not the rep whose
            reminders are wanted.
    """
    for sheet in ("SOP_Rules", TODOS):
        if sheet not in book.sheets or not book.layouts[sheet].known:
            name = catalogue.sheets[sheet].name
            raise RefusedError(reason=message("remind.no_sheet", sheet=name))
    found = reminders(book, catalogue, settings, at, drafts=wish.drafts)
    if wish.rep is not None and wish.rep not in found.reps:
        known = ", ".join(found.reps)
        raise RefusedError(reason=message("remind.unknown_rep", rep=wish.rep, known=known))
    new = [one for one in found.reminders if one.is_new]
    language = book.origin.language or "both"
    ids = _ids(book, catalogue, at, len(new))
    rows = [
        todo_row(one, identity, at.date(), language) for one, identity in zip(new, ids, strict=True)
    ]
    today = today_rows(found, language)
    stands = TODAY in book.sheets and book.layouts[TODAY].known
    changed = stands and not _is_same(book, today)
    return Outcome(
        rows={TODOS: rows} if rows else {},
        replaced={TODAY: today} if changed else {},
        findings=found.findings,
        notes=found.notes,
        answer=found,
        subject=message("remind.object", todos=len(rows), reminders=len(found.reminders)),
    )


def todo_row(one: Reminder, identity: str, today: dt.date, language: str) -> Mapping[str, Any]:
    """Return the row of Todos for a reminder; what is overdue already is due today."""
    return {
        "todo_id": identity,
        "customer_id": one.customer,
        "lead_id": None if one.customer else one.lead,
        "todo": in_language(one.text, language),
        "due": max(one.due.at.date(), today),
        "kind": one.kind,
        "rule_id": one.rule,
        "assignee": one.rep,
        "status": "open",
        "anchor_date": one.anchor,
    }


def today_rows(found: Reminders, language: str) -> list[Mapping[str, Any]]:
    """Return the rows of Today: rep by rep, the most urgent first, what was escalated included."""
    lines = [
        (rep, one, text)
        for one in found.reminders
        for rep, text in ((one.rep, one.text), *_escalated(one))
    ]
    lines.sort(key=lambda line: (line[0] or "", line[1].due.at))
    return [
        {
            "urgency": in_language(urgency(one, found.now), language),
            "rep": rep,
            "due": one.due.at,
            "customer_id": one.who or None,
            "company": one.company or None,
            "grade": one.grade or None,
            "todo": in_language(text, language)[:_LONGEST],
            "rule": one.rule,
        }
        for rep, one, text in lines
    ]


def _escalated(one: Reminder) -> Iterator[tuple[str, Text]]:
    for told in one.told:
        yield told.rep, message("remind.escalated", rep=one.rep or "?", text=one.text)


def urgency(one: Reminder, now: dt.datetime) -> Text:
    """Return how late a reminder is, or when it is due, in words."""
    late = now - one.due.at
    if not one.due.whole_day and dt.timedelta() < late < _DAY:
        return message("remind.hours_over", n=max(1, late // _HOUR))
    days = (now.date() - one.due.at.date()).days
    if days > 0:
        return message("remind.days_over", n=days)
    return message("remind.days_left", n=-days) if days else message("remind.due_today")


def in_language(text: Text, language: str) -> str:
    """Return a sentence as a `zh`, `en` or `both` book says it."""
    if language in ("zh", "en"):
        return text.zh if language == "zh" else text.en
    return " / ".join(dict.fromkeys(text))


def _ids(book: Book, catalogue: Catalogue, at: dt.datetime, count: int) -> Sequence[str]:
    form = catalogue.sheets[TODOS].by_key["todo_id"].argument("mint") or "TD-{n:03}"
    frame = book.sheets[TODOS]
    cells = frame["todo_id"] if "todo_id" in frame.columns else ()
    taken = [shown(cell).strip() for cell in cells if cell is not None]
    return next_ids(form, [at.year] * count, taken=taken)


def _is_same(book: Book, rows: Sequence[Mapping[str, Any]]) -> bool:
    frame = book.sheets[TODAY]
    own = [str(key) for key in frame.columns if not str(key).startswith("_")]
    before = [[_text(cell) for cell in row] for row in frame[own].itertuples(index=False)]
    return [row for row in before if any(row)] == [
        [_text(row.get(key)) for key in own] for row in rows
    ]


def _text(value: object) -> str:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        value = dt.datetime.combine(value, dt.time())
    return shown(None if value != value else value)  # noqa: PLR0124  # NaN
