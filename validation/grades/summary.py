"""What a run of grading tells: how many, who moved and why, what needs a look."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from validation.grades.evidence import Evidence
    from validation.grades.grading import Grade, Mode
    from validation.grades.manual import Manual
    from validation.messages import Text


class Graded(NamedTuple):
    """One customer after a run."""

    row: int
    """Excel's row number."""
    customer_id: str
    """Empty: the row has none yet."""
    name: str
    before: str | None
    """The grade that counted before the run; None: there was none."""
    grade: Grade
    evidence: Evidence
    manual: Manual
    reason: Text
    why: Text | None
    """What moved it in this run; None: it has the grade it had."""


class Remark(NamedTuple):
    """Something a person should look at."""

    code: str
    """The rule of `relaybook check` that says the same; empty: there is none."""
    sheet: str
    """The tab; empty: it is about the whole book."""
    row: int | None
    record: str
    text: Text


class Grading(NamedTuple):
    """A whole run."""

    today: dt.date
    mode: Mode
    is_classic: bool
    """Whether orders alone were counted."""
    customers: tuple[Graded, ...]
    """In the order of the sheet."""
    remarks: tuple[Remark, ...]

    @property
    def moved(self) -> tuple[Graded, ...]:
        """The customers with another grade than before."""
        return tuple(one for one in self.customers if one.before != one.grade.grade)

    @property
    def matrix(self) -> Mapping[tuple[str | None, str], int]:
        """How many customers went from which grade to which, those that stayed included.

        In the order A to D; those that had no grade come last.
        """
        found: dict[tuple[str | None, str], int] = {}
        for one in self.customers:
            key = (one.before, one.grade.grade)
            found[key] = found.get(key, 0) + 1
        return dict(sorted(found.items(), key=lambda item: (item[0][0] or "Z", item[0][1])))
