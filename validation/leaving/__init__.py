"""A leaver (离职交接): what a rep has, who gets it, and the proof that nothing was lost.

`plan` says what would happen, `leave` returns it as an Outcome, and `proof` counts a book before
and after. Source: rules.md §9 and decisions.md, "Balance of a leaver".
"""

from __future__ import annotations

from validation.leaving.balance import Successor, Unit, balanced
from validation.leaving.completeness import Gap
from validation.leaving.introductions import Introductions, introductions
from validation.leaving.leaving import Left, ReadBack, leave, read_back
from validation.leaving.planning import Plan, plan, undo_days
from validation.leaving.proof import Difference, Look, Proof, differences, proof
from validation.leaving.request import Pin, Request

__all__ = [
    "Difference",
    "Gap",
    "Introductions",
    "Left",
    "Look",
    "Pin",
    "Plan",
    "Proof",
    "ReadBack",
    "Request",
    "Successor",
    "Unit",
    "balanced",
    "differences",
    "introductions",
    "leave",
    "plan",
    "proof",
    "read_back",
    "undo_days",
]
