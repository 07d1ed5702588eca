"""What the words of company names are: legal forms, trades, places, connecting words, numbers."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from validation.normalise.company.letters import fold, pieces
from validation.normalise.tables import rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_FORMS = Path(__file__).parents[2] / "legal_forms.csv"


class Form(NamedTuple):
    """A legal form as legal_forms.csv lists it."""

    code: str
    kind: str
    """limited, joint-stock, partnership, …; `company` tells nothing of the liability."""
    countries: tuple[str, ...]
    position: str
    """prefix, suffix, ends (either) or anywhere."""
    spellings: tuple[str, ...]


class Entry(NamedTuple):
    """What a phrase of the tables means."""

    kind: str
    """form, industry, generic, common, joiner, branch, country, region, city, area or number."""
    code: str
    position: str = ""


class Phrases(NamedTuple):
    """Phrases of spaced scripts by their first token, longest first."""

    by_first: Mapping[str, tuple[tuple[tuple[str, ...], Entry], ...]]
    entries: Mapping[tuple[str, ...], Entry]
    longest: Mapping[str, int]
    """Last token → how many tokens the longest phrase that ends with it has."""

    def at(self, tokens: Sequence[str], start: int) -> tuple[int, Entry] | None:
        """Return how many tokens the longest phrase that starts at `start` takes, and its entry."""
        for phrase, entry in self.by_first.get(tokens[start], ()):
            if len(phrase) == 1 or tuple(tokens[start : start + len(phrase)]) == phrase:
                return len(phrase), entry
        return None


class Glued(NamedTuple):
    """Phrases of scripts without blanks, and the length of the longest."""

    entries: Mapping[str, Entry]
    longest: int


@cache
def legal_forms() -> tuple[Form, ...]:
    """Return the legal forms of companies, in the table's order."""
    with _FORMS.open(encoding="utf-8", newline="") as file:
        return tuple(
            Form(
                row["form"],
                row["kind"],
                tuple(row["countries"].split()),
                row["position"],
                tuple(row["spellings"].split("|")),
            )
            for row in csv.DictReader(file)
        )


@cache
def form_kinds() -> Mapping[str, str]:
    """Return legal form → its kind."""
    return {form.code: form.kind for form in legal_forms()}


@cache
def form_phrases(position: str) -> Phrases:
    """Return the forms that may stand at `position`: "start", "end" or "anywhere"."""
    allowed = {
        "start": ("prefix", "ends", "anywhere"),
        "end": ("suffix", "ends", "anywhere"),
        "anywhere": ("anywhere",),
    }[position]
    return _phrases(
        (spelling, Entry("form", form.code, form.position))
        for form in legal_forms()
        if form.position in allowed
        for spelling in form.spellings
    )


_LONG_FORM_WORDS = str.split(
    "company limited corporation incorporated proprietary partnership liability gesellschaft "
    "aktiengesellschaft kommanditgesellschaft"
)


def form_word(token: str) -> str:
    """Return the word of a legal form that `token` is but for one letter, else `token`.

    >>> form_word("aktiengeselschaft"), form_word("compan"), form_word("campari")
    ('aktiengesellschaft', 'company', 'campari')
    """
    if len(token) < _SHORTEST_SLIP or not token.isascii():
        return token
    near = _form_slips()
    if token in near:
        return near[token]
    for cut in range(len(token)):
        if word := near.get(token[:cut] + token[cut + 1 :]):
            return word if abs(len(word) - len(token)) <= 1 else token
    return token


_SHORTEST_SLIP = 6


@cache
def _form_slips() -> Mapping[str, str]:
    found = {w[:cut] + w[cut + 1 :]: w for w in _LONG_FORM_WORDS for cut in range(len(w))}
    return found | {word: word for word in _LONG_FORM_WORDS}


@cache
def words() -> Phrases:
    """Return trades, places, connecting words, branch words, number words and brands."""
    return _phrases((*_brands(), *_places(), *_words(), *_numbers()))


@cache
def words_but_brands() -> Phrases:
    """Return the same without the brands."""
    return _phrases((*_places(), *_words(), *_numbers()))


@cache
def glued(kind: str) -> Glued:
    """Return the `kind` ("form", "word", "place", "brand") of phrases in scripts without blanks."""
    if kind == "form":
        source: Iterable[tuple[str, Entry]] = (
            (spelling, Entry("form", form.code, form.position))
            for form in legal_forms()
            for spelling in form.spellings
        )
    else:
        source = {"place": _places, "word": _words, "brand": _brands}[kind]()
    entries: dict[str, Entry] = {}
    for spelling, entry in source:
        found = pieces(fold(spelling))
        text = "".join(piece.text for piece in found)
        one_char = kind != "word" or len(text) > 1 or text == "厂"
        if found and all(piece.unspaced for piece in found) and one_char:
            entries.setdefault(text, entry)
    return Glued(entries, max(map(len, entries)))


def without_bracketed_forms(folded: str) -> str:
    """Return `folded` with "(株)" and its like in their spelling without brackets."""
    found = _bracketed_forms()
    return _bracketed_pattern().sub(lambda match: found[match[0]], folded)


@cache
def _bracketed_pattern() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(_bracketed_forms(), key=len, reverse=True))))


@cache
def _bracketed_forms() -> Mapping[str, str]:
    found = {}
    for form in legal_forms():
        plain = [
            spelling for spelling in form.spellings if not spelling.startswith(("(", "㈱", "㈲"))
        ]
        for spelling in form.spellings:
            if fold(spelling).startswith("(") and plain:
                found[fold(spelling)] = f" {fold(_unspaced_first(plain))} "
    return found


def _unspaced_first(spellings: Sequence[str]) -> str:
    return next((s for s in spellings if pieces(fold(s))[0].unspaced), spellings[0])


_TENS = str.split("twenty thirty forty fifty sixty seventy eighty ninety")
_ROMAN = str.split("ii iii iv vi vii viii ix xi xii xiii xiv xv xvi xvii xviii xix xx")
_ROMAN_VALUES = (2, 3, 4, 6, 7, 8, 9, *range(11, 21))
_MISSPELT = ((40, "fourty"), (90, "ninty"))
_CARDINALS = str.split("one two three four five six seven eight nine ten eleven twelve")
_ORDINALS = str.split("first second third fourth fifth sixth seventh eighth ninth tenth")
_SUFFIXED = ("1st", "2nd", "3rd", *(f"{n}th" for n in range(4, 21)))


def _numbers() -> Iterable[tuple[str, Entry]]:
    yield from ((word, Entry("number", str(n))) for n, word in enumerate(_CARDINALS, 1))
    yield from ((word, Entry("number", str(n))) for n, word in enumerate(_ORDINALS, 1))
    yield from ((word, Entry("number", str(n))) for n, word in enumerate(_SUFFIXED, 1))
    for tens, word in (*zip(range(20, 100, 10), _TENS, strict=True), *_MISSPELT):
        yield word, Entry("number", str(tens))
        yield f"{word[:-1]}ieth", Entry("number", str(tens))
        for ones in range(1, 10):
            number = Entry("number", str(tens + ones))
            yield f"{word} {_CARDINALS[ones - 1]}", number
            yield f"{word} {_ORDINALS[ones - 1]}", number
    for n in range(21, 100):
        ending = {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
        yield f"{n}{ending}", Entry("number", str(n))
    pairs = zip(_ROMAN, _ROMAN_VALUES, strict=True)
    yield from ((word, Entry("roman", str(n))) for word, n in pairs)


def _brands() -> Iterable[tuple[str, Entry]]:
    for row in rows("brands"):
        for spelling in row["spellings"].split("|"):
            yield spelling, Entry("stem", row["brand"])
    for row in rows("name_variants"):
        for spelling in row["spellings"].split("|"):
            yield spelling, Entry("stem", row["name"])


def _words() -> Iterable[tuple[str, Entry]]:
    for row in rows("company_words"):
        for spelling in row["spellings"].split("|"):
            yield spelling, Entry(row["kind"], row["word"])


def _places() -> Iterable[tuple[str, Entry]]:
    for row in rows("place_words"):
        for spelling in row["spellings"].split("|"):
            yield spelling, Entry(row["kind"], row["place"])


def _phrases(source: Iterable[tuple[str, Entry]]) -> Phrases:
    found: dict[str, dict[tuple[str, ...], Entry]] = defaultdict(dict)
    for spelling, entry in source:
        phrase = tuple(piece.text for piece in pieces(fold(spelling)))
        if phrase:
            # The first row that claims a spelling keeps it.
            found[phrase[0]].setdefault(phrase, entry)
    longest: dict[str, int] = defaultdict(int)
    for entries in found.values():
        for phrase in entries:
            longest[phrase[-1]] = max(longest[phrase[-1]], len(phrase))
    return Phrases(
        {
            first: tuple(sorted(entries.items(), key=lambda item: -len(item[0])))
            for first, entries in found.items()
        },
        {phrase: entry for entries in found.values() for phrase, entry in entries.items()},
        dict(longest),
    )


HAN_NUMBER = re.compile(r"第([一二三四五六七八九十]|[0-9]+)")
HAN_DIGITS: Mapping[str, str] = {sign: str(n) for n, sign in enumerate("一二三四五六七八九十", 1)}
