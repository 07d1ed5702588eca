"""The table of rules: complete, in two languages, and refused by row and column when wrong."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from validation import rules
from validation.errors import CatalogueError
from validation.normalise import problems
from validation.rules import RULES, RULES_BY_CODE, Rule, read_rules

HEADER = "code,name,severity,zh,en,remedy_zh,remedy_en\n"
GOOD = "R101,required,error,必须填写。,Fill it in.,补填。,Fill it in.\n"


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_both_languages_state_the_same_facts(rule: Rule) -> None:
    assert placeholders(rule.text.zh) == placeholders(rule.text.en)
    assert placeholders(rule.text.zh) <= {"field", "value", "detail", "expected", "sheet"}
    assert placeholders(rule.remedy.zh) == placeholders(rule.remedy.en) == set()


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_chinese_is_chinese_and_english_is_english(rule: Rule) -> None:
    for zh in (rule.text.zh, rule.remedy.zh):
        assert re.search("[一-鿿]", zh) or zh.startswith("{detail}")
        assert not re.search(r"[,;:?!()](?![\w/])", zh)
    for en in (rule.text.en, rule.remedy.en):
        assert en.endswith((".", '."'))
        assert not re.search("[一-鿿，。；：（）「」]", en)


def test_every_problem_a_reader_can_name_is_a_rule() -> None:
    assert set(problems()) - set(RULES) == set()


def test_the_shipped_table_passes_the_check_of_a_teams_own() -> None:
    shipped = Path(rules.__file__).with_name("rules.csv")

    assert read_rules(shipped) == RULES


def test_codes_lead_to_the_same_rules() -> None:
    assert list(RULES_BY_CODE.values()) == list(RULES.values())


def test_codes_stand_in_order() -> None:
    assert list(RULES_BY_CODE) == sorted(RULES_BY_CODE)


def test_a_rule_is_read_as_it_stands(tmp_path: Path) -> None:
    table = tmp_path / "rules.csv"
    table.write_text(HEADER + GOOD, encoding="utf-8")

    assert read_rules(table) == {
        "required": Rule(
            "R101", "required", "error", ("必须填写。", "Fill it in."), ("补填。", "Fill it in.")
        )
    }


@pytest.mark.parametrize(
    ("row", "column", "value"),
    [
        (GOOD.replace("R101", "X1"), "code", "X1"),
        (GOOD, "code", "R101"),
        (GOOD.replace("R101", "R102"), "name", "required"),
        (GOOD.replace("R101,required,error", "R102,other,fatal"), "severity", "fatal"),
        (GOOD.replace("R101,required", "R102,other").replace("必须填写。", ""), "zh", ""),
    ],
)
def test_a_wrong_row_is_refused_by_row_and_column(
    tmp_path: Path, row: str, column: str, value: str
) -> None:
    table = tmp_path / "rules.csv"
    table.write_text(HEADER + GOOD + row, encoding="utf-8")

    with pytest.raises(CatalogueError) as caught:
        read_rules(table)

    facts = caught.value.facts
    assert (facts["table"], facts["row"], facts["column"], facts["value"]) == (
        "rules.csv", 3, column, value,
    )  # fmt: skip
