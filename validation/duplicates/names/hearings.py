"""How a name sounds elsewhere: in Hong Kong, in Japan, in Korea, and in Taiwan's old spelling."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from validation.normalise.company.letters import fold, latin
from validation.normalise.tables import entries, rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from validation.normalise.company import CompanyName

_SHORTEST = 5
"""Letters of a reading that is worth comparing; shorter ones are read out of any name."""


class Hearings(NamedTuple):
    """What names are compared by when the other name is of another tongue; "" for nothing."""

    cantonese: list[str]
    japanese: list[str]
    korean: list[str]
    wade: list[str]
    """Mandarin as Taiwan spells it."""
    spelt_wade: list[str]
    """A Latin name that is spelt so, and could not be pinyin."""


def hearings(readings: Sequence[CompanyName]) -> Hearings:
    """Return how what the companies are called sounds elsewhere, in the order given.

    Only what another name of `readings` may need: Latin names alone have no Korean sound.
    """
    called = [_called(reading) for reading in readings]
    signs = [not text.isascii() for text in called]
    blank = [""] * len(called)
    cantonese, japanese, korean = blank, blank, blank
    if any(signs):
        cantonese = [
            _in_cantonese(c) if s else _slurred(c) for c, s in zip(called, signs, strict=True)
        ]
        japanese = [_japanese().get(c, "") if s else c for c, s in zip(called, signs, strict=True)]
    if any(map(_is_hangul, called)):
        korean = [
            _blurred(latin(c)) if not s or _is_hangul(c) else ""
            for c, s in zip(called, signs, strict=True)
        ]
    spelt = [_spelt_wade(c) if not s else "" for c, s in zip(called, signs, strict=True)]
    wade = [_wade(latin(c)) for c in called] if any(spelt) else blank
    return Hearings(cantonese, japanese, korean, wade, spelt)


def _called(reading: CompanyName) -> str:
    text = "".join([part.code for part in reading.parts if part.kind == "stem"])
    return text if len(text) >= _SHORTEST or not text.isascii() else ""


def _is_hangul(text: str) -> bool:
    return "\uac00" <= text[:1] <= "\ud7af"


@lru_cache(maxsize=100_000)
def _in_cantonese(called: str) -> str:
    heard = [_cantonese().get(sign, "") for sign in called]
    return _slurred("".join(heard)) if all(heard) and len(heard) > 1 else ""


@lru_cache(maxsize=100_000)
def _spelt_wade(called: str) -> str:
    is_wade = _wade_syllables().fullmatch(called) is not None
    return _regular(called) if is_wade and not _wade(called) else ""


@lru_cache(maxsize=100_000)
def _slurred(text: str) -> str:
    """Return `text` without what Hong Kong spells as it likes: Fook and Fuk, Kee and Ki."""
    return _DOUBLED.sub(r"\1", _SLURRED_SIGNS.sub(lambda match: _SLURRED[match[0]], text))


_DOUBLED = re.compile(r"(.)\1+")
_SLURRED: Mapping[str, str] = {
    "oo": "u", "ou": "u", "ee": "i", "ei": "i", "ie": "i", "ea": "i", "ow": "au", "ao": "au",
    "oy": "oi", "ueng": "ung", "eung": "ung", "oung": "ung", "yee": "i", "yi": "i", "ts": "ch",
    "tz": "ch", "dz": "ch", "kam": "kum",
}  # fmt: skip
_SLURRED_SIGNS = re.compile("|".join(sorted(_SLURRED, key=len, reverse=True)))


@lru_cache(maxsize=100_000)
def _blurred(text: str) -> str:
    """Return `text` without what Korea spells as it likes: Seong and Sung, Hyeon and Hyun."""
    return _DOUBLED.sub(r"\1", _BLURRED_SIGNS.sub(lambda match: _BLURRED[match[0]], text))


_BLURRED: Mapping[str, str] = {
    **dict.fromkeys(("eo", "eu", "oo", "ou", "woo", "u", "aw"), "o"),
    **dict.fromkeys(("ae", "ai", "ay", "ei", "ee", "i"), "e"),
    **dict.fromkeys(("ph", "b", "v", "f"), "p"),
    **dict.fromkeys(("ch", "j", "z"), "c"),
    **dict.fromkeys(("g", "q"), "k"),
    **dict.fromkeys(("th", "d"), "t"),
    "sh": "s", "r": "l", "ca": "ka", "co": "ko", "cu": "ko",
}  # fmt: skip
_BLURRED_SIGNS = re.compile("|".join(sorted(_BLURRED, key=len, reverse=True)))


@cache
def _cantonese() -> Mapping[str, str]:
    return {fold(row["signs"]): row["latin"] for row in rows("cantonese")}


@cache
def _japanese() -> Mapping[str, str]:
    return {fold(row["signs"]): row["latin"] for row in rows("japanese")}


_TURNED: Mapping[str, str] = {
    "zh": "ch", "ch": "ch", "sh": "sh", "b": "p", "p": "p", "d": "t", "t": "t", "g": "k", "k": "k",
    "j": "ch", "q": "ch", "x": "hs", "z": "ts", "c": "ts", "r": "j",
}  # fmt: skip
_WHOLE: Mapping[str, str] = {
    "zhi": "chih", "chi": "chih", "shi": "shih", "ri": "jih", "zi": "tzu", "ci": "tzu", "si": "ssu",
    "ge": "ko", "ke": "ko", "he": "ho", "yan": "yen", "you": "yu", "ye": "yeh", "yi": "i",
    "guo": "kuo", "kuo": "kuo", "huo": "huo", "shuo": "shuo", "yong": "yung", "er": "erh",
}  # fmt: skip
_FINALS = (("iong", "iung"), ("ong", "ung"), ("ian", "ien"), ("ie", "ieh"), ("ue", "ueh"))


@lru_cache(maxsize=1_000)
def _turned(syllable: str) -> str:
    """Return a pinyin `syllable` in the spelling of Wade and Giles, without its apostrophes."""
    if syllable in _WHOLE:
        return _WHOLE[syllable]
    length = 2 if syllable[:2] in _TURNED else 1
    first, rest = syllable[:length], syllable[length:]
    for final, to in _FINALS:
        if rest == final:
            rest = to
    if rest == "uo":
        rest = "o"
    if rest == "ui" and first in ("g", "k"):
        rest = "uei"
    return _TURNED.get(first, first) + rest


_MOST_SYLLABLES = 4


def _wade(pinyin: str) -> str:
    """Return what reads as two to four Mandarin syllables in Taiwan's spelling; "": it does not."""
    if not pinyin.isascii() or not pinyin.isalpha() or len(pinyin) > 6 * _MOST_SYLLABLES:
        return ""
    found = _syllables(pinyin, _MOST_SYLLABLES)
    return "".join(map(_turned, found)) if len(found) > 1 else ""


def _syllables(text: str, most: int) -> tuple[str, ...]:
    """Return the Mandarin syllables of `text`, the longest first; (): it is no Mandarin."""
    if most == 0:
        return ()
    for length in range(min(6, len(text)), 0, -1):
        first, rest = text[:length], text[length:]
        if first not in entries("pinyin"):
            continue
        if not rest:
            return (first,)
        # Inside a name a syllable that begins with a vowel is marked with an apostrophe.
        if rest[0] not in "aeouiv" and (later := _syllables(rest, most - 1)):
            return (first, *later)
    return ()


@cache
def _wade_syllables() -> re.Pattern[str]:
    known = {_turned(syllable) for syllable in entries("pinyin")}
    found = sorted(known | {"hwa", "kwang", "kwan", "kwo", "hwang", "sze", "szu"}, key=len)
    return re.compile(f"(?:{'|'.join(reversed(found))}){{2,4}}")


def _regular(text: str) -> str:
    return text.replace("hw", "hu").replace("kw", "ku").replace("sze", "ssu").replace("szu", "ssu")
