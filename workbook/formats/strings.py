"""The texts of a workbook, each read once however many cells show it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

import numpy as np
from defusedxml import DefusedXmlException
from defusedxml import ElementTree as SafeXml

from workbook.formats.package import text_of, unescaped
from workbook.formats.scan import UnusualXmlError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

LONGEST = 1 << 24
"""Bytes that may pass without the end of a row or of a text."""

_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml([^>]*)\?>\s*)?<sst(?: [^<>]*)?>")
_NONE = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml([^>]*)\?>\s*)?<sst(?: [^<>]*)?/>\s*")
_TAIL = re.compile(rb"</sst>\s*")
_ENCODING = re.compile(rb"encoding=[\"']([^\"']*)[\"']")
_ITEM_END = b"</si>"
_REFERENCE = re.compile(r"&(#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6}|[a-z]{2,4});")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_MARKS = ("&", "_x", "\r")
_PLAIN_ENDS = ("<si><t>", "</t></si>")
_KEPT = '<t xml:space="preserve">'
BLANKS = " \t\r\n"
"""What XML calls white space; the wide space of a Chinese name is none."""


def shared_strings(pieces: Iterator[bytes]) -> NDArray[np.object_]:
    """Return the shared strings in the order of their numbers; None is a blank one.

    One more None stands at the end, for a number that no string has.

    Raises:
        UnusualXmlError: they are not written the usual way.
    """
    waiting = next(pieces, b"")
    if _NONE.fullmatch(waiting):
        return np.empty(1, object)
    head = _HEAD.match(waiting)
    if head is None or not is_utf8(head[1]):
        raise UnusualXmlError
    waiting = waiting[head.end() :]
    texts: list[str | None] = []
    while True:
        cut = waiting.rfind(_ITEM_END) + len(_ITEM_END)
        if cut >= len(_ITEM_END):
            texts += _texts(waiting[:cut])
            waiting = waiting[cut:]
        piece = next(pieces, b"")
        if not piece:
            break
        if len(waiting) > LONGEST:
            raise UnusualXmlError
        waiting += piece
    if not _TAIL.fullmatch(waiting):
        raise UnusualXmlError
    found = np.empty(len(texts) + 1, object)
    found[:-1] = texts
    return found


def is_utf8(declaration: bytes | None) -> bool:
    """Return whether an XML declaration leaves its text in UTF-8; None is no declaration."""
    found = _ENCODING.search(declaration or b"")
    return found is None or found[1].lower() in {b"utf-8", b"us-ascii"}


def decoded(written: bytes) -> str:
    """Return the text that `written` is in UTF-8.

    Raises:
        UnusualXmlError: it is not.
    """
    try:
        return written.decode()
    except UnicodeDecodeError as error:
        raise UnusualXmlError from error


def plain(text: str, *, kept: bool = True) -> str:
    """Return text between two tags as XML and then OOXML mean it; blank ends go unless `kept`.

    Raises:
        UnusualXmlError: it refers to what XML alone does not know.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "&" in text:
        count = text.count("&")
        if count == text.count("&amp;"):  # many a company is Smith & Sons
            text = text.replace("&amp;", "&")
        else:
            text, resolved = _REFERENCE.subn(_character, text)
            if resolved != count:
                raise UnusualXmlError
    text = text if kept else text.strip(BLANKS)
    return unescaped(text) if "_x" in text else text


def rich(inside: str) -> str:
    """Return the text of a string of several parts, from what stands between its tags.

    Raises:
        UnusualXmlError: it needs the document around it to be understood.
    """
    try:
        return text_of(SafeXml.fromstring(f"<si>{inside}</si>", forbid_dtd=True))
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise UnusualXmlError from error


def _texts(items: bytes) -> list[str | None]:
    """Return the texts of whole <si> elements."""
    text = decoded(items)
    if "<si/>" in text:
        text = text.replace("<si/>", "<si></si>")
    if not text.startswith("<si>"):
        raise UnusualXmlError
    count = text.count("</si>")
    if text.count("<") != 4 * count or {text.count(tag) for tag in _PLAIN_ENDS} != {count}:
        return [_text(one) or None for one in text[4:-5].split("</si><si>")]
    # Nearly always: nothing but <si><t>a text</t></si>, again and again.
    inside = text[7:-9].split("</t></si><si><t>")
    if any(mark in text for mark in _MARKS):
        return [
            (
                plain(one, kept=False)
                if "&" in one or "_x" in one or "\r" in one
                else one.strip(BLANKS)
            )
            or None
            for one in inside
        ]
    return [one.strip(BLANKS) or None for one in inside]


def _text(inside: str) -> str:
    for start, kept in (("<t>", False), (_KEPT, True)):
        if _is_plain(inside, start):
            return plain(inside[len(start) : -4], kept=kept)
    return rich(inside)


def _is_plain(inside: str, start: str) -> bool:
    is_one = inside.startswith(start) and inside.endswith("</t>")
    return is_one and inside.find("<", len(start)) == len(inside) - 4


def _character(found: re.Match[str]) -> str:
    name = found[1]
    if not name.startswith("#"):
        if name not in _NAMED:
            raise UnusualXmlError
        return _NAMED[name]
    code = int(f"0{name[1:]}", 0) if name[1] == "x" else int(name[1:])
    if (code < 0x20 and chr(code) not in BLANKS) or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        raise UnusualXmlError
    return chr(code)
