"""The findings as SARIF 2.1.0, which code hosts and editors show beside the file.

A cell is no line of text: a result names its file and, as a logical location, sheet and cell.
Its region is the row and the column of the sheet all the same, because the code hosts that know
no cells want a line to show.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import Counter
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from validation.rules import RULES_BY_CODE
from workbook.checking import CheckedFile, FailedFile

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from validation.findings import Finding
    from validation.messages import Language

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_BLANK = dict.fromkeys(("field", "value", "detail", "expected", "sheet"), "…")
_TONGUES: Mapping[Language, str] = {"zh": "zh-CN", "en": "en"}
_LINK = re.compile(r"\[[^\]]*\]\(")


def render(today: dt.date, files: Sequence[CheckedFile | FailedFile], *, language: Language) -> str:
    """Return the report as one SARIF log with one run.

    Messages are in `language`, and in the other one under `properties`; the rules are translated.
    Paths are relative to the current folder, as code hosts want them; a file that is not below
    it has its full address. A file that could not be read makes the run unsuccessful and is named
    in it.
    """
    checked = [file for file in files if isinstance(file, CheckedFile)]
    failed = [file for file in files if isinstance(file, FailedFile)]
    codes = sorted({finding.code for file in checked for finding in file.findings})
    other: Language = "en" if language == "zh" else "zh"
    translation = _component(codes, other) | {
        "contents": ["localizedData"],
        "isComprehensive": True,
        "associatedComponent": {"name": "Relaybook"},
    }
    run = {
        "tool": {"driver": _component(codes, language)},
        "translations": [translation],
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": not failed,
                "toolExecutionNotifications": [_failure(file, language) for file in failed],
            }
        ],
        "artifacts": [{"location": {"uri": _uri(file.path)}} for file in files],
        "results": [
            result
            for file in checked
            for result in _results(file, {code: n for n, code in enumerate(codes)}, language)
        ],
        "properties": {"today": today.isoformat()},
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    # On one line: indented, the deep nesting is half of the file and most of the time. A lone
    # surrogate has no UTF-8 form; as \udXXX it stays readable JSON.
    text = json.dumps(log, ensure_ascii=False)
    return text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n"


def _component(codes: Sequence[str], language: Language) -> dict[str, Any]:
    """Return the tool and its rules, described in one language."""
    return {
        "name": "Relaybook",
        "version": version("relaybook"),
        "language": _TONGUES[language],
        "rules": [_rule(code, language) for code in codes],
    }


def _rule(code: str, language: Language) -> dict[str, Any]:
    rule = RULES_BY_CODE[code]
    general, remedy = rule.text.fill(**_BLANK).said(language), rule.remedy.said(language)
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in rule.name.split("_")),
        "shortDescription": {"text": general},
        "fullDescription": {"text": f"{general}{'' if language == 'zh' else ' '}{remedy}"},
        "help": {"text": remedy},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


class _Place(NamedTuple):
    """Where a finding is: the addresses that stay the same for a whole file."""

    uri: str
    finding: Finding

    def location(self) -> dict[str, Any]:
        finding = self.finding
        row, column = finding.row or 1, _column(finding.cell)
        region = {"startLine": row, "startColumn": column, "endLine": row, "endColumn": column + 1}
        physical = {"artifactLocation": {"uri": self.uri}, "region": region}
        where = f"{finding.sheet}!{finding.cell}" if finding.cell else finding.sheet
        if not where:
            return {"physicalLocation": physical}
        name = finding.cell or finding.sheet
        logical = {"name": name, "fullyQualifiedName": where, "kind": "element"}
        return {"physicalLocation": physical, "logicalLocations": [logical]}


def _results(
    file: CheckedFile, rules: Mapping[str, int], language: Language
) -> Iterator[dict[str, Any]]:
    uri, seen = _uri(file.path), Counter[str]()
    for finding in file.findings:
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
        anchor = _fingerprint(finding)
        seen[anchor] += 1
        yield {
            "ruleId": finding.code,
            "ruleIndex": rules[finding.code],
            "level": _LEVELS[finding.severity],
            "message": {"text": _message(finding.said(language))},
            "locations": [_Place(uri, finding).location()],
            # The second name is the one GitHub knows.
            "partialFingerprints": {
                "relaybook/1": f"{anchor}:{seen[anchor]}",
                "primaryLocationLineHash": f"{anchor}:{seen[anchor]}",
            },
            "properties": {key: value for key, value in facts.items() if value is not None},
        }


def _message(text: str) -> str:
    """Return `text` as a message: nothing in it is a placeholder or a link of SARIF's."""
    text = text.replace("{", "{{").replace("}", "}}")
    if _LINK.search(text):
        text = text.replace("[", "\\[").replace("]", "\\]")
    return text


def _fingerprint(finding: Finding) -> str:
    """Return what stays the same when rows are sorted: the record where there is one.

    The value is no part of it: a cell that is wrong in another way is still the same work.
    """
    anchor = ("record", finding.record) if finding.record else ("cell", finding.cell)
    told = "\x1f".join((finding.code, finding.sheet, *anchor, finding.field))
    return hashlib.sha256(told.encode("utf-8", "backslashreplace")).hexdigest()[:32]


def _column(cell: str) -> int:
    """Return the number of a cell's column; 1 where there is no cell.

    >>> _column("AB7"), _column("")
    (28, 1)
    """
    number = 0
    for letter in cell.rstrip("0123456789"):
        number = 26 * number + ord(letter) - 64
    return number or 1


def _failure(file: FailedFile, language: Language) -> dict[str, Any]:
    physical = {"artifactLocation": {"uri": _uri(file.path)}}
    return {
        "level": "error",
        "message": {"text": _message(file.error.said(language))},
        "locations": [{"physicalLocation": physical}],
        "properties": {"zh": file.error.zh, "en": file.error.en},
    }


def _uri(path: str) -> str:
    """Return a file's address, percent-encoded, so that no name can be another scheme."""
    full, home = Path(os.path.abspath(path)), Path.cwd()  # noqa: PTH100  # links stay
    if full.is_relative_to(home):
        return _quoted(full.relative_to(home).as_posix())
    drive = "" if full.as_posix().startswith("/") else "/"
    return f"file://{drive}{_quoted(full.as_posix())}"


def _quoted(path: str) -> str:
    try:
        # As bytes: a name that is no proper text still leads to its file.
        return quote(os.fsencode(path), safe="/")
    except UnicodeEncodeError:
        return quote(path, safe="/", errors="replace")
