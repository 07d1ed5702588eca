"""Groups of groups: who is above whom, to any depth, whatever the sheet says."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Tree(NamedTuple):
    """The groups as a forest; `roots` and `depths` have every group, a root being its own."""

    parents: Mapping[str, str]
    """Group → the group right above it; roots and groups whose parent does not exist are absent."""
    roots: Mapping[str, str]
    depths: Mapping[str, int]
    """Group → how many groups stand above it."""
    children: Mapping[str, tuple[str, ...]]
    """Group → the groups right below it, in the order of the sheet."""
    cycles: tuple[tuple[str, ...], ...]
    """Groups that stand above each other in a ring, in order; the first of the sheet begins.

    The ring is cut above that first one, which is then a root.
    """
    unknown: Mapping[str, str]
    """Group → the parent it names, which is no group."""

    def above(self, group: str) -> tuple[str, ...]:
        """Return the groups above `group`, the nearest first; () for a group nobody knows."""
        found = []
        while (parent := self.parents.get(group)) is not None:
            found.append(parent)
            group = parent
        return tuple(found)

    def below(self, group: str) -> tuple[str, ...]:
        """Return `group` and all groups below it, each before those below it, as a page lists."""
        found: list[str] = []
        waiting = [group]
        while waiting:
            found.append(waiting.pop())
            waiting += reversed(self.children.get(found[-1], ()))
        return tuple(found)

    def root(self, group: str) -> str:
        """Return the group at the top of `group`; one that nobody knows is its own."""
        return self.roots.get(group, group)

    def ring(self, group: str) -> tuple[str, ...]:
        """Return the ring that `group` stands in or below, its first group again at the end."""
        root = self.root(group)
        return next(((*ring, ring[0]) for ring in self.cycles if ring[0] == root), ())

    def in_line(self, one: str, other: str) -> bool:
        """Return whether the two are one group, or one of them stands above the other."""
        if self.root(one) != self.root(other):
            return False
        lower, upper = sorted((one, other), key=lambda g: self.depths.get(g, 0), reverse=True)
        return lower == upper or upper in self.above(lower)


def tree(groups: Sequence[str], parents: Sequence[str]) -> Tree:
    """Return the forest that two columns of Groups make; "" is a blank cell.

    A group that stands twice counts as its first row says. Nothing recurses, so that a chain of
    any length will do.

    >>> tree(["A", "B"], ["", "A"]).above("B")
    ('A',)
    """
    named: dict[str, str] = {}
    for group, parent in zip(groups, parents, strict=True):
        if group:
            named.setdefault(group, parent)
    unknown = {group: parent for group, parent in named.items() if parent and parent not in named}
    linked = {g: parent for g, parent in named.items() if parent and parent in named}
    cycles = _cycles(named, linked)
    for ring in cycles:
        del linked[ring[0]]
    children: dict[str, list[str]] = {}
    for group, parent in linked.items():
        children.setdefault(parent, []).append(group)
    roots, depths = _places(named, linked, children)
    below = {group: tuple(found) for group, found in children.items()}
    return Tree(linked, roots, depths, below, cycles, unknown)


def _cycles(named: Mapping[str, str], linked: Mapping[str, str]) -> tuple[tuple[str, ...], ...]:
    """Return the rings, found by walking up from each group through groups not seen before."""
    order = {group: n for n, group in enumerate(named)}
    walked: dict[str, str] = {}
    rings = []
    for start in named:
        group, path = start, []
        while group in linked and group not in walked:
            walked[group] = start
            path.append(group)
            group = linked[group]
        if walked.get(group) == start and group in path:
            ring = path[path.index(group) :]
            first = ring.index(min(ring, key=order.__getitem__))
            rings.append((*ring[first:], *ring[:first]))
    return tuple(rings)


def _places(
    named: Mapping[str, str], linked: Mapping[str, str], children: Mapping[str, Sequence[str]]
) -> tuple[dict[str, str], dict[str, int]]:
    roots = {group: group for group in named if group not in linked}
    depths = dict.fromkeys(roots, 0)
    waiting = list(roots)
    while waiting:
        group = waiting.pop()
        for child in children.get(group, ()):
            roots[child], depths[child] = roots[group], depths[group] + 1
            waiting.append(child)
    return roots, depths
