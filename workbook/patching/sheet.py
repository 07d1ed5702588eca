"""One worksheet streamed through: what stands before its rows, the rows, what stands after."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbook.formats.scan import column_number
from workbook.patching import marks
from workbook.patching.cellediting import CellEditor, Where
from workbook.patching.cells import Writer, letters
from workbook.patching.markup import MarkupError, elements
from workbook.patching.packed import PackedRows
from workbook.patching.refusals import refused
from workbook.patching.rows import RowEditor
from workbook.patching.shapes import IrregularError, check_plain
from workbook.patching.stream import SheetStream

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from workbook.patching.edits import SheetEdit
    from workbook.patching.marks import Colours
    from workbook.patching.styles import StyleSheet

_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384


@dataclass
class SheetJob:
    """What is to be done to one sheet of a workbook."""

    edit: SheetEdit
    styles: StyleSheet
    date1904: bool
    name: str
    """The file, for messages."""
    tab: str
    colours: Colours | None
    packed: PackedRows | None = field(default=None, init=False)


def patched(pieces: Iterable[bytes], job: SheetJob) -> Iterator[bytes]:
    """Give a worksheet part with its edit made.

    Raises:
        IrregularError: its rows are not written the usual way.
        PatchError: a cell cannot be changed without harm to others.
    """
    try:
        yield from _Sheet(job).patched(pieces)
    except (MarkupError, UnicodeDecodeError) as error:
        raise IrregularError from error


class _Sheet:
    def __init__(self, job: SheetJob) -> None:
        self._job = job
        self._edit = job.edit
        self._columns: dict[int, int] = {}

    def patched(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        stream = SheetStream(pieces)
        self._columns = _column_styles(stream)
        writer = Writer(stream.prefix.decode(), self._job.styles, date1904=self._job.date1904)
        self._pack(writer)
        where = Where(self._job.name, self._job.tab)
        cells = CellEditor(self._edit.cells, writer, columns=self._columns, where=where)
        editor = RowEditor(cells)
        is_untouched = stream.closed and not self._edit.cells and self._edit.rows_from is None
        yield stream.closed if stream.closed and is_untouched else self._sized(stream)
        tail = yield from self._rows(stream, editor)
        if self._edit.marks is not None:
            tail = marks.remarked(tail, self._edit.marks, self._job.colours, writer.prefix)
        yield tail[tail.index(b">") + 1 :] if is_untouched else tail

    def _pack(self, writer: Writer) -> None:
        edit, job = self._edit, self._job
        if edit.rows_from is None or job.packed is not None:
            return
        packed = PackedRows(edit.rows_from)
        try:
            packed.pack(edit.rows, writer, columns=self._columns)
        except ValueError as error:
            cell = f"A{packed.next}"
            raise refused(job.name, "patching.value", sheet=job.tab, cell=cell) from error
        if packed.next > _LAST_ROW + 1:
            raise refused(job.name, "patching.rows", sheet=job.tab, limit=_LAST_ROW)
        job.packed = packed

    def _sized(self, stream: SheetStream) -> bytes:
        """Return the head with the claim how far the sheet goes put right."""
        head = stream.head
        found = next((one for one in stream.above if one.name == "dimension"), None)
        area = _RANGE.fullmatch(found.get("ref") or "") if found else None
        if found is None or area is None:
            return head
        top, left = int(area[2]), column_number(area[1])
        bottom, right = int(area[4] or top), column_number(area[3] or area[1])
        places = [
            (row, column)
            for row, cells in self._edit.cells.items()
            for column, value in cells.items()
            if value is not None
        ]
        if self._edit.rows_from is not None and (packed := self._job.packed):
            bottom = min(bottom, max(packed.first - 1, top))
            if packed.next > packed.first:
                places += [(packed.first, 1), (packed.next - 1, max(packed.width, 1))]
        if places:
            rows, columns = zip(*places, strict=True)
            top, left = min(top, *rows), min(left, *columns)
            bottom, right = max(bottom, *rows), max(right, *columns)
        first, last = f"{letters(left)}{top}", f"{letters(right)}{bottom}"
        new = first if first == last else f"{first}:{last}"
        tag = head[found.start : found.end].replace(area[0].encode(), new.encode(), 1)
        return head[: found.start] + tag + head[found.end :]

    def _rows(self, stream: SheetStream, editor: RowEditor) -> Generator[bytes, None, bytes]:
        """Give the rows, and return what follows them."""
        edit = self._edit
        is_plain = not edit.cells and edit.rows_from is None
        is_done = False
        for block in stream.blocks():
            if is_plain or is_done:
                check_plain(block)
                if is_plain:
                    yield block
            else:
                new, is_done = editor.passed(block, until=edit.rows_from)
                yield new
                if is_done:
                    yield from self._new_rows()
        if not is_plain and not is_done:
            yield editor.rest()
            yield from self._new_rows()
        return stream.tail()

    def _new_rows(self) -> Iterator[bytes]:
        if self._job.packed is not None:
            yield from self._job.packed.pieces()


def _column_styles(stream: SheetStream) -> dict[int, int]:
    head = stream.head
    found = next((one for one in stream.above if one.name == "cols"), None)
    styles: dict[int, int] = {}
    for column in elements(head, found.inner, found.inner_end) if found else ():
        first, last, style = (column.get(name) or "" for name in ("min", "max", "style"))
        if first.isdecimal() and last.isdecimal() and style.isdecimal() and int(style):
            wide = range(int(first), min(int(last), _LAST_COLUMN) + 1)
            styles.update(dict.fromkeys(wide, int(style)))
    return styles
