"""What a cell shows for a word of a list, for yes and for no."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.catalogue import Kind
from validation.messages import message

if TYPE_CHECKING:
    from validation.catalogue import Catalogue, Field
    from workbook.template.wording import Wording


def shown_labels(column: Field, catalogue: Catalogue, wording: Wording) -> tuple[str, ...]:
    """Return what the column's drop-down offers, in order; empty when it has none."""
    if column.kind is Kind.BOOL:
        return yes_no(wording)
    words = catalogue.vocabulary(column)
    return () if words is None else words.labels(wording.language)


def yes_no(wording: Wording) -> tuple[str, str]:
    """Return the words for true and false."""
    yes, no = (message(f"template.{key}") for key in ("yes", "no"))
    return wording.inline(yes), wording.inline(no)


def label(catalogue: Catalogue, vocabulary: str, code: str, wording: Wording) -> str | None:
    """Return what a cell shows for one code; None: the list or the word does not exist."""
    words = catalogue.vocabularies.get(vocabulary)
    word = words.words.get(code) if words else None
    return None if word is None else word.label(wording.language)
