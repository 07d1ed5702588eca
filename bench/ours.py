"""Relaybook's side of each case."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from pathlib import Path

import lists
from measuring import Failures, Result, Timer

NOW = dt.datetime.combine(lists.TODAY, dt.time(), dt.UTC)


def read(path: Path) -> Result:
    """Read the book in this process, as the worker does."""
    from validation import catalogue as catalogues
    from workbook import prescreen, reader

    catalogues.load(_catalogue(path))  # once in a worker's life, and no part of reading
    timer = Timer()
    with timer.running():
        prescreen.screen(path)
        reader.open_book(path, catalogue_path=_catalogue(path))
    return Result(None, timer.cpu)


def rules(path: Path) -> Result:
    """Check a book that has been read; only the check counts."""
    from validation import catalogue as catalogues
    from validation.checks import check
    from validation.settings import Settings
    from workbook import reader

    known = catalogues.load(_catalogue(path))
    book = reader.open_book(path, catalogue_path=_catalogue(path))
    timer = Timer()
    with timer.running():
        found = check(book, known, settings=Settings.default(), today=lists.TODAY)
    places = {
        (f.row, f.field)
        for f in found
        if f.sheet == book.layouts["Customers"].tab and f.row and f.severity != "info"
    }
    return Result(places, timer.cpu)


def check_cli(path: Path) -> Result:
    """Run `relaybook check`, report as JSON."""
    return Result(_cli(path))


def annotate_cli(path: Path) -> Result:
    """Run `relaybook check --annotate`, report as JSON: read, rules, findings, marked copy."""
    with tempfile.TemporaryDirectory() as folder:
        return Result(_cli(path, "--annotate", folder))


def annotate(path: Path) -> Result:
    """Write the marked copy; reading and checking do not count."""
    import time

    from workbook import checking, inspection

    question = checking.Question(now=NOW, today=lists.TODAY, catalogue=_catalogue(path))
    with tempfile.TemporaryDirectory() as folder:
        start = time.process_time()
        inspection.check_here(path, question)
        middle = time.process_time()
        inspection.check_here(path, question, Path(folder) / "copy.xlsx")
        both = time.process_time() - middle
    return Result(None, both - (middle - start))


def folder(path: Path, workers: int) -> Result:
    """Check a folder of workbooks with so many workers."""
    return Result(_cli(path, "--workers", str(workers)))


def _cli(path: Path, *options: str) -> Failures:
    from macros.cli import main

    with tempfile.TemporaryDirectory() as target:
        report = Path(target) / "report.json"
        own = ("--catalogue", str(_catalogue(path)), "--today", lists.TODAY.isoformat())
        try:
            main(["check", str(path), *own, "--format", "json", "-o", str(report), *options])
        except SystemExit as ended:
            if ended.code not in {0, 1}:
                raise
        files = json.loads(report.read_text(encoding="utf-8"))["files"]
    several, keys = len(files) > 1, _keys()
    return {
        (f["row"], f"{Path(file['path']).name}:{f['field']}" if several else f["field"])
        for file in files
        for f in file["findings"]
        if f["row"] and f["severity"] != "info" and f["field"] in keys
    }


def _keys() -> frozenset[str]:
    from validation import catalogue as catalogues

    return frozenset(column.key for column in lists.columns(catalogues.load()))


def _catalogue(path: Path) -> Path:
    return (path if path.is_dir() else path.parent) / "catalogue.csv"
