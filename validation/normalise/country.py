"""Names of countries, exactly: a country guessed by likeness may be one under sanctions."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from validation.normalise import Reading, characters
from validation.normalise.tables import rows
from validation.vocabularies import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from validation.vocabularies import Vocabulary

PROBLEMS = (
    "country_unknown",
    "country_ambiguous",
    "country_is_region",
    "country_former",
    "country_alias",
)

_PARTS = re.compile(
    r"\s*[/|,;()\[\]、，；]\s*|\s+[-–—]\s+|(?<=[a-z.])\s+(?=[㐀-鿿])|(?<=[㐀-鿿])\s+(?=[a-z])"
)
_SHORTEST_GUESS = 5


class _Other(NamedTuple):
    kind: str
    codes: tuple[str, ...]


def read(value: str, countries: Vocabulary | None = None) -> Reading:
    """Return the ISO alpha-2 code of a country named by code, in Chinese, English or by an alias.

    Args:
        value: the cell's text.
        countries: the catalogue's list of countries; None: the shipped one.

    A suggestion is the code, to be shown as the book's language labels it; detail holds the
    candidates of an ambiguous name, or the nearest name of an unknown one, never taken as read.

    >>> read("Korea").problem, read("东南亚").problem, read("Deutschland").value, read("DE").value
    ('country_ambiguous', 'country_is_region', 'DE', 'DE')
    """
    known = countries if countries is not None else _shipped()
    text = characters.bare(value)
    if not text:
        return Reading(None)
    code = known.code(text)
    if code:
        return Reading(code)
    other = _other_names().get(fold(text))
    if other:
        shown = " / ".join(_label(known, code) for code in other.codes)
        problem = "country_is_region" if other.kind == "region" else f"country_{other.kind}"
        return Reading(None, problem, None, shown)
    code = _alias(text, known)
    if code:
        return Reading(code, "country_alias", code, code)
    return _composite(text, known)


def _alias(text: str, known: Vocabulary) -> str | None:
    return known.alias(text) or known.alias(re.sub(r"^the\s+|\.$", "", text, flags=re.IGNORECASE))


def _composite(text: str, known: Vocabulary) -> Reading:
    """Return the reading of "德国/Germany", or of text that names no country."""
    parts = [part for part in _PARTS.split(text.casefold()) if part]
    codes = [known.code(part) or _alias(part, known) for part in parts]
    found = tuple(dict.fromkeys(code for code in codes if code))
    if len(found) == 1 and None not in codes:
        return Reading(found[0], "country_alias", found[0], found[0])
    if len(found) > 1 and None not in codes:
        return Reading(None, "country_ambiguous", None, " / ".join(_label(known, c) for c in found))
    # "Berlin, Germany" says a country and more; dropping the rest is not ours to do.
    near = _label(known, found[0]) if len(found) == 1 else _nearest(text, known)
    return Reading(None, "country_unknown", None, near)


def _nearest(text: str, known: Vocabulary) -> str:
    """Return the one name a slip or two away; "": none, or several equally near."""
    folded = _unaccented(fold(text))
    if len(folded) < (_SHORTEST_GUESS if folded.isascii() else 3):
        return ""
    from rapidfuzz import process  # noqa: PLC0415 - only for misspelt names
    from rapidfuzz.distance import DamerauLevenshtein  # noqa: PLC0415

    allowed = 2 if len(folded) >= 7 and folded.isascii() else 1
    names = {
        _plain_name(name): code for code, word in known.words.items() for name in (word.zh, word.en)
    }
    found = process.extract(
        folded, names.keys(), scorer=DamerauLevenshtein.distance, score_cutoff=allowed, limit=3
    )
    best = {names[name] for name, distance, _ in found if distance == found[0][1]}
    return _label(known, best.pop()) if len(best) == 1 else ""


def _label(known: Vocabulary, code: str) -> str:
    word = known.words.get(code)
    return word.label("both") if word else code


@lru_cache(maxsize=2_000)
def _plain_name(name: str) -> str:
    return _unaccented(fold(name))


def _unaccented(text: str) -> str:
    parts = unicodedata.normalize("NFD", text)
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


@cache
def _other_names() -> Mapping[str, _Other]:
    """Return folded name → what it is when it is no country of today."""
    return {
        fold(row["name"]): _Other(row["kind"], tuple(row["codes"].split()))
        for row in rows("country_words")
    }


@cache
def _shipped() -> Vocabulary:
    from validation.catalogue import load  # noqa: PLC0415 - pandera, for callers without a book

    return load().vocabularies["country"]
