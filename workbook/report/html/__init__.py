"""The findings as one self-contained web page, to pass on by e-mail.

Everything is in the one file and nothing is fetched: a Content-Security-Policy says so to the
browser too. Both languages are inside. Without scripting the page is whole, and its language and
severities can still be switched; scripting adds the filters.
"""

from __future__ import annotations

from workbook.report.html.page import MOST_IN_ALL, render

__all__ = ["MOST_IN_ALL", "render"]
