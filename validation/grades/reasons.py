"""Why a customer has its grade, in words a salesperson understands.

What stands in the book names days, not how long ago they were, so that a reason changes only
when something happened.
"""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from typing import TYPE_CHECKING, NamedTuple

from validation.grades.ladder import DORMANT
from validation.messages import Text, message, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from validation.grades.evidence import Evidence
    from validation.grades.grading import Grade
    from validation.grades.manual import Manual
    from validation.grades.money import Trouble
    from validation.settings import Settings

_CENT = Decimal("0.01")
_NEVER = {
    "latest": "grade.never",
    "contact": "grade.never_contact",
    "inquiry": "grade.never_inquiry",
    "order": "grade.never_order",
}


class Reasons(NamedTuple):
    """Gives the reasons of a run. `tab` is the tab of a sheet by its key."""

    settings: Settings
    tab: Callable[[str], str]
    is_classic: bool = False
    """As for `evidence.gather`."""

    def of(self, found: Grade, evidence: Evidence, manual: Manual) -> Text:
        """Return the grade, its scores, what they come from, and what moved it besides."""
        return joined(
            [
                _head(found),
                _touch(evidence, self.settings),
                message(
                    "grade.classic_orders" if self.is_classic else "grade.interactions",
                    n=evidence.interactions,
                ),
                self._money(evidence),
                *_limits(found, self.settings),
                *_hand(found, manual),
            ]
        )

    def _money(self, evidence: Evidence) -> Text:
        worth = evidence.money
        if worth.trouble is not None:
            return lacking(worth.trouble, self.tab)
        if worth.amount is None:
            return message("grade.all_none" if self.is_classic else "grade.none")
        return message(
            "grade.all_orders" if self.is_classic else f"grade.{worth.source}",
            amount=amount(worth.amount),
            currency=self.settings.base_currency,
            chance=None if worth.chance is None else f"{worth.chance.normalize():f}",
        )


def lacking(trouble: Trouble, tab: Callable[[str], str]) -> Text:
    """Return why an amount is not known, and in which row."""
    lack, sheet, row, currency, day = trouble
    key = f"grade.lack_{lack}" if lack != "rate" or day else "grade.lack_rate_undated"
    return message(key, currency=currency, day=day, sheet=tab(sheet), row=row)


def joined(parts: list[Text]) -> Text:
    """Return clauses as one sentence.

    >>> joined([Text("甲", "one"), Text("乙", "two")])
    Text(zh='甲；乙。', en='one; two.')
    """
    return Text("；".join(p.zh for p in parts) + "。", "; ".join(p.en for p in parts) + ".")


def amount(value: Decimal) -> str:
    """Return an amount to the cent, never one that looks as if it reached an edge it did not.

    >>> amount(Decimal("19999.999")), amount(Decimal(8000))
    ('19,999.99', '8,000')
    """
    cents = value.quantize(_CENT, ROUND_DOWN)
    whole = cents.to_integral_value()
    return f"{int(whole):,}" if whole == cents else f"{cents:,}"


def _head(found: Grade) -> Text:
    r, f, m, total = found.scores
    shown = "–" if m is None else m
    return message("grade.head", grade=found.grade, total=total, r=r, f=f, m=shown)


def _touch(evidence: Evidence, settings: Settings) -> Text:
    if evidence.last is None:
        return message(_NEVER[settings.recency_source])
    return message(f"grade.last_{evidence.touch}", day=evidence.last.isoformat())


def _limits(found: Grade, settings: Settings) -> list[Text]:
    """Return why the grade is not what the score alone would give."""
    parts = []
    m = found.scores.m
    if "M_MISSING_CAP_B" in found.codes:
        parts.append(message("grade.cap_b"))
    elif found.scores.total >= settings.grade_A_score and found.value != "A" and m is not None:
        parts.append(message("grade.money_short", n=settings.grade_A_money))
    if found.below_since is not None:
        since = found.below_since.isoformat()
        parts.append(message("grade.held", day=since, grade=found.value))
    if "NEW_NO_CONTACT" in found.codes:
        parts.append(message("grade.new_no_contact"))
    if "OPEN_ORDER" in found.codes:
        parts.append(message("grade.open_order"))
    if found.system == DORMANT:
        parts.append(message("grade.dormant", days=settings.dormant_days, grade=found.value))
    return parts


def _hand(found: Grade, by_hand: Manual) -> list[Text]:
    """Return what became of the manual grade."""
    if found.verdict == "none":
        return []
    key = "grade.by_hand" if found.verdict == "holds" else f"grade.manual_{found.verdict}"
    until = "" if by_hand.until is None else by_hand.until.isoformat()
    return [
        message(
            key,
            grade=by_hand.grade,
            by=message("grade.by_nobody") if by_hand.by is None else plain(by_hand.by),
            until=until,
            reason=(by_hand.reason or "").strip(),
            system=found.system,
        )
    ]


def why(found: Grade, before: str | None, settings: Settings, *, was: str | None) -> Text:
    """Return what moved a customer from the grade `before` in this run.

    `was` is the system's grade of the last run; None: there is none.
    """
    if found.verdict == "holds":
        return message("grade.why_by_hand")
    if was == found.system:
        return message("grade.why_hand_over")
    if found.system == DORMANT:
        return message("grade.why_dormant", days=settings.dormant_days)
    start = was or before
    if start == DORMANT:
        return message("grade.why_awake")
    return _climb(found, start, settings)


def _climb(found: Grade, start: str | None, settings: Settings) -> Text:
    if start is None or found.cause == "first":
        return message("grade.why_first")
    if found.cause == "up":
        return message("grade.why_up", grade=found.system)
    days = settings.grade_confirm_days if found.cause == "confirmed" else settings.grade_margin
    lost = start if found.cause == "amount_unknown" else _lost(start, found)
    return message(f"grade.why_{found.cause}", grade=lost, n=days)


def _lost(start: str, found: Grade) -> str:
    """Return the lowest grade that was lost on the way down."""
    return "B" if found.system == "C" else start
