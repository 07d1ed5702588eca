"""Which customers or leads a handover is about, and which of those asked for stay."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.handover.shapes import RowFate
from validation.handover.source import CUSTOMERS, LEADS
from validation.messages import message, plain
from validation.queries import Names, Query
from validation.vocabularies import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from validation.handover.shapes import Request
    from validation.handover.source import Source
    from validation.messages import Text

_NAMED = ("Reps", "Products", "Groups")
"""Sheets whose records a condition may name."""
_OWNER: Mapping[str, str] = {CUSTOMERS: "owner", LEADS: "assigned_rep"}
_MOST = 10
"""Ids or rows named in one sentence."""


class Chosen(NamedTuple):
    """The records of one sheet that leave."""

    sheet: str
    rows: tuple[int, ...]
    """Excel's row numbers, in the order of the book."""
    ids: tuple[str, ...]
    """Their ids, in the same order."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What a request comes to."""

    chosen: tuple[Chosen, ...]
    staying: tuple[RowFate, ...] = ()
    missing: tuple[Text, ...] = ()
    notes: tuple[Text, ...] = ()
    """Records that are found under another id now."""
    heirs: Mapping[str, str] = field(default_factory=dict)
    """Folded id as it was asked for → the id it has now."""

    def of(self, sheet: str) -> Chosen:
        """Return the chosen records of one sheet."""
        return next((one for one in self.chosen if one.sheet == sheet), Chosen(sheet, (), ()))


def chosen(source: Source, request: Request) -> Choice:
    """Return the records a request names: those that every condition given holds for.

    Nothing is raised: what cannot be found is said in `missing`.

    Raises:
        QueryError: the condition `where` is not understood.
    """
    finder = _Finder(source, request)
    if request.variant == "V3":
        parts = [finder.records(LEADS, request.leads)]
        finder.refuse(request.customers, "export.leads_only")
    elif request.variant == "V2":
        parts = [finder.records(CUSTOMERS, request.customers)]
        finder.refuse(request.leads, "export.customers_only")
    else:
        asks_leads_only = bool(request.leads) and not request.customers
        parts = [] if asks_leads_only else [finder.records(CUSTOMERS, request.customers)]
        if request.leads:
            parts.append(finder.named_only(LEADS, request.leads))
    if not any(part.rows for part in parts) and not finder.missing:
        finder.missing.append(message("export.nothing_chosen"))
    return Choice(
        chosen=tuple(parts),
        staying=tuple(finder.staying),
        missing=tuple(finder.missing),
        notes=tuple(finder.notes),
        heirs=finder.heirs,
    )


def listed(names: Iterable[object]) -> Text:
    """Return names as a list, the first ten and how many there are beside.

    >>> listed(["a", "b"]).en
    'a, b'
    """
    whole = [str(name) for name in names]
    shown = plain(", ".join(whole[:_MOST]))
    if len(whole) <= _MOST:
        return shown
    return message("export.and_more", shown=shown, n=len(whole))


class _Finder:
    """Looks for records and keeps account of those that are not there or stay."""

    def __init__(self, source: Source, request: Request) -> None:
        self._source = source
        self._request = request
        self.staying: list[RowFate] = []
        self.missing: list[Text] = []
        self.notes: list[Text] = []
        self.heirs: dict[str, str] = {}

    def refuse(self, ids: tuple[str, ...], key: str) -> None:
        """Say that ids of this kind are not for this variant."""
        if ids:
            self.missing.append(message(key, variant=self._request.variant, ids=listed(ids)))

    def records(self, sheet: str, named: tuple[str, ...]) -> Chosen:
        """Return the rows that ids, owner and condition all hold for."""
        if not (named or self._request.owner or self._request.where):
            self.missing.append(message("export.nobody_named"))
            return Chosen(sheet, (), ())
        rows = self._rows(sheet, named) if named else self._all(sheet)
        if self._request.owner:
            rows = self._kept(sheet, rows, self._owned(sheet), named)
        if self._request.where:
            rows = self._kept(sheet, rows, self._matching(sheet), named)
        return self._free(sheet, rows)

    def named_only(self, sheet: str, named: tuple[str, ...]) -> Chosen:
        """Return the rows of ids, whoever has them."""
        return self._free(sheet, self._rows(sheet, named))

    def _all(self, sheet: str) -> list[int]:
        frame = self._source.frames.get(sheet)
        return [] if frame is None else [int(row) for row in frame.index]

    def _rows(self, sheet: str, named: tuple[str, ...]) -> list[int]:
        by_id = self._source.rows_by_id[sheet]
        rows: list[int] = []
        unknown = []
        for identity in named:
            wanted = fold(identity)
            if wanted not in by_id and sheet == CUSTOMERS and wanted in self._source.former:
                heir = self._source.former[wanted]
                self.heirs[wanted] = heir
                self.notes.append(message("export.merged_before", id=identity, heir=heir))
                wanted = fold(heir)
            found = by_id.get(wanted, ())
            if len(found) == 1:
                rows += [row for row in found if row not in rows]
            elif found:
                tab = self._source.tab(sheet)
                places = listed(found)
                self.missing.append(message("export.id_twice", id=identity, tab=tab, rows=places))
            else:
                unknown.append(identity)
        if unknown:
            tab = self._source.tab(sheet)
            self.missing.append(message("export.no_record", tab=tab, ids=listed(unknown)))
        return sorted(rows)

    def _kept(
        self, sheet: str, rows: list[int], wanted: set[int], named: tuple[str, ...]
    ) -> list[int]:
        """Return the rows that are wanted; of records named one by one, say which are not."""
        if named:
            why = message("export.not_matching")
            self.staying += [self._fate(sheet, row, why) for row in rows if row not in wanted]
        return [row for row in rows if row in wanted]

    def _owned(self, sheet: str) -> set[int]:
        rep = self._source.rep(str(self._request.owner))
        if rep is None:
            tab = self._source.tab("Reps")
            self.missing.append(message("export.no_rep", tab=tab, rep=self._request.owner))
            return set()
        owners = self._cells(sheet, _OWNER[sheet])
        return {row for row, owner in owners if owner == rep.id}

    def _matching(self, sheet: str) -> set[int]:
        frames = self._source.frames
        catalogue = self._source.catalogue
        known = {key: frames[key] for key in _NAMED if key in frames}
        names = Names.of(known, catalogue)
        where = str(self._request.where)
        query = Query.parse(where, catalogue.sheets[sheet], catalogue, names=names, texts=False)
        frame = frames.get(sheet)
        if frame is None:
            return set()
        return {int(row) for row in frame.index[query.mask(frame, self._source.today)]}

    def _free(self, sheet: str, rows: list[int]) -> Chosen:
        """Return the rows that may leave: with an id and, outside V1, without a ban."""
        ids = dict(self._cells(sheet, self._source.catalogue.sheets[sheet].row_key))
        nameless = [row for row in rows if ids[row] is None]
        if nameless:
            facts = {"tab": self._source.tab(sheet), "rows": listed(nameless)}
            self.missing.append(message("export.no_id", **facts))
        banned = set() if self._request.variant == "V1" else self._banned(sheet)
        why = message("export.restricted")
        left = [row for row in rows if ids[row] is not None]
        self.staying += [self._fate(sheet, row, why) for row in left if row in banned]
        free = [row for row in left if row not in banned]
        return Chosen(sheet, tuple(free), tuple(str(ids[row]) for row in free))

    def _banned(self, sheet: str) -> set[int]:
        """Return the rows that never leave; what the mark says need not be readable to count."""
        if sheet == CUSTOMERS:
            return {row for row in self._all(sheet) if self._is_banned(row)}
        customers = self._source.rows_by_id[CUSTOMERS]
        became = [(r, self._source.customer(sheet, r, "converted_to")) for r in self._all(sheet)]
        return {
            row
            for row, of in became
            if of is not None and any(map(self._is_banned, customers.get(fold(of), ())))
        }

    def _is_banned(self, row: int) -> bool:
        key = "record_sensitivity"
        if self._source.cell(CUSTOMERS, row, key) is None:
            return False
        return bool(self._source.value(CUSTOMERS, row, key) != "normal")

    def _cells(self, sheet: str, key: str) -> Iterator[tuple[int, Any]]:
        frame = self._source.frames.get(sheet)
        if frame is not None:
            for row, value in zip(frame.index, frame[key], strict=True):
                yield int(row), value

    def _fate(self, sheet: str, row: int, why: Text) -> RowFate:
        key = self._source.catalogue.sheets[sheet].row_key
        identity = self._source.value(sheet, row, key)
        return RowFate(sheet, "" if identity is None else str(identity), row, why)
