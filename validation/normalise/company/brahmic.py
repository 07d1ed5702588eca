"""The scripts of India and Thailand in Latin letters, by the names Unicode gives their signs."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAME = re.compile(r"(?:[A-Z]+) (LETTER|VOWEL SIGN|SIGN) (.+)")
_MARKS: Mapping[str, str] = {
    "ANUSVARA": "n", "CANDRABINDU": "n", "BINDI": "n", "TIPPI": "n", "VISARGA": "h",
}  # fmt: skip
_SPOKEN = (
    ("CC", "C"), ("TT", "T"), ("DD", "D"), ("NN", "N"), ("LL", "L"), ("SS", "SH"), ("C", "CH"),
)  # fmt: skip
_CHHA = re.compile("CHH+")

_THAI_LETTERS = dict(
    zip(
        "กขฃคฅฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ",
        str.split(
            "k kh kh kh kh kh ng ch ch ch s ch y d t th th th n d t th th th n b p ph f ph f ph "
            "m y r l w s s s h l _ h"
        ),
        strict=True,
    )
)
_THAI_VOWELS = dict(
    zip(
        "ะัาำิีึืุูเแโใไฤ",
        str.split("a a a am i i ue ue u u e ae o ai ai rue"),
        strict=True,
    )
)
_THAI_LEADING = re.compile("([เแโใไ])([ก-ฮ])")


@lru_cache(maxsize=50_000)
def brahmic(word: str) -> str:
    """Return `word` with its Indic and Thai signs in Latin letters, as they are read.

    >>> brahmic("टाटा"), brahmic("स्टील"), brahmic("โตโยต้า")
    ('tata', 'stil', 'toyota')
    """
    if any("\u0e00" <= sign <= "\u0e7f" for sign in word):
        word = _thai(word)
    return _indic(word)


def _thai(word: str) -> str:
    turned = _THAI_LEADING.sub(r"\2\1", word)
    spelt = "".join(
        _THAI_LETTERS.get(sign, _THAI_VOWELS.get(sign, "" if "ฯ" <= sign <= "๏" else sign))
        for sign in turned
    )
    return spelt.replace("_", "")


def _indic(word: str) -> str:
    spelt: list[str] = []
    inherent = False
    for sign in word:
        kind, sound = _sign(sign)
        if kind == "letter" and sound not in _VOWELS:
            spelt += ["a"] if inherent else []
            spelt.append(sound)
            inherent = True
        elif kind == "other":
            spelt += ["a"] if inherent and sound else []
            spelt.append(sound)
            inherent = False
        else:
            spelt += ["a"] if inherent and kind == "letter" else []
            spelt.append(sound)
            inherent = inherent and kind == "keep"
    # The last "a" of a word is not spoken, nor does it stand in a name's Latin spelling.
    return "".join(spelt)


_VOWELS = frozenset(["a", "i", "u", "e", "o", "ai", "au", "ri"])


@lru_cache(maxsize=1_000)
def _sign(sign: str) -> tuple[str, str]:
    """Return what a sign is (letter, vowel, mark, keep, other) and its sound."""
    if not "\u0900" <= sign <= "\u0dff":
        return "other", sign
    found = _NAME.match(unicodedata.name(sign, ""))
    if found is None:
        return "keep", ""
    group, name = found[1], found[2].rsplit(" ", 1)[-1]
    if group == "SIGN":
        known = {"VIRAMA": ("vowel", ""), "NUKTA": ("keep", "")}
        return known.get(name, ("mark", _MARKS.get(name, "")))
    vowel = _LONG.get(name, name.lower())
    if group == "VOWEL SIGN" or vowel in _VOWELS:
        return ("vowel" if group == "VOWEL SIGN" else "letter"), vowel
    for long, short in _SPOKEN:
        if name.startswith(long):
            name = short + name[len(long) :]
            break
    return "letter", _CHHA.sub("CH", name.removesuffix("A")).lower()


_LONG: Mapping[str, str] = {"AA": "a", "II": "i", "UU": "u", "EE": "e", "OO": "o"}
