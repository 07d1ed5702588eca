"""What identifies a customer in normal form: what is hashed, and what may not be."""

from __future__ import annotations

import hashlib
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from validation.duplicates import plain, spelling
from validation.lookup.gathering import gathered, with_new
from validation.normalise import country

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from validation.lookup.asking import NewCustomer
    from validation.lookup.gathering import Gathered

Kind = Literal["code", "email", "domain", "phone", "stem", "name", "title", "home"]
FEW, SOME = 3, 6
"""Up to so many differently named customers a value is rare, up to so many it is shared; what
more have is a forwarder's or a platform's and is never hashed."""
RARE, KNOWN = 4, 12
"""Up to so many customers of one name it is rare, up to so many it is known."""
_SHARED = ("email", "domain", "phone")


class Identity(NamedTuple):
    """What identifies one customer, as typed."""

    names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()
    """Each with its scheme, "" when none is given."""
    country: str = ""


class _Lists(NamedTuple):
    """What identifies one customer, while it is collected."""

    names: list[str]
    emails: list[str]
    sites: list[str]
    phones: list[str]


class Form(NamedTuple):
    """One thing to hash. `level` is how rare it is in its list: 0 rare, 1 shared, 2 common."""

    kind: Kind
    value: str
    level: int = 0


def identities(found: Gathered) -> list[Identity]:
    """Return the customers and leads of a list, in its order."""
    lists = [_Lists([], [], [], []) for _ in range(len(found.customers))]
    codes: list[list[tuple[str, str]]] = [[] for _ in lists]
    countries: list[str] = []
    for at, row in enumerate(_rows(found.customers)):
        _, english, chinese, region, site, address = row
        names, emails, sites, _ = lists[at]
        names += [english, chinese]
        emails.append(address)
        sites.append(site)
        countries.append(region)
    for label, _, address, phone, im in _rows(found.contacts):
        _, emails, _, phones = lists[int(label)]
        emails.append(address)
        phones += [phone, im]
    for label, name, code, scheme, site in _rows(found.titles):
        names, _, sites, _ = lists[int(label)]
        names.append(name)
        sites.append(site)
        if code:
            codes[int(label)].append((code, scheme))
    return [
        Identity(
            _typed(each.names),
            _typed(each.emails),
            _typed(each.sites),
            _typed(each.phones),
            tuple(own),
            where,
        )
        for each, own, where in zip(lists, codes, countries, strict=True)
    ]


def identity_of(new: NewCustomer) -> Identity:
    """Return a customer somebody asks about in the same way."""
    return identities(with_new(gathered(()), new))[0]


def forms(identity: Identity, own_domains: Collection[str] = ()) -> tuple[Form, ...]:
    """Return everything of a customer that may be hashed, each once.

    Domains of free mail, platforms and the team itself are none, as in `duplicates.find`.
    """
    iso = _iso(identity.country)
    return tuple(dict.fromkeys((*_reached(identity, own_domains), *_named(identity, iso))))


def asked(identity: Identity, own_domains: Collection[str] = ()) -> tuple[Form, ...]:
    """Return what to look for: `forms`, and the names of customers whose country nobody wrote."""
    named = _named(identity, "") if _iso(identity.country) else ()
    return tuple(dict.fromkeys((*forms(identity, own_domains), *named)))


def all_forms(
    people: Sequence[Identity], own_domains: Collection[str] = ()
) -> list[tuple[Form, ...]]:
    """Return the forms of every customer with their levels; what too many share is left out."""
    ours = frozenset(own_domains)
    found = [forms(identity, ours) for identity in people]
    owners: dict[tuple[str, str], set[str]] = {}
    rows: Counter[str] = Counter()
    for each in found:
        stems = [form.value for form in each if form.kind == "stem"]
        rows.update(set(stems))
        mark = stems[0][:3] if stems else ""
        for form in each:
            if form.kind in _SHARED:
                owners.setdefault((form.kind, form.value), set()).add(mark)
    return [tuple(_levelled(each, owners, rows)) for each in found]


def _levelled(
    found: tuple[Form, ...], owners: Mapping[tuple[str, str], set[str]], rows: Mapping[str, int]
) -> Iterator[Form]:
    for form in found:
        if form.kind in _SHARED:
            count = len(owners[form.kind, form.value])
            if count <= SOME:
                yield form._replace(level=int(count > FEW))
        elif form.kind == "stem":
            # A name that everybody bears says nothing without its trade and its country.
            if rows[form.value] <= KNOWN:
                yield form._replace(level=int(rows[form.value] > RARE))
        else:
            yield form


def _reached(identity: Identity, own_domains: Collection[str]) -> Iterator[Form]:
    iso = _iso(identity.country)
    for typed, scheme in identity.codes:
        if code := plain.code(typed, scheme, iso).value:
            yield Form("code", code)
    mails = [mail for typed in identity.emails for mail in plain.addresses(typed)]
    for mail in mails:
        yield Form("email", mail.address)
    for site in (*(mail.domain for mail in mails), *map(plain.site, identity.sites)):
        if site and site not in own_domains:
            yield Form("domain", site)
    for typed in identity.phones:
        for number in plain.numbers(typed):
            yield Form("phone", number)


def _named(identity: Identity, iso: str) -> Iterator[Form]:
    for spelt in map(spelling.spelling, identity.names):
        if len(spelt.latin) < 2:
            continue
        yield Form("stem", spelt.latin)
        yield Form("name", spelt.whole)
        parts = (*spelt.places, "/", *spelt.numbers, "/", "branch" if spelt.branch else "")
        title = " ".join((spelt.whole, "/", *parts))
        yield Form("title", title)
        yield Form("home", f"{title} / {iso}")


def _iso(typed: str) -> str:
    return str(country.read(typed).value or "") if typed else ""


def _rows(frame: object) -> Iterator[tuple[str, ...]]:
    for row in frame.itertuples(index=False, name=None):  # type: ignore[attr-defined]
        yield tuple(map(_text, row))


def _text(cell: object) -> str:
    return str(cell).strip() if cell is not None and cell == cell else ""  # noqa: PLR0124  # NaN


def _typed(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))


_SAMPLES = (
    Identity(
        ("Ningbo Yongjiang Tools Co., Ltd.", "宁波甬江工具有限公司", "寧波甬江工具股份有限公司"),
        ("Info@Yongjiang-Tools.com.cn; sales@gmail.com",),
        ("https://www.yongjiang-tools.com.cn/en",),
        ("+86 574 8765 4301 转 12", "WhatsApp:+8613800138001"),
        (("91330200MA2AF12345", ""), ("DE136695976", "VAT")),
        "中国",
    ),
    Identity(("ООО «Северный Инструмент»", "Müller & Söhne GmbH", "株式会社北風"), country="DE"),
    Identity(("Công ty TNHH Gió Bắc", "Fengdi Fund VIII (Hong Kong)"), country="VN Vietnam"),
)


@cache
def forms_version() -> str:
    """Return a digest of how a few customers look in normal form.

    Two lists can be compared only when both were normalised in the same way; another version of
    the word lists finds less, and nobody would notice.
    """
    said = repr([[(form.kind, form.value) for form in asked(each)] for each in _SAMPLES])
    return hashlib.sha256(said.encode()).hexdigest()[:16]
