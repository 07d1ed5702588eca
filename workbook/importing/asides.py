"""Rows of a list that are not data: totals, repeated headers, bands, notes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from workbook.importing.headers import fold_header

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbook.importing.cells import Rows

AsideKind = Literal["title", "header", "repeated_header", "total", "band", "note"]

LONGEST_HEADER = 60
"""Characters; a longer text names no column."""
_TOTALS = re.compile(
    r"(?:[\w\s./&-]*?[\s:：-])?(?:合计|总计|小计|共计|总和|累计|本页小计|分计|"
    r"(?:grand|sub|page|running)?[\s-]*totals?|sum)(?:\s*[(（].*[)）])?\s*[:：]?",
    re.IGNORECASE,
)
_HAN_TOTAL = re.compile(r".{0,12}(?:合计|总计|小计|共计)[:：]?")
_NOTE = re.compile(
    r"\s*(?:注[:：]|备注[:：]|说明[:：]|制表|填表|审核|打印|note\s*[:：]|notes\s*[:：]|remark|\*|※"
    r"|source\s*:|printed|generated|exported|confidential)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?:[A-Z]{3}\s?)?[-$€£¥]?[\d.,]+\s?(?:%|[A-Z]{3})?|-")


def judged(
    sheet: Rows, first: int, *, headers: frozenset[str], width: int
) -> Iterator[tuple[int, AsideKind | None]]:
    """Yield each row below the header with what it is; None: a row of data."""
    notes = _trailing_notes(sheet, first, width)
    bands = {
        r
        for r, left, last, right in sheet.merged
        if r == last and right - left + 1 >= max(3, width / 2)
    }
    for i in range(first, len(sheet.rows)):
        row = sheet.rows[i]
        filled = sum(v is not None for v in row)
        if i >= notes:
            yield i, "note"
        elif filled == 1 and sheet.numbers[i] in bands:
            yield i, "band"
        elif headers and _repeats(row, headers):
            yield i, "repeated_header"
        elif _is_total(row):
            yield i, "total"
        else:
            yield i, None


def _repeats(row: Sequence[object], headers: frozenset[str]) -> bool:
    texts = [v for v in row if isinstance(v, str)]
    if len(texts) < min(2, len(headers)) or len(texts) < sum(v is not None for v in row):
        return False
    strangers = 0
    for text in texts:
        # A row of data is known by its first few cells; folding all of them is what takes time.
        strangers += fold_header(text) not in headers
        if strangers > 0.2 * len(texts):
            return False
    return True


def _is_total(row: Sequence[object]) -> bool:
    """Return whether a row sums others: it says so first, and says nothing else but numbers."""
    cells = [v for v in row if v is not None]
    first = cells[0]
    if not isinstance(first, str) or len(first) > LONGEST_HEADER:
        return False
    said = first.strip()
    if not (_TOTALS.fullmatch(said) or _HAN_TOTAL.fullmatch(said)):
        return False
    # "Total" with a country beside it is the oil company.
    return all(not isinstance(v, str) or _NUMBER.fullmatch(v.strip()) for v in cells[1:])


def _trailing_notes(sheet: Rows, first: int, width: int) -> int:
    """Return the position after the last row of data, where only notes follow."""
    end = len(sheet.rows)
    if width < 3:
        return end
    while end - 1 > first:
        own = sheet.own(end - 1)
        text = own[0] if len(own) == 1 else None
        after_gap = sheet.numbers[end - 1] > sheet.numbers[end - 2] + 1
        if not isinstance(text, str):
            break
        if not (_NOTE.match(text) or (after_gap and len(text) > 20)):
            break
        end -= 1
    return end


def folded(values: Sequence[object]) -> frozenset[str]:
    """Return the texts among `values`, folded as headers are."""
    return frozenset(fold_header(v) for v in values if isinstance(v, str)) - {""}
