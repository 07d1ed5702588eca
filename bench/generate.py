"""Makes the lists: `python generate.py FOLDER --rows 1000 100000 --books 200 --book-rows 2000`."""

from __future__ import annotations

import argparse
from pathlib import Path

import lists
import pandas as pd

from validation import catalogue as catalogues
from workbook.template import Content, write_book


def catalogue_of(folder: Path) -> Path:
    """Write the catalogue of the benchmark into `folder` once, and return its path."""
    path = folder / "catalogue.csv"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        lists.write_catalogue(lists.columns(catalogues.load()), path)
    return path


def book(folder: Path, rows: int, seed: int = 1) -> Path:
    """Write a Relaybook workbook of `rows` customers into `folder`, unless it is there."""
    path = folder / f"list-{rows}-{seed}.xlsx"
    if not path.exists():
        catalogue = catalogues.load(catalogue_of(folder))
        of = lists.columns(catalogue)
        frame = pd.DataFrame(lists.rows(of, rows, seed), dtype=object)
        content = Content(frames={"Customers": frame}, as_of=lists.TODAY)
        write_book(path, catalogue, content=content)
    return path


def folder_of(folder: Path, books: int, rows: int) -> Path:
    """Write a folder of `books` workbooks of `rows` customers each, each with its own seed."""
    catalogue_of(folder)
    target = folder / f"books-{books}x{rows}"
    target.mkdir(parents=True, exist_ok=True)
    if not (target / "catalogue.csv").exists():
        (target / "catalogue.csv").symlink_to(folder.resolve() / "catalogue.csv")
    for seed in range(1, books + 1):
        book(target, rows, seed)
    return target


def main() -> None:
    """Read the command line and write what it asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    parser.add_argument("--books", type=int, default=0)
    parser.add_argument("--book-rows", type=int, default=2_000)
    asked = parser.parse_args()
    for rows in asked.rows:
        print(book(asked.folder, rows))
    if asked.books:
        print(folder_of(asked.folder, asked.books, asked.book_rows))


if __name__ == "__main__":
    main()
