"""Names of people, whichever order, script and title they come with."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from validation.normalise.company.letters import fold, has_han, latin
from validation.normalise.tables import entries, rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

_HANGUL = re.compile("[\uac00-\ud7af]{2,5}")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")
_PARTICLES = frozenset(
    "van von der den de del della di da dos das du la le ten ter zu bin ibn al el abu".split()  # noqa: SIM905 - a list of words
)
_LONGEST_HAN = 4
_LONGEST_SYLLABLE = 6
_MOST_ROUNDS = 6


class PersonName(NamedTuple):
    """A person's name in comparable form, in Latin letters; "" for what is not known."""

    key: str
    """Distinct words in alphabetical order, pinyin by syllables: Li Wei, Wei Li and 李伟 agree."""
    family: str
    given: str
    """Given names joined by blanks, pinyin ones without; family and given are known or "" both."""
    initials: str
    """First letters of the words in alphabetical order: J. Smith may be John Smith."""
    title: str
    """The titles found, as folded: "mr", "经理"."""


def read(name: str) -> PersonName:
    """Return a person's `name` in comparable form; pure, and never raises on a text.

    Whether a name without comma, capitals or Chinese surname begins with the family is not
    guessed: its words are kept as a set.

    >>> {read(name).key for name in ("Li Wei", "Wei Li", "LI, Wei", "李伟先生", "李偉")}
    {'li wei'}
    >>> read("Herr Dr. Jürgen MÜLLER").family
    'muller'
    """
    return _read(name)


@lru_cache(maxsize=50_000)
def _read(name: str) -> PersonName:
    found = _once(name)
    key = found.key
    # In alphabetical order "jr" may come last and be a title: read until nothing changes.
    for _ in range(_MOST_ROUNDS):
        again = _once(key).key
        if again == key:
            break
        key = again
    return found._replace(key=key)


def _once(name: str) -> PersonName:
    words = _words(name)
    title, words = _without_titles(words)
    eastern = _eastern(words)
    if eastern:
        return eastern._replace(title=f"{title} {eastern.title}".strip())
    spelt = [_without_v(latin(word)) for word in words]
    if _is_chinese(spelt):
        found = _pinyin_parts(name, spelt)
        syllables = [syllable for word in spelt for syllable in _syllables(word)]
        return _named(syllables, *found, title=title)
    return _named(spelt, *_western(name, spelt), title=title)


def _words(name: str) -> list[str]:
    found = re.sub(r"[./()]", " ", fold(name)).split()
    # A name of nothing but modifier letters stands as it is.
    return found or ["".join(filter(str.isalnum, name))] * any(map(str.isalnum, name))


def _named(words: Sequence[str], family: str, given: str, *, title: str) -> PersonName:
    distinct = sorted(set(words))
    known = sorted(word[0] for word in (family, *given.split(" ")) if word)
    initials = "".join(known) or "".join(word[0] for word in distinct)
    return PersonName(" ".join(distinct), family, given, initials, title)


@cache
def _titles(position: str) -> frozenset[str]:
    return frozenset(
        fold(row["title"]) for row in rows("person_titles") if row["position"] == position
    )


def _without_titles(words: list[str]) -> tuple[str, list[str]]:
    """Return the titles before and after a name and the rest; a name of titles alone is kept."""
    start, end = 0, len(words)
    while start < end - 1 and words[start] in _titles("front"):
        start += 1
    while end - 1 > start and words[end - 1] in _titles("behind") | _titles("front"):
        end -= 1
    return " ".join((*words[:start], *words[end:])), words[start:end]


def _eastern(words: Sequence[str]) -> PersonName | None:
    """Return the name written in Han or hangul among `words`; None: there is none."""
    joined = "".join(words)
    run = _HAN.search(joined) or _HANGUL.search(joined)
    if not run:
        return None
    name, title = _unglued(run[0])
    surname = _surname(name)
    given = name[len(surname) :]
    family = _surnames().get(surname, latin(surname))
    if not has_han(name):
        spelt = latin(given)
        return _named([word for word in (family, spelt) if word], family, spelt, title=title)
    if len(name) > _LONGEST_HAN:
        # Not a Chinese person's name: a firm, or one from elsewhere; its signs are all there is.
        return _named(_syllables(latin(name)), "", "", title=title)
    spelt = latin(given)
    return _named((*_syllables(family), *_syllables(spelt)), family, spelt, title=title)


def _unglued(name: str) -> tuple[str, str]:
    """Return `name` without the title written behind it, and that title."""
    for length in range(min(5, len(name) - 1), 0, -1):
        rest = name[:-length]
        # 李工 is engineer Li, but 李建工 a name.
        named = length == 1 and len(rest) == 2 and rest not in _surnames()
        if name[-length:] in _titles("glued") and not named:
            return rest, name[-length:]
    return name, ""


@cache
def _surnames() -> Mapping[str, str]:
    return {row["surname"]: row["latin"] for row in rows("surnames")}


def _surname(name: str) -> str:
    return name[:2] if len(name) > 2 and name[:2] in _surnames() else name[:1]


@cache
def _spelt_surnames() -> frozenset[str]:
    return frozenset(row["latin"] for row in rows("surnames") if has_han(row["surname"]))


@cache
def _whole_pattern() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(sorted(entries('pinyin'), key=len, reverse=True))})+")


def _syllables(word: str) -> tuple[str, ...]:
    """Return the syllables of pinyin; the word itself when it is none, nothing for nothing."""
    return (_divided(word) or (word,)) if word else ()


def _without_v(word: str) -> str:
    """Return pinyin with the ü that was typed v as u, any other word as it is."""
    plain = word.replace("lv", "lu").replace("nv", "nu")
    return plain if plain != word and _whole_pattern().fullmatch(plain) else word


@lru_cache(maxsize=50_000)
def _divided(word: str) -> tuple[str, ...] | None:
    """Return `word` in syllables, long ones first; a later one begins with a vowel if it must.

    >>> _divided("nana"), _divided("xian")
    (('na', 'na'), ('xian',))
    """
    if not word:
        return ()
    fallback = None
    for length in range(min(len(word), _LONGEST_SYLLABLE), 0, -1):
        if word[:length] in entries("pinyin"):
            rest = _divided(word[length:])
            if rest is not None and not (rest and rest[0][0] in "aeo"):
                return (word[:length], *rest)
            if rest is not None and fallback is None:
                fallback = (word[:length], *rest)
    return fallback


def _is_chinese(words: Sequence[str]) -> bool:
    """Return whether every word is pinyin and a surname stands at either end."""
    if len(words) < 2 or not {words[0], words[-1]} & _spelt_surnames():
        return False
    return all(len(word) > 1 and _whole_pattern().fullmatch(word) for word in words)


def _pinyin_parts(name: str, words: Sequence[str]) -> tuple[str, str]:
    """Return family and given name, ("", "") when either end may be the surname."""
    known = _told(name, words)
    if known:
        return known[0], known[1].replace(" ", "")
    first, last = (word in _spelt_surnames() for word in (words[0], words[-1]))
    if first and (not last or len(_syllables(words[-1])) > 1):
        return words[0], "".join(words[1:])
    if last and not first:
        return words[-1], "".join(words[:-1])
    return "", ""


def _western(name: str, words: Sequence[str]) -> tuple[str, str]:
    """Return family and given name where comma, capitals or a particle tell them apart."""
    known = _told(name, words)
    if known:
        return known
    # Văn is no particle, van is one.
    small = {latin(fold(word)) for word in name.split() if word.islower()}
    particles = _PARTICLES & small
    at = next((n for n, word in enumerate(words) if n and word in particles), None)
    if at is not None and at < len(words) - 1:
        return " ".join(words[at:]), " ".join(words[:at])
    return "", ""


def _told(name: str, words: Sequence[str]) -> tuple[str, str] | None:
    """Return family and given name as a comma or capitals tell them: "LI, Wei", "Jean DUPONT"."""
    before, comma, after = name.replace("，", ",").partition(",")
    if comma and after.strip():
        family, given = ([latin(word) for word in _words(part)] for part in (before, after))
        family, given = ([word for word in part if word in words] for part in (family, given))
        if family and given:
            return " ".join(family), " ".join(given)
    typed = [word for word in re.split(r"[\s.]+", name) if latin(fold(word)).strip() in words]
    capitals = [word for word in typed if len(word) > 1 and word.isupper()]
    if capitals and len(typed) == len(words) and len(capitals) < len(typed):
        family = [latin(fold(word)).strip() for word in capitals]
        given = [latin(fold(word)).strip() for word in typed if word not in capitals]
        return " ".join(family), " ".join(given)
    return None


def read_all(names: pd.Series) -> pd.DataFrame:
    """Return key, family, given and initials of every name, index as `names`.

    Each distinct value is read once; blank cells (None, NaN) give "".
    """
    import pandas as pd  # noqa: PLC0415 - 0.3 s, for callers with a table

    codes, distinct = pd.factorize(names)
    readings = [read(name) if isinstance(name, str) else read("") for name in distinct]
    # A blank cell has code -1: the last row.
    table = pd.DataFrame([*readings, read("")], columns=PersonName._fields)
    return table.iloc[codes].set_axis(names.index).drop(columns="title")
