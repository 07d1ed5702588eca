"""The book a handover is made from, read once: what rules compute with, and what cells hold."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from validation.merging import former_ids
from validation.merging.values import is_blank
from validation.plaintext import shown
from validation.reminders.staff import Staff
from validation.typed import typed
from validation.vocabularies import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import pandas as pd

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.reminders.staff import Rep
    from validation.settings import Settings

CUSTOMERS, LEADS = "Customers", "Leads"
SHARE, LINES = "Share", "ShareLines"
"""Sheets that go into a copy as its cover and its lines, never as rows of the book."""
READ_ONLY = ("Reps", "NDA", "SharePolicy", "Products")
"""Sheets that decide what leaves and never leave themselves."""


@dataclass(frozen=True)
class Source:
    """One book on one day."""

    book: Book
    catalogue: Catalogue
    settings: Settings
    today: dt.date

    @cached_property
    def frames(self) -> Mapping[str, pd.DataFrame]:
        """Sheet key → its rows as `typed` gives them, every known column; index: Excel's rows."""
        sheets = self.catalogue.sheets
        wanted = {
            key: ()
            for key, sheet in sheets.items()
            if sheet.kind != "result" and (key in READ_ONLY or key in self.book.sheets)
        }
        told = typed(self.book, self.catalogue, wanted, settings=self.settings, today=self.today)
        return {key: sheet.frame for key, sheet in told.items()}

    def has(self, sheet: str) -> bool:
        """Return whether the book has this sheet of ours."""
        layout = self.book.layouts.get(sheet)
        return layout is not None and layout.known

    def value(self, sheet: str, row: int, key: str) -> Any:
        """Return what a cell was read as, typed; None: blank or unreadable, or no such cell."""
        return self._column(self.frames.get(sheet), sheet, key, "read").get(row)

    def cell(self, sheet: str, row: int, key: str) -> Any:
        """Return what a cell holds as it was typed; None: blank, or no such cell."""
        value = self._column(self.book.sheets.get(sheet), sheet, key, "typed").get(row)
        return None if is_blank(value) else value

    def _column(
        self, frame: pd.DataFrame | None, sheet: str, key: str, form: str
    ) -> Mapping[int, Any]:
        """Return row → cell of one column; a frame asked cell by cell takes many times as long."""
        place = (sheet, key, form)
        if place not in self._columns:
            known = frame is not None and key in frame.columns
            values = (
                zip(frame.index, frame[key], strict=True) if frame is not None and known else ()
            )
            self._columns[place] = {int(row): value for row, value in values}
        return self._columns[place]

    @cached_property
    def _columns(self) -> dict[tuple[str, str, str], Mapping[int, Any]]:
        return {}

    def tab(self, sheet: str) -> str:
        """Return the name a person sees on the sheet."""
        layout = self.book.layouts.get(sheet)
        if layout is not None:
            return layout.tab
        return self.catalogue.sheets[sheet].tab(self.book.origin.language or "both")

    @cached_property
    def former(self) -> Mapping[str, str]:
        """Folded id of a customer that was merged away → the id it is found under now."""
        frame = self.book.sheets.get(CUSTOMERS)
        return {} if frame is None else former_ids(frame)

    @cached_property
    def rows_by_id(self) -> Mapping[str, Mapping[str, tuple[int, ...]]]:
        """Sheet → folded id → its rows, for customers and leads; more than one is a mistake."""
        found: dict[str, dict[str, tuple[int, ...]]] = {}
        for sheet in (CUSTOMERS, LEADS):
            ids = found.setdefault(sheet, {})
            key = self.catalogue.sheets[sheet].row_key
            frame = self.frames.get(sheet)
            if frame is None:
                continue
            for row, identity in zip(frame.index, frame[key], strict=True):
                if identity is not None:
                    ids[fold(str(identity))] = (*ids.get(fold(str(identity)), ()), int(row))
        return found

    @cached_property
    def staff(self) -> Staff:
        """The team."""
        return Staff.of(self.frames["Reps"])

    def rep(self, named: str | None) -> Rep | None:
        """Return the rep of this number, name or e-mail; None: there is no such one."""
        known = self.staff.named(named)
        return None if known is None else self.staff.reps[known]

    def customer(self, sheet: str, row: int, key: str) -> str | None:
        """Return the id of the customer or lead that a cell refers to, under its present id.

        None: the cell is blank, or what it names is not in the book.
        """
        found = self.value(sheet, row, key)
        if found is not None:
            return str(found)
        typed_in = self.cell(sheet, row, key)
        return None if typed_in is None else self.former.get(fold(shown(typed_in)))
