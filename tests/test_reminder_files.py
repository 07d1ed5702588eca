"""`relaybook remind` and `relaybook greetings`: files and the book itself."""

from __future__ import annotations

import base64
import datetime as dt
import email
import email.policy
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import jsonschema
import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner

from macros.commands.greetings import greetings
from macros.commands.remind import remind
from macros.commands.undo import undo
from tests.reminder_books import A_RULE, TEAM, asked, book, customer, settings
from validation import catalogue
from validation.errors import RefusedError
from validation.plaintext import shown
from workbook.reader import open_book
from workbook.reminders import calendars, mails
from workbook.template import write_book
from workbook.template.plan import Content

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validation.reminders import Reminders

ROOT = Path(__file__).parent.parent
NOW = ("--now", "2026-11-24T12:00", "--lang", "en")
HOSTILE = '=HYPERLINK("http://x")\r\nBCC: all@x.com\r\nEND:VEVENT'


class Line(NamedTuple):
    """One content line of RFC 5545: name, parameters, value as text."""

    name: str
    parameters: str
    value: str


def content_lines(content: bytes) -> list[Line]:
    """Read a calendar file by RFC 5545 alone: CRLF, 75 octets a line, unfolding, escapes."""
    assert content.endswith(b"\r\n")
    raw = content[:-2].split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in raw)
    lines = b"\r\n".join(raw).replace(b"\r\n ", b"").decode("utf-8").split("\r\n")
    found = []
    for line in lines:
        match = re.fullmatch(r"([A-Z-]+)((?:;[^:\"]*(?:\"[^\"]*\")?)*):(.*)", line)
        assert match is not None, line
        value = re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], match[3])
        found.append(Line(match[1], match[2].lstrip(";"), value))
    return found


def events(content: bytes) -> list[dict[str, list[str]]]:
    """Return name → values of each event, an alarm's own as VALARM.NAME; blocks must nest."""
    found: list[dict[str, list[str]]] = []
    open_blocks: list[str] = []
    for line in content_lines(content):
        if line.name == "BEGIN":
            open_blocks.append(line.value)
            if line.value == "VEVENT":
                found.append({})
        elif line.name == "END":
            assert open_blocks.pop() == line.value
        elif "VEVENT" in open_blocks:
            name = f"VALARM.{line.name}" if open_blocks[-1] == "VALARM" else line.name
            key = f"{name};{line.parameters}" if line.parameters else name
            found[-1].setdefault(key, []).append(line.value)
    assert open_blocks == []
    return found


def due(name: str = "北风", **rule: Any) -> Reminders:
    """Return one reminder about a customer of that name, last contacted on 2026-11-01."""
    given = book(
        Customers=[
            customer(company_name_zh=name, last_contact_date=dt.date(2026, 11, 1),
                     country_region="DE")
        ],
        Contacts=[{"customer_id": "CUS-2026-001", "contact_name": name, "is_primary": True,
                   "email": "schmidt@nordwind.de"}],
        SOP_Rules=[{**A_RULE, **rule}],
    )  # fmt: skip
    return asked(given, "2026-11-12T10:00:30")


def test_a_calendar_is_read_back_by_a_reader_of_its_own() -> None:
    files = calendars.by_rep(due(offsets="0,5,6", escalation="2→经理"), "zh")
    assert list(files) == ["M001", "R001"]
    assert events(files["R001"]) == [
        {
            "SUMMARY": ["[A] 北风: 请电话跟进"],
            "DTSTART;TZID=Asia/Shanghai": ["20261112T090000"],
            "DTEND;TZID=Asia/Shanghai": ["20261112T093000"],
            "DTSTAMP": ["20261101T000000Z"],
            "UID": ["SOP-05_CUS-2026-001_2026-11-01@relaybook"],
            "CATEGORIES": ["SOP-05"],
            "DESCRIPTION": ["规则 SOP-05 · CUS-2026-001 · 截止 2026-11-08"],
            "TRANSP": ["TRANSPARENT"],
            "VALARM.ACTION": ["DISPLAY"],
            "VALARM.DESCRIPTION": ["请电话跟进"],
            "VALARM.TRIGGER": ["P0D"],
        }
    ]
    zone = [line for line in content_lines(files["R001"]) if line.name == "TZID"]
    assert [line.value for line in zone] == ["Asia/Shanghai"]


def test_each_day_of_warning_that_is_still_to_come_rings() -> None:
    given = book(
        Customers=[customer(last_contact_date=dt.date(2026, 11, 10))],
        SOP_Rules=[{**A_RULE, "offsets": "-5; -3; -1; 0"}],
    )
    event = events(calendars.by_rep(asked(given, "2026-11-13T10:00"), "en")["R001"])[0]
    assert event["DTSTART;TZID=Asia/Shanghai"] == ["20261117T090000"]
    assert event["VALARM.TRIGGER"] == ["-P3D", "-P1D", "P0D"]


def test_a_calendar_brings_the_summer_time_of_its_zone() -> None:
    given = book(
        Customers=[customer(last_contact_date=dt.date(2026, 10, 15))], SOP_Rules=[dict(A_RULE)]
    )
    found = asked(given, "2026-10-26T10:00", settings(company_tz="Europe/Berlin"))
    lines = content_lines(calendars.by_rep(found, "en")["R001"])
    said = [(line.name, line.value) for line in lines]
    assert ("BEGIN", "DAYLIGHT") in said
    assert ("TZOFFSETTO", "+0200") in said
    assert ("TZOFFSETTO", "+0100") in said
    assert ("TZID", "Europe/Berlin") in said


def test_hostile_names_break_out_of_no_calendar_and_no_mail() -> None:
    found = due(HOSTILE)
    said = ' =HYPERLINK("http://x") BCC: all@x.com END:VEVENT'
    assert [e["SUMMARY"] for e in events(calendars.by_rep(found, "zh")["R001"])] == [
        [f"[A]{said}: 请电话跟进"]
    ]
    message = email.message_from_bytes(
        mails.mails(found.drafts)[0].content, policy=email.policy.default
    )
    assert [name for name, _ in message.items()] == [
        "X-Unsent", "From", "To", "Subject", "Content-Type", "Content-Transfer-Encoding",
        "MIME-Version",
    ]  # fmt: skip
    assert message["Subject"] == f"Following up with{said}"
    assert message["Bcc"] is None


def test_a_draft_opens_as_a_mail_still_to_be_sent() -> None:
    found = due("北风贸易")
    draft = mails.mails([found.drafts[0]._replace(language="zh")])[0]
    assert draft.name == "SOP-05_CUS-2026-001_2026-11-01.eml"
    head, _, body = draft.content.partition(b"\r\n\r\n")
    assert head.split(b"\r\n")[:3] == [
        b"X-Unsent: 1",
        b"From: li@ourtrade.com",
        b"To: schmidt@nordwind.de",
    ]
    assert b"Subject: =?utf-8?" in head
    message = email.message_from_bytes(draft.content, policy=email.policy.default)
    assert message["Subject"] == "向北风贸易问好，近期有什么可以协助"
    assert base64.b64decode(body).decode().startswith("北风贸易，您好：\r\n")


@pytest.mark.parametrize("letter", ["greeting", "payment", "follow_up", "quotation"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_letter_is_written_in_both_languages(letter: Any, language: Any) -> None:
    one = due().drafts[0]._replace(letter=letter, language=language, name="", signature="")
    subject, body = mails.letter(one)
    assert subject
    assert "{" not in subject + body
    assert len(body) > 40


@cache
def package(*, hostile: bool = False) -> bytes:
    """Return a real book: two customers of two reps, one of them overdue."""
    people = [
        customer(1, last_contact_date=dt.date(2026, 11, 1), country_region="US"),
        customer(2, last_contact_date=dt.date(2026, 11, 20), owner="R002", grade="B"),
    ]
    if hostile:
        people[0]["company_name_zh"] = HOSTILE
    frames: dict[str, list[dict[str, Any]]] = {
        "Customers": people,
        "Contacts": [
            {"contact_id": "CON-0001", "customer_id": "CUS-2026-001", "contact_name": "Schmidt",
             "email": "schmidt@nordwind.de", "is_primary": True, "contact_status": "active"}
        ],
        "Reps": TEAM,
        "SOP_Rules": [dict(A_RULE)],
    }  # fmt: skip
    return _written(frames)


def _written(frames: dict[str, list[dict[str, Any]]]) -> bytes:
    words = catalogue.load()
    tables = {}
    for key, rows in frames.items():
        fields = words.sheets[key].by_key
        shown_rows = [{k: _label(words, fields[k], v) for k, v in row.items()} for row in rows]
        tables[key] = pd.DataFrame(shown_rows, columns=list(fields), dtype=object)
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "book.xlsx"
        content = Content(frames=tables, book_id="0123456789abcdef")
        write_book(path, words, profile="full", language="zh", content=content)
        return path.read_bytes()


def _label(words: Any, field: Any, value: Any) -> Any:
    listed = words.vocabulary(field)
    word = listed.words.get(value) if listed and isinstance(value, str) else None
    return word.label("zh") if word else value


@pytest.fixture
def path(tmp_path: Path, data: Path) -> Path:
    """The book in a folder, and a data folder, of the test's own."""
    del data
    found = tmp_path / "book.xlsx"
    found.write_bytes(package())
    return found


def run(command: Any, *arguments: object) -> Any:
    return CliRunner().invoke(
        command, [str(a) for a in arguments], standalone_mode=False, catch_exceptions=False
    )


def rows(path: Path, sheet: str, *columns: str) -> Sequence[tuple[str, ...]]:
    frame = open_book(path).sheets[sheet]
    return [
        tuple(shown(cell) for cell in row) for row in frame[list(columns)].itertuples(index=False)
    ]


def test_to_dos_and_today_are_written_into_the_book_and_undone(path: Path) -> None:
    before = path.read_bytes()
    assert run(remind, path, *NOW).return_value == 0
    assert rows(path, "Todos", "todo_id", "customer_id", "todo", "due", "kind", "rule_id",
                "assignee", "status", "anchor_date") == [
        ("TD-001", "CUS-2026-001", "请电话跟进", "2026-11-24", "电话跟进", "SOP-05", "R001",
         "未完成", "2026-11-01")
    ]  # fmt: skip
    assert rows(path, "Today", "urgency", "rep", "due", "customer_id", "company", "todo") == [
        ("逾期 16 天", "R001", "2026-11-08", "CUS-2026-001", "北风", "请电话跟进")
    ]
    assert open_book(path).layouts["Today"].visible
    assert rows(path, "Audit", "action", "object")[-1] == ("生成提醒", "新待办 1 条，提醒 1 条")
    once = hashlib.sha256(path.read_bytes()).hexdigest()
    run(remind, path, *NOW)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == once
    run(undo, path)
    assert open_book(path).sheets["Todos"].dropna(how="all").empty
    assert len(before) > 0


def test_the_next_day_makes_today_anew_and_adds_no_to_do(path: Path) -> None:
    run(remind, path, *NOW)
    run(remind, path, "--now", "2026-11-25T09:00", "--lang", "en")
    assert rows(path, "Today", "urgency", "customer_id") == [("逾期 17 天", "CUS-2026-001")]
    assert len(rows(path, "Todos", "todo_id")) == 1
    run(remind, path, "--now", "2026-12-01T09:00", "--lang", "en")
    assert len(rows(path, "Todos", "todo_id")) == 1


def test_json_fits_its_schema_and_a_dry_run_writes_nothing(path: Path, tmp_path: Path) -> None:
    before = path.read_bytes()
    result = run(remind, path, *NOW, "--format", "json", "--dry-run", "--drafts", tmp_path / "d")
    document = json.loads(result.stdout)
    schema = json.loads((ROOT / "docs" / "remind.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(document, schema)
    assert document["reminders"][0] | {"text": None, "urgency": None} == {
        "rule": "SOP-05", "rep": "R001", "customer": "CUS-2026-001", "lead": None,
        "company": "北风", "grade": "A", "sheet": "Customers", "records": ["CUS-2026-001"],
        "anchor": "2026-11-01", "due": "2026-11-08", "overdue": True, "days_late": 16,
        "urgency": None, "action": "todo_and_draft", "kind": "phone_follow_up", "text": None,
        "occasion": None, "told": [], "todo": None, "new": True,
    }  # fmt: skip
    assert path.read_bytes() == before
    assert not (tmp_path / "d").exists()


def test_a_dry_run_of_files_says_on_the_screen_what_would_be_in_them(
    path: Path, tmp_path: Path
) -> None:
    said = run(remind, path, *NOW, "--dry-run").stdout
    forms = ("--format", "ics", "--format", "xlsx", "-o", tmp_path / "out")
    result = run(remind, path, *NOW, *forms, "--dry-run")

    assert said
    assert result.stdout == said
    assert not (tmp_path / "out").exists()


def test_a_copy_a_calendar_drafts_and_a_page_are_written_where_asked(
    path: Path, tmp_path: Path
) -> None:
    before = path.read_bytes()
    copy = tmp_path / "copy.xlsx"
    run(remind, path, *NOW, "-o", copy)
    assert path.read_bytes() == before
    assert len(rows(copy, "Todos", "todo_id")) == 1
    out = tmp_path / "out"
    run(remind, path, *NOW, "--format", "ics", "--format", "xlsx", "-o", out,
        "--drafts", tmp_path / "drafts")  # fmt: skip
    assert sorted(found.name for found in out.iterdir()) == ["R001.ics", "reminders.xlsx"]
    draft = tmp_path / "drafts" / "SOP-05_CUS-2026-001_2026-11-01.eml"
    draft.write_bytes(b"edited by hand")
    run(remind, path, *NOW, "--drafts", tmp_path / "drafts")
    assert draft.read_bytes() == b"edited by hand"
    alone = tmp_path / "mine.ics"
    run(remind, path, *NOW, "--format", "ics", "--rep", "R001", "-o", alone)
    assert alone.read_bytes() == (out / "R001.ics").read_bytes()


def test_an_unknown_rep_is_named_with_those_there_are(path: Path) -> None:
    with pytest.raises(RefusedError) as raised:
        run(remind, path, *NOW, "--rep", "R009")
    assert raised.value.text.en == (
        "Nothing was done: there is no rep R009 on the sheet Reps; "
        "there are R001, R002, M001, A001."
    )
    assert open_book(path).sheets["Todos"].dropna(how="all").empty


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
def test_hostile_names_are_text_in_the_book_and_on_the_page(path: Path, tmp_path: Path) -> None:
    path.write_bytes(package(hostile=True))
    page = tmp_path / "page.xlsx"
    run(remind, path, *NOW, "--format", "xlsx", "-o", page)
    for place, tab in ((page, "Today"), (path, "今日")):
        sheet = openpyxl.load_workbook(place)[tab]
        cells = [cell for row in sheet.iter_rows() for cell in row if "BCC" in str(cell.value)]
        assert [cell.data_type for cell in cells] == ["s"]
        assert all(cell.quotePrefix or cell.number_format == "@" for cell in cells), tab


def test_two_time_zones_of_the_process_give_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for zone in ("America/Los_Angeles", "Asia/Tokyo"):
        folder = tmp_path / zone.replace("/", "-")
        folder.mkdir()
        (folder / "book.xlsx").write_bytes(package())
        command = [sys.executable, "-m", "macros", "remind", "book.xlsx", "--now",
                   "2026-11-24T12:00", "--lang", "en", "--format", "ics", "--format", "json",
                   "-o", "out", "--drafts", "drafts"]  # fmt: skip
        told = {**os.environ, "TZ": zone, "RELAYBOOK_HOME": str(folder / "home"),
                "PYTHONPATH": str(ROOT), "USER": "li"}  # fmt: skip
        subprocess.run(command, cwd=folder, env=told, check=True, capture_output=True)
        files = sorted(p for name in ("out", "drafts") for p in (folder / name).iterdir())
        made.append([(p.name, p.read_bytes()) for p in (*files, folder / "book.xlsx")])
    assert [name for name, _ in made[0]] == [
        "SOP-05_CUS-2026-001_2026-11-01.eml", "R001.ics", "reminders.json", "book.xlsx",
    ]  # fmt: skip
    assert made[0] == made[1]


def test_greetings_are_listed_by_country_and_day(path: Path) -> None:
    said = run(greetings, path, "--today", "2026-11-20", "--days", "10", "--lang", "en").stdout
    assert "2026-11-26" in said
    assert "Thanksgiving Day" in said
    found = json.loads(
        run(greetings, path, "--today", "2026-11-20", "--days", "10", "--format", "json").stdout
    )
    assert found["greetings"] == [
        {"day": "2026-11-26", "country": "US", "zh": "感恩节", "en": "Thanksgiving Day",
         "greets": True, "write_on": "2026-11-25", "customer": "CUS-2026-001", "company": "北风",
         "rep": "R001", "mail": True}
    ]  # fmt: skip


def test_a_book_without_rules_is_refused_and_a_bad_rule_exits_with_one(path: Path) -> None:
    path.write_bytes(_written({"Reps": TEAM, "SOP_Rules": [{**A_RULE, "condition": "谁知道"}]}))
    result = run(remind, path, *NOW)
    assert result.return_value == 1
    assert "SOP-05" in result.stdout


def test_a_calendar_holds_the_most_urgent_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendars, "MOST", 2)
    found = due()
    many = [
        replace(found.reminders[0], customer=f"CUS-2026-{n:03}",
                due=found.reminders[0].due._replace(at=dt.datetime.fromisoformat(f"2026-11-0{n}")))
        for n in (3, 1, 2)
    ]  # fmt: skip
    content = calendars.by_rep(replace(found, reminders=tuple(many)), "zh")["R001"]
    assert [event["UID"][0][:19] for event in events(content)] == [
        "SOP-05_CUS-2026-001",
        "SOP-05_CUS-2026-002",
    ]
