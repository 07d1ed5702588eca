"""What stands around the rows of a worksheet: merged cells, hidden columns, rules of entry."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from xml.parsers import expat

from workbook.formats.grid import Merged
from workbook.formats.package import WORKSHEET, true
from workbook.formats.scan import UnusualXmlError, blocks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbook.formats.grid import Ruled

_LAST_COLUMN = 16_384
_AREA = re.compile(r"\$?[A-Za-z]{1,3}\$?\d{1,7}:\$?[A-Za-z]{1,3}\$?\d{1,7}", re.ASCII)
_ZERO = re.compile(r"0(?:\.0*)?")


class Around(NamedTuple):
    """What `workbook.formats.grid.Grid` says under the same names."""

    merged: tuple[Merged, ...]
    hidden_columns: frozenset[int]
    ruled: tuple[Ruled, ...]


def around(xml: bytes) -> Around:
    """Return what the worksheet `xml` says beside its rows, which are left out of it.

    Raises:
        UnusualXmlError: it is not XML, is no worksheet, has a DTD or odd numbers.
    """
    sheet = _Sheet()
    # No entity can be declared without a DTD, and there all parsing ends.
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = sheet.start
    parser.EndElementHandler = sheet.end
    parser.CharacterDataHandler = sheet.text
    try:
        parser.Parse(xml, True)  # noqa: FBT003  (it takes no keyword)
    except (expat.ExpatError, ValueError) as error:
        raise UnusualXmlError from error
    return Around(tuple(sheet.merged), _columns(tuple(sheet.hidden)), tuple(sheet.ruled))


class _Sheet:
    """What has been parsed so far."""

    def __init__(self) -> None:
        self.merged: list[Merged] = []
        self.hidden: list[tuple[int, int]] = []
        self.ruled: list[Ruled] = []
        self._root = ""
        self._rule: list[str] | None = None
        """Text of the places of a rule that does not name them in an attribute."""
        self._place = False

    def start(self, element: str, attributes: Mapping[str, str]) -> None:
        name = element.rpartition("}")[2]
        if not self._root:
            self._root = name
            if name != WORKSHEET:
                raise UnusualXmlError
        if name == "mergeCell":
            place = attributes.get("ref", "")
            if _AREA.fullmatch(place):
                self.merged += (Merged(*block) for block in blocks(place.upper()))
        elif name == "col":
            self._take_column(attributes)
        elif name == "dataValidation":
            self._take_rule(attributes)
        elif name == "sqref":
            self._place = True

    def end(self, element: str) -> None:
        name = element.rpartition("}")[2]
        if name == "sqref":
            self._place = False
        elif name == "dataValidation" and self._rule:
            self.ruled += blocks("".join(self._rule))
            self._rule = None

    def text(self, text: str) -> None:
        if self._place and self._rule is not None:
            self._rule.append(text)

    def _take_column(self, attributes: Mapping[str, str]) -> None:
        has_no_width = _ZERO.fullmatch(attributes.get("width", "8")) is not None
        if has_no_width or true(attributes.get("hidden")):
            low, high = int(attributes.get("min", "1")), int(attributes.get("max", "1"))
            self.hidden.append((max(low, 1), min(high, _LAST_COLUMN)))

    def _take_rule(self, attributes: Mapping[str, str]) -> None:
        self._rule = None
        if attributes.get("type", "none") != "none":
            # Excel keeps a rule that looks at another sheet in the extensions, with its places
            # in a child.
            if places := attributes.get("sqref"):
                self.ruled += blocks(places)
            else:
                self._rule = []


def _refuse(*_: object) -> None:
    raise UnusualXmlError


@lru_cache(maxsize=32)
def _columns(runs: tuple[tuple[int, int], ...]) -> frozenset[int]:
    """Return the columns of runs, first and last; many sheets hide the same thousands."""
    return frozenset(column for low, high in runs for column in range(low, high + 1))
