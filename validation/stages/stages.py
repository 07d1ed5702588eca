"""Stages of a book: typed changes are logged, stays are held against the team's rules."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from validation.calendars import WorkCalendar
from validation.changes import Change, Outcome
from validation.errors import RefusedError
from validation.merging import former_ids
from validation.messages import Text, message
from validation.stages.log import Step, compared, moment, steps
from validation.stages.replies import ReplyFigures, figures, limits, replies
from validation.stages.stays import Stay, days_in, rules
from validation.typed import typed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.settings import Settings
    from validation.typed import TypedSheet, Unread

_CUSTOMERS, _LOG = "Customers", "StageLog"
_WANTED: Mapping[str, tuple[str, ...]] = {
    _CUSTOMERS: (
        *("customer_id", "company_name_en", "company_name_zh", "stage", "stage_since", "owner"),
        *("pool_status", "source_id"),
    ),
    "Inquiries": (
        *("inquiry_no", "customer_id", "lead_id", "received_at", "source", "assigned_to"),
        *("assigned_at", "first_reply_at", "outcome", "lost_reason"),
    ),
    "StageRules": (),
    "SOP_Rules": ("rule_id", "clock", "n"),
    "Calendar": (),
}
SHEETS = (*_WANTED, _LOG, "Config")
"""The sheets that are read."""
_MOST_NAMED = 10


@dataclass(frozen=True, kw_only=True)
class Stages:
    """How the customers of a book stand with their stages."""

    at: dt.datetime
    """The company's clock, without a zone."""
    new: tuple[Step, ...]
    """Steps the log does not know yet, in the book's order."""
    since: Mapping[int, dt.date]
    """Excel's row in Customers → since when it is in its stage, for every readable row."""
    stays: tuple[Stay, ...]
    """Customers out of the pool, the longest overdue first."""
    replies: ReplyFigures
    notes: tuple[Text, ...]

    @property
    def overdue(self) -> tuple[Stay, ...]:
        """The stays above their limit."""
        return tuple(stay for stay in self.stays if stay.over)


def read(book: Book, catalogue: Catalogue, settings: Settings, at: dt.datetime) -> Stages:
    """Return the stages of a book; `at` is the company's clock.

    Raises:
        RefusedError: it has no sheet Customers or StageLog.
    """
    for sheet in (_CUSTOMERS, _LOG):
        if sheet not in book.sheets or not book.layouts[sheet].known:
            name = catalogue.sheets[sheet].name
            raise RefusedError(reason=message("stages.no_sheet", sheet=name))
    sheets = typed(book, catalogue, _WANTED, settings=settings, today=at.date())
    # By itself: what happened stays under the ids it happened to.
    log = typed(book, catalogue, {_LOG: ()}, settings=settings, today=at.date())[_LOG]
    calendar = WorkCalendar.of(settings, sheets["Calendar"].frame)
    logged = steps(log.frame, former_ids(book.sheets[_CUSTOMERS]))
    known = rules(sheets["StageRules"].frame)
    new, since, stays = [], {}, []
    for row, cells in _customers(sheets[_CUSTOMERS]):
        customer, stage = str(cells["customer_id"]), str(cells["stage"])
        dated = cells["stage_since"] and moment(cells["stage_since"]).date()
        found = compared(customer, stage, dated, logged.get(customer, ()), at)
        new += [found.step] if found.step else []
        since[row] = found.since
        if cells["pool_status"] != "public":
            days = days_in(found.since, at.date(), calendar)
            called = str(cells["company_name_zh"] or cells["company_name_en"] or "")
            owner, rule = str(cells["owner"] or ""), known.get(stage)
            stays.append(Stay(customer, row, called, owner, stage, found.since, days, rule))
    answered = replies(sheets["Inquiries"].frame, calendar, at, limits(sheets["SOP_Rules"].frame))
    return Stages(
        at=at,
        new=tuple(new),
        since=since,
        stays=tuple(sorted(stays, key=lambda stay: (-stay.over, -stay.days, stay.row))),
        replies=figures(answered),
        notes=tuple(_notes(sheets, log, catalogue)),
    )


def _customers(sheet: TypedSheet) -> Iterator[tuple[int, Mapping[Any, Any]]]:
    """Yield row and cells of the customers whose stage can be told."""
    unread = {cell.row for cell in sheet.unread if cell.column == "stage_since"}
    for row, cells in zip(sheet.frame.index, sheet.frame.to_dict("records"), strict=True):
        if cells["customer_id"] and cells["stage"] and row not in unread:
            yield int(row), cells


def _notes(
    sheets: Mapping[str, TypedSheet], log: TypedSheet, catalogue: Catalogue
) -> Iterator[Text]:
    """Yield which cells could not be read; the rows they stand in are left out."""
    decide = {
        _CUSTOMERS: ("customer_id", "stage", "stage_since"),
        "StageRules": ("stage", "max_days", "probability"),
        "Inquiries": ("received_at", "first_reply_at", "assigned_at", "outcome"),
        "SOP_Rules": ("clock", "n"),
    }
    for sheet, columns in decide.items():
        cells = [cell for cell in sheets[sheet].unread if cell.column in columns]
        if cells:
            yield message("stages.unread", cells=_said(cells, sheet, catalogue))
    if log.unread:
        yield message("stages.unread", cells=_said(log.unread, _LOG, catalogue))


def _said(cells: Any, sheet: str, catalogue: Catalogue) -> Text:
    fields = catalogue.sheets[sheet].by_key

    def one(cell: Unread) -> Text:
        name = fields[cell.column].name
        return message("recycling.cell", tab=cell.tab, row=cell.row, column=name, shown=cell.shown)

    told = [one(cell) for cell in cells[:_MOST_NAMED]]
    more = " …" if len(cells) > _MOST_NAMED else ""
    return Text("；".join(t.zh for t in told) + more, "; ".join(t.en for t in told) + more)


def log_stages(book: Book, catalogue: Catalogue, settings: Settings, at: dt.datetime) -> Outcome:
    """Return the rows StageLog lacks and the dates in Customers that follow from it.

    A second run changes nothing. The answer is the Stages; `at` is the company's clock.

    Raises:
        RefusedError: as `read`.
    """
    found = read(book, catalogue, settings, at)
    rows = [
        {
            "customer_id": step.customer,
            "stage_from": step.before or None,
            "stage_to": step.after,
            "changed_at": step.at,
        }
        for step in found.new
    ]
    return Outcome(
        changes=tuple(_dates(book, found)),
        rows={_LOG: rows} if rows else {},
        answer=found,
        subject=message("stages.subject", n=len(rows)),
        notes=found.notes,
    )


def _dates(book: Book, found: Stages) -> Iterator[Change]:
    frame = book.sheets[_CUSTOMERS]
    if "stage_since" not in frame.columns:
        return
    for row, since in found.since.items():
        before = frame.at[row, "stage_since"]
        day = before.date() if isinstance(before, dt.datetime) else before
        if day != since:
            yield Change(_CUSTOMERS, row, "stage_since", before, since)
