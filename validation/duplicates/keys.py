"""What identifies each customer, as numbers: every distinct value is normalised once."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import chain, count
from typing import TYPE_CHECKING, Generic, NamedTuple, Protocol, TypeVar

import numpy as np
import pandas as pd

from validation.duplicates import aliases, order, plain, spelling
from validation.duplicates.sheets import Sheets
from validation.normalise import country

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from numpy.typing import NDArray

    from validation.duplicates.sheets import Column
    from validation.duplicates.spelling import Distinct, Spellings

    Ints = NDArray[np.int32]

_Value = TypeVar("_Value")
_AT = re.compile(r"[@＠]|\bat\b", re.IGNORECASE)
_Item = TypeVar("_Item")

MOST_VALUES = 6
"""The most values of one kind that are looked at in one customer."""
_MOST_WORDS = 4
_CHUNK = 10_000
"""Distinct names read at a time, here or in another process."""


class Spread(Protocol):
    """Calls a function for each item, here or elsewhere, and gives the results in order.

    `map` is one, and so is the `map` of an executor: the functions and items can be pickled.
    """

    def __call__(
        self, function: Callable[[_Item], _Value], items: Iterable[_Item], /
    ) -> Iterable[_Value]:
        """Return the results in the order of the items."""


class Slots(NamedTuple):
    """The values of one kind: `ids` (rows by slots) numbers them, -1 where there is none."""

    ids: Ints
    owners: Ints
    """Value → how many differently named customers have it."""
    texts: NDArray[np.object_]
    """Value → how it is compared."""


class Names(NamedTuple):
    """Distinct company names, name by name; what is equal has equal numbers, and -1 is nothing."""

    brands: NDArray[np.object_]
    """The brand with blanks between its words, as text."""
    latin: NDArray[np.object_]
    """The brand in Latin letters without blanks, as text."""
    latin_ids: Ints
    lengths: Ints
    """How many letters `latin` has."""
    whole: NDArray[np.object_]
    """Brand and trade in Latin letters without blanks, as text."""
    whole_ids: Ints
    full_ids: Ints
    """Everything but the legal form, in Latin letters without blanks."""
    initials: Ints
    """The number of the brand that this name's initials spell."""
    trades: Words
    forms: Words
    kinds: Words
    places: Words
    numbers: Words
    branch: NDArray[np.bool_]
    han: NDArray[np.bool_]
    rows: Ints
    """How many customers bear the same brand."""


class People(NamedTuple):
    """What contacts have in common whose names are written in two ways."""

    sounds: Ints
    """Name → number of its letters in whatever order: 何洋, Yang He and He Yang have one."""
    words: Ints
    """Name → numbers of its words, four columns; -1: no more words."""


class Words(NamedTuple):
    """Sets of words: name → number of its set, and number → set."""

    ids: Ints
    sets: tuple[frozenset[str], ...]


@dataclass(frozen=True, kw_only=True)
class Records:
    """Customers in the order of their frame, ready for comparing."""

    labels: NDArray[np.int64]
    """The index of the frame: Excel's row numbers."""
    names: Names
    name: Slots
    email: Slots
    domain: Slots
    phone: Slots
    person: Slots
    people: People
    """Of the values of `person`."""
    code: Slots
    code_kind: Ints
    """Code value → number of its scheme and country."""
    country: Ints
    """-1: not known."""


def records(
    customers: pd.DataFrame,
    contacts: pd.DataFrame | None,
    titles: pd.DataFrame | None,
    *,
    own_domains: Collection[str] = (),
    spread: Spread = map,
) -> Records:
    """Return the customers of `in_order` ready for comparing.

    Rows of other sheets without customer are left out.
    """
    customers = order.in_order(customers)
    sheet = Sheets(customers, contacts, titles)
    named = _values(
        sheet.columns("company_name_en", "company_name_zh", "title_name"), aliases.names
    )
    # A blank name that nobody bears saves every comparison the case of no names at all.
    texts = named.texts or [""]
    starts = range(0, len(texts), _CHUNK)
    spelt = spread(spelling.spellings, [texts[at : at + _CHUNK] for at in starts])
    # An executor reads the names while the rest is read here.
    phones = _values(sheet.columns("phone", "im"), plain.numbers)
    # A page in the column of mailboxes and a mailbox in that of pages are read as what they are.
    mails = _values(sheet.columns("public_email", "email", "website"), _mailboxes)
    sites = _values(sheet.columns("website", "domain", "public_email", "email"), _site)
    people = _values(sheet.columns("contact_name"), _person)
    countries = _countries(customers)
    codes = _codes(sheet, countries)
    names = _names(list(spelt), named.ids)
    name_slots = _slots(named.rows, named.ids, sheet.size)
    marks = _marks(names, name_slots)
    addresses = _renumbered(mails, [mail.address for mail in mails.texts])
    return Records(
        labels=customers.index.to_numpy(dtype=np.int64),
        names=names,
        name=Slots(name_slots, np.zeros(0, np.int32), _objects(texts)),
        email=_shared(addresses, marks),
        domain=_shared(_domains(mails, sites, frozenset(own_domains)), marks),
        phone=_shared(phones, marks),
        person=_shared(people, marks),
        people=_people(people.texts),
        code=_shared(codes.values, marks),
        code_kind=codes.kinds,
        country=_with_none(countries.tolist()),
    )


class _Values(NamedTuple, Generic[_Value]):
    """The values of one kind: each with its customer, and what its number stands for."""

    rows: Ints
    ids: Ints
    texts: list[_Value]


def _values(columns: Iterable[Column], read: Callable[[str], Sequence[_Value]]) -> _Values[_Value]:
    """Return every value of some columns; `read` sees each distinct cell once."""
    given = list(columns)
    if not given:
        none = np.zeros(0, np.int32)
        return _Values(none, none, [])
    cells = np.concatenate([column.cells.astype(str).to_numpy(dtype=object) for column in given])
    numbers, distinct = pd.factorize(cells)
    found = [read(text) for text in distinct.tolist()]
    counts = np.array([len(each) for each in found], dtype=np.int64)
    ids, texts = _numbered(list(chain.from_iterable(found)))
    # The values of one cell stand side by side: the cell's number leads to the first of them.
    first = np.cumsum(counts) - counts
    counts = counts[numbers]
    within = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    rows = np.repeat(np.concatenate([column.rows for column in given]), counts)
    return _Values(rows, ids[np.repeat(first[numbers], counts) + within], texts)


def _numbered(values: Sequence[_Value]) -> tuple[Ints, list[_Value]]:
    """Return numbers for the values, in the order of their first appearance, and the values."""
    number: dict[_Value, int] = defaultdict(count().__next__)
    ids = np.fromiter(map(number.__getitem__, values), np.int32, len(values))
    return ids, list(number)


def _renumbered(values: _Values[_Item], texts: Sequence[_Value]) -> _Values[_Value]:
    """Return the values under other texts, of which several may be equal."""
    ids, distinct = _numbered(texts)
    return _Values(values.rows, ids[values.ids], distinct)


def _kept(values: _Values[_Value], there: Sequence[bool]) -> _Values[_Value]:
    """Return the values whose text is there."""
    kept = np.array(there, dtype=bool)[values.ids]
    return values._replace(rows=values.rows[kept], ids=values.ids[kept])


def _slots(rows: Ints, ids: Ints, size: int) -> Ints:
    """Return the values of each row side by side, in their order, each once."""
    _, firsts = np.unique(rows.astype(np.int64) << 32 | ids, return_index=True)
    firsts.sort()
    rows, ids = rows[firsts], ids[firsts]
    order = np.argsort(rows, kind="stable")
    rows, ids = rows[order], ids[order]
    starts = np.searchsorted(rows, rows, side="left")
    at = np.arange(len(rows)) - starts
    kept = at < MOST_VALUES
    width = int(at[kept].max()) + 1 if kept.any() else 1
    slots = np.full((size, width), -1, np.int32)
    slots[rows[kept], at[kept]] = ids[kept]
    return slots


def _shared(values: _Values[str], marks: Ints) -> Slots:
    """Return the slots of a kind, and how many differently named customers have each value."""
    rows, ids, texts = values
    both = np.unique(ids.astype(np.int64) << 32 | (marks[rows] + 1))
    owners = np.bincount(both >> 32, minlength=len(texts)).astype(np.int32)
    return Slots(_slots(rows, ids, len(marks)), owners, _objects(texts))


def _mailboxes(text: str) -> Sequence[plain.Mail]:
    return plain.addresses(text) if _AT.search(text) else ()


def _site(text: str) -> tuple[str, ...]:
    return (site,) if not _AT.search(text) and (site := plain.site(text)) else ()


def _person(text: str) -> tuple[str, ...]:
    return (person,) if (person := plain.person(text)) else ()


def _names(spelt: Sequence[Spellings], ids: Ints) -> Names:
    def texts(field: str) -> list[str]:
        return list(chain.from_iterable(getattr(part, field) for part in spelt))

    def flags(field: str) -> NDArray[np.bool_]:
        return np.concatenate([np.zeros(0, bool), *(getattr(part, field) for part in spelt)])

    def sets(field: str) -> Words:
        return _sets([getattr(part, field) for part in spelt])

    latin_ids, latin = _numbered(texts("latin"))
    whole_ids, whole = _numbered(texts("whole"))
    known = {text: number for number, text in enumerate(latin)}
    counts = np.bincount(latin_ids[ids], minlength=len(latin)).astype(np.int32)
    initials = [known.get(text, -1) for text in texts("initials")]
    return Names(
        brands=_objects(texts("brand")),
        latin=_objects(latin)[latin_ids],
        latin_ids=latin_ids,
        lengths=np.array([len(text) for text in latin], dtype=np.int32)[latin_ids],
        whole=_objects(whole)[whole_ids],
        whole_ids=whole_ids,
        full_ids=_numbered(texts("full"))[0],
        initials=np.array(initials, dtype=np.int32),
        trades=sets("trades"),
        forms=sets("forms"),
        kinds=sets("kinds"),
        places=sets("places"),
        numbers=sets("numbers"),
        branch=flags("branch"),
        han=flags("han"),
        rows=counts[latin_ids],
    )


def _objects(values: Sequence[object]) -> NDArray[np.object_]:
    return np.array(values, dtype=object)


def _sets(parts: Sequence[Distinct]) -> Words:
    """Return the sets of all parts, each numbered once."""
    number: dict[tuple[str, ...], int] = {}
    ids = [np.zeros(0, np.int32)]
    for part in parts:
        to = [number.setdefault(value, len(number)) for value in part.distinct]
        ids.append(np.array([*to, -1], dtype=np.int32)[part.ids])
    return Words(np.concatenate(ids), tuple(map(frozenset, number)))


def _with_none(values: Sequence[str]) -> Ints:
    """Return numbers for the values; -1: the value is blank."""
    numbers, distinct = _numbered(values)
    to = [number if value else -1 for number, value in enumerate(distinct)]
    return np.array([*to, -1], dtype=np.int32)[numbers]


def _marks(names: Names, slots: Ints) -> Ints:
    """Return for each customer a number that customers of quite different names do not share."""
    first = slots[:, 0]
    beginnings = _numbered([text[:3] for text in names.latin])[0]
    if not len(beginnings):
        return np.full(len(first), -1, np.int32)
    return np.where(first >= 0, beginnings[first], -1).astype(np.int32)


def _people(names: Sequence[str]) -> People:
    sounds, _ = _numbered([plain.sound(name) for name in names])
    known: dict[str, int] = {}
    words = np.full((len(names), _MOST_WORDS), -1, np.int32)
    for row, name in enumerate(names):
        for at, word in enumerate(plain.words_of(name)[:_MOST_WORDS]):
            words[row, at] = known.setdefault(word, len(known))
    return People(sounds, words)


def _domains(mails: _Values[plain.Mail], sites: _Values[str], ours: frozenset[str]) -> _Values[str]:
    both: _Values[object] = _Values(
        np.concatenate((mails.rows, sites.rows)),
        np.concatenate((mails.ids, sites.ids + np.int32(len(mails.texts)))),
        [],
    )
    found = _renumbered(both, [mail.domain for mail in mails.texts] + sites.texts)
    return _kept(found, [bool(text) and text not in ours for text in found.texts])


class _Codes(NamedTuple):
    values: _Values[str]
    kinds: Ints


def _codes(sheet: Sheets, countries: NDArray[np.object_]) -> _Codes:
    found = sheet.frame("credit_code")
    if found is None:
        none = np.zeros(0, np.int32)
        return _Codes(_Values(none, none, []), none)
    frame, rows = found
    kept = frame["credit_code"].notna().to_numpy() & (rows >= 0)
    rows = rows[kept]
    typed = frame["credit_code"][kept].astype(str).to_numpy(dtype=object)
    schemes = _texts(frame["reg_scheme"][kept]) if "reg_scheme" in frame else [""] * len(typed)
    read = [plain.code(*each) for each in zip(typed, schemes, countries[rows], strict=True)]
    there = np.array([bool(code.value) for code in read], dtype=bool)
    ids, distinct = _numbered([code.value for code in read if code.value])
    kinds = np.full(len(distinct), -1, np.int32)
    kinds[ids] = _with_none([code.kind for code in read if code.value])
    return _Codes(_Values(rows[there], ids, distinct), kinds)


def _texts(cells: pd.Series) -> list[str]:
    return ["" if cell is None or cell != cell else str(cell) for cell in cells]  # noqa: PLR0124


def _countries(customers: pd.DataFrame) -> NDArray[np.object_]:
    """Return the ISO code of each customer's country; "": none or not readable."""
    if "country_region" not in customers:
        return np.full(len(customers), "", dtype=object)
    numbers, texts = pd.factorize(customers["country_region"])
    codes = np.array([country.read(str(text)).value or "" for text in texts] + [""], dtype=object)
    return codes[numbers]
