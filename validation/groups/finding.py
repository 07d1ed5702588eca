"""Conflicts inside and between groups: gathered, held against what is allowed, and sorted."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, get_args

from validation import catalogue as catalogues
from validation.duplicates import Known
from validation.groups import owners, quotes
from validation.groups.conflict import Allowance, Conflict, Kind, Side, Source
from validation.groups.parties import Parties, texts
from validation.groups.shared import Shared
from validation.messages import Text, message

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pandas as pd

    from validation.catalogue import Catalogue
    from validation.groups.claims import Claim, Common
    from validation.groups.tree import Tree
    from validation.settings import Settings

_KINDS: tuple[Kind, ...] = get_args(Kind)
_FEW = 8
"""A brand that more customers have is a common word, and not even a hint."""


@dataclass(frozen=True, kw_only=True)
class Conflicts:
    """What contradicts in a book, kind by kind in the order of `Kind`, then by row."""

    found: tuple[Conflict, ...]
    """Those that somebody has to decide."""
    allowed: tuple[Conflict, ...]
    """Those that the sheet Exceptions allows, with the reason."""
    terms: tuple[Conflict, ...]
    """Quotes that differ in price and in terms: a hint, proof of nothing."""
    parties: Parties = field(repr=False)
    shared: Shared = field(repr=False)

    @property
    def tree(self) -> Tree:
        """The groups of the book, with the rings and unknown parents among them."""
        return self.parties.tree

    @cached_property
    def hints(self) -> tuple[Conflict, ...]:
        """Customers of one brand and nothing else in common, and `terms`: at most worth a look.

        Of such pairs, .07 to .4 are one group (duplicates.md), so they are no conflicts.
        """
        told = {_pair(c) for c in (*self.found, *self.allowed)}
        stems = (c for c in _stems(self.parties, self.shared) if _pair(c) not in told)
        return (*stems, *self.terms)

    def of_group(self, group: str) -> tuple[Conflict, ...]:
        """Return what concerns `group` and the groups below it, open or allowed."""
        inside = set(self.tree.below(group))
        members = {
            self.parties.customers.ids[at]
            for at, groups in self.parties.memberships.items()
            if inside & set(groups)
        }
        return tuple(
            conflict
            for conflict in (*self.found, *self.allowed)
            if conflict.group in inside or _pair(conflict) & members
        )


def conflicts(
    sheets: Mapping[str, pd.DataFrame],
    *,
    settings: Settings,
    today: dt.date,
    known: Known | None = None,
    catalogue: Catalogue | None = None,
) -> Conflicts:
    """Return the group conflicts of a book (rules.md §7), each with evidence and both owners.

    Args:
        sheets: catalogue key → rows as `Book.sheets` has them; of Customers, Titles, Groups,
            Contacts, Quotes, Exceptions, Reps, Products and FX any may be missing.
        settings: the settings of the book, for its base currency.
        today: decides which quotes are open, and which rates hold.
        known: our own domains, which are no evidence; None: nothing is known beforehand. Pairs
            decided to be no duplicates may be one group all the same.
        catalogue: its lists of words; None: the shipped one.
    """
    parties = Parties(sheets=sheets, catalogue=catalogue or catalogues.load())
    shared = Shared(parties, (known or Known()).own_domains)
    gathered = [
        *_shared(parties, shared),
        *owners.two_groups(parties),
        *owners.several_owners(parties),
        *quotes.prices(parties, settings=settings, today=today),
    ]
    exceptions = _exceptions(parties)
    order = {kind: n for n, kind in enumerate(_KINDS)}
    gathered = sorted(
        (_weighed(conflict, exceptions, parties) for conflict in gathered),
        key=lambda c: (order[c.kind], c.right.sheet, c.right.row, c.left.row),
    )
    real = [conflict for conflict in gathered if conflict.kind != "quote_terms"]
    return Conflicts(
        found=tuple(c for c in real if c.allowed is None),
        allowed=tuple(c for c in real if c.allowed is not None),
        terms=tuple(c for c in gathered if c.kind == "quote_terms"),
        parties=parties,
        shared=shared,
    )


_SINGLE = frozenset({"same_code", "same_title"})
"""What one customer alone may have, even inside a group."""


def _shared(parties: Parties, shared: Shared) -> Iterator[Conflict]:
    """Yield what customers share; who shares it with a group is outside its file, told once."""
    outsiders: dict[tuple[int, str], Conflict] = {}
    gathered: tuple[tuple[Kind, Iterable[Common]], ...] = (
        ("same_code", shared.codes()),
        ("same_title", shared.titles()),
        ("same_domain", shared.domains()),
        ("same_phone", shared.phones()),
    )
    for kind, commons in gathered:
        for common in commons:
            member = _member(parties, common)
            if member is not None:
                root = parties.tree.root(_homes(parties, member)[0])
                for claim in common.claims:
                    if not _homes(parties, claim) and (claim.at, root) not in outsiders:
                        found = _outsider(parties, kind, common.value, (member, claim))
                        outsiders[claim.at, root] = found
            first, *others = _units(parties, kind, common)
            for other in others:
                yield _same(parties, kind, common.value, (first, other))
    yield from outsiders.values()


def _member(parties: Parties, common: Common) -> Claim | None:
    """Return the first claim of a customer that belongs to a group."""
    return next((claim for claim in common.claims if _homes(parties, claim)), None)


def _homes(parties: Parties, claim: Claim) -> tuple[str, ...]:
    return parties.memberships.get(claim.at, ())


def _units(parties: Parties, kind: Kind, common: Common) -> list[Claim]:
    """Return one claim of each that should not share the value with the others.

    Members of one group may share a domain. Where a group has it, customers without a group are
    told as outsiders of that group, not once more as sharing it.
    """
    if kind in _SINGLE:
        return list(common.claims)
    units: dict[object, Claim] = {}
    grouped = _member(parties, common) is not None
    for claim in common.claims:
        homes = _homes(parties, claim)
        if homes or not grouped:
            units.setdefault(parties.tree.root(homes[0]) if homes else claim.at, claim)
    return list(units.values())


def _same(parties: Parties, kind: Kind, value: str, claims: tuple[Claim, Claim]) -> Conflict:
    left, right = (_side(parties, claim) for claim in claims)
    shown = value if kind in ("same_domain", "same_stem") else claims[1].typed
    homes = [group for c in claims for group in parties.memberships.get(c.at, ())[:1]]
    evidence = message("groups.said_of_both", what=message(f"groups.ev_{kind}", value=shown))
    group = homes[0] if homes else ""
    return Conflict(kind, left, right, group, shown, evidence, sources=_sources(claims))


def _outsider(parties: Parties, kind: Kind, value: str, found: tuple[Claim, Claim]) -> Conflict:
    member, outsider = found
    group = _homes(parties, member)[0]
    shown = value if kind == "same_domain" else outsider.typed
    evidence = message(
        "groups.ev_outside_group", group=group, what=message(f"groups.ev_{kind}", value=shown)
    )
    return Conflict(
        "outside_group",
        parties.customer(member.at),
        parties.customer(outsider.at),
        group,
        shown,
        evidence,
        sources=_sources((member, outsider)),
    )


def _side(parties: Parties, claim: Claim) -> Side:
    """Return the row that says it; a contact's is not shown, but its customer's."""
    if claim.sheet != "Titles":
        return parties.customer(claim.at)
    return parties.row_of(claim.at, "Titles", claim.row, parties.title_records[claim.row])


def _sources(claims: Sequence[Claim]) -> tuple[Source, ...]:
    return tuple(Source(claim.sheet, claim.row, claim.key) for claim in claims)


def _stems(parties: Parties, shared: Shared) -> Iterator[Conflict]:
    for common in shared.stems():
        if len(common.claims) > _FEW:
            continue
        units: dict[object, Claim] = {}
        for claim in common.claims:
            home = parties.memberships.get(claim.at, ())
            units.setdefault(parties.tree.root(home[0]) if home else claim.at, claim)
        first, *others = units.values()
        for other in others:
            yield _same(parties, "same_stem", common.value, (first, other))


def _exceptions(parties: Parties) -> Mapping[frozenset[str], Allowance]:
    """Return pair of customers → the row of Exceptions that allows them; the last one holds."""
    frame = parties.frame("Exceptions")
    left, right = (parties.linked(frame, key, "Customers") for key in ("left_id", "right_id"))
    by = parties.linked(frame, "decided_by", "Reps")
    reasons = texts(frame, "reason")
    at = frame["decided_at"].tolist() if "decided_at" in frame else [None] * len(frame)
    return {
        frozenset((left[n], right[n])): Allowance(
            int(frame.index[n]), reasons[n], by[n], at[n] if at[n] == at[n] else None
        )
        for n in range(len(frame))
        if left[n] and right[n]
    }


def _weighed(
    conflict: Conflict, exceptions: Mapping[frozenset[str], Allowance], parties: Parties
) -> Conflict:
    """Return the conflict with the exception that allows it, if there is one."""
    if not exceptions:
        return conflict
    allowed = exceptions.get(_pair(conflict))
    if allowed is None and conflict.kind == "group_owners":
        allowed = _with_any_of(conflict, exceptions, parties)
    return conflict._replace(allowed=allowed)


def _with_any_of(
    conflict: Conflict, exceptions: Mapping[frozenset[str], Allowance], parties: Parties
) -> Allowance | None:
    """Return the exception for a member beside any member that the group's owner has."""
    customers = parties.customers
    inside = set(parties.tree.below(conflict.group))
    for at, groups in parties.memberships.items():
        if inside & set(groups) and customers.owners[at] == conflict.left.owner:
            pair = frozenset((customers.ids[at], conflict.right.customer))
            if pair in exceptions:
                return exceptions[pair]
    return None


def _pair(conflict: Conflict) -> frozenset[str]:
    return frozenset((conflict.left.customer, conflict.right.customer))


def allowance_said(allowed: Allowance) -> Text:
    """Return why a conflict is none: the reason and who decided."""
    reason = allowed.reason or message("groups.no_reason")
    return message("groups.allowed", reason=reason, by=allowed.decided_by or "?", row=allowed.row)
