"""The register of shares: every row of the sheet Share, and how far each has come."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from validation.handover.macs import shared
from validation.typed import typed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.settings import Settings

SHARE, LINES = "Share", "ShareLines"


class Standing(StrEnum):
    """How far a share has come."""

    ASKED = "asked"
    """Nobody has approved it."""
    APPROVED = "approved"
    """It may be released."""
    REFUSED = "refused"
    """The approver said no."""
    LAPSED = "lapsed"
    """Its last day passed before it was released."""
    OPEN = "open"
    """The file left; no receipt is there."""
    EXPIRED = "expired"
    """The file left, its last day passed, and no receipt is there."""
    REJECTED = "rejected"
    """The receiver said no."""
    CONFIRMED = "confirmed"
    """The receipt is booked."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One row of the sheet Share; words of lists are codes, None is blank."""

    row: int
    """Excel's row number."""
    share_id: str
    variant: str | None = None
    scenario: str | None = None
    provider: str | None = None
    receiver: str | None = None
    receiver_kind: str | None = None
    receiver_company: str | None = None
    share_date: dt.date | None = None
    data_cutoff: dt.date | None = None
    expected_action: str | None = None
    confidential_ack: bool | None = None
    nda_no: str | None = None
    approver: str | None = None
    approved_at: dt.datetime | None = None
    channel: str | None = None
    container: str | None = None
    password_channel: str | None = None
    contents: tuple[str, ...] | None = None
    file_sha256: str | None = None
    receipt_status: str | None = None
    receipt_at: dt.datetime | None = None
    receipt_by: str | None = None
    expires: dt.date | None = None
    receipt_code: str | None = None
    receipt_key: str | None = None
    """The half of the key that the receiver holds."""
    secret: str | None = None
    """The whole key as the register has it: the ids made for the share come from it."""
    plan_hash: str | None = None

    @property
    def is_released(self) -> bool:
        """Whether the file left."""
        return self.file_sha256 is not None or self.receipt_status in (
            "awaiting",
            "overdue",
            "confirmed",
        )

    def standing(self, today: dt.date) -> Standing:
        """Return how far the share has come on `today`."""
        if self.receipt_status == "confirmed":
            return Standing.CONFIRMED
        if self.receipt_status == "refused":
            return Standing.REJECTED if self.file_sha256 else Standing.REFUSED
        late = self.expires is not None and self.expires < today
        if self.is_released:
            return Standing.EXPIRED if late else Standing.OPEN
        if late:
            return Standing.LAPSED
        return Standing.APPROVED if self.approved_at is not None else Standing.ASKED


class Register:
    """The shares of a book."""

    def __init__(
        self,
        entries: Sequence[Entry],
        customers: Mapping[str, Sequence[str]],
        leads: Mapping[str, Sequence[str]],
    ) -> None:
        self.entries = tuple(entries)
        """In the order of the sheet."""
        self.customers = {share: tuple(ids) for share, ids in customers.items()}
        """Share id → the customers of its lines."""
        self.leads = {share: tuple(ids) for share, ids in leads.items()}
        """Share id → the leads of its lines."""

    @classmethod
    def of(cls, book: Book, catalogue: Catalogue, settings: Settings, today: dt.date) -> Register:
        """Return the register of a book; a row without a share id is none."""
        columns = set(Entry.__dataclass_fields__) - {"row"}
        wanted: Mapping[str, Sequence[str]] = {
            SHARE: sorted(columns & catalogue.sheets[SHARE].by_key.keys()),
            LINES: ("share_id", "customer_id", "lead_id"),
            "Reps": ("rep_id", "rep_name"),
        }
        sheets = typed(book, catalogue, wanted, settings=settings, today=today)
        shares = sheets[SHARE].frame
        entries = [
            _entry(int(row), cells)
            for row, cells in zip(shares.index, shares.to_dict("records"), strict=True)
            if cells["share_id"] is not None
        ]
        records: dict[str, dict[str, list[str]]] = {"customer_id": {}, "lead_id": {}}
        for cells in sheets[LINES].frame.to_dict("records"):
            for key, found in records.items():
                if cells["share_id"] is not None and cells[key] is not None:
                    found.setdefault(str(cells["share_id"]), []).append(str(cells[key]))
        return cls(entries, records["customer_id"], records["lead_id"])

    def records(self, share: str) -> tuple[str, ...]:
        """Return the customers and leads of a share, by their ids."""
        return (*self.customers.get(share, ()), *self.leads.get(share, ()))

    def named(self, share_id: str) -> Entry | None:
        """Return the share of this number; None: there is none."""
        wanted = share_id.strip().casefold()
        return next((one for one in self.entries if one.share_id.casefold() == wanted), None)


def _entry(row: int, cells: Mapping[Any, Any]) -> Entry:
    values: dict[str, Any] = {
        key: _moment(cells.get(key)) if key.endswith("_at") else value
        for key, value in cells.items()
    }
    values["secret"] = key = cells.get("receipt_key")
    return Entry(row=row, **values | {"receipt_key": key and shared(str(key))})


def _moment(value: dt.date | None) -> dt.datetime | None:
    if value is None or isinstance(value, dt.datetime):
        return value
    return dt.datetime.combine(value, dt.time())
