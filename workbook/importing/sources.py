"""The sources of an import as a person names them: `customers.csv` or `Orders=sales.xlsx`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from validation.errors import UnknownSheetError
from validation.vocabularies import fold

if TYPE_CHECKING:
    from validation.catalogue import Catalogue


class Source(NamedTuple):
    """One file to import. `sheet` is a catalogue key; None: it is guessed from the headers."""

    path: Path
    sheet: str | None = None


def parse_source(text: str, catalogue: Catalogue) -> Source:
    """Return the source that `[SHEET=]PATH` names; SHEET is a key or a tab in any language.

    Raises:
        UnknownSheetError: the text before `=` names no sheet, and no file has the whole name.
    """
    before, sign, after = text.partition("=")
    if not sign or Path(text).exists():
        return Source(Path(text))
    sheet = sheet_key(before, catalogue)
    if sheet is None:
        known = ", ".join(s.key for s in catalogue.sheets.values() if s.kind == "data")
        raise UnknownSheetError(source=text, sheet=before, known=known)
    return Source(Path(after), sheet)


def sheet_key(name: str, catalogue: Catalogue) -> str | None:
    """Return the key of the sheet people call `name`; None: there is none."""
    folded = fold(name)
    for sheet in catalogue.sheets.values():
        if folded in {fold(sheet.key), fold(sheet.zh), fold(sheet.en)}:
            return sheet.key
    return None
