"""Many files side by side: every one answered for, in order, whatever becomes of the others."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import psutil
import pytest

from validation.messages import message
from workbook import isolation
from workbook.checking import CheckedFile, FailedFile, Question
from workbook.folder import Checked, Found, Walk, check_all, worker_count

if TYPE_CHECKING:
    from workbook.folder import Progress, Result

ROOT = Path(__file__).parent.parent
DAY = Question(now=dt.datetime(2026, 11, 22, 4, tzinfo=dt.UTC))
BAD = "company_name_en,public_email\nA GmbH,a(at)b\n"
GOOD = "company_name_en,public_email\nA GmbH,info@a.de\n"


def listed(top: Path, **texts: str) -> list[Found]:
    top.mkdir(exist_ok=True)
    for name, text in texts.items():
        (top / f"{name}.csv").write_text(text, encoding="utf-8")
    return list(Walk([top]))


def outcome(results: tuple[Result, ...]) -> list[tuple[str, object]]:
    """Each file's name with the number of its findings, or the class of trouble it is in."""
    return [
        (
            Path(one.path).name,
            len(one.findings) if isinstance(one, CheckedFile) else one.error.en.split(" ")[-1],
        )
        for one in results
    ]


def workers_of(pid: int) -> list[psutil.Process]:
    found = []
    for child in psutil.Process(pid).children():
        with contextlib.suppress(psutil.Error):
            if "workbook.worker" in " ".join(child.cmdline()):
                found.append(child)
    return found


def test_results_are_in_the_order_of_the_files_whatever_finishes_first(tmp_path: Path) -> None:
    slow = BAD + "B GmbH,info@b.de\n" * 3_000
    files = listed(tmp_path, a=slow, b=BAD, c=GOOD, d=BAD)
    finished: list[str] = []

    def note(_: Progress, result: Result | None) -> None:
        if result is not None:
            finished.append(Path(result.path).name)

    checked = check_all(files, DAY, workers=2, on_done=note)

    assert [Path(one.path).name for one in checked.results] == ["a.csv", "b.csv", "c.csv", "d.csv"]
    assert sorted(finished) == ["a.csv", "b.csv", "c.csv", "d.csv"]
    assert checked[1:] == (False, 0)


@pytest.mark.parametrize("workers", [1, 3])
def test_a_file_that_cannot_be_used_is_named_and_stops_no_other(
    tmp_path: Path, workers: int
) -> None:
    files = listed(tmp_path, a=GOOD, e=GOOD, c="", d=" \n")
    (tmp_path / "b.xlsx").write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    (tmp_path / "a.csv").unlink()
    files = [files[0], *Walk([tmp_path])]

    checked = check_all(files, DAY, workers=workers)

    paths = [str(file.path) for file in files]
    kind = message("prescreen.pdf")
    assert checked == Checked(
        (
            FailedFile(path=paths[0], error=message("error.file_missing", path=paths[0])),
            FailedFile(
                path=paths[1], error=message("error.not_a_spreadsheet", path=paths[1], found=kind)
            ),
            FailedFile(path=paths[2], error=message("error.empty_file", path=paths[2])),
            FailedFile(path=paths[3], error=message("error.empty_file", path=paths[3])),
            checked.results[4],
        )
    )
    assert isinstance(checked.results[4], CheckedFile)


def test_a_worker_lost_before_it_got_to_its_file_is_replaced(tmp_path: Path) -> None:
    isolation.close()
    files = listed(tmp_path, a=BAD, b=BAD, c=BAD)
    killed: list[int] = []

    def kill() -> None:
        while not killed:
            for worker in workers_of(os.getpid())[:1]:
                worker.kill()
                killed.append(worker.pid)

    thread = threading.Thread(target=kill)
    thread.start()
    checked = check_all(files, DAY, workers=2)
    thread.join()

    assert len(killed) == 1
    assert all(isinstance(one, CheckedFile) for one in checked.results)


def test_no_worker_is_left_when_the_files_are_done(tmp_path: Path) -> None:
    check_all(listed(tmp_path, a=GOOD, b=GOOD, c=GOOD), DAY, workers=2)

    assert workers_of(os.getpid()) == []


def test_a_single_file_is_checked_without_threads(tmp_path: Path) -> None:
    threads: set[str] = set()

    def note(_: Progress, __: Result | None) -> None:
        threads.update(thread.name for thread in threading.enumerate())

    checked = check_all(listed(tmp_path, a=GOOD), DAY, workers=4, on_done=note)

    assert len(checked.results) == 1
    assert not [name for name in threads if name.startswith("relaybook-check")]


def test_no_files_are_done_at_once() -> None:
    assert check_all([], DAY) == Checked(())


def test_an_error_of_the_listener_ends_the_check_and_its_workers(tmp_path: Path) -> None:
    def fail(_: Progress, result: Result | None) -> None:
        if result is not None:
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        check_all(listed(tmp_path, a=GOOD, b=GOOD, c=GOOD), DAY, workers=2, on_done=fail)
    assert workers_of(os.getpid()) == []


def test_there_are_no_more_workers_than_files_cores_or_memory_allow() -> None:
    one = Found(Path("a.xlsx"), Path("a.xlsx"), 1)
    huge = one._replace(size=10**15)

    assert worker_count([one]) == 1
    assert worker_count([]) == 1
    assert 1 <= worker_count([one] * 1000) <= (os.cpu_count() or 1)
    assert worker_count([huge] * 1000) == 1


RUN = """
import datetime as dt, sys
from pathlib import Path
from workbook.checking import Question
from workbook.folder import Walk, check_all
top, copies = map(Path, sys.argv[1:])
def told(progress, result):
    if result is not None:
        print(Path(result.path).name, *getattr(result, "error", ["done"]), flush=True)
day = Question(now=dt.datetime(2026, 11, 22, 4, tzinfo=dt.UTC))
files = list(Walk([top]))
checked = check_all(files, day, workers=2, copies=copies, on_done=told)
names = " ".join(Path(one.path).name for one in checked.results)
print("result", names, checked.stopped, checked.not_done, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_check_that_is_stopped_keeps_what_was_done_and_leaves_nothing_running(
    tmp_path: Path, number: signal.Signals
) -> None:
    slow = BAD + "".join(f"B{n} GmbH,info@b{n}.de\n" for n in range(600_000))
    listed(tmp_path / "team", b=slow)
    for name in ("c.csv", "d.csv", "e.csv"):
        (tmp_path / "team" / name).hardlink_to(tmp_path / "team" / "b.csv")
    openpyxl.Workbook().save(tmp_path / "team" / "a.xlsx")
    command = [sys.executable, "-c", RUN, str(tmp_path / "team"), str(tmp_path / "copies")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        workers = workers_of(process.pid)
        process.send_signal(number)
        rest = process.stdout.read().splitlines()

    assert first == "a.xlsx done\n"
    assert workers
    _, alive = psutil.wait_procs(workers, timeout=10)
    assert alive == []
    if number == signal.SIGKILL:
        assert process.returncode == -number
        return
    assert rest == ["result a.xlsx True 4"]
    assert process.returncode == 0
    assert [file.name for file in (tmp_path / "copies").iterdir()] == ["a.xlsx"]


def test_a_check_in_a_thread_leaves_the_signals_alone(tmp_path: Path) -> None:
    files = listed(tmp_path, a=GOOD, b=GOOD)
    before = signal.getsignal(signal.SIGTERM)
    found: list[Checked] = []

    thread = threading.Thread(target=lambda: found.append(check_all(files, DAY, workers=1)))
    thread.start()
    thread.join()

    assert [len(checked.results) for checked in found] == [2]
    assert signal.getsignal(signal.SIGTERM) == before
