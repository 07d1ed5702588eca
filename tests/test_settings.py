"""The settings of a book."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from decimal import Decimal

import pandas as pd
import pytest

from validation.settings import Hours, Settings, known

STRETCHES = (
    "stretches of the day that do not overlap, with semicolons, such as 09:00-12:00; 13:00-18:00"
)
NINE, NOON, ONE, SIX = (dt.time(hour) for hour in (9, 12, 13, 18))


def config(*rows: tuple[object, object]) -> pd.DataFrame:
    """Return a Config sheet whose first row is row 5, as in the template."""
    index = range(5, 5 + len(rows))
    return pd.DataFrame(rows, columns=["setting", "value"], index=index, dtype=object)


def problem(setting: str, value: object) -> str:
    settings, problems = Settings.from_rows(config((setting, value)))
    assert settings == Settings.default()
    assert [p.row for p in problems] == [5]
    return problems[0].text.en


def test_every_setting_of_the_table_is_an_attribute_and_no_other() -> None:
    assert list(known()) == [f.name for f in fields(Settings)]


def test_every_default_lies_in_its_own_range() -> None:
    rows = [(name, setting.default) for name, setting in known().items()]

    assert Settings.from_rows(config(*rows)) == (Settings.default(), ())


def test_the_defaults_are_the_decided_ones() -> None:
    settings = Settings.default()

    assert (settings.company_tz, settings.base_currency) == ("Asia/Shanghai", "USD")
    assert settings.company_hours == (Hours(NINE, NOON), Hours(ONE, SIX))
    assert settings.cool_off_days == settings.undo_days == 30
    assert [settings.recycle_days(grade) for grade in "ABCD"] == [60, 45, 30, 30]
    assert settings.grace_days == 14
    assert settings.purchase_share == Decimal("0.2")
    chances = [settings.probability(f"S{n}") for n in range(1, 10)]
    expected = [Decimal(c) for c in ("0.05", "0.1", "0.3", "0.5", "0.6", "0.8", "1")]
    assert chances == [*expected, None, None]
    assert (settings.snapshots_kept, settings.snapshot_days) == (20, 30)
    assert settings.assign_counts_as_claim is False
    assert settings.recency_days == (7, 30, 90, 180)


def test_a_book_without_a_config_sheet_has_the_defaults() -> None:
    assert Settings.from_rows(None) == (Settings.default(), ())
    assert Settings.from_rows(pd.DataFrame({"value": [1]})) == (Settings.default(), ())


def test_a_blank_value_means_the_default() -> None:
    rows = config(("grace_days", None), ("undo_days", float("nan")), (None, 3))

    assert Settings.from_rows(rows) == (Settings.default(), ())


@pytest.mark.parametrize(
    ("setting", "value", "expected"),
    [
        ("grace_days", 20, 20),
        ("grace_days", 20.0, 20),
        ("grace_days", "２０", 20),
        ("purchase_share", 0.25, Decimal("0.25")),
        ("purchase_share", "30%", Decimal("0.3")),
        ("assign_counts_as_claim", True, True),
        ("assign_counts_as_claim", "是", True),
        ("assign_counts_as_claim", "N", False),
        ("company_tz", "Europe/Berlin", "Europe/Berlin"),
        ("company_tz", "北京时间", "Asia/Shanghai"),
        ("base_currency", "美金", "USD"),
        ("calendar_country", "德国", "DE"),
        ("grade_mode", "Quantile", "quantile"),
        ("company_hours", "9:00-18:00", (Hours(NINE, SIX),)),
        ("company_hours", "09:00–12:00，13:00–18:00", (Hours(NINE, NOON), Hours(ONE, SIX))),
        ("recycle_warn_days", "5、2", (5, 2)),
        ("recycle_warn_days", 5, (5,)),
        ("recency_days", "10;40;100;200", (10, 40, 100, 200)),
    ],
)
def test_a_value_is_read_however_it_was_typed(
    setting: str, value: object, expected: object
) -> None:
    settings, problems = Settings.from_rows(config((setting, value)))

    assert getattr(settings, setting) == expected
    assert problems == ()


@pytest.mark.parametrize(
    ("setting", "value", "expected"),
    [
        ("grace_days", "two weeks", "a whole number from 0 to 365"),
        ("grace_days", 14.5, "a whole number from 0 to 365"),
        ("grace_days", -1, "a whole number from 0 to 365"),
        ("grace_days", "NaN", "a whole number from 0 to 365"),
        ("purchase_share", 2, "a number from 0 to 1, such as 0.3 or 30%"),
        ("assign_counts_as_claim", "maybe", "Y or N"),
        ("grade_mode", "rank", "one of absolute / quantile"),
        (
            "recycle_warn_days",
            "1; 3; 7",
            "different whole numbers with semicolons, in the order of 7; 3; 1",
        ),
        (
            "recycle_warn_days",
            ";",
            "different whole numbers with semicolons, in the order of 7; 3; 1",
        ),
        (
            "recency_days",
            "7; 30; 90",
            "different whole numbers with semicolons, as many and in the order of 7; 30; 90; 180",
        ),
        (
            "company_hours",
            "09:00-12:00; 11:00-18:00",
            STRETCHES,
        ),
        (
            "company_hours",
            "nine to six",
            STRETCHES,
        ),
        (
            "company_hours",
            ";",
            STRETCHES,
        ),
        ("company_tz", "Mars", "the name of a time zone, such as Asia/Shanghai"),
        ("base_currency", "shells", "the code of a currency, such as USD"),
        ("calendar_country", "Korea", "the code or name of a country, such as CN"),
    ],
)
def test_a_value_that_makes_no_sense_is_told_and_the_default_holds(
    setting: str, value: object, expected: str
) -> None:
    assert problem(setting, value) == (
        f'Setting {setting} is "{value}"; it should be {expected}. Correct it on the Config sheet.'
    )


def test_a_time_no_clock_shows_is_refused() -> None:
    assert problem("company_hours", "09:00-25:00").startswith('Setting company_hours is "09:00-25')


def test_an_unknown_setting_is_told_with_its_row() -> None:
    _, problems = Settings.from_rows(config(("grace_days", 3), ("grace_day", 3)))

    assert [(p.row, p.column, p.setting, p.value) for p in problems] == [
        (6, "setting", "grace_day", "3")
    ]
    assert problems[0].text.zh == (
        "没有名为「grace_day」的设置项，这一行不起作用。请核对名称，或删去这一行。"
    )


def test_of_a_repeated_setting_the_first_row_holds() -> None:
    settings, problems = Settings.from_rows(config(("grace_days", 3), ("grace_days", 4)))

    assert settings.grace_days == 3
    assert [(p.row, p.column) for p in problems] == [(6, "setting")]
    assert problems[0].text.en == (
        "The setting grace_days stands here more than once; the first row counts. Delete this row."
    )


def test_every_setting_is_explained_in_both_languages() -> None:
    for setting in known().values():
        assert setting.meaning.zh
        assert setting.meaning.en
