"""The register's side of an export: asking for a share, finding it approved, booking that it left.

A request that nobody approved becomes a row of the sheet Share and one of ShareLines for each
record. What leaves later is made from these rows again and must come to the same plan.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.changes import Outcome
from validation.errors import RefusedError
from validation.handover.approval import objection, plan_hash
from validation.handover.asking import booked
from validation.handover.macs import shared
from validation.handover.planning import plan, share_values
from validation.handover.receipt import receipt_code
from validation.handover.register import Register, Standing
from validation.handover.shapes import ExpectedAction, Request
from validation.handover.source import LEADS, LINES, SHARE
from validation.handover.writing import changes, worded
from validation.messages import Text, message
from validation.minting import next_ids
from validation.typed import typed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.handover.register import Entry
    from validation.handover.shapes import Plan
    from validation.settings import Settings

_AUDIT = "Audit"
_LINE = ("share_id", "customer_id", "lead_id", "expected_action", "action_due")


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What a request comes to, and how far it is."""

    plan: Plan
    plan_hash: str
    """What an approval binds to."""
    share_id: str | None = None
    """The share in the register; None: nobody has asked for it yet."""
    objection: Text | None = None
    """Why the share may not leave now; None: it may, or nobody has asked for it."""

    @property
    def may_leave(self) -> bool:
        """Whether the approval of this very plan stands and nothing is missing."""
        return self.share_id is not None and not (self.plan.missing or self.objection)

    def without_rows(self) -> Decision:
        """Return the same without the cells that would leave: what a person is shown."""
        copy = self.plan.copy
        sheets = tuple(sheet._replace(rows=sheet.rows.iloc[:0]) for sheet in copy.sheets)
        bare = dataclasses.replace(copy, sheets=sheets, key="", digests={})
        return dataclasses.replace(self, plan=dataclasses.replace(self.plan, copy=bare))


class Left(NamedTuple):
    """What is booked of a file that leaves."""

    share_id: str
    variant: str
    file_sha256: str
    key: str
    """The share's own key, both halves."""
    records: int
    inherent: int
    """How many values inside other values the approver accepted."""
    book_sha256: str
    """Of the book the file was made from; "": the book is open in a program."""


def decided(
    book: Book,
    catalogue: Catalogue,
    settings: Settings,
    today: dt.date,
    asked: Request | str,
) -> Decision:
    """Return what a request, or the share of a number, comes to today.

    Raises:
        RefusedError: there is no share of that number.
        QueryError: the condition of the request is not understood.
    """
    register = Register.of(book, catalogue, settings, today)
    entry, request = None, asked
    if isinstance(request, str):
        entry = _entry(register, request)
        request = _booked(book, catalogue, settings, today, entry)
    found = plan(book, catalogue, settings, today, request)
    digest = plan_hash(found.request or request, found, found.records)
    entry = entry or _same(register, digest, today)
    if entry is None:
        return Decision(plan=found, plan_hash=digest)
    audit = _audited(book, catalogue, settings, today)
    against = objection(entry, digest, audit, today=today)
    return Decision(plan=found, plan_hash=digest, share_id=entry.share_id, objection=against)


def ask(
    book: Book, catalogue: Catalogue, settings: Settings, at: dt.datetime, asked: Request
) -> Outcome:
    """Return the rows that ask for a share; the answer is its number.

    Raises:
        RefusedError: something is missing, or it was asked for before.
    """
    decision = decided(book, catalogue, settings, at.date(), asked)
    found, request = decision.plan, decision.plan.request or asked
    if found.missing:
        raise RefusedError(reason=joined(found.missing))
    if decision.share_id is not None:
        reason = decision.objection or message("export.asked_before", share=decision.share_id)
        raise RefusedError(reason=reason)
    register = Register.of(book, catalogue, settings, at.date())
    form = catalogue.field(SHARE, "share_id").argument("mint") or "SH-{day}-{n:03}"
    share_id = next_ids(form, [at.date()], taken=_used(book, catalogue, settings, at, register))[0]
    own = {"share_id": share_id, "plan_hash": decision.plan_hash}
    row = share_values(request, at.date()) | own
    lines = _lines(share_id, found, request)
    facts = {"share": share_id, "variant": request.variant, "receiver": request.receiver}
    return Outcome(
        rows={
            SHARE: [_cells(book, catalogue, SHARE, row)],
            LINES: [_cells(book, catalogue, LINES, line) for line in lines],
        },
        subject=message("export.subject_asked", n=len(found.records), **facts),
        answer=share_id,
    )


def left(
    book: Book, catalogue: Catalogue, settings: Settings, at: dt.datetime, what: Left
) -> Outcome:
    """Return the cells of a share's row that say that its file left.

    Raises:
        RefusedError: the book is not the one the file was made from, or the share is gone or
            not approved any more.
    """
    if what.book_sha256 and book.origin.sha256 != what.book_sha256:
        raise RefusedError(reason=message("export.book_changed"))
    entry = _entry(Register.of(book, catalogue, settings, at.date()), what.share_id)
    if entry.standing(at.date()) is not Standing.APPROVED:
        raise RefusedError(reason=message("export.book_changed"))
    values: dict[str, Any] = {
        "file_sha256": what.file_sha256,
        "receipt_status": "awaiting",
        "receipt_code": receipt_code(shared(what.key)),
        "receipt_key": what.key,
        "share_date": at.date(),
    }
    if entry.data_cutoff == entry.share_date:
        values["data_cutoff"] = at.date()
    facts = {"share": what.share_id, "variant": what.variant, "sha": what.file_sha256[:12]}
    subject = message("export.subject_left", n=what.records, inherent=what.inherent, **facts)
    found = changes(book, catalogue, SHARE, entry.row, values)
    return Outcome(changes=tuple(found), subject=subject, answer=what.share_id)


def joined(parts: Iterable[Text]) -> Text:
    """Return several sentences as one text, each on a line of its own."""
    told = list(parts)
    zh = "".join(f"\n  · {part.zh}" for part in told)
    return Text(zh, "".join(f"\n  - {part.en}" for part in told))


def _used(
    book: Book, catalogue: Catalogue, settings: Settings, at: dt.datetime, register: Register
) -> list[str]:
    """Return the numbers of shares that are or were.

    The lines and the approval of a share whose row somebody deleted must not become another's.
    """
    told = (text for _, text in _audited(book, catalogue, settings, at.date()))
    audited = (word.strip(",;:：，") for text in told for word in text.split())
    known = (entry.share_id for entry in register.entries)
    return [*known, *register.customers, *register.leads, *audited]


def _entry(register: Register, share_id: str) -> Entry:
    entry = register.named(share_id)
    if entry is None:
        known = ", ".join(one.share_id for one in register.entries[-5:]) or "-"
        raise RefusedError(reason=message("handover.no_share", share=share_id, known=known))
    return entry


def _same(register: Register, digest: str, today: dt.date) -> Entry | None:
    """Return the share of the very same plan that has not left: an approved one, or a waiting."""
    same = [entry for entry in register.entries if entry.plan_hash == digest]
    for wanted in (Standing.APPROVED, Standing.ASKED):
        for entry in same:
            if entry.standing(today) is wanted:
                return entry
    return None


def _booked(
    book: Book, catalogue: Catalogue, settings: Settings, today: dt.date, entry: Entry
) -> Request:
    sheets = typed(book, catalogue, {LINES: _LINE}, settings=settings, today=today)
    found: dict[str, dict[str, ExpectedAction | None]] = {"customer_id": {}, "lead_id": {}}
    for cells in sheets[LINES].frame.to_dict("records"):
        if cells["share_id"] == entry.share_id:
            text, due = cells["expected_action"], cells["action_due"]
            action = ExpectedAction(text or "", due) if text or due else None
            for key, lines in found.items():
                if cells[key] is not None:
                    lines[str(cells[key])] = action
    return booked(entry, found["customer_id"], found["lead_id"])


def _audited(
    book: Book, catalogue: Catalogue, settings: Settings, today: dt.date
) -> list[tuple[str, str]]:
    wanted = {_AUDIT: ("action", "object")}
    rows = typed(book, catalogue, wanted, settings=settings, today=today)[_AUDIT].frame
    both = zip(rows["action"], rows["object"], strict=True)
    return [(str(action or ""), str(text or "")) for action, text in both]


def _lines(share_id: str, found: Plan, request: Request) -> list[dict[str, Any]]:
    leads = {
        identity
        for sheet in found.copy.sheets
        if sheet.sheet == LEADS
        for identity in sheet.rows["lead_id"]
    }
    lines = []
    for record in found.records:
        action = request.actions.get(record)
        lines.append(
            {
                "share_id": share_id,
                "lead_id" if record in leads else "customer_id": record,
                "expected_action": action.text or None if action else None,
                "action_due": action.due if action else None,
            }
        )
    return lines


def _cells(
    book: Book, catalogue: Catalogue, sheet: str, values: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Return a new row as a book of this language holds it; blanks are left out."""
    language = book.origin.language or "both"
    fields = catalogue.sheets[sheet].by_key
    return {
        key: worded(value, fields[key], catalogue, language)
        for key, value in values.items()
        if value is not None and key in fields
    }
