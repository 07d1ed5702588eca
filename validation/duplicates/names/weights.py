"""What each kind of difference between two company names counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.normalise.company.splitting import PLACES

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
    "trade_extra_formal": 0.35,
    "trade_translated": 0.5,
    "place_conflict": 2.0,
    "place_apart": 0.7,
    "place_front": 0.3,
    "place_shared": 0.1,
    "place_shared_conflict": 0.6,
    "number_conflict": 2.5,
    "number_extra": 1.2,
    "branch": 1.0,
    "form_missing": 0.99,
    "form_conflict": 0.93,
    "acronym": 0.6,
}
"""Losses as exponents of e for one word of weight 1; the last four are factors or scores."""

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
    ["bank", "insurance", "education", "fund", "association", "transport", "finance"]
)
"""Trades that make another company of the same word."""

_BY_LENGTH = (0.0, 0.3, 0.6, 0.85)


def weight(part: Part, *, bare: bool) -> float:
    """Return what a word counts in its name: 1 a word of its own, less a general one.

    Args:
        part: a part that is neither a form nor a connecting word.
        bare: whether the name has no word of its own, so that every word tells it.
    """
    if part.kind in ("number", "branch"):
        return 1.0
    if bare:
        return 0.3 if part.kind == "generic" else 1.0
    if part.kind in PLACES:
        return 1.0
    if part.kind == "stem":
        length = len(part.text)
        return 1.0 if not part.text.isascii() or length > 3 else _BY_LENGTH[length]
    if part.kind == "industry":
        return 0.7 if part.code in _VAGUE else 1.5 if part.code in _TELLING else 1.0
    return {"generic": 0.5, "common": 0.6}[part.kind]
