"""Whether a rep may have a record now: what speaks against it, and the counts behind it.

The ledger keeps a judgement in its column `detail`, in the words of the book: the reasons, then
the counts, as in "R001: Daily limit reached; day 3/3; week 3/10; month 9/-; held 7/150"; several
reps stand apart by " | ". `read` gives the judgements back, whatever the language.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from validation.messages import messages
from validation.vocabularies import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from validation.messages import Text
    from validation.vocabularies import Vocabulary

ORDER = (
    "PROTECTED",
    "GROUP_OWNER",
    "COOL_OFF",
    "ROUTE_REGION",
    "ROUTE_LANG",
    "ROUTE_PRODUCT",
    "ABSENT",
    "PAUSED",
    "CAPACITY",
    "DAY_LIMIT",
    "WEEK_LIMIT",
    "MONTH_LIMIT",
)
"""The checks in their order; the first that fails is the reason that is reported."""
GLOBAL = frozenset({"ABSENT", "PAUSED", "CAPACITY", "DAY_LIMIT", "WEEK_LIMIT", "MONTH_LIMIT"})
"""Those that speak against any record: such a slot is consumed, not held."""
LIMITS: Mapping[str, str] = {
    "held": "CAPACITY",
    "day": "DAY_LIMIT",
    "week": "WEEK_LIMIT",
    "month": "MONTH_LIMIT",
}
"""Count → the check it decides."""
_COUNTS = ("day", "week", "month", "held", "cool_off", "weight")
_COUNT = re.compile(r"(?P<name>.+?) (?P<n>\d+)/(?P<limit>\d+|-)")


class Count(NamedTuple):
    """So many of so many; of the cool-off: days gone of days to wait."""

    number: int
    limit: int | None
    """None: no limit."""

    @property
    def left(self) -> int | None:
        """How many more there may be; None: no limit."""
        return None if self.limit is None else max(0, self.limit - self.number)

    def __str__(self) -> str:
        """Return it as the ledger has it."""
        return f"{self.number}/{'-' if self.limit is None else self.limit}"


class Judgement(NamedTuple):
    """What speaks against giving one record to one rep."""

    rep: str
    reasons: tuple[str, ...] = ()
    """Codes of pool_reason, in the order of the checks."""
    counts: Mapping[str, Count] = {}
    """day, week, month, held, and cool_off where the rep had the record before; weight 0 where
    the rep is not in the rotation."""

    @property
    def is_eligible(self) -> bool:
        """Whether nothing does."""
        return not self.reasons

    @property
    def is_global(self) -> bool:
        """Whether the rep may have no record at all now."""
        return not GLOBAL.isdisjoint(self.reasons)

    @property
    def reason(self) -> str:
        """The first reason; OK when there is none."""
        return self.reasons[0] if self.reasons else "OK"


def told(judged: Iterable[Judgement], reasons: Vocabulary, language: str) -> str:
    """Return judgements as a cell says them in a `zh`, `en` or `both` book."""
    return " | ".join(f"{one.rep}: {said(one, reasons, language)}" for one in judged)


def said(judged: Judgement, reasons: Vocabulary, language: str) -> str:
    """Return the reasons and counts of one judgement as a book in `language` says them."""
    words = [reasons.words[reason].label(language) for reason in judged.reasons]
    names = [(_name(key, language), judged.counts[key]) for key in _COUNTS if key in judged.counts]
    return "; ".join([*words, *(f"{name} {count}" for name, count in names)])


def read(text: str, reasons: Vocabulary) -> tuple[Judgement, ...] | None:
    """Return the judgements a cell tells; None: it was not written by `told`."""
    if not text.strip():
        return ()
    found = [_read_one(part, reasons) for part in text.split(" | ")]
    judged = tuple(one for one in found if one is not None)
    return judged if len(judged) == len(found) else None


def _read_one(text: str, reasons: Vocabulary) -> Judgement | None:
    rep, colon, rest = text.partition(": ")
    codes: list[str] = []
    counts: dict[str, Count] = {}
    for part in filter(None, rest.split("; ")):
        count = _COUNT.fullmatch(part)
        key = _spelt().get(fold(count["name"])) if count else None
        if count and key:
            limit = None if count["limit"] == "-" else int(count["limit"])
            counts[key] = Count(int(count["n"]), limit)
        elif (code := reasons.code(part)) is not None:
            codes.append(code)
        else:
            return None
    return Judgement(rep.strip(), tuple(codes), counts) if colon else None


def _name(key: str, language: str) -> str:
    text = count_name(key)
    return {"zh": text.zh, "en": text.en}.get(language, f"{text.zh} {text.en}")


def count_name(key: str) -> Text:
    """Return what people call one of the counts."""
    return messages()[f"pool.count_{key}"]


@cache
def _spelt() -> Mapping[str, str]:
    return {fold(_name(key, language)): key for key in _COUNTS for language in ("zh", "en", "both")}


def gone(rep: str) -> Judgement:
    """Return what is said of a rep who is no longer on the sheet Reps."""
    return Judgement(rep, ("PAUSED",))


def outside(judged: Judgement) -> Judgement:
    """Return what is said of a rep whose weight is 0, who has no turn whatever the reasons."""
    return Judgement(judged.rep, (), {"weight": Count(0, None)})
