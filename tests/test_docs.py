"""The generated pages: they say what the tables say, and are current."""

from __future__ import annotations

import csv
from pathlib import Path

from click.testing import CliRunner

import validation
from macros.docs import DOCS, fields_page, main, rules_page
from macros.manual.markdown import written
from validation.catalogue import load
from validation.messages import Text
from validation.rules import RULES, Rule

SHIPPED = Path(str(validation.__file__)).parent


def test_the_pages_in_the_repository_are_current() -> None:
    assert (DOCS / "fields.md").read_text(encoding="utf-8") == fields_page(load())
    assert (DOCS / "rules.md").read_text(encoding="utf-8") == rules_page(RULES)


def test_a_column_is_described_in_one_line() -> None:
    lines = fields_page(load()).splitlines()

    assert next(line for line in lines if "`lost_reason`" in line) == (
        "| 未成交原因 | Lost reason | `lost_reason` | 选项 choice"
        " | [lost_reason](#list-lost_reason)"
        " | ◐ 「当前关系阶段」为「未成交/流失」 when Relationship stage is Lost | 内部 internal"
        " | ✓ | — | — | 阶段为未成交时必填 Needed when the stage is Lost |"
    )


def test_every_column_list_and_word_is_on_the_page() -> None:
    page = fields_page(load())

    for field in load().fields:
        assert f"| {field.zh} | {field.en} | `{field.key}` |" in page
    for word in load().vocabularies["pool_reason"].words.values():
        assert f"| `{word.code}` | {word.zh} | {word.en} |" in page


def test_a_row_rule_is_said_above_its_table() -> None:
    assert (
        "至少填一个：核心联系邮箱、电话、即时通讯、社交媒体账号。"
        "At least one of: Core e-mail, Phone, IM (WhatsApp/WeChat/Skype), Social profile."
    ) in fields_page(load())


def test_a_link_in_the_contents_leads_to_its_section() -> None:
    page = fields_page(load())

    for sheet in load().sheets.values():
        assert f"](#{sheet.key.lower()})" in page
        assert f'<a id="{sheet.key.lower()}"></a>' in page


def test_the_page_of_rules_puts_errors_first_and_names_what_is_put_in() -> None:
    rules = {
        "late": Rule("R2", "late", "info", Text("「{value}」", "{value}"), Text("改", "Fix")),
        "bad": Rule(
            "R1",
            "bad",
            "error",
            Text("「{field}」|", "{field}<"),
            Text("填写", "Fill it in"),
            "number",
        ),
    }

    assert rules_page(rules).splitlines()[6:] == [
        "## 错误 · Errors (1)",
        "",
        "| 编号 Code | 说什么 | What it says | 怎么办 What to do | 自动修正 Fixed |",
        "| --- | --- | --- | --- | --- |",
        "| R1 | 「〈列名〉」\\| | ‹column›&lt; | 填写 Fill it in | 改为数字 makes it a number |",
        "",
        "## 警告 · Warnings (0)",
        "",
        "| 编号 Code | 说什么 | What it says | 怎么办 What to do | 自动修正 Fixed |",
        "| --- | --- | --- | --- | --- |",
        "",
        "## 提示 · Notes (1)",
        "",
        "| 编号 Code | 说什么 | What it says | 怎么办 What to do | 自动修正 Fixed |",
        "| --- | --- | --- | --- | --- |",
        "| R2 | 「〈值〉」 | ‹value› | 改 Fix |  |",
    ]


def test_the_pages_are_written_once_and_then_current(tmp_path: Path) -> None:
    folder = str(tmp_path / "docs")
    run = CliRunner().invoke

    names = ", ".join(("fields.md", "rules.md", *(name for name, _ in written())))
    stale = run(main, ["--check", "--to", folder])
    assert (stale.exit_code, stale.stderr) == (
        1,
        f"out of date: {names}; run: python -m macros.docs\n",
    )
    assert not (tmp_path / "docs").exists()
    assert run(main, ["--to", folder]).exit_code == 0
    assert run(main, ["--check", "--to", folder]).exit_code == 0
    assert b"\r" not in (tmp_path / "docs" / "fields.md").read_bytes()


def test_a_column_of_a_team_appears_in_its_pages(tmp_path: Path) -> None:
    with (SHIPPED / "catalogue.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[1:1] = [{**rows[1], "key": "vip", "zh": "贵宾", "en": "VIP", "aliases": ""}]
    own = tmp_path / "own.csv"
    with own.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)

    CliRunner().invoke(main, ["--catalogue", str(own), "--to", str(tmp_path)])

    assert "| 贵宾 | VIP | `vip` |" in (tmp_path / "fields.md").read_text(encoding="utf-8")
