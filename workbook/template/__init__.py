"""The template workbook: a catalogue becomes a locked book, with or without content.

`write_template` writes the empty one, byte-identical from run to run; `write_book` one that is
filled. Each part of the book has a module of its own; `plan` decides what goes where.
"""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

from workbook.template import names
from workbook.template.book import LockedWorkbook
from workbook.template.dashboard import write_dashboard
from workbook.template.datasheet import write_data_sheet
from workbook.template.guide import write_guide
from workbook.template.lists import write_lists
from workbook.template.meta import set_properties, write_meta
from workbook.template.plan import Content, Plan, Profile, planned
from workbook.template.seeds import seeded
from workbook.template.styles import Styles
from workbook.template.wording import LANGUAGES, BookLanguage, Wording

if TYPE_CHECKING:
    from pathlib import Path

    from validation.catalogue import Catalogue

__all__ = [
    "LANGUAGES",
    "BookLanguage",
    "Content",
    "Profile",
    "book_bytes",
    "write_book",
    "write_template",
]


def write_template(
    path: Path,
    catalogue: Catalogue,
    *,
    profile: Profile = "rep",
    language: BookLanguage = "both",
) -> None:
    """Write the empty template to `path`, the same bytes every time.

    `profile` decides which tabs are visible: at most ten for `rep` and `manager`, all for `full`.
    """
    write_book(path, catalogue, profile=profile, language=language)


def write_book(
    path: Path,
    catalogue: Catalogue,
    *,
    profile: Profile = "rep",
    language: BookLanguage = "both",
    content: Content | None = None,
) -> None:
    """Write a book filled with `content` to `path`; None leaves it empty.

    Raises:
        KeyError: `content` names a sheet the catalogue does not have.
        WriteError: a value no cell can hold, or more rows than a sheet has.
    """
    plan = _planned(catalogue, profile, language, content)
    with warnings.catch_warnings():
        # XlsxWriter warns and leaves things out; a template may not miss anything.
        warnings.simplefilter("error")
        _write(LockedWorkbook(path), plan, path)


def book_bytes(
    path: Path,
    catalogue: Catalogue,
    *,
    profile: Profile = "rep",
    language: BookLanguage = "both",
    content: Content | None = None,
) -> bytes:
    """Return the bytes of a book filled with `content`; nothing of it touches the disk.

    `path` only names it in an error.

    Raises:
        KeyError: `content` names a sheet the catalogue does not have.
        WriteError: a value no cell can hold, or more rows than a sheet has.
    """
    plan = _planned(catalogue, profile, language, content)
    into = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        _write(LockedWorkbook(into), plan, path)
    return into.getvalue()


def _planned(
    catalogue: Catalogue, profile: Profile, language: BookLanguage, content: Content | None
) -> Plan:
    wording = Wording(language)
    filled = seeded(content or Content(), catalogue, wording)
    return planned(catalogue, profile=profile, wording=wording, content=filled)


def _write(book: LockedWorkbook, plan: Plan, path: Path) -> None:
    styles = Styles(book, plan.wording)
    worksheets = {tab: book.add_worksheet(tab) for tab in plan.tabs}
    guide, *_, lists, dashboard = worksheets.values()
    used = write_dashboard(dashboard, book, plan, styles)
    write_guide(guide, plan, styles)
    for sheet in plan.sheets.values():
        write_data_sheet(worksheets[sheet.tab], sheet, plan, styles, path)
    write_lists(lists, book, plan, styles)
    names.define_columns(book, plan, used)
    write_meta(book, plan)
    set_properties(book, plan)
    for tab, worksheet in worksheets.items():
        if not plan.is_shown(tab):
            worksheet.hide()
    guide.activate()
    guide.set_first_sheet()
    book.set_size(2200, 1400)
    book.close()
