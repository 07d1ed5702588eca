"""Mail drafts: .eml files that a mail program opens as a message still to be sent."""

from __future__ import annotations

import email.policy
import re
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validation.reminders import Draft

_LETTERS = Path(__file__).with_name("letters")
_POLICY = email.policy.SMTP.clone(cte_type="7bit")
_SUBJECT = "Subject: "
_LONGEST = 200
"""Characters of a name or company that a letter takes: what is longer is no name."""
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_UNSAFE = re.compile(r"[^0-9A-Za-z\u4e00-\u9fff._-]+")


class Mail(NamedTuple):
    """One draft as a file."""

    name: str
    """The file's name; it depends on rule, customer and anchor alone."""
    content: bytes


def mails(drafts: Sequence[Draft]) -> list[Mail]:
    """Return the drafts as files, the same bytes for the same drafts, in their order."""
    return [Mail(_name(one), _written(one)) for one in drafts]


def _name(one: Draft) -> str:
    parts = (one.rule, one.who, one.anchor)
    return "_".join(_UNSAFE.sub("-", part)[:60] for part in parts) + ".eml"


def _written(one: Draft) -> bytes:
    subject, body = letter(one)
    message = EmailMessage(policy=_POLICY)
    message["X-Unsent"] = "1"
    if one.sender:
        message["From"] = one.sender
    message["To"] = one.to
    message["Subject"] = subject
    message.set_content(body, cte="base64")
    return message.as_bytes()


def letter(one: Draft) -> tuple[str, str]:
    """Return the subject and the body of a draft; nothing of a cell breaks out of its line."""
    template = _environment().get_template(f"{one.letter}.{one.language}.txt.j2")
    text = template.render(
        name=_line(one.name),
        company=_line(one.company),
        signature=_line(one.signature),
        former=_line(one.former),
        occasion=_line(one.occasion.said(one.language)) if one.occasion else "",
        orders=_line(", ".join(order.number for order in one.owed)),
        owed=[
            {
                "number": _line(order.number),
                "amount": "" if order.amount is None else f"{order.amount:,f}",
                "currency": _line(order.currency),
                "due": order.due,
            }
            for order in one.owed
        ],
    )
    first, _, body = text.partition("\n")
    return first.removeprefix(_SUBJECT), body.rstrip() + "\n"


def _line(text: str) -> str:
    return _BREAKS.sub(" ", text).strip()[:_LONGEST]


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    # The letters are ours and the facts are values, so no cell is ever read as a template.
    return ImmutableSandboxedEnvironment(
        loader=jinja2.FileSystemLoader(_LETTERS),
        undefined=jinja2.StrictUndefined,
        autoescape=False,
        keep_trailing_newline=True,
    )
