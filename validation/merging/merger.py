"""Records of one customer made one: what changes in the whole book."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from validation.changes import Outcome
from validation.duplicates import plain
from validation.merging import refusals
from validation.merging.children import ledger_rows, moved
from validation.merging.fields import fields
from validation.merging.records import CUSTOMERS, ID, chosen, texts
from validation.merging.values import is_blank
from validation.messages import message
from validation.minting import next_ids
from validation.normalise import domain
from validation.plaintext import shown
from validation.vocabularies import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.merging.fields import Fields, Lost
    from validation.merging.records import Chosen, Request
    from validation.merging.values import Record
    from validation.messages import Text
    from validation.settings import Settings

_NAMES = ("company_name_en", "company_name_zh")
_NO_ROTATION = "merge"
"""What a row of PoolLog says of weights and rules when neither decided."""


def merge(
    book: Book, catalogue: Catalogue, settings: Settings, at: dt.datetime, request: Request
) -> Outcome:
    """Return how the records of a request become one customer.

    The row that stays gets its columns by merging.csv; rows of every other sheet that name a
    record that goes name the one that stays; a name it did not have becomes one of its titles.
    The rows of records that go are emptied. `at` is the company's clock.

    Raises:
        RefusedError: a record cannot be found, or the records must not be merged.
    """
    del settings
    records = chosen(book, request)
    if not request.force:
        refusals.check_decisions(book, records)
        refusals.check_codes(book, catalogue, records)
    refusals.check_groups(records)
    owner = refusals.owner(book, records, request)
    row = fields(book, catalogue, records, owner=owner, today=at.date())
    rest = moved(book, catalogue, records)
    merger = _Merger(book, catalogue, records, row)
    rows = {
        "Titles": merger.titles(),
        "Conflicts": merger.conflicts(),
        "PoolLog": merger.transfers(at),
        "StageLog": merger.stages(at),
    }
    ids = ", ".join(one.id for one in records.others)
    return Outcome(
        changes=(*row.changes, *rest.changes),
        rows={key: new for key, new in rows.items() if new and key in book.sheets},
        emptied={**rest.emptied, CUSTOMERS: [one.row for one in records.others]},
        subject=message("merging.subject", others=ids, keep=records.keep.id),
        notes=(*merger.notes(), *rest.notes),
    )


class _Title(NamedTuple):
    name: str
    record: Record


class _Merger:
    """The new rows a merge leaves in other sheets."""

    def __init__(self, book: Book, catalogue: Catalogue, records: Chosen, row: Fields) -> None:
        self._book = book
        self._catalogue = catalogue
        self._records = records
        self._row = row

    def titles(self) -> list[Mapping[str, Any]]:
        """Return a title for each name that the customer does not have yet."""
        new = list(self._new_names())
        if not new or not self._has("Titles", "title_id"):
            return []
        form = self._catalogue.field("Titles", "title_id").argument("mint") or ""
        taken = [shown(one) for one in self._book.sheets["Titles"]["title_id"] if one is not None]
        ids = next_ids(form, [0] * len(new), taken=taken)
        mine = self._domain(self._records.keep)
        rows = []
        for identity, title in zip(ids, new, strict=True):
            theirs = self._domain(title.record)
            rows.append(
                {
                    "title_id": identity,
                    ID: self._records.keep.id,
                    "group_id": self._row.values.get("group_id"),
                    "title_name": title.name,
                    "domain": theirs if theirs != mine else None,
                }
            )
        return [self._fitting("Titles", row) for row in rows]

    def conflicts(self) -> list[Mapping[str, Any]]:
        """Return a row for each value that is not in the row that stays."""
        return [self._fitting("Conflicts", self._conflict(one)) for one in self._row.lost]

    def transfers(self, at: dt.datetime) -> list[Mapping[str, Any]]:
        """Return what the ledger of owners is told: who lost a record, who got the customer."""
        owner = self._row.values.get("owner")
        rows: list[Mapping[str, Any]] = []
        for one in self._records.every:
            before = next(iter(texts(one, ["owner"])), None)
            changed = fold(before or "") != fold(shown(owner))
            if changed and (before is not None or one is self._records.keep):
                rows.append(
                    {
                        "at": at,
                        ID: self._records.keep.id,
                        "action": "TRANSFER",
                        "from_rep": before,
                        "to_rep": owner,
                        "reason": "OK",
                        "weights_snapshot": _NO_ROTATION,
                        "config_hash": _NO_ROTATION,
                        "detail": f"{one.id} → {self._records.keep.id}",
                    }
                )
        return rows

    def stages(self, at: dt.datetime) -> list[Mapping[str, Any]]:
        """Return the row of the log of stages when the customer's stage is another now."""
        before = self._records.keep.cells.get("stage")
        after = self._row.values.get("stage")
        if fold(shown(before)) == fold(shown(after)):
            return []
        row = {ID: self._records.keep.id, "stage_from": before, "stage_to": after, "changed_at": at}
        return [self._fitting("StageLog", row)]

    def notes(self) -> Iterator[Text]:
        """Yield what a person should know before and after."""
        lands = {fold(one) for r in self._records.every for one in texts(r, ["country_region"])}
        if len(lands) > 1:
            told = ", ".join(
                f"{one.id} → {land}"
                for one in self._records.every
                for land in texts(one, ["country_region"])
            )
            yield message("merging.countries", countries=told)
        if self._row.lost and "Conflicts" in self._book.sheets:
            yield message("merging.conflicts", n=len(self._row.lost))
        if count := ledger_rows(self._book, self._catalogue, self._records):
            yield message("merging.ledgers", n=count, keep=self._records.keep.id)

    def _new_names(self) -> Iterator[_Title]:
        known = {fold(name) for name in self._known_names()}
        for record in self._records.others:
            for name in texts(record, _NAMES):
                if fold(name) not in known:
                    known.add(fold(name))
                    yield _Title(name, record)

    def _known_names(self) -> Iterator[str]:
        """Yield the names the customer has, those of titles that move along too."""
        yield from (shown(self._row.values.get(key)) for key in _NAMES)
        if not self._has("Titles", ID) or not self._has("Titles", "title_name"):
            return
        frame = self._book.sheets["Titles"]
        ids = {fold(one.id) for one in self._records.every}
        for identity, name in zip(frame[ID], frame["title_name"], strict=True):
            if not is_blank(name) and fold(shown(identity)) in ids:
                yield shown(name)

    def _conflict(self, one: Lost) -> Mapping[str, Any]:
        keep = self._records.keep.id
        return {
            "sheet": CUSTOMERS,
            "record": keep if one.record == keep else f"{keep} ← {one.record}",
            "field": one.column,
            "mine": shown(one.mine) or None,
            "theirs": shown(one.theirs) or None,
            "decision": shown(one.taken) or None,
        }

    def _fitting(self, sheet: str, row: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the row without what the sheet has no column for and without blanks."""
        columns: Sequence[str] = [str(c) for c in self._book.sheets.get(sheet, ())]
        return {k: v for k, v in row.items() if k in columns and not is_blank(v)}

    def _has(self, sheet: str, column: str) -> bool:
        return column in self._book.sheets.get(sheet, ())

    def _domain(self, record: Record) -> str | None:
        host = domain.host(shown(record.cells.get("website")))
        return (plain.own_domain(host) or None) if host else None
