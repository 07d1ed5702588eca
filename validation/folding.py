"""Text for searching: width, case and traditional characters gone, every place kept.

A hit in folded text stands at the same place in the text itself, so that evidence can be shown
as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from validation.vocabularies import simplified

if TYPE_CHECKING:
    from collections.abc import Mapping

_HAN = range(0x3400, 0xA000)
_OTHERS = (range(0x20, 0x250), range(0x3000, 0x3040), range(0xF900, 0xFB00), range(0xFF00, 0xFFF0))


def folded(text: str) -> str:
    """Return `text` half-width, lower-case and simplified, sign for sign.

    A sign that would become several (ß, İ) stays one: its first, or itself.

    >>> folded("ＰＲＩＣＥ 價格敏感！"), len(folded("Straße İ")) == len("Straße İ")
    ('price 价格敏感!', True)
    """
    return text.lower() if text.isascii() else text.translate(_SIGNS)


@lru_cache(maxsize=100)
def spelling(word: str) -> re.Pattern[str]:
    """Return what finds a word in texts as they are written: `folded` of a hit is the word's.

    Many texts are searched faster so than by folding them. Blanks match any blanks, and between
    Chinese and other letters there may be some or none: people write CE证书 and CE 证书.

    >>> spelling("Price 价").search("ＰＲＩＣＥ 價").span()
    (0, 7)
    """
    found, before, blank = [], "", False
    for sign in folded(word).strip():
        if sign.isspace():
            blank = True
            continue
        if before and (blank or _is_han(before) != _is_han(sign)):
            apart = blank and not (_is_han(before) or _is_han(sign))
            found.append(r"\s+" if apart else r"\s*")
        found.append(f"[{re.escape(_written().get(sign, sign))}]")
        before, blank = sign, False
    return re.compile("".join(found))


def _is_han(sign: str) -> bool:
    return ord(sign) in _HAN


@cache
def _written() -> Mapping[str, str]:
    """Return a folded sign → every sign that people write for it."""
    han = [chr(code) for code in _HAN]
    # One call instead of 27,000: a line for each sign, so that none is taken for part of a word.
    for sign, plain in zip(han, simplified("\n".join(han)).split("\n"), strict=True):
        _SIGNS[ord(sign)] = ord(plain[:1] or sign)
    found: dict[str, list[str]] = {}
    for code in (*_HAN, *(code for codes in _OTHERS for code in codes)):
        found.setdefault(folded(chr(code)), []).append(chr(code))
    return {sign: "".join(signs) for sign, signs in found.items()}


class _Signs(dict[int, int]):
    """Code point → folded code point, found when first met."""

    def __missing__(self, code: int) -> int:
        sign = unicodedata.normalize("NFKC", chr(code)).casefold()
        if len(sign) != 1:
            # 'ß' becomes two signs and '㈱' three: the text must keep its length.
            sign = chr(code).lower()[:1] or chr(code)
        if "\u3400" <= sign <= "\u9fff":
            sign = simplified(sign)[:1] or sign
        self[code] = ord(sign)
        return self[code]


_SIGNS = _Signs()
