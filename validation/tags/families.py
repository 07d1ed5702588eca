"""Tags that repeat what columns say: country, region, industry, source, product, stage.

A word of the list `tag` whose parent is such a family is meant for every customer whose column
says the same word (source article 003: families of tags).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from validation.normalise import country
from validation.vocabularies import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from validation.catalogue import Catalogue
    from validation.vocabularies import Word

COLUMNS = ("country_region", "region", "industry", "inquiry_source", "stage", "inquiry_products")
_LISTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "region": (("country_region", "country"), ("region", "region")),
    "industry": (("industry", "industry"),),
    "source": (("inquiry_source", "source"),),
    "stage": (("stage", "stage"),),
}
"""Parent of a tag → columns whose lists it repeats."""


class Families:
    """Which tags follow from the columns of a customer."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._tags: dict[tuple[str, str], str] = {}
        for word in catalogue.vocabularies["tag"].words.values():
            for column, code in _meant(word, catalogue):
                self._tags.setdefault((column, code), word.code)
        countries = catalogue.vocabularies["country"].words
        self._regions = {code: found.parent for code, found in countries.items()}

    def of(self, row: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the tags that the typed columns of a customer say, in the order of COLUMNS."""
        found: dict[str, None] = {}
        told = dict(row)
        told["region"] = told.get("region") or self._regions.get(str(told.get("country_region")))
        for column in COLUMNS:
            value = told.get(column)
            for item in value if isinstance(value, tuple) else (value,):
                key = fold(str(item)) if column == "inquiry_products" else str(item)
                tag = self._tags.get((column, key))
                if tag is not None:
                    found[tag] = None
        return tuple(found)


def _meant(word: Word, catalogue: Catalogue) -> list[tuple[str, str]]:
    """Return the column and the code that a tag repeats; a product by each of its names."""
    if word.parent == "product":
        names = (word.code, word.zh, word.en, *word.aliases)
        return [("inquiry_products", fold(name)) for name in names]
    for column, name in _LISTS.get(word.parent, ()):
        words = catalogue.vocabularies[name]
        code = words.alias(word.zh) or words.alias(word.en)
        if code is None and name == "country":
            read = country.read(word.zh, words).value
            code = None if read is None else str(read)
        if code is not None:
            return [(column, code)]
    return []
