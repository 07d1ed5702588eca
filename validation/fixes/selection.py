"""Which repairs a person asks for: by code, by name, or all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.errors import UnknownRuleError
from validation.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Collection

TEXT_IDS = "text_ids"
"""The one repair without a rule: an id that is a number becomes its digits as text."""


def selected(only: Collection[str] | None) -> frozenset[str]:
    """Return the names of the repairs that `only` asks for; None asks for all.

    Args:
        only: codes and names in any case, such as R718, text_spaces or text_ids.

    Raises:
        UnknownRuleError: one of them is no rule, or its suggestions are not certain.

    >>> sorted(selected(["R718", "Date_Text"]))
    ['date_text', 'text_spaces']
    """
    known = {rule.name: rule.code for rule in RULES.values() if rule.fix} | {TEXT_IDS: TEXT_IDS}
    if only is None:
        return frozenset(known)
    spelt = {spelling.casefold(): name for name, code in known.items() for spelling in (name, code)}
    strange = [rule for rule in only if rule.strip().casefold() not in spelt]
    if strange:
        raise UnknownRuleError(rule=strange[0], known=", ".join(sorted(known.values())))
    return frozenset(spelt[rule.strip().casefold()] for rule in only)
