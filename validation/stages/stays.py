"""How long customers may stay in a stage, and what to do next there."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from decimal import Decimal

    import pandas as pd

    from validation.calendars import WorkCalendar
    from validation.settings import Settings


class Rule(NamedTuple):
    """One row of StageRules."""

    stage: str
    """Code of the stage."""
    action: str
    """What to do next, as the team wrote it; "": nothing."""
    longest: int | None
    """Days of the company's clock; None: as long as it takes."""
    probability: Decimal | None
    """The chance of winning, 0 to 1; None: the setting of the stage holds."""


class Stay(NamedTuple):
    """A customer in its stage."""

    customer: str
    row: int
    """As Excel numbers it."""
    name: str
    owner: str
    stage: str
    since: dt.date
    days: int
    """Days since, without those of a closure."""
    rule: Rule | None
    """None: the stage has no rule."""

    @property
    def over(self) -> int:
        """Days above the longest stay; 0: in time, or without a limit."""
        if self.rule is None or self.rule.longest is None:
            return 0
        return max(0, self.days - self.rule.longest)


def rules(sheet: pd.DataFrame) -> Mapping[str, Rule]:
    """Return code of a stage → its rule, by the typed sheet; of two the first holds."""
    found: dict[str, Rule] = {}
    for row in sheet.to_dict("records"):
        if row["stage"]:
            longest = None if row["max_days"] is None else int(row["max_days"])
            chance = row["probability"]
            rule = Rule(str(row["stage"]), str(row["default_action"] or ""), longest, chance)
            found.setdefault(rule.stage, rule)
    return found


def probability(stage: str, found: Mapping[str, Rule], settings: Settings) -> Decimal | None:
    """Return the chance of winning at a stage: of its rule, else of the settings.

    None: neither has one.
    """
    rule = found.get(stage)
    return (
        rule.probability if rule and rule.probability is not None else settings.probability(stage)
    )


def days_in(since: dt.date, today: dt.date, calendar: WorkCalendar) -> int:
    """Return the days of a stay; the day of entry is day 0, and closures do not count."""
    return max(0, calendar.days_between(since, today))
