"""Working days, company hours and the clocks of reminder rules."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from validation.calendars import Clock, Due, Spans, WorkCalendar, business_hours_between, due
from validation.settings import Hours, Settings

D = dt.date
NINE_TO_SIX = (Hours(dt.time(9), dt.time(18)),)
CHINA = WorkCalendar(country="CN", tz=ZoneInfo("Asia/Shanghai"), hours=NINE_TO_SIX)
NEVER = dt.datetime.combine(dt.date.max, dt.time.max)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def closed(*spans: tuple[dt.date, dt.date]) -> WorkCalendar:
    return replace(CHINA, closed=Spans.of(spans))


@pytest.mark.parametrize(
    ("start", "business", "elapsed"),
    [
        ("2026-11-20 10:00", "2026-11-20 12:00", "2026-11-21 10:00"),
        ("2026-11-20 16:30", "2026-11-23 09:30", "2026-11-21 16:30"),
        ("2026-11-20 20:00", "2026-11-23 11:00", "2026-11-21 20:00"),
        # Saturday the 10th makes up for the National Day week.
        ("2026-10-09 17:00", "2026-10-10 10:00", "2026-10-10 17:00"),
        ("2026-09-30 17:30", "2026-10-08 10:30", "2026-10-01 17:30"),
        ("2026-11-20 16:00", "2026-11-20 18:00", "2026-11-21 16:00"),
    ],
)
def test_two_business_hours_and_a_day_of_elapsed_hours(
    start: str, business: str, elapsed: str
) -> None:
    assert due(CHINA, "business_hours", at(start), 2) == Due(at(business), whole_day=False)
    assert due(CHINA, "elapsed_hours", at(start), 24) == Due(at(elapsed), whole_day=False)


def test_a_lunch_break_is_no_business_time() -> None:
    usual = WorkCalendar.of(Settings.default())

    assert due(usual, "business_hours", at("2026-11-20 11:30"), 2).at == at("2026-11-20 14:30")
    assert due(usual, "business_hours", at("2026-11-20 12:10"), 5).at == at("2026-11-20 18:00")
    assert due(usual, "business_hours", D(2026, 11, 22), 9).at == at("2026-11-24 10:00")


@pytest.mark.parametrize(
    ("start", "count", "roll", "day"),
    [
        ("2026-11-20", 3, True, "2026-11-23"),
        ("2026-09-28", 3, True, "2026-10-08"),
        ("2026-09-28", 3, False, "2026-10-01"),
        ("2026-11-20", -7, False, "2026-11-13"),
        ("2026-11-20", 0, True, "2026-11-20"),
        ("2026-11-21", 0, True, "2026-11-23"),
    ],
)
def test_calendar_days_roll_to_the_next_working_day_where_asked(
    start: str,
    count: int,
    roll: bool,  # noqa: FBT001
    day: str,
) -> None:
    found = due(CHINA, "calendar_days", D.fromisoformat(start), count, roll=roll)

    assert found == Due(at(day), whole_day=True)


@pytest.mark.parametrize(
    ("start", "count", "day"),
    [
        ("2026-11-20", 2, "2026-11-24"),
        ("2026-11-21", 2, "2026-11-24"),
        ("2026-09-30", 2, "2026-10-09"),
        ("2026-10-09", 1, "2026-10-10"),
        ("2026-12-25", -1, "2026-12-24"),
        ("2026-10-08", -1, "2026-09-30"),
        ("2026-11-21", 0, "2026-11-21"),
    ],
)
def test_business_days_count_make_up_days_and_leave_holidays_out(
    start: str, count: int, day: str
) -> None:
    assert due(CHINA, "business_days", D.fromisoformat(start), count).at.date() == D.fromisoformat(
        day
    )


@pytest.mark.parametrize(
    ("clock", "start", "count", "end"),
    [
        ("months", D(2026, 8, 31), 6, Due(at("2027-02-28"), whole_day=True)),
        ("months", at("2026-01-15 10:00"), 12, Due(at("2027-01-15"), whole_day=True)),
        ("at_time", at("2026-11-23 10:00"), 0, Due(at("2026-11-23 10:00"), whole_day=False)),
        ("at_time", D(2026, 11, 23), 0, Due(at("2026-11-23"), whole_day=True)),
    ],
)
def test_months_and_set_times(clock: Clock, start: dt.date, count: int, end: Due) -> None:
    assert due(CHINA, clock, start, count) == end


def test_a_whole_day_is_in_time_until_it_ends_and_a_time_until_it_is_past() -> None:
    assert not Due(at("2026-11-23"), whole_day=True).is_over(at("2026-11-23 23:59"))
    assert Due(at("2026-11-23"), whole_day=True).is_over(at("2026-11-24 00:00"))
    assert not Due(at("2026-11-23 12:00"), whole_day=False).is_over(at("2026-11-23 12:00"))
    assert Due(at("2026-11-23 12:00"), whole_day=False).is_over(at("2026-11-23 12:01"))


def test_a_closure_stops_every_clock() -> None:
    """Fifteen days of Spring Festival, from Monday the 9th of February to Monday the 23rd."""
    spring = closed((D(2026, 2, 9), D(2026, 2, 23)))

    def end(clock: Clock, start: str, count: int) -> dt.datetime:
        return due(spring, clock, at(start), count).at

    assert end("calendar_days", "2026-02-06", 3) == at("2026-02-24")
    assert end("calendar_days", "2026-02-12", 3) == at("2026-02-26")
    assert end("elapsed_hours", "2026-02-08 20:00", 24) == at("2026-02-24 20:00")
    assert end("elapsed_hours", "2026-02-08 20:00", 4) == at("2026-02-09 00:00")
    assert end("elapsed_hours", "2026-02-12 20:00", 24) == at("2026-02-25 00:00")
    assert end("business_hours", "2026-02-06 17:30", 1) == at("2026-02-24 09:30")
    assert end("business_days", "2026-02-06", 1) == at("2026-02-24")
    assert spring.days_between(D(2026, 2, 6), D(2026, 2, 25)) == 4
    assert spring.days_between(D(2026, 2, 25), D(2026, 2, 6)) == -4


def test_the_calendar_sheet_adds_closures_and_working_saturdays() -> None:
    sheet = pd.DataFrame(
        [
            (D(2026, 11, 23), D(2026, 11, 27), "closed"),
            (D(2026, 11, 25), None, "working"),
            (dt.datetime(2026, 11, 28), pd.NaT, "working"),  # noqa: DTZ001
            (D(2026, 12, 5), D(2026, 12, 1), "closed"),
            ("soon", None, "closed"),
            (D(2026, 12, 2), None, None),
        ],
        columns=["date_from", "date_to", "day_kind"],
        dtype=object,
    )

    found = WorkCalendar.of(Settings.default(), sheet)

    assert found.closed.spans == (
        (D(2026, 11, 23), D(2026, 11, 24)),
        (D(2026, 11, 26), D(2026, 11, 27)),
    )
    days = [D(2026, 11, 20) + dt.timedelta(days=n) for n in range(14)]
    assert [day.day for day in days if found.is_working(day)] == [20, 25, 28, 30, 1, 2, 3]


def test_a_year_without_published_make_up_days_is_named() -> None:
    assert CHINA.unpublished(D(2026, 1, 1), D(2027, 6, 1)) == (2027,)
    assert replace(CHINA, country="DE").unpublished(D(2026, 1, 1), D(2027, 6, 1)) == ()
    assert CHINA.is_working(D(2027, 10, 11))
    assert not CHINA.is_working(D(2027, 10, 9))


def test_a_country_nobody_knows_has_free_weekends_and_no_holidays() -> None:
    nowhere = replace(CHINA, country="ZZ")

    assert nowhere.is_working(D(2026, 10, 1))
    assert not nowhere.is_working(D(2026, 10, 10))
    assert nowhere.unpublished(D(2026, 1, 1), D(2027, 1, 1)) == ()


def test_a_weekend_is_what_the_country_calls_one() -> None:
    riyadh = replace(CHINA, country="SA")

    assert due(riyadh, "business_days", D(2026, 11, 19), 1).at == at("2026-11-22")


def test_an_elapsed_day_is_24_hours_also_when_the_clocks_change() -> None:
    berlin = replace(CHINA, country="DE", tz=ZoneInfo("Europe/Berlin"))

    assert due(berlin, "elapsed_hours", at("2026-10-24 12:00"), 24).at == at("2026-10-25 11:00")
    assert due(berlin, "elapsed_hours", at("2026-03-28 12:00"), 24).at == at("2026-03-29 13:00")


def test_a_company_closed_for_good_is_never_due() -> None:
    gone = closed((D(2026, 12, 1), dt.date.max))

    assert due(gone, "calendar_days", D(2026, 11, 30), 1).at.date() == dt.date.max
    assert due(gone, "elapsed_hours", at("2026-11-30 12:00"), 24).at == NEVER
    assert due(gone, "business_hours", at("2026-11-30 17:00"), 24).at == NEVER
    assert gone.rolled(D(2026, 12, 1)) == dt.date.max


def test_company_hours_between_two_times() -> None:
    assert business_hours_between(
        CHINA, at("2026-11-20 16:30"), at("2026-11-23 09:20")
    ) == Fraction(11, 6)
    assert business_hours_between(CHINA, at("2026-11-21 10:00"), at("2026-11-22 10:00")) == 0
    assert business_hours_between(CHINA, at("2026-11-23 10:00"), at("2026-11-20 10:00")) == 0


_days = st.dates(D(2026, 1, 1), D(2026, 12, 31))


@given(_days, st.integers(1, 60), st.lists(st.tuples(_days, _days), max_size=4))
def test_adding_days_and_counting_them_are_each_others_reverse(
    start: dt.date, count: int, spans: list[tuple[dt.date, dt.date]]
) -> None:
    calendar = closed(*spans)

    end = calendar.plus_days(start, count)

    assert calendar.days_between(start, end) == count
    assert end not in calendar.closed


@given(_days, st.integers(0, 400), st.lists(st.tuples(_days, _days), max_size=3))
def test_adding_business_hours_and_counting_them_are_each_others_reverse(
    day: dt.date, hours: int, spans: list[tuple[dt.date, dt.date]]
) -> None:
    calendar = closed(*spans)
    start = dt.datetime.combine(day, dt.time(10, 20))

    end = due(calendar, "business_hours", start, hours).at

    assert business_hours_between(calendar, start, end) == hours
