"""Bank accounts, payment cards, passports and identity cards."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from validation.redaction import innocence
from validation.redaction.shapes import Hit
from validation.redaction.words import any_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_IBAN = re.compile(r"(?<![a-z0-9])[a-z]{2}\s?\d{2}(?:[ \-]?[a-z0-9]){11,30}(?![a-z0-9])")
_SWIFT = re.compile(
    r"(?<![a-z])(?:swift|bic)(?:[ /-]?(?:bic|code|no\.?|代码|号码|号))?\s?"
    r"(?:[:=]|is|为|是)?\s?[a-z]{6}[a-z0-9]{2}(?:[a-z0-9]{3})?(?![a-z0-9])"
)
_DIGITS = re.compile(r"(?<![a-z\d])\d(?:[ \-]?\d){5,29}(?!\d)")
_LABEL = re.compile(
    rf"(?:(?<![a-z])(?=[a-z])|(?![a-z])){any_of('bank_label')}(?![a-z])[^;!?。]{{0,24}}\Z"
)
_ACCOUNT = re.compile(
    rf"(?:(?<![a-z])(?=[a-z])|(?![a-z])){any_of('bank_label')}\s?(?:no\.?|number|号码?)?\s?[:=]\s?"
    r"(?P<id>[a-z]{0,4}\d[a-z0-9\-]{5,30})"
)
_IDENTITY = re.compile(
    r"(?<![a-z\d])\d{6}\s?(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\s?\d{3}[\dx](?![a-z\d])"
)
_PASSPORT = re.compile(
    rf"(?:(?<![a-z])(?=[a-z])|(?![a-z])){any_of('identity_label')}(?![a-z])"
    r"[^\d;!?。\n]{0,16}(?P<id>[a-z]{0,3}\s?\d[\d \-./]{4,20}[\dx]?[a-z]?)"
    r"|(?<![a-z0-9])e[a-hj-np-z]?\d{7,8}(?![a-z0-9])"
)


def found(said: str) -> Iterator[Hit]:
    """Yield the numbers of accounts, cards and papers of a folded text, in its own places."""
    for hit in _IBAN.finditer(said):
        if sum(map(str.isdigit, hit[0])) >= 10:
            yield Hit("bank", hit.start(), hit.end())
    for pattern in (_SWIFT, _ACCOUNT):
        yield from (Hit("bank", hit.start(), hit.end()) for hit in pattern.finditer(said))
    for pattern in (_IDENTITY, _PASSPORT):
        yield from (Hit("identity", hit.start(), hit.end()) for hit in pattern.finditer(said))
    for hit in _DIGITS.finditer(said):
        digits = re.sub(r"\D", "", hit[0])
        before = said[max(0, hit.start() - 40) : hit.start()]
        is_long = len(digits) >= 16 or (len(digits) >= 13 and is_card(digits))
        if _LABEL.search(before) or (is_long and not innocence.is_code(before)):
            yield Hit("bank", hit.start(), hit.end())


def is_card(digits: str) -> bool:
    """Return whether digits have the check digit of payment cards (ISO/IEC 7812, Luhn).

    >>> is_card("4111111111111111"), is_card("4111111111111112")
    (True, False)
    """
    doubled = [int(digit) * 2 for digit in digits[-2::-2]]
    total = sum(map(int, digits[-1::-2])) + sum(value - 9 * (value > 9) for value in doubled)
    return total % 10 == 0
