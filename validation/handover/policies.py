"""The sheet SharePolicy: who may give which variant to whom, by which channel, approved by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from validation.handover.approval import Policy
from validation.typed import typed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.settings import Settings


def policy(
    book: Book, catalogue: Catalogue, settings: Settings, today: dt.date
) -> Mapping[tuple[str, str], Policy]:
    """Return (scenario, kind of receiver) → what the sheet SharePolicy says; the first row counts.

    No row: the sheet is empty or the book has none.
    """
    sheet = typed(book, catalogue, {"SharePolicy": ()}, settings=settings, today=today)
    found: dict[tuple[str, str], Policy] = {}
    for cells in sheet["SharePolicy"].frame.to_dict("records"):
        if cells["scenario"] is not None and cells["receiver_kind"] is not None:
            one = Policy(
                tuple(cells["variant"] or ()),
                cells["approver_role"],
                tuple(cells["channels"] or ()),
                cells["self_approval"] is True,
            )
            found.setdefault((cells["scenario"], cells["receiver_kind"]), one)
    return found


class Rules(NamedTuple):
    """What the page of the share policy shows."""

    policies: Mapping[tuple[str, str], Policy]
    company: str
    """Our own name; "": the book does not say."""


def rules(book: Book, catalogue: Catalogue, settings: Settings, today: dt.date) -> Rules:
    """Return the share policy of a book, and whose it is."""
    wanted = {"OurCompany": ("legal_name",)}
    sheet = typed(book, catalogue, wanted, settings=settings, today=today)["OurCompany"].frame
    names = [name for name in sheet["legal_name"] if name is not None]
    return Rules(policy(book, catalogue, settings, today), str(names[0]) if names else "")
