"""The Config sheet: rows that are no setting, and values that make no sense."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.checks.marks import Facts
from validation.settings import Settings, known

if TYPE_CHECKING:
    import pandas as pd

    from validation.checks.sheetrows import Rows


def mark(rows: Rows, frame: pd.DataFrame) -> None:
    """Mark what `Settings.from_rows` could not use; a repeated name is marked as every id is."""
    _, problems = Settings.from_rows(frame)
    for problem in problems:
        position = rows.table.positions.get(problem.row)
        if position is None:
            continue
        hit = rows.hits([position])
        if problem.column == "value":
            facts = Facts(detail=problem.text)
            rows.marks.mark("setting_wrong", "value", hit & rows.marks.sound("value"), facts)
        elif problem.setting not in known():
            rows.marks.mark("setting_unknown", "setting", hit & rows.marks.sound("setting"))
