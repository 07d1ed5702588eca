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
    rest = np.flatnonzero(~is_whole)
    values = whole.astype(np.float64)
    if len(rest):
        starts, ends = places[0][rest].tolist(), places[1][rest].tolist()
        texts = [data[start:end] for start, end in zip(starts, ends, strict=True)]
        floats = _floats(texts)
        # Beyond 15 digits a float has lost some; beyond 308 it is infinite.
        alone = np.flatnonzero(~(np.abs(floats) < EXACT))
        values[rest] = floats
    for kind, some in form.groups(styles):
        if kind is not CellKind.NUMBER:
            found[some] = read_serials(values[some], kind, date1904=form.date1904)
            continue
        of_digits = some[is_whole[some]]
        found[of_digits] = whole[of_digits].astype(object)
        others = some[~is_whole[some]]
        found[others] = _shortest(values[others])
    if len(rest):
        for at in alone.tolist():
            kind = form.kind(int(styles[rest[at]]))
            if b"<" in texts[at]:
                raise UnusualXmlError
            text = plain(decoded(texts[at]))
            found[rest[at]] = number_from(text, kind, date1904=form.date1904)
    return found


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
