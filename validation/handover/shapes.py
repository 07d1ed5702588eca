"""What is asked for, what leaves, and what stays: the values every part of a handover shares."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import pandas as pd

    from validation.catalogue import Field
    from validation.messages import Text


class ExpectedAction(NamedTuple):
    """What the receiver should do for one record, and by when; None: no date was named."""

    text: str
    due: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class Request:
    """A handover as a person asks for it; words of lists are codes.

    The records are named by `customers`, `leads` (V3), `owner` or `where`; at least one of them.
    """

    variant: Literal["V1", "V2", "V3"]
    scenario: str
    provider: str
    """Number of the rep who gives."""
    receiver: str
    """Number of a rep, or the name of a person outside."""
    approver: str
    channel: str
    password_channel: str
    receiver_kind: str | None = None
    """None: told by the receiver's row in Reps; who has none is outside."""
    receiver_company: str | None = None
    nda_no: str | None = None
    container: str = "encrypted_zip"
    customers: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    owner: str | None = None
    where: str | None = None
    """A condition in the language of `find`."""
    actions: Mapping[str, ExpectedAction] = field(default_factory=dict)
    """Record id → its own expected action."""
    expected_action: str | None = None
    """For every record that has no action of its own."""
    contents: frozenset[Literal["prices", "private", "contacts"]] = frozenset()
    """What the approver ticked beside the variant's own columns."""
    expires: dt.date | None = None
    data_cutoff: dt.date | None = None
    """None: the day of the share."""
    summaries: Literal["all", "key"] = "all"
    """Who needs a communication summary in V1: every customer, or A and B only, which is what a
    leaver's completeness check asks for (rules.md §9)."""


class CopySheet(NamedTuple):
    """One data sheet of a copy."""

    sheet: str
    """The catalogue key of the sheet it comes from."""
    fields: tuple[Field, ...]
    """The columns, in the order a receiver sees them."""
    rows: pd.DataFrame
    """Index: row numbers of the source; columns: keys of `fields`; cells as they leave, of the
    types a Book has. Words of lists are codes; None is blank."""
    editable: frozenset[str] = frozenset()
    """Columns the receiver is asked to fill."""


@dataclass(frozen=True, kw_only=True)
class Copy:
    """Everything that a handover file holds; what is not in it cannot leave.

    `digests` maps (sheet, record id as the copy shows it) to the keyed digest of that row.
    """

    share: Mapping[str, Any]
    """The cover's facts: keys of the sheet Share that the variant shows, words as codes."""
    sheets: tuple[CopySheet, ...]
    language: Literal["zh", "en", "both"] = "both"
    notes: tuple[Text, ...] = ()
    """What the cover says besides: open promises, texts that were replaced or withheld."""
    key: str = ""
    """The share's own receipt key, 64 hexadecimal digits; it stands only inside the container."""
    digests: Mapping[tuple[str, str], str] = field(default_factory=dict)


class ColumnFate(NamedTuple):
    """What becomes of one column of the book."""

    sheet: str
    column: str
    fate: Literal["leaves", "generalised", "stays"]
    why: Text


class RowFate(NamedTuple):
    """A record that was asked for and stays."""

    sheet: str
    record: str
    row: int
    why: Text


class TextFate(NamedTuple):
    """A text that was looked at by the text gate and does not leave as it stands."""

    sheet: str
    record: str
    row: int
    column: str
    fate: Literal["replaced", "withheld"]
    kinds: tuple[str, ...]
    """What it gave away: kinds of the text gate, never the words themselves."""
    sentence: str = ""
    """What stands there instead; empty when it was withheld."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A handover decided but not written: what a manager approves.

    `counts` and `copy` are of what would leave if nothing were missing.
    An export is refused while `missing` is not empty.
    """

    copy: Copy
    columns: tuple[ColumnFate, ...]
    counts: Mapping[str, int]
    """Sheet → how many rows leave."""
    staying: tuple[RowFate, ...] = ()
    texts: tuple[TextFate, ...] = ()
    missing: tuple[Text, ...] = ()
    """What stands against it: what, where, and how to put it right."""
    request: Request | None = None
    """What was asked for, with the numbers of reps, the kind of receiver and records as they are;
    this is what is booked and approved."""
    records: tuple[str, ...] = ()
    """The ids of the records in the book, whatever the copy calls them."""
    notes: tuple[Text, ...] = ()
    """What to tell the person: records that are found under another id now."""
