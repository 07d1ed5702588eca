"""Makes the lists: `python generate.py FOLDER --rows 1000 100000 --books 200 --book-rows 2000`."""

from __future__ import annotations

import argparse
import io
import tempfile
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import lists
import pandas as pd
import shipped
import xlsxwriter
from stretching import Rows, stretch

from validation import catalogue as catalogues
from workbook.template import Content, write_book

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from validation.catalogue import Catalogue

TAB = "Customers"
PLAIN_TAB = "客户"


def catalogue_of(folder: Path) -> Path:
    """Write the catalogue of the benchmark into `folder` once, and return its path."""
    path = folder / "catalogue.csv"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        lists.write_catalogue(lists.columns(catalogues.load()), path)
    return path


def book(folder: Path, rows: int, seed: int = 1) -> Path:
    """Write a Relaybook workbook of `rows` customers into `folder`, unless it is there."""
    known = catalogue_of(folder)
    of = lists.columns(catalogues.load(known))
    values = (tuple(row.values()) for row in lists.rows(of, rows, seed))
    sample = partial(_book_sample, known)
    return _written(folder / f"list-{rows}-{seed}.xlsx", sample, Rows(TAB, rows, values))


def plain(folder: Path, rows: int, seed: int = 1) -> Path:
    """Write the same customers as anybody's list: one sheet, Chinese headers, nothing of ours."""
    of = lists.columns(catalogues.load(catalogue_of(folder)))
    values = (tuple(map(_word, row.values())) for row in lists.rows(of, rows, seed))
    path = folder / f"plain-{rows}-{seed}.xlsx"
    return _written(path, _plain_sample, Rows(PLAIN_TAB, rows, values))


def full(folder: Path, rows: int, seed: int = 1) -> Path:
    """Write a workbook of the shipped catalogue, every column of its customers filled."""
    folder.mkdir(parents=True, exist_ok=True)
    catalogue = catalogues.load()
    keys = [one.key for one in catalogue.sheets[TAB].fields]
    values = ([row[key] for key in keys] for row in shipped.rows(catalogue, rows, seed))
    return _written(folder / f"full-{rows}-{seed}.xlsx", _full_sample, Rows(TAB, rows, values))


def folder_of(folder: Path, books: int, rows: int) -> Path:
    """Write a folder of `books` workbooks of `rows` customers each, each with its own seed."""
    target = folder / f"books-{books}x{rows}"
    catalogue_of(target)
    for seed in range(1, books + 1):
        book(target, rows, seed)
    return target


def _written(path: Path, sample: Callable[[], bytes], rows: Rows) -> Path:
    """Write a list unless it is there; one that was broken off is not taken for whole."""
    if not path.exists():
        with tempfile.TemporaryDirectory(dir=path.parent) as scratch:
            made = Path(scratch) / path.name
            stretch(io.BytesIO(sample()), made, rows)
            made.replace(path)
    return path


@cache
def _book_sample(known: Path) -> bytes:
    catalogue = catalogues.load(known)
    return _template(catalogue, {TAB: _frame(lists.rows(lists.columns(catalogue), 1, 1))})


@cache
def _full_sample() -> bytes:
    catalogue = catalogues.load()
    rows = shipped.rows(catalogue, 1, 1)
    return _template(catalogue, {**shipped.others(catalogue), TAB: _frame(rows)})


@cache
def _plain_sample() -> bytes:
    of = lists.columns(catalogues.load())
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet(PLAIN_TAB)
        sheet.write_row(0, 0, [column.zh for column in of])
        sheet.write_row(1, 0, [_word(value) for value in next(lists.rows(of, 1, 1)).values()])
    return made.getvalue()


def _template(catalogue: Catalogue, frames: Mapping[str, pd.DataFrame]) -> bytes:
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "sample.xlsx"
        write_book(path, catalogue, content=Content(frames=frames, as_of=lists.TODAY))
        return path.read_bytes()


def _frame(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), dtype=object)


def _word(value: Any) -> Any:
    return ("是" if value else "否") if isinstance(value, bool) else value


def main() -> None:
    """Read the command line and write what it asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    parser.add_argument("--plain", action="store_true", help="one sheet, nothing of ours")
    parser.add_argument("--full", action="store_true", help="the shipped columns, all filled")
    parser.add_argument("--books", type=int, default=0)
    parser.add_argument("--book-rows", type=int, default=2_000)
    asked = parser.parse_args()
    make = plain if asked.plain else full if asked.full else book
    for rows in asked.rows:
        print(make(asked.folder, rows))
    if asked.books:
        print(folder_of(asked.folder, asked.books, asked.book_rows))


if __name__ == "__main__":
    main()
