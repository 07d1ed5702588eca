"""A column's cells as codes: which of them are alike, and what signs its texts are made of.

Cells lie all over the memory, and fetching one takes longer than looking at it. So a column is
gone through once, a run of cells at a time, and all that is asked of every cell is asked there.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from validation.checks.signs import RUN, Signs, joined, scanned, signs_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    Codes = npt.NDArray[np.int32]
    Objects = npt.NDArray[np.object_]

_SAMPLE = 1_000
_MOST, _NEARLY_ALL = 0.5, 0.98
_SURROGATE = re.compile("[\ud800-\udfff]")
_NOTHING = type(None)
_PLAIN = frozenset({str, int, float, bool, dt.date, dt.datetime, _NOTHING})
_NUMBERS = frozenset({int, float})
_EXACT = 2.0**53
"""From here on a float stands for several whole numbers."""


class Coded(NamedTuple):
    """Row by row the place of each cell among the distinct ones; −1 is None and NaN."""

    codes: Codes
    texts: list[str]
    """The texts among the distinct values, which come first."""
    others: list[Any]
    signs: Signs
    """What the texts are made of."""


def coded(cells: Objects) -> Coded:
    """Return the cells of a column as codes.

    Values count as distinct by type too: 1, 1.0 and True are three. Halves of surrogate pairs are
    replaced: no library can be given them. Where nearly all texts differ, a text may come twice.
    """
    if not len(cells):
        return Coded(np.empty(0, dtype=np.int32), [], [], joined([]))
    if len(cells) > _SAMPLE:
        sample = cells[:: len(cells) // _SAMPLE].tolist()
        texts = [cell for cell in sample if type(cell) is str]
        if len(texts) > _MOST * len(sample) and len(set(texts)) > _NEARLY_ALL * len(texts):
            return _all_differ(cells)
        if sum(type(cell) in _NUMBERS for cell in sample) > _MOST * len(sample):
            found = _mostly_numbers(cells)
            if found is not None:
                return found
    if pd.api.types.infer_dtype(cells, skipna=True) == "string":
        codes, texts = _of_one_kind(cells, str)
        return _with_signs(codes, texts, [])
    return _mixed(cells.tolist(), cells)


def _runs(cells: Objects) -> Iterator[tuple[int, list[Any], set[type]]]:
    """Yield start, cells and their types of one run after another."""
    for start in range(0, len(cells), RUN):
        values = cells[start : start + RUN].tolist()
        yield start, values, set(map(type, values))


def _all_differ(cells: Objects) -> Coded:
    """Take every text as one of its own: looking for the few that repeat is not worth it."""
    texts: list[str] = []
    parts: list[Signs] = []
    odd: list[tuple[int, Any]] = []
    is_text = np.ones(len(cells), dtype=bool)
    for start, values, kinds in _runs(cells):
        run = values
        if kinds != {str}:
            run = [value for value in values if type(value) is str]
            for n, value in enumerate(values, start):
                if type(value) is not str:
                    is_text[n] = False
                    odd.append((n, value))
        run, signs = _looked_at(run)
        texts += run
        parts.append(signs)
    codes = np.where(is_text, np.cumsum(is_text, dtype=np.int32) - 1, -1).astype(np.int32)
    return Coded(codes, texts, _add_odd(codes, odd, len(texts)), joined(parts))


def _looked_at(texts: list[str]) -> tuple[list[str], Signs]:
    """Return the texts, fit to be encoded, and what they are made of."""
    try:
        return texts, scanned(texts)
    except UnicodeEncodeError:
        texts = [_SURROGATE.sub("\ufffd", text) for text in texts]
        return texts, scanned(texts)


def _add_odd(codes: Codes, odd: list[tuple[int, Any]], first: int) -> list[Any]:
    """Write the codes of cells that are none of a column's usual kind; return their values."""
    places: dict[tuple[type, Any], int] = {}
    for n, value in odd:
        if not _is_na(value):
            codes[n] = first + places.setdefault((type(value), value), len(places))
    return [value for _, value in places]


def _mostly_numbers(cells: Objects) -> Coded | None:
    """Return the codes of a column of numbers; None: some are too big for floats to tell apart."""
    numbers = np.full(len(cells), np.nan)
    whole = np.zeros(len(cells), dtype=bool)
    odd: list[tuple[int, Any]] = []
    for start, run, kinds in _runs(cells):
        values = run
        if not kinds <= _NUMBERS:
            strange = [
                (n, value) for n, value in enumerate(values, start) if type(value) not in _NUMBERS
            ]
            odd += strange
            values = [value if type(value) in _NUMBERS else None for value in values]
        try:
            numbers[start : start + len(values)] = values
        except OverflowError:
            return None
        if int in kinds:
            whole[start : start + len(values)] = [type(value) is int for value in values]
    if (np.abs(numbers[whole]) >= _EXACT).any():
        return None
    codes = np.full(len(cells), -1, dtype=np.int32)
    found, integers = pd.factorize(numbers[whole])
    codes[whole] = found
    found, floats = pd.factorize(numbers[~whole])
    codes[~whole] = np.where(found < 0, -1, found + len(integers))
    others = [*map(int, integers.tolist()), *floats.tolist()]
    others += _add_odd(codes, [(n, v) for n, v in odd if not isinstance(v, str)], len(others))
    # Texts come before the others, so these move up by as many.
    slips = list(dict.fromkeys(v for _, v in odd if isinstance(v, str)))
    codes[codes >= 0] += len(slips)
    place = {text: n for n, text in enumerate(slips)}
    for n, value in odd:
        if isinstance(value, str):
            codes[n] = place[value]
    return _with_signs(codes, slips, others)


def _mixed(values: list[Any], cells: Objects) -> Coded:
    """Return the codes of cells of several kinds."""
    kinds = set(map(type, values))
    if not kinds <= _PLAIN:
        return _one_by_one(values)
    # factorize takes True, 1 and 1.0 for one value; taken kind by kind they stay apart.
    order = sorted(kinds - {_NOTHING}, key=lambda kind: (kind is not str, kind.__name__))
    tags = {kind: n for n, kind in enumerate(order)} | {_NOTHING: -1}
    tag_of = np.fromiter(map(tags.__getitem__, map(type, values)), np.int8, count=len(values))
    codes = np.full(len(values), -1, dtype=np.int32)
    texts: list[str] = []
    others: list[Any] = []
    for kind in order:
        rows = np.flatnonzero(tag_of == tags[kind])
        found, distinct = _of_one_kind(cells[rows], kind)
        codes[rows] = np.where(found < 0, -1, found + len(texts) + len(others))
        if kind is str:
            texts = distinct
        else:
            others += distinct
    return _with_signs(codes, texts, others)


def _of_one_kind(cells: Objects, kind: type) -> tuple[Codes, list[Any]]:
    if kind is float:
        numbers, found = pd.factorize(cells.astype(np.float64))
        return numbers.astype(np.int32, copy=False), found.tolist()
    codes, distinct = pd.factorize(cells)
    return codes.astype(np.int32, copy=False), distinct.tolist()


def _one_by_one(values: list[Any]) -> Coded:
    codes = np.full(len(values), -1, dtype=np.int32)
    cells = list(enumerate(values))
    texts = _add_odd(codes, [(n, v) for n, v in cells if isinstance(v, str)], 0)
    rest = [(n, v) for n, v in cells if not isinstance(v, str)]
    return _with_signs(codes, texts, _add_odd(codes, rest, len(texts)))


def _with_signs(codes: Codes, texts: list[str], others: list[Any]) -> Coded:
    try:
        signs = signs_of(texts)
    except UnicodeEncodeError:
        texts = [_SURROGATE.sub("\ufffd", text) for text in texts]
        signs = signs_of(texts)
    return Coded(codes, texts, others, signs)


def _is_na(cell: Any) -> bool:
    return cell is None or cell is pd.NA or cell is pd.NaT or cell != cell  # noqa: PLR0124
