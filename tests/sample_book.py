"""A small team's book: thirty customers and what hangs on them, the same on every run."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from validation.catalogue import Catalogue

AS_OF = dt.date(2026, 11, 22)
"""The day the book counts from."""
CUSTOMERS = 30
MARKED_ROW = 9
"""The row of Customers whose public e-mail is marked as an error, its website as a warning."""

_REPS = ("M001", "R001", "R002", "R003")
_COUNTRIES = ("DE", "FR", "US", "JP", "BR", "GB")
_STAGES = ("S1", "S3", "S4", "S7", "S8", "S9")
_REASONS = ("price", "lead_time", "price", "no_reply")
_GRADES = ("A", "B", "B", "C", "D")


def frames(catalogue: Catalogue, language: str = "both") -> Mapping[str, pd.DataFrame]:
    """Return sheet → rows as the cells of a book in `language` show them.

    There is an id in every sheet that others refer to.
    """

    def word(vocabulary: str, code: str) -> str:
        return catalogue.vocabularies[vocabulary].words[code].label(language)

    rows: dict[str, list[Mapping[str, object]]] = {
        "Customers": [_customer(n, word) for n in range(CUSTOMERS)],
        "Orders": [_order(n, word) for n in range(2 * CUSTOMERS)],
        "Contacts": [_contact(n) for n in range(CUSTOMERS)],
        "Reps": [
            {"rep_id": rep, "rep_name": f"Rep {rep}", "email": f"{rep}@abc.com".lower()}
            for rep in _REPS
        ],
        "Groups": [{"group_id": f"GRP-00{n}", "group_name": f"Group {n}"} for n in (1, 2)],
        "Products": [{"sku": sku, "name_en": sku} for sku in ("GT-A500", "GT-A600")],
        "Leads": [_lead(n, word) for n in range(6)],
        "NDA": [{"nda_no": "NDA-2026-03", "party": "ABC Agency"}],
        "SOP_Rules": [{"rule_id": "SOP-03"}],
        "Share": [{"share_id": "SH-20261122-001", "variant": word("variant", "V1")}],
        "Todos": [_todo(n, word) for n in range(12)],
    }
    return {sheet: pd.DataFrame(given, dtype=object) for sheet, given in rows.items()}


def _customer(n: int, word: _Word) -> Mapping[str, object]:
    country = _COUNTRIES[n % len(_COUNTRIES)]
    last = AS_OF - dt.timedelta(days=3 * n)
    pooled = n % 7 == 3
    row: dict[str, object] = {
        "_status": "✓",
        "customer_id": f"CUS-2026-{n + 1:03}",
        "company_name_en": f"{_STEMS[n % len(_STEMS)]} {n + 1} Ltd",
        "company_name_zh": "环球科技" if n % 3 else None,
        "country_region": word("country", country),
        "website": f"https://www.company{n + 1}.com",
        "public_email": f"info@company{n + 1}.com",
        "grade": word("grade", _GRADES[n % len(_GRADES)]),
        "stage": word("stage", _STAGES[n % len(_STAGES)]),
        "lost_reason": word("lost_reason", _REASONS[n % 4]) if n % 6 == 5 and n > 5 else None,
        "last_contact_date": last,
        "next_contact_date": last + dt.timedelta(days=14),
        "next_action": "Send the new catalogue",
        "last_12m_amount": 1000.5 * (n % 5),
        "inquiry_source": word("source", "alibaba") if n % 2 else "Canton Fair 2026",
        "owner": None if pooled else _REPS[1 + n % 3],
        "pool_status": word("pool_status", "public" if pooled else "private"),
        "created_date": dt.date(2026, 1, 5) + dt.timedelta(days=n),
    }
    if n == MARKED_ROW - 5:
        row |= {
            "_status": "✗ 1",
            "_issues": "|E:public_email|W:website|",
            "public_email": "info(at)x",
        }
    return row


def _order(n: int, word: _Word) -> Mapping[str, object]:
    amount = 250.25 * (n + 1)
    # Every fifth waits for its conversion, every other one of those in another currency.
    waits, foreign = n % 5 == 0, n % 10 == 0
    return {
        "order_no": f"PO{n + 1:04}",
        "customer_id": f"CUS-2026-{n % CUSTOMERS + 1:03}",
        "order_date": AS_OF - dt.timedelta(days=11 * n),
        "product": "GT-A500",
        "qty": 10 + n,
        "amount": amount,
        "currency": "EUR" if foreign else "USD",
        "status": word("order_status", "cancelled" if n % 8 == 2 else "completed"),
        "amount_base": None if waits else amount,
        "sold_by": _REPS[1 + n % 3],
        "due_date": AS_OF - dt.timedelta(days=11 * n - 60),
        "payment_status": None if n % 3 else word("payment_status", "paid"),
    }


def _contact(n: int) -> Mapping[str, object]:
    return {
        "contact_id": f"CON-{n + 1:04}",
        "customer_id": f"CUS-2026-{n + 1:03}",
        "contact_name": f"Maria {n + 1}",
        "email": f"maria@company{n + 1}.com",
        "phone": f"+4930123456{n:02}",
    }


def _lead(n: int, word: _Word) -> Mapping[str, object]:
    return {
        "lead_id": f"LD-{n + 1:04}",
        "company": f"Lead {n + 1}",
        "country": word("country", "DE"),
        "lead_status": word("lead_status", "new"),
    }


def _todo(n: int, word: _Word) -> Mapping[str, object]:
    return {
        "todo_id": f"TD-{n + 1:03}",
        "customer_id": f"CUS-2026-{n + 1:03}",
        "todo": "Send the certificate",
        "due": AS_OF + dt.timedelta(days=n - 6),
        "assignee": _REPS[1 + n % 3],
        "status": word("todo_status", "done" if n % 4 == 0 else "open"),
    }


_STEMS: Sequence[str] = ("Nordwind", "Sunrise", "Baltic Tools", "Casa Verde", "Kumo")

if TYPE_CHECKING:
    from typing import Protocol

    class _Word(Protocol):
        def __call__(self, vocabulary: str, code: str, /) -> str: ...
