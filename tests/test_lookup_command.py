"""`relaybook lookup` and `relaybook fingerprint`, as a person runs them."""

from __future__ import annotations

import datetime as dt
import json
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import jsonschema
import pandas as pd
import pytest

from macros.cli import main
from validation import catalogue
from validation.messages import message
from workbook.template import write_book
from workbook.template.plan import Content

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).resolve().parents[1]
SCHEMA = json.loads((ROOT / "docs" / "lookup.schema.json").read_text(encoding="utf-8"))
TODAY = ("--today", "2026-11-22")
CUSTOMERS = [
    {
        "customer_id": "CUS-2026-001",
        "company_name_en": "Fengdi Tools Co., Ltd.",
        "country_region": "CN 中国",
        "website": "www.fengdi.cn",
        "group_id": "GRP-007",
        "owner": "R001",
        "pool_status": "私海",
    },
    {
        "customer_id": "CUS-2026-002",
        "company_name_en": "Jeehu Toys Inc",
        "country_region": "US 美国",
        "pool_status": "公海",
    },
]
SHEETS = {
    "Customers": CUSTOMERS,
    "Contacts": [
        {"contact_id": "CON-0001", "customer_id": "CUS-2026-001", "phone": "+86 574 8766 4521"}
    ],
    "Groups": [{"group_id": "GRP-007", "group_name": "Nordwind Group", "group_rule": "单一负责人"}],
    "Leads": [{"lead_id": "LD-0001", "company": "Brastor Glass SARL", "lead_status": "新建"}],
    "Reps": [{"rep_id": "R001", "rep_name": "李雷"}],
    "PoolLog": [
        {
            "event_id": 1,
            "at": dt.datetime(2026, 11, 10, 9),  # noqa: DTZ001  # as cells are
            "customer_id": "CUS-2026-002",
            "action": "退回",
            "from_rep": "R001",
        }
    ],
    "OurCompany": [{"own_domains": "abccompany.com"}],
}


class Ran(NamedTuple):
    """What a command left: its exit code and what it said where."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")

    def ran(*arguments: object) -> Ran:
        with pytest.raises(SystemExit) as left:
            main([str(each) for each in arguments])
        assert isinstance(left.value.code, int)
        return Ran(left.value.code, *capsys.readouterr())

    return ran


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the book of a team and its key."""
    made = tmp_path_factory.mktemp("team")
    frames = {name: pd.DataFrame(rows, dtype=object) for name, rows in SHEETS.items()}
    write_book(made / "book.xlsx", catalogue.load(), content=Content(frames=frames, book_id="B-1"))
    (made / "team.key").write_text("the key of our team\n", encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def prints(folder: Path) -> Path:
    """The fingerprints of the book."""
    path = folder / "prints.json"
    with pytest.raises(SystemExit) as left:
        main(_words("fingerprint", folder / "book.xlsx", "-o", path, *_key(folder), *TODAY))
    assert left.value.code == 0
    return path


def _words(*arguments: object) -> list[str]:
    return [str(each) for each in arguments]


def _key(folder: Path) -> tuple[str, Path]:
    return ("--key-file", folder / "team.key")


def test_the_answer_says_who_has_it_why_and_what_to_do(
    run: Callable[..., Ran], folder: Path
) -> None:
    book = folder / "book.xlsx"
    ran = run("lookup", book, "--name", "Jeehu Toys", "--country", "USA", *TODAY, "--lang", "en")

    assert ran.code == 1
    assert ran.out.replace("\n", " ").startswith("This customer is in the pool: Jeehu Toys Inc")
    lines = [line.strip() for line in ran.out.splitlines()]
    assert lines[lines.index("→ Do not file it again; claim this row from the pool.") + 1] == (
        "→ R001 李雷 lost or returned this customer and may claim it again from 2026-12-10 on."
    )
    assert [line for line in lines if line.endswith("  same brand in the company name")]
    assert ran.err == ""


def test_the_answer_is_given_in_chinese_too(run: Callable[..., Ran], folder: Path) -> None:
    ran = run(
        *("lookup", folder / "book.xlsx", "--phone", "0086 574 87664521", "--lang", "zh", *TODAY)
    )

    assert ran.code == 1
    assert "集团 GRP-007 Nordwind Group，集团负责人 （未填写），规则：单一负责人" in ran.out
    assert "电话相同" in ran.out


def test_nobody_is_exit_code_0(run: Callable[..., Ran], folder: Path) -> None:
    ran = run("lookup", folder / "book.xlsx", "--name", "Kalimo Paper", "--lang", "en")

    assert ran == Ran(
        0,
        "Nobody has this customer (customers compared: 2, leads: 1).\n→ You may file it.\n",
        "",
    )


@pytest.mark.parametrize("asked", [("--name", "Fengdi Tools Ltd"), ("--name", "Kalimo")])
def test_the_json_is_as_its_schema_says(
    asked: Sequence[str], run: Callable[..., Ran], folder: Path, prints: Path
) -> None:
    ran = run(
        *("lookup", folder / "book.xlsx", folder / "gone.xlsx", *asked, "--phone", "12", *TODAY),
        *("--fingerprints", prints, *_key(folder), "--format", "json"),
    )

    answer = json.loads(ran.out)
    jsonschema.validate(answer, SCHEMA)
    assert ran.code == (2 if answer["verdict"] == "nobody" else 1)
    assert answer["schema"] == "relaybook.lookup/1"
    assert [each["en"] for each in answer["notes"]] == [
        "The phone 12 cannot be compared: it needs at least 8 digits."
    ]
    assert [Path(each["file"]).name for each in answer["unread"]] == ["gone.xlsx"]
    assert len(answer["fingerprints"]) == 1


def test_a_match_in_the_json_names_the_row_the_owner_and_the_group(
    run: Callable[..., Ran], folder: Path
) -> None:
    book = folder / "book.xlsx"
    ran = run("lookup", book, "--name", "Fengdi Tools", "--format", "json", *TODAY)

    (match,) = json.loads(ran.out)["matches"]
    assert {key: match[key] for key in ("file", "sheet", "row", "record", "owner", "verdict")} == {
        "file": str(book),
        "sheet": "Customers",
        "row": 5,
        "record": "CUS-2026-001",
        "owner": {"id": "R001", "name": "李雷"},
        "verdict": "exists",
    }
    assert match["group"]["id"] == "GRP-007"


def test_folders_and_lists_with_headers_of_their_own_are_searched(
    run: Callable[..., Ran], folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "fair.csv").write_text(
        "公司,联系电话,负责人\nOcelan Steel GmbH,+49 30 90182077,\n", encoding="utf-8"
    )
    (tmp_path / "book.xlsx").write_bytes((folder / "book.xlsx").read_bytes())

    ran = run("lookup", tmp_path, "--phone", "030/90182077", "--format", "json")

    answer = json.loads(ran.out)
    assert [(Path(each["file"]).name, each["row"]) for each in answer["matches"]] == [
        ("fair.csv", 2)
    ]
    assert answer["compared"] == {"files": 2, "customers": 3, "leads": 1}


def test_a_book_that_cannot_be_read_makes_nobody_uncertain(
    run: Callable[..., Ran], folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "torn.xlsx").write_bytes(b"PK\x03\x04")
    asked = ("lookup", tmp_path / "torn.xlsx", folder / "book.xlsx", "--name")

    assert run(*asked, "Kalimo Paper").code == 2
    assert run(*asked, "Jeehu Toys").code == 1
    alone = run("lookup", tmp_path / "torn.xlsx", "--name", "Kalimo Paper")
    assert (alone.code, alone.out) == (2, "")
    assert "torn.xlsx" in alone.err


def test_a_workbook_without_customers_is_said_to_have_none(
    run: Callable[..., Ran], tmp_path: Path
) -> None:
    (tmp_path / "rates.csv").write_text("币种,汇率\nEUR,1.1\n", encoding="utf-8")

    ran = run("lookup", tmp_path / "rates.csv", "--name", "Kalimo", "--lang", "en")

    assert ran.code == 2
    assert "it has no sheet of customers or leads" in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "lookup.ask_something"),
        (("--country", "DE", "--contact", "Anna"), "lookup.ask_something"),
        (("--name", "Kalimo", "--key-file", "k"), "lookup.key_alone"),
        (("--domain", "gmail.com"), "lookup.nothing_left"),
    ],
)
def test_a_question_that_asks_nothing_is_refused(
    arguments: Sequence[str], said: str, run: Callable[..., Ran], folder: Path
) -> None:
    ran = run("lookup", folder / "book.xlsx", *arguments)

    assert (ran.code, ran.out) == (2, "")
    assert message(said).en in ran.err


def test_a_lookup_needs_books_or_fingerprints(run: Callable[..., Ran]) -> None:
    ran = run("lookup", "--name", "Kalimo")

    assert (ran.code, message("lookup.no_place").en in ran.err) == (2, True)


def test_fingerprints_answer_without_the_book(
    run: Callable[..., Ran], folder: Path, prints: Path
) -> None:
    asked = ("lookup", "--fingerprints", prints, *_key(folder), "--lang", "en")

    there = run(*asked, "--name", "FENGDI TOOLS LIMITED", "--phone", "0574-87664521")
    missing = run(*asked, "--name", "Kalimo Paper")

    assert there.code == 1
    assert there.out.startswith("The team has this customer (")
    assert "  same phone\n" in there.out
    assert missing.code == 0
    assert missing.out.startswith("These fingerprints do not have this customer (")


def test_a_wrong_key_is_an_error(run: Callable[..., Ran], prints: Path, tmp_path: Path) -> None:
    (tmp_path / "other.key").write_text("not the key of our team", encoding="utf-8")
    ran = run(
        *("lookup", "--fingerprints", prints, "--key-file", tmp_path / "other.key"),
        *("--name", "Fengdi"),
    )

    assert (ran.code, ran.out) == (2, "")
    assert "the team key is wrong" in ran.err
    assert "not the key of our team" not in ran.err


def test_the_key_is_asked_for_hidden_and_shown_nowhere(
    folder: Path, prints: Path, run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[dict[str, object]] = []

    def typed(_prompt: str, **how: object) -> str:
        shown.append(how)
        return "the key of our team"

    monkeypatch.setattr("macros.commands.teambooks.click.prompt", typed)
    ran = run("lookup", "--fingerprints", prints, "--name", "Jeehu Toys")
    made = run("fingerprint", folder / "book.xlsx", "-o", folder / "again.json")

    assert (ran.code, made.code) == (1, 0)
    assert [(how["hide_input"], how["confirmation_prompt"]) for how in shown] == [
        (True, False),
        (True, True),
    ]
    said = ran.out + ran.err + made.out + made.err + (folder / "again.json").read_text("utf-8")
    assert "the key of our team" not in said


@pytest.mark.parametrize(
    "content", [b"short", b"", b"two lines of text\nand another", b"\xff\xfe\xfd" * 9, b"x" * 2000]
)
def test_a_file_that_holds_no_key_is_refused(
    content: bytes, run: Callable[..., Ran], prints: Path, tmp_path: Path
) -> None:
    (tmp_path / "bad.key").write_bytes(content)
    ran = run(
        *(
            "lookup",
            "--fingerprints",
            prints,
            "--key-file",
            tmp_path / "bad.key",
            "--name",
            "Fengdi",
        )
    )

    assert (ran.code, ran.out) == (2, "")
    assert "bad.key cannot be used" in ran.err


def test_a_key_is_made_once_for_its_owner_alone(run: Callable[..., Ran], tmp_path: Path) -> None:
    path = tmp_path / "team.key"

    first = run("fingerprint", "--new-key", path)
    key = path.read_text(encoding="utf-8")
    again = run("fingerprint", "--new-key", path)

    assert (first.code, again.code) == (0, 2)
    assert path.read_text(encoding="utf-8") == key
    assert key.strip() not in first.out + first.err
    assert len(key.strip()) == len("relaybook-team-key-") + 43
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_made_key_opens_what_was_made_with_it(
    run: Callable[..., Ran], folder: Path, tmp_path: Path
) -> None:
    key, out = tmp_path / "team.key", tmp_path / "f.json"

    made = run("fingerprint", folder / "book.xlsx", "-o", out, "--new-key", key, "--owners")
    ran = run("lookup", "--fingerprints", out, "--key-file", key, "--name", "Fengdi Tools")

    assert (made.code, ran.code) == (0, 1)
    assert "Ask R001 before you file it." in ran.out


def test_the_file_never_takes_the_place_of_the_key(run: Callable[..., Ran], folder: Path) -> None:
    key = (folder / "team.key").read_bytes()
    ran = run("fingerprint", folder / "book.xlsx", "-o", folder / "team.key", *_key(folder))

    assert (ran.code, message("fingerprint.same_file").en in ran.err) == (2, True)
    assert (folder / "team.key").read_bytes() == key


def test_an_old_file_of_ours_is_replaced_and_another_s_is_kept(
    run: Callable[..., Ran], folder: Path, tmp_path: Path
) -> None:
    ours, theirs = tmp_path / "ours.json", tmp_path / "theirs.json"
    ours.write_text('{"schema": "relaybook.fingerprints/1"}', encoding="utf-8")
    theirs.write_text('{"my": "notes"}', encoding="utf-8")

    for path in (ours, theirs):
        assert run("fingerprint", folder / "book.xlsx", "-o", path, *_key(folder)).code == 0

    assert '"entries"' in ours.read_text(encoding="utf-8")
    assert theirs.read_text(encoding="utf-8") == '{"my": "notes"}'
    assert '"entries"' in (tmp_path / "theirs (2).json").read_text(encoding="utf-8")


def test_fingerprints_of_nobody_are_not_written(
    run: Callable[..., Ran], folder: Path, tmp_path: Path
) -> None:
    write_book(tmp_path / "empty.xlsx", catalogue.load(), content=Content())
    out = tmp_path / "f.json"

    ran = run("fingerprint", tmp_path / "empty.xlsx", "-o", out, *_key(folder))

    assert (ran.code, out.exists()) == (2, False)
    assert message("fingerprint.nothing").en in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("book.xlsx",), "fingerprint.no_output"),
        (("-o", "f.json"), "fingerprint.no_book"),
        ((), "fingerprint.no_book"),
        (("b.xlsx", "-o", "f", "--key-file", "k", "--new-key", "n"), "fingerprint.two_keys"),
    ],
)
def test_what_fingerprint_needs_is_said(
    arguments: Sequence[str], said: str, run: Callable[..., Ran]
) -> None:
    ran = run("fingerprint", *arguments)

    assert (ran.code, message(said).en in ran.err) == (2, True)


def test_a_short_typed_key_is_refused(
    run: Callable[..., Ran], prints: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("macros.commands.teambooks.click.prompt", lambda *_a, **_k: "short")

    ran = run("lookup", "--fingerprints", prints, "--name", "Fengdi")

    assert (ran.code, message("fingerprint.short_key", least=12).en in ran.err) == (2, True)


def test_the_help_tells_the_exit_codes(run: Callable[..., Ran]) -> None:
    told = " ".join(run("lookup", "--help").out.split())

    assert "Exit code 0: nobody has it; 1: somebody has it or may have; 2: could not run" in told
