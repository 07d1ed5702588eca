"""How one company comes to be typed in different ways: a table of kinds with their rates.

A rate is the chance that the kind befalls a row, in the two styles; every row of a company draws
on its own. `VARIATIONS` is in the order in which they happen to a row.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from companies import Company, Maker, Person, free_mail, spelt
from words import forms, of_country, pinyin, words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from random import Random


class Shared(NamedTuple):
    """What strangers have in common in one list."""

    forwarders: tuple[tuple[str, str, str], ...]
    """Domain, address and phone digits."""


@dataclass(slots=True, kw_only=True)
class Row:
    """A customer as somebody typed it."""

    company: Company
    brand: str
    brand_zh: str
    trade: str
    trade_zh: str
    form: str
    form_zh: str
    town: str
    town_zh: str
    town_at: str = "start"
    """start, brackets or end."""
    domain: str
    website: str = ""
    public_email: str = ""
    country: str = ""
    code: str = ""
    people: list[tuple[str, str, str]] = field(default_factory=list)
    """Name, address and phone of each contact."""
    finish: Callable[[str], str] = str
    """What happens to the whole Latin name."""


class Variation(NamedTuple):
    """A kind of variation, its chance in the two styles, and what it does."""

    name: str
    trade: float
    fair: float
    vary: Callable[[Row, Maker, Shared], None]


def fresh(company: Company, maker: Maker) -> Row:
    """Return the row of a careful person who knows everything."""
    random = maker.random
    at_domain = company.domain or free_mail(random)
    row = Row(
        company=company,
        brand=company.brand,
        brand_zh=company.brand_zh,
        trade=company.trade[0],
        trade_zh=company.trade[1],
        form=company.form[0],
        form_zh=company.form[1],
        town=company.town[0] if company.named_town else "",
        town_zh=company.town[1] if company.named_town else "",
        domain=company.domain,
        country=of_country("country")[company.country][0],
        code=company.code,
    )
    if company.domain:
        row.website = random.choice(
            ("https://www.{}", "www.{}", "http://{}/", "https://{}")
        ).format(company.domain)
        row.public_email = f"{random.choice(('info', 'sales', 'office'))}@{company.domain}"
    people = random.sample(company.people, min(len(company.people), random.choice((1, 1, 2))))
    for person in people:
        row.people.append((person.name, _address(person, company, at_domain), company.phone))
    return row


def _address(person: Person, company: Company, at_domain: str) -> str:
    """Return a person's address; with free mail it carries something of the company."""
    if company.domain:
        return f"{person.local}@{company.domain}"
    letters = "".join(sign for sign in company.brand.lower() if sign.isascii() and sign.isalnum())
    number = sum(map(ord, person.name + company.code)) % 90 + 10
    # The same person keeps the provider: a draw of the list's would give each row another.
    providers = words("freemail")
    provider = providers[(number * 7 + len(company.code)) % len(providers)].word
    return f"{person.local}{number if number % 2 else letters[:8]}@{provider or at_domain}"


def _form(row: Row, maker: Maker, _: Shared) -> None:
    latin, own = forms(row.company.country)
    draw = maker.random.random()
    family = _family(row.form, latin)
    row.form = "" if draw < 0.3 else maker.random.choice(family)
    if own and maker.random.random() < 0.5:
        row.form_zh = "" if draw < 0.3 else row.form_zh


def _family(form: str, latin: tuple[str, ...]) -> list[str]:
    """Return the spellings of one legal form: those with the same letters, or the same meaning."""
    same = {
        "co ltd": {"co ltd", "company limited", "coltd", "limited"},
        "inc": {"inc", "incorporated", "corp", "corporation"},
        "ltd": {"ltd", "limited"},
        "pvt ltd": {"pvt ltd", "private limited", "p ltd"},
        "sarl": {"sarl"},
        "srl": {"srl"},
        "ltda": {"ltda", "limitada"},
    }
    plain = {spelling: _letters(spelling) for spelling in latin}
    mine = _letters(form)
    for members in same.values():
        squeezed = {member.replace(" ", "") for member in members}
        if mine in squeezed:
            return [spelling for spelling in latin if plain[spelling] in squeezed]
    return [spelling for spelling in latin if plain[spelling] == mine] or [form]


def _letters(text: str) -> str:
    return "".join(sign for sign in text.lower() if sign.isalnum())


def _case(row: Row, maker: Maker, _: Shared) -> None:
    row.finish = maker.random.choice((str.upper, str.lower, str.upper))


_KEYS = {"a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "g": "fh", "h": "gj", "i": "uo"}
_KEYS |= {"k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "r": "et", "s": "ad", "t": "ry"}
_KEYS |= {"u": "yi"}


def slip(text: str, random: Random) -> str:
    """Return the text with one slip: a letter lost, doubled, swapped or hit beside."""
    if len(text) < 4:
        return text
    at = random.randrange(1, len(text) - 1)
    kind = random.randrange(4)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[: at + 1] + text[at:]
    if kind == 2:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    near = _KEYS.get(text[at].lower(), "e")
    return text[:at] + random.choice(near) + text[at + 1 :]


def _typo(row: Row, maker: Maker, _: Shared) -> None:
    row.brand = slip(row.brand, maker.random)


@cache
def _homophones() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for sign, reading in pinyin().items():
        found.setdefault(reading, []).append(sign)
    return found


def _wrong_sign(row: Row, maker: Maker, _: Shared) -> None:
    """Type a sign that sounds alike, as input methods do."""
    if row.brand_zh:
        at = maker.random.randrange(len(row.brand_zh))
        alike = _homophones()[pinyin()[row.brand_zh[at]]]
        sign = maker.random.choice(alike)
        row.brand_zh = row.brand_zh[:at] + sign + row.brand_zh[at + 1 :]


@cache
def traditional(text: str) -> str:
    """Return Han in traditional signs."""
    import opencc

    return str(_converter(opencc).convert(text))


@cache
def _converter(opencc: object) -> object:
    return opencc.OpenCC("s2t")  # type: ignore[attr-defined]


def _traditional(row: Row, _: Maker, __: Shared) -> None:
    row.brand_zh, row.trade_zh, row.town_zh, row.form_zh = (
        traditional(part) for part in (row.brand_zh, row.trade_zh, row.town_zh, row.form_zh)
    )


def _spacing(row: Row, maker: Maker, _: Shared) -> None:
    """Write a pinyin brand by syllables, two words as one, or with a hyphen."""
    if row.brand_zh and row.brand.lower() == "".join(pinyin().get(s, "?") for s in row.brand_zh):
        row.brand = " ".join(pinyin()[sign].capitalize() for sign in row.brand_zh)
    elif " " in row.brand:
        row.brand = row.brand.replace(" & ", " and ").replace(
            " ", maker.random.choice(("", "-", " "))
        )


_SHORT = {
    "Import & Export": ("Imp. & Exp.", "Imp&Exp", "I/E", "Import and Export", "Import Export"),
    "International Trade": ("Intl Trade", "Int'l Trade", "International Trading"),
    "Technology": ("Tech", "Technologies", "Tech."),
    "Electronics": ("Electronic", "Elec."),
    "Machinery": ("Mach.", "Machine", "Machineries"),
    "Industries": ("Ind.", "Industry", "Industrial", "Inds"),
    "Trading": ("Trade", "Trdg", "Tradings"),
    "Textile": ("Textiles", "Tex."),
    "Chemicals": ("Chem", "Chemical"),
    "Furniture": ("Furnitures", "Furn."),
}


def _shorter(row: Row, maker: Maker, _: Shared) -> None:
    row.trade = maker.random.choice(_SHORT.get(row.trade, (row.trade,)))


def _initials(row: Row, _: Maker, __: Shared) -> None:
    if len(row.brand.split()) > 1:
        row.brand = "".join(
            word[0] for word in f"{row.brand} {row.trade}".split() if word[0].isalpha()
        )
        row.trade = ""


def _order(row: Row, maker: Maker, _: Shared) -> None:
    row.town_at = maker.random.choice(("brackets", "end", "comma"))


def _no_trade(row: Row, _: Maker, __: Shared) -> None:
    row.trade = row.trade_zh = ""


def _no_town(row: Row, _: Maker, __: Shared) -> None:
    # A branch that dropped its town would be its own head office: nobody could tell them apart.
    if row.company.group < 0:
        row.town = row.town_zh = ""


def _new_mail(row: Row, maker: Maker, _: Shared) -> None:
    """Somebody got another mailbox: at the company, or a private one."""
    random = maker.random
    for at, (name, mail, phone) in enumerate(row.people):
        local = maker.person(row.company.country).local
        private = not row.domain or random.random() < 0.3
        domain = free_mail(random) if private else row.domain
        new = f"{local}{random.randrange(1000) if private else ''}@{domain}"
        row.people[at] = (name, new if random.random() < 0.8 else mail, phone)


def _other_person(row: Row, maker: Maker, _: Shared) -> None:
    person = maker.person(row.company.country)
    at_domain = row.domain or free_mail(maker.random)
    mail = f"{person.local}{'' if row.domain else maker.random.randrange(1000)}@{at_domain}"
    row.people = [(person.name, mail, maker.phone(row.company.country))]


def _first_name(row: Row, maker: Maker, _: Shared) -> None:
    """Write the contact as people call each other: Anna, Mr. Schmidt, 王经理."""
    for at, (name, mail, phone) in enumerate(row.people):
        title = maker.random.choice(("经理", "先生", "小姐", "总"))
        short = name.split(maxsplit=1)
        called = maker.random.choice((short[0], f"Mr. {short[-1]}", f"Ms {short[-1]}"))
        row.people[at] = (
            called if name.isascii() or len(short) > 1 else name[0] + title,
            mail,
            phone,
        )


def _own_phone(row: Row, maker: Maker, _: Shared) -> None:
    row.people = [(name, mail, maker.phone(row.company.country)) for name, mail, _p in row.people]


def _forwarder(row: Row, maker: Maker, shared: Shared) -> None:
    """Give the mailbox, the phone or both of the freight forwarder who handles the goods."""
    _domain, mail, phone = maker.random.choice(shared.forwarders)
    kind = maker.random.randrange(3)
    name = row.people[0][0] if row.people else ""
    own_mail, own_phone = row.people[0][1:] if row.people else ("", "")
    person = (name, mail if kind != 1 else own_mail, phone if kind != 0 else own_phone)
    row.people = [person, *row.people[1:]]


def _marketplace(row: Row, maker: Maker, _: Shared) -> None:
    label = _letters(row.brand) or "shop"
    row.website = maker.random.choice(
        (
            f"https://{label}.en.alibaba.com",
            f"https://www.facebook.com/{label}",
            f"https://{label}.en.made-in-china.com",
            "https://www.alibaba.com",
        )
    )


def _country_word(row: Row, maker: Maker, _: Shared) -> None:
    row.country = maker.random.choice(of_country("country")[row.company.country])


def _blank(name: str) -> Callable[[Row, Maker, Shared], None]:
    def vary(row: Row, _: Maker, __: Shared) -> None:
        setattr(row, name, "")

    return vary


def _one_script(row: Row, maker: Maker, _: Shared) -> None:
    """Keep the Chinese or the Latin name only, where there are both."""
    if row.brand_zh:
        keep_zh = maker.random.random() < 0.5
        row.brand, row.brand_zh = ("", row.brand_zh) if keep_zh else (row.brand, "")


def _no_mail(row: Row, _: Maker, __: Shared) -> None:
    row.people = [(name, "", phone) for name, _m, phone in row.people]


def _no_phone(row: Row, _: Maker, __: Shared) -> None:
    row.people = [(name, mail, "") for name, mail, _p in row.people]


VARIATIONS = (
    Variation("legal form spelt another way, or left out", 0.45, 0.6, _form),
    Variation("capitals or small letters", 0.2, 0.35, _case),
    Variation("a slip in the brand", 0.08, 0.11, _typo),
    Variation("a sign that sounds alike", 0.04, 0.05, _wrong_sign),
    Variation("traditional characters", 0.1, 0.06, _traditional),
    Variation("spacing and hyphens", 0.15, 0.2, _spacing),
    Variation("the trade abbreviated", 0.15, 0.2, _shorter),
    Variation("initials", 0.02, 0.03, _initials),
    Variation("the town in another place", 0.12, 0.12, _order),
    Variation("no trade in the name", 0.06, 0.09, _no_trade),
    Variation("no town in the name", 0.06, 0.05, _no_town),
    Variation("another address", 0.15, 0.12, _new_mail),
    Variation("another person", 0.16, 0.22, _other_person),
    Variation("the contact by half the name", 0.15, 0.1, _first_name),
    Variation("another phone", 0.12, 0.1, _own_phone),
    Variation("a freight forwarder's mailbox or phone", 0.03, 0.015, _forwarder),
    Variation("a page on a marketplace", 0.06, 0.04, _marketplace),
    Variation("the country in other words", 0.25, 0.5, _country_word),
    Variation("one script only", 0.55, 0.5, _one_script),
    Variation("no website", 0.4, 0.3, _blank("website")),
    Variation("no public mailbox", 0.6, 0.7, _blank("public_email")),
    Variation("no address of the contact", 0.22, 0.15, _no_mail),
    Variation("no phone", 0.25, 0.35, _no_phone),
    Variation("no country", 0.05, 0.03, _blank("country")),
    Variation("no registration code", 0.72, 0.85, _blank("code")),
)
"""Every kind of variation with its rate in the two styles."""


def varied(row: Row, maker: Maker, shared: Shared, *, calm: Mapping[str, float]) -> None:
    """Change the row by every kind whose turn it is; `calm` scales the rates of some kinds."""
    chance = maker.random.random
    for name, trade, fair, vary in VARIATIONS:
        rate = (trade if maker.style == "trade" else fair) * calm.get(name, 1.0)
        if chance() < rate:
            vary(row, maker, shared)


def name_of(row: Row) -> str:
    """Return the Latin name as typed; "": there is none."""
    if not row.brand:
        return ""
    core = spelt((row.brand, row.trade))
    if row.town and row.town_at == "start":
        core = f"{row.town} {core}"
    elif row.town and row.town_at == "brackets":
        core = f"{core} ({row.town})"
    elif row.town and row.town_at == "end":
        core = f"{core} {row.town}"
    name = f"{row.form} {core}" if row.form.startswith(("PT", "OOO")) else spelt((core, row.form))
    if row.town and row.town_at == "comma":
        name = f"{name}, {row.town}"
    return row.finish(name)


def name_zh_of(row: Row, random: Random) -> str:
    """Return the Chinese name as typed; "": there is none."""
    if not row.brand_zh:
        return ""
    core = row.brand_zh + row.trade_zh
    if row.town_zh and row.town_at == "brackets":
        core = f"{core}（{row.town_zh}）"
    elif row.town_zh:
        core = row.town_zh + ("市" if random.random() < 0.5 else "") + core
    return core + row.form_zh
