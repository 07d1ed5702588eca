"""A small book for the commands that search."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from tests.templates import folder
from validation.catalogue import load
from workbook.template import Content, write_book

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

AS_OF = dt.date(2026, 11, 22)

RECORDS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "Customers": [
        {
            "customer_id": "CUS-2026-001",
            "company_name_en": "Global Tech GmbH",
            "country_region": "DE 德国",
            "industry": "医疗器械",
            "stage": "S3 报价",
            "grade": "A",
            "owner": "R001",
            "tags": "价格敏感",
            "last_contact_date": dt.date(2026, 11, 14),
            "key_comm_summary": "等 CE 證書",
        },
        {
            "customer_id": "CUS-2026-002",
            "company_name_en": "=cmd|' /C calc'!A0",
            "country_region": "FR 法国",
            "grade": "C",
            "owner": "R001",
            "public_email": "info@deux.fr",
        },
        {
            "customer_id": "CUS-2026-003",
            "company_name_en": "Trois SA",
            "country_region": "FR 法国",
            "grade": "C",
            "owner": "R001",
        },
        {
            "customer_id": "CUS-2026-004",
            "company_name_en": "Vier AG",
            "country_region": "DE 德国",
            "grade": "C",
            "owner": "R002",
        },
        {
            "customer_id": "CUS-2026-005",
            "company_name_en": "Pool Ltd",
            "country_region": "US 美国",
            "grade": "C",
            "last_contact_date": "昨天",
        },
    ],
    "Contacts": [
        {"contact_id": "CON-0001", "customer_id": "CUS-2026-001", "email": "a@globaltech.de"},
        {
            "contact_id": "CON-0002",
            "customer_id": "CUS-2026-003",
            "contact_name": "+Anne",
            "email": "anne@trois.fr",
        },
        {
            "contact_id": "CON-0003",
            "customer_id": "CUS-2026-003",
            "email": "bob@trois.fr",
            "opt_out": "是",
            "person_id": "PER-0001",
        },
        {
            "contact_id": "CON-0004",
            "customer_id": "CUS-2026-003",
            "email": "bob@private.fr",
            "person_id": "PER-0001",
        },
        {
            "contact_id": "CON-0005",
            "customer_id": "CUS-2026-003",
            "email": "dead@trois.fr",
            "bounced": "是",
        },
        {"contact_id": "CON-0006", "customer_id": "CUS-2026-003", "email": "ANNE@trois.fr"},
        {
            "contact_id": "CON-0007",
            "customer_id": "CUS-2026-003",
            "email": "gone@trois.fr",
            "contact_status": "已离职",
        },
        {"contact_id": "CON-0008", "customer_id": "CUS-2026-003", "phone": "+33 1 42 68 53 00"},
        {
            "contact_id": "CON-0009",
            "customer_id": "CUS-2026-003",
            "email": "odd@trois.fr",
            "opt_out": "问一下",
        },
        {"contact_id": "CON-0010", "customer_id": "CUS-2026-004", "email": "v@vier.de"},
        {"contact_id": "CON-0011", "customer_id": "CUS-2026-005", "email": "dead@trois.fr"},
    ],
    "Activities": [
        {
            "act_id": "ACT-0001",
            "customer_id": "CUS-2026-001",
            "act_time": dt.datetime(2026, 11, 14, 9),  # noqa: DTZ001 - cells have no zone
            "summary": "客户嫌贵，要求打折",
        },
        {
            "act_id": "ACT-0002",
            "customer_id": "CUS-2026-004",
            "act_time": dt.datetime(2026, 11, 20, 9),  # noqa: DTZ001
            "summary": "Sent the ＣＥ certificate, they asked about the price of spares too",
        },
    ],
    "Todos": [
        {
            "todo_id": "TD-001",
            "customer_id": "CUS-2026-001",
            "todo": "寄 CE 证书",
            "due": dt.date(2026, 11, 25),
        }
    ],
    "Reps": [
        {"rep_id": "R001", "rep_name": "王伟", "email": "r1@abc.com"},
        {"rep_id": "R002", "rep_name": "李娜", "email": "r2@abc.com"},
    ],
}


@cache
def made() -> Path:
    """Return the book, written once."""
    path = folder() / "to-search.xlsx"
    frames = {key: pd.DataFrame(rows, dtype=object) for key, rows in RECORDS.items()}
    content = Content(frames=frames, as_of=AS_OF, book_id="0123456789abcdee")
    write_book(path, load(), profile="full", language="zh", content=content)
    return path
