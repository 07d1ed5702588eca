"""What a customer's row must say before somebody else can go on with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from validation.leaving.source import CUSTOMERS, name_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validation.leaving.source import Row, Source
    from validation.messages import Text

GRADES = ("A", "B")
"""The grades that are looked at (rules.md §9, step 3)."""
_NEEDED = ("key_comm_summary", "next_action", "key_mail_index")


class Gap(NamedTuple):
    """A cell that is blank and should not be."""

    customer: str
    name: str
    grade: str
    tab: str
    row: int
    """As Excel numbers it."""
    column: Text
    """What people call the column."""


def gaps(source: Source, customers: Sequence[Row]) -> tuple[Gap, ...]:
    """Return what A and B customers lack, those of grade A first, then by row."""
    fields = source.catalogue.sheets[CUSTOMERS].by_key
    tab = source.book.layouts[CUSTOMERS].tab
    found = [
        Gap(
            row.text("customer_id"),
            name_of(row),
            row.text("grade"),
            tab,
            row.number,
            fields[key].name,
        )
        for row in customers
        if row.text("grade") in GRADES
        for key in _NEEDED
        if not row.text(key).strip()
    ]
    return tuple(sorted(found, key=lambda gap: (gap.grade, gap.row)))
