"""What an import tells the person who asked for it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from validation.messages import Language, Text, message, plain
from workbook.importing.accounting import Fate
from workbook.importing.derivation import as_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from workbook.importing.accounting import Account, Ledger
    from workbook.importing.headers import How
    from workbook.importing.tables import Table

_NAMED = 5
_SHOWN = 20
"""Lines of one kind in the text report; the lists themselves are whole."""


class TableLine(NamedTuple):
    """One table found: `guessed` when the sheet it fills followed from its headers."""

    source: str
    tab: str
    sheet: str
    rows: int
    header_rows: tuple[int, ...]
    guessed: bool
    reason: Text


class MappingLine(NamedTuple):
    """One column and the field it fills. `field` is empty for a custom column."""

    source: str
    tab: str
    header: str
    letter: str
    sheet: str
    field: str
    how: How
    confidence: float
    note: Text


class LeftOut(NamedTuple):
    """A cell that is not in the book, with its text."""

    source: str
    tab: str
    cell: str
    text: str
    why: Text


class Change(NamedTuple):
    """A value the book holds in another form; the first of its rows is at `cell`."""

    source: str
    tab: str
    cell: str
    column: str
    before: str
    after: str
    rows: int


class Split(NamedTuple):
    """One row's people, before and after."""

    source: str
    tab: str
    row: int
    before: str
    after: tuple[str, ...]


class Doubt(NamedTuple):
    """A value kept as typed that its column does not know: no word of the list, no such record."""

    sheet: str
    field: str
    value: str
    rows: int
    where: str
    """The first row it stands in: "customers.csv B7"."""
    unlinked: bool
    """Whether the column refers to another sheet, and no record has this id or name."""
    absent: str = ""
    """The sheet referred to, when this import fills no row of it."""


class Remark(NamedTuple):
    """Anything else a person should know of one source."""

    source: str
    tab: str
    text: Text


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """Everything an import did. Every list is whole and in the order of the sources."""

    tables: tuple[TableLine, ...] = ()
    mapping: tuple[MappingLine, ...] = ()
    changes: tuple[Change, ...] = ()
    splits: tuple[Split, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    remarks: tuple[Remark, ...] = ()
    accounts: tuple[Account, ...] = ()
    labels: Mapping[str, Text] = field(default_factory=dict)
    """What people call a sheet ("Customers") or a field ("Customers.owner")."""

    @property
    def cells(self) -> int:
        """Non-empty cells in all sources."""
        return sum(account.cells for account in self.accounts)

    @property
    def forgotten(self) -> int:
        """Cells with no fate: always 0, or there is a bug; even then they are in `left_out`."""
        return sum(account.forgotten for account in self.accounts)

    def lines(self, language: Language, *, most: int | None = _SHOWN) -> list[str]:
        """Return the report as text, one line each.

        Of each list but the mapping `most` lines are shown, None for all; then how many more.
        """
        said = [text.said(language) for text in self._tables()]
        for title, texts in self._sections():
            lines = [text.said(language) for text in texts]
            if not lines:
                continue
            said += ["", title.said(language), *(f"  {line}".rstrip() for line in lines[:most])]
            if most is not None and len(lines) > most:
                said.append("  " + message("import.more", n=len(lines) - most).said(language))
        return [*said, "", *(text.said(language) for text in self._totals())]

    def _tables(self) -> Iterator[Text]:
        for table in self.tables:
            facts = {
                "source": place_said(table.source, table.tab),
                "sheet": self._name(table.sheet),
                "rows": table.rows,
            }
            if table.guessed:
                yield message("import.table_guessed", reason=table.reason, **facts)
            else:
                yield message("import.table", **facts)

    def _sections(self) -> Iterator[tuple[Text, list[Text]]]:
        # The mapping is what a person must look at; it is never cut.
        for (places, sheet), lines in self._mappings().items():
            title = message("import.mapping", source="; ".join(places), sheet=self._name(sheet))
            for start in range(0, len(lines), _SHOWN):
                yield title, list(lines[start : start + _SHOWN])
                title = message("import.mapping_more")
        yield (
            message("import.splits"),
            [
                message(
                    "import.split",
                    place=f"{place_said(s.source, s.tab)} {s.row}",
                    before=" | ".join(s.before.split("\n")),
                    after="; ".join(s.after),
                )
                for s in self.splits
            ],
        )
        yield message("import.changes"), list(self._changes())
        yield message("import.doubts"), list(self._doubts())
        yield (
            message("import.left_out"),
            [
                message(
                    "import.left",
                    place=f"{place_said(c.source, c.tab)} {c.cell}",
                    text=c.text,
                    why=c.why,
                )
                for c in self.left_out
            ],
        )
        yield (
            message("import.remarks"),
            [
                message("import.remark", place=place_said(r.source, r.tab), text=r.text)
                if r.source
                else r.text
                for r in self.remarks
            ],
        )

    def _name(self, key: str) -> Text:
        return self.labels.get(key, plain(key))

    def _mappings(self) -> Mapping[tuple[tuple[str, ...], str], list[Text]]:
        """Return (places, sheet) → lines; tabs whose columns mean the same share their lines."""
        alike: dict[tuple[str, str, tuple[Text, ...]], list[str]] = {}
        for table in dict.fromkeys((t.source, t.tab, t.sheet) for t in self.tables):
            source, tab, sheet = table
            lines = tuple(
                self._mapped(m) for m in self.mapping if (m.source, m.tab) == (source, tab)
            )
            alike.setdefault((source, sheet, lines), []).append(place_said(source, tab))
        return {(tuple(at), sheet): list(lines) for (_, sheet, lines), at in alike.items()}

    def _mapped(self, line: MappingLine) -> Text:
        if line.how == "custom":
            return message("import.custom", letter=line.letter, header=line.header, note=line.note)
        return message(
            "import.mapped",
            letter=line.letter,
            header=line.header,
            field=self._name(f"{line.sheet}.{line.field}"),
            how=message(f"import.how.{line.how}"),
            note=line.note,
        )

    def _doubts(self) -> Iterator[Text]:
        """Yield one line per value, and one per column that refers to a sheet without rows."""
        absent: dict[tuple[str, str], list[Doubt]] = {}
        for doubt in self.doubts:
            column = f"{doubt.sheet}.{doubt.field}"
            if doubt.absent:
                absent.setdefault((column, doubt.absent), []).append(doubt)
                continue
            yield message(
                "import.unlinked" if doubt.unlinked else "import.unlisted",
                place=doubt.where,
                column=self._name(column),
                value=doubt.value,
                n=doubt.rows,
            )
        for (column, sheet), found in absent.items():
            values = [d.value for d in found[:_NAMED]]
            yield message(
                "import.absent",
                column=self._name(column),
                sheet=self._name(sheet),
                values=Text("、".join(values), ", ".join(values)),
                n=len(found),
            )

    def _changes(self) -> Iterator[Text]:
        """Yield one line per column: its first change, how many values and how many rows."""
        columns: dict[tuple[str, str, str], list[Change]] = {}
        for change in self.changes:
            columns.setdefault((change.source, change.tab, change.column), []).append(change)
        for found in columns.values():
            first = found[0]
            yield message(
                "import.change",
                place=f"{place_said(first.source, first.tab)} {first.cell}",
                column=first.column,
                before=first.before,
                after=first.after,
                values=len(found),
                n=sum(change.rows for change in found),
            )

    def _totals(self) -> Iterator[Text]:
        total: Counter[str] = Counter()
        for account in self.accounts:
            numbers = account._asdict()
            total.update({name: n for name, n in numbers.items() if isinstance(n, int)})
        keys = ("cells", "carried", "split", "joined", "header", "aside", "blank", "filtered")
        yield message("import.account", **{key: total[key] for key in keys})
        if total["forgotten"]:
            yield message("import.forgotten", n=total["forgotten"])


def left_out(ledger: Ledger, tables: Sequence[Table]) -> list[LeftOut]:
    """Return every cell of a tab that is not in the book, with the reason."""
    # A header that was left out after all belongs to a tab of notes.
    kinds = {a.row: a.kind for table in tables for a in table.asides if a.kind != "header"}
    found = []
    for fate in (Fate.ASIDE, Fate.FILTERED, Fate.OPEN):
        for place, value in ledger.places(fate):
            key = kinds.get(place.row, "tab") if fate is Fate.ASIDE else fate.name.lower()
            why = message(f"import.why.{key}")
            found.append(LeftOut(ledger.source, ledger.tab, place.cell, as_text(value), why))
    return found


def place_said(source: str, tab: str) -> str:
    """Return a file and its tab as the report names them."""
    return source if not tab or source.rsplit(".", 1)[0] == tab else f"{source} [{tab}]"


NOTHING = plain("")
