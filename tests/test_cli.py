"""The command line: help, exit codes, and what reaches stdout and stderr."""

from __future__ import annotations

import datetime as dt
import importlib
import json
import subprocess
import sys
from pathlib import Path

import click
import jsonschema
import pytest
import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile

from macros.actions import COMMANDS, SECTIONS
from macros.cli import main, relaybook
from validation import catalogue
from workbook.template import write_template

ROOT = Path(__file__).resolve().parents[1]
TODAY = ("--today", "2026-11-22")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Return exit code, stdout and stderr of one command line."""
    with pytest.raises(SystemExit) as left:
        main(arguments)
    out, err = capsys.readouterr()
    assert isinstance(left.value.code, int)
    return left.value.code, out, err


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")


@pytest.fixture
def empty_book(tmp_path: Path) -> Path:
    """A workbook nobody has typed in yet."""
    path = tmp_path / "empty.xlsx"
    write_template(path, catalogue.load(), profile="rep", language="both")
    return path


@pytest.fixture
def bad_list(tmp_path: Path) -> Path:
    """A foreign list with an error value in B3."""
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Liste")
        sheet.write_row(0, 0, ["Company", "Amount"])
        sheet.write_row(1, 0, ["Alfreds Futterkiste", 5])
        sheet.write_string(2, 0, "Around the Horn")
        sheet.write_formula(2, 1, "=NA()", None, "#N/A")
    return path


@pytest.mark.usefixtures("english")
def test_help_lists_every_command_under_its_section(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--help")

    assert code == 0
    used = [section for section in SECTIONS if any(a.section == section.key for a in COMMANDS)]
    positions = [out.index(f"\n{section.name.en}:") for section in used]
    assert positions == sorted(positions)
    for action in COMMANDS:
        assert f"\n  {action.name} " in out
        assert action.help.en.split(",")[0] in " ".join(out.split())


def test_help_speaks_chinese_where_the_system_does(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")

    assert "校验工作簿，逐格报告问题" in run(capsys, "--help")[1]


def test_help_loads_neither_pandas_nor_pandera() -> None:
    probe = (
        "import sys\nfrom macros.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "heavy = {'pandas', 'pandera', 'numpy', 'openpyxl', 'rich', 'babel'} & set(sys.modules)\n"
        "sys.exit(f'loaded {heavy}' if heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("action", COMMANDS, ids=[action.name for action in COMMANDS])
def test_every_action_is_a_command_with_help_in_both_languages(action: object) -> None:
    entry = next(a for a in COMMANDS if a is action)
    module, _, name = entry.command.partition(":")
    command = getattr(importlib.import_module(module), name)

    assert command.name == entry.name
    assert entry.section in {section.key for section in SECTIONS}
    assert any("\u4e00" <= c <= "\u9fff" for c in command.help)
    assert command.help.isascii() is False
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name


def test_an_unknown_command_is_refused_with_the_exit_code_for_could_not_run(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, err = run(capsys, "chekc")

    assert (code, out) == (2, "")
    assert "No such command 'chekc'" in err
    assert list(relaybook.list_commands(click.Context(relaybook))) == [a.name for a in COMMANDS]


@pytest.mark.usefixtures("english")
def test_a_missing_file_is_one_sentence_in_each_language(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, _, err = run(capsys, "check", "nowhere.xlsx", *TODAY)

    assert code == 2
    assert err.splitlines() == [
        "There is no file nowhere.xlsx, or it may not be read. Check the path and try again.",
        "找不到文件 nowhere.xlsx，或没有读取权限。请检查路径后重试。",
    ]


@pytest.mark.usefixtures("english")
def test_an_empty_folder_is_said_and_cannot_run(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, out, err = run(capsys, "check", str(tmp_path))

    assert (code, out) == (2, "")
    assert err.splitlines()[0] == f"No workbook was found at {tmp_path}. Check the path."


def test_an_empty_template_is_clean(capsys: pytest.CaptureFixture[str], empty_book: Path) -> None:
    code, out, _ = run(capsys, "check", str(empty_book), *TODAY, "--format", "json")
    report = json.loads(out)

    assert code == 0
    assert report["files"][0]["findings"] == []


def test_errors_give_exit_code_1_and_name_the_cell(
    capsys: pytest.CaptureFixture[str], bad_list: Path
) -> None:
    code, out, _ = run(capsys, "check", str(bad_list), *TODAY, "--format", "json")
    [file] = json.loads(out)["files"]
    errors = [f for f in file["findings"] if f["severity"] == "error"]

    assert code == 1
    assert file["sheets"] == {"Liste": 2}
    assert [(f["sheet"], f["cell"], f["row"], f["field"], f["value"]) for f in errors] == [
        ("Liste", "B3", 3, "Amount", "#N/A")
    ]


def test_the_json_follows_its_published_schema_even_with_an_unreadable_file(
    capsys: pytest.CaptureFixture[str], bad_list: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(bad_list.read_bytes()[:900])
    code, out, _ = run(capsys, "check", str(bad_list), str(broken), *TODAY, "--format", "json")
    report = json.loads(out)
    schema = json.loads((ROOT / "docs" / "check.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(report, schema)

    assert code == 2
    assert report["today"] == "2026-11-22"
    assert [("error" in file) for file in report["files"]] == [False, True]


def test_a_folder_is_searched_and_lock_files_and_links_are_passed_over(
    capsys: pytest.CaptureFixture[str], bad_list: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "team"
    (folder / "north").mkdir(parents=True)
    (folder / "north" / "a.xlsx").write_bytes(bad_list.read_bytes())
    (folder / "~$a.xlsx").write_bytes(b"owner")
    (folder / "notes.txt").write_text("no list")
    (folder / "link.xlsx").symlink_to(bad_list)

    _, out, _ = run(capsys, "check", str(folder), *TODAY, "--format", "json")

    assert [Path(f["path"]).name for f in json.loads(out)["files"]] == ["a.xlsx"]


def test_an_encrypted_file_opens_with_the_password_that_was_asked_for(
    capsys: pytest.CaptureFixture[str],
    bad_list: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    locked = tmp_path / "locked.xlsx"
    with bad_list.open("rb") as plain, locked.open("wb") as file:
        OOXMLFile(plain).encrypt("correct horse", file)
    answers = {"right": "correct horse", "wrong": "battery staple"}
    asked: dict[str, tuple[int, str, str]] = {}
    for name, answer in answers.items():
        monkeypatch.setattr("click.termui.hidden_prompt_func", lambda _, said=answer: said)
        asked[name] = run(
            capsys, "check", str(locked), *TODAY, "--format", "json", "--password-prompt"
        )
    unasked = run(capsys, "check", str(locked), *TODAY, "--format", "json")

    assert [code for code, _, _ in (asked["right"], asked["wrong"], unasked)] == [1, 2, 2]
    assert json.loads(asked["right"][1])["files"][0]["sheets"] == {"Liste": 2}
    assert f"The password does not open {locked}." in asked["wrong"][2]
    assert f"The file {locked} needs a password." in unasked[2]
    assert "correct horse" not in asked["right"][1] + asked["right"][2]


@pytest.mark.usefixtures("english")
def test_a_report_can_be_written_to_a_file(
    capsys: pytest.CaptureFixture[str], bad_list: Path, tmp_path: Path
) -> None:
    report = tmp_path / "report.txt"

    code, out, err = run(capsys, "check", str(bad_list), *TODAY, "-o", str(report))

    assert (code, out) == (1, "")
    assert err == f"Wrote {report}.\n"
    assert "B3" in report.read_text(encoding="utf-8")


@pytest.mark.usefixtures("english")
def test_a_wrong_date_is_refused_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "check", "x.xlsx", "--today", "22.11.2026")

    assert code == 2
    assert "Write the date as 2026-11-22." in err


def test_today_is_the_date_in_the_companys_time_zone(empty_book: Path) -> None:
    from workbook.checking import Question, check_file  # noqa: PLC0415

    late = dt.datetime(2026, 11, 22, 17, 0, tzinfo=dt.UTC)

    assert check_file(empty_book, Question(now=late)).today == dt.date(2026, 11, 23)


@pytest.mark.usefixtures("english")
def test_template_writes_a_book_and_never_over_another(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "new.xlsx"

    first = run(capsys, "template", "-o", str(path))
    second = run(capsys, "template", "-o", str(path))

    assert first == (0, "", f"Wrote {path}.\n")
    assert second[0] == 2
    assert "is already there and was not overwritten" in second[2]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["new.xlsx"]
