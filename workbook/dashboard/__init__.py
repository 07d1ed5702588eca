"""The figures of a workbook as a report: on screen, as a page, for programs, as a workbook."""

from workbook.dashboard.forms import FORMS, Wish, rendered, write
from workbook.dashboard.reading import Dashboard, dashboard

__all__ = ["FORMS", "Dashboard", "Wish", "dashboard", "rendered", "write"]
