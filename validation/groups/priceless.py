"""A group's history without a price in it: what a rep's own book may say of the whole group."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from validation.groups.conflict import Conflict
    from validation.groups.history import Event, History

WITHHELD = "…"
"""Stands where a figure, or a text about money, was taken out."""
_DATES_AND_NUMBERS = re.compile(
    r"((?:19|20)\d\d[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?)?|\d{1,2}月\d{1,2}日|\d{1,2}:\d\d)"
    r"|\d[\d.,'’ ]*(?<=[\d])"
)
_MONEY_IN_WORDS = re.compile(
    r"[一二两三四五六七八九十百千万亿半]+\s*(?:美元|美金|美刀|欧元|英镑|日元|人民币|港币|元|块)"
    r"|(?:hundred|thousand|million|one|two|three|four|five|six|seven|eight|nine|ten|eleven"
    r"|twelve|teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|half|[-a-z]+teen)"
    r"(?:[\s-]+[a-z]+)?\s+(?:us\s+)?(?:dollars?|euros?|pounds?|usd|eur|gbp|rmb|cny|bucks|cents?)",
    re.IGNORECASE,
)


def priceless(history: History) -> History:
    """Return the history without prices, amounts, quantities and sums, in no text either.

    Figures that people wrote into notes go too, whatever they count: what a number means in a
    sentence cannot be told for sure. Dates stay, and so do record numbers and product codes, which
    stand in columns of their own.
    """
    return replace(
        history,
        events=tuple(map(_event, history.events)),
        todos=tuple(map(_event, history.todos)),
        sums=None,
        conflicts=tuple(map(_conflict, history.conflicts)),
        allowed=tuple(map(_conflict, history.allowed)),
        prices=False,
    )


def without_figures(text: str) -> str:
    """Return a text with "…" for each figure that is no date; "…" alone when it says a sum.

    >>> without_figures("2026-11-20 谈到 USD 15.5/pc")
    '2026-11-20 谈到 USD …/pc'
    """
    if _MONEY_IN_WORDS.search(text):
        return WITHHELD
    return _DATES_AND_NUMBERS.sub(lambda found: found[1] or WITHHELD, text)


def _event(event: Event) -> Event:
    return event._replace(
        text=without_figures(event.text), qty=None, amount=None, currency="", base=None
    )


def _conflict(conflict: Conflict) -> Conflict:
    allowed = conflict.allowed
    if allowed is not None:
        allowed = allowed._replace(reason=without_figures(allowed.reason))
    if conflict.priceless is None:
        return conflict._replace(allowed=allowed)
    # The lower price stands left.
    left, right = sorted((conflict.left, conflict.right), key=lambda side: side.row)
    return conflict._replace(left=left, right=right, evidence=conflict.priceless, allowed=allowed)
