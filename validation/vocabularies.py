"""Lists of words: the codes a column may hold and every way people write them.

`vocabularies.csv` holds the team's words. Countries, currencies, languages and time zones come
from CLDR (babel); the table adds the names CLDR lacks.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, NamedTuple

from validation.messages import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_CLDR_LISTS = ("country", "currency", "language", "timezone")
_NOT_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
_TENDER_ON = dt.date(2026, 1, 1)


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
        return self.code(value) or self._aliases.get(fold(value)) or self._aliases.get(
            simplified(fold(value))
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


@cache
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
        if name not in _CLDR_LISTS
    }
    for name in _CLDR_LISTS:
        lists[name] = Vocabulary(name, _from_cldr(name, tables.get(name, ())))
    both = {**lists["region"].words, **lists["country"].words} if "region" in lists else {}
    lists["region_or_country"] = Vocabulary("region_or_country", both)
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
    in the table leaves CLDR's own name.
    """
    names = _cldr_names(name)
    told = {row["code"]: row for row in rows}
    words: dict[str, Word] = {}
    for code in [*told, *sorted(names.keys() - told.keys())]:
        zh, en, *others = names.get(code, ("", ""))
        row = told.get(code, {})
        aliases = tuple(dict.fromkeys((*others, *_parts(row.get("aliases", "")))))
        words[code] = Word(
            code, row.get("zh") or zh or code, row.get("en") or en or code, aliases,
            "code" if name in ("currency", "timezone") else "both",
            row.get("parent", ""), frozenset(_parts(row.get("flags", ""))),
        )
    return words


@cache
def _cldr_names(name: str) -> Mapping[str, tuple[str, ...]]:
    """Return code → (zh, en, other names…)."""
    # babel loads half a second of locale data; a command without a catalogue never pays for it.
    from babel import Locale  # noqa: PLC0415
    from babel.core import get_global  # noqa: PLC0415

    zh, en, hant = (Locale.parse(tag) for tag in ("zh", "en", "zh_Hant"))
    if name == "timezone":
        zones = sorted(set(get_global("zone_territories")))
        return {zone: (zone, zone) for zone in zones if "/" in zone}
    if name == "language":
        codes = [c for c in en.languages if len(c) == 2]
        return {c: (zh.languages.get(c, c), en.languages[c]) for c in codes}
    if name == "currency":
        tender = _tender(get_global("territory_currencies"))
        return {c: (zh.currencies.get(c, c), en.currencies.get(c, c)) for c in sorted(tender)}
    found = {}
    numeric: dict[str, list[str]] = {}
    for other, codes in get_global("territory_aliases").items():
        if len(codes) == 1 and len(other) == 3:
            numeric.setdefault(codes[0], []).append(other)
    for code, english in en.territories.items():
        if len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES:
            found[code] = (
                zh.territories.get(code, code), english,
                hant.territories.get(code, ""), *numeric.get(code, ()),
            )
    return found


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

    return opencc.OpenCC("t2s")  # type: ignore[no-any-return]


if TYPE_CHECKING:
    from typing import Protocol

    class _Converter(Protocol):
        def convert(self, text: str) -> str: ...
