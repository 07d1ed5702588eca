"""Any spreadsheet → a book."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from validation import catalogue as catalogues
from validation.book import Book, Origin
from workbook import recognition, untrusted
from workbook.form import (
    DASHBOARD_TAB,
    GUIDE_TAB,
    LISTS_TAB,
    META_TAB,
    PROPERTY_HASH,
    PROPERTY_LANGUAGE,
    PROPERTY_VERSION,
)
from workbook.grids import open_grids

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from validation.book import Layout
    from validation.catalogue import Catalogue
    from workbook.formats.grid import Grid, Opened
    from workbook.recognition import KeyRow, Shaped


def read(path: Path, password: str | None = None, *, catalogue_path: Path | None = None) -> Book:
    """Return the book in the file at `path`, read in a worker process that may die without harm.

    Args:
        path: xlsx, xlsm, xlsb, xls, ods, csv, tsv, or an xls that is a web page or XML inside.
        password: for an encrypted file.
        catalogue_path: a team's own catalogue.csv.

    Raises:
        FileError: the file cannot be used; the class says why, its text what to do.
        CatalogueError: the team's catalogue is wrong.
    """
    task = "workbook.reader:open_book"
    return cast("Book", untrusted.run(task, Path(path), password, catalogue_path))


def open_book(path: Path, password: str | None = None, catalogue_path: Path | None = None) -> Book:
    """Return the book in the file at `path`, read in this process: a hostile file may kill it.

    Raises:
        FileError: the file cannot be used.
        CatalogueError: the team's catalogue is wrong.
    """
    catalogue = catalogues.load(catalogue_path)
    return book_from(open_grids(path, password, colours=False), catalogue)


def book_from(opened: Opened, catalogue: Catalogue) -> Book:
    """Return the book that `opened` holds.

    A sheet of ours is known by the book's own list of tabs, or by its key row. Guide, dashboard
    and the hidden list of facts are no sheets of the book; the Lists tab of a template is filed
    under "Lists", its columns are the lists' names.
    """
    facts = _facts(opened)
    sheets: dict[str, pd.DataFrame] = {}
    layouts: dict[str, Layout] = {}
    for name, shaped in _sheets(opened, facts, catalogue):
        own, count = name, 1
        while own in sheets:
            count += 1
            own = f"{name} ({count})"
        sheets[own], layouts[own] = shaped
    return Book(sheets=sheets, layouts=layouts, origin=_origin(opened, facts))


def _sheets(
    opened: Opened, facts: Mapping[str, str], catalogue: Catalogue
) -> list[tuple[str, Shaped]]:
    """Return the sheets in tab order, each with the name it is filed under."""
    special = _special_tabs(facts)
    listed = {tab: key.removeprefix("sheet:") for key, tab in facts.items() if key[:6] == "sheet:"}
    grids = [grid for grid in opened.grids if special.get(grid.tab, LISTS_TAB) == LISTS_TAB]
    rows = {
        grid.tab: recognition.key_row(grid, catalogue, expected=listed.get(grid.tab))
        for grid in grids
        if grid.tab not in special
    }
    chosen = _chosen(rows, listed)
    found: list[tuple[str, Shaped]] = []
    for grid in grids:
        keys = rows.get(grid.tab)
        if grid.tab in special:
            found.append((LISTS_TAB, recognition.lists(grid)))
        elif keys is None:
            found.append((grid.tab, recognition.foreign_rows(grid)))
        elif chosen[keys.sheet] != grid.tab:
            # A copied tab: its rows are somebody's own until a person says otherwise.
            found.append((grid.tab, recognition.foreign_rows(grid, header_row=keys.row + 3)))
        else:
            shaped = recognition.our_rows(grid, keys, catalogue, is_form=bool(facts))
            found.append((keys.sheet, shaped))
    return found


def _chosen(rows: Mapping[str, KeyRow | None], listed: Mapping[str, str]) -> Mapping[str, str]:
    """Return which tab is which sheet: the tab that the book lists, else the first."""
    chosen: dict[str, str] = {}
    for tab, keys in rows.items():
        if keys is not None and (keys.sheet not in chosen or listed.get(tab) == keys.sheet):
            chosen[keys.sheet] = tab
    return chosen


def _facts(opened: Opened) -> Mapping[str, str]:
    """Return what the book says of itself; nothing when it is not one of our templates.

    The document properties repeat the main facts: other programs drop the hidden sheet.
    """
    said = {
        "template_version": opened.properties.get(PROPERTY_VERSION),
        "catalogue_hash": opened.properties.get(PROPERTY_HASH),
        "language": opened.properties.get(PROPERTY_LANGUAGE),
    }
    facts = {key: value for key, value in said.items() if value}
    meta = next((grid for grid in opened.grids if grid.tab == META_TAB), None)
    if meta is not None:
        facts |= _meta(meta)
    return facts if "template_version" in facts else {}


def _id_row(opened: Opened) -> int | None:
    """Return the row of `_meta` for the book's id, which may be blank still."""
    for grid in opened.grids:
        if grid.tab == META_TAB:
            rows = map(int, grid.cells.index)
            return next((row for row in rows if recognition.cell(grid, row, 1) == "book_id"), None)
    return None


def _meta(grid: Grid) -> dict[str, str]:
    pairs = ((recognition.cell(grid, int(row), 1), row) for row in grid.cells.index)
    return {
        name: str(value)
        for name, row in pairs
        if isinstance(name, str) and (value := recognition.cell(grid, int(row), 2)) is not None
    }


def _special_tabs(facts: Mapping[str, str]) -> Mapping[str, str]:
    """Return the tabs of a template that hold no rows of a team, each with what it is."""
    if not facts:
        return {}
    return {
        facts.get("tab:guide", GUIDE_TAB): GUIDE_TAB,
        facts.get("tab:dashboard", DASHBOARD_TAB): DASHBOARD_TAB,
        facts.get("tab:lists", LISTS_TAB): LISTS_TAB,
        META_TAB: META_TAB,
    }


def _origin(opened: Opened, facts: Mapping[str, str]) -> Origin:
    return Origin(
        path=opened.path,
        format=opened.format,
        sha256=opened.sha256,
        encrypted=opened.encrypted,
        template_version=facts.get("template_version"),
        catalogue_hash=facts.get("catalogue_hash"),
        book_id=facts.get("book_id"),
        book_id_row=_id_row(opened) if facts else None,
        rep=facts.get("base:rep"),
        language=facts.get("language"),
        encoding=opened.encoding,
        faithful=opened.faithful,
    )
