"""Every text that leaves in V2 and V3 passes here, or something general leaves in its place."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from validation import redaction
from validation.catalogue import Kind, Visibility
from validation.handover.generalising import said
from validation.handover.knowing import Knowledge
from validation.handover.shapes import TextFate
from validation.handover.source import CUSTOMERS, LEADS
from validation.normalise import email
from validation.plaintext import shown
from validation.redaction.knowledge import spoken
from validation.redaction.shapes import Hit
from validation.redaction.view import View, squash

if TYPE_CHECKING:
    from collections.abc import Mapping

    from validation.catalogue import Field
    from validation.handover.source import Source
    from validation.redaction import Reading

NEED = "need_description"
_NAMES = frozenset({"company_name_en", "company_name_zh", "company"})
"""What a company is called: its own web address may be its name, and no sentence replaces it."""
_WORDS = (Kind.TEXT, Kind.URL, Kind.PHONE)
_PRODUCTS: Mapping[str, str] = {CUSTOMERS: "inquiry_products", LEADS: "product_intent"}
_NAMING = frozenset({"person", "number", "secret", "email", "account"})
"""What a word of somebody else's may be taken for that stands in the record's own company name."""
_FIRST_ITEM = re.compile(r"[;；、,，\n]")


class Cell(NamedTuple):
    """One cell on its way out."""

    sheet: str
    row: int
    record: str
    """The id of its record in the book."""
    field: Field


class Passed(NamedTuple):
    """What leaves of a cell, and what became of its text; None: nothing happened to it."""

    value: object | None
    fate: TextFate | None = None


class TextGate:
    """The text gate over one book."""

    def __init__(self, source: Source, opened: frozenset[Visibility]) -> None:
        """Take the book and the kinds of column that were ticked, which leave as they stand."""
        self._source = source
        self._knowledge = Knowledge(source)
        self._opened = opened
        self._readings: dict[tuple[str, str], Reading] = {}
        self._language = source.book.origin.language or "both"

    def passed(self, cell: Cell, value: object) -> Passed:
        """Return what leaves of a typed value."""
        field = cell.field
        if value is None or _visibility(field, cell.sheet) in self._opened:
            return Passed(value)
        if field.kind is Kind.LIST:
            return self._items(cell, value if isinstance(value, tuple) else (str(value),))
        if field.kind is Kind.EMAIL:
            address = str(value)
            if email.is_role(address) and not self._reading(address, cell, {"email", "url"}).hits:
                return Passed(address)
            return Passed(None, _fate(cell, "withheld", ("email",)))
        if field.kind in _WORDS or (field.kind is Kind.ENUM and not self._is_code(field, value)):
            return self._text(cell, shown(value))
        return Passed(value)

    def need(self, cell: Cell, text: str) -> TextFate | None:
        """Return what is wrong with a need description and the sentence to put there."""
        reading = self._reading(text, cell, frozenset())
        if not reading.hits:
            return None
        return _fate(cell, "replaced", _kinds(reading), self._sentence(cell, text))

    def proposal(self, cell: Cell, texts: tuple[str, ...]) -> str:
        """Return a sentence that the first of some texts calls for; "": none does."""
        return next(filter(None, (self._sentence(cell, text) for text in texts)), "")

    def cover(self, text: str, column: str) -> TextFate | None:
        """Return what is wrong with a text about all records."""
        hits = redaction.checked(text, self._knowledge.everybody).hits
        hits += self._of_others(text)
        if not hits:
            return None
        kinds = tuple(sorted({hit.kind for hit in hits}))
        return TextFate("Share", "", 0, column, "withheld", kinds)

    def _text(self, cell: Cell, text: str) -> Passed:
        allowed = {"url"} if cell.field.kind is Kind.URL or cell.field.key in _NAMES else set()
        reading = self._reading(text, cell, allowed)
        if not reading.hits:
            return Passed(text)
        sentence = "" if cell.field.key in _NAMES else self._sentence(cell, text)
        fate = _fate(cell, "replaced" if sentence else "withheld", _kinds(reading), sentence)
        return Passed(sentence or None, fate)

    def _items(self, cell: Cell, items: tuple[object, ...]) -> Passed:
        texts = [str(item) for item in items]
        known = self._ids(cell.field)
        unknown = [t for t in texts if t not in known and not self._is_code(cell.field, t)]
        readings = {text: self._reading(text, cell, frozenset()) for text in unknown}
        bad = [text for text, reading in readings.items() if reading.hits]
        left = "; ".join(text for text in texts if text not in bad) or None
        if not bad:
            return Passed(left)
        kinds = sorted({kind for text in bad for kind in _kinds(readings[text])})
        return Passed(
            left, _fate(cell, "replaced" if left else "withheld", tuple(kinds), left or "")
        )

    def _reading(self, text: str, cell: Cell, allowed: set[str] | frozenset[str]) -> Reading:
        """Return the reading of a text, with the names of other companies, less what may stand."""
        place = (cell.record, text)
        if place not in self._readings:
            self._readings[place] = self._read(text, cell)
        reading = self._readings[place]
        hits = tuple(hit for hit in reading.hits if hit.kind not in allowed)
        return reading._replace(passes=not hits, hits=hits)

    def _read(self, text: str, cell: Cell) -> Reading:
        known = self._knowledge.of(cell.record)
        reading = redaction.checked(text, known, product=self._product(cell))
        own = squash(" ".join(self._knowledge.companies(cell.record)))
        hits = tuple(
            hit
            for hit in (*reading.hits, *self._of_others(text))
            if not _is_own(hit, text[hit.start : hit.end], own)
        )
        return reading._replace(passes=not hits, hits=hits)

    def _of_others(self, text: str) -> tuple[Hit, ...]:
        """Return where a text names any company of the book."""
        view = View(text)
        found = spoken(view, self._knowledge.others)
        return tuple(Hit(hit.kind, *view.place(hit.start, hit.end)) for hit in found)

    def _sentence(self, cell: Cell, text: str) -> str:
        known = self._knowledge.of(cell.record)
        found = redaction.left(text, known, product=self._product(cell))
        return "" if found is None else said(found, self._language)

    def _product(self, cell: Cell) -> str:
        value = self._source.cell(cell.sheet, cell.row, _PRODUCTS.get(cell.sheet, ""))
        return "" if value is None else _FIRST_ITEM.split(shown(value))[0].strip()

    def _is_code(self, field: Field, value: object) -> bool:
        words = self._source.catalogue.vocabulary(field)
        return words is not None and str(value) in words.words

    def _ids(self, field: Field) -> frozenset[str]:
        """Return the ids of the products that a list may name; of other sheets none may."""
        return self._products if field.refers_to.startswith("Products.") else frozenset()

    @cached_property
    def _products(self) -> frozenset[str]:
        skus = self._source.frames["Products"]["sku"]
        return frozenset(str(value) for value in skus if value is not None)


def _is_own(hit: Hit, said: str, company: str) -> bool:
    """Return whether what was found is only a word of the record's own company name."""
    return hit.kind in _NAMING and "@" not in said and squash(said) in company


def _visibility(field: Field, sheet: str) -> Visibility:
    return field.v3 if sheet == LEADS else field.v2


def _kinds(reading: Reading) -> tuple[str, ...]:
    return tuple(sorted({hit.kind for hit in reading.hits}))


def _fate(cell: Cell, fate: str, kinds: tuple[str, ...], sentence: str = "") -> TextFate:
    return TextFate(
        cell.sheet,
        cell.record,
        cell.row,
        cell.field.key,
        fate,  # type: ignore[arg-type]
        kinds,
        sentence,
    )
