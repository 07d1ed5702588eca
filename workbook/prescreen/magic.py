"""What a file is by its first bytes, whatever its name says."""

from __future__ import annotations

import codecs
import json
import re
from typing import NamedTuple

HEAD = 65_536
"""Bytes of the beginning that are looked at."""


class Kind(NamedTuple):
    """What the first bytes say.

    `name` is "zip" or "ole" (look further inside), csv, html or xml2003 (read as data), "blank",
    "zeros", or the key of a message `prescreen.<name>` naming the other thing found.
    `readable` is False for that other thing, `spreadsheet` True where it is a spreadsheet of a
    kind that cannot be read.
    """

    name: str
    readable: bool = False
    spreadsheet: bool = False


# Offset, bytes, kind. What text could begin with as well is looked at further in `_is_binary`.
_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "image"),
    (0, b"\xff\xd8\xff", "image"),
    (0, b"GIF87a", "image"),
    (0, b"GIF89a", "image"),
    (0, b"II*\x00", "image"),
    (0, b"MM\x00*", "image"),
    (8, b"WEBPVP8", "image"),
    (0, b"\xd7\xcd\xc6\x9a", "image"),
    (4, b"ftypheic", "image"),
    (4, b"ftyp", "video"),
    (0, b"OggS\x00", "video"),
    (0, b"\x1aE\xdf\xa3", "video"),
    (8, b"WAVEfmt ", "video"),
    (8, b"AVI LIST", "video"),
    (0, b"ID3\x03", "video"),
    (0, b"{\\rtf", "rtf"),
    (0, b"\x7fELF", "program"),
    (0, b"\xcf\xfa\xed\xfe", "program"),
    (0, b"\xca\xfe\xba\xbe", "program"),
    (0, b"SQLite format 3\x00", "database"),
    (0, b"\x00\x01\x00\x00Standard Jet DB", "database"),
    (0, b"\x00\x01\x00\x00Standard ACE DB", "database"),
    (0, b"PAR1", "parquet"),
    (0, b"ARROW1\x00\x00", "parquet"),
    (0, b"\x1f\x8b\x08", "archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "archive"),
    (0, b"Rar!\x1a\x07", "archive"),
    (0, b"\xfd7zXZ\x00", "archive"),
    (0, b"\x28\xb5\x2f\xfd", "archive"),
    (4, b"1AY&SY", "archive"),
    (257, b"ustar", "archive"),
    (0, b"MSCF\x00\x00\x00\x00", "archive"),
    (0, b"!BDN", "outlook"),
    (0, b"L\x00\x00\x00\x01\x14\x02\x00", "shortcut"),
    (0, b"version https://git-lfs.github.com/spec/", "pointer"),
    (0, b"[InternetShortcut]", "shortcut"),
    (0, b"bplist00", "shortcut"),
)
_OLD_SPREADSHEETS: tuple[tuple[bytes, str], ...] = (
    (b"\x09\x00\x04\x00", "old_excel"),
    (b"\x09\x02\x06\x00", "old_excel"),
    (b"\x09\x04\x06\x00", "old_excel"),
    (b"\x09\x08\x06\x00\x00\x05", "old_excel"),
    (b"\x09\x08\x08\x00\x00\x05", "old_excel"),
    (b"\x09\x08\x10\x00\x00\x06", "old_excel"),
    (b"\x00\x00\x02\x00\x06\x04", "lotus"),
    (b"\x00\x00\x02\x00\x04\x04", "lotus"),
    (b"\x00\x00\x1a\x00", "lotus"),
    (b"\x00\x00\x02\x00\x01\x10", "lotus"),
)
_BYTE_ORDER_MARKS: tuple[tuple[bytes, str], ...] = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CONTROLS = bytes(n for n in range(32) if n not in b"\t\n\x0b\x0c\r\x1a\x1b")
_HTML = re.compile(
    r"<(!doctype html|html|head|body|meta|style|script|title|table|t[rdh]|div|span|form|center"
    r"|font|link|base|p|br|h[1-6])[\s/>]",
    re.IGNORECASE,
)
_COMMENTS = re.compile(
    r"(?:\s+|<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)*+", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")
_SYLK = re.compile(r"ID;P\w*[^\r\n]*[\r\n]+(?:[A-Z]{1,3};[A-Z][^\r\n]*[\r\n]+){2}")
_MAIL = re.compile(
    r"(?:[\w-]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){0,60}?MIME-Version:", re.IGNORECASE
)


def kind(head: bytes, *, whole: bool) -> Kind:
    """Return what a file that begins with `head` is; `whole` says that `head` is all of it."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08PK")):
        return Kind("zip", readable=True)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return Kind("ole", readable=True)
    for start, found in _OLD_SPREADSHEETS:
        if head.startswith(start):
            return Kind(found, spreadsheet=True)
    for offset, signature, found in _SIGNATURES:
        if head[offset : offset + len(signature)] == signature:
            return Kind(found)
    if not head.strip(b"\x00"):
        return Kind("zeros" if head else "blank")
    return _text_kind(head, whole=whole)


def as_text(head: bytes) -> str:
    """Return `head` as text good enough to find markup in; letters beyond ASCII may be wrong."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return head.decode(encoding, "replace").lstrip("\ufeff")
    encoding = _wide_encoding(head) or "latin-1"
    return head.decode(encoding, "replace")


def _text_kind(head: bytes, *, whole: bool) -> Kind:
    if _is_binary(head):
        return Kind({b"MZ": "program", b"BM": "image"}.get(head[:2], "binary"))
    text = as_text(head).lstrip("\ufeff \t\r\n\x0b\x0c\x00\u3000")
    if not text:
        return Kind("blank")
    if text.startswith("<"):
        return _markup_kind(text)
    if _SYLK.match(text) or text.startswith(("TABLE\r\n0,1", "TABLE\n0,1")):
        return Kind("sylk", spreadsheet=True)
    if _MAIL.match(text):
        is_workbook = "urn:schemas-microsoft-com:office:excel" in text or "Workbook" in text
        return Kind("html" if is_workbook else "email", readable=is_workbook)
    is_json = whole and _is_json(text)
    return Kind("json" if is_json else "csv", readable=not is_json)


def _markup_kind(text: str) -> Kind:
    """Tell web pages, Excel 2003 XML and other XML apart; a list may begin with "<" as well."""
    beginning = _COMMENTS.match(text)
    body = text[beginning.end() :] if beginning else text
    root = _ROOT.match(body)
    name = root[1].lower() if root else ""
    if name == "workbook" and "urn:schemas-microsoft-com:office:spreadsheet" in text:
        return Kind("xml2003", readable=True)
    if _HTML.match(text) or _HTML.match(body):
        return Kind("html", readable=True)
    if name == "document" and "oasis.opendocument.spreadsheet" in text:
        return Kind("flat_ods", spreadsheet=True)
    if name == "worddocument":
        return Kind("word")
    if name == "svg":
        return Kind("image")
    return Kind("xml" if text.startswith("<?xml") else "csv", readable=not text.startswith("<?xml"))


def _is_json(text: str) -> bool:
    if text[0] not in "[{":
        return False
    try:
        return isinstance(json.loads(text), (dict, list))
    except (ValueError, RecursionError):
        return False


def _is_binary(head: bytes) -> bool:
    """Return whether `head` has more control characters than a careless export leaves behind."""
    if any(head.startswith(mark) for mark, _ in _BYTE_ORDER_MARKS) or _wide_encoding(head):
        return False
    body = head.rstrip(b"\x00")  # a disk that was full pads with zeros
    zeros = body.count(0)
    controls = len(body) - len(body.translate(None, _CONTROLS))
    # An export from a fixed-width database leaves zeros between words, and nothing else odd.
    if zeros == controls and zeros <= len(body) // 10 and _is_utf8(body):
        return False
    return controls > max(1, len(body) // 50)


def _is_utf8(data: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return False
    return True


def _wide_encoding(head: bytes) -> str | None:
    """Return the UTF-16 order of a text without byte order mark, None when it is not one."""
    sample = head[: len(head) // 2 * 2][:4096]
    half = len(sample) // 2
    if half < 2:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > half * 0.4 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.4 and odd < half * 0.05:
        return "utf-16-be"
    return None
