"""A book taken apart: what the own book of each rep holds."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from validation.errors import RefusedError
from validation.messages import message
from validation.splitting.allowing import MADE, OWN_COLUMNS, allowed
from validation.splitting.groupview import Groups
from validation.splitting.ownership import holdings
from validation.splitting.poollist import pool_list
from validation.threeway.snapshots import Base, Digester
from validation.vocabularies import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.messages import Text
    from validation.settings import Settings
    from validation.splitting.allowing import Allowed
    from validation.splitting.ownership import Holdings, Person

_MANAGING = frozenset({"manager", "admin"})


class Order(NamedTuple):
    """What is asked for."""

    split: str
    """The split's own id."""
    secret: str
    """Random, 64 hexadecimal digits: the key of every rep's book is made from it."""
    reps: tuple[str, ...] = ()
    """The reps who get a book; (): every active one."""
    catalogue: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Part:
    """One rep's book: sheet → its rows as they leave, index the manager's row numbers."""

    rep: str
    secret: str
    frames: Mapping[str, pd.DataFrame]
    custom: Mapping[str, Sequence[str]]
    base: Base

    @property
    def counts(self) -> Mapping[str, int]:
        """Sheet → how many rows of the rep's own are in it, those of the team left out."""
        return {key: len(frame) for key, frame in self.frames.items() if len(frame)}


@dataclass(frozen=True, kw_only=True)
class Split:
    """A whole book taken apart."""

    parts: tuple[Part, ...]
    language: str
    sha256: str
    """Of the file it was read from."""
    today: dt.date
    nobodys: Mapping[str, int]
    """Sheet → rows that are in no rep's book."""
    notes: tuple[Text, ...]


def split(
    book: Book, catalogue: Catalogue, settings: Settings, today: dt.date, order: Order
) -> Split:
    """Return the own books of the reps.

    Raises:
        RefusedError: it is no book of ours, it has no such rep, or nobody who gets a book.
        CatalogueError: the allow-list is wrong.
    """
    _check(book, catalogue)
    rules = allowed(order.catalogue)
    held = holdings(book, catalogue, settings, today, rules)
    people = _chosen(held, order.reps)
    at = dt.datetime.combine(today, dt.time())
    pool, notes = pool_list(book, catalogue, settings, at)
    groups = Groups(book, catalogue, settings, today)
    work = _Work(book, catalogue, rules, order, pool)
    parts = [work.part(person, _key(order.secret, person.id), held, groups) for person in people]
    return Split(
        parts=tuple(parts),
        language=book.origin.language or "both",
        sha256=book.origin.sha256,
        today=today,
        nobodys=_nobodys(book, rules, parts),
        notes=(*notes, *_staying(book, rules)),
    )


def _check(book: Book, catalogue: Catalogue) -> None:
    for sheet in ("Reps", "SplitLog", "Conflicts"):
        if not book.is_template or sheet not in book.sheets or not book.layouts[sheet].known:
            name = catalogue.sheets[sheet].name
            raise RefusedError(reason=message("splitting.no_sheet", sheet=name))


def _chosen(held: Holdings, wanted: Sequence[str]) -> list[Person]:
    """Return who gets a book; managers, who have the whole one, only with rows of their own.

    Raises:
        RefusedError: there is no such rep, or nobody at all, or a rep stands twice.
    """
    by_id: dict[str, Person] = {}
    for person in held.people:
        if fold(person.id) in by_id:
            raise RefusedError(reason=message("splitting.rep_twice", rep=person.id))
        by_id[fold(person.id)] = person
    if wanted:
        unknown = [rep for rep in wanted if fold(rep) not in by_id]
        if unknown:
            facts = {"rep": unknown[0], "reps": ", ".join(p.id for p in held.people) or "-"}
            raise RefusedError(reason=message("splitting.no_rep", **facts))
        return list({fold(rep): by_id[fold(rep)] for rep in wanted}.values())
    found = [
        person
        for person in held.people
        if person.is_active
        and (person.role not in _MANAGING or any(held.rows(fold(person.id)).values()))
    ]
    if not found:
        raise RefusedError(reason=message("splitting.nobody"))
    return found


def _key(secret: str, rep: str) -> str:
    said = rep.encode("utf-8", "surrogatepass")
    return hashlib.blake2b(said, key=bytes.fromhex(secret), digest_size=32).hexdigest()


class _Work(NamedTuple):
    book: Book
    catalogue: Catalogue
    allowed: Allowed
    order: Order
    pool: Sequence[Mapping[str, object]]

    def part(self, person: Person, secret: str, held: Holdings, groups: Groups) -> Part:
        rows = held.rows(fold(person.id))
        frames: dict[str, pd.DataFrame] = {}
        custom: dict[str, Sequence[str]] = {}
        for sheet in self.allowed.parts:
            if sheet in self.book.sheets and self.book.layouts[sheet].known:
                frames[sheet] = self._frame(sheet, rows, person)
                custom[sheet] = self._own(sheet, list(frames[sheet].columns))
        base = Base(
            split=self.order.split,
            rep=person.id,
            book=self.book.origin.book_id or "",
            sheets={
                sheet: self._digester(sheet, secret).known(frame) for sheet, frame in frames.items()
            },
        )
        customers = frames["Customers"]["customer_id"].dropna() if "Customers" in frames else ()
        made = {"PoolList": self.pool, "GroupView": groups.rows([str(c) for c in customers])}
        for sheet in MADE:
            columns = list(self.catalogue.sheets[sheet].by_key)
            lines = [[row.get(column) for column in columns] for row in made[sheet]]
            frames[sheet] = pd.DataFrame(lines, columns=columns, dtype=object)
        return Part(
            rep=person.id,
            secret=secret,
            frames=frames,
            custom={sheet: names for sheet, names in custom.items() if names},
            base=base,
        )

    def _frame(self, sheet: str, rows: Mapping[str, list[int]], person: Person) -> pd.DataFrame:
        frame, layout = self.book.sheets[sheet], self.book.layouts[sheet]
        columns = [c for c in frame.columns if not str(c).startswith("_")]
        given = self.allowed.columns(sheet, columns, layout.custom)
        if self.allowed.parts[sheet].rows == "all":
            found = frame.loc[frame.notna().any(axis=1), given].copy()
            for column in given:
                if self.allowed.given.get((sheet, column)) == "own":
                    found.loc[found.index != person.row, column] = None
        else:
            found = frame.loc[rows.get(sheet, []), given]
        return found.astype(object).where(found.notna(), None)

    def _own(self, sheet: str, columns: Sequence[str]) -> list[str]:
        return [column for column in columns if column in self.book.layouts[sheet].custom]

    def _digester(self, sheet: str, secret: str) -> Digester:
        part = self.allowed.parts[sheet]
        return Digester(
            secret=bytes.fromhex(secret), sheet=self.catalogue.sheets[sheet], key=part.key
        )


def _nobodys(book: Book, rules: Allowed, parts: Sequence[Part]) -> Mapping[str, int]:
    found = {}
    for sheet, part in rules.parts.items():
        if part.rows != "own" or sheet not in book.sheets:
            continue
        frame = book.sheets[sheet]
        columns = [c for c in frame.columns if not str(c).startswith("_")]
        rows = set(frame.index[frame[columns].notna().any(axis=1)])
        left = len(rows.difference(*(p.frames[sheet].index for p in parts if sheet in p.frames)))
        if left:
            found[sheet] = left
    return found


def _staying(book: Book, rules: Allowed) -> list[Text]:
    """Return which of the team's own columns stay, because the allow-list does not name them."""
    own = [
        f"{layout.tab}: {', '.join(sorted(layout.custom))}"
        for sheet, layout in book.layouts.items()
        if layout.known and layout.custom and sheet in rules.parts
        and rules.given.get((sheet, OWN_COLUMNS), "N") == "N"
    ]  # fmt: skip
    return [message("splitting.columns_stay", columns="; ".join(own))] if own else []
