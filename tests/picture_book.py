"""The book in the pictures of docs/buttons.md: a small team whose book has a bit of everything."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd

from validation.catalogue import load
from workbook.template import Content, write_book

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

TODAY = dt.date(2026, 11, 22)


def written(path: Path) -> Path:
    """Write the book to `path` and return it."""
    frames = {key: pd.DataFrame(rows, dtype=object) for key, rows in _rows().items()}
    content = Content(frames=frames, as_of=TODAY, book_id="0f1e2d3c4b5a6978")
    write_book(path, load(), profile="full", content=content)
    return path


def _rows() -> Mapping[str, list[dict[str, Any]]]:
    return {
        "Customers": [
            _customer(1, "Nordwind Werkzeuge GmbH", "DE", "info@nordwind.de", group_id="GRP-001"),
            _customer(2, "Sunrise  Trading Ltd", "GB", "sales(at)sunrise.co.uk", owner="R002"),
            _customer(3, "Casa Verde Ltda", "BR", "contato@casaverde.com.br", stage="S7"),
            _customer(4, "Kumo Parts K.K.", "JP", "info@kumo.jp", owner="R002", last=90),
            _customer(5, "Baltic Tools OÜ", "EE", "info@baltic.ee", owner=None),
            _customer(6, "Nordwind Werkzeuge", "DE", "info@nordwind.de", owner="R002"),
            _customer(7, "Prairie Supply Inc", "US", "buy@prairie.com ", group_id="GRP-001"),
            _customer(8, "Medina Import SARL", "MA", "contact@medina.ma", owner=None),
        ],
        "Groups": [{"group_id": "GRP-001", "group_name": "Nordwind", "group_owner": "R001"}],
        "Reps": [
            _rep("M001", "周经理", "manager"),
            _rep("R001", "李雷", "rep"),
            _rep("R002", "王芳", "rep"),
            _rep("R003", "赵强", "rep"),
        ],
        "Orders": [
            _order(1, "CUS-2026-001", 20, 18_400),
            _order(2, "CUS-2026-001", 80, 22_000),
            _order(3, "CUS-2026-003", 45, 6_300),
            _order(4, "CUS-2026-004", 300, 900),
        ],
        "Activities": [
            _note(1, "CUS-2026-001", 12, "客户说价格比同行高，问能不能再降 5%，月底要看样品"),
            _note(
                2, "CUS-2026-003", 9, "They complained about the late delivery of the last order"
            ),
            _note(3, "CUS-2026-004", 90, "Asked for CE certificates before they order"),
        ],
    }


def _word(vocabulary: str, code: str) -> str:
    return load().vocabularies[vocabulary].words[code].label("both")


def _customer(n: int, name: str, country: str, mail: str, **cells: Any) -> dict[str, Any]:
    owner, last = cells.pop("owner", "R001"), cells.pop("last", 5 * n)
    since = TODAY - dt.timedelta(days=200)
    return {
        "customer_id": f"CUS-2026-{n:03}",
        "company_name_en": name,
        "country_region": _word("country", country),
        "public_email": mail,
        "stage": _word("stage", cells.pop("stage", "S3")),
        "inquiry_source": _word("source", "alibaba"),
        "owner": owner,
        "owner_since": since if owner else None,
        "pool_status": _word("pool_status", "private" if owner else "public"),
        "last_contact_date": TODAY - dt.timedelta(days=last) if owner else None,
        "created_date": since,
        **cells,
    }


def _rep(number: str, name: str, role: str) -> dict[str, Any]:
    return {
        "rep_id": number,
        "rep_name": name,
        "role": _word("rep_role", role),
        "email": f"{number.lower()}@example.com",
        "weight": {"M001": 0, "R001": 2}.get(number, 1),
        "weight_mode": _word("weight_mode", "manual"),
        "active": _word("rep_active", "active"),
        "tz": "Asia/Shanghai",
        "manager": None if role == "manager" else "M001",
        "department": "Export",
    }


def _order(n: int, customer: str, days: int, amount: int) -> dict[str, Any]:
    return {
        "order_no": f"PO-{n:04}",
        "customer_id": customer,
        "order_date": TODAY - dt.timedelta(days=days),
        "product": "GT-A500",
        "amount": amount,
        "currency": "USD",
        "amount_base": amount,
        "status": _word("order_status", "completed"),
        "sold_by": "R001",
    }


def _note(n: int, customer: str, days: int, text: str) -> dict[str, Any]:
    return {
        "act_id": f"ACT-{n:04}",
        "customer_id": customer,
        "act_time": dt.datetime.combine(TODAY - dt.timedelta(days=days), dt.time(10)),
        "channel": _word("channel", "email"),
        "direction": _word("direction", "inbound"),
        "summary": text,
        "by": "R001",
    }
