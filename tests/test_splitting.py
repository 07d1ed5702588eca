"""What is in a rep's own book, and what is not."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.splits import CATALOGUE, a_team, book, cells, customer, rep, split_up
from validation.errors import CatalogueError, RefusedError
from validation.splitting.allowing import allowed
from workbook.splitting.writing import names, written

if TYPE_CHECKING:
    from validation.splitting import Part


def parts_of(**more: Any) -> dict[str, Part]:
    return {part.rep: part for part in split_up(book(a_team(**more))).parts}


def ids(part: Part, sheet: str, column: str) -> list[Any]:
    return part.frames[sheet][column].tolist()


def test_a_rep_has_his_own_and_what_he_works_on_with_all_that_hangs_on_it() -> None:
    parts = parts_of(
        Customers=[
            customer(1, "R001"),
            customer(2, "R002", collaborators="R001"),
            customer(3, "R002"),
            customer(4, None),
        ],
        Contacts=[{"contact_id": f"CON-000{n}", "customer_id": f"CUS-2026-00{n}"}
                  for n in range(1, 5)],
        Orders=[{"order_no": f"PO-{n}", "customer_id": f"CUS-2026-00{n}", "profit": 900}
                for n in (1, 3)],
        Payments=[{"payment_id": "PAY-0001", "order_no": "PO-1"},
                  {"payment_id": "PAY-0002", "order_no": "PO-3"}],
        Leads=[{"lead_id": "LD-0001", "assigned_rep": "R001"},
               {"lead_id": "LD-0002", "assigned_rep": "R002"}, {"lead_id": "LD-0003"}],
        Todos=[{"todo_id": "TD-001", "customer_id": "CUS-2026-003", "assignee": "R001"},
               {"todo_id": "TD-002", "assignee": "R001"},
               {"todo_id": "TD-003", "lead_id": "LD-0001", "assignee": "R002"}],
        StageLog=[{"customer_id": "CUS-2026-001"}, {"customer_id": "CUS-2026-003"}],
        PoolLog=[{"event_id": 1, "customer_id": "CUS-2026-001"}],
    )  # fmt: skip
    mine = parts["R001"]

    assert {
        sheet: ids(mine, sheet, CATALOGUE.sheets[sheet].fields[0].key)
        for sheet in ("Customers", "Contacts", "Orders", "Payments", "Leads", "Todos", "StageLog")
    } == {
        "Customers": ["CUS-2026-001", "CUS-2026-002"],
        "Contacts": ["CON-0001", "CON-0002"],
        "Orders": ["PO-1"],
        "Payments": ["PAY-0001"],
        "Leads": ["LD-0001"],
        "Todos": ["TD-002", "TD-003"],
        "StageLog": ["CUS-2026-001"],
    }
    assert "profit" not in mine.frames["Orders"]
    assert not {"PoolLog", "Share", "NDA", "Audit", "SplitLog"} & set(mine.frames)


def test_of_colleagues_a_book_has_names_and_of_its_rep_the_limits_too() -> None:
    team = [rep("R001", limit_day=3, email="one@abc.com"), rep("R002", limit_day=5, weight=7)]
    mine = parts_of(Reps=team, Customers=[])["R001"]

    shown = mine.frames["Reps"][["rep_id", "rep_name", "email", "weight", "limit_day"]]
    assert shown.to_numpy(dtype=object).tolist() == [
        ["R001", "Rep R001", "one@abc.com", 1, 3],
        ["R002", "Rep R002", None, None, None],
    ]


def test_the_pool_list_has_no_contact_price_or_note_and_nothing_protected() -> None:
    mine = parts_of(
        Customers=[
            customer(1, None, tags="关注品质; 有竞争对手", kdm="Jones", inquiry_products="A5"),
            customer(2, None, pool_status="保护中"),
        ],
        Leads=[{"lead_id": "LD-0001", "company": "Lead AG", "country": "FR 法国",
                "product_intent": "A6", "contact_email": "x@lead.de", "lead_status": "新建"}],
    )["R001"]  # fmt: skip

    assert mine.frames["PoolList"].to_numpy(dtype=object).tolist() == [
        ["LD-0001", "Lead AG", "FR 法国", "A6", None, None, None],
        ["CUS-2026-001", "Customer 1 GmbH", "DE 德国", "A5", "关注品质", None, None],
    ]


def test_the_groups_of_a_rep_are_shown_whole_without_prices_or_notes() -> None:
    mine = parts_of(
        Groups=[{"group_id": "GRP-001", "group_name": "North", "parent_group": "GRP-002"},
                {"group_id": "GRP-002", "group_name": "Top"},
                {"group_id": "GRP-003", "group_name": "Other"}],
        Customers=[customer(1, "R001", group_id="GRP-001"),
                   customer(2, "R002", group_id="GRP-001")],
        Quotes=[{"quote_no": "Q-1", "customer_id": "CUS-2026-002", "product": "GT-A500",
                 "price": 15.5, "currency": "USD"}],
        Products=[{"sku": "GT-A500", "cost": 9.2, "list_price": 18}],
        Activities=[{"act_id": "ACT-0001", "customer_id": "CUS-2026-002", "summary": "secret 77"}],
    )["R001"]  # fmt: skip
    view = mine.frames["GroupView"]

    assert ids(mine, "Groups", "group_id") == ["GRP-001", "GRP-002"]
    assert view[["customer_id", "owner", "what", "product"]].to_numpy(dtype=object).tolist() == [
        ["CUS-2026-001", "R001", "成员", None],
        ["CUS-2026-002", "R002", "成员", None],
        ["CUS-2026-002", "R002", "跟进", None],
        ["CUS-2026-002", "R002", "报价", "GT-A500"],
    ]
    assert not {"15.5", "secret"} & set(view.to_csv().split())
    assert "cost" not in mine.frames["Products"]


def test_what_hangs_on_a_number_that_two_reps_customers_bear_is_nobodys() -> None:
    parts = parts_of(
        Customers=[customer(1, "R001"), customer(1, "R002")],
        Contacts=[{"contact_id": "CON-0001", "customer_id": "CUS-2026-001"}],
    )

    assert [len(part.frames["Contacts"]) for part in parts.values()] == [0, 0]


def test_a_manager_without_customers_an_agent_and_who_left_get_no_book() -> None:
    team = [
        rep("M001", role="经理"),
        rep("A001", role="外部代理"),
        rep("R001", active="离职"),
        rep("R002", active="请假"),
    ]
    assert list(parts_of(Reps=team)) == ["R002"]


def test_a_book_without_reps_cannot_be_split() -> None:
    with pytest.raises(RefusedError) as refused:
        split_up(book({}))
    assert refused.value.text.en.endswith(
        "nobody on the sheet Reps is working, so there is nobody to make a book for; fill in the"
        " reps first."
    )


def test_every_column_of_the_catalogue_is_listed_and_a_strange_one_stops_the_load(
    tmp_path: Path,
) -> None:
    rules = allowed()
    listed = {place for place in rules.given if place[1] != "*"}
    sheets = [s for s in CATALOGUE.sheets.values() if s.key in {sheet for sheet, _ in listed}]

    assert listed == {(f.sheet, f.key) for sheet in sheets for f in sheet.fields}
    assert all(rules.given[sheet.key, "*"] == "N" for sheet in sheets if sheet.kind == "data")

    shipped = Path(str(allowed.__wrapped__.__code__.co_filename)).parent.parent
    (tmp_path / "catalogue.csv").write_bytes((shipped / "catalogue.csv").read_bytes())
    with (tmp_path / "splitting_columns.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("sheet", "column", "given"), ("Customers", "kdm", "yes")])
    with pytest.raises(CatalogueError) as wrong:
        allowed(tmp_path / "catalogue.csv")
    assert wrong.value.text.en == (
        'Table splitting_columns.csv, row 2, column given: the value "yes" is wrong: it should be'
        " Y, own or N. Correct it and try again."
    )


def test_a_hostile_number_of_a_rep_names_no_file_and_none_is_named_twice() -> None:
    hostile = ["../../etc/x", "CON", "=cmd()", "R001", "r001", "\u202eR2", "名" * 300]
    team = [rep(identity, rep_name="=1+1") for identity in hostile if identity != "r001"]
    split = split_up(book(a_team(Reps=team)))

    files = names(split.parts, ".xlsx")

    assert list(files.values()) == [
        "book-1.xlsx", "book-2.xlsx", "book-3.xlsx", "R001.xlsx", "R2.xlsx", "book-6.xlsx",
    ]  # fmt: skip


def test_nothing_of_a_colleague_is_in_any_part_of_the_file() -> None:
    theirs = "Zürn-Quark 7731"
    parts = split_up(
        book(
            a_team(
                Customers=[
                    customer(1, "R001"),
                    customer(2, "R002", company_name_en=theirs, 颜色=theirs, kdm=theirs),
                ],
                Contacts=[
                    {
                        "contact_id": "CON-0001",
                        "customer_id": "CUS-2026-002",
                        "contact_name": theirs,
                    }
                ],
                NDA=[{"nda_no": "N-1", "party": theirs}],
            )
        )
    )
    mine = next(part for part in parts.parts if part.rep == "R001")

    content = written(mine, parts, CATALOGUE, Path("R001.xlsx"))

    with zipfile.ZipFile(io.BytesIO(content)) as package:
        found = [name for name in package.namelist() if theirs.encode() in package.read(name)]
    assert found == []
    assert cells(book(a_team()), "Reps", "rep_id") == [("M001",), ("R001",), ("R002",)]
