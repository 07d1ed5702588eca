"""Reps' own books brought back into the manager's: the whole merge as one Outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.changes import Outcome
from validation.errors import RefusedError
from validation.messages import message
from validation.plaintext import shown
from validation.splitting.allowing import allowed
from validation.splitting.records import LOG, MERGE, NUMBER, SPLIT
from validation.threeway import claims, court, newcomers
from validation.threeway.conflicts import SHEET, Conflicts, Place
from validation.threeway.merger import Merger, Tools
from validation.threeway.mine import received
from validation.threeway.numbers import Numbered, Numbers
from validation.threeway.state import State
from validation.threeway.totals import totals

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.messages import Text
    from validation.settings import Settings
    from validation.threeway.conflicts import Decisions
    from validation.threeway.court import Answer
    from validation.threeway.merger import Tally
    from validation.threeway.mine import Accepted, Mine, Refused
    from validation.threeway.newcomers import Alike
    from validation.threeway.totals import Totals


class Request(NamedTuple):
    """What is to be merged."""

    mines: tuple[Mine, ...]
    catalogue: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Merged:
    """What became of the books, for the report."""

    tallies: tuple[Tally, ...]
    refused: tuple[Refused, ...]
    claims: tuple[Answer, ...]
    alike: tuple[Alike, ...]
    decided: int
    """Conflicts of which the manager's decision was taken."""
    opened: int
    """Conflicts that wait for a decision now."""
    settled: int
    before: Totals
    after: Totals

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left to be looked at."""
        refused = any(not one.is_harmless for one in self.refused)
        return not refused and not self.opened and not self.alike


def merge(
    book: Book, catalogue: Catalogue, settings: Settings, at: dt.datetime, request: Request
) -> Outcome:
    """Return how reps' books become part of the manager's, whatever order they are named in.

    Decisions on the sheet Conflicts are taken first. A cell changed on one side is taken, on both
    by rules.csv or put on the sheet Conflicts; who has a record is decided last. `at` is the
    company's clock.

    Raises:
        RefusedError: it is no book of ours, or older than this kind of merge.
    """
    _check(book, catalogue)
    state = State(book, catalogue, allowed(request.catalogue))
    conflicts = Conflicts(state)
    decisions = conflicts.decide()
    remembered = _Log.of(book)
    taken, refused = received(
        request.mines, remembered.secrets, remembered.merged, book.origin.book_id
    )
    numbers = Numbers(state, at, remembered.numbers)
    tools = Tools(state, numbers, conflicts)
    tallies, new = _merged(tools, taken)
    alike = newcomers.alike(state, new)
    for one in alike:
        place = Place(one.sheet, one.new, catalogue.sheets[one.sheet].row_key)
        conflicts.tell(place, one.rep, one.new, f"{one.other} ({one.points})")
    asked = (decisions.handovers, claims.wishes(taken))
    heard = court.decide(state.merged(), catalogue, settings, at, asked)
    _carried_out(state, conflicts, heard)
    rows: dict[str, Sequence[Mapping[str, Any]]] = dict(state.added)
    if heard.rows:
        rows["PoolLog"] = heard.rows
    changed = state.changes()
    if changed or rows or state.emptied or conflicts.rows is not None:
        rows[LOG] = _logged(at, taken, numbers)
    told = Merged(
        tallies=tuple(tallies),
        refused=tuple(refused),
        claims=heard.answers,
        alike=tuple(alike),
        decided=decisions.done + sum(one.refused is None for one in heard.handovers),
        opened=conflicts.opened,
        settled=conflicts.settled,
        before=totals(book, catalogue),
        after=_after(state, catalogue, heard),
    )
    files = ", ".join(one.mine.name for one in taken) or message("threeway.no_file").en
    return Outcome(
        changes=changed,
        rows=rows,
        emptied=state.emptied,
        replaced={} if conflicts.rows is None else {SHEET: conflicts.rows},
        answer=told,
        subject=message("threeway.subject", files=files[:2000]),
        notes=(
            *_undecided(decisions, heard),
            *(note for one in taken if (note := one.mine.note) is not None),
        ),
    )


def _check(book: Book, catalogue: Catalogue) -> None:
    for sheet in (LOG, SHEET):
        if not book.is_template or sheet not in book.sheets or not book.layouts[sheet].known:
            name = catalogue.sheets[sheet].name
            raise RefusedError(reason=message("splitting.no_sheet", sheet=name))


class _Log(NamedTuple):
    """What the manager's book remembers of splits and merges."""

    secrets: Mapping[tuple[str, str], str]
    merged: Mapping[str, str]
    numbers: Sequence[Numbered]

    @classmethod
    def of(cls, book: Book) -> _Log:
        secrets, merged, numbers = {}, {}, []
        for row in book.sheets[LOG].dropna(how="all").to_dict("records"):
            told = {str(key): shown(value).strip() for key, value in row.items()}
            place = (told.get("split", ""), told.get("rep", ""))
            if told.get("event") == SPLIT and _is_key(told.get("key", "")):
                secrets[place] = told["key"]
            elif told.get("event") == MERGE:
                merged[told.get("file_sha256", "")] = told.get("at", "")
            elif told.get("event") == NUMBER:
                record, became = told.get("record", ""), told.get("became", "")
                numbers.append(Numbered(*place, told.get("sheet", ""), record, became))
        return cls(secrets, merged, numbers)


def _is_key(text: str) -> bool:
    try:
        return len(bytes.fromhex(text)) == 32
    except ValueError:
        return False


def _merged(
    tools: Tools, taken: Sequence[Accepted]
) -> tuple[list[Tally], list[newcomers.Newcomer]]:
    tallies, new = [], []
    for accepted in taken:
        merger = Merger(tools, accepted)
        tallies.append(merger.run())
        new += [newcomers.Newcomer(accepted.base.rep, *place) for place in merger.new]
    return tallies, new


def _carried_out(state: State, conflicts: Conflicts, heard: court.Decided) -> None:
    """Put who has what into the book, and write each refused claim down."""
    for change in heard.changes:
        state.set(change.sheet, change.row, change.column, change.after)
    for done in heard.handovers:
        if done.refused is None:
            conflicts.close(done.handover)
    language = state.book.origin.language
    for wish, refused in heard.answers:
        if refused is not None:
            said = refused.en if language == "en" else refused.zh
            conflicts.tell(Place(claims.LIST, wish.record, "claim"), wish.rep, wish.at, said)


def _undecided(decisions: Decisions, heard: court.Decided) -> list[Text]:
    """Return which decisions of the manager's were not carried out, and why."""
    return [
        *decisions.notes,
        *(
            message(
                "threeway.decision_refused",
                sheet=done.handover.place.sheet,
                record=done.handover.place.record,
                why=done.refused,
            )
            for done in heard.handovers
            if done.refused is not None
        ),
    ]


def _logged(
    at: dt.datetime, taken: Sequence[Accepted], numbers: Numbers
) -> list[Mapping[str, Any]]:
    """Return what the book is to remember of this merge."""
    rows: list[Mapping[str, Any]] = [
        {
            "at": at,
            "event": MERGE,
            "split": one.base.split,
            "rep": one.base.rep,
            "file_sha256": one.mine.sha256,
        }
        for one in taken
    ]
    rows += [
        {
            "at": at,
            "event": NUMBER,
            "split": one.split,
            "rep": one.rep,
            "sheet": one.sheet,
            "record": one.record,
            "became": one.became or None,
        }
        for one in numbers.made
    ]
    return [{key: value for key, value in row.items() if value is not None} for row in rows]


def _after(state: State, catalogue: Catalogue, heard: court.Decided) -> Totals:
    """Return what the merged book must hold: counted from the decisions, not from a file."""
    found = totals(state.merged(), catalogue)
    if not heard.rows:
        return found
    rows = dict(found.rows)
    rows["PoolLog"] = rows.get("PoolLog", 0) + len(heard.rows)
    return found._replace(rows=rows)
