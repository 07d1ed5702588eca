"""`relaybook dashboard`: the figures of a book as text, JSON, a page and a workbook."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest

from macros.cli import main
from tests import sample_book
from validation.catalogue import load
from workbook.template import Content, write_book

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small team's book, one rep of which has a name that would run as a script."""
    path = tmp_path_factory.mktemp("dashboard") / "team.xlsx"
    catalogue = load()
    frames = dict(sample_book.frames(catalogue))
    reps = frames["Reps"].copy()
    reps["rep_name"] = ["Manager", "=1+1", "Li", HOSTILE]
    frames["Reps"] = reps
    content = Content(frames=frames, as_of=sample_book.AS_OF)
    write_book(path, catalogue, content=content)
    return path


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as left:
        main(["dashboard", *map(str, arguments), "--today", sample_book.AS_OF.isoformat()])
    return int(str(left.value.code))


def test_the_text_says_every_answer_its_numbers_and_what_is_not_known(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(book, "--lang", "en", "--limit", "2") == 0

    text = capsys.readouterr().out
    assert text[: text.index("Who sells most")] == SOURCES_AND_COUNTRIES
    titles = [line for line in text.splitlines() if line in TITLES]
    assert titles == TITLES


def test_the_json_says_the_same_exactly(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(book, "--format", "json") == 0

    document: dict[str, Any] = json.loads(capsys.readouterr().out)

    assert [document[key] for key in ("schema", "today", "base_currency", "customers")] == [
        "relaybook.dashboard/1", "2026-11-22", "USD", 30,
    ]  # fmt: skip
    figures = {figure["key"]: figure for figure in document["figures"]}
    assert figures["sources"]["lines"][0] == {
        "key": "alibaba",
        "name": {"zh": "阿里巴巴国际站", "en": "Alibaba.com"},
        "values": {
            "prospects": 15,
            "won": 15,
            "conversion": {"part": 15, "whole": 15, "value": "1"},
            "inquiries_won": {"part": 0, "whole": 0, "value": None},
            "year": "76576.5",
        },
    }
    assert figures["countries"]["notes"] == [
        {
            "zh": "4 笔订单换算不出本位币（缺金额、币种或汇率），金额未计入。",
            "en": "4 orders have no known worth in base currency (no amount, currency or rate) "
            "and are in no sum.",
        }
    ]


def test_the_page_is_whole_without_scripts_and_runs_nothing_of_the_book(
    book: Path, tmp_path: Path
) -> None:
    assert run(book, "-o", tmp_path / "page.html") == 0

    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert len(re.findall(r'<section class="figure"', page)) == 11
    assert page.count("<script>") == 1
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "default-src &#39;none&#39;" in page
    assert not re.search(r'\b(?:src|href)="(?!#)', page)
    assert not re.search(r'\son\w+="|\sstyle="', page)


def test_the_workbook_has_a_sheet_and_a_native_chart_for_each_figure(
    book: Path, tmp_path: Path
) -> None:
    assert run(book, "-o", tmp_path / "figures.xlsx", "--lang", "en") == 0

    written = openpyxl.load_workbook(tmp_path / "figures.xlsx")
    assert written.sheetnames == ["Answers", *TITLES]
    charts = {sheet.title: len(sheet._charts) for sheet in written.worksheets}  # noqa: SLF001
    assert charts == {name: int(name not in NO_CHART) for name in written.sheetnames}
    reps = written["Who sells most"]
    cells = [cell for row in reps.iter_rows() for cell in row]
    assert [cell.data_type for cell in cells if cell.value == "=1+1"] == ["s"]
    frame = pd.read_excel(tmp_path / "figures.xlsx", sheet_name="Which country earns most",
                          header=4, nrows=6, engine="openpyxl")  # fmt: skip
    assert frame["Customers"].sum() == 30


TITLES = [
    "Which source converts best",
    "Which country earns most",
    "Who sells most",
    "New customers",
    "Customer lifetime value",
    "How long customers take",
    "Why we lose",
    "What is under way",
    "Follow-up in time",
    "Is the pool shared fairly",
    "Overdue",
]
NO_CHART = ("Answers", "Is the pool shared fairly")
SOURCES_AND_COUNTRIES = """\
As of 2026-11-22; 30 customers; amounts in USD

Which source converts best
Alibaba.com converts best: 15 of 15 won.

 Item               Prospects   Won        Conversion   Inquiries won   12 months (USD)
 ──────────────────────────────────────────────────────────────────────────────────────
 Alibaba.com               15    15   100.0 % (15/15)               –            76,577
 Canton Fair 2026          15    15   100.0 % (15/15)               –            44,044
 All                       36    30    83.3 % (30/36)               –           120,621

1 more lines
4 orders have no known worth in base currency (no amount, currency or rate) and are in no sum.

Which country earns most
Japan leads the last 12 months: 28,529, 23.7 % of all.

 Item     Customers   Orders, 12 months   12 months (USD)     Part   Ever (USD)
 ──────────────────────────────────────────────────────────────────────────────
 Japan            5                   6            28,529   23.7 %       77,578
 France           5                   6            25,526   21.2 %       72,573
 All             30                  30           120,621               372,372

4 more lines
4 orders have no known worth in base currency (no amount, currency or rate) and are in no sum.

"""
