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

_HEAD = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:<\?xml(?P<declared>[^>]*)\?>\s*)?"
    rb"<(?P<prefix>\w+:)?sst(?: [^<>]*?)?(?P<empty>/?)>"
)
_ENCODING = re.compile(rb"encoding=[\"']([^\"']*)[\"']")
_REFERENCE = re.compile(r"&(#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6}|[a-z]{2,4});")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_RUN = re.compile(
    r'<r>(?:<rPr>(?:<[A-Za-z]\w*(?: [A-Za-z]\w*="[^"<>]*")*/>)*</rPr>)?'
    r'<t( xml:space="preserve")?>([^<]*)</t></r>'
)
_MARKS = ("&", "_x", "\r")
_BETWEEN = "</t></si><si><t>"
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
    head = _HEAD.match(waiting)
    if head is None or not is_utf8(head["declared"]):
        raise UnusualXmlError
    prefix = head["prefix"] or b""
    waiting = waiting[head.end() :]
    item_end, end = b"</%bsi>" % prefix, b"" if head["empty"] else b"</%bsst>" % prefix
    texts: list[str | None] = []
    while True:
        cut = waiting.rfind(item_end) + len(item_end)
        if cut >= len(item_end):
            texts += _texts(without(prefix, waiting[:cut]))
            waiting = waiting[cut:]
        piece = next(pieces, b"")
        if not piece:
            break
        if len(waiting) > LONGEST:
            raise UnusualXmlError
        waiting += piece
    if waiting.strip() != end:
        raise UnusualXmlError
    found = np.empty(len(texts) + 1, object)
    found[:-1] = texts
    return found


def without(prefix: bytes, xml: bytes) -> bytes:
    """Return `xml` with the names of its tags bare."""
    if not prefix:
        return xml
    return xml.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</")


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
    if not _RUN.sub("", inside):
        runs = _RUN.findall(inside)
        return "".join(plain(text, kept=bool(preserves)) for preserves, text in runs)
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
    # Nearly always <si><t>a text</t></si>, again and again: what lies between is the texts.
    chunks = text.split(_BETWEEN)
    is_marked = any(mark in text for mark in _MARKS)
    found: list[str | None] = []
    last = len(chunks) - 1
    for at, chunk in enumerate(chunks):
        if "<" in chunk:
            whole = f"{_BETWEEN[9:] if at else ''}{chunk}{_BETWEEN[:9] if at < last else ''}"
            found += (_text(inside) or None for inside in whole[4:-5].split("</si><si>"))
        elif is_marked:
            found.append(plain(chunk, kept=False) or None)
        else:
            found.append(chunk.strip(BLANKS) or None)
    return found


def _text(inside: str) -> str:
    end = len(inside) - len("</t>")
    for start, kept in (("<t>", False), (_KEPT, True)):
        is_plain = inside.startswith(start) and inside.endswith("</t>")
        if is_plain and inside.find("<", len(start)) == end:
            return plain(inside[len(start) : end], kept=kept)
    return rich(inside)


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
