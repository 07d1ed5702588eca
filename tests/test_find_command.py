"""`relaybook find`, `search`, `recipients` and `tag` on a real book."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from click.testing import CliRunner

from macros.commands.find import find
from macros.commands.recipients import recipients
from macros.commands.search import search
from macros.commands.tag import tag
from macros.commands.undo import undo
from tests import search_books
from workbook.reader import open_book

if TYPE_CHECKING:
    import click

ENGLISH = ("--lang", "en", "--today", "2026-11-22")


@pytest.fixture
def book(tmp_path: Path, data: Path) -> Path:
    """The book in a folder, and a data folder, of the test's own."""
    del data
    return Path(shutil.copy(search_books.made(), tmp_path / "book.xlsx"))


def _run(command: click.Command, *arguments: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(command, [*map(str, arguments), *ENGLISH], standalone_mode=False)
    if done.exception is not None:
        raise done.exception
    return done.return_value, done.stdout, done.stderr


def test_words_find_customers_and_say_what_they_mean(book: Path) -> None:
    code, shown, _ = _run(find, book, "德国 医疗器械 报价 A")

    assert code == 0
    assert shown == (
        "德国 → Country/region = DE Germany\n"
        "医疗器械 → Industry = Medical devices\n"
        "报价 → Relationship stage = S3 Quotation\n"
        "A → Grade (effective) = A Strategic\n"
        "Customers found: 1 of 5.\n"
        "\n"
        " Customer       Company            Country      Grade   Stage          Owner       "
        "Last contact   Tags\n"
        " ──────────────────────────────────────────────────────────────────────────────────"
        "──────────────────────────────\n"
        " CUS-2026-001   Global Tech GmbH   DE Germany   A       S3 Quotation   R001 王伟   "
        "2026-11-14     Price-sensitive\n"
        "\n"
    )


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["嫌贵"], ["CUS-2026-001"]),
        (["anne@trois.fr"], ["CUS-2026-003"]),
        (["李娜"], ["CUS-2026-004"]),
        (["--where", "grade=A and country=DE and last_contact_date>7d"], ["CUS-2026-001"]),
        (["法国", "--where", "grade=C", "--where", "公司公共邮箱 不为空"], ["CUS-2026-002"]),
    ],
)
def test_words_and_filters_all_hold(book: Path, words: list[str], found: list[str]) -> None:
    _, shown, _ = _run(find, book, *words, "--format", "json")

    assert [row["customer_id"] for row in json.loads(shown)["found"]] == found


def test_a_cell_that_cannot_be_read_is_named(book: Path) -> None:
    _, shown, _ = _run(find, book, "--where", "last_contact_date>7d")

    assert (
        "1 cells could not be read, so customers may be missing: 客户!9 昨天. "
        "Run relaybook check.\n"
    ) in shown


def test_a_view_takes_the_place_of_the_last_one_and_can_be_undone(book: Path) -> None:
    _run(find, book, "法国", "--view")
    _, _, said = _run(find, book, "德国", "--view")

    view = open_book(book).sheets["View"].dropna(how="all")
    assert view[["customer_id", "country", "owner", "note"]].to_numpy().tolist() == [
        ["CUS-2026-001", "DE 德国", "R001 王伟", "最近联系 2026-11-14；价格敏感"],
        ["CUS-2026-004", "DE 德国", "R002 李娜", "最近联系 —"],
    ]
    assert "The sheet View has 2 customers now." in said
    CliRunner().invoke(undo, [str(book)])
    view = open_book(book).sheets["View"].dropna(how="all")
    assert view["customer_id"].tolist() == ["CUS-2026-002", "CUS-2026-003"]


def test_found_customers_go_into_a_workbook_without_formulas(book: Path, tmp_path: Path) -> None:
    out = tmp_path / "found.xlsx"
    _run(find, book, "法国", "--format", "xlsx", "-o", out)

    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    cells = [(cell.value, cell.data_type) for cell in sheet["B"]]
    assert cells == [("Company", "s"), ("=cmd|' /C calc'!A0", "s"), ("Trois SA", "s")]


def test_words_are_found_in_every_note_newest_first(book: Path) -> None:
    code, shown, _ = _run(search, book, "ce", "--format", "json")

    assert code == 0
    told = json.loads(shown)
    assert told["texts"] == 4
    assert [
        (hit["date"], hit["sheet"], hit["row"], hit["record"], hit["company"], hit["text"])
        for hit in told["found"]
    ] == [
        ("2026-11-25", "待办", 5, "CUS-2026-001", "Global Tech GmbH", "寄 CE 证书"),
        (
            "2026-11-20",
            "跟进",
            6,
            "CUS-2026-004",
            "Vier AG",
            "Sent the ＣＥ certificate, they asked about the price…",
        ),
        ("2026-11-14", "客户", 5, "CUS-2026-001", "Global Tech GmbH", "等 CE 證書"),
    ]


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        (["证书"], 2),
        (["price", "CERTIFICATE"], 1),
        (["ce certificate"], 1),
        (["certificate ce"], 0),
        (["nowhere"], 0),
    ],
)
def test_all_words_must_stand_in_one_text(book: Path, words: list[str], rows: int) -> None:
    code, shown, _ = _run(search, book, *words, "--format", "json")

    assert (code, len(json.loads(shown)["found"])) == (0 if rows else 1, rows)


def test_nobody_who_opted_out_or_bounced_gets_a_mass_mail(book: Path, tmp_path: Path) -> None:
    out = tmp_path / "list.csv"
    code, _, said = _run(recipients, book, "--grade", "C", "--rep", "王伟", "-o", out)

    assert code == 0
    assert out.read_bytes().decode("utf-8-sig") == (
        "E-mail,Contact,Company,Country,Language,Grade,Owner,Customer\r\n"
        "info@deux.fr,,'=cmd|' /C calc'!A0,France,,C,R001,CUS-2026-002\r\n"
        "anne@trois.fr,'+Anne,Trois SA,France,,C,R001,CUS-2026-003\r\n"
    )
    assert said.splitlines() == [
        "Recipients: 2; left out: 9",
        "  opted out: 2",
        "  bounced: 1",
        "  mark of opting out or bouncing unreadable (not written to): 1",
        "  left their company: 1",
        "  no e-mail: 1",
        "  the same address again: 1",
        "  other people's customers: 1",
        "  customers in the pool: 1",
        f"Wrote {out}.",
    ]


def test_everybodys_customers_are_asked_for(book: Path, tmp_path: Path) -> None:
    out = tmp_path / "list.xlsx"
    _run(recipients, book, "--all", "-o", out)

    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    assert [cell.value for cell in sheet["A"]] == [
        "E-mail",
        "a@globaltech.de",
        "info@deux.fr",
        "anne@trois.fr",
        "v@vier.de",
    ]
    assert [cell.data_type for cell in sheet["C"]] == ["s"] * 5


def test_tags_are_suggested_confirmed_and_taken_back(book: Path) -> None:
    _run(tag, book)
    customers = open_book(book).sheets["Customers"]
    assert [customers.at[5, key] for key in ("tags", "suggested_tags")] == [
        "价格敏感",
        "要求认证; 德国; 医疗器械",
    ]

    _run(tag, book, "--confirm", "--only", "Needs certification")
    customers = open_book(book).sheets["Customers"]
    assert [customers.at[5, key] for key in ("tags", "suggested_tags")] == [
        "价格敏感; 要求认证",
        "德国; 医疗器械",
    ]
    _, _, said = _run(tag, book, "--dry-run")
    assert "Tags suggested" in said
    CliRunner().invoke(undo, [str(book)])
    assert open_book(book).sheets["Customers"].loc[5, "tags"] == "价格敏感"


@pytest.mark.parametrize("words", ["CE证书", "寄ＣＥ證書", '"寄 CE 证书"', '"寄\nCE"'])
def test_blanks_between_chinese_and_latin_letters_make_no_difference(
    book: Path, words: str
) -> None:
    code, shown, _ = _run(search, book, words, "--format", "json")

    assert code == 0
    assert "寄 CE 证书" in [hit["text"] for hit in json.loads(shown)["found"]]
