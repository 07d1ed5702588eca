"""The findings as JUnit XML, which every CI server shows.

A file is a suite and each of its sheets a case: a sheet with errors fails, and its findings are
the text of the failure. Cases by finding would be thousands, and a server that compares two runs
would call every fixed one a test that vanished. Warnings and notes do not fail a case; they are
its output.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from validation.findings import SEVERITIES
from validation.messages import message
from workbook.checking import CheckedFile, FailedFile

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from validation.findings import Finding
    from validation.messages import Language

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(
    today: dt.date,
    files: Sequence[CheckedFile | FailedFile],
    *,
    language: Language,
    most: int = 1_000,
) -> str:
    """Return the report as one JUnit document; a file that could not be read is an error.

    At most `most` findings are listed per sheet and kind: servers refuse files of tens of
    megabytes. What is left out is said, and the counts are over all.
    """
    root = Element("testsuites", name="Relaybook")
    for file in files:
        root.append(
            _failed(file, language)
            if isinstance(file, FailedFile)
            else _suite(file, language, most)
        )
    for total in ("tests", "failures", "errors"):
        root.set(total, str(sum(int(suite.get(total, "0")) for suite in root)))
    for suite in root:
        suite.set("timestamp", f"{today.isoformat()}T00:00:00")
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _suite(file: CheckedFile, language: Language, most: int) -> Element:
    sheets = dict.fromkeys([*file.sheets, *(finding.sheet for finding in file.findings)])
    by_sheet: dict[str, list[Finding]] = {sheet: [] for sheet in sheets}
    for finding in file.findings:
        by_sheet[finding.sheet].append(finding)
    suite = Element("testsuite", name=_clean(file.path), errors="0")
    failures = 0
    for sheet, findings in by_sheet.items():
        name = sheet or message("report.whole_file").said(language)
        case = SubElement(
            suite, "testcase", classname=_clean(file.path), name=_clean(name), time="0"
        )
        errors = [f for f in findings if f.severity == "error"]
        others = [f for f in findings if f.severity != "error"]
        if errors:
            failures += 1
            said = message("junit.errors", n=f"{len(errors):,}").said(language)
            failure = SubElement(case, "failure", message=said, type="error")
            failure.text = _lines(errors, language, most)
        if others:
            SubElement(case, "system-out").text = _lines(others, language, most)
    suite.set("tests", str(len(by_sheet)))
    suite.set("failures", str(failures))
    return suite


def _failed(file: FailedFile, language: Language) -> Element:
    suite = Element("testsuite", name=_clean(file.path), tests="1", failures="0", errors="1")
    name = message("report.whole_file").said(language)
    case = SubElement(suite, "testcase", classname=_clean(file.path), name=name, time="0")
    said = _clean(file.error.said(language))
    SubElement(case, "error", message=said, type="unreadable").text = said
    return suite


def _lines(findings: Sequence[Finding], language: Language, most: int) -> str:
    order = sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))
    lines = [_clean(_line(finding, language)) for finding in order[:most]]
    if left := len(order) - len(lines):
        lines.append(message("junit.more", n=f"{left:,}").said(language))
    return "\n".join(lines)


def _line(finding: Finding, language: Language) -> str:
    place = " ".join(part for part in (finding.cell, finding.record) if part)
    said = f"{finding.code} {finding.said(language)}"
    suggestion = "" if finding.suggestion is None else f" → {finding.suggestion}"
    return f"{place}: {said}{suggestion}" if place else f"{said}{suggestion}"


def _clean(text: str) -> str:
    """Return `text` with what XML cannot hold shown as a replacement character."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
