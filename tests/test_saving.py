"""Writing files: whole or not at all, and never over what somebody may miss."""

from __future__ import annotations

import datetime as dt
import errno
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter

from validation import catalogue
from validation.errors import DamagedError, TargetExistsError, WriteError
from workbook import saving
from workbook.journal import history
from workbook.keeping import home, strays
from workbook.saving import Deed, actor, digest, replacing, sweep, write_text
from workbook.template import write_template

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[1]
REPORT = '{"schema": "relaybook.check/1"}'


@pytest.fixture(autouse=True)
def data(tmp_path_factory: pytest.TempPathFactory, data_folder: Path) -> Iterator[Path]:
    """A data folder of this test alone."""
    folder = tmp_path_factory.mktemp("own") / "Relaybook"
    home.use(folder)
    yield folder
    home.use(data_folder)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("template") / "t.xlsx"
    write_template(path, catalogue.load(), profile="rep", language="both")
    return path.read_bytes()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def notes(data: Path) -> list[str]:
    return names(data / "writing") if (data / "writing").is_dir() else []


def test_a_file_is_written_whole(tmp_path: Path, data: Path) -> None:
    path = tmp_path / "new" / "报告.txt"

    saved = write_text(path, "两行\ntwo lines\n")

    assert path.read_bytes() == "两行\ntwo lines\n".encode()
    assert path.stat().st_mode & 0o444 == 0o444
    assert (saved.path, saved.beside) == (path, None)
    assert saved.text.en == f"Wrote {path}."
    assert notes(data) == []


def test_while_a_file_is_written_others_cannot_read_it(tmp_path: Path) -> None:
    with replacing(tmp_path / "book.xlsx") as target:
        assert target.temporary.stat().st_mode & 0o777 == 0o600
        assert target.temporary.parent == tmp_path
        assert re.fullmatch(r"\.~relaybook-.*-book\.xlsx", target.temporary.name)
        target.temporary.write_text("x")


def test_when_writing_fails_the_old_file_stays_and_nothing_is_left_behind(
    tmp_path: Path, data: Path
) -> None:
    path = tmp_path / "book.xlsx"
    path.write_text("old")

    def interrupted() -> None:
        with replacing(path) as target:
            target.temporary.write_text("half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        interrupted()

    assert path.read_text() == "old"
    assert names(tmp_path) == ["book.xlsx"]
    assert notes(data) == []


def test_a_file_that_is_there_is_kept_unless_overwriting_was_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_text("old")

    with pytest.raises(TargetExistsError) as refused, replacing(path, overwrite=False):
        pass

    assert refused.value.path == str(path)
    assert refused.value.text.en == (
        f"The file {path} is already there and was not overwritten. Choose another name or move "
        "it away."
    )
    assert path.read_text() == "old"


def test_a_file_that_comes_while_another_is_written_is_kept_too(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"

    def overtaken() -> None:
        with replacing(path, overwrite=False) as target:
            target.temporary.write_text("ours")
            path.write_text("theirs")

    with pytest.raises(TargetExistsError):
        overtaken()

    assert path.read_text() == "theirs"
    assert names(tmp_path) == ["book.xlsx"]


# ---- what may be replaced


@pytest.mark.parametrize(
    "mark",
    [
        "",
        REPORT,
        'format = "relaybook.map/1"\n',
        '<!doctype html><html><head><meta name="generator" content="Relaybook 0.1">',
        '{"runs": [{"tool": {"driver": {"name": "Relaybook"}}}]}',
        '<?xml version="1.0"?>\n<testsuites name="relaybook" tests="3">',
    ],
    ids=["empty", "json", "map", "html", "sarif", "junit"],
)
def test_a_report_of_ours_is_replaced(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "report"
    path.write_text(mark)

    assert write_text(path, "new") == (path, None)
    assert path.read_text() == "new"


def test_what_relaybook_did_not_write_is_kept_and_the_new_file_goes_beside_it(
    tmp_path: Path,
) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("about relaybook, by a person")
    (tmp_path / "notes (2).txt").write_text("taken")

    saved = write_text(path, "new")

    beside = tmp_path / "notes (3).txt"
    assert saved.path == beside
    assert saved.text.en == (
        f"{path} was not overwritten: Relaybook did not write what is there. What is new was "
        f"written beside it, to {beside}; compare the two and keep what you need."
    )
    assert saved.text.zh == (
        f"没有覆盖 {path}：它不是 Relaybook 写的文件。新内容写在旁边的 {beside}，"
        "请比较后保留需要的一份。"
    )
    assert {p.name: p.read_text() for p in tmp_path.iterdir()} == {
        "notes.txt": "about relaybook, by a person",
        "notes (2).txt": "taken",
        "notes (3).txt": "new",
    }


def test_a_text_without_a_mark_is_known_again_until_somebody_edits_it(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    write_text(path, "first")

    assert write_text(path, "second") == (path, None)
    path.write_text("second, with a person's remark")
    assert write_text(path, "third").path == tmp_path / "report (2).txt"
    assert path.read_text() == "second, with a person's remark"


def test_a_workbook_of_ours_is_replaced_and_kept_as_a_snapshot(
    tmp_path: Path, template: bytes, data: Path
) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(template)

    saved = write_text(path, "new")

    assert saved == (path, None)
    assert path.read_text() == "new"
    [snapshot] = (data / "snapshots").iterdir()
    assert snapshot.read_bytes() == template
    assert snapshot.stat().st_mode & 0o777 == 0o600
    assert data.stat().st_mode & 0o777 == 0o700


def test_a_workbook_of_somebody_else_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("Relaybook").write(0, 0, "relaybook.check/1")
    before = path.read_bytes()

    saved = write_text(path, "new")

    assert saved.path == tmp_path / "list (2).xlsx"
    assert path.read_bytes() == before


@pytest.mark.parametrize("damage", [b"PK\x03\x04 torn", b"\xd0\xcf\x11\xe0encrypted", b"\xff\xfea"])
def test_what_cannot_be_told_counts_as_somebody_elses(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(damage)

    assert write_text(path, "new").path == tmp_path / "book (2).xlsx"
    assert path.read_bytes() == damage


def test_a_workbook_whose_parts_are_torn_counts_as_somebody_elses(
    tmp_path: Path, template: bytes
) -> None:
    path = tmp_path / "book.xlsx"
    at = template.index(b"docProps/custom.xml") + 40
    path.write_bytes(template[:at] + b"\xff" * 40 + template[at + 40 :])

    assert write_text(path, "new").path == tmp_path / "book (2).xlsx"


# ---- the book that was read


def test_the_book_that_was_read_is_replaced_whatever_it_is(tmp_path: Path) -> None:
    path = tmp_path / "foreign.csv"
    path.write_text("name,phone\n")

    with replacing(path, seen=digest(path)) as target:
        target.temporary.write_text("name,phone fixed\n")

    assert target.saved == (path, None)
    assert path.read_text() == "name,phone fixed\n"


def test_a_book_that_changed_since_it_was_read_is_kept(tmp_path: Path, template: bytes) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(template)
    seen = digest(path)

    with replacing(path, seen=seen) as target:
        target.temporary.write_text("ours")
        path.write_text("theirs")

    beside = tmp_path / "book (2).xlsx"
    assert target.saved.path == beside
    assert target.saved.text.en.startswith(
        f"{path} was not overwritten: it was changed since it was read."
    )
    assert (path.read_text(), beside.read_text()) == ("theirs", "ours")


def test_a_book_saved_by_somebody_while_its_snapshot_is_kept_is_kept_too(
    tmp_path: Path, template: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(template)
    seen = digest(path)
    fsync = os.fsync

    def slow(handle: int) -> None:  # somebody saves in the middle of our work
        fsync(handle)
        if path.read_bytes() == template and list((home.home("snapshots")).iterdir()):
            path.write_text("theirs")

    monkeypatch.setattr(os, "fsync", slow)
    with replacing(path, seen=seen) as target:
        target.temporary.write_text("ours")

    assert path.read_text() == "theirs"
    assert target.saved.path == tmp_path / "book (2).xlsx"
    assert [event.action for event in history(path).events] == []


def test_a_book_that_went_away_meanwhile_is_written_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "book.csv"
    path.write_text("old")

    with replacing(path, seen=digest(path)) as target:
        target.temporary.write_text("new")
        path.unlink()

    assert target.saved == (path, None)
    assert names(tmp_path) == ["book.csv"]


SAVE = """
import sys; from pathlib import Path
from workbook.keeping import home; from workbook.saving import digest, replacing
path, data, text = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
home.use(data); seen = digest(path); print(flush=True)
with replacing(path, seen=seen) as target:
    target.temporary.write_text(text)
    sys.stdin.readline()
print(target.saved.path.name, flush=True)
"""


def test_of_processes_that_save_one_book_at_once_one_wins_and_the_others_write_beside(
    tmp_path: Path, data: Path
) -> None:
    path = tmp_path / "book.csv"
    path.write_text("old")
    texts = ("one", "two", "three")
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", SAVE, path, data, text],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for text in texts
    ]
    for process in processes:
        assert process.stdout
        process.stdout.readline()  # it has read the book

    for process in processes:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    saved = [process.communicate()[0].strip() for process in processes]

    assert sorted(saved) == ["book (2).csv", "book (3).csv", "book.csv"]
    assert {name: (tmp_path / name).read_text() for name in names(tmp_path)} == dict(
        zip(saved, texts, strict=True)
    )
    assert [event.action for event in history(path).events] == ["REPLACE"]


# ---- open, read-only, linked


def excel_lock(path: Path, user: str) -> Path:
    lock = path.with_name(f"~${path.name}")
    said = user.encode("utf-16-le")
    lock.write_bytes(b"\x04user" + b" " * 50 + len(user).to_bytes(2, "little") + said + b" \0" * 30)
    return lock


def test_a_book_open_in_excel_is_kept_and_the_person_named(tmp_path: Path) -> None:
    path = tmp_path / "客户.xlsx"
    path.write_text(REPORT)
    lock = excel_lock(path, "张三")

    saved = write_text(path, "new")

    assert saved.path == tmp_path / "客户 (2).xlsx"
    assert saved.text.en.startswith(
        f"{path} was not overwritten: 张三 has it open in Excel (lock file {lock}); close it there"
        " first."
    )
    assert saved.text.zh.startswith(
        f"没有覆盖 {path}：张三正用 Excel 打开它（锁文件 {lock}），请先关闭。"
    )


def test_a_book_open_in_libreoffice_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_text(REPORT)
    lock = tmp_path / ".~lock.book.xlsx#"
    lock.write_text("Li Lei\\, Sales,lilei,another-desk,22.11.2026 10:00,file:///profile;")

    assert write_text(path, "new").text.en.startswith(
        f"{path} was not overwritten: Li Lei, Sales (lilei@another-desk) has it open in "
        f"LibreOffice (lock file {lock});"
    )


def test_a_lock_that_nobody_took_away_is_said_to_be_one(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_text(REPORT)
    lock = excel_lock(path, "")
    os.utime(lock, (0, 0))

    assert write_text(path, "new").text.en.startswith(
        f"{path} was not overwritten: beside it lies a lock file of Excel, {lock} (somebody), "
        "probably left over from a crash; if nobody has the workbook open, delete that lock file "
        "and try again."
    )
    lock.unlink()
    assert write_text(path, "new") == (path, None)


def test_a_read_only_file_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text(REPORT)
    path.chmod(0o444)

    assert write_text(path, "new").text.en.startswith(
        f"{path} was not overwritten: it is read-only."
    )


def test_a_replaced_file_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text(REPORT)
    path.chmod(0o640)

    write_text(path, "new")

    assert path.stat().st_mode & 0o777 == 0o640


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "share").mkdir()
    real = tmp_path / "share" / "real.json"
    real.write_text(REPORT)
    link = tmp_path / "link.json"
    link.symlink_to(real)

    assert write_text(link, "new") == (link, None)

    assert link.is_symlink()
    assert real.read_text() == "new"
    assert names(tmp_path / "share") == ["real.json"]


def test_a_link_to_nothing_makes_the_file_it_names(tmp_path: Path) -> None:
    link = tmp_path / "link.json"
    link.symlink_to(tmp_path / "real.json")

    write_text(link, "new")

    assert link.is_symlink()
    assert (tmp_path / "real.json").read_text() == "new"


def long_name(folder: Path) -> Path:
    return folder / ("客" * 83 + "a.json")  # 255 bytes


def test_a_name_as_long_as_names_may_be_is_written_and_has_a_beside(tmp_path: Path) -> None:
    path = long_name(tmp_path)
    path.write_text("not ours")

    saved = write_text(path, "new")

    assert saved.path.name == "客" * 82 + " (2).json"
    assert saved.path.read_text() == "new"
    assert write_text(path.with_name("b" * 250 + ".json"), "x").beside is None


# ---- what cannot be written


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


ADVICE = ". Check the folder's permissions and free space and try again."


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


def test_without_room_for_a_snapshot_a_workbook_is_kept(
    tmp_path: Path, template: bytes, data: Path
) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(template)
    data.mkdir(parents=True)
    (data / "snapshots").write_text("no folder")

    saved = write_text(path, "new")

    assert saved.path == tmp_path / "book (2).xlsx"
    assert "no snapshot of it could be kept (File exists)" in saved.text.en
    assert path.read_bytes() == template


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
    data.mkdir(parents=True)
    (data / "index.sqlite").write_bytes(b"no database at all" * 100)
    path = tmp_path / "book.csv"
    path.write_text("old")

    with replacing(path, seen=digest(path)) as target:
        target.temporary.write_text("new")

    assert target.saved == (path, None)
    assert "index.sqlite.broken" in names(data)
    assert len(history(path).events) == 1


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
