"""What buttons keep for Undo: readable by its owner only, and not for ever."""

from __future__ import annotations

import datetime as dt
import stat
import sys
from typing import TYPE_CHECKING

import pytest

from macros.live.journal import Held, Press, forget, last, note
from macros.live.port import Area, Formula
from macros.live.writing import Shown, Stroke, Written

if TYPE_CHECKING:
    from pathlib import Path

NOW = dt.datetime(2026, 11, 22, 2, 30, tzinfo=dt.UTC)
HELD = Held(most=3, days=30)
WRITTEN = Written(
    strokes=(
        Stroke(
            "客户",
            Area(5, 1, 6, 3),
            [["北风", 1.5, None], [Formula("=1+1"), True, dt.datetime(2026, 1, 5, 8, 30)]],  # noqa: DTZ001
            [["南风", -2.0, "x"], ["3", False, dt.date(2026, 1, 5)]],
        ),
    ),
    shown=(Shown("问题", before=False, after=True),),
)


def press(days: int = 0, book: str = "B-1", place: str = "/a/book.xlsx") -> Press:
    return Press(NOW + dt.timedelta(days=days), "grade", book, place, WRITTEN)


def files(data: Path) -> list[str]:
    return sorted(path.name for path in (data / "presses").iterdir())


def test_a_press_comes_back_as_it_was_by_the_id_of_its_book_or_by_its_place(data: Path) -> None:
    note(press(), HELD)
    found = last("B-1", "/elsewhere.xlsx")

    assert found is not None
    assert found.press == press()
    assert last("", "/a/book.xlsx") == found
    assert last("B-2", "/b/book.xlsx") is None
    forget(found)
    assert files(data) == []


@pytest.mark.skipif(sys.platform == "win32", reason="a user's folder is private there")
def test_what_is_kept_is_open_to_its_owner_only(data: Path) -> None:
    path = note(press(), HELD)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((data / "presses").stat().st_mode) == 0o700


def test_a_book_keeps_as_many_presses_as_snapshots_and_no_longer(data: Path) -> None:
    for day in range(5):
        note(press(day), HELD)
    assert [name[:8] for name in files(data)] == ["20261124", "20261125", "20261126"]

    note(press(33), Held(3, 7))

    assert [name[:8] for name in files(data)] == ["20261225"]


def test_presses_of_a_book_that_nobody_opens_again_go_when_their_days_are_over(data: Path) -> None:
    note(press(book="B-2", place="/old.xlsx"), Held(20, 10))
    cut_off = data / "presses" / "20261122T023000000000-001-20261202.json"
    cut_off.write_text('{"form": "relaybook.press/1", "strokes": [["客户", [5')
    (data / "presses" / "20261120T000000000000-000.json").write_text("{}")

    note(press(10), HELD)
    assert [name[-13:-5] for name in files(data)] == ["20261202", "20261202", "20270101"]
    note(press(11), HELD)

    assert [name[-13:-5] for name in files(data)] == ["20270101", "20270102"]


def test_two_presses_in_one_moment_are_two(data: Path) -> None:
    note(press(), HELD)
    note(press()._replace(action="tag"), HELD)

    assert len(files(data)) == 2
    found = last("B-1", "")
    assert found is not None
    assert found.press.action == "tag"
