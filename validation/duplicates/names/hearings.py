"""How a name sounds elsewhere: in Hong Kong, in Japan, in Korea, and in Taiwan's old spelling."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from validation.normalise.company.letters import fold, latin
from validation.normalise.tables import entries, rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from validation.normalise.company import CompanyName

_SHORTEST = 5
"""Letters of a reading that is worth comparing; shorter ones are read out of any name."""


class Hearings(NamedTuple):
    """What a name is compared by when the other name is of another tongue; "" for nothing."""

    cantonese: str
    japanese: str
    korean: str
    wade: str
    """Mandarin as Taiwan spells it."""
    spelt_wade: str
    """A Latin name that is spelt so, and could not be pinyin."""


_NONE = Hearings("", "", "", "", "")


def hearings(reading: CompanyName) -> Hearings:
    """Return how what the company is called sounds elsewhere."""
    called = "".join(part.code for part in reading.parts if part.kind == "stem")
    if not called:
        return _NONE
    if called.isascii():
        return _of_latin(called) if len(called) >= _SHORTEST else _NONE
    return _of_signs(called)


@lru_cache(maxsize=100_000)
def _of_latin(called: str) -> Hearings:
    wade = _wade(called)
    spelt = "" if wade or not _is_wade(called) else _regular(called)
    return Hearings(_slurred(called), called, _blurred(called), wade, spelt)


@lru_cache(maxsize=100_000)
def _of_signs(called: str) -> Hearings:
    heard = [_cantonese().get(sign, "") for sign in called]
    cantonese = _slurred("".join(heard)) if all(heard) and len(heard) > 1 else ""
    korean = _blurred(latin(called)) if "\uac00" <= called[0] <= "\ud7af" else ""
    return Hearings(cantonese, _japanese().get(called, ""), korean, _wade(latin(called)), "")


def _slurred(text: str) -> str:
    """Return `text` without what Hong Kong spells as it likes: Fook and Fuk, Kee and Ki."""
    for pattern, to in _SLURRED:
        text = pattern.sub(to, text)
    return text


_SLURRED = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"oo|ou", "u"),
        (r"ee|ei|ie|ea", "i"),
        (r"ow|ao", "au"),
        (r"oi|oy", "oi"),
        (r"ueng|eung|oung", "ung"),
        (r"yi|yee", "i"),
        (r"ts|tz|dz", "ch"),
        (r"kam", "kum"),
        (r"(.)\1+", r"\1"),
    )
)


def _blurred(text: str) -> str:
    """Return `text` without what Korea spells as it likes: Seong and Sung, Hyeon and Hyun."""
    for pattern, to in _BLURRED:
        text = pattern.sub(to, text)
    return text


_BLURRED = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"eo|eu|oo|ou|woo|u|aw", "o"),
        (r"ae|ai|ay|ei|ee|i|y(?=[^aeiou]|$)", "e"),
        (r"sh", "s"),
        (r"ch|j|z", "c"),
        (r"ph|[bpvf]", "p"),
        (r"[gkq]|c(?=[aou])", "k"),
        (r"[dt]h?", "t"),
        (r"[rl]", "l"),
        (r"(.)\1+", r"\1"),
    )
)


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


def _is_wade(text: str) -> bool:
    return _wade_syllables().fullmatch(text) is not None


def _regular(text: str) -> str:
    return text.replace("hw", "hu").replace("kw", "ku").replace("sze", "ssu").replace("szu", "ssu")
