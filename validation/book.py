"""A book: the rows of a workbook, whatever they were read from.

Two sources make one: `workbook.reader` from a file, and the ribbon from a running Excel.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

OddKind = Literal["error", "uncached", "duplicate_header"]


class OddCell(NamedTuple):
    """A cell whose value is not simply what a person typed.

    `error`: it shows an error value (`shown` is "#N/A"); the frame holds None there.
    `uncached`: a formula saved without its result (`shown` is the formula); None in the frame.
    `duplicate_header`: a second column of the same header (`shown`); kept under "header (2)".
    """

    kind: OddKind
    row: int
    column: str
    shown: str


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Where the rows of one sheet stand in their file."""

    tab: str
    """The sheet's name as the file shows it."""
    known: bool
    """Whether the sheet was recognised as one of the catalogue's."""
    header_row: int
    """The row of the headers people see, 1-based; 0 when there is none."""
    columns: Mapping[str, int]
    """Column → its number in the sheet, 1 for A."""
    custom: frozenset[str] = frozenset()
    """Columns the catalogue does not know; they count as sensitive."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Column → the header a person sees, line breaks kept."""
    visible: bool = True
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[str] = frozenset()
    rules_missing: frozenset[str] = frozenset()
    """Columns of a sheet of ours that lost their data-validation rule."""
    odd: tuple[OddCell, ...] = ()
    last_row: int = 0
    """The last used row; 1,048,576 means that rows were probably cut off."""


@dataclass(frozen=True, kw_only=True)
class Origin:
    """What a book was read from."""

    path: str
    format: str
    """xlsx, xlsm, xlsb, xls, ods, csv, html or xml2003; "excel" for a running Excel."""
    sha256: str = ""
    encrypted: bool = False
    template_version: str | None = None
    """None: not a Relaybook workbook."""
    catalogue_hash: str | None = None
    book_id: str | None = None
    """The book's own id, by which a copy of it is known; None: it has none yet."""
    book_id_row: int | None = None
    """Row of the sheet `_meta` that holds the id, or will; None: there is no such row."""
    rep: str | None = None
    """The rep whose own book it is, split off the team's; None: it is no such book."""
    language: str | None = None
    encoding: str | None = None
    """For csv without a byte-order mark: the encoding that was guessed; None elsewhere."""
    faithful: bool = True
    """Whether error cells, formulas and hidden rows can be told apart in this format."""


@dataclass(frozen=True, kw_only=True)
class Book:
    """The rows of a workbook.

    `sheets` maps a sheet to a frame of dtype object whose index is Excel's row number and whose
    columns are catalogue keys; None is a blank cell. A sheet of ours is filed under its catalogue
    key in any language; another sheet under its tab, with the headers as columns. Text is str,
    numbers int or float, dates datetime.date or datetime.datetime, yes/no bool.
    """

    sheets: Mapping[str, pd.DataFrame]
    layouts: Mapping[str, Layout]
    origin: Origin

    @property
    def is_template(self) -> bool:
        """Whether the book was made from a Relaybook template."""
        return self.origin.template_version is not None
