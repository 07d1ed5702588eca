"""Whom a mass mail may reach: everybody who is left out has a reason."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.errors import RefusedError
from validation.messages import Text, message
from validation.queries import Names
from validation.searches.customers import Asked, asked_of
from validation.typed import typed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.settings import Settings
    from validation.typed import TypedSheet

_CUSTOMERS = (
    "customer_id", "company_name_en", "company_name_zh", "country_region", "language", "grade",
    "owner", "collaborators", "public_email", "record_sensitivity",
)  # fmt: skip
_CONTACTS = (
    "contact_id", "customer_id", "contact_name", "email", "contact_status", "opt_out", "bounced",
    "person_id",
)  # fmt: skip
_REPS = ("rep_id", "rep_name", "email")
_PRODUCTS = ("sku", "name_zh", "name_en")
REASONS = (
    "opted_out", "bounced", "unclear_mark", "left_company", "invalid", "no_email", "bad_email",
    "duplicate", "others_customer", "nobodys_customer", "no_export",
)  # fmt: skip
"""Why somebody is left out, the gravest first; said by the messages `recipients.<reason>`."""


class Mailing(NamedTuple):
    """Whom a mail is meant for."""

    grades: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    rep: str = ""
    """Whose customers: a rep's number or name; empty: everybody's, and the pool's."""


class Recipient(NamedTuple):
    """One address, once."""

    email: str
    name: str
    company: str
    country: Text
    language: Text
    grade: str
    owner: str
    customer_id: str


class LeftOut(NamedTuple):
    """Somebody among the customers meant who gets no mail."""

    customer_id: str
    row: int
    """Of Contacts, as Excel numbers it; of Customers where `contact_id` is empty."""
    contact_id: str
    reason: str
    """One of REASONS."""


class Recipients(NamedTuple):
    """Who gets the mail, in the order of the book, and who does not."""

    recipients: tuple[Recipient, ...]
    left_out: tuple[LeftOut, ...]

    def counts(self) -> Mapping[str, int]:
        """Return how many are left out for each reason, the gravest first."""
        found = Counter(one.reason for one in self.left_out)
        return {reason: found[reason] for reason in REASONS if found[reason]}


def recipients(
    book: Book, catalogue: Catalogue, settings: Settings, today: dt.date, mailing: Mailing
) -> Recipients:
    """Return whom a mass mail to some customers may reach.

    Nobody who opted out (退订) or bounced (退信) is among them, on whichever row and under
    whichever customer the mark stands: it holds for the address and for the person. A mark that
    cannot be read holds too. A customer without any contact's address is reached at its public
    mailbox.

    Raises:
        RefusedError: `mailing.rep` is nobody in the book.
        QueryError: a grade or filter is not understood.
    """
    names = {"Reps": _REPS, "Products": _PRODUCTS}
    told = typed(book, catalogue, names, settings=settings, today=today)
    known = Names.of({key: sheet.frame for key, sheet in told.items()}, catalogue)
    grades = ", ".join(mailing.grades)
    conditions = (f"grade in ({grades})", *mailing.where) if grades else mailing.where
    query = asked_of(Asked("", conditions), catalogue, known)
    wanted = {
        **names,
        "Customers": (*_CUSTOMERS, *query.columns),
        "Contacts": _CONTACTS,
    }
    sheets = typed(book, catalogue, wanted, settings=settings, today=today)
    customers = sheets["Customers"].frame
    meant = customers[query.mask(customers, today)]
    marks = _Marks(sheets["Contacts"])
    list_ = _List(catalogue, marks, _rep(mailing.rep, sheets["Reps"].frame))
    contacts = _by_customer(sheets["Contacts"].frame)
    unread = {
        (cell.row, cell.column)
        for key in ("Customers", "Contacts")
        for cell in sheets[key].unread
        if cell.column in ("email", "public_email")
    }
    for row, customer in _records(meant):
        list_.add(row, customer, contacts.get(customer["customer_id"], ()), unread)
    return Recipients(tuple(list_.found), tuple(list_.left_out))


class _Marks:
    """Addresses and persons that must not be written to, wherever the mark stands."""

    def __init__(self, contacts: TypedSheet) -> None:
        self._addresses: dict[str, str] = {}
        self._persons: dict[str, str] = {}
        unclear = {cell.row for cell in contacts.unread if cell.column in ("opt_out", "bounced")}
        for row, cells in _records(contacts.frame):
            reason = (
                "opted_out"
                if cells["opt_out"]
                else "bounced"
                if cells["bounced"]
                else "unclear_mark"
                if row in unclear
                else ""
            )
            if reason:
                _worse(self._addresses, cells["email"], reason)
                # A dead address says nothing of the person's other ones.
                if reason != "bounced":
                    _worse(self._persons, cells["person_id"], reason)

    def of(self, email: str | None, person: str | None = None) -> str:
        """Return why an address or a person must not be written to; empty: it may."""
        reasons = {self._addresses.get(email or ""), self._persons.get(person or "")}
        return next((reason for reason in REASONS if reason in reasons), "")


class _List:
    """Takes customers one by one."""

    def __init__(self, catalogue: Catalogue, marks: _Marks, rep: str) -> None:
        self.found: list[Recipient] = []
        self.left_out: list[LeftOut] = []
        self._catalogue = catalogue
        self._marks = marks
        self._rep = rep
        self._taken: set[str] = set()

    def add(
        self,
        row: int,
        customer: Mapping[str, Any],
        contacts: Iterable[tuple[int, Mapping[str, Any]]],
        unread: set[tuple[int, str]],
    ) -> None:
        """Take a customer's contacts, or its public mailbox where none has an address."""
        contacts = list(contacts)
        barred = self._barred(customer)
        for at, contact in contacts:
            reason = barred or self._reason(contact, bad=(at, "email") in unread)
            self._put(at, customer, contact, reason)
        if any(contact["email"] for _, contact in contacts):
            return
        email = customer["public_email"]
        bad = (row, "public_email") in unread
        if not email and not bad and contacts:
            return
        # Who asked to be left alone and gave no address means the house.
        silent = "opted_out" if any(contact["opt_out"] for _, contact in contacts) else ""
        reason = barred or self._marks.of(email) or silent
        if not reason and not email:
            reason = "bad_email" if bad else "no_email"
        self._put(row, customer, {"email": email, "contact_name": None, "contact_id": None}, reason)

    def _barred(self, customer: Mapping[str, Any]) -> str:
        """Return why nobody at the customer may be written to; empty: they may."""
        if customer["record_sensitivity"] == "no_export":
            return "no_export"
        if not self._rep or self._rep in (customer["owner"], *(customer["collaborators"] or ())):
            return ""
        return "others_customer" if customer["owner"] else "nobodys_customer"

    def _reason(self, contact: Mapping[str, Any], *, bad: bool) -> str:
        marked = self._marks.of(contact["email"], contact["person_id"])
        own = "opted_out" if contact["opt_out"] else "bounced" if contact["bounced"] else ""
        status = {"left": "left_company", "invalid": "invalid"}.get(contact["contact_status"], "")
        missing = "" if contact["email"] else "bad_email" if bad else "no_email"
        return own or marked or status or missing

    def _put(
        self, row: int, customer: Mapping[str, Any], contact: Mapping[str, Any], reason: str
    ) -> None:
        email = contact["email"]
        if not reason and email.casefold() in self._taken:
            reason = "duplicate"
        if reason:
            left = LeftOut(customer["customer_id"] or "", row, contact["contact_id"] or "", reason)
            self.left_out.append(left)
            return
        self._taken.add(email.casefold())
        self.found.append(
            Recipient(
                email,
                contact["contact_name"] or "",
                customer["company_name_en"] or customer["company_name_zh"] or "",
                self._word(customer["country_region"], "country"),
                self._word(customer["language"], "language"),
                customer["grade"] or "",
                customer["owner"] or "",
                customer["customer_id"] or "",
            )
        )

    def _word(self, code: str | None, vocabulary: str) -> Text:
        word = self._catalogue.vocabularies[vocabulary].words.get(code or "")
        return Text(word.zh, word.en) if word else Text(code or "", code or "")


def _rep(name: str, reps: pd.DataFrame) -> str:
    """Return the number of the rep who is called so; empty: nobody was named."""
    if not name:
        return ""
    wanted = name.strip().casefold()
    ids = [
        cells["rep_id"]
        for _, cells in _records(reps)
        if wanted in {str(cells[key]).casefold() for key in _REPS if cells[key]}
    ]
    if len(ids) != 1:
        known = "、".join(str(rep) for rep in reps["rep_id"] if rep)
        raise RefusedError(reason=message("recipients.no_rep", rep=name, known=known))
    return str(ids[0])


def _worse(found: dict[str, str], key: str | None, reason: str) -> None:
    if key and (key not in found or REASONS.index(reason) < REASONS.index(found[key])):
        found[key] = reason


def _by_customer(
    contacts: pd.DataFrame,
) -> Mapping[str, list[tuple[int, Mapping[str, Any]]]]:
    found: dict[str, list[tuple[int, Mapping[str, Any]]]] = {}
    for row, cells in _records(contacts):
        if cells["customer_id"] is not None:
            found.setdefault(cells["customer_id"], []).append((row, cells))
    return found


def _records(frame: pd.DataFrame) -> Iterable[tuple[int, dict[str, Any]]]:
    columns = [str(column) for column in frame.columns]
    values = zip(*(frame[column].tolist() for column in columns), strict=True)
    for row, cells in zip(frame.index.tolist(), values, strict=True):
        yield int(row), dict(zip(columns, cells, strict=True))
