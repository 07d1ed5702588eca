"""Books with a team and a pool, and what becomes of them action by action, without any file."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd

from tests.books import at, book_of
from validation.catalogue import load
from validation.fixes import applied
from validation.pool import Request, allocate, read
from validation.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tests.books import Record
    from validation.book import Book
    from validation.changes import Outcome
    from validation.pool import Pool

MONDAY = at("2026-11-23 09:00")
DEFAULT = Settings.default()


def rep(identity: str, weight: int | None = 1, **cells: Any) -> Record:
    """Return a row of Reps: at work, the weight typed."""
    return {
        "rep_id": identity,
        "rep_name": f"Rep {identity}",
        "role": "业务员",
        "weight": weight,
        "weight_mode": "手工",
        "active": "在岗",
        **cells,
    }


def team(weights: str, **cells: Mapping[str, Any]) -> list[Record]:
    """Return reps from "A3 B2 C1", their ids A01, B01, C01; `cells` by letter."""
    parts = [(part[0], int(part[1:])) for part in weights.split()]
    return [rep(f"{letter}01", weight, **cells.get(letter, {})) for letter, weight in parts]


def lead(n: int, **cells: Any) -> Record:
    """Return the n-th lead, which nobody has."""
    row = {"lead_id": f"LD-{n:04}", "company": f"Lead {n}", "country": "DE", "lead_status": "新建"}
    return {**row, **cells}


def leads(first: int, last: int) -> list[Record]:
    """Return some leads that nobody has."""
    return [lead(n) for n in range(first, last + 1)]


def customer(n: int, **cells: Any) -> Record:
    """Return the n-th customer, who is in the pool."""
    row = {
        "customer_id": f"CUS-2026-{n:03}",
        "company_name_en": f"Customer {n}",
        "country_region": "DE",
        "stage": "S1",
        "pool_status": "公海",
        "created_date": dt.date(2026, 1, 5),
    }
    return {**row, **cells}


def event(n: int, action: str, when: str, **cells: Any) -> Record:
    """Return the n-th row of the ledger."""
    row = {
        "event_id": n,
        "at": at(when),
        "action": action,
        "reason": "OK",
        "weights_snapshot": "-",
        "config_hash": "-",
    }
    return {**row, **cells}


def pool(book: Book, when: dt.datetime = MONDAY, settings: Settings = DEFAULT) -> Pool:
    """Return the pool of a book."""
    return read(book, load(), settings, when)


def after(book: Book, outcome: Outcome, **cells: Sequence[Record]) -> Book:
    """Return the book with an outcome carried out, its ledger numbered, and new rows of others."""
    frames = dict(applied(book, outcome.changes).sheets)
    rows: dict[str, list[Mapping[str, Any]]] = {key: list(new) for key, new in cells.items()}
    taken = len(frames["PoolLog"])
    log = [
        {"event_id": taken + n, **row} for n, row in enumerate(outcome.rows.get("PoolLog", ()), 1)
    ]
    rows["PoolLog"] = log
    for key, new in rows.items():
        frame = frames[key]
        first = max(frame.index, default=4) + 1
        index = range(first, first + len(new))
        made = {c: pd.Series([r.get(c) for r in new], index, dtype=object) for c in frame.columns}
        frames[key] = pd.concat([frame, pd.DataFrame(made, index=index, dtype=object)])
    return dataclasses.replace(book, sheets=frames)


def allocated(
    book: Book, when: dt.datetime = MONDAY, settings: Settings = DEFAULT, **request: Any
) -> Book:
    """Return the book after one allocation."""
    return after(book, allocate(book, load(), settings, when, Request(**request)))


def log(book: Book, *columns: str) -> list[tuple[Any, ...]]:
    """Return some columns of the ledger, row by row."""
    frame = book.sheets["PoolLog"]
    return [tuple(row) for row in frame[list(columns)].to_numpy(dtype=object).tolist()]


def given(book: Book) -> str:
    """Return who got the records so far, the reps by their first letter: "A B C"."""
    rows = log(book, "action", "to_rep")
    return " ".join(str(to)[0] for action, to in rows if action == "ASSIGN")


def slots(book: Book) -> str:
    """Return what became of each slot, as "1:1A 1:2B:DAY_LIMIT"; "+" before one that is held."""
    told = []
    for action, to, slot, reason in log(book, "action", "to_rep", "slot", "reason"):
        if slot is not None:
            mark = "+" if action == "HELD" else ""
            told.append(f"{mark}{slot}{str(to)[0]}" + (f":{reason}" if reason != "OK" else ""))
    return " ".join(told)


def book(reps: Sequence[Record], **sheets: Iterable[Record]) -> Book:
    """Return a book with a team and rows of other sheets."""
    return book_of({"Reps": reps, **{key: list(rows) for key, rows in sheets.items()}})
