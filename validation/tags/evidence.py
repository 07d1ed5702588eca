"""Who shows which signal, and the sentence that says so."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, NamedTuple

from validation.folding import folded
from validation.normalise import text as texts
from validation.tags.reading import signals

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from validation.tags.lexicon import Lexicon


class Source(NamedTuple):
    """The columns of a sheet in which people write about customers."""

    sheet: str
    date: str
    """The column that says when; empty: the row has no date."""
    columns: tuple[str, ...]


SOURCES = (
    Source(
        "Customers",
        "",
        (
            "key_comm_summary",
            "need_description",
            "comm_pref",
            "customer_feedback",
            "special_requirements",
            "competitor_info",
        ),
    ),
    Source("Activities", "act_time", ("summary", "meeting_minutes", "need_change", "feedback")),
    Source("Mail", "received", ("subject",)),
)
_RIVALS = "competitor_info"
_NO_RIVAL = re.compile(r"(?:无|没|暂无|不详|不清楚|未知|none\b|no\b|unknown\b|n/?a\b|-)")


class Evidence(NamedTuple):
    """One sentence that shows one signal of one customer."""

    customer: str
    signal: str
    sheet: str
    row: int
    column: str
    date: dt.date | None
    sentence: str


def evidence(frames: Mapping[str, pd.DataFrame], lexicon: Lexicon) -> list[Evidence]:
    """Return what typed sheets say of customers, the newest first, what has no date last.

    Args:
        frames: typed Customers, Activities, Mail and Leads; any may be missing or lack columns.
        lexicon: the signals.
    """
    converted = _converted(frames.get("Leads"))
    found = [
        one
        for source in SOURCES
        if source.sheet in frames
        for one in _of_sheet(frames[source.sheet], source, lexicon, converted)
    ]
    return sorted(found, key=_newest_first)


def by_customer(found: Sequence[Evidence]) -> Mapping[str, Mapping[str, Evidence]]:
    """Return customer → signal → its newest evidence, in the order of what is given."""
    told: dict[str, dict[str, Evidence]] = {}
    for one in found:
        told.setdefault(one.customer, {}).setdefault(one.signal, one)
    return told


def _of_sheet(
    frame: pd.DataFrame, source: Source, lexicon: Lexicon, converted: Mapping[str, str]
) -> Iterator[Evidence]:
    customers = _customers(frame, converted)
    dates = frame[source.date].tolist() if source.date in frame.columns else [None] * len(frame)
    rows = frame.index.tolist()
    for column in source.columns:
        if column not in frame.columns:
            continue
        for at, text in enumerate(frame[column].tolist()):
            if customers[at] is None or not isinstance(text, str):
                continue
            for signal, sentence in _told(text, column, lexicon):
                day = _day(dates[at])
                yield Evidence(
                    customers[at] or "", signal, source.sheet, rows[at], column, day, sentence
                )


def _told(text: str, column: str, lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    found = {hit.signal: hit.sentence for hit in signals(text, lexicon)}
    if column == _RIVALS and "has_competitor" in lexicon.signals:
        # The column names them, so no phrase has to say that they are competitors.
        named = not texts.placeholder(text) and not _NO_RIVAL.match(folded(text.strip()))
        if named:
            found.setdefault("has_competitor", text.strip())
        else:
            found.pop("has_competitor", None)
    yield from found.items()


def _customers(frame: pd.DataFrame, converted: Mapping[str, str]) -> list[str | None]:
    blank: list[str | None] = [None] * len(frame)
    own = frame["customer_id"].tolist() if "customer_id" in frame.columns else blank
    leads = frame["lead_id"].tolist() if "lead_id" in frame.columns else blank
    return [
        customer if isinstance(customer, str) else converted.get(str(lead))
        for customer, lead in zip(own, leads, strict=True)
    ]


def _converted(leads: pd.DataFrame | None) -> Mapping[str, str]:
    if leads is None or not {"lead_id", "converted_to"} <= set(leads.columns):
        return {}
    pairs = zip(leads["lead_id"], leads["converted_to"], strict=True)
    return {lead: to for lead, to in pairs if isinstance(lead, str) and isinstance(to, str)}


def _newest_first(one: Evidence) -> tuple[int, str, int]:
    return -one.date.toordinal() if one.date else 0, one.sheet, one.row


def _day(value: object) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date) else None
