"""What reminder rules can be about, and where the clocks of each may start."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SHEET_OF: Mapping[str, str] = {
    "customer": "Customers",
    "lead": "Leads",
    "inquiry": "Inquiries",
    "mail": "Mail",
    "order": "Orders",
    "quote": "Quotes",
    "todo": "Todos",
    "share": "Share",
    "template": "",
}
"""A code of the list sop_object → its sheet; the template itself has none."""

BY_EVENT: Mapping[str, tuple[str, ...]] = {
    "customer": ("Activities", "Orders", "Quotes", "Inquiries", "Samples", "Mail", "Todos"),
    "lead": ("Activities", "Inquiries", "Todos"),
}
"""Object → the sheets whose latest row may start its clock, in order of search."""

BASE: Mapping[str, frozenset[str]] = {
    "Customers": frozenset(
        {"customer_id", "company_name_zh", "company_name_en", "country_region", "grade", "owner",
         "pool_status", "owner_since", "created_date", "last_contact_date", "purchase_cycle",
         "language",
         "public_email", "source_id", "last_12m_amount"}
    ),
    "Contacts": frozenset(
        {"customer_id", "contact_name", "email", "is_primary", "contact_status", "opt_out",
         "bounced"}
    ),
    "Leads": frozenset(
        {"lead_id", "company", "country", "assigned_rep", "assigned_date", "lead_status",
         "converted_to", "contact_email", "contact_person"}
    ),
    "Inquiries": frozenset(
        {"inquiry_no", "customer_id", "lead_id", "assigned_to", "assigned_at", "outcome"}
    ),
    "Activities": frozenset({"act_id", "customer_id", "lead_id", "direction", "act_time"}),
    "StageLog": frozenset({"customer_id", "changed_at"}),
    "Orders": frozenset(
        {"order_no", "customer_id", "order_date", "amount", "currency", "due_date", "status",
         "order_type", "sold_by"}
    ),
    "Quotes": frozenset({"quote_no", "customer_id", "approver"}),
    "Samples": frozenset({"sample_no", "customer_id"}),
    "Todos": frozenset(
        {"todo_id", "customer_id", "lead_id", "todo", "due", "rule_id", "assignee", "status",
         "done_at", "anchor_date"}
    ),
    "Share": frozenset({"share_id", "provider", "receiver", "approver"}),
    "ShareLines": frozenset({"share_id", "customer_id"}),
    "Mail": frozenset({"mail_id", "from_addr", "subject", "customer_id"}),
    "Reps": frozenset(
        {"rep_id", "rep_name", "role", "email", "manager", "active", "leave_from", "leave_to",
         "department"}
    ),
    "Calendar": frozenset({"date_from", "date_to", "day_kind"}),
    "Audit": frozenset({"at"}),
    "FX": frozenset({"currency", "rate", "as_of"}),
}  # fmt: skip
"""Sheet → the columns that are read whatever the rules ask for."""

FALLBACK: Mapping[str, tuple[str, ...]] = {
    "last_contact_date": ("owner_since", "created_date"),
    "last_review": ("owner_since", "created_date"),
    "created_date": ("owner_since",),
}
"""A start column of Customers → where the clock starts while it is blank."""
