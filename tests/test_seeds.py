"""The rows a new book starts with."""

from __future__ import annotations

import re

import pytest

from validation import seeds
from validation.catalogue import Kind, Requirement, load
from validation.settings import Settings, known

LANGUAGES = ("zh", "en", "both")


def test_every_setting_stands_on_the_config_sheet() -> None:
    rows = seeds.rows("Config")

    assert [row["setting"] for row in rows] == list(known())
    assert rows[4] == {
        "setting": "cool_off_days",
        "value": "30",
        "meaning_zh": "业务员丢失或退回的客户，多少天内不能再领",
        "meaning_en": "Days before a rep may claim again what the rep lost or returned",
    }


def test_the_reminder_rules_are_the_fifteen_of_the_articles_and_the_repurchase() -> None:
    rows = seeds.rows("SOP_Rules")

    assert [row["rule_id"] for row in rows] == [f"SOP-{n:02}" for n in range(1, 17)]
    assert [row["rule_id"] for row in rows if row["roll"]] == ["SOP-03"]
    assert [row["rule_id"] for row in rows if row["strict"]] == ["SOP-05", "SOP-09"]


def test_a_row_is_said_in_the_language_of_the_book() -> None:
    assert [seeds.rows("SOP_Rules", language)[0] for language in ("zh", "en")] == [
        {
            "rule_id": "SOP-01",
            "clock": "工作小时",
            "n": 2,
            "object": "邮件",
            "condition": "归类=立即行动",
            "start_field": "received",
            "action": "待办",
            "escalation": "0→经理",
            "cooldown_days": None,
            "active": True,
            "text_zh": "立即行动的邮件请在 2 个工作小时内回复",
            "text_en": "Answer an act-now mail within two business hours",
            "offsets": "0",
            "strict": False,
            "roll": False,
            "stop_condition": "回复时间",
            "escalate_to": "经理",
        },
        {
            "rule_id": "SOP-01",
            "clock": "Business hours",
            "n": 2,
            "object": "E-mail",
            "condition": "Bucket=Act now",
            "start_field": "received",
            "action": "To-do",
            "escalation": "0→manager",
            "cooldown_days": None,
            "active": True,
            "text_zh": "立即行动的邮件请在 2 个工作小时内回复",
            "text_en": "Answer an act-now mail within two business hours",
            "offsets": "0",
            "strict": False,
            "roll": False,
            "stop_condition": "Replied at",
            "escalate_to": "Manager",
        },
    ]


def test_the_stages_have_the_decided_chances() -> None:
    chances = {str(row["stage"])[:2]: row["probability"] for row in seeds.rows("StageRules")}

    assert chances == {
        "S1": 0.05,
        "S2": 0.1,
        "S3": 0.3,
        "S4": 0.5,
        "S5": 0.6,
        "S6": 0.8,
        "S7": 1,
        "S8": 1,
        "S9": 0,
    }
    settings = Settings.default()
    assert {
        f"S{n}": chance and float(chance)
        for n in range(1, 10)
        for chance in [settings.probability(f"S{n}")]
    } == {**chances, "S8": None, "S9": None}


def test_the_detailed_version_never_goes_outside() -> None:
    rows = seeds.rows("SharePolicy", "en")

    assert [(row["scenario"], row["variant"]) for row in rows] == [
        ("Assigned to a new rep", "V1 Detailed"),
        ("A rep leaves", "V1 Detailed"),
        ("Another department", "V2 Safe"),
        ("Outside partner", "V2 Safe; V3 Campaign leads"),
        ("Fair leads for an agent", "V3 Campaign leads"),
    ]
    assert not any(
        "V1" in str(row["variant"]) or row["self_approval"]
        for row in rows
        if row["receiver_kind"] == "Outside"
    )


def test_other_sheets_start_empty() -> None:
    assert seeds.rows("Customers") == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sheet", seeds.SHEETS)
def test_every_row_fits_its_own_columns(sheet: str, language: str) -> None:
    catalogue = load()
    for row in seeds.rows(sheet, language):  # type: ignore[arg-type]
        for field in catalogue.sheets[sheet].fields:
            value = row[field.key]
            words = catalogue.vocabulary(field)
            assert value is not None or field.required is not Requirement.ALWAYS
            if value is None:
                continue
            if words:
                parts = str(value).split("; ") if field.kind is Kind.LIST else [str(value)]
                assert all(words.code(part) for part in parts)
            pattern = field.argument("pattern")
            assert pattern is None or re.fullmatch(pattern, str(value))


def test_a_reminder_starts_at_a_column_that_exists() -> None:
    keys = {field.key for field in load().fields}

    assert {row["start_field"] for row in seeds.rows("SOP_Rules")} <= keys


def test_the_filters_of_a_chinese_and_an_english_book_name_columns() -> None:
    for language in ("zh", "en"):
        names = {field.name.said(language) for field in load().fields}
        for row in seeds.rows("SOP_Rules", language):
            for text in filter(None, (row["condition"], row["stop_condition"])):
                parts = [re.split(r"!?=", part)[0].strip() for part in str(text).split("&")]
                assert set(parts) <= names
