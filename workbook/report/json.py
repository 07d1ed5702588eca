"""The findings as JSON, schema `relaybook.check/1` (docs/check-json.md)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from workbook.checking import CheckedFile, FailedFile

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from validation.findings import Finding

SCHEMA = "relaybook.check/1"


def render(today: dt.date, files: Sequence[CheckedFile | FailedFile]) -> str:
    """Return the report as one JSON document, keys in a fixed order, readable characters."""
    document = {
        "schema": SCHEMA,
        "today": today.isoformat(),
        "files": [_file(file) for file in files],
    }
    # A lone surrogate from a damaged name has no UTF-8 form; as \udXXX it stays readable JSON.
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n"


def _file(file: CheckedFile | FailedFile) -> dict[str, Any]:
    if isinstance(file, FailedFile):
        error = {"zh": file.error.zh, "en": file.error.en}
        return {"path": file.path, "copy": None, "sheets": {}, "findings": [], "error": error}
    return {
        "path": file.path,
        "copy": file.copy,
        "sheets": dict(file.sheets),
        "findings": [_finding(finding, file) for finding in file.findings],
    }


def _finding(finding: Finding, file: CheckedFile) -> dict[str, Any]:
    place = (finding.sheet, finding.row) if finding.row is not None else ("", 0)
    return {
        "code": finding.code,
        "severity": finding.severity,
        "sheet": finding.sheet,
        "cell": finding.cell,
        "row": finding.row,
        "record": finding.record,
        "owner": file.owners.get(place),
        "field": finding.field,
        "value": finding.value,
        "zh": finding.zh,
        "en": finding.en,
        "suggestion": finding.suggestion,
    }
