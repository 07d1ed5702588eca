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
from validation.normalise.domain import names_of_endings
from validation.normalise.tables import entries

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_MAIL = re.compile(
    r"(?=[^@]{1,63}@)[A-Za-z0-9][\w-]*(?:\.[A-Za-z0-9][\w-]*)*@([a-z0-9.-]{3,200})", re.ASCII
)
_USUAL_MAILS = re.compile(
    r"^(?=[^@\n]{1,63}@)[A-Za-z0-9][\w-]*+(?:\.[A-Za-z0-9][\w-]*+)*+"
    r"@([a-z0-9]++(?:-++[a-z0-9]++)*+(?:\.[a-z]{2,20}){1,2})$|^.*$",
    re.ASCII | re.MULTILINE,
)
"""One match for each line: a domain of a name and an ending, or nothing."""
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
_START = re.compile(r"\+[1-9]\d{2}")


def plain_mails(texts: Sequence[str], reader: Callable[[str], Reading]) -> list[bool]:
    """Return which texts are plain addresses that `reader` finds nothing wrong with.

    The reader is asked once per ending, or per domain where the domain is unusual.
    """
    sound = _Sound(reader, "an.na@")
    domains = _usual_domains(texts)
    hits = list(map(_Domains(sound).__getitem__, domains))
    for n in [n for n, domain in enumerate(domains) if not domain]:
        found = _MAIL.fullmatch(texts[n])
        hits[n] = found is not None and _is_sound_domain(found[1], sound)
    return hits


def _usual_domains(texts: Sequence[str]) -> list[str]:
    """Return the domain of each plain address, a name and an ending; "": it needs a closer look."""
    if not texts:
        return []
    lines = "\n".join(texts)
    if lines.count("\n") >= len(texts):
        lines = "\n".join([text if "\n" not in text else "" for text in texts])
    return _USUAL_MAILS.findall(lines)


def _is_sound_domain(domain: str, sound: _Sound) -> bool:
    # Far from every big provider only the ending can be wrong.
    usual = _DOMAIN.fullmatch(domain)
    if usual and _PUNYCODE not in domain and not _is_near_provider(domain):
        return sound[f"anna-firm.{usual[1]}"]
    return sound[domain]


class _Domains(dict[str, bool]):
    """Whether the reader finds nothing wrong with a domain of name and ending."""

    def __init__(self, sound: _Sound) -> None:
        """Take what asks the reader."""
        self._sound = sound
        self._endings = _Endings(sound)
        self[""] = False

    def __missing__(self, domain: str) -> bool:
        name, _, ending = domain.partition(".")
        if 4 <= len(name) <= 62 and "--" not in name and not _is_near_provider(domain):
            told = self._endings[ending]
            found = told.sound if name not in told.but else self._sound[domain]
        else:
            found = _is_sound_domain(domain, self._sound)
        self[domain] = found
        return found


class _Ending(NamedTuple):
    """Whether names of four letters or more are sound before an ending, but for some."""

    sound: bool
    but: frozenset[str]


class _Endings(dict[str, _Ending]):
    """What is told of endings, each asked once."""

    def __init__(self, sound: _Sound) -> None:
        """Take what tells of one name."""
        self._sound = sound

    def __missing__(self, ending: str) -> _Ending:
        *before, last = ending.split(".")
        if before and len(before[0]) < 4:
            # Before .co.uk a name may be part of an ending in turn, before .firm.de it is not.
            self[ending] = _Ending(self._sound[f"anna-firm.{ending}"], names_of_endings(ending))
        else:
            self[ending] = _Ending(self._sound[f"anna-firm.{last}"], frozenset())
        return self[ending]


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


def plain_numbers(texts: Sequence[str]) -> list[bool]:
    """Return which texts are valid land-line or mobile numbers, already in E.164.

    >>> plain_numbers(["+493012345678", "030 12345678", "+4930"])
    [True, False, False]
    """
    form_of = _form_of
    return [
        (form := form_of(text[:4])) is not None and form.fullmatch(text) is not None
        for text in texts
    ]


@cache
def _form_of(start: str) -> re.Pattern[str] | None:
    """Return the form of the numbers that begin with a plus sign and these three digits."""
    if _START.fullmatch(start) is None:
        return None
    for length in (1, 2, 3):
        forms = _forms(start[1 : 1 + length])
        if forms:
            code = start[1 : 1 + length]
            return re.compile(rf"(?=\+\d{{8,15}}\Z)\+{code}(?:{'|'.join(forms)})")
    return None


@cache
def _forms(calling_code: str) -> tuple[str, ...]:
    """Return patterns of the numbers of a calling code's main country; () when there is none."""
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
        if lengths and kind is not None and kind.national_number_pattern:
            sizes = "|".join(rf"\d{{{length}}}\Z" for length in lengths)
            forms.append(rf"(?={sizes})(?:{kind.national_number_pattern})")
    return tuple(forms)
