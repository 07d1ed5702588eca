"""The most frequent entries of a growing list, found by formulas that Excel 2013 knows.

Hidden columns beside the dashboard hold the list and a score for each entry: its count, less a
little for its place, so that no two are equal. LARGE and MATCH find the first ones.
"""

from __future__ import annotations

from collections import Counter
from math import floor, fsum
from typing import TYPE_CHECKING, NamedTuple

from workbook.template.canvas import address, stretch
from workbook.template.figures import Tally
from workbook.template.measures import Measure, rows
from workbook.template.names import column_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbook.template.canvas import Canvas, Place
    from workbook.template.figures import Breakdown

FIRST = 4
"""The first row of the workings, from 0."""
_GROWTH = 60
"""Entries a team may add to a list."""
_STEP = 1_000
"""More than the entries of any list, so that the places take less than half a row away."""
_WEIGHT = 10_000
"""Where money is drawn it goes first, and the number of rows second."""


class Ranked(NamedTuple):
    """One of the most frequent entries: its label, value, label formula and the value's cell."""

    shown: str
    value: str
    formula: str
    source: str


def write_ranking(canvas: Canvas, breakdown: Breakdown, place: Place) -> Sequence[Ranked]:
    """Write the workings of a ranking; return its rows, most frequent first, then blank ones."""
    entries = _entries(canvas, breakdown)
    counts = _counts(canvas, breakdown)
    scores = _write_scores(canvas, breakdown, place, entries, counts)
    best = sorted((s for s in scores if s[0] >= 0.5), reverse=True)[: breakdown.rows]
    known = _names(canvas, breakdown)
    ranked = []
    last = FIRST + len(scores) - 1
    labels, points = (stretch(FIRST, last, place.spare + n) for n in (0, 1))
    for place_in in range(breakdown.rows):
        value = best[place_in][1] if place_in < len(best) else ""
        row, column = FIRST + place_in, place.spare + 2
        top = f"LARGE({points},{place_in + 1})"
        formula = f'=IF({top}<0.5,"",INDEX({labels},MATCH({top},{points},0)))'
        canvas.worksheet.write_formula(row, column, formula, None, value)
        cell = address(row, column)
        shown = known.get(value, value) if value else ""
        ranked.append(Ranked(shown, value, _label(breakdown, cell), cell))
    return ranked


def _entries(canvas: Canvas, breakdown: Breakdown) -> list[str]:
    """Return the list as it stands: the words of a vocabulary, or the ids of a sheet."""
    if breakdown.names is None:
        words = canvas.plan.catalogue.vocabularies[breakdown.ranked.removeprefix("list_")]
        return list(words.labels(canvas.plan.wording.language))
    sheet, key, _ = breakdown.names
    return [str(cell) for (cell,) in rows(canvas.plan, sheet, (key,)) if cell is not None]


def _counts(canvas: Canvas, breakdown: Breakdown) -> Counter[str]:
    every = Measure(sheet="Customers", where=())
    cells = (cell for cell, _ in every.values(canvas.plan, canvas.basis, breakdown.by))
    return Counter(cell.casefold() for cell in cells if isinstance(cell, str))


def _write_scores(
    canvas: Canvas, breakdown: Breakdown, place: Place, entries: Sequence[str],
    counts: Counter[str],
) -> list[tuple[float, str]]:  # fmt: skip
    """Write the list and its scores; return them."""
    by = column_name("Customers", breakdown.by)
    money = _money(breakdown)
    sums = _sums(canvas, breakdown, money)
    scores = []
    for number in range(1, len(entries) + _GROWTH + 1):
        entry = entries[number - 1] if number <= len(entries) else ""
        row, column = FIRST + number - 1, place.spare
        found = f'=IFERROR(INDEX({breakdown.ranked},{number})&"","")'
        canvas.worksheet.write_formula(row, column, found, None, entry)
        cell = address(row, column)
        score = counts[entry.casefold()] - number / _STEP if entry else 0
        points = f"COUNTIF({by},{cell})-{number}/{_STEP}"
        if money:
            worth = floor(sums.get(entry.casefold(), 0.0) + 0.5) * _WEIGHT
            score = worth + min(counts[entry.casefold()], _WEIGHT - 1) - number / _STEP
            score = score if entry else 0
            points = (
                f"ROUND(SUMIFS({column_name('Customers', money)},{by},{cell}),0)*{_WEIGHT}"
                f"+MIN(COUNTIF({by},{cell}),{_WEIGHT - 1})-{number}/{_STEP}"
            )
        points = f'=IF({cell}="",0,{points})'
        canvas.worksheet.write_formula(row, column + 1, points, None, score)
        scores.append((score, entry))
    return scores


def _money(breakdown: Breakdown) -> str:
    """Return the column of Customers whose sum the chart draws; empty: it draws no sum."""
    drawn = breakdown.tallies[breakdown.drawn]
    return drawn.total if isinstance(drawn, Tally) else ""


def _sums(canvas: Canvas, breakdown: Breakdown, money: str) -> dict[str, float]:
    found: dict[str, list[float]] = {}
    if money:
        every = Measure(sheet="Customers", where=(), total=money)
        for cell, added in every.values(canvas.plan, canvas.basis, breakdown.by):
            if isinstance(cell, str):
                found.setdefault(cell.casefold(), []).append(added)
    return {cell: round(fsum(parts), 6) for cell, parts in found.items()}


def _names(canvas: Canvas, breakdown: Breakdown) -> dict[str, str]:
    if breakdown.names is None:
        return {}
    sheet, key, name = breakdown.names
    found: dict[str, str] = {}
    for value, shown in rows(canvas.plan, sheet, (key, name)):
        if value is not None:
            found.setdefault(str(value), "" if shown is None else str(shown))
    return found


def _label(breakdown: Breakdown, cell: str) -> str:
    if breakdown.names is None:
        return f"={cell}"
    sheet, key, name = breakdown.names
    ids, names = column_name(sheet, key), column_name(sheet, name)
    return f'=IF({cell}="","",IFERROR(INDEX({names},MATCH({cell},{ids},0))&"",{cell}))'
