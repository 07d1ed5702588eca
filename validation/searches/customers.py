"""The customers for which a query holds: the question behind every saved view."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.changes import Outcome
from validation.messages import Text, message
from validation.queries import NOTES, Names, Query
from validation.typed import typed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.messages import Language
    from validation.queries import Meaning
    from validation.settings import Settings
    from validation.typed import TypedSheet

_SHOWN = (
    "customer_id",
    "company_name_zh",
    "company_name_en",
    "country_region",
    "grade",
    "stage",
    "owner",
    "tags",
    "last_contact_date",
)
_NOTES: Mapping[str, tuple[str, ...]] = {
    "Activities": ("summary", "meeting_minutes", "need_change", "feedback"),
    "Contacts": ("contact_name", "email"),
    "Titles": ("title_name",),
}
"""Further texts of a customer that bare words look through."""
_NAMES: Mapping[str, tuple[str, ...]] = {
    "Reps": ("rep_id", "rep_name", "email"),
    "Products": ("sku", "name_zh", "name_en"),
    "Groups": ("group_id", "group_name"),
}
_MOST_UNREAD = 5


class Asked(NamedTuple):
    """What is looked for: words and filters, all of which must hold."""

    words: str
    where: tuple[str, ...] = ()


class Row(NamedTuple):
    """One customer, in the words of both languages."""

    row: int
    """As Excel numbers it."""
    customer_id: str
    company: str
    country: Text
    grade: str
    stage: Text
    owner: str
    """Number and name."""
    tags: Text
    last_contact: dt.date | None


class Found(NamedTuple):
    """The customers found, in the order of the book."""

    rows: tuple[Row, ...]
    of: int
    """How many customers there are."""
    meanings: tuple[Meaning, ...]
    said: Text
    notes: tuple[Text, ...]
    """Cells that could not be read, so that their rows may be missing."""


def find(
    book: Book, catalogue: Catalogue, settings: Settings, today: dt.date, asked: Asked
) -> Found:
    """Return the customers for which words and filters hold.

    Raises:
        QueryError: a filter or a word is not understood.
    """
    told = typed(book, catalogue, _NAMES, settings=settings, today=today)
    frames = {key: sheet.frame for key, sheet in told.items()}
    query = asked_of(asked, catalogue, Names.of(frames, catalogue))
    wanted: dict[str, tuple[str, ...]] = {"Customers": (*query.columns, *_SHOWN), **_NAMES}
    if query.looks_through_texts:
        wanted |= {key: ("customer_id", *columns) for key, columns in _NOTES.items()}
    sheets = typed(book, catalogue, wanted, settings=settings, today=today)
    customers = sheets["Customers"].frame
    if query.looks_through_texts:
        customers = customers.copy()
        customers[NOTES] = _notes(customers, sheets)
    hits = customers[query.mask(customers, today)]
    names = dict(zip(frames["Reps"]["rep_id"], frames["Reps"]["rep_name"], strict=True))
    return Found(
        tuple(_row(row, cells, catalogue, names) for row, cells in _records(hits)),
        len(customers),
        query.meanings,
        query.said(),
        _unread(sheets["Customers"], query),
    )


def asked_of(asked: Asked, catalogue: Catalogue, names: Names) -> Query:
    """Return the query that words and filters make together.

    Raises:
        QueryError: one of them is not understood.
    """
    sheet = catalogue.sheets["Customers"]
    query = Query.parse(asked.words, sheet, catalogue, names=names)
    for condition in asked.where:
        query &= Query.parse(condition, sheet, catalogue, names=names, texts=False)
    return query


def view(
    book: Book, catalogue: Catalogue, settings: Settings, at: dt.datetime, asked: Asked
) -> Outcome:
    """Return the customers found as the rows of the sheet View, instead of what is there.

    Raises:
        QueryError: a filter or a word is not understood.
    """
    found = find(book, catalogue, settings, at.date(), asked)
    spoken: Language = "en" if book.origin.language == "en" else "zh"
    rows = [_viewed(row, spoken) for row in found.rows]
    return Outcome(
        replaced={"View": rows},
        subject=message("find.subject", n=len(rows), said=found.said),
        answer=found,
    )


def _viewed(row: Row, spoken: Language) -> Mapping[str, Any]:
    key = "find.note" if row.tags.en else "find.note_untagged"
    note = message(key, date=row.last_contact or "—", tags=row.tags)
    return {
        "customer_id": row.customer_id,
        "company": row.company,
        "country": row.country.said(spoken),
        "grade": row.grade,
        "stage": row.stage.said(spoken),
        "owner": row.owner,
        "note": note.said(spoken),
    }


def _row(row: int, cells: Mapping[str, Any], catalogue: Catalogue, names: Mapping[Any, Any]) -> Row:
    owner = cells["owner"]
    tags = [_word(tag, "tag", catalogue) for tag in cells["tags"] or ()]
    last = cells["last_contact_date"]
    return Row(
        row,
        cells["customer_id"] or "",
        cells["company_name_zh"] or cells["company_name_en"] or "",
        _word(cells["country_region"], "country", catalogue),
        cells["grade"] or "",
        _word(cells["stage"], "stage", catalogue),
        " ".join(str(part) for part in (owner, names.get(owner)) if part) if owner else "",
        Text("; ".join(tag.zh for tag in tags), "; ".join(tag.en for tag in tags)),
        last.date() if isinstance(last, dt.datetime) else last,
    )


def _word(code: str | None, vocabulary: str, catalogue: Catalogue) -> Text:
    if code is None:
        return Text("", "")
    word = catalogue.vocabularies[vocabulary].words.get(code)
    return Text(word.label("zh"), word.label("en")) if word else Text(code, code)


def _notes(customers: pd.DataFrame, sheets: Mapping[str, TypedSheet]) -> list[str | None]:
    """Return the further texts of each customer, as one."""
    texts: dict[str, list[str]] = {}
    for key, columns in _NOTES.items():
        frame = sheets[key].frame
        for column in columns:
            for customer, text in zip(frame["customer_id"], frame[column], strict=True):
                if customer is not None and text is not None:
                    texts.setdefault(customer, []).append(str(text))
    told = {customer: "\n".join(said) for customer, said in texts.items()}
    return [told.get(customer) for customer in customers["customer_id"]]


def _records(frame: pd.DataFrame) -> Iterable[tuple[int, dict[str, Any]]]:
    columns = [str(column) for column in frame.columns]
    values = zip(*(frame[column].tolist() for column in columns), strict=True)
    for row, cells in zip(frame.index.tolist(), values, strict=True):
        yield int(row), dict(zip(columns, cells, strict=True))


def _unread(sheet: TypedSheet, query: Query) -> tuple[Text, ...]:
    cells = [cell for cell in sheet.unread if cell.column in query.columns]
    if not cells:
        return ()
    shown = ", ".join(f"{cell.tab}!{cell.row} {cell.shown}" for cell in cells[:_MOST_UNREAD])
    return (message("find.unread", n=len(cells), cells=shown),)
