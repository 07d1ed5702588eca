"""What the text gate is told and what it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from decimal import Decimal

    from validation.messages import Text

Kind = Literal[
    "price",
    "discount",
    "person",
    "competitor",
    "email",
    "phone",
    "url",
    "account",
    "bank",
    "identity",
    "number",
    "address",
    "secret",
]
"""What a text gives away: `account` is an id of a messenger, `number` one of an order, quote,
sample or customer, `identity` a passport or identity card, `secret` another value the caller
named."""


class Hit(NamedTuple):
    """A stretch of a text that may not leave."""

    kind: Kind
    start: int
    """Place of its first sign in the text as it was given."""
    end: int
    """Place behind its last sign."""


class Reading(NamedTuple):
    """What the gate makes of one text."""

    passes: bool
    hits: tuple[Hit, ...]
    """By place."""
    sentences: tuple[Text, ...]
    """The fixed sentences its signals call for, whether it passes or not."""


class Values(NamedTuple):
    """What the columns of one record hold; every value as typed, blanks may be missing."""

    people: tuple[str, ...] = ()
    """Names of contacts and of other people."""
    deciders: tuple[str, ...] = ()
    """Columns that name people among other words: 关键决策人."""
    rivals: tuple[str, ...] = ()
    """Columns that name competitors among other words."""
    mails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    """Messenger accounts and social profiles, with their type or without."""
    prices: tuple[Decimal, ...] = ()
    """Prices and amounts of its quotes and orders, in any currency."""
    numbers: tuple[str, ...] = ()
    """Numbers of its orders, quotes, samples, contracts, and its own."""
    secrets: tuple[str, ...] = ()
    """Whatever else may not be said: names of reps, of other customers, of groups."""
    company: tuple[str, ...] = ()
    """The record's own company names: their words are no secret."""
