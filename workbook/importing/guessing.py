"""Which sheet a table fills, when nobody has said it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from validation.messages import Text, message
from workbook.importing.headers import ANNEX, HALF_NAMES, fold_header

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbook.importing.headers import Names

CANDIDATES = (
    "Customers", "Contacts", "Orders", "Leads", "Inquiries", "Activities", "Quotes", "Payments",
    "Samples", "Todos", "Titles", "Reps", "Products",
)  # fmt: skip
_TELLING = {
    "Customers": {"company_name", "company_name_en", "company_name_zh"},
    "Contacts": {"contact_name", "first_name", "last_name", "email"},
    "Orders": {"order_no", "amount", "order_date"},
    "Leads": {"lead_id", "lead_status", "validity", "product_intent"},
    "Inquiries": {"inquiry_no", "received_at"},
    "Activities": {"act_time", "summary"},
    "Quotes": {"quote_no", "quote_date", "valid_until"},
    "Payments": {"payment_id", "paid_at", "payment_kind"},
    "Samples": {"sample_no", "sent_date"},
    "Todos": {"todo", "due"},
    "Titles": {"title_name", "credit_code"},
    "Reps": {"rep_id", "rep_name", "manager"},
    "Products": {"sku", "list_price", "moq", "hs_code"},
}
_WORDS = {
    "Customers": ("customer", "client", "account", "company", "companies", "客户", "买家"),
    "Contacts": ("contact", "people", "person", "联系人", "通讯录"),
    "Orders": ("order", "sales", "invoice", "订单", "销售", "成交"),
    "Leads": ("lead", "线索", "潜客"),
    "Inquiries": ("inquir", "enquir", "rfq", "询盘"),
    "Activities": ("activit", "followup", "call", "跟进", "沟通"),
    "Quotes": ("quot", "报价"),
    "Payments": ("payment", "收款", "回款"),
    "Samples": ("sample", "样品"),
    "Todos": ("todo", "task", "待办"),
    "Titles": ("legaltitle", "抬头"),
    "Reps": ("rep", "employee", "staff", "salespeople", "业务员", "员工", "团队"),
    "Products": ("product", "item", "sku", "产品", "商品"),
}


class Guess(NamedTuple):
    """The sheet a table most likely fills, and why."""

    sheet: str
    reason: Text


def guessed_sheet(
    names: Names, headers: Sequence[str], *, source: str, tab: str, others: frozenset[str]
) -> Guess:
    """Return the likeliest sheet for a table; Customers when nothing speaks for any.

    `others` are the sheets that other tables of this import fill for sure: a list of people with
    their company is Contacts beside a list of customers, and Customers without one.
    """
    best, best_score, best_hits = "Customers", 0.0, 0
    for sheet in CANDIDATES:
        if sheet not in names.catalogue.sheets:
            continue
        found = {(m.sheet, m.key) for h in headers if (m := names.meaning(sheet, h))}
        own = {key for home, key in found if home == sheet}
        # A tab called "rep" without a single known header is no list of reps.
        score = len(own) + 0.9 * (len(found) - len(own))
        score += _named(sheet, source, tab) * bool(found)
        score += 1.5 * bool(own & _TELLING[sheet])
        if sheet == "Contacts" and ANNEX["Customers"] == sheet:
            score += _people_alone(own, others)
        if score > best_score:
            best, best_score, best_hits = sheet, score, len(found)
    name = names.catalogue.sheets[best].name
    reason = message("import.guessed", hits=best_hits, columns=len(headers), sheet=name)
    return Guess(best, reason)


def _people_alone(own: set[str], others: frozenset[str]) -> float:
    person = bool(own & {"contact_name", *HALF_NAMES})
    return 2.5 if person and "customer_id" in own and "Customers" in others else -1.0


def _named(sheet: str, source: str, tab: str) -> float:
    folded = fold_header(source.rsplit(".", 1)[0]), fold_header(tab)
    return 2.0 if any(word in text for word in _WORDS[sheet] for text in folded) else 0.0
