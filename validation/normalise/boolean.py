"""Yes and no in the ways people mark them."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from validation.normalise import Reading, characters
from validation.normalise.tables import rows

if TYPE_CHECKING:
    from collections.abc import Mapping

PROBLEMS = ("boolean_unreadable",)


def read(value: object) -> Reading:
    """Return True or False; blank is None, and anything else is a problem.

    >>> read("是").value, read("☐").value, read("maybe").problem
    (True, False, 'boolean_unreadable')
    """
    if value is None or isinstance(value, bool):
        return Reading(value)
    if isinstance(value, float) and value != value:  # noqa: PLR0124 - the test for NaN
        return Reading(None)
    text = unicodedata.normalize("NFKC", characters.bare(str(value))).casefold()
    # An emoji's colour mark comes and goes with the font.
    text = text.replace("\ufe0f", "").strip(" .。")
    if not text:
        return Reading(None)
    meaning = _marks().get(text)
    return Reading(None, "boolean_unreadable") if meaning is None else Reading(meaning == "yes")


@cache
def _marks() -> Mapping[str, str]:
    return {row["mark"]: row["meaning"] for row in rows("yes_no")}
