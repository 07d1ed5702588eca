"""Results of a check that every form of report is tested with."""

from __future__ import annotations

import datetime as dt

from validation.findings import Finding
from validation.messages import Text
from workbook.checking import CheckedFile, FailedFile

TODAY = dt.date(2026, 11, 22)

MISSING = Finding(
    "R101", "error", "客户 Customers", "F7", 7, "CUS-2026-001", "country_region", "",
    "「国家/地区」必须填写。", "Country/region must be filled in.",
)  # fmt: skip
SPELLING = Finding(
    "R205", "info", "Contacts", "F5", 5, "CON-0001", "email", "a@GT.com",
    "「a@GT.com」的域名建议用小写。", 'The domain of "a@GT.com" is better in lower case.',
    "a@gt.com",
)  # fmt: skip
OLDER = Finding(
    "R801", "warning", "", "", None, "", "", "0.9",
    "模板版本较旧。", "The template is older.",
)  # fmt: skip
BOOK = CheckedFile(
    path="books/team 1.xlsx", today=TODAY,
    sheets={"客户 Customers": 3, "Contacts": 1, "Orders": 0},
    findings=(OLDER, MISSING, SPELLING),
    owners={("客户 Customers", 7): "R001"},
    names={("客户 Customers", "country_region"): Text("国家/地区", "Country/region"),
           ("Contacts", "email"): Text("邮箱", "E-mail")},
)  # fmt: skip
LOCKED = FailedFile(path="locked.xlsx", error=Text("设有打开密码。", "It needs a password."))

HOSTILE = (
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "]]><x/>",
    "javascript:alert(1)",
    '=HYPERLINK("http://example.com","x")',
    "+1-2",
    "@SUM(A1)",
    "http://example.com/",
    "mailto:a@example.com",
    "\u202eevil\u2066",
    "a\x00b\x1b[31m",
    "half \ud83d pair",
    "'\"`&amp;{{ 7*7 }}{% raw %}",
    "[/b][red]",
    "二" * 40_000,
)
"""Values of cells, names of tabs and ids that somebody may send."""


def hostile(value: str) -> CheckedFile:
    """Return a result in which everything a stranger can name is `value`."""
    finding = Finding(
        "R713", "error", value, "F7", 7, value, value, value,
        f"「{value}」", f"This is {value}.", value,
    )  # fmt: skip
    return CheckedFile(
        path=f"books/{value[:200]}.xlsx", today=TODAY, sheets={value: 1}, findings=(finding,),
        owners={(value, 7): value}, names={(value, value): Text(value, value)},
    )  # fmt: skip
