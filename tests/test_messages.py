"""Every sentence exists in both languages and states the same facts in each."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from string import Formatter

import pytest

import macros
import validation
import workbook
from validation.messages import Text, message, messages, plain
from validation.rules import RULES

PACKAGES = [Path(str(package.__file__)).parent for package in (macros, validation, workbook)]
TABLE = PACKAGES[1] / "messages.csv"
SENTENCES = {**messages(), **{f"rule {name}": rule.text for name, rule in RULES.items()}}


def facts(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("key", SENTENCES)
def test_both_languages_state_the_same_facts(key: str) -> None:
    assert facts(SENTENCES[key].zh) == facts(SENTENCES[key].en)


@pytest.mark.parametrize("key", SENTENCES)
def test_both_languages_are_filled(key: str) -> None:
    assert SENTENCES[key].zh.strip()
    assert SENTENCES[key].en.strip()


def test_no_key_stands_twice_in_the_table() -> None:
    with TABLE.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))

    assert {len(row) for row in rows} == {3}
    keys = [row[0] for row in rows[1:]]
    assert sorted(keys) == sorted(set(keys))


@pytest.mark.parametrize("key", SENTENCES)
def test_chinese_sentences_have_chinese_punctuation(key: str) -> None:
    # A half-width mark between two Chinese characters is a slip; inside code or numbers it is not.
    assert not re.search(r"[一-鿿][,;!?][一-鿿]", SENTENCES[key].zh)


def test_every_sentence_the_code_asks_for_exists() -> None:
    asked = {
        key
        for package in PACKAGES
        for file in package.rglob("*.py")
        for key in re.findall(r"""\bmessage\(\s*"([a-z_.]+)\"""", file.read_text(encoding="utf-8"))
    }

    assert asked - messages().keys() == set()


def test_a_fact_is_put_in_by_language() -> None:
    text = message("error.damaged", path="a.xlsx", reason=Text("坏了", "it is torn"))

    assert text.zh == "文件 a.xlsx 已损坏：坏了。请在 Excel 中打开并修复，另存后重试。"
    assert text.en == (
        "The file a.xlsx is damaged: it is torn. Open and repair it in Excel, save it again and"
        " try again."
    )


def test_a_missing_fact_is_a_bug_and_not_a_blank() -> None:
    with pytest.raises(KeyError, match="reason"):
        message("error.damaged", path="a.xlsx")


def test_an_unknown_sentence_is_a_bug() -> None:
    with pytest.raises(KeyError, match=r"no\.such"):
        message("no.such")


def test_a_text_is_said_in_the_language_asked_for() -> None:
    assert [Text("好", "good").said(language) for language in ("zh", "en")] == ["好", "good"]
    assert plain(7) == Text("7", "7")
