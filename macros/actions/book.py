"""Actions on a whole workbook, checking it, and setting Relaybook up."""

from __future__ import annotations

from macros.actions.action import Action, only_button
from macros.buttons import ribbon
from validation.messages import Text

ROWS: tuple[Action, ...] = (
    Action(
        "template",
        "book",
        Text("新建模板", "New template"),
        Text("生成一个空白的标准工作簿", "Write an empty standard workbook"),
        "macros.commands.template:template",
    ),
    Action(
        "import",
        "book",
        Text("导入名单", "Import a list"),
        Text("把任意客户名单导入标准工作簿", "Turn any customer list into a standard workbook"),
        "macros.commands.import_list:import_list",
    ),
    Action(
        "undo",
        "book",
        Text("撤销", "Undo"),
        Text("撤销上一次改动", "Take back the last change made to a book"),
        "macros.commands.undo:undo",
        ribbon.UNDO,
    ),
    Action(
        "history",
        "book",
        Text("历史", "History"),
        Text("列出谁在何时做了什么", "List who did what to a book and when"),
        "macros.commands.history:history",
    ),
    Action(
        "audit",
        "book",
        Text("核对流水", "Audit"),
        Text("核对流水是否被改动过", "Verify that nobody changed a book's ledgers"),
        "macros.commands.audit:audit",
    ),
    Action(
        "split",
        "book",
        Text("拆分", "Split"),
        Text("给每个业务员一份只有自己客户的工作簿", "Give every rep a book of his own rows"),
        "macros.commands.split:split",
    ),
    Action(
        "merge",
        "book",
        Text("合并", "Merge"),
        Text("把业务员的分册收回主表", "Bring the reps' own books back"),
        "macros.commands.merge:merge",
    ),
    only_button("repair", "book", ribbon.REPAIR),
    Action(
        "check",
        "check",
        Text("校验", "Check"),
        Text(
            "校验工作簿，逐格报告问题",
            "Check workbooks and report every problem, cell by cell",
        ),
        "macros.commands.check:check",
        ribbon.VALIDATE_ALL,
    ),
    Action(
        "fix",
        "check",
        Text("自动修正", "Fix"),
        Text(
            "在副本里修正确定无误的问题，逐格列出旧值与新值",
            "Put right what is certain in a copy; list old and new, cell by cell",
        ),
        "macros.commands.fix:fix",
        ribbon.FIX,
    ),
    Action(
        "unmark",
        "check",
        Text("清除标记", "Clear marks"),
        Text("写一份去掉校验标记的副本", "Write a copy of a marked workbook without the marks"),
        "macros.commands.unmark:unmark",
        ribbon.CLEAR_MARKS,
    ),
    only_button("check-selection", "check", ribbon.VALIDATE_SELECTION),
    only_button("next-issue", "check", ribbon.NEXT_ISSUE),
    Action(
        "addin",
        "set-up",
        Text("加载项", "Add-in"),
        Text(
            "生成、安装或移除 Excel 或 LibreOffice 里的按钮",
            "Build, install or remove the buttons for Excel or LibreOffice",
        ),
        "macros.commands.addin:addin",
    ),
    Action(
        "doctor",
        "set-up",
        Text("体检", "Doctor"),
        Text(
            "检查安装，逐项说明问题和处理办法",
            "Look at the installation and say what to do about what is wrong",
        ),
        "macros.commands.doctor:doctor",
    ),
    Action(
        "demo",
        "set-up",
        Text("演示", "Demo"),
        Text(
            "用 Northwind 数据演示：导入、校验、修正、交接、报告",
            "Import, check, fix and hand over the Northwind sample data",
        ),
        "macros.commands.demo:demo",
    ),
    only_button("settings", "set-up", ribbon.SETTINGS),
    Action(
        "help",
        "set-up",
        ribbon.HELP.label,
        Text(
            "在浏览器里打开使用说明，不联网",
            "Open the manual in the browser, without network",
        ),
        "macros.commands.help_page:help_page",
        ribbon.HELP,
    ),
)
