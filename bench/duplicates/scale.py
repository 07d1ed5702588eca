"""How time, memory and rightness grow with a list: `python scale.py 10000 100000 1000000`.

Every list is made and searched in processes of its own, one after the other, so that no list counts
the memory of another. CPU seconds count the processes that read names too (`--alone`: none does).
"""

from __future__ import annotations

import argparse
import json
import pickle
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

import lists
import measures
import numpy as np

from validation import duplicates
from validation.duplicates import keys, pairs
from workbook.spreading import readers

_ROOT = Path(__file__).parents[2]
_HEAD = "| list | CPU s | wall s | peak MB | list MB | pairs | blocking recall | cluster F1 |"


class Usage(NamedTuple):
    """Seconds of wall clock and of processors so far, and the most memory in MB."""

    wall: float
    cpu: float
    peak: int


def usage() -> Usage:
    """Return what this process has used, its children's seconds included."""
    own, others = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    cpu = own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime
    return Usage(time.perf_counter(), cpu, own.ru_maxrss // 1024)


def measured(file: Path, *, alone: bool) -> dict[str, Any]:
    """Return the figures of the list in a file; the process is to do nothing else."""
    made: lists.CustomerList = pickle.loads(file.read_bytes())  # noqa: S301 - our own file
    before = usage()
    with readers(0 if alone else len(made.cluster)) as spread:
        found = duplicates.find(made.customers, made.contacts, made.titles, spread=spread)
    after = usage()
    records = keys.records(made.customers, made.contacts, made.titles)
    # Records stand in the order they are compared in, the truth in that of the list.
    truth = made.cluster[made.customers.index.get_indexer(records.labels)]
    blocked = pairs.candidates(records)
    labels = np.arange(len(truth))
    for cluster in found.clusters:
        at = made.customers.index.get_indexer(list(cluster))
        labels[at] = at[0]
    return {
        "cpu": after.cpu - before.cpu,
        "wall": after.wall - before.wall,
        "peak": after.peak,
        "list": before.peak,
        "pairs": found.compared,
        "recall": measures.of_pairs(truth, blocked.left, blocked.right).recall,
        "f1": measures.of_labels(made.cluster, labels).f1,
    }


def _row(style: str, rows: int, seed: int, *more: str) -> str:
    """Return a line of the table."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "list.pickle")
        _ran("--make", style, str(rows), str(seed), str(file))
        found = json.loads(_ran("--one", str(file), *more))
    return (
        f"| {style} {rows:,} | {found['cpu']:.1f} | {found['wall']:.1f} | {found['peak']:,}"
        f" | {found['list']:,} | {found['pairs']:,} | {found['recall']:.4f} | {found['f1']:.4f} |"
    )


def _ran(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, __file__, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd=Path(__file__).parent,
        env={"PYTHONPATH": str(_ROOT), "PATH": ""},
    )
    return done.stdout.splitlines()[-1] if done.stdout else ""


def main() -> None:
    """Print a table, a line a list."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="*", type=int)
    parser.add_argument("--style", choices=("trade", "fair"), default="trade")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--alone", action="store_true")
    parser.add_argument("--make", nargs=4, metavar=("STYLE", "ROWS", "SEED", "FILE"))
    parser.add_argument("--one", type=Path, metavar="FILE")
    given = parser.parse_args()
    if given.make:
        style, rows, seed, file = given.make
        Path(file).write_bytes(pickle.dumps(lists.make(style, int(rows), int(seed))))
    elif given.one:
        print(json.dumps(measured(given.one, alone=given.alone)))
    else:
        print(_HEAD, "|" + "---|" * (_HEAD.count("|") - 1), sep="\n")
        for rows in given.rows:
            more = ("--alone",) if given.alone else ()
            print(_row(given.style, rows, given.seed, *more), flush=True)


if __name__ == "__main__":
    main()
