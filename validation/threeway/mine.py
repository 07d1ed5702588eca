"""What comes back: a rep's own book, as a merge looks at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from validation.messages import Text, message
from validation.threeway import snapshots

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from validation.threeway.snapshots import Base


@dataclass(frozen=True, kw_only=True)
class Mine:
    """One rep's book.

    `frames` maps the sheets of ours that it has to their rows, index Excel's row numbers; `facts`
    is what its hidden sheet says.
    """

    name: str
    """The file's name, without its folder."""
    sha256: str
    frames: Mapping[str, pd.DataFrame]
    facts: Mapping[str, str]
    note: Text | None = None
    """What was seen about it when it was read; None: nothing."""


class Accepted(NamedTuple):
    """A book that is merged."""

    mine: Mine
    base: Base
    secret: bytes


class Refused(NamedTuple):
    """A book that is left alone, and why."""

    name: str
    reason: Text
    is_harmless: bool
    """Whether nothing is missing for it: it was merged already."""


def received(
    mines: Sequence[Mine],
    secrets: Mapping[tuple[str, str], str],
    merged: Mapping[str, str],
    book_id: str | None,
) -> tuple[list[Accepted], list[Refused]]:
    """Return the books that can be merged, by rep then file, and those that cannot.

    Args:
        mines: in any order.
        secrets: (split, rep) → key, as the manager's book has it.
        merged: SHA-256 of a file that was merged before → when.
        book_id: of the manager's book.
    """
    taken: list[Accepted] = []
    refused: list[Refused] = []
    seen: dict[str, str] = {}
    for mine in mines:
        base = snapshots.read(mine.facts)
        secret = secrets.get((base.split, base.rep)) if base is not None else None
        key = ""
        facts: dict[str, object] = {"file": mine.name}
        if mine.sha256 in seen:
            key, facts["other"] = "threeway.given_twice", seen[mine.sha256]
        elif mine.sha256 in merged:
            key, facts["at"] = "threeway.merged_before", merged[mine.sha256]
        elif base is None:
            key = "threeway.not_split"
        elif secret is None:
            other = bool(book_id and base.book and base.book != book_id)
            key = "threeway.other_base" if other else "threeway.other_split"
            facts["split"] = base.split
        elif not snapshots.is_sealed(mine.facts, bytes.fromhex(secret)):
            key = "threeway.tampered"
        else:
            taken.append(Accepted(mine, base, bytes.fromhex(secret)))
        seen.setdefault(mine.sha256, mine.name)
        if key:
            harmless = key in ("threeway.given_twice", "threeway.merged_before")
            refused.append(Refused(mine.name, message(key, **facts), harmless))
    # Whoever is named first on the command line must not win anything by it.
    taken.sort(key=lambda one: (one.base.rep, one.mine.name, one.mine.sha256))
    return taken, refused
