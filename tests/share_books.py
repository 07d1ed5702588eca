"""A small book with a register of shares: rows in, a Book or a workbook out."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import openpyxl
import pandas as pd
from click.testing import CliRunner

from macros.cli import relaybook
from tests.books import book_of
from validation import catalogue, seeds
from validation.errors import RelaybookError
from validation.handover.approval import audited
from validation.handover.asking import booked
from validation.handover.planning import Share, named, plan
from validation.handover.receipt import receipt_code
from validation.handover.register import Register
from validation.handover.release import decided
from validation.handover.shapes import ExpectedAction
from validation.settings import Settings
from workbook import archives, copies
from workbook.template import Content, write_book

if TYPE_CHECKING:
    from pathlib import Path

    from validation.book import Book

CATALOGUE = catalogue.load()
SETTINGS = Settings.default()
TODAY = dt.date(2026, 11, 23)
"""A Monday."""
NOW = dt.datetime(2026, 11, 23, 10, 0)  # noqa: DTZ001  # company time, as a cell holds it
KEY = "5a" * 32
PLAN = "ab" * 32
SHARE, OTHER = "SH-20261120-001", "SH-20261120-002"

REPS = [
    {"rep_id": "R001", "rep_name": "李雷", "role": "业务员", "active": "在岗", "manager": "M001"},
    {"rep_id": "R002", "rep_name": "韩梅", "role": "业务员", "active": "在岗"},
    {"rep_id": "R009", "rep_name": "赵走", "role": "经理", "active": "停用"},
    {"rep_id": "M001", "rep_name": "王经理", "role": "经理", "active": "在岗"},
    {"rep_id": "A001", "rep_name": "老板", "role": "管理员", "active": "在岗"},
]


def asked(share: str = SHARE, **cells: Any) -> dict[str, Any]:
    """Return the row of a share that was asked for and nobody approved."""
    usual = {
        "share_id": share,
        "variant": "V1 详细版",
        "scenario": "离职交接",
        "provider": "R001",
        "receiver": "R002",
        "receiver_kind": "本部门",
        "share_date": dt.date(2026, 11, 20),
        "data_cutoff": dt.date(2026, 11, 20),
        "approver": "M001",
        "channel": "企业邮箱",
        "container": "加密压缩包",
        "password_channel": "电话",
        "plan_hash": PLAN,
    }
    return {key: value for key, value in {**usual, **cells}.items() if value is not None}


def approved(share: str = SHARE, **cells: Any) -> dict[str, Any]:
    """Return the row of a share that may be released."""
    return asked(share, **{"approved_at": dt.datetime(2026, 11, 20, 9), **cells})  # noqa: DTZ001


def released(share: str = SHARE, **cells: Any) -> dict[str, Any]:
    """Return the row of a share whose file left."""
    usual = {
        "file_sha256": "0f" * 32,
        "receipt_status": "待确认",
        "receipt_key": KEY,
        "receipt_code": "7K4-QM2",
    }
    return approved(share, **{**usual, **cells})


def records(*shares: dict[str, Any], **sheets: list[dict[str, Any]]) -> dict[str, Any]:
    """Return sheet → rows: a team, the shipped share policy, two customers, and these shares."""
    lines = [{"share_id": one["share_id"], "customer_id": "CUS-2026-001"} for one in shares]
    usual: dict[str, Any] = {
        "Reps": REPS,
        "Customers": [
            {"customer_id": "CUS-2026-001", "company_name_zh": "北风", "owner": "R001"},
            {"customer_id": "CUS-2026-002", "company_name_zh": "南风", "owner": "R001"},
        ],
        "SharePolicy": seeds.rows("SharePolicy", "zh"),
        "Share": list(shares),
        "ShareLines": lines,
    }
    return {**usual, **sheets}


def book(*shares: dict[str, Any], **sheets: list[dict[str, Any]]) -> Book:
    """Return such a book."""
    return book_of(records(*shares, **sheets))


def written(path: Path, *shares: dict[str, Any], **sheets: list[dict[str, Any]]) -> Path:
    """Write such a workbook and return its path."""
    return written_rows(path, records(*shares, **sheets))


def written_rows(path: Path, rows: dict[str, Any]) -> Path:
    """Write a workbook with these rows, sheet → rows, and return its path."""
    frames = {key: pd.DataFrame(given, dtype=object) for key, given in rows.items() if given}
    content = Content(frames=frames, book_id="B-1")
    write_book(path, CATALOGUE, profile="full", language="zh", content=content)
    return path


def approval_row(share: str = SHARE, plan: str = PLAN, who: str = "M001") -> tuple[str, str]:
    """Return action and object of the audit row of an approval."""
    return "APPROVE", audited(share, plan, who)


class Said(NamedTuple):
    """What a command said."""

    code: int
    out: str
    err: str


def run(*arguments: object, typed: str = "") -> Said:
    """Run `relaybook` with these arguments; `typed` is what the person answers."""
    told = CliRunner().invoke(
        relaybook, [str(one) for one in arguments], input=typed, standalone_mode=False
    )
    if isinstance(told.exception, RelaybookError):
        return Said(2, told.stdout, told.stderr + told.exception.text.en + "\n")
    if told.exception is not None:
        raise told.exception
    return Said(told.return_value or 0, told.stdout, told.stderr)


LEADS = [
    {
        "lead_id": f"LD-000{n}",
        "company": company,
        "country": "DE",
        "source": "展会",
        "product_intent": "轴承",
        "assigned_rep": "R002",
        "assigned_date": dt.date(2026, 11, 20),
        "lead_status": "新建",
    }
    for n, company in enumerate(("北风 GmbH", "南风 AG"), 1)
]
CUSTOMERS = [
    {
        "customer_id": "CUS-2026-001",
        "company_name_zh": "北风",
        "country_region": "DE",
        "stage": "S3 报价",
        "owner": "R001",
        "need_description": "关注性价比",
        "key_comm_summary": "谈过两次",
        "market": "欧洲",
        "created_date": dt.date(2026, 1, 5),
        "last_12m_amount": 7500,
        "currency": "USD",
    },
]
PASSPHRASE = "correct horse battery staple lamp"  # noqa: S105  # of files made here
AGENT = {
    "variant": "V3 市场活动版",
    "scenario": "代理商展会线索",
    "receiver": "John",
    "receiver_kind": "外部",
    "receiver_company": "ABC Agency",
    "channel": "企业邮箱",
}


class Sent(NamedTuple):
    """A share that left: the provider's rows with it in the register, and the file."""

    rows: dict[str, Any]
    plain: bytes
    sealed: bytes
    sha256: str

    def book(self, **sheets: list[dict[str, Any]]) -> Book:
        """Return the provider's book, some sheets of it as given."""
        return book_of({**self.rows, **sheets})

    def written(self, path: Path) -> Path:
        """Write the provider's workbook and return its path."""
        return written_rows(path, self.rows)


@cache
def sent(variant: str = "V3", *, container: str = "encrypted_zip") -> Sent:
    """Return a share of two leads (V3) or one customer (V1, V2) that left on 20 November."""
    is_lead = variant == "V3"
    words = {"V1": "V1 详细版", "V2": "V2 精简安全版", "V3": "V3 市场活动版"}
    facts = AGENT if is_lead else {"variant": words[variant], "expected_action": "打电话"}
    if variant == "V2":
        facts |= {"scenario": "跨部门", "receiver_kind": "跨部门"}
    share = released(SHARE, receipt_code=receipt_code(KEY), **facts)
    if is_lead:
        lines = [{"share_id": SHARE, "lead_id": one["lead_id"]} for one in LEADS]
    else:
        due = {"action_due": dt.date(2026, 12, 1), "expected_action": "发目录"}
        lines = [{"share_id": SHARE, "customer_id": "CUS-2026-001", **due}]
    rows = records(share, Leads=LEADS, Customers=CUSTOMERS, ShareLines=lines)
    given = book_of(rows)
    entry = Register.of(given, CATALOGUE, SETTINGS, TODAY).named(SHARE)
    assert entry is not None
    customers: dict[str, Any] = (
        {} if is_lead else {"CUS-2026-001": ExpectedAction("发目录", dt.date(2026, 12, 1))}
    )
    leads: dict[str, Any] = dict.fromkeys(one["lead_id"] for one in LEADS) if is_lead else {}
    request = booked(entry, customers, leads)
    found = plan(given, CATALOGUE, SETTINGS, TODAY, request)
    made = named(found, Share(SHARE, KEY), CATALOGUE)
    content = copies.written(made.copy, CATALOGUE)
    sealed = archives.sealed(content, container=container, passphrase=PASSPHRASE)
    digest = hashlib.sha256(sealed).hexdigest()
    registered = rows | {"Share": [share | {"file_sha256": digest}]}
    return Sent(registered, content, sealed, digest)


def filled(content: bytes, sheet: str, *changes: tuple[str, Any], save: Path) -> Path:
    """Save a copy with some cells of a tab changed, as a receiver does, and return its path."""
    book_ = openpyxl.load_workbook(io.BytesIO(content))
    for cell, value in changes:
        book_[sheet][cell] = value
    book_.save(save)
    return save


def with_plan(row: dict[str, Any]) -> dict[str, Any]:
    """Return the row of a share with the hash of what would leave."""
    if "plan_hash" not in row:
        return row
    found = decided(book(row), CATALOGUE, SETTINGS, TODAY, row["share_id"])
    return row | {"plan_hash": found.plan_hash}
