"""A handover decided: what leaves, in what form, what stays and why, and what stands against it."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from validation.catalogue import Visibility
from validation.handover import columns, preconditions
from validation.handover.choosing import chosen
from validation.handover.following import following
from validation.handover.gate import NEED, Cell, TextGate
from validation.handover.generalising import Generaliser, made_ids
from validation.handover.macs import shared
from validation.handover.parties import parties, shown_name, with_records
from validation.handover.promises import promises
from validation.handover.receipt import receipt_code
from validation.handover.returning import row_digest
from validation.handover.shapes import ColumnFate, Copy, CopySheet, Plan
from validation.handover.source import CUSTOMERS, LEADS, LINES, SHARE, Source
from validation.handover.values import Detailed, General
from validation.messages import Text, message
from validation.plaintext import shown

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from validation.book import Book
    from validation.catalogue import Catalogue, Field
    from validation.handover.columns import Allowed
    from validation.handover.shapes import Request, TextFate
    from validation.settings import Settings

_SIGNALS = ("need_description", "key_comm_summary", "customer_feedback", "special_requirements")
"""Texts that may tell which fixed sentence describes a customer's need, the first that does."""
_COVER_TEXTS = ("expected_action", "receiver", "receiver_company")


class Share(NamedTuple):
    """What names a share."""

    share_id: str
    key: str
    """Its own key, both halves."""


def plan(
    book: Book, catalogue: Catalogue, settings: Settings, today: dt.date, request: Request
) -> Plan:
    """Return what a request comes to on a day; nothing is refused here, `missing` says it all.

    The copy belongs to no share yet: `named` gives it its number, its key and what follows
    from them.

    Raises:
        QueryError: the condition `where` is not understood.
    """
    return _Planner(Source(book, catalogue, settings, today), request).plan()


def named(found: Plan, share: Share, catalogue: Catalogue) -> Plan:
    """Return the plan with its copy made for a share: number, code, ids of its own, digests."""
    copy = found.copy
    is_general = copy.share.get("variant") == "V2"
    made = made_ids(share.key, found.records) if is_general else {}
    before = made_ids("", found.records) if is_general else {}
    becomes = {before[record]: made[record] for record in made}
    sheets = []
    for sheet in copy.sheets:
        frame = sheet.rows.copy()
        if "share_id" in frame.columns:
            frame["share_id"] = pd.Series(share.share_id, index=frame.index, dtype=object)
        if becomes and "customer_id" in frame.columns:
            frame["customer_id"] = frame["customer_id"].map(becomes).astype(object)
        sheets.append(sheet._replace(rows=frame))
    theirs = shared(share.key)
    facts = {"share_id": share.share_id, "receipt_code": receipt_code(theirs)}
    cover = {key: facts.get(key, value) for key, value in copy.share.items()}
    whole = dataclasses.replace(
        copy,
        share=cover,
        sheets=tuple(sheets),
        key=theirs,
        digests=_digests(sheets, theirs, catalogue),
    )
    return dataclasses.replace(found, copy=whole)


class _Planner:
    def __init__(self, source: Source, request: Request) -> None:
        self._source = source
        self._parties = parties(source, request)
        self._choice = chosen(source, self._parties.request)
        self._request, self._strange = with_records(self._parties.request, self._choice)
        receiver = self._parties.receiver
        role = receiver.role if receiver and not self._parties.is_outside else None
        self._permit = columns.permit(self._request, role)
        self._general = Generaliser(source)
        opened = [Visibility.OPTION] if "contacts" in self._request.contents else []
        self._gate = TextGate(source, frozenset(opened))
        self._texts: list[TextFate] = []
        self._missing: list[Text] = []

    def plan(self) -> Plan:
        """Return the whole plan."""
        allowed, sheets = self._sheets()
        cover = self._cover()
        notes = self._cover_notes(sheets)
        copy = Copy(
            share=cover,
            sheets=tuple(sheets),
            language=self._language,
            notes=tuple(notes),
        )
        return Plan(
            copy=copy,
            columns=tuple(self._fates(allowed)),
            counts={one.sheet: len(one.rows) for one in sheets},
            staying=self._choice.staying,
            texts=tuple(self._texts),
            missing=self._all_missing(),
            request=self._request,
            records=tuple(identity for part in self._choice.chosen for identity in part.ids),
            notes=self._choice.notes,
        )

    @property
    def _language(self) -> Any:
        return self._source.book.origin.language or "both"

    def _all_missing(self) -> tuple[Text, ...]:
        customers = self._choice.of(CUSTOMERS)
        against = preconditions.missing(self._source, self._parties, customers)
        return (*self._choice.missing, *self._strange, *against, *self._missing)

    def _sheets(self) -> tuple[list[Allowed], list[CopySheet]]:
        if self._request.variant == "V1":
            return self._detailed()
        return self._safe()

    def _detailed(self) -> tuple[list[Allowed], list[CopySheet]]:
        source, choice = self._source, self._choice
        maker = Detailed(source, self._general, promises(self._source))
        rows = {part.sheet: part.rows for part in choice.chosen}
        rows |= dict(following(source, choice))
        order = [key for key in source.catalogue.sheets if rows.get(key)]
        allowed = [self._allowed(key) for key in order]
        sheets = [
            CopySheet(one.sheet, one.fields, maker.frame(one, rows[one.sheet])) for one in allowed
        ]
        lines = self._lines({})
        return allowed, [*sheets, *([lines] if lines else [])]

    def _safe(self) -> tuple[list[Allowed], list[CopySheet]]:
        part = self._choice.chosen[0]
        one = self._allowed(part.sheet)
        made = made_ids("", part.ids) if part.sheet == CUSTOMERS else {}
        maker = General(self._source, self._general, self._gate, made)
        self._check_needs(part.rows, part.ids)
        frame = maker.frame(one, part.rows, part.ids)
        needs = {(text.row, text.column) for text in self._texts}
        self._texts += [text for text in maker.texts if (text.row, text.column) not in needs]
        editable = columns.FEEDBACK if part.sheet == LEADS else frozenset[str]()
        keys = frozenset(field.key for field in one.fields)
        sheets = [CopySheet(one.sheet, one.fields, frame, editable & keys)]
        lines = self._lines(made)
        return [one], [*sheets, *([lines] if lines else [])]

    def _allowed(self, sheet: str) -> Allowed:
        return columns.allowed(self._source, self._source.catalogue.sheets[sheet], self._permit)

    def _check_needs(self, rows: Sequence[int], ids: Sequence[str]) -> None:
        """Refuse the export while a need description says what it must not (decisions.md)."""
        if self._request.variant != "V2":
            return
        field = self._source.catalogue.sheets[CUSTOMERS].by_key.get(NEED)
        if field is None:
            return
        tab = self._source.tab(CUSTOMERS)
        for row, identity in zip(rows, ids, strict=True):
            cell = Cell(CUSTOMERS, row, identity, field)
            text = self._source.cell(CUSTOMERS, row, NEED)
            fate = None if text is None else self._gate.need(cell, shown(text))
            if fate is None:
                continue
            signals = tuple(filter(None, (self._text(row, key) for key in _SIGNALS[1:])))
            sentence = fate.sentence or self._gate.proposal(cell, signals)
            self._texts.append(fate._replace(sentence=sentence))
            key = "export.bad_need" if sentence else "export.bad_need_plain"
            facts = {"record": identity, "column": field.name, "kinds": kinds(fate.kinds)}
            self._missing.append(message(key, tab=tab, row=row, sentence=sentence, **facts))

    def _text(self, row: int, key: str) -> str:
        value = self._source.cell(CUSTOMERS, row, key)
        return "" if value is None else shown(value)

    def _lines(self, made: Mapping[str, str]) -> CopySheet | None:
        """Return the sheet of expected actions, a row for each record; None: it says nothing."""
        sheet = self._source.catalogue.sheets.get(LINES)
        if sheet is None or self._request.variant == "V3":
            return None
        records = []
        for part in self._choice.chosen:
            key = "customer_id" if part.sheet == CUSTOMERS else "lead_id"
            for identity in part.ids:
                action = self._request.actions.get(identity)
                records.append(
                    {
                        "share_id": "",
                        key: made.get(identity, identity),
                        "expected_action": action.text or None
                        if action
                        else self._request.expected_action,
                        "action_due": action.due if action else None,
                    }
                )
        fields = tuple(
            field
            for field in sheet.fields
            if self._permit.visibility(field) in (Visibility.SHOWN, Visibility.GENERALISED)
            or (field.key == "lead_id" and any("lead_id" in one for one in records))
        )
        told = {"expected_action", "action_due"} & {field.key for field in fields}
        if not any(one.get(key) for one in records for key in told):
            return None
        return CopySheet(LINES, fields, _table(records, fields))

    def _cover(self) -> dict[str, Any]:
        """Return the facts of the share that this variant shows; texts pass the gate."""
        sheet = self._source.catalogue.sheets[SHARE]
        values = share_values(self._request, self._source.today)
        values["provider"] = self._provider()
        values["receiver"] = shown_name(
            self._parties.receiver,
            self._request.receiver,
            with_id=not self._parties.is_outside,
        )
        shown_keys = [
            field.key
            for field in sheet.fields
            if self._permit.visibility(field) is Visibility.SHOWN
        ]
        cover = {key: values.get(key) for key in shown_keys}
        if self._request.variant == "V1":
            return cover
        for key in _COVER_TEXTS:
            fate = self._gate.cover(str(cover[key]), key) if cover.get(key) else None
            if fate is not None:
                cover[key] = None
                self._texts.append(fate)
        return cover

    def _provider(self) -> str:
        """Return how the receiver sees who gives: outsiders see the department."""
        rep = self._parties.provider
        if rep is not None and self._parties.is_outside and rep.department:
            return rep.department
        is_detailed = self._request.variant == "V1"
        return shown_name(rep, self._request.provider, with_id=is_detailed)

    def _cover_notes(self, sheets: Iterable[CopySheet]) -> list[Text]:
        notes = []
        if self._request.variant == "V1":
            open_ = promises(self._source)
            ids = self._choice.of(CUSTOMERS).ids
            count = sum(len(open_.get(identity, ())) for identity in ids)
            notes.append(message("export.promises", n=count))
        for fate in ("replaced", "withheld"):
            count = sum(text.fate == fate for text in self._texts if text.column != NEED)
            if count:
                notes.append(message(f"export.texts_{fate}", n=count))
        if any(one.editable for one in sheets):
            notes.append(message("export.fill_feedback"))
        return notes

    def _fates(self, allowed: Sequence[Allowed]) -> list[ColumnFate]:
        fates = [fate for one in allowed for fate in one.fates]
        leaving = [one.sheet for one in allowed]
        return [*fates, *columns.staying(self._source, leaving, self._request.variant)]


def _digests(
    sheets: Iterable[CopySheet], share_key: str, catalogue: Catalogue
) -> dict[tuple[str, str], str]:
    found = {}
    for one in sheets:
        key = catalogue.sheets[one.sheet].row_key
        if key and key in one.rows.columns:
            for cells in one.rows.to_dict("records"):
                if cells[key] is not None:
                    values = {str(name): value for name, value in cells.items()}
                    found[one.sheet, str(cells[key])] = row_digest(share_key, one.sheet, values)
    return found


def kinds(found: Iterable[str]) -> Text:
    """Return the kinds of things a text gave away in words."""
    told = [message(f"redaction.kind_{kind}") for kind in found]
    return Text("、".join(one.zh for one in told), ", ".join(one.en for one in told))


def share_values(request: Request, day: dt.date) -> dict[str, Any]:
    """Return the columns of the sheet Share that a request fills; words as codes."""
    told = {field.name: getattr(request, field.name) for field in dataclasses.fields(request)}
    keys = (
        "variant",
        "scenario",
        "provider",
        "receiver",
        "receiver_kind",
        "receiver_company",
        "expected_action",
        "nda_no",
        "approver",
        "channel",
        "container",
        "password_channel",
        "expires",
    )
    return {
        **{key: told[key] for key in keys},
        "contents": tuple(sorted(request.contents)) or None,
        "share_date": day,
        "data_cutoff": request.data_cutoff or day,
        "confidential_ack": False,
    }


def _table(records: Sequence[Mapping[str, Any]], fields: Sequence[Field]) -> pd.DataFrame:
    index = pd.RangeIndex(1, len(records) + 1)
    columns_ = {
        field.key: pd.Series([one.get(field.key) for one in records], index=index, dtype=object)
        for field in fields
    }
    return pd.DataFrame(columns_, index=index, dtype=object)
