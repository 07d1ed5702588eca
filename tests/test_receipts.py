"""Receipts booked: genuine ones, and each way in which one can be wrong."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.share_books import (
    CATALOGUE,
    KEY,
    NOW,
    OTHER,
    SETTINGS,
    SHARE,
    approved,
    asked,
    book,
    released,
    run,
    written,
)
from validation.errors import RefusedError
from validation.handover.accepting import Booked, Spoken, book_code, book_receipt
from validation.handover.receipt import Receipt, as_json, receipt_code, signed
from validation.messages import Text, message

if TYPE_CHECKING:
    from pathlib import Path

    from validation.changes import Outcome

SHA = "0f" * 32
OTHER_KEY = "c3" * 32
AT = dt.datetime(2026, 11, 23, 1, 30, tzinfo=dt.UTC)
PAST = dt.date(2026, 11, 21)


def receipt(key: str = KEY, **fields: Any) -> Receipt:
    usual = Receipt(SHARE, SHA, "received", acknowledged=True, by="R002", at=AT)
    return signed(usual._replace(**fields), key)


def booked(given: Receipt, *shares: dict[str, Any]) -> Outcome:
    return book_receipt(book(*shares), CATALOGUE, SETTINGS, NOW, given)


def cells(outcome: Outcome) -> dict[str, Any]:
    return {one.column: one.after for one in outcome.changes}


def refused(key: str, **facts: object) -> Text:
    text = message(key, **facts)
    return Text(text.zh.rstrip("。"), text.en.rstrip("."))


def test_a_genuine_receipt_confirms_the_share_in_company_time() -> None:
    outcome = booked(receipt(), released())

    assert cells(outcome) == {
        "receipt_status": "已确认",
        "receipt_at": dt.datetime(2026, 11, 23, 9, 30),  # noqa: DTZ001  # company time
        "receipt_by": "R002",
        "confidential_ack": True,
    }
    assert outcome.answer == Booked(SHARE, "confirmed", None)
    assert list(outcome.notes) == [message("receipt.confirmed", share=SHARE, who="R002")]


def test_a_receiver_may_refuse_the_file() -> None:
    outcome = booked(receipt(answer="refused", acknowledged=False), released())

    assert cells(outcome)["receipt_status"] == "拒收"
    assert "confidential_ack" not in cells(outcome)


@pytest.mark.parametrize(
    "moment",
    [dt.datetime(2026, 11, 19, 9, tzinfo=dt.UTC), dt.datetime(2026, 12, 1, tzinfo=dt.UTC)],
)
def test_a_receivers_clock_before_the_share_or_in_the_future_gives_way_to_ours(
    moment: dt.datetime,
) -> None:
    outcome = booked(receipt(at=moment), released())

    assert cells(outcome)["receipt_at"] == NOW
    said = (moment + dt.timedelta(hours=8)).replace(tzinfo=None)
    assert outcome.notes[-1] == message("receipt.clock", share=SHARE, said=said, at=NOW)


TAKEN: dict[str, Any] = {"receipt_at": NOW, "receipt_by": "R002"}
GOOD = receipt()
SECOND = released(OTHER, receipt_key=OTHER_KEY)


@pytest.mark.parametrize(
    ("given", "row", "key", "facts"),
    [
        (receipt("00" * 32), released(), "forged", {}),
        (GOOD._replace(mac=""), released(), "forged", {}),
        (GOOD._replace(by="M001"), released(), "forged", {}),
        (GOOD._replace(answer="refused"), released(), "forged", {}),
        (GOOD._replace(file_sha256="1f" * 32), released(), "forged", {}),
        (GOOD._replace(at=AT + dt.timedelta(days=1)), released(), "forged", {}),
        (receipt(OTHER_KEY, share=OTHER)._replace(share=SHARE), released(), "swapped",
         {"other": OTHER}),
        (receipt(share="SH-20260101-009"), released(), "unknown_share",
         {"share": "SH-20260101-009"}),
        (GOOD, released(receipt_key=None), "no_key", {}),
        (GOOD, asked(), "is_asked", {}),
        (receipt(OTHER_KEY, share=OTHER)._replace(share=SHARE), asked(), "swapped",
         {"other": OTHER}),
        (receipt(file_sha256="1f" * 32), released(), "other_file",
         {"theirs": "1f" * 6, "ours": "0f" * 6}),
        (receipt(acknowledged=False), released(), "not_acknowledged", {}),
        (GOOD, released(receipt_status="已确认", **TAKEN), "is_confirmed",
         {"who": "R002", "at": NOW}),
        (GOOD, released(receipt_status="拒收", **TAKEN), "is_rejected",
         {"who": "R002", "at": NOW}),
        (GOOD, released(expires=PAST), "is_expired", {"expires": PAST}),
        (receipt(at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC)), released(expires=PAST),
         "is_expired", {"expires": PAST}),
        (GOOD, asked(receipt_key=KEY), "is_asked", {}),
        (GOOD, approved(receipt_key=KEY), "is_approved", {}),
        (GOOD, asked(receipt_key=KEY, receipt_status="拒收"), "is_refused", {}),
        (GOOD, approved(receipt_key=KEY, expires=PAST), "is_lapsed", {}),
    ],
)  # fmt: skip
def test_a_receipt_that_is_wrong_changes_nothing_and_says_why(
    given: Receipt, row: dict[str, Any], key: str, facts: dict[str, Any]
) -> None:
    with pytest.raises(RefusedError) as caught:
        booked(given, row, SECOND)

    assert caught.value.facts["reason"] == refused(f"receipt.{key}", **{"share": SHARE, **facts})


def test_a_clock_at_the_end_of_time_gives_way_to_ours() -> None:
    last = dt.datetime(9999, 12, 31, 23, 59, tzinfo=dt.UTC)
    first = dt.datetime(1, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=14)))

    assert cells(booked(receipt(at=last), released()))["receipt_at"] == NOW
    assert cells(booked(receipt(at=first), released()))["receipt_at"] == NOW


def test_a_receipt_given_in_time_may_be_booked_after_the_last_day() -> None:
    expires = dt.date(2026, 11, 23)
    late = dt.datetime(2026, 12, 20, 10, 0)  # noqa: DTZ001  # company time
    given = book(released(expires=expires))

    outcome = book_receipt(given, CATALOGUE, SETTINGS, late, receipt())

    assert cells(outcome)["receipt_status"] == "已确认"


def test_a_receipt_of_the_first_file_does_not_confirm_one_that_was_sent_again() -> None:
    again = released(file_sha256="2e" * 32)

    with pytest.raises(RefusedError, match="is for another file"):
        booked(receipt(), again)
    with pytest.raises(RefusedError, match="was not made with the file"):
        booked(receipt(), released(receipt_key=OTHER_KEY))


def test_two_receivers_have_a_receipt_each() -> None:
    shares = (released(), SECOND)

    first = booked(receipt(), *shares)
    second = booked(receipt(OTHER_KEY, share=OTHER, by="R003"), *shares)

    assert {one.row for one in first.changes} == {5}
    assert {one.row for one in second.changes} == {6}
    assert cells(second)["receipt_by"] == "R003"


def test_a_code_read_out_books_as_spoken() -> None:
    said = receipt_code(KEY).lower().replace("-", "")
    outcome = book_code(book(released()), CATALOGUE, SETTINGS, NOW, Spoken(SHARE, said, "韩梅"))

    assert cells(outcome)["receipt_by"] == "韩梅（口头确认码）"
    assert outcome.notes[-1] == message("receipt.spoken", share=SHARE)


@pytest.mark.parametrize(
    ("spoken", "row", "key", "facts"),
    [
        (Spoken(SHARE, "AAA-AAA", "x"), released(), "wrong_code", {}),
        (Spoken(SHARE, "", "x"), released(receipt_key=None, receipt_code=None), "wrong_code", {}),
        (Spoken("SH-1", "AAA-AAA", "x"), released(), "unknown_share", {"share": "SH-1"}),
        (Spoken(SHARE, receipt_code(KEY), "x"), released(expires=PAST), "is_expired",
         {"expires": PAST}),
        (Spoken(SHARE, receipt_code(KEY), "x"), released(receipt_status="已确认", **TAKEN),
         "is_confirmed", {"who": "R002", "at": NOW}),
    ],
)  # fmt: skip
def test_a_code_that_is_wrong_or_late_changes_nothing(
    spoken: Spoken, row: dict[str, Any], key: str, facts: dict[str, Any]
) -> None:
    with pytest.raises(RefusedError) as caught:
        book_code(book(row), CATALOGUE, SETTINGS, NOW, spoken)

    assert caught.value.facts["reason"] == refused(f"receipt.{key}", **{"share": SHARE, **facts})


def test_the_command_books_a_receipt_once_and_undo_takes_it_back(
    tmp_path: Path, data: Path
) -> None:
    del data
    path = written(tmp_path / "book.xlsx", released())
    file = tmp_path / "receipt.json"
    file.write_text(json.dumps(as_json(receipt())), encoding="utf-8")
    command = ("return-receipt", file, "-b", path, "--lang", "en")

    tried = run(*command, "--dry-run")
    before = path.read_bytes()
    first, second = run(*command), run(*command)
    undone = run("undo", path)

    assert (tried.code, first.code, second.code, undone.code) == (0, 0, 2, 0)
    assert f"{SHARE} is booked as received: R002.\n" in first.err
    assert "a receipt is booked once" in second.err
    assert path.read_bytes() == before
    assert run(*command).code == 0


def test_the_command_takes_a_spoken_code_or_a_file_and_not_both(tmp_path: Path, data: Path) -> None:
    del data
    path = written(tmp_path / "book.xlsx", released())
    code = ("--share", SHARE, "--code", receipt_code(KEY), "--by", "韩梅")

    with pytest.raises(Exception, match="Give a receipt or a returned copy"):
        run("return-receipt", "-b", path, *code[:4], "--lang", "en")
    with pytest.raises(Exception, match="Give a receipt or a returned copy"):
        run("return-receipt", path, "-b", path, *code, "--lang", "en")
    assert run("return-receipt", "-b", path, *code, "--lang", "en").code == 0


@pytest.mark.parametrize(
    "content", ["{", "[]", "{}", '{"schema": "relaybook.receipt/1"}', "9" * 70_000]
)
def test_a_file_that_is_no_receipt_is_refused_by_name(
    tmp_path: Path, data: Path, content: str
) -> None:
    del data
    path = written(tmp_path / "book.xlsx", released())
    file = tmp_path / "receipt.json"
    file.write_text(content, encoding="utf-8")

    said = run("return-receipt", file, "-b", path)

    assert said.code == 2
    assert "receipt.json" in said.err
    assert "it is no receipt of Relaybook or is torn" in said.err
    assert "Excel" not in said.err


def test_a_file_that_is_no_workbook_is_refused_without_asking_for_a_passphrase(
    tmp_path: Path, data: Path
) -> None:
    del data
    path = written(tmp_path / "book.xlsx", released())
    file = tmp_path / "note.txt"
    file.write_text("hello", encoding="utf-8")

    said = run("return-receipt", file, "-b", path)

    assert said.code == 2
    assert "what is in it is no workbook" in said.err
