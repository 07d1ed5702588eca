"""The audit of a book: who did what when, in a chain that shows what was changed later.

The chain is kept in the book (`workbook.audit.chain` says how a row is hashed). It has no key, so
whoever knows how can write a whole new one; the heads that this computer remembers, and those on
every other computer that opened the book, are what that person cannot change.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from zoneinfo import ZoneInfo

from validation import catalogue as catalogues
from validation.messages import Text, message
from validation.settings import Settings
from workbook import untrusted
from workbook.audit.chain import LINK, Chain, Link
from workbook.audit.verification import Problem, against, broken
from workbook.keeping import index
from workbook.keeping.index import Head
from workbook.reader import open_book

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from validation.book import Book
    from validation.catalogue import Catalogue

__all__ = [
    "Audited",
    "Chain",
    "Problem",
    "Row",
    "audit_file",
    "chained",
    "links_of",
    "next_row",
    "remember",
    "rows_here",
    "unlike_before",
]

AUDIT = "Audit"
LEDGERS = ("PoolLog", AUDIT)
"""The sheets whose rows are chained."""


class Row(NamedTuple):
    """One entry of the Audit sheet, for people."""

    at: dt.datetime | None
    """In UTC; None: the cell holds no time."""
    actor: str
    action: str
    """The code of the list audit_action, or what the cell says."""
    object: str


class Rows(NamedTuple):
    """The Audit sheet of a book, in its own order, and whose it is."""

    book_id: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True)
class Audited:
    """What the chains of a book's ledgers tell.

    `entries` maps a ledger the book has to its number of entries; `problems` are by sheet, then
    by number, and their first is where the ledger first breaks.
    """

    path: str
    book_id: str
    entries: Mapping[str, int]
    problems: tuple[Problem, ...]

    @property
    def text(self) -> Text:
        """The result in one sentence."""
        key = "audit.broken" if self.problems else "audit.whole"
        entries = ", ".join(f"{sheet} {count:,}" for sheet, count in self.entries.items())
        if not any(self.entries.values()):
            return message("audit.empty", path=self.path)
        return message(key, path=self.path, entries=entries, n=len(self.problems))


class _Seen(NamedTuple):
    book_id: str
    links: Mapping[str, Sequence[Link]]
    problems: tuple[Problem, ...]


def next_row(
    book: Book,
    *,
    now: dt.datetime,
    actor: str,
    action: str,
    object: str,  # noqa: A002  # the column
) -> Mapping[str, Any]:
    """Return the row that goes below the last one of the book's Audit sheet, key → value.

    `now` has a time zone and is written in the company's own, to the second; `action` is a code
    of the list audit_action and is written as the book's language shows it.
    """
    settings, _ = Settings.from_rows(book.sheets.get("Config"))
    at = now.astimezone(ZoneInfo(settings.company_tz)).replace(tzinfo=None, microsecond=0)
    word = catalogues.load().vocabularies["audit_action"].words.get(action)
    shown = action if word is None else word.label(book.origin.language or "both")
    told = {"at": at, "actor": actor, "action": shown, "object": object}
    return chained(book, AUDIT, [told])[0]


def chained(
    book: Book, sheet: str, rows: Iterable[Mapping[str, Any]]
) -> Sequence[Mapping[str, Any]]:
    """Return `rows` with the numbers and hashes they get below the last row of a ledger.

    `sheet` is one of LEDGERS; a row (key → value) has everything but its number and `prev_hash`.
    """
    chain = Chain(catalogues.load(), sheet)
    seq, link = chain.next(book.sheets.get(sheet), book.origin.book_id)
    found = []
    for number, row in enumerate(rows, seq):
        found.append({chain.order: number, **row, LINK: link})
        link = chain.digest(found[-1])
    return found


def links_of(book: Book, catalogue: Catalogue) -> Mapping[str, Sequence[Link]]:
    """Return the links of each ledger a book has."""
    return {
        sheet: Chain(catalogue, sheet).links(book.sheets[sheet])
        for sheet in LEDGERS
        if sheet in book.sheets and sheet in catalogue.sheets
    }


def unlike_before(book_id: str, links: Mapping[str, Sequence[Link]]) -> list[Problem]:
    """Return how the ledgers of a book differ from what this computer saw of them before.

    An old copy of a book, which lacks entries that were seen, is told this way. A data folder
    that cannot be read knows nothing.
    """
    found: list[Problem] = []
    for sheet, here in links.items():
        with contextlib.suppress(OSError):
            found += against(sheet, here, index.heads(book_id, sheet))
    return found


def remember(book_id: str, row: Mapping[str, Any], *, now: dt.datetime, sheet: str = AUDIT) -> None:
    """Remember the last row that was just written to a ledger, so that its loss is noticed.

    To be called in the process that saved the book, after it was saved. A data folder that cannot
    be written costs only the memory.
    """
    chain = Chain(catalogues.load(), sheet)
    head = Head(int(row[chain.order]), chain.digest(row), now)
    with contextlib.suppress(OSError):
        index.remember_head(book_id, sheet, head)


def audit_file(
    path: Path,
    *,
    now: dt.datetime,
    password: str | None = None,
    catalogue: Path | None = None,
) -> Audited:
    """Verify the ledgers of a book, and remember how far they went when they are whole.

    Raises:
        FileError: the file cannot be read.
    """
    told = untrusted.run("workbook.audit:audit_here", path, password, catalogue)
    seen = cast("_Seen", told)
    problems = list(seen.problems)
    problems += unlike_before(seen.book_id, seen.links)
    for sheet, links in seen.links.items():
        if links and not any(problem.sheet == sheet for problem in problems):
            last = max(links)
            with contextlib.suppress(OSError):
                index.remember_head(seen.book_id, sheet, Head(last.seq, last.digest, now))
    order = list(seen.links)
    problems.sort(key=lambda problem: (order.index(problem.sheet), problem.seq))
    return Audited(
        path=str(path),
        book_id=seen.book_id,
        entries={sheet: len(links) for sheet, links in seen.links.items()},
        problems=tuple(problems),
    )


def audit_here(path: Path, password: str | None, catalogue: Path | None) -> _Seen:
    """Read the ledgers of a file in this process; only hashes leave it."""
    book = open_book(path, password, catalogue)
    known = catalogues.load(catalogue)
    links = links_of(book, known)
    problems: list[Problem] = []
    for sheet, here in links.items():
        problems += broken(Chain(known, sheet), here, book.origin.book_id)
    return _Seen(book.origin.book_id or "", links, tuple(problems))


def rows_here(path: Path, password: str | None, catalogue: Path | None) -> Rows:
    """Read the Audit sheet of a file in this process, for people."""
    book = open_book(path, password, catalogue)
    settings, _ = Settings.from_rows(book.sheets.get("Config"))
    zone = ZoneInfo(settings.company_tz)
    frame = book.sheets.get(AUDIT)
    rows = [] if frame is None else frame.to_dict("records")
    words = catalogues.load().vocabularies["audit_action"]
    return Rows(
        book.origin.book_id or "",
        tuple(
            Row(
                _aware(row.get("at"), zone),
                str(row.get("actor") or ""),
                words.alias(said := str(row.get("action") or "")) or said,
                str(row.get("object") or ""),
            )
            for row in rows
            if any(value is not None for value in row.values())
        ),
    )


def _aware(at: object, zone: ZoneInfo) -> dt.datetime | None:
    """Return the time of a cell, told in the company's zone, in UTC."""
    return at.replace(tzinfo=zone).astimezone(dt.UTC) if isinstance(at, dt.datetime) else None
