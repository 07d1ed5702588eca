"""`relaybook grade` on a real book."""

from __future__ import annotations

import datetime as dt
import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from click.testing import CliRunner

from macros.commands.grade import grade
from macros.commands.undo import undo
from tests.templates import folder
from validation.catalogue import load
from validation.errors import NotChangedError
from workbook.reader import open_book
from workbook.template import Content, write_book

if TYPE_CHECKING:
    from pathlib import Path


DAY = ("--today", "2026-11-22", "--lang", "en")
PAGE = """\
Grades on 2026-11-22 (fixed thresholds)
3 customers: A 1, B 0, C 1, D 1; 3 with another grade
Cells changed: 21.
From → to|A|C|D
B|1
C|1
none|1
Customers with another grade
Customer|Move|Why|Grade reason
CUS-2026-001 North Wind|C → A|up: it meets the standard of A|Grade A, score 86 (R5 F4 M4); last
contact 2026-11-19; interactions in a
year: 6; orders of 12 months 20,000
USD.
CUS-2026-002 South Wind|B → D|dormant: nothing for more than 180|Grade D, score 10 (R1 F0 M–); last
days|contact 2026-05-25; interactions in a
year: 0; amount not known: the sheet
FX has no rate for GBP on 2026-04-01
(订单, row 6); nothing for more than
180 days: dormant (was C).
CUS-2026-003 =2+3|none → C|graded for the first time|Grade C, score 0 (R0 F0 M–); never
contacted, no inquiry and no order;
interactions in a year: 0; amount not
known: no order in 12 months, no open
quote and no annual purchase to
count; new customer without any
contact yet.
To look at
客户 5 CUS-2026-001: an A customer lacks Key decision maker (R522)
客户 5 CUS-2026-001: an A customer lacks Decision process (R522)
"""
NO_RATE = (
    "CUS-2026-002: amount not known: the sheet FX has no rate for GBP on 2026-04-01 "
    "(订单, row 6) (R616)"
)


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(rows, dtype=object).astype(object).where(lambda cells: cells.notna(), None)


@cache
def made() -> Path:
    path = folder() / "to-grade.xlsx"
    ids = ["CUS-2026-001", "CUS-2026-002", "CUS-2026-003"]
    day = dt.date.fromisoformat
    frames = {
        "Customers": [
            {
                "customer_id": ids[0],
                "company_name_en": "North Wind",
                "last_contact_date": day("2026-11-19"),
                "grade": "C",
            },
            {
                "customer_id": ids[1],
                "company_name_en": "South Wind",
                "grade": "B",
                "last_contact_date": day("2026-05-25"),
            },
            {"customer_id": ids[2], "company_name_en": "=2+3", "created_date": day("2026-11-20")},
        ],
        "Orders": [
            {
                "order_no": "PO-1",
                "customer_id": ids[0],
                "order_date": day("2026-10-01"),
                "amount": 20000,
                "currency": "USD",
                "status": "已完成",
            },
            {
                "order_no": "PO-2",
                "customer_id": ids[1],
                "order_date": day("2026-04-01"),
                "amount": 90000,
                "currency": "GBP",
                "status": "已完成",
            },
        ],
        "Activities": [
            {
                "act_id": f"ACT-{n:04}",
                "customer_id": ids[0],
                "act_time": dt.datetime(2026, n, 1, 10),  # noqa: DTZ001  # as a cell holds it
                "summary": "talked",
            }
            for n in range(1, 7)
        ],
    }
    content = Content(
        frames={key: _frame(rows) for key, rows in frames.items()}, book_id="0123456789abcdef"
    )
    write_book(path, load(), profile="full", language="zh", content=content)
    return path


@pytest.fixture
def book(tmp_path: Path, data: Path) -> Path:
    """Return the book in a folder, and a data folder, of the test's own."""
    del data
    path = tmp_path / "book.xlsx"
    path.write_bytes(made().read_bytes())
    return path


def run(command: Any, *arguments: object) -> tuple[int, str, str]:
    """Return the exit code and what is said on stdout and stderr."""
    told = CliRunner().invoke(
        command, [str(one) for one in arguments], catch_exceptions=False, standalone_mode=False
    )
    return told.return_value, told.stdout, told.stderr


def test_the_page_tells_who_moved_and_why_and_the_book_holds_it(book: Path) -> None:
    before = book.read_bytes()

    code, out, err = run(grade, book, *DAY)

    assert code == 0
    cells = (re.sub(r"(?:  +|─+)", "|", line.strip()).strip(" |") for line in out.splitlines())
    assert [line for line in cells if line] == [str(book), *PAGE.splitlines(), NO_RATE]
    assert err == f"Wrote {book}.\n"
    after = open_book(book)
    customers = after.sheets["Customers"]
    assert customers["grade"].tolist() == ["A", "D", "C"]
    assert run(undo, book)[0] == 0
    assert book.read_bytes() == before


def test_a_second_run_writes_nothing(book: Path) -> None:
    run(grade, book, *DAY)
    once = book.read_bytes()

    code, out, err = run(grade, book, *DAY)

    assert (code, err, book.read_bytes() == once) == (0, "", True)
    assert out.splitlines()[2:4] == [
        "  3 customers: A 1, B 0, C 1, D 1; 0 with another grade",
        "  Cells changed: 0.",
    ]


def test_a_preview_tells_the_same_and_writes_nothing(book: Path) -> None:
    before = book.read_bytes()
    code, out, err = run(grade, book, *DAY, "--dry-run")
    assert (code, book.read_bytes() == before) == (0, True)
    assert err == "This was a preview; no file was written.\n"
    assert out == run(grade, book, *DAY)[1]


def test_json_holds_every_customer_with_both_reasons(book: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.xlsx"
    before = book.read_bytes()
    code, out, _ = run(grade, book, *DAY, "--format", "json", "-o", copy, "--mode", "absolute")
    document = json.loads(out)
    assert (code, book.read_bytes() == before, document["copy"]) == (0, True, str(copy))
    assert {key: document[key] for key in ("schema", "today", "mode", "orders_only", "grades")} == {
        "schema": "relaybook.grades/1",
        "today": "2026-11-22",
        "mode": "absolute",
        "orders_only": False,
        "grades": {"A": 1, "B": 0, "C": 1, "D": 1},
    }
    assert document["matrix"] == [
        {"from": "B", "to": "D", "customers": 1},
        {"from": "C", "to": "A", "customers": 1},
        {"from": None, "to": "C", "customers": 1},
    ]
    assert document["moved"][1] == {
        "row": 6,
        "customer_id": "CUS-2026-002",
        "name": "South Wind",
        "from": "B",
        "to": "D",
        "why": {"zh": "休眠：超过 180 天没有往来", "en": "dormant: nothing for more than 180 days"},
    }
    assert document["customers"][0] == {
        "row": 5,
        "customer_id": "CUS-2026-001",
        "grade": "A",
        "system": "A",
        "value": "A",
        "r": 5,
        "f": 4,
        "m": 4,
        "score": 86,
        "below_since": None,
        "codes": [],
        "last": "2026-11-19",
        "touch": "contact",
        "interactions": 6,
        "amount": "20000",
        "source": "orders",
        "reason": {
            "zh": "A 级，综合分 86（R5 F4 M4）；最近联系 2026-11-19；一年内往来 6 次；"
            "近 12 个月订单 20,000 USD。",
            "en": "Grade A, score 86 (R5 F4 M4); last contact 2026-11-19; interactions in a year: "
            "6; orders of 12 months 20,000 USD.",
        },
    }
    assert [(one["code"], one["sheet"], one["row"]) for one in document["findings"]] == [
        ("R522", "客户", 5),
        ("R522", "客户", 5),
        ("R616", "订单", 6),
    ]


def test_what_is_left_out_of_a_page_is_said(book: Path) -> None:
    lines = run(grade, book, *DAY, "--limit", 1, "--dry-run")[1].splitlines()
    assert [line.strip() for line in lines if "more; list" in line] == [
        "2 more; list all with --limit 0"
    ] * 2


def test_fifths_are_said_and_a_book_of_orders_alone_too(book: Path) -> None:
    out = run(grade, book, *DAY, "--mode", "quantile", "--dry-run")[1]
    assert out.splitlines()[1] == "  Grades on 2026-11-22 (fifths)"


def test_only_a_book_of_ours_is_graded(tmp_path: Path, data: Path) -> None:
    del data
    path = tmp_path / "list.csv"
    path.write_text("公司,电话\n北风,00861234\n", encoding="utf-8")
    with pytest.raises(NotChangedError):
        run(grade, path, *DAY)
