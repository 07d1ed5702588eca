"""A group's whole history on one page, from a real workbook to the terminal."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pandas as pd
import pytest

from tests.test_cli import run
from validation import catalogue
from validation.groups.priceless import without_figures
from workbook.template import Content, write_book

ROOT = Path(__file__).resolve().parents[1]
Row = dict[str, Any]
TODAY = ("--today", "2026-11-22", "--lang", "en")


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def sheets() -> dict[str, list[Row]]:
    order = {
        "customer_id": "CUS-2026-001",
        "product": "GT-A500",
        "currency": "USD",
        "status": "已完成",
        "order_type": "订单",
        "sold_by": "R001",
    }
    return {
        "Reps": [
            {"rep_id": "R001", "rep_name": "李雷", "active": "在岗"},
            {"rep_id": "R002", "rep_name": "韩梅梅", "active": "在岗"},
        ],
        "Products": [{"sku": "GT-A500", "name_en": "Smart lock"}],
        "Groups": [
            {
                "group_id": "GRP-007",
                "group_name": "Orbit Group",
                "group_owner": "R001",
                "group_rule": "单一负责人",
            },
            {"group_id": "GRP-008", "group_name": "Orbit South", "parent_group": "GRP-007"},
            {"group_id": "GRP-020", "group_name": "Nova"},
        ],
        "Customers": [
            {
                "customer_id": "CUS-2026-001",
                "company_name_en": "Orbit Tools GmbH",
                "country_region": "DE 德国 Germany",
                "group_id": "GRP-007",
                "stage": "S7 订单执行 Order running",
                "grade": "A",
                "owner": "R001",
                "pool_status": "私海 Private",
                "last_contact_date": day("2026-11-20"),
                "website": "https://orbit-tools.de",
            },
            {
                "customer_id": "CUS-2026-002",
                "company_name_en": "Orbit España SL",
                "country_region": "ES 西班牙 Spain",
                "group_id": "GRP-008",
                "stage": "S3 报价 Quotation",
                "owner": "R002",
            },
            {
                "customer_id": "CUS-2026-003",
                "company_name_en": "Orbit Retail Ltd",
                "website": "https://www.orbit-tools.de/uk",
                "owner": "R002",
            },
            {"customer_id": "CUS-2026-004", "company_name_en": "Orbit Bakery", "owner": "R002"},
        ],
        "Contacts": [
            {"contact_id": "CON-0001", "customer_id": "CUS-2026-001", "contact_name": "Al"},
            {"contact_id": "CON-0002", "customer_id": "CUS-2026-002", "contact_name": "Bea"},
        ],
        "Titles": [
            {
                "title_id": "TTL-01",
                "customer_id": "CUS-2026-001",
                "group_id": "GRP-007",
                "title_name": "Orbit Tools Holding SE",
                "credit_code": "HWUPKR0MPOU8FGXBT394",
                "reg_scheme": "LEI",
                "domain": "orbit-tools.de",
            }
        ],
        "Orders": [
            {**order, "order_no": "PO1", "order_date": day("2026-03-05"), "amount": 46500},
            {**order, "order_no": "PO1", "order_date": day("2026-03-05"), "amount": 46500},
            {
                **order,
                "order_no": "PO2",
                "order_date": day("2026-05-01"),
                "amount": -500,
                "order_type": "退款",
            },
            {
                **order,
                "customer_id": "CUS-2026-002",
                "order_no": "PO3",
                "order_date": day("2026-06-01"),
                "amount": 1000,
                "currency": "EUR",
            },
            {
                **order,
                "order_no": "PO4",
                "order_date": day("2026-07-01"),
                "amount": 77777,
                "status": "已取消",
            },
        ],
        "FX": [{"currency": "EUR", "rate": 1.5, "as_of": day("2026-01-01")}],
        "Quotes": [
            {
                "quote_no": f"Q{n}",
                "customer_id": f"CUS-2026-00{n}",
                "quote_date": day("2026-11-01"),
                "product": "GT-A500",
                "price": price,
                "currency": "USD",
                "quote_status": "有效",
            }
            for n, price in ((1, 15.55), (2, 14.85))
        ],
        "Activities": [
            {
                "act_id": "ACT-0001",
                "customer_id": "CUS-2026-001",
                "act_time": dt.datetime(2026, 11, 20, 10, 0),  # noqa: DTZ001 - a cell
                "channel": "邮件",
                "direction": "收到",
                "summary": "Asked for USD 13.99 from 2026-12-01, we said 14.10",
                "by": "R001",
            }
        ],
        "Todos": [
            {
                "todo_id": "TD-001",
                "customer_id": "CUS-2026-002",
                "todo": "Send price list 888",
                "due": day("2026-11-30"),
                "kind": "承诺",
                "assignee": "R002",
                "status": "未完成",
            },
            {
                "todo_id": "TD-002",
                "customer_id": "CUS-2026-002",
                "todo": "done",
                "due": day("2026-10-30"),
                "kind": "承诺",
                "assignee": "R002",
                "status": "已完成",
            },
        ],
        "Samples": [
            {
                "sample_no": "SF1",
                "customer_id": "CUS-2026-001",
                "sent_date": day("2026-02-01"),
                "product": "GT-A500",
                "result": "已确认",
            }
        ],
        "PoolLog": [
            {
                "event_id": 1,
                "at": dt.datetime(2026, 1, 2, 9, 0),  # noqa: DTZ001 - a cell
                "customer_id": "CUS-2026-002",
                "action": "CLAIM",
                "to_rep": "R002",
                "reason": "CLAIM",
                "weights_snapshot": "R001:3",
                "config_hash": "x",
            }
        ],
        "Exceptions": [
            {
                "left_id": "CUS-2026-001",
                "right_id": "CUS-2026-003",
                "reason": "agreed at 17.50",
                "decided_by": "R001",
                "decided_at": day("2026-11-01"),
            }
        ],
    }


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("groups") / "team.xlsx"
    frames = {key: pd.DataFrame(rows, dtype=object) for key, rows in sheets().items()}
    write_book(path, catalogue.load(), content=Content(frames=frames, book_id="groups"))
    return path


def test_a_groups_whole_history_stands_on_one_page(
    capsys: pytest.CaptureFixture[str], book: Path
) -> None:
    code, out, err = run(capsys, "group", str(book), "grp-007", *TODAY)

    assert (code, err) == (0, "")
    assert max(map(len, out.splitlines())) <= 100
    assert out == PAGE


PAGE = """\
Group GRP-007 Orbit Group
2 customers, 2 contacts, 1 titles; activities 1, inquiries 0, quotes 2, orders 5, samples 1, pool
events 1.
Ordered in all USD 47,500 (3 orders)

Groups and members
  GRP-007 Orbit Group  R001 · rule: One owner
    CUS-2026-001 (R001)
    GRP-008 Orbit South
      CUS-2026-002 (R002)

Members

 Customer       Name               Owner   Stage              Grade   Last contact   Contacts
 ────────────────────────────────────────────────────────────────────────────────────────────
 CUS-2026-001   Orbit Tools GmbH   R001    S7 Order running   A       2026-11-20     1
 CUS-2026-002   Orbit España SL    R002    S3 Quotation                              1


Titles

 Title    Name                     Code                   Domain           Customer
 ──────────────────────────────────────────────────────────────────────────────────────
 TTL-01   Orbit Tools Holding SE   HWUPKR0MPOU8FGXBT394   orbit-tools.de   CUS-2026-001


Conflicts 2
  Group GRP-007 Orbit Group should have one owner and has R001 and R002: CUS-2026-001 Orbit Tools
  GmbH (owner R001); CUS-2026-002 Orbit España SL (owner R002).
    → Have a manager settle one owner; where several are wanted, change the group rule or add
    the pair to Exceptions.
  Two prices for GT-A500 in one group: USD 14.85 in Q2, USD 15.55 in Q1: CUS-2026-002 Orbit España
  SL (owner R002); CUS-2026-001 Orbit Tools GmbH (owner R001).
    → Agree on one price before either quote goes further; if both shall stand, add the pair to
    Exceptions.

Allowed exceptions 1
  Has the same domain orbit-tools.de as a member of GRP-007, and is in no group file: CUS-2026-001
  Orbit Tools GmbH (owner R001); CUS-2026-003 Orbit Retail Ltd (owner R002).
    → Allowed (Exceptions row 5, R001): agreed at 17.50
1 further hints by equal names alone, which prove nothing.

Open to-dos 1

 Date         What    Customer       Rep    Details
 ──────────────────────────────────────────────────────────────────────────────
 2026-11-30   To-do   CUS-2026-002   R002   TD-001 · Open · Send price list 888


Dealings, newest first 10

 Date               What       Customer       Rep    Details
 ──────────────────────────────────────────────────────────────────────────────────────────────────
 2026-11-20 10:00   Activity   CUS-2026-001   R001   ACT-0001 · E-mail / Received · Asked for USD
                                                     13.99 from 2026-12-01, we said 14.10
 2026-11-01         Quote      CUS-2026-002          Q2 · GT-A500 · USD 14.85 · Valid
 2026-11-01         Quote      CUS-2026-001          Q1 · GT-A500 · USD 15.55 · Valid
 2026-07-01         Order      CUS-2026-001   R001   PO4 · GT-A500 · USD 77,777 · Order / Cancelled
 2026-06-01         Order      CUS-2026-002   R001   PO3 · GT-A500 · EUR 1,000 (≈ 1,500) · Order /
                                                     Completed
 2026-05-01         Order      CUS-2026-001   R001   PO2 · GT-A500 · USD -500 · Refund / Completed
 2026-03-05         Order      CUS-2026-001   R001   PO1 · GT-A500 · USD 46,500 · Order / Completed
 2026-03-05         Order      CUS-2026-001   R001   PO1 · GT-A500 · USD 46,500 · Order / Completed
 2026-02-01         Sample     CUS-2026-001          SF1 · GT-A500 · Confirmed
 2026-01-02 09:00   Pool       CUS-2026-002   R002   1 · Claimed

"""


def test_the_history_as_json_follows_its_schema(
    capsys: pytest.CaptureFixture[str], book: Path
) -> None:
    _, out, _ = run(capsys, "group", str(book), "GRP-007", *TODAY, "--format", "json")
    told = json.loads(out)
    schema = json.loads((ROOT / "docs" / "group.schema.json").read_text(encoding="utf-8"))

    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(told, schema)

    assert told["orders"] == {
        "count": 3,
        "base_currency": "USD",
        "base": "47500",
        "by_currency": [
            {"currency": "EUR", "count": 1, "amount": "1000"},
            {"currency": "USD", "count": 2, "amount": "46000"},
        ],
        "without_rate": [],
    }
    assert [(c["kind"], c["left"]["record"], c["right"]["record"]) for c in told["conflicts"]] == [
        ("group_owners", "CUS-2026-001", "CUS-2026-002"),
        ("quote_prices", "Q2", "Q1"),
    ]
    assert [(c["kind"], c["allowed"]["reason"]) for c in told["allowed"]] == [
        ("outside_group", "agreed at 17.50")
    ]
    assert [event["record"] for event in told["todos"]] == ["TD-001"]
    assert [(group["group"], group["depth"]) for group in told["groups"]] == [
        ("GRP-007", 0),
        ("GRP-008", 1),
    ]


@pytest.mark.parametrize("form", ["text", "json"])
def test_without_prices_no_price_and_no_amount_is_left(
    capsys: pytest.CaptureFixture[str], book: Path, form: str
) -> None:
    _, out, _ = run(capsys, "group", str(book), "GRP-007", *TODAY, "--format", form, "--no-prices")

    secrets = "46500|46,500|-500|1000|1,000|77777|15.55|14.85|13.99|14.10|888|17.50|47500|USD 1"
    assert re.findall(secrets, out) == []
    assert "Asked for USD … from 2026-12-01, we said …" in re.sub(r"\s+", " ", out)
    assert "PO3" in out
    if form == "json":
        schema = json.loads((ROOT / "docs" / "group.schema.json").read_text(encoding="utf-8"))
        jsonschema.validate(json.loads(out), schema)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("2026-11-20 谈到 USD 15.5/pc", "2026-11-20 谈到 USD …/pc"),
        ("5月20日前降到一万五千美元", "…"),
        ("they pay fifteen dollars", "…"),
        ("报价1,250.00含税", "报价…含税"),
        ("call at 10:30", "call at 10:30"),
    ],
)
def test_figures_go_from_a_text_and_dates_stay(text: str, left: str) -> None:
    assert without_figures(text) == left


def test_an_unknown_group_is_told_with_those_near_it(
    capsys: pytest.CaptureFixture[str], book: Path
) -> None:
    code, out, err = run(capsys, "group", str(book), "GRP-70", *TODAY)

    assert (code, out) == (2, "")
    assert f"There is no group GRP-70 in {book}. Near ids: GRP-007, GRP-0" in err


def test_without_an_id_all_groups_are_listed(
    capsys: pytest.CaptureFixture[str], book: Path
) -> None:
    _, out, _ = run(capsys, "group", str(book), *TODAY, "--format", "json")
    told = json.loads(out)

    assert told["schema"] == "relaybook.groups/1"
    assert told["groups"] == [
        {
            "group": "GRP-007",
            "name": "Orbit Group",
            "depth": 0,
            "owner": "R001",
            "rule": "single_owner",
            "members": 2,
            "owners": ["R001", "R002"],
            "conflicts": 2,
            "allowed": 1,
        },
        {
            "group": "GRP-008",
            "name": "Orbit South",
            "depth": 1,
            "owner": "",
            "rule": "",
            "members": 1,
            "owners": ["R002"],
            "conflicts": 2,
            "allowed": 0,
        },
        {
            "group": "GRP-020",
            "name": "Nova",
            "depth": 0,
            "owner": "",
            "rule": "",
            "members": 0,
            "owners": [],
            "conflicts": 0,
            "allowed": 0,
        },
    ]
    _, page, _ = run(capsys, "group", str(book), *TODAY)
    assert [line.split()[0] for line in page.splitlines() if "GRP-" in line] == [
        "GRP-007",
        "GRP-008",
        "GRP-020",
    ]


def test_a_ring_of_groups_is_said_on_the_page_of_each_of_them(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    parents = {"GRP-001": "GRP-002", "GRP-002": "GRP-001", "GRP-003": "GRP-002", "GRP-004": None}
    rows = [{"group_id": one, "parent_group": above} for one, above in parents.items()]
    frames = {"Groups": pd.DataFrame(rows, dtype=object)}
    path = tmp_path / "ring.xlsx"
    write_book(path, catalogue.load(), content=Content(frames=frames))

    pages = [run(capsys, "group", str(path), group, *TODAY)[1] for group in parents]
    told = json.loads(run(capsys, "group", str(path), "GRP-003", "--format", "json")[1])

    said = (
        "The groups stand above each other in a ring: GRP-001 → GRP-002 → GRP-001. "
        "Clear one of the parent groups."
    )
    assert [said in " ".join(page.split()) for page in pages] == [True, True, True, False]
    assert told["ring"] == ["GRP-001", "GRP-002", "GRP-001"]
