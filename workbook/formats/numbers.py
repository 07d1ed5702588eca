"""The numbers of many cells at once; what is a date is decided by the styles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from workbook.formats.cells import number_from
from workbook.formats.frames import EXACT
from workbook.formats.scan import UnusualXmlError
from workbook.formats.serials import CellKind, read_serials
from workbook.formats.strings import decoded, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from workbook.formats.words import Places, Words

_KINDS = tuple(CellKind)
_MOST_DIGITS = 15
_POWERS = 10.0 ** np.arange(_MOST_DIGITS + 1)
_WRITTEN = b"0123456789.,+-eE"
"""All that a number is written with, and the comma between two of them."""


class Form:
    """What the style of a cell makes of its number."""

    def __init__(self, kinds: Sequence[CellKind], *, date1904: bool) -> None:
        """Take the kinds of the styles in their order, and whether dates count from 1904."""
        self.date1904 = date1904
        self._kinds = (*kinds, CellKind.NUMBER)
        self._codes = np.array([_KINDS.index(kind) for kind in self._kinds])

    def kind(self, style: int) -> CellKind:
        """Return what cells of `style` show; one that is not there is a plain number."""
        return self._kinds[min(style, len(self._kinds) - 1)]

    def groups(self, styles: NDArray[np.int64]) -> Iterator[tuple[CellKind, NDArray[np.int64]]]:
        """Give each kind that is among `styles`, and where."""
        codes = self._codes[np.minimum(styles, len(self._codes) - 1)]
        for code in np.flatnonzero(np.bincount(codes, minlength=len(_KINDS))).tolist():
            yield _KINDS[code], np.flatnonzero(codes == code)


def numbers(
    data: bytes, words: Words, places: tuple[Places, Places], styles: NDArray[np.int64], form: Form
) -> NDArray[np.object_]:
    """Return the values of numbers, each written from one to the other of `places`.

    A number without a fraction is int, another float; a date is as `serials` gives it. What is
    no number stays text.

    Raises:
        UnusualXmlError: there is more than text.
    """
    found = np.empty(len(styles), object)
    whole, is_whole = words.digits(*places)
    values = whole.astype(np.float64)
    rest = np.flatnonzero(~is_whole)
    if len(rest):
        values[rest] = _decimals(words, places[0][rest], places[1][rest])
    alone = np.flatnonzero(np.isnan(values))
    texts = [data[a:b] for a, b in zip(*(each[alone].tolist() for each in places), strict=True)]
    values[alone] = _floats(texts)
    for kind, some in form.groups(styles):
        if kind is not CellKind.NUMBER:
            found[some] = read_serials(values[some], kind, date1904=form.date1904)
            continue
        of_digits = some[is_whole[some]]
        found[of_digits] = whole[of_digits].astype(object)
        others = some[~is_whole[some]]
        found[others] = _shortest(values[others])
    # Beyond 15 digits a float has lost some; beyond 308 it is infinite.
    for at in np.flatnonzero(~(np.abs(values[alone]) < EXACT)).tolist():
        if b"<" in texts[at]:
            raise UnusualXmlError
        kind, text = form.kind(int(styles[alone[at]])), plain(decoded(texts[at]))
        found[alone[at]] = number_from(text, kind, date1904=form.date1904)
    return found


def _decimals(words: Words, starts: Places, ends: Places) -> NDArray[np.float64]:
    """Return numbers of at most 15 digits with a sign or a point, NaN for all others.

    So many digits are a whole number that a float holds exactly, as is the power of ten that it
    is divided by: one division, rounded once, gives the nearest float as float() does.
    """
    is_negative = words.bytes_at(starts) == ord("-")
    starts = starts + is_negative
    points = ends.copy()
    waiting = np.arange(len(ends))
    for digits in range(1, _MOST_DIGITS + 1):
        at = ends[waiting] - 1 - digits
        is_point = words.bytes_at(at) == ord(".")
        points[waiting[is_point]] = at[is_point]
        waiting = waiting[~is_point & (at > starts[waiting])]
    whole, fine = words.digits(starts, points)
    has_point = np.flatnonzero(points < ends)
    behind = ends[has_point] - points[has_point] - 1
    fraction, is_fraction = words.digits(points[has_point] + 1, ends[has_point])
    fine[has_point] &= is_fraction & (
        points[has_point] - starts[has_point] + behind <= _MOST_DIGITS
    )
    values = np.where(fine, whole, np.nan)
    some = fine[has_point]
    has_point, power = has_point[some], _POWERS[behind[some]]
    values[has_point] = (whole[has_point] * power + fraction[some]) / power
    return np.where(is_negative, -values, values)


def _floats(texts: Sequence[bytes]) -> NDArray[np.float64]:
    """Return the numbers that `texts` write; NaN is what is none."""
    if not b",".join(texts).translate(None, _WRITTEN):
        try:
            return np.array(list(map(float, texts)))
        except ValueError:
            pass
    return np.array([_float(text) for text in texts])


def _float(text: bytes) -> float:
    try:
        # float() takes more than XML does: inf, 1_000, digits of any script.
        return float("nan") if text.translate(None, _WRITTEN) else float(text)
    except ValueError:
        return float("nan")


def _shortest(values: NDArray[np.float64]) -> NDArray[np.object_]:
    """Return `values` as Python numbers, int where there is no fraction."""
    found = values.astype(object)
    small = np.abs(values) < EXACT
    is_whole = small & (np.floor(values) == values)
    found[is_whole] = values[is_whole].astype(np.int64).astype(object)
    return found
