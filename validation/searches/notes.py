"""Words in every note, minute, to-do and subject of a book, the newest first."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.errors import RefusedError
from validation.folding import folded
from validation.messages import Text, message
from validation.normalise import dates
from validation.plaintext import shown
from validation.vocabularies import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.settings import Settings


class Place(NamedTuple):
    """Where people write: columns of a sheet, and the columns that may say when, best first."""

    sheet: str
    dates: tuple[str, ...]
    columns: tuple[str, ...]


PLACES = (
    Place(
        "Activities",
        ("act_time",),
        ("summary", "meeting_minutes", "need_change", "feedback", "mail_link"),
    ),
    Place("Todos", ("done_at", "due"), ("todo",)),
    Place("Mail", ("received",), ("subject", "suggested_advice")),
    Place("Leads", ("first_contact_date", "created_at"), ("brief_note", "product_intent")),
    Place(
        "Customers",
        ("last_contact_date",),
        (
            "key_comm_summary",
            "need_description",
            "customer_feedback",
            "special_requirements",
            "comm_pref",
            "key_mail_index",
            "next_action",
            "competitor_info",
            "inherited_todos",
        ),
    ),
    Place("ShareLines", ("action_due",), ("expected_action",)),
)
_AROUND = 40
"""Signs of a text that are shown on either side of the word."""
_WORD = re.compile(r'"([^"]+)"|“([^”]+)”|「([^」]+)」|(\S+)')
_IDS = ("customer_id", "lead_id")
_NAMES = ("company_name_zh", "company_name_en")


class Hit(NamedTuple):
    """One cell that has all the words."""

    date: dt.date | None
    sheet: Text
    tab: str
    row: int
    column: Text
    record: str
    """Number of the customer or lead."""
    company: str
    text: str
    """The words with what stands around them; `…` where the text goes on."""


class Hits(NamedTuple):
    """The cells found, the newest first, those without a date last."""

    hits: tuple[Hit, ...]
    of: int
    """How many texts were looked through."""


def search(
    book: Book, catalogue: Catalogue, settings: Settings, today: dt.date, words: str
) -> Hits:
    """Return the texts that have all of the words, whatever their case, width or script.

    Words in quotes are one. The words of a text may stand in any order.

    Raises:
        RefusedError: there is no word.
    """
    del settings, today
    wanted = [folded("".join(found.groups(""))) for found in _WORD.finditer(words)]
    if not any(word.strip() for word in wanted):
        raise RefusedError(reason=message("search.no_word"))
    companies = _companies(book)
    found: list[Hit] = []
    count = 0
    for place in PLACES:
        frame = book.sheets.get(place.sheet)
        if frame is None or not book.layouts[place.sheet].known:
            continue
        for column in place.columns:
            if column not in frame.columns:
                continue
            texts = frame[column].tolist()
            count += sum(isinstance(text, str) for text in texts)
            at = [n for n, text in enumerate(texts) if _has(text, wanted)]
            found += _hits(book, catalogue, place, _Column(column, at, wanted), companies)
    return Hits(tuple(sorted(found, key=_newest_first)), count)


class _Column(NamedTuple):
    key: str
    at: Sequence[int]
    wanted: Sequence[str]


def _has(text: object, wanted: Sequence[str]) -> bool:
    if not isinstance(text, str):
        return False
    low = folded(text)
    return all(word in low for word in wanted)


def _hits(
    book: Book,
    catalogue: Catalogue,
    place: Place,
    column: _Column,
    companies: Mapping[str, str],
) -> Iterable[Hit]:
    frame, sheet = book.sheets[place.sheet], catalogue.sheets[place.sheet]
    for n in column.at:
        row = frame.iloc[n]
        record = next((shown(row[key]) for key in _IDS if _filled(row, key)), "")
        company = companies.get(fold(record), "") or _own_name(row)
        yield Hit(
            _date(row, place.dates),
            sheet.name,
            book.layouts[place.sheet].tab,
            int(frame.index[n]),
            sheet.by_key[column.key].name,
            record,
            company,
            _around(row[column.key], column.wanted[0]),
        )


def _filled(row: pd.Series[Any], key: str) -> bool:
    return key in row.index and row[key] is not None


def _own_name(row: pd.Series[Any]) -> str:
    return next((shown(row[key]) for key in (*_NAMES, "company") if _filled(row, key)), "")


def _companies(book: Book) -> Mapping[str, str]:
    """Return the folded number of a customer or lead → its company."""
    found: dict[str, str] = {}
    for sheet, key, names in (
        ("Customers", "customer_id", _NAMES),
        ("Leads", "lead_id", ("company",)),
    ):
        frame = book.sheets.get(sheet)
        if frame is None or key not in frame.columns:
            continue
        for name in names:
            if name in frame.columns:
                for record, company in zip(frame[key], frame[name], strict=True):
                    if record is not None and company is not None:
                        found.setdefault(fold(shown(record)), shown(company))
    return found


def _date(row: pd.Series[Any], columns: Sequence[str]) -> dt.date | None:
    for key in columns:
        if not _filled(row, key):
            continue
        value = row[key]
        read = value if isinstance(value, dt.date) else dates.read(value).value
        if isinstance(read, dt.datetime):
            return read.date()
        if isinstance(read, dt.date):
            return read
    return None


def _around(text: str, word: str) -> str:
    at = folded(text).find(word)
    first, last = max(0, at - _AROUND), at + len(word) + _AROUND
    cut = " ".join(text[first:last].split())
    return f"{'…' if first else ''}{cut}{'…' if last < len(text) else ''}"


def _newest_first(hit: Hit) -> tuple[int, str, int]:
    return -hit.date.toordinal() if hit.date else 0, hit.tab, hit.row
