"""`relaybook recycle` on a real book, day after day."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from click.testing import CliRunner

from macros.commands.recycle import recycle
from macros.commands.undo import undo
from tests.recycled import customer, day, follow_up, records
from validation.catalogue import load
from workbook.audit import audit_file
from workbook.checking import Question, check_file
from workbook.reader import open_book
from workbook.template import Content, write_book

if TYPE_CHECKING:
    from pathlib import Path

NOW = dt.datetime(2026, 11, 22, 2, 30, tzinfo=dt.UTC)


@pytest.fixture
def book(tmp_path: Path, data: Path) -> Path:
    """A book of three customers, and a data folder, of the test's own."""
    del data
    given = records(
        [
            customer(),
            customer("CUS-2026-002", grade="A"),
            customer("CUS-2026-003", protect_until=day("2027-01-01")),
        ],
        [follow_up("2026-11-01"), follow_up("2026-11-01", "CUS-2026-002", act_id="ACT-2")],
    )
    frames = {key: pd.DataFrame(rows, dtype=object) for key, rows in given.items()}
    content = Content(frames=frames, book_id="0123456789abcdef")
    path = tmp_path / "book.xlsx"
    write_book(path, load(), profile="full", language="zh", content=content)
    return path


def run(*arguments: object) -> tuple[int, str]:
    """Return the exit code and what is said on stdout."""
    given = [str(one) for one in arguments]
    told = CliRunner().invoke(recycle, given, catch_exceptions=False, standalone_mode=False)
    return told.return_value, told.stdout


def log(path: Path) -> list[tuple[str, str, Any, Any]]:
    """Return day, action, from and to of every row of the pool log."""
    rows = open_book(path).sheets["PoolLog"].to_dict("records")
    return [
        (f"{row['at']:%m-%d}", row["action"], row["from_rep"], row["to_rep"])
        for row in rows
        if row["event_id"]
    ]


def test_a_book_is_warned_and_recycled_day_by_day_and_its_ledger_stays_whole(book: Path) -> None:
    for date in ("2026-11-24", "2026-12-01"):
        assert run(book, "--today", date)[0] == 0
    before = book.read_bytes()

    code, out = run(book, "--today", "2026-12-02", "--lang", "en", "--limit", "1")

    assert code == 0
    lines = out.splitlines()
    assert lines[:2] == [
        f"Recycling of {book} on 2026-12-02",
        "Recycled 1, warned 0, waiting 1, exempt 1, not to be decided 0",
    ]
    assert [line.split()[:4] for line in lines if "CUS-" in line] == [
        ["recycled", "CUS-2026-001", "北风", "R001"],
        ["waiting", "CUS-2026-002", "北风", "R001"],
    ]
    assert log(book) == [
        ("11-24", "回收预警", "R001", None),
        ("12-01", "回收预警", "R001", None),
        ("12-02", "回收入池", "R001", None),
    ]
    row = open_book(book).sheets["Customers"].loc[5]
    assert (row["owner"], row["pool_status"], row["owner_since"]) == (None, "公海", None)
    assert audit_file(book, now=NOW).problems == ()
    CliRunner().invoke(undo, [str(book)], catch_exceptions=False, standalone_mode=False)
    assert book.read_bytes() == before


def test_a_second_run_leaves_the_bytes_and_a_dry_run_writes_nothing(book: Path) -> None:
    first = book.read_bytes()
    _, out = run(book, "--today", "2026-11-24", "--dry-run", "--format", "json")
    assert json.loads(out)["counts"] == {"move": 0, "warn": 1, "wait": 1, "exempt": 1, "held": 0}
    assert book.read_bytes() == first

    run(book, "--today", "2026-11-24")
    once = book.read_bytes()
    run(book, "--today", "2026-11-24")

    assert book.read_bytes() == once != first


def test_the_json_says_for_every_customer_when_and_why(book: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.xlsx"
    before = book.read_bytes()

    _, out = run(book, "--today", "2026-11-24", "--format", "json", "-o", copy)

    told = json.loads(out)
    assert {key: told[key] for key in ("schema", "path", "copy", "today", "rows", "notes")} == {
        "schema": "relaybook.recycle/1",
        "path": str(book),
        "copy": str(copy),
        "today": "2026-11-24",
        "rows": {"公海日志": 1},
        "notes": [],
    }
    assert told["customers"][0] == {
        "customer": "CUS-2026-001",
        "row": 5,
        "name": "北风",
        "owner": "R001",
        "grade": "C",
        "state": "warn",
        "counted_from": "2026-11-01",
        "counted_why": "follow_up",
        "days": 30,
        "due": "2026-12-01",
        "moves": "2026-12-02",
        "next_warning": "2026-11-28",
        "warned": [],
        "reason": {
            "zh": "最近一次有效跟进 2026-11-01，C 级 30 天，至 2026-12-01；"
            "今天预警，2026-12-02 起可回收",
            "en": "last valid follow-up 2026-11-01, grade C has 30 days, to 2026-12-01; "
            "its owner is warned today, it may go to the pool from 2026-12-02 on",
        },
    }
    assert [one["state"] for one in told["customers"]] == ["warn", "wait", "exempt"]
    assert (book.read_bytes(), len(log(copy))) == (before, 1)


def test_what_recycling_writes_has_no_new_finding(book: Path) -> None:
    question = Question(now=NOW, today=day("2026-12-03"))
    codes = {one.code for one in check_file(book, question).findings}

    for date in ("2026-11-30", "2026-12-02"):
        run(book, "--today", date)

    assert {one.code for one in check_file(book, question).findings} - codes == set()


def test_all_are_listed_without_a_limit_and_an_empty_book_says_so(
    book: Path, tmp_path: Path
) -> None:
    _, whole = run(book, "--today", "2026-11-20", "--lang", "zh", "--limit", "0", "--dry-run")
    empty = tmp_path / "empty.xlsx"
    write_book(empty, load(), language="zh", profile="full")
    _, nobody = run(empty, "--today", "2026-11-20", "--lang", "en")
    _, one = run(book, "--today", "2026-11-20", "--lang", "en", "--limit", "1", "--dry-run")

    assert "保护期至 2027-01-01，不回收" in whole
    assert nobody.splitlines()[1] == "no customer has an owner"
    assert one.splitlines()[-1] == "1 more"
