"""Small XML parts changed in place: what is not touched keeps its bytes.

A parser would lose prefixes, quotes and spaces; here a part is a row of bytes, and elements are
places in it.
"""

from __future__ import annotations

import codecs
import re
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TOKEN = re.compile(
    rb"<(?:!--.*?-->|!\[CDATA\[.*?\]\]>|\?.*?\?>"
    rb"|(/?)([^\s<>/=\"'!?]+)([^<>\"']*(?:\"[^\"<]*\"[^<>\"']*|'[^'<]*'[^<>\"']*)*)>)",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(rb"\s+([^\s=]+)\s*=\s*(\"[^\"]*\"|'[^']*')")
_DECLARATION = re.compile(rb"\s*<\?xml([^>]*)\?>")
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([^\"']+)[\"']")
_PLAIN = frozenset({"utf-8", "ascii"})
_KNOWN = frozenset({"utf-16", "utf-16-le", "utf-16-be", "iso8859-1", "cp1252"})
_FIRST = 1 << 10


class MarkupError(Exception):
    """The part is not XML of a kind that can be changed in place."""


class Element(NamedTuple):
    """Where an element stands: its tag, its content, its end; `inner_end` - `inner` is content."""

    name: str
    """Without its prefix."""
    tag: bytes
    """With its prefix."""
    attributes: bytes
    start: int
    inner: int
    inner_end: int
    end: int

    def get(self, name: str) -> str | None:
        """Return the attribute that is written just so; None when it is not there."""
        for found in _ATTRIBUTE.finditer(self.attributes):
            if found[1].decode("utf-8", "replace") == name:
                return unescape(found[2][1:-1].decode("utf-8", "replace"))
        return None

    def get_prefixed(self, name: str) -> str | None:
        """Return the attribute `name` that stands with a prefix, whatever that is."""
        for found in _ATTRIBUTE.finditer(self.attributes):
            if found[1].endswith(b":" + name.encode()) and not found[1].startswith(b"xmlns:"):
                return unescape(found[2][1:-1].decode("utf-8", "replace"))
        return None

    @property
    def prefix(self) -> bytes:
        """The prefix with its colon; empty when there is none."""
        return self.tag[: self.tag.rfind(b":") + 1]


class Markup:
    """One part and the changes made to it so far.

    Raises:
        MarkupError: it has a DTD, is in an unknown encoding, or is no XML.
    """

    def __init__(self, data: bytes) -> None:
        self.data = b"".join(in_utf8([data]))
        self._changes: list[tuple[int, int, bytes]] = []
        if b"<!DOCTYPE" in self.data:
            raise MarkupError
        found = list(elements(self.data, 0, len(self.data)))
        if len(found) != 1:
            raise MarkupError
        self.root = found[0]

    def children(self, parent: Element | None = None, name: str | None = None) -> list[Element]:
        """Return the elements directly inside `parent` (default: the root)."""
        within = parent or self.root
        found = elements(self.data, within.inner, within.inner_end)
        return [child for child in found if name is None or child.name == name]

    def first(self, name: str, parent: Element | None = None) -> Element | None:
        """Return the first child called `name`, if any."""
        return next(iter(self.children(parent, name)), None)

    def text(self, element: Element) -> str:
        """Return the text directly inside an element that holds text only."""
        return unescape(self.data[element.inner : element.inner_end].decode("utf-8", "replace"))

    def source(self, element: Element) -> bytes:
        """Return the bytes of an element as they stand."""
        return self.data[element.start : element.end]

    def replace(self, start: int, end: int, new: bytes) -> None:
        """Put `new` in the place of the bytes from `start` to `end`."""
        self._changes.append((start, end, new))

    def insert(self, at: int, new: bytes) -> None:
        """Put `new` before the byte `at`; of two at one place the first comes first."""
        self.replace(at, at, new)

    def remove(self, element: Element) -> None:
        """Take an element away."""
        self.replace(element.start, element.end, b"")

    def append(self, parent: Element, new: bytes) -> None:
        """Put `new` at the end of what is inside `parent`, also when it was empty."""
        if parent.inner == parent.end:
            slash = self.data.rindex(b"/", parent.start, parent.end)
            self.replace(slash, parent.end, b">" + new + b"</" + parent.tag + b">")
        else:
            self.insert(parent.inner_end, new)

    def set(self, element: Element, name: str, value: str | None) -> None:
        """Set an attribute; None takes it away."""
        start = element.start + 1 + len(element.tag)
        new = b"" if value is None else f' {name}="{escaped_attribute(value)}"'.encode()
        for found in _ATTRIBUTE.finditer(element.attributes):
            if found[1] == name.encode():
                self.replace(start + found.start(), start + found.end(), new)
                return
        if new:
            self.insert(start, new)

    @property
    def is_changed(self) -> bool:
        """Whether anything was done to the part."""
        return bool(self._changes)

    def result(self) -> bytes:
        """Return the part with its changes."""
        out, at = [], 0
        for start, end, new in sorted(self._changes, key=lambda change: change[:2]):
            out += [self.data[at:start], new]
            at = end
        return b"".join([*out, self.data[at:]])


def elements(data: bytes, start: int, end: int) -> Iterator[Element]:
    """Give the elements that stand between two places, not those inside them.

    Raises:
        MarkupError: tags do not match.
    """
    open_tags: list[bytes] = []
    opened: re.Match[bytes] | None = None
    for token in TOKEN.finditer(data, start, end):
        tag = token[2]
        if tag is None:
            continue
        if token[1]:
            if not open_tags or open_tags.pop() != tag:
                raise MarkupError
            if not open_tags and opened is not None:
                yield _element(opened, token.start(), token.end())
        elif token[3].endswith(b"/"):
            if not open_tags:
                yield _element(token, token.end(), token.end())
        else:
            if not open_tags:
                opened = token
            open_tags.append(tag)
    if open_tags:
        raise MarkupError


def _element(opening: re.Match[bytes], inner_end: int, end: int) -> Element:
    tag = opening[2]
    name = tag[tag.rfind(b":") + 1 :].decode("utf-8", "replace")
    return Element(name, tag, opening[3], opening.start(), opening.end(), inner_end, end)


def in_utf8(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Give a part's bytes in UTF-8, whatever it is written in; UTF-8 passes untouched.

    Raises:
        MarkupError: it is in an encoding that workbooks do not use.
    """
    waiting = iter(pieces)
    first = b""
    while len(first) < _FIRST and (piece := next(waiting, b"")):
        first += piece
    encoding = _encoding(first)
    if encoding in _PLAIN:
        yield first
        yield from waiting
        return
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        text = decoder.decode(first).removeprefix("\ufeff").encode()
        yield _DECLARATION.sub(rb'<?xml version="1.0" encoding="UTF-8"?>', text, count=1)
        for piece in waiting:
            yield decoder.decode(piece).encode()
        decoder.decode(b"", final=True)
    except UnicodeError as error:
        raise MarkupError from error


def _encoding(first: bytes) -> str:
    if first.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if first.startswith(b"<\x00"):
        return "utf-16-le"
    if first.startswith(b"\x00<"):
        return "utf-16-be"
    declared = _DECLARATION.match(first.removeprefix(codecs.BOM_UTF8))
    named = _ENCODING.search(declared[1]) if declared else None
    try:
        found = codecs.lookup(named[1].decode("ascii", "replace")).name if named else "utf-8"
    except LookupError as error:
        raise MarkupError from error
    if found in _PLAIN or (found in _KNOWN and not found.startswith("utf-16")):
        return found
    raise MarkupError


def escaped(text: str) -> str:
    """Return `text` as it stands between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escaped_attribute(text: str) -> str:
    """Return `text` as it stands in double quotes."""
    short = escaped(text).replace('"', "&quot;")
    return short.replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;")
