"""The parts of an OOXML package: which sheet is which part, and what its styles mean."""

from __future__ import annotations

import posixpath
import re
import zipfile
from functools import cached_property
from typing import IO, TYPE_CHECKING, NamedTuple, cast
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as SafeXml

from workbook.formats.serials import CellKind, kind_of_format

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

WORKSHEET = "worksheet"
_COMMENTS = "comments"
_DRAWING = "drawing"
_PICTURE = re.compile(rb"<(?:\w+:)?pic[ >]")
_ESCAPED = re.compile(r"_x((?![Dd][89A-Fa-f]|[Ff]{3}[EFef])[0-9A-Fa-f]{4})_")
_WHITE = frozenset({"FFFFFF", "indexed 9", "indexed 64", "indexed 65", "theme 0"})


class PackageError(Exception):
    """The package lacks a part that it cannot do without, or one is not XML."""


class SheetPart(NamedTuple):
    """One worksheet: its tab, whether it is shown, and the path of its part."""

    tab: str
    visible: bool
    path: str


class Styles(NamedTuple):
    """What the style numbers of cells mean: number → kind of value, number → fill colour."""

    kinds: tuple[CellKind, ...]
    fills: Mapping[int, str]


class Package:
    """A zip of parts; names are looked up as Excel does, whatever their case."""

    def __init__(self, source: Path | IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(source)
        self._names = {
            info.filename.replace("\\", "/").lstrip("/").lower(): info
            for info in self._zip.infolist()
        }

    def close(self) -> None:
        """Close the file behind the package."""
        self._zip.close()

    def has(self, path: str) -> bool:
        """Return whether there is a part at `path`."""
        return path.lower() in self._names

    def stream(self, path: str) -> IO[bytes]:
        """Return the bytes of one part as a stream.

        Raises:
            PackageError: there is no such part.
        """
        if not self.has(path):
            raise PackageError(path)
        return self._zip.open(self._names[path.lower()])

    def xml(self, path: str) -> Element:
        """Return one small part, parsed; names keep their namespace.

        Raises:
            PackageError: there is no such part, or it is not XML.
        """
        try:
            with self.stream(path) as part:
                return cast("Element", SafeXml.parse(part, forbid_dtd=True).getroot())
        except (ParseError, DefusedXmlException, LookupError, ValueError) as error:
            raise PackageError(path) from error

    def targets(self, path: str) -> Mapping[str, tuple[str, str]]:
        """Return what the part at `path` points to: id → (last word of the type, part path)."""
        folder, name = posixpath.split(path)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if not self.has(rels):
            return {}
        return {
            rel.get("Id", ""): (
                rel.get("Type", "").rpartition("/")[2],
                _joined(folder, rel.get("Target", "")),
            )
            for rel in self.xml(rels)
            if rel.get("TargetMode") != "External"
        }

    @cached_property
    def workbook_path(self) -> str:
        """The path of the workbook part, wherever the package keeps it."""
        root = self.targets("")
        found = next((path for kind, path in root.values() if kind == "officeDocument"), "")
        return found if self.has(found) else "xl/workbook.xml"

    @cached_property
    def workbook(self) -> Element:
        """The workbook part."""
        return self.xml(self.workbook_path)

    @cached_property
    def date1904(self) -> bool:
        """Whether serial dates count from 1904."""
        found = next(children(self.workbook, "workbookPr"), None)
        return found is not None and true(found.get("date1904"))

    @cached_property
    def sheets(self) -> tuple[SheetPart, ...]:
        """The worksheets in tab order; chart, dialog and macro sheets are left out."""
        targets = self.targets(self.workbook_path)
        listed = next(children(self.workbook, "sheets"), None)
        sheets = []
        for sheet in () if listed is None else children(listed, "sheet"):
            link = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "")
            kind, path = targets.get(link, ("", ""))
            if kind == WORKSHEET:
                shown = sheet.get("state", "visible") == "visible"
                sheets.append(SheetPart(sheet.get("name", ""), shown, path))
        return tuple(sheets)

    @cached_property
    def strings_path(self) -> str | None:
        """The path of the shared strings; None when there are none."""
        return self._of_kind(self.workbook_path, "sharedStrings")

    @cached_property
    def strings(self) -> tuple[str, ...]:
        """The shared strings."""
        path = self.strings_path
        if path is None:
            return ()
        return tuple(text_of(item) for item in children(self.xml(path), "si"))

    @cached_property
    def styles(self) -> Styles:
        """The cell styles; none when the package has no styles."""
        path = self._of_kind(self.workbook_path, "styles")
        if path is None:
            return Styles((), {})
        root = self.xml(path)
        codes = {
            number.get("numFmtId", ""): number.get("formatCode", "")
            for number in _within(root, "numFmts", "numFmt")
        }
        colours = [_colour(fill) for fill in _within(root, "fills", "fill")]
        kinds: list[CellKind] = []
        fills: dict[int, str] = {}
        for at, xf in enumerate(_within(root, "cellXfs", "xf")):
            number = xf.get("numFmtId", "0")
            kinds.append(kind_of_format(_whole(number), codes.get(number)))
            fill = _whole(xf.get("fillId", "0"))
            colour = colours[fill] if 0 <= fill < len(colours) else None
            if colour:
                fills[at] = colour
        return Styles(tuple(kinds), fills)

    @cached_property
    def properties(self) -> Mapping[str, str]:
        """The custom document properties, name → value."""
        path = next(
            (path for kind, path in self.targets("").values() if kind == "custom-properties"), ""
        )
        if not self.has(path):
            return {}
        return {item.get("name", ""): "".join(item.itertext()) for item in self.xml(path)}

    def comments(self, sheet: SheetPart) -> Iterator[tuple[str, str]]:
        """Give the comments of one sheet as (cell reference, text)."""
        for kind, path in self.targets(sheet.path).values():
            if kind == _COMMENTS and self.has(path):
                for comment in _within(self.xml(path), "commentList", "comment"):
                    yield comment.get("ref", ""), text_of(comment).strip()

    def pictures(self, sheet: SheetPart) -> int:
        """Return how many pictures float over one sheet."""
        count = 0
        for kind, path in self.targets(sheet.path).values():
            if kind == _DRAWING and self.has(path):
                with self.stream(path) as part:
                    count += len(_PICTURE.findall(part.read()))
        return count

    def _of_kind(self, path: str, kind: str) -> str | None:
        found = (to for name, to in self.targets(path).values() if name == kind and self.has(to))
        return next(found, None)


def local(element: Element) -> str:
    """Return the name of an element without its namespace, strict or transitional."""
    return element.tag.rpartition("}")[2]


def children(element: Element, name: str) -> Iterator[Element]:
    """Give the direct children called `name`."""
    return (child for child in element if local(child) == name)


def true(value: str | None) -> bool:
    """Return whether an XML attribute says yes."""
    return value in {"1", "true", "on"}


def text_of(element: Element) -> str:
    """Return the text of a string, its runs joined, phonetic readings left out."""
    parts: list[str] = []
    for child in element:
        name = local(child)
        if name == "t":
            parts.append(unescaped(_kept(child)))
        elif name in {"r", "is", "text"}:
            parts.append(text_of(child))
    return "".join(parts)


def unescaped(text: str) -> str:
    r"""Return `text` with the `_xHHHH_` of OOXML as the characters they stand for.

    Half a surrogate pair is no character: no file could be written with it.

    >>> unescaped("a_x000D_b _x005F_x000D_ _xD83D_")
    'a\rb _x000D_ _xD83D_'
    """
    return _ESCAPED.sub(lambda hexed: chr(int(hexed[1], 16)), text) if "_x" in text else text


def _kept(element: Element) -> str:
    text = element.text or ""
    preserve = element.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"
    return text if preserve else text.strip(" \t\r\n")


def _within(root: Element, group: str, name: str) -> Iterator[Element]:
    for found in children(root, group):
        yield from children(found, name)


def _joined(folder: str, target: str) -> str:
    target = unquote(target.replace("\\", "/"))
    path = target if target.startswith("/") else posixpath.join(folder, target)
    return posixpath.normpath(path).lstrip("/")


def _whole(value: str | None) -> int:
    try:
        return int(value or 0)
    except ValueError:
        return 0


def _colour(fill: Element) -> str | None:
    pattern = next(children(fill, "patternFill"), None)
    if pattern is None or pattern.get("patternType") != "solid":
        return None
    found = next(children(pattern, "fgColor"), None)
    if found is None:
        return None
    if rgb := found.get("rgb"):
        name = rgb[-6:].upper()
    else:
        kind = next((key for key in ("theme", "indexed") if found.get(key) is not None), "")
        name = f"{kind} {found.get(kind)}" if kind else ""
    tinted = found.get("tint") not in {None, "0"}
    return None if not name or (name in _WHITE and not tinted) else name
