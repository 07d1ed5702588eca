"""Every rule a cell can break: its code, how bad it is, and what the user reads.

`rules.csv` holds them. A code is never reused and never renumbered: users quote them, and so do
old reports. docs/rules.md is written from the same table.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, cast, get_args

from validation.errors import CatalogueError
from validation.findings import SEVERITIES, Severity
from validation.messages import Text, message

if TYPE_CHECKING:
    from collections.abc import Mapping

_TABLE = Path(__file__).with_name("rules.csv")
_COLUMNS = ("code", "name", "severity", "zh", "en", "remedy_zh", "remedy_en")

Fix = Literal["", "text", "phone", "web", "signs", "number", "date", "encoding"]
"""What `relaybook fix` does with a finding's suggestion.

`text` takes it as it is, `phone` where the cell can be no other number, `web` where the page stays
the same; `number` and `date` make a real number or date of it. `signs` takes it
only where no letter and no digit comes, goes or changes, case and width apart; `encoding` only
where garbling it once more gives the cell. Empty: the suggestion is a person's to take.
"""


class Rule(NamedTuple):
    """One rule.

    `text` may use {field} (the column's name), {value} (the cell), {detail} and {expected}
    (facts of the rule) and {sheet}; `remedy` says what to do and uses none.
    """

    code: str
    name: str
    severity: Severity
    text: Text
    remedy: Text
    fix: Fix = ""


def read_rules(path: Path = _TABLE) -> Mapping[str, Rule]:
    """Return name → Rule from a rules.csv, in the order of the table.

    Raises:
        CatalogueError: a cell is wrong; the error names row and column.
    """
    rows = _rows(path)
    _validate(path, rows)
    return _rules(rows)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _rules(rows: list[dict[str, str]]) -> Mapping[str, Rule]:
    return {
        row["name"]: Rule(
            row["code"],
            row["name"],
            cast("Severity", row["severity"]),
            Text(row["zh"], row["en"]),
            Text(row["remedy_zh"], row["remedy_en"]),
            cast("Fix", row.get("fix") or ""),
        )
        for row in rows
    }


def _validate(path: Path, rows: list[dict[str, str]]) -> None:
    # A second of imports that a report need not wait for: the shipped table is tested, not read
    # with suspicion each time.
    import pandas as pd  # noqa: PLC0415
    import pandera.pandas as pa  # noqa: PLC0415

    def matching(pattern: str, error: str) -> pa.Check:
        return pa.Check.str_matches(rf"(?:{pattern})\Z", error=error)

    once = pa.Check(lambda cells: ~cells.duplicated(), error="catalogue.repeated")
    columns = [*_COLUMNS, "fix"]
    frame = pd.DataFrame(rows, columns=columns, index=range(2, 2 + len(rows)), dtype=object)
    frame = frame.fillna("")
    # pandera reports a check by its `error`: the message key and what was expected.
    checks = {column: [matching(r".+", "catalogue.filled")] for column in _COLUMNS}
    checks["code"] = [matching(r"R\d{3}", r"catalogue.matches|R\d{3}"), once]
    checks["name"] = [matching(r"[a-z][a-z0-9_]*", "catalogue.matches|[a-z][a-z0-9_]*"), once]
    checks["severity"] = [
        pa.Check.isin(list(SEVERITIES), error=f"catalogue.one_of|{', '.join(SEVERITIES)}")
    ]
    fixes = get_args(Fix)
    checks["fix"] = [
        pa.Check.isin(list(fixes), error=f"catalogue.one_of|{', '.join(filter(None, fixes))}")
    ]
    schema = pa.DataFrameSchema({name: pa.Column(object, check) for name, check in checks.items()})
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as failed:
        first = failed.failure_cases.sort_values("index", kind="stable").iloc[0]
        key, _, expected = str(first["check"]).partition("|")
        raise CatalogueError(
            table=path.name,
            row=int(first["index"]),
            column=first["column"],
            value=frame.loc[first["index"], first["column"]],
            reason=message(key, expected=expected),
        ) from failed


RULES: Mapping[str, Rule] = _rules(_rows(_TABLE))
"""Name → Rule, in the order of rules.csv."""

RULES_BY_CODE: Mapping[str, Rule] = {rule.code: rule for rule in RULES.values()}
"""Code → Rule, for whoever holds a finding."""
