"""How long a leaver with many customers takes: CPU and memory of each step, worker included.

    python -m bench.leaving [CUSTOMERS]

Half as many customers again belong to those who stay; each has a contact, two orders, a to-do
and two notes.
"""

from __future__ import annotations

import datetime as dt
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pandas as pd
import psutil

from validation.catalogue import load
from validation.leaving import Request
from workbook.checking import Question
from workbook.keeping import home
from workbook.leaving import hand_over, plan_of, undo
from workbook.leaving.closing import closed
from workbook.leaving.files import write
from workbook.leaving.sections import report
from workbook.template import Content, write_book

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_T = TypeVar("_T")
_NOW = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)
_DAY = dt.date(2026, 11, 20)
_SINCE = dt.date(2026, 1, 6)
_OWNERS = ("R003", "R003", "R001", "R003", "R003", "R002")
"""Two of three are the leaver's."""


def frames(customers: int) -> Mapping[str, pd.DataFrame]:
    """Return the sheets of a team of whose customers the leaver has so many."""
    rows: dict[str, list[dict[str, object]]] = {
        "Reps": [
            {"rep_id": rep, "rep_name": f"Rep {rep}", "role": role, "active": "在岗"}
            for rep, role in (
                *(("M001", "经理"), ("R001", "业务员"), ("R002", "业务员"), ("R003", "业务员")),
            )
        ],
        "Groups": [{"group_id": f"GRP-{n:03}", "group_name": f"Group {n}"} for n in range(1, 201)],
    }
    for n in range(customers * 3 // 2):
        for sheet, row in _rows(n):
            rows.setdefault(sheet, []).append(row)
    return {key: pd.DataFrame(each, dtype=object) for key, each in rows.items()}


def _rows(n: int) -> Iterator[tuple[str, dict[str, object]]]:
    customer = f"CUS-2026-{n + 1:03}"
    yield (
        "Customers",
        {
            "customer_id": customer,
            "company_name_en": f"Company {n} Ltd",
            "country_region": "DE 德国",
            "grade": "ABBCCCCD"[n % 8],
            "stage": ("S3 报价", "S8 已成交维护期", "S9 未成交/流失")[n % 3],
            "group_id": f"GRP-{n % 200 + 1:03}" if n % 10 == 0 else None,
            "key_comm_summary": "谈过价格与交期，等客户确认样品",
            "owner": _OWNERS[n % 6],
            "pool_status": "私海",
            "owner_since": _SINCE,
        },
    )
    contact = {"contact_id": f"CON-{n + 1:04}", "customer_id": customer, "is_primary": "是"}
    yield "Contacts", {**contact, "contact_name": f"Maria {n}", "email": f"m{n}@company{n}.com"}
    todo = {"todo_id": f"TD-{n + 1:03}", "customer_id": customer, "todo": "寄样", "due": _DAY}
    yield "Todos", {**todo, "kind": "样品", "assignee": _OWNERS[n % 6], "status": "未完成"}
    for m in (1, 2):
        order = {"order_no": f"PO{n}-{m}", "customer_id": customer, "order_date": _DAY}
        yield "Orders", {**order, "amount": 10.5 * n, "currency": "USD", "status": "已完成"}
        note = {"act_id": f"ACT-{2 * n + m:04}", "customer_id": customer, "direction": "发出"}
        yield "Activities", {**note, "act_time": _DAY, "summary": "发送目录", "by": _OWNERS[n % 6]}


def main(customers: int) -> None:
    """Print the time of each step, and the most memory of this process and of the worker."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        home.use(folder / "data")
        book = folder / "book.xlsx"
        write_book(
            book,
            load(),
            profile="full",
            language="zh",
            content=Content(frames=frames(customers), book_id="0123456789abcdef"),
        )
        print(f"{customers} customers handed over; {book.stat().st_size / 1e6:.1f} MB")
        question = Question(now=_NOW, language="zh")
        request = Request("R003", ("R001", "R002"), "M001")
        _told("plan", lambda: plan_of(book, question, request))
        done = _told("hand over, read back", lambda: hand_over(book, question, request))
        subject = closed(book, question, done)
        assert subject is not None
        assert done.introductions is not None
        drafts = done.introductions.drafts
        made = report(subject)
        _told(
            f"report and {len(drafts)} drafts",
            lambda: write(folder / "r", made, drafts, rep="R003", language="zh"),
        )
        _told("again: nothing to do", lambda: hand_over(book, question, request))
        _told("undo", lambda: undo(book, question, "R003"))


def _told(step: str, work: Callable[[], _T]) -> _T:
    begun, before = time.perf_counter(), _cpu()
    found = work()
    wall, used = time.perf_counter() - begun, _cpu() - before
    here, worker = _most(psutil.Process()), max(map(_most, _workers()), default=0)
    print(f"{step:30} {wall:6.1f} s  {used:6.1f} s CPU  {here:5} + {worker} MB")
    return found


def _workers() -> list[psutil.Process]:
    return psutil.Process().children(recursive=True)


def _cpu() -> float:
    alive = sum(sum(one.cpu_times()[:2]) for one in (psutil.Process(), *_workers()))
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return float(alive + ended.ru_utime + ended.ru_stime)


def _most(process: psutil.Process) -> int:
    """Return the most MB a process has held."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    line = next((one for one in status.splitlines() if one.startswith("VmHWM")), "VmHWM: 0 kB")
    return int(line.split()[1]) // 1024


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)
