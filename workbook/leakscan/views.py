"""The texts that a piece of a file may be read as."""

from __future__ import annotations

import base64
import binascii
import html
import re
from typing import TYPE_CHECKING

from validation.leaks.spellings import BORDER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_XML = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<[?!a-zA-Z]")
_ENCODING = re.compile(rb"\A<\?xml[^>]*encoding\s*=\s*[\"']([\w.-]+)")
_MARKUP = str.maketrans(dict.fromkeys('<>"=', BORDER))
_INLINE = re.compile(
    r"</?(?:[\w-]+:)?(?:r|t|rPr|b|i|u|s|strike|sz|color|rFont|font|family|charset|scheme|vertAlign"
    r"|outline|shadow|condense|extend|span|em|strong|a|sub|sup|wbr|small|big|mark|code|ins|del"
    r"|latin|ea|cs|solidFill|srgbClr|schemeClr)\b[^<>]*>",
    re.IGNORECASE,
)
_RUN = re.compile(r"<(?:[\w-]+:)?(?:r|b|i|u|span|font|em|strong)(?:\s[^<>]*)?>", re.IGNORECASE)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_JSON = re.compile(r"\\u([0-9A-Fa-f]{4})")
_HEADER_CODE = re.compile(r'&(?:[LCRPNDTAFGZBIUSXYE]|"[^"]*"|\d{1,3}|K[0-9A-Fa-f]{6})')
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_QUOTED = re.compile(r"(?:=[0-9A-F]{2})+")
_SOFT_BREAK = re.compile(r"=\r?\n")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{6,}(?:\r?\n[A-Za-z0-9+/_-]{2,})*={0,2}")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}[ :]?){5,}")
_ASCII_RUN = re.compile(rb"[\x09\x20-\x7e]{4,}")
_WIDE_RUN = re.compile(rb"(?:[\x20-\x7e]\x00){4,}")
_WIDE = ("utf-16-le", "utf-16-be")
_NARROW = ("gb18030", "big5", "cp1252")
_MOST_GUESSED = 8 << 20
"""Bytes of a piece that is tried in every encoding; a larger one is no text."""


def is_markup(data: bytes) -> bool:
    """Return whether a piece is XML or HTML."""
    return _XML.match(data[:200]) is not None or _is_wide_markup(data)


def texts(data: bytes) -> Iterator[str]:
    """Yield the readings of a piece as text, whatever its encoding."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        yield data.decode("utf-16", "replace")
        return
    if is_markup(data):
        found = _ENCODING.match(data)
        yield _decoded(data, found[1].decode() if found else "utf-8")
        return
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = ""
    if text and text.count("\x00") * 50 < len(text):
        yield text
        if not data.isascii():
            return
        return
    yield from _guessed(data)


def forms(text: str) -> Iterator[str]:
    """Yield `text` in the forms that bring its values to light, segments between borders."""
    plain = _plain(text)
    bases = [plain]
    if "<" in text and _RUN.search(text):
        bases.append(_plain(_INLINE.sub("", text)))
    for base in bases:
        yield base
        for sign, escapes, meant in _ESCAPES:
            if sign in base:
                # Only the segments that are written so: a whole sheet again takes long.
                written = [segment for segment in base.split(BORDER) if sign in segment]
                yield BORDER.join(escapes.sub(meant, segment) for segment in written)
    if _QUOTED.search(text):
        yield _QUOTED.sub(_quoted, _SOFT_BREAK.sub("", text)).translate(_MARKUP)
    packed = list(dict.fromkeys((*_base64(text), *_hex(text))))
    if packed:
        yield BORDER.join(packed)


def _plain(text: str) -> str:
    """Return text with borders for markup, and with entities read, those written twice too."""
    plain = text.translate(_MARKUP)
    return html.unescape(html.unescape(plain)) if "&" in plain else plain


def _code(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))


def _percent(found: re.Match[str]) -> str:
    return _either(bytes.fromhex(found[0].replace("%", "")))


def _quoted(found: re.Match[str]) -> str:
    return _either(bytes.fromhex(found[0].replace("=", "")))


def _either(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


_ESCAPES: tuple[tuple[str, re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    ("_x", _ESCAPED, _code),
    ("\\u", _JSON, _code),
    ("%", _PERCENT, _percent),
    ("&", _HEADER_CODE, " "),
)


def _is_wide_markup(data: bytes) -> bool:
    return data[:4] in (b"\xff\xfe<\x00", b"\xfe\xff\x00<")


def _decoded(data: bytes, encoding: str) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    try:
        return data.decode("utf-8-sig" if encoding.lower() in {"utf-8", "utf8"} else encoding)
    except (UnicodeDecodeError, LookupError):
        return data.decode("utf-8", "replace")


def _guessed(data: bytes) -> Iterator[str]:
    """Yield what may be text in binary data: runs of letters first, then every encoding."""
    yield BORDER.join(run.decode("ascii") for run in _ASCII_RUN.findall(data))
    wide = [run.decode("utf-16-le") for run in _WIDE_RUN.findall(data)]
    if wide:
        yield BORDER.join(wide)
    if len(data) > _MOST_GUESSED:
        return
    yield data.decode("utf-8", "replace")
    for encoding in _NARROW:
        yield data.decode(encoding, "replace")
    for encoding in _WIDE:
        yield data.decode(encoding, "replace")
        yield data[1:].decode(encoding, "replace")


def _base64(text: str) -> Iterator[str]:
    runs = set(_BASE64.findall(text))
    # A slash is a sign of base64, and stands between the folders of a path.
    runs |= {part for run in runs if "/" in run for part in run.split("/") if len(part) > 5}
    for found in runs:
        body = "".join(found.split()).rstrip("=").replace("-", "+").replace("_", "/")
        try:
            raw = base64.b64decode(body + "=" * (-len(body) % 4))
        except (binascii.Error, ValueError):
            continue
        yield from _bytes_as_text(raw)


def _hex(text: str) -> Iterator[str]:
    for found in set(_HEX.findall(text)):
        body = re.sub(r"[ :]", "", found)
        yield from _bytes_as_text(bytes.fromhex(body[: len(body) // 2 * 2]))


def _bytes_as_text(raw: bytes) -> Iterator[str]:
    """Yield unpacked bytes that are writing; most of what unpacks is not."""
    for encoding in ("utf-8", "utf-16-le", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.isprintable() or text.replace("\n", "").replace("\r", "").isprintable():
            yield text
            return
