"""A worksheet part on its way through: its head, its rows in blocks, its tail."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from workbook.patching.markup import TOKEN, elements, in_utf8
from workbook.patching.shapes import IrregularError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workbook.patching.markup import Element

_DATA = re.compile(rb"<((?:[^\s<>/:]+:)?)sheetData((?:\s[^<>]*?)?)(/?)>")
_LONGEST_HEAD = 1 << 24
_LONGEST_ROW = 1 << 26


class SheetStream:
    """Reads as far as the rows; then `blocks` gives these, then `tail` the rest.

    Raises:
        IrregularError: it is no worksheet, or not written the usual way.
    """

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._stream = in_utf8(pieces)
        self._waiting = b""
        self.head, found = self._read_head()
        """What stands before the rows, with the tag that opens them."""
        self.prefix = found[1]
        """Of the elements, with its colon; empty when there is none."""
        root = next((token for token in TOKEN.finditer(self.head) if token[2] is not None), None)
        is_sheet = root is not None and root[2] == self.prefix + b"worksheet"
        # A document type may define what a reader takes text for.
        if root is None or not is_sheet or b"<!DOCTYPE" in self.head:
            raise IrregularError
        self.above: list[Element] = list(elements(self.head, root.end(), found.start()))
        """The elements before the rows, as places in `head`."""
        self.closed = self.head if found[3] else None
        """The head as it stands when the tag that opens the rows also closes them."""
        if self.closed:
            self.head = self.head[: found.start()] + b"<%bsheetData%b>" % (
                self.prefix,
                found[2].rstrip(),
            )
            self._waiting = b"</%bsheetData>%b" % (self.prefix, self._waiting)

    def blocks(self) -> Iterator[bytes]:
        """Give the rows, whole ones only, some thousand at a time."""
        row, end = b"<%brow " % self.prefix, b"</%bsheetData" % self.prefix
        for piece in chain([b""], self._stream):
            self._waiting += piece
            cut = max(self._waiting.rfind(row), 0)
            stop = self._waiting.find(end, cut)
            if stop >= 0:
                block, self._waiting = self._waiting[:stop], self._waiting[stop:]
                yield block
                return
            if cut:
                block, self._waiting = self._waiting[:cut], self._waiting[cut:]
                yield block
            elif len(self._waiting) > _LONGEST_ROW:
                break
        raise IrregularError

    def tail(self) -> bytes:
        """Return what stands after the rows, from the tag that closes them."""
        return b"".join([self._waiting, *self._stream])

    def _read_head(self) -> tuple[bytes, re.Match[bytes]]:
        read = b""
        for piece in self._stream:
            read += piece
            for found in _DATA.finditer(read):
                if read.rfind(b"<!--", 0, found.start()) <= read.rfind(b"-->", 0, found.start()):
                    self._waiting = read[found.end() :]
                    return read[: found.end()], found
            if len(read) > _LONGEST_HEAD:
                break
        raise IrregularError
