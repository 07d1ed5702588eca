"""What each kind of difference between two company names counts."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from validation.normalise.company.lexicon import form_kinds, legal_forms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from validation.normalise.company import Part

WEIGHTS: Mapping[str, float] = {
    "core_conflict": 1.6,
    "core_extra": 0.4,
    "core_extra_formal": 0.6,
    "core_extra_bare": 1.2,
    "slip": 0.5,
    "one_word": 0.97,
    "trade_conflict": 1.2,
    "trade_extra": 0.2,
    "trade_extra_formal": 0.45,
    "trade_translated": 0.5,
    "translated_extra": 0.5,
    "place_conflict": 2.0,
    "place_apart": 0.7,
    "place_front": 0.3,
    "place_shared": 0.1,
    "place_shared_conflict": 0.6,
    "number_conflict": 2.5,
    "number_extra": 1.2,
    "branch": 1.0,
    "form_missing": 0.99,
    "form_conflict": 0.9,
    "form_local_conflict": 0.72,
    "form_abroad": 0.72,
    "heard": 0.9,
}
"""Losses as exponents of e for one word of weight 1; one_word, slip and the last are factors."""

CALIBRATED = (
    (0, 0.5, 0.6, 0.7, 0.74, 0.78, 0.86, 0.93, 1),
    (0, 0.1, 0.2, 0.5, 0.7, 0.8, 0.88, 0.94, 1),
)
"""What the product of the factors is worth as a likelihood, from pairs whose truth is known."""


@lru_cache(maxsize=10_000)
def agreement(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """Return the factor of two sets of legal forms: 1 the same, less for another country's."""
    if one == other:
        return 1.0
    kinds, kinds_too = _specific(one), _specific(other)
    if not kinds or not kinds_too:
        return WEIGHTS["form_missing"]
    countries, countries_too = _countries(kinds), _countries(kinds_too)
    if countries and countries_too and countries.isdisjoint(countries_too):
        return WEIGHTS["form_abroad"]
    if {form_kinds()[form] for form in kinds}.isdisjoint(form_kinds()[f] for f in kinds_too):
        local = {"GB", "US"}.isdisjoint(countries & countries_too)
        return WEIGHTS["form_local_conflict" if local else "form_conflict"]
    return WEIGHTS["form_missing"]


def _specific(forms: tuple[str, ...]) -> tuple[str, ...]:
    kinds = form_kinds()
    return tuple(form for form in forms if kinds.get(form, "company") != "company")


def _countries(forms: tuple[str, ...]) -> frozenset[str]:
    found = {country for form in legal_forms() if form.code in forms for country in form.countries}
    # Ltd, Inc and LLC stand for one another all over the world.
    return frozenset(found | {"GB", "US"} if found & {"GB", "US"} else found)


_VAGUE = frozenset(
    [
        "trading",
        "importexport",
        "manufacturing",
        "industry",
        "services",
        "sales",
        "technology",
        "systems",
        "equipment",
        "development",
        "materials",
        "combine",
        "engineering",
    ]
)
"""Trades that people leave out or put in as they like."""
_TELLING = frozenset(
    [
        "bank",
        "insurance",
        "education",
        "fund",
        "association",
        "transport",
        "finance",
        "investment",
        "securities",
    ]
)
"""Trades that make another company of the same word."""

_OF_KIND: Mapping[str, float] = {"generic": 0.5, "common": 0.6}
_OF_CODE: Mapping[str, float] = {"holding": 1.0, "1": 0.3}
"""A holding company is not the one that trades; the first of a series often goes unnumbered."""

_BY_LENGTH = (0.0, 0.3, 0.6, 0.85)


def weight(part: Part, *, bare: bool) -> float:
    """Return what a word counts in its name: 1 a word of its own, less a general one.

    Args:
        part: a part that is neither a form nor a connecting word.
        bare: whether the name has no word of its own, so that every word tells it.
    """
    if bare and part.kind not in ("number", "branch"):
        return 0.3 if part.kind == "generic" else 1.0
    if part.kind == "stem":
        length = len(part.text)
        return 1.0 if not part.text.isascii() or length > 3 else _BY_LENGTH[length]
    if part.kind == "industry":
        return 0.7 if part.code in _VAGUE else 1.5 if part.code in _TELLING else 1.0
    return _OF_CODE.get(part.code, _OF_KIND.get(part.kind, 1.0))
