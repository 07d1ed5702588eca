"""The part of the demo that passes customers on: ask, approve, seal, receive, search."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pandas as pd

from validation import catalogue as catalogues
from validation.handover.approving import Verdict
from validation.handover.asking import Asked, request
from validation.messages import Text, message
from workbook.acting import Task, act
from workbook.answering import ask
from workbook.exporting import Order, place
from workbook.leakscan import checking
from workbook.receipts import receiving
from workbook.saving import replacing
from workbook.template import write_book

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from validation.catalogue import Catalogue
    from validation.handover.shapes import Plan, Request
    from workbook.checking import Question
    from workbook.exporting import Released, Secret, Taken
    from workbook.receipts.receiving import Arrived
    from workbook.saving import Saved
    from workbook.template import Content

_PROVIDER, _APPROVER = "R001", "R002"
_RECEIVER, _PARTNER, _NDA = "Anna Weber", "Rhine Logistics GmbH", "NDA-1998-01"
_NDA_YEAR = dt.date(1998, 1, 1), dt.date(1998, 12, 31)
_AMOUNT = "last_12m_amount"
_CUSTOMERS = "Customers"
_ASK, _APPROVE = "validation.handover.release:ask", "validation.handover.approving:approve"
_NAMED = 3
"""Columns named as examples of those that leave."""

_Texts: TypeAlias = "Mapping[str, Mapping[str, str]]"
"""Old number of a customer → column → text."""


@dataclass(frozen=True)
class Handover:
    """One share of a few customers with an outside partner, all files in `folder`."""

    folder: Path
    secret: Secret
    """What a real export draws; here it comes from outside, and the passphrase is printed."""
    filled: Path
    """The table of invented texts: the customer's old number, then columns of the sheet."""

    def run(self, content: Content, question: Question) -> Iterator[Text]:
        """Share those customers of `content` that the table names; yield what each step did."""
        catalogue = catalogues.load()
        texts = self._texts()
        full = _filled(content, texts, catalogue)
        book = self._written(full, catalogue)
        cells = sum(len(cells) for cells in texts.values())
        facts = {"n": len(texts), "company": _PARTNER, "approver": _name(full, _APPROVER)}
        yield message("demo.share_book", **facts, path=book.path, cells=cells)
        share = _approved(book.path, question, request(_asked(_ids(full, texts)), catalogue))
        facts |= {"share": share, "who": _RECEIVER, "provider": _name(full, _PROVIDER)}
        yield message("demo.share_asked", **facts)
        taken: Taken = ask(
            book.path, question, "workbook.exporting:taken", Order(share, self.secret)
        ).value
        assert taken.released is not None
        sealed = self._placed(book.path, question, taken.released)
        passphrase = self.secret.passphrase
        yield message("demo.share_sealed", path=sealed.path, passphrase=passphrase)
        arrived = receiving.arrived(sealed.path, passphrase, question)
        yield from _told(taken.decision.plan, full, arrived, catalogue)
        scanned = checking.check(
            sealed.path, book.path, question, None, checking.Passwords(file=passphrase)
        )
        count = f"{scanned.values:,}"  # noqa: PD011  # no frame
        yield message("demo.share_searched", n=count, found=len(scanned.hits))
        yield from (file.beside for file in (book, sealed) if file.beside)

    def _texts(self) -> _Texts:
        with self.filled.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        return {row.pop("customerID"): row for row in rows}

    def _written(self, content: Content, catalogue: Catalogue) -> Saved:
        with replacing(self.folder / "northwind-handover.xlsx") as target:
            write_book(target.temporary, catalogue, content=content)
        return target.saved

    def _placed(self, book: Path, question: Question, released: Released) -> Saved:
        """Put the sealed file into the folder; the one of an earlier demo gives way to it."""
        with tempfile.TemporaryDirectory(prefix="relaybook-") as aside:
            placed = place(book, question, released, Path(aside))
            with replacing(self.folder / released.name) as target:
                target.temporary.write_bytes(placed.path.read_bytes())
        return target.saved


def _approved(book: Path, question: Question, asked: Request) -> str:
    """Ask for a share and approve it as somebody else; return its number."""
    share = str(act(book, question, Task(_ASK, (asked,), "SHARE")).answer)
    act(book, question, Task(_APPROVE, (Verdict(share, _APPROVER),), "APPROVE"))
    return share


def _filled(content: Content, texts: _Texts, catalogue: Catalogue) -> Content:
    """Return the content with what a share needs and Northwind has not."""
    customers, reps = content.frames[_CUSTOMERS], content.frames["Reps"]
    columns = {
        key: customers["source_id"]
        .map({old: row[key] for old, row in texts.items()})
        .astype(object)
        for key in next(iter(texts.values()))
    }
    admin = catalogue.vocabularies["rep_role"].words["admin"].label("both")
    roles = reps["role"].where(reps["rep_id"] != _APPROVER, admin)
    start, end = _NDA_YEAR
    nda = {"nda_no": _NDA, "party": _PARTNER, "valid_from": start, "valid_to": end}
    frames = {
        **content.frames,
        _CUSTOMERS: customers.assign(**{k: c.where(c.notna(), None) for k, c in columns.items()}),
        "Reps": reps.assign(role=roles),
        "NDA": pd.DataFrame([nda], dtype=object),
    }
    return dataclasses.replace(content, frames=frames)


def _asked(ids: Sequence[str]) -> Asked:
    return Asked(
        variant="V2",
        scenario="partner",
        provider=_PROVIDER,
        receiver=_RECEIVER,
        receiver_company=_PARTNER,
        approver=_APPROVER,
        nda_no=_NDA,
        channel="work_email",
        password_channel="phone",  # noqa: S106  # how it travels, no password
        customers=tuple(ids),
    )


def _ids(content: Content, texts: _Texts) -> list[str]:
    customers = content.frames[_CUSTOMERS]
    return [str(one) for one in customers["customer_id"][customers["source_id"].isin(texts)]]


def _name(content: Content, rep: str) -> str:
    reps = content.frames["Reps"]
    return str(reps["rep_name"][reps["rep_id"] == rep].iloc[0])


def _told(found: Plan, content: Content, arrived: Arrived, catalogue: Catalogue) -> Iterator[Text]:
    """Yield what left, what was put into general words with an example of each, what stayed."""
    fates = {
        fate: [one.column for one in found.columns if one.column and one.fate == fate]
        for fate in ("leaves", "generalised", "stays")
    }
    own = content.frames[_CUSTOMERS].set_index("customer_id")
    got = arrived.found.book.sheets[_CUSTOMERS].set_axis(list(found.records))
    fields = catalogue.sheets[_CUSTOMERS].by_key
    leaving = [one for one in fates["leaves"] if got[one].notna().any()][:_NAMED]
    names = _listed(fields[one].name for one in leaving)
    yield message("demo.share_received", rows=len(got), n=len(fates["leaves"]), columns=names)
    record = found.texts[0].record if found.texts else found.records[0]
    yield message(
        "demo.share_general",
        n=len(fates["generalised"]),
        columns=_listed(fields[one].name for one in fates["generalised"]),
        before=f"{float(own[_AMOUNT][record]):,}",
        after=got.loc[record, _AMOUNT],
    )
    for text in found.texts[:1]:
        name = own.loc[record, "company_name_en"]
        before, after = (frame.loc[record, text.column] for frame in (own, got))
        yield message("demo.share_note", name=name, before=before, after=after)
    others = {key: len(frame) for key, frame in content.frames.items() if key != _CUSTOMERS}
    yield message(
        "demo.share_stayed",
        n=len(fates["stays"]),
        customers=len(own) - len(got),
        sheets=", ".join(f"{key} {n:,}" for key, n in others.items() if n),
    )


def _listed(names: Iterable[Text]) -> Text:
    told = list(names)
    return Text("、".join(one.zh for one in told), "; ".join(one.en for one in told))
