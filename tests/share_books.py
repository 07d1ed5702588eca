"""A small book with a register of shares: rows in, a Book or a workbook out."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
from click.testing import CliRunner

from macros.cli import relaybook
from tests.books import book_of
from validation import catalogue, seeds
from validation.errors import RelaybookError
from validation.handover.approval import audited
from validation.settings import Settings
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
    rows = records(*shares, **sheets)
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
