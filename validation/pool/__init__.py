"""The public pool (公海): who gets its leads and customers, who may take them, and why not.

`allocate`, `claim` and `give_back` return an Outcome, which `workbook.acting` carries out; what is
decided stands in the sheet PoolLog, and everything the next run has to know is read from there.
Sources: source article 002 and rules.md §1-3.
"""

from __future__ import annotations

from validation.pool.allocation import Request, allocate, share_out
from validation.pool.answers import why
from validation.pool.claims import Claim, Return, claim, give_back
from validation.pool.eligibility import judged
from validation.pool.fairness import Fairness, fairness
from validation.pool.ledger import Event, Ledger, events, rotation
from validation.pool.replay import Replayed, replay
from validation.pool.rotation import Rotation, Slot, cycle, turn
from validation.pool.source import SHEETS, Pool, read
from validation.pool.weights import Conversion, conversions

__all__ = [
    "SHEETS",
    "Claim",
    "Conversion",
    "Event",
    "Fairness",
    "Ledger",
    "Pool",
    "Replayed",
    "Request",
    "Return",
    "Rotation",
    "Slot",
    "allocate",
    "claim",
    "conversions",
    "cycle",
    "events",
    "fairness",
    "give_back",
    "judged",
    "read",
    "replay",
    "rotation",
    "share_out",
    "turn",
    "why",
]
