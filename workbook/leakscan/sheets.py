"""The cells of a workbook's parts: which text stands where."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^<>]*>")
_ATTRIBUTE = re.compile(r'([\w:]+)\s*=\s*"([^"]*)"')
_ITEM = re.compile(r"<(?:\w+:)?si(?:\s[^<>]*)?>(.*?)</(?:\w+:)?si>|<(?:\w+:)?si\s*/>", re.DOTALL)
_TEXT = re.compile(r"<(?:\w+:)?t(?:\s[^<>]*)?>([^<]*)</(?:\w+:)?t>")
_CELL = re.compile(r"<(?:\w+:)?c\s([^<>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_VALUE = re.compile(r"<(?:\w+:)?v(?:\s[^<>]*)?>([^<]*)</(?:\w+:)?v>")


class Cell(NamedTuple):
    """A cell's place ("Customers!B7"), and its text, or the number of its shared string."""

    place: str
    text: str
    shared: int | None


class Workbook:
    """The sheets and strings of one package, part name → content."""

    def __init__(self, parts: Mapping[str, str]) -> None:
        """Take the XML parts of one package as text."""
        self._parts = parts
        self._tabs = self._names()
        self._users: dict[int, list[str]] | None = None

    def strings(self) -> list[str]:
        """Return the shared strings, runs joined."""
        found = self._parts.get("xl/sharedStrings.xml", "")
        return [_joined(item or "") for item in _ITEM.findall(found)]

    def users(self, shared: int) -> list[str]:
        """Return the places of the cells that show a shared string."""
        if self._users is None:
            self._users = {}
            for part in self._tabs:
                for cell in self.cells(part):
                    if cell.shared is not None:
                        self._users.setdefault(cell.shared, []).append(cell.place)
        return self._users.get(shared, [])

    def cells(self, part: str) -> Iterator[Cell]:
        """Yield the filled cells of one sheet's part."""
        tab = self._tabs.get(part, part)
        for attributes, body in _CELL.findall(self._parts.get(part, "")):
            known = dict(_ATTRIBUTE.findall(attributes))
            place = f"{tab}!{known.get('r', '?')}"
            value = _VALUE.search(body or "")
            if known.get("t") == "s" and value and value[1].strip().isdigit():
                yield Cell(place, "", int(value[1]))
            elif body:
                yield Cell(place, _joined(body) or html.unescape(value[1] if value else ""), None)

    def is_sheet(self, part: str) -> bool:
        """Return whether the part is one of the workbook's sheets."""
        return part in self._tabs

    def _names(self) -> dict[str, str]:
        targets = {}
        for relation in re.findall(
            r"<Relationship\s[^<>]*>", self._parts.get("xl/_rels/workbook.xml.rels", "")
        ):
            known = dict(_ATTRIBUTE.findall(relation))
            target = known.get("Target", "").lstrip("/")
            target = target if target.startswith("xl/") else f"xl/{target}"
            targets[known.get("Id", "")] = target
        found = {}
        for sheet in _SHEET.findall(self._parts.get("xl/workbook.xml", "")):
            known = dict(_ATTRIBUTE.findall(sheet))
            target = targets.get(known.get("r:id", ""))
            if target:
                found[target] = html.unescape(known.get("name", ""))
        return found


def _joined(body: str) -> str:
    return html.unescape("".join(_TEXT.findall(body)))
