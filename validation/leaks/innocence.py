"""Words that tell nothing of anybody: those of the lists, and what is bought and sold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from validation.leaks import spellings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from validation.book import Book
    from validation.catalogue import Catalogue

_ITEMS = re.compile(r"[\n\r;；、,，]+")
_PRODUCTS: Mapping[str, tuple[str, ...]] = {
    "Products": ("sku", "name_zh", "name_en"),
    "Customers": ("inquiry_products",),
    "Leads": ("product_intent",),
}
"""Sheet → columns that name products."""


def listed(catalogue: Catalogue) -> set[str]:
    """Return the words of the catalogue's lists in every spelling, squashed."""
    found = {"true", "false", "yes", "no"}
    for vocabulary in catalogue.vocabularies.values():
        for word in vocabulary.words.values():
            names = (word.code, word.zh, word.en, word.label("both"), *word.aliases)
            found |= {_squashed(name) for name in names}
    return found


def trade(book: Book) -> set[str]:
    """Return the names of the products of a book, squashed, whatever row they stand in."""
    found: set[str] = set()
    for sheet, columns in _PRODUCTS.items():
        frame = book.sheets.get(sheet)
        for column in columns:
            if frame is not None and column in frame.columns:
                texts = {value for value in frame[column].tolist() if isinstance(value, str)}
                found |= {_squashed(item) for text in texts for item in _ITEMS.split(text)}
    return found - {""}


def _squashed(text: str) -> str:
    return spellings.squashed(spellings.folded(text))
