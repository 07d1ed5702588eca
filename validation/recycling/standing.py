"""How each customer stands with recycling on a day, and why."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Literal, NamedTuple

from validation.messages import Text, message, plain
from validation.recycling.due import Basis, Due, Verdict, due_date, verdict
from validation.recycling.tenure import Handover, Tenure, own, tenure, unlogged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from validation.catalogue import Catalogue
    from validation.recycling.due import Terms, Why
    from validation.recycling.follow_ups import FollowUp
    from validation.recycling.source import Customer, Source
    from validation.settings import Settings
    from validation.typed import Unread

State = Literal["move", "warn", "wait", "exempt", "held"]
"""move: goes to the pool today; warn: its owner is warned today; wait: neither; exempt: protected
or with an open order; held: a cell that could save it cannot be read, or there is no day to
count from."""
_RANK: Mapping[State, int] = {"move": 0, "warn": 1, "wait": 2, "exempt": 3, "held": 4}


class Standing(NamedTuple):
    """One customer that has an owner."""

    customer: Customer
    state: State
    reason: Text
    due: Due | None
    """None where nothing counts."""
    moves: dt.date | None
    """The first day on which it may go to the pool as things stand; None: exempt or held."""
    next_warning: dt.date | None
    warned: tuple[dt.date, ...]
    """The warnings that count."""
    typed: Handover | None
    """A change of owner that the ledger does not know yet."""
    last: dt.date | None = None
    """The last of its days; a closure may follow it. None as for `moves`."""

    @property
    def stays_until(self) -> dt.date:
        """The last day its owner keeps it, as a warning tells."""
        assert self.last is not None
        return self.last


def standings(
    source: Source, catalogue: Catalogue, settings: Settings, today: dt.date
) -> tuple[Standing, ...]:
    """Return how every customer with an owner stands, the next to go first.

    Customers in the pool are left out; so is one that says both, which `contradictory` names.
    """
    every = _Standings(source, catalogue, settings, today)
    found = [every.of(one) for one in source.customers if _is_owned(one, source)]
    return tuple(sorted(found, key=_turn))


def _is_owned(one: Customer, source: Source) -> bool:
    """Return whether somebody has a customer, be it somebody who cannot be told."""
    unread = source.unread.get(one.id)
    nobody = not one.owner and (unread is None or unread.column != "owner")
    return not nobody and one.status != "public"


def _turn(one: Standing) -> tuple[int, dt.date, int]:
    return _RANK[one.state], one.moves or dt.date.max, one.customer.row


class _Standings:
    def __init__(
        self, source: Source, catalogue: Catalogue, settings: Settings, today: dt.date
    ) -> None:
        self._source = source
        self._catalogue = catalogue
        self._settings = settings
        self._today = today

    @property
    def _terms(self) -> Terms:
        return self._source.terms

    def of(self, one: Customer) -> Standing:
        events = self._source.events.get(one.id, ())
        typed = unlogged(one.owner, events, self._today) if one.owner else None
        held = tenure((*events, typed) if typed else events)
        kept = self._kept(one)
        if kept is not None:
            return Standing(one, kept[0], kept[1], None, None, None, (), typed)
        due = self._due(one, held)
        if due is None:
            reason = message("recycling.no_start", row=one.row)
            return Standing(one, "held", reason, None, None, None, (), typed)
        since = held.since or one.owner_since or dt.date.min
        written = [
            told
            for rep, told in self._source.warnings.get(one.id, ())
            if rep in ("", one.owner) and told.day >= since
        ]
        found = verdict(due, written, self._today, self._terms)
        if found.action == "move" and self._source.doubt is not None:
            reason = message("recycling.unread", cell=self._source.doubt)
            return Standing(one, "held", reason, due, None, None, found.warned, typed)
        state: State = "wait" if found.action == "stay" else found.action
        moves = self._terms.calendar.plus_days(found.stays_until, 1)
        reason = self._reason(one, due, found, moves)
        told, stays = found.warned, found.stays_until
        return Standing(one, state, reason, due, moves, found.next_warning, told, typed, stays)

    def _kept(self, one: Customer) -> tuple[State, Text] | None:
        """Return why nothing is counted for a customer at all; None: it is."""
        if one.protect_until is not None and one.protect_until >= self._today:
            return "exempt", message("recycling.protected", day=one.protect_until)
        if one.status == "protected" and one.protect_until is None:
            return "exempt", message("recycling.protected_open")
        if one.stage == "S7":
            return "exempt", message("recycling.stage", stage=self._word("stage", "S7"))
        if one.id in self._source.orders:
            return "exempt", message("recycling.order", order=self._source.orders[one.id])
        if one.id in self._source.unread:
            cell = said(self._source.unread[one.id], self._source, self._catalogue)
            return "held", message("recycling.unread", cell=cell)
        return None

    def _due(self, one: Customer, held: Tenure) -> Due | None:
        done = self._source.done.get(one.id, ())
        mine = own(done, held, one.owner, one.collaborators)
        last: dt.date | None = mine[-1].day if mine else None
        since, why = self._since(one, held)
        if last is None and one.id not in self._source.active:
            contact = one.last_contact
            if contact is not None and (since or dt.date.min) < contact <= self._today:
                last, why = contact, "contact"
        elif last is not None:
            why = "follow_up"
        received = held.received if held.holders else self._received(one, done)
        return due_date(
            Basis(last, since, received, why),
            days=self._settings.recycle_days(one.grade),
            terms=self._terms,
        )

    def _since(self, one: Customer, held: Tenure) -> tuple[dt.date | None, Why]:
        """Return the day the owner got the customer, else the day it was entered."""
        if held.since is not None:
            return held.since, "owner_since"
        if one.owner_since is not None and one.owner_since <= self._today:
            return one.owner_since, "owner_since"
        created = one.created
        return (None if created is None or created > self._today else created), "created"

    def _received(self, one: Customer, done: tuple[FollowUp, ...]) -> dt.date | None:
        """Return when a customer the ledger does not know was handed over, by its own row.

        Its owner is not its first one when it is older than the ownership.
        """
        since = one.owner_since
        if since is None or since > self._today:
            return None
        older = [day for day in (one.created, *(each.day for each in done)) if day is not None]
        return since if any(day < since for day in older) else None

    def _reason(self, one: Customer, due: Due, found: Verdict, moves: dt.date) -> Text:
        warned = ", ".join(day.isoformat() for day in found.warned) or "-"
        facts = {
            "start": due.start,
            "days": due.days,
            "last": due.last_day,
            "moves": moves,
            "warned": warned,
            "grade": one.grade or "-",
        }
        counted = message(f"recycling.since_{due.why}", **facts)
        key: str = found.action
        if key == "warn" and moves > due.moves:
            key = "late"
        elif key == "stay" and found.warned:
            key = "stay_warned"
        return message(f"recycling.{key}", counted=counted, **facts)

    def _word(self, vocabulary: str, code: str) -> Text:
        word = self._catalogue.vocabularies[vocabulary].words.get(code)
        return Text(word.zh, word.en) if word else plain(code)


def said(cell: Unread, source: Source, catalogue: Catalogue) -> Text:
    """Return where a cell stands and what it says."""
    name = catalogue.sheets[source.tabs[cell.tab]].by_key[cell.column].name
    return message("recycling.cell", tab=cell.tab, row=cell.row, column=name, shown=cell.shown)
