"""Which field a foreign header means, and why we think so.

A header is compared by machine key, Chinese name, English name and aliases, all folded: width,
case, spacing, punctuation and simplified or traditional writing do not count. What is in
brackets is a unit ("金额(USD)"). Only when nothing is equal does similarity or the content of
the column propose a field, and that is marked as a guess.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from rapidfuzz import fuzz

from validation.vocabularies import simplified

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from validation.catalogue import Catalogue

How = Literal["key", "name", "alias", "part", "guess", "content", "map", "tab", "custom"]

CONFIDENCE: Mapping[How, float] = {
    "map": 1.0, "key": 1.0, "name": 0.98, "alias": 0.95, "part": 0.9, "tab": 0.9,
    "guess": 0.8, "content": 0.7, "custom": 0.0,
}  # fmt: skip
SIMILAR = 90
"""The least similarity (0-100) of a guess; measured in tests/test_headers.py."""
ANNEX = {"Customers": "Contacts"}
"""A customer list often carries its contact person in the same row."""
PERSON = (
    "contact_name", "first_name", "last_name", "title", "role", "email", "phone", "im", "social",
    "private_contact", "personality", "birthday_md", "contact_status", "opt_out", "bounced",
)  # fmt: skip
SPLIT_NAME = {"Customers": "company_name", "Products": "product_name"}
"""A header that says only "name": the field follows from the script of each value."""
HALF_NAMES: Mapping[str, tuple[str, ...]] = {
    "first_name": (
        "名", "first name", "firstname", "given name", "forename", "contact first name",
    ),
    "last_name": ("姓", "last name", "lastname", "surname", "family name", "contact last name"),
}  # fmt: skip
"""Headers of half a name. The book has no such field, so they are no aliases of the catalogue."""
_NAMED_IN_HALVES = ("Contacts", "Reps")
_SCRIPT_KEYS = frozenset({"company_name_zh", "company_name_en", "name_zh", "name_en"})
_SCRIPT_WORD = re.compile(r"zh$|en$|cn$|nameen|namezh|中文|英文|chinese|english")
_PREFIXES = (
    "customers", "customer", "clients", "client", "companys", "company", "contacts", "contact",
    "accounts", "account", "buyers", "buyer", "primary", "main", "organization", "business",
    "客户", "公司", "联系人", "主要", "采购商", "买家", "企业",
)  # fmt: skip
_SHORTEST = 3
_BRACKETS = re.compile(r"[(\[{【<]([^)\]}】>]*)[)\]}】>]")
_BETWEEN_SCRIPTS = re.compile(r"(?<=[㐀-鿿])\s*(?=[A-Za-z])|(?<=[A-Za-z.])\s*(?=[㐀-鿿])")


class Meaning(NamedTuple):
    """The field a header stands for; `key` may be a half or an undecided name (`first_name`)."""

    sheet: str
    key: str
    how: How

    @property
    def confidence(self) -> float:
        """How sure we are, 0 to 1."""
        return CONFIDENCE[self.how]


class Match(NamedTuple):
    """What became of one column of a table."""

    header: str
    meaning: Meaning | None
    unit: str = ""
    """The text in the header's brackets: "USD" of "Amount (USD)"."""
    rival: str = ""
    """The better column, when this one meant the same field and lost."""
    foreign: str = ""
    """A value that the field's list does not have, when that is why the column stays apart."""


@dataclass(frozen=True)
class Names:
    """Every name of every field, folded."""

    catalogue: Catalogue

    def meaning(self, sheet: str, header: str) -> Meaning | None:
        """Return the field that `header` names on `sheet` or beside it; None: no name is equal."""
        for candidate, how in _readings(header):
            for home in self._homes(sheet):
                found = self._by_sheet[home].get(candidate)
                if found and (home == sheet or found[0] in PERSON):
                    rank = min((found[1], how), key=lambda h: CONFIDENCE[h])
                    return Meaning(home, found[0], rank)
        return None

    def guess(self, sheet: str, header: str) -> Meaning | None:
        """Return the field whose name is most like `header`; None: nothing is like enough."""
        folded = fold_header(header)
        bare = _without_prefix(folded)
        best: tuple[float, Meaning] | None = None
        for home in self._homes(sheet):
            for name, (key, _) in self._by_sheet[home].items():
                if home != sheet and key not in PERSON:
                    continue
                score = 99.0 if bare and name == bare else _likeness(folded, name)
                if score >= SIMILAR and (best is None or score > best[0]):
                    best = (score, Meaning(home, key, "guess"))
        return best[1] if best else None

    def known(self, header: str) -> bool:
        """Return whether some sheet people fill has a column of this name."""
        return any(text in self._everywhere for text, _ in _readings(header))

    def _homes(self, sheet: str) -> tuple[str, ...]:
        annex = ANNEX.get(sheet)
        return (sheet, annex) if annex else (sheet,)

    @cached_property
    def _by_sheet(self) -> Mapping[str, Mapping[str, tuple[str, How]]]:
        return {sheet: self._names(sheet) for sheet in self.catalogue.sheets}

    @cached_property
    def _everywhere(self) -> frozenset[str]:
        people = (s for s in self.catalogue.sheets.values() if s.kind == "data")
        return frozenset(name for s in people for name in self._by_sheet[s.key])

    def _names(self, sheet: str) -> Mapping[str, tuple[str, How]]:
        names: dict[str, tuple[str, How]] = {}
        fields = self.catalogue.sheets[sheet].fields
        ranked: list[tuple[How, str, str]] = [("key", f.key, f.key) for f in fields]
        ranked += [("name", f.key, name) for f in fields for name in (f.zh, f.en)]
        ranked += [("alias", f.key, name) for f in fields for name in f.aliases]
        if sheet in _NAMED_IN_HALVES:
            ranked += [("alias", key, name) for key, own in HALF_NAMES.items() for name in own]
        # A name in brackets alone is weak: "Company name (EN)" also answers to "Company name".
        ranked += [
            ("part", f.key, _BRACKETS.sub("", name))
            for f in fields
            for name in map(_half_width, (f.zh, f.en))
            if _BRACKETS.search(name)
        ]
        for how, key, name in ranked:
            folded = fold_header(name)
            names.setdefault(folded, (_undecided(sheet, key, folded), how))
        names.pop("", None)
        return names


def _undecided(sheet: str, key: str, name: str) -> str:
    """Return the key of the plain name where a name of one script does not say which script."""
    plain = SPLIT_NAME.get(sheet, "")
    decided = key not in _SCRIPT_KEYS or key == name.casefold() or _SCRIPT_WORD.search(name)
    return key if decided or not plain else plain


def _half_width(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def names(catalogue: Catalogue) -> Names:
    """Return every name of every field of a catalogue."""
    return Names(catalogue)


def fold_header(text: str) -> str:
    """Return a header for comparing: width, case, punctuation, traditional writing gone.

    >>> fold_header("＊聯絡人 E-mail：")
    '联络人email'
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    return simplified("".join(c for c in plain if c.isalnum()))


def unit_of(header: str) -> str:
    """Return what stands in the header's last brackets, upper case; empty: none.

    >>> unit_of("金额（usd）")
    'USD'
    """
    found = _BRACKETS.findall(unicodedata.normalize("NFKC", header))
    return found[-1].strip().upper() if found else ""


def match(
    names: Names,
    sheet: str,
    headers: Sequence[str],
    *,
    samples: Mapping[str, Sequence[object]],
    taken: Mapping[str, Meaning] | None = None,
) -> tuple[Match, ...]:
    """Return what each header means on `sheet`, in their order; each field at most once.

    `samples` gives some values of each column, for guessing by content. `taken` maps headers
    to the fields a map file has already given them.
    """
    fixed = taken or {}
    found = {h: fixed.get(h) or names.meaning(sheet, h) for h in headers}
    winners = _winners(found)
    used = {(m.sheet, m.key) for m in winners.values()}
    for header in headers:
        if found[header] is None:
            guess = names.guess(sheet, header) or _by_content(
                sheet, samples.get(header, ()), names.catalogue
            )
            if guess and (guess.sheet, guess.key) not in used and not _covered(guess, used):
                found[header] = winners[header] = guess
                used.add((guess.sheet, guess.key))
    holders = {(m.sheet, m.key): header for header, m in winners.items()}
    return tuple(
        Match(h, winners.get(h), unit_of(h), _rival(h, found[h], holders)) for h in headers
    )


def _winners(found: Mapping[str, Meaning | None]) -> dict[str, Meaning]:
    """Return header → meaning where the best column of each field keeps it, first of equals."""
    best: dict[tuple[str, str], str] = {}
    for header, meaning in found.items():
        if meaning is None:
            continue
        place = (meaning.sheet, meaning.key)
        holder = found.get(best.get(place, ""))
        if holder is None or meaning.confidence > holder.confidence:
            best[place] = header
    kept = {header: found[header] for header in best.values()}
    return {h: m for h, m in kept.items() if m is not None}


def _covered(guess: Meaning, used: Iterable[tuple[str, str]]) -> bool:
    """Return whether a guess repeats a name that another column already gives."""
    keys = {key for home, key in used if home == guess.sheet}
    if guess.key == "contact_name":
        return bool(keys & set(HALF_NAMES))
    return guess.key in HALF_NAMES and "contact_name" in keys


def _rival(header: str, meaning: Meaning | None, holders: Mapping[tuple[str, str], str]) -> str:
    if meaning is None:
        return ""
    holder = holders.get((meaning.sheet, meaning.key), "")
    return "" if holder == header else holder


def _readings(header: str) -> Iterator[tuple[str, How]]:
    """Yield the folded ways to read a header, surest first."""
    text = unicodedata.normalize("NFKC", header)
    yield fold_header(text), "key"
    bare = _BRACKETS.sub("", text)
    yield fold_header(bare), "name"
    parts = [p for p in re.split(r"[\n/|、]+|\s-\s", bare) if p.strip()]
    if len(parts) > 1:
        yield fold_header("".join(parts[-2:])), "part"
        yield fold_header(parts[-1]), "part"
        yield fold_header(parts[0]), "part"
    scripts = [p for p in _BETWEEN_SCRIPTS.split(bare) if p.strip()]
    if len(scripts) > 1:
        yield from ((fold_header(part), "part") for part in scripts)
    inside = _BRACKETS.findall(text)
    if inside:
        yield fold_header(inside[-1]), "part"


def _without_prefix(folded: str) -> str:
    for prefix in _PREFIXES:
        if folded.startswith(prefix) and len(folded) > len(prefix):
            return folded.removeprefix(prefix)
    return ""


def _likeness(header: str, name: str) -> float:
    # Two letters differ in half the short words there are; a short name must be equal.
    shortest = min(len(header), len(name))
    if shortest < (_SHORTEST if _is_han(name) else 5):
        return 0.0
    return fuzz.ratio(header, name, score_cutoff=SIMILAR)


def _is_han(text: str) -> bool:
    return any("㐀" <= c <= "鿿" for c in text)


_EMAIL = re.compile(r"\s*(?:mailto:)?[^@\s]+@[^@\s]+\.[a-z]{2,}\s*", re.IGNORECASE)
_URL = re.compile(r"\s*(?:https?://|www\.)\S+\s*", re.IGNORECASE)
_PHONE = re.compile(r"\s*\+\d[\d\s()./-]{6,}\s*")
_MOST = 0.6
_FEWEST = 3


def _by_content(sheet: str, values: Sequence[object], catalogue: Catalogue) -> Meaning | None:
    """Return the field that a column's values speak for; None: they say nothing clear."""
    texts = [v for v in values if isinstance(v, str) and v.strip()]
    if len(texts) < _FEWEST:
        return None
    people = ANNEX.get(sheet, sheet)
    for pattern, home, key in (
        (_EMAIL, people, "email"),
        (_PHONE, people, "phone"),
        (_URL, sheet, "website"),
    ):
        hits = sum(bool(pattern.fullmatch(text)) for text in texts)
        if hits / len(texts) >= _MOST and key in catalogue.sheets[home].by_key:
            return Meaning(home, key, "content")
    country = catalogue.vocabularies.get("country")
    if country and "country_region" in catalogue.sheets[sheet].by_key:
        # Two letters alone may be anything: states of the USA read as countries (CA, DE, IN).
        hits = sum(bool(len(text) > 2 and country.alias(text)) for text in texts)
        if hits / len(texts) >= 0.8 and len(set(texts)) >= _FEWEST:
            return Meaning(sheet, "country_region", "content")
    return None
