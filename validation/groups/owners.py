"""Who owns a group, and whose customer it is: one owner where the rule says one, one group each."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from validation.groups.conflict import Conflict
from validation.messages import message, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from validation.groups.conflict import Side
    from validation.groups.parties import Parties

_ONE = "single_owner"


def several_owners(parties: Parties) -> Iterator[Conflict]:
    """Yield the members whose owner is not the one that a group with one owner has.

    A rule holds for the groups below too, until one has a rule of its own. The one owner is the
    group's; where it names none, or a rep who left, the owner of most members.
    """
    scopes = _scopes(parties)
    members: dict[str, list[int]] = {}
    for at, groups in parties.memberships.items():
        for scope in dict.fromkeys(scopes[g] for g in groups if g in scopes):
            members.setdefault(scope, []).append(at)
    # What belongs to a rep who left is to be handed over: that is no second owner.
    owners = ["" if owner in parties.gone else owner for owner in parties.customers.owners]
    for scope, found in members.items():
        head = parties.group(scope)
        counts = Counter(owners[at] for at in found if owners[at])
        named = "" if head.owner in parties.gone else head.owner
        main = named or max(counts, key=counts.__getitem__, default="")
        own = next((at for at in sorted(found) if owners[at] == main), None)
        left = head if own is None else parties.customer(own)
        for at in sorted(found):
            if owners[at] not in ("", main):
                yield _owned(left, parties.customer(at), head)


def _owned(left: Side, right: Side, head: Side) -> Conflict:
    name = plain(" ".join(filter(None, (head.record, head.name))))
    evidence = message("groups.ev_owners", group=name, one=left.owner, other=right.owner)
    return Conflict("group_owners", left, right, head.record, "", evidence)


def _scopes(parties: Parties) -> Mapping[str, str]:
    """Return group → the group whose rule of one owner holds for it; others are absent."""
    found: dict[str, str] = {}
    for top in dict.fromkeys(parties.tree.roots.values()):
        for group in parties.tree.below(top):
            above = found.get(parties.tree.parents.get(group, ""), "")
            found[group] = group if parties.rule(group) else above
    return {group: scope for group, scope in found.items() if parties.rule(scope) == _ONE}


def two_groups(parties: Parties) -> Iterator[Conflict]:
    """Yield the customers that stand in groups of which none is above the other."""
    titles = parties.titles
    for at, groups in parties.memberships.items():
        if len(groups) < 2:
            continue
        first = groups[0]
        for other in groups[1:]:
            if parties.tree.in_line(first, other):
                continue
            theirs = titles[titles["at"] == at]
            sides = [
                parties.row_of(at, "Titles", int(row["row"]), row["record"])
                for group in (first, other)
                for _, row in theirs[theirs["group"] == group].head(1).iterrows()
            ]
            left = parties.customer(at) if len(sides) < 2 or _has_own(parties, at) else sides[0]
            evidence = message("groups.ev_two_groups", one=first, other=other)
            yield Conflict("two_groups", left, sides[-1], first, other, evidence)


def _has_own(parties: Parties, at: int) -> bool:
    return bool(parties.customers.groups[at])
