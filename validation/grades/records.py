"""Rows of a typed sheet, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd


def records(frame: pd.DataFrame) -> Iterable[tuple[int, Mapping[str, Any]]]:
    """Yield Excel's row number and column → value of each row, in order."""
    rows = cast("list[Mapping[str, Any]]", frame.to_dict("records"))
    return zip((int(row) for row in frame.index), rows, strict=True)
