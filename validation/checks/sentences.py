"""From marks to findings: the sentence of every broken rule, filled in cell by cell."""

from __future__ import annotations

from functools import cache
from string import Formatter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from validation import schema
from validation.checks.sheetrows import shown
from validation.findings import Finding
from validation.messages import Text, plain
from validation.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from validation.checks.cells import Table
    from validation.checks.files import Note
    from validation.checks.marks import Broken, Facts, Marks
    from validation.messages import Language

_SLOTS = {"value": 0, "detail": 1, "expected": 2}
"""What differs from cell to cell; a sentence's other facts are those of its column."""


class Sentence:
    """A rule's sentence in one language, with what is the same all the way down filled in."""

    def __init__(self, template: str, known: Mapping[str, str]) -> None:
        """Take the template of a rule and the facts that hold for every row.

        Raises:
            KeyError: a placeholder is neither known nor one that differs by cell.
        """
        self._pieces: list[str | int] = []
        fixed = ""
        for literal, name, _, _ in Formatter().parse(template):
            fixed += literal
            if name is None:
                continue
            if name in known:
                fixed += known[name]
            else:
                self._pieces += [fixed, _SLOTS[name]]
                fixed = ""
        self._pieces.append(fixed)

    def said(self, *facts: str) -> str:
        """Return the sentence with the facts that differ: value, detail, expected."""
        return "".join([p if isinstance(p, str) else facts[p] for p in self._pieces])


def findings(of: Table, marks: Marks) -> list[Finding]:
    """Return the findings of a sheet's rows in reading order: by row, column and code."""
    asked = marks.broken()
    told = [
        asked[n]
        for n in schema.verdict(
            [b.rule for b in asked], [b.column for b in asked], [b.rows.size for b in asked]
        )
    ]
    if not told:
        return []
    found: list[Finding] = []
    for broken in told:
        found += _of_rule(of, broken)
    rows = np.concatenate([of.rows[b.rows] for b in told])
    sizes = [b.rows.size for b in told]
    places = np.repeat([of.layout.columns.get(b.column, 0) for b in told], sizes)
    codes = np.repeat([_ranks()[b.rule] for b in told], sizes)
    return [found[n] for n in np.lexsort((codes, places, rows)).tolist()]


def noted(note: Note, of: Table | None) -> Finding:
    """Return the finding of a note: at the header of its column, or at no cell."""
    value = "" if note.facts.value is None else shown(note.facts.value)
    rule = RULES[note.rule]
    text = rule.text.fill(
        field=_name(of, note.column),
        value=value,
        detail=note.facts.detail,
        expected=note.facts.expected,
        sheet="" if of is None else of.tab,
    )
    number = row = None
    if of is not None and note.column in of.layout.columns and of.layout.header_row:
        number, row = of.layout.columns[note.column], of.layout.header_row
    return Finding(
        rule.code,
        rule.severity,
        "" if of is None else of.tab,
        "" if number is None else f"{letters(number)}{row}",
        row,
        "",
        note.column,
        value,
        text.zh,
        text.en,
        note.facts.suggestion,
    )


class _Cell(NamedTuple):
    """One broken cell: its row's position, Excel's number of the row, its record and value."""

    position: int
    row: int
    record: str
    value: object


def _of_rule(of: Table, broken: Broken) -> Iterator[Finding]:
    """Yield the findings of one rule in one column, by row."""
    rule = RULES[broken.rule]
    facts = broken.facts
    same = None if callable(facts) else facts
    zh, en = (_sentence(of, broken, same, language) for language in ("zh", "en"))
    number = of.layout.columns.get(broken.column)
    column = "" if number is None else letters(number)
    for cell in _cells(of, broken):
        said = facts(cell.position) if callable(facts) else facts
        value = stands = shown(cell.value)
        if said.value is not None:
            value = shown(said.value)
            stands = value if cell.value is None else stands
        yield Finding(
            rule.code,
            rule.severity,
            of.tab,
            f"{column}{cell.row}" if column else "",
            cell.row,
            cell.record,
            broken.column,
            stands,
            zh(value, said),
            en(value, said),
            said.suggestion,
        )


def _cells(of: Table, broken: Broken) -> Iterator[_Cell]:
    key = of.sheet.row_key if of.sheet else ""
    rows = broken.rows
    for position, row, record, value in zip(
        rows.tolist(),
        of.rows[rows].tolist(),
        _values(of, key, rows),
        _values(of, broken.column, rows),
        strict=True,
    ):
        yield _Cell(position, row, shown(record), value)


def _values(of: Table, key: str, rows: np.typing.NDArray[np.intp]) -> Sequence[object]:
    column = of.columns.get(key)
    if column is None:
        return [None] * rows.size
    distinct = column.distinct
    return [None if code < 0 else distinct[code] for code in column.codes[rows].tolist()]


def _sentence(
    of: Table, broken: Broken, same: Facts | None, language: Language
) -> Callable[[str, Facts], str]:
    known = {"field": _said(_name(of, broken.column), language), "sheet": of.tab}
    if same is not None:
        known |= {
            "detail": _said(same.detail, language),
            "expected": _said(same.expected, language),
        }
    sentence = Sentence(RULES[broken.rule].text.said(language), known)
    if same is not None:
        return lambda value, _: sentence.said(value)
    return lambda value, facts: sentence.said(
        value, _said(facts.detail, language), _said(facts.expected, language)
    )


def _said(fact: object, language: Language) -> str:
    return fact.said(language) if isinstance(fact, Text) else str(fact)


@cache
def _ranks() -> Mapping[str, int]:
    """Return rule → its place among the codes."""
    ordered = sorted(RULES, key=lambda name: RULES[name].code)
    return {name: n for n, name in enumerate(ordered)}


def _name(of: Table | None, column: str) -> Text:
    """Return what people call a column: the catalogue's name, else the header in the file."""
    if of is None:
        return plain(column)
    field = of.sheet.by_key.get(column) if of.sheet else None
    return field.name if field else plain(" ".join(of.layout.headers.get(column, column).split()))


def letters(number: int) -> str:
    """Return a column's letters.

    >>> letters(1), letters(26), letters(27), letters(16384)
    ('A', 'Z', 'AA', 'XFD')
    """
    name = ""
    while number > 0:
        number, last = divmod(number - 1, 26)
        name = chr(65 + last) + name
    return name
