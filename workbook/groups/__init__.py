"""From a workbook to the history of one of its groups, or to the list of all of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from rapidfuzz import process

from validation import catalogue as catalogues
from validation.duplicates.known import known
from validation.errors import UnknownGroupError
from validation.groups import Conflicts, conflicts
from validation.groups.history import SHEETS, History, history
from validation.groups.priceless import priceless
from validation.messages import Text, message
from validation.settings import Settings
from validation.vocabularies import fold
from workbook.excerpts import excerpt

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.groups import Conflict
    from workbook.checking import Question

_NEAR = 5
"""Ids that are named when a group is not found."""


class Summary(NamedTuple):
    """One line of the list of all groups."""

    group: str
    name: str
    depth: int
    """How many groups stand above it."""
    owner: str
    rule: str
    """Code of group_rule; "": it has none."""
    members: int
    """Customers of the group and the groups below it."""
    owners: tuple[str, ...]
    """The reps who own them."""
    conflicts: int
    allowed: int


@dataclass(frozen=True, kw_only=True)
class Opened:
    """The groups of a book."""

    path: str
    today: dt.date
    found: Conflicts
    settings: Settings
    catalogue: Catalogue

    def view(self, group: str, *, prices: bool = True) -> History:
        """Return a group's history; without `prices` there is no price or amount in it.

        Raises:
            UnknownGroupError: the book has no such group.
        """
        told = history(self.found, self._meant(group), settings=self.settings)
        return told if prices else priceless(told)

    def summaries(self) -> tuple[Summary, ...]:
        """Return every group, each before those below it."""
        parties = self.found.parties
        members: dict[str, set[int]] = {}
        for at, groups in parties.memberships.items():
            for group in self._with_above(groups):
                members.setdefault(group, set()).add(at)
        open_, allowed = (self._told(each) for each in (self.found.found, self.found.allowed))
        return tuple(
            self._summary(group, sorted(members.get(group, ())))._replace(
                conflicts=open_[group], allowed=allowed[group]
            )
            for group in self._groups()
        )

    def hints(self, group: str) -> int:
        """Return how many hints, which prove nothing, name a member of the group."""
        members = {member.customer for member in self.view(group).members}
        return sum(
            bool({hint.left.customer, hint.right.customer} & members) for hint in self.found.hints
        )

    def _groups(self) -> tuple[str, ...]:
        """Return the groups of the sheet in the order of the tree, then those only named."""
        tree = self.found.tree
        tops = dict.fromkeys(tree.roots.values())
        listed = dict.fromkeys(group for top in tops for group in tree.below(top))
        named = (group for groups in self.found.parties.memberships.values() for group in groups)
        return tuple(dict.fromkeys((*listed, *named)))

    def _meant(self, group: str) -> str:
        groups = self._groups()
        spelt = {fold(each): each for each in reversed(groups)}
        if fold(group) in spelt:
            return spelt[fold(group)]
        near = process.extract(group, groups, limit=_NEAR, score_cutoff=50)
        shown = [each for each, *_ in near] or list(groups[:_NEAR])
        ids = Text("、".join(shown), ", ".join(shown))
        hint = message("groups.near", ids=ids) if shown else message("groups.none")
        raise UnknownGroupError(path=self.path, group=group, near=hint)

    def _with_above(self, groups: Iterable[str]) -> set[str]:
        tree = self.found.tree
        return {each for group in groups for each in (group, *tree.above(group))}

    def _told(self, conflicts: Iterable[Conflict]) -> Counter[str]:
        """Return group → how many of these concern it or a group below it."""
        parties = self.found.parties
        groups_of = {
            parties.customers.ids[at]: groups for at, groups in parties.memberships.items()
        }
        told: Counter[str] = Counter()
        for conflict in conflicts:
            sides = (conflict.left.customer, conflict.right.customer)
            named = [group for side in sides for group in groups_of.get(side, ())]
            told.update(self._with_above(filter(None, (conflict.group, *named))))
        return told

    def _summary(self, group: str, members: Sequence[int]) -> Summary:
        parties = self.found.parties
        owners = dict.fromkeys(parties.customers.owners[at] for at in members)
        side = parties.group(group) if group in parties.group_rows else None
        return Summary(
            group,
            side.name if side else "",
            self.found.tree.depths.get(group, 0),
            side.owner if side else "",
            parties.rule(group),
            len(members),
            tuple(owner for owner in owners if owner),
            conflicts=0,
            allowed=0,
        )


def open_groups(path: Path, question: Question) -> Opened:
    """Return the groups of the workbook at `path`, read in the isolated worker.

    Raises:
        FileError: the file cannot be used.
    """
    book = excerpt(path, question, SHEETS)
    catalogue = catalogues.load(question.catalogue)
    settings, _ = Settings.from_rows(book.sheets.get("Config"))
    today = question.today or question.now.astimezone(ZoneInfo(settings.company_tz)).date()
    return replace(groups_of(book, catalogue, settings, today), path=str(path))


def groups_of(book: Book, catalogue: Catalogue, settings: Settings, today: dt.date) -> Opened:
    """Return the groups of a book that has been read."""
    found = conflicts(
        book.sheets,
        settings=settings,
        today=today,
        known=known(book.sheets),
        catalogue=catalogue,
    )
    return Opened(
        path=book.origin.path,
        today=today,
        found=found,
        settings=settings,
        catalogue=catalogue,
    )
