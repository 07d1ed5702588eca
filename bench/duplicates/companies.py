"""Companies that do not exist, in two styles that have little in common but the countries.

`trade` is the list of a Chinese exporter: half Asia, coined brands, a town and a trade in the name.
`fair` is a scanned visitor list: the whole world, brands of words, families and initials.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

from words import Entry, forms, of_country, pinyin, words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

Style = Literal["trade", "fair"]
COUNTRIES: dict[Style, str] = {
    "trade": "CN20 HK6 TW4 US11 DE8 GB6 FR4 IT4 ES3 RU4 IN5 AE4 VN4 BR4 MX3 JP3 KR3 TR2 PL2",
    "fair": "CN6 HK2 US12 DE6 GB6 FR6 IT6 ES6 RU4 IN7 AE5 VN3 BR7 MX6 TR4 PL4 PE3 CO4 CL3 NG5 EG4"
    " ID4 TH3 NL4 AU4 CA4 JP2 KR2",
}
_OPENINGS = (
    *"bcdfghjklmnprstvwz",
    "br",
    "ch",
    "dr",
    "fl",
    "gr",
    "kl",
    "pr",
    "qu",
    "st",
    "tr",
    "vl",
)
_VOWELS = (*"aaeeioou", "ai", "ea", "io")
_ENDINGS = ["", "", "n", "r", "x", "s", "l", "m", "ta", "ro", "tex", "co", "nex"]


class Person(NamedTuple):
    """A contact: the name, and what stands before the @ of the address."""

    name: str
    local: str


@dataclass(slots=True, kw_only=True)
class Company:
    """What is true of a company; the rows of a list are spellings of it."""

    brand: str
    brand_zh: str
    trade: tuple[str, str]
    """English and Chinese; ("", "") when the name says none."""
    town: tuple[str, str]
    named_town: bool
    """Whether the town is part of the name."""
    country: str
    form: tuple[str, str]
    domain: str
    """Its own; "" when it writes from free mail."""
    phone: str
    """International digits."""
    code: str
    scheme: str
    people: list[Person] = field(default_factory=list)
    group: int = -1


class Maker:
    """Makes companies, sisters of companies and strangers that look like them."""

    def __init__(self, style: Style, random: Random) -> None:
        self.style = style
        self.random = random
        shares = [(part[:2], int(part[2:])) for part in COUNTRIES[style].split()]
        self._countries = [code for code, _ in shares]
        self._shares = [share for _, share in shares]
        self._towns = {code: words("city", code) for code in self._countries}
        self._surnames = words("surname")
        self._trades = words("industry")
        self._domains: set[str] = set()

    def company(self) -> Company:
        """Return a company nobody has seen."""
        random = self.random
        country = random.choices(self._countries, self._shares)[0]
        brand, brand_zh = self._brand(country)
        trade = random.choice(self._trades)
        named = random.random() < (0.92 if self.style == "trade" else 0.6)
        place = random.choice(self._towns[country])
        in_name = random.random() < (0.7 if country in ("CN", "HK", "TW") else 0.08)
        made = Company(
            brand=brand,
            brand_zh=brand_zh,
            trade=(trade.word, trade.other) if named else ("", ""),
            town=(place.word, place.other),
            named_town=in_name,
            country=country,
            form=self._form(country),
            domain="",
            phone=self.phone(country),
            code="",
            scheme="",
        )
        self._register(made)
        if random.random() < (0.62 if self.style == "trade" else 0.7):
            made.domain = self._domain(made)
        made.people = [self.person(country) for _ in range(random.choice((1, 1, 1, 2, 2, 3)))]
        return made

    def sister(self, other: Company, group: int, taken: set[str]) -> Company:
        """Return a member of the group: the same brand elsewhere, often the same domain.

        `taken` has the towns where the group is already, and gets this one.
        """
        random = self.random
        country = self._sisters_country(other)
        towns = [town for town in self._towns[country] if town.word not in taken]
        town = random.choice(towns or self._towns[country])
        taken.add(town.word)
        if country != other.country and random.random() < 0.4:
            # Schmidt (France) SAS: the country is the place in the name.
            names = of_country("country")[country]
            town = Entry(names[1] if len(names) > 1 else town.word, names[0])
        made = replace(
            other,
            country=country,
            town=(town.word, town.other),
            named_town=country == other.country or random.random() < 0.75,
            form=self._form(country),
            phone=other.phone if random.random() < 0.12 else self.phone(country),
            people=[self.person(country) for _ in range(random.choice((1, 1, 2)))],
            group=group,
        )
        self._register(made)
        if made.domain and random.random() < 0.25:
            made.domain = self._domain(made)
        return made

    def _sisters_country(self, other: Company) -> str:
        """Return the same country where it has another town, or another country."""
        if self.random.random() < 0.45 and len(self._towns[other.country]) > 1:
            return other.country
        others = [country for country in self._countries if country != other.country]
        shares = [s for c, s in zip(self._countries, self._shares, strict=True) if c in others]
        return self.random.choices(others, shares)[0]

    def stranger(self, other: Company) -> Company:
        """Return another company of the same town and trade whose name is close to this one's."""
        random = self.random
        made = self.company()
        made.country, made.town, made.form = other.country, other.town, other.form
        made.phone, made.named_town = self.phone(other.country), other.named_town
        made.people = [self.person(other.country) for _ in range(len(made.people))]
        made.brand_zh = ""
        if random.random() < 0.5:
            made.brand, made.brand_zh = other.brand, other.brand_zh
            others = [trade for trade in self._trades if trade.word != other.trade[0]]
            trade = random.choice(others)
            made.trade = (trade.word, trade.other)
        else:
            made.brand, made.brand_zh = self._near(other)
            made.trade = other.trade
        self._register(made)
        made.domain = self._domain(made) if made.domain else ""
        return made

    def person(self, country: str) -> Person:
        """Return a person who may work in the country."""
        random = self.random
        if country in ("CN", "HK", "TW"):
            surname = random.choice(words("surname", "CN"))
            given = random.choices(words("given", "CN"), k=random.choice((1, 2)))
            latin = "".join(part.word for part in given).capitalize()
            local = random.choice((latin.lower(), f"{latin}.{surname.word}".lower()))
            zh = surname.other + "".join(part.other for part in given)
            return Person(zh if random.random() < 0.5 else f"{latin} {surname.word}", local)
        family = random.choice(self._surnames).word
        given_name = random.choice(words("given")).word
        first = _ascii(given_name).lower()
        last = _ascii(family).lower().replace(" ", "")
        patterns = (first, f"{first}.{last}", f"{first[0]}{last}", f"{first[0]}.{last}", last)
        return Person(f"{given_name} {family}", random.choice(patterns))

    def phone(self, country: str) -> str:
        """Return international digits."""
        dial, start, more = of_country("dial")[country]
        length = int(more)
        return dial + start + str(self.random.randrange(10**length)).zfill(length)

    def _brand(self, country: str) -> tuple[str, str]:
        """Return a brand in Latin letters and, in China, Taiwan, Hong Kong and Japan, in Han."""
        random = self.random
        if country in ("CN", "TW") or (country in ("HK", "JP") and random.random() < 0.5):
            signs = random.choices(words("char"), k=random.choice((2, 2, 2, 3)))
            brand_zh = "".join(sign.word for sign in signs)
            if random.random() < (0.75 if self.style == "trade" else 0.5):
                return "".join(pinyin()[sign] for sign in brand_zh).capitalize(), brand_zh
            return self._latin(), brand_zh
        return self._latin(), ""

    def _latin(self) -> str:
        random = self.random
        kind = random.random()
        coined, two_words, family = (0.62, 0.8, 0.92) if self.style == "trade" else (0.2, 0.6, 0.85)
        if kind < coined:
            return self._coined()
        if kind < two_words:
            first, second = random.sample(words("word"), 2)
            return f"{first.word} {second.word}"
        if kind < family:
            surname = random.choice(self._surnames).word
            link = random.choice((" & Sons", " Bros", " Group", "", " {}", " & {}"))
            return surname + link.format(random.choice(self._surnames).word)
        letters = "".join(random.choices("ABCDEFGHIKLMNOPRSTVW", k=random.choice((2, 3, 3, 3, 4))))
        return (
            letters if random.random() < 0.5 else f"{letters} {random.choice(words('word')).word}"
        )

    def _coined(self) -> str:
        random = self.random
        count = random.choice((2, 2, 3))
        body = "".join(random.choice(_OPENINGS) + random.choice(_VOWELS) for _ in range(count))
        return (body + random.choice(_ENDINGS)).capitalize()

    def _near(self, other: Company) -> tuple[str, str]:
        """Return a brand that differs by a letter, a word or a sign, and is somebody else's."""
        random = self.random
        if other.brand_zh:
            at = random.randrange(len(other.brand_zh))
            sign = random.choice(words("char")).word
            brand_zh = other.brand_zh[:at] + sign + other.brand_zh[at + 1 :]
            return "".join(pinyin()[sign] for sign in brand_zh).capitalize(), brand_zh
        parts = other.brand.split(" ")
        if len(parts) > 1:
            parts[random.randrange(len(parts))] = random.choice(words("word")).word
            return " ".join(parts), ""
        return other.brand[: max(2, len(other.brand) // 2)] + self._coined().lower()[-4:], ""

    def _form(self, country: str) -> tuple[str, str]:
        latin, own = forms(country)
        first = self.random.choice(latin[:2] if country != "RU" else latin)
        return first, self.random.choice(own) if own else ""

    def _domain(self, company: Company) -> str:
        random = self.random
        label = _ascii(company.brand).lower()
        label = "".join(sign for sign in label if sign.isalnum() or sign == " ")
        label = random.choice(("", "", "", "-")).join(label.split())
        extra = _ascii(company.trade[0]).lower().split(" ")[0]
        chance = random.random()
        if chance < 0.25 and extra:
            label += random.choice(("", "-")) + extra
        elif chance < 0.4:
            label += random.choice(("group", "intl", "global", company.country.lower(), "trade"))
        elif chance < 0.45:
            label = self._coined().lower()
        endings = of_country("tld")[company.country]
        free = f"{label}.{random.choice((*endings, 'com'))}"
        # Whoever comes second must take another one.
        while free in self._domains:
            free = f"{label}{random.randrange(1000)}.{random.choice((*endings, 'com', 'net'))}"
        self._domains.add(free)
        return free

    def _register(self, company: Company) -> None:
        random = self.random
        digits = str(random.randrange(10**12)).zfill(12)
        company.code, company.scheme = {
            "CN": (_uscc(random), "USCC"),
            "DE": (f"DE{digits[:9]}", "VAT"),
            "FR": (f"FR{digits[:11]}", "VAT"),
            "IT": (f"IT{digits[:11]}", "VAT"),
            "ES": (f"ESB{digits[:8]}", "VAT"),
            "GB": (f"GB{digits[:9]}", "VAT"),
            "US": (f"{digits[:2]}-{digits[2:9]}", "EIN"),
            "AE": (f"100{digits}", "VAT"),
        }.get(company.country, (digits[:10], "other"))


def free_mail(random: Random) -> str:
    """Return a provider anybody can get a mailbox at, the big ones oftener."""
    entries = words("freemail")
    return random.choices(entries, [int(entry.other) for entry in entries])[0].word


def _uscc(random: Random) -> str:
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = "91" + f"{random.randrange(110000, 660000)}MA" + "".join(random.choices(signs, k=7))
    total = sum(signs.index(sign) * pow(3, at, 31) for at, sign in enumerate(body))
    return body + signs[(31 - total) % 31]


_PLAIN = str.maketrans("áàâäãéèêëíìîïóòôöõúùûüçñ", "aaaaaeeeeiiiiooooouuuucn")


def _ascii(text: str) -> str:
    return text.lower().translate(_PLAIN).replace("ß", "ss").replace("'", "")


def spelt(parts: Sequence[str]) -> str:
    """Return the parts that are there, with blanks between."""
    return " ".join(part for part in parts if part)
