"""The words a query may use for one sheet: its columns, and what stands in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from validation.catalogue import Kind, Requirement
from validation.messages import Text, plain
from validation.normalise import country
from validation.owners import OWNER
from validation.queries.tree import Anywhere, Equals, Fallback
from validation.vocabularies import fold, simplified

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from validation.catalogue import Catalogue, Field, Sheet
    from validation.vocabularies import Vocabulary

_ORDER = (
    "country_region", "country", "region", "industry", "inquiry_source", "source", "stage",
    "grade", "tags", "coop_status", "project_status", "pool_status", "status", "lead_status",
    "quote_status", "outcome", "bucket", "payment_status", "approval", "validity", "kind",
    "channel", "direction", "receipt_status", "inquiry_products", "product",
)  # fmt: skip
"""Columns in which a bare word is looked for, in this order; a row's rep comes last."""
_ENGLISH = frozenset("am as at be by do id in is it me my no so to us".split())  # noqa: SIM905
"""English words that are codes of countries too: as such they are written in capitals."""
_TEXTS = (Kind.TEXT, Kind.ID, Kind.EMAIL, Kind.URL, Kind.PHONE)
_BEST_FIRST = frozenset({"grade", "validity"})
"""Lists whose first word is the highest."""
_RANKED = frozenset({"grade", "validity", "stage", "company_size"})
_SYMBOLS: Mapping[str, str] = {"$": "USD", "¥": "CNY", "元": "CNY"}
"""Signs that several currencies use, as export teams in China mean them."""
_NAMED_BY: Mapping[str, tuple[str, ...]] = {
    "Reps": ("rep_name", "email"),
    "Products": ("name_zh", "name_en"),
    "Groups": ("group_name",),
    "Customers": ("company_name_zh", "company_name_en"),
}
_COOP_OF_STAGE: Mapping[str, str] = {"S3": "quoting", "S4": "sample", "S7": "won", "S8": "won"}
"""The cooperation status that a stage implies (catalogue.md §3, 2)."""


@dataclass(frozen=True)
class Names:
    """What records of other sheets are called, so that a query may name them.

    `ids` maps a sheet (Reps, Products, Groups, Customers) to name → ids that carry it; names are
    folded.
    """

    ids: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    @classmethod
    def of(cls, frames: Mapping[str, pd.DataFrame], catalogue: Catalogue) -> Names:
        """Return the names in typed frames of these sheets; any may be missing."""
        found: dict[str, Mapping[str, tuple[str, ...]]] = {}
        for sheet, columns in _NAMED_BY.items():
            if sheet not in frames:
                continue
            frame, ids = frames[sheet], catalogue.sheets[sheet].row_key
            names: dict[str, dict[str, None]] = {}
            for column in (ids, *columns):
                if column not in frame.columns or ids not in frame.columns:
                    continue
                for name, record in zip(frame[column], frame[ids], strict=True):
                    if isinstance(name, str) and isinstance(record, str):
                        names.setdefault(simplified(fold(name)), {})[record] = None
            found[sheet] = {name: tuple(records) for name, records in names.items()}
        return cls(found)


class Hit(NamedTuple):
    """A word that stands for a condition."""

    node: Equals
    level: int
    """0: a name of the list itself; 1: another name for it."""


class Terms:
    """The words for one sheet."""

    def __init__(self, sheet: Sheet, catalogue: Catalogue, names: Names) -> None:
        self.sheet = sheet
        self._catalogue = catalogue
        self._names = names

    @cached_property
    def columns(self) -> Mapping[str, Field]:
        """Folded name → column; its own names come before other names of other columns."""
        found: dict[str, Field] = {}
        for column in self.sheet.fields:
            for name in (column.key, column.zh, column.en):
                found.setdefault(simplified(fold(name)), column)
        for column in self.sheet.fields:
            for name in column.aliases:
                found.setdefault(simplified(fold(name)), column)
        return found

    def own_column(self, word: str) -> Field | None:
        """Return the column of exactly that name, other names of columns left aside."""
        column = self.columns.get(simplified(fold(word)))
        names = (column.key, column.zh, column.en) if column else ()
        return column if fold(word) in map(fold, names) else None

    def bare(self, word: str) -> Equals | None:
        """Return what a word without a column means; None: no list has it."""
        if word.lower() in _ENGLISH and not word.isupper():
            return None
        hits = [hit for column in self._asked if (hit := self._hit(column, word))]
        return min(hits, key=lambda hit: hit.level).node if hits else None

    def meant(self, column: Field, word: str) -> Equals | None:
        """Return the condition that `column` holds `word`; None: its list has no such word."""
        hit = self._hit(column, word)
        return hit.node if hit else None

    def currency(self, column: Field, word: str) -> Equals | None:
        """Return the condition on the currency of a column; None: it has none of its own."""
        own = self.sheet.by_key.get(f"{column.key}_currency")
        if own is None and not column.key.endswith("_base"):
            own = self.sheet.by_key.get("currency")
        return self.meant(own, _SYMBOLS.get(word, word)) if own else None

    def anywhere(self, word: str) -> Anywhere:
        """Return the condition that a name or note of the row has the word in it."""
        columns = [
            column
            for column in self.sheet.fields
            if (column.kind in _TEXTS or column.has("other_words"))
            and (column.required is not Requirement.AUTO or column.key == self.sheet.row_key)
        ]
        lists = [self._catalogue.vocabulary(column) for column in columns]
        codes = frozenset(code for words in lists if words for code in words.words)
        return Anywhere(tuple(column.key for column in columns), word, codes)

    def ranked(self, column: Field, code: str, sign: str) -> frozenset[str] | None:
        """Return the words of a list that stand `sign` a word; None: the list has no order."""
        words = self._catalogue.vocabulary(column)
        if words is None or column.vocabulary not in _RANKED:
            return None
        order = list(words.words)
        if column.vocabulary in _BEST_FIRST:
            order.reverse()
        at = order.index(code)
        spans = {"<": order[:at], "<=": order[: at + 1], ">": order[at + 1 :], ">=": order[at:]}
        return frozenset(spans[sign])

    def has_list(self, column: Field) -> bool:
        """Return whether the column takes its words from a list."""
        return self._catalogue.vocabulary(column) is not None

    def is_closed(self, column: Field) -> bool:
        """Return whether the column can hold nothing but words that are known here."""
        home = column.refers_to.partition(".")[0]
        known = self.has_list(column) or bool(self._names.ids.get(home))
        return known and not column.has("other_words")

    def options(self, column: Field) -> tuple[str, ...]:
        """Return the words of a column's list as a person sees them, without other names."""
        words = self._catalogue.vocabulary(column)
        if words is not None:
            return words.labels("both")
        return tuple(self._names.ids.get(column.refers_to.partition(".")[0], ()))

    def choices(self, column: Field | None = None) -> tuple[str, ...]:
        """Return the words a column may hold, or all that a bare word may be, in both languages."""
        columns = self._asked if column is None else (column,)
        found: dict[str, None] = {}
        for asked in columns:
            words = self._catalogue.vocabulary(asked)
            for word in words.words.values() if words else ():
                found |= dict.fromkeys((word.code, word.zh, word.en, *word.aliases))
            home = asked.refers_to.partition(".")[0]
            found |= dict.fromkeys(self._names.ids.get(home, ()))
        return tuple(found)

    @cached_property
    def _asked(self) -> tuple[Field, ...]:
        order = [*_ORDER, OWNER.get(self.sheet.key, "")]
        ranks = {key: at for at, key in enumerate(order)}
        columns = [column for column in self.sheet.fields if column.key in ranks]
        return tuple(sorted(columns, key=lambda column: ranks[column.key]))

    def _hit(self, column: Field, word: str) -> Hit | None:
        words = self._catalogue.vocabulary(column)
        if words is not None:
            return self._listed(column, words, word)
        home = column.refers_to.partition(".")[0]
        ids = self._names.ids.get(home, {}).get(simplified(fold(word)))
        if not ids:
            return None
        shown = plain(word if ids == (word,) else f"{'/'.join(ids)} {word}")
        # An item that is no number of a product may be its name.
        return Hit(Equals(column.key, column.name, frozenset({*ids, fold(word)}), shown), 0)

    def _listed(self, column: Field, words: Vocabulary, word: str) -> Hit | None:
        code = words.code(word)
        level = 0 if code else 1
        code = code or words.alias(word)
        if code is None and column.vocabulary == "country":
            read = country.read(word, words)
            code = None if read.value is None else str(read.value)
        if code is None:
            return None
        entry = words.words[code]
        shown = Text(_shown(code, entry.zh), _shown(code, entry.en))
        fallback = self._fallback(column)
        return Hit(Equals(column.key, column.name, frozenset({code}), shown, fallback), level)

    def _fallback(self, column: Field) -> Fallback | None:
        if column.key == "coop_status" and "stage" in self.sheet.by_key:
            return Fallback("stage", _COOP_OF_STAGE)
        countries = self._catalogue.vocabularies.get("country")
        if column.key == "region" and countries and "country_region" in self.sheet.by_key:
            parents = {code: word.parent for code, word in countries.words.items() if word.parent}
            return Fallback("country_region", parents)
        return None


def _shown(code: str, word: str) -> str:
    """Return a word with its code in front, where the code is one that people know."""
    return f"{code} {word}" if code.isupper() and code != word else word
