"""What goes where in a copy, decided before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from validation.catalogue import Kind
from validation.messages import message
from workbook.form import FIRST_ROW
from workbook.template.labels import shown_labels
from workbook.template.plan import Column
from workbook.template.wording import Wording, units

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from validation.catalogue import Catalogue, Field, Sheet
    from validation.handover.shapes import Copy, CopySheet
    from validation.messages import Text
    from validation.vocabularies import Vocabulary

SPARE_ROWS = 1000
"""Rows below the last one for which the lists hold too."""
_LITERAL = 255
"""Characters of a list that Excel keeps in the rule itself."""
_BUTTON = 4.0
"""Column units that the filter's arrow and the indent take."""
_WIDEST_TEXT, _WIDEST = 64.0, 40.0
_WIDEST_HEADER = 22.0
_PADDING = 3.0
_LITTLE_MORE = 1.3
"""A column that is so much wider at most shows its longest text on one line too."""
_MOST_FROZEN, _WIDEST_FROZEN = 4, 62.0
_NUMBERS = frozenset({Kind.INT, Kind.DECIMAL, Kind.MONEY})
_DAYS = {Kind.DATE: 13.0, Kind.DATETIME: 19.0}


class Choice(NamedTuple):
    """What a drop-down offers; `listed`: it is too long for a rule, so a column of Lists has it."""

    labels: tuple[str, ...]
    listed: bool


class Place(NamedTuple):
    """One column of a copy: the column as a template would have it, and what a copy adds."""

    column: Column
    field: Field
    editable: bool
    textual: bool
    """Whether its cells are text: what was generalised is, whatever the catalogue says."""
    choice: Choice | None


@dataclass(frozen=True, kw_only=True)
class Part:
    """One data sheet: `rows` are its cells as they are shown, row by row."""

    sheet: Sheet
    tab: str
    places: tuple[Place, ...]
    rows: tuple[tuple[object, ...], ...]
    frozen: int

    @property
    def last_row(self) -> int:
        """The last row of the table, counted from 1; an empty table has one blank row."""
        return FIRST_ROW + max(len(self.rows), 1) - 1


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The whole copy."""

    copy: Copy
    catalogue: Catalogue
    wording: Wording
    parts: tuple[Part, ...]

    def said(self, key: str, gap: str = "  ", **facts: object) -> str:
        """Return the sentence filed under `copy.{key}`, on one line."""
        return self.wording.inline(message(f"copy.{key}", **facts), gap)

    def told(self, key: str, **facts: object) -> str:
        """Return the sentence filed under `copy.{key}`, with a line for each language."""
        return self.wording.lines(message(f"copy.{key}", **facts))

    @property
    def cover(self) -> str:
        """The tab of the cover."""
        return self._tab("cover")

    @property
    def guide(self) -> str:
        """The tab of the guide."""
        return self._tab("guide")

    @property
    def lists(self) -> str:
        """The tab of the lists that are too long for a rule."""
        return self._tab("lists")

    def _tab(self, key: str) -> str:
        name = message(f"copy.tab.{key}")
        return name.zh if self.wording.language == "zh" else name.en

    @property
    def asks(self) -> bool:
        """Whether the receiver is asked to fill columns."""
        return any(place.editable for part in self.parts for place in part.places)

    @property
    def listed(self) -> Mapping[str, tuple[str, ...]]:
        """List → its words, for the lists that need a sheet; empty: the copy has none."""
        return {
            place.field.vocabulary: place.choice.labels
            for part in self.parts
            for place in part.places
            if place.choice is not None and place.choice.listed
        }


def planned(copy: Copy, catalogue: Catalogue) -> Plan:
    """Return the plan of a copy."""
    wording = Wording(copy.language)
    parts = tuple(_part(sheet, catalogue, wording) for sheet in copy.sheets)
    return Plan(copy=copy, catalogue=catalogue, wording=wording, parts=parts)


def shown(value: object, column: Field, catalogue: Catalogue, wording: Wording) -> object:
    """Return a cell as the copy shows it: a code as its word, several with semicolons between."""
    if isinstance(value, (list, tuple)):
        return "; ".join(str(shown(one, column, catalogue, wording)) for one in value)
    if value is pd.NaT or value is pd.NA or value != value:  # noqa: PLR0124 - not a number
        return None
    words = catalogue.vocabulary(column)
    if words is None or not isinstance(value, str):
        return value
    if column.kind is Kind.LIST:
        return "; ".join(_label(part.strip(), words, wording) for part in value.split(";"))
    return _label(value, words, wording)


def _label(code: str, words: Vocabulary, wording: Wording) -> str:
    word = words.words.get(code)
    return code if word is None else word.label(wording.language)


def _part(given: CopySheet, catalogue: Catalogue, wording: Wording) -> Part:
    sheet = catalogue.sheets[given.sheet]
    columns = [
        [shown(value, field, catalogue, wording) for value in given.rows[field.key].tolist()]
        for field in given.fields
    ]
    places = tuple(
        _place(number, field, cells, editable=field.key in given.editable,
               catalogue=catalogue, wording=wording)
        for number, (field, cells) in enumerate(zip(given.fields, columns, strict=True))
    )  # fmt: skip
    return Part(
        sheet=sheet,
        tab=sheet.tab(wording.language),
        places=places,
        rows=tuple(zip(*columns, strict=True)),
        frozen=_frozen(sheet, places),
    )


def _place(  # noqa: PLR0913 - the two tables go through to every leaf
    number: int,
    field: Field,
    cells: Sequence[object],
    *,
    editable: bool,
    catalogue: Catalogue,
    wording: Wording,
) -> Place:
    textual = any(isinstance(cell, str) for cell in cells)
    column = Column(
        number=number,
        key=field.key,
        name=field.name,
        module=field.module,
        width=_width(field, cells, wording),
        field=field,
    )
    choice = _choice(field, catalogue, wording, editable=editable)
    return Place(column, field, editable, textual, choice)


def _choice(
    field: Field, catalogue: Catalogue, wording: Wording, *, editable: bool
) -> Choice | None:
    """Return the column's list; a long one only where somebody is asked to choose from it."""
    if field.kind not in (Kind.ENUM, Kind.BOOL):
        return None
    labels = shown_labels(field, catalogue, wording)
    short = len(",".join(labels)) <= _LITERAL and not any("," in label for label in labels)
    return Choice(labels, not short) if labels and (short or editable) else None


def _width(field: Field, cells: Sequence[object], wording: Wording) -> float:
    """Return the width that shows the header whole and most of the cells; longer ones wrap."""
    header = min(max(map(units, heading(field.name, wording))) * 1.1, _WIDEST_HEADER) + _BUTTON
    if field.kind in _NUMBERS:
        numbers = [_digits(cell) for cell in cells]
        return round(max(header, field.width, *numbers, 0), 1)
    widest = _WIDEST_TEXT if field.kind in (Kind.TEXT, Kind.LIST) else _WIDEST
    needed = max(min(field.width, widest), _DAYS.get(field.kind, 0), header)
    # A list of words repeats itself: each text is measured once.
    measured = {text: min(units(text), widest) for text in {c for c in cells if isinstance(c, str)}}
    texts = sorted(measured[cell] for cell in cells if isinstance(cell, str) and cell)
    # Words of a list are short, and all of them are read; of texts a few may wrap.
    share = 1.0 if field.kind is Kind.ENUM else 0.9
    typical = texts[int((len(texts) - 1) * share)] if texts else 0
    if texts and texts[-1] <= typical * _LITTLE_MORE:
        typical = texts[-1]
    typical += _PADDING if texts else 0
    return round(max(needed, min(typical, widest)), 1)


def _digits(cell: object) -> float:
    """Return the width of a number with its separators; a narrower column shows ####."""
    if isinstance(cell, str):
        return units(cell) + _PADDING
    return len(f"{cell:,.2f}") + _PADDING if isinstance(cell, (int, float, Decimal)) else 0


def heading(name: Text, wording: Wording) -> tuple[str, ...]:
    """Return the lines of a header, Chinese first."""
    return tuple(wording.lines(name).split("\n"))


def _frozen(sheet: Sheet, places: Sequence[Place]) -> int:
    """Return how many columns stay while the rest scrolls: the id and the names beside it."""
    kept, width = 0, 0.0
    for number, place in enumerate(places[:_MOST_FROZEN], 1):
        width += place.column.width
        names = ("name", "company", "title", "party")
        named = place.field.key == sheet.row_key or any(n in place.field.key for n in names)
        if width <= _WIDEST_FROZEN and named:
            kept = number
    return kept
