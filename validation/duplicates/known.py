"""What a book says beforehand about duplicates: our own domains, and pairs decided different."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from validation.duplicates import plain
from validation.duplicates.finding import Known
from validation.normalise import domain
from validation.vocabularies import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pandas as pd

_BREAK = re.compile(r"[\s;,，；、]+")


class Decision(NamedTuple):
    """A row of NotDuplicates: two customers that somebody decided are not one."""

    row: int
    """The row as Excel numbers it."""
    left: str
    right: str
    unknown: tuple[str, ...]
    """Those of the two ids that no customer has; a decision with one has no effect."""


def known(sheets: Mapping[str, pd.DataFrame], own_domains: Iterable[str] = ()) -> Known:
    """Return what the sheets OurCompany and NotDuplicates of a book say about duplicates.

    Args:
        sheets: catalogue key → rows, as `Book.sheets` has them; any may be missing. Ids of
            NotDuplicates that differ from a customer's in case or blanks alone are taken for it.
        own_domains: further domains of the team, as a domain, a page or an address.
    """
    said = [*own_domains]
    if (ours := sheets.get("OurCompany")) is not None:
        for column in ("own_domains", "website"):
            said += _texts(ours, column)
    found = {site for text in said for part in _BREAK.split(text) if (site := _site(part))}
    pairs = {(each.left, each.right) for each in decisions(sheets) if not each.unknown}
    return Known(own_domains=tuple(sorted(found)), different=tuple(sorted(pairs)))


def decisions(sheets: Mapping[str, pd.DataFrame]) -> tuple[Decision, ...]:
    """Return the rows of NotDuplicates that name two customers, with the ids customers bear."""
    frame = sheets.get("NotDuplicates")
    if frame is None or not {"left_id", "right_id"} <= set(frame.columns):
        return ()
    customers = sheets.get("Customers")
    ids = () if customers is None else _texts(customers, "customer_id")
    borne = {fold(text): text for text in reversed(tuple(ids))}
    pairs = zip(frame.index, frame["left_id"], frame["right_id"], strict=True)
    return tuple(_decision(row, (str(a), str(b)), borne) for row, a, b in pairs if a and b)


def _decision(row: int, ids: Sequence[str], borne: Mapping[str, str]) -> Decision:
    left, right = (borne.get(fold(each), each.strip()) for each in ids)
    unknown = tuple(each.strip() for each in ids if fold(each) not in borne)
    return Decision(int(row), left, right, unknown)


def _site(text: str) -> str:
    """Return the registrable domain of a page, an address or a bare domain; "": none of ours."""
    host = domain.host(text)
    return plain.own_domain(host) if host else ""


def _texts(frame: pd.DataFrame, column: str) -> Iterator[str]:
    if column in frame:
        yield from (str(cell) for cell in frame[column] if cell is not None and cell == cell)  # noqa: PLR0124  # NaN
