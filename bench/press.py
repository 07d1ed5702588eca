"""What a press of a button costs: from starting Python to the first write, on 2,000 customers.

`python -m bench.press` starts a new Python for each run, as the ribbon does, with an Excel in
memory in the place of Excel: what Excel and COM cost is not in these figures. The book is made
and opened before the clock starts, and its time is taken out.
"""

from __future__ import annotations

import datetime as dt
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
BUDGET = {"python": 0.1, "imports": 1.5, "read": 0.6, "decide": 2.0, "to first write": 4.5}
"""Seconds a step may take on two cores of a plain computer."""


def main() -> None:
    """Print each step's median over the runs beside its budget."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        _prepare(place)
        runs = [_run(place) for _ in range(RUNS)]
    print(f"{ROWS} customers, {RUNS} presses of Validate all, a new Python for each")
    for step, budget in BUDGET.items():
        took = statistics.median(run[step] for run in runs)
        print(f"{step:16} {took:6.2f} s   budget {budget:4.1f} s")
    print(f"{'whole press':16} {statistics.median(run['whole'] for run in runs):6.2f} s")


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


def _run(folder: Path) -> dict[str, float]:
    """Press once in a new Python and return how long each step took, in seconds."""
    started = time.time()
    done = subprocess.run(
        [sys.executable, "-B", "-m", "bench.press", str(folder), str(started)],
        capture_output=True,
        text=True,
        check=True,
    )
    told: dict[str, float] = json.loads(done.stdout)
    return told


def press_here(folder: Path, started: float) -> None:
    """Press in this process; say when each step was done, less the time of the fake Excel."""
    times = {"python": time.time() - started}
    import macros.buttons.checks
    from macros import excel
    from macros.buttons.pressing import press
    from workbook.keeping import home

    times["imports"] = time.time() - started - times["python"]
    away = time.time()
    from tests.excel import engine

    home.use(folder / "data")
    with (folder / "book.pickle").open("rb") as file:
        app = engine.start("windows", pickle.load(file))  # noqa: S301 - written a moment ago
    away = time.time() - away
    live = excel.opened("book.xlsx", app.hwnd)
    begun = time.time()
    decide = macros.buttons.checks.check

    def timed(*arguments: object, **options: object) -> object:
        times["read"] = time.time() - begun
        before = time.time()
        found = decide(*arguments, **options)  # type: ignore[arg-type]
        times["decide"] = time.time() - before
        return found

    macros.buttons.checks.check = timed  # type: ignore[assignment]
    write = excel.Excel.write

    def first(self: excel.Excel, tab: str, row: int, column: int, rows: object) -> None:
        times.setdefault("to first write", time.time() - started - away)
        write(self, tab, row, column, rows)  # type: ignore[arg-type]

    excel.Excel.write = first  # type: ignore[method-assign, assignment]
    press("check", live, dt.datetime.now(dt.UTC), "en")
    times["whole"] = time.time() - started - away
    sys.stdout.write(json.dumps(times))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        press_here(Path(sys.argv[1]), float(sys.argv[2]))
    else:
        main()
