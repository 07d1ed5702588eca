"""The columns that identify a customer or that stand side by side in a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

CUSTOMER = (
    "company_name_en", "company_name_zh", "country_region", "website", "public_email", "industry",
    "main_business", "grade", "stage", "coop_status", "owner", "pool_status", "protect_until",
    "last_contact_date", "created_date", "group_id",
)  # fmt: skip
CONTACT = ("contact_name", "email", "phone", "im")
TITLE = ("title_name", "credit_code", "domain")
PERSON = "person_id"
"""The number of a person whom several customers may have; it is shown nowhere."""
SCHEME = "reg_scheme"
"""The register a credit code is in; it is compared with the code and shown nowhere."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "Customers": ("customer_id", *CUSTOMER),
    "Contacts": (*CONTACT, PERSON),
    "Titles": (*TITLE, SCHEME),
}
"""Sheet → its columns that are looked at."""

NAMES = ("company_name_en", "company_name_zh")

SHOWN: tuple[tuple[str, str], ...] = (
    *(("Customers", key) for key in CUSTOMER[:2]),
    *(("Titles", key) for key in TITLE),
    *(("Customers", key) for key in CUSTOMER[2:5]),
    *(("Contacts", key) for key in CONTACT),
    *(("Customers", key) for key in CUSTOMER[5:] if key not in ("owner", "pool_status")),
)
"""(sheet, column) side by side, in the order of a report; owner and pool status stand above."""
