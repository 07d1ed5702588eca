"""What changes in a workbook when its findings are written into it, or taken out again."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from validation.catalogue import ISSUES
from validation.messages import message
from workbook.annotating.listing import KEYS, WIDTHS, Listing, Tongue, counts
from workbook.annotating.marking import Place, cleared_edit, sheet_edit
from workbook.annotating.own import ISSUES_SHEET, is_added, is_ours
from workbook.annotating.placing import Placed
from workbook.form import BAND_ROW, COUNTS_COLUMN
from workbook.patching.edits import Edits, NewSheet, SheetEdit

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from validation.book import Book, Layout
    from validation.catalogue import Catalogue
    from validation.findings import Finding
    from validation.messages import Language
    from workbook.annotating.own import Bools


class Checked(NamedTuple):
    """A book and what a check made of it."""

    book: Book
    """As the file holds it, the marks of an earlier run included."""
    catalogue: Catalogue
    findings: Sequence[Finding]
    filled: Mapping[str, Bools]
    """Sheet key → row by row, whether anything of the team's stands there."""
    today: dt.date
    language: Language
    """Spoken where the book has no language of its own, or both."""


def marked(checked: Checked) -> Edits:
    """Return the changes that show the findings in the workbook, in place of earlier ones."""
    book, catalogue = checked.book, checked.catalogue
    listing = Listing(
        findings=checked.findings,
        layouts=book.layouts,
        catalogue=catalogue,
        tongue=Tongue.of(book, checked.language),
    )
    by_tab: dict[str, list[Finding]] = {}
    for finding in checked.findings:
        by_tab.setdefault(finding.sheet, []).append(finding)
    listed = Counter(finding.sheet for finding in listing.listed)
    sheets = {}
    for place in _places(book, catalogue, checked.filled):
        tab = place.layout.tab
        sheets[tab] = sheet_edit(place, by_tab.get(tab, ()), painted=listed[tab])
    rows = sum(int(rows.sum()) for rows in checked.filled.values())
    line = counts(listing, rows, checked.today)
    issues = _issues(book)
    added = any(is_added(layout, catalogue) for layout in book.layouts.values())
    if issues is None:
        return Edits(sheets=sheets, added=_new_sheet(listing, line))
    sheets[issues.tab] = SheetEdit(
        cells={BAND_ROW: {COUNTS_COLUMN: line}},
        rows_from=issues.header_row + 1,
        rows=Placed(listing, KEYS, issues),
        marks=(),
        shown=True,
    )
    return Edits(sheets=sheets, removes_added=added)


def cleared(book: Book, catalogue: Catalogue) -> Edits:
    """Return the changes that take every mark out of the workbook; its values stay."""
    sheets = {
        place.layout.tab: cleared_edit(place) for place in _places(book, catalogue, filled={})
    }
    issues = _issues(book)
    if issues is not None:
        sheets[issues.tab] = SheetEdit(
            cells={BAND_ROW: {COUNTS_COLUMN: None}},
            rows_from=issues.header_row + 1,
            marks=(),
            shown=False,
        )
    added = any(is_added(layout, catalogue) for layout in book.layouts.values())
    return Edits(sheets=sheets, removes_added=added)


def _places(book: Book, catalogue: Catalogue, filled: Mapping[str, Bools]) -> Iterator[Place]:
    """Yield every sheet whose rows are the team's."""
    for key, layout in book.layouts.items():
        if is_ours(layout, catalogue) or layout is _issues(book):
            continue
        frame = book.sheets[key]
        # Only our own templates have the rules that turn the keys into colours.
        coloured = book.is_template and layout.known and ISSUES in layout.columns
        yield Place(layout, frame, filled.get(key, frame.index.to_numpy() < 0), coloured)


def _issues(book: Book) -> Layout | None:
    """Return the layout of the Issues sheet of our template; None: findings need a new sheet."""
    layout = book.layouts.get(ISSUES_SHEET)
    if not book.is_template or layout is None or not layout.known:
        return None
    return layout


def _new_sheet(listing: Listing, line: str) -> NewSheet:
    return NewSheet(
        tab=message("annotate.tab").said(listing.tongue.sentences),
        title=listing.tongue.said(message("annotate.title")),
        note=line,
        headers=listing.headers(),
        widths=WIDTHS,
        rows=listing,
        severities=[finding.severity for finding in listing.listed],
    )
