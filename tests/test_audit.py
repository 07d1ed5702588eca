"""The audit of a book: each entry carries the hash of the one before it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from validation import catalogue
from validation.book import Book, Origin
from workbook import audit
from workbook.audit import Chain, Problem, audit_file, next_row
from workbook.keeping import index
from workbook.keeping.index import Head
from workbook.reader import open_book
from workbook.template import write_book
from workbook.template.plan import Content

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tests.office import Office

pytestmark = pytest.mark.usefixtures("data")

NOW = dt.datetime(2026, 11, 22, 2, 30, 15, 700_000, tzinfo=dt.UTC)
BOOK = "0123456789abcdef"
CHAIN = Chain(catalogue.load(), "Audit")


def book(rows: Sequence[dict[str, Any]] = (), *, language: str = "both") -> Book:
    frame = pd.DataFrame(list(rows), dtype=object)
    frame.index += 5
    origin = Origin(path="b.xlsx", format="xlsx", book_id=BOOK, language=language)
    return Book(sheets={"Audit": frame} if rows else {}, layouts={}, origin=origin)


def local(at: str) -> dt.datetime:
    """Return a time as a cell holds it: without a zone."""
    return dt.datetime.fromisoformat(at)


def ledger(count: int = 5) -> list[dict[str, Any]]:
    """Return so many entries, each chained to the one before."""
    rows: list[dict[str, Any]] = []
    for number in range(count):
        at = NOW + dt.timedelta(hours=number)
        told = {"actor": "li@desk R001", "action": "FIX", "object": f'{number + 1} 格, "x"'}
        rows.append(dict(next_row(book(rows), now=at, **told)))
    return rows


def written(path: Path, rows: Sequence[dict[str, Any]], book_id: str = BOOK) -> Path:
    frames = {"Audit": pd.DataFrame(list(rows), dtype=object)}
    write_book(path, catalogue.load(), content=Content(frames=frames, book_id=book_id))
    return path


def told(problems: Sequence[Problem]) -> list[tuple[str, int, int]]:
    return [(problem.what, problem.seq, problem.row) for problem in problems]


def broken(
    rows: Sequence[dict[str, Any]], book_id: str | None = BOOK
) -> list[tuple[str, int, int]]:
    frame = pd.DataFrame(list(rows), dtype=object)
    frame.index += 5
    return told(audit.verification.broken(CHAIN, CHAIN.links(frame), book_id))


def test_an_entry_says_who_did_what_in_the_companys_time_and_the_books_language() -> None:
    [first] = ledger(1)

    genesis = hashlib.sha256(f"relaybook.chain/1\nAudit\n{BOOK}".encode()).hexdigest()
    assert first == {
        "seq": 1,
        "at": local("2026-11-22 10:30:15"),
        "actor": "li@desk R001",
        "action": "自动修正 Fixed",
        "object": '1 格, "x"',
        "prev_hash": genesis,
    }
    chinese = next_row(book(language="zh"), now=NOW, actor="a", action="FIX", object="b")
    assert chinese["action"] == "自动修正"


def test_the_hash_of_an_entry_is_that_of_its_written_form() -> None:
    first, second = ledger(2)

    form = [
        ["seq", "1"],
        ["at", "2026-11-22T10:30:15"],
        ["actor", "li@desk R001"],
        ["action", "FIX"],
        ["object", '1 格, "x"'],
        ["prev_hash", first["prev_hash"]],
    ]
    plain = json.dumps(form, ensure_ascii=False, separators=(",", ":")).encode()
    assert second["prev_hash"] == hashlib.sha256(plain).hexdigest()
    assert second["seq"] == 2


@pytest.mark.parametrize(
    "saved",
    [
        {"seq": 3.0},
        {"seq": "3"},
        {"at": local("2026-11-22 12:30:14.999999")},
        {"at": "2026-11-22 12:30:15"},
        {"action": "Fixed"},
        {"action": "自动修正"},
        {"object": '  3 格, "x"\r\n'},
        {"custom": "a remark in a column of the team's own"},
    ],
    ids=str,
)
def test_what_saving_in_another_program_changes_does_not_break_the_chain(
    saved: dict[str, Any],
) -> None:
    rows = ledger()
    rows[2] |= saved

    assert broken(rows) == []


@pytest.mark.parametrize(
    "done",
    [
        {"at": local("2026-11-22 12:30:16")},
        {"actor": "wang@desk R001"},
        {"action": "CLAIM"},
        {"object": None},
        {"object": '3 格, "X"'},
    ],
    ids=str,
)
def test_a_changed_entry_is_named(done: dict[str, Any]) -> None:
    rows = ledger()
    rows[2] |= done

    assert broken(rows) == [("changed", 3, 7)]


def without(*gone: int) -> Callable[[list[dict[str, Any]]], list[dict[str, Any]]]:
    return lambda rows: [row for row in rows if row["seq"] not in gone]


def renumbered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row | {"seq": number} for number, row in enumerate(rows, 1)]


@pytest.mark.parametrize(
    ("done", "named"),
    [
        (without(), []),
        (without(5), []),
        (without(3), [("missing", 3, 0)]),
        (without(1, 2), [("missing", 1, 0)]),
        (lambda rows: rows[::-1], [("reordered", 4, 6)]),
        (lambda rows: [*rows[:2], rows[3], rows[2], rows[4]], [("reordered", 3, 8)]),
        (lambda rows: [*rows[:3], dict(rows[2]), *rows[3:]], [("repeated", 3, 8)]),
        (lambda rows: [*rows, rows[2] | {"seq": None}], [("unnumbered", 0, 10)]),
        (lambda rows: [*rows, rows[2] | {"seq": "三"}], [("unnumbered", 0, 10)]),
        (lambda rows: [rows[0] | {"prev_hash": "0" * 64}, *rows[1:]],
         [("changed", 1, 5), ("changed", 1, 5)]),
        (lambda rows: [*rows[:2], {}, *rows[2:]], []),
    ],
    ids=["whole", "cut off", "one gone", "beginning gone", "upside down", "two swapped",
         "copied", "no number", "number a word", "link changed", "blank row"],
)  # fmt: skip
def test_the_first_broken_entry_is_named_and_how(
    done: Callable[[list[dict[str, Any]]], list[dict[str, Any]]],
    named: list[tuple[str, int, int]],
) -> None:
    assert broken(done(ledger())) == named


def test_an_entry_put_in_between_with_all_later_numbers_moved_is_found() -> None:
    rows = ledger()
    forged = rows[2] | {"actor": "forged"}

    problems = broken(renumbered([*rows[:2], forged, *rows[2:]]))

    assert problems[0] == ("inserted", 3, 7)


def test_an_entry_taken_out_with_all_later_numbers_moved_is_found() -> None:
    assert broken(renumbered(without(3)(ledger())))[0] == ("changed", 2, 6)


def test_the_ledger_of_another_book_does_not_fit() -> None:
    assert broken(ledger(), book_id="another") == [("changed", 1, 5)]


def test_a_ledger_begun_before_the_book_had_its_id_fits() -> None:
    rows = [dict(next_row(Book(sheets={}, layouts={}, origin=Origin(path="", format="xlsx")),
                          now=NOW, actor="a", action="CHECK", object="b"))]  # fmt: skip

    assert broken(rows) == []


def test_the_pool_ledger_is_chained_the_same_way() -> None:
    chain = Chain(catalogue.load(), "PoolLog")
    row = {"event_id": 1, "at": local("2026-11-20 09:00"), "customer_id": "CUS-2024-001",
           "action": "ASSIGN", "to_rep": "R002", "prev_hash": chain.genesis(BOOK)}  # fmt: skip
    frame = pd.DataFrame([row], index=[5], dtype=object)

    assert chain.next(frame, BOOK) == (2, chain.digest(row))
    assert chain.digest(row) == chain.digest(row | {"reason": None, "action": "分配"})
    assert chain.digest(row) != chain.digest(row | {"to_rep": "R003"})


# ---- files


def test_an_untouched_book_is_whole(tmp_path: Path) -> None:
    audited = audit_file(written(tmp_path / "b.xlsx", ledger()), now=NOW)

    assert (audited.book_id, audited.entries, audited.problems) == (
        BOOK, {"PoolLog": 0, "Audit": 5}, (),
    )  # fmt: skip
    assert audited.text.en == (
        f"{tmp_path / 'b.xlsx'}: the audit chain is whole (PoolLog 0, Audit 5 entries)."
    )


def test_a_book_without_entries_says_so(tmp_path: Path) -> None:
    audited = audit_file(written(tmp_path / "b.xlsx", []), now=NOW)

    assert audited.text.en == f"{tmp_path / 'b.xlsx'}: there is no audit entry yet."


def test_a_book_with_a_changed_entry_says_which(tmp_path: Path) -> None:
    rows = ledger()
    rows[1]["actor"] = "somebody else"

    audited = audit_file(written(tmp_path / "b.xlsx", rows), now=NOW)

    [problem] = audited.problems
    assert problem.text.en == (
        "Entry 2 of Audit (row 6) is not what it was when entry 3 was written: it was changed, "
        "or entries between the two were taken out."
    )
    assert audited.text.en == (
        f"{tmp_path / 'b.xlsx'}: the audit chain (PoolLog 0, Audit 5 entries) is broken; problems "
        "found: 1. Compare with the copies on colleagues' computers."
    )


def test_an_old_copy_is_noticed(tmp_path: Path) -> None:
    audit_file(written(tmp_path / "new.xlsx", ledger(5)), now=NOW)

    audited = audit_file(written(tmp_path / "old.xlsx", ledger(3)), now=NOW)

    assert told(audited.problems) == [("older", 4, 0)]
    assert audited.problems[0].text.en == (
        "Audit ends at entry 3, but entry 5 was seen on this computer on 2026-11-22 02:30 UTC: "
        "this may be an old copy, or its last entries were cut off."
    )
    assert told(audit_file(tmp_path / "new.xlsx", now=NOW).problems) == []


def test_a_change_of_the_last_entry_is_noticed(tmp_path: Path) -> None:
    rows = ledger()
    audit_file(written(tmp_path / "b.xlsx", rows), now=NOW)
    rows[4]["object"] = "nothing"

    audited = audit_file(written(tmp_path / "b.xlsx", rows), now=NOW)

    assert told(audited.problems) == [("other", 5, 9)]


def test_the_entry_just_written_is_missed_when_it_is_cut_off(tmp_path: Path) -> None:
    rows = ledger(3)
    audit.remember(BOOK, rows[2], now=NOW)

    audited = audit_file(written(tmp_path / "b.xlsx", rows[:2]), now=NOW)

    assert told(audited.problems) == [("older", 3, 0)]
    assert [head.seq for head in index.heads(BOOK, "Audit")] == [3]


def test_a_book_without_an_id_is_not_remembered(tmp_path: Path) -> None:
    rows = [dict(row) for row in ledger(2)]

    audit_file(written(tmp_path / "b.xlsx", rows, book_id=""), now=NOW)

    assert index.heads("", "Audit") == []


def test_heads_are_bounded() -> None:
    for seq in range(1, 1_006):
        index.remember_head(BOOK, "Audit", Head(seq, f"{seq}", NOW))

    assert [head.seq for head in index.heads(BOOK, "Audit")] == list(range(6, 1_006))


def test_saving_in_libreoffice_does_not_break_the_chain(tmp_path: Path, office: Office) -> None:
    rows = ledger(4)
    rows[3]["object"] = "两行\nzwei Zeilen  007"
    rows.append(dict(next_row(book(rows), now=NOW, actor="王@桌", action="EXPORT_V2", object="7")))
    rows.append(dict(next_row(book(rows), now=NOW, actor="a", action="UNDO", object="=1+1")))
    source = written(tmp_path / "b.xlsx", rows)

    with office.open(source) as document:
        document.save_as(tmp_path / "saved.xlsx")

    assert audit_file(tmp_path / "saved.xlsx", now=NOW).problems == ()
    digests = [
        CHAIN.links(open_book(path).sheets["Audit"]) for path in (source, tmp_path / "saved.xlsx")
    ]
    assert digests[0] == digests[1]
    assert len(digests[0]) == 6
