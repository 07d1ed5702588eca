"""The words lists are made of: brands, cities, trades, legal forms, people, dialling codes."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple


class Entry(NamedTuple):
    """A word, and what belongs to it: its Chinese, its pinyin, its spellings or its weight."""

    word: str
    other: str


@cache
def words(kind: str, country: str = "") -> tuple[Entry, ...]:
    """Return the words of a kind in their order; country "": those of every country."""
    return tuple(
        Entry(row["word"], row["other"])
        for row in _rows()
        if row["kind"] == kind and country in ("", row["country"])
    )


@cache
def pinyin() -> dict[str, str]:
    """Return character → its reading without tones, for the characters brands are made of."""
    return {entry.word: entry.other for entry in words("char")}


@cache
def of_country(kind: str) -> dict[str, tuple[str, ...]]:
    """Return country → the spellings of a kind with one row a country (country, tld, dial)."""
    separator = " " if kind == "dial" else "|"
    return {entry.word: tuple(entry.other.split(separator)) for entry in words(kind)}


@cache
def forms(country: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return a country's legal forms as people write them, in Latin letters and in its own."""
    entry = words("form", country)[0]
    return tuple(entry.word.split("|")), tuple(filter(None, entry.other.split("|")))


@cache
def _rows() -> tuple[dict[str, str], ...]:
    path = Path(__file__).with_name("words.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
