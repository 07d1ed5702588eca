"""docs/buttons.md and docs/troubleshooting.md, written from the tables they describe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from macros.actions import BUTTONS
from macros.buttons.ribbon import GROUPS
from macros.manual.tables import AREAS, troubles, uses
from validation.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from macros.actions import Action
    from macros.manual.tables import Trouble, Use
    from validation.messages import Text

_BUTTONS_HEAD = """\
# 每个按钮 · Every button

![Relaybook 选项卡](images/ribbon-zh.svg)

![The Relaybook tab](images/ribbon-en.svg)

*上图是按按钮表画出的示意图，不是截图；图标由 Excel 自己提供，与示意图的方块不同。*
*Drawn from the table of buttons, not a screenshot; Excel shows icons of its own instead of the \
squares.*

下面每个按钮的图片：在内存中的 Excel 里真正按下按钮，把结果写回文件，由 LibreOffice 画出工作表；\
对话框按按钮说的原话画出。图只露出与按钮有关的列。

The picture of each button: it was really pressed, in an Excel in memory; the result was written \
to a file and its sheet drawn by LibreOffice; the dialog is drawn with the very words the button \
said. Only the columns that matter are shown.

**每个按钮都这样 · True of all of them**

- 程序不替你保存：满意了按 Ctrl+S，不满意点「撤销上次」。\
Your file is not saved for you: press Ctrl+S when you like what you see, Undo when you do not.
- 进度写在状态栏；只在提问、出错、有结果时弹出对话框。\
Progress is in the status bar; a dialog only asks, tells a result or an error.
- 只处理用 Relaybook 模板建立、已经保存过的工作簿。\
Only a workbook made from the template, and saved once, is touched.
- 对话框里的句子看不懂，见 [按句子查故障](troubleshooting.md)。\
For a sentence you do not understand see [troubleshooting](troubleshooting.md).
- 表名按工作簿的语言显示：双语和英文工作簿的标签是英文（如 Issues），中文工作簿的是中文\
（如 问题）。Tabs have English names in bilingual and English workbooks (Issues), Chinese ones \
in Chinese workbooks (问题).

本页由 `macros/manual/buttons.csv`、`macros/actions/` 和 `macros/buttons/ribbon.py` 生成，\
请改表，不要改本页。Written from those tables: change them, not this page.
"""
_TROUBLE_HEAD = """\
# 按句子查故障 · Troubleshooting by sentence

在本页用 Ctrl+F 查找屏幕上那句话里不变的几个字；「…」处是文件名、单元格之类。先试一件事：在终端运行\
 `relaybook doctor`，打 ✗ 的每一行都写着下一步。

Search this page (Ctrl+F) for some words of the sentence on your screen; … stands for a file, a \
cell and the like. One thing to try first: run `relaybook doctor` in a terminal; each line with \
a ✗ names its next step.

单元格里的问题（校验结果）不在这里，见 [校验规则](rules.md)。\
Problems in cells, which a check finds, are not here but under [rules](rules.md).

本页由 `macros/manual/errors.csv` 和 `validation/messages.csv` 生成，请改表，不要改本页。\
Written from those tables: change them, not this page.
"""
_NO_COMMAND = "—"


def buttons_page() -> str:
    """Return docs/buttons.md: every button in the order of the ribbon."""
    parts = [_BUTTONS_HEAD, *_contents()]
    for group in GROUPS:
        parts.append(f"## {group.name.zh} · {group.name.en}\n")
        own = (a for a in BUTTONS if a.button and a.button.group == group.key)
        parts += (_button(action, uses()[action.button_id]) for action in own)
    return "\n".join(parts)


def troubleshooting_page() -> str:
    """Return docs/troubleshooting.md: every sentence that tells of something wrong."""
    parts = [_TROUBLE_HEAD]
    for area in AREAS:
        name = message(f"manual.area_{area}")
        parts.append(f"## {name.zh} · {name.en}\n")
        if area == "install":
            note = message("manual.from_source")
            parts.append(f"{note.zh} {note.en} [install.md](install.md)\n")
        parts += (_trouble(one) for one in troubles() if one.area == area)
    return "\n".join(parts)


def _contents() -> Iterator[str]:
    for group in GROUPS:
        links = (
            f"[{action.button.label.zh} {action.button.label.en}](#{action.button_id})"
            for action in BUTTONS
            if action.button and action.button.group == group.key
        )
        yield f"- **{group.name.zh} {group.name.en}** {' · '.join(links)}"
    yield ""


def _button(action: Action, use: Use) -> str:
    button = action.button
    assert button
    name = action.button_id
    command = f"`{use.command}`" if use.command else _NO_COMMAND
    rows = (
        ("manual.does", button.tip),
        ("manual.changes", use.changes),
        ("manual.asks", use.asks),
        ("manual.undo", use.undo),
    )
    table = "".join(_row(message(key), text) for key, text in rows)
    return (
        f'<a id="{name}"></a>\n\n### {button.label.zh} · {button.label.en}\n\n'
        f"| | 中文 | English |\n| --- | --- | --- |\n{table}"
        f"| {_both(message('manual.command'))} | {command} | {command} |\n\n"
        f"![{button.label.zh} {button.label.en}](images/buttons/{name}.png)\n"
    )


def _trouble(one: Trouble) -> str:
    said = one.sentence
    why, remedy = message("manual.why"), message("manual.remedy")
    return (
        f'<a id="{one.anchor}"></a>\n\n'
        f"> {_safe(said.zh)}\n>\n> {_safe(said.en)}\n\n"
        f"- {why.zh}：{_stop(one.why.zh, '。')}**{remedy.zh}：{_stop(one.remedy.zh, '。')}**\n"
        f"- {why.en}: {_stop(one.why.en, '.')} **{remedy.en}: {_stop(one.remedy.en, '.')}**\n"
    )


def _row(name: Text, text: Text) -> str:
    return f"| {_both(name)} | {_stop(text.zh, '。')} | {_stop(text.en, '.')} |\n"


def _both(text: Text) -> str:
    return f"{text.zh} {text.en}"


def _stop(text: str, sign: str) -> str:
    return _safe(text if text.endswith((".", "。", "？", "?")) else text + sign)


def _safe(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


def written() -> Iterable[tuple[str, str]]:
    """Yield every file of the docs that this package writes: name under docs/, content."""
    from macros.manual.drawing import drawing  # noqa: PLC0415  # only the docs are drawn

    yield "buttons.md", buttons_page()
    yield "troubleshooting.md", troubleshooting_page()
    yield "images/ribbon-zh.svg", drawing("zh")
    yield "images/ribbon-en.svg", drawing("en")
