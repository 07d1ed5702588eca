"""The forms of a report that other programs read: SARIF, JUnit and a workbook."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from junitparser import JUnitXml
from openpyxl import load_workbook

from tests.programs import missing, tools
from tests.sample_report import BOOK, HOSTILE, LOCKED, TODAY, hostile
from workbook.report import junit, sarif, xlsx
from workbook.report.forms import FORMS, Report, rendered, write
from workbook.saving.contents import content

if TYPE_CHECKING:
    from pathlib import Path


def _log(*files: Any) -> dict[str, Any]:
    log: dict[str, Any] = json.loads(sarif.render(TODAY, files, language="en"))
    return log


def test_sarif_names_the_rule_the_file_the_cell_and_the_owner() -> None:
    [run] = _log(BOOK, LOCKED)["runs"]
    error = run["results"][1]

    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["R101", "R205", "R801"]
    assert error == {
        "ruleId": "R101",
        "ruleIndex": 0,
        "level": "error",
        "message": {"text": "Country/region must be filled in."},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "books/team%201.xlsx"},
                    "region": {"startLine": 7, "startColumn": 6, "endLine": 7, "endColumn": 7},
                },
                "logicalLocations": [
                    {
                        "name": "F7",
                        "fullyQualifiedName": "客户 Customers!F7",
                        "kind": "element",
                    }
                ],
            }
        ],
        "partialFingerprints": error["partialFingerprints"],
        "properties": {
            "zh": "「国家/地区」必须填写。",
            "en": "Country/region must be filled in.",
            "record": "CUS-2026-001",
            "field": "country_region",
            "value": "",
            "owner": "R001",
        },
    }
    assert [result["level"] for result in run["results"]] == ["warning", "error", "note"]
    assert run["invocations"] == [
        {
            "executionSuccessful": False,
            "toolExecutionNotifications": [
                {
                    "level": "error",
                    "message": {"text": "It needs a password."},
                    "locations": [
                        {"physicalLocation": {"artifactLocation": {"uri": "locked.xlsx"}}}
                    ],
                    "properties": {"zh": "设有打开密码。", "en": "It needs a password."},
                }
            ],
        }
    ]


def test_a_sarif_fingerprint_follows_the_record_when_rows_are_sorted() -> None:
    moved = BOOK.findings[1]._replace(cell="F9", row=9, value="x")
    other = BOOK.findings[1]._replace(record="CUS-2026-002")

    def fingerprint(finding: Any) -> str:
        [run] = _log(replace(BOOK, findings=(finding,)))["runs"]
        return str(run["results"][0]["partialFingerprints"]["relaybook/1"])

    assert fingerprint(moved) == fingerprint(BOOK.findings[1])
    assert fingerprint(other) != fingerprint(BOOK.findings[1])


def test_two_findings_of_one_cell_and_rule_have_two_fingerprints() -> None:
    twice = replace(BOOK, findings=(BOOK.findings[1], BOOK.findings[1]))
    [run] = _log(twice)["runs"]

    first, second = (result["partialFingerprints"]["relaybook/1"] for result in run["results"])
    assert (first[-2:], second) == (":1", f"{first[:-2]}:2")


def test_sarif_paths_are_relative_to_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    paths = ("books/客户.xlsx", str(tmp_path / "work" / "a:b%.xlsx"), "javascript:alert(1)",
             str(tmp_path / "other" / "c d.csv"))  # fmt: skip

    [run] = _log(*(replace(BOOK, path=path, findings=()) for path in paths))["runs"]

    assert [artifact["location"]["uri"] for artifact in run["artifacts"]] == [
        "books/%E5%AE%A2%E6%88%B7.xlsx",
        "a%3Ab%25.xlsx",
        "javascript%3Aalert%281%29",
        f"file://{tmp_path.as_posix()}/other/c%20d.csv",
    ]


def test_a_value_is_no_placeholder_and_no_link_of_a_sarif_message() -> None:
    said = ("{0} of {x}", "[see](https://example.com)", "[a] (b)")
    findings = tuple(BOOK.findings[1]._replace(en=text) for text in said)

    [run] = _log(replace(BOOK, findings=findings))["runs"]

    assert [result["message"]["text"] for result in run["results"]] == [
        "{{0}} of {{x}}",
        r"\[see\](https://example.com)",
        "[a] (b)",
    ]


def test_sarif_describes_its_rules_in_both_languages() -> None:
    [run] = json.loads(sarif.render(TODAY, [BOOK], language="zh"))["runs"]
    driver, [translation] = run["tool"]["driver"], run["translations"]

    assert (driver["language"], translation["language"]) == ("zh-CN", "en")
    assert driver["rules"][0] == {
        "id": "R101",
        "name": "Required",
        "shortDescription": {"text": "「…」必须填写。"},
        "fullDescription": {"text": "「…」必须填写。补填这一格。"},
        "help": {"text": "补填这一格。"},
        "defaultConfiguration": {"level": "error"},
    }
    assert translation["rules"][0] == {
        "id": "R101",
        "name": "Required",
        "shortDescription": {"text": "… must be filled in."},
        "fullDescription": {"text": "… must be filled in. Fill in the cell."},
        "help": {"text": "Fill in the cell."},
        "defaultConfiguration": {"level": "error"},
    }
    assert [result["message"]["text"] for result in run["results"]] == [
        "模板版本较旧。", "「国家/地区」必须填写。", "「a@GT.com」的域名建议用小写。",
    ]  # fmt: skip


@pytest.mark.parametrize("value", [None, *HOSTILE], ids=lambda value: repr(value)[:20])
def test_sarif_follows_its_published_schema(value: str | None) -> None:
    schema = tools() / "node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"
    if not schema.is_file():
        missing("the SARIF schema", "run .ci/install")
    files = [BOOK, LOCKED] if value is None else [hostile(value)]
    log = _log(*files)
    kind = jsonschema.Draft7Validator
    found = kind(json.loads(schema.read_text("utf-8")), format_checker=kind.FORMAT_CHECKER)

    assert [error.message for error in found.iter_errors(log)] == []
    if value is not None:
        read = log["runs"][0]["results"][0]["properties"]["value"]
        assert read.encode("utf-16", "surrogatepass") == value.encode("utf-16", "surrogatepass")


def test_a_junit_reader_sees_a_failing_case_for_a_sheet_with_errors() -> None:
    report = JUnitXml.fromstring(junit.render(TODAY, [BOOK, LOCKED], language="en").encode())
    team, locked = report

    assert (report.tests, report.failures, report.errors) == (5, 1, 1)
    assert [(case.name, [r.message for r in case.result], case.system_out) for case in team] == [
        ("客户 Customers", ["Errors: 1"], None),
        ("Contacts", [],
         'F5 CON-0001: R205 The domain of "a@GT.com" is better in lower case. → a@gt.com'),
        ("Orders", [], None),
        ("(file)", [], "R801 The template is older."),
    ]  # fmt: skip
    assert [result.text for case in team for result in case.result] == [
        "F7 CUS-2026-001: R101 Country/region must be filled in."
    ]
    assert [result.message for case in locked for result in case.result] == ["It needs a password."]


def test_junit_lists_as_many_as_a_server_takes_and_counts_all() -> None:
    many = replace(BOOK, findings=tuple(BOOK.findings[1]._replace(cell=f"F{n}") for n in (5, 6, 7)))

    report = JUnitXml.fromstring(junit.render(TODAY, [many], language="en", most=2).encode())
    [result] = next(iter(next(iter(report)))).result

    assert result.message == "Errors: 3"
    assert result.text.splitlines() == [
        "F5 CUS-2026-001: R101 Country/region must be filled in.",
        "F6 CUS-2026-001: R101 Country/region must be filled in.",
        "1 more are not listed; save every one with --format json or xlsx.",
    ]


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: repr(value)[:20])
def test_a_hostile_value_is_text_to_a_junit_reader(value: str) -> None:
    report = JUnitXml.fromstring(
        junit.render(TODAY, [hostile(value)], language="en").encode("utf-8")
    )
    [suite] = report
    [case] = suite
    expected = "".join(c if c.isprintable() or c in "\u202e\u2066" else "\ufffd" for c in value)

    assert case.name == expected
    assert case.result[0].text == f"F7 {expected}: R713 This is {expected}. → {expected}"


def test_the_workbook_has_a_summary_and_one_row_for_each_finding(tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    xlsx.write(path, [BOOK, LOCKED], "en")
    book = load_workbook(path)
    summary, issues = book["Summary"], book["Issues"]

    assert [[cell.value for cell in row] for row in issues.iter_rows()] == [
        ["Severity", "Rule", "File", "Sheet", "Cell", "Record", "Owner", "Field", "Value",
         "Message", "Suggestion"],
        ["Warning", "R801", "books/team 1.xlsx", None, None, None, None, None, "0.9",
         "The template is older.", None],
        ["Error", "R101", "books/team 1.xlsx", "客户 Customers", "F7", "CUS-2026-001", "R001",
         "Country/region", None, "Country/region must be filled in.", None],
        ["Note", "R205", "books/team 1.xlsx", "Contacts", "F5", "CON-0001", None, "E-mail",
         "a@GT.com", 'The domain of "a@GT.com" is better in lower case.', "a@gt.com"],
    ]  # fmt: skip
    assert [[cell.value for cell in row] for row in summary.iter_rows()] == [
        ["Relaybook: what the check found", None, None, None, None, "2026-11-22"],
        [None] * 6,
        ["File", "Rows", "Errors", "Warnings", "Notes", "Remark"],
        ["books/team 1.xlsx", 4, 1, 1, 1, None],
        ["locked.xlsx", None, None, None, None, "It needs a password."],
        [None] * 6,
        ["Rule", "Total", "Errors", "Warnings", "Notes", "What"],
        ["R101", 1, 1, 0, 0, "… must be filled in."],
        ["R801", 1, 0, 1, 0, summary["F9"].value],
        ["R205", 1, 0, 0, 1, 'The domain of "…" is better in lower case.'],
        [None] * 6,
        ["Sheet", "Total", "Errors", "Warnings", "Notes", None],
        ["客户 Customers", 1, 1, 0, 0, None],
        ["(file)", 1, 0, 1, 0, None],
        ["Contacts", 1, 0, 0, 1, None],
        [None] * 6,
        ["Owner", "Total", "Errors", "Warnings", "Notes", None],
        ["R001", 1, 1, 0, 0, None],
        ["(nobody)", 2, 0, 1, 1, None],
    ]
    assert (issues.auto_filter.ref, issues.freeze_panes) == ("A1:K4", "A2")
    assert (issues.print_title_rows, issues.page_setup.fitToHeight) == ("$1:$1", 0)


def test_the_workbook_lists_as_many_as_fit_and_counts_all(tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    xlsx.write(path, [BOOK], "zh", most=2)
    book = load_workbook(path)

    assert [row[1].value for row in book["问题"].iter_rows(min_row=2)] == ["R801", "R101"]
    assert book["汇总"]["A2"].value == "问题太多，只列出前 2 条，共 3 条。"
    assert [cell.value for cell in book["汇总"][5]][:5] == ["books/team 1.xlsx", 4, 1, 1, 1]


def test_a_workbook_without_findings_has_its_summary_on_top(tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    xlsx.write(path, [replace(BOOK, findings=()), LOCKED], "en")
    book = load_workbook(path)

    assert book.active is book["Summary"]
    assert [row[0].value for row in book["Summary"].iter_rows()] == [
        "Relaybook: what the check found", None, "File", "books/team 1.xlsx", "locked.xlsx",
    ]  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: repr(value)[:20])
def test_a_hostile_value_is_text_in_the_workbook(value: str, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    xlsx.write(path, [hostile(value)], "zh")
    cells = load_workbook(path)["问题"][2]
    shown = cells[8]

    assert [cell.data_type for cell in cells] == ["s"] * len(cells)
    assert [cell.hyperlink for cell in cells] == [None] * len(cells)
    assert shown.quotePrefix == value.startswith(("=", "+", "@"))
    assert (
        str(shown.value).replace("\ufffd", "")[:5]
        == "".join(c for c in value if c.isprintable())[:5]
    )


def test_the_workbook_pleases_the_open_xml_validator(tmp_path: Path, ooxml_validator: Any) -> None:
    path = tmp_path / "report.xlsx"
    xlsx.write(path, [BOOK, LOCKED, *map(hostile, HOSTILE)], "en")

    assert ooxml_validator.complaints(path, "Microsoft365") == []


@pytest.mark.parametrize("form", FORMS)
def test_every_form_written_to_a_file_is_known_as_ours(form: str, tmp_path: Path) -> None:
    report = Report(results=[BOOK, LOCKED], today=TODAY, language="en")
    path = tmp_path / f"report{FORMS[form]}"

    first, second = write(form, report, path), write(form, report, path)

    assert (first, second) == ((path, None), (path, None))
    assert content(path) == "report"


def test_a_report_is_not_written_over_a_file_of_somebody_elses(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("my own notes", encoding="utf-8")
    report = Report(results=[BOOK], today=TODAY, language="en")

    saved = write("text", report, path)

    assert path.read_text(encoding="utf-8") == "my own notes"
    assert saved.path == tmp_path / "notes (2).txt"
    assert saved.path.read_text(encoding="utf-8") == (
        f"relaybook.check/1  2026-11-22\n\n{rendered('text', report)}"
    )
