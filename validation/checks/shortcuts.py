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
    from collections.abc import Callable

_MAIL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?=[A-Za-z0-9])){0,62}@([a-z0-9.-]{3,200})")
_WEB = re.compile(
    r"https?://(?!.*xn--)(?:[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?\.)*"
    r"[a-z0-9][a-z0-9-]{2,60}[a-z0-9]\.([a-z]{2,20})(?:/[\w.~%?=&#+/-]*)?",
    re.ASCII,
)
# Two short names in a row may be an ending, such as co.uk, and no name at all.
_DOMAIN = re.compile(
    r"(?!.*xn--)(?:[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?\.)*"
    r"[a-z0-9][a-z0-9-]{2,60}[a-z0-9]\.([a-z]{2,20})"
)
_INTERNATIONAL = re.compile(r"\+([1-9]\d{7,14})")


class _Form(NamedTuple):
    """One kind of number of a country: how many digits, and what they look like."""

    lengths: tuple[int, ...]
    digits: re.Pattern[str]


def by_domain(reader: Callable[[str], Reading]) -> Callable[[str], Reading]:
    """Return a reader of addresses that asks `reader` once per domain or ending for plain ones."""
    sound: dict[str, bool] = {}

    def read(value: str) -> Reading:
        plain = _MAIL.fullmatch(value)
        if plain is None:
            return reader(value)
        domain = plain[1]
        # Far from every big provider only the ending can be wrong.
        usual = _DOMAIN.fullmatch(domain)
        name = f"anna-firm.{usual[1]}" if usual and not _is_near_provider(domain) else domain
        if name not in sound:
            address = f"an.na@{name}"
            sound[name] = reader(address) == Reading(address)
        return Reading(value) if sound[name] else reader(value)

    return read


def _is_near_provider(domain: str) -> bool:
    """Return whether the domain is a big mail provider's, or one slip away from one."""
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


def by_suffix(reader: Callable[[str], Reading]) -> Callable[[str], Reading]:
    """Return a reader of web addresses that asks `reader` once per ending for plain ones."""
    sound: dict[str, bool] = {}

    def read(value: str) -> Reading:
        plain = _WEB.fullmatch(value)
        if plain is None:
            return reader(value)
        suffix = plain[1]
        if suffix not in sound:
            address = f"https://anna-firm.{suffix}"
            sound[suffix] = reader(address) == Reading(address)
        return Reading(value) if sound[suffix] else reader(value)

    return read


def is_plain_number(value: str) -> bool:
    """Return whether a number is a valid land-line or mobile one, already in E.164.

    >>> is_plain_number("+493012345678"), is_plain_number("030 12345678"), is_plain_number("+4930")
    (True, False, False)
    """
    found = _INTERNATIONAL.fullmatch(value)
    if found is None:
        return False
    digits = found[1]
    for length in (1, 2, 3):
        forms = _forms(digits[:length])
        if forms:
            rest = digits[length:]
            return any(len(rest) in f.lengths and f.digits.fullmatch(rest) for f in forms)
    return False


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
