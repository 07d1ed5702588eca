"""Nothing is lost: every filled cell of a source is in the book or in the report."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.foreign_lists import (
    PER_REP,
    TWO_HEADERS,
    TWO_HEADERS_MERGED,
    grid,
    imported,
)
from workbook.importing.cells import is_blank
from workbook.importing.derivation import as_text

if TYPE_CHECKING:
    from workbook.formats.grid import Grid
    from workbook.importing import Imported

HEADERS = (
    "公司名称", "Company", "Country", "国家", "联系人", "Contact name", "First Name", "Last Name",
    "邮箱", "Email", "电话", "Phone 2", "职位", "来源", "年采购额(USD)", "业务员", "备注", "序号",
    "Customer ID", "创建日期", "English name", "电子邮件",
)  # fmt: skip
VALUES = (
    "Acme Ltd", "环球科技", "Germany", "USA", "德國", "John Smith (CEO), Mary Jones", "张三/李四",
    "Smith, John", "a@acme.example.com; b@acme.example.com", "bob <bob@x.example.com>, c@d.example",
    "+49 30 123456", "$50,000", "约$2M", "1.500", "2024-05-20", "05/06/2024", "合计", "Total",
    "小计", "注：内部", "A", "R001", "CUS-2024-001", "展会", "x", "  ", "NULL", "12, rue Royale",
    "公司名称", "Email", 7, 3.0, 2.5, True, dt.date(2024, 5, 20),
)  # fmt: skip


@st.composite
def messy_grids(draw: st.DrawFn) -> Grid:
    """Return a list with titles, one or two headers, totals, notes and merges, or plain chaos."""
    width = draw(st.integers(1, 7))
    cell = st.one_of(st.none(), st.sampled_from(VALUES), st.text(max_size=6))
    row = st.lists(cell, min_size=1, max_size=width + 1)
    header = st.lists(st.sampled_from(HEADERS), min_size=width, max_size=width)
    above = draw(st.lists(row, max_size=2))
    heads = draw(st.lists(header, max_size=2))
    body = draw(st.lists(st.one_of(row, header, st.just([])), max_size=8))
    rows: list[list[object]] = [list(cells) for cells in (*above, *heads, *body)]
    merges = []
    if len(rows) > 2 and draw(st.booleans()):
        top = draw(st.integers(1, len(rows) - 1))
        left = draw(st.integers(1, width))
        bottom, right = draw(st.integers(top, len(rows))), draw(st.integers(left, width))
        if (bottom, right) != (top, left):
            # A merged block shows its first cell only; Excel deletes the others.
            for i in range(top - 1, bottom):
                for j in range(left - 1, min(right, len(rows[i]))):
                    if (i, j) != (top - 1, left - 1):
                        rows[i][j] = None
            merges.append((top, left, bottom, right))
    return grid(rows, draw(st.sampled_from(["Sheet1", "李雷", "Germany"])), merged=merges)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(messy_grids(), min_size=1, max_size=2), st.sampled_from(["xlsx", "csv"]))
def test_every_cell_of_a_messy_list_is_in_the_book_or_in_the_report(
    grids: list[Grid], form: str
) -> None:
    result = imported({f"list.{form}": grids})

    filled = sum(not is_blank(v) for g in grids for v in g.cells.to_numpy(dtype=object).ravel())
    accounts = result.report.accounts
    assert [a.forgotten for a in accounts] == [0] * len(grids)
    assert sum(a.cells for a in accounts) == filled
    assert all(a.cells == sum(a[3:]) for a in accounts)
    assert lost(grids, result) == []


@pytest.mark.parametrize(
    "grids",
    [
        [grid(TWO_HEADERS, "客户", merged=TWO_HEADERS_MERGED)],
        [grid(rows, tab) for tab, rows in PER_REP.items()],
    ],
    ids=["two headers", "one tab per rep"],
)
def test_every_cell_of_the_samples_is_in_the_book_or_in_the_report(grids: list[Grid]) -> None:
    result = imported({"list.xlsx": grids})

    assert lost(grids, result) == []
    assert result.report.forgotten == 0


def lost(grids: list[Grid], result: Imported) -> list[str]:
    """Return the texts of the source that stand neither in the book nor in the report."""
    kept = {as_text(v) for f in result.content.frames.values() for v in f.to_numpy().ravel()}
    kept |= {name for headers in result.content.custom.values() for name in headers}
    report = result.report
    kept |= {line.text.strip() for line in report.left_out}
    kept |= {change.before for change in report.changes}
    pieces = [*(split.before for split in report.splits), *(m.header for m in report.mapping)]
    # First and last name stand in the book as one name.
    pieces += [
        as_text(v)
        for f in result.content.frames.values()
        for key in ("contact_name", "rep_name", "序号")
        if key in f
        for v in f[key]
    ]
    inside = "\n".join(squeezed(piece) for piece in pieces)
    missing = []
    for tab in grids:
        for value in tab.cells.to_numpy(dtype=object).ravel():
            text = as_text(value)
            if text and text not in kept and squeezed(text) not in inside:
                missing.append(text)
    return missing


def squeezed(text: str) -> str:
    return "".join(text.split())
