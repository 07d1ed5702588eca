"""A handover carried out: every cell, row of the ledger and to-do of it, as one Outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from validation.changes import Outcome
from validation.fixes import applied
from validation.leaving import proof as proving
from validation.leaving.introductions import Introductions, introductions
from validation.leaving.planning import check_approved, planned
from validation.leaving.proof import Look
from validation.leaving.shares import Asked, shares
from validation.leaving.source import CUSTOMERS, LEADS, TODOS
from validation.leaving.todos import Receipts, new_todos, receipts
from validation.messages import message
from validation.pool import writing
from validation.pool.source import LOG

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.changes import Change
    from validation.leaving.planning import Plan, Planned
    from validation.leaving.proof import Proof, Touched
    from validation.leaving.request import Request
    from validation.messages import Text
    from validation.settings import Settings


class Left(NamedTuple):
    """A handover that was carried out, and the book counted before it."""

    plan: Plan
    before: Proof
    touched: Touched
    """The cells that got another rep."""
    undo_days: int
    """In how many days it can be undone (Config: undo_days)."""
    receipts: Receipts | None
    """Until when successors are to confirm; None: nobody got a customer."""
    copies: tuple[Asked, ...]
    """The V1 copies of the successors who got anything."""


def leave(
    book: Book, catalogue: Catalogue, settings: Settings, at: dt.datetime, request: Request
) -> Outcome:
    """Return everything a handover changes; the answer is a Left, or None: nothing is left to do.

    Stages, values and custom columns stay as they are; past orders keep who sold them; what
    happened stays in the ledgers. `at` is the company's clock and the day of the transfer.

    Raises:
        RefusedError: nobody approved, or the plan is refused, as `planning.plan`.
    """
    found = planned(book, catalogue, settings, at, request)
    if found is None:
        name = request.rep.strip()
        return Outcome(notes=[message("leaving.nothing", rep=name)])
    check_approved(found, request)
    after = applied(book, found.changes)
    copies = shares(found, after)
    rows = {LOG: _ledger_rows(found), TODOS: new_todos(found), **copies.rows}
    kept = {key: new for key, new in rows.items() if new}
    touched = _touched(found.changes)
    counted = proving.proof(book, catalogue, settings, at.date(), Look(touched))
    left = Left(
        found.plan,
        proving.as_given(counted, after, touched),
        touched,
        settings.undo_days,
        receipts(found) if kept.get(TODOS) else None,
        copies.asked,
    )
    return Outcome(
        changes=found.changes,
        rows=kept,
        answer=left,
        subject=_subject(found.plan),
        notes=found.plan.notes,
    )


class ReadBack(NamedTuple):
    """The written book: counted again, and the mails it asks for."""

    proof: Proof
    introductions: Introductions


def read_back(
    book: Book, catalogue: Catalogue, settings: Settings, today: dt.date, left: Left
) -> ReadBack:
    """Return what the written book of a handover holds, to be compared with `left.before`."""
    look = Look(left.touched, left.before.last)
    return ReadBack(
        proving.proof(book, catalogue, settings, today, look),
        introductions(book, catalogue, settings, today, left.plan),
    )


def _ledger_rows(found: Planned) -> list[Mapping[str, Any]]:
    """Return a TRANSFER for each customer and lead, from which grace and cool-off follow."""
    pool = found.source.pool
    rep = found.plan.people.leaver.id
    run = pool.ledger().next_run
    by_row = {(one.sheet, one.row): one for one in pool.everyone}
    told = message("leaving.detail", code=found.plan.code)
    detail = told.en if found.source.language == "en" else told.zh
    rows: dict[str, Mapping[str, Any]] = {}
    for place, to in _given(found):
        record = by_row.get(place)
        if record is not None:  # a row without an id has no place in the ledger
            facts = {"from_rep": rep, "to_rep": to, "reason": "OK", "detail": detail}
            row = writing.entry(pool, record, run, "TRANSFER", **facts)
            rows.setdefault(record.id, row)
    return list(rows.values())


def _given(found: Planned) -> Iterator[tuple[tuple[str, int], str]]:
    for row, rep in sorted(found.deal.customers.items()):
        yield (CUSTOMERS, row), rep
    for row, rep in sorted(found.deal.leads.items()):
        yield (LEADS, row), rep


def _touched(changes: Sequence[Change]) -> Touched:
    found: dict[str, dict[str, list[int]]] = {}
    for change in sorted(changes, key=lambda one: one.row):
        found.setdefault(change.sheet, {}).setdefault(change.column, []).append(change.row)
    return {sheet: {c: tuple(rows) for c, rows in of.items()} for sheet, of in found.items()}


def _subject(plan: Plan) -> Text:
    approver = plan.people.approver
    return message(
        "leaving.subject",
        rep=plan.people.leaver.id,
        to=", ".join(one.id for one in plan.people.to),
        n=len(plan.lines),
        approver=approver.id if approver else "-",
        code=plan.code,
    )
