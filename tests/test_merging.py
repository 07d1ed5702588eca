"""Records of one customer made one: what each column becomes, what moves, what is refused."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import validation.merging
from tests.books import Record, at, book_of
from validation.catalogue import Kind, load
from validation.checks import check
from validation.errors import RefusedError
from validation.fixes import applied
from validation.merging import NotOne, Request, former_ids, merge, not_duplicates
from validation.plaintext import shown
from validation.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from validation.book import Book
    from validation.changes import Outcome

NOW = at("2026-11-22 10:30")
A, B, C = "CUS-2026-001", "CUS-2026-002", "CUS-2026-003"
DEFAULT = Settings.default()


def customer(identity: str, **cells: Any) -> Record:
    return {"customer_id": identity, **cells}


def merged(book: Book, *others: str, keep: str = A, **options: Any) -> Outcome:
    return merge(book, load(), DEFAULT, NOW, Request(keep, others or (B,), **options))


def kept(outcome: Outcome) -> Mapping[str, Any]:
    """Return the new values of the row that stays, which is the first."""
    return {c.column: c.after for c in outcome.changes if (c.sheet, c.row) == ("Customers", 5)}


def refusal(book: Book, *others: str, **options: Any) -> str:
    with pytest.raises(RefusedError) as caught:
        merged(book, *others, **options)
    return caught.value.text.en


@pytest.mark.parametrize(
    ("column", "mine", "theirs", "after"),
    [
        ("company_name_en", "Nord GmbH", "NORD", None),
        ("company_name_zh", None, "北风", "北风"),
        ("industry", "old", "new", "new"),
        ("main_business", "tools", "tools and garden tools", "tools and garden tools"),
        ("stage", "S9", "S3", "S3"),
        ("stage", "S8", "S1", None),
        ("grade_system", "C", "A", "A"),
        ("last_contact_date", dt.date(2026, 5, 1), dt.date(2026, 5, 20), dt.date(2026, 5, 20)),
        ("created_date", dt.date(2026, 5, 1), dt.date(2025, 5, 20), dt.date(2025, 5, 20)),
        ("last_12m_amount", 0.1, 0.2, 0.3),
        ("last_12m_amount", 1000, 500, 1500),
        ("last_12m_amount", "USD 1000", 500, None),
        ("rfm_r", 3, 5, 5),
        ("tags", "A; B", "b; C", "A; B; C"),
        ("key_comm_summary", "Wants samples", "Asked for price", "Wants samples\nAsked for price"),
        ("key_comm_summary", "x" * 200, "y" * 201, "y" * 201),
        ("record_sensitivity", "普通", "禁止外发", "禁止外发"),
        ("owner", None, "R001", "R001"),
        ("owner", "R001", None, None),
        ("source_id", "ALFKI", "BOLID", f"ALFKI; BOLID; {B}"),
        ("our own text", "red", "blue; red", "red; blue"),
        ("our own number", 7, 8, None),
        ("our own number", None, 8, 8),
    ],
)
def test_a_column_is_merged_by_its_rule(column: str, mine: Any, theirs: Any, after: Any) -> None:
    fresh = {"updated_at": at("2026-11-01")}
    book = book_of(
        {"Customers": [customer(A, **{column: mine}), customer(B, **{column: theirs, **fresh})]}
    )

    found = {key: v for key, v in kept(merged(book)).items() if key == column}

    assert found == ({} if after is None else {column: after})


def test_cells_that_explain_another_go_with_it() -> None:
    book = book_of(
        {
            "Customers": [
                customer(A, annual_purchase=5, annual_purchase_currency="EUR", stage="S9",
                         lost_reason="价格", stage_since=dt.date(2026, 1, 1)),
                customer(B, annual_purchase=7, updated_at=at("2026-11-01"), stage="S4",
                         stage_since=dt.date(2026, 9, 1)),
            ]
        }
    )  # fmt: skip

    outcome = merged(book)

    assert kept(outcome) == {
        "annual_purchase": 7,
        "annual_purchase_currency": None,
        "stage": "S4",
        "lost_reason": None,
        "stage_since": dt.date(2026, 9, 1),
        "updated_at": at("2026-11-01"),
        "source_id": B,
    }
    assert outcome.rows["Conflicts"] == [
        {"sheet": "Customers", "record": A, "field": "stage", "mine": "S9", "theirs": "S4",
         "decision": "S4"},
        {"sheet": "Customers", "record": A, "field": "stage_since", "mine": "2026-01-01",
         "theirs": "2026-09-01", "decision": "2026-09-01"},
        {"sheet": "Customers", "record": A, "field": "lost_reason", "mine": "价格"},
        {"sheet": "Customers", "record": A, "field": "annual_purchase", "mine": "5",
         "theirs": "7", "decision": "7"},
        {"sheet": "Customers", "record": A, "field": "annual_purchase_currency", "mine": "EUR"},
    ]  # fmt: skip
    assert outcome.rows["StageLog"] == [
        {"customer_id": A, "stage_from": "S9", "stage_to": "S4", "changed_at": NOW}
    ]


def test_every_column_of_a_customer_has_a_rule_and_a_reason() -> None:
    table = Path(validation.merging.__file__).with_name("merging.csv")
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = load().sheets["Customers"].by_key

    assert [row["key"] for row in rows] == list(columns)
    assert [row["key"] for row in rows if not row["reason"]] == []
    for row in rows:
        words = load().vocabulary(columns[row["key"]])
        codes = set(words.words) if words and row["order"] else set()
        assert {code.strip() for code in row["order"].split(";") if code} == codes


def test_rows_of_every_sheet_follow_their_customer() -> None:
    links = [
        (sheet.key, field.key)
        for sheet in load().sheets.values()
        for field in sheet.fields
        if field.refers_to == "Customers.customer_id" and sheet.kind == "data"
    ]
    book = book_of(
        {"Customers": [customer(A), customer(B), customer(C)]}
        | {sheet: [{column: f" {B.lower()}"}, {column: C}] for sheet, column in links}
    )

    outcome = merged(book)

    moved = [(c.sheet, c.row, c.column, c.after) for c in outcome.changes if c.sheet != "Customers"]
    assert sorted(moved) == sorted((sheet, 5, column, A) for sheet, column in dict(links).items())
    assert len(links) >= 14
    assert outcome.emptied == {"Customers": [6]}


def test_ledgers_stay_and_the_check_knows_whose_they_are() -> None:
    log: list[Record] = [{"event_id": 1, "customer_id": B, "action": "领取"}]
    stages = [{"customer_id": B, "stage_to": "S1"}]
    book = book_of({"Customers": [customer(A), customer(B)], "PoolLog": log, "StageLog": stages})

    outcome = merged(book)
    after = result(book, outcome)

    assert [c for c in outcome.changes if c.sheet in ("PoolLog", "StageLog")] == []
    assert [note.en for note in outcome.notes] == [
        (
            "2 rows of the ledgers keep the old id, because a ledger is not rewritten; the column"
            f" Source id says that they belong to {A}."
        )
    ]
    found = check(after, load(), settings=DEFAULT, today=NOW.date())
    assert [f for f in found if f.code == "R601"] == []
    assert former_ids(after.sheets["Customers"]) == {"cus-2026-002": A}


def test_one_contact_is_the_first_and_equal_ones_are_named() -> None:
    contacts: list[Record] = [
        {"contact_id": "CON-1", "customer_id": A, "contact_name": "Li", "is_primary": "是"},
        {"contact_id": "CON-2", "customer_id": B, "contact_name": "li ", "is_primary": True},
        {"contact_id": "CON-3", "customer_id": B, "contact_name": "Wu", "is_primary": False},
    ]
    book = book_of({"Customers": [customer(A), customer(B)], "Contacts": contacts})

    outcome = merged(book)

    flags = [(c.row, c.before, c.after) for c in outcome.changes if c.column == "is_primary"]
    assert flags == [(6, True, False)]
    assert [note.en for note in outcome.notes] == [
        (
            "The contacts CON-1 and CON-2 may be one person (li); they were not merged."
            " Please look at them."
        )
    ]


def test_a_name_the_customer_did_not_have_becomes_a_title() -> None:
    book = book_of(
        {
            "Customers": [
                customer(A, company_name_en="Nord GmbH", website="https://nord.de"),
                customer(B, company_name_en="Nord Handel GmbH", company_name_zh="北风",
                         website="https://www.nordhandel.de/x"),
            ],
            "Titles": [{"title_id": "TTL-07", "customer_id": B, "title_name": "NORD gmbh"}],
        }
    )  # fmt: skip

    assert merged(book).rows["Titles"] == [
        {"title_id": "TTL-08", "customer_id": A, "title_name": "Nord Handel GmbH",
         "domain": "nordhandel.de"},
    ]  # fmt: skip


def test_an_owner_who_gives_way_is_told_in_the_ledger_and_goes_on_as_collaborator() -> None:
    book = book_of(
        {
            "Customers": [
                customer(A, owner="R001", pool_status="私海", protect_until=dt.date(2026, 1, 1)),
                customer(B, owner="R002", owner_since=at("2026-03-01"),
                         protect_until=dt.date(2026, 12, 31)),
            ]
        }
    )  # fmt: skip

    outcome = merged(book, owner="r002")

    assert kept(outcome) == {
        "owner": "R002",
        "pool_status": "保护中",
        "collaborators": "R001",
        "owner_since": at("2026-03-01"),
        "protect_until": dt.date(2026, 12, 31),
        "source_id": B,
    }
    assert outcome.rows["PoolLog"] == [
        {"at": NOW, "customer_id": A, "action": "TRANSFER", "from_rep": "R001", "to_rep": "R002",
         "reason": "OK", "weights_snapshot": "merge", "config_hash": "merge",
         "detail": f"{A} → {A}"}
    ]  # fmt: skip


def test_records_that_must_not_be_merged_are_refused() -> None:
    rows = [
        customer(A, owner="R001", group_id="GRP-001"),
        customer(B, owner="R002"),
        customer(C, owner="R001", group_id="GRP-002", source_id="CUS-2025-009"),
        customer("CUS-2026-004"),
        customer("cus-2026-004"),
    ]
    codes = [
        {"customer_id": A, "credit_code": "91110000600037341L", "reg_scheme": "统一社会信用代码"},
        {"customer_id": B, "credit_code": "91310000775785552L", "reg_scheme": "USCC"},
    ]
    apart = [{"left_id": C, "right_id": B, "reason": "sisters"}]
    book = book_of({"Customers": rows, "Titles": codes, "NotDuplicates": apart})

    assert [
        refusal(book, "CUS-9"),
        refusal(book, "cus-2025-009"),
        refusal(book, "CUS-2026-004"),
        refusal(book, A.lower()),
        refusal(book, B),
        refusal(book, B, force=True),
        refusal(book, B, force=True, owner="R009"),
        refusal(book, C),
        refusal(book, C, keep=B),
    ] == [
        (
            "Nothing was done: there is no customer with the id CUS-9; look the id up on the sheet"
            " Customers."
        ),
        (
            f"Nothing was done: cus-2025-009 was merged into {C} before, and is no longer a"
            " record of its own."
        ),
        (
            "Nothing was done: the id CUS-2026-004 stands in rows 8, 9, so it is not clear which"
            " one is meant; correct the repeated id first."
        ),
        f"Nothing was done: {A} is named twice; the records have to be different ones.",
        (
            f"Nothing was done: the registration codes differ (USCC: {A} 91110000600037341L;"
            f" {B} 91310000775785552L), so these are two legal entities; if it is one customer all"
            " the same, add --force."
        ),
        (
            f"Nothing was done: the records have different owners ({A} → R001, {B} → R002); say"
            " with --owner who keeps the customer, for example --owner R001."
        ),
        (
            "Nothing was done: R009 owns none of the records (owners: R001, R002); merge first and"
            " transfer the customer afterwards."
        ),
        (
            f"Nothing was done: the records are in different groups ({A} → GRP-001, {C} → GRP-002),"
            " and members of groups are no duplicates; if it is one customer all the same, correct"
            " the group first."
        ),
        (
            f"Nothing was done: {C} and {B} were decided not to be one customer (row 5 of"
            " NotDuplicates, reason: sisters); to merge them all the same, add --force."
        ),
    ]


def test_a_book_without_customers_is_refused() -> None:
    book = book_of({"Customers": [customer(A)]})
    bare = type(book)(sheets={}, layouts={}, origin=book.origin)

    assert refusal(bare) == "Nothing was done: the book has no sheet Customers with customer ids."


def test_a_book_in_which_the_old_id_could_not_be_found_again_is_refused() -> None:
    book = book_of({"Customers": [customer(A), customer(B)]})
    frame = book.sheets["Customers"].drop(columns="source_id")
    bare = type(book)(sheets={"Customers": frame}, layouts=book.layouts, origin=book.origin)

    assert former_ids(frame) == {}

    assert refusal(bare) == (
        "Nothing was done: the sheet Customers lacks the column Source id, in which the old id is"
        " found again; restore the column from the template."
    )


def test_a_book_with_the_sheet_customers_alone_is_merged_all_the_same() -> None:
    book = book_of(
        {"Customers": [customer(A, company_name_en="Nord", owner="R001", pool_status="私有"),
                       customer(B, company_name_en="NordWest", owner="R002", stage="S3")]}
    )  # fmt: skip
    bare = type(book)(
        sheets={"Customers": book.sheets["Customers"]}, layouts=book.layouts, origin=book.origin
    )

    outcome = merged(bare, owner="R001")

    assert kept(outcome) == {"stage": "S3", "collaborators": "R002", "source_id": B}
    assert (outcome.rows, outcome.notes) == ({}, ())
    with pytest.raises(RefusedError) as caught:
        not_duplicates(bare, load(), DEFAULT, NOW, NotOne(A, B, "x"))
    assert caught.value.text.en == (
        "Nothing was done: the book has no sheet NotDuplicates; restore it from the template."
    )
    with pytest.raises(RefusedError) as caught:
        merge(bare, load(), DEFAULT, NOW, Request(A, ()))
    assert caught.value.text.en == (
        f"Nothing was done: no record was named that is to be merged into {A}."
    )


def test_the_owner_who_keeps_the_customer_may_be_said_by_name() -> None:
    reps = [{"rep_id": "R001", "rep_name": "李雷"}, {"rep_id": "R002", "rep_name": "韩梅梅"}]
    records = {"Customers": [customer(A, owner="R001"), customer(B, owner="R002")]}
    book = book_of({**records, "Reps": reps})
    alike = book_of({**records, "Reps": [{**rep, "rep_name": "李雷"} for rep in reps]})

    said = [kept(merged(book, owner=text))["owner"] for text in ("韩梅梅", "r002 韩梅梅")]

    assert said == ["R002", "R002"]
    assert "李雷 owns none of the records" in refusal(alike, owner="李雷")


def test_a_customer_in_the_pool_that_gets_an_owner_is_told_in_the_ledger() -> None:
    book = book_of({"Customers": [customer(A, pool_status="公海"), customer(B, owner="R002")]})

    outcome = merged(book)

    assert kept(outcome) == {"owner": "R002", "pool_status": "私海", "source_id": B}
    told = [(r["from_rep"], r["to_rep"], r["detail"]) for r in outcome.rows["PoolLog"]]
    assert told == [(None, "R002", f"{A} → {A}")]


def test_a_decision_against_the_pair_goes_when_it_is_overruled() -> None:
    pairs = [
        {"left_id": A, "right_id": B, "reason": "once"},
        {"left_id": B, "right_id": C, "reason": "sisters"},
    ]
    book = book_of({"Customers": [customer(A), customer(B), customer(C)], "NotDuplicates": pairs})

    outcome = merged(book, force=True)

    assert outcome.emptied == {"NotDuplicates": [5], "Customers": [6]}
    assert [(c.row, c.column, c.after) for c in outcome.changes if c.sheet == "NotDuplicates"] == [
        (6, "left_id", A)
    ]


def test_companies_of_two_countries_are_pointed_out() -> None:
    book = book_of(
        {
            "Customers": [
                customer(A, country_region="DE 德国"),
                customer(B, country_region="FR 法国"),
            ]
        }
    )

    assert [note.en for note in merged(book).notes] == [
        (
            f"Mind that the countries differ: {A} → DE 德国, {B} → FR 法国. Companies of one group"
            " in several countries are no duplicates; a wrong merge can be undone."
        ),
        (
            "In 1 places the records differed; the values that were not taken are listed on the"
            " sheet Conflicts. Please look through them."
        ),
    ]


def test_a_decision_is_kept_once_and_in_either_order() -> None:
    reps = [{"rep_id": "M001"}]
    book = book_of({"Customers": [customer(A), customer(B)], "Reps": reps})

    def decided(book: Book, *decision: Any) -> Outcome:
        return not_duplicates(book, load(), DEFAULT, NOW, NotOne(*decision))

    first = decided(book, A, B.lower(), " 同名 ", "m001")

    row = {"left_id": A, "right_id": B, "reason": "同名", "decided_by": "M001", "decided_at": NOW}
    assert (first.rows, first.notes) == ({"NotDuplicates": [row]}, [])
    again = decided(result(book, first), B, A, "other")
    assert (again.rows, again.changes) == ({}, ())
    assert [note.en for note in again.notes] == [
        (
            f"{B} and {A} were already decided not to be one customer (row 5 of NotDuplicates);"
            " nothing was changed."
        )
    ]
    assert [note.en for note in decided(book, A, B, "why").notes] == [
        (
            "Who decided was not said. Fill in Decided by on the sheet NotDuplicates, or add --by"
            " next time."
        )
    ]
    said = []
    for wrong in ((A, A, "x"), (A, B, " "), (A, B, "x", "R9"), (A, "CUS-9", "x")):
        with pytest.raises(RefusedError) as caught:
            decided(book, *wrong)
        said.append(caught.value.text.en.removeprefix("Nothing was done: "))
    assert said == [
        f"{A} is named twice; the records have to be different ones.",
        "say why they are not one customer.",
        "there is no rep with the id R9; look it up on the sheet Reps.",
        "there is no customer with the id CUS-9; look the id up on the sheet Customers.",
    ]


# What holds for any book.

_WORDS = st.sampled_from(["Nord", "北风", "a; b", "b; c", "one\ntwo", " ", "x" * 290])
_DATES = st.dates(dt.date(2024, 1, 1), dt.date(2026, 11, 20))
_NUMBERS = st.integers(0, 10**6) | st.decimals(0, 9999, places=2).map(float)


def cell(field: Any) -> st.SearchStrategy[Any]:
    """Return what a column of Customers may hold."""
    words = load().vocabulary(field)
    if field.key == "owner":
        return st.sampled_from([None, "R001"])
    if field.key == "group_id":
        return st.sampled_from([None, "GRP-001"])
    if words and field.kind is Kind.ENUM:
        return st.none() | st.sampled_from(words.labels("zh")[:9])
    kinds = {
        Kind.DATE: _DATES,
        Kind.DATETIME: _DATES.map(lambda day: dt.datetime.combine(day, dt.time(9))),
        Kind.INT: st.integers(0, 100),
        Kind.MONEY: _NUMBERS,
    }
    return st.none() | kinds.get(field.kind, _WORDS)


def rows_of_customers() -> st.SearchStrategy[list[Record]]:
    fields = [f for f in load().sheets["Customers"].fields if f.key != "customer_id"]
    row = st.fixed_dictionaries({f.key: cell(f) for f in fields} | {"our own": _WORDS | _NUMBERS})
    ids = (A, B, C, "CUS-2026-004")
    rows = st.lists(row, min_size=len(ids), max_size=len(ids))
    return rows.map(lambda rows: [customer(i, **row) for i, row in zip(ids, rows, strict=True)])


@st.composite
def books(draw: st.DrawFn) -> Book:
    """Draw a book with four customers and rows that hang on them."""
    records: dict[str, list[Record]] = {"Customers": draw(rows_of_customers())}
    ids = st.sampled_from([A, B, C, "CUS-2026-004", None])
    amounts = st.integers(1, 10**6).map(lambda cents: cents / 100)
    for sheet in ("Contacts", "Activities", "Todos", "Samples", "Mail", "ShareLines", "Titles"):
        records[sheet] = [{"customer_id": one} for one in draw(st.lists(ids, max_size=6))]
    orders = draw(st.lists(st.tuples(ids, amounts), max_size=8))
    records["Orders"] = [{"customer_id": one, "amount": sum_} for one, sum_ in orders]
    records["Leads"] = [{"converted_to": one} for one in draw(st.lists(ids, max_size=4))]
    return book_of(records)


def result(book: Book, outcome: Outcome) -> Book:
    """Return the book with the outcome in it, as the file will hold it."""
    after = applied(book, outcome.changes)
    frames = dict(after.sheets)
    for sheet, gone in outcome.emptied.items():
        frames[sheet] = frames[sheet].copy()
        frames[sheet].loc[list(gone)] = None
    for sheet, rows in outcome.rows.items():
        first = max([4, *frames[sheet].index]) + 1
        new = pd.DataFrame(
            {c: [row.get(str(c)) for row in rows] for c in frames[sheet].columns},
            index=range(first, first + len(rows)),
            dtype=object,
        )
        frames[sheet] = pd.concat([frames[sheet], new])
    return type(book)(sheets=frames, layouts=book.layouts, origin=book.origin)


def parts(values: Any) -> set[str]:
    """Return the items and lines of cells, for looking up any of them."""
    texts = [shown(value) for value in values if value is not None]
    return {p.strip().casefold() for t in texts for line in t.splitlines() for p in line.split(";")}


@settings(max_examples=20, deadline=None)
@given(book=books())
def test_no_value_is_lost_and_no_row_and_no_order(book: Book) -> None:
    outcome = merged(book, B, C)
    after = result(book, outcome)

    # Every value of a record that goes is in the row that stays, a title, or listed.
    customers = after.sheets["Customers"]
    stays = customers.loc[5].to_dict()
    listed: dict[str, list[Any]] = {}
    for row in outcome.rows.get("Conflicts", ()):
        listed.setdefault(row["field"], []).extend([row.get("mine"), row.get("theirs")])
    titles = [row["title_name"] for row in outcome.rows.get("Titles", ())]
    before = book.sheets["Customers"]
    for column, place in itertools.product(before.columns, (5, 6, 7)):
        value = before[column].loc[place]
        if column in ("last_12m_amount", "pool_status"):
            continue  # the sum is looked at below; the status follows from owner and protection
        here = {stays[column], *listed.get(str(column), ()), *titles}
        here |= {stays["source_id"]} if column == "customer_id" else set()
        assert parts([value]) <= parts(here) | {""}, (column, value)
    assert total(before, "last_12m_amount", 5, 6, 7) == total(customers, "last_12m_amount", 5)

    # Rows that hang on a customer are as many as before, and hang on the one that stays.
    for sheet, frame in book.sheets.items():
        if sheet != "Customers" and len(frame) and sheet not in outcome.rows:
            assert len(after.sheets[sheet]) == len(frame)
    for sheet, column in (("Orders", "customer_id"), ("Leads", "converted_to"),
                          ("Mail", "customer_id")):  # fmt: skip
        was = Counter(A if one in (B, C) else one for one in book.sheets[sheet][column])
        assert Counter(after.sheets[sheet][column]) == was
    sums = [frame["amount"].map(shown).map(Decimal).sum()
            for frame in (book.sheets["Orders"], after.sheets["Orders"]) if len(frame)]  # fmt: skip
    assert len(set(sums)) <= 1

    # Nothing else changed, and the records are gone.
    assert customers.loc[[6, 7]].isna().all(axis=None)
    assert customers.loc[8].to_dict() == before.loc[8].to_dict()


@settings(max_examples=6, deadline=None)
@given(book=books())
def test_the_order_in_which_records_are_named_changes_nothing(book: Book) -> None:
    orders = itertools.permutations((B, C, "CUS-2026-004"))

    found = [merged(book, *order) for order in orders]

    assert all(one == found[0] for one in found)


def total(frame: pd.DataFrame, column: str, *rows: int) -> Decimal:
    values: Sequence[Any] = [frame[column].loc[row] for row in rows]
    return sum((Decimal(str(v)) for v in values if v is not None), Decimal(0))
