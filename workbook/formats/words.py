"""Bytes looked at eight at a time, at many places at once.

Eight bytes of text are one unsigned number of 64 bits, the first byte lowest. Comparing a hundred
thousand of them with `<c r="` or `</v></c>` takes as many instructions, not as many Python calls.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Places = NDArray[np.int64]
    """Positions in a piece of bytes."""

SPARE = bytes(64)
"""What has to stand before and after the bytes: a word may reach over either end."""

_ZEROS = 0x3030303030303030
_ABOVE_NINE = 0x7676767676767676  # a byte of more than 9 reaches the high bit with this
_HIGH_BITS = 0x8080808080808080


class Digits(NamedTuple):
    """Whole numbers, and where all their characters were digits."""

    values: NDArray[np.int64]
    are_digits: NDArray[np.bool_]


class Words:
    """The words of some bytes, which begin and end with `SPARE`."""

    def __init__(self, data: bytes) -> None:
        self._bytes = np.frombuffer(data, np.uint8)
        # One word for each byte: they overlap, and nothing is copied.
        self._words = np.ndarray((len(data) - 7,), np.dtype("<u8"), data, strides=(1,))

    def at(self, places: Places) -> NDArray[np.uint64]:
        """Return the words that begin at `places`."""
        return self._words[places]

    def bytes_at(self, places: Places) -> NDArray[np.uint8]:
        """Return the bytes at `places`."""
        return self._bytes[places]

    def pairs(self, first: bytes, seconds: bytes, between: tuple[int, int]) -> list[Places]:
        """Return where the byte `first` stands before each of `seconds`, `between` two places."""
        start, end = between
        part = self._bytes[start:end]
        is_first = part[:-1] == first[0]
        return [np.flatnonzero(is_first & (part[1:] == second)) + start for second in seconds]

    def digits(self, starts: Places, ends: Places) -> Digits:
        """Return the numbers written from `starts` to `ends`; 15 digits at most are taken."""
        length = ends - starts
        low = _digits(self.at(ends - 8), np.minimum(length, 8))
        values, are_digits = low.values, low.are_digits & (length > 0) & (length <= 15)
        long = np.flatnonzero(are_digits & (length > 8))
        if len(long):
            high = _digits(self.at(ends[long] - 16), length[long] - 8)
            values[long] += high.values * 100_000_000
            are_digits[long] = high.are_digits
        return Digits(values, are_digits)


def word(text: bytes) -> int:
    """Return at most eight bytes of text as the number that `Words.at` gives for them."""
    return int.from_bytes(text, "little")


def mask(length: int) -> int:
    """Return the number that keeps the first `length` bytes of a word."""
    return (1 << 8 * length) - 1


def _digits(words: NDArray[np.uint64], lengths: Places) -> Digits:
    """Return the numbers that the last `lengths` (0 to 8) characters of `words` write."""
    before = (64 - 8 * lengths).astype(np.uint64)
    found = ((words ^ _ZEROS) >> before) << before
    are_digits = (((found + _ABOVE_NINE) | found) & _HIGH_BITS) == 0
    # Neighbours are joined: eight digits to four pairs, to two of four digits, to one of eight.
    found = (found & 0x0F0F0F0F0F0F0F0F) * 2561 >> 8
    found = (found & 0x00FF00FF00FF00FF) * 6553601 >> 16
    found = (found & 0x0000FFFF0000FFFF) * 42949672960001 >> 32
    return Digits(found.astype(np.int64), are_digits)
