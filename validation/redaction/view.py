"""A text as the gate reads it: one spelling for every sign, each with its place in the original.

Half-width, lower case, simplified, without accents and without signs nobody sees; blanks are one
blank. So ＵＳＤ 15.5, usd\u200b15.5 and ＵＳＤ１５.５ are the same to every rule.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from validation.folding import folded
from validation.normalise.characters import CJK

if TYPE_CHECKING:
    from collections.abc import Sequence

HAN = re.compile(f"[{CJK}]")
_BLANK = " "
_HIDDEN = frozenset({"Cf", "Mn", "Me", "Cc", "Cs", "Co", "Cn"})
_HANGUL = range(0xAC00, 0xD7B0)
# Letters of other scripts that look like Latin ones: a name or a code may be written with them.
_LOOKALIKES = str.maketrans(
    "асеоріхуѕԁԛԝвнкмтӏ" + "αβεηικμνορτυχγω",
    "aceopixysdqwbhkmtl" + "abenikmvoptuxyw",
)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣─", "-"))
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})
_LOOSE = re.compile(rf"[^\w,;:!?()<>\[\]|=@%$€£¥+{CJK}]|_")
"""What may stand between the signs of a name or number that was torn apart."""


class View:
    """One text, folded, with the way back to its places."""

    def __init__(self, text: str) -> None:
        """Fold `text`."""
        self.text = text
        self.said, self._places = _told(text)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of `said` stands in the text itself."""
        if self._places is None:
            return start, end
        first = self._places[start] if start < len(self._places) else len(self.text)
        return first, self._places[end - 1] + 1 if end > start else first

    @cached_property
    def squashed(self) -> tuple[str, Sequence[int]]:
        """The text without blanks, dots, dashes and the like, and each sign's place in `said`."""
        if not _LOOSE.search(self.said):
            return self.said, range(len(self.said))
        kept = [(sign, at) for at, sign in enumerate(self.said) if not _LOOSE.match(sign)]
        return "".join(sign for sign, _ in kept), [at for _, at in kept]


def fold(text: str) -> str:
    """Return `text` as a View says it.

    >>> fold("Ｍüller  價\u200b格 Straße")
    'muller 价格 strasse'
    """
    return _told(text)[0]


def squash(text: str) -> str:
    """Return folded `text` without what may be torn out of it.

    >>> squash("Q-2026 / 018")
    'q2026018'
    """
    return _LOOSE.sub("", fold(text))


def _told(text: str) -> tuple[str, list[int] | None]:
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.lower(), None
    said: list[str] = []
    places: list[int] = []
    for at, sign in enumerate(text):
        for plain in _plain(sign):
            if plain in " \n" and said and said[-1] in " \n":
                continue
            said.append(plain)
            places.append(at)
    return "".join(said), places


@lru_cache(maxsize=20_000)
def _plain(sign: str) -> str:
    """Return what one sign is read as; "" for one nobody sees."""
    if sign in "\n\r\v\f\x85\u2028\u2029":
        return "\n"
    if sign.isspace():
        return _BLANK
    if unicodedata.category(sign) in _HIDDEN:
        return ""
    if ord(sign) in _HANGUL:
        return sign
    wide = unicodedata.normalize("NFKC", sign).casefold()
    bare = "".join(_bare(letter) for letter in wide)
    return bare.translate(_LOOKALIKES).translate(_DASHES).translate(_QUOTES)


def _bare(letter: str) -> str:
    """Return a letter without accents, a Chinese one simplified, a digit of any script as 0-9."""
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    if HAN.match(letter):
        return folded(letter)
    parts = unicodedata.normalize("NFD", letter)
    return "".join(part for part in parts if unicodedata.category(part) not in _HIDDEN)
