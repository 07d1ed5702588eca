"""The ribbon as a drawing, from the same table as the ribbon itself.

No Excel was at hand to take a picture of; a drawing that is computed cannot go stale.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape

from macros.actions import BUTTONS
from macros.buttons.ribbon import GROUPS
from validation.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from macros.actions import Action
    from validation.messages import Language, Text

_SIZE = 13
"""Of the letters, in pixels."""
_LETTER, _HAN = 7.2, 13.0
"""How wide they are, about."""
_TOP, _HEIGHT = 42, 96
"""Where the groups begin, and how high they are."""
_PAD, _ICON, _ROW = 10, 15, 26
_STACK = 3
"""Small buttons that stand one above the other, as Office does it."""
_COLOURS: Mapping[str, str] = {
    "check": "#2563a8",
    "duplicates": "#7c3aed",
    "customers": "#15803d",
    "pool": "#0e7490",
    "share": "#b45309",
    "tools": "#475569",
}
_TABS: Mapping[Language, Sequence[str]] = {
    "zh": ("文件", "开始", "插入", "数据", "客户接力"),
    "en": ("File", "Home", "Insert", "Data", "Relaybook"),
}


class _Column(NamedTuple):
    """Buttons above one another: one large, or up to three small ones."""

    buttons: Sequence[Action]
    width: float


def drawing(language: Language) -> str:
    """Return the ribbon as an SVG of its own; no style sheet and no script is in it."""
    x, parts = 8.0, []
    for group in GROUPS:
        columns = tuple(_columns(group.key, language))
        width = max(sum(c.width for c in columns) + _PAD, _wide(group.name.said(language)) + 24)
        parts.append("".join(_group(columns, group.name, _Place(x, width, language, group.key))))
        x += width
    note = message("manual.drawing").said(language)
    height = _TOP + _HEIGHT + 44
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {x + 8:.0f} {height}"'
        f' width="{x + 8:.0f}" height="{height}" role="img" font-size="{_SIZE}"'
        ' font-family="Segoe UI, Microsoft YaHei, PingFang SC, Noto Sans CJK SC, sans-serif">'
        f"<title>{escape(note)}</title>"
        f'<rect width="100%" height="100%" fill="#ffffff"/>'
        f'<rect y="{_TOP - 8}" width="100%" height="{_HEIGHT + 30}" fill="#f3f4f6"/>'
    )
    foot = _words(x / 2, height - 6, note, colour="#64748b", size=12)
    return f"{head}\n{_tabs(language)}\n" + "\n".join(parts) + f"\n{foot}\n</svg>\n"


class _Place(NamedTuple):
    """Where a group stands."""

    x: float
    width: float
    language: Language
    key: str


def _group(columns: Sequence[_Column], name: Text, place: _Place) -> Iterator[str]:
    x = place.x + _PAD / 2
    for column in columns:
        yield from _buttons(column, x, place)
        x += column.width
    middle, bottom = place.x + place.width / 2, _TOP + _HEIGHT + 14
    yield _words(middle, bottom, name.said(place.language), colour="#64748b", size=12)
    right = place.x + place.width
    yield f'<path d="M{right:.1f} {_TOP} v{_HEIGHT + 14}" stroke="#cbd5e1"/>'


def _buttons(column: _Column, x: float, place: _Place) -> Iterator[str]:
    colour, language = _COLOURS[place.key], place.language
    for number, action in enumerate(column.buttons):
        assert action.button
        label = action.button.label.said(language)
        if action.button.size == "large":
            middle = x + column.width / 2
            yield _box(middle - 18, _TOP + 8, 36, colour)
            yield _words(middle, _TOP + 68, label)
        else:
            y = _TOP + 8 + number * _ROW
            yield _box(x + 4, y, _ICON, colour)
            yield _words(x + 4 + _ICON + 6, y + 12, label, anchor="start")


def _columns(group: str, language: Language) -> Iterator[_Column]:
    own = [a for a in BUTTONS if a.button and a.button.group == group]
    large = [a for a in own if a.button and a.button.size == "large"]
    small = [a for a in own if a not in large]
    for action in large:
        yield _Column((action,), max(_label(action, language) + 2 * _PAD, 64))
    for start in range(0, len(small), _STACK):
        stack = small[start : start + _STACK]
        widest = max(_label(action, language) for action in stack)
        yield _Column(stack, widest + _ICON + 2 * _PAD)


def _label(action: Action, language: Language) -> float:
    assert action.button
    return _wide(action.button.label.said(language))


def _tabs(language: Language) -> str:
    x, parts, (*others, ours) = 20.0, [], _TABS[language]
    for name in others:
        parts.append(_words(x, 24, name, colour="#64748b", anchor="start"))
        x += _wide(name) + 26
    parts.append(_words(x, 24, ours, colour="#14304f", anchor="start", weight="700"))
    parts.append(f'<path d="M{x:.1f} 31 h{_wide(ours):.1f}" stroke="#2563a8" stroke-width="3"/>')
    return "".join(parts)


def _box(x: float, y: float, side: float, colour: str) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{side:.0f}" height="{side:.0f}" rx="3"'
        f' fill="{colour}" opacity="0.85"/>'
    )


def _words(  # noqa: PLR0913  # the attributes of one element
    x: float,
    y: float,
    text: str,
    *,
    colour: str = "#1e293b",
    size: int = _SIZE,
    anchor: str = "middle",
    weight: str = "400",
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" font-size="{size}"'
        f' font-weight="{weight}" text-anchor="{anchor}">{escape(text)}</text>'
    )


def _wide(text: str) -> float:
    """Return about how wide a text is; Han and full-width characters count more."""
    return sum(_HAN if unicodedata.east_asian_width(c) in "WF" else _LETTER for c in text)
