"""Web addresses: the form that opens in a browser, and what must never be clicked."""

from __future__ import annotations

import re

from validation.normalise import Reading, characters, domain

PROBLEMS = (
    "url_invalid",
    "url_several",
    "url_is_email",
    "url_unsafe",
    "url_private",
    "url_suffix",
    "url_characters",
    "url_no_scheme",
)

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(?!\d+(?:/|$))", re.IGNORECASE)
_WEB = re.compile(r"(https?)\s*:\s*/{1,3}\s*", re.IGNORECASE)
_BREAKS = re.compile(
    r"\s*[;；,，、|\n\r\t]\s*|\s+(?:or|and|或|和|及)\s+|\s+(?=https?:|www\.)|\s+/\s+"
)
_UNSAFE = frozenset(
    ("javascript", "vbscript", "data", "file", "blob", "about", "chrome", "res", "ms-excel")
)
_OWN_NET = re.compile(
    r"localhost|.*\.(?:local|localhost|lan|internal|intranet|home|corp|invalid|test)"
)
_NO_NAME = re.compile(r"www\.[^.]+")
_LOCAL_HOST = re.compile(r"(?:https?://)?localhost(?::\d+)?(?:[/?#].*)?", re.IGNORECASE)


def read(value: str) -> Reading:
    """Return the web address, its host in lower case and its path untouched.

    >>> read("www.GT.com/About").suggestion, read("javascript:alert(1)").problem
    ('https://www.gt.com/About', 'url_unsafe')
    """
    several = split(value)
    if len(several) > 1:
        return Reading(None, "url_several", None, str(len(several)))
    plain = characters.bare(value)
    if not plain:
        return Reading(None)
    text = plain.replace("\\", "/")
    web = _WEB.match(text)
    scheme = _SCHEME.match(text)
    if scheme and not web:
        return _other_scheme(scheme[1].lower())
    rest = text[web.end() :] if web else text.lstrip("/")
    wrong = _wrong_host(text, rest)
    if wrong:
        return wrong
    address = f"{web[1].lower() if web else 'https'}://{_tidy(rest)}"
    if value == address:
        return Reading(address)
    same = web is None and _tidy(rest) == value
    return Reading(address, "url_no_scheme" if same else "url_characters", address)


def split(value: str) -> tuple[str, ...]:
    """Return the web addresses of a cell one by one; a cell with one address has one part.

    >>> split("www.gt.com; shop.gt.com")
    ('www.gt.com', 'shop.gt.com')
    """
    text = characters.visible(value).strip()
    if not text:
        return ()
    parts = [part for part in _BREAKS.split(text) if part]
    if len(parts) < 2 or not all(_is_address(part) for part in parts):
        return (value.strip(),)
    return tuple(dict.fromkeys(parts))


def _is_address(part: str) -> bool:
    named = domain.host(part)
    return " " not in part and named is not None and domain.registrable(named) is not None


def _other_scheme(scheme: str) -> Reading:
    """Return the finding about an address no browser should open for a customer's website."""
    if scheme == "mailto":
        return Reading(None, "url_is_email")
    if scheme in _UNSAFE:
        return Reading(None, "url_unsafe", None, scheme)
    return Reading(None, "url_invalid")


def _wrong_host(text: str, rest: str) -> Reading | None:
    """Return the finding about the host part of `rest`, which is `text` without its scheme."""
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    named = domain.host(rest)
    if _LOCAL_HOST.fullmatch(text) or (named and _OWN_NET.fullmatch(named)):
        return Reading(None, "url_private", None, named or "localhost")
    if named is None or " " in rest.strip() or _NO_NAME.fullmatch(named):
        return Reading(None, "url_invalid")
    if "@" in authority:
        # A name before the host is how a link pretends to be another one.
        plain_mail = rest == authority and rest == text and ":" not in authority
        return (
            Reading(None, "url_is_email") if plain_mail else Reading(None, "url_unsafe", None, "@")
        )
    if domain.registrable(named) is None:
        return _without_suffix(named)
    return None


def _without_suffix(named: str) -> Reading:
    if re.fullmatch(r"[\d.]+|.*:.*", named):
        return Reading(None, "url_private", None, named)
    return Reading(None, "url_suffix", None, named.rpartition(".")[2])


def _tidy(rest: str) -> str:
    """Return host, port and path with the host in lower case and no stray signs at the end."""
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    return authority.lower().strip(" .,;") + rest[len(authority) :].rstrip(" ,;")
