"""Stages: their log, how long customers may stay in each, and how inquiries were answered."""

from validation.stages.log import Spell, Step, compared, spells, steps
from validation.stages.replies import (
    Limit,
    Limits,
    Reply,
    ReplyFigures,
    Share,
    figures,
    limits,
    replies,
)
from validation.stages.stages import SHEETS, Stages, log_stages, read
from validation.stages.stays import Rule, Stay, days_in, probability, rules

__all__ = [
    "SHEETS",
    "Limit",
    "Limits",
    "Reply",
    "ReplyFigures",
    "Rule",
    "Share",
    "Spell",
    "Stages",
    "Stay",
    "Step",
    "compared",
    "days_in",
    "figures",
    "limits",
    "log_stages",
    "probability",
    "read",
    "replies",
    "rules",
    "spells",
    "steps",
]
