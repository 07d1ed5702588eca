"""What is known of a customer before anybody files it, and what of that can be compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from validation.duplicates import plain
from validation.messages import message
from validation.normalise import country, domain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from validation.messages import Text

_VAT = re.compile(r"[A-Z]{2}[A-Z]?\d")
_ODD_SIGNS = re.compile(r"[\s.\-/_]")


@dataclass(frozen=True, kw_only=True)
class NewCustomer:
    """A customer somebody is about to file, as typed; of everything there may be several.

    `country` is blank when it is not known.
    """

    names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    country: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to look for; a country or a person alone is nothing."""
        typed = (*self.names, *self.emails, *self.phones, *self.domains, *self.codes)
        return not any(text.strip() for text in typed)

    def registrations(self) -> tuple[tuple[str, str], ...]:
        """Return each code with the schemes it may be of: a VAT number seldom says it is one."""
        found = []
        for typed in self.codes:
            found.append((typed, ""))
            if _VAT.match(_ODD_SIGNS.sub("", typed).upper()):
                found.append((typed, "VAT"))
        return tuple(found)


def unusable(new: NewCustomer, own_domains: Collection[str] = ()) -> tuple[Text, ...]:
    """Return a sentence for everything typed that cannot be compared, and why."""
    return (
        *_of_mailboxes(new.emails, own_domains),
        *(message("lookup.no_phone", value=each) for each in new.phones if not plain.numbers(each)),
        *_of_domains(new.domains, own_domains),
        *(
            message("lookup.no_code", value=each)
            for each in new.codes
            if not plain.code(each, "", "").value
        ),
        *_of_country(new.country),
    )


def _of_mailboxes(typed: Iterable[str], ours: Collection[str]) -> Iterator[Text]:
    for each in typed:
        found = plain.addresses(each)
        if not found:
            yield message("lookup.no_email", value=each)
        elif any(mail.domain in ours for mail in found if mail.domain):
            yield message("lookup.own_mailbox", value=each)


def _of_domains(typed: Iterable[str], ours: Collection[str]) -> Iterator[Text]:
    for each in typed:
        site = plain.site(each)
        if not site:
            key = "lookup.shared_domain" if domain.host(each) else "lookup.no_domain"
            yield message(key, value=each)
        elif site in ours:
            yield message("lookup.own_domain", value=each)


def _of_country(typed: str) -> Iterator[Text]:
    if typed.strip() and not country.read(typed).value:
        yield message("lookup.no_country", value=typed)
