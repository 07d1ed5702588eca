"""Characters that look like others or like nothing: width, blanks, invisible marks, scripts."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_FULL_WIDTH: Mapping[int, int] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FULL_WIDTH_OF_CODES: Mapping[int, int | str] = {
    **_FULL_WIDTH,
    0x3000: " ",
    0x3002: ".",
    0xFF61: ".",
    0xFFE5: "¥",
    0xFFE1: "£",
}

LONGEST_VALUE = 250
"""More characters than any number, date, amount or phone number: such text is not searched."""

CJK = r"\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
"""Han, kana and hangul, to stand inside a character class."""

_NEVER_SEEN = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
)
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_JOINING = "\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefc"
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_PICTURES = "\u200d\u20e3\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
# Persian and Indic spelling needs the (non-)joiners, family emoji are built with one, Thai and
# Khmer break lines at zero-width spaces: there these marks are letters, not dirt.
_WANTED = re.compile(
    f"(?<=[{_JOINING}])[\u200c\u200d](?=[{_JOINING}])"
    f"|(?<=[{_PICTURES}])\u200d(?=[{_PICTURES}])"
    f"|(?<=[{_UNSPACED}])\u200b(?=[{_UNSPACED}])"
)
_ORDER_MARKS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069")
_HALF_PAIR = re.compile("[\ud800-\udfff]")
_FOREIGN_DIGIT = re.compile(r"[^\D0-9]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_BLANKS = re.compile("[\\s\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")


def half_width(value: str) -> str:
    """Return `value` with full-width Latin letters, digits, signs and blanks made half-width.

    Made for codes, numbers and addresses; in a sentence full-width punctuation may be right.

    >>> half_width("ＤＥ１３６　６９５９７６。")
    'DE136 695976.'
    """
    return value if value.isascii() else value.translate(_FULL_WIDTH_OF_CODES)


def visible(value: str) -> str:
    r"""Return `value` without the marks nobody sees, except where the spelling needs them.

    >>> visible("john\u200b@gt.com")
    'john@gt.com'
    """
    if value.isascii():
        return value
    wanted = {match.start() for match in _WANTED.finditer(value)}
    if _RIGHT_TO_LEFT.search(value):
        # Order marks belong to a text that mixes directions; overrides only ever deceive.
        wanted |= {at for at, sign in enumerate(value) if sign in _ORDER_MARKS}
    return _NEVER_SEEN.sub(lambda sign: sign[0] if sign.start() in wanted else "", value)


def bare(value: str) -> str:
    r"""Return `value` for machine-read kinds: half-width, no invisible or control signs, trimmed.

    >>> bare(" ｇｔ．ｃｏｍ\ufeff ")
    'gt.com'
    """
    if value.isascii() and value.isprintable():
        return value.strip()
    # Half a surrogate pair is no character; encoders further on would refuse it.
    plain = _HALF_PAIR.sub("\ufffd", _NEVER_SEEN.sub("", half_width(value)))
    plain = _FOREIGN_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), plain)
    return _BLANKS.sub(" ", _CONTROL.sub("", plain)).strip()


def composed(value: str) -> str:
    """Return `value` with letters and their accents as one character, Han variants untouched.

    NFC would replace the compatibility ideographs that some personal names are written with.
    """
    if value.isascii() or unicodedata.is_normalized("NFC", value):
        return value
    pieces = re.split("([\uf900-\ufaff\U0002f800-\U0002fa1f]+)", value)
    return "".join(
        piece if at % 2 else unicodedata.normalize("NFC", piece) for at, piece in enumerate(pieces)
    )


def without_control(value: str) -> str:
    r"""Return `value` without control characters; line breaks of any kind become `\\n`."""
    lines = re.sub("\r\n|\r|\x85|\u2028|\u2029|\x0b|\x0c", "\n", value)
    # Excel writes control characters as _xHHHH_; some exporters leave that in the text.
    escaped = re.sub("_x000[dD]_\n?", "\n", lines)
    return _CONTROL.sub("", re.sub("_x00(?:[01][0-9a-fA-F]|7[fF])_", "", escaped))


def has_cjk(value: str) -> bool:
    """Return whether `value` holds Han, kana or hangul."""
    return not value.isascii() and _ANY_CJK.search(value) is not None


_ANY_CJK = re.compile(f"[{CJK}]")
