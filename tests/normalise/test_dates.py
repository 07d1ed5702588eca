"""Dates: real ones, serial numbers and text; what may be two days is named, never chosen."""

# ruff: noqa: DTZ001 - a cell's time has no zone

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import MAC_EPOCH, from_excel

from validation.normalise import Reading, dates

MAY_20 = dt.date(2024, 5, 20)


@pytest.mark.parametrize(
    "typed",
    [
        "2024年5月20日",
        "2024年05月20号",
        "二〇二四年五月二十日",
        "2024/5/20",
        "2024.5.20",
        "20240520",
        20240520,
        "2024-5-20",
        "２０２４－０５－２０",
        "20-May-24",
        "20 May 2024",
        "20th of May 2024",
        "May 20, 2024",
        "May 20 2024",
        "2024 May 20",
        "Mon, 20 May 2024",
        "2024-05-20 (星期一)",
        "20/05/2024",
        "05/20/2024",
        "20-05-2024",
        "20.05.2024",
        "2024-05-20 00:00:00.000",
    ],
)
def test_a_certain_day_is_read_from_its_text(typed: object) -> None:
    assert dates.read(typed) == Reading(MAY_20, "date_text", "2024-05-20")


@pytest.mark.parametrize(
    ("typed", "reading"),
    [
        ("2024-05-20", Reading(MAY_20)),
        ("2024-05-20 10:30", Reading(dt.datetime(2024, 5, 20, 10, 30))),
        (MAY_20, Reading(MAY_20)),
        (dt.datetime(2024, 5, 20, 10, 30), Reading(dt.datetime(2024, 5, 20, 10, 30))),
        (None, Reading(None)),
        (float("nan"), Reading(None)),
        (" ", Reading(None)),
        (45432, Reading(MAY_20, "date_serial", "2024-05-20")),
        ("45432", Reading(MAY_20, "date_serial", "2024-05-20")),
        (45432.5, Reading(dt.datetime(2024, 5, 20, 12), "date_serial", "2024-05-20 12:00")),
        (
            "2024年5月20日 下午3:30",
            Reading(dt.datetime(2024, 5, 20, 15, 30), "date_text", "2024-05-20 15:30"),
        ),
        (
            "20 May 2024 3:30:15 pm",
            Reading(dt.datetime(2024, 5, 20, 15, 30, 15), "date_text", "2024-05-20 15:30:15"),
        ),
        (
            "2024/5/20 12:05 am",
            Reading(dt.datetime(2024, 5, 20, 0, 5), "date_text", "2024-05-20 00:05"),
        ),
        ("2024-05-20T10:30:00Z", Reading(dt.datetime(2024, 5, 20, 10, 30), "date_text")),
        ("05/06/2024", Reading(None, "date_ambiguous", None, "2024-05-06 / 2024-06-05")),
        ("24-05-20", Reading(None, "date_ambiguous", None, "2020-05-24 / 2024-05-20")),
        ("24.05.20", Reading(None, "date_ambiguous", None, "2020-05-24 / 2024-05-20")),
        ("20.5.24", Reading(None, "date_ambiguous", None, "2020-05-24 / 2024-05-20")),
        ("4.5.24", Reading(dt.date(2024, 5, 4), "date_text", "2024-05-04")),
        ("20.05.99", Reading(dt.date(1999, 5, 20), "date_text", "1999-05-20")),
        ("31/12/99", Reading(dt.date(1999, 12, 31), "date_text", "1999-12-31")),
        ("06/06/2024", Reading(dt.date(2024, 6, 6), "date_text", "2024-06-06")),
        ("2024-02-30", Reading(None, "date_impossible")),
        ("31/04/2024", Reading(None, "date_impossible")),
        ("99/99/99", Reading(None, "date_impossible")),
        ("2024-05-20 25:00", Reading(None, "date_impossible")),
        ("1月25日", Reading(None, "date_no_year")),
        ("1月25日前", Reading(None, "date_no_year")),
        ("5/20", Reading(None, "date_no_year")),
        ("20-May", Reading(None, "date_no_year")),
        ("2024年5月", Reading(None, "date_no_day")),
        ("2024年第三季度", Reading(None, "date_no_day")),
        ("Q3 2024", Reading(None, "date_no_day")),
        ("May 2024", Reading(None, "date_no_day")),
        ("2024", Reading(None, "date_no_day")),
        ("1985-05-20", Reading(None, "date_too_early", None, "1985-05-20")),
        (dt.date(1899, 1, 1), Reading(None, "date_too_early", None, "1899-01-01")),
        (12, Reading(None, "date_too_early", None, "1900-01-12")),
        ("2024-05-20 至 2024-06-20", Reading(None, "date_range")),
        ("may", Reading(None, "date_unreadable")),
        ("12", Reading(None, "date_unreadable")),
        ("10 am", Reading(None, "date_unreadable")),
        ("明天", Reading(None, "date_unreadable")),
        ("a - b", Reading(None, "date_unreadable")),
        (True, Reading(None, "date_unreadable")),
        (-5, Reading(None, "date_unreadable")),
        (60, Reading(None, "date_unreadable")),
        (1e300, Reading(None, "date_unreadable")),
    ],
)
def test_a_cell_is_read_or_named(typed: object, reading: Reading) -> None:
    assert dates.read(typed) == reading


def test_a_serial_counts_from_1900_or_1904() -> None:
    assert dates.from_serial(45432) == MAY_20
    assert dates.from_serial(45432, date1904=True) == dt.date(2028, 5, 21)
    assert dates.read(45432, date1904=True).value == dt.date(2028, 5, 21)


def test_the_day_that_never_was_is_no_day() -> None:
    assert dates.from_serial(59) == dt.date(1900, 2, 28)
    assert dates.from_serial(60) is None
    assert dates.from_serial(61) == dt.date(1900, 3, 1)


def test_a_serial_outside_the_calendar_is_no_day() -> None:
    assert dates.from_serial(2_958_465) == dt.date(9999, 12, 31)
    assert dates.from_serial(2_958_466) is None
    assert dates.from_serial(2_958_465, date1904=True) is None
    assert dates.from_serial(float("inf")) is None
    assert dates.from_serial(-1) is None
    assert dates.from_serial(0.5) is None
    assert dates.from_serial(0, date1904=True) == dt.date(1904, 1, 1)


@given(st.integers(61, 2_958_465))
def test_serials_agree_with_a_second_reader(serial: int) -> None:
    expected = from_excel(serial)
    assert isinstance(expected, dt.datetime)
    assert dates.from_serial(serial) == expected.date()


@given(st.integers(0, 2_900_000))
def test_serials_of_1904_agree_with_a_second_reader(serial: int) -> None:
    expected = from_excel(serial + 1, epoch=MAC_EPOCH)
    assert isinstance(expected, dt.datetime)
    assert dates.from_serial(serial + 1, date1904=True) == expected.date()


@given(st.dates(dates.EARLIEST, dt.date(2069, 12, 31)))
def test_a_day_in_any_certain_spelling_is_the_same_day(day: dt.date) -> None:
    spellings = (
        f"{day:%Y-%m-%d}", f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日",
        f"{day:%d.%m.%Y}", f"{day:%d %B %Y}", f"{day:%b %d, %Y}", f"{day:%d-%b-%y}",
    )  # fmt: skip
    assert {dates.read(spelling).value for spelling in spellings} == {day}


@given(
    st.text()
    | st.from_regex(
        r"[0-9]{1,4}[-/.年 ][0-9]{1,2}[-/.月 ][0-9]{1,4}日?( [0-9:]{1,8})?", fullmatch=True
    )
    | st.floats()
    | st.integers()
)
def test_a_suggestion_is_right_and_nothing_raises(cell: object) -> None:
    reading = dates.read(cell)

    if reading.suggestion is not None:
        assert dates.read(reading.suggestion) == Reading(reading.value)
    assert reading.problem in ("", *dates.PROBLEMS)
