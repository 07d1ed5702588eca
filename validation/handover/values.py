"""The cells of a copy: what each of them holds once it has left the book."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from validation.catalogue import Kind
from validation.handover.gate import Cell
from validation.handover.parties import shown_name
from validation.handover.source import CUSTOMERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from validation.catalogue import Field
    from validation.handover.columns import Allowed
    from validation.handover.gate import TextGate
    from validation.handover.generalising import Generaliser
    from validation.handover.shapes import TextFate
    from validation.handover.source import Source

_TYPED = (Kind.ENUM, Kind.DATE, Kind.DATETIME, Kind.BOOL, Kind.LINK)
"""Kinds whose reading says the same as the cell and is what every language understands."""
_ROOTS = ("Customers.", "Leads.")


class Detailed:
    """Cells of V1: as they stand in the book, words of lists as codes."""

    def __init__(
        self, source: Source, general: Generaliser, promises: Mapping[str, Sequence[str]]
    ) -> None:
        self._source = source
        self._general = general
        self._promises = promises
        """Customer id → open promises."""

    def frame(self, allowed: Allowed, rows: Sequence[int]) -> pd.DataFrame:
        """Return the cells of some rows."""
        sheet = allowed.sheet
        columns = {
            field.key: [self._value(sheet, row, field) for row in rows] for field in allowed.fields
        }
        return _frame(columns, rows)

    def _value(self, sheet: str, row: int, field: Field) -> Any:
        if sheet == CUSTOMERS and field.key == "inherited_todos":
            identity = str(self._source.value(sheet, row, "customer_id"))
            return "\n".join(self._promises.get(identity, ())) or None
        if field.refers_to.startswith(_ROOTS) and field.kind is Kind.LINK:
            found = self._source.customer(sheet, row, field.key)
            return self._source.cell(sheet, row, field.key) if found is None else found
        typed_in = self._source.cell(sheet, row, field.key)
        if typed_in is None and sheet == CUSTOMERS and field.key == "deal_summary":
            return self._general.summary(row)
        value = self._source.value(sheet, row, field.key)
        if field.kind is Kind.LIST and field.vocabulary and value is not None:
            return "; ".join(map(str, value))
        return value if value is not None and field.kind in _TYPED else typed_in


class General:
    """Cells of V2 and V3: what was read, generalised where the catalogue says so, through the gate.

    A cell that could not be read does not leave: nobody knows what it says.
    """

    def __init__(
        self,
        source: Source,
        general: Generaliser,
        gate: TextGate,
        made: Mapping[str, str],
    ) -> None:
        self._source = source
        self._general = general
        self._gate = gate
        self._made = made
        """Customer id → the id made for this share."""
        self.texts: list[TextFate] = []

    def frame(self, allowed: Allowed, rows: Sequence[int], ids: Sequence[str]) -> pd.DataFrame:
        """Return the cells of some rows; `ids` are those of the book."""
        columns: dict[str, list[Any]] = {field.key: [] for field in allowed.fields}
        for row, identity in zip(rows, ids, strict=True):
            for field in allowed.fields:
                cell = Cell(allowed.sheet, row, identity, field)
                columns[field.key].append(self._value(cell, field.key in allowed.general))
        return _frame(columns, rows)

    def _value(self, cell: Cell, is_general: bool) -> Any:  # noqa: FBT001
        key = cell.field.key
        if is_general and key == "customer_id":
            return self._made[cell.record]
        if is_general:
            return self._general.value(cell.row, key)
        value = self._source.value(cell.sheet, cell.row, key)
        if value is not None and cell.field.refers_to == "Reps.rep_id":
            return shown_name(self._source.rep(str(value)), "", with_id=False) or None
        passed = self._gate.passed(cell, value)
        if passed.fate is not None:
            self.texts.append(passed.fate)
        return passed.value


def _frame(columns: Mapping[str, Sequence[Any]], rows: Sequence[int]) -> pd.DataFrame:
    index = pd.Index(list(rows), dtype="int64")
    series = {key: pd.Series(list(v), index=index, dtype=object) for key, v in columns.items()}
    return pd.DataFrame(series, index=index, columns=list(columns), dtype=object)
