"""The ways in which people write the name of somebody they know."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

from validation.normalise import company, people
from validation.normalise.tables import rows
from validation.redaction.view import HAN, fold, squash
from validation.redaction.words import any_of, listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Manner = Literal["whole", "capital", "upper", "loose"]
"""How a word has to stand in a text to be the name.

whole: as a word of its own, maybe torn apart; capital: besides, with a capital first letter, since
it is an everyday word too; upper: in capitals only; loose: wherever it stands, as Chinese does.
"""


class Spelling(NamedTuple):
    """One way to write a name."""

    word: str
    """Folded and squashed."""
    manner: Manner


_LATIN = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W_]+(?:[-&.'’][^\W_]+)*", re.ASCII)
_HAN_RUN = re.compile(f"{HAN.pattern}+")
_PIECES = re.compile(r"[\s,、;:/()<>|-]+")
_FILLERS = re.compile(any_of("filler_zh"))
_TITLED = re.compile(
    rf"{any_of('surname_sure')}(?:{'|'.join(sorted(listed('polite'), key=len, reverse=True))})"
)
_FEW = 3
"""Words of a column that is nothing but a name."""
_FRONT = ("老", "小", "阿")
_NO_NAMES = frozenset(
    ("小于", "小时", "小计", "小单", "小米", "小包", "小样", "小车", "老板", "小家")
)
_GIVEN_TITLED = ("总", "经理", "先生", "女士", "小姐", "姐", "哥", "工", "老师")
_ENGLISH_TITLES = (
    *("mr", "mrs", "ms", "miss", "mx", "sir", "madam", "mme", "monsieur", "herr", "frau", "dr"),
    *("prof", "senor", "senora", "sr", "sra", "signor", "signora"),
)


@lru_cache(maxsize=20_000)
def person(name: str) -> frozenset[Spelling]:
    """Return the ways to write a person's `name`, parts and polite forms among them."""
    folded = fold(name)
    found: set[Spelling] = set()
    for run in _HAN_RUN.findall(folded):
        found.update(_eastern(run))
    words = [word for word in _LATIN.findall(_HAN_RUN.sub(" ", folded)) if word not in _titles()]
    found.update(_western(words))
    whole = squash(name)
    if HAN.search(whole) and len(whole) >= 2:
        found.add(Spelling(whole, "loose"))
    elif len(whole) >= 4 and not listed("everyday_name").issuperset(words):
        found.add(Spelling(whole, "whole"))
    return frozenset(found)


@lru_cache(maxsize=20_000)
def full(name: str) -> frozenset[Spelling]:
    """Return the ways to write a person's whole `name`, for the rest of the book."""
    return frozenset(
        one
        for one in person(name)
        if (one.manner == "loose" and one.word == squash(name) and _is_telling(one.word))
        or (one.manner == "whole" and len(one.word) >= 6 and one.word in _orders(name))
    )


@lru_cache(maxsize=20_000)
def rivals(text: str) -> frozenset[Spelling]:
    """Return the competitors in a column where they stand among other words."""
    found = set(_latin_names(text, "whole"))
    for piece in _PIECES.split(_FILLERS.sub(" ", fold(text))):
        for run in _HAN_RUN.findall(piece):
            found.update(_stem(run))
    return frozenset(found)


@lru_cache(maxsize=20_000)
def deciders(text: str) -> frozenset[Spelling]:
    """Return the people in a column that says who decides, with their polite forms."""
    found = set(_latin_names(text, "capital"))
    for piece in _PIECES.split(_FILLERS.sub(" ", fold(text))):
        for run in _HAN_RUN.findall(piece):
            if 2 <= len(run) <= 4 and run.startswith(tuple(listed("surname_sure"))):
                found.update(_eastern(run))
    for named in _TITLED.finditer(fold(text)):
        found.update(_eastern(named[0]))
    return frozenset(found)


def _latin_names(text: str, manner: Manner) -> Iterator[Spelling]:
    """Yield the Latin words of a column that begin with a capital; all, if it has only three."""
    words = _WORD.findall(text)
    for word in words:
        plain = squash(word)
        few = len(words) <= _FEW
        named = word[0].isupper() or few
        if not named or not plain.isascii() or len(plain) < 3:
            continue
        parts = [squash(part) for part in re.split("[-&.'’]", word)]
        for part in {plain, *parts}:
            if len(part) >= 3 and not part.isdigit() and part not in _common():
                everyday = part in listed("everyday_name")
                yield Spelling(part, "capital" if everyday else "whole" if few else manner)


def _stem(name: str) -> Iterator[Spelling]:
    """Yield what a company is called without place and trade: 宏达 of 中山宏达灯饰厂."""
    read = company.read(name)
    if 2 <= len(read.stem) <= 6 and HAN.search(read.stem) and read.stem not in listed("common_zh"):
        yield Spelling(squash(read.stem), "loose")
        if len(read.latin) >= 5:
            yield Spelling(read.latin, "whole")


def _is_telling(name: str) -> bool:
    """Return whether a name in Han signs is one in the notes of others too, and no word."""
    return len(name) > 2 or (name[0] in listed("surname_sure") and name not in listed("common_zh"))


def _orders(name: str) -> frozenset[str]:
    words = [word for word in _LATIN.findall(fold(name)) if word not in _titles()]
    return frozenset(("".join(words), "".join(words[-1:] + words[:-1]), squash(name)))


def _eastern(run: str) -> Iterator[Spelling]:
    name = _bare_name(run)
    if not 2 <= len(name) <= 4:
        yield from (Spelling(run, "loose"),) if len(run) > 1 else ()
        if len(name) == 1:
            yield from _polite(name)
        return
    yield Spelling(name, "loose")
    surname = name[:2] if len(name) > 2 and name[:2] in _surname_signs() else name[:1]
    given = name[len(surname) :]
    if len(given) >= 2:
        yield Spelling(given, "loose")
    yield from _polite(surname)
    for title in _GIVEN_TITLED:
        yield Spelling(given[-1] + title, "loose")
        yield Spelling(given + title, "loose")
    yield Spelling("阿" + given[-1], "loose")
    yield from _pinyin(name)


def _polite(surname: str) -> Iterator[Spelling]:
    for title in listed("polite"):
        yield Spelling(surname + title, "loose")
    for front in _FRONT:
        if front + surname not in _NO_NAMES:
            yield Spelling(front + surname, "loose")


def _pinyin(name: str) -> Iterator[Spelling]:
    found = people.read(name)
    if found.family and found.given:
        given = found.given.replace(" ", "")
        yield from _western([given, found.family])


def _bare_name(run: str) -> str:
    for title in sorted(listed("polite"), key=len, reverse=True):
        if len(title) > 1 and run.endswith(title) and len(run) > len(title):
            return run.removesuffix(title)
    return run[:-1] if len(run) == 2 and run[-1] in "总董" else run


def _western(words: Sequence[str]) -> Iterator[Spelling]:
    own = [word for word in words if word not in listed("particle")]
    for word in own:
        yield from _part(word)
    if len(own) < 2:
        return
    first, last = own[0], own[-1]
    plain: Manner = "capital" if all(word in listed("everyday_name") for word in own) else "whole"
    neighbours = {one + other for one, other in pairwise(own)}
    orders = {"".join(words), "".join([*words[1:], first]), first + last, last + first}
    for joined in orders | neighbours:
        if len(joined) >= 4:
            yield Spelling(joined, plain)
    initial = "".join(word[0] for word in own)
    for letters in {initial, initial[::-1], first[0] + last[0]}:
        if letters not in listed("abbreviation"):
            yield Spelling(letters, "upper")
    for joined in {first[0] + last, last + first[0], first + last[0]}:
        if len(joined) >= 4:
            yield Spelling(joined, "whole")


def _part(word: str) -> Iterator[Spelling]:
    if len(word) < 2:
        return
    short = len(word) == 2 or word in listed("everyday_name")
    yield Spelling(word, "capital" if short else "whole")
    for title in _ENGLISH_TITLES:
        yield Spelling(title + word, "whole")
    if short:
        for title in _GIVEN_TITLED:
            yield Spelling(word + title, "whole")
    for umlaut, plain in (("ae", "a"), ("oe", "o"), ("ue", "u")):
        if umlaut in word and len(word) >= 5:
            yield Spelling(word.replace(umlaut, plain), "whole")


@cache
def _common() -> frozenset[str]:
    return listed("team_word") | listed("particle") | _titles()


@cache
def _titles() -> frozenset[str]:
    return frozenset(fold(row["title"]) for row in rows("person_titles"))


@cache
def _surname_signs() -> frozenset[str]:
    return frozenset(fold(row["surname"]) for row in rows("surnames"))
