"""Writing files where that cannot be done: each trouble has its sentence, and nothing is lost."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter

from tests.listing import names, notes
from validation.errors import DamagedError, WriteError
from workbook.journal import history
from workbook.keeping import home
from workbook.saving import digest, replacing, write_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("data")

REPORT = '{"schema": "relaybook.check/1"}'
ADVICE = ". Check the folder's permissions and free space and try again."


def fail(number: int, times: int = 10**9) -> Callable[..., None]:
    """Return a stand-in for a call of the system that fails so many times."""
    left = [times]

    def call(*_args: Any, **_named: Any) -> None:
        if left[0]:
            left[0] -= 1
            raise OSError(number, os.strerror(number))

    return call


def written(path: Path) -> str:
    """Return the sentence that writing to `path` ends in."""
    with pytest.raises(WriteError) as refused:
        write_text(path, "x")
    assert refused.value.path == str(path)
    return refused.value.text.en.removeprefix(f"The file {path} cannot be written: ")


def test_each_place_that_cannot_be_written_has_its_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "ring").symlink_to("ring")

    assert [
        written(path).removesuffix(ADVICE)
        for path in (
            tmp_path / "file" / "report.txt",
            tmp_path / "folder",
            tmp_path / "pipe",
            tmp_path / ("x" * 256),
            tmp_path / "ring",
        )
    ] == [
        "a part of the path is a file, not a folder",
        "a folder of that name is there",
        "what is there is no ordinary file",
        "the name is too long",
        "what is there is no ordinary file",
    ]


def test_a_folder_that_vanishes_is_named(tmp_path: Path, data: Path) -> None:
    folder = tmp_path / "stick"

    def pulled() -> None:
        with replacing(folder / "report.txt") as target:
            target.temporary.unlink()
            folder.rmdir()

    with pytest.raises(WriteError, match="the folder is no longer there"):
        pulled()

    assert notes(data) == []


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EROFS, "there is no permission to write there"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_a_disk_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    path = tmp_path / "report.json"
    path.write_text(REPORT)
    monkeypatch.setattr(os, "fsync", fail(number))

    assert written(path) == said + ADVICE

    assert path.read_text() == REPORT
    assert names(tmp_path) == ["report.json"]


def test_a_full_disk_is_named_though_the_writer_wraps_it(tmp_path: Path) -> None:
    def full() -> None:
        with replacing(tmp_path / "book.xlsx") as target:
            raise xlsxwriter.exceptions.FileCreateError(OSError(errno.ENOSPC, str(target)))

    with pytest.raises(WriteError, match="the disk is full"):
        full()


def test_an_error_of_ours_stays_what_it_is(tmp_path: Path) -> None:
    def damaged() -> None:
        with replacing(tmp_path / "book.xlsx"):
            raise DamagedError(path="list.xlsx", reason="torn") from OSError(errno.EIO, "torn")

    with pytest.raises(DamagedError):
        damaged()


def test_a_file_that_windows_holds_for_a_moment_is_replaced_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.json"
    path.write_text(REPORT)
    real, held = os.replace, fail(errno.EACCES, times=4)

    def replace(source: str, target: str) -> None:
        held()
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)

    assert write_text(path, "new") == (path, None)
    assert path.read_text() == "new"


def test_a_file_that_windows_keeps_holding_is_left_and_the_new_one_goes_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.json"
    path.write_text(REPORT)
    monkeypatch.setattr(os, "replace", fail(errno.EACCES))

    saved = write_text(path, "new")

    assert saved.text.en.startswith(
        f"{path} was not overwritten: another program keeps hold of it."
    )
    assert names(tmp_path) == ["report (2).json", "report.json"]


def test_without_room_for_a_snapshot_a_workbook_is_kept(tmp_path: Path, data: Path) -> None:
    path = tmp_path / "book.csv"
    path.write_text("old")
    data.mkdir(parents=True)
    (data / "snapshots").write_text("no folder")

    with replacing(path, seen=digest(path)) as target:
        target.temporary.write_text("new")

    assert target.saved.path == tmp_path / "book (2).csv"
    assert "no snapshot of it could be kept (File exists)" in target.saved.text.en
    assert path.read_text() == "old"


def test_without_a_data_folder_reports_are_still_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    home.use(tmp_path / "file" / "Relaybook")
    path = tmp_path / "report.json"

    assert write_text(path, REPORT) == (path, None)
    assert write_text(path, REPORT + "\n") == (path, None)
    assert names(tmp_path) == ["file", "report.json"]


def test_where_links_do_not_exist_a_new_file_is_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", fail(errno.EPERM))
    path = tmp_path / "report.txt"

    with replacing(path, overwrite=False) as target:
        target.temporary.write_text("new")

    assert path.read_text() == "new"
    assert names(tmp_path) == ["report.txt"]


def test_a_broken_index_is_put_aside(tmp_path: Path, data: Path) -> None:
    (data / "index").mkdir(parents=True)
    (data / "index" / "index.sqlite").write_bytes(b"no database at all" * 100)
    path = tmp_path / "book.csv"
    path.write_text("old")

    with replacing(path, seen=digest(path)) as target:
        target.temporary.write_text("new")

    assert target.saved == (path, None)
    assert "index.sqlite.broken" in names(data / "index")
    assert len(history(path).events) == 1
