"""What a lookup says: the verdict, the rows behind it, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from validation.messages import Text, message, plain

if TYPE_CHECKING:
    import datetime as dt

    from validation.duplicates.reasons import Reason
    from validation.lookup.standing import Group, Standing

Verdict = Literal["exists", "protected", "pool", "possible", "group", "nobody"]
VERDICTS: tuple[Verdict, ...] = ("exists", "protected", "pool", "possible", "group", "nobody")
"""The gravest first: what one book says outweighs what another does not know."""
_OF_POOL: dict[str, Verdict] = {"private": "exists", "protected": "protected", "public": "pool"}


@dataclass(frozen=True, kw_only=True)
class Match:
    """A row that is, or may be, the new customer.

    `band` is as in `duplicates.find`; "stem" is a group of the Groups sheet whose name begins
    alike, which is a hint only. `record` is the id in the row, "" where it has none.
    """

    path: str
    sheet: str
    """Customers, Leads or Groups."""
    tab: str
    row: int
    record: str
    names: tuple[str, ...]
    band: Literal["duplicate", "possible", "group", "stem"]
    points: int
    reasons: tuple[Reason, ...]
    standing: Standing

    @property
    def verdict(self) -> Verdict:
        """What this row alone says."""
        if self.band == "duplicate":
            return _OF_POOL[self.standing.pool]
        return "possible" if self.band == "possible" else "group"

    @property
    def name(self) -> Text:
        """The names and the id, as people tell one customer from another."""
        named = " / ".join(self.names) or self.record
        return plain(f"{named} ({self.record})" if self.names and self.record else named)

    @property
    def place(self) -> Text:
        """File, sheet and row."""
        return message("lookup.place", path=self.path, sheet=self.tab, row=self.row)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What was found of a new customer: the gravest matches first, the likeliest among equals."""

    today: dt.date
    matches: tuple[Match, ...]
    notes: tuple[Text, ...]
    """What of the question could not be compared, and why."""
    customers: int
    leads: int
    """How many were looked through."""

    @property
    def verdict(self) -> Verdict:
        """What the books say together."""
        return self.matches[0].verdict if self.matches else "nobody"

    @property
    def said(self) -> Text:
        """The verdict as a sentence."""
        if not self.matches:
            return message("lookup.nobody", customers=self.customers, leads=self.leads)
        best = self.matches[0]
        facts = {"customer": best.name, "place": best.place}
        return message(f"lookup.is_{best.verdict}", **facts)

    @property
    def next(self) -> tuple[Text, ...]:
        """What to do now, in the order to do it."""
        if not self.matches:
            return (message("lookup.next_nobody"),)
        best = self.matches[0]
        return (_step(best), *_cooling(best), *_group_step(self.matches))


def standing_said(match: Match) -> Text:
    """Return whose the row is and whether it may be claimed, as a sentence."""
    standing = match.standing
    if match.sheet == "Groups" and standing.group:
        return group_said(standing.group)
    key = _lead_key(standing) if match.sheet == "Leads" else _customer_key(standing)
    return message(
        key,
        owner=plain(standing.owner) if standing.owner else message("lookup.owner_blank"),
        since=standing.since,
        until=standing.protected_until,
        record=standing.converted_to,
    )


def _lead_key(standing: Standing) -> str:
    if standing.converted_to:
        return "lookup.lead_converted"
    if standing.lead_status == "invalid":
        return "lookup.lead_invalid"
    return "lookup.lead_free" if standing.pool == "public" else "lookup.lead"


def _customer_key(standing: Standing) -> str:
    if standing.pool == "public":
        return "lookup.public"
    if standing.pool == "protected":
        return "lookup.protected_until" if standing.protected_until else "lookup.protected_open"
    return "lookup.private_since" if standing.since else "lookup.private"


def group_said(group: Group) -> Text:
    """Return which group it is, who is in charge and who may quote, as a sentence."""
    owner = plain(group.owner) if group.owner else message("lookup.owner_blank")
    named = plain(" < ".join((f"{group.id} {group.name}".strip(), *group.above)))
    rule = message(f"lookup.rule_{group.rule or 'none'}")
    return message("lookup.group", group=named, owner=owner, rule=rule)


def _step(best: Match) -> Text:
    standing = best.standing
    whom = plain(standing.owner) if standing.owner else message("lookup.whoever", path=best.path)
    if best.verdict == "protected" and standing.protected_until is None:
        return message("lookup.next_protected_open", owner=whom)
    if best.verdict == "group" and best.band == "stem":
        return message("lookup.next_stem", owner=whom)
    if best.verdict == "possible" and standing.pool == "public":
        return message("lookup.next_possible_pool")
    facts = {"owner": whom, "until": standing.protected_until, "place": best.place}
    return message(f"lookup.next_{best.verdict}", **facts)


def _cooling(best: Match) -> tuple[Text, ...]:
    return tuple(
        message("lookup.cooling", rep=each.rep, until=each.until)
        for each in best.standing.cooling
        if best.verdict == "pool"
    )


def _group_step(matches: tuple[Match, ...]) -> tuple[Text, ...]:
    """Return what the rule of each group asks for, each group once."""
    groups = dict.fromkeys(each.standing.group for each in matches if each.standing.group)
    rules = ("single_owner", "by_region", "shared")
    return tuple(
        message(
            f"lookup.next_{group.rule if group.rule in rules else 'any_rule'}",
            group=f"{group.id} {group.name}".strip(),
            owner=plain(group.owner) if group.owner else message("lookup.owner_blank"),
        )
        for group in groups
    )
