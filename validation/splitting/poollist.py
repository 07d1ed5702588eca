"""The pool as a rep's own book shows it: what there is to claim, and nothing that helps without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.errors import RefusedError
from validation.pool import read
from validation.pool.records import order
from validation.typed import typed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.messages import Text
    from validation.pool.source import Pool
    from validation.settings import Settings

_SAFE = "v2_safe"


def pool_list(
    book: Book, catalogue: Catalogue, settings: Settings, at: dt.datetime
) -> tuple[list[Mapping[str, object]], tuple[Text, ...]]:
    """Return the rows of the pool list, leads first, and what had to be said about the pool.

    A row has number, company, country, products and the tags that may be seen by anybody; no
    contact, price or note, and nothing of what is protected. A book whose pool cannot be read
    has none.
    """
    try:
        pool = read(book, catalogue, settings, at)
    except RefusedError as error:
        return [], (error.text,)
    tags = _tags(pool)
    open_ = [
        record
        for record in pool.records.values()
        if not record.owner and not record.is_over and not record.is_protected(pool.today)
    ]
    countries = catalogue.vocabularies["country"].words
    rows: list[Mapping[str, object]] = [
        {
            "record": record.id,
            "company": record.name,
            "country": countries[record.country].label(pool.language)
            if record.country in countries
            else None,
            "products": "; ".join(record.products) or None,
            "tags": "; ".join(tags.get(record.row, ())) if not record.is_lead else None,
        }
        for record in sorted(open_, key=lambda one: order(one, None))
    ]
    return rows, pool.notes


def _tags(pool: Pool) -> Mapping[int, Sequence[str]]:
    """Return row of Customers → its tags that tell nothing about dealings with us."""
    words = pool.catalogue.vocabularies["tag"].words
    frame = typed(
        pool.book,
        pool.catalogue,
        {"Customers": ("customer_id", "tags")},
        settings=pool.settings,
        today=pool.today,
    )["Customers"].frame
    return {
        int(row): [
            words[tag].label(pool.language)
            for tag in tags or ()
            if tag in words and _SAFE in words[tag].flags
        ]
        for row, tags in zip(frame.index, frame["tags"], strict=True)
    }
