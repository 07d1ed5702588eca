"""The sheets that tell of customers, and which customer each of their cells belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Ints = NDArray[np.int32]


class Column(NamedTuple):
    """A column of one of the sheets, with the customer each cell belongs to."""

    rows: Ints
    cells: pd.Series


class Sheets:
    """The three sheets, and which customer a row of the other two belongs to.

    A person who buys for several customers (one person_id) is no evidence that they are one:
    those rows of contacts belong to nobody (rules.md §12).
    """

    def __init__(
        self,
        customers: pd.DataFrame,
        contacts: pd.DataFrame | None,
        titles: pd.DataFrame | None,
    ) -> None:
        self.size = len(customers)
        ids = customers["customer_id"] if "customer_id" in customers else pd.Series(dtype=object)
        first = pd.Series(np.arange(len(ids), dtype=np.int32), index=ids)
        first = first[first.index.notna() & ~first.index.duplicated()]
        everyone = np.arange(self.size, dtype=np.int32)
        self._frames: list[tuple[pd.DataFrame, Ints]] = [(customers, everyone)]
        for frame in (contacts, titles):
            if frame is not None and "customer_id" in frame and len(frame):
                found = first.index.get_indexer(pd.Index(frame["customer_id"]))
                rows = np.where(found >= 0, first.to_numpy()[found], -1).astype(np.int32)
                rows[_of_several(frame, rows)] = -1
                self._frames.append((frame, rows))

    def columns(self, *names: str) -> Iterator[Column]:
        """Return the columns of these names in whatever sheet they stand, blank cells left out."""
        for frame, rows in self._frames:
            for name in names:
                if name in frame:
                    kept = frame[name].notna().to_numpy() & (rows >= 0)
                    yield Column(rows[kept], frame[name][kept])

    def frame(self, column: str) -> tuple[pd.DataFrame, Ints] | None:
        """Return the sheet that has the column, with the customers of its rows."""
        return next(((frame, rows) for frame, rows in self._frames if column in frame), None)


def _of_several(frame: pd.DataFrame, rows: Ints) -> NDArray[np.bool_]:
    """Return which rows are of a person whom several customers have."""
    if "person_id" not in frame:
        return np.zeros(len(frame), dtype=bool)
    people = frame["person_id"].map(_as_text).to_numpy(dtype=object)
    known = pd.DataFrame({"person": people, "row": rows})
    known = known[(people != "") & (rows >= 0)].drop_duplicates()
    several = set(known["person"][known["person"].duplicated()])
    return np.fromiter((one in several for one in people), dtype=bool, count=len(people))


def _as_text(cell: object) -> str:
    return "" if cell is None or cell != cell else str(cell).strip().casefold()  # noqa: PLR0124  # NaN
