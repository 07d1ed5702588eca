"""Small books for the tests of reminders: rows by column key, as a reader would give them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd

from validation import catalogue, seeds
from validation.book import Book, Layout, Origin
from validation.reminders import Reminders, reminders
from validation.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Rows = list[dict[str, Any]]
CATALOGUE = catalogue.load()
TEAM: Rows = [
    {"rep_id": "R001", "rep_name": "李雷", "role": "rep", "active": "active", "manager": "M001",
     "email": "li@ourtrade.com"},
    {"rep_id": "R002", "rep_name": "韩梅", "role": "rep", "active": "active"},
    {"rep_id": "M001", "rep_name": "王经理", "role": "manager", "active": "active"},
    {"rep_id": "A001", "rep_name": "老板", "role": "admin", "active": "active"},
]  # fmt: skip
A_RULE: Mapping[str, Any] = {
    "rule_id": "SOP-05",
    "clock": "calendar_days",
    "n": 7,
    "object": "customer",
    "condition": "客户分级=A",
    "start_field": "last_contact_date",
    "action": "todo_and_draft",
    "active": True,
    "text_zh": "请电话跟进",
    "text_en": "Call them",
    "strict": True,
}


def shipped(*ids: str) -> Rows:
    """Return shipped rules by their ids, as a Chinese book holds them."""
    return [row for row in seeds.rows("SOP_Rules", "zh") if row["rule_id"] in ids]


def customer(n: int = 1, **cells: Any) -> dict[str, Any]:
    """Return a customer of R001."""
    usual = {"customer_id": f"CUS-2026-{n:03}", "company_name_zh": "北风", "grade": "A",
             "owner": "R001", "pool_status": "private", "stage": "S3",
             "created_date": dt.date(2024, 1, 2)}  # fmt: skip
    return {**usual, **cells}


def book(language: str = "zh", **sheets: Rows) -> Book:
    """Return a book with these sheets; rules, to-dos and the team are there whatever is given."""
    given: dict[str, Rows] = {"Reps": TEAM, "Todos": [], "PoolLog": [], "Today": [], **sheets}
    frames, layouts = {}, {}
    for key, rows in given.items():
        columns = list(CATALOGUE.sheets[key].by_key)
        index = range(5, 5 + len(rows))
        values = {c: pd.Series([r.get(c) for r in rows], index, dtype=object) for c in columns}
        frames[key] = pd.DataFrame(values, index=index, columns=columns, dtype=object)
        places = {column: at for at, column in enumerate(columns, 1)}
        layouts[key] = Layout(
            tab=key, known=True, header_row=4, columns=places, last_row=4 + len(rows)
        )
    origin = Origin(path="book.xlsx", format="xlsx", language=language, template_version="1")
    return Book(sheets=frames, layouts=layouts, origin=origin)


def asked(given: Book, now: str, settings: Settings | None = None) -> Reminders:
    """Return what the rules of a book ask for at `now`, company time."""
    moment = dt.datetime.fromisoformat(now)
    return reminders(given, CATALOGUE, settings or Settings.default(), moment, drafts=True)


def told(found: Reminders) -> Sequence[tuple[str, str | None, str, str]]:
    """Return rule, rep, customer or lead, and anchor of each reminder."""
    return [(one.rule, one.rep, one.who, str(one.anchor)) for one in found.reminders]


def settings(**rows: str) -> Settings:
    """Return the settings of a Config sheet with these rows."""
    frame = pd.DataFrame({"setting": list(rows), "value": list(rows.values())}, dtype=object)
    return Settings.from_rows(frame)[0]


def moment(*parts: int) -> dt.datetime:
    """Return a time of the company, without a zone."""
    return dt.datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


def mail(received: str, **cells: Any) -> dict[str, Any]:
    """Return a mail to be answered at once, from the first customer."""
    return {
        "mail_id": "<1@x.com>",
        "received": dt.datetime.fromisoformat(received),
        "from_addr": "buyer@north.com",
        "subject": "Inquiry",
        "bucket": "立即行动",
        "customer_id": "CUS-2026-001",
        **cells,
    }
