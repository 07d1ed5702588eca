"""The pandera side of the check: which of the rules that were held against a sheet are broken.

A rule over values becomes a boolean mask over the rows, true where a row breaks it. pandera
judges one line per mask, `rule`, `column` and how many `rows` break it, and the places are then
read from the masks that failed: over the masks themselves it spends 2 ms to report each failed
one, which is more than most rules take; over typed cells, one at a time, eighty times as much.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from validation.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandera.pandas as pa

BROKEN = "broken"
"""What pandera calls a rule that some rows break."""


def verdict(rules: Sequence[str], columns: Sequence[str], rows: Sequence[int]) -> list[int]:
    """Return the positions of the rules that are broken, in order.

    Args:
        rules: names of rules.csv.
        columns: the column each was held against.
        rows: how many rows break it.

    Raises:
        pandera.errors.SchemaErrors: there is no such rule, or a count is no count.
    """
    lines = pd.DataFrame({"rule": rules, "column": columns, "rows": rows}).astype(
        {"rule": object, "column": object}
    )
    if lines.empty:
        return []
    # 0.4 s to load, which a command that might check but does not need not pay.
    import pandera.pandas as pa  # noqa: PLC0415

    try:
        schema().validate(lines, lazy=True)
    except pa.errors.SchemaErrors as failed:
        cases = failed.failure_cases
        if not (cases["check"] == BROKEN).all():
            raise
        return sorted(map(int, cases["index"]))
    return []


@cache
def schema() -> pa.DataFrameSchema:
    """Return the schema of the lines: rules we know, and no row that breaks one.

    Nothing else may stand in the frame, so a line nobody asked for is a bug that shows.
    """
    import pandera.pandas as pa  # noqa: PLC0415 - see verdict

    return pa.DataFrameSchema(
        {
            "rule": pa.Column(object, pa.Check.isin(list(RULES))),
            "column": pa.Column(object),
            # pandera reports a check by its `error`, never by its `name`.
            "rows": pa.Column("int64", pa.Check(lambda rows: rows == 0, error=BROKEN)),
        },
        strict=True,
    )
