"""Books split and merged without any file: records in, the manager's book out."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd

from tests.books import FIRST_ROW, at, book_of
from validation.catalogue import load
from validation.fixes import applied
from validation.settings import Settings
from validation.splitting import Given, Order, log, split
from validation.threeway import Mine, Request, merge, snapshots

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tests.books import Record, Records
    from validation.book import Book
    from validation.changes import Outcome
    from validation.splitting import Part, Split
    from validation.threeway import Merged

NOW = at("2026-11-23 09:00")
SECRET = "5a" * 32
SPLIT = "SP-20261122-1"
CATALOGUE = load()
DEFAULT = Settings.default()


def rep(identity: str, **cells: Any) -> Record:
    """Return a row of Reps with everything that is another's business."""
    return {
        "rep_id": identity,
        "rep_name": f"Rep {identity}",
        "role": "业务员",
        "email": f"{identity}@abc.com".lower(),
        "weight": 1,
        "weight_mode": "手工",
        "active": "在岗",
        "tz": "Asia/Shanghai",
        **cells,
    }


def customer(n: int, owner: str | None, **cells: Any) -> Record:
    """Return the n-th customer."""
    return {
        "customer_id": f"CUS-2026-{n:03}",
        "company_name_en": f"Customer {n} GmbH",
        "country_region": "DE 德国",
        "stage": "S1 初步接触",
        "owner": owner,
        "pool_status": "私海" if owner else "公海",
        "created_date": dt.date(2026, 1, 5),
        **cells,
    }


def a_team(**more: Sequence[Record]) -> Records:
    """Return a manager, two reps with a customer each, and one customer in the pool."""
    return {
        "Reps": [rep("M001", role="经理"), rep("R001"), rep("R002")],
        "Customers": [customer(1, "R001"), customer(2, "R002"), customer(3, None)],
        "Config": [{"setting": "company_tz", "value": "Asia/Shanghai"}],
        **{key: list(rows) for key, rows in more.items()},
    }


def split_up(book: Book, *, name: str = SPLIT) -> Split:
    """Take a book apart."""
    return split(book, CATALOGUE, DEFAULT, NOW.date(), Order(name, SECRET))


def told(book: Book, *splits: Split) -> Book:
    """Return the book as it is once it was told of the splits."""
    for each in splits:
        keys = {part.rep: part.secret for part in each.parts}
        given = Given(each.parts[0].base.split, book.origin.sha256, keys)
        book = carried_out(book, log(book, CATALOGUE, DEFAULT, NOW, given))
    return book


def returned(
    part: Part, edit: Callable[[dict[str, pd.DataFrame]], None] | None = None, *, name: str = ""
) -> Mine:
    """Return a rep's book as it comes back, with `edit` done to its sheets."""
    frames = {
        key: frame.set_axis(range(FIRST_ROW, FIRST_ROW + len(frame))).copy()
        for key, frame in part.frames.items()
    }
    if edit is not None:
        edit(frames)
    seen = "".join(f"{key}{frame.to_dict()}" for key, frame in frames.items())
    return Mine(
        name=name or f"{part.rep}.xlsx",
        sha256=f"{part.rep}{part.base.split}{hash(seen)}",
        frames=frames,
        facts=snapshots.facts(part.base, bytes.fromhex(part.secret)),
    )


def brought_back(book: Book, *mines: Mine, when: dt.datetime = NOW) -> tuple[Book, Outcome]:
    """Return the book with the reps' books merged into it, and what the merge decided."""
    outcome = merge(book, CATALOGUE, DEFAULT, when, Request(mines))
    return carried_out(book, outcome), outcome


def carried_out(book: Book, outcome: Outcome) -> Book:
    """Return the book with what was decided in it, as a file would hold it."""
    changed = applied(book, outcome.changes)
    frames, layouts = dict(changed.sheets), dict(changed.layouts)
    for key, rows in outcome.emptied.items():
        frames[key] = frames[key].drop(index=list(rows))
    for key, new in outcome.replaced.items():
        frames[key] = frames[key].iloc[:0]
        frames[key], layouts[key] = _with(frames[key], layouts[key], new, FIRST_ROW)
    for key, new in outcome.rows.items():
        layout = layouts[key]
        first = max(layout.last_row, layout.header_row) + 1
        frames[key], layouts[key] = _with(frames[key], layout, new, first)
    return dataclasses.replace(changed, sheets=frames, layouts=layouts)


def _with(
    frame: pd.DataFrame, layout: Any, new: Sequence[Mapping[str, Any]], first: int
) -> tuple[pd.DataFrame, Any]:
    assert all(set(row) <= set(frame.columns) for row in new), new
    index = range(first, first + len(new))
    made = pd.DataFrame(
        [[row.get(c) for c in frame.columns] for row in new],
        index=index, columns=frame.columns, dtype=object,
    )  # fmt: skip
    last = max(layout.last_row, first + len(new) - 1)
    return pd.concat([frame, made]), dataclasses.replace(layout, last_row=last)


def book(records: Mapping[str, Sequence[Record]], *, language: str = "zh") -> Book:
    """Return a manager's book."""
    made = book_of(records, CATALOGUE, language=language)
    return dataclasses.replace(
        made, origin=dataclasses.replace(made.origin, book_id="b1", sha256="s1")
    )


def merged_of(outcome: Outcome) -> Merged:
    """Return what a merge tells."""
    answer: Merged = outcome.answer
    return answer


def cells(book: Book, sheet: str, *columns: str) -> list[tuple[Any, ...]]:
    """Return some columns of a sheet, row by row."""
    return [tuple(row) for row in book.sheets[sheet][list(columns)].to_numpy(dtype=object)]
