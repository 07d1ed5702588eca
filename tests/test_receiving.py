"""Handover files at the receiver's and back: what is taken, what is listed, what is refused."""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from tests.schemas import promised
from tests.share_books import (
    CATALOGUE,
    KEY,
    NOW,
    OTHER,
    PASSPHRASE,
    SETTINGS,
    SHARE,
    Sent,
    filled,
    run,
    sent,
    written,
)
from validation.errors import RefusedError
from validation.handover.accepting import Returned, book_copy
from validation.handover.receipt import from_json, is_genuine
from validation.messages import message
from workbook import archives
from workbook.reader import open_book
from workbook.receipts.reading import inspect_here

if TYPE_CHECKING:
    from pathlib import Path

    from validation.changes import Outcome

YES, NO = f"{PASSPHRASE}\ny\n", f"{PASSPHRASE}\nn\n"
DAY = dt.date(2026, 11, 23)


def file_of(given: Sent, folder: Path, name: str = "copy.zip") -> Path:
    path = folder / name
    path.write_bytes(given.sealed)
    return path


def frame(path: Path, sheet: str, *columns: str) -> list[tuple[Any, ...]]:
    rows = open_book(path).sheets[sheet]
    return [tuple(row) for row in rows[list(columns)].dropna(how="all").to_numpy(dtype=object)]


@pytest.mark.parametrize("container", ["encrypted_zip", "encrypted_workbook"])
def test_a_campaign_copy_becomes_leads_of_a_new_book_and_a_receipt(
    tmp_path: Path, data: Path, container: str
) -> None:
    del data
    given = sent("V3", container=container)
    file, mine = file_of(given, tmp_path), tmp_path / "mine.xlsx"

    said = run("receive", file, "-o", mine, "--as", "John", "--lang", "en", typed=YES)

    assert said.code == 0
    assert said.out.splitlines()[0] == f"{SHARE} is whole and as it was sent."
    assert f"(read them out to the provider to compare): {given.sha256[:12]}\n" in said.out
    assert f"{SHARE}: 2 new rows, 0 rows were there and alike, 0 new to-dos.\n" in said.err
    assert frame(mine, "Leads", "lead_id", "company", "country") == [
        ("LD-0001", "北风 GmbH", "DE 德国"),
        ("LD-0002", "南风 AG", "DE 德国"),
    ]
    receipt = from_json(promised(json.loads((tmp_path / f"{SHARE}.receipt.json").read_bytes())))
    assert receipt is not None
    assert is_genuine(receipt, KEY)
    assert receipt[:5] == (SHARE, given.sha256, "received", True, "John")


def test_a_detailed_copy_brings_the_customer_and_a_to_do_of_the_receivers(
    tmp_path: Path, data: Path
) -> None:
    del data
    file = file_of(sent("V1"), tmp_path)
    mine = written(tmp_path / "mine.xlsx", Customers=[])

    said = run("receive", file, "-o", mine, "--as", "韩梅", "--lang", "en", typed=YES)
    again = run("receive", file, "-o", mine, "--as", "韩梅", "--lang", "en", typed=YES)

    assert (said.code, again.code) == (0, 0)
    assert "1 new rows, 0 rows were there and alike, 1 new to-dos." in said.err
    assert "0 new rows, 1 rows were there and alike, 0 new to-dos." in again.err
    assert frame(mine, "Customers", "customer_id", "company_name_zh", "owner") == [
        ("CUS-2026-001", "北风", "R001")
    ]
    assert frame(mine, "Todos", "customer_id", "todo", "due", "assignee", "status") == [
        ("CUS-2026-001", "发目录", dt.date(2026, 12, 1), "R002", "未完成")
    ]


def test_what_the_receiver_has_is_kept_and_differences_are_listed_once(
    tmp_path: Path, data: Path
) -> None:
    del data
    file = file_of(sent("V1"), tmp_path)
    own = {"customer_id": "cus-2026-001", "company_name_zh": "北风", "market": "南美"}
    mine = written(tmp_path / "mine.xlsx", Customers=[own])

    said = run("receive", file, "-o", mine, "--lang", "en", typed=YES)
    run("receive", file, "-o", mine, "--lang", "en", typed=YES)

    assert "cells are not as in your book: yours were kept" in said.err
    assert frame(mine, "Customers", "market") == [("南美",)]
    listed = frame(mine, "Conflicts", "sheet", "record", "field", "mine", "theirs")
    assert ("Customers", "cus-2026-001", "market", "南美", "欧洲") in listed
    assert len(listed) == len(set(listed))


def test_a_safe_copy_brings_made_up_ids_and_no_band_as_an_amount(
    tmp_path: Path, data: Path
) -> None:
    del data
    file = file_of(sent("V2"), tmp_path)
    mine = tmp_path / "mine.xlsx"

    said = run("receive", file, "-o", mine, "--lang", "en", typed=YES)

    assert said.code == 0
    ((identity, company, amount),) = frame(
        mine, "Customers", "customer_id", "company_name_zh", "last_12m_amount"
    )
    assert identity.startswith("CUS-0000-")
    assert (company, amount) == ("北风", None)
    assert "1 values are general ones" in said.err


def test_who_does_not_agree_gets_nothing(tmp_path: Path, data: Path) -> None:
    del data
    file, mine = file_of(sent(), tmp_path), tmp_path / "mine.xlsx"

    said = run("receive", file, "-o", mine, "--lang", "en", typed=NO)

    assert said.code == 1
    assert "nothing was imported and no receipt written" in said.err
    assert [path.name for path in tmp_path.iterdir()] == ["copy.zip"]


def test_a_file_may_be_refused_with_a_receipt_that_says_so(tmp_path: Path, data: Path) -> None:
    del data
    given = sent()
    file, mine = file_of(given, tmp_path), tmp_path / "mine.xlsx"
    book = given.written(tmp_path / "book.xlsx")

    said = run("receive", file, "-o", mine, "--refuse", "--as", "John", typed=f"{PASSPHRASE}\n")
    booked = run("return-receipt", tmp_path / f"{SHARE}.receipt.json", "-b", book, "--lang", "en")

    assert (said.code, booked.code) == (0, 0)
    assert not mine.exists()
    assert f"{SHARE} is booked as refused: John." in booked.err


def test_a_wrong_passphrase_opens_nothing_and_is_not_repeated(tmp_path: Path, data: Path) -> None:
    del data
    file = file_of(sent(), tmp_path)

    said = run("receive", file, typed="wrong horse battery staple lamp\ny\n")

    assert said.code == 2
    assert "wrong horse" not in said.out + said.err
    assert [path.name for path in tmp_path.iterdir()] == ["copy.zip"]


def test_a_plain_file_and_a_strange_one_are_refused_by_name(tmp_path: Path, data: Path) -> None:
    del data
    plain = tmp_path / "copy.xlsx"
    plain.write_bytes(sent().plain)
    own = written(tmp_path / "own.xlsx").read_bytes()
    strange = tmp_path / "strange.zip"
    strange.write_bytes(archives.sealed(own, container="encrypted_zip", passphrase=PASSPHRASE))

    first, second = run("receive", plain, typed=YES), run("receive", strange, typed=YES)

    assert (first.code, second.code) == (2, 2)
    assert "copy.xlsx is not encrypted, so it is not the file that was sent" in first.err
    assert "strange.zip is no handover copy of Relaybook" in second.err


def test_a_copy_somebody_changed_and_sealed_again_is_refused(tmp_path: Path, data: Path) -> None:
    del data
    changed = filled(sent().plain, "线索", ("B5", "别的公司"), ("A7", "LD-0009"),
                     save=tmp_path / "changed.xlsx")  # fmt: skip
    file = tmp_path / "copy.zip"
    content = changed.read_bytes()
    file.write_bytes(archives.sealed(content, container="encrypted_zip", passphrase=PASSPHRASE))

    said = run("receive", file, typed=YES)

    assert said.code == 2
    assert f"copy.zip ({SHARE}) is not as it was sent, and nothing was imported: " in said.err
    assert "1 rows of the sheet Leads are not as they were sent." in said.err
    assert "The sheet Leads has 1 rows that were not sent." in said.err


@pytest.mark.parametrize("number", ["../../x1", "SH\n1", "C:\\x1", "\u202eSH-1", "9" * 41])
def test_a_number_that_would_name_a_file_elsewhere_is_no_share(
    tmp_path: Path, data: Path, number: str
) -> None:
    del data
    book_ = openpyxl.load_workbook(io.BytesIO(sent().plain))
    [cell] = [row[1] for row in book_["_meta"].iter_rows() if row[0].value == "share_id"]
    cell.value = number
    made = io.BytesIO()
    book_.save(made)
    file = tmp_path / "copy.zip"
    sealed = archives.sealed(made.getvalue(), container="encrypted_zip", passphrase=PASSPHRASE)
    file.write_bytes(sealed)

    said = run("receive", file, "-o", tmp_path / "own.xlsx", typed=YES)

    assert said.code == 2
    assert "copy.zip is no handover copy of Relaybook" in said.err
    assert [path.name for path in tmp_path.iterdir()] == ["copy.zip"]


# What comes back.


def returned(path: Path, **fields: Any) -> Returned:
    found = inspect_here(path, None, DAY, None)
    facts = found.facts
    assert facts is not None
    usual: dict[str, Any] = {
        "share": facts.share_id,
        "key": facts.key,
        "digests": facts.digests,
        "acknowledged": facts.acknowledged,
        "by": "John",
    }
    return Returned(book=found.book, **{**usual, **fields})


def booked(copy: Returned, given: Sent, **sheets: list[dict[str, Any]]) -> Outcome:
    return book_copy(given.book(**sheets), CATALOGUE, SETTINGS, NOW, copy)


def changed(outcome: Outcome) -> list[tuple[str, int, str, Any]]:
    return [(one.sheet, one.row, one.column, one.after) for one in outcome.changes]


def leads(given: Sent, **cells: Any) -> list[dict[str, Any]]:
    first, *rest = given.rows["Leads"]
    return [first | cells, *rest]


def test_feedback_is_taken_by_id_and_an_unticked_cover_confirms_nothing(tmp_path: Path) -> None:
    given = sent()
    copy = filled(given.plain, "线索", ("H5", DAY), ("I5", "H 高"), ("J6", "=1+1"),
                  save=tmp_path / "back.xlsx")  # fmt: skip

    outcome = booked(returned(copy), given)

    assert changed(outcome) == [
        ("Leads", 5, "first_contact_date", DAY),
        ("Leads", 5, "validity", "H 高"),
    ]
    assert list(outcome.notes) == [
        message("receipt.no_tick", share=SHARE),
        message("feedback.taken", share=SHARE, n=2, rated=1),
    ]


def test_a_ticked_cover_books_as_unsigned(tmp_path: Path) -> None:
    given = sent()
    copy = filled(given.plain, "线索", ("J5", "要样品"), save=tmp_path / "back.xlsx")

    outcome = booked(returned(copy, acknowledged=True), given)

    assert {one.column: one.after for one in outcome.changes if one.sheet == "Share"} == {
        "receipt_status": "已确认",
        "receipt_at": NOW,
        "receipt_by": "John（退回副本，无签名回执）",
        "confidential_ack": True,
    }
    assert message("receipt.unsigned", share=SHARE) in outcome.notes
    assert ("Leads", 5, "brief_note", "要样品") in changed(outcome)


def test_corrections_are_taken_where_only_the_receiver_changed_the_cell(tmp_path: Path) -> None:
    given = sent()
    cells = (("B5", "北风工业 GmbH"), ("E5", "轴承；电机"), ("J5", "要样品"))
    copy = filled(given.plain, "线索", *cells, save=tmp_path / "back.xlsx")
    ours = leads(given, product_intent="齿轮", brief_note=None, source="LinkedIn开发")

    outcome = booked(returned(copy), given, Leads=ours)

    assert changed(outcome) == [
        ("Leads", 5, "company", "北风工业 GmbH"),
        ("Leads", 5, "brief_note", "要样品"),
    ]
    assert list(outcome.rows["Conflicts"]) == [
        {
            "sheet": "Leads",
            "record": "LD-0001",
            "field": "product_intent",
            "mine": "齿轮",
            "theirs": "轴承；电机",
        }
    ]


def test_an_emptied_cell_is_listed_and_a_removed_column_says_nothing(tmp_path: Path) -> None:
    given = sent()
    path = filled(given.plain, "线索", ("E5", None), ("B6", "南风 SE"), save=tmp_path / "back.xlsx")
    book_ = openpyxl.load_workbook(path)
    book_["线索"].delete_cols(4)
    book_.save(path)

    outcome = booked(returned(path), given)

    assert changed(outcome) == [("Leads", 6, "company", "南风 SE")]
    assert list(outcome.rows["Conflicts"]) == [
        {"sheet": "Leads", "record": "LD-0001", "field": "product_intent", "mine": "轴承",
         "theirs": None}
    ]  # fmt: skip


def test_a_number_that_stands_twice_with_different_values_is_not_read(tmp_path: Path) -> None:
    given = sent()
    copy = filled(given.plain, "线索", ("A6", "LD-0001"), ("B5", "北风 SE"),
                  save=tmp_path / "back.xlsx")  # fmt: skip

    outcome = booked(returned(copy), given)

    assert changed(outcome) == []
    assert message("feedback.doubled", n=1) in outcome.notes


def test_an_id_typed_in_another_case_is_the_same_row(tmp_path: Path) -> None:
    given = sent()
    copy = filled(given.plain, "线索", ("A5", " ld-0001"), ("J5", "要样品"),
                  save=tmp_path / "back.xlsx")  # fmt: skip

    outcome = booked(returned(copy), given)

    assert changed(outcome) == [("Leads", 5, "brief_note", "要样品")]
    assert outcome.rows == {}


def test_a_new_owner_a_new_id_and_rows_of_others_are_never_taken(tmp_path: Path) -> None:
    given = sent()
    copy = filled(given.plain, "线索", ("A6", "LD-0003"), ("F5", "李雷"), ("B6", "别的"),
                  save=tmp_path / "back.xlsx")  # fmt: skip
    third = {"lead_id": "LD-0003", "company": "秘密", "lead_status": "新建"}

    outcome = booked(returned(copy), given, Leads=[*given.rows["Leads"], third])

    assert changed(outcome) == []
    assert message("feedback.strange", n=1) in outcome.notes
    assert message("feedback.gone", n=1) in outcome.notes


def test_general_values_are_never_written_back(tmp_path: Path) -> None:
    given = sent("V2")
    found = inspect_here(_saved(given.plain, tmp_path), None, DAY, None).book
    layout = found.layouts["Customers"]
    column = layout.columns
    letters = {key: _letter(number) for key, number in column.items()}
    row = int(found.sheets["Customers"].index[0])
    copy = filled(
        given.plain,
        layout.tab,
        (f"{letters['last_12m_amount']}{row}", "5k"),
        (f"{letters['need_description']}{row}", "关注交期"),
        save=tmp_path / "back.xlsx",
    )

    outcome = booked(returned(copy), given)

    assert changed(outcome) == [("Customers", 5, "need_description", "关注交期")]
    assert message("feedback.kept", n=1) in outcome.notes


def test_the_same_copy_a_second_time_changes_nothing(tmp_path: Path) -> None:
    given = sent()
    copy = returned(
        filled(
            given.plain, "线索", ("I5", "H 高"), ("J5", "要价15.5美金"), save=tmp_path / "b.xlsx"
        )
    )
    first = booked(copy, given)
    after = leads(given, **{one.column: one.after for one in first.changes})

    second = booked(copy, given, Leads=after)

    assert len(first.changes) == 2
    assert (list(second.changes), second.rows) == ([], {})


def test_a_copy_of_another_book_or_of_a_closed_share_is_refused(tmp_path: Path) -> None:
    given = sent()
    copy = returned(_saved(given.plain, tmp_path))
    share = given.rows["Share"][0]

    with pytest.raises(RefusedError, match="did not leave from this book"):
        booked(copy, given, Share=[share | {"receipt_key": "c3" * 32}])
    with pytest.raises(RefusedError, match=f"has no share {OTHER}"):
        booked(returned(_saved(given.plain, tmp_path), share=OTHER), given)
    with pytest.raises(RefusedError, match="comes too late"):
        booked(copy, given, Share=[share | {"expires": dt.date(2026, 11, 21)}])
    with pytest.raises(RefusedError, match="booked as refused already"):
        booked(copy, given, Share=[share | {"receipt_status": "拒收"}])


def test_a_confirmed_share_still_takes_feedback(tmp_path: Path) -> None:
    given = sent()
    copy = filled(given.plain, "线索", ("I6", "低"), save=tmp_path / "back.xlsx")
    share = given.rows["Share"][0] | {"receipt_status": "已确认"}

    outcome = booked(returned(copy, acknowledged=True), given, Share=[share])

    assert changed(outcome) == [("Leads", 6, "validity", "L 低")]
    assert outcome.notes[0] == message("receipt.has_one", share=SHARE)


def test_the_receivers_own_book_brings_feedback_and_lists_what_nobody_can_tell(
    tmp_path: Path, data: Path
) -> None:
    del data
    given = sent()
    book = given.written(tmp_path / "book.xlsx")
    first, second = given.rows["Leads"]
    rows = [first | {"validity": "H 高", "source": None}, second | {"company": "南风工业"}]
    own = written(tmp_path / "own.xlsx", Leads=rows)

    unnamed = run("return-receipt", own, "-b", book)
    named = run("return-receipt", own, "-b", book, "--share", SHARE, "--lang", "en")

    assert unnamed.code == 2
    assert "name the share with --share" in unnamed.err
    assert named.code == 0
    assert frame(book, "Leads", "validity", "company") == [("H 高", "北风 GmbH"), (None, "南风 AG")]
    assert frame(book, "Conflicts", "record", "field", "mine", "theirs") == [
        ("LD-0002", "company", "南风 AG", "南风工业")
    ]
    assert frame(book, "Share", "receipt_status") == [("待确认",)]


def _saved(content: bytes, folder: Path) -> Path:
    path = folder / "copy.xlsx"
    path.write_bytes(content)
    return path


def _letter(number: int) -> str:
    return str(get_column_letter(number))
