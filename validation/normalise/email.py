"""E-mail addresses, by syntax alone: nothing here looks anything up in a network."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Literal

from validation.normalise import Reading, characters, domain
from validation.normalise.tables import entries, rows

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

PROBLEMS = (
    "email_invalid",
    "email_several",
    "email_wrapped",
    "email_characters",
    "email_case",
    "email_typo",
    "email_suffix",
)

Kind = Literal["role", "free", "disposable", "company"]

_INSIDE = re.compile(
    r"[^<>@]*[<(\[]\s*([^<>()\[\]\s]+@[^<>()\[\]\s]+)\s*[>)\]].?"
    r"|\"[^\"@]*\"\s*([^\s@]+@[^\s@]+)"
    r"|([^\s@()]+@[^\s@()]+)\s*\([^()@]*\)"
)
_BREAKS = re.compile(r"[;,、|\n\r\t]+|(?<!\w)/|/(?=[^@/]*@)|\s+(?:or|and|或|和|及)\s+|\s+(?=\S+@)")
_ADDRESS = re.compile(r"[^\s@<>()（）\[\]\"',;:：，；、|]+@[^\s@<>()（）\[\]\"',;:：，；、|]+")
_WRAPPING = re.compile(
    r"(?:mailto:|e-?mail(?:[ _-]?address)?\s*[:：]|邮箱\s*[:：]|電郵\s*[:：]|邮件\s*[:：])\s*",
    re.IGNORECASE,
)
# A blank inside the name may stand for a dot or part two names: only beside @ and . it is a slip.
_BLANK_BESIDE_SIGN = re.compile(r"\s+(?=[@.])|(?<=[@.])\s+")
_AT_WORD = re.compile(r"\s*[(\[]\s*at\s*[)\]]\s*", re.IGNORECASE)
_DOT_WORD = re.compile(r"\s*[(\[]\s*dot\s*[)\]]\s*", re.IGNORECASE)


def read(value: str, *, known_domains: Container[str] = frozenset()) -> Reading:
    """Return the address in the cell, the domain in lower case; the part before @ as typed.

    Args:
        value: the cell's text.
        known_domains: domains the book uses elsewhere; they are no slips of a provider's name.

    >>> read("john@gmial.com").suggestion, read("john@gt.con").problem, read("J@gt.com").value
    ('john@gmail.com', 'email_suffix', 'J@gt.com')
    """
    several = split(value)
    if len(several) > 1:
        return Reading(None, "email_several", None, str(len(several)))
    plain = characters.bare(value)
    if not plain:
        return Reading(None)
    text = _unwrapped(plain)
    address = _valid(_BLANK_BESIDE_SIGN.sub("", text))
    if address is None:
        return Reading(None, "email_invalid")
    at_domain = address.rpartition("@")[2]
    wrong = _wrong_domain(address, at_domain, known_domains)
    if wrong:
        return wrong
    if value == address or _in_own_letters(value) == address:
        return Reading(address)
    return Reading(address, _difference(value, plain, address), address)


def split(value: str) -> tuple[str, ...]:
    """Return the addresses of a cell one by one, as typed, without names around them.

    Text that holds fewer than two addresses comes back as one part; blank text as none.

    >>> split("a@gt.com; Bob <b@gt.com>")
    ('a@gt.com', 'b@gt.com')
    """
    text = characters.half_width(characters.visible(value)).strip()
    if not text:
        return ()
    if text.count("@") < 2:
        return (value.strip(),)
    found = tuple(
        dict.fromkeys(
            address[0].strip(".-").removeprefix("mailto:")
            for piece in _BREAKS.split(text)
            for address in _ADDRESS.finditer(piece)
        )
    )
    return found if len(found) > 1 else (value.strip(),)


def kind(address: str) -> Kind:
    """Return what kind of mailbox a readable address is; a role comes before a free domain."""
    at_domain = address.rpartition("@")[2].lower()
    if is_disposable(at_domain):
        return "disposable"
    if is_role(address):
        return "role"
    return "free" if is_free(at_domain) else "company"


def is_role(address: str) -> bool:
    """Return whether a department and not a person reads the mailbox: info@, sales.de@.

    >>> is_role("Sales01@gt.com"), is_role("export-asia@gt.com"), is_role("john.sales@gt.com")
    (True, True, False)
    """
    roles = entries("role_mailboxes")
    local = address.rpartition("@")[0].lower()
    if local in roles or local.rstrip("0123456789_-.") in roles:
        return True
    words = [word for word in re.split(r"[._+\-0-9]+", local) if word]
    return (
        len(words) > 1
        and words[0] in roles
        and all(word in roles or len(word) == 2 or word in _PLACES for word in words)
    )


def disposable_among(domain_names: Iterable[str]) -> frozenset[str]:
    """Return those of the names, in lower case, whose mailboxes are made to be thrown away."""
    return frozenset(filter(is_disposable, _disposable().intersection(domain_names)))


def is_free(domain_name: str) -> bool:
    """Return whether anybody can get a mailbox at this domain."""
    name = domain_name.lower()
    return name in domain.free_domains() and name not in _SQUATTED


def is_disposable(domain_name: str) -> bool:
    """Return whether the domain's mailboxes are made to be thrown away."""
    name = domain_name.lower()
    return name in _disposable() and name not in entries("mail_providers") and name not in _SQUATTED


# Slips that somebody registered, so the lists of free and throw-away domains hold them.
_SQUATTED = frozenset(
    ("gmial.com", "hotmai.com", "hotmial.com", "hotmail.co", "yaho.com", "yahoo.co")
)

_PLACES = frozenset(
    (
        *("asia", "europe", "eu", "africa", "america", "americas", "emea", "apac", "latam"),
        *("china", "cn", "india", "brazil", "usa", "uk", "uae", "germany", "france"),
        *("global", "intl", "export", "north", "south", "east", "west"),
    )
)


def _unwrapped(text: str) -> str:
    """Return the address inside a display name, brackets, a label or "(at)" spelling."""
    text = _WRAPPING.sub("", text, count=1)
    if "@" not in text:
        text = _DOT_WORD.sub(".", _AT_WORD.sub("@", text))
    inside = _INSIDE.fullmatch(text)
    if inside:
        text = inside[1] or inside[2] or inside[3]
    return text.strip(" <>\"'.,;:()[]")


def _valid(text: str) -> str | None:
    """Return the address with a lower-case domain, or None."""
    # email-validator takes 70 ms to import; a book without addresses never pays.
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415

    try:
        checked = validate_email(text, check_deliverability=False, strict=True)
    except (EmailNotValidError, ValueError):
        return None
    local = checked.local_part
    typed = text.rpartition("@")[0]
    # The library lowers info@ and the like; the cell keeps what the person wrote.
    return f"{typed if typed.lower() == local.lower() else local}@{checked.domain}"


def _wrong_domain(address: str, at_domain: str, known: Container[str]) -> Reading | None:
    """Return the finding about a domain that is a slip or cannot exist."""
    meant = _provider_meant(at_domain, known)
    if meant:
        corrected = f"{address.rpartition('@')[0]}@{meant}"
        return Reading(address, "email_typo", corrected, meant)
    if domain.registrable(at_domain) is None:
        return Reading(None, "email_suffix", None, at_domain.rpartition(".")[2])
    return None


def _provider_meant(at_domain: str, known: Container[str]) -> str:
    """Return the big provider one slip away; "": none, or the domain is somebody's own."""
    from rapidfuzz import process  # noqa: PLC0415 - 36 ms, only for oddities
    from rapidfuzz.distance import DamerauLevenshtein  # noqa: PLC0415

    near = process.extract(
        at_domain,
        _big_providers(),
        scorer=DamerauLevenshtein.distance,
        processor=None,
        score_cutoff=1,
        limit=None,
    )
    slips = [at for big, distance, at in near if distance == 1 and _is_slip(at_domain, big)]
    # What is known is dear to tell, so it is asked last.
    if not slips or is_free(at_domain) or is_disposable(at_domain) or at_domain in known:
        return ""
    return _big_providers()[min(slips)]


def _is_slip(typed: str, provider: str) -> bool:
    """Return whether `typed` is `provider` with one slip of the finger; one sign lies between them.

    Under five letters a changed letter makes another company (aon.com and aol.com, msc.com and
    msn.com), so there only an exchange of neighbours or a slip in the ending counts.
    """
    name, _, ending = typed.partition(".")
    its_name, _, its_ending = provider.partition(".")
    if len(its_name) >= 5:
        return True
    # "163.cm" is a slip; "126.cn" may be somebody's: a real ending counts only for the .com names.
    same_name = name == its_name and its_ending == "com" and ending != "cn"
    return same_name or (ending == its_ending and sorted(name) == sorted(its_name))


@cache
def _big_providers() -> tuple[str, ...]:
    return tuple(row["domain"] for row in rows("mail_providers") if row["kind"] == "big")


@cache
def _disposable() -> frozenset[str]:
    from disposable_email_domains import blocklist  # noqa: PLC0415 - 10,000 names, when asked

    return frozenset(blocklist)


def _in_own_letters(value: str) -> str:
    """Return an address with an xn-- domain as people read it; both spellings are right."""
    local, _, at_domain = value.rpartition("@")
    return f"{local}@{domain.host(at_domain)}" if "xn--" in at_domain else value


def _difference(value: str, plain: str, address: str) -> str:
    """Return which problem makes the readable cell differ from its address."""
    if value.casefold() == address.casefold():
        return "email_case"
    if plain == address or plain.replace(" ", "").casefold() == address.casefold():
        return "email_characters"
    return "email_wrapped"
