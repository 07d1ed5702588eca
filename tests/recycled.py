"""Books to recycle: a customer of R001 by default, and what the core makes of it day by day."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Any

from tests.books import at, book_of, frame_of
from validation.book import Book
from validation.catalogue import load
from validation.recycling import recycle, recycling
from validation.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tests.books import Record, Records
    from validation.changes import Outcome
    from validation.recycling import Plan, Standing

CUSTOMER = "CUS-2026-001"
REPS = tuple(
    {"rep_id": f"R00{n}", "rep_name": name} for n, name in enumerate(("李雷", "韩梅", "王五"), 1)
)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def customer(identity: str = CUSTOMER, **cells: Any) -> Record:
    row = {
        "customer_id": identity,
        "company_name_zh": "北风",
        "grade": "C",
        "stage": "S3 报价",
        "owner": "R001",
        "pool_status": "私海",
        "owner_since": at("2026-01-06 09:00"),
        "created_date": day("2026-01-06"),
    }
    return {**row, **cells}


def follow_up(date: str, identity: str = CUSTOMER, **cells: Any) -> Record:
    row = {
        "act_id": f"ACT-{date}",
        "customer_id": identity,
        "act_time": at(f"{date} 10:00"),
        "channel": "邮件",
        "direction": "发出",
        "summary": "发送了新目录",
        "by": "R001",
    }
    return {**row, **cells}


def event(number: int, moment: str, action: str, **cells: Any) -> Record:
    row = {
        "event_id": number,
        "at": at(moment),
        "customer_id": CUSTOMER,
        "action": action,
        "reason": "正常",
        "weights_snapshot": "-",
        "config_hash": "-",
    }
    return {**row, **cells}


def records(
    customers: Iterable[Record], activities: Iterable[Record] = (), **sheets: list[Record]
) -> Records:
    return {
        "Reps": [dict(rep) for rep in REPS],
        "Customers": [dict(one) for one in customers],
        "Activities": [dict(one) for one in activities],
        **sheets,
    }


def settings(**changed: Any) -> Settings:
    return Settings(**{**vars(Settings.default()), **changed})


def planned(given: Records, today: str, held: Settings | None = None) -> Plan:
    return recycling(book(given), load(), held or Settings.default(), day(today))


def run(given: Records, today: str, held: Settings | None = None) -> Outcome:
    return recycle(book(given), load(), held or Settings.default(), at(f"{today} 09:00"))


def after(given: Records, outcome: Outcome) -> Records:
    """Return the records as they are once an outcome is written."""
    result = {key: [dict(row) for row in rows] for key, rows in given.items()}
    for change in outcome.changes:
        result[change.sheet][change.row - 5][change.column] = change.after
    log = result.setdefault("PoolLog", [])
    for row in outcome.rows.get("PoolLog", ()):
        log.append({**row, "event_id": len(log) + 1})
    return result


def days(given: Records, first: str, last: str, held: Settings | None = None) -> list[str]:
    """Return "date action customer" of every row that a run on each day writes."""
    told = []
    each, end = day(first), day(last)
    while each <= end:
        outcome = run(given, each.isoformat(), held)
        told += [f"{each} {row['action']} {row['customer_id']}" for row in _rows(outcome)]
        given = after(given, outcome)
        each += dt.timedelta(days=1)
    return told


def _rows(outcome: Outcome) -> Iterable[Mapping[str, Any]]:
    return outcome.rows.get("PoolLog", ())


def book(given: Records) -> Book:
    """Return the book with only the sheets and columns that hold something, for speed."""
    keys = {"PoolLog": [], **given}
    frames = {}
    for key, rows in keys.items():
        used = {column for row in rows for column in row}
        fields = load().sheets[key].by_key
        wanted = [column for column in fields if column in used or key == "PoolLog"]
        frames[key] = frame_of(rows, wanted)
    whole = _empty()
    layouts = {key: whole.layouts[key] for key in frames}
    return Book(sheets=frames, layouts=layouts, origin=whole.origin)


@cache
def _empty() -> Book:
    return book_of({})


def only(*given: Any, today: str, **sheets: Any) -> Standing:
    """Return how the one customer of a book stands."""
    (found,) = planned(records(*given, **sheets), today).standings
    return found


def moves(*given: Any, today: str = "2026-11-10", **sheets: Any) -> str:
    return str(only(*given, today=today, **sheets).moves)
