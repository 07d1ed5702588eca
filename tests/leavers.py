"""Books of a team that somebody leaves: records in, a Book or a file out."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from tests.books import at, book_of, frame_of
from validation.book import Book
from validation.catalogue import load
from validation.fixes import applied
from validation.leaving import Pin, Request, leave
from validation.settings import Settings
from workbook.template import Content, write_book

if TYPE_CHECKING:
    from pathlib import Path

    from tests.books import Record, Records
    from validation.changes import Outcome

TODAY = dt.date(2026, 11, 23)
NOW = at("2026-11-23 10:00")
DEFAULT = Settings.default()


def rep(identity: str, name: str, **cells: Any) -> Record:
    """Return a row of Reps: at work, a salesperson of the sales department."""
    return {
        "rep_id": identity,
        "rep_name": name,
        "role": "业务员",
        "email": f"{identity.lower()}@abc.com",
        "weight": 1,
        "weight_mode": "手工",
        "active": "在岗",
        "tz": "Asia/Shanghai",
        "department": "外贸部",
        **cells,
    }


def team() -> list[Record]:
    """Return a manager, two who stay, and R003 who leaves."""
    return [
        rep("M001", "周经理", role="经理"),
        rep("R001", "李雷", manager="M001"),
        rep("R002", "王芳", manager="M001"),
        rep("R003", "赵强", manager="M001"),
    ]


def customer(n: int, grade: str = "C", **cells: Any) -> Record:
    """Return the n-th customer, which R003 owns and whose row is complete."""
    row = {
        "customer_id": f"CUS-2026-{n:03}",
        "company_name_en": f"Customer {n} Ltd",
        "country_region": "DE 德国",
        "grade": grade,
        "stage": "S3 报价",
        "next_action": "寄样",
        "key_comm_summary": "谈过价格",
        "key_mail_index": "2026-11-01 RE: offer",
        "owner": "R003",
        "pool_status": "私海",
        "owner_since": at("2026-01-06 09:00"),
        "created_date": dt.date(2026, 1, 6),
    }
    return {**row, **cells}


def records(*customers: Record, **sheets: list[Record]) -> Records:
    """Return a team's records; `sheets` adds to them, or takes the place of the team."""
    rules = [{"rule_id": one} for one in ("SOP-03", "SOP-15")]
    return {"Reps": team(), "Customers": list(customers), "SOP_Rules": rules, **sheets}


def request(*to: str, **asked: Any) -> Request:
    """Return what is asked for when R003 leaves: approved by M001 unless told otherwise."""
    pins = tuple(Pin(record, who) for record, who in asked.pop("pins", {}).items())
    return Request(
        **{"rep": "R003", "to": to or ("R001", "R002"), "approver": "M001", "pins": pins, **asked}
    )


def book(given: Records) -> Book:
    """Return the records as a book without a file, without the sheets that hold nothing."""
    whole = _empty()
    keys = [key for key in whole.sheets if given.get(key) or key in _WRITTEN]
    frames = {
        key: frame_of(
            given.get(key, []),
            tuple(dict.fromkeys((*whole.sheets[key].columns, *_own(given.get(key, []))))),
        )
        for key in keys
    }
    layouts = {
        key: replace(
            whole.layouts[key],
            custom=frozenset(_own(given.get(key, [])) - set(whole.sheets[key].columns)),
            last_row=max(4, *frames[key].index) if len(frames[key]) else 4,
        )
        for key in keys
    }
    return Book(sheets=frames, layouts=layouts, origin=whole.origin)


_WRITTEN = ("Customers", "PoolLog", "Todos")
"""Sheets a handover looks for or adds rows to."""


def _own(rows: list[Record]) -> set[str]:
    return {key for row in rows for key in row}


@cache
def _empty() -> Book:
    return book_of({})


def after(before: Book, outcome: Outcome) -> Book:
    """Return a book with an outcome carried out."""
    frames = dict(applied(before, outcome.changes).sheets)
    for key, rows in outcome.rows.items():
        first = max(frames[key].index, default=4) + 1
        numbered = [
            {**({"event_id": n} if key == "PoolLog" else {}), **row}
            for n, row in enumerate(rows, first)
        ]
        new = frame_of(numbered, tuple(frames[key].columns), first=first)
        frames[key] = pd.concat([frames[key], new])
    return replace(before, sheets=frames)


def run(given: Records, asked: Request | None = None, settings: Settings = DEFAULT) -> Outcome:
    """Return what a handover makes of some records."""
    return leave(book(given), load(), settings, NOW, asked or request())


def write(path: Path, given: Records, **content: Any) -> Path:
    """Write some records as a workbook of ours."""
    frames = {key: pd.DataFrame(rows, dtype=object) for key, rows in given.items()}
    made = Content(frames=frames, book_id="0123456789abcdef", **content)
    write_book(path, load(), profile="full", language="zh", content=made)
    return path


def changed(outcome: Outcome, sheet: str, column: str) -> dict[int, Any]:
    """Return row → new value of one column."""
    return {c.row: c.after for c in outcome.changes if c.sheet == sheet and c.column == column}
