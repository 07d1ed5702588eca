"""Recycling (回收): customers that nobody follows up go back to the pool, their owners warned."""

from validation.recycling.due import Basis, Due, Terms, Verdict, due_date, verdict, warning_days
from validation.recycling.follow_ups import FollowUp, follow_ups, is_note
from validation.recycling.recycling import Plan, owner_changes, recycle, recycling
from validation.recycling.source import SHEETS
from validation.recycling.standing import Standing
from validation.recycling.tenure import Handover, Tenure, tenure

__all__ = [
    "SHEETS",
    "Basis",
    "Due",
    "FollowUp",
    "Handover",
    "Plan",
    "Standing",
    "Tenure",
    "Terms",
    "Verdict",
    "due_date",
    "follow_ups",
    "is_note",
    "owner_changes",
    "recycle",
    "recycling",
    "tenure",
    "verdict",
    "warning_days",
]
