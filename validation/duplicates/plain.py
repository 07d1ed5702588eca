"""Cheap normal forms of what identifies a customer, for comparing and never for storing.

The readers of `validation.normalise` are careful and slow: they tell what is wrong with a cell.
Here a million cells are compared, so each form costs about a microsecond, and only a cell with
odd signs goes to the reader. Where both give a value, the two agree (tests/test_duplicates_plain).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from validation.normalise import characters, domain, phone
from validation.normalise import email as mail
from validation.normalise.company.letters import latin
from validation.normalise.tables import entries

_SIMPLE_MAIL = re.compile(r"[a-z0-9_.+'-]+@[a-z0-9.-]*[a-z0-9]")
_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*:/*)?(?:[^/@\s]*@)?([a-z0-9.-]+)(?::\d+)?(?:[/?#]\S*)?")
_ONE_PHONE = re.compile(r"[+(]?[\d\s()./-]+")
_TITLE = re.compile(
    r"\b(?:mr|mrs|ms|miss|dr|prof|herr|frau|mme|ing|eng|sr|sra)\b\.?|先生|女士|小姐|经理|总监"
    r"|[(（].*?[)）]"
)
_NOT_A_WORD = re.compile(r"[\W_]+")
_PREFIX = re.compile(r"[A-Z]{2}(?=[A-Z]?\d)")


class Mail(NamedTuple):
    """An address, and the domain behind it when it is a company's own; "": it is not."""

    address: str
    domain: str


def addresses(value: str) -> tuple[Mail, ...]:
    """Return the mailboxes of a cell, all in lower case; placeholders are no mailboxes."""
    text = value.strip().lower()
    if not text.isascii() or not _SIMPLE_MAIL.fullmatch(text):
        read = (mail.read(part).value for part in mail.split(value))
        found = tuple(str(address).lower() for address in read if address)
    else:
        found = (text,)
    return tuple(
        Mail(address, own_domain(address.rpartition("@")[2]))
        for address in found
        if not _is_placeholder(address)
    )


def _is_placeholder(address: str) -> bool:
    local, _, at_domain = address.partition("@")
    return at_domain.startswith("example.") or local in _NOBODY


_NOBODY = frozenset(("noemail", "noreply", "no-reply", "none", "na", "null", "test", "unknown"))


def site(value: str) -> str:
    """Return the registrable domain of a company's own site; "": it has none of its own."""
    text = value.strip().lower()
    found = _HOST.fullmatch(text) if text.isascii() else None
    if found is None:
        host = domain.host(value)
        return own_domain(host) if host else ""
    return own_domain(found[1].strip("."))


@lru_cache(maxsize=100_000)
def own_domain(host: str) -> str:
    """Return the registrable part of a host unless strangers share it: free mail, marketplaces."""
    own = _registrable(host)
    if not own or own in domain.free_domains() or _is_shared(host, own) or mail.is_disposable(own):
        return ""
    return own


def _is_shared(host: str, own: str) -> bool:
    shared = entries("shared_hosts")
    return own in shared or ((host != own or own.count(".") > 1) and domain.is_shared(host))


def _registrable(host: str) -> str:
    """Return what `domain.registrable` returns, without its walk through the list of suffixes."""
    if not host.isascii() or "xn--" in host:
        return domain.registrable(host) or ""
    rest, _, ending = host.rpartition(".")
    while rest:
        rest, _, label = rest.rpartition(".")
        before = _before(ending)
        if "*" in before:
            return domain.registrable(host) or ""
        if label not in before:
            return f"{label}.{ending}" if label and _is_suffix(ending) else ""
        ending = f"{label}.{ending}"
    return ""


@cache
def _before(ending: str) -> frozenset[str]:
    return domain.names_of_endings(ending)


@cache
def _is_suffix(ending: str) -> bool:
    """Return whether anybody can register a name before this ending."""
    name = f"relaybook-example.{ending}"
    return domain.registrable(name) == name


def numbers(value: str) -> tuple[str, ...]:
    """Return the last eight digits of each phone number in a cell.

    National and international spellings of one number end alike; fewer than eight digits, or
    digits nobody dials (00000000, 12345678), are no number.
    """
    text = value.strip()
    # A number that a spreadsheet kept as such: 13800138000.0.
    text = text[:-2] if text.endswith(".0") and text[:-2].isdecimal() else text
    parts = (text,) if _ONE_PHONE.fullmatch(text) and text.count("+") < 2 else phone.split(value)
    return tuple(number for part in parts if (number := _number(part)))


def _number(text: str) -> str:
    digits = text.translate(_FORMATTING)
    if not digits.isdecimal() or not digits.isascii():
        digits = "".join(filter(str.isdecimal, _EXTENSION.sub("", characters.bare(text))))
    digits = digits.lstrip("0")
    end = digits[-8:]
    return end if 8 <= len(digits) <= 15 and len(set(end)) > 2 and end not in _ROWS else ""


_FORMATTING = str.maketrans("", "", " +()-./")
_EXTENSION = re.compile(r"\s*(?:ext|extn|x|转|轉|分机|#|доб)\.?\s*\d{1,6}$|[.,]0$", re.IGNORECASE)
_ROWS = frozenset(("12345678", "23456789", "87654321", "98765432"))


def person(value: str) -> str:
    """Return a person's name for comparing: no titles, no accents, words in alphabetical order."""
    text = value.strip().casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
        text = "".join(sign for sign in text if not unicodedata.combining(sign))
        text = unicodedata.normalize("NFC", text)
    words = _NOT_A_WORD.sub(" ", _TITLE.sub(" ", text)).split()
    name = " ".join(sorted(words))
    return name if len(name) > (1 if characters.has_cjk(name) else 2) else ""


def sound(name: str) -> str:
    """Return the letters of a person's name in alphabetical order, however its words are joined."""
    return "".join(sorted(latin(name).replace(" ", "")))


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a person's name that have two letters; each sign of Han is a word."""
    words = map(latin, name.replace(" ", "")) if characters.has_cjk(name) else name.split()
    return tuple(word for word in dict.fromkeys(words) if len(word) > 1)


class Code(NamedTuple):
    """A registration number, and what it must share with another to be compared with it."""

    value: str
    kind: str
    """Scheme and country; "": not known, so that another number is no contradiction."""


def code(typed: str, scheme: str, iso: str) -> Code:
    """Return a registration number for comparing; `iso` is the customer's country, "" unknown.

    A VAT number says its country itself; a credit code is Chinese.
    """
    value = "".join(sign for sign in characters.bare(typed).upper() if sign.isalnum())
    if len(value) < 6 or len(set(value)) < 3:
        return Code("", "")
    plan = scheme.strip().upper()
    prefix = _PREFIX.match(value) if plan == "VAT" else None
    if prefix:
        return Code(value[2:], f"VAT {prefix[0]}")
    if plan in ("USCC", "LEI", "DUNS", "EIN") or (plan == "" and _USCC.fullmatch(value)):
        return Code(value, plan or "USCC")
    return Code(value, f"{plan} {iso}" if plan and iso else "")


_USCC = re.compile(r"[1-9A-HJ-NP-RT-UW-Y]{2}\d{6}[0-9A-HJ-NP-RT-UW-Y]{10}")
