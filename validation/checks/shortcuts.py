"""The cheap answer for most cells: readers that ask the library only where the form is unusual.

Each shortcut says "nothing wrong" only where the full reader would; tests hold the two together.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from validation.normalise import Reading
from validation.normalise.tables import entries

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_MAIL = re.compile(
    r"(?=[^@]{1,63}@)[A-Za-z0-9][\w-]*(?:\.[A-Za-z0-9][\w-]*)*@([a-z0-9.-]{3,200})", re.ASCII
)
_WEB = re.compile(
    r"https?://(?:[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?\.)*"
    r"[a-z0-9][a-z0-9-]{2,60}[a-z0-9]\.([a-z]{2,20})(?:/[\w.~%?=&#+/-]*)?",
    re.ASCII,
)
# Two short names in a row may be an ending, such as co.uk, and no name at all.
_DOMAIN = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?\.)*"
    r"[a-z0-9][a-z0-9-]{2,60}[a-z0-9]\.([a-z]{2,20})"
)
_PUNYCODE = "xn--"
_SHORT, _HEAD, _TAIL = 11, 4, 6
_INTERNATIONAL = re.compile(r"\+([1-9]\d{7,14})")


class _Form(NamedTuple):
    """One kind of number of a country: how many digits, and what they look like."""

    lengths: tuple[int, ...]
    digits: re.Pattern[str]


def plain_mails(texts: Sequence[str], reader: Callable[[str], Reading]) -> list[bool]:
    """Return which texts are plain addresses that `reader` finds nothing wrong with.

    The reader is asked once per ending, or per domain where the domain is unusual.
    """
    told: dict[str, bool] = {}
    sound = _Sound(reader, "an.na@")
    hits = []
    for found in map(_MAIL.fullmatch, texts):
        if found is None:
            hits.append(False)
            continue
        domain = found[1]
        good = told.get(domain)
        if good is None:
            good = told[domain] = _is_sound_domain(domain, sound)
        hits.append(good)
    return hits


def _is_sound_domain(domain: str, sound: _Sound) -> bool:
    usual = _DOMAIN.fullmatch(domain)
    # Far from every big provider only the ending can be wrong.
    if usual and _PUNYCODE not in domain and not _is_near_provider(domain):
        return sound[f"anna-firm.{usual[1]}"]
    return sound[domain]


class _Sound(dict[str, bool]):
    """Whether the reader finds nothing wrong with a host; asked once for each."""

    def __init__(self, reader: Callable[[str], Reading], before: str) -> None:
        """Take what stands `before` the host in a value that is sound if the host is."""
        self._reader = reader
        self._before = before

    def __missing__(self, host: str) -> bool:
        value = f"{self._before}{host}"
        self[host] = self._reader(value) == Reading(value)
        return self[host]


def _is_near_provider(domain: str) -> bool:
    """Return whether the domain is a big mail provider's, or one slip away from one."""
    # One slip leaves the start of a long name as it is, or else its end.
    heads, tails = _ends_of_providers()
    if len(domain) > _SHORT and domain[:_HEAD] not in heads and domain[-_TAIL:] not in tails:
        return False
    found = process.extractOne(
        domain,
        _providers(),
        scorer=DamerauLevenshtein.distance,
        processor=None,
        score_cutoff=1,
    )
    return found is not None


@cache
def _providers() -> tuple[str, ...]:
    return tuple(entries("mail_providers"))


@cache
def _ends_of_providers() -> tuple[frozenset[str], frozenset[str]]:
    """Return the first and the last signs of the providers of `_SHORT` signs or more."""
    long = [name for name in _providers() if len(name) >= _SHORT]
    return frozenset(n[:_HEAD] for n in long), frozenset(n[-_TAIL:] for n in long)


def plain_addresses(texts: Sequence[str], reader: Callable[[str], Reading]) -> list[bool]:
    """Return which texts are plain web addresses that `reader` finds nothing wrong with.

    The reader is asked once per ending.
    """
    sound = _Sound(reader, "https://anna-firm.")
    return [
        found is not None and _PUNYCODE not in found[0] and sound[found[1]]
        for found in map(_WEB.fullmatch, texts)
    ]


def is_plain_number(value: str) -> bool:
    """Return whether a number is a valid land-line or mobile one, already in E.164.

    >>> is_plain_number("+493012345678"), is_plain_number("030 12345678"), is_plain_number("+4930")
    (True, False, False)
    """
    found = _INTERNATIONAL.fullmatch(value)
    if found is None:
        return False
    length, forms = _forms_of(found[1][:3])
    rest = found[1][length:]
    return any(len(rest) in form.lengths and form.digits.fullmatch(rest) for form in forms)


@cache
def _forms_of(start: str) -> tuple[int, tuple[_Form, ...]]:
    """Return how many of three digits are the calling code, and the forms of its country."""
    for length in (1, 2, 3):
        forms = _forms(start[:length])
        if forms:
            return length, forms
    return 0, ()


@cache
def _forms(calling_code: str) -> tuple[_Form, ...]:
    """Return the forms of the main country of a calling code; () when there is none."""
    # 80 ms of metadata: a book without phone numbers never pays for it.
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata  # noqa: PLC0415

    regions = COUNTRY_CODE_TO_REGION_CODE.get(int(calling_code), ())
    metadata = PhoneMetadata.metadata_for_region(regions[0], None) if regions else None
    if metadata is None:
        return ()
    forms = []
    for kind in (metadata.fixed_line, metadata.mobile):
        # A kind without lengths of its own has those of the country's numbers in general.
        lengths = next(
            (k.possible_length for k in (kind, metadata.general_desc) if k and k.possible_length),
            (),
        )
        if kind is not None and kind.national_number_pattern:
            forms.append(_Form(lengths, re.compile(kind.national_number_pattern)))
    return tuple(forms)
