"""What gives itself away by its form: prices, addresses, numbers of accounts and cards."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from validation.redaction import accounts, cards, knowledge, phones, places, prices, reaching

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validation.redaction.knowledge import Known
    from validation.redaction.shapes import Hit

# What a number, an address or an account has in it; most notes have none of them.
_DIGIT = re.compile(
    r"\d|[一二三四五六七八九十百千万亿零〇幺两半壹贰叁肆伍陆柒捌玖拾]"
    r"|(?<![a-z])(?:on|tw|thr|fou|fiv|six|sev|eig|nin|ten|ele|thir|fif|for|zer|oh)"
)


def certain(said: str) -> Iterator[Hit]:
    """Yield the addresses, phone numbers and prices of a folded text: what a check looks for."""
    reached = list(reaching.found(said))
    if _DIGIT.search(said):
        reached += phones.found(said, knowledge.NOTHING)
        yield from prices.found(said, reached, knowledge.NOTHING)
    yield from reached


def found(said: str, known: Known) -> Iterator[Hit]:
    """Yield what a folded text gives away by form, in its own places.

    Args:
        said: the folded text.
        known: prices and phone numbers, which are found in any spelling.
    """
    reached = [hit for kind in (reaching, accounts, places, cards) for hit in kind.found(said)]
    if _DIGIT.search(said):
        reached += phones.found(said, known)
        yield from prices.found(said, reached, known)
    yield from reached
