"""Texts read by processes of our own: in order, and to the end even when these die."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tests.spread_tasks import deadly, where
from workbook import spreading

if TYPE_CHECKING:
    import pytest


def test_few_rows_are_read_by_this_process() -> None:
    with spreading.readers(49_999) as spread:
        assert spread is map


def test_many_rows_are_read_in_order_by_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    with spreading.readers(50_000) as spread:
        found = list(spread(where, iter(range(20))))

    assert [number for number, _ in found] == list(range(20))
    assert os.getpid() not in {process for _, process in found}


def test_what_dying_readers_leave_is_read_by_this_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    given = [(number, os.getpid()) for number in range(5)]
    with spreading.readers(50_000) as spread:
        assert list(spread(deadly, given)) == list(range(5))


def test_one_processor_reads_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: None)
    with spreading.readers(10_000_000) as spread:
        assert spread is map
