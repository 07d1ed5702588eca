"""What was asked before: the to-dos in the book, whatever became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from validation.merging import former_ids
from validation.reminders.source import as_day
from validation.vocabularies import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from validation.reminders.source import Cells, Source


class Key(NamedTuple):
    """What makes a to-do the same one."""

    rule: str
    who: str
    """The id of a customer or lead."""
    anchor: dt.date


class Known(NamedTuple):
    """A to-do that is in the book."""

    id: str
    row: int
    is_open: bool
    assignee: str | None


class Memory:
    """The to-dos of a book by what they are about."""

    def __init__(self, source: Source) -> None:
        """Read the to-dos; one without rule, customer and anchor is nobody's second run."""
        self._source = source
        self._known: dict[Key, Known] = {}
        self._asked: dict[tuple[str, str], dict[dt.date, dt.date]] = {}
        index = source.sheets["Todos"].frame.index
        former = _former(source)
        for row, cells in zip(index, source.rows("Todos"), strict=True):
            key = _key(cells, int(row), former)
            if key is None:
                continue
            todo = Known(
                str(cells["todo_id"] or ""),
                int(row),
                cells["status"] in ("open", None),
                cells["assignee"],
            )
            # Where one was handed over, the row that is still open tells who has it now.
            if key not in self._known or (todo.is_open and not self._known[key].is_open):
                self._known[key] = todo
            days = [as_day(cells[k]) for k in ("due", "done_at") if cells[k] is not None]
            asked = self._asked.setdefault((key.rule, key.who), {})
            asked[key.anchor] = max([*days, asked.get(key.anchor, key.anchor)])

    def known(self, key: Key) -> Known | None:
        """Return the to-do that asked the same before; None: there is none."""
        return self._known.get(key)

    def is_cooling(self, key: Key, days: int) -> bool:
        """Return whether the rule asked about the same customer less than `days` ago.

        The clock runs from the day a to-do was due or done, whichever is later; days of a
        closure do not count.
        """
        asked = self._asked.get((key.rule, key.who), {})
        last = max((day for anchor, day in asked.items() if anchor != key.anchor), default=None)
        if last is None or not days:
            return False
        return self._source.calendar.days_between(last, self._source.today) < days


def _former(source: Source) -> Mapping[tuple[int, str], str]:
    """Return row and column of a to-do's reference to a merged customer → the id it has now."""
    now = {fold(old): new for old, new in former_ids(source.sheets["Customers"].frame).items()}
    return {
        (cell.row, cell.column): now[fold(cell.shown)]
        for cell in source.sheets["Todos"].unread
        if cell.column == "customer_id" and fold(cell.shown) in now
    }


def _key(cells: Cells, row: int, former: Mapping[tuple[int, str], str]) -> Key | None:
    who = cells["customer_id"] or former.get((row, "customer_id")) or cells["lead_id"]
    rule, anchor = cells["rule_id"], cells["anchor_date"]
    if who is None or rule is None or anchor is None:
        return None
    return Key(str(rule), str(who), as_day(anchor))
