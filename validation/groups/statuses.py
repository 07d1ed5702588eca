"""What Titles.conflict_status of each title is, computed from the conflicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.duplicates import plain
from validation.groups.parties import texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from validation.groups.conflict import Conflict
    from validation.groups.finding import Conflicts

_ORDER = ("same_title", "same_code", "same_domain", "group_owners", "allowed", "none")
"""The words of the list title_conflict, the gravest first."""


def statuses(conflicts: Conflicts) -> Mapping[int, str]:
    """Return row of Titles → code of title_conflict, for every title.

    A title is in conflict by its own name, code or domain, or because its customer is one of
    several owners' in the title's group; the gravest is said. It is allowed when all of them are.
    """
    found = {row: {"none"} for row in conflicts.parties.titles["row"].tolist()}
    for conflict in (*conflicts.found, *conflicts.allowed):
        for row in _rows(conflict, conflicts):
            found[row].add("allowed" if conflict.allowed else _word(conflict))
    return {row: min(codes, key=_ORDER.index) for row, codes in found.items()}


def _word(conflict: Conflict) -> str:
    return "same_domain" if conflict.kind == "outside_group" else conflict.kind


def _rows(conflict: Conflict, conflicts: Conflicts) -> set[int]:
    """Return the titles that a conflict is about."""
    titles = conflicts.parties.titles
    sides = {conflict.left.customer, conflict.right.customer}
    ids = conflicts.parties.customers.ids
    if conflict.kind in ("same_code", "same_title"):
        return {source.row for source in conflict.sources if source.sheet == "Titles"}
    theirs = titles[[at >= 0 and ids[at] in sides for at in titles["at"]]]
    if conflict.kind in ("same_domain", "outside_group"):
        domains = texts(conflicts.parties.frame("Titles").loc[theirs["row"]], "domain")
        kept = [text != "" and plain.site(text) == conflict.value for text in domains]
        return set(theirs["row"][kept].tolist())
    if conflict.kind == "group_owners":
        inside = conflicts.tree.below(conflict.group)
        return set(theirs["row"][theirs["group"].isin(inside)].tolist())
    return set()
