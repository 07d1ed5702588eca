"""What a group conflict is: its kind, both rows, both owners, the evidence and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from validation.messages import Text, message

if TYPE_CHECKING:
    import datetime as dt

Kind = Literal[
    "same_code",
    "same_title",
    "same_domain",
    "same_phone",
    "outside_group",
    "two_groups",
    "group_owners",
    "quote_prices",
    "same_stem",
    "quote_terms",
]
"""rules.md §7; `same_stem` and `quote_terms` are hints, which prove nothing."""


class Side(NamedTuple):
    """One of the two rows that contradict each other."""

    sheet: str
    """Catalogue key of its sheet."""
    row: int
    """Row as Excel numbers it."""
    record: str
    """The row's own id: title, quote, group or customer; "" when it has none."""
    customer: str
    """Id of the customer; "": the row is a group's."""
    name: str
    """What the customer or the group is called."""
    owner: str
    """The rep who owns the customer, or the group's; "": nobody."""

    @property
    def said(self) -> Text:
        """The side in words: which customer, and who owns it."""
        owner = message("groups.owner", owner=self.owner) if self.owner else _nobody()
        who = " ".join(filter(None, (self.customer or self.record, self.name)))
        return message("groups.side", who=who, owner=owner)


class Allowance(NamedTuple):
    """A row of Exceptions: somebody decided that two customers may stand side by side."""

    row: int
    reason: str
    decided_by: str
    decided_at: dt.datetime | dt.date | str | None
    """As the cell holds it; None: blank."""


class Source(NamedTuple):
    """A cell that holds what two customers share: a title's domain, a contact's phone."""

    sheet: str
    row: int
    key: str
    """The column."""


class Conflict(NamedTuple):
    """Two rows that contradict each other."""

    kind: Kind
    left: Side
    right: Side
    group: str
    """The group concerned, "" when neither customer belongs to one."""
    value: str
    """What the two share: the title, the code, the domain, the product; "" for owners."""
    evidence: Text
    allowed: Allowance | None = None
    """Why it is none; None: nobody allowed it."""
    sources: tuple[Source, ...] = ()
    """The cells that hold what the two share, left and right; () where no cell is shared."""
    priceless: Text | None = None
    """The evidence without a price, for those who may not see one; None: there is none in it."""

    @property
    def owners_differ(self) -> bool:
        """Whether two reps own the two sides: what a manager has to decide."""
        return bool(self.left.owner and self.right.owner and self.left.owner != self.right.owner)

    @property
    def action(self) -> Text:
        """What to do next."""
        return message(f"groups.todo_{self.kind}")

    def said(self, *, prices: bool = True) -> Text:
        """Return the evidence with both sides; without `prices` no price is said."""
        evidence = self.evidence if prices or self.priceless is None else self.priceless
        return message("groups.said", evidence=evidence, left=self.left.said, right=self.right.said)


def _nobody() -> Text:
    return message("groups.nobody")
