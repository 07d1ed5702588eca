"""Where a rule and the Config sheet say the same thing: whichever of them was changed holds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from validation.settings import Settings

if TYPE_CHECKING:
    from validation.reminders.rules import Rule


def tuned(rule: Rule, settings: Settings) -> Rule:
    """Return the rule with the number of the Config sheet where its own is the shipped one.

    This goes for greetings, reorders and receipts. A number that was changed in SOP_Rules beats
    the Config sheet: it says more exactly what is meant.
    """
    shipped = Settings.default()
    if rule.is_greeting and rule.offsets == (-shipped.greeting_days_before,):
        return replace(rule, offsets=(-settings.greeting_days_before,))
    if rule.is_reorder and rule.offsets == (-shipped.reorder_days_before,):
        return replace(rule, offsets=(-settings.reorder_days_before,))
    if rule.start_key == "share_date" and rule.n == shipped.receipt_reminder_days:
        usual = shipped.receipt_manager_days - shipped.receipt_reminder_days
        wanted = max(0, settings.receipt_manager_days - settings.receipt_reminder_days)
        steps = tuple(s._replace(after=wanted) if s.after == usual else s for s in rule.steps)
        return replace(rule, n=settings.receipt_reminder_days, steps=steps)
    return rule
