"""Text of an unknown encoding: every candidate is tried and the most plausible one is taken.

The order only breaks ties. 'Müller' in cp1252 is valid gb18030 too, so "it decodes" says little;
what tells is whether the letters are ones that people write, in places where they write them.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import NamedTuple

CANDIDATES = ("gb18030", "big5", "cp1252", "shift_jis", "cp949", "cp1251", "cp1250")
"""Tried when the bytes are neither UTF-8 nor UTF-16."""

_NAMES = {
    "utf-8-sig": "UTF-8",
    "utf-8": "UTF-8",
    "gb18030": "GB 18030",
    "big5": "Big5",
    "shift_jis": "Shift_JIS",
    "cp949": "EUC-KR",
}
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_SAMPLE = 1 << 15
_STRANGE_LINE = re.compile(rb"[^\r\n]*[\x80-\xff][^\r\n]*")
_WIDE_MARKS = frozenset("，。、；：？！（）《》「」『』【】“”‘’…—·￥　")
_LATIN_MARKS = frozenset("‘’“”–—•…€£®©™°·«»ºª¿¡§¥\u00a0")


class Decoded(NamedTuple):
    """A text, and the name of its encoding; `lost` counts characters that could not be read."""

    text: str
    encoding: str
    guessed: bool = False
    lost: int = 0


def decode(data: bytes, *, declared: str | None = None) -> Decoded:
    """Return the text of `data`; `declared` is what the file says of itself, if anything.

    A byte that is no character of the chosen encoding becomes U+FFFD and is counted.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decoded(data, encoding, guessed=False)
    if wide := _wide(data):
        return _decoded(data, wide, guessed=True)
    for encoding in ("utf-8", _python_name(declared)):
        try:
            return Decoded(data.decode(encoding), name_of(encoding))
        except (UnicodeDecodeError, LookupError):
            continue
    sample = _sample(data)
    best = max(("utf-8", *CANDIDATES), key=lambda name: plausibility(_text(sample, name)))
    return _decoded(data, best, guessed=True)


def plausibility(text: str) -> float:
    """Return how much the letters of `text` beyond ASCII look like writing, at most about 1."""
    total, count = 0.0, 0
    for at, letter in enumerate(text):
        if letter >= "\x80":
            before = text[at - 1] if at else " "
            total += _weight(letter, before, text[at + 1 : at + 2] or " ")
            count += 1
    return total / count if count else 0.0


def name_of(encoding: str) -> str:
    """Return what people call an encoding.

    >>> name_of("gb18030"), name_of("cp1252")
    ('GB 18030', 'CP1252')
    """
    return _NAMES.get(encoding, encoding.upper())


def _decoded(data: bytes, encoding: str, *, guessed: bool) -> Decoded:
    text = _text(data, encoding)
    return Decoded(text, name_of(encoding), guessed, text.count("\ufffd"))


def _text(data: bytes, encoding: str) -> str:
    return data.decode(encoding, "replace")


def _python_name(declared: str | None) -> str:
    name = (declared or "").strip().lower()
    # What is labelled GB 2312 or ISO 8859-1 is read by its superset, as browsers do.
    if name in {"gb2312", "gbk", "gb_2312-80", "x-gbk"}:
        return "gb18030"
    return "cp1252" if name in {"iso-8859-1", "latin1", "latin-1"} else name or "utf-8"


def _wide(data: bytes) -> str | None:
    """Return the UTF-16 that `data` is in without saying so, by where its NULs stand."""
    sample = data[: _SAMPLE - _SAMPLE % 2]
    nulls = sample.count(0)
    if len(data) % 2 or nulls * 50 < len(sample) or nulls < 2:
        return None
    odd = sample[1::2].count(0)
    if odd * 20 >= nulls * 19:
        name = "utf-16-le"
    elif (nulls - odd) * 20 >= nulls * 19:
        name = "utf-16-be"
    else:
        return None
    return None if "\ufffd" in _text(sample, name) else name


def _sample(data: bytes) -> bytes:
    lines: list[bytes] = []
    size = 0
    for found in _STRANGE_LINE.finditer(data):
        lines.append(found[0][:_SAMPLE])
        size += len(lines[-1])
        if size > _SAMPLE:
            break
    return b"\n".join(lines)


def _weight(letter: str, before: str, after: str) -> float:
    code = ord(letter)
    if letter == "\ufffd" or 0x80 <= code < 0xA0 or 0xE000 <= code < 0xF900:
        return -2
    if letter in _LATIN_MARKS or letter in _WIDE_MARKS:
        # One of these can stand inside a word that another encoding spells out.
        return -0.5 if _ascii_letter(before) and _ascii_letter(after) else 0.3
    if 0xC0 <= code < 0x250:
        return _latin(letter, before, after)
    if 0x400 <= code < 0x530:
        return _cyrillic(letter, before, after)
    return _eastern(letter, before, after)


def _latin(letter: str, before: str, after: str) -> float:
    if not letter.isalpha():
        return -0.5
    strangers = sum(neighbour >= "\x80" for neighbour in (before, after))
    if strangers == 2 or (letter.isupper() and before.islower()):
        return -1
    return 0.4 if strangers or not (_ascii_letter(before) or _ascii_letter(after)) else 0.8


def _cyrillic(letter: str, before: str, after: str) -> float:
    if _ascii_letter(before) or _ascii_letter(after):
        return -1
    if letter.isupper() and before.islower():
        return -1
    return 0.9 if "А" <= letter <= "я" or letter in "ЁёІіЇїЄє" else 0.1


def _eastern(letter: str, before: str, after: str) -> float:
    if "\u3041" <= letter <= "\u30ff":
        return 0.9
    if letter in _frequent():
        # Between two Latin letters even a frequent one is chance.
        return -0.5 if _ascii_letter(before) and _ascii_letter(after) else 1
    if "\uff61" <= letter <= "\uff9f":
        return 0.2
    if not letter.isalpha():
        wide = "\uff01" <= letter <= "\uff5e" or unicodedata.category(letter) == "Ps"
        return 0.3 if wide else -0.3
    return -0.2 if _ascii_letter(before) and _ascii_letter(after) else 0.1


def _ascii_letter(letter: str) -> bool:
    return letter.isascii() and letter.isalpha()


@cache
def _frequent() -> frozenset[str]:
    """Return the letters that most text in Chinese and Korean is made of."""
    table = Path(__file__).with_name("frequent.csv")
    with table.open(encoding="utf-8", newline="") as file:
        return frozenset("".join(row["letters"] for row in csv.DictReader(file)))
