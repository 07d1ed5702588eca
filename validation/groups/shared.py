"""What two customers share that one company or one group has: codes, titles, domains, phones.

A domain or a phone of a forwarder, an agent or a marketplace stands at customers that have nothing
to do with each other. It is no evidence, and telling it apart is most of the work here.
"""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from validation.duplicates import plain, spelling
from validation.groups.claims import Claim, Claims, Column, Common, both, common
from validation.groups.parties import texts
from validation.normalise.company.lexicon import legal_forms

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from validation.groups.parties import Ints, Parties

_STRANGERS = 3
"""From so many customers of quite different names on, a shared mailbox is a third one's."""
_LEAST_STEM = 4
_FREIGHT = frozenset({"logistics", "freight", "transport", "shipping"})
_FREIGHT_WORDS = ("freight", "logist", "cargo", "forward", "shipping", "spedition", "transport")


class Brand(NamedTuple):
    """What a customer is called, for telling relatives from strangers."""

    latin: str
    """The name without trade, place and form, in Latin letters."""
    words: tuple[str, ...]
    freight: bool
    """Whether its own name says that it forwards goods."""


_NAMELESS = Brand("", (), freight=False)


class _Names(NamedTuple):
    """Distinct names."""

    number: Mapping[str, int]
    """Name → its place in `spelt`."""
    spelt: spelling.Spellings

    def title(self, name: str) -> str:
        """Return what is alike in two spellings of a title, in whatever script; "": nothing.

        Han and Latin letters agree in the sound of the brand and in what trade and place mean.
        """
        spelt, n = self.spelt, self.number[name]
        if len(spelt.full[n]) < 2:
            return ""
        meant = (
            " ".join(sorted(column.distinct[column.ids[n]])) if column.ids[n] >= 0 else ""
            for column in (spelt.trades, spelt.places, spelt.numbers)
        )
        return "|".join((spelt.latin[n] if spelt.trades.ids[n] >= 0 else spelt.whole[n], *meant))


class Shared:
    """The values of all customers, gathered once."""

    def __init__(self, parties: Parties, own_domains: Collection[str]) -> None:
        self._parties = parties
        self._ours = frozenset(own_domains)
        self._contacts = parties.frame("Contacts")
        self._contacts_at = parties.at(self._contacts)
        status = parties.codes(self._contacts, "contact_status", "contact_status")
        # Who left took the phone along, and may be another customer's contact by now.
        self._there = ~np.isin(status, ["left", "invalid"])
        self._there &= ~self._one_buyer()

        self._brands: dict[int, Brand] = {}

    @cached_property
    def _names(self) -> _Names:
        """Every name of a customer and every title, read once."""
        customers = self._parties.frame("Customers")
        columns = [texts(customers, key) for key in ("company_name_en", "company_name_zh")]
        columns.append(self._parties.titles["name"].to_numpy(dtype=object))
        distinct = [name for name in pd.unique(np.concatenate(columns)) if name]
        return _Names({name: n for n, name in enumerate(distinct)}, spelling.spellings(distinct))

    def codes(self) -> Iterator[Common]:
        """Yield registration numbers that stand at several customers."""
        parties = self._parties
        frame = parties.frame("Titles")
        at = parties.titles["at"].to_numpy()
        typed, schemes = texts(frame, "credit_code"), texts(frame, "reg_scheme")
        plans = parties.codes(frame, "reg_scheme", "reg_scheme")
        there = np.flatnonzero((at >= 0) & (typed != ""))
        read = [
            plain.code(typed[n], plans[n] or schemes[n], parties.countries[at[n]]) for n in there
        ]
        rows = frame.index[there].tolist()
        kinds = {row: code.kind for row, code in zip(rows, read, strict=True)}
        values = [code.value for code in read]
        for found in common(values, at[there], self._rows("Titles", "credit_code", there)):
            yield from _of_one_kind(found, kinds)

    def titles(self) -> Iterator[Common]:
        """Yield titles that stand at several customers, a customer's own name being one of its.

        Names that only Customers has are left to the duplicates.
        """
        parties = self._parties
        titles = parties.titles
        typed = titles["name"].to_numpy(dtype=object)
        there = np.flatnonzero((titles["at"] >= 0) & (typed != ""))
        if not len(there):
            return
        names, at = [typed[there]], [titles["at"].to_numpy()[there]]
        claims = self._rows("Titles", "title_name", there)
        for key in ("company_name_en", "company_name_zh"):
            typed = texts(parties.frame("Customers"), key)
            filled = np.flatnonzero(typed != "")
            names.append(typed[filled])
            at.append(filled)
            claims = both(claims, self._rows("Customers", key, filled))
        known = self._names
        values = [known.title(name) for name in np.concatenate(names)]
        titled = {value for value in values[: len(there)] if value}
        values = [value if value in titled else "" for value in values]
        for found in common(values, np.concatenate(at), claims):
            yield from _of_one_title(found, self._one_title)

    def domains(self) -> Iterator[Common]:
        """Yield domains of companies' own that stand at several customers."""
        parties = self._parties
        everyone = np.arange(len(parties.customers.ids))
        parts = [
            self._gathered("Titles", "domain", parties.titles["at"].to_numpy(), _site, own=True),
            self._gathered("Customers", "website", everyone, _site, own=True),
            self._gathered("Customers", "public_email", everyone, _mail_domains),
            self._gathered("Contacts", "email", self._contacts_at, _mail_domains),
        ]
        for found in self._joined(parts):
            if found.value not in self._ours:
                yield from self._not_of_a_third(found, self._domains_owner(found.value))

    def phones(self) -> Iterator[Common]:
        """Yield phone numbers that stand at several customers."""
        parts = [
            self._gathered("Contacts", key, self._contacts_at, plain.numbers)
            for key in ("phone", "im")
        ]
        for found in self._joined(parts):
            for one in _of_one_number(found):
                yield from self._not_of_a_third(one, lambda _: False)

    def stems(self) -> Iterator[Common]:
        """Yield brands that several customers are called by, whatever else they share or not."""
        typed = np.array(self._parties.customers.names, dtype=object)
        filled = np.flatnonzero(typed != "")
        known = self._names
        values = []
        for name in typed[filled]:
            n = known.number[name]
            least = 2 if known.spelt.han[n] else _LEAST_STEM
            letters = len(known.spelt.brand[n].replace(" ", ""))
            values.append(known.spelt.latin[n] if letters >= least else "")
        yield from common(values, filled, self._rows("Customers", "company_name_en", filled))

    def brand(self, at: int) -> Brand:
        """Return what a customer is called."""
        name = self._parties.customers.names[at]
        if not name:
            return _NAMELESS
        if at not in self._brands:
            read = spelling.spelling(name)
            freight = not _FREIGHT.isdisjoint(read.trades)
            self._brands[at] = Brand(read.latin, tuple(read.brand.split()), freight)
        return self._brands[at]

    def related(self, one: int, other: int) -> bool:
        """Return whether two customers are called alike."""
        a, b = self.brand(one).latin, self.brand(other).latin
        return bool(a and b) and (
            a[:4] == b[:4] or (min(len(a), len(b)) > 3 and (a in b or b in a))
        )

    def _one_title(self, one: Claim, other: Claim) -> bool:
        """Return whether two names that are written alike are one company's title.

        A customer's own name is often short, and strangers abroad bear it too: it counts where
        both say the same legal form, or stand in one country.
        """
        spelt, number = self._names.spelt, self._names.number
        a, b = number[one.typed], number[other.typed]
        # 甬江 and 永江 sound alike and are two names; one of them in Latin letters may be either.
        if spelt.han[a] and spelt.han[b] and spelt.brand[a] != spelt.brand[b]:
            return False
        if spelt.han[a] == spelt.han[b] and spelt.full[a] != spelt.full[b]:
            return False
        forms = [spelt.forms.distinct[i] if i >= 0 else () for i in spelt.forms.ids[[a, b]]]
        if one.sheet == other.sheet:
            return _one_form(*forms)
        countries = {self._parties.countries[c.at] for c in (one, other)} - {""}
        if len(countries) > 1:
            return False
        return _one_form(*forms) if all(forms) or countries else not any(forms)

    def _one_buyer(self) -> NDArray[np.bool_]:
        """Return which contacts are one person who buys for several customers."""
        people = texts(self._contacts, "person_id")
        frame = pd.DataFrame({"person": people, "at": self._contacts_at})
        known = frame[(frame["person"] != "") & (frame["at"] >= 0)].drop_duplicates()
        several = known["person"][known["person"].duplicated()].unique()
        return np.isin(people.astype(str), several.astype(str))

    def _gathered(
        self,
        sheet: str,
        key: str,
        at: Ints,
        read: Callable[[str], Iterable[str]],
        *,
        own: bool = False,
    ) -> tuple[list[str], Ints, Claims]:
        typed = texts(self._parties.frame(sheet), key)
        usable = (at >= 0) & (typed != "")
        if sheet == "Contacts":
            usable &= self._there
        there = np.flatnonzero(usable)
        codes, distinct = pd.factorize(typed[there])
        values = [tuple(dict.fromkeys(filter(None, read(text)))) for text in distinct]
        counts = np.array([len(each) for each in values], dtype=np.int64)
        repeated = np.repeat(there, counts[codes]) if values else there
        flat = [value for code in codes for value in values[code]]
        return flat, at[repeated], self._rows(sheet, key, repeated, own=own)

    def _joined(self, parts: Sequence[tuple[list[str], Ints, Claims]]) -> Iterator[Common]:
        values = [value for part in parts for value in part[0]]
        at = np.concatenate([part[1] for part in parts])
        claims = parts[0][2]
        for part in parts[1:]:
            claims = both(claims, part[2])
        return common(values, at, claims)

    def _rows(self, sheet: str, key: str, rows: Ints, *, own: bool = False) -> Claims:
        frame = self._parties.frame(sheet)
        return Claims((Column(sheet, key, frame.index, rows, texts(frame, key), own),))

    def _domains_owner(self, value: str) -> Callable[[int], bool]:
        """Return what tells whether a customer is called like the domain."""
        label = value.partition(".")[0].replace("-", "")

        def resembles(at: int) -> bool:
            brand = self.brand(at)
            initials = "".join(word[0] for word in brand.words)
            return (
                len(brand.latin) > 2 and (brand.latin[:5] in label or label in brand.latin)
            ) or (len(initials) > 1 and label.startswith(initials))

        return resembles

    def _not_of_a_third(self, found: Common, owner: Callable[[int], bool]) -> Iterator[Common]:
        """Yield the value with those of its customers that have it as members of one group."""
        claims = found.claims
        owners = [c for c in claims if owner(c.at)]
        if any(self.brand(c.at).freight for c in owners):
            return
        if any(word in found.value for word in _FREIGHT_WORDS) and not owners:
            return
        kept = [c for c in claims if c in owners or c.own] if owners else self._relatives(claims)
        if len(kept) > 1:
            yield Common(found.value, tuple(kept))

    def _relatives(self, claims: Sequence[Claim]) -> list[Claim]:
        """Return the claims of customers that are called alike, or say it is their own."""
        strangers = len({self.brand(c.at).latin[:3] for c in claims})
        own = [c for c in claims if c.own]
        if len(own) > 1 and strangers < _STRANGERS:
            return own
        first = claims[0]
        return [c for c in claims if c is first or self.related(first.at, c.at)]


def _site(text: str) -> tuple[str, ...]:
    return (plain.site(text),)


def _mail_domains(text: str) -> tuple[str, ...]:
    return tuple(mail.domain for mail in plain.addresses(text))


def _of_one_kind(found: Common, kinds: Mapping[int, str]) -> Iterator[Common]:
    """Yield the claims whose codes are of one scheme; a code without scheme is of any."""
    known = {kinds[c.row] for c in found.claims} - {""}
    if len(known) < 2:
        yield found
        return
    for kind in sorted(known):
        kept = tuple(c for c in found.claims if kinds[c.row] == kind)
        if len(kept) > 1:
            yield Common(found.value, kept)


def _of_one_title(found: Common, same: Callable[[Claim, Claim], bool]) -> Iterator[Common]:
    """Yield the claims whose names are one; a title has to be among them."""
    left = list(found.claims)
    while left:
        first = left[0]
        kept = [c for c in left if c is first or same(first, c)]
        if len(kept) > 1 and any(c.sheet == "Titles" for c in kept):
            yield Common(found.value, tuple(kept))
        left = [c for c in left if c not in kept]


def _one_form(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Return whether two legal forms may be one company's: a GmbH is no Ltd, "" may be any."""
    if not one or not other or set(one) & set(other):
        return True
    countries = [
        set().union(*(_countries().get(form, ()) for form in each)) for each in (one, other)
    ]
    return not all(countries) or bool(countries[0] & countries[1])


@cache
def _countries() -> Mapping[str, frozenset[str]]:
    return {form.code: frozenset(form.countries) for form in legal_forms()}


def _of_one_number(found: Common) -> Iterator[Common]:
    """Yield the claims whose numbers agree in all digits that both have, not in the last eight.

    Two countries have many a number that ends alike.
    """
    first = found.claims[0]
    kept = [c for c in found.claims if _one_number(first.typed, c.typed, found.value)]
    if len(kept) > 1:
        yield Common(found.value, tuple(kept))


def _one_number(one: str, other: str, end: str) -> bool:
    a, b = (_before(text, end) for text in (one, other))
    return a.endswith(b) or b.endswith(a)


def _before(text: str, end: str) -> str:
    """Return the digits of a number before its last eight, without the zero of a long distance."""
    digits = "".join(filter(str.isdigit, text))
    return digits[: max(digits.find(end), 0)].lstrip("0")
