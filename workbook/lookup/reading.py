"""Any file → the rows that a lookup reads, in the isolated worker; many files side by side."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

import pandas as pd

from validation import catalogue as catalogues
from validation.duplicates.known import known
from validation.errors import FileError, RelaybookError
from validation.lookup.gathering import SHEETS, Source
from validation.messages import Text, message
from validation.settings import Settings
from workbook import annotating, isolation, untrusted
from workbook.checking import FailedFile
from workbook.duplicates import lists
from workbook.duplicates.rows import HOME, ROW, TAB
from workbook.folders.batch import unexpected, worker_count
from workbook.grids import open_grids
from workbook.importing.derivation import as_text
from workbook.importing.headers import names
from workbook.reader import book_from

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    from validation.book import Book
    from validation.catalogue import Catalogue
    from workbook.checking import Question
    from workbook.duplicates.rows import Rows
    from workbook.folders.walk import Found
    from workbook.formats.grid import Opened

_DATES = frozenset(("owner_since", "protect_until", "assigned_date", "at"))


class ReadFile(NamedTuple):
    """One file: a source for the book, or one for each of its tables when it is a list."""

    sources: tuple[Source, ...]
    notes: tuple[Text, ...] = ()


class Read(NamedTuple):
    """What became of the files: their rows, and those that could not be read."""

    sources: tuple[Source, ...]
    failed: tuple[FailedFile, ...]
    notes: tuple[Text, ...]

    @property
    def own_domains(self) -> frozenset[str]:
        """The team's own domains, as any of the books says."""
        return frozenset(site for each in self.sources for site in known(each.sheets).own_domains)

    def today(self, question: Question) -> dt.date:
        """Return the day asked for, or the date in the first book's time zone."""
        if question.today or not self.sources:
            return question.today or question.now.date()
        zone = ZoneInfo(self.sources[0].settings.company_tz)
        return question.now.astimezone(zone).date()


def read_all(found: Sequence[Found], question: Question) -> Read:
    """Return the rows of every file, in the order of the files; one unread stops no other."""
    if not found:
        return Read((), (), ())
    with ThreadPoolExecutor(worker_count(found)) as pool:
        try:
            results = list(pool.map(lambda file: _result(file.path, question), found))
        except KeyboardInterrupt:
            isolation.close()  # else the pool would wait for the workers to end by themselves
            raise
    read = [each for each in results if isinstance(each, ReadFile)]
    return Read(
        tuple(source for each in read for source in each.sources),
        tuple(each for each in results if isinstance(each, FailedFile)),
        tuple(note for each in read for note in each.notes),
    )


def read_here(path: Path, question: Question) -> ReadFile:
    """Read one file in this process; what an earlier check wrote into it is left out.

    Raises:
        FileError: the file cannot be used, or has no customers and no leads.
    """
    catalogue = catalogues.load(question.catalogue)
    opened = open_grids(path, question.password, colours=False)
    book = annotating.without_marks(book_from(opened, catalogue), catalogue)
    if any(_is_ours(book, sheet) for sheet in ("Customers", "Leads")):
        return ReadFile((source_of(book),))
    return _listed(path, opened, catalogue)


def _result(path: Path, question: Question) -> ReadFile | FailedFile:
    try:
        found = untrusted.run("workbook.lookup.reading:read_here", path, question)
    except RelaybookError as error:
        return FailedFile(path=str(path), error=error.text)
    except Exception as error:  # noqa: BLE001  # a fault of ours on one file must not lose the others
        return FailedFile(path=str(path), error=unexpected(error))
    assert isinstance(found, ReadFile)
    # The worker was given the whole path; people know the file as they named it.
    return found._replace(sources=tuple(replace(each, path=str(path)) for each in found.sources))


def _is_ours(book: Book, sheet: str) -> bool:
    return sheet in book.layouts and book.layouts[sheet].known


def source_of(book: Book) -> Source:
    """Return the rows of a book of ours that a lookup reads."""
    settings, _ = Settings.from_rows(book.sheets.get("Config"))
    kept = [sheet for sheet in SHEETS if _is_ours(book, sheet)]
    return Source(
        path=book.origin.path,
        settings=settings,
        sheets={sheet: _picked(book.sheets[sheet], SHEETS[sheet]) for sheet in kept},
        tabs={sheet: book.layouts[sheet].tab for sheet in kept},
    )


def _picked(frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return the columns that are read; a phone that Excel keeps as a number has its digits."""
    cells = {
        key: frame[key].tolist()
        if key in _DATES
        else [as_text(cell) or None for cell in frame[key].tolist()]
        for key in columns
        if key in frame
    }
    return pd.DataFrame(cells, index=frame.index, dtype=object)


def _listed(path: Path, opened: Opened, catalogue: Catalogue) -> ReadFile:
    """Return the customers of a list with headers of somebody's own, as an import reads them."""
    found = lists.rows(opened, names(catalogue))
    if not len(found.customers):
        raise FileError(path=path, reason=message("lookup.no_sheet"))
    settings, _ = Settings.from_rows(None)
    tabs = dict.fromkeys(found.customers[TAB].tolist())
    return ReadFile(tuple(_table(found, tab, settings) for tab in tabs), found.notes)


def _table(found: Rows, tab: str, settings: Settings) -> Source:
    customers = found.customers[found.customers[TAB] == tab]
    ties = pd.Index(customers.index)
    return Source(
        path=found.path,
        settings=settings,
        sheets={
            "Customers": customers.assign(**{HOME: customers.index}).set_index(ROW),
            "Contacts": _tied(found.contacts, ties),
            "Titles": _tied(found.titles, ties),
        },
        tabs={"Customers": tab},
        tie=HOME,
    )


def _tied(frame: pd.DataFrame, customers: pd.Index) -> pd.DataFrame:
    """Return the rows that belong to one of the customers; a list may have none at all."""
    return frame[frame[HOME].isin(customers)] if HOME in frame else frame
