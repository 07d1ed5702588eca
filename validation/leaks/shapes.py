"""The values that a scan looks for, and the cells that are meant to be there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Source(NamedTuple):
    """A column of the book that holds a withheld value: catalogue key of sheet and column.

    For a column of a team's own, and on a sheet that is not ours, the column is its header.
    """

    sheet: str
    column: str


class Word(NamedTuple):
    """A text, id, address or number of a phone that must not be told.

    `kind`: "name" for short texts, ids and addresses; "prose" for a sentence of a free text;
    "digits" for the last eight of a phone number; "firm" for the name of a customer that stays.
    """

    squashed: str
    """Folded, without blanks and punctuation."""
    kind: Literal["name", "prose", "digits", "firm"]
    source: Source
    records: frozenset[str]
    """The records that have it, folded ids; empty: none can be told."""
    is_telling: bool = True
    """Whether it is known anywhere; a phrase that many records share may stand in a cell that
    leaves, and nowhere else."""


class Amount(NamedTuple):
    """A number that must not be told. `is_telling`: long enough to be known anywhere."""

    source: Source
    records: frozenset[str]
    is_telling: bool


class Leaving(NamedTuple):
    """A cell that leaves, as it stands in the source unless `record` is empty."""

    sheet: str
    column: str
    record: str
    """Folded id of the customer or lead, as the source has it; "": it is none of the source's."""
    is_prose: bool
    """Whether people write sentences there; a name or an address is none."""


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """Everything a scan looks for; none of it may be shown or logged."""

    words: tuple[Word, ...] = field(repr=False)
    amounts: Mapping[str, Amount] = field(repr=False)
    """Number without needless zeros → what it is."""
    leaving: Mapping[str, tuple[Leaving, ...]] = field(repr=False)
    """Folded text → the cells that carry it out, as they may."""
    suspects: Mapping[str, tuple[Source, ...]] = field(default_factory=dict, repr=False)
    """Folded text of a leaving cell → the short withheld values of its own record it tells."""
    facts: frozenset[str] = field(default=frozenset(), repr=False)
    """Folded texts of the cover, which are meant to be read."""
    prose_may_tell: bool = False
    """Whether a text that leaves whole may hold what other columns withhold (V1)."""
