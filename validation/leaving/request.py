"""What a person asks for when a rep leaves."""

from __future__ import annotations

from typing import Literal, NamedTuple

By = Literal["balance", "region", "language"]


class Pin(NamedTuple):
    """A record, or a whole group, that a person gives to one successor by name."""

    record: str
    """Id of a customer, lead or group."""
    rep: str


class Request(NamedTuple):
    """Who leaves, who takes over, and how it is dealt out."""

    rep: str
    to: tuple[str, ...]
    """The successors; their order changes nothing."""
    approver: str | None = None
    """Who approved the plan; None: only a plan is asked for."""
    by: tuple[By, ...] = ("balance",)
    """Whether region or language comes before balance, the first before the next."""
    level: bool = False
    """Whether what a successor has already counts as load."""
    pins: tuple[Pin, ...] = ()
    code: str | None = None
    """The code of the plan that was approved; None: whatever the plan is now."""
