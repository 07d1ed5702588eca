"""Every reason of a pair is true, and no result hangs on how a sheet is sorted.

The customers here are put together from parts, so that what a reason claims can be looked up in the
parts, without reading a name.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd
import pytest

from validation import duplicates

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


_BRANDS = (
    *(
        "Fengdi",
        "Fengdj",
        "Jeehuro",
        "Kalimosta",
        "Kalimostta",
        "Quastorel",
        "Vellinora",
        "Ortemis",
    ),
    *("Brastor", "Brastor Nivola", "Brastor Nivora", "Brastor Hekla", "丰迪", "吉虎洛"),
)
_SPOKEN = {"丰迪": "fengdi", "吉虎洛": "jihuluo"}
_TRADES = {"Tools": "工具", "Paper": "纸业", "Toys": "玩具", "": ""}
_TOWNS = {"Ningbo": "宁波", "Shanghai": "上海", "": ""}
_FORMS = {"Co., Ltd.": "有限公司", "Inc": "股份有限公司", "": ""}
_COUNTRIES = {"CN": "中国", "US": "USA", "": None}
_PEOPLE = ("Anna Koch", "Anna", "Li Wei", "李伟", "Bo Reed", "Koch Anna", "")
_MAILS = (
    "anna@fengdi.cn",
    "info@fengdi.cn",
    "ops@seafreight.com",
    "x@gmail.com",
    "b@brastor.com",
    "",
)
_PHONES = ("+8613800138001", "0086 138 0013 8001", "+1 212 555 0188", "")
_CODES = ("91330200MA2AB1CD2E", "91310000MA1FL8XQ30", "", "")


class _Card(NamedTuple):
    """A customer by its parts."""

    brand: str
    trade: str
    town: str
    form: str
    country: str
    person: str
    mail: str
    phone: str
    code: str
    number: str

    @property
    def name(self) -> str:
        if self.is_han:
            return f"{_TOWNS[self.town]}{self.brand}{_TRADES[self.trade]}{_FORMS[self.form]}"
        return " ".join(filter(None, (self.town, self.brand, self.trade, self.number, self.form)))

    @property
    def is_han(self) -> bool:
        return self.brand in _SPOKEN

    @property
    def numbered(self) -> str:
        return "" if self.is_han else self.number

    @property
    def spoken(self) -> str:
        return _SPOKEN.get(self.brand, self.brand.lower().replace(" ", ""))

    @property
    def domain(self) -> str:
        return "" if "gmail" in self.mail else self.mail.partition("@")[2]

    @property
    def dialled(self) -> str:
        return "".join(filter(str.isdigit, self.phone))[-8:]

    @property
    def words(self) -> set[str]:
        return set({"李伟": "li wei"}.get(self.person, self.person.lower()).split())


def _cards(seed: int, rows: int) -> list[_Card]:
    chance = Random(seed)  # noqa: S311 - made-up customers
    parts = (_BRANDS, [*_TRADES], [*_TOWNS], [*_FORMS], [*_COUNTRIES], _PEOPLE, _MAILS, _PHONES)
    more = (_CODES, ("", "", "", "8", "9"))
    return [_Card(*(chance.choice(part) for part in (*parts, *more))) for _ in range(rows)]


class _Sheets(NamedTuple):
    customers: pd.DataFrame
    contacts: pd.DataFrame
    titles: pd.DataFrame


def _sheets(cards: list[_Card]) -> _Sheets:
    ids = [f"C{at:03}" for at in range(len(cards))]
    customers = {
        "customer_id": ids,
        "company_name_en": [None if card.is_han else card.name for card in cards],
        "company_name_zh": [card.name if card.is_han else None for card in cards],
        "country_region": [_COUNTRIES[card.country] for card in cards],
    }
    contacts = {
        "customer_id": ids,
        "contact_name": [card.person or None for card in cards],
        "email": [card.mail or None for card in cards],
        "phone": [card.phone or None for card in cards],
    }
    titles = {
        "customer_id": ids,
        "credit_code": [card.code or None for card in cards],
        "reg_scheme": "USCC",
    }
    made = (pd.DataFrame(columns, dtype=object) for columns in (customers, contacts, titles))
    customers_frame, *others = made
    return _Sheets(customers_frame.set_axis(range(5, 5 + len(cards))), *others)


def _distance(one: str, other: str) -> int:
    """Return how many letters to put in, take out or change."""
    row = list(range(len(other) + 1))
    for at, sign in enumerate(one, start=1):
        before, row[0] = row[0], at
        for to, against in enumerate(other, start=1):
            before, row[to] = row[to], min(row[to] + 1, row[to - 1] + 1, before + (sign != against))
    return row[-1]


def _owners(cards: list[_Card], field: str, value: str) -> int:
    """Return how many beginnings of names the customers have that share a value."""
    return len({card.spoken[:3] for card in cards if getattr(card, field) == value})


def _shared(field: str) -> Callable[[_Card, _Card, str, list[_Card]], bool]:
    least_most = {"few": (1, 3), "some": (4, 6), "crowd": (7, 10**6)}

    def holds(one: _Card, other: _Card, level: str, cards: list[_Card]) -> bool:
        mine, theirs = getattr(one, field), getattr(other, field)
        if level == "other":
            return bool(mine and theirs and mine != theirs)
        least, most = least_most[level]
        return bool(mine == theirs) and least <= _owners(cards, field, mine) <= most

    return holds


def _part(field: str) -> Callable[[_Card, _Card, str, list[_Card]], bool]:
    def holds(one: _Card, other: _Card, level: str, _: list[_Card]) -> bool:
        mine, theirs = getattr(one, field), getattr(other, field)
        if level in ("same", "kin"):
            return bool(mine) and mine == theirs
        if level == "one":
            return bool(mine) != bool(theirs)
        return level == "other" and bool(mine and theirs) and mine != theirs

    return holds


def _name(one: _Card, other: _Card, level: str, _: list[_Card]) -> bool:
    slips = _distance(one.spoken, other.spoken)
    longest = max(len(one.spoken), len(other.spoken))
    if level in ("same", "sound"):
        return slips == 0
    if level in ("near", "close", "alike"):
        return 0 < slips <= longest / 2
    if level in ("part", "word"):
        return bool({*one.brand.lower().split()} & {*other.brand.lower().split()}) and slips > 0
    if level == "unlike_script":
        return one.is_han != other.is_han and slips > 0
    return level == "other" and slips > longest / 4


def _person(one: _Card, other: _Card, level: str, _: list[_Card]) -> bool:
    common = one.words & other.words
    if level == "other":
        return bool(one.person and other.person) and not common
    return common > set() if level == "part" else one.words == other.words != set()


def _carrier(one: _Card, other: _Card, _: str, __: list[_Card]) -> bool:
    label = one.domain.partition(".")[0]
    return one.domain == other.domain != "" and label not in (one.spoken, other.spoken)


def _sister(one: _Card, other: _Card, _: str, __: list[_Card]) -> bool:
    town = bool(one.town) != bool(other.town)
    apart = any(_part(field)(one, other, "other", []) for field in ("country", "form"))
    return (town or apart) and _person(one, other, "other", []) and one.mail != other.mail


def _bare(one: _Card, other: _Card, _: str, __: list[_Card]) -> bool:
    known = ("code", "domain", "mail", "dialled", "person")
    return not any(getattr(one, field) and getattr(other, field) for field in known)


def _group(one: _Card, other: _Card, level: str, _: list[_Card]) -> bool:
    if level == "brand":
        return one.spoken == other.spoken
    return bool(getattr(one, {"domain": "domain", "phone": "dialled"}[level])) and (
        one.domain == other.domain if level == "domain" else one.dialled == other.dialled
    )


_CLAIMS: Mapping[str, Callable[[_Card, _Card, str, list[_Card]], bool]] = {
    "name": _name,
    "brand": lambda one, other, _, __: _distance(one.spoken, other.spoken) <= 2,
    "trade": _part("trade"),
    "form": _part("form"),
    "place": _part("town"),
    "number": _part("numbered"),
    "country": _part("country"),
    "code": _part("code"),
    "domain": _shared("domain"),
    "email": _shared("mail"),
    "phone": _shared("dialled"),
    "person": _person,
    "carrier": _carrier,
    "sister": _sister,
    "bare": _bare,
    "group": _group,
}


@pytest.mark.parametrize("seed", range(12))
def test_every_reason_is_true_of_its_two_rows(seed: int) -> None:
    cards = _cards(seed, 60)
    found = duplicates.find(*_sheets(cards))
    listed = pd.concat([found.pairs, found.hints])
    assert len(listed) > 10
    ends = zip(listed["left"] - 5, listed["right"] - 5, listed["reasons"], strict=True)
    wrong = [
        (reason.field, reason.level, cards[left], cards[right])
        for left, right, reasons in ends
        for reason in reasons
        if not _CLAIMS[reason.field](cards[left], cards[right], reason.level, cards)
    ]
    assert wrong == []


def test_the_points_of_the_reasons_add_up_in_every_band() -> None:
    found = duplicates.find(*_sheets(_cards(1, 80)))
    listed = pd.concat([found.pairs, found.hints])
    sums = [sum(reason.points for reason in reasons) for reasons in listed["reasons"]]
    assert sums == listed["points"].tolist()


def test_a_group_says_what_shows_it_and_nothing_else_does() -> None:
    lists = [duplicates.find(*_sheets(_cards(seed, 30))) for seed in range(8)]
    listed = pd.concat([frame for found in lists for frame in (found.pairs, found.hints)])
    shown = {
        (band, reason.level if reason.field == "group" else "")
        for band, reasons in zip(listed["band"], listed["reasons"], strict=True)
        for reason in reasons[:1]
    }
    assert shown == {
        ("duplicate", ""),
        ("possible", ""),
        ("group", "domain"),
        ("group", "phone"),
        ("hint", "brand"),
    }
    assert all(reason.field != "group" for told in listed["reasons"] for reason in told[1:])


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_the_rows_changes_nothing(seed: int) -> None:
    sheets = _sheets(_cards(seed, 60))
    first = duplicates.find(*sheets)
    shuffled = _Sheets(*(frame.sample(frac=1, random_state=seed) for frame in sheets))
    again = duplicates.find(*shuffled)
    assert (again.clusters, again.refused) == (first.clusters, first.refused)
    pd.testing.assert_frame_equal(again.pairs, first.pairs)
    pd.testing.assert_frame_equal(again.hints, first.hints)


def test_numbering_the_rows_anew_changes_no_pair() -> None:
    sheets = _sheets(_cards(7, 60))
    first = duplicates.find(*sheets)
    customers = sheets.customers.sample(frac=1, random_state=7)
    anew = customers.reset_index(drop=True)
    again = duplicates.find(anew, sheets.contacts, sheets.titles)
    was = dict(enumerate(customers.index))
    renamed = {tuple(sorted(was[row] for row in rows)) for rows in again.clusters}
    assert renamed == {*first.clusters}
    assert sorted(again.pairs["points"]) == sorted(first.pairs["points"])
