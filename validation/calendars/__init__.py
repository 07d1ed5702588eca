"""Working days, company hours and the clocks that rules count by.

Every datetime here is the company's own time without a zone, as it stands in a cell.
"""

from validation.calendars.clocks import Clock, Due, business_hours_between, due
from validation.calendars.days import WorkCalendar
from validation.calendars.spans import Spans

__all__ = ["Clock", "Due", "Spans", "WorkCalendar", "business_hours_between", "due"]
