"""A book with sheets of ours → its customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from validation.duplicates.known import decisions, known
from workbook.duplicates.rows import Rows, homes, placed, stacked, tied
from workbook.importing.derivation import as_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from validation.book import Book
    from workbook.importing.headers import Names


def rows(book: Book, names: Names) -> Rows:
    """Return the customers of a book that has the sheet Customers."""
    sheets = {key: book.sheets[key] for key in book.sheets if book.layouts[key].known}
    customers = placed(sheets["Customers"], book.layouts["Customers"].tab)
    others = {}
    for key in ("Contacts", "Titles"):
        frame = sheets.get(key, pd.DataFrame({"customer_id": []}, dtype=object))
        named = frame["customer_id"] if "customer_id" in frame else [None] * len(frame)
        others[key] = tied(frame, key, homes(customers, list(named)))
    beside = _people_beside(sheets["Customers"].loc[list(customers.index)], names)
    here = tied(beside, "Contacts", range(len(beside)))
    said = known(sheets)
    return Rows(
        path=book.origin.path,
        sha256=book.origin.sha256,
        book_id=book.origin.book_id or "",
        customers=customers.reset_index(drop=True),
        contacts=stacked([others["Contacts"], here]),
        titles=others["Titles"],
        reps=_reps(sheets),
        own_domains=tuple(said.own_domains),
        decisions=decisions(sheets),
    )


def _people_beside(customers: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Return the columns of a person that somebody keeps in the customers' own rows."""
    found = {}
    for header in customers.columns:
        meaning = names.meaning("Customers", str(header))
        if meaning and meaning.sheet == "Contacts" and meaning.key not in found:
            found[meaning.key] = customers[header].tolist()
    return pd.DataFrame(found, index=customers.index, dtype=object)


def _reps(sheets: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    frame = sheets.get("Reps")
    if frame is None or not {"rep_id", "rep_name"} <= set(frame.columns):
        return {}
    both = zip(frame["rep_id"].map(as_text), frame["rep_name"].map(as_text), strict=True)
    return {rep: name for rep, name in both if rep and name}
