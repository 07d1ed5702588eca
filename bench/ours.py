"""Relaybook's side of each case."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from pathlib import Path

from measuring import Result, Timer, program

_TODAY = "2026-11-22"


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
        found = check(book, known, settings=Settings.default(), today=dt.date.fromisoformat(_TODAY))
    places = {
        (f.row, f.field)
        for f in found
        if f.sheet == book.layouts["Customers"].tab and f.row and f.severity != "info"
    }
    return Result(places, timer.cpu)


def check_cli(path: Path) -> Result:
    """Run `relaybook check`, report as JSON."""
    return _checked(path, *_own(path))


def annotate_cli(path: Path) -> Result:
    """Run `relaybook check --annotate`, report as JSON: read, rules, findings, marked copy."""
    return _copied(path, *_own(path))


def annotate_shipped(path: Path) -> Result:
    """Run it with the shipped catalogue; no peer has these rules, so no failures are compared."""
    return _copied(path)._replace(failures=None)


def annotate(path: Path) -> Result:
    """Write the marked copy; reading and checking do not count."""
    from validation import catalogue as catalogues
    from validation.checks import check
    from validation.settings import Settings
    from workbook import annotating, reader

    known, today = catalogues.load(_catalogue(path)), dt.date.fromisoformat(_TODAY)
    book = reader.open_book(path, catalogue_path=_catalogue(path))
    checked = annotating.Checked(
        book=book,
        catalogue=known,
        findings=check(book, known, settings=Settings.default(), today=today),
        filled={
            key: annotating.filled(frame, book.layouts[key]) for key, frame in book.sheets.items()
        },
        today=today,
        language="en",
    )
    timer = Timer()
    with tempfile.TemporaryDirectory() as folder, timer.running():
        annotating.annotate(path, Path(folder) / "copy.xlsx", checked=checked)
    return Result(None, timer.cpu)


def folder(path: Path, workers: int) -> Result:
    """Check a folder of workbooks with so many workers."""
    return _checked(path, *_own(path), "--workers", str(workers))


def _copied(path: Path, *options: str) -> Result:
    with tempfile.TemporaryDirectory() as copies:
        result = _checked(path, "--annotate", copies, *options)
        assert (Path(copies) / path.name).exists(), "no marked copy was written"
    return result


def _checked(path: Path, *options: str) -> Result:
    """Run `relaybook check` as a program, and read its report when it has ended."""
    with tempfile.TemporaryDirectory() as target:
        report = Path(target) / "report.json"
        always = ("--today", _TODAY, "--format", "json", "-o", str(report))
        cost = program("-m", "macros", "check", str(path), *always, *options)
        files = json.loads(report.read_text(encoding="utf-8"))["files"]
    several, keys = len(files) > 1, _keys()
    found = {
        (f["row"], f"{Path(file['path']).name}:{f['field']}" if several else f["field"])
        for file in files
        for f in file["findings"]
        if f["row"] and f["severity"] != "info" and f["field"] in keys
    }
    return Result(found, cost=cost)


def _own(path: Path) -> tuple[str, str]:
    return "--catalogue", str(_catalogue(path))


def _keys() -> frozenset[str]:
    import lists  # late: what is imported before stands in memory beside the program

    from validation import catalogue as catalogues

    return frozenset(column.key for column in lists.columns(catalogues.load()))


def _catalogue(path: Path) -> Path:
    return (path if path.is_dir() else path.parent) / "catalogue.csv"
