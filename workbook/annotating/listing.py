"""The Issues sheet: one row for each finding, and the line of counts above them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from validation import catalogue as catalogues
from validation.findings import SEVERITIES
from validation.messages import Text, message, plain
from workbook.annotating.own import listing_sheet
from workbook.patching.edits import Link

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from validation.book import Book, Layout
    from validation.catalogue import Catalogue
    from validation.findings import Finding
    from validation.messages import Language
    from workbook.patching.edits import Value

MOST_ROWS = 200_000
"""More findings than that are no list to work through; the line of counts says what is left out."""

KEYS = ("severity", "rule", "tab", "link", "record", "field", "value", "message", "suggestion")
"""What a row says, in this order, by the catalogue's column keys."""

WIDTHS = (11.0, 9.0, 18.0, 10.0, 18.0, 28.0, 30.0, 90.0, 30.0)
"""Of the columns of a sheet of our own, in characters: hardly a sentence needs a second line."""
_LONGEST = 1_000
"""Characters of one text; a cell could hold 32,767 and nobody could read them."""
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""Control characters, marks that turn the text after them around, and halves of a character."""


class Tongue(NamedTuple):
    """What is spoken: `words` zh, en or both for names, `sentences` for what is wrong."""

    words: str
    sentences: Language

    @classmethod
    def of(cls, book: Book, language: Language) -> Tongue:
        """Return what our book is in; a workbook of somebody else is spoken to in `language`."""
        words = book.origin.language if book.is_template else None
        one: Language | None = "zh" if words == "zh" else "en" if words == "en" else None
        return cls("both" if words == "both" else one or language, one or language)

    def said(self, text: Text, gap: str = " ") -> str:
        """Return the text in the language of names; in both, Chinese first."""
        if self.words == "zh":
            return text.zh
        return text.en if self.words == "en" else gap.join(dict.fromkeys((text.zh, text.en)))


@dataclass(frozen=True, kw_only=True)
class Listing:
    """The rows of the Issues sheet, made anew each time they are asked for, in findings' order.

    A row has its cells in the order of `KEYS`; None is a blank cell.
    """

    findings: Sequence[Finding]
    layouts: Mapping[str, Layout]
    """Sheet key → layout."""
    catalogue: Catalogue
    tongue: Tongue

    @property
    def listed(self) -> Sequence[Finding]:
        """The findings that find room."""
        return self.findings[:MOST_ROWS]

    def __len__(self) -> int:
        return len(self.listed)

    def __iter__(self) -> Iterator[Sequence[Value]]:
        severities = _severities(self.catalogue, self.tongue)
        names = _Names(self)
        for finding in self.listed:
            yield (
                severities[finding.severity],
                finding.code,
                plain_text(finding.sheet),
                _link(finding),
                plain_text(finding.record),
                names[finding.sheet, finding.field],
                plain_text(finding.value),
                plain_text(finding.said(self.tongue.sentences)),
                plain_text(finding.suggestion),
            )

    def headers(self) -> Sequence[str]:
        """Return the headers, in the order of `KEYS`."""
        fields = listing_sheet(self.catalogue).by_key
        return [self.tongue.said(fields[key].name) for key in KEYS]


def counts(listing: Listing, rows: int, today: dt.date) -> str:
    """Return the line above the rows: how many of what, in how many rows, on which day."""
    tally = Counter(finding.severity for finding in listing.findings)
    facts = {f"{severity}s": f"{tally[severity]:,}" for severity in SEVERITIES}
    line = message("annotate.counts", rows=f"{rows:,}", today=today.isoformat(), **facts)
    if len(listing.findings) > len(listing):
        cut = message("annotate.counts_cut", shown=f"{len(listing):,}")
        line = Text(line.zh + cut.zh, line.en + cut.en)
    return listing.tongue.said(line, "  |  ")


def plain_text(text: str | None) -> str | None:
    r"""Return `text` as a cell may show it; None: there is nothing to show.

    >>> plain_text("a\x00b"), plain_text("")
    ('a�b', None)
    """
    if not text:
        return None
    if len(text) > _LONGEST:
        text = text[: _LONGEST - 1] + "…"
    return text if text.isprintable() else _UNSEEN.sub("\ufffd", text)


def _link(finding: Finding) -> Link | None:
    """Return the way to the cell; a finding about a row leads to its first cell."""
    if finding.row is None:
        return None
    cell = finding.cell or f"A{finding.row}"
    return Link(finding.sheet, cell, cell)


def _severities(catalogue: Catalogue, tongue: Tongue) -> Mapping[str, str]:
    lists = catalogue.vocabularies
    words = (lists if "severity" in lists else catalogues.load().vocabularies)["severity"].words
    return {code: tongue.said(Text(words[code].zh, words[code].en)) for code in SEVERITIES}


class _Names(dict[tuple[str, str], str | None]):
    """(tab, column) → what people call the column, looked up once."""

    def __init__(self, listing: Listing) -> None:
        self._listing = listing
        self._homes = {layout.tab: (key, layout) for key, layout in listing.layouts.items()}

    def __missing__(self, place: tuple[str, str]) -> str | None:
        tab, column = place
        key, layout = self._homes.get(tab, ("", None))
        sheet = self._listing.catalogue.sheets.get(key) if layout and layout.known else None
        field = sheet.by_key.get(column) if sheet else None
        if field is not None:
            name = field.name
        else:
            headers = layout.headers if layout else {}
            name = plain(" ".join(headers.get(column, column).split()))
        self[place] = said = plain_text(self._listing.tongue.said(name))
        return said
