"""What must not be merged, or not without somebody saying so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.duplicates import plain
from validation.duplicates.known import decisions
from validation.errors import RefusedError
from validation.merging.records import ID, Chosen, texts
from validation.merging.values import is_blank
from validation.messages import message
from validation.normalise import country
from validation.plaintext import shown
from validation.vocabularies import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.merging.records import Request
    from validation.merging.values import Record


def owner(book: Book, records: Chosen, request: Request) -> str | None:
    """Return the id of the rep who keeps the customer; None: it is in the pool.

    The request may say it by the rep's name, as reports show it, where only one owner has it.

    Raises:
        RefusedError: there are several owners and nobody said who, or the one named has none of
            the records.
    """
    held = [(one.id, *texts(one, ["owner"])) for one in records.every]
    owners = {fold(found[1]): found[1] for found in reversed(held) if len(found) > 1}
    if request.owner is not None:
        found = fold(request.owner)
        named = [one for one in owners if found in _names(book, one)]
        if found not in owners and len(named) == 1:
            return owners[named[0]]
        if found not in owners:
            facts = {"owner": request.owner, "owners": ", ".join(sorted(owners.values())) or "—"}
            raise RefusedError(reason=message("merging.not_an_owner", **facts))
        return owners[found]
    if len(owners) > 1:
        told = ", ".join(f"{found[0]} → {found[1]}" for found in held if len(found) > 1)
        first = min(owners.values())
        raise RefusedError(reason=message("merging.owners", owners=told, owner=first))
    return next(iter(owners.values()), None)


def _names(book: Book, rep: str) -> set[str]:
    """Return what the rep of a folded id is called, folded: the name, and id and name."""
    frame = book.sheets.get("Reps")
    if frame is None or not {"rep_id", "rep_name"} <= set(frame.columns):
        return set()
    both = [(shown(a), shown(b)) for a, b in zip(frame["rep_id"], frame["rep_name"], strict=True)]
    mine = [pair for pair in both if fold(pair[0]) == rep and fold(pair[1])]
    return {fold(text) for one, name in mine for text in (name, f"{one} {name}")}


def check_groups(records: Chosen) -> None:
    """Refuse records of two groups: members of a group are no duplicates.

    Raises:
        RefusedError: they are in different groups.
    """
    held = {one.id: texts(one, ["group_id"]) for one in records.every}
    if len({fold(found[0]) for found in held.values() if found}) > 1:
        told = ", ".join(f"{one} → {found[0]}" for one, found in held.items() if found)
        raise RefusedError(reason=message("merging.groups", groups=told))


def check_codes(book: Book, catalogue: Catalogue, records: Chosen) -> None:
    """Refuse records that are registered under different numbers of one scheme and country.

    Raises:
        RefusedError: they are two legal entities.
    """
    seen: dict[str, tuple[str, frozenset[str]]] = {}
    for record in records.every:
        for kind, values in _codes(book, catalogue, record).items():
            other, known = seen.setdefault(kind, (record.id, values))
            if not known & values:
                facts = {"kind": kind, "left": f"{other} {min(known)}"}
                right = f"{record.id} {min(values)}"
                raise RefusedError(reason=message("merging.codes", right=right, **facts))


def check_decisions(book: Book, records: Chosen) -> None:
    """Refuse records that somebody decided are not one customer.

    Raises:
        RefusedError: the sheet NotDuplicates has a pair of them.
    """
    ids = {record.id for record in records.every}
    for found in decisions(book.sheets):
        if found.left in ids and found.right in ids and found.left != found.right:
            facts = {"left": found.left, "right": found.right, "row": found.row}
            reason = book.sheets["NotDuplicates"].get("reason")
            why = "" if reason is None else shown(reason.loc[found.row])
            raise RefusedError(reason=message("merging.decided", why=why or "—", **facts))


def _codes(book: Book, catalogue: Catalogue, record: Record) -> Mapping[str, frozenset[str]]:
    """Return the registration numbers of a customer's titles by scheme and country."""
    found: dict[str, frozenset[str]] = {}
    iso = country.read(shown(record.cells.get("country_region"))).value or ""
    for code, scheme in _titles(book.sheets.get("Titles"), record.id):
        words = catalogue.vocabularies.get("reg_scheme")
        plan = (words.alias(scheme) if words and scheme else None) or scheme
        read = plain.code(code, plan, str(iso))
        if read.value and read.kind:
            found[read.kind] = found.get(read.kind, frozenset()) | {read.value}
    return found


def _titles(frame: pd.DataFrame | None, identity: str) -> Sequence[tuple[str, str]]:
    """Return the number and scheme of each title that has a number."""
    if frame is None or not {ID, "credit_code"} <= set(frame.columns):
        return ()
    rows = [
        row
        for row, one in zip(frame.index, frame[ID], strict=True)
        if not is_blank(one) and fold(shown(one)) == fold(identity)
    ]
    mine = frame.loc[rows]
    schemes = mine["reg_scheme"] if "reg_scheme" in mine else [None] * len(mine)
    codes = zip(mine["credit_code"], schemes, strict=True)
    return [(shown(code), shown(scheme)) for code, scheme in codes if not is_blank(code)]
