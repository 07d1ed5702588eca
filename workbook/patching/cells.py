"""How a value is written into a cell, and the styles that it needs there."""

from __future__ import annotations

import datetime as dt
import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from workbook.formats.scan import column_letters
from workbook.formats.serials import CellKind
from workbook.patching.edits import Link
from workbook.patching.markup import escaped

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from workbook.patching.edits import Value
    from workbook.patching.styles import StyleSheet

LONGEST = 32_767
"""UTF-16 units a cell of Excel holds."""
_LONGEST_LITERAL = 255
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ODD = re.compile("[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_x|^[\\s]|\\s\\Z|\n")
_PLAIN = re.compile("[A-Za-z0-9 ]{0,99}")
_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a cell has no zone
_EPOCH_1904 = dt.datetime(1904, 1, 1)  # noqa: DTZ001
_LEAP_DAY = 60
_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


class Content(NamedTuple):
    """What stands after the style of a cell: its type and, after ">", its inside."""

    written: str
    """The rest of the tag and the cell, "/>" for an empty one."""
    kind: CellKind | None = None
    """The kind of number its style has to show; None for any."""
    quoted: bool = False
    """Whether its style has to say that it is text."""
    is_link: bool = False


EMPTY = Content("/>")
_NUMBERS = frozenset({CellKind.NUMBER})
_DATES = frozenset({CellKind.DATE, CellKind.MOMENT})


class Writer:
    """Writes cells of one sheet: `prefix` is that of its XML, `styles` are those of the book.

    `link` is the style of links; None leaves a link the style of its cell.
    """

    def __init__(
        self, prefix: str, styles: StyleSheet, *, date1904: bool, link: int | None = None
    ) -> None:
        self.prefix = prefix
        self._link = link
        self._styles = styles
        self._date1904 = date1904
        self._fitting: dict[tuple[int, CellKind | None, bool], str] = {}

    def tail(self, style: int, value: Value) -> bytes | None:
        """Return a cell of `style` from behind its row's number on; None when there is no value.

        Raises:
            ValueError: no cell can hold it: text too long, no finite number, a date before 1900.
        """
        content = content_of(value, self.prefix, date1904=self._date1904)
        if content is EMPTY:
            return None
        return f'"{self.style(style, content)}{content.written}'.encode()

    def tails(self, style: int, values: Sequence[Value]) -> list[bytes | None]:
        """Return the cells of one column, as `tail` does."""
        texts = {value for value in values if type(value) is str}
        texts.discard("")
        if not texts or not _are_plain(texts):
            return [self.tail(style, value) for value in values]
        p, at = self.prefix, f' s="{style}"' if style else ""
        before, after = f'"{at} t="inlineStr"><{p}is><{p}t>', f"</{p}t></{p}is></{p}c>"
        known: dict[Value, bytes | None] = {
            text: f"{before}{text}{after}".encode() for text in texts
        }
        known |= {None: None, "": None}
        try:
            return [known[value] for value in values]
        except (KeyError, TypeError):
            return [
                known[value] if type(value) is str else self.tail(style, value) for value in values
            ]

    def style(self, style: int, content: Content) -> str:
        """Return the style attribute for a cell of `style` that is to hold `content`."""
        if content.is_link and self._link is not None:
            style = self._link
        if content.kind is None and not content.quoted:
            return f' s="{style}"' if style else ""
        key = style, content.kind, content.quoted
        known = self._fitting.get(key)
        if known is None:
            known = self._fitting[key] = self._style(*key)
        return known

    def _style(self, style: int, kind: CellKind | None, quoted: bool) -> str:  # noqa: FBT001
        fitting = _NUMBERS if kind is CellKind.NUMBER else _DATES
        if kind is not None and self._styles.kind(style) in fitting:
            kind = None
        quoted = quoted and not self._styles.quotes(style)
        if kind is not None or quoted:
            style = self._styles.derived(style, kind=kind, quoted=quoted)
        return f' s="{style}"' if style else ""


@lru_cache(maxsize=16_384)
def letters(column: int) -> str:
    """Return the letters of a column, remembered."""
    return column_letters(column)


def text_content(text: str, prefix: str) -> Content:
    """Return what a cell that holds text is written as.

    Raises:
        ValueError: it is longer than a cell can be.
    """
    if not text:
        return EMPTY
    if len(text) > LONGEST // 2 and _units(text) > LONGEST:
        raise ValueError(len(text))
    quoted = text[0] in _FORMULA_STARTS
    space = ""
    if _ODD.search(text):
        space = ' xml:space="preserve"'
        text = escaped_text(text)
    p = prefix
    inside = f"<{p}is><{p}t{space}>{text}</{p}t></{p}is>"
    return Content(f' t="inlineStr">{inside}</{p}c>', quoted=quoted)


def escaped_text(text: str) -> str:
    """Return text as a string of a workbook: control characters and their look-alikes escaped."""
    return escaped(_CONTROL.sub(_hexed, text))


def shortened(text: str, limit: int = LONGEST) -> str:
    """Return text cut to what a cell holds, ending in … when it was."""
    if _units(text) <= limit:
        return text
    data = text.encode("utf-16-le", "surrogatepass")[: 2 * (limit - 1)]
    return data.decode("utf-16-le", "ignore") + "…"


def _units(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def _hexed(found: re.Match[str]) -> str:
    return f"_x{ord(found[0]):04X}_"


def _are_plain(texts: Collection[str]) -> bool:
    """Return whether each text is written as it stands, and stays text however it is typed."""
    ends = {text[0] for text in texts} | {text[-1] for text in texts}
    if any(one.isspace() or one in _FORMULA_STARTS for one in ends):
        return False
    joined = "|".join(texts)
    odd = any(mark in joined for mark in ("&", "<", ">", "_x"))
    return not odd and joined.isprintable() and max(map(len, texts)) <= LONGEST // 2


def content_of(value: Value, prefix: str, *, date1904: bool) -> Content:
    """Return what a cell that holds `value` is written as.

    Raises:
        ValueError: no cell can hold it: text too long, no finite number, a date before 1900.
    """
    p = prefix
    if value is None:
        return EMPTY
    if isinstance(value, Link):
        return _link(value, p)
    if isinstance(value, bool):
        return Content(f' t="b"><{p}v>{int(value)}</{p}v></{p}c>')
    if isinstance(value, dt.date):
        kind, serial = _serial(value, date1904=date1904)
        return Content(f"><{p}v>{serial}</{p}v></{p}c>", kind=kind)
    if isinstance(value, str):
        return text_content(str(value), p)
    if not math.isfinite(value):
        raise ValueError(value)
    number = repr(float(value)) if isinstance(value, float) else str(int(value))
    written = f"><{p}v>{number.removesuffix('.0')}</{p}v></{p}c>"
    return Content(written, kind=CellKind.NUMBER)


def _link(link: Link, p: str) -> Content:
    shown = link.shown
    if not _PLAIN.fullmatch(shown) or not _PLAIN.fullmatch(link.cell):
        shown = shortened(shown, _LONGEST_LITERAL // 2)
        target, said = _literal(link.cell), _literal(shown)
        shown = escaped_text(shown)
    else:
        target = said = ""
    formula = f'HYPERLINK("{_tab(link.tab)}{target or link.cell}","{said or shown}")'
    return Content(f' t="str"><{p}f>{formula}</{p}f><{p}v>{shown}</{p}v></{p}c>', is_link=True)


@lru_cache(maxsize=256)
def _tab(name: str) -> str:
    return _literal("#'" + name.replace("'", "''") + "'!")


def _literal(text: str) -> str:
    return escaped_text(text.replace('"', '""'))


def _serial(value: dt.date, *, date1904: bool) -> tuple[CellKind, str]:
    is_moment = isinstance(value, dt.datetime)
    moment = (
        value.replace(tzinfo=None)
        if isinstance(value, dt.datetime)
        else dt.datetime.combine(value, dt.time())
    )
    since = moment - (_EPOCH_1904 if date1904 else _EPOCH)
    days = since.days
    if not date1904 and days <= _LEAP_DAY:
        days -= 1
    if days < (0 if date1904 else 1):
        raise ValueError(value)
    part = (since.seconds * 1_000_000 + since.microseconds) / 86_400_000_000
    serial = str(days) if not part else repr(round(days + part, 10))
    return (CellKind.MOMENT if is_moment else CellKind.DATE), serial
