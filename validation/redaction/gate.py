"""The gate itself: a text in, what it gives away out, and what may stand in its place."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from validation.messages import Text, message
from validation.redaction import knowledge, patterns, sentences
from validation.redaction.shapes import Hit, Reading
from validation.redaction.view import View

if TYPE_CHECKING:
    from collections.abc import Iterable

    from validation.redaction.knowledge import Known
    from validation.redaction.sentences import Sentence
    from validation.tags.lexicon import Lexicon


def checked(
    text: str, known: Known, *, product: str = "", lexicon: Lexicon | None = None
) -> Reading:
    """Return what `text` gives away and the fixed sentences it calls for.

    Args:
        text: what would leave.
        known: what its record's columns hold.
        product: what the record asks for, to stand in the sentences if it passes itself.
        lexicon: the signals; None: the shipped ones.
    """
    hits = _hits(text, known)
    said = sentences.called_for(text, hits, lexicon)
    return Reading(not hits, hits, tuple(_filled(said, known, product)))


def left(
    text: str, known: Known, *, product: str = "", lexicon: Lexicon | None = None
) -> Text | None:
    """Return what may stand in the place of a text that failed; None: it is withheld.

    What is returned passes the gate itself. Arguments as for `checked`.

    >>> left("曾就XX型号讨价还价至USD 15.5", knowledge.NOTHING, product="XX型号").zh
    '该客户对XX型号价格敏感,关注性价比'
    """
    said = checked(text, known, product=product, lexicon=lexicon).sentences
    return sentences.joined(said) if said else None


def withheld() -> Text:
    """Return what stands where a text was withheld."""
    return message("redaction.withheld")


def _hits(text: str, known: Known) -> tuple[Hit, ...]:
    view = View(text)
    found = {*knowledge.spoken(view, known), *patterns.found(view.said, known)}
    placed = [Hit(hit.kind, *view.place(hit.start, hit.end)) for hit in found]
    return tuple(sorted(placed, key=lambda hit: (hit.start, hit.end, hit.kind)))


def _filled(said: Iterable[Sentence], known: Known, product: str) -> Iterable[Text]:
    """Yield the sentences that pass the gate, with the product where that passes too."""
    for sentence in said:
        for form in sentence.forms(product.strip()):
            if not any(_is_stopped(said, known) for said in form):
                yield form
                break


def _is_stopped(sentence: str, known: Known) -> bool:
    view = View(sentence)
    return _has_pattern(view.said) or any(True for _ in knowledge.spoken(view, known))


@lru_cache(maxsize=2_000)
def _has_pattern(said: str) -> bool:
    """Return whether a fixed sentence gives something away by form; a product may."""
    return any(True for _ in patterns.found(said, knowledge.NOTHING))
