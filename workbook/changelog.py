"""The sheet Changes: which cell held what, what it holds now, when and by which rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from validation import catalogue as catalogues
from validation.messages import Text, message, plain
from validation.plaintext import shown
from workbook.formats.scan import column_letters
from workbook.patching.edits import Link, NewSheet

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from validation.book import Book, Layout
    from validation.catalogue import Catalogue, Sheet
    from validation.changes import Change
    from validation.messages import Language
    from workbook.patching.edits import Value

SHEET = "Changes"
"""The catalogue's key of the sheet."""
KEYS = ("at", "tab", "cell", "record", "field", "before", "after", "rule")
"""What a row says, in this order, by the catalogue's column keys."""
_TAB_LIMIT = 31


class ChangedCell(NamedTuple):
    """One cell that got another value, as people name it."""

    sheet: str
    """The tab."""
    cell: str
    """The address, "F7"."""
    row: int
    record: str
    """The row's id; empty when it has none."""
    field: str
    """The catalogue key, or the header of a column of the team's own."""
    name: Text
    """What people call the column."""
    before: str
    after: str
    code: str
    """The rules it puts right, joined by "; "; empty when no rule asked for it."""


def told(book: Book, catalogue: Catalogue, change: Change) -> ChangedCell:
    """Return a change of `book` as people name it."""
    return ChangedCell(
        book.layouts[change.sheet].tab,
        address(book, change),
        change.row,
        record(book, catalogue, change),
        change.column,
        name(book, catalogue, change),
        shown(change.before),
        shown(change.after),
        change.code,
    )


def address(book: Book, change: Change) -> str:
    """Return where a change stands, as Excel names it: "F7"."""
    return f"{column_letters(book.layouts[change.sheet].columns[change.column])}{change.row}"


class Changelog:
    """The sheet Changes of one workbook, ours or somebody else's.

    `language` is spoken in a workbook that has no language of its own.
    """

    def __init__(self, book: Book, catalogue: Catalogue, language: Language) -> None:
        self._book = book
        self._catalogue = catalogue
        own = book.origin.language if book.is_template else None
        self._words = own if own in ("zh", "en", "both") else language

    @property
    def layout(self) -> Layout | None:
        """The layout of our own sheet; None: the workbook has none, so one is added."""
        found = self._book.layouts.get(SHEET)
        return found if found and found.known and self._book.is_template else None

    def rows(self, changes: Iterable[Change], at: dt.datetime) -> list[Sequence[Value]]:
        """Return one row for each change, its cells where the sheet has the columns."""
        layout = self.layout
        if layout is None:
            return [self._row(change, at) for change in changes]
        places = [layout.columns.get(key, 0) for key in KEYS]
        width = max(places)
        rows: list[Sequence[Value]] = []
        for change in changes:
            row: list[Value] = [None] * (width + 1)
            for place, value in zip(places, self._row(change, at), strict=True):
                row[place] = value
            rows.append(row[1:])  # what has no column stands in front
        return rows

    def new_sheet(self, rows: Sequence[Sequence[Value]]) -> NewSheet:
        """Return the sheet to add: the rows of earlier runs, then `rows`."""
        fields = changes_sheet(self._catalogue).by_key
        return NewSheet(
            tab=self._free_tab(),
            title=self._said(message("fix.title")),
            note=self._said(message("fix.note", cells=f"{len(rows):,}")),
            headers=[self._said(fields[key].name) for key in KEYS],
            widths=[fields[key].width for key in KEYS],
            rows=[*self._earlier(), *rows],
            purpose="changes",
        )

    def _row(self, change: Change, at: dt.datetime) -> Sequence[Value]:
        layout = self._book.layouts[change.sheet]
        cell = address(self._book, change)
        return (
            at,
            layout.tab,
            Link(layout.tab, cell, cell),
            record(self._book, self._catalogue, change) or None,
            self._said(name(self._book, self._catalogue, change)),
            shown(change.before) or None,
            shown(change.after) or None,
            change.code or None,
        )

    def _earlier(self) -> Iterator[Sequence[Value]]:
        """Yield the rows of the sheet that an earlier run added."""
        for key, layout in self._book.layouts.items():
            if not is_added(layout, self._catalogue):
                continue
            for row in self._book.sheets[key].itertuples(index=False, name=None):
                at, tab, cell, *others = row
                link = Link(str(tab), str(cell), str(cell)) if cell is not None else None
                yield (at, tab, link, *others)

    def _said(self, text: Text) -> str:
        if self._words == "both":
            return " ".join(dict.fromkeys(text))
        return text.zh if self._words == "zh" else text.en

    def _free_tab(self) -> str:
        taken = {
            layout.tab.casefold()
            for layout in self._book.layouts.values()
            if not is_added(layout, self._catalogue)
        }
        tab = changes_sheet(self._catalogue).tab("zh" if self._words == "zh" else "en")
        free, count = tab, 1
        while free.casefold() in taken:
            count += 1
            free = f"{tab[: _TAB_LIMIT - 5]} ({count})"
        return free


def changes_sheet(catalogue: Catalogue) -> Sheet:
    """Return the sheet that lists changes; a team's own tables may not have it, ours do."""
    return catalogue.sheets.get(SHEET) or catalogues.load().sheets[SHEET]


def is_added(layout: Layout, catalogue: Catalogue) -> bool:
    """Return whether a sheet is the one we add to a workbook of somebody else.

    It is known by its headers: they outlive every program that saves the file, and any format.
    """
    if layout.known:
        return False
    fields = [changes_sheet(catalogue).by_key[key] for key in KEYS]
    names = tuple(layout.columns)
    return names in (tuple(f.zh for f in fields), tuple(f.en for f in fields))


def record(book: Book, catalogue: Catalogue, change: Change) -> str:
    """Return the id of the row a change stands in; "": it has none."""
    layout = book.layouts[change.sheet]
    sheet = catalogue.sheets.get(change.sheet) if layout.known else None
    frame = book.sheets[change.sheet]
    if sheet is None or not sheet.row_key or sheet.row_key not in frame.columns:
        return ""
    return shown(frame.at[change.row, sheet.row_key])


def name(book: Book, catalogue: Catalogue, change: Change) -> Text:
    """Return what people call the column of a change."""
    layout = book.layouts[change.sheet]
    sheet = catalogue.sheets.get(change.sheet) if layout.known else None
    field = sheet.by_key.get(change.column) if sheet else None
    if field is not None:
        return field.name
    return plain(" ".join(layout.headers.get(change.column, change.column).split()))
