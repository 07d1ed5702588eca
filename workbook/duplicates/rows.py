"""The customers of one file, with their contacts and titles, and where each of them stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from validation.vocabularies import fold
from workbook.duplicates.fields import COLUMNS, NAMES
from workbook.importing.cells import objects
from workbook.importing.derivation import as_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from validation.duplicates.known import Decision
    from validation.messages import Text

TAB, ROW, HOME = "_tab", "_row", "_home"
"""Working columns: the tab and Excel row of a customer; of a contact or title, the position of
its customer among the customers."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Rows:
    """What one file says about customers.

    `customers` has the columns of `fields.COLUMNS` that the file has, as text, None for
    blank, and TAB and ROW; its index counts from 0. `contacts` and `titles` have HOME.
    """

    path: str
    sha256: str
    book_id: str
    """Empty: the book has no id of its own, or the file is no book of ours."""
    customers: pd.DataFrame
    contacts: pd.DataFrame
    titles: pd.DataFrame
    reps: Mapping[str, str]
    """Id of a rep → name."""
    own_domains: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
    notes: tuple[Text, ...] = ()
    """What to say about how the file was read."""


def picked(frame: pd.DataFrame, sheet: str) -> pd.DataFrame:
    """Return the columns of the frame that are looked at, as people read them, None for blank."""
    # A phone that Excel keeps as a number must not come out as 8613800138001.0.
    cells = {
        key: objects(frame, [_sound(as_text(value)) or None for value in frame[key].tolist()])
        for key in COLUMNS[sheet]
        if key in frame.columns
    }
    return pd.DataFrame(cells, index=frame.index, dtype=object)


def _sound(text: str) -> str:
    """Return the text without halves of characters, which no library takes."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def placed(frame: pd.DataFrame, tab: str) -> pd.DataFrame:
    """Return the customers that say anything, with the place of each; the index is Excel's row."""
    kept = picked(frame, "Customers")
    kept = kept[kept.notna().any(axis=1)] if len(kept.columns) else kept.iloc[:0]
    kept = kept.assign(**{TAB: tab})
    kept[ROW] = kept.index.to_numpy(dtype=object)
    return kept


def homes(customers: pd.DataFrame, named: Sequence[object]) -> list[int]:
    """Return the position of the customer each text names, by id or company name; -1: none."""
    found: dict[str, int] = {}
    for key in (*NAMES[::-1], "customer_id"):
        if key in customers.columns:
            # The first row of an id or name that stands twice has its contacts, and an id beats
            # a name.
            texts = [fold(as_text(value)) for value in reversed(customers[key].tolist())]
            found |= {text: len(texts) - 1 - n for n, text in enumerate(texts) if text}
    return [found.get(fold(as_text(value)), -1) for value in named]


def tied(frame: pd.DataFrame, sheet: str, home: Sequence[int]) -> pd.DataFrame:
    """Return the contacts or titles that say anything and have a customer."""
    kept = picked(frame, sheet)
    kept[HOME] = np.asarray(home, dtype=np.int64)
    said = kept.drop(columns=HOME).notna().any(axis=1) & (kept[HOME] >= 0)
    return kept[said].reset_index(drop=True)


def stacked(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the frames below each other with an index from 0; None where one lacks a column."""
    several = [frame.astype(object) for frame in frames if len(frame)]
    if not several:
        return frames[0].reset_index(drop=True) if frames else pd.DataFrame()
    whole = pd.concat(several, ignore_index=True)
    return whole.astype(object).where(whole.notna(), None)
