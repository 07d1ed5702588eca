"""A workbook that is open at the other end of a pipe: one JSON line asks, one answers.

The other end is `macros.addin.libreoffice.office`, inside LibreOffice. It decides nothing; what a
value looks like on its way is said there, in `relaybook_parts.desk`.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import sys
import time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from macros.live.port import Area, Formula, LiveError, LockedError, Selection, Standing, Tab
from validation.messages import message, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import TextIO

    from macros.live.port import Rows, Value

_SHOWN_EVERY = 0.2
"""Seconds between two texts in the status bar."""


class LockedHereError(LockedError):
    """A cell is locked, and LibreOffice's menus are not Excel's. Facts: cell ("Customers!F7")."""

    key = "office.locked"


class PipedLive:
    """A workbook that is open in LibreOffice."""

    def __init__(self, answers: TextIO, questions: TextIO) -> None:
        self._answers = answers
        self._questions = questions
        self.is_gone = False
        """Whether the other end has stopped answering."""
        self._shown_at = 0.0

    @property
    def name(self) -> str:
        """Return the workbook's name, with its ending."""
        return str(self._facts["name"])

    @property
    def place(self) -> Path | None:
        """Return where the file is; None: it was never saved, or is on the web."""
        place = self._facts["place"]
        return Path(place) if place else None

    @property
    def standing(self) -> Standing:
        """Return how the workbook is open."""
        return Standing(**{name: bool(self._facts[name]) for name in Standing._fields})

    def tabs(self) -> Sequence[Tab]:
        """Return the worksheets, hidden ones too."""
        return [Tab(*one) for one in self._asked("tabs")]

    def used(self, tab: str) -> Area | None:
        """Return the block of cells with anything in them."""
        found = self._asked("used", tab)
        return None if found is None else Area(*found)

    def values(self, tab: str, area: Area) -> Rows:
        """Return what cells hold."""
        return _rows(self._asked("values", tab, area))

    def formulas(self, tab: str, area: Area) -> Rows:
        """Return the formulas, in LibreOffice's own words."""
        return _rows(self._asked("formulas", tab, area))

    def hidden_rows(self, tab: str, area: Area) -> frozenset[int]:
        """Return the rows nobody sees."""
        return frozenset(self._asked("hidden_rows", tab, area))

    def write(self, tab: str, row: int, column: int, rows: Rows) -> None:
        """Put values into a block."""
        if rows and rows[0]:
            self._asked("write", tab, row, column, [[_sent(one) for one in line] for line in rows])

    def number_format(self, tab: str, area: Area) -> str | None:
        """Return the number format of cells, as Excel writes it; None: they have several."""
        found = self._asked("number_format", tab, area)
        if found is None:
            return None
        code = str(found)
        # Files say yyyy\-mm\-dd, LibreOffice YYYY\-MM\-DD.
        return code.replace("\\", "").lower() if "YY" in code else code

    def reformat(self, tab: str, formats: Mapping[Area, str]) -> None:
        """Give cells a format and unlock them."""
        self._asked("reformat", tab, list(formats.items()))

    def show(self, tab: str, *, visible: bool) -> None:
        """Show or hide a sheet."""
        self._asked("show", tab, visible)

    def selection(self) -> Selection | None:
        """Return what is selected."""
        found = self._asked("selection")
        if found is None:
            return None
        tab, areas = found
        return Selection(tab, tuple(Area(*one) for one in areas))

    def select(self, tab: str, row: int, column: int) -> None:
        """Go to a cell."""
        self._asked("select", tab, row, column)

    @contextlib.contextmanager
    def working(self) -> Iterator[None]:
        """Let the screen stand still."""
        self._asked("begin")
        try:
            yield
        finally:
            with contextlib.suppress(LiveError):
                self._asked("end")

    def status(self, text: str | None) -> None:
        """Show a text in the status bar, at most five times a second; None clears it."""
        now = time.monotonic()
        if text is not None and now - self._shown_at < _SHOWN_EVERY:
            return
        self._shown_at = now if text is not None else 0.0
        with contextlib.suppress(LiveError):
            self._asked("status", text)

    def tell(self, title: str, text: str, *, is_error: bool = False) -> None:
        """Show a message."""
        self._asked("tell", title, text, is_error)

    def confirm(self, title: str, text: str) -> bool:
        """Ask yes or no."""
        return bool(self._asked("confirm", title, text))

    def ask(self, title: str, text: str, *, secret: bool = False) -> str | None:
        """Ask for a line of text."""
        found = self._asked("ask", title, text, secret)
        return None if found is None else str(found)

    def choose_file(self, title: str) -> Path | None:
        """Ask for a file."""
        return _path(self._asked("choose_file", title))

    def choose_folder(self, title: str) -> Path | None:
        """Ask for a folder."""
        return _path(self._asked("choose_folder", title))

    @cached_property
    def _facts(self) -> Mapping[str, Any]:
        found: dict[str, Any] = self._asked("facts")
        return found

    def _asked(self, what: str, *arguments: object) -> Any:
        """Return the answer of the other end.

        Raises:
            LockedHereError: a cell is locked.
            LiveError: LibreOffice refuses, or is gone.
        """
        try:
            self._questions.write(json.dumps([what, arguments], separators=(",", ":")) + "\n")
            self._questions.flush()
            line = self._answers.readline()
        except OSError as error:
            self.is_gone = True
            raise LiveError(reason=message("office.gone")) from error
        if not line:
            self.is_gone = True
            raise LiveError(reason=message("office.gone"))
        state, answer = json.loads(line)
        if state == "locked":
            raise LockedHereError(cell=answer)
        if state != "ok":
            raise LiveError(reason=message("office.said", said=plain(answer)))
        return answer


def over_standard_pipes() -> PipedLive:
    """Return the workbook of the program that started this one.

    Whatever else prints from now on, prints beside the protocol.
    """
    answers = os.fdopen(os.dup(0), encoding="ascii", newline="\n")
    questions = os.fdopen(os.dup(1), "w", encoding="ascii", newline="\n")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
    sys.stdout = sys.stderr
    return PipedLive(answers, questions)


def _rows(rows: list[list[Any]]) -> Rows:
    return [[_came(one) if type(one) is list else one for one in row] for row in rows]


def _came(value: list[str]) -> Value:
    if value[0] == "d":
        return dt.datetime.fromisoformat(value[1])
    return Formula(value[1], value[2])


def _sent(value: Value) -> Any:
    if isinstance(value, Formula):
        return ["f", value.text, value.shown]
    if isinstance(value, dt.datetime):
        return ["d", value.replace(tzinfo=None).isoformat()]
    if isinstance(value, dt.date):
        return ["d", dt.datetime.combine(value, dt.time()).isoformat()]
    return value


def _path(found: str | None) -> Path | None:
    return Path(found) if found else None
