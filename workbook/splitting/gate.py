"""Nothing of anybody else leaves in a rep's own book: looked for in the finished file.

Two proofs. The file is opened again and its cells are compared with what the allow-list let out;
and every part of it is searched for whatever stays, in every encoding (`workbook.leakscan`). What
a rep's own texts say of others is theirs to say: it is counted, not refused.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from validation import seeds
from validation.catalogue import Kind
from validation.errors import RefusedError
from validation.messages import message
from validation.splitting.withheld import Withheld
from validation.threeway import snapshots
from validation.threeway.values import spelling
from workbook import leakscan
from workbook.answering import ask
from workbook.form import FIRST_ROW, HEADER_ROW, KEY_ROW, META_TAB
from workbook.formats import calamine
from workbook.formats.scan import column_letters
from workbook.template import book_bytes

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from validation.book import Book
    from validation.catalogue import Catalogue, Field, Sheet
    from validation.leaks import Tokens
    from validation.messages import Text
    from validation.settings import Settings
    from validation.splitting import Part, Split
    from workbook.checking import Question
    from workbook.template import BookLanguage

_MOST_NAMED = 5
_NUMBERS = frozenset({Kind.INT, Kind.DECIMAL, Kind.MONEY})
_DASHBOARD = frozenset(message("template.tab.dashboard"))
"""What the tab of the dashboard is called."""


class Written(NamedTuple):
    """A rep's book, and the same before it was told what to remember.

    What it remembers are digests, whose letters say any short word by chance, so the other is
    searched; the two differ in that one sheet.
    """

    plain: bytes
    content: bytes


class Searched(NamedTuple):
    """What the search of one book found."""

    strays: tuple[str, ...]
    """Where something stands that must not, as "xl/styles.xml (Customers.kdm)"."""
    mentions: int
    """Cells of the rep's own that name something of somebody else's."""


def check(
    path: Path, question: Question, split: Split, files: Mapping[str, Written]
) -> tuple[Text, ...]:
    """Search each book for values that belong to others; return what to tell of it.

    Raises:
        RefusedError: one of them holds such a value.
    """
    task = "workbook.splitting.gate:searched"
    patience = 1 + len(split.parts) / 2
    answer = ask(path, question, task, split.parts, files, patience=patience)
    notes = []
    for part, found in zip(split.parts, cast("list[Searched]", answer.value), strict=True):
        if found.strays:
            places = ", ".join(found.strays[:_MOST_NAMED])
            raise RefusedError(reason=message("splitting.leak", rep=part.rep, places=places))
        if found.mentions:
            notes.append(message("splitting.mentions", rep=part.rep, n=found.mentions))
    return tuple(notes)


def searched(  # noqa: PLR0913, PLR0917  # what `ask` hands over
    book: Book,
    catalogue: Catalogue,
    settings: Settings,
    today: dt.date,
    parts: Sequence[Part],
    files: Mapping[str, Written],
) -> list[Searched]:
    """Search the reps' books for what stays in the manager's, in the worker."""
    del settings, today
    language = cast("BookLanguage", book.origin.language or "both")
    form = _Form(
        {sheet.tab(language): sheet for sheet in catalogue.sheets.values()},
        book_bytes(Path(book.origin.path), catalogue, language=language),
        frozenset(
            (sheet.key, field.key)
            for sheet in catalogue.sheets.values()
            for field in sheet.fields
            if field.kind in _NUMBERS
        ),
    )
    withheld = Withheld(book, catalogue)
    return [_searched(part, files[part.rep], withheld.of(part), form) for part in parts]


class _Form(NamedTuple):
    """What all the books have alike."""

    tabs: Mapping[str, Sheet]
    blank: bytes
    """The same without any row."""
    figures: frozenset[tuple[str, str]]
    """The columns that hold numbers: a sum of one's own on the dashboard may equal any of them."""

    def is_sum(self, hit: leakscan.Hit) -> bool:
        """Return whether a hit is a number that the dashboard made of the rep's own."""
        is_figure = (hit.sheet, hit.column) in self.figures
        return is_figure and hit.cell is not None and _tab(hit.cell) in _DASHBOARD


def _searched(part: Part, file: Written, kept: Tokens, form: _Form) -> Searched:
    strays = [*_altered(part, file), *_strays(part, file.content, form.tabs)]
    mentions, outside = set(), []
    for hit in leakscan.scan(file.plain, kept, blank=form.blank):
        if hit.cell is not None and _tab(hit.cell) in form.tabs:
            mentions.add(hit.cell)
        elif not form.is_sum(hit):
            outside.append(hit)
    found = (f"{hit.part} ({hit.sheet}.{hit.column})" for hit in outside)
    return Searched((*strays, *dict.fromkeys(found)), len(mentions))


def _altered(part: Part, file: Written) -> list[str]:
    """Return what else than its memory a book got with its memory."""
    told = snapshots.facts(part.base, bytes.fromhex(part.secret))
    grids = (calamine.grids(io.BytesIO(one)) for one in (file.plain, file.content))
    before, after = ({g.tab: g.cells for g in found}[META_TAB] for found in grids)
    kept, known = (_facts(cells) for cells in (after, before))
    extra = kept.items() - known.items() - told.items() - {("", "")}
    with (
        zipfile.ZipFile(io.BytesIO(file.plain)) as old,
        zipfile.ZipFile(io.BytesIO(file.content)) as new,
    ):
        there = {entry.filename: entry.CRC for entry in old.infolist()}
        other = [e.filename for e in new.infolist() if there.get(e.filename) != e.CRC]
    return [*(META_TAB for _ in extra), *(other if len(other) > 1 else ())]


def _facts(cells: pd.DataFrame) -> dict[str, str]:
    rows = cells.to_numpy(dtype=object)[:, :2].tolist()
    return {str(name or ""): str(text or "") for name, text in rows}


def _tab(cell: str) -> str:
    return cell.rpartition("!")[0].strip("'")


def _strays(part: Part, content: bytes, tabs: Mapping[str, Sheet]) -> list[str]:
    """Return the cells of a finished book that are not the cells it was given."""
    found: list[str] = []
    for grid in calamine.grids(io.BytesIO(content)):
        sheet = tabs.get(grid.tab)
        if sheet is None or (sheet.key in seeds.SHEETS and sheet.key not in part.frames):
            continue
        frame = part.frames.get(sheet.key)
        keys, headers = (_row(grid.cells, number) for number in (KEY_ROW, HEADER_ROW))
        rows = grid.cells.loc[FIRST_ROW:]
        numbers = rows.index.tolist()
        columns = rows.to_numpy(dtype=object).T.tolist()
        for place, values in enumerate(columns):
            key = str(keys[place] or headers[place])
            field = sheet.by_key.get(key)
            given = [] if frame is None or key not in frame else frame[key].tolist()
            letters = column_letters(int(grid.cells.columns[place]))
            for number, value in zip(numbers, values, strict=True):
                at = number - FIRST_ROW
                expected = given[at] if at < len(given) else None
                if _differ(value, expected, field):
                    found.append(f"{grid.tab}!{letters}{number}")
    return found


def _row(cells: pd.DataFrame, number: int) -> list[Any]:
    return list(cells.loc[number]) if number in cells.index else [None] * len(cells.columns)


def _differ(value: Any, given: Any, field: Field | None) -> bool:
    if value is given or (type(value) is type(given) and value == given):
        return False
    return spelling(value, field) != spelling(given, field)
