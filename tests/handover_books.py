"""A team's book with something of everything that a handover may and may not tell."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd

from tests.books import book_of
from validation import catalogue as catalogues
from validation import seeds
from validation.handover.approval import audited
from validation.handover.asking import Asked, request
from validation.settings import Settings
from workbook.template import Content, write_book

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.handover.shapes import Request

CATALOGUE = catalogues.load()
SETTINGS = Settings.default()
TODAY = dt.date(2026, 11, 22)
AT = dt.datetime(2026, 11, 22, 10, 0)  # noqa: DTZ001  # the company's own clock
KEY = "c3" * 32
SPOKEN = "曾就XX型号讨价还价至USD 15.5"
SAFE = "该客户对XX型号价格敏感,关注性价比"
"""The pair of source article 000: the first never stands in a V2 file, the second does."""

Rows = dict[str, list[dict[str, Any]]]


def rows() -> Rows:
    """Return sheet → rows: five reps in two departments, four customers, three leads."""
    return {
        **_people(),
        **_trade(),
        "SharePolicy": [dict(row) for row in seeds.rows("SharePolicy", "zh")],
        "NDA": [
            _nda("NDA-2026-03", "ABC Agency", dt.date(2027, 1, 1)),
            _nda("NDA-2026-04", "XYZ Trading", dt.date(2027, 1, 1)),
            _nda("NDA-2025-01", "ABC Agency", dt.date(2026, 6, 30)),
        ],
        "Leads": [
            _lead("LD-0001", "Maria Import Ltda", product_intent="医疗器械"),
            _lead(
                "LD-0002",
                "Nordic Med AB",
                product_intent="门锁，目标价 USD 9.8",
                contact_person="Sven Lindqvist",
                contact_email="sven.lindqvist@nordicmed.se",
                brief_note="Sven 说预算待定",
            ),
            _lead("LD-0003", "Silent Partner SA", converted_to="CUS-2026-003"),
        ],
    }


def _people() -> Rows:
    return {
        "Customers": [
            {
                "customer_id": "CUS-2026-001",
                "company_name_en": "Global Tech Inc.",
                "country_region": "DE 德国",
                "website": "https://gt-handel.de",
                "public_email": "info@gt-handel.de",
                "main_business": "智能家居批发",
                "market": "欧洲，联系人 John Schmidt +49 30 9018200",
                "group_id": "GRP-001",
                "grade": "A",
                "stage": "S5 谈判",
                "inquiry_source": "展会",
                "inquiry_products": "XX型号",
                "tags": "价格敏感;有竞争对手;关注品质",
                "key_comm_summary": SPOKEN,
                "need_description": SAFE,
                "last_12m_amount": 46500,
                "kdm": "CEO-Peter Jones",
                "competitor_info": "目前与Rivalux GmbH合作",
                "owner": "R001",
                "pool_status": "私海",
                "source_id": "OLD-77",
                "购买习惯": "每月第一周下单，联系 Peter",
            },
            {
                "customer_id": "CUS-2026-002",
                "company_name_zh": "环球科技贸易有限公司",
                "country_region": "US 美国",
                "public_email": "wang.fang@huanqiu.example.com",
                "stage": "S1 初步接触",
                "inquiry_source": "展会",
                "key_comm_summary": "要求提前交期",
                "need_description": "关注交期与认证",
                "owner": "R001",
                "pool_status": "私海",
            },
            {
                "customer_id": "CUS-2026-003",
                "company_name_en": "Silent Partner SA",
                "country_region": "FR 法国",
                "stage": "S1 初步接触",
                "inquiry_source": "展会",
                "key_comm_summary": "签了排他协议",
                "need_description": "关注认证",
                "record_sensitivity": "禁止外发",
                "owner": "R001",
                "pool_status": "私海",
            },
            {
                "customer_id": "CUS-2026-004",
                "company_name_en": "Other Owner Ltd",
                "country_region": "GB 英国",
                "stage": "S1 初步接触",
                "inquiry_source": "展会",
                "key_comm_summary": "刚接触",
                "need_description": "关注质量",
                "owner": "R002",
                "pool_status": "私海",
            },
        ],
        "Contacts": [
            _contact(1, "CUS-2026-001", "John Schmidt", "john.schmidt@gt-handel.de"),
            _contact(2, "CUS-2026-002", "王芳", None, im="WeChat:wangfang_88"),
            _contact(3, "CUS-2026-004", "Emma Stone", "emma@other-owner.co.uk"),
        ],
        "Groups": [
            {"group_id": "GRP-001", "group_name": "Global Tech Group", "group_owner": "R001"}
        ],
        "Titles": [
            {
                "title_id": "TTL-01",
                "customer_id": "CUS-2026-001",
                "group_id": "GRP-001",
                "title_name": "Global Tech Handels GmbH",
                "credit_code": "DE136695976",
            }
        ],
        "Reps": [
            _rep("R001", "李雷", "业务员", "欧洲部"),
            _rep("R002", "韩梅梅", "业务员", "欧洲部"),
            _rep("R005", "钱多", "市场", "市场部"),
            _rep("R009", "赵走", "业务员", "欧洲部", active="离职"),
            _rep("M001", "张经理", "经理", "欧洲部"),
            _rep("A001", "老板", "管理员", "总部"),
            _rep("G001", "代理商小陈", "外部代理", "代理"),
        ],
    }


def _trade() -> Rows:
    order = {
        "order_no": "PO20260105",
        "customer_id": "CUS-2026-001",
        "order_date": dt.date(2026, 3, 5),
        "qty": 3000,
        "unit_price": 15.5,
        "amount": 46500,
        "currency": "USD",
        "status": "已完成",
        "profit": 7321.5,
        "order_type": "订单",
    }
    todo = {"due": dt.date(2027, 1, 25), "kind": "文件", "assignee": "R001", "status": "未完成"}
    return {
        "Activities": [
            {
                "act_id": "ACT-0001",
                "customer_id": "CUS-2026-001",
                "act_time": dt.datetime(2026, 11, 16, 10, 5),  # noqa: DTZ001
                "channel": "邮件",
                "direction": "发出",
                "summary": "讨论了技术参数",
                "by": "R001",
            },
            {
                "act_id": "ACT-0002",
                "customer_id": "CUS-2026-004",
                "act_time": dt.datetime(2026, 11, 16, 10, 5),  # noqa: DTZ001
                "channel": "邮件",
                "direction": "发出",
                "summary": "别人的客户",
                "by": "R002",
            },
        ],
        "Orders": [order, {**order, "order_no": "PO20260200", "customer_id": "CUS-2026-004"}],
        "Payments": [
            {
                "payment_id": "PAY-0001",
                "order_no": "PO20260105",
                "payment_kind": "定金",
                "due_date": dt.date(2026, 3, 20),
                "amount": 15000,
                "currency": "USD",
            }
        ],
        "Quotes": [
            {
                "quote_no": "Q2026-018",
                "customer_id": "CUS-2026-001",
                "quote_date": dt.date(2026, 11, 1),
                "price": 15.5,
                "currency": "USD",
            }
        ],
        "Todos": [
            {
                "todo_id": "TD-001",
                "customer_id": "CUS-2026-001",
                "todo": "需于1月25日前提供更新版认证证书",
                **todo,
            },
            {
                "todo_id": "TD-002",
                "customer_id": "CUS-2026-001",
                "todo": "寄样品",
                **todo,
                "status": "已完成",
            },
        ],
    }


def _contact(
    number: int, customer: str, name: str, email: str | None, im: str | None = None
) -> dict[str, Any]:
    return {
        "contact_id": f"CON-{number:04}",
        "customer_id": customer,
        "contact_name": name,
        "email": email,
        "im": im,
        "private_contact": f"home of {name}",
        "is_primary": True,
        "contact_status": "在职",
    }


def _lead(identity: str, company: str, **cells: Any) -> dict[str, Any]:
    return {
        "lead_id": identity,
        "company": company,
        "country": "BR 巴西",
        "source": "展会",
        "product_intent": "门锁",
        "assigned_rep": "R001",
        "assigned_date": dt.datetime(2026, 11, 18, 9, 0),  # noqa: DTZ001
        "lead_status": "新建",
        **cells,
    }


def _rep(
    identity: str, name: str, role: str, department: str, active: str = "在岗"
) -> dict[str, Any]:
    return {
        "rep_id": identity,
        "rep_name": name,
        "role": role,
        "email": f"{identity.lower()}@abc.example.com",
        "active": active,
        "department": department,
    }


def _nda(number: str, party: str, end: dt.date) -> dict[str, Any]:
    return {"nda_no": number, "party": party, "valid_from": dt.date(2026, 1, 5), "valid_to": end}


def book(found: Mapping[str, list[dict[str, Any]]] | None = None, **facts: Any) -> Book:
    """Return the rows as a book, as the reader would give it."""
    return book_of(found or rows(), **facts)


def written(
    path: Path,
    found: Mapping[str, list[dict[str, Any]]] | None = None,
    *,
    catalogue: Catalogue = CATALOGUE,
    language: Any = "zh",
) -> Path:
    """Write the rows as a workbook and return its path."""
    frames = {
        key: pd.DataFrame(records, dtype=object) for key, records in (found or rows()).items()
    }
    custom = {"Customers": ["购买习惯"]} if found is None else {}
    content = Content(frames=frames, custom=custom, book_id="B-1")
    write_book(path, catalogue, profile="full", language=language, content=content)
    return path


def asked(variant: str = "V1", **facts: Any) -> Request:
    """Return a request that nothing stands against, changed by `facts`."""
    usual: dict[str, dict[str, Any]] = {
        "V1": {"scenario": "离职交接", "receiver": "R002", "approver": "M001"},
        "V2": {"scenario": "跨部门", "receiver": "R005", "approver": "M001"},
        "V3": {
            "scenario": "代理商展会线索",
            "receiver": "G001",
            "approver": "A001",
            "receiver_company": "ABC Agency",
            "nda_no": "NDA-2026-03",
            "leads": ("LD-0001", "LD-0002", "LD-0003"),
        },
    }
    whole: dict[str, Any] = {
        "variant": variant,
        "provider": "R001",
        "channel": "企业邮箱",
        "password_channel": "电话",
        **usual[variant],
        **facts,
    }
    if variant != "V3" and not {"customers", "owner", "where", "leads"} & facts.keys():
        whole["owner"] = "R001"
    return request(Asked(**whole), CATALOGUE)


def approved(plan_hash: str, share: str, approver: str = "M001") -> dict[str, Any]:
    """Return the row of the audit that approves a share."""
    return {
        "seq": 1,
        "at": AT,
        "actor": "test",
        "action": "审批分享",
        "object": audited(share, plan_hash, approver),
    }
