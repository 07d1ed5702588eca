"""Words in every note, minute, to-do and subject of a book, the newest first."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.errors import RefusedError
from validation.folding import spelling
from validation.messages import Text, message
from validation.normalise import dates
from validation.plaintext import shown
from validation.vocabularies import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
    said = ["".join(found.groups("")) for found in _WORD.finditer(words)]
    wanted = [spelling(word) for word in said if word.strip()]
    if not wanted:
        raise RefusedError(reason=message("search.no_word"))
    companies = _companies(book)
    found: list[Hit] = []
    count = 0
    for place in PLACES:
        frame = book.sheets.get(place.sheet)
        if frame is None or not book.layouts[place.sheet].known:
            continue
        rows = _Rows(frame, place, companies)
        sheet, tab = catalogue.sheets[place.sheet], book.layouts[place.sheet].tab
        for column in place.columns:
            if column not in frame.columns:
                continue
            texts = frame[column].tolist()
            count += sum(isinstance(text, str) for text in texts)
            name = sheet.by_key[column].name
            found += [
                Hit(
                    rows.date(n),
                    sheet.name,
                    tab,
                    rows.row(n),
                    name,
                    rows.record(n),
                    rows.company(n),
                    _around(text, wanted[0]),
                )
                for n, text in enumerate(texts)
                if _has(text, wanted)
            ]
    return Hits(tuple(sorted(found, key=_newest_first)), count)


def _has(text: object, wanted: Sequence[re.Pattern[str]]) -> bool:
    return isinstance(text, str) and all(word.search(text) for word in wanted)


class _Rows:
    """What a hit says of its row, beside the text."""

    def __init__(self, frame: pd.DataFrame, place: Place, companies: Mapping[str, str]) -> None:
        self._rows = frame.index.tolist()
        self._ids = _columns(frame, _IDS)
        self._names = _columns(frame, (*_NAMES, "company"))
        self._dates = _columns(frame, place.dates)
        self._companies = companies

    def row(self, n: int) -> int:
        return int(self._rows[n])

    def record(self, n: int) -> str:
        return next((shown(cells[n]) for cells in self._ids if cells[n] is not None), "")

    def company(self, n: int) -> str:
        known = self._companies.get(fold(self.record(n)))
        return known or next((shown(cells[n]) for cells in self._names if cells[n] is not None), "")

    def date(self, n: int) -> dt.date | None:
        days = (_day(cells[n]) for cells in self._dates)
        return next((day for day in days if day is not None), None)


def _columns(frame: pd.DataFrame, keys: Sequence[str]) -> list[list[Any]]:
    return [frame[key].tolist() for key in keys if key in frame.columns]


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


def _day(value: object) -> dt.date | None:
    if value is None:
        return None
    read = value if isinstance(value, dt.date) else dates.read(value).value
    if isinstance(read, dt.datetime):
        return read.date()
    return read if isinstance(read, dt.date) else None


def _around(text: str, word: re.Pattern[str]) -> str:
    found = word.search(text)
    start, end = found.span() if found else (0, 0)
    first, last = max(0, start - _AROUND), end + _AROUND
    cut = " ".join(text[first:last].split())
    return f"{'…' if first else ''}{cut}{'…' if last < len(text) else ''}"


def _newest_first(hit: Hit) -> tuple[int, str, int]:
    return -hit.date.toordinal() if hit.date else 0, hit.tab, hit.row
