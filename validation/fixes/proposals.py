"""From findings to the values that would put their cells right, as far as those are certain."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from validation.catalogue import Requirement
from validation.fixes import certainty, doubts, textids
from validation.fixes.selection import TEXT_IDS
from validation.fixes.trial import Cell, Values
from validation.rules import RULES_BY_CODE
from validation.vocabularies import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    import pandas as pd

    from validation.book import Book
    from validation.catalogue import Catalogue, Field, Sheet
    from validation.findings import Finding

SETTINGS = "Config"
"""The sheet whose cells change what the check says of all others: a manager's to mend."""


class Proposal(NamedTuple):
    """A value for one cell, and the code of the rule that asks for it; "": none does."""

    cell: Cell
    value: Any
    code: str


class Proposals:
    """What the findings of one state of a book propose."""

    def __init__(self, book: Book, catalogue: Catalogue, findings: Sequence[Finding]) -> None:
        self._book = book
        self._catalogue = catalogue
        self._findings = findings
        self._values = Values(book)
        self._distinct: dict[tuple[str, str], Sequence[object]] = {}
        self._folded: dict[str, Counter[str]] = {}

    def certain(self, names: frozenset[str]) -> Mapping[Cell, Proposal]:
        """Return the certain values that the rules `names` propose, at most one per cell."""
        found: dict[Cell, Proposal] = {}
        # Words and addresses are read after their text is tidied, so they have the last word:
        # their codes are the lower ones.
        for finding in sorted(self._findings, key=lambda f: f.code):
            rule = RULES_BY_CODE[finding.code]
            if rule.name not in names or finding.suggestion is None or finding.row is None:
                continue
            cell = Cell(self._keys[finding.sheet], finding.row, finding.field)
            if cell in found or not self._is_open(cell):
                continue
            value = self._value(cell, finding, finding.suggestion)
            if value is not None and not _same(value, self._values[cell]):
                found[cell] = Proposal(cell, value, finding.code)
        if TEXT_IDS in names:
            for cell, digits in self._text_ids():
                found.setdefault(cell, Proposal(cell, digits, ""))
        return self._distinct_ids(found)

    def _value(self, cell: Cell, finding: Finding, suggestion: str) -> object | None:
        rule = RULES_BY_CODE[finding.code]
        if rule.name == "date_serial" and self._errors[cell.sheet, cell.row, cell.column]:
            # An amount in the wrong column reads as a day, and mostly as an impossible one.
            return None
        if rule.name == "text_pinyin" and doubts.reading(
            self._values[cell], (cell.sheet, cell.column)
        ):
            return None
        field = self._field(cell)
        if field and rule.name == "reference_spelling" and self._is_shared(field, suggestion):
            return None
        return certainty.value(
            rule.fix,
            self._values[cell],
            suggestion,
            field=field,
            column=self._column(cell.sheet, cell.column),
        )

    def _is_open(self, cell: Cell) -> bool:
        """Return whether a person types in the cell: no ledger, no column we write ourselves."""
        sheet = self._sheet(cell.sheet)
        if sheet is None:
            return True
        if sheet.kind != "data" or sheet.key == SETTINGS:
            return False
        field = sheet.by_key.get(cell.column)
        return field is None or field.required is not Requirement.AUTO

    def _text_ids(self) -> Iterator[tuple[Cell, str]]:
        """Yield the ids that are numbers, with their digits, where nothing is found in the cell."""
        found = {(self._keys.get(f.sheet), f.row, f.field) for f in self._findings}
        for key in self._book.sheets:
            sheet = self._sheet(key)
            if sheet is None or sheet.kind != "data" or sheet.key == SETTINGS:
                continue
            for column in self._frame(key).columns:
                field = sheet.by_key.get(column)
                if field is None or not textids.is_code(field, sheet):
                    continue
                cells = self._values.column(key, column)
                for row, digits in textids.digits(self._frame(key).index.tolist(), cells):
                    cell = Cell(key, row, column)
                    if cell not in found and self._is_open(cell):
                        yield cell, digits

    def _distinct_ids(self, found: dict[Cell, Proposal]) -> Mapping[Cell, Proposal]:
        """Leave out the ids that would become equal to another one of their column."""
        ids = {cell for cell in found if (f := self._field(cell)) and f.has("unique")}
        for sheet, column in {(cell.sheet, cell.column) for cell in ids}:
            mine = {c.row: found[c].value for c in ids if (c.sheet, c.column) == (sheet, column)}
            now = self._frame(sheet)[column]
            held = Counter(now.drop(index=list(mine)).dropna().tolist())
            held.update(mine.values())
            for row, value in mine.items():
                if held[value] > 1:
                    del found[Cell(sheet, row, column)]
        return found

    def _is_shared(self, field: Field, identity: str) -> bool:
        """Return whether several ids of the other sheet differ in their spelling alone."""
        sheet, _, target = field.refers_to.partition(".")
        if field.refers_to not in self._folded:
            ids = {str(v) for v in self._column(sheet, target) if v is not None}
            self._folded[field.refers_to] = Counter(map(fold, ids))
        return self._folded[field.refers_to][fold(identity)] > 1

    @cached_property
    def _keys(self) -> Mapping[str, str]:
        return {layout.tab: key for key, layout in self._book.layouts.items()}

    @cached_property
    def _errors(self) -> Counter[tuple[str, int | None, str]]:
        errors = (f for f in self._findings if f.severity == "error")
        return Counter((self._keys.get(f.sheet, ""), f.row, f.field) for f in errors)

    def _sheet(self, key: str) -> Sheet | None:
        return self._catalogue.sheets.get(key) if self._book.layouts[key].known else None

    def _field(self, cell: Cell) -> Field | None:
        sheet = self._sheet(cell.sheet)
        return sheet.by_key.get(cell.column) if sheet else None

    def _frame(self, key: str) -> pd.DataFrame:
        return self._book.sheets[key]

    def _column(self, sheet: str, column: str) -> Sequence[object]:
        if (sheet, column) not in self._distinct:
            known = sheet in self._book.sheets and column in self._frame(sheet).columns
            cells = self._frame(sheet)[column].unique().tolist() if known else ()
            self._distinct[sheet, column] = cells
        return self._distinct[sheet, column]


def _same(value: object, other: object) -> bool:
    return type(value) is type(other) and value == other
