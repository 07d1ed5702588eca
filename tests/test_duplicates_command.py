"""`relaybook duplicates`, from files to what a person reads."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from macros.cli import main
from tests.duplicate_books import FENGDI, FENGDI_AGAIN, SCHMITT, write, write_csv

SCHEMA = json.loads(
    (Path(__file__).parent.parent / "docs" / "duplicates.schema.json").read_text(encoding="utf-8")
)


class Run:
    """One run of the command."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *arguments: object) -> None:
        with pytest.raises(SystemExit) as left:
            main(["duplicates", "--lang", "en", *map(str, arguments)])
        self.out, self.err = capsys.readouterr()
        self.code = left.value.code

    @property
    def document(self) -> Any:
        """The JSON on stdout, valid by its schema."""
        document = json.loads(self.out)
        jsonschema.validate(document, SCHEMA)
        return document


def places(document: Any) -> list[tuple[str, tuple[str, int, str], tuple[str, int, str]]]:
    """Return band, left and right of each pair: file, row, record."""
    return [
        (pair["band"], *((Path(s["file"]).name, s["row"], s["record"]) for s in _sides(pair)))
        for pair in document["pairs"]
    ]


def _sides(pair: Any) -> tuple[Any, Any]:
    return pair["left"], pair["right"]


def test_one_book_gives_rows_records_names_owners_and_pool_status(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = write(tmp_path / "team.xlsx", FENGDI, SCHMITT, FENGDI_AGAIN)
    run = Run(capsys, book, "--format", "json")
    document = run.document
    [pair] = document["pairs"]
    assert run.code == 1
    assert (pair["left"], pair["right"]) == (
        {
            "file": str(book),
            "sheet": "Customers",
            "row": 5,
            "record": "CUS-2026-001",
            "name": "Fengdi Tools Co., Ltd.",
            "owner": "R001 李雷",
            "pool_status": {"zh": "私海", "en": "Private"},
        },
        {
            "file": str(book),
            "sheet": "Customers",
            "row": 7,
            "record": "CUS-2026-002",
            "name": "FENGDI TOOLS LIMITED",
            "owner": None,
            "pool_status": {"zh": "公海", "en": "In the pool"},
        },
    )
    assert pair["band"] == "duplicate"
    assert sum(reason["points"] for reason in pair["reasons"]) == pair["points"]
    rows = [{k: side[k] for k in ("file", "sheet", "row", "record")} for side in _sides(pair)]
    assert document["clusters"] == [rows]


def test_two_peoples_books_are_compared_and_their_equal_ids_kept_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "books" / "han.xlsx", {**FENGDI_AGAIN, "customer_id": "CUS-2026-003"})
    write(tmp_path / "books" / "li.xlsx", FENGDI, SCHMITT)
    run = Run(capsys, tmp_path / "books", "--format", "json")
    assert run.code == 1
    assert places(run.document) == [
        ("duplicate", ("han.xlsx", 5, "CUS-2026-003"), ("li.xlsx", 5, "CUS-2026-001"))
    ]


def test_a_list_with_headers_of_its_own_is_read_without_writing_anything(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = write(tmp_path / "team.xlsx", FENGDI)
    names = write_csv(
        tmp_path / "fair.csv",
        ("客户公司", "国家", "联系人", "邮箱"),
        ("Nordic Lamps AB", "瑞典", "Ola", "ola@nordiclamps.se"),
        ("Fengdi Tools", "中国", "Anna", "anna@fengdi.cn"),
    )
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    run = Run(capsys, book, names, "--format", "json")
    assert places(run.document) == [
        ("duplicate", ("team.xlsx", 5, "CUS-2026-001"), ("fair.csv", 3, ""))
    ]
    [note] = run.document["notes"]
    assert note["en"] == (
        "fair.csv · fair is no template; its headers were read as: 客户公司 → company_name; "
        "国家 → country_region; 联系人 → contact_name; 邮箱 → email"
    )
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_merged_company_name_is_one_customer_with_two_contacts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import xlsxwriter  # noqa: PLC0415

    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("A")
        sheet.write_row("A1", ("Company", "Contact", "E-mail"))
        sheet.merge_range("A2:A3", "Fengdi Tools Co., Ltd.")
        sheet.write_row("B2", ("Anna", "anna@fengdi.cn"))
        sheet.write_row("B3", ("Bob", "bob@fengdi.cn"))
        sheet.write_row("A4", ("Schmitt GmbH", "Eva", "eva@schmitt.de"))
    run = Run(capsys, path, "--format", "json")
    assert (run.code, run.document["customers"], run.document["pairs"]) == (0, 2, [])


def test_a_copy_of_a_book_is_told_and_not_taken_for_duplicates(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = write(tmp_path / "客户表.xlsx", FENGDI, SCHMITT, book_id="B-7")
    same = shutil.copy(book, tmp_path / "客户表(1).xlsx")
    newer = write(tmp_path / "客户表(2).xlsx", FENGDI, FENGDI_AGAIN, book_id="B-7")
    run = Run(capsys, book, book, same, newer, "--format", "json")
    assert run.code == 1
    assert places(run.document) == [
        ("duplicate", (book.name, 5, "CUS-2026-001"), (newer.name, 6, "CUS-2026-002"))
    ]
    twin, copy = (note["en"] for note in run.document["notes"])
    assert twin == f"{same} is {book} byte for byte and is compared only once."
    assert copy == (
        f"{newer} is another copy of the same workbook as {book}: 1 customers with the same id "
        "and name count as one record, and only the rest is compared."
    )
    assert run.err == "客户表.xlsx was named more than once and is read once.\n"


def test_copies_that_have_no_id_yet_are_known_by_their_records(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = {"customer_id": "CUS-2026-004", "company_name_en": "Bergen Pumps AS"}
    book = write(tmp_path / "a.xlsx", FENGDI, FENGDI_AGAIN, SCHMITT)
    copy = write(tmp_path / "b.xlsx", FENGDI, FENGDI_AGAIN, SCHMITT, more)
    fewer = write(tmp_path / "c.xlsx", FENGDI, FENGDI_AGAIN, more)

    both = Run(capsys, book, copy, "--format", "json").document
    other = Run(capsys, book, fewer, "--format", "json").document

    inside = ("duplicate", ("a.xlsx", 5, "CUS-2026-001"), ("a.xlsx", 6, "CUS-2026-002"))
    assert (both["customers"], places(both)) == (4, [inside])
    assert "another copy of the same workbook" in both["notes"][0]["en"]
    assert (other["customers"], other["notes"]) == (6, [])


def test_decisions_are_kept_to_and_wrong_ones_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decided = [
        {"left_id": "cus-2026-002", "right_id": "CUS-2026-001", "reason": "x"},
        {"left_id": "CUS-2026-001", "right_id": "CUS-2020-999", "reason": "x"},
    ]
    path = tmp_path / "team.xlsx"
    book = write(path, FENGDI, FENGDI_AGAIN, more={"NotDuplicates": decided})
    run = Run(capsys, book, "--format", "json")
    assert (run.code, run.document["pairs"]) == (0, [])
    [note] = run.document["notes"]
    assert note["en"] == (
        f"{path}, sheet NotDuplicates, row 6: no customer has the id CUS-2020-999, so the row "
        "has no effect. Correct the id."
    )


def test_our_own_domain_proves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = {"customer_id": "CUS-2026-001", "company_name_en": "Alpha Lamps"}
    two = {"customer_id": "CUS-2026-002", "company_name_en": "Bergen Pumps"}
    mail = {"public_email": "export@ourteam.com"}
    book = write(tmp_path / "team.xlsx", {**one, **mail}, {**two, **mail})
    told = Run(capsys, book, "--format", "json", "--own-domain", "www.ourteam.com").document
    fields = {reason["field"] for pair in told["pairs"] for reason in pair["reasons"]}
    assert "domain" not in fields


def test_a_number_of_a_person_says_something_in_its_own_book_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = {"customer_id": "CUS-2026-001", "company_name_en": "Alpina Sport AG"}
    two = {"customer_id": "CUS-2026-002", "company_name_en": "Climbex AG"}
    urs = {"contact_name": "Urs Meier", "email": "urs@meier-buying.ch", "person_id": "P-1"}
    buyer = [{"contact_id": f"CON-{r[-1]}", "customer_id": r, **urs} for r in map(_id, (one, two))]
    both = write(tmp_path / "both.xlsx", one, two, more={"Contacts": buyer})
    mine = write(tmp_path / "mine.xlsx", one, more={"Contacts": buyer[:1]})
    yours = write(tmp_path / "yours.xlsx", two, more={"Contacts": buyer[1:]})
    assert places(Run(capsys, both, "--format", "json").document) == []
    assert len(places(Run(capsys, mine, yours, "--format", "json").document)) == 1


def _id(record: dict[str, str]) -> str:
    return record["customer_id"]


def test_a_bad_file_stops_no_other_and_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = write(tmp_path / "team.xlsx", FENGDI, FENGDI_AGAIN)
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"PK\x03\x04 no workbook")
    run = Run(capsys, book, bad, "--format", "json")
    assert run.code == 2
    assert len(run.document["pairs"]) == 1
    errors = [file["error"] for file in run.document["files"]]
    assert errors[0] is None
    assert errors[1]["en"] in run.err


def test_no_workbook_at_all_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, tmp_path)
    assert (run.code, run.out) == (2, "")
    assert f"No workbook was found at {tmp_path}. Check the path." in run.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("--format", "xlsx"),
        ("--format", "json", "--format", "html"),
        ("--engine", "dask"),
        ("--scheduler", "tcp://127.0.0.1:1"),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_is_read(
    arguments: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = Run(capsys, tmp_path / "missing.xlsx", *arguments)
    assert (run.code, run.out) == (2, "")


def test_the_text_says_who_which_rows_why_and_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "team.xlsx", FENGDI, SCHMITT, {**FENGDI_AGAIN, "owner": "R002"})
    monkeypatch.chdir(tmp_path)
    lines = [line.strip() for line in Run(capsys, "team.xlsx").out.splitlines() if line.strip()]
    points = lines[0].removeprefix("1. Duplicate · Fengdi Tools Co., Ltd. · ")
    assert points.endswith(" points")
    assert [" ".join(line.split()) for line in lines[1:2] + lines[3:5]] == [
        "File Where Id Company Owner Pool status",
        "team.xlsx Customers row 5 CUS-2026-001 Fengdi Tools Co., Ltd. R001 李雷 Private",
        "team.xlsx Customers row 7 CUS-2026-002 FENGDI TOOLS LIMITED R002 韩梅梅 In the pool",
    ]
    assert lines[5].startswith("Why: +")
    assert " ".join(lines[6:]).split("→ ", 1)[1] == (
        "The owners differ (R001 李雷, R002 韩梅梅): agree first who goes on. "
        "→ Customers row 7 is in the pool, yet R001 李雷 works this customer: do not assign "
        "or claim it. "
        "→ One customer? Merge into the first row: relaybook merge-records team.xlsx "
        "CUS-2026-001 CUS-2026-002 --owner … "
        "→ Not one? Note it, and it is not asked again: relaybook not-duplicates team.xlsx "
        "CUS-2026-001 CUS-2026-002 --reason … "
        "Customers compared: 3, in files: 1. Duplicates: 1; possible pairs: 0; perhaps one "
        "group: 0."
    )


def test_the_limit_says_what_it_leaves_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        ("Company", "E-mail"),
        *(
            (f"{name} {form}", f"info@{name.lower()}.de")
            for name in ("Albrecht", "Bergmann", "Cordes")
            for form in ("GmbH", "G.m.b.H.")
        ),
    ]
    path = write_csv(tmp_path / "list.csv", *rows)
    assert "2 more are not listed" in Run(capsys, path, "--limit", "1").out
    assert "not listed" not in Run(capsys, path, "--limit", "0").out
