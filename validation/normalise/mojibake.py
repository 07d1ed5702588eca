"""Text that was written in one encoding and read in another, and what can be saved of it."""

from __future__ import annotations

import re
from functools import lru_cache

LOST = re.compile(
    "\ufffd+|(?:锟斤拷)+|锟斤|(?:烫烫)+烫?|[\ud800-\udfff]+|^\\?{2,}(?=\\s*[^\\s?!.])"
)
"""Signs that stand for characters gone for good."""

_TWO_FOREIGN = re.compile("[\u0080-\u24ff][\u0080-\u24ff]")
_LATIN_RUN = re.compile("[\u00a1-\u00ff]{4,}")
_LATIN_BESIDE_HAN = re.compile("[\u4e00-\u9fff][\u00c0-\u00ff][\u0080-\u2122]+")
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


@lru_cache(maxsize=16)
def _fixed(value: str) -> str:
    """Return what ftfy makes of a text; one cell's text is asked for several times in a row."""
    # ftfy takes 90 ms to import; only text that may be broken pays for it.
    import ftfy  # noqa: PLC0415
    from ftfy.badness import is_bad  # noqa: PLC0415

    # The first thing that fix_encoding asks, at a third of its price.
    return str(ftfy.fix_encoding(value)) if is_bad(value) else value


def _from_utf8_as_latin(value: str) -> str:
    try:
        fixed = _fixed(value)
    except (
        UnicodeError
    ):  # pragma: no cover - ftfy promises not to, and a cell must not stop a check
        return value
    # Half a repair is none: GB bytes hold pairs that look like UTF-8.
    half = "\ufffd" in fixed or _LATIN_RUN.search(fixed) or _left_over(fixed)
    return value if half else fixed


def _left_over(fixed: str) -> str:
    """Return the piece that stayed garbled between repaired Han characters; "": there is none."""
    found = _LATIN_BESIDE_HAN.search(fixed)
    return found[0].strip("".join(filter(_is_chinese, found[0]))) if found else ""


def _from_gbk(run: re.Match[str]) -> str:
    """Undo GB bytes read as Latin-1: only when most pairs are of the 3,755 common characters.

    Accented letters never stand four in a row in a Latin language; in Cyrillic read as Latin-1
    they do, so at least one byte must be no Cyrillic letter. A third may be rarer characters: 深圳
    has one.
    """
    data = run[0].encode("latin-1")
    leads = data[::2]
    common = sum(0xB0 <= lead <= 0xD7 for lead in leads)
    chinese = all(0xB0 <= lead <= 0xF7 for lead in leads) and 3 * common >= 2 * len(leads)
    if len(data) % 2 or not chinese or min(data) >= 0xC0:
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
    return _half_of_latin(value)


def _half_of_latin(value: str) -> str:
    """Return the piece of UTF-8 read as Latin-1 that lost a byte; "": none, or all is there."""
    if not _TWO_FOREIGN.search(value) or _LATIN_BESIDE_HAN.search(value):
        return ""
    return _left_over(_fixed(value))


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
