"""The holidays of customers' countries, by the day on which to greet."""

from __future__ import annotations

import csv
import datetime as dt
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from validation.messages import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from holidays import HolidayBase

    from validation.catalogue import Catalogue

_TABLE = Path(__file__).with_name("holiday_names.csv")
_DAY = dt.timedelta(days=1)


_NO_OCCASION = re.compile(
    "substituted from|bridge|^the day preceding|^(the )?(second|third|fourth|fifth|seventh) day|"
    "^(the )?day (after|following) (?!mid-autumn)|^the first weekday after|"
    "^29 of|^sunday$|^substitute$|^national$",
    re.IGNORECASE,
)
"""Names of days off that belong to another holiday or stand for another day.

Hong Kong keeps the day after the Mid-Autumn Festival for the festival itself."""


_TAIL = re.compile(r" \((?:observed|estimated|substitute|in lieu|additional)[^)]*\)$| Holiday$")


class Holiday(NamedTuple):
    """One holiday of one country; of several days in a row it is the first."""

    country: str
    day: dt.date
    name: Text
    greets: bool
    """Whether a greeting is in place; nobody sends wishes for a day of mourning."""


class _Named(NamedTuple):
    word: re.Pattern[str]
    zh: str
    greets: bool


def holidays(countries: Iterable[str], first: dt.date, last: dt.date) -> tuple[Holiday, ...]:
    """Return the public holidays of some countries from `first` to `last`, by day and country.

    Args:
        countries: ISO alpha-2 codes; one whose holidays are not known has none.
        first: the first day asked for.
        last: the last day asked for, included.
    """
    found = [
        holiday
        for country in sorted(set(countries))
        for year in range(first.year, last.year + 1)
        for holiday in _of_year(country, year)
        if first <= holiday.day <= last
    ]
    return tuple(sorted(found, key=lambda each: (each.day, each.country, each.name.en)))


def unknown(countries: Iterable[str]) -> tuple[str, ...]:
    """Return those of the countries whose holidays nobody here knows."""
    return tuple(sorted(code for code in set(countries) if _calendar(code) is None))


def called(countries: Iterable[str], catalogue: Catalogue) -> Text:
    """Return what countries are called, a comma between them; a code of no list as it is."""
    words = catalogue.vocabularies["country"].words
    found = [Text(w.zh, w.en) if (w := words.get(c)) else Text(c, c) for c in countries]
    return Text("、".join(each.zh for each in found), ", ".join(each.en for each in found))


@cache
def _of_year(country: str, year: int) -> tuple[Holiday, ...]:
    calendar = _calendar(country)
    if calendar is None:
        return ()
    calendar.get(dt.date(year, 1, 1))  # the calendar fills itself a year at a time
    names: dict[str, dt.date] = {}
    ended: dict[str, dt.date] = {}
    found = []
    for day in sorted(calendar):
        if day.year != year:
            continue
        for name in calendar.get_list(day):
            said = _plain(name)
            if _NO_OCCASION.search(said):
                continue
            in_a_row = said in ended and day - ended[said] <= 2 * _DAY
            substitute = said != name and said in names
            ended[said] = day
            if in_a_row or substitute:
                continue
            names.setdefault(said, day)
            known = _known(said)
            zh = known.zh if known else said
            found.append(Holiday(country, day, Text(zh, said), known.greets if known else True))
    return tuple(found)


def _plain(name: str) -> str:
    """Return a holiday's name without what says that its day was moved.

    >>> _plain("Christmas Day (observed)"), _plain("Day off for Independence Day")
    ('Christmas Day', 'Independence Day')
    """
    name = _TAIL.sub("", name)
    for mark in ("Day off for ", "Substitute Holiday for ", "Alternative holiday for "):
        name = name.removeprefix(mark)
    return name


@cache
def _calendar(country: str) -> HolidayBase | None:
    from holidays import country_holidays, list_supported_countries  # noqa: PLC0415

    languages = list_supported_countries().get(country)
    if languages is None:
        return None
    return country_holidays(country, language="en_US")


@cache
def _names() -> tuple[_Named, ...]:
    with _TABLE.open(encoding="utf-8-sig", newline="") as file:
        return tuple(
            _Named(re.compile(rf"\b{re.escape(row['word'])}\b"), row["zh"], row["greet"] == "Y")
            for row in csv.DictReader(file)
        )


@cache
def _known(name: str) -> _Named | None:
    """Return the first row of the table whose word stands in a holiday's English name."""
    folded = name.casefold()
    return next((each for each in _names() if each.word.search(folded)), None)


def by_country(found: Iterable[Holiday]) -> Mapping[str, tuple[Holiday, ...]]:
    """Return country → its holidays, in their order."""
    grouped: dict[str, list[Holiday]] = {}
    for holiday in found:
        grouped.setdefault(holiday.country, []).append(holiday)
    return {country: tuple(each) for country, each in grouped.items()}
