"""Lists in a third style, on which nothing is fitted: `house.make(rows, seed)`.

`house` is what a trading house collects from scanned cards, chats and old sheets. It shares no
word, no table and no kind of error with the other two styles: reading errors of scanners, cells in
the wrong column, two names in one cell, "c/o" and "trading as", firms that moved or took another
name, and names in Cyrillic, Arabic, Hangul, Japanese, Vietnamese and Chinese of both spellings.
"""

from __future__ import annotations

import csv
import unicodedata
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from lists import CustomerList

if TYPE_CHECKING:
    from collections.abc import Iterator

_COUNTRIES = "CN24 GB7 US10 DE8 FR6 ES6 RU6 AE7 KR4 JP4 VN5 TR4 BR5 IN8 TW4"
_COPIES = (0.78, 0.15, 0.05, 0.02)


@cache
def _table() -> dict[tuple[str, str], tuple[str, ...]]:
    with Path(__file__).with_name("house.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(row["kind"], row["country"]): tuple(row["words"].split("|")) for row in rows}


def _words(kind: str, country: str = "") -> tuple[str, ...]:
    return _table().get((kind, country), ())


@cache
def _by_country(kind: str) -> dict[str, tuple[str, ...]]:
    return {word[:2]: tuple(word[3:].split(";")) for word in _words(kind)}


@dataclass(slots=True, kw_only=True)
class Firm:
    """What is true of a firm; `native` is in its own script, "" where that is Latin."""

    country: str
    latin: str
    native: str
    tail: int
    """Which of the trades of its country; -1: the name says none."""
    form: int
    city: int
    city_named: bool
    domain: str
    phone: str
    people: tuple[str, ...]
    code: str
    former: str = ""
    group: int = -1


@dataclass(slots=True)
class Card:
    """A row as somebody filed it."""

    firm: Firm
    name: str
    name_zh: str
    country: str
    website: str
    mail: str
    people: list[list[str]] = field(default_factory=list)
    """Name, address and phone."""
    code: str = ""


class House:
    """Makes firms and cards of them."""

    def __init__(self, random: Random, rows: int) -> None:
        self.random = random
        shares = [(part[:2], int(part[2:])) for part in _COUNTRIES.split()]
        self._countries, self._shares = zip(*shares, strict=True)
        self._domains: set[str] = set()
        self._brands: set[str] = set()
        carriers = _words("carrier")
        self._carriers = [
            (f"{random.choice(('cs', 'doc', 'sam', 'import'))}@{n or ''}{name}", self.phone("CN"))
            for n in range(rows // 4000 + 1)
            for name in carriers
        ]

    def firm(self, country: str = "") -> Firm:
        """Return a firm nobody has seen."""
        random = self.random
        country = country or random.choices(self._countries, self._shares)[0]
        latin, native = self._free_brand(country)
        made = Firm(
            country=country,
            latin=latin,
            native=native,
            tail=random.randrange(len(_words("tail", country))) if random.random() < 0.75 else -1,
            form=random.randrange(len(_words("form", country))),
            city=random.randrange(len(_words("city", country))),
            city_named=random.random() < (0.75 if country in ("CN", "TW") else 0.12),
            domain="",
            phone=self.phone(country),
            people=tuple(self._person(country) for _ in range(random.choice((1, 1, 2)))),
            code=str(random.randrange(10**9, 10**10)),
        )
        if random.random() < 0.55:
            made.domain = self._domain(made)
        return made

    def sister(self, other: Firm) -> Firm:
        """Return a member of the same group, at home or abroad."""
        random = self.random
        made = replace(
            other,
            city=(other.city + 1) % len(_words("city", other.country)),
            city_named=True,
            phone=other.phone if random.random() < 0.1 else self.phone(other.country),
            people=(self._person(other.country),),
            code=str(random.randrange(10**9, 10**10)),
        )
        if random.random() < 0.4:
            made.country = random.choice(("GB", "US", "DE", "FR", "ES", "IN", "BR"))
            made.native, made.tail, made.form, made.city = "", -1, 0, 0
            made.phone = self.phone(made.country)
        if made.domain and random.random() < 0.3:
            made.domain = self._domain(made)
        return made

    def stranger(self, other: Firm) -> Firm:
        """Return another firm of the same brand in another trade and town."""
        made = self.firm(other.country)
        made.latin, made.native = other.latin, other.native
        count = len(_words("tail", other.country))
        made.tail = (max(other.tail, 0) + 1 + self.random.randrange(count - 1)) % count
        made.domain = self._domain(made) if made.domain else ""
        return made

    def phone(self, country: str) -> str:
        """Return international digits."""
        digits = "".join(self.random.choices("0123456789", k=8))
        return _by_country("dial")[country][0] + digits

    def card(self, firm: Firm, *, first: bool) -> Card:
        """Return a card of the firm; the first one is the most careful."""
        random = self.random
        web = f"www.{firm.domain}" if firm.domain and random.random() < 0.6 else ""
        people = []
        for name in firm.people[: random.choice((1, 1, 2))]:
            local = _plain(name).lower().split()
            mail = f"{'.'.join(local)}@{firm.domain}" if firm.domain else self._webmail(firm, name)
            phone = firm.phone if random.random() < 0.7 else ""
            people.append([name, mail if random.random() < 0.75 else "", phone])
        card = Card(
            firm,
            *self._names(firm),
            random.choice(_by_country("name")[firm.country]),
            web,
            f"office@{firm.domain}" if firm.domain and random.random() < 0.3 else "",
            people,
        )
        if random.random() < 0.15:
            card.code = firm.code
        for rate, change in CHANGES:
            if random.random() < rate * (0.3 if first else 1.0):
                change(card, self)
        return card

    def _names(self, firm: Firm) -> tuple[str, str]:
        """Return the name in Latin letters and in the firm's script; one may be left out."""
        latin, native = latin_name(firm, self.random), native_name(firm, self.random)
        if not native:
            return latin, ""
        if firm.country not in ("CN", "TW"):
            return (latin if self.random.random() < 0.6 else native), ""
        kind = self.random.random()
        if kind < 0.35:
            return latin, ""
        if kind < 0.7:
            return "", native
        return (latin, native) if kind < 0.9 else (f"{native} {latin}", "")

    def _free_brand(self, country: str) -> tuple[str, str]:
        """Return a brand that few have: firms of one name are what `stranger` is for."""
        latin, native = self._brand(country)
        between = "" if country in ("CN", "TW", "JP") else " "
        while _key(latin) in self._brands and self.random.random() < 0.97:
            more, more_native = self._brand(country)
            latin = f"{latin} {more}"
            native = f"{native}{between}{more_native}" if native else ""
        self._brands.add(_key(latin))
        return latin, native

    def _brand(self, country: str) -> tuple[str, str]:
        random = self.random
        words = _words("brand", country)
        at = random.randrange(len(words))
        if country == "CN":
            signs = "".join(random.sample("".join(words), random.choice((2, 2, 3, 4))))
            return _pinyin(signs, joined=random.random() < 0.7), signs
        if country == "TW":
            signs = "".join(random.sample("".join(words), 2))
            return _pinyin(signs, joined=False), signs
        second = random.choice(_words("family"))
        if country in ("JP", "AE"):
            latin = _words("latin", country)[at]
            more = random.choice(("", "", f" {second}"))
            return latin + more, words[at] + more
        native = words[at]
        if random.random() < 0.75:
            native += random.choice(("-", " ")) + str(random.choice(words)).split(" ")[0]
        if country in ("RU", "KR"):
            return _romanised(native), native
        return self._coined(native, words[at], second), ""

    def _coined(self, long: str, word: str, second: str) -> str:
        """Return a brand in Latin letters: of two words, with an owner, or with a short ending."""
        random = self.random
        kind = random.random()
        if kind < 0.35:
            return long
        if kind < 0.7:
            return f"{second} {random.choice(('& ', 'and ', '', '+'))}{word}".strip()
        return f"{word} {''.join(random.choices('AEIOKMNRST', k=3)).title()}"

    def _person(self, country: str) -> str:
        random = self.random
        if country in ("CN", "TW"):
            return random.choice(_words("familyzh")) + random.choice(_words("givenzh"))
        return f"{random.choice(_words('given'))} {random.choice(_words('family'))}"

    def _webmail(self, firm: Firm, name: str) -> str:
        seed = sum(map(ord, name + firm.code))
        provider = _words("freemail")[seed % len(_words("freemail"))]
        return f"{_plain(name).lower().replace(' ', '')[:7]}{seed % 1000}@{provider}"

    def _domain(self, firm: Firm) -> str:
        random = self.random
        label = "".join(sign for sign in _plain(firm.latin).lower() if sign.isalnum())[:14]
        label += random.choice(("", "", "", "hq", "online", firm.country.lower(), "-co"))
        if random.random() < 0.08:
            label = "".join(random.choices("bcdfgaeiou", k=6))
        ending = random.choice(("com", _by_country("tld")[firm.country][0]))
        while f"{label}.{ending}" in self._domains:
            label += random.choice("0123456789")
        self._domains.add(f"{label}.{ending}")
        return f"{label}.{ending}"

    def carrier(self) -> tuple[str, str]:
        """Return the mailbox and phone of somebody who ships for many."""
        return self.random.choice(self._carriers)


def _key(brand: str) -> str:
    """Return the letters of a brand, by which nobody takes it for another."""
    return "".join(filter(str.isalnum, _plain(brand).lower().replace(" and ", "")))


def latin_name(firm: Firm, random: Random) -> str:
    """Return the name in Latin letters as one may write it."""
    trades = _words("english", firm.country) or _words("tail", firm.country)
    forms = _words("formen", firm.country) or _words("form", firm.country)
    cities = _words("cityen", firm.country) or _words("city", firm.country)
    tail = trades[firm.tail] if firm.tail >= 0 else ""
    form = forms[firm.form % len(forms)] if random.random() < 0.7 else ""
    city = cities[firm.city] if firm.city_named and firm.country not in ("RU", "JP", "KR") else ""
    parts = [firm.latin, tail.title() if random.random() < 0.9 else tail, form]
    if city:
        parts.insert(*((0, city) if firm.country in ("CN", "TW") else (2, f"({city})")))
    if firm.country == "VN":
        parts = [form, tail, firm.latin, city]
    return " ".join(filter(None, parts))


def native_name(firm: Firm, random: Random) -> str:
    """Return the name in the firm's own script; "": that is Latin."""
    if not firm.native:
        return ""
    tail = _words("tail", firm.country)[firm.tail] if firm.tail >= 0 else ""
    form = _words("form", firm.country)[firm.form] if random.random() < 0.75 else ""
    city = _words("city", firm.country)[firm.city] if firm.city_named else ""
    if firm.country in ("RU", "KR", "JP"):
        blank = "" if firm.country == "JP" else " "
        return blank.join(filter(None, (form, city, firm.native, tail)))
    if firm.country == "AE":
        return " ".join(filter(None, (firm.native, tail, form)))
    return f"{city}{random.choice(('市', '')) if city else ''}{firm.native}{tail}{form}"


_SCANNED = {"o": "0", "l": "1", "m": "rn", "B": "8", "S": "5", "I": "l", "d": "cl", "e": "c"}


def _scan(card: Card, house: House) -> None:
    at = [n for n, sign in enumerate(card.name) if sign in _SCANNED]
    if at:
        one = house.random.choice(at)
        card.name = card.name[:one] + _SCANNED[card.name[one]] + card.name[one + 1 :]


def _slip(card: Card, house: House) -> None:
    name, random = card.name, house.random
    if len(name) > 5:
        at = random.randrange(1, min(len(name) - 1, 9))
        card.name = random.choice(
            (
                name[:at] + name[at + 1 :],
                name[:at] + name[at] + name[at:],
                name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :],
            )
        )


def _web_in_mail(card: Card, _: House) -> None:
    if card.website and not card.mail:
        card.mail, card.website = card.website, ""


def _mail_in_web(card: Card, _: House) -> None:
    if card.people and not card.website:
        card.website, card.people[0][1] = card.people[0][1], ""


def _name_in_contact(card: Card, _: House) -> None:
    if card.people and card.name:
        card.people[0][0] = card.name


def _two_names(card: Card, house: House) -> None:
    other = native_name(card.firm, house.random) or card.firm.former
    if other and card.name:
        card.name = f"{card.name} / {other}"


def _care_of(card: Card, house: House) -> None:
    mail, phone = house.carrier()
    if card.name:
        card.name += f" c/o {mail.partition('@')[2].partition('.')[0].title()} Logistics"
    if card.people:
        card.people[0][1:] = [mail, phone]


def _trading_as(card: Card, house: House) -> None:
    if card.name and not card.firm.native:
        owner = house.random.choice(_words("family"))
        card.name = f"{owner} Holdings t/a {card.name}"


def _carrier(card: Card, house: House) -> None:
    mail, phone = house.carrier()
    if card.people:
        kind = house.random.randrange(3)
        card.people[0][1:] = [
            mail if kind != 1 else card.people[0][1],
            phone if kind else card.people[0][2],
        ]


def _moved(card: Card, house: House) -> None:
    phone = house.phone(card.firm.country)
    for person in card.people:
        person[2] = phone if person[2] else ""


def _renamed(card: Card, house: House) -> None:
    if card.firm.domain and house.random.random() < 0.5 and not card.firm.native:
        card.name = latin_name(
            replace(card.firm, latin=house.firm(card.firm.country).latin), house.random
        )


def _traditional(card: Card, _: House) -> None:
    import opencc

    card.name_zh = str(_converter(opencc).convert(card.name_zh))


@cache
def _converter(opencc: object) -> object:
    return opencc.OpenCC("s2tw")  # type: ignore[attr-defined]


def _capitals(card: Card, house: House) -> None:
    card.name = card.name.upper() if house.random.random() < 0.7 else card.name.lower()


def _other_person(card: Card, house: House) -> None:
    for person in card.people[:1]:
        name = house._person(card.firm.country)  # noqa: SLF001 - one module
        at_domain = card.firm.domain
        mail = f"{_plain(name).lower().split()[0]}@{at_domain}" if at_domain else ""
        person[:] = [name, mail, house.phone(card.firm.country)]


def _webmail(card: Card, house: House) -> None:
    for person in card.people:
        person[1] = house._webmail(card.firm, person[0])  # noqa: SLF001


def _extension(card: Card, house: House) -> None:
    for person in card.people:
        if person[2]:
            person[2] += house.random.choice((" ext. 12", " x304", "转8012", "-0", "#22"))


def _short_person(card: Card, house: House) -> None:
    for person in card.people:
        parts = person[0].split()
        if len(parts) > 1:
            person[0] = house.random.choice(
                (parts[0], f"Mr {parts[-1]}", f"{parts[0][0]}. {parts[-1]}")
            )
        elif house.random.random() < 0.5:
            person[0] = (
                _pinyin(person[0][1:], joined=True) + " " + _pinyin(person[0][:1], joined=True)
            )
        else:
            person[0] = person[0][0] + house.random.choice(("总", "先生", "经理"))


def _no_country(card: Card, _: House) -> None:
    card.country = ""


def _no_people(card: Card, _: House) -> None:
    if card.website or card.mail:
        card.people = []


CHANGES = (
    (0.06, _scan),
    (0.07, _slip),
    (0.05, _other_person),
    (0.03, _renamed),
    (0.08, _traditional),
    (0.3, _capitals),
    (0.07, _webmail),
    (0.05, _moved),
    (0.15, _short_person),
    (0.04, _two_names),
    (0.03, _trading_as),
    (0.02, _care_of),
    (0.03, _carrier),
    (0.03, _web_in_mail),
    (0.03, _mail_in_web),
    (0.02, _name_in_contact),
    (0.08, _extension),
    (0.08, _no_country),
    (0.1, _no_people),
)
"""How often each thing befalls a card that is not the first of its firm."""


def make(rows: int, seed: int) -> CustomerList:
    """Return a list of exactly `rows` customers in random order, the same for the same seed."""
    random = Random(f"house-{seed}")  # noqa: S311 - made-up lists, no secrets
    house = House(random, rows)
    typed: list[tuple[int, Card]] = []
    for number, firm in enumerate(_firms(house)):
        copies = range(random.choices((1, 2, 3, 4), _COPIES)[0])
        typed += [(number, house.card(firm, first=copy == 0)) for copy in copies]
        if len(typed) >= rows:
            break
    del typed[rows:]
    random.shuffle(typed)
    return _sheets(typed, random)


def _firms(house: House) -> Iterator[Firm]:
    group = 0
    while True:
        firm = house.firm()
        if house.random.random() < 0.05:
            group += 1
            firm.group = group
            firm.city_named = True
            yield firm
            yield house.sister(firm)
            continue
        yield firm
        if house.random.random() < 0.04:
            yield house.stranger(firm)


def _sheets(typed: list[tuple[int, Card]], random: Random) -> CustomerList:
    customers, contacts, titles = [], [], []
    for number, (_, card) in enumerate(typed, start=1):
        key = f"CUS-2026-{number:06}"
        customers.append((key, card.name, card.name_zh, card.country, card.website, card.mail))
        contacts += [
            (key, name, mail, _dialled(phone, random)) for name, mail, phone in card.people
        ]
        if card.code:
            titles.append((key, card.name or card.name_zh, card.code))
    names = "customer_id company_name_en company_name_zh country_region website public_email"
    return CustomerList(
        _frame(customers, names),
        _frame(contacts, "customer_id contact_name email phone"),
        _frame(titles, "customer_id title_name credit_code"),
        np.array([number for number, _ in typed]),
        np.array([card.firm.group for _, card in typed]),
    )


def _frame(rows: list[tuple[str, ...]], columns: str) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=columns.split(), dtype=object)
    frame = frame.where(frame != "", None)
    frame.index = pd.RangeIndex(5, 5 + len(frame))
    return frame


def _dialled(phone: str, random: Random) -> str:
    if not phone:
        return ""
    kind = random.random()
    if kind < 0.4:
        return f"+{phone}"
    if kind < 0.7:
        return f"00{phone[:2]}-{phone[2:6]} {phone[6:]}"
    return f"{phone[:3]}.{phone[3:7]}.{phone[7:]}"


_LETTERS = "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya e"
_CYRILLIC = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюяё",
        _LETTERS.split(" "),
        strict=True,
    )
)
_HANGUL = tuple(
    signs.split(" ")
    for signs in (
        "g kk n d tt r m b pp s ss  j jj ch k t p h",
        "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i",
        " k k k n n n t l k m l l l p l m p p t t ng t t k t p t",
    )
)


def _romanised(text: str) -> str:
    """Return Cyrillic and Hangul in Latin letters, as a passport office writes them."""
    found = ""
    for sign in text.lower():
        at = ord(sign) - 0xAC00
        if 0 <= at < 11172:
            found += _HANGUL[0][at // 588] + _HANGUL[1][at % 588 // 28] + _HANGUL[2][at % 28]
        else:
            found += _CYRILLIC.get(sign, sign)
    return found.title()


def _pinyin(signs: str, *, joined: bool) -> str:
    import pypinyin

    syllables = pypinyin.lazy_pinyin(signs)
    return "".join(syllables).title() if joined else " ".join(syllables).title()


def _plain(text: str) -> str:
    """Return a text in the letters of an address."""
    if any("一" <= sign <= "鿿" for sign in text):
        text = _pinyin(text, joined=False)
    text = unicodedata.normalize(
        "NFKD", text.replace("đ", "d").replace("ı", "i").replace("ß", "ss")
    )
    return "".join(sign for sign in text if sign.isascii())
