"""The rows a new book starts with: settings, reminder rules, stage rules and the share policy.

`seed_rows/` has one table for each sheet: catalogue keys as headers, codes of the lists as
values. A text column may have a second one for English books (`default_action_en`).
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from validation import settings
from validation.catalogue import Kind, load

if TYPE_CHECKING:
    from collections.abc import Mapping

    from validation.catalogue import Catalogue, Field

_TABLES = Path(__file__).with_name("seed_rows")

SHEETS: tuple[str, ...] = ("Config", "SOP_Rules", "StageRules", "SharePolicy")
"""The sheets that have rows of their own."""


def rows(
    sheet: str,
    language: Literal["zh", "en", "both"] = "both",
    *,
    catalogue: Catalogue | None = None,
) -> list[dict[str, object]]:
    """Return the rows a new book has on `sheet`: column key → what the cell shows.

    List words appear as a `language` book writes them, yes and no as bool, numbers as int or
    float, blank cells as None. A sheet without rows of its own gives an empty list.

    >>> rows("StageRules", "en")[2]["default_action"]
    'Follow up three days after the quotation'
    """
    if sheet not in SHEETS:
        return []
    catalogue = catalogue or load()
    return [
        {
            field.key: _shown(_cell(row, field.key, language), field, catalogue, language=language)
            for field in catalogue.sheets[sheet].fields
        }
        for row in _table(sheet)
    ]


def _table(sheet: str) -> list[Mapping[str, str]]:
    if sheet == "Config":
        return [
            {
                "setting": setting.name,
                "value": setting.default,
                "meaning_zh": setting.meaning.zh,
                "meaning_en": setting.meaning.en,
            }
            for setting in settings.known().values()
        ]
    with (_TABLES / f"{sheet}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _cell(row: Mapping[str, str], key: str, language: str) -> str:
    own = row.get(key, "")
    return row.get(f"{key}_en", own) if language == "en" else own


def _shown(
    value: str, field: Field, catalogue: Catalogue, *, language: Literal["zh", "en", "both"]
) -> object:
    if not value:
        return None
    words = catalogue.vocabulary(field)
    if words:
        codes = [part.strip() for part in value.split(";")]
        return "; ".join(words.words[code].label(language) for code in codes)
    if field.kind is Kind.BOOL:
        return value == "Y"
    if field.kind in (Kind.INT, Kind.DECIMAL):
        return _number(value)
    return value


def _number(value: str) -> int | float:
    number = float(value)
    return int(number) if number.is_integer() else number
