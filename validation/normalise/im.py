"""Messenger accounts, stored as type:account (WhatsApp:+4930123456)."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from validation.normalise import Reading, characters, phone
from validation.normalise.tables import rows

if TYPE_CHECKING:
    from collections.abc import Mapping

PROBLEMS = (
    "im_several",
    "im_no_type",
    "im_type_unknown",
    "im_no_value",
    "im_phone_invalid",
    "im_spelling",
)


class _Messenger(NamedTuple):
    name: str
    phone: str
    """"always": an account is a phone number; "may": it can be one; "": never."""


_LINK = re.compile(
    r"(?:https?://)?(?:api\.)?(wa\.me|t\.me|line\.me|zalo\.me)/(\+?[\w.-]+)/?", re.IGNORECASE
)
_PHONE = re.compile(r"\+[\d\s().-]{6,}")
_TYPED = re.compile(r"(?P<type>[^:：@+\d][^:：@+]*?)\s*[:：]\s*(?P<account>.*)", re.DOTALL)
_BREAKS = re.compile(r"\s*[;；,，、|\n\r]\s*|\s+/\s+")
_ACCOUNT = re.compile(r"[^\s:：;；,，]+(?:[: ][^\s:：;；,，]+)*")
_BY_FORM = (("WeChat", re.compile(r"wxid_\w+")), ("Skype", re.compile(r"live:\S+")))


def read(value: str) -> Reading:  # noqa: PLR0911 - one way out per thing amiss
    """Return the account as `type:account`, the type in its own spelling, phones in E.164.

    >>> read("微信：globaltech88").suggestion, read("WhatsApp:+49 30 123456").value
    ('WeChat:globaltech88', 'WhatsApp:+4930123456')
    """
    several = split(value)
    if len(several) > 1:
        return Reading(None, "im_several", None, str(len(several)))
    text = characters.bare(value)
    if not text:
        return Reading(None)
    by_form = next((name for name, form in _BY_FORM if form.fullmatch(text)), "")
    if by_form:
        return Reading(f"{by_form}:{text}", "im_no_type", f"{by_form}:{text}")
    kind, account = _parts(text)
    if not kind:
        return Reading(None, "im_no_type")
    found = _messengers().get(_key(kind))
    if found is None:
        return Reading(None, "im_type_unknown", None, kind)
    if not account:
        return Reading(None, "im_no_value", None, found.name)
    return _account(found, account, value)


def split(value: str) -> tuple[str, ...]:
    """Return the accounts of a cell one by one, as typed; a cell with one has one part.

    >>> split("WhatsApp:+4930123456; 微信:gt88")
    ('WhatsApp:+4930123456', '微信:gt88')
    """
    text = characters.visible(value).strip()
    if not text:
        return ()
    parts = [part for part in _BREAKS.split(text) if part]
    return tuple(parts) if len(parts) > 1 else (value.strip(),)


def messenger(value: str) -> str | None:
    """Return the type of an account, None when it says none that is known.

    >>> messenger("薇信: gt88"), messenger("+4930123456")
    ('WeChat', None)
    """
    found = _messengers().get(_key(_parts(characters.bare(value))[0]))
    return found.name if found else None


def _parts(text: str) -> tuple[str, str]:
    """Return the type as typed and the account; ("", …): no type stands there."""
    link = _LINK.fullmatch(text)
    if link:
        return link[1], link[2] if link[1].lower() != "wa.me" else f"+{link[2].lstrip('+')}"
    typed = _TYPED.fullmatch(text)
    if typed:
        return typed["type"].strip(), typed["account"].strip()
    word, _, account = text.partition(" ")
    if _key(word) in _messengers():
        return word, account.strip()
    return "", text


def _account(messenger: _Messenger, account: str, value: str) -> Reading:
    """Return the reading of an account of a known messenger."""
    name = messenger.name
    if messenger.phone == "always" or (messenger.phone and _PHONE.fullmatch(account)):
        number = phone.read(account, country=None)
        if number.value is None:
            return Reading(None, "im_phone_invalid", None, name)
        account = str(number.value)
    elif not _ACCOUNT.fullmatch(account):
        return Reading(None, "im_no_type", None)
    stored = f"{name}:{account}"
    return Reading(stored) if value == stored else Reading(stored, "im_spelling", stored)


def _key(word: str) -> str:
    return re.sub(r"[\s._-]+(?:id|no|号|號|账号|帐号)?$|[\s._-]+", "", word.casefold())


@cache
def _messengers() -> Mapping[str, _Messenger]:
    """Return folded name → messenger, for every name people use."""
    return {
        _key(row["name"]): _Messenger(row["messenger"], row["phone"]) for row in rows("messengers")
    }
