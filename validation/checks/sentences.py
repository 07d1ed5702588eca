"""From marks to findings: the sentence of every broken rule, filled in cell by cell."""

from __future__ import annotations

from functools import cache
from itertools import repeat
from string import Formatter
from typing import TYPE_CHECKING

import numpy as np

from validation import schema
from validation.checks.sheetrows import shown
from validation.findings import Finding
from validation.messages import Text, plain
from validation.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from validation.checks.cells import Table
    from validation.checks.files import Note
    from validation.checks.marks import Broken, Facts, Marks
    from validation.messages import Language

_LANGUAGES: tuple[Language, ...] = ("zh", "en")
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

    def filled(self, *facts: Sequence[str]) -> Iterator[str]:
        """Yield the sentence row by row; `facts` are those that differ: value, detail, expected."""
        parts = (repeat(p, len(facts[0])) if isinstance(p, str) else facts[p] for p in self._pieces)
        return map("".join, zip(*parts, strict=True))


def broken(marks: Mapping[str, Marks]) -> Mapping[str, Sequence[Broken]]:
    """Return sheet → the rules that some of its rows break, in the order they were asked.

    One call for the book: pandera takes as long over one sheet as over all.
    """
    asked = [(key, one) for key, of in marks.items() for one in of.broken()]
    found: dict[str, list[Broken]] = {key: [] for key in marks}
    for n in schema.verdict(
        [one.rule for _, one in asked],
        [one.column for _, one in asked],
        [one.rows.size for _, one in asked],
    ):
        key, one = asked[n]
        found[key].append(one)
    return found


def findings(of: Table, told: Sequence[Broken]) -> list[Finding]:
    """Return the findings of a sheet's rows in reading order: by row, column and code."""
    if not told:
        return []
    found: list[Finding] = []
    for one in told:
        found += _of_rule(of, one)
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


def _of_rule(of: Table, broken: Broken) -> Iterator[Finding]:
    """Yield the findings of one rule in one column, by row."""
    rule = RULES[broken.rule]
    rows = of.rows[broken.rows].tolist()
    number = of.layout.columns.get(broken.column)
    column = "" if number is None else letters(number)
    facts = _facts(broken)
    cells = _values(of, broken.column, broken.rows)
    stands = list(map(shown, cells))
    values = stands
    if any(said.value is not None for said in facts):
        values = [
            cell if said.value is None else shown(said.value)
            for cell, said in zip(stands, facts, strict=True)
        ]
        # A cell that shows an error holds nothing; the error stands for it.
        stands = [
            value if cell is None else stand
            for cell, stand, value in zip(cells, stands, values, strict=True)
        ]
    key = of.sheet.row_key if of.sheet else ""
    return map(
        Finding._make,
        zip(
            repeat(rule.code),
            repeat(rule.severity),
            repeat(of.tab),
            [f"{column}{row}" for row in rows] if column else repeat(""),
            rows,
            map(shown, _values(of, key, broken.rows)),
            repeat(broken.column),
            stands,
            *(_sentences(of, broken, values, facts, language) for language in _LANGUAGES),
            [said.suggestion for said in facts],
            strict=False,  # what repeats has no end
        ),
    )


def _facts(broken: Broken) -> Sequence[Facts]:
    facts = broken.facts
    rows = broken.rows.tolist()
    return [facts(row) for row in rows] if callable(facts) else [facts] * len(rows)


def _values(of: Table, key: str, rows: np.typing.NDArray[np.intp]) -> Sequence[object]:
    column = of.columns.get(key)
    if column is None:
        return [None] * rows.size
    distinct = column.distinct
    return [None if code < 0 else distinct[code] for code in column.codes[rows].tolist()]


def _sentences(
    of: Table,
    broken: Broken,
    values: Sequence[str],
    facts: Sequence[Facts],
    language: Language,
) -> Iterator[str]:
    known = {"field": _said(_name(of, broken.column), language), "sheet": of.tab}
    template = RULES[broken.rule].text.said(language)
    if not callable(broken.facts):
        known["detail"] = _said(broken.facts.detail, language)
        known["expected"] = _said(broken.facts.expected, language)
        return Sentence(template, known).filled(values)
    details = [_said(said.detail, language) for said in facts]
    expected = [_said(said.expected, language) for said in facts]
    return Sentence(template, known).filled(values, details, expected)


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
