"""Text that was written in one encoding and read in another, and what can be saved of it."""

from __future__ import annotations

import re

LOST = re.compile(
    "\ufffd+|(?:锟斤拷)+|锟斤|(?:烫烫)+烫?|[\ud800-\udfff]+|^\\?{2,}(?=\\s*[^\\s?!.])"
)
"""Signs that stand for characters gone for good."""

_TWO_FOREIGN = re.compile("[\u0080-\u24ff][\u0080-\u24ff]")
_LATIN_RUN = re.compile("[\u00a1-\u00ff]{4,}")
_HAN_RUN = re.compile("[\u0080-\ufffc]*[\u4e00-\u9fff][\u0080-\ufffc]+")


def repaired(value: str) -> str:
    """Return `value` as it was before the wrong decoding, or as it is when that is not certain.

    >>> repaired("MÃ¼ller"), repaired("¿Í»§"), repaired("瀹㈡埛"), repaired("Müller 客户")
    ('Müller', '客户', '客户', 'Müller 客户')
    """
    if value.isascii():
        return value
    fixed = _LATIN_RUN.sub(_from_gbk, _HAN_RUN.sub(_from_utf8_as_gbk, value))
    if fixed == value and _TWO_FOREIGN.search(value):
        fixed = _from_utf8_as_latin(value)
    return fixed


def _from_utf8_as_latin(value: str) -> str:
    # ftfy takes 90 ms to import; only text that may be broken pays for it.
    import ftfy  # noqa: PLC0415

    try:
        fixed = str(ftfy.fix_encoding(value))
    except (
        UnicodeError
    ):  # pragma: no cover - ftfy promises not to, and a cell must not stop a check
        return value
    return value if "\ufffd" in fixed else fixed


def _from_gbk(run: re.Match[str]) -> str:
    """Undo GB bytes read as Latin-1: only when every pair is one of the 3,755 common characters.

    Accented letters never stand four in a row in a Latin language; in Cyrillic read as Latin-1
    they do, but there the first bytes lie above those of the common characters.
    """
    data = run[0].encode("latin-1")
    if len(data) % 2 or not all(0xB0 <= lead <= 0xD7 for lead in data[::2]):
        return run[0]
    return data.decode("gb2312", errors="ignore") if _decodes(data, "gb2312") else run[0]


def _from_utf8_as_gbk(run: re.Match[str]) -> str:
    """Undo UTF-8 bytes read as GBK: only when rare signs become characters of GB 2312."""
    original = _reread(run[0], errors="strict")
    return original if original and all(map(_is_chinese, original)) else run[0]


def half_lost(value: str) -> str:
    """Return the piece that is UTF-8 read as GBK with a byte gone on the way; "": there is none.

    A Chinese name of an odd length ends this way: its bytes do not pair up.

    >>> half_lost("娣卞湷甯?"), half_lost("深圳市")
    ('娣卞湷甯', '')
    """
    if value.isascii():
        return ""
    for run in _HAN_RUN.finditer(value):
        original = _reread(run[0], errors="ignore")
        if len(original) >= 2 and all(map(_is_chinese, original)):
            return run[0]
    return ""


def _reread(text: str, *, errors: str) -> str:
    """Return `text` as UTF-8 behind GBK; "": it is not, or its characters are everyday ones."""
    if all(map(_is_common, text)):
        return ""
    try:
        data = text.encode("gb18030")
        original = data.decode("utf-8", errors=errors)
    except UnicodeError:
        return ""
    # Three bytes a character: anything shorter was read from stray matches.
    return original if len(original) * 3 >= len(data) - 2 else ""


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _is_chinese(sign: str) -> bool:
    """Return whether `sign` is one of the 6,763 characters of GB 2312."""
    try:
        return sign.encode("gb2312")[0] >= 0xB0
    except UnicodeEncodeError:
        return False


def _is_common(sign: str) -> bool:
    """Return whether `sign` is one of GB 2312's 3,755 everyday characters."""
    try:
        lead = sign.encode("gb2312")[0]
    except UnicodeEncodeError:
        return False
    return 0xB0 <= lead <= 0xD7
