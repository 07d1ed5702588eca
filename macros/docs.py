"""The generated pages and drawings of docs/, written from the tables they describe.

`python -m macros.docs` writes them; `--check` writes nothing and exits 1 when one is out of date.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from macros.manual import markdown
from validation import conditions
from validation.catalogue import Kind, Requirement, Sensitivity, Visibility, load
from validation.findings import SEVERITIES
from validation.messages import Text
from validation.rules import RULES
from validation.vocabularies import CLDR_LISTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from validation.catalogue import Catalogue, Field, RowRule, Sheet
    from validation.findings import Severity
    from validation.rules import Fix, Rule
    from validation.vocabularies import Vocabulary

DOCS = Path(__file__).parents[1] / "docs"
_NOT_OURS = (*CLDR_LISTS, "region_or_country")
"""Lists whose words are those of CLDR: too long to print, and known anyway."""

_FIELDS_HEAD = """\
# 字段说明 · Fields

{sheets} 张工作表，{fields} 个字段。本页由 `validation/catalogue.csv` 生成，请改表，不要改本页。

{sheets} sheets, {fields} columns. Written from `validation/catalogue.csv`: change the table, not \
this page.

**必填 Required** ● 必填 required · ◐ 有条件 on a condition · ○ 选填 optional · ⚙ 自动 computed, \
not typed

**级别 Class** 基础 basic · 内部 internal · 敏感 sensitive

**副本 Copies** V1 详细版 detailed · V2 精简安全版 safe · V3 市场活动版 campaign leads. \
✓ 原样 as it is · ≈ 概括 generalised · ☑ 审批勾选后 only if the approver ticks it · \
★ 仅经理 managers only · ◇ 分享时选择 only if the share asks for contacts · — 没有这一列 absent
"""
_RULES_HEAD = """\
# 校验规则 · Rules

`relaybook check` 用这 {rules} 条规则检查每个单元格。编号不变，报告里引用的就是它。\
末列是 `relaybook fix` 会自动改正的，空着的留给人来定。本页由 `validation/rules.csv` 生成。

The {rules} rules of `relaybook check`. A code never changes: it is what reports quote. The last \
column is what `relaybook fix` puts right; where it is blank, a person decides. Written from \
`validation/rules.csv`.
"""
_KINDS: Mapping[Kind, Text] = {
    Kind.ID: Text("编号", "id"),
    Kind.LINK: Text("关联", "link"),
    Kind.TEXT: Text("文本", "text"),
    Kind.ENUM: Text("选项", "choice"),
    Kind.LIST: Text("多项", "several"),
    Kind.INT: Text("整数", "whole number"),
    Kind.DECIMAL: Text("数字", "number"),
    Kind.MONEY: Text("金额", "amount"),
    Kind.DATE: Text("日期", "date"),
    Kind.DATETIME: Text("日期时间", "date and time"),
    Kind.BOOL: Text("是否", "yes/no"),
    Kind.EMAIL: Text("邮箱", "e-mail"),
    Kind.PHONE: Text("电话", "phone"),
    Kind.URL: Text("网址", "address"),
}
_REQUIRED: Mapping[Requirement, str] = {
    Requirement.ALWAYS: "●",
    Requirement.CONDITIONAL: "◐",
    Requirement.OPTIONAL: "○",
    Requirement.AUTO: "⚙",
}
_CLASSES: Mapping[Sensitivity, Text] = {
    Sensitivity.BASIC: Text("基础", "basic"),
    Sensitivity.INTERNAL: Text("内部", "internal"),
    Sensitivity.SENSITIVE: Text("敏感", "sensitive"),
}
_COPIES: Mapping[Visibility, str] = {
    Visibility.SHOWN: "✓",
    Visibility.GENERALISED: "≈",
    Visibility.APPROVED: "☑",
    Visibility.MANAGER: "★",
    Visibility.OPTION: "◇",
    Visibility.ABSENT: "—",
    Visibility.NEVER: "—",
}
_LEVELS: Mapping[Severity, Text] = {
    "error": Text("错误", "Errors"),
    "warning": Text("警告", "Warnings"),
    "info": Text("提示", "Notes"),
}
_FIXES: Mapping[Fix, Text] = {
    "text": Text("换成建议值", "takes the suggestion"),
    "phone": Text("不可能是别的号码时换成建议值", "takes it where no other number can be meant"),
    "web": Text("只改网址的域名部分时换成建议值", "takes it where only the domain changes"),
    "signs": Text("字母和数字不变时换成建议值", "takes it where no letter or digit changes"),
    "number": Text("改为数字", "makes it a number"),
    "date": Text("改为日期", "makes it a date"),
    "encoding": Text("能完全还原时还原", "restores what can be restored exactly"),
}
_ROW_RULES: Mapping[str, Text] = {
    "any_of": Text("至少填一个", "at least one of"),
    "exactly_one": Text("只填一个", "exactly one of"),
    "together": Text("都填或都不填", "all or none of"),
    "differ": Text("不能相同", "must differ"),
    "one_true": Text("每组只有一个 Y", "one Y for each"),
    "unique_together": Text("合起来不重复", "never twice together"),
}
_PLACES = {
    "field": Text("〈列名〉", "‹column›"),
    "value": Text("〈值〉", "‹value›"),
    "detail": Text("〈…〉", "‹…›"),
    "expected": Text("〈应为〉", "‹expected›"),
    "sheet": Text("〈工作表〉", "‹sheet›"),
}


def fields_page(catalogue: Catalogue) -> str:
    """Return docs/fields.md: every sheet with its columns, then every list with its words."""
    contents = (
        f"- [{sheet.zh} · {sheet.en}](#{sheet.key.lower()}) {sheet.purpose.zh} {sheet.purpose.en}"
        for sheet in catalogue.sheets.values()
    )
    head = _FIELDS_HEAD.format(sheets=len(catalogue.sheets), fields=len(catalogue.fields))
    sheets = (_sheet(sheet, catalogue) for sheet in catalogue.sheets.values())
    own = (words for name, words in catalogue.vocabularies.items() if name not in _NOT_OURS)
    lists = (_list(words, catalogue) for words in own)
    return "\n".join(
        (head, "## 目录 · Contents\n", *contents, "", *sheets, "# 选项 · Lists\n", *lists)
    )


def rules_page(rules: Mapping[str, Rule]) -> str:
    """Return docs/rules.md: every rule, the errors first."""
    parts = [_RULES_HEAD.format(rules=len(rules))]
    for severity in SEVERITIES:
        own = sorted((r for r in rules.values() if r.severity == severity), key=lambda r: r.code)
        level = _LEVELS[severity]
        parts.append(f"## {level.zh} · {level.en} ({len(own)})\n")
        header = ("编号 Code", "说什么", "What it says", "怎么办 What to do", "自动修正 Fixed")
        parts.append(_table(header, (_rule(rule) for rule in own)))
    return "\n".join(parts)


def _sheet(sheet: Sheet, catalogue: Catalogue) -> str:
    header = (
        "列",
        "Column",
        "Key",
        "类型 Type",
        "选项 List",
        "必填 Required",
        "级别 Class",
        "V1",
        "V2",
        "V3",
        "填写提示 Hint",
    )
    table = _table(header, (_column(field, sheet, catalogue) for field in sheet.fields))
    title = f'<a id="{sheet.key.lower()}"></a>\n\n## {sheet.zh} · {sheet.en}\n'
    rules = "".join(_row_rule(rule, sheet) for rule in sheet.row_rules)
    return f"{title}\n{sheet.purpose.zh}。{sheet.purpose.en}.\n\n{rules}{table}"


def _row_rule(rule: RowRule, sheet: Sheet) -> str:
    names = [sheet.by_key[key].name for key in rule.keys]
    said = _ROW_RULES[rule.name]
    zh, en = "、".join(name.zh for name in names), ", ".join(name.en for name in names)
    return f"{said.zh}：{zh}。{said.en.capitalize()}: {en}.\n\n"


def _column(field: Field, sheet: Sheet, catalogue: Catalogue) -> Sequence[str]:
    required = _REQUIRED[field.required]
    if field.required_when:
        when = conditions.in_words(field.required_when, sheet, catalogue)
        required = f"{required} {when.zh} when {when.en}"
    return (
        field.zh,
        field.en,
        f"`{field.key}`",
        _both(_KINDS[field.kind]),
        _source(field),
        required,
        _both(_CLASSES[field.sensitivity]),
        *(_COPIES[visibility] for visibility in (field.v1, field.v2, field.v3)),
        " ".join(filter(None, field.hint)),
    )


def _source(field: Field) -> str:
    """Return where a column's values come from: a list, or a column of another sheet."""
    if field.refers_to:
        return f"→ {field.refers_to}"
    if not field.vocabulary or field.vocabulary in _NOT_OURS:
        return field.vocabulary
    return f"[{field.vocabulary}](#list-{field.vocabulary})"


def _list(words: Vocabulary, catalogue: Catalogue) -> str:
    users = ", ".join(f"{f.sheet}.{f.key}" for f in catalogue.fields if f.vocabulary == words.name)
    rows = (
        (f"`{word.code}`", word.zh, word.en, "; ".join(word.aliases))
        for word in words.words.values()
    )
    table = _table(("Code", "中文", "English", "其他写法 Other names"), rows)
    return f'<a id="list-{words.name}"></a>\n\n## {words.name}\n\n{users}\n\n{table}'


def _rule(rule: Rule) -> Sequence[str]:
    said = rule.text.fill(**_PLACES)
    fixed = _both(_FIXES[rule.fix]) if rule.fix else ""
    return rule.code, said.zh, said.en, _both(rule.remedy), fixed


def _both(text: Text) -> str:
    return f"{text.zh} {text.en}"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *([_safe(cell) for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _safe(cell: str) -> str:
    """Return a cell that Markdown shows as it is."""
    return cell.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when a page is out of date.")
@click.option("--catalogue", type=click.Path(path_type=Path), help="A catalogue.csv of your own.")
@click.option("--to", "folder", type=click.Path(path_type=Path), default=DOCS, help="The folder.")
def main(*, check: bool, catalogue: Path | None, folder: Path) -> None:
    """Write the generated pages and drawings of docs/ from their tables."""
    pages = {"fields.md": fields_page(load(catalogue)), "rules.md": rules_page(RULES)}
    pages |= dict(markdown.written())
    stale = [name for name, text in pages.items() if _written(folder / name) != text]
    if check and stale:
        names = ", ".join(stale)
        click.echo(f"out of date: {names}; run: python -m macros.docs", err=True)
        raise SystemExit(1)
    if not check:
        for name in stale:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(pages[name], encoding="utf-8", newline="\n")


def _written(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    main()
