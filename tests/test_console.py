"""Tables on the terminal."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from macros.talk import page_width
from workbook.report.console import page, table

LONG = "金额未知：近十二个月没有订单，也没有可计算的报价和年采购额"


@pytest.mark.parametrize("width", [20, 41, 60, 100])
def test_a_clause_without_spaces_goes_on_in_the_next_line_and_loses_nothing(width: int) -> None:
    drawn = table()
    drawn.add_column("客户")
    drawn.add_column("分级依据", ratio=2)
    drawn.add_row("", f"上次 {LONG}")

    lines = page([drawn], width=width, colour=False).splitlines()

    assert max(map(cell_len, lines)) <= width
    rule = next(n for n, line in enumerate(lines) if "─" in line)
    assert "".join("".join(lines[rule + 1 :]).split()) == f"上次{LONG}"


@pytest.mark.parametrize(("is_terminal", "width"), [(True, 97), (False, 120)])
def test_a_page_is_as_wide_as_the_terminal_it_is_shown_on(
    is_terminal: bool,  # noqa: FBT001  # a parameter of the test
    width: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "97")
    monkeypatch.setattr("sys.stdout.isatty", lambda: is_terminal)
    assert page_width() == width
