"""One rep's book merged into the manager's: cell by cell, row by row."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.merging.records import former_ids
from validation.messages import message
from validation.plaintext import shown
from validation.threeway import rules
from validation.threeway.conflicts import WHOLE_ROW, Place, label
from validation.threeway.matching import matched, rows
from validation.threeway.numbers import Links
from validation.threeway.snapshots import Digester, KnownSheet
from validation.threeway.values import SIZE
from validation.vocabularies import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from validation.messages import Text
    from validation.splitting.allowing import Part
    from validation.threeway.conflicts import Conflicts
    from validation.threeway.matching import Matched, Pair, Row
    from validation.threeway.mine import Accepted
    from validation.threeway.numbers import Numbers
    from validation.threeway.state import State

_FEW = 20
"""Fewer rows than this may all be deleted by hand."""
_MOST_NAMED = 5


@dataclass
class Tally:
    """What became of one rep's book."""

    rep: str
    file: str
    cells: int = 0
    added: dict[str, int] = field(default_factory=dict)
    deleted: int = 0
    known: int = 0
    """New rows that an earlier merge took already."""
    notes: list[Text] = field(default_factory=list)


class Tools(NamedTuple):
    """What all books of one merge share."""

    state: State
    numbers: Numbers
    conflicts: Conflicts


class _Sheet(NamedTuple):
    part: Part
    given: KnownSheet
    digester: Digester
    found: Matched


class Merger:
    """Merges one book; sheets come parents first, so that references can follow."""

    def __init__(self, tools: Tools, accepted: Accepted) -> None:
        self._state, self._numbers, self._conflicts = tools
        self._mine, self._base, self._secret = accepted
        self._links = Links(self._state.catalogue.sheets)
        self._refused: set[tuple[str, str]] = set()
        self._numbered_before: set[tuple[str, int]] = set()
        self._names = self._state.names(self._base.rep)
        self._own_gifts: list[str] = []
        self.tally = Tally(self._base.rep, self._mine.name)
        self.new: list[tuple[str, int]] = []
        """Sheet and row of what was added."""

    def run(self) -> Tally:
        """Take everything that can be taken."""
        sheets = list(self._matched())
        for sheet in sheets:
            for row in sheet.found.added if not sheet.part.is_held else ():
                self._number(sheet, row)
        for sheet in sheets:
            for pair in sheet.found.changed:
                self._change(sheet, pair)
            for pair in sheet.found.noted:
                number = self._target(sheet, pair)
                if number is not None:
                    record = _named(sheet.part, pair.mine.cells)
                    self._own_columns(sheet, number, pair.mine, record)
            for row in sheet.found.added:
                self._add(sheet, row)
            self._delete(sheet)
            for pair in sheet.found.renamed:
                facts = {
                    "was": label(pair.known.key).upper(),
                    "now": _named(sheet.part, pair.mine.cells),
                }
                tab = self._state.book.layouts[sheet.part.sheet].tab
                self.tally.notes.append(message("threeway.renamed", sheet=tab, **facts))
        if self._own_gifts:
            shown_ = ", ".join(self._own_gifts[:_MOST_NAMED])
            more = " …" if len(self._own_gifts) > _MOST_NAMED else ""
            facts = {"rep": self._base.rep, "records": shown_ + more}
            self.tally.notes.append(message("threeway.own_gift", **facts))
        return self.tally

    def _matched(self) -> Iterator[_Sheet]:
        for name, part in self._state.allowed.parts.items():
            frame, given = self._mine.frames.get(name), self._base.sheets.get(name)
            if frame is None or given is None or not self._state.has(name):
                continue
            sheet = self._state.catalogue.sheets[name]
            gone = [c for c in given.columns if c not in frame]
            if gone:
                self._missing_columns(name, gone)
                given = _without(given, gone)
            digester = Digester(secret=self._secret, sheet=sheet, key=part.key)
            found = matched(given, rows(frame, digester), digester)
            yield _Sheet(part, given, digester, found)

    def _missing_columns(self, sheet: str, columns: Sequence[str]) -> None:
        tab = self._state.book.layouts[sheet].tab
        listed = ", ".join(columns)
        self.tally.notes.append(message("threeway.columns_gone", sheet=tab, columns=listed))

    def _number(self, sheet: _Sheet, row: Row) -> None:
        """Find the final number of a new row before anything refers to it."""
        home = self._state.catalogue.sheets[sheet.part.sheet]
        form = self._numbers.form(home)
        key = home.row_key
        typed = sheet.digester.spelt(key, row.cells.get(key)) if key else ""
        if form is None and typed:
            return
        record = self._record(sheet, row)
        split, rep = self._base.split, self._base.rep
        final = self._numbers.before(split, rep, home.key, record)
        if final is None:
            final = self._numbers.next(split, rep, home, record)
            if typed and self._state.find(home.key, row.key):
                self._told_apart(sheet, row, final)
        else:
            self._numbered_before.add((home.key, row.number))
        self._links.add(home.key, typed, final)

    def _record(self, sheet: _Sheet, row: Row) -> str:
        """Return how a new row is known again: by its number, or by what it says."""
        key = self._state.catalogue.sheets[sheet.part.sheet].row_key
        typed = sheet.digester.spelt(key, row.cells.get(key)) if key else ""
        if typed:
            return typed
        spelt = [
            f"{c}={text}"
            for c, value in sorted(row.cells.items())
            if (text := sheet.digester.spelt(c, value))
        ]
        said = "\0".join(spelt).encode("utf-8", "surrogatepass")
        mark = "#" + hashlib.blake2b(said, key=self._secret, digest_size=8).hexdigest()
        same = [r for r in sheet.found.added if r.cells == row.cells]
        nth = next(n for n, r in enumerate(same) if r is row)
        return f"{mark}.{nth + 1}" if nth else mark

    def _told_apart(self, sheet: _Sheet, row: Row, final: str) -> None:
        """Tell that a number was used for two different records."""
        name = sheet.part.sheet
        theirs = self._state.cells(name, self._state.find(name, row.key)[0])
        key = self._state.catalogue.sheets[name].row_key
        place = Place(name, _named(sheet.part, row.cells), key)
        self._conflicts.tell(place, self._base.rep, _summary(row.cells), _summary(theirs), final)

    def _change(self, sheet: _Sheet, pair: Pair) -> None:
        """Take the cells of a row that the rep changed."""
        name = sheet.part.sheet
        number = self._target(sheet, pair)
        mine = self._links.rewritten(name, pair.mine.cells)
        changed = [
            (n, column)
            for n, column in enumerate(sheet.given.columns)
            if sheet.digester.cell(pair.known.key, column, pair.mine.cells.get(column))
            != pair.known.cell(n)
        ]
        record = _named(sheet.part, pair.mine.cells) or f"{name} {pair.mine.number}"
        if number is None:
            said = {column: mine.get(column) for _, column in changed}
            place = Place(name, record, "")
            self._conflicts.tell(place, self._base.rep, _summary(said), None)
            return
        theirs = self._state.cells(name, number)
        for n, column in changed:
            if column not in theirs:
                continue
            there = sheet.digester.cell(pair.known.key, column, theirs[column])
            cell = _Cell(Place(name, record, column), number, mine.get(column), theirs[column])
            self._merge(sheet, cell, is_open=there != pair.known.cell(n))
        self._own_columns(sheet, number, pair.mine, record)

    def _target(self, sheet: _Sheet, pair: Pair) -> int | None:
        """Return the row of the manager's book that a row of the rep's is; None: it is gone."""
        name, known = sheet.part.sheet, pair.known
        numbers = self._state.find(name, known.key)
        if not numbers and name == "Customers":
            heirs = former_ids(self._state.book.sheets[name])
            heir = heirs.get(known.key[0]) if known.key else None
            numbers = self._state.find(name, (fold(heir),)) if heir else []
        if len(numbers) <= 1 and any(known.key):
            return numbers[0] if numbers else None
        best = None
        for number in numbers:
            cells = self._state.cells(name, number)
            packed = sheet.digester.row(known.key, sheet.given.columns, cells)
            same = sum(
                packed[at : at + SIZE] == known.cells[at : at + SIZE]
                for at in range(0, len(packed), SIZE)
            )
            if best is None or same > best[0]:
                best = (same, number)
        enough = best is not None and best[0] * 4 >= 3 * len(sheet.given.columns)
        return best[1] if best is not None and enough else None

    def _merge(self, sheet: _Sheet, cell: _Cell, *, is_open: bool) -> None:
        """Take one cell; `is_open` says that the manager's side changed it too."""
        place, rep = cell.place, self._base.rep
        spell = sheet.digester.spelt
        if spell(place.field, cell.mine) == spell(place.field, cell.theirs):
            return
        rule = rules.rule(place.sheet, place.field)
        if rule == rules.REFUSED or self._gives_himself(place, cell.mine):
            self._conflicts.tell(place, rep, cell.mine, cell.theirs, cell.theirs)
            if rule != rules.REFUSED:
                self._own_gifts.append(place.record)
            return
        if sheet.part.is_held or rule == rules.HELD:
            base = None if is_open else cell.theirs
            self._conflicts.open(place, rep, cell.mine, cell.theirs, base)
            return
        if not is_open:
            self._set(place, cell.number, cell.mine)
            return
        found = rules.settled(
            rule, cell.mine, cell.theirs, is_owner=self._is_owner(place.sheet, cell.number)
        )
        if found is None:
            self._conflicts.open(place, rep, cell.mine, cell.theirs)
            return
        if spell(place.field, found.value) != spell(place.field, cell.theirs):
            self._set(place, cell.number, found.value)
        if found.lost:
            self._conflicts.tell(place, rep, cell.mine, cell.theirs, found.value)

    def _gives_himself(self, place: Place, mine: Any) -> bool:
        """Return whether a rep wrote himself where it says who has a record."""
        return place.field == rules.OWNERS.get(place.sheet) and fold(shown(mine)) in self._names

    def _set(self, place: Place, number: int, value: Any) -> None:
        self._state.set(place.sheet, number, place.field, value)
        self.tally.cells += 1

    def _is_owner(self, sheet: str, number: int) -> bool:
        column = rules.OWNERS.get(sheet)
        if column is None:
            return False
        owner = self._state.cells(sheet, number).get(column)
        return fold(shown(owner)) == fold(self._base.rep)

    def _own_columns(self, sheet: _Sheet, number: int, row: Row, record: str) -> None:
        """Take what stands in columns that were not given out: the rep's own."""
        name = sheet.part.sheet
        theirs = self._state.cells(name, number)
        known = self._state.catalogue.sheets[name].by_key
        for column, value in row.cells.items():
            if column in sheet.given.columns or not sheet.digester.spelt(column, value):
                continue
            if column not in theirs or column in known:
                self._conflicts.tell(Place(name, record, column), self._base.rep, value, None)
            else:
                cell = _Cell(Place(name, record, column), number, value, theirs[column])
                blank = not sheet.digester.spelt(column, theirs[column])
                self._merge(sheet, cell, is_open=not blank)

    def _add(self, sheet: _Sheet, row: Row) -> None:
        """Take a row that the rep added."""
        name, rep = sheet.part.sheet, self._base.rep
        place = Place(name, _named(sheet.part, row.cells) or f"{name} {row.number}", "")
        cells = self._links.rewritten(name, row.cells)
        if sheet.part.is_held or self._hangs_on_refused(sheet, row):
            self._conflicts.tell(place, rep, _summary(cells), None)
            self._refused.add((name, fold(label(row.key))))
            return
        home = self._state.catalogue.sheets[name]
        typed = sheet.digester.spelt(home.row_key, row.cells.get(home.row_key))
        if self._numbers.form(home) is not None:
            final = self._numbers.before(self._base.split, rep, name, self._record(sheet, row))
            cells = {**cells, home.row_key: final}
            there = self._state.find(name, sheet.digester.name(cells)) if final else []
        elif typed:
            there = self._state.find(name, row.key)
        else:
            there = []
        if there:
            self._same_number(sheet, row, there[0], cells)
        elif (name, row.number) in self._numbered_before:
            # An earlier merge took it; that it is gone now was somebody's decision.
            self.tally.known += 1
        else:
            self._put(name, cells)

    def _same_number(self, sheet: _Sheet, row: Row, number: int, cells: Mapping[str, Any]) -> None:
        """Take a row whose number the manager's book has, if both are one thing."""
        name = sheet.part.sheet
        theirs = self._state.cells(name, number)
        record = _named(sheet.part, cells)
        minted = self._numbers.form(self._state.catalogue.sheets[name]) is not None
        spell = sheet.digester.spelt
        differ = any(
            fold(spell(c, cells.get(c))) != fold(spell(c, theirs.get(c))) for c in sheet.part.same
        )
        if not minted and differ:
            place = Place(name, record, "")
            self._conflicts.tell(place, self._base.rep, _summary(cells), _summary(theirs))
            self._refused.add((name, fold(label(row.key))))
            return
        self.tally.known += 1
        for column, value in cells.items():
            if column in theirs and spell(column, value):
                cell = _Cell(Place(name, record, column), number, value, theirs[column])
                self._merge(sheet, cell, is_open=bool(spell(column, theirs[column])))

    def _put(self, name: str, cells: Mapping[str, Any]) -> None:
        there = set(self._state.columns(name))
        number = self._state.add(name, {c: v for c, v in cells.items() if c in there})
        self.tally.added[name] = self.tally.added.get(name, 0) + 1
        record = _named(self._state.allowed.parts[name], cells) or f"{name} {number}"
        for column in [c for c in cells if c not in there and cells[c] is not None]:
            place = Place(name, record, column)
            self._conflicts.tell(place, self._base.rep, cells[column], None)
        self.new.append((name, number))

    def _hangs_on_refused(self, sheet: _Sheet, row: Row) -> bool:
        parents = self._links.parents(sheet.part.sheet, row.cells)
        return any(parent in self._refused for parent in parents)

    def _delete(self, sheet: _Sheet) -> None:
        """Empty the rows that the rep deleted, where nothing speaks against it."""
        name, missing = sheet.part.sheet, sheet.found.missing
        if not missing:
            return
        many = len(missing) > max(_FEW, len(sheet.given.rows) // 2)
        if many:
            tab = self._state.book.layouts[name].tab
            facts = {"sheet": tab, "n": len(missing), "of": len(sheet.given.rows)}
            self.tally.notes.append(message("threeway.many_missing", **facts))
        for known in missing:
            numbers = self._state.find(name, known.key)
            if len(numbers) != 1:
                continue
            cells = self._state.cells(name, numbers[0])
            packed = sheet.digester.row(known.key, sheet.given.columns, cells)
            if sheet.part.is_deleted and not many and packed == known.cells:
                self._state.remove(name, numbers[0])
                self.tally.deleted += 1
                continue
            place = Place(name, _named(sheet.part, cells), WHOLE_ROW)
            gone = message("threeway.deleted")
            said = gone.en if self._state.book.origin.language == "en" else gone.zh
            self._conflicts.open(place, self._base.rep, said, _summary(cells))


class _Cell(NamedTuple):
    """One cell on both sides."""

    place: Place
    number: int
    """The row of the manager's book."""
    mine: Any
    theirs: Any


def _named(part: Part, cells: Mapping[str, Any]) -> str:
    return label([cells.get(column) for column in part.key])


def _summary(cells: Mapping[str, Any]) -> str | None:
    """Return a row in one cell: nothing of it is lost."""
    said = [f"{column}: {shown(value)}" for column, value in cells.items() if shown(value).strip()]
    return "; ".join(said)[:32_000] or None


def _without(given: KnownSheet, gone: Sequence[str]) -> KnownSheet:
    kept = [n for n, column in enumerate(given.columns) if column not in gone]
    return KnownSheet(
        tuple(given.columns[n] for n in kept),
        tuple(row._replace(cells=b"".join(row.cell(n) for n in kept)) for row in given.rows),
    )
