"""The settings of a book: typed values from its Config sheet, with a default for each.

`settings.csv` holds every setting once: its type, default, range and meaning. A setting that is
unknown or has a value that makes no sense is told as a `SettingProblem` with its row, and the
default is used: one wrong cell stops nobody's work.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.errors import SettingsError
from validation.messages import Text, message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

_TABLE = Path(__file__).with_name("settings.csv")
_YES = frozenset({"y", "yes", "true", "1", "是"})
_NO = frozenset({"n", "no", "false", "0", "否"})
_HOURS = re.compile(r"(\d{1,2}):(\d\d)\s*[-–~至]\s*(\d{1,2}):(\d\d)")
_SEPARATOR = re.compile(r"[;,、]")


class Hours(NamedTuple):
    """A stretch of the working day; `end` is the first minute after it."""

    start: dt.time
    end: dt.time


class Setting(NamedTuple):
    """One row of settings.csv."""

    name: str
    type: str
    """int, decimal, bool, choice, numbers, edges (one number a score), hours, or a list."""
    default: str
    low: Decimal | None
    """The least value of a number; None: no limit."""
    high: Decimal | None
    choices: tuple[str, ...]
    meaning: Text


class SettingProblem(NamedTuple):
    """A row of the Config sheet that cannot be used; the default holds instead."""

    row: int
    """The row as Excel numbers it."""
    column: str
    """"setting" when the name is unknown or repeated, "value" when the value makes no sense."""
    setting: str
    value: str
    text: Text


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every setting of a book; the meaning of each stands in settings.csv.

    `*_days` count calendar days unless the meaning says working days; amounts are in base
    currency; probabilities and shares lie between 0 and 1.
    """

    company_tz: str
    base_currency: str
    calendar_country: str
    company_hours: tuple[Hours, ...]
    cool_off_days: int
    assign_counts_as_claim: bool
    weight_window_days: int
    weight_ripe_days: int
    weight_smoothing: int
    weight_top: int
    recycle_days_A: int  # noqa: N815  # the grade is a capital letter
    recycle_days_B: int  # noqa: N815
    recycle_days_C: int  # noqa: N815
    recycle_warn_days: tuple[int, ...]
    grace_days: int
    follow_up_min_chars: int
    follow_up_min_han: int
    undo_days: int
    snapshots_kept: int
    snapshot_days: int
    grade_mode: str
    grade_A_score: int  # noqa: N815
    grade_A_money: int  # noqa: N815
    grade_B_score: int  # noqa: N815
    grade_margin: int
    grade_confirm_days: int
    manual_grade_days: int
    dormant_days: int
    recency_source: str
    recency_days: tuple[int, ...]
    frequency_counts: tuple[int, ...]
    money_amounts: tuple[int, ...]
    weight_recency: int
    weight_frequency: int
    weight_money: int
    purchase_share: Decimal
    probability_S1: Decimal  # noqa: N815
    probability_S2: Decimal  # noqa: N815
    probability_S3: Decimal  # noqa: N815
    probability_S4: Decimal  # noqa: N815
    probability_S5: Decimal  # noqa: N815
    probability_S6: Decimal  # noqa: N815
    probability_S7: Decimal  # noqa: N815
    top_customers: int
    top_review_days: int
    greeting_days_before: int
    reorder_days_before: int
    receipt_reminder_days: int
    receipt_manager_days: int
    points_A: int  # noqa: N815
    points_B: int  # noqa: N815
    points_C: int  # noqa: N815
    points_D: int  # noqa: N815
    amount_bands: tuple[int, ...]

    @classmethod
    def default(cls) -> Settings:
        """Return the settings of a new book."""
        return cls(**{name: _read(setting, setting.default) for name, setting in known().items()})

    @classmethod
    def from_rows(cls, frame: pd.DataFrame | None) -> tuple[Settings, tuple[SettingProblem, ...]]:
        """Return the settings of a Config sheet, and its rows that could not be used, in order.

        `frame` has columns `setting` and `value` and Excel's row numbers as index; None, a
        missing row and a blank value mean the default. Of a repeated setting the first row holds.
        """
        values: dict[str, object] = {}
        problems = []
        for row, name, value in _rows(frame):
            problem = _problem_of(row, name, value, given=values)
            if problem is None:
                values[name] = _read(known()[name], value)
            else:
                problems.append(problem)
        return cls(**{**vars(cls.default()), **values}), tuple(problems)

    def recycle_days(self, grade: str | None) -> int:
        """Return the days without a follow-up before a customer of `grade` is recycled.

        D, an unknown grade and None have the days of grade C.
        """
        return {"A": self.recycle_days_A, "B": self.recycle_days_B}.get(
            grade or "", self.recycle_days_C
        )

    def probability(self, stage: str) -> Decimal | None:
        """Return the chance of winning at a stage code; None: the stage is past winning."""
        chance: Decimal | None = getattr(self, f"probability_{stage}", None)
        return chance


@cache
def known() -> Mapping[str, Setting]:
    """Return every setting there is, name → Setting, in the order of the Config sheet."""
    with _TABLE.open(encoding="utf-8-sig", newline="") as file:
        return {row["setting"]: _setting(row) for row in csv.DictReader(file)}


def _setting(row: Mapping[str, str]) -> Setting:
    low, high = (Decimal(row[end]) if row[end] else None for end in ("min", "max"))
    choices = tuple(filter(None, (part.strip() for part in row["choices"].split(";"))))
    meaning = Text(row["zh"], row["en"])
    return Setting(row["setting"], row["type"], row["default"], low, high, choices, meaning)


def _rows(frame: pd.DataFrame | None) -> list[tuple[int, str, str]]:
    """Return row number, setting and value as text of every row that says something."""
    if frame is None or not {"setting", "value"} <= set(frame.columns):
        return []
    rows = zip(frame.index, frame["setting"], frame["value"], strict=True)
    told = [(int(row), _plain(name), _plain(value)) for row, name, value in rows]
    return [(row, name, value) for row, name, value in told if name and value]


def _plain(value: object) -> str:
    """Return what a cell says, without width and spacing; a blank cell says nothing.

    Excel turns 30 into 30.0, 0.2 into a float and 09:00 into a time.
    """
    if value is None or value != value:  # noqa: PLR0124  # NaN
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return unicodedata.normalize("NFKC", str(value)).strip()


def _problem_of(
    row: int, name: str, value: str, *, given: Mapping[str, object]
) -> SettingProblem | None:
    if name not in known() or name in given:
        key = "settings.repeated" if name in given else "settings.unknown"
        return SettingProblem(row, "setting", name, value, message(key, setting=name))
    try:
        _read(known()[name], value)
    except SettingsError as error:
        return SettingProblem(row, "value", name, value, error.text)
    return None


def _read(setting: Setting, value: str) -> Any:
    """Return the value as the setting's type.

    Raises:
        SettingsError: it is none, or out of range.
    """
    try:
        return _READERS[setting.type](value, setting)
    except (ValueError, InvalidOperation) as error:
        raise SettingsError(
            setting=setting.name, value=value, expected=_expected(setting)
        ) from error


def _expected(setting: Setting) -> Text:
    return message(
        f"settings.{setting.type}",
        low=setting.low,
        high=setting.high,
        choices=" / ".join(setting.choices),
        example=setting.default,
    )


def _number(value: str, setting: Setting) -> Decimal:
    number = Decimal(value[:-1]) / 100 if value.endswith("%") else Decimal(value)
    low = number if setting.low is None else setting.low
    high = number if setting.high is None else setting.high
    # NaN compares as false with everything, so it is refused here too.
    if not low <= number <= high:
        raise ValueError(value)
    return number


def _int(value: str, setting: Setting) -> int:
    number = _number(value, setting)
    if number != number.to_integral_value():
        raise ValueError(value)
    return int(number)


def _bool(value: str, setting: Setting) -> bool:
    del setting
    if value.casefold() not in _YES | _NO:
        raise ValueError(value)
    return value.casefold() in _YES


def _choice(value: str, setting: Setting) -> str:
    if value.casefold() not in setting.choices:
        raise ValueError(value)
    return value.casefold()


def _numbers(value: str, setting: Setting) -> tuple[int, ...]:
    """Return different whole numbers from 0 up, in the direction of the default's."""
    parts = [_int(part.strip(), setting) for part in _SEPARATOR.split(value) if part.strip()]
    usual = [int(part) for part in setting.default.split(";")]
    falling = usual[0] > usual[-1]
    if not parts or min(parts) < 0 or parts != sorted(set(parts), reverse=falling):
        raise ValueError(value)
    return tuple(parts)


def _edges(value: str, setting: Setting) -> tuple[int, ...]:
    """Return as many numbers as the default has: one for each score."""
    parts = _numbers(value, setting)
    if len(parts) != len(setting.default.split(";")):
        raise ValueError(value)
    return parts


def _hours(value: str, setting: Setting) -> tuple[Hours, ...]:
    del setting
    stretches: list[Hours] = []
    for part in filter(None, (part.strip() for part in _SEPARATOR.split(value))):
        match = _HOURS.fullmatch(part)
        if match is None:
            raise ValueError(value)
        start, end = (dt.time(int(match[n]), int(match[n + 1])) for n in (1, 3))
        if start >= end or (stretches and start < stretches[-1].end):
            raise ValueError(value)
        stretches.append(Hours(start, end))
    if not stretches:
        raise ValueError(value)
    return tuple(stretches)


def _word(value: str, setting: Setting) -> str:
    if value == setting.default:
        return value
    # The catalogue takes a while to load; a book with the usual settings never pays for it here.
    from validation.catalogue import load  # noqa: PLC0415

    code = load().vocabularies[setting.type].alias(value)
    if code is None:
        raise ValueError(value)
    return code


_READERS: Mapping[str, Callable[[str, Setting], object]] = {
    "int": _int,
    "decimal": _number,
    "bool": _bool,
    "choice": _choice,
    "numbers": _numbers,
    "edges": _edges,
    "hours": _hours,
    "timezone": _word,
    "currency": _word,
    "country": _word,
}
