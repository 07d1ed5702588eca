"""Reminders of a book: its to-dos, calendars, mail drafts, pages and greetings."""

from workbook.reminders.files import (
    greetings,
    of_rep,
    remind,
    write,
    write_calendars,
    write_drafts,
)

__all__ = ["greetings", "of_rep", "remind", "write", "write_calendars", "write_drafts"]
