"""Runs the cases: every variant in fresh processes, in turn (A B A B), and says how they compare.

`python driver.py FOLDER [--case NAME…] [--rows N] [--rounds N] [--json FILE]`
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import generate

_HERE = Path(__file__).parent


class Case(NamedTuple):
    """Variants that do the same job; the first is the measure the others are divided by."""

    name: str
    what: str
    variants: tuple[str, ...]
    targets: tuple[tuple[str, str, float], ...] = ()
    """(variant, divided by, at most)."""
    wall: bool = False
    """Whether time on the clock counts, not processor time: work spread over processes."""
    slow: frozenset[str] = frozenset()
    """Variants run once only, and not above 10,000 rows unless asked with --slow."""


CASES = (
    Case(
        "read",
        "a workbook to rows in memory",
        ("peers:calamine_read", "ours:read", "peers:pandas_calamine_read",
         "peers:pandas_openpyxl_read"),
        slow=frozenset({"peers:pandas_openpyxl_read"}),
    ),
    Case(
        "rules",
        "25 checks over rows in memory",
        ("ours:rules", "peers:pandera_rules", "peers:pydantic_rules", "peers:frictionless_rules",
         "peers:great_expectations_rules"),
        slow=frozenset({"peers:frictionless_rules", "peers:great_expectations_rules"}),
    ),
    Case(
        "annotate",
        "findings into a copy of the workbook",
        ("ours:annotate", "peers:openpyxl_annotate"),
        slow=frozenset({"peers:openpyxl_annotate"}),
    ),
    Case(
        "whole",
        "read + rules + findings + marked copy, from the command line",
        ("peers:calamine_read", "ours:check_cli", "ours:annotate_cli", "peers:pandera_whole"),
        (("ours:annotate_cli", "peers:calamine_read", 1.5),
         ("ours:annotate_cli", "peers:pandera_whole", 1 / 20)),
        slow=frozenset({"peers:pandera_whole"}),
    ),
    Case(
        "folder",
        "a folder of workbooks with one worker and with four",
        ("ours:folder 1", "ours:folder 4"),
        (("ours:folder 4", "ours:folder 1", 1 / 3),),
        wall=True,
    ),
    Case(
        "start-up",
        "relaybook --help beside an empty Python and an import of pandas",
        ("empty", "help", "pandas"),
    ),
)  # fmt: skip

_STARTS = {
    "empty": ("-c", "pass"),
    "help": ("-m", "macros", "--help"),
    "pandas": ("-c", "import pandas"),
}


class Run(NamedTuple):
    """What one fresh process cost and said. Seconds; megabytes at its peak."""

    cpu: float
    wall: float
    peak: float
    failures: int | None
    digest: str | None


def run(variant: str, path: Path) -> Run:
    """Run one variant once.

    Raises:
        SystemExit: it failed; its last words are shown.
    """
    name, *arguments = variant.split()
    command = _STARTS.get(name) or (str(_HERE / "run.py"), name, str(path), *arguments)
    environment = {**os.environ, "PYTHONPATH": str(_HERE), "PYTHONWARNINGS": "ignore"}
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
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
            raise SystemExit(f"{variant} failed:\n{err.read().decode(errors='replace')[-2000:]}")
        said = {} if name in _STARTS else json.loads(out.read().decode().splitlines()[-1])
    cpu = said.get("cpu") or used.ru_utime + used.ru_stime
    peak = used.ru_maxrss / 1024  # Linux counts in kilobytes
    return Run(cpu, wall, peak, said.get("failures"), said.get("digest"))


def measure(case: Case, path: Path, rounds: int, *, slow: bool) -> dict[str, list[Run]]:
    """Return variant → its runs, made in turn; all that look for failures must agree.

    Raises:
        SystemExit: two variants found different failures.
    """
    chosen = [v for v in case.variants if slow or v not in case.slow]
    runs: dict[str, list[Run]] = {variant: [] for variant in chosen}
    for number in range(rounds):
        for variant in chosen:
            if number == 0 or variant not in case.slow:
                runs[variant].append(run(variant, path))
    digests = {v: of[0].digest for v, of in runs.items() if of[0].digest}
    if len(set(digests.values())) > 1:
        raise SystemExit(f"the variants of {case.name} found different failures: {digests}")
    return runs


def report(case: Case, runs: dict[str, list[Run]]) -> dict[str, object]:
    """Print one table, and return it for the JSON file."""
    print(f"\n{case.name}: {case.what}")
    unit = "wall s" if case.wall else "CPU s"
    print(f"  {'variant':34}{unit:>9}{'ratio':>9}{'peak MB':>9}{'failures':>10}{'runs':>6}")
    medians = {
        variant: statistics.median(one.wall if case.wall else one.cpu for one in of)
        for variant, of in runs.items()
    }
    first = medians[next(iter(runs))]
    rows = []
    for variant, of in runs.items():
        peak = max(one.peak for one in of)
        found = "" if of[0].failures is None else f"{of[0].failures:,}"
        ratio = medians[variant] / first
        print(f"  {variant:34}{medians[variant]:9.2f}{ratio:9.2f}{peak:9.0f}{found:>10}{len(of):6}")
        rows.append(
            {"variant": variant, "seconds": medians[variant], "ratio": ratio, "peak_mb": peak,
             "failures": of[0].failures, "all": [one._asdict() for one in of]}
        )  # fmt: skip
    met = []
    for variant, base, most in case.targets:
        if variant in medians and base in medians:
            ratio = medians[variant] / medians[base]
            verdict = "met" if ratio <= most else "missed"
            print(f"  target: {variant} / {base} ≤ {most:.3g}; measured {ratio:.3g}: {verdict}")
            met.append({"variant": variant, "by": base, "most": most, "measured": ratio})
    return {"case": case.name, "unit": unit, "variants": rows, "targets": met}


def main() -> None:
    """Read the command line, make the lists, run and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the lists are kept")
    parser.add_argument("--case", nargs="*", choices=[case.name for case in CASES])
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--books", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--slow", action="store_true", help="run the slow peers too")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    told = []
    for case in CASES:
        if asked.case and case.name not in asked.case:
            continue
        if case.name == "folder":
            path = generate.folder_of(asked.folder, asked.books, 2_000)
        else:
            path = generate.book(asked.folder, asked.rows)
        runs = measure(case, path, asked.rounds, slow=asked.slow or asked.rows <= 10_000)
        told.append(report(case, runs))
    if asked.json:
        document = {"rows": asked.rows, "rounds": asked.rounds, "cases": told}
        asked.json.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
