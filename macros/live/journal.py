"""What the buttons wrote, kept on this computer so that Undo can take it back.

One file for each press in the data folder, open to its owner only. A workbook with a password is
not written down: what it holds must not stand on the disk in the open.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from macros.live.port import Area, Formula
from macros.live.writing import Shown, Stroke, Written
from workbook.keeping import disk
from workbook.keeping.home import home

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from macros.live.port import Rows, Value

_FOLDER = "presses"
_FORM = "relaybook.press/1"
_DAY = "%Y%m%d"
_UNTIL = re.compile(r".*-(\d{8})")
"""The end of a file's name: the last day on which it is kept."""


class Press(NamedTuple):
    """One press of a button that changed a workbook."""

    at: dt.datetime
    """With its time zone."""
    action: str
    """The name of the action, as `macros.actions` has it."""
    book: str
    """The workbook's own id; empty: it has none."""
    place: str
    """Where the workbook is, or its name."""
    written: Written


class Held(NamedTuple):
    """How much of the past is kept."""

    most: int
    """Presses of one workbook."""
    days: int


class Noted(NamedTuple):
    """A press as it is kept."""

    file: Path
    press: Press


def note(press: Press, held: Held) -> Path:
    """Keep a press, and forget those that are older than `held` says; return its file.

    Those of other workbooks go, too, once the days are over that were theirs when they were
    noted: nobody may ever press a button in such a workbook again.

    Raises:
        OSError: the data folder cannot be written.
    """
    folder = home(_FOLDER)
    at = press.at.astimezone(dt.UTC)
    until = f"{at + dt.timedelta(days=held.days):{_DAY}}"
    path = _free(folder, f"{at:%Y%m%dT%H%M%S%f}", until)
    with path.open("wb") as file:
        file.write(json.dumps(_told(press), ensure_ascii=False).encode("utf-8"))
        disk.settle(file)
    _prune(press, held)
    return path


def last(book: str, place: str) -> Noted | None:
    """Return the last press in a workbook, known by its id or its place; None: there is none.

    Raises:
        OSError: the data folder cannot be read.
    """
    return next(_of(book, place), None)


def forget(noted: Noted) -> None:
    """Forget a press that was taken back.

    Raises:
        OSError: the data folder cannot be written.
    """
    noted.file.unlink(missing_ok=True)


def _free(folder: Path, name: str, until: str) -> Path:
    """Make and return the file of a press; two in one moment have a number each."""
    for number in range(1000):
        path = folder / f"{name}-{number:03}-{until}.json"
        try:
            path.touch(mode=0o600, exist_ok=False)
        except FileExistsError:
            continue
        return path
    raise FileExistsError(str(folder))


def _of(book: str, place: str) -> Iterator[Noted]:
    """Yield the presses in a workbook, the last first."""
    for path in sorted(home(_FOLDER).glob("*.json"), reverse=True):
        try:
            told = json.loads(path.read_text("utf-8"))
            press = _heard(told) if told.get("form") == _FORM else None
        except (ValueError, KeyError, TypeError, AttributeError):
            continue  # a file that was cut off, or is none of ours
        if press and ((book and press.book == book) or press.place == place):
            yield Noted(path, press)


def _prune(press: Press, held: Held) -> None:
    today = f"{press.at.astimezone(dt.UTC):{_DAY}}"
    for path in home(_FOLDER).glob("*.json"):
        until = _UNTIL.fullmatch(path.stem)
        if until is None or until[1] < today:
            path.unlink(missing_ok=True)
    oldest = press.at - dt.timedelta(days=held.days)
    for number, noted in enumerate(_of(press.book, press.place), 1):
        if number > held.most or noted.press.at < oldest:
            noted.file.unlink(missing_ok=True)


def _told(press: Press) -> dict[str, Any]:
    return {
        "form": _FORM,
        "at": press.at.isoformat(),
        "action": press.action,
        "book": press.book,
        "place": press.place,
        "strokes": [
            [s.tab, list(s.area), _rows_told(s.before), _rows_told(s.after)]
            for s in press.written.strokes
        ],
        "shown": [list(one) for one in press.written.shown],
    }


def _heard(told: dict[str, Any]) -> Press:
    written = Written(
        strokes=tuple(
            Stroke(tab, Area(*area), _rows_heard(before), _rows_heard(after))
            for tab, area, before, after in told["strokes"]
        ),
        shown=tuple(Shown(*one) for one in told["shown"]),
    )
    at = dt.datetime.fromisoformat(told["at"])
    return Press(at, told["action"], told["book"], told["place"], written)


def _rows_told(rows: Rows) -> list[list[Any]]:
    return [[_value_told(value) for value in row] for row in rows]


def _rows_heard(rows: list[list[Any]]) -> Rows:
    return [[_value_heard(value) for value in row] for row in rows]


def _value_told(value: Value) -> Any:
    if isinstance(value, Formula):
        return {"formula": value.text}
    if isinstance(value, dt.datetime):
        return {"moment": value.replace(tzinfo=None).isoformat()}
    return {"day": value.isoformat()} if isinstance(value, dt.date) else value


def _value_heard(value: Any) -> Value:
    if not isinstance(value, dict):
        return value  # type: ignore[no-any-return]
    if "formula" in value:
        return Formula(value["formula"])
    if "moment" in value:
        return dt.datetime.fromisoformat(value["moment"])
    return dt.date.fromisoformat(value["day"])
