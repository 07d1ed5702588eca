"""The list → what was found, each row with what a report says of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from validation import duplicates
from workbook.duplicates.fields import COLUMNS
from workbook.duplicates.rows import HOME, ROW, TAB
from workbook.duplicates.together import FILE

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from validation.duplicates import Duplicates
    from validation.duplicates.reasons import Reason
    from workbook.checking import FailedFile
    from workbook.duplicates.together import Together

BANDS = ("duplicate", "possible", "group")
"""What a pair is taken for; a group is two members of one company group, perhaps."""

Search = Callable[..., "Duplicates"]
"""`validation.duplicates.find`, or what does the same elsewhere."""


class Side(NamedTuple):
    """One customer's row. `cells` maps (sheet, column) to its values; blanks are left out."""

    file: str
    tab: str
    row: int
    record: str
    """Its id as the file has it; empty: none."""
    name: str
    owner: str
    """Id and name of the rep; empty: nobody."""
    pool: str
    """The pool status as typed."""
    cells: Mapping[tuple[str, str], tuple[str, ...]]


class Pair(NamedTuple):
    """Two customers, by their positions, and why they may be one."""

    left: int
    right: int
    points: int
    band: str
    reasons: tuple[Reason, ...]
    refused: str
    """Why two rows with the points of a duplicate were kept apart; empty: they were not."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Report:
    """What was found in several files; a customer is called by its position among all."""

    together: Together
    found: Duplicates
    failed: tuple[FailedFile, ...] = ()

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """The pairs, the strongest first."""
        frame = self.found.pairs
        apart = {(one.left, one.right): one.why for one in self.found.refused}
        columns = (frame[key].tolist() for key in ("left", "right", "points", "band", "reasons"))
        return tuple(
            Pair(a, b, n, band, tuple(why), apart.get((a, b), "") if band != "duplicate" else "")
            for a, b, n, band, why in zip(*columns, strict=True)
        )

    @property
    def customers(self) -> int:
        """How many customers were compared."""
        return len(self.together.customers)

    def side(self, position: int) -> Side:
        """Return what there is to say of the customer at `position`."""
        place, values, names = self._records
        row = values[position]
        cells: dict[tuple[str, str], tuple[str, ...]] = {
            ("Customers", key): (row[names[key]],)
            for key in COLUMNS["Customers"]
            if key in names and row[names[key]]
        }
        for sheet, (theirs, column) in self._others.items():
            for key, at in column.items():
                found = dict.fromkeys(r[at] for r in theirs.get(position, ()) if r[at])
                if found:
                    cells[sheet, key] = tuple(found)
        file = self.together.files[place[FILE][position]]

        def first(key: str) -> str:
            return cells.get(("Customers", key), ("",))[0]

        rep = first("owner")
        return Side(
            file=file.path,
            tab=str(place[TAB][position]),
            row=int(place[ROW][position]),
            record=first("customer_id"),
            name=first("company_name_zh") or first("company_name_en"),
            owner=f"{rep} {file.reps[rep]}" if rep in file.reps else rep,
            pool=first("pool_status"),
            cells=cells,
        )

    @cached_property
    def _records(self) -> tuple[Mapping[str, list[int]], list[list[str]], Mapping[str, int]]:
        frame = self.together.customers
        place = {key: frame[key].tolist() for key in (FILE, TAB, ROW) if key in frame}
        return place, frame.to_numpy().tolist(), {key: n for n, key in enumerate(frame.columns)}

    @cached_property
    def _others(self) -> Mapping[str, tuple[dict[int, list[list[str]]], Mapping[str, int]]]:
        found = {}
        for sheet, frame in (
            ("Contacts", self.together.contacts),
            ("Titles", self.together.titles),
        ):
            by_home: dict[int, list[list[str]]] = {}
            if HOME in frame:
                rows = frame.to_numpy().tolist()
                for home, row in zip(frame[HOME].tolist(), rows, strict=True):
                    by_home.setdefault(int(home), []).append(row)
            columns = {key: n for n, key in enumerate(frame.columns) if key in COLUMNS[sheet]}
            found[sheet] = (by_home, columns)
        return found


def search(
    given: Together, failed: tuple[FailedFile, ...] = (), *, find: Search = duplicates.find
) -> Report:
    """Return the customers of `given` that stand more than once, and pairs that may."""
    keys = [key for key in COLUMNS["Customers"] if key in given.customers]
    customers = given.customers[[key for key in keys if key != "customer_id"]]
    customers = customers.assign(customer_id=[str(n) for n in range(len(customers))])
    found = find(customers, _tied(given.contacts), _tied(given.titles), known=given.known)
    return Report(together=given, found=found, failed=failed)


def _tied(frame: pd.DataFrame) -> pd.DataFrame | None:
    """Return contacts or titles tied to positions as ids; None: there are none."""
    if HOME not in frame or not len(frame):
        return None
    named = frame.drop(columns=HOME)
    return named.assign(customer_id=[str(int(home)) for home in frame[HOME]])
