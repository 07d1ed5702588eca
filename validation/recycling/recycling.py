"""Recycling: owners are warned, and customers nobody follows up go back to the pool.

Every path that changes an owner has the same effect on the customer's own row: `owner_changes`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from validation.changes import Change, Outcome
from validation.messages import Text, message
from validation.recycling.due import detail
from validation.recycling.source import CUSTOMERS, DECIDING, LOG, Source, read
from validation.recycling.standing import Standing, said, standings
from validation.recycling.tenure import unlogged

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.recycling.source import Customer
    from validation.recycling.tenure import Handover
    from validation.settings import Settings

_NO_ROTATION = "recycle"
"""What a row of PoolLog says of weights when they did not decide."""
_MOST_NAMED = 10


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What recycling means for a book on a day."""

    today: dt.date
    standings: tuple[Standing, ...]
    """Every customer with an owner, the next to go first."""
    given_up: tuple[tuple[Customer, Handover], ...]
    """Customers whose owner somebody emptied, with the row the ledger lacks."""
    notes: tuple[Text, ...]


def recycling(book: Book, catalogue: Catalogue, settings: Settings, today: dt.date) -> Plan:
    """Return how every customer of a book stands with recycling.

    Raises:
        RefusedError: the book has no sheet Customers or PoolLog, or a row of PoolLog that counts
            cannot be read.
    """
    source = read(book, catalogue, settings, today)
    return _plan(source, catalogue, settings, today)


def _plan(source: Source, catalogue: Catalogue, settings: Settings, today: dt.date) -> Plan:
    given_up = []
    for one in source.customers:
        if not one.owner and one.id not in source.unread:
            event = unlogged("", source.events.get(one.id, ()), today)
            given_up += [(one, event)] if event else []
    return Plan(
        today=today,
        standings=standings(source, catalogue, settings, today),
        given_up=tuple(given_up),
        notes=tuple(_notes(source, catalogue)),
    )


def _notes(source: Source, catalogue: Catalogue) -> Iterator[Text]:
    both = [one.id for one in source.customers if one.owner and one.status == "public"]
    if both:
        yield message("recycling.both", customers=_named(both))
    if source.twice:
        yield message("recycling.twice", customers=_named(source.twice))
    if source.doubt is not None:
        yield message("recycling.doubt", cell=source.doubt)
    if source.lost:
        cells = [said(cell, source, catalogue) for cell in source.lost[:_MOST_NAMED]]
        more = " …" if len(source.lost) > _MOST_NAMED else ""
        zh, en = "；".join(c.zh for c in cells) + more, "; ".join(c.en for c in cells) + more
        yield message("recycling.lost", n=len(source.lost), cells=Text(zh, en))


def _named(ids: Sequence[str]) -> str:
    return ", ".join(ids[:_MOST_NAMED]) + (" …" if len(ids) > _MOST_NAMED else "")


def recycle(book: Book, catalogue: Catalogue, settings: Settings, at: dt.datetime) -> Outcome:
    """Return the warnings and moves of a day as rows of PoolLog and changes of Customers.

    A change of owner that somebody typed is written into the ledger first, so that cool-off and
    grace know of it. A second run on the same day changes nothing. The answer is the Plan; `at` is
    the company's clock.

    Raises:
        RefusedError: as `recycling`.
    """
    source = read(book, catalogue, settings, at.date())
    plan = _plan(source, catalogue, settings, at.date())
    ledger = _Ledger(at, _next_run(source.runs), rules_hash(settings))
    writer = _Writer(book, catalogue, ledger)
    for customer, event in plan.given_up:
        writer.typed(customer, event)
    for one in plan.standings:
        if one.typed is not None:
            writer.typed(one.customer, one.typed)
    for one in plan.standings:
        writer.standing(one)
    moved = [one.customer.id for one in plan.standings if one.state == "move"]
    warned = sum(one.state == "warn" for one in plan.standings)
    return Outcome(
        changes=writer.changes,
        rows={LOG: writer.rows} if writer.rows else {},
        answer=plan,
        subject=message("recycling.subject", moved=_named(moved) or "-", warned=warned),
        notes=plan.notes,
    )


class _Ledger:
    """Makes the rows of one run."""

    def __init__(self, at: dt.datetime, run: str, rules: str) -> None:
        self.at = at
        self._run = run
        self._rules = rules

    def row(self, customer: str, action: str, reason: str, **cells: Any) -> Mapping[str, Any]:
        return {
            "at": self.at,
            "customer_id": customer,
            "action": action,
            "reason": reason,
            "weights_snapshot": _NO_ROTATION,
            "config_hash": self._rules,
            "run_id": self._run,
            **cells,
        }


class _Writer:
    """Collects what changes."""

    def __init__(self, book: Book, catalogue: Catalogue, ledger: _Ledger) -> None:
        self._book = book
        self._catalogue = catalogue
        self._ledger = ledger
        self.rows: list[Mapping[str, Any]] = []
        self._changes: dict[tuple[int, str], Change] = {}

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changed cells, one change for each."""
        return tuple(self._changes.values())

    def typed(self, customer: Customer, event: Handover) -> None:
        told = message("recycling.typed")
        language = self._book.origin.language
        self.rows.append(
            self._ledger.row(
                customer.id,
                event.action,
                "OK",
                from_rep=event.from_rep or None,
                to_rep=event.to_rep or None,
                detail=told.en if language == "en" else told.zh,
            )
        )
        self._change(customer, event.to_rep or None)

    def standing(self, one: Standing) -> None:
        if one.state not in ("move", "warn") or one.due is None:
            return
        moved = one.state == "move"
        told = detail(one.due, one.due.last_day if moved else one.stays_until)
        action = "IN_RECYCLE" if moved else "WARN"
        owner = one.customer.owner
        self.rows.append(
            self._ledger.row(one.customer.id, action, "NO_FOLLOW_UP", from_rep=owner, detail=told)
        )
        if moved:
            self._change(one.customer, None)

    def _change(self, customer: Customer, rep: str | None) -> None:
        at = self._ledger.at
        for change in owner_changes(self._book, self._catalogue, customer.row, rep, at=at):
            self._changes[change.row, change.column] = change


def owner_changes(
    book: Book, catalogue: Catalogue, row: int, rep: str | None, *, at: dt.date
) -> tuple[Change, ...]:
    """Return the cells of a customer's row that go with a change of owner.

    The owner, whether it is in the pool, and since when it has the owner; contacts, stage,
    collaborators and everything else stay. Columns the book lacks are left out.

    Args:
        book: of any language.
        catalogue: what its sheets are described by.
        row: Excel's row number in Customers.
        rep: the new owner's id; None: it goes to the pool.
        at: the company's clock.
    """
    frame = book.sheets[CUSTOMERS]
    word = catalogue.vocabularies["pool_status"].words["public" if rep is None else "private"]
    status = catalogue.vocabularies["pool_status"].code(str(_cell(frame, row, "pool_status")))
    after = {
        "owner": rep,
        "pool_status": word.label(book.origin.language or "both"),
        "owner_since": None if rep is None else at,
    }
    if status == word.code or (rep is not None and status == "protected"):
        del after["pool_status"]
    return tuple(
        Change(CUSTOMERS, row, column, before, value)
        for column, value in after.items()
        if column in frame.columns and (before := _cell(frame, row, column)) != value
    )


def _cell(frame: Any, row: int, column: str) -> Any:
    return frame.at[row, column] if column in frame.columns else None


def rules_hash(settings: Settings) -> str:
    """Return twelve digits that differ when a setting of recycling does."""
    told = {name: getattr(settings, name) for name in DECIDING}
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:12]


def _next_run(runs: Iterable[str]) -> str:
    numbers = (run.removeprefix("RUN-") for run in runs)
    return f"RUN-{max((int(n) for n in numbers if n.isdecimal()), default=0) + 1:04}"
