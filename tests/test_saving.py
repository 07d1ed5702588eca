"""Writing files: whole or not at all, and never over what somebody may miss."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from tests.listing import ROOT, names, notes
from validation import catalogue
from validation.errors import TargetExistsError
from workbook.journal import history
from workbook.keeping import home
from workbook.saving import digest, replacing, write_text
from workbook.template import write_template

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("data")

REPORT = '{"schema": "relaybook.check/1"}'


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("template") / "t.xlsx"
    write_template(path, catalogue.load(), profile="rep", language="both")
    return path.read_bytes()


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
    assert {p.stat().st_mode & 0o777 for p in (data, *data.iterdir())} == {0o700}


def test_of_a_copy_that_is_made_again_and_again_three_snapshots_are_kept(
    tmp_path: Path, template: bytes
) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(template)

    for number in range(5):
        with replacing(path) as target:
            target.temporary.write_bytes(template + bytes([number]))

    assert [event.undoable for event in history(path).events] == [False, False, True, True, True]


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
