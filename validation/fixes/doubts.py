"""Suggestions that look certain and are not: what else the writer of a cell may have meant."""

from __future__ import annotations

import re
import unicodedata
from itertools import accumulate

_ABROAD = re.compile(r"\D*(?:\+|00)")
# O755 is 0755 with a letter for its first digit as often as it is Office 755.
_LETTER_FOR_DIGIT = re.compile(r"\s*[oil]\d", re.IGNORECASE)
# 12345 / 67 is one number to some, and 12345 and 12367 to others; so is 1234 - 56.
_SHORT_TAIL = re.compile(r"\d\s*(?:/\s*|\s[-\u2010-\u2015]\s*|[-\u2010-\u2015]\s)\d{1,3}\s*$")
_WEB = re.compile(r"\S+://\S+")
_HOST = re.compile(r"https?://[^/?#]*")
_INDENT = re.compile(r"[^\S\n]*")
_READING = re.compile(r"\s*(\w)\s?[(（]")
_SURNAMES = frozenset("单仇曾乐解查盖尉华任葛冼区朴缪覃翟盛折员黑种秘宓召句燕应纪宁柏洗晁逄")
"""Surnames read otherwise than the word: their reading is put down on purpose."""
_PERSONS = frozenset(
    {
        ("Contacts", "contact_name"),
        ("Leads", "contact_person"),
        ("OurContacts", "person"),
        ("Reps", "rep_name"),
    }
)


def phone(before: object, suggestion: str) -> bool:
    """Return whether `before` may be another number than the international one suggested.

    (0755) 26123456 is valid in Germany too, where nobody writes it like that: the groups of a
    number without its country are those of the country it belongs to.
    """
    if not isinstance(before, str):
        return False
    text = unicodedata.normalize("NFKC", before)
    if _LETTER_FOR_DIGIT.match(text) or _SHORT_TAIL.search(text):
        return True
    return not _ABROAD.match(text) and _is_grouped_elsewhere(text, suggestion)


def _is_grouped_elsewhere(text: str, suggestion: str) -> bool:
    import phonenumbers  # noqa: PLC0415 - half a second that other fixes need not wait for

    e164, _, extension = suggestion.partition(" ext. ")
    number = phonenumbers.parse(e164)
    digits = phonenumbers.national_significant_number(number)
    groups = re.findall(r"\d+", text)
    if extension and groups[-1] == extension:
        groups.pop()
    written = "".join(groups)
    if len(groups) < 2 or not written.endswith(digits):
        return False
    start = len(written) - len(digits)
    ends = {end - start for end in accumulate(map(len, groups))} & set(range(1, len(digits)))
    area = phonenumbers.length_of_national_destination_code(number)
    region = phonenumbers.region_code_for_number(number) or ""
    plan = phonenumbers.PhoneMetadata.metadata_for_region(region)
    # Where no prefix is dialled, people group as they like, unless the area begins with 0.
    free = plan is None or (plan.national_prefix is None and not digits.startswith("0"))
    kind = phonenumbers.number_type(number)
    if free or not area or not ends:
        return False
    if kind == phonenumbers.PhoneNumberType.FIXED_LINE or digits.startswith("0"):
        return area not in ends
    return any(end < area for end in ends)


def web(before: object, suggestion: str) -> bool:
    """Return whether a web address would change behind its host: that is another page.

    Browsers show 环球（香港） as it is, and a full stop may end the sentence it stood in.
    """
    host = _HOST.match(suggestion)
    path = suggestion[host.end() :] if host else ""
    seen = "".join(sign for sign in str(before) if unicodedata.category(sign) != "Cf")
    return len(path) > 1 and not seen.strip().endswith(path)


def text(before: object, suggestion: str) -> bool:
    """Return whether a web address in a text or the shape of its paragraphs would change."""
    if not isinstance(before, str):
        return False
    if any(link not in suggestion for link in _WEB.findall(before)):
        return True
    was, becomes = before.strip().split("\n")[1:], suggestion.strip().split("\n")[1:]
    return len(was) == len(becomes) and any(
        _indent(one) != _indent(other) for one, other in zip(was, becomes, strict=True)
    )


def reading(before: object, place: tuple[str, str]) -> bool:
    """Return whether a reading may stand in a text on purpose: how to say somebody's name.

    Args:
        before: the cell.
        place: sheet and column.
    """
    named = _READING.match(str(before))
    return place in _PERSONS or (named is not None and named[1] in _SURNAMES)


def _indent(line: str) -> str:
    found = _INDENT.match(line)
    return found[0] if found and line.strip() else ""
