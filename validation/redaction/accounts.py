"""Accounts of messengers and social networks, with their label in any spelling."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from validation.redaction.shapes import Hit
from validation.redaction.words import any_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = rf"(?:(?<![a-z0-9])(?=[a-z])|(?![a-z])){any_of('messenger')}"
_SURE = r"(?:\s?(?:[:=]|是|为|就是|叫|搜|加|->|is(?=\s))\s?|\s?[(\[\"'「『]\s?)"
_ID = r"[a-z0-9_@+][\w.+@\-]{2,40}"
_LABELLED = re.compile(
    # A label with an explicit "id" or colon takes any word, one without only what has a digit.
    rf"{_NAME}(?![a-z])\s?{any_of('account_word')}(?![a-z]){_SURE}?[ \-]{{0,3}}(?P<named>{_ID})"
    rf"|{_NAME}\s?(?:{any_of('account_word')})?{_SURE}?\s?(?P<groups>\d(?:[ \-]?\d){{5,15}}(?!\d))"
    rf"|{_NAME}(?![a-z]){_SURE}(?P<sure>{_ID})"
    rf"|{_NAME}(?![a-z])[ \-~/]{{0,2}}(?P<near>{_ID})"
    rf"|{_NAME}(?![a-z])[^a-z0-9;!?。\n]{{1,8}}(?P<far>{_ID})"
    rf"|{_NAME}\s?(?:{any_of('account_word')})?{_SURE}?\s?(?P<torn>(?:[a-z0-9_]\s){{3,20}}[a-z0-9_](?![a-z0-9]))"
)
_FORM = re.compile(
    r"(?<![a-z0-9])wxid_\w{3,40}|(?<![a-z0-9])live:[.\w]{3,40}|(?<![\w.@])@[a-z_][a-z0-9_.]{3,30}(?![\w@])"
)
_MAY_BE = re.compile(r"[a-z0-9_](?:[\w.+@-]| [a-z0-9_]){2}")
_DATE = re.compile(
    r"(?:19|20)\d\d[-./]\d|\d{1,2}[-./]\d{1,2}(?![\d])|\d{1,3}[a-z]?$|q[1-4]$|\d+(?:am|pm|min|days?|x|k|h)$"
)
_SENTENCE = re.compile(r"\s[a-z]{2,}")


def found(said: str) -> Iterator[Hit]:
    """Yield the messenger and social accounts of a folded text, in its own places."""
    if not _MAY_BE.search(said):
        return
    for hit in _LABELLED.finditer(said):
        if _is_account(said, hit):
            yield Hit("account", hit.start(), hit.end())
    for hit in _FORM.finditer(said):
        yield Hit("account", hit.start(), hit.end())


def _is_account(said: str, hit: re.Match[str]) -> bool:
    name = str(hit.lastgroup)
    if name == "torn":
        return True
    if name == "groups":
        return _DATE.match(hit[name]) is None
    account = hit[name]
    if _DATE.match(account):
        return False
    has_digit = re.search(r"[\d_@]", account) is not None
    if name in ("near", "far"):
        return has_digit and len(account) >= 5 and not re.fullmatch(r"\d{1,4}\D*", account)
    # "WeChat: replies fast" goes on as a sentence, an account does not.
    return has_digit or not _SENTENCE.match(said, hit.end())
