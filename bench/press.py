"""What a press of a button costs: from starting Python to the first write, on 2,000 customers.

`python -m bench.press` starts a new Python for each run, as the ribbon does, with an Excel in
memory in the place of Excel: what Excel and COM cost is not in these figures. The book is made
before the clock starts, and the time of opening it in that Excel is taken out. Beside the clock,
which means little while other programs run, stand the processor's seconds.
"""

from __future__ import annotations

import datetime as dt
import gc
import json
import pickle
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROWS = 2_000
RUNS = 5
BUDGET = {
    "python": 0.1,
    "imports": 1.5,
    "read": 0.6,
    "decide": 2.0,
    "to first write": 4.5,
    "whole press": 5.0,
}
"""Seconds a step may take on two cores of a plain computer."""


def main() -> None:
    """Print each step's median over the runs beside its budget."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        _prepare(place)
        runs = [_run(place) for _ in range(RUNS)]
    print(f"{ROWS} customers, {RUNS} presses of Validate all, a new Python for each; medians")
    print(f"{'':16} {'clock':>7} {'CPU':>7} {'budget':>7}")
    for step, budget in BUDGET.items():
        clock, cpu = (statistics.median(run[step][n] for run in runs) for n in (0, 1))
        print(f"{step:16} {clock:6.2f}s {cpu:6.2f}s {budget:6.1f}s")


def _prepare(folder: Path) -> None:
    """Write the book, and keep it as the Excel in memory holds it."""
    import pandas as pd

    from tests.excel.cells import Workbook
    from validation.catalogue import load
    from workbook.template import Content, write_book

    customers = pd.DataFrame(
        [
            {
                "customer_id": f"CUS-2026-{n:04}",
                "company_name_en": f"Company {n} Ltd",
                "country_region": "DE 德国",
                "public_email": f"info@company{n}.com" if n % 50 else "info(at)x",
                "owner": "R001",
                "created_date": dt.date(2026, 1, 5),
            }
            for n in range(1, ROWS + 1)
        ],
        dtype=object,
    )
    reps = pd.DataFrame([{"rep_id": "R001", "rep_name": "Li"}], dtype=object)
    path = folder / "book.xlsx"
    content = Content(frames={"Customers": customers, "Reps": reps}, book_id="B-1")
    write_book(path, load(), content=content)
    with (folder / "book.pickle").open("wb") as file:
        pickle.dump(Workbook.read(path), file)


def _run(folder: Path) -> dict[str, list[float]]:
    """Press once in a new Python; return the seconds of each step, by the clock and of CPU."""
    started = time.time()
    done = subprocess.run(
        [sys.executable, "-B", "-m", "bench.press", str(folder), str(started)],
        capture_output=True,
        text=True,
        check=True,
    )
    told: dict[str, list[float]] = json.loads(done.stdout)
    return told


class Watch:
    """Two clocks that can be stopped."""

    def __init__(self, started: float) -> None:
        self._away = (started, 0.0)
        self.steps: dict[str, list[float]] = {}

    def now(self) -> tuple[float, float]:
        """Return the seconds since the start: by the clock, and of the processor."""
        return time.time() - self._away[0], time.process_time() - self._away[1]

    def note(self, step: str, since: tuple[float, float] = (0.0, 0.0)) -> None:
        """Write down how long a step took, once."""
        took = [now - then for now, then in zip(self.now(), since, strict=True)]
        self.steps.setdefault(step, took)

    def leave_out(self, since: tuple[float, float]) -> None:
        """Forget what passed since then."""
        took = [now - then for now, then in zip(self.now(), since, strict=True)]
        self._away = self._away[0] + took[0], self._away[1] + took[1]


def press_here(folder: Path, started: float) -> None:
    """Press in this process; say when each step was done, less the time of the fake Excel."""
    watch = Watch(started)
    watch.note("python")
    begun = watch.now()
    from macros import excel
    from macros.buttons import checks
    from macros.buttons.pressing import press
    from workbook.keeping import home

    watch.note("imports", begun)
    begun = watch.now()
    from tests.excel import engine

    home.use(folder / "data")
    with (folder / "book.pickle").open("rb") as file:
        app = engine.start("windows", pickle.load(file))  # noqa: S301 - written a moment ago
    gc.collect()
    gc.freeze()  # the cells of that Excel are no part of a real one's process
    watch.leave_out(begun)
    live = excel.opened("book.xlsx", app.hwnd)
    begun = watch.now()
    decide, write = vars(checks)["check"], excel.Excel.write

    def timed(*arguments: object, **options: object) -> object:
        watch.note("read", begun)
        before = watch.now()
        found = decide(*arguments, **options)
        watch.note("decide", before)
        return found

    def first(self: excel.Excel, tab: str, row: int, column: int, rows: object) -> None:
        watch.note("to first write")
        write(self, tab, row, column, rows)  # type: ignore[arg-type]

    vars(checks)["check"] = timed
    excel.Excel.write = first  # type: ignore[method-assign]
    press("check", live, dt.datetime.now(dt.UTC), "en")
    watch.note("whole press")
    sys.stdout.write(json.dumps(watch.steps))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        press_here(Path(sys.argv[1]), float(sys.argv[2]))
    else:
        main()
