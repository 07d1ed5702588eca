"""What identifies each customer, as numbers: every distinct value is normalised once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np
import pandas as pd

from validation.duplicates import plain, spelling
from validation.normalise import country

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    Ints = NDArray[np.int32]

_Value = TypeVar("_Value")

MOST_VALUES = 6
"""The most values of one kind that are looked at in one customer."""


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
    code: Slots
    code_kind: Ints
    """Code value → number of its scheme and country."""
    country: Ints
    """-1: not known."""


class _Column(NamedTuple):
    """A column of one of the sheets, with the customer each cell belongs to."""

    rows: Ints
    cells: pd.Series


def records(
    customers: pd.DataFrame,
    contacts: pd.DataFrame | None,
    titles: pd.DataFrame | None,
    *,
    own_domains: Collection[str] = (),
) -> Records:
    """Return the customers ready for comparing; rows of other sheets without customer are left."""
    sheet = _Sheets(customers, contacts, titles)
    name_rows, name_values = _exploded(
        sheet.columns("company_name_en", "company_name_zh", "title_name"), _name
    )
    ids, texts = _numbered(name_values)
    names = _names(texts, ids)
    name_slots = _slots(name_rows, ids, sheet.size)
    marks = _marks(names, name_slots)
    phones = _exploded(sheet.columns("phone", "im"), plain.numbers)
    mails = _exploded(sheet.columns("public_email", "email"), plain.addresses)
    addresses = _numbered([mail.address for mail in mails[1]])
    countries = _countries(customers)
    codes = _codes(sheet, countries)
    return Records(
        labels=customers.index.to_numpy(dtype=np.int64),
        names=names,
        name=Slots(name_slots, np.zeros(0, np.int32), np.array(texts, dtype=object)),
        email=_shared(mails[0], addresses, marks),
        domain=_domains(sheet, mails, frozenset(own_domains), marks),
        phone=_shared(phones[0], _numbered(phones[1]), marks),
        person=_people(sheet, marks),
        code=_shared(codes.rows, (codes.ids, codes.texts), marks),
        code_kind=codes.kinds,
        country=_with_none(countries),
    )


class _Sheets:
    """The three sheets, and which customer a row of the other two belongs to."""

    def __init__(
        self,
        customers: pd.DataFrame,
        contacts: pd.DataFrame | None,
        titles: pd.DataFrame | None,
    ) -> None:
        self.size = len(customers)
        self.customers = customers
        ids = customers["customer_id"] if "customer_id" in customers else pd.Series(dtype=object)
        first = pd.Series(np.arange(len(ids), dtype=np.int32), index=ids)
        first = first[first.index.notna() & ~first.index.duplicated()]
        everyone = np.arange(self.size, dtype=np.int32)
        self._frames: list[tuple[pd.DataFrame, Ints]] = [(customers, everyone)]
        for frame in (contacts, titles):
            if frame is not None and "customer_id" in frame and len(frame):
                found = first.index.get_indexer(pd.Index(frame["customer_id"]))
                rows = np.where(found >= 0, first.to_numpy()[found], -1).astype(np.int32)
                self._frames.append((frame, rows))

    def columns(self, *names: str) -> Iterator[_Column]:
        """Return the columns of these names in whatever sheet they stand, blank cells left out."""
        for frame, rows in self._frames:
            for name in names:
                if name in frame:
                    kept = frame[name].notna().to_numpy() & (rows >= 0)
                    yield _Column(rows[kept], frame[name][kept])

    def frame(self, column: str) -> tuple[pd.DataFrame, Ints] | None:
        """Return the sheet that has the column, with the customers of its rows."""
        return next(((frame, rows) for frame, rows in self._frames if column in frame), None)


def _exploded(
    columns: Iterable[_Column], read: Callable[[str], Sequence[_Value]]
) -> tuple[Ints, list[_Value]]:
    """Return every value with its customer; `read` sees each distinct text once."""
    all_rows: list[Ints] = []
    values: list[_Value] = []
    for column in columns:
        numbers, texts = pd.factorize(column.cells.astype(str))
        found = [tuple(read(text)) for text in texts]
        counts = np.array([len(each) for each in found], dtype=np.int64)
        all_rows.append(np.repeat(column.rows, counts[numbers]) if found else column.rows[:0])
        values.extend(value for number in numbers for value in found[number])
    return (np.concatenate(all_rows) if all_rows else np.zeros(0, np.int32)), values


def _numbered(values: Sequence[object] | NDArray[np.object_]) -> tuple[Ints, list[object]]:
    numbers, distinct = pd.factorize(np.array(values, dtype=object))
    return numbers.astype(np.int32), list(distinct)


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


def _shared(rows: Ints, values: tuple[Ints, Sequence[object]], marks: Ints) -> Slots:
    """Return the slots of a kind, and how many differently named customers have each value."""
    ids, texts = values
    both = np.unique(ids.astype(np.int64) << 32 | marks[rows])
    owners = np.bincount(both >> 32, minlength=len(texts)).astype(np.int32)
    return Slots(_slots(rows, ids, len(marks)), owners, np.array(texts, dtype=object))


def _name(text: str) -> tuple[str, ...]:
    text = text.strip()
    return (text,) if len(text) > 1 else ()


def _names(texts: Sequence[object], ids: Ints) -> Names:
    spelt = spelling.spellings(str(text) for text in texts)
    latin_ids, latin = _numbered([name.latin for name in spelt])
    known = {str(text): number for number, text in enumerate(latin)}
    counts = np.bincount(latin_ids[ids], minlength=len(latin)).astype(np.int32)
    return Names(
        brands=_objects([name.brand for name in spelt]),
        latin=_objects([name.latin for name in spelt]),
        latin_ids=latin_ids,
        whole=_objects([name.whole for name in spelt]),
        whole_ids=_numbered([name.whole for name in spelt])[0],
        full_ids=_numbered([name.full for name in spelt])[0],
        initials=np.array([known.get(name.initials, -1) for name in spelt], dtype=np.int32),
        trades=_sets([name.trades for name in spelt]),
        forms=_sets([name.forms for name in spelt]),
        kinds=_sets([name.kinds for name in spelt]),
        places=_sets([name.places for name in spelt]),
        numbers=_sets([name.numbers for name in spelt]),
        branch=np.array([name.branch for name in spelt], dtype=bool),
        han=np.array([name.han for name in spelt], dtype=bool),
        rows=counts[latin_ids],
    )


def _objects(values: Sequence[str]) -> NDArray[np.object_]:
    return np.array(values, dtype=object)


def _sets(values: Sequence[tuple[str, ...]]) -> Words:
    number: dict[tuple[str, ...], int] = {}
    ids = [number.setdefault(value, len(number)) if value else -1 for value in values]
    return Words(np.array(ids, dtype=np.int32), tuple(map(frozenset, number)))


def _with_none(values: Sequence[str] | NDArray[np.object_]) -> Ints:
    """Return numbers for the values; -1: the value is blank."""
    numbers = _numbered(values)[0]
    return np.where(np.array([bool(value) for value in values], dtype=bool), numbers, -1).astype(
        np.int32
    )


def _marks(names: Names, slots: Ints) -> Ints:
    """Return for each customer a number that customers of quite different names do not share."""
    first = slots[:, 0]
    beginnings = _numbered([text[:3] for text in names.latin])[0]
    if not len(beginnings):
        return np.full(len(first), -1, np.int32)
    return np.where(first >= 0, beginnings[first], -1).astype(np.int32)


def _domains(
    sheet: _Sheets, mails: tuple[Ints, list[plain.Mail]], ours: frozenset[str], marks: Ints
) -> Slots:
    sites = _exploded(sheet.columns("website", "domain"), lambda text: (plain.site(text),))
    rows = np.concatenate((mails[0], sites[0]))
    values = [mail.domain for mail in mails[1]] + sites[1]
    ids, texts = _numbered(values)
    there = np.array([bool(value) and value not in ours for value in values], dtype=bool)
    return _shared(rows[there], (ids[there], texts), marks)


def _people(sheet: _Sheets, marks: Ints) -> Slots:
    rows, values = _exploded(sheet.columns("contact_name"), lambda text: (plain.person(text),))
    ids, texts = _numbered(values)
    there = np.array([bool(value) for value in values], dtype=bool)
    return _shared(rows[there], (ids[there], texts), marks)


class _Codes(NamedTuple):
    rows: Ints
    ids: Ints
    texts: Sequence[object]
    kinds: Ints


def _codes(sheet: _Sheets, countries: NDArray[np.object_]) -> _Codes:
    found = sheet.frame("credit_code")
    if found is None:
        none = np.zeros(0, np.int32)
        return _Codes(none, none, (), none)
    frame, rows = found
    kept = frame["credit_code"].notna().to_numpy() & (rows >= 0)
    rows = rows[kept]
    typed = frame["credit_code"][kept].astype(str)
    schemes = _texts(frame["reg_scheme"][kept]) if "reg_scheme" in frame else [""] * len(typed)
    read = [plain.code(*each) for each in zip(typed, schemes, countries[rows], strict=True)]
    there = np.array([bool(code.value) for code in read], dtype=bool)
    ids, distinct = _numbered([code.value for code in read if code.value])
    kinds = np.full(len(distinct), -1, np.int32)
    kinds[ids] = _with_none([code.kind for code in read if code.value])
    return _Codes(rows[there], ids, distinct, kinds)


def _texts(cells: pd.Series) -> list[str]:
    return ["" if cell is None or cell != cell else str(cell) for cell in cells]  # noqa: PLR0124


def _countries(customers: pd.DataFrame) -> NDArray[np.object_]:
    """Return the ISO code of each customer's country; "": none or not readable."""
    if "country_region" not in customers:
        return np.full(len(customers), "", dtype=object)
    numbers, texts = pd.factorize(customers["country_region"])
    codes = np.array([country.read(str(text)).value or "" for text in texts] + [""], dtype=object)
    return codes[numbers]
