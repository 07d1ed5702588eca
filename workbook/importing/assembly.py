"""The whole way of an import: open, find tables, match, fill, link."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workbook.importing import matching
from workbook.importing.filling import Job, filled
from workbook.importing.headers import names
from workbook.importing.lists import Lists
from workbook.importing.mapping import ImportMap, read_map
from workbook.importing.outcome import Done, content, map_text, report
from workbook.importing.sources import Source
from workbook.importing.values import Columns

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from validation.catalogue import Catalogue
    from workbook.formats.grid import Opened
    from workbook.importing.report import ImportReport
    from workbook.template import Content

_FIRST = ("Reps", "Products", "Customers", "Contacts")
"""Sheets that others refer to are filled first."""


class Imported(NamedTuple):
    """The content of the new book, the map that repeats the import, and what was done."""

    content: Content
    mapping: str
    """The text of a map file."""
    report: ImportReport


def gather(path: Path) -> Opened:
    """Return the sheets of a file, read in the isolated worker.

    Raises:
        FileError: the file cannot be used.
    """
    from workbook.untrusted import run  # noqa: PLC0415 - starts a process

    return run("workbook.grids:open_grids", path)  # type: ignore[return-value]


def import_sources(  # noqa: PLR0913 - the options of the command, one to one
    sources: Sequence[Source],
    catalogue: Catalogue,
    *,
    today: dt.date,
    map_path: Path | None = None,
    language: str = "both",
    opener: Callable[[Path], Opened] = gather,
) -> Imported:
    """Return the content of a book made of foreign lists, and an account of every cell.

    Without `sources` the files that the map names are read, beside the map. Values are written
    as a `both`, `zh` or `en` book shows them. `today` gives the year of ids whose record has no
    date. `opener` opens one file.

    Raises:
        FileError: a source, the map or a joined list cannot be used.
        ImportMapError: the map is wrong.
    """
    told = read_map(map_path, catalogue) if map_path else ImportMap()
    known = names(catalogue)
    lists = Lists(known, told, opener)
    for source in sources or _told_sources(told):
        lists.open(source)
    lists.prepare()
    tables = matching.with_sheets(lists.found, known)
    columns = Columns(catalogue, language)
    done: list[Done] = []
    order = {key: i for i, key in enumerate(_FIRST)}
    for number, table in sorted(
        enumerate(tables), key=lambda item: order.get(item[1].sheet, len(order))
    ):
        matches = matching.matched(table, known)
        reps = matching.rep_names([d.filled for d in done])
        job = Job(
            table=table.table, ledger=table.ledger, sheet=catalogue.sheets[table.sheet],
            told=table.told, matches=matches, number=number, path=told.path,
            tab_field=matching.tab_field(
                table, tables, names=known, matches=matches, reps=reps
            ),
        )  # fmt: skip
        done.append(Done(number, table, job, filled(job, columns)))
    done.sort(key=lambda item: item.number)
    book = content(done, columns, today=today)
    return Imported(book.content, map_text(done, told), report(done, lists, book=book))


def _told_sources(told: ImportMap) -> list[Source]:
    home = told.path.parent if told.path else None
    named = dict.fromkeys(t.source for t in told.tables if "*" not in t.source)
    return [Source(home / name) for name in named] if home else []
