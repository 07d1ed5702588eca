"""How good the shipped points are on lists they were not fitted on: writes the fit report.

`python evaluate.py --peers PYTHON` runs every list and tool in a process of its own, one after the
other; PYTHON is an interpreter with the packages of this folder's pyproject.toml. Seeds below 100
are not among those of fit.py.
"""

from __future__ import annotations

import argparse
import json
import pickle
import platform
import resource
import subprocess
import sys
import tempfile
import time
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import fit
import house
import lists
import measures
import numpy as np
from companies import COUNTRIES
from prepared import prepared

from validation import duplicates
from validation.duplicates import keys, pairs, points

if TYPE_CHECKING:
    import pandas as pd

_ROOT = Path(__file__).parents[2]
_REPORT = _ROOT / "docs" / "duplicates-fit.md"
STYLES = ("trade", "fair", "house")
"""The points are fitted on lists of the first two styles."""
LISTS = tuple((style, rows) for style in STYLES for rows in (1_000, 10_000, 100_000))
COMPARED = (*((style, 10_000) for style in STYLES), ("house", 100_000))
SEEDS = {1_000: (1, 2, 3, 4, 5), 10_000: (1, 2), 100_000: (1,), 1_000_000: (1,)}
PEERS = ("drop_duplicates", "raw", "domain", "rules", "rapidfuzz", "recordlinkage", "splink")
SLOW = {"rapidfuzz"}
"""Not run on 100,000 rows: all pairs within blocks take it the better part of an hour."""
_LIBRARIES = ("numpy", "pandas", "duckdb", "rapidfuzz", "pypinyin")
_SAID = {
    "drop_duplicates": "pandas drop_duplicates",
    "raw": "same raw name or e-mail",
    "domain": "own domain or e-mail",
    "rules": "brand + trade + country, or e-mail, or code",
    "rapidfuzz": "rapidfuzz within blocks",
    "recordlinkage": "recordlinkage ECM",
    "splink": "splink 5, fixed weights",
    "relaybook": "Relaybook",
}


def measured(file: Path) -> dict[str, Any]:
    """Return the figures of the list in a file; the process is to do nothing else."""
    made: lists.CustomerList = pickle.loads(file.read_bytes())  # noqa: S301 - our own file
    before = _peak()
    start = time.perf_counter()
    found = duplicates.find(made.customers, made.contacts, made.titles)
    seconds = time.perf_counter() - start
    peak = _peak()
    first = int(made.customers.index[0])
    strong = found.pairs[found.pairs["band"] == "duplicate"]
    groups = found.pairs[found.pairs["band"] == "group"]
    left, right = _ends(strong, first)
    again = pairs.candidates(keys.records(made.customers, made.contacts, made.titles))
    blocked = measures.of_pairs(made.cluster, again.left, again.right)
    return {
        "seconds": round(seconds, 1),
        "peak_mb": peak,
        "list_mb": before,
        "compared": len(again.left),
        "blocking_recall": blocked.recall,
        "pairs": measures.of_pairs(made.cluster, left, right)._asdict(),
        "clusters": measures.of_labels(made.cluster, _labels(made, found))._asdict(),
        "sisters_joined": _sisters(made, left, right),
        "group_precision": _of_one_house(made, *_ends(groups, first)),
        "groups": len(groups),
        "hint_precision": _of_one_house(made, *_ends(found.hints, first)),
        "hints": len(found.hints),
        "refused": len(found.refused),
        "capped": [list(each) for each in found.capped],
    }


def _ends(pairs: pd.DataFrame, first: int) -> tuple[np.ndarray, np.ndarray]:
    return pairs["left"].to_numpy() - first, pairs["right"].to_numpy() - first


def _sisters(made: lists.CustomerList, left: np.ndarray, right: np.ndarray) -> int:
    both = (made.group[left] == made.group[right]) & (made.group[left] >= 0)
    return int((both & (made.cluster[left] != made.cluster[right])).sum())


def _of_one_house(made: lists.CustomerList, left: np.ndarray, right: np.ndarray) -> float:
    """Return the share of pairs that are one customer or two of one group; no pairs are right."""
    same = int((made.cluster[left] == made.cluster[right]).sum())
    return (_sisters(made, left, right) + same) / len(left) if len(left) else 1.0


def _made(style: str, rows: int, seed: int) -> lists.CustomerList:
    return house.make(rows, seed) if style == "house" else lists.make(style, rows, seed)


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _own(style: str, rows: int, seed: int) -> dict[str, Any]:
    """Return the figures of a list that another process makes: its memory is not to count."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "list.pickle")
        _ran(sys.executable, __file__, "--make", style, rows, seed, file)
        return _ran(sys.executable, __file__, "--one", file)


def _ran(*command: object) -> dict[str, Any]:
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent,
        env={"PYTHONPATH": str(_ROOT), "PATH": ""},
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _peers(python: Path, style: str, rows: int, folder: Path) -> dict[str, dict[str, Any]]:
    """Return the figures of every other tool on the list of seed 1."""
    path = folder / f"{style}-{rows}.csv"
    prepared(_made(style, rows, 1)).to_csv(path, index=False)
    model = folder / "model.json"
    if not model.exists():
        labelled = folder / "labelled.csv"
        prepared(lists.make("trade", 10_000, 140)).to_csv(labelled, index=False)
        command = [python, "peers.py", "splink_weights", labelled, model]
        subprocess.run(command, check=True, capture_output=True, cwd=Path(__file__).parent)
    more = {"splink": (model,)}
    asked = [name for name in PEERS if rows < 100_000 or name not in SLOW]
    return {name: _ran(python, "peers.py", name, path, *more.get(name, ())) for name in asked}


def _table(head: str, rows: list[tuple[object, ...]]) -> list[str]:
    lines = [f"| {head} |", "|" + "---|" * (head.count("|") + 1)]
    return [*lines, *("| " + " | ".join(map(str, row)) + " |" for row in rows), ""]


def _figures(name: str, found: dict[str, Any]) -> tuple[object, ...]:
    cluster, pair = found["clusters"], found["pairs"]
    figures = (pair["precision"], pair["recall"], pair["f1"], cluster["precision"])
    more = (cluster["recall"], cluster["f1"], found["blocking_recall"])
    shown = [f"{figure:.3f}" for figure in (*figures, *more)]
    groups = (f"{found['group_precision']:.3f}", found["groups"])
    hints = (f"{found['hint_precision']:.2f}", found["hints"])
    took = (found["seconds"], found["peak_mb"])
    return (name, *shown, found["sisters_joined"], *groups, *hints, *took)


def _mean(found: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the means of the figures, and the most of seconds and memory."""
    mean = {
        part: {key: float(np.mean([each[part][key] for each in found])) for key in found[0][part]}
        for part in ("pairs", "clusters")
    }
    recall = float(np.mean([each["blocking_recall"] for each in found]))
    most = {key: max(each[key] for each in found) for key in ("seconds", "peak_mb")}
    sums = {key: sum(each[key] for each in found) for key in ("sisters_joined", "groups", "hints")}
    shares = {
        f"{key}_precision": sum(each[f"{key}_precision"] * each[f"{key}s"] for each in found)
        / max(sums[f"{key}s"], 1)
        for key in ("group", "hint")
    }
    return {**mean, **most, **sums, **shares, "blocking_recall": recall}


def report(python: Path | None, *, million: bool) -> str:
    """Return the fit report in Markdown."""
    text = [_OPENING.format(version=points.table().version, **_trained())]
    rows = []
    sizes = (*LISTS, *((("trade", 1_000_000),) if million else ()))
    for style, size in sizes:
        found = [_own(style, size, seed) for seed in SEEDS[size]]
        rows.append(_figures(f"{style} {size:,} × {len(found)}", _mean(found)))
    head = "list × seeds | pair P | pair R | pair F1 | cluster P | cluster R | cluster F1"
    head += " | blocking recall | sisters joined | group P | groups | hint P | hints"
    text += _table(f"{head} | s | peak MB", rows)
    text += [_WEAK, *_partly(), *_crossed()]
    if python:
        text += _compared(python)
    text += ["## The points", "", *_points()]
    return "\n".join(text)


def _partly() -> list[str]:
    """Return the figures of lists that have names and some columns only."""
    rows: list[tuple[object, ...]] = []
    for style in STYLES:
        whole = _made(style, 10_000, 1)
        for columns, beside in fit.COLUMNS.items():
            given = fit.partly(whole, columns)
            found = duplicates.find(given.customers, given.contacts, given.titles)
            score = measures.of_labels(given.cluster, _labels(given, found))
            told = "everything" if beside is None else ", ".join(beside) or "nothing"
            rows.append((style, told, *(f"{figure:.3f}" for figure in score)))
    return [_PARTLY, *_table("list | beside names | cluster P | cluster R | cluster F1", rows)]


def _labels(made: lists.CustomerList, found: duplicates.Duplicates) -> np.ndarray:
    """Return for each row the first row of its customer."""
    labels = np.arange(len(made.cluster))
    first = int(made.customers.index[0])
    for cluster in found.clusters:
        labels[np.array(cluster) - first] = cluster[0] - first
    return labels


def _crossed() -> list[str]:
    """Return what points fitted on one style make of the other style."""
    tested = {s: [fit.taken(_made(s, 10_000, seed)) for seed in (1, 2)] for s in STYLES}
    rows: list[tuple[object, ...]] = []
    for learnt in COUNTRIES:
        lists_of = [each for each in fit.TRAINED_ON if each[0] == learnt and each[1] < 100_000]
        given, start = fit.fitted([fit.sample(*each) for each in lists_of])
        for style, samples in tested.items():
            totals = [fit.total(each.levels, given) for each in samples]
            found = [fit.cluster_f1(*pair, start) for pair in zip(samples, totals, strict=True)]
            means = np.mean(np.array(found), axis=0)
            rows.append((learnt, style, *(f"{figure:.3f}" for figure in means)))
    return [_CROSSED, *_table("fitted on | reported on | cluster P | cluster R | cluster F1", rows)]


def _compared(python: Path) -> list[str]:
    text = [_BESIDE]
    with tempfile.TemporaryDirectory() as folder:
        for style, size in COMPARED:
            found = _peers(python, style, size, Path(folder))
            ours = _own(style, size, 1)
            found["relaybook"] = {"seconds": ours["seconds"], **ours["clusters"]}
            text += [f"### {style}, {size:,} rows", ""]
            rows = [
                (
                    _SAID[name],
                    *(f"{each[key]:.3f}" for key in ("precision", "recall", "f1")),
                    each["seconds"],
                )
                for name, each in found.items()
            ]
            text += _table("tool | cluster P | cluster R | cluster F1 | s", rows)
    return text


def _trained() -> dict[str, str]:
    sizes = sorted({(style, rows) for style, rows, _ in fit.TRAINED_ON})
    told = [
        f"{sum(1 for s, n, _ in fit.TRAINED_ON if (s, n) == size)} × {size[0]} {size[1]:,}"
        for size in sizes
    ]
    partly = f"{len(fit.PARTLY)} of 10,000 rows"
    used = ", ".join(f"{name} {metadata.version(name)}" for name in _LIBRARIES)
    versions = f"Python {platform.python_version()}, {used}"
    return {"trained": ", ".join(told), "partly": partly, "versions": versions}


def _points() -> list[str]:
    table = points.table()
    rows: list[tuple[object, ...]] = [
        ("band", "duplicate", f"≥ {table.duplicate}", "", ""),
        ("band", "possible", f"≥ {table.possible}", "", ""),
    ]
    rows += [
        (field, level, entry.points, entry.text.zh, entry.text.en)
        for (field, level), entry in table.entries.items()
    ]
    return _table("field | level | points | zh | en", rows)


_OPENING = """# How the points of the duplicate check were fitted

Written by `bench/duplicates/evaluate.py`; do not edit. Points table version {version}.

Fitted by logistic regression (`bench/duplicates/fit.py`) on the pairs that blocking finds in
generated lists ({trained} rows; seeds 100 and up), every size with the same weight, and on as many
pairs again of lists that lost most of their columns ({partly}). Ten points are
ten times the odds. A level that says more agreement never gets fewer points, and a level the lists
say little about stays near what a person expects of it. The figures below come from other seeds.
Run with {versions}.

The lists are made up. Such figures rank methods; real lists are harder than any generator. `trade`
is a Chinese exporter's list, `fair` a visitor list of the whole world with other brands, other
rates of error and more free mail (`bench/duplicates/lists.py`). `house` (`house.py`) shares no
word, no table and no kind of error with them: scanners' errors, cells in the wrong column, two
names in one cell, "c/o" and "trading as", firms that moved or took another name, six scripts.
**Nothing is fitted on `house`**; what it showed on seeds 7 and 8 led to rules (names in one cell,
whole words, other scripts), so its figures are not as unseen as an outsider's list.

P is precision, R recall, over pairs of rows; clusters count every pair inside a cluster. *Sisters
joined* counts pairs of two members of one group that were taken for one customer. *Group P* is the
share of pairs in the band "group", which needs a shared own domain, or a phone under like names,
that are of one house; *hint P* is that of the hints, which share nothing but a rare brand. Seconds
are of a shared four-core machine and count normalising, blocking, scoring, clustering and the
reasons; memory includes the list.

## On lists not fitted on
"""
_WEAK = """What these figures do not hide:

- Sisters in one town, or of whom one row leaves its town out, are joined where they share nothing
  that tells them apart: half of the false pairs of `trade` and of `house` are such.
- Two firms of one brand of which only one row says its trade, or that are a letter apart in a
  coined brand, are joined when nothing contradicts and nothing confirms.
- A customer typed a second time under another name, person and phone is not found, nor a firm that
  took another name: names with nothing in common never join without a common code. They are listed
  as possible, or as one group by their domain.
- A translated brand (Golden Falcon, الصقر الذهبي) is found by domain, mailbox or phone only.
- Points come from made-up lists. Where those say little (a mailbox shared by some, a phone by a
  crowd) they stay at what `EXPECTED` in fit.py says: an opinion, written down.
- `house` is by the same hand as the other two. A list nobody here has seen will do worse.
"""
_PARTLY = """## With some columns only

The same lists of 10,000 rows (seed 1) with the names and a column or two. With little beside a
name nothing contradicts and nothing confirms: `fair` has many firms of one surname.
"""
_CROSSED = """## Fitted on one style, reported on the other

The shipped points are fitted on both styles. Here the same fit sees the small and middle lists of
one style only and meets two lists of 10,000 rows of each.
"""
_BESIDE = """## Beside other tools

Every tool gets the same list of seed 1 in one run, the normal forms (brand, pinyin, own domain,
last digits of the phone …) ready made, so their seconds leave normalising out and Relaybook's do
not. splink's weights were estimated with the true labels of a `trade` list of 10,000 rows, its
threshold chosen there, and then kept. recordlinkage's ECM fits itself to each list.
"""


def main() -> None:
    """Write docs/duplicates-fit.md, or print the figures of one list."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--make", nargs=4, metavar=("STYLE", "ROWS", "SEED", "FILE"))
    parser.add_argument("--one", type=Path, metavar="FILE")
    parser.add_argument("--peers", type=Path, metavar="PYTHON")
    parser.add_argument("--million", action="store_true")
    given = parser.parse_args()
    if given.make:
        style, rows, seed, file = given.make
        made = _made(style, int(rows), int(seed))
        print(json.dumps({"bytes": Path(file).write_bytes(pickle.dumps(made))}))
    elif given.one:
        print(json.dumps(measured(given.one)))
    else:
        text = report(given.peers, million=given.million)
        _REPORT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
