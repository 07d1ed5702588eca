"""Lists of words: the codes a column may hold and every way people write them.

`vocabularies.csv` holds the team's words. Countries, currencies, languages and time zones come
from CLDR (babel); the table adds the names CLDR lacks.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

CLDR_LISTS = ("country", "currency", "language", "timezone")
"""The lists whose words come from CLDR."""
_NOT_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
_TENDER_ON = dt.date(2026, 1, 1)
"""A fixed day, so that the list does not depend on when it is made."""


class Word(NamedTuple):
    """One entry of a list."""

    code: str
    zh: str
    en: str
    aliases: tuple[str, ...] = ()
    shown: str = "word"
    """What the cell shows: "code" (A), "word" (私海) or "both" (S4 样品)."""
    parent: str = ""
    """The code this entry belongs under in a dependent list (a country's region)."""
    flags: frozenset[str] = frozenset()
    """Facts about the word, such as v2_safe."""

    def label(self, language: str) -> str:
        """Return what the cell of a `zh`, `en` or `both` template shows.

        >>> Word("S4", "样品", "Sample", shown="both").label("both")
        'S4 样品 Sample'
        """
        if self.shown == "code":
            return self.code
        names = {"zh": [self.zh], "en": [self.en]}.get(language, [self.zh, self.en])
        parts = [self.code, *names] if self.shown == "both" else names
        return " ".join(dict.fromkeys(parts))


@dataclass(frozen=True)
class Vocabulary:
    """A list of words. `words` maps code → Word in the order people see."""

    name: str
    words: Mapping[str, Word]

    def code(self, value: str) -> str | None:
        """Return the code of a word as the book itself writes it; None: it is not in the list.

        Codes, Chinese and English names and the labels of all three template languages count,
        whatever their case, width or spacing.
        """
        return self._canonical.get(fold(value))

    def alias(self, value: str) -> str | None:
        """Return the code another name stands for, simplified or traditional; None: unknown."""
        spelt = fold(value)
        return (
            self._canonical.get(spelt)
            or self._aliases.get(spelt)
            or self._aliases.get(simplified(spelt))
        )

    def labels(self, language: str) -> tuple[str, ...]:
        """Return what a drop-down of a `zh`, `en` or `both` template offers, in order."""
        return tuple(word.label(language) for word in self.words.values())

    @cached_property
    def _canonical(self) -> Mapping[str, str]:
        spelt: dict[str, str] = {}
        for word in self.words.values():
            labels = (word.label(language) for language in ("zh", "en", "both"))
            for name in (word.code, word.zh, word.en, *labels):
                spelt.setdefault(fold(name), word.code)
        return spelt

    @cached_property
    def _aliases(self) -> Mapping[str, str]:
        spelt: dict[str, str] = {}
        for word in self.words.values():
            for name in (word.zh, *word.aliases):
                spelt.setdefault(fold(name), word.code)
                spelt.setdefault(simplified(fold(name)), word.code)
        return spelt


def fold(value: str) -> str:
    """Return `value` for comparing: width, case and spacing gone.

    >>> fold("  Ｓ４ 样品 ")
    's4样品'
    """
    return "".join(unicodedata.normalize("NFKC", value).casefold().split())


@lru_cache(maxsize=50_000)
def simplified(value: str) -> str:
    """Return `value` in simplified characters."""
    return _converter().convert(value)


def vocabularies(rows: Iterable[Mapping[str, str]]) -> Mapping[str, Vocabulary]:
    """Return list name → Vocabulary from the rows of vocabularies.csv."""
    tables: dict[str, list[Mapping[str, str]]] = {}
    for row in rows:
        tables.setdefault(row["vocabulary"], []).append(row)
    lists = {
        name: Vocabulary(name, {row["code"]: _word(row) for row in entries})
        for name, entries in tables.items()
        if name not in CLDR_LISTS
    }
    for name in CLDR_LISTS:
        lists[name] = Vocabulary(name, _from_cldr(name, tables.get(name, ())))
    regions = lists["region"].words if "region" in lists else {}
    lists["region_or_country"] = Vocabulary(
        "region_or_country", {**regions, **lists["country"].words}
    )
    return lists


def _word(row: Mapping[str, str]) -> Word:
    return Word(
        row["code"],
        row["zh"],
        row["en"],
        _parts(row["aliases"]),
        row["shown"] or "word",
        row["parent"],
        frozenset(_parts(row["flags"])),
    )


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _from_cldr(name: str, rows: Sequence[Mapping[str, str]]) -> Mapping[str, Word]:
    """Return the CLDR list with what the table says of it: order first, aliases, parents.

    The rows of the table come first and in their order, then the rest by code; a blank zh or en
    in the table leaves CLDR's own name. Countries are those of the table alone, when it has any:
    CLDR counts rocks and military bases among its territories.
    """
    names = _cldr_names(name)
    told = {row["code"]: row for row in rows}
    rest = [] if name == "country" and told else sorted(names.keys() - told.keys())
    words: dict[str, Word] = {}
    for code in [*told, *rest]:
        zh, en, *others = names.get(code, (code, code))
        row = told.get(code, {})
        words[code] = Word(
            code,
            row.get("zh") or zh,
            row.get("en") or en,
            tuple(dict.fromkeys((*others, *_parts(row.get("aliases", ""))))),
            row.get("shown") or ("code" if name in ("currency", "timezone") else "both"),
            row.get("parent", ""),
            frozenset(_parts(row.get("flags", ""))),
        )
    return words


@cache
def _cldr_names(name: str) -> Mapping[str, tuple[str, ...]]:
    """Return code → (zh, en, other names…)."""
    # babel reads a tenth of a second of locale data; a command without a catalogue never pays.
    from babel.core import get_global  # noqa: PLC0415

    zh, en, hant = (_locale(tag) for tag in ("zh", "en", "zh_Hant"))
    if name == "timezone":
        # Etc/GMT+8 means eight hours *behind* Greenwich: a trap nobody should choose.
        zones = [z for z in get_global("zone_territories") if "/" in z and "Etc/" not in z]
        return {zone: (zone, zone) for zone in (*zones, "Etc/UTC")}
    if name == "language":
        codes = [code for code in en.languages if len(code) == 2]
        return {code: _named(code, en.languages, zh.languages) for code in codes}
    if name == "currency":
        codes = sorted(_tender(get_global("territory_currencies")))
        return {code: _named(code, en.currencies, zh.currencies) for code in codes}
    numbers: dict[str, list[str]] = {}
    for other, codes in get_global("territory_aliases").items():
        if len(codes) == 1 and len(other) == 3:
            numbers.setdefault(codes[0], []).append(other)
    countries = [code for code in en.territories if len(code) == 2 and code.isalpha()]
    return {
        code: (
            *_named(code, en.territories, zh.territories),
            *_respelt(en.territories[code]),
            *filter(None, [hant.territories.get(code)]),
            *numbers.get(code, ()),
        )
        for code in countries
        if code not in _NOT_COUNTRIES
    }


def _named(code: str, en: Mapping[str, str], zh: Mapping[str, str]) -> tuple[str, str]:
    english = en.get(code, code)
    return zh.get(code, english), english


def _respelt(name: str) -> tuple[str, ...]:
    """Return how people without accents and ampersands write an English name of CLDR.

    >>> _respelt("St. Barthélemy")
    ('St. Barthelemy', 'Saint Barthélemy', 'Saint Barthelemy', 'St Barthélemy', 'St Barthelemy')
    """
    spellings = [name]
    for old, new in ((" & ", " and "), ("St. ", "Saint "), ("St. ", "St "), ("’", "'")):
        spellings += [s.replace(old, new) for s in spellings if old in s]
    decomposed = ((s, unicodedata.normalize("NFKD", s)) for s in spellings)
    plain = ((s, "".join(c for c in d if not unicodedata.combining(c))) for s, d in decomposed)
    return tuple(s for s in dict.fromkeys(s for pair in plain for s in pair) if s != name)


def _locale(tag: str) -> _Locale:
    from babel import Locale  # noqa: PLC0415

    return Locale.parse(tag)


def _tender(currencies: Mapping[str, Sequence[Sequence[object]]]) -> set[str]:
    """Return the currencies that are legal tender somewhere."""
    today = (_TENDER_ON.year, _TENDER_ON.month, _TENDER_ON.day)
    return {
        str(code)
        for entries in currencies.values()
        for code, _start, end, tender in entries
        if tender and (end is None or tuple(end) > today)  # type: ignore[arg-type]
    }


@cache
def _converter() -> _Converter:
    import opencc  # noqa: PLC0415

    return opencc.OpenCC("t2s")


if TYPE_CHECKING:
    from typing import Protocol

    class _Converter(Protocol):
        def convert(self, text: str) -> str: ...

    class _Locale(Protocol):
        @property
        def territories(self) -> Mapping[str, str]: ...
        @property
        def languages(self) -> Mapping[str, str]: ...
        @property
        def currencies(self) -> Mapping[str, str]: ...
