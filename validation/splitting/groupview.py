"""The groups of a rep's customers: who else belongs to them and what happened, without prices.

Nothing that anybody wrote in words of his own is in it: a note on another rep's customer is that
rep's, and a number in a sentence may be a price.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from validation.duplicates.known import known
from validation.groups import conflicts
from validation.groups.history import history
from validation.groups.priceless import priceless
from validation.messages import Text, message

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.groups import Conflicts
    from validation.groups.history import Event, History, Member
    from validation.settings import Settings

_KINDS = ("inquiry", "quote", "order", "sample", "activity")


class Groups:
    """The groups of one book, looked at once for all reps."""

    def __init__(
        self, book: Book, catalogue: Catalogue, settings: Settings, today: dt.date
    ) -> None:
        self._catalogue = catalogue
        self._settings = settings
        self._language = book.origin.language or "both"
        self._views: dict[str, History] = {}
        self._found: Conflicts | None = None
        if "Customers" in book.sheets and _has_groups(book):
            self._found = conflicts(
                book.sheets,
                settings=settings,
                today=today,
                known=known(book.sheets),
                catalogue=catalogue,
            )

    def rows(self, customers: Collection[str]) -> list[Mapping[str, object]]:
        """Return what the book of a rep with these customers (ids) says of their groups."""
        if self._found is None:
            return []
        parties = self._found.parties
        mine = set(customers)
        wanted = dict.fromkeys(
            group
            for at, groups in parties.memberships.items()
            if parties.customers.ids[at] in mine
            for group in groups
        )
        return [row for group in wanted for row in self._of(self._view(group))]

    def _view(self, group: str) -> History:
        assert self._found is not None
        if group not in self._views:
            told = history(self._found, group, settings=self._settings)
            self._views[group] = priceless(told)
        return self._views[group]

    def _of(self, view: History) -> Iterator[Mapping[str, object]]:
        name = next((node.name for node in view.nodes if node.group == view.group), "")
        members = {member.customer: member for member in view.members}
        for member in view.members:
            yield self._row(view.group, name, member) | {
                "happened": member.last_contact,
                "what": self._said(message("splitting.member")),
                "status": self._words([("stage", member.stage)]),
            }
        for event in view.events:
            if event.kind in _KINDS and event.customer in members:
                yield self._row(view.group, name, members[event.customer]) | self._event(event)

    def _row(self, group: str, name: str, member: Member) -> dict[str, object]:
        country = self._catalogue.vocabularies["country"].words.get(member.country)
        return {
            "group_id": group,
            "group_name": name or None,
            "customer_id": member.customer,
            "company": member.name or None,
            "country": country.label(self._language) if country else None,
            "owner": member.owner or None,
        }

    def _event(self, event: Event) -> dict[str, object]:
        day = event.at.date() if isinstance(event.at, dt.datetime) else event.at
        return {
            "happened": day,
            "what": self._said(message(f"splitting.{event.kind}")),
            "product": event.product or None,
            "status": self._words(event.words),
        }

    def _words(self, words: Collection[tuple[str, str]]) -> str | None:
        lists = self._catalogue.vocabularies
        found = [
            lists[name].words[code].label(self._language)
            for name, code in words
            if name in lists and code in lists[name].words
        ]
        return "; ".join(found) or None

    def _said(self, text: Text) -> str:
        return text.en if self._language == "en" else text.zh


def _has_groups(book: Book) -> bool:
    frame = book.sheets["Customers"]
    return "group_id" in frame and bool(frame["group_id"].notna().any())
