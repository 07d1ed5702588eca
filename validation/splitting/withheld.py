"""What may not stand in a rep's own book: the values of the whole book, without his own."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING, Any

from validation.handover.shapes import Copy, CopySheet
from validation.leaks import spellings, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.leaks import Tokens
    from validation.splitting.parts import Part

_VARIANT = "V1"
"""A rep sees the whole of his own records, as the receiver of a V1 copy does."""
_EPOCH = dt.date(1899, 12, 30)


class Withheld:
    """The values of one book, read once for all reps."""

    def __init__(self, book: Book, catalogue: Catalogue) -> None:
        self._book = book
        self._catalogue = catalogue
        self._all = tokens(book, catalogue, Copy(share={}, sheets=()), variant=_VARIANT)

    def of(self, part: Part) -> Tokens:
        """Return what stays in the manager's book of what the file of `part` is searched for."""
        frames = {key: rows for key, rows in part.frames.items() if key in self._book.layouts}
        own = dataclasses.replace(self._book, sheets=frames)
        his = tokens(own, self._catalogue, Copy(share={}, sheets=()), variant=_VARIANT)
        shown = tokens(own, self._catalogue, self._copy(part), variant=_VARIANT).leaving
        words = {word.squashed for word in his.words}
        words |= {spellings.squashed(text) for text in shown}
        worths = {*his.amounts, *_worths(part)}
        return dataclasses.replace(
            self._all,
            words=tuple(word for word in self._all.words if word.squashed not in words),
            amounts={k: v for k, v in self._all.amounts.items() if k not in worths},
            leaving=shown,
        )

    def _copy(self, part: Part) -> Copy:
        sheets = [
            CopySheet(
                sheet,
                tuple(f for f in self._catalogue.sheets[sheet].fields if f.key in frame.columns),
                frame,
            )
            for sheet, frame in part.frames.items()
            if len(frame)
        ]
        return Copy(share={}, sheets=tuple(sheets))


def _worths(part: Part) -> set[str]:
    """Return the worth of every number and day in a rep's book, as a file shows it."""
    values = {
        value
        for frame in part.frames.values()
        for column in frame.to_numpy(dtype=object).T.tolist()
        for value in set(column)
        if value is not None and not isinstance(value, str | bool)
    }
    return {worth for value in values for worth in _worth(value)}


def _worth(value: Any) -> Iterator[str]:
    if isinstance(value, dt.date):
        day = value.date() if isinstance(value, dt.datetime) else value
        yield str((day - _EPOCH).days)
    else:
        whole = isinstance(value, float) and value.is_integer()
        yield from spellings.worths(str(int(value) if whole else value))
