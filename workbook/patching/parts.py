"""The small parts of a package, read when asked for and written back when changed."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from workbook.patching.archive import part_key
from workbook.patching.markup import Markup, MarkupError, escaped_attribute
from workbook.patching.refusals import refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbook.patching.archive import Archive
    from workbook.patching.markup import Element

TYPES = "[Content_Types].xml"
_OPEN = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"


class Relation(NamedTuple):
    """What one part points to; `path` is empty for what lies outside the package."""

    name: str
    kind: str
    """The last word of its type."""
    path: str
    element: Element


class Parts:
    """The parts of one package and the changes made to them."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.added: dict[str, bytes] = {}
        """Parts the package did not have, path → content."""
        self.dropped: set[str] = set()
        """The keys of parts that go."""
        self._open: dict[str, Markup] = {}
        self._taken: dict[str, set[str | None]] = {}

    def markup(self, path: str) -> Markup:
        """Return one part, open for changes.

        Raises:
            PatchError: it cannot be changed in place.
            DamagedError: there is no such part.
        """
        key = part_key(path)
        if key not in self._open:
            try:
                self._open[key] = Markup(self.archive.read(path))
            except MarkupError as error:
                raise refused(self.archive.name, "patching.unusual_part", part=path) from error
        return self._open[key]

    def changed(self) -> Iterator[tuple[str, bytes]]:
        """Give the parts whose content is not what it was."""
        for key, markup in self._open.items():
            if key not in self.dropped and markup.is_changed:
                yield self.archive.written(key), markup.result()

    def relations(self, path: str) -> list[Relation]:
        """Return what the part at `path` points to, "" for the package itself."""
        rels = relations_path(path)
        if not self.archive.has(rels):
            return []
        found = self.markup(rels).children(name="Relationship")
        return [_relation(element, posixpath.dirname(path)) for element in found]

    def target(self, path: str, kind: str) -> str | None:
        """Return the path of the first part of a kind that `path` points to and that is there."""
        found = (relation.path for relation in self.relations(path) if relation.kind == kind)
        return next((to for to in found if self.archive.has(to)), None)

    def relate(self, path: str, kind: str, target: str) -> str:
        """Let `path` point to `target`, and return the name of the relation."""
        markup = self.markup(relations_path(path))
        taken = self._taken.setdefault(path, {child.get("Id") for child in markup.children()})
        name = _free("rIdRelaybook", taken)
        taken.add(name)
        base = _STRICT if _STRICT.encode() in markup.data else _OPEN
        away = posixpath.relpath(target, posixpath.dirname(path))
        facts = f'Id="{name}" Type="{base}/{kind}" Target="{escaped_attribute(away)}"'
        tag = f"<{markup.root.prefix.decode()}Relationship {facts}/>"
        markup.append(markup.root, tag.encode())
        return name

    def declare(self, path: str, kind: str) -> None:
        """Give a new part its content type."""
        types = self.markup(TYPES)
        facts = f'PartName="/{escaped_attribute(path)}" ContentType="{kind}"'
        types.append(types.root, f"<{types.root.prefix.decode()}Override {facts}/>".encode())

    def drop(self, path: str) -> None:
        """Take a part away, with its relations and its content type."""
        for gone in (path, relations_path(path)):
            self.dropped.add(part_key(gone))
        types = self.markup(TYPES)
        for child in types.children(name="Override"):
            if part_key(child.get("PartName") or "") == part_key(path):
                types.remove(child)

    def free_path(self, pattern: str) -> str:
        """Return the first path of `pattern`, with a number for {}, that no part has."""
        number = 1
        while self.archive.has(pattern.format(number)) or pattern.format(number) in self.added:
            number += 1
        return pattern.format(number)


def relations_path(path: str) -> str:
    """Return where the relations of a part are kept.

    >>> relations_path("xl/workbook.xml"), relations_path("")
    ('xl/_rels/workbook.xml.rels', '_rels/.rels')
    """
    folder, name = posixpath.split(path)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _relation(element: Element, folder: str) -> Relation:
    target = unquote((element.get("Target") or "").replace("\\", "/"))
    path = target if target.startswith("/") else posixpath.join(folder, target)
    inside = element.get("TargetMode") != "External"
    kind = (element.get("Type") or "").rpartition("/")[2]
    place = posixpath.normpath(path).lstrip("/") if inside else ""
    return Relation(element.get("Id") or "", kind, place, element)


def _free(name: str, taken: set[str | None]) -> str:
    number = 1
    while f"{name}{number}" in taken:
        number += 1
    return f"{name}{number}"
