"""Small books for tests: records in, a `Book` out, laid out as the template lays them out."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd

from validation.book import Book, Layout, Origin
from validation.catalogue import Catalogue, Sheet, load

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Record = dict[str, Any]
Records = dict[str, list[Record]]

TODAY = dt.date(2026, 11, 22)
FIRST_ROW = 5
_LONG_AGO = dt.date(2026, 1, 5)
_LAST_WEEK = dt.date(2026, 11, 16)


def at(moment: str) -> dt.datetime:
    """Return a date and time as a cell holds it, without a time zone."""
    return dt.datetime.fromisoformat(moment)


def book_of(
    records: Mapping[str, Sequence[Record]],
    catalogue: Catalogue | None = None,
    *,
    language: str = "zh",
) -> Book:
    """Return a template book that holds `records`; the catalogue's other sheets are empty.

    A sheet has every column of the catalogue, then the columns only its records have.
    """
    catalogue = catalogue or load()
    frames, layouts = {}, {}
    for key, sheet in catalogue.sheets.items():
        rows = records.get(key, ())
        own = tuple(dict.fromkeys(k for row in rows for k in row if k not in sheet.by_key))
        frames[key] = frame_of(rows, (*sheet.by_key, *own))
        layouts[key] = layout_of(sheet, own, rows=len(rows), language=language)
    origin = Origin(
        path="book.xlsx",
        format="xlsx",
        template_version="1.0.0",
        catalogue_hash=catalogue.hash,
        language=language,
    )
    return Book(sheets=frames, layouts=layouts, origin=origin)


def foreign(tab: str, rows: Sequence[Record], **origin: Any) -> Book:
    """Return a book with one sheet that is not ours: headers in row 1, rows from row 2."""
    columns = tuple(dict.fromkeys(key for row in rows for key in row))
    layout = Layout(
        tab=tab,
        known=False,
        header_row=1,
        columns={key: n for n, key in enumerate(columns, 1)},
        headers={key: key for key in columns},
        last_row=1 + len(rows),
    )
    return Book(
        sheets={tab: frame_of(rows, columns, first=2)},
        layouts={tab: layout},
        origin=Origin(path="list.xlsx", format="xlsx", **origin),
    )


def frame_of(
    rows: Sequence[Record], columns: Sequence[str], *, first: int = FIRST_ROW
) -> pd.DataFrame:
    """Return a frame as the reader gives it: dtype object, None for blank, Excel's row numbers."""
    index = range(first, first + len(rows))
    cells = {key: pd.Series([row.get(key) for row in rows], index, dtype=object) for key in columns}
    return pd.DataFrame(cells, index=index, columns=list(columns), dtype=object)


def layout_of(sheet: Sheet, own: Sequence[str], *, rows: int, language: str) -> Layout:
    """Return the layout of a template sheet: the status column is A, fields start in B."""
    columns = {key: n for n, key in enumerate((*sheet.by_key, *own), 2)}
    headers = {key: field.name.said("zh") for key, field in sheet.by_key.items()}
    return Layout(
        tab=sheet.tab(language),
        known=True,
        header_row=4,
        columns=columns,
        custom=frozenset(own),
        headers={**headers, **{key: key for key in own}},
        last_row=FIRST_ROW - 1 + rows,
    )


def clean() -> Records:
    """Return a book's records in which nothing is wrong on `TODAY`."""
    return {**_people(), **_trade(), **_sharing(), **_rules()}


def _people() -> Records:
    return {
        "Customers": [
            {
                "customer_id": "CUS-2026-001",
                "company_name_en": "Global Tech Inc.",
                "region": "欧洲",
                "country_region": "DE 德国",
                "website": "https://gt-handel.de",
                "public_email": "info@gt-handel.de",
                "industry": "消费电子",
                "group_id": "GRP-001",
                "grade": "A",
                "stage": "S4 样品",
                "coop_status": "样品阶段",
                "purchase_intent": "明确",
                "last_contact_date": _LAST_WEEK,
                "next_contact_date": dt.date(2026, 12, 1),
                "inquiry_source": "展会",
                "inquiry_products": "GT-A500",
                "tags": "价格敏感;关注品质",
                "need_description": "该客户对XX型号价格敏感,关注性价比",
                "kdm": "CEO-Peter Jones",
                "decision_process": "技术部评估->采购部询价->CEO审批",
                "competitor_info": "目前与Supplier-B合作",
                "language": "de 德语",
                "owner": "R001",
                "collaborators": "R002",
                "pool_status": "私海",
                "owner_since": at("2026-01-06 09:00"),
                "created_date": _LONG_AGO,
                "first_touch_date": dt.date(2026, 1, 7),
                "rfm_r": 5,
                "rfm_score": 100,
            },
            {
                "customer_id": "CUS-2026-002",
                "company_name_zh": "环球科技贸易有限公司",
                "country_region": "US 美国",
                "stage": "S1 初步接触",
                "inquiry_source": "2026年广州春交会",
                "pool_status": "公海",
                "annual_purchase": 50000,
                "annual_purchase_currency": "EUR",
            },
        ],
        "Contacts": [
            {
                "contact_id": "CON-0001",
                "customer_id": "CUS-2026-001",
                "contact_name": "John Schmidt",
                "email": "john.schmidt@gt-handel.de",
                "phone": "+493012345678",
                "im": "WhatsApp:+4915123456789",
                "is_primary": True,
                "birthday_md": "03-15",
                "contact_status": "在职",
            },
            {
                "contact_id": "CON-0002",
                "customer_id": "CUS-2026-002",
                "contact_name": "王芳",
                "im": "WeChat:wangfang_88",
                "is_primary": True,
                "contact_status": "在职",
            },
        ],
        "Reps": [
            _rep("R001", "李雷", "业务员", "lilei@abccompany.com"),
            _rep("R002", "韩梅梅", "业务员", "han@abccompany.com"),
            _rep("M001", "张经理", "经理", "zhang@abccompany.com"),
            {**_rep("R009", "老赵", "业务员", "zhao@abccompany.com"), "active": "离职"},
        ],
        "Titles": [
            {
                "title_id": "TTL-01",
                "customer_id": "CUS-2026-001",
                "group_id": "GRP-001",
                "title_name": "Global Tech Handels GmbH",
                "credit_code": "DE136695976",
                "reg_scheme": "增值税号",
                "domain": "gt-handel.de",
            }
        ],
        "Groups": [
            {
                "group_id": "GRP-001",
                "group_name": "Global Tech Group",
                "group_owner": "R001",
                "group_rule": "单一负责人",
            }
        ],
        "Leads": [
            {
                "lead_id": "LD-0001",
                "company": "Maria Import Ltda",
                "country": "BR 巴西",
                "source": "展会",
                "product_intent": "医疗器械",
                "assigned_rep": "R002",
                "assigned_date": at("2026-11-18 09:00"),
                "first_contact_date": dt.date(2026, 11, 19),
                "lead_status": "已联系",
            }
        ],
    }


def _rep(identity: str, name: str, role: str, email: str) -> Record:
    return {
        "rep_id": identity,
        "rep_name": name,
        "role": role,
        "email": email,
        "weight": 3,
        "weight_mode": "手工",
        "limit_day": 3,
        "limit_week": 10,
        "active": "在岗",
        "tz": "Asia/Shanghai",
    }


def _trade() -> Records:
    order = {
        "order_no": "PO20260105",
        "customer_id": "CUS-2026-001",
        "order_date": dt.date(2026, 3, 5),
        "product": "GT-A500",
        "qty": 3000,
        "unit_price": 15.5,
        "amount": 46500,
        "currency": "USD",
        "status": "已完成",
        "order_type": "订单",
        "sold_by": "R001",
        "ship_date": dt.date(2026, 4, 1),
    }
    return {
        "Products": [
            {"sku": "GT-A500", "name_zh": "智能门锁", "hs_code": "830140", "list_price": 18}
        ],
        "Inquiries": [
            {
                "inquiry_no": "INQ-2026-0101",
                "customer_id": "CUS-2026-001",
                "received_at": at("2026-11-16 09:10"),
                "source": "展会",
                "product": "GT-A500",
                "first_reply_at": at("2026-11-16 10:05"),
                "outcome": "进行中",
            }
        ],
        "Activities": [
            {
                "act_id": "ACT-0001",
                "customer_id": "CUS-2026-001",
                "act_time": at("2026-11-16 10:05"),
                "channel": "邮件",
                "direction": "发出",
                "summary": "讨论了A500型号的技术参数",
                "by": "R001",
            }
        ],
        "Quotes": [
            {
                "quote_no": "Q2026-018",
                "customer_id": "CUS-2026-001",
                "quote_date": dt.date(2026, 11, 1),
                "product": "GT-A500",
                "price": 15.5,
                "currency": "USD",
                "version": 1,
                "valid_until": dt.date(2026, 12, 1),
                "quote_status": "有效",
            }
        ],
        "Orders": [
            order,
            {**order, "order_no": "PO20260106", "amount": -500, "order_type": "退款"},
        ],
        "Payments": [
            {
                "payment_id": "PAY-0001",
                "order_no": "PO20260105",
                "payment_kind": "定金",
                "due_date": dt.date(2026, 3, 20),
                "amount": 15000,
                "currency": "USD",
                "paid_at": dt.date(2026, 3, 18),
            }
        ],
        "Samples": [
            {
                "sample_no": "SF123456",
                "customer_id": "CUS-2026-001",
                "sent_date": dt.date(2026, 11, 10),
                "product": "GT-A500",
                "result": "待客户反馈",
            }
        ],
        "Todos": [
            _todo("TD-001", dt.date(2026, 11, 16)),
            _todo("TD-002", dt.date(2026, 11, 20)),
        ],
        "FX": [{"currency": "EUR", "rate": 1.08, "as_of": dt.date(2026, 11, 1)}],
    }


def _todo(identity: str, anchor: dt.date) -> Record:
    return {
        "todo_id": identity,
        "customer_id": "CUS-2026-001",
        "todo": "需于1月25日前提供更新版认证证书",
        "due": dt.date(2027, 1, 25),
        "kind": "文件",
        "rule_id": "SOP-05",
        "assignee": "R001",
        "status": "未完成",
        "anchor_date": anchor,
    }


def _sharing() -> Records:
    return {
        "Share": [
            {
                "share_id": "SH-20261122-001",
                "variant": "V1",
                "scenario": "离职交接",
                "provider": "R001",
                "receiver": "R002",
                "receiver_kind": "本部门",
                "share_date": dt.date(2026, 11, 20),
                "data_cutoff": dt.date(2026, 11, 19),
                "confidential_ack": True,
                "approver": "M001",
                "approved_at": at("2026-11-20 09:00"),
                "channel": "企业邮箱",
                "container": "加密压缩包",
                "password_channel": "电话",
            },
            {
                "share_id": "SH-20261122-002",
                "variant": "V2",
                "scenario": "对外合作",
                "provider": "R001",
                "receiver": "Tom",
                "receiver_kind": "外部",
                "receiver_company": "ABC Agency",
                "nda_no": "NDA-2026-03",
                "share_date": dt.date(2026, 11, 20),
                "data_cutoff": dt.date(2026, 11, 19),
                "confidential_ack": True,
                "approver": "M001",
                "approved_at": at("2026-11-20 09:00"),
                "channel": "公司网盘",
                "container": "加密压缩包",
                "password_channel": "电话",
            },
        ],
        "ShareLines": [{"share_id": "SH-20261122-001", "customer_id": "CUS-2026-001"}],
        "SharePolicy": [
            {
                "scenario": "离职交接",
                "receiver_kind": "本部门",
                "variant": "V1;V2",
                "approver_role": "经理",
                "channels": "企业邮箱;公司网盘",
                "self_approval": False,
            }
        ],
        "NDA": [
            _agreement("NDA-2026-03", "ABC Agency", dt.date(2027, 1, 1)),
            _agreement("NDA-2026-04", "XYZ Trading", dt.date(2027, 1, 1)),
            _agreement("NDA-2026-05", "ABC Agency", dt.date(2026, 6, 30)),
        ],
        "OurCompany": [{"legal_name": "ABC Trading Co., Ltd.", "own_domains": "abccompany.com"}],
        "OurContacts": [
            {
                "kind": "通用询盘",
                "email": "inquiry@abccompany.com",
                "approved": True,
                "private": False,
            },
            {
                "kind": "销售部门",
                "email": "amy@abccompany.com",
                "approved": False,
                "private": True,
            },
        ],
        "PackLog": [
            {
                "pack_id": "PK-001",
                "customer_id": "CUS-2026-001",
                "purpose": "正式沟通与文件往来",
                "sent_at": at("2026-11-20 10:00"),
                "sent_by": "R001",
                "receiver": "John Schmidt",
                "pack_channel": "企业邮箱",
                "rows_sent": "通用询盘",
            }
        ],
    }


def _agreement(number: str, party: str, end: dt.date) -> Record:
    return {"nda_no": number, "party": party, "valid_from": _LONG_AGO, "valid_to": end}


def _rules() -> Records:
    return {
        "SOP_Rules": [
            {
                "rule_id": "SOP-05",
                "clock": "自然日",
                "n": 7,
                "object": "客户",
                "start_field": "last_contact_date",
                "action": "待办",
                "active": True,
            }
        ],
        "Config": [
            {
                "setting": "recycle_days_A",
                "value": 60,
                "meaning_zh": "A 级客户回收天数",
                "meaning_en": "days",
            }
        ],
        "PoolLog": [_event(1), _event(2)],
        "NotDuplicates": [
            {
                "left_id": "CUS-2026-001",
                "right_id": "CUS-2026-002",
                "reason": "同名不同公司",
                "decided_by": "M001",
                "decided_at": at("2026-11-20 10:00"),
            }
        ],
    }


def _event(number: int) -> Record:
    return {
        "event_id": number,
        "at": at("2026-11-20 10:00"),
        "customer_id": "CUS-2026-001",
        "action": "分配",
        "to_rep": "R001",
        "reason": "正常",
        "weights_snapshot": "A3 B2 C1",
        "config_hash": "9f2c",
    }
