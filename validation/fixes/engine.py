"""Proposals put on trial until nothing more is proposed and nothing new is found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from validation.changes import Change, Outcome
from validation.fixes.proposals import Proposals
from validation.fixes.selection import selected
from validation.fixes.trial import Broken, Cell, Trial, Values, broken, changed

if TYPE_CHECKING:
    import datetime as dt
    from collections import Counter
    from collections.abc import Collection, Mapping, Sequence

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.findings import Finding
    from validation.settings import Settings

_ROUNDS = 4
"""Repairs a cell may need one after the other; one that wants more is going in circles."""


class Scope(NamedTuple):
    """Which repairs are asked for, and which cells must stay.

    `rules` holds codes or names, None all of them. `kept` are cells that hold more than their
    value, such as a formula: (sheet, row, column) as in a Change.
    """

    rules: Collection[str] | None = None
    kept: Collection[tuple[str, int, str]] = ()


def fixes(
    book: Book,
    catalogue: Catalogue,
    *,
    settings: Settings,
    today: dt.date,
    only: Collection[str] | Scope | None = None,
) -> Outcome:
    """Return the certain repairs of a book, and the findings that are left after them.

    A cell that needs several repairs gets one Change: `before` is what the book holds, `after`
    the final value, `code` the rules it puts right, joined by "; ". Changes stand by sheet, row
    and column. No repair makes a finding appear that the book did not have; where one would, it
    alone is left out.

    Args:
        book: stays as it is.
        catalogue: as for the check.
        settings: as for the check.
        today: as for the check.
        only: codes or names of rules; None: every rule that has a fix.

    Raises:
        UnknownRuleError: `only` names a rule that does not exist or has no certain fix.
    """
    scope = only if isinstance(only, Scope) else Scope(only)
    trial = Trial(book, catalogue, settings, today)
    repair = _Repair(trial, selected(scope.rules), {Cell(*cell) for cell in scope.kept})
    found = repair.settle()
    return Outcome(changes=tuple(repair.changes(found)), findings=found)


class _Repair:
    """The repair of one book while it is tried out."""

    def __init__(self, trial: Trial, names: frozenset[str], barred: set[Cell]) -> None:
        self._trial = trial
        self._names = names
        self._barred = barred
        self._values: dict[Cell, Any] = {}
        self._codes: dict[Cell, list[str]] = {}
        self._before = trial.findings({})
        self._known = broken(self._before)

    def settle(self) -> Sequence[Finding]:
        """Try repairs until none is left to try; return the findings that remain."""
        found: Sequence[Finding] = self._before
        while True:
            if self._takes_more(found):
                found = self._trial.findings(self._values)
                continue
            guilty = self._guilty(broken(found) - self._known)
            if not guilty:
                return found
            self._take_back(guilty)
            found = self._trial.findings(self._values)

    def changes(self, found: Sequence[Finding]) -> list[Change]:
        """Return the repairs that held; `found` are the findings after them."""
        gone = self._gone(found)
        book, before = self._trial.book, Values(self._trial.book)
        order = {key: n for n, key in enumerate(self._trial.catalogue.sheets)}
        places = {key: layout.columns for key, layout in book.layouts.items()}
        files = {key: n for n, key in enumerate(book.sheets)}
        cells = sorted(
            self._values,
            key=lambda c: (
                order.get(c.sheet, len(order)), files[c.sheet], c.row, places[c.sheet][c.column]
            ),
        )  # fmt: skip
        return [
            Change(
                *cell,
                before=before[cell],
                after=self._values[cell],
                code="; ".join(sorted({*self._codes[cell], *gone.get(cell, ())} - {""})),
            )
            for cell in cells
        ]

    def _takes_more(self, found: Sequence[Finding]) -> bool:
        """Take over what `found` proposes for cells not barred; return whether there is any."""
        trial = self._trial
        book = changed(trial.book, self._values) if self._values else trial.book
        proposed = Proposals(book, trial.catalogue, found).certain(self._names)
        took = False
        for cell, proposal in proposed.items():
            if cell in self._barred:
                continue
            codes = self._codes.setdefault(cell, [])
            codes.append(proposal.code)
            self._values[cell] = proposal.value
            took = True
            if len(codes) > _ROUNDS:  # pragma: no cover - no repair undoes another one
                self._take_back({cell})
        return took

    def _take_back(self, cells: set[Cell]) -> None:
        self._barred |= cells
        for cell in cells:
            self._values.pop(cell, None)

    def _guilty(self, new: Counter[Broken]) -> set[Cell]:
        """Return the changed cells that made new findings appear; none when there are none."""
        if not new:
            return set()
        keys = {layout.tab: key for key, layout in self._trial.book.layouts.items()}
        places = {Cell(keys.get(n.sheet, ""), n.row or 0, n.column) for n in new}
        here = places & self._values.keys()
        # No rule looks from one cell at how another is written, only at what it says. Were there
        # one, a book that stays as it is would be the safe answer.
        return here or set(self._values)

    def _gone(self, found: Sequence[Finding]) -> Mapping[Cell, Sequence[str]]:
        """Return the codes that are found no more, by cell."""
        keys = {layout.tab: key for key, layout in self._trial.book.layouts.items()}
        gone: dict[Cell, list[str]] = {}
        for one in self._known - broken(found):
            if one.row is not None:
                cell = Cell(keys.get(one.sheet, ""), one.row, one.column)
                gone.setdefault(cell, []).append(one.code)
        return gone
