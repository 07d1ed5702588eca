"""What is kept on this computer: snapshots, and notes of what is being written."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.listing import ROOT, names, notes
from workbook import saving
from workbook.keeping import home, strays
from workbook.saving import Deed, actor, digest, replacing, sweep, write_text

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("data")

# ---- what killed processes leave


def killed(path: Path, data: Path) -> Path:
    """Let a process die while it writes `path`, and return what it leaves."""
    program = (
        "import os, signal, sys; from pathlib import Path; from workbook.keeping import home;"
        "from workbook.saving import replacing; home.use(Path(sys.argv[2]))\n"
        "with replacing(Path(sys.argv[1])) as target:\n"
        "    target.temporary.write_text('half'); os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", program, path, data], cwd=ROOT, check=False)
    [left] = path.parent.glob(".~relaybook-*")
    return left


def test_what_a_killed_process_left_goes_at_the_next_writing(tmp_path: Path, data: Path) -> None:
    left = killed(tmp_path / "away" / "book.xlsx", data)
    assert left.read_text() == "half"
    assert len(notes(data)) == 1
    saving._swept.clear()  # noqa: SLF001  # as a new process starts

    write_text(tmp_path / "elsewhere" / "report.txt", "x")

    assert names(tmp_path / "away") == []
    assert notes(data) == []


def test_what_a_killed_process_left_is_found_without_a_note(tmp_path: Path, data: Path) -> None:
    left = killed(tmp_path / "book.xlsx", data)
    for note in (data / "writing").iterdir():
        note.unlink()
    (tmp_path / ".~relaybook-mine.xlsx").write_text("a person's")

    assert sweep(tmp_path) == [left]
    assert names(tmp_path) == [".~relaybook-mine.xlsx"]


def test_what_a_living_process_writes_stays(tmp_path: Path, data: Path) -> None:
    with replacing(tmp_path / "book.xlsx") as target:
        target.temporary.write_text("half")
        assert sweep(tmp_path) == []
        assert target.temporary.read_text() == "half"
        assert len(notes(data)) == 1


def renamed(left: Path, part: int, value: str) -> Path:
    parts = left.name.split("-")
    parts[part] = value
    return left.rename(left.with_name("-".join(parts)))


def test_another_computers_file_stays_for_a_day(tmp_path: Path, data: Path) -> None:
    left = renamed(killed(tmp_path / "book.xlsx", data), 1, "0" * 8)

    assert sweep(tmp_path) == []
    os.utime(left, (0, 0))
    assert sweep(tmp_path) == [left]


def test_a_process_that_got_the_number_of_a_dead_one_does_not_keep_its_file(
    tmp_path: Path, data: Path
) -> None:
    left = renamed(killed(tmp_path / "book.xlsx", data), 2, str(os.getpid()))
    left = renamed(left, 3, "1000000")

    assert sweep(tmp_path) == []  # fresh: the clock may have been put right since
    os.utime(left, (0, 0))
    assert sweep(tmp_path) == [left]


def test_what_looks_like_a_temporary_and_is_a_folder_or_a_link_stays(
    tmp_path: Path, data: Path
) -> None:
    left = killed(tmp_path / "book.xlsx", data)
    name = left.name
    left.unlink()
    (tmp_path / name).mkdir()
    (tmp_path / "real").write_text("x")
    (tmp_path / f"{name}2").symlink_to(tmp_path / "real")

    assert sweep(tmp_path) == []
    assert names(tmp_path) == sorted([name, f"{name}2", "real"])


def test_a_note_outlives_a_folder_that_is_away(tmp_path: Path, data: Path) -> None:
    killed(tmp_path / "stick" / "book.xlsx", data)
    (tmp_path / "stick").rename(tmp_path / "pulled")

    assert sweep() == []
    assert len(notes(data)) == 1
    (tmp_path / "pulled").rename(tmp_path / "stick")
    assert len(sweep()) == 1
    assert notes(data) == []


# ---- the data folder


def test_a_data_folder_that_was_there_keeps_its_permissions_and_ours_are_private(
    tmp_path: Path,
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o755)
    home.use(shared)

    write_text(tmp_path / "report.txt", "x")

    assert shared.stat().st_mode & 0o777 == 0o755
    assert {p.stat().st_mode & 0o777 for p in shared.iterdir()} == {0o700}


@pytest.mark.skipif(sys.platform != "linux", reason="the variable is for Linux")
def test_without_a_choice_the_platforms_folder_for_data_is_used(tmp_path: Path) -> None:
    program = "from workbook.keeping.home import home; print(home('snapshots'))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | {"XDG_DATA_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == str(tmp_path / "Relaybook" / "snapshots")


# ---- snapshots kept


def test_snapshots_are_bounded_in_number_and_age(tmp_path: Path, data: Path) -> None:
    path = tmp_path / "book.csv"
    path.write_text("0")
    start = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)

    def change(day: int, text: str) -> None:
        deed = Deed(start + dt.timedelta(days=day), "li@desk", "FIX", most=3, days=10)
        with replacing(path, seen=digest(path), deed=deed) as target:
            target.temporary.write_text(text)
        for snapshot in (data / "snapshots").iterdir():
            os.utime(snapshot, (0, 0))  # past the hour for which an unknown one is spared

    def kept() -> list[str]:
        return sorted(p.read_text() for p in (data / "snapshots").iterdir())

    for day in range(6):
        change(day, str(day + 1))

    assert kept() == ["3", "4", "5"]
    change(14, "7")
    assert kept() == ["4", "5", "6"]
    change(40, "8")
    assert kept() == ["7"]


def test_an_actor_is_the_user_at_the_computer_and_the_rep() -> None:
    assert re.fullmatch(r"\S+@\S+ R001", actor("R001"))
    assert actor() == actor("R001").removesuffix(" R001")


def test_a_name_is_cut_between_characters() -> None:
    assert strays.shortened("客户ab", 7) == "客户a"
    assert strays.shortened("客户ab", 5) == "客"
