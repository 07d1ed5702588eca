"""csv, tsv and other text tables. Every cell is text; a blank one is None."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from validation.messages import message
from workbook.formats.decoding import decode
from workbook.formats.frames import Block, blank
from workbook.formats.grid import Grid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePath

    from validation.messages import Text
    from workbook.formats.decoding import Decoded

DELIMITERS = (",", ";", "\t", "|")

_LOOKED_AT = 200
_LONGEST_FIELD = 1 << 26
_SWALLOWED = 50
"""Line breaks in one cell that mean a quotation mark was never closed."""
_SEPARATOR = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)


class DelimitedText(NamedTuple):
    """The one sheet of a text file, and what a person should know about its encoding."""

    grid: Grid
    remarks: tuple[Text, ...]
    encoding: str | None
    """The encoding that was guessed; None when there was no doubt."""


def table(data: bytes, path: PurePath) -> DelimitedText:
    """Return the table in `data`; its tab is the name of the file, as Excel calls it."""
    csv.field_size_limit(_LONGEST_FIELD)
    decoded = decode(data)
    text = decoded.text.replace("\0", "")
    separator = _SEPARATOR.match(text)
    if separator:
        text = text[separator.end() :]
    rows = _rows(text, separator[1] if separator else _delimiter(text, path))
    width = max(map(len, rows), default=0)
    frame = blank()
    if width:
        block = Block((len(rows), width), (1, 1))
        # Rows are ragged: Excel shows the missing cells as blank.
        block.fill(row + [""] * (width - len(row)) for row in rows)
        frame = block.frame()
    guess = decoded.encoding if decoded.guessed else None
    return DelimitedText(Grid(tab=path.stem, cells=frame), remarks(decoded), guess)


def remarks(decoded: Decoded) -> tuple[Text, ...]:
    """Return what to say of how a text was decoded; nothing when there was no doubt."""
    said = []
    if decoded.guessed:
        said.append(message("reader.encoding_guessed", encoding=decoded.encoding))
    if decoded.lost:
        said.append(message("reader.letters_lost", count=decoded.lost))
    return tuple(said)


def _rows(text: str, delimiter: str) -> list[list[str]]:
    rows = list(_records(text, delimiter))
    if any(cell.count("\n") > _SWALLOWED for row in rows[-1:] for cell in row):
        # One stray quotation mark has swallowed the rest of the list.
        return list(_records(text, delimiter, quoting=csv.QUOTE_NONE))
    return rows


def _records(text: str, delimiter: str, *, quoting: int = csv.QUOTE_MINIMAL) -> Iterator[list[str]]:
    lines = io.StringIO(text, newline="")
    return csv.reader(lines, delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]


def _delimiter(text: str, path: PurePath) -> str:
    """Return the delimiter that cuts the first records most evenly, a comma if none does."""
    order = ("\t", *DELIMITERS) if path.suffix.lower() in {".tsv", ".tab"} else DELIMITERS
    head = "".join(islice(io.StringIO(text, newline=""), _LOOKED_AT))
    return max(order, key=lambda delimiter: _evenness(head, delimiter))


def _evenness(head: str, delimiter: str) -> float:
    widths = [len(row) for row in _records(head, delimiter) if row]
    shared, count = max(
        Counter(widths).items(), key=lambda item: (item[0] > 1, item[1], item[0]), default=(1, 0)
    )
    if shared < 2:
        return 0
    # The share of records alike decides; the number of columns only between equals.
    return count / len(widths) + min(shared, 100) / 1000
