"""Several people or several addresses in one cell become one contact each.

"John Smith (CEO), Mary Jones" with "john@a.com; mary@a.com" are two people. What belongs to
whom follows from the order when the numbers agree, else from the likeness of name and address;
what fits nobody becomes a contact of its own. Nothing is split that may be one thing: a comma
between two single words ("Smith, John") is a name turned round.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from validation.normalise import email
from validation.vocabularies import fold
from workbook.importing.cells import is_blank
from workbook.importing.derivation import as_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_ADDRESS = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+", re.UNICODE)
_BETWEEN_ADDRESSES = re.compile(
    r"[\s;；,，、/|<>()（）&]*(?:and|or|和|或)?[\s;；,，、/|<>()（）&]*"
)
_SIGNED = re.compile(r"\s*(?:([^<>@]*?)\s*<)?\s*([^\s<>]+@[^\s<>]+?)\s*>?\s*")
_ADDRESS_BREAK = re.compile(r"[;；，\n]|,(?=[^<>]*(?:@|<))")
_SURE = re.compile(r"\s*[;；、|\n/]\s*|\s*，\s*|\s+(?:&|and|和|与)\s+")
_COMMA = re.compile(r"\s*,\s*(?![^(（]*[)）])")
_TITLED = re.compile(r"(.+?)\s*[(（]([^()（）]+)[)）]\s*")
_NAME = re.compile(r"[^\W\d_][^\d@:：]{0,39}")
_HAN_NAME = re.compile(r"[㐀-鿿·]{2,5}(?:先生|女士|小姐|经理|总)?")
_PHONE_BREAK = re.compile(r"\s*[;；,，、\n]\s*|\s*/\s*(?=\+?\d{5})")
_NO_NAME = frozenset({"na", "ltd", "llc", "inc", "tbd"})
SEPARATING = re.compile(r"[;；,，、|\n/&<]|\s(?:and|和|与)\s|@.*@|[(（]")
"""A cell without any of these holds one person."""


class Person(NamedTuple):
    """One contact out of a row. None is blank."""

    name: str | None = None
    title: str | None = None
    email: str | None = None
    phone: str | None = None

    def said(self) -> str:
        """Return the person on one line, for the preview."""
        title = f" ({self.title})" if self.title else ""
        parts = [f"{self.name or ''}{title}".strip(), self.email or "", self.phone or ""]
        return " · ".join(part for part in parts if part)


def people(row: Mapping[str, object]) -> tuple[Person, ...] | None:
    """Return the people in the cells of one row; None: it is one person as it stands.

    `row` has contact_name, title, email and phone; what it lacks is blank.
    """
    said = {key: as_text(row.get(key)) for key in ("contact_name", "title", "email", "phone")}
    signed = _signed(said["email"])
    if signed and not said["contact_name"]:
        return tuple(
            _person(name, said["title"] if i == 0 else "", address, said["phone"] * (i == 0))
            for i, (name, address) in enumerate(signed)
        )
    addresses = split_addresses(said["email"])
    named = split_names(said["contact_name"])
    if len(addresses) < 2 and len(named) < 2:
        return _untitled(row, said, named, addresses)
    count = max(len(named), 1)
    titles = _aligned(said["title"], _SURE, count, [title for _, title in named])
    phones = _aligned(said["phone"], _PHONE_BREAK, max(count, len(addresses)), [])
    owners = _owners([name for name, _ in named], addresses)
    found = []
    for i, (name, own_title) in enumerate(named or [("", "")]):
        mine = next((a for a, owner in zip(addresses, owners, strict=True) if owner == i), None)
        phone = phones[i] if i < len(phones) else ""
        found.append(_person(name, titles[i] or own_title, mine, phone))
    given = {person.email for person in found}
    for address in addresses:
        if address not in given:
            place = len(found)
            phone = phones[place] if place < len(phones) else ""
            found.append(_person("", "", address, phone))
    return tuple(found)


def split_addresses(text: str) -> list[str]:
    """Return the e-mail addresses of a cell, each once; empty unless there is nothing else.

    >>> split_addresses("John <john@a.com>; mary@a.com")
    []
    >>> split_addresses("john@a.com; mary@a.com")
    ['john@a.com', 'mary@a.com']
    """
    found = _ADDRESS.findall(text)
    rest = _ADDRESS.sub("\n", text).replace("mailto:", "")
    if not found or any(
        part.strip() and not _BETWEEN_ADDRESSES.fullmatch(part) for part in rest.split("\n")
    ):
        return []
    return list(dict.fromkeys(found))


def _signed(text: str) -> list[tuple[str, str]]:
    """Return (name, address) of "John Smith <john@a.com>; mary@a.com"; empty unless all fit."""
    if "<" not in text:
        return []
    found = [_SIGNED.fullmatch(part) for part in _ADDRESS_BREAK.split(text) if part.strip()]
    matches = [match for match in found if match]
    if len(matches) < len(found):
        return []
    return [((match[1] or "").strip(" \"'"), match[2]) for match in matches]


def split_names(text: str) -> list[tuple[str, str]]:
    """Return the (name, title) of each person a cell names; one entry when unsure.

    >>> split_names("John Smith (CEO), Mary Jones")
    [('John Smith', 'CEO'), ('Mary Jones', '')]
    >>> split_names("Smith, John")
    [('Smith, John', '')]
    """
    if not text:
        return []
    parts = [part for part in _SURE.split(text) if part]
    by_comma = [piece for part in parts for piece in _COMMA.split(part) if piece]
    if len(by_comma) > len(parts) and _are_people(by_comma, sure=len(parts) > 1):
        parts = by_comma
    named = [_titled(part) for part in parts]
    if len(named) > 1 and not all(_is_name(name) for name, _ in named):
        return [(text, "")]
    return named


def _are_people(parts: Sequence[str], *, sure: bool) -> bool:
    if sure or any(_TITLED.fullmatch(part) for part in parts):
        return True
    # "Smith, John" is one person; "John Smith, Mary Jones" are two.
    return all(" " in part.strip() or _HAN_NAME.fullmatch(part) for part in parts)


def _titled(part: str) -> tuple[str, str]:
    found = _TITLED.fullmatch(part)
    return (found[1].strip(), found[2].strip()) if found else (part.strip(), "")


def _is_name(text: str) -> bool:
    return bool(_NAME.fullmatch(text)) and fold(text) not in _NO_NAME


def _aligned(text: str, breaks: re.Pattern[str], count: int, instead: Sequence[str]) -> list[str]:
    """Return one part of `text` per person when the numbers agree, else all to the first."""
    parts = [part for part in breaks.split(text) if part] if text else []
    if len(parts) == count:
        return parts
    rest = list(instead[1:]) if len(instead) == count else [""] * (count - 1)
    first = instead[0] if instead and not text else text
    return [first, *rest]


def _owners(names: Sequence[str], addresses: Sequence[str]) -> list[int]:
    """Return for each address the position of its person; -1: nobody's."""
    if len(names) == len(addresses):
        alike = _by_likeness(names, addresses)
        return alike if sorted(alike) == list(range(len(names))) else list(range(len(names)))
    alike = _by_likeness(names, addresses)
    own = [i for i, address in enumerate(addresses) if email.kind(address) != "role"]
    if set(alike) == {-1} and len(own) == len(names) > 1:
        # sales@ is nobody's; without it there is one address for each.
        return [own.index(i) if i in own else -1 for i in range(len(addresses))]
    # One person's addresses, or people with one address between them: the first has the first.
    alone = len(names) == 1 or len(addresses) == 1
    return [0, *alike[1:]] if alone and addresses and set(alike) == {-1} else alike


def _by_likeness(names: Sequence[str], addresses: Sequence[str]) -> list[int]:
    owners: list[int] = []
    for address in addresses:
        local = fold(address.split("@", maxsplit=1)[0])
        scores = [
            sum(
                len(word)
                for word in re.split(r"\W+", name.casefold())
                if len(word) > 1 and word in local
            )
            for name in names
        ]
        best = max(scores, default=0)
        owner = scores.index(best) if best and scores.count(best) == 1 else -1
        owners.append(owner if owner not in owners else -1)
    return owners


def _untitled(
    row: Mapping[str, object],
    said: Mapping[str, str],
    named: Sequence[tuple[str, str]],
    addresses: Sequence[str],
) -> tuple[Person, ...] | None:
    """Take the title out of a single name: "John Smith (CEO)"."""
    if len(named) != 1 or not named[0][1] or not is_blank(row.get("title")):
        return None
    email = addresses[0] if addresses else said["email"]
    return (_person(*named[0], email, said["phone"]),)


def _person(name: str, title: str, email: str | None, phone: str) -> Person:
    return Person(name or None, title or None, email or None, phone or None)
