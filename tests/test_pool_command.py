"""The commands of the pool on real books: what they write, say and refuse."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from click.testing import CliRunner

from macros.commands.allocate import allocate
from macros.commands.claim import claim
from macros.commands.replay import replay
from macros.commands.return_ import return_
from macros.commands.undo import undo
from macros.commands.weights import weights
from macros.commands.why import why
from tests.books import at
from tests.pool_books import customer, leads, rep
from tests.templates import folder
from validation.catalogue import load
from validation.changes import Change, Outcome
from validation.errors import RefusedError
from workbook.acting import Task, act
from workbook.audit import audit_file
from workbook.checking import Question
from workbook.reader import open_book
from workbook.template import Content, write_book

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.settings import Settings

EN = ("--lang", "en")
NOW = ("--now", "2026-11-23T09:00")
UTC = dt.datetime(2026, 11, 23, 2, tzinfo=dt.UTC)


@cache
def made(count: int = 4) -> Path:
    """Write a book with a team of 3:2:1, leads and two customers in the pool."""
    path = folder() / f"pool-{count}.xlsx"
    reps = [
        rep("R001", 3, limit_day=2, email="a@abc.com"),
        rep("R002", 2, regions="FR", email="b@abc.com"),
        rep("R003", 1, email="c@abc.com"),
        rep("M001", 0, role="经理", email="m@abc.com"),
    ]
    frames = {
        "Reps": reps,
        "Leads": leads(1, count),
        "Customers": [customer(1), customer(2, country_region="FR", owner="R002",
                                            pool_status="私海")],
        "Config": [{"setting": "company_tz", "value": "Asia/Shanghai"}],
    }  # fmt: skip
    content = Content(
        frames={key: pd.DataFrame(rows, dtype=object) for key, rows in frames.items()},
        book_id="0123456789abcdef",
    )
    write_book(path, load(), profile="full", language="zh", content=content)
    return path


@pytest.fixture
def book(tmp_path: Path, data: Path) -> Path:
    """The team's book in a folder, and a data folder, of the test's own."""
    del data
    return Path(shutil.copy(made(), tmp_path / "book.xlsx"))


def run(command: Any, *arguments: object) -> tuple[int, str, str]:
    """Return the exit code and what is said on stdout and stderr."""
    told = CliRunner().invoke(
        command, [str(one) for one in arguments], catch_exceptions=False, standalone_mode=False
    )
    return told.return_value, told.stdout, told.stderr


def ledger(path: Path, *columns: str) -> Iterator[tuple[Any, ...]]:
    frame = open_book(path).sheets["PoolLog"]
    return (tuple(row) for row in frame[list(columns)].to_numpy(dtype=object).tolist())


def test_an_allocation_writes_the_ledger_and_the_rows_and_can_be_undone(book: Path) -> None:
    before = book.read_bytes()

    code, out, err = run(allocate, book, *NOW, *EN)

    assert code == 0
    assert out.splitlines()[1:3] == [
        "  Cells changed: 11.",
        "  New rows on the sheet 公海日志: 17.",
    ]
    assert err == (
        "Given out: 5 (R001 2, R003 3); left in the pool: 0.\n"
        "Fairness: Jain index 0.4745 (1 is the fairest); at most 2.17 away from what the weights"
        f" say.\nWrote {book}.\n"
    )
    away, full, old = "负责区域不符", "当日已达上限", "保留位次过期"
    assert list(ledger(book, "lead_id", "customer_id", "action", "to_rep", "reason", "slot")) == [
        ("LD-0001", None, "分配", "R001", "正常", "1:1"),
        ("LD-0002", None, "保留位次", "R002", away, "1:2"),
        ("LD-0002", None, "分配", "R003", "正常", "1:3"),
        ("LD-0003", None, "分配", "R001", "正常", "1:4"),
        ("LD-0004", None, "保留位次", "R002", away, "1:5"),
        ("LD-0004", None, "跳过", "R001", full, "1:6"),
        ("LD-0004", None, "跳过", "R001", full, "2:1"),
        ("LD-0004", None, "保留位次", "R002", away, "2:2"),
        ("LD-0004", None, "分配", "R003", "正常", "2:3"),
        (None, "CUS-2026-001", "跳过", "R001", full, "2:4"),
        (None, "CUS-2026-001", "保留位次", "R002", away, "2:5"),
        (None, "CUS-2026-001", "跳过", "R001", full, "2:6"),
        (None, "CUS-2026-001", "跳过", "R002", old, "1:2"),
        (None, "CUS-2026-001", "跳过", "R002", old, "1:5"),
        (None, "CUS-2026-001", "跳过", "R001", full, "3:1"),
        (None, "CUS-2026-001", "保留位次", "R002", away, "3:2"),
        (None, "CUS-2026-001", "分配", "R003", "正常", "3:3"),
    ]
    sheets = open_book(book).sheets
    row = sheets["Leads"].loc[5]
    assert (row["assigned_rep"], row["assigned_date"]) == ("R001", at("2026-11-23 09:00"))
    assert sheets["StageLog"].isna().all(axis=None)
    assert audit_file(book, now=UTC).problems == ()
    run(undo, book)
    assert book.read_bytes() == before


def test_a_dry_run_writes_nothing_and_json_tells_all(book: Path) -> None:
    before = book.read_bytes()

    code, out, _ = run(allocate, book, *NOW, "--dry-run", "--format", "json")

    told = json.loads(out)
    assert (code, book.read_bytes()) == (0, before)
    assert (told["schema"], told["copy"], told["at"]) == (
        "relaybook.allocate/1", None, "2026-11-23T09:00:00"
    )  # fmt: skip
    assert [(one["record"], one["rep"], one["slot"]) for one in told["records"]][:3] == [
        ("LD-0001", "R001", "1:1"),
        ("LD-0002", "R003", "1:3"),
        ("LD-0003", "R001", "1:4"),
    ]
    assert told["records"][1]["reps"] == [
        {
            "rep": "R002",
            "eligible": False,
            "reasons": [
                {"code": "ROUTE_REGION", "zh": "负责区域不符", "en": "Not the rep's region"}
            ],
            "counts": {
                "day": {"number": 0, "limit": None},
                "week": {"number": 0, "limit": None},
                "month": {"number": 0, "limit": None},
                "held": {"number": 1, "limit": None},
            },
        }
    ]


def test_a_copy_leaves_the_book_alone(book: Path, tmp_path: Path) -> None:
    before = book.read_bytes()

    run(allocate, book, "-o", tmp_path / "copy.xlsx", *NOW)

    assert book.read_bytes() == before
    assert next(ledger(tmp_path / "copy.xlsx", "slot")) == ("1:1",)


def test_claims_and_returns_go_on_with_one_ledger(book: Path) -> None:
    run(claim, book, "CUS-2026-001", "--rep", "R001", *NOW)
    _, _, said = run(
        return_, book, "cus-2026-001", "--rep", "r001", "--reason", "No deal for long",
        "--now", "2026-11-23T10:00+08:00", *EN,
    )  # fmt: skip

    assert list(ledger(book, "event_id", "action", "from_rep", "to_rep", "reason", "run_id")) == [
        (1, "领取", None, "R001", "正常", "RUN-0001"),
        (2, "退回", "R001", None, "长期未成交", "RUN-0002"),
    ]
    assert said.splitlines()[0] == (
        "R001 has returned 1: CUS-2026-001. No claim is refunded, and they cannot be claimed"
        " again for 30 days."
    )
    with pytest.raises(RefusedError, match="Cooling off"):
        run(claim, book, "CUS-2026-001", "--rep", "R001", "--now", "2026-12-22T23:59")
    assert run(replay, book, *EN)[:2] == (
        0,
        (
            f"{book}: 2 rows of PoolLog, 1 worked out again, all as they must be.\n"
            "Slots: 0 used, 0 consumed, 0 held, 0 expired.\n"
        ),
    )


def test_a_time_with_a_zone_counts_on_the_companys_calendar(book: Path) -> None:
    run(claim, book, "CUS-2026-001", "--rep", "R001", "--now", "2026-11-22T16:30+00:00")

    assert list(ledger(book, "at")) == [(at("2026-11-23 00:30"),)]


def test_a_changed_row_of_the_ledger_is_named(book: Path) -> None:
    run(allocate, book, *NOW)
    assert list(ledger(book, "to_rep"))[2] == ("R003",)
    put(book, "PoolLog", 7, "to_rep", "R001")

    code, out, _ = run(replay, book, *EN)
    told = json.loads(run(replay, book, "--format", "json")[1])

    assert code == 1
    assert out.startswith(f"{book}: PoolLog first differs at no. 3 (row 7): ")
    assert (told["equal"], told["first"]["number"], told["first"]["row"]) == (False, 3, 7)


def test_why_tells_every_rep_now_and_then(book: Path) -> None:
    run(allocate, book, *NOW)

    code, out, _ = run(why, book, "LD-0002", *NOW, *EN)
    told = json.loads(run(why, book, "LD-0002", "--rep", "R002", *NOW, "--format", "json")[1])

    assert code == 0
    lines = out.splitlines()
    assert lines[0] == "LD-0002 Lead 2: R003 has it"
    assert lines[3] == (
        "  R002 Rep R002: may not: Not the rep's region (day 0/-, week 0/-, month 0/-, held 1/-)"
    )
    assert [line for line in lines if "Slot held" in line] == [
        (
            "  2026-11-23 09:00:00 Slot held R002 1:2 Not the rep's region"
            " (R002: Not the rep's region; day 0/-; week 0/-; month 0/-; held 1/-)"
        )
    ]
    assert [(one["rep"], one["eligible"]) for one in told["reps"]] == [("R002", False)]
    assert [(one["action"], one["slot"]) for one in told["past"]] == [("HELD", "1:2")]


def test_weights_show_their_fractions_and_are_written_when_asked(book: Path) -> None:
    before = book.read_bytes()
    code, out, _ = run(weights, book, *NOW, *EN)
    told = json.loads(run(weights, book, *NOW, "--format", "json")[1])
    assert book.read_bytes() == before

    run(weights, book, "--write", *NOW)

    assert code == 0
    assert out.splitlines()[:2] == [
        "Weights (assignments of 180 days, smoothing 20)",
        "  R001 Rep R001: weight 3 (typed; conversion would give 1); won 0 of 0, shrunk 0",
    ]
    assert [(one["rep"], one["weight"]) for one in told["reps"]] == [
        ("R001", 3), ("R002", 2), ("R003", 1), ("M001", 0)
    ]  # fmt: skip
    assert open_book(book).sheets["Reps"]["won_n"].tolist()[:4] == [0, 0, 0, None]


def test_two_processes_in_two_time_zones_write_the_same_bytes(book: Path, tmp_path: Path) -> None:
    code = "import sys; from macros.cli import main; main(sys.argv[1:])"
    asked = ["--now", "2026-11-22T16:30+00:00"]
    books = []
    for zone in ("America/New_York", "Asia/Shanghai"):
        path = Path(shutil.copy(book, tmp_path / f"{zone.replace('/', '-')}.xlsx"))
        environment = {**os.environ, "TZ": zone, "RELAYBOOK_DATA": str(tmp_path / zone)}
        subprocess.run(
            [sys.executable, "-c", code, "allocate", str(path), *asked],
            env=environment, check=True, capture_output=True,
        )  # fmt: skip
        books.append(path.read_bytes())

    assert books[0] == books[1]
    assert set(ledger(tmp_path / "Asia-Shanghai.xlsx", "at")) == {(at("2026-11-23 00:30"),)}


def test_two_runs_give_what_one_run_gives(book: Path) -> None:
    whole = Path(shutil.copy(book, book.with_name("whole.xlsx")))
    run(allocate, whole, *NOW, "--only", "leads")

    put(book, "Leads", 7, "lead_status", "无效", 8, "无效")
    run(allocate, book, *NOW, "--only", "leads")
    put(book, "Leads", 7, "lead_status", "新建", 8, "新建")
    run(allocate, book, *NOW, "--only", "leads")

    columns = ("event_id", "lead_id", "action", "to_rep", "reason", "slot", "detail")
    assert list(ledger(book, *columns)) == list(ledger(whole, *columns))


def put(path: Path, sheet: str, row: int, column: str, value: str, *more: Any) -> None:
    """Put a value into a cell, as somebody does by hand; `more` are rows and values."""
    pairs = [(row, value), *zip(more[::2], more[1::2], strict=True)]
    task = Task("tests.test_pool_command:by_hand", (sheet, column, pairs), "FIX")
    act(path, Question(now=UTC), task)


def by_hand(
    book: Book, catalogue: Catalogue, settings: Settings, at: dt.datetime, *told: Any
) -> Outcome:
    """Return the cells somebody changes by hand."""
    del catalogue, settings, at
    sheet, column, pairs = told
    frame = book.sheets[sheet]
    return Outcome(
        changes=[Change(sheet, row, column, frame[column][row], new) for row, new in pairs]
    )


def test_a_ledger_shorter_than_one_seen_before_is_told_without_a_row(
    book: Path, tmp_path: Path
) -> None:
    before = shutil.copy(book, tmp_path / "before.xlsx")
    run(allocate, book, *NOW)

    code, out, _ = run(replay, before, *EN)

    assert code == 1
    assert out.startswith(
        f"{before}: PoolLog lacks no. 1: the chain of hashes breaks here: PoolLog ends at entry 0, "
    )
    assert out.splitlines()[0].endswith("its last entries were cut off.")
    assert not out.splitlines()[0].endswith("..")
