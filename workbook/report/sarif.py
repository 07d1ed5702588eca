"""The findings as SARIF 2.1.0, which code hosts and editors show beside the file.

A cell is no line of text, so a result names its file and, as a logical location, sheet and cell.
"""

from __future__ import annotations

import hashlib
import json
import os
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from validation.rules import RULES_BY_CODE
from workbook.checking import CheckedFile, FailedFile

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from validation.findings import Finding
    from validation.messages import Language, Text
    from validation.rules import Rule

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_BLANK = dict.fromkeys(("field", "value", "detail", "expected", "sheet"), "…")


def render(
    today: dt.date,
    files: Sequence[CheckedFile | FailedFile],
    *,
    language: Language,
    place: Path | None = None,
) -> str:
    """Return the report as one SARIF log with one run.

    Messages are in `language`, and in the other one under `properties`. Paths are relative to
    `place`, the folder the report stands in; None: to the current one. A file that could not be
    read makes the run unsuccessful and is named in it.
    """
    checked = [file for file in files if isinstance(file, CheckedFile)]
    failed = [file for file in files if isinstance(file, FailedFile)]
    codes = sorted({finding.code for file in checked for finding in file.findings})
    run = {
        "tool": {
            "driver": {
                "name": "Relaybook",
                "version": version("relaybook"),
                "language": "zh-CN" if language == "zh" else "en",
                "rules": [_rule(RULES_BY_CODE[code], language) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": not failed,
                "toolExecutionNotifications": [_failure(file, language, place) for file in failed],
            }
        ],
        "artifacts": [{"location": _location(file.path, place)} for file in files],
        "results": [
            _result(finding, file, codes.index(finding.code), language, place)
            for file in checked
            for finding in file.findings
        ],
        "properties": {"today": today.isoformat()},
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    # A lone surrogate has no UTF-8 form; as \udXXX it stays readable JSON.
    text = json.dumps(log, ensure_ascii=False, indent=2)
    return text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n"


def _rule(rule: Rule, language: Language) -> dict[str, Any]:
    general = rule.text.fill(**_BLANK)
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("_")),
        "shortDescription": {"text": general.said(language)},
        "help": {"text": rule.remedy.said(language)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"zh": general.zh, "en": general.en},
    }


def _result(
    finding: Finding, file: CheckedFile, rule: int, language: Language, place: Path | None
) -> dict[str, Any]:
    where = f"{finding.sheet}!{finding.cell}" if finding.cell else finding.sheet
    location: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": _location(file.path, place)}
    }
    if where:
        location["logicalLocations"] = [
            {"name": finding.cell or finding.sheet, "fullyQualifiedName": where, "kind": "element"}
        ]
    owner = file.owners.get((finding.sheet, finding.row)) if finding.row is not None else None
    facts = {
        "zh": finding.zh,
        "en": finding.en,
        "record": finding.record,
        "field": finding.field,
        "value": finding.value,
        "suggestion": finding.suggestion,
        "owner": owner,
    }
    return {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.said(language)},
        "locations": [location],
        "partialFingerprints": {"relaybook/1": _fingerprint(finding)},
        "properties": {key: value for key, value in facts.items() if value is not None},
    }


def _fingerprint(finding: Finding) -> str:
    """Return what stays the same when rows are sorted: the record where there is one."""
    anchor = finding.record or finding.cell
    parts = (finding.code, finding.sheet, anchor, finding.field, finding.value)
    told = "\x1f".join(parts)
    return hashlib.sha256(told.encode("utf-8", "backslashreplace")).hexdigest()[:32]


def _failure(file: FailedFile, language: Language, place: Path | None) -> dict[str, Any]:
    other: Text = file.error
    return {
        "level": "error",
        "message": {"text": other.said(language)},
        "locations": [{"physicalLocation": {"artifactLocation": _location(file.path, place)}}],
        "properties": {"zh": other.zh, "en": other.en},
    }


def _location(path: str, place: Path | None) -> dict[str, str]:
    """Return the file relative to the report where it can be, percent-encoded."""
    full, home = os.path.abspath(path), os.path.abspath(place or "")  # noqa: PTH100  # links stay
    try:
        relative = os.path.relpath(full, home)
    except ValueError:  # another drive
        return {"uri": Path(full).as_uri()}
    return {"uri": quote(Path(relative).as_posix(), safe="/", errors="replace")}
