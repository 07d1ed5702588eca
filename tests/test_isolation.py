"""Whatever happens to the worker, the caller gets a result or a named error, and no debris."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import psutil
import pytest

from tests import hostile_parts
from validation.errors import (
    DamagedError,
    EncryptedError,
    FileMissingError,
    RelaybookError,
    TooBigError,
)
from workbook import isolation
from workbook.isolation import FILES_PER_WORKER, Limits, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SMALL = Limits(cpu=1, wall=1.5, memory=300 << 20, address_space=4 << 30)
PATIENT = dataclasses.replace(SMALL, cpu=60, wall=90)
"""For those who are to fail by something else than time, on however busy a machine."""
ROOT = Path(__file__).parent.parent


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "客户.xlsx"
    path.write_bytes(b"hello")
    return path


@pytest.fixture(scope="module", autouse=True)
def _end_the_worker() -> Iterator[None]:
    yield
    isolation.close()


def task(name: str) -> str:
    return f"tests.isolation_tasks:{name}"


def refused(name: str, path: Path, limits: Limits = PATIENT) -> RelaybookError:
    with pytest.raises(RelaybookError) as caught:
        run(task(name), path, limits=limits)
    return caught.value


def test_arguments_go_in_and_a_result_comes_out(path: Path) -> None:
    assert run(task("echo"), path, 1, None, "密码") == ("客户.xlsx", 1, None, "密码")


def test_a_frame_crosses_as_it_is(path: Path) -> None:
    values = {"a": ["00861234", None], "b": [dt.date(2024, 2, 29), 1.5]}
    expected = pd.DataFrame(values, index=[5, 7], dtype=object)

    found = run(task("frame"), path)

    assert isinstance(found, pd.DataFrame)
    pd.testing.assert_frame_equal(found, expected)


def test_one_worker_serves_many_files_and_is_then_replaced(path: Path) -> None:
    isolation.close()
    pids = [run(task("pid"), path) for _ in range(FILES_PER_WORKER + 1)]

    assert len(set(pids[:-1])) == 1
    assert pids[-1] != pids[0]
    assert pids[-1] == isolation.worker_pid()
    assert not psutil.pid_exists(int(str(pids[0])))


def test_a_file_that_wears_less_leaves_the_worker_a_longer_life(path: Path) -> None:
    isolation.close()
    pids = [run(task("pid"), path, wear=10.0) for _ in range(6)]
    pids += [run(task("pid"), path, wear=0.1) for _ in range(FILES_PER_WORKER + 1)]

    assert len(set(pids[:5])) == 1
    assert len(set(pids[5:])) == 1
    assert pids[4] != pids[5]


def unreadable(kind: str) -> tuple[type[RelaybookError], str, str]:
    return DamagedError, f"内容无法读取（{kind}）", f"its contents cannot be read ({kind})"


def stopped(kind: str) -> tuple[type[RelaybookError], str, str]:
    return DamagedError, f"读取程序在中途停止（{kind}）", f"the reader stopped half-way ({kind})"


DEEP = (DamagedError, "内部嵌套层数过深", "it is nested too deep")
LONG = (TooBigError, "读取超过 1 秒仍未完成", "reading it takes more than 1 seconds")
FULL = (TooBigError, "读取时需要超过 300 MB 的内存", "reading it takes more than 300 MB of memory")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("blunder", unreadable("ValueError")),
        ("leave", unreadable("SystemExit")),
        ("dial", unreadable("RuntimeError")),
        ("unpicklable", unreadable("AttributeError")),
        ("vanish", stopped("exit 3")),
        ("kill", stopped("SIGKILL")),
        ("segfault", stopped("SIGSEGV")),
        ("abort", stopped("SIGABRT")),
        ("recurse", DEEP),
        ("spin", LONG),
        ("sleep", LONG),
        ("swallow", FULL),
        ("fill", FULL),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_end_of_the_worker_is_a_named_error(
    name: str, expected: tuple[type[RelaybookError], str, str], path: Path
) -> None:
    error, zh, en = expected
    found = refused(name, path, SMALL if expected is LONG else PATIENT)

    assert type(found) is error
    assert str(path) in found.text.zh
    assert zh in found.text.zh
    assert en in found.text.en
    assert "Traceback" not in found.text.en
    assert "customer" not in found.text.en
    assert run(task("echo"), path) == ("客户.xlsx",)


def test_an_error_about_a_strange_name_can_be_printed(tmp_path: Path) -> None:
    found = refused("blunder", tmp_path / os.fsdecode(b"caf\xe9 \x1b[31m\n.xlsx"))

    assert r"caf\udce9 \x1b[31m\n.xlsx" in found.text.en
    assert found.text.en.isprintable()


def test_the_cause_is_kept_for_the_log(path: Path) -> None:
    (note,) = refused("blunder", path).__notes__

    assert "ValueError: row of a customer" in note


def test_a_named_error_of_the_task_comes_back_as_itself(path: Path) -> None:
    found = refused("refuse", path)

    assert found.text == EncryptedError(path=path).text


def test_a_panic_of_the_compiled_reader_is_a_named_error(path: Path) -> None:
    rows = hostile_parts.ROWS.replace('B2"><v>5', 'B2" s="1"><v>-1e400')
    path.write_bytes(hostile_parts.xlsx(rows, styles=hostile_parts.styles(2)))

    with contextlib.suppress(DamagedError):
        run(task("calamine"), path)
    assert run(task("echo"), path) == ("客户.xlsx",)


def test_an_abort_of_the_compiled_reader_is_a_named_error(path: Path) -> None:
    corner = '<row r="1048576"><c r="XFD1048576"><v>5</v></c></row>'
    path.write_bytes(hostile_parts.xlsx('<row r="1"><c r="A1"><v>5</v></c></row>' + corner))

    with pytest.raises(TooBigError):
        run(task("calamine"), path)


def test_a_file_that_goes_away_is_missing(path: Path) -> None:
    path.unlink()

    with pytest.raises(FileMissingError):
        run(task("opened"), path)


def test_a_task_nobody_knows_is_our_fault_and_not_the_files(path: Path) -> None:
    assert type(refused("no_such_task", path)) is RelaybookError


def test_what_a_broken_worker_sends_is_not_run(
    path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert isinstance(refused("foreign", path), DamagedError)
    assert "owned" not in capfd.readouterr().out


def test_the_worker_says_nothing_on_our_terminal(
    path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(task("chatter"), path) == ""
    assert capfd.readouterr() == ("", "")


def test_the_current_folder_is_no_place_to_import_from(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pandas.py").write_text("raise SystemExit")
    monkeypatch.chdir(tmp_path)
    isolation.close()

    found = run(task("search_path"), Path(path.name))

    assert isinstance(found, list)
    assert {"", str(tmp_path)}.isdisjoint(found)


def test_a_relative_path_is_that_of_the_caller(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    isolation.close()
    run(task("echo"), path)
    monkeypatch.chdir(tmp_path)

    assert run(task("opened"), Path(path.name)) == b"hello"


def side_by_side(count: int, ask: Callable[[int], object]) -> dict[int, object]:
    """What `ask` of 0, 1, … returns or raises, each in a thread of its own at the same time."""
    found: dict[int, object] = {}

    def keep(n: int) -> None:
        try:
            found[n] = ask(n)
        except RelaybookError as error:
            found[n] = type(error)

    threads = [threading.Thread(target=keep, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_threads_have_a_worker_each_and_get_their_own_results(path: Path) -> None:
    isolation.close()

    found = side_by_side(3, lambda n: run(task("meet"), path, n, 3))

    assert found == {n: f"{n} of 3 workers" for n in range(3)}


def test_a_worker_that_dies_disturbs_no_other(path: Path) -> None:
    deeds = ["wait", "kill", "wait", "segfault"]

    found = side_by_side(4, lambda n: run(task(deeds[n]), path))

    assert found == {0: "waited", 1: DamagedError, 2: "waited", 3: DamagedError}


def test_threads_that_end_leave_their_worker_to_the_next(path: Path) -> None:
    isolation.close()

    pids = {side_by_side(1, lambda _: run(task("pid"), path))[0] for _ in range(3)}

    assert len(pids) == 1


def test_closing_ends_the_workers_in_the_middle_of_their_files(path: Path) -> None:
    isolation.close()
    held: list[psutil.Process] = []

    def end(_: int) -> None:
        held.append(only_child(os.getpid()))
        isolation.close()

    found = side_by_side(2, lambda n: end(n) if n else run(task("sleep"), path))

    assert found == {0: RelaybookError, 1: None}
    assert [worker.is_running() for worker in held] == [False]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_forked_child_starts_a_worker_of_its_own(path: Path) -> None:
    ours = run(task("pid"), path)
    child = os.fork()
    if not child:
        own = run(task("pid"), path)
        isolation.close()
        os._exit(0 if own != ours else 1)
    _, status = os.waitpid(child, 0)

    assert status == 0
    assert run(task("pid"), path) == ours


def parent(path: Path, name: str, *, options: tuple[str, ...] = ("-c",)) -> subprocess.Popen[str]:
    """A Python of its own that runs one task and prints what came of it."""
    program = (
        "from pathlib import Path; from workbook.isolation import run; "
        f"print('ready', flush=True); print(run('{task(name)}', Path({str(path)!r})))"
    )
    return subprocess.Popen(
        [sys.executable, *options, program] if "-c" in options else [sys.executable, *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
    )


def only_child(of: int) -> psutil.Process:
    """The worker of the process `of`, once it is at its task."""
    for _ in range(300):
        for child in psutil.Process(of).children():
            if "workbook.worker" in " ".join(child.cmdline()) and child.num_threads() > 1:
                return child
        time.sleep(0.05)
    pytest.fail("no worker came up")


def is_gone(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):
        process.wait(10)
    return not process.is_running()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
@pytest.mark.parametrize("name", ["sleep", "spin"])
def test_no_worker_outlives_its_parent(path: Path, number: signal.Signals, name: str) -> None:
    with parent(path, name) as process:
        worker = only_child(process.pid)
        time.sleep(0.3)
        process.send_signal(number)
        process.wait(10)

        assert is_gone(worker)


@pytest.mark.parametrize("options", [("-c",), ("-I", "-c"), ("-W", "error", "-c")])
def test_any_kind_of_python_can_be_the_parent(path: Path, options: tuple[str, ...]) -> None:
    with parent(path, "echo", options=options) as process:
        out, _ = process.communicate(timeout=60)

    assert out == "ready\n('客户.xlsx',)\n"
    assert process.returncode == 0


def test_a_session_typed_line_by_line_can_be_the_parent(path: Path) -> None:
    lines = (
        "from pathlib import Path\nfrom workbook.isolation import run\n"
        f"print(run('{task('echo')}', Path({str(path)!r})))\n"
    )
    with parent(path, "echo", options=("-i",)) as process:
        out, _ = process.communicate(lines, timeout=60)

    assert out == "('客户.xlsx',)\n"


@pytest.mark.parametrize(
    ("size", "inflated", "cpu"), [(0, 0, 12), (10 << 20, 0, 27), (10 << 20, 100 << 20, 37)]
)
def test_a_longer_list_may_take_longer(size: int, inflated: int, cpu: float) -> None:
    limits = Limits.of(size, inflated)

    assert limits.cpu == cpu
    assert limits.wall == 2 * cpu
    assert limits.address_space >= 4 << 30
