"""Reminders: the SOP_Rules sheet computed, one to-do per rule, customer and anchor.

`reminders` is the pure core; `remind` is what an action makes of a book by it.
"""

from validation.reminders.booking import ALL, Wish, in_language, remind, today_rows, urgency
from validation.reminders.drafting import Draft, Owed
from validation.reminders.greetings import Holiday, holidays
from validation.reminders.reminding import Reminder, Reminders, Told, reminders
from validation.reminders.wishes import Greeting, Greetings, wishes

__all__ = [
    "ALL",
    "Draft",
    "Greeting",
    "Greetings",
    "Holiday",
    "Owed",
    "Reminder",
    "Reminders",
    "Told",
    "Wish",
    "holidays",
    "in_language",
    "remind",
    "reminders",
    "today_rows",
    "urgency",
    "wishes",
]
