"""Final numbers for the rows that are new in a rep's book, and the references that follow them.

Twelve people with twelve copies all call their next customer by the same number. So whatever
number a new row bears in a rep's book is provisional; it gets its own at the merge, and every row
of that book that named the provisional one names the final one. The manager's book keeps the pairs
in the sheet SplitLog, so that a second merge knows the row again.

A provisional number has the form of a final one, so that every check accepts it: 9, three digits
made from the rep's number, six at random (CUS-2026-9001483920).
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.catalogue import Kind
from validation.minting import next_ids
from validation.threeway.values import spelling
from validation.vocabularies import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from validation.catalogue import Sheet
    from validation.threeway.state import State

_RANDOM = 10**6
_PROVISIONAL = re.compile(r"9\d{9}")
_DIGITS = re.compile(r"\d+")


class Numbered(NamedTuple):
    """A row that was new in a rep's book, and the number it has in the manager's."""

    split: str
    rep: str
    sheet: str
    record: str
    """Its number there; "#" and a digest where it had none."""
    became: str


def provisional(form: str, rep: str, year: int, chance: int) -> str:
    """Return a number for a row that is added in the book of `rep`; `chance` is random.

    >>> provisional("CUS-{year}-{n:03}", "R001", 2026, 483920)
    'CUS-2026-9001483920'
    """
    digits = "".join(_DIGITS.findall(rep)) or str(sum(map(ord, rep)))
    number = 9 * 10**9 + int(digits) % 1000 * _RANDOM + chance % _RANDOM
    return form.format(year=year, n=number, day=f"{year}0101")


def is_provisional(number: str) -> bool:
    """Return whether a number is one that rows bear before a merge."""
    parts = _DIGITS.findall(number)
    return bool(parts) and _PROVISIONAL.fullmatch(parts[-1]) is not None


class Numbers:
    """The numbers given out during one merge."""

    def __init__(self, state: State, at: dt.datetime, before: Sequence[Numbered]) -> None:
        self._state = state
        self._at = at
        self._known = {(n.split, n.rep, n.sheet, fold(n.record)): n.became for n in before}
        self._taken: dict[str, set[str]] = {}
        self.made: list[Numbered] = []

    def form(self, sheet: Sheet) -> str | None:
        """Return the form of a sheet's numbers; None: they come from people, or there are none."""
        field = sheet.by_key.get(sheet.row_key)
        return field.argument("mint") if field is not None else None

    def before(self, split: str, rep: str, sheet: str, record: str) -> str | None:
        """Return the number that a new row got; None: it is new indeed."""
        return self._known.get((split, rep, sheet, fold(record)))

    def next(self, split: str, rep: str, sheet: Sheet, record: str) -> str:
        """Return a number for a new row, and keep it."""
        form = self.form(sheet)
        number = ""
        if form:
            taken = self._of(sheet)
            day = self._at.strftime("%Y%m%d")
            number = next_ids(form.replace("{day}", day), [self._at.year], taken=taken)[0]
            taken.add(number)
        self.keep(Numbered(split, rep, sheet.key, record, number))
        return number

    def keep(self, numbered: Numbered) -> None:
        """Keep which row of a rep's book is which row here."""
        place = (numbered.split, numbered.rep, numbered.sheet, fold(numbered.record))
        self._known[place] = numbered.became
        self.made.append(numbered)

    def _of(self, sheet: Sheet) -> set[str]:
        """Return the numbers in use; a provisional one must not pull the next ones up."""
        if sheet.key not in self._taken:
            frame = self._state.book.sheets[sheet.key]
            used = {spelling(value) for value in frame.get(sheet.row_key, ())}
            self._taken[sheet.key] = {one for one in used if not is_provisional(one)}
        return self._taken[sheet.key]


class Links:
    """The references of one rep's book to rows that are new in it."""

    def __init__(self, sheets: Mapping[str, Sheet]) -> None:
        self._columns: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for sheet in sheets.values():
            for field in sheet.fields:
                home, _, key = field.refers_to.partition(".")
                if field.kind is Kind.LINK and home in sheets and sheets[home].row_key == key:
                    self._columns[sheet.key].append((field.key, home))
        self._final: dict[tuple[str, str], str] = {}

    def add(self, sheet: str, record: str, final: str) -> None:
        """Remember what a row of the rep's book is called in the manager's."""
        if record and final:
            self._final[sheet, fold(record)] = final

    def rewritten(self, sheet: str, cells: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a row whose references name what they meant."""
        found = dict(cells)
        for column, home in self._columns.get(sheet, ()):
            final = self._final.get((home, fold(spelling(cells.get(column)))))
            if final is not None:
                found[column] = final
        return found

    def parents(self, sheet: str, cells: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Return (sheet, folded number) of what a row hangs on."""
        return [
            (home, fold(spelling(cells.get(column))))
            for column, home in self._columns.get(sheet, ())
            if spelling(cells.get(column))
        ]
