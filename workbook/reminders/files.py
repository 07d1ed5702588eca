"""From a book to its reminders, and the files that are made of them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, cast

from validation.reminders import ALL
from workbook import untrusted
from workbook.acting import Task, act
from workbook.desk import Desk
from workbook.reminders import calendars, document, mails, pages, text
from workbook.saving import replacing, write_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    from validation.messages import Language
    from validation.reminders import Greetings, Reminder, Reminders, Wish
    from validation.reminders.drafting import Draft
    from workbook.acting import Acted
    from workbook.checking import Question

_UNSAFE = re.compile(r"[^0-9A-Za-z\u4e00-\u9fff._-]+")


class Reminded(NamedTuple):
    """What a run made: of the book, and what it asks for."""

    acted: Acted
    found: Reminders


class Listed(NamedTuple):
    """The greetings of a book, and the day they are counted from."""

    greetings: Greetings
    today: dt.date


def remind(
    path: Path,
    question: Question,
    wish: Wish = ALL,
    *,
    target: Path | None = None,
    dry_run: bool = False,
) -> Reminded:
    """Bring the to-dos and the sheet Today of a book up to date, and return what is asked for.

    Args:
        path: a book of ours.
        question: its `now` decides.
        wish: whose reminders are wanted, and whether with mail drafts.
        target: where a changed copy goes; None: the book itself is changed.
        dry_run: whether nothing is to be written.

    Raises:
        NotChangedError: it is no book of ours, or may not be changed now.
        RefusedError: it has no rules or to-dos, or no such rep.
        FileError: it cannot be used, or the copy cannot be written.
    """
    task = Task("validation.reminders:remind", (wish,), "REMIND")
    acted = act(path, question, task, target=target, dry_run=dry_run)
    return Reminded(acted, of_rep(cast("Reminders", acted.answer), wish.rep))


def of_rep(found: Reminders, rep: str | None) -> Reminders:
    """Return the reminders that one rep has to do or was told of; None: those of everybody."""
    if rep is None:
        return found
    kept = tuple(one for one in found.reminders if _concerns(one, rep))
    keys = {(one.rule, one.who, one.anchor.isoformat()) for one in kept}
    drafts = tuple(one for one in found.drafts if (one.rule, one.who, one.anchor) in keys)
    return replace(found, reminders=kept, drafts=drafts)


def _concerns(one: Reminder, rep: str) -> bool:
    return one.rep == rep or any(each.rep == rep for each in one.told)


def write(form: str, path: Path, found: Reminders, *, book: str, language: Language) -> Path:
    """Write the reminders in a form (text, json, xlsx) to `path`; return where they went.

    Raises:
        WriteError: it cannot be written.
    """
    if form == "xlsx":
        with replacing(path) as target:
            pages.write(target.temporary, found, language)
        return target.saved.path
    if form == "json":
        return write_text(path, document.rendered(found, path=book)).path
    return write_text(path, text.rendered(found, text.Style(language), path=book)).path


def write_calendars(
    place: Path, found: Reminders, *, language: Language, rep: str | None = None
) -> Sequence[Path]:
    """Write a calendar file for each rep into the folder `place`; return the files.

    A `place` that ends in .ics is the file of `rep` itself.

    Raises:
        WriteError: one cannot be written.
    """
    files = calendars.by_rep(found, language)
    written = []
    for name, content in files.items():
        if rep is not None and name != rep:
            continue
        alone = rep is not None and place.suffix.lower() == ".ics"
        path = place if alone else place / f"{_UNSAFE.sub('-', name)}.ics"
        with replacing(path) as target:
            target.temporary.write_bytes(content)
        written.append(target.saved.path)
    return written


def write_drafts(folder: Path, drafts: Sequence[Draft]) -> Sequence[Path]:
    """Write the mail drafts into a folder and return the new files.

    A draft that is there already stays as it is: somebody may have worked on it.

    Raises:
        WriteError: one cannot be written.
    """
    written = []
    for mail in mails.mails(drafts):
        path = folder / mail.name
        if path.exists():
            continue
        with replacing(path) as target:
            target.temporary.write_bytes(mail.content)
        written.append(target.saved.path)
    return written


def greetings(path: Path, question: Question, days: int) -> Listed:
    """Return the holidays of a book's customers over so many days, read in the worker.

    Raises:
        RefusedError: it has no customers.
        FileError: it cannot be used.
    """
    return cast(
        "Listed", untrusted.run("workbook.reminders.files:greetings_here", path, question, days)
    )


def greetings_here(path: Path, question: Question, days: int) -> Listed:
    """Read a book in this process and return its greetings.

    Raises:
        RefusedError: it has no customers.
        FileError: it cannot be used.
    """
    from validation.reminders import wishes  # noqa: PLC0415  # the parent never counts holidays

    desk = Desk.of(path, question)
    return Listed(wishes(desk.plain, desk.catalogue, desk.settings, desk.today, days), desk.today)
