"""`relaybook split`: take a book apart, write every rep's own, and remember that it was done.

The manager's book is told first: a rep's book that nobody can merge would be lost work. Until then
nothing is written, so that a refusal leaves everything as it was.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, cast

from validation import catalogue as catalogues
from validation.errors import NotChangedError, TargetExistsError
from validation.messages import message
from validation.splitting import Given, Order, Split
from workbook import saving
from workbook.acting import Task, act
from workbook.answering import ask
from workbook.splitting import gate
from workbook.splitting.containers import SUFFIXES, Container, sealed
from workbook.splitting.writing import forgetful, names, remembering

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from validation.messages import Text
    from workbook.checking import Question

_PATIENCE = 8
"""Twenty books of one take so many times as long as reading it."""


class Wish(NamedTuple):
    """What is asked for."""

    folder: Path
    reps: tuple[str, ...] = ()
    container: Container = "plain"


class OwnBook(NamedTuple):
    """One book that was made."""

    rep: str
    path: Path
    rows: Mapping[str, int]
    """Sheet → its rows."""
    passphrase: str = ""
    """Shown once and kept nowhere; "": the book is not sealed."""


@dataclass(frozen=True, kw_only=True)
class Done:
    """What a split made."""

    split: str
    books: tuple[OwnBook, ...]
    nobodys: Mapping[str, int]
    notes: tuple[Text, ...]
    is_written: bool


def split_book(path: Path, question: Question, wish: Wish, *, dry_run: bool = False) -> Done:
    """Take the book at `path` apart into `wish.folder`.

    Raises:
        RefusedError: it is no book of ours, there is no such rep, it changed meanwhile, or
            something of somebody else's is in a rep's book; nothing was written.
        TargetExistsError: a book of that name is there: somebody's work may be in it.
        FileError: the book cannot be read, or one cannot be written.
    """
    day = question.today or question.now.date()
    order = Order(
        f"SP-{day:%Y%m%d}-{secrets.token_hex(4)}",
        secrets.token_hex(32),
        wish.reps,
        question.catalogue,
    )
    task = "validation.splitting:split"
    found = cast("Split", ask(path, question, task, order, patience=_PATIENCE).value)
    files = names(found.parts, SUFFIXES[wish.container])
    places = {rep: wish.folder / name for rep, name in files.items()}
    for place in places.values():
        if place.exists():
            raise TargetExistsError(path=place)
    catalogue = catalogues.load(question.catalogue)
    made = {}
    for part in found.parts:
        plain = forgetful(part, found, catalogue, places[part.rep])
        made[part.rep] = gate.Written(plain, remembering(plain, part))
    mentions = gate.check(path, question, found, made)
    books = [OwnBook(part.rep, places[part.rep], part.counts) for part in found.parts]
    if not dry_run:
        _remember(path, question, order, found)
        books = [_put(book, made[book.rep].content, wish) for book in books]
    return Done(
        split=order.split,
        books=tuple(books),
        nobodys=found.nobodys,
        notes=(*found.notes, *mentions),
        is_written=not dry_run,
    )


def _remember(path: Path, question: Question, order: Order, found: Split) -> None:
    keys = {part.rep: part.secret for part in found.parts}
    given = Given(order.split, found.sha256, keys)
    acted = act(path, question, Task("validation.splitting:log", (given,), "SPLIT"))
    if acted.copy is None or str(acted.copy) != str(path):
        raise NotChangedError(path=path, reason=message("splitting.not_remembered"))


def _put(book: OwnBook, content: bytes, wish: Wish) -> OwnBook:
    made = sealed(content, wish.container, book.path)
    with saving.replacing(book.path, overwrite=False) as target:
        target.temporary.write_bytes(made.content)
    return book._replace(passphrase=made.passphrase)
