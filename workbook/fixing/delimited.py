"""A text table with some cells changed: every other line stays as it is, byte for byte."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from workbook.formats import delimited
from workbook.formats.decoding import CANDIDATES, decode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import PurePath

_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", *CANDIDATES)
_STARTS = ("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠")


def comes_alive(before: object, after: object) -> bool:
    """Return whether a repair would make Excel take a cell of a text file for a formula.

    >>> comes_alive(" =1+1", "=1+1"), comes_alive("a  b", "a b")
    (True, False)
    """
    return str(after).startswith(_STARTS) and not str(before).startswith(_STARTS)


def rewritten(data: bytes, path: PurePath, cells: Mapping[tuple[int, int], str]) -> bytes | None:
    """Return the text table `data` with `cells` in it: (row, column), 1-based → text.

    Encoding, delimiter, line ends and the lines without a changed cell are kept. None: read
    again, it would not hold exactly the same cells but for the changed ones.
    """
    text = decode(data).text
    encoding = next((name for name in _ENCODINGS if _is_written_in(data, text, name)), None)
    expected = _cells(data, path)
    head, body = _headless(text)
    for delimiter in dict.fromkeys((head[4:5] or ",", *delimited.DELIMITERS)):
        if encoding and _same(list(_rows(body, delimiter)), expected):
            try:
                found = (head + _with_cells(body, delimiter, cells)).encode(encoding)
            except UnicodeEncodeError:
                return None
            return found if _cells(found, path) == {**expected, **cells} else None
    return None


def _with_cells(body: str, delimiter: str, cells: Mapping[tuple[int, int], str]) -> str:
    changed: dict[int, dict[int, str]] = {}
    for (row, column), value in cells.items():
        changed.setdefault(row, {})[column] = value
    lines = list(io.StringIO(body, newline=""))
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter)
    parts, start = [], 0
    for row, record in enumerate(reader, 1):
        raw = "".join(lines[start : reader.line_num])
        start = reader.line_num
        if row in changed:
            for column, value in changed[row].items():
                record[column - 1] = value
            raw = _record(record, raw, delimiter)
        parts.append(raw)
    return "".join(parts)


def _record(record: list[str], raw: str, delimiter: str) -> str:
    """Return a record as its line was written: same line end, quoted throughout if it was."""
    end = raw[len(raw.rstrip("\r\n")) :]
    throughout = raw.startswith('"') and raw.count('"') >= 2 * len(record)
    out = io.StringIO(newline="")
    writer = csv.writer(
        out,
        delimiter=delimiter,
        quoting=csv.QUOTE_ALL if throughout else csv.QUOTE_MINIMAL,
        lineterminator="\r\n",  # the writer quotes line breaks for the sake of these two signs
    )
    writer.writerow(record)
    return out.getvalue().removesuffix("\r\n") + end


def _rows(body: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(body, newline=""), delimiter=delimiter)


def _headless(text: str) -> tuple[str, str]:
    """Return Excel's line "sep=;" and what follows it."""
    if text[:4].lower() != "sep=":
        return "", text
    first = next(iter(io.StringIO(text, newline="")), "")
    return first, text[len(first) :]


def _same(rows: list[list[str]], expected: Mapping[tuple[int, int], str]) -> bool:
    found = {
        (row, column): value
        for row, record in enumerate(rows, 1)
        for column, value in enumerate(record, 1)
        if value
    }
    return found == expected


def _cells(data: bytes, path: PurePath) -> dict[tuple[int, int], str]:
    frame = delimited.table(data, path).grid.cells
    return {
        (int(row), int(column)): value
        for column in frame.columns
        for row, value in zip(frame.index, frame[column], strict=True)
        if value is not None
    }


def _is_written_in(data: bytes, text: str, encoding: str) -> bool:
    try:
        return data.decode(encoding) == text and text.encode(encoding) == data
    except UnicodeError:
        return False
