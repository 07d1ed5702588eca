"""The fixed sentences, and which of them a text calls for."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from validation import catalogue
from validation.messages import Text, messages
from validation.tags import lexicon as lexicons
from validation.tags.reading import signals

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from validation.redaction.shapes import Hit, Kind
    from validation.tags.lexicon import Lexicon

_TABLE = Path(__file__).with_name("sentences.csv")
_MOST = 3
"""Sentences a note is replaced by; the first ones told."""


class Sentence(NamedTuple):
    """One row of sentences.csv.

    A complaint becomes the interest behind it (safety.md §2). Competitors, payment, budget and
    what a customer may do next have no sentence: to say them is to tell.
    """

    name: str
    signals: tuple[str, ...]
    plain: Text
    about: Text
    """With `{product}`."""

    def forms(self, product: str) -> Iterator[Text]:
        """Yield the sentence with the product, if one is known, and without it."""
        if product:
            yield self.about.fill(product=product)
        yield self.plain


def kind_name(kind: Kind) -> Text:
    """Return what a kind of hit is called."""
    return messages()[f"redaction.kind_{kind}"]


def called_for(text: str, hits: Sequence[Hit], lexicon: Lexicon | None) -> tuple[Sentence, ...]:
    """Return the sentences that `text` calls for, by where it says so.

    Args:
        text: the note.
        hits: what it gives away: a discount that is spoken of shows that the price matters.
        lexicon: the signals; None: the shipped ones.
    """
    of_signal = {signal: one for one in sentences() for signal in one.signals}
    told: dict[Sentence, int] = {}
    for hit in signals(text, lexicon or _shipped()):
        if hit.signal in of_signal:
            told.setdefault(of_signal[hit.signal], hit.start)
    for found in hits:
        if found.kind == "discount":
            told.setdefault(of_signal["price_sensitive"], found.start)
    return tuple(sorted(told, key=told.__getitem__))[:_MOST]


def joined(said: Sequence[Text]) -> Text:
    """Return several sentences as one text."""
    return Text("；".join(one.zh for one in said), "; ".join(one.en for one in said))


@cache
def sentences() -> tuple[Sentence, ...]:
    """Return the rows of sentences.csv."""
    with _TABLE.open(encoding="utf-8-sig", newline="") as file:
        return tuple(_sentence(row) for row in csv.DictReader(file))


def _sentence(row: Mapping[str, str]) -> Sentence:
    return Sentence(
        row["sentence"],
        tuple(filter(None, map(str.strip, row["signals"].split(";")))),
        Text(row["zh"], row["en"]),
        Text(row["zh_product"], row["en_product"]),
    )


@cache
def _shipped() -> Lexicon:
    return lexicons.load(catalogue.load())
