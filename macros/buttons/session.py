"""One press of a button: the workbook, the time, the language, and talking to the person."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from macros.live.desk import LiveDesk, Order, acted
from validation.errors import RefusedError
from validation.messages import message
from workbook.checking import Question

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from pathlib import Path

    from macros.actions import Action
    from macros.live.port import Live
    from validation.messages import Language, Text
    from workbook.acting import Acted, Task

_MOST_NOTES = 6


class Session:
    """What a button's function works with.

    `now` has a time zone. The workbook is read when `desk` is first asked for.
    """

    def __init__(self, live: Live, action: Action, now: dt.datetime, language: Language) -> None:
        self.live = live
        self.action = action
        self.now = now
        self.language = language

    @cached_property
    def question(self) -> Question:
        """What a check needs to know beside the workbook."""
        return Question(now=self.now, language=self.language)

    @cached_property
    def desk(self) -> LiveDesk:
        """The workbook, read; one that is not ours is refused.

        Raises:
            RefusedError: it is no book of ours.
            LiveError: the program does not let it be read.
        """
        self.status(message("press.reading"))
        desk = LiveDesk.open(self.live, self.question)
        if not desk.book.is_template:
            raise RefusedError(reason=message("press.not_ours", name=self.live.name))
        self.status(message("press.working", action=self.title))
        return desk

    @property
    def title(self) -> Text:
        """What stands on the button."""
        assert self.action.button
        return self.action.button.label

    def order(self, code: str) -> Order:
        """Return what this press does, for the journal and, by its `code`, for the audit."""
        return Order(self.action.name, code)

    def act(self, task: Task, *, is_final: bool = False) -> Acted:
        """Carry out `task` in the workbook; what is final has no undo.

        Raises:
            RelaybookError: it is refused; nothing was written.
        """
        order = self.order(task.action)._replace(is_final=is_final)
        return acted(self.desk, task, order)

    def said(self, text: Text) -> str:
        """Return a sentence in the language of the buttons."""
        return text.said(self.language)

    def status(self, text: Text) -> None:
        """Show how far the work is."""
        self.live.status(f"Relaybook: {self.said(text)}")

    def tell(self, *texts: Text) -> None:
        """Show a result: one paragraph for each text."""
        self.live.tell(self._head, "\n\n".join(map(self.said, texts)))

    def tell_acted(self, acted: Acted, *before: Text) -> None:
        """Show what an action did: its counts, what `before` says, its notes."""
        if acted.is_idle:
            counts = message("press.idle")
        else:
            rows = "; ".join(f"{tab} +{n}" for tab, n in acted.rows.items() if n) or "0"
            counts = message("press.done", cells=f"{len(acted.changes):,}", rows=rows)
        self.tell(*before, counts, *_few(acted.notes))

    def confirm(self, *texts: Text) -> bool:
        """Ask yes or no."""
        return self.live.confirm(self._head, "\n\n".join(map(self.said, texts)))

    def ask(self, text: Text, *, secret: bool = False) -> str | None:
        """Ask for a line of text, which may be empty; None: the person gave up."""
        answer = self.live.ask(self._head, self.said(text), secret=secret)
        return answer if secret or answer is None else answer.strip()

    def choose_file(self, text: Text) -> Path | None:
        """Ask for a file; None: the person gave up."""
        return self.live.choose_file(self.said(text))

    def choose_folder(self, text: Text) -> Path | None:
        """Ask for a folder; None: the person gave up."""
        return self.live.choose_folder(self.said(text))

    @property
    def _head(self) -> str:
        return f"Relaybook · {self.said(self.title)}"


def _few(notes: Iterable[Text]) -> list[Text]:
    """Return the first notes; a dialog is no list to work through."""
    every = list(notes)
    more = len(every) - _MOST_NOTES
    return [*every[:_MOST_NOTES], *([message("press.more_notes", n=more)] if more > 0 else [])]
