"""Runs the cases: every variant in fresh processes, in turn (A B A B), and says how they compare.

`python driver.py FOLDER [--case NAME…] [--rows N] [--rounds N] [--json FILE]`
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cases import CASES, STARTS, Case, Target, Variant
from measuring import Cost

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_HERE = Path(__file__).parent
_UNITS = {"seconds": " s", "peak": " MB in the largest process", "together": " MB in all processes"}
_QUICK_ROWS = 10_000
_OURS = ("validation", "workbook", "macros")


class Run(NamedTuple):
    """What one fresh process cost and said."""

    cost: Cost
    failures: int | None = None
    digest: str | None = None
    """Of the failures; equal where two variants found the same cells."""


class Figures(NamedTuple):
    """One line of a table: medians of the seconds, peaks of the megabytes."""

    seconds: float
    peak: float
    together: float


def run(variant: Variant, path: Path) -> Run:
    """Run one variant once.

    Raises:
        SystemExit: it failed; its last words are the message.
    """
    own = (str(_HERE / "run.py"), variant.call, str(path), *variant.argument.split())
    command = STARTS.get(variant.call) or own
    environment = {**os.environ, "PYTHONPATH": str(_HERE), "PYTHONWARNINGS": "ignore"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    with (
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as err,
        tempfile.TemporaryDirectory() as data,  # snapshots and notes, never the user's own
    ):
        environment["RELAYBOOK_DATA"] = data
        start = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, *command], stdout=out, stderr=err, env=environment
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if process.returncode:
            words = err.read().decode(errors="replace")[-2000:]
            raise SystemExit(f"{variant.name} failed:\n{words}")
        started = variant.call in STARTS
        said = {} if started else json.loads(out.read().decode().splitlines()[-1])
    if said.get("cost"):
        return Run(Cost(*said["cost"]), said["failures"], said["digest"])
    cpu = said.get("cpu") or used.ru_utime + used.ru_stime
    peak = used.ru_maxrss / 1024  # Linux counts in kilobytes
    return Run(Cost(cpu, wall, peak, peak), said.get("failures"), said.get("digest"))


def compile_all() -> None:
    """Compile every library once, as installers do, so that no variant pays for its peers'.

    uv leaves it to the first import, and where bytecode may not be written to every import.
    """
    places = {Path(spec.origin).parent for spec in map(find_spec, _OURS) if spec and spec.origin}
    command = [sys.executable, "-m", "compileall", "-qq", "-j0", sysconfig.get_path("purelib")]
    # Some library always ships a file for another Python, which is no matter here.
    subprocess.run([*command, *map(str, places)], check=False)


def measure(
    case: Case, paths: Mapping[int, Path], rounds: int, *, slow: bool
) -> dict[Variant, list[Run]]:
    """Return variant → its runs, made in turn; all that look for failures must agree.

    Args:
        case: what to run.
        paths: how many times the rows asked for → the list.
        rounds: how often each variant runs; a slow one runs once.
        slow: whether to run the slow ones at all.

    Raises:
        SystemExit: two variants found different failures.
    """
    chosen = [v for v in case.variants if slow or not v.slow]
    runs: dict[Variant, list[Run]] = {variant: [] for variant in chosen}
    for number in range(rounds):
        for variant in chosen:
            if number == 0 or not variant.slow:
                runs[variant].append(run(variant, paths[variant.times]))
                agree(case, runs)
    return runs


def agree(case: Case, runs: Mapping[Variant, Sequence[Run]]) -> None:
    """Refuse runs over the same list that did not find the same failures.

    Raises:
        SystemExit: two runs differ.
    """
    found: dict[int, dict[str, tuple[str, int | None]]] = {}
    for variant, of in runs.items():
        for one in of:
            if one.digest:
                found.setdefault(variant.times, {})[one.digest] = (variant.name, one.failures)
    for digests in found.values():
        if len(digests) > 1:
            told = ", ".join(f"{name}: {count:,}" for name, count in sorted(digests.values()))
            raise SystemExit(f"{case.name}: the variants found different failures ({told})")


def figures(case: Case, runs: Mapping[Variant, Sequence[Run]]) -> dict[str, Figures]:
    """Return the name of each variant → its figures."""
    return {
        variant.name: Figures(
            statistics.median(one.cost.wall if case.wall else one.cost.cpu for one in of),
            max(one.cost.peak for one in of),
            max(one.cost.together for one in of),
        )
        for variant, of in runs.items()
    }


def measured(target: Target, of: Mapping[str, Figures]) -> float | None:
    """Return what a target looks at; None: a variant it needs did not run."""
    if target.variant not in of or (target.by and target.by not in of):
        return None
    value: float = getattr(of[target.variant], target.measure)
    return value / getattr(of[target.by], target.measure) if target.by else value


def verdict(target: Target, value: float) -> str:
    """Return the sentence that says whether a target is met."""
    what = f"{target.variant} / {target.by}" if target.by else target.variant
    unit = "" if target.by else _UNITS[target.measure]
    met = "met" if value <= target.most else "missed"
    return f"target: {what} ≤ {target.most:.3g}{unit}; measured {value:.3g}: {met}"


def report(case: Case, runs: Mapping[Variant, Sequence[Run]]) -> dict[str, Any]:
    """Print one table, and return it for the JSON file."""
    print(f"\n{case.name}: {case.what}")
    unit = "wall s" if case.wall else "CPU s"
    print(f"  {'variant':32}{unit:>9}{'ratio':>8}{'peak MB':>9}{'all MB':>8}", end="")
    print(f"{'failures':>10}{'runs':>6}")
    table = figures(case, runs)
    first = next(iter(table.values())).seconds
    rows = []
    for variant, of in runs.items():
        line = table[variant.name]
        found = "" if of[0].failures is None else f"{of[0].failures:,}"
        ratio = line.seconds / first
        print(f"  {variant.name:32}{line.seconds:9.2f}{ratio:8.2f}{line.peak:9.0f}", end="")
        print(f"{line.together:8.0f}{found:>10}{len(of):6}")
        rows.append(
            {"variant": variant.name, "seconds": line.seconds, "ratio": ratio,
             "peak_mb": line.peak, "together_mb": line.together, "failures": of[0].failures,
             "runs": [one.cost._asdict() for one in of]}
        )  # fmt: skip
    told = []
    for target in case.targets:
        value = measured(target, table)
        if value is not None:
            print("  " + verdict(target, value))
            told.append(target._asdict() | {"measured": value, "met": value <= target.most})
    return {"case": case.name, "unit": unit, "variants": rows, "targets": told}


def main() -> None:
    """Read the command line, make the lists, run and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the lists are kept")
    parser.add_argument("--case", nargs="*", choices=[case.name for case in CASES])
    parser.add_argument("--rows", type=int, default=_QUICK_ROWS)
    parser.add_argument("--books", type=int, default=200)
    parser.add_argument("--book-rows", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--slow", action="store_true", help="run the slow peers too")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    compile_all()
    told = []
    for case in CASES:
        if not asked.case or case.name in asked.case:
            slow = asked.slow or asked.rows <= _QUICK_ROWS
            told.append(report(case, measure(case, _lists(case, asked), asked.rounds, slow=slow)))
            if asked.json:  # after each case: the long ones may be stopped
                document = {"rows": asked.rows, "books": asked.books, "rounds": asked.rounds,
                            "python": platform.python_version(), "cores": os.cpu_count(),
                            "cases": told}  # fmt: skip
                asked.json.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def _lists(case: Case, asked: argparse.Namespace) -> dict[int, Path]:
    """Return how many times the rows asked for → the list, made when it is not there."""
    if case.source == "folder":
        return {1: _made(asked.folder, "--rows", "--books", asked.books, "--book-rows",
                         asked.book_rows)}  # fmt: skip
    kind = () if case.source == "book" else (f"--{case.source}",)
    return {
        times: _made(asked.folder, "--rows", asked.rows * times, *kind)
        for times in sorted({variant.times for variant in case.variants})
    }


def _made(folder: Path, *options: object) -> Path:
    # Another process: what this one holds in memory would count as the peak of all it starts.
    command = [sys.executable, str(_HERE / "generate.py"), str(folder), *map(str, options)]
    made = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return Path(made.stdout.splitlines()[-1])


if __name__ == "__main__":
    main()
