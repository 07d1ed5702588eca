"""ACTIONS: everything a user can ask for, once.

The command line, its help, the ribbon and the documentation derive from this table; adding an
action is adding an entry and the module it names. `COMMANDS` are those of the command line,
`BUTTONS` those of the ribbon.
"""

from __future__ import annotations

from typing import NamedTuple

from macros.buttons import ribbon
from validation.messages import Text


class Section(NamedTuple):
    """A group of actions, as help and ribbon show them."""

    key: str
    name: Text


class Action(NamedTuple):
    """One thing a user can ask for.

    `command` is "module:name" of its click command, imported only when it runs, because pandas
    and pandera take longer to load than help takes to read; empty: only a button does it.
    """

    name: str
    section: str
    label: Text
    help: Text
    command: str
    button: ribbon.Button | None = None
    """What asks for it in a spreadsheet program; None: only the command line does."""

    @property
    def button_id(self) -> str:
        """The id of its button: [a-z0-9_], as the ribbon and the launcher pass it."""
        return self.name.replace("-", "_")


SECTIONS: tuple[Section, ...] = (
    Section("book", Text("工作簿", "Book")),
    Section("check", Text("校验", "Check")),
    Section("customers", Text("客户", "Customers")),
    Section("pool", Text("公海", "Pool")),
    Section("share", Text("分享", "Share")),
    Section("set-up", Text("安装与设置", "Set-up")),
)


def _only_button(name: str, section: str, button: ribbon.Button) -> Action:
    """Return an action that has no command: its button says it all."""
    return Action(name, section, button.label, button.tip, "", button)


def _place(button: ribbon.Button | None) -> tuple[int, int]:
    groups = [group.key for group in ribbon.GROUPS]
    return (groups.index(button.group), button.order) if button else (len(groups), 0)


ACTIONS: tuple[Action, ...] = (
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
        "lookup",
        "customers",
        Text("查客户", "Look up"),
        Text(
            "新建前先查：是否已有人有此客户，在不在公海",
            "Say whether somebody has a customer before it is filed",
        ),
        "macros.commands.lookup:lookup",
        ribbon.LOOK_UP,
    ),
    Action(
        "fingerprint",
        "customers",
        Text("客户指纹", "Fingerprints"),
        Text(
            "写一份没有客户资料的指纹，供同事查重",
            "Write keyed hashes a colleague can ask, without customer data",
        ),
        "macros.commands.fingerprint:fingerprint",
    ),
    Action(
        "unmark",
        "check",
        Text("清除标记", "Clear marks"),
        Text("写一份去掉校验标记的副本", "Write a copy of a marked workbook without the marks"),
        "macros.commands.unmark:unmark",
        ribbon.CLEAR_MARKS,
    ),
    Action(
        "group",
        "customers",
        Text("集团", "Group"),
        Text(
            "一页看完一个集团的全部往来与冲突",
            "Show a group's whole history and its conflicts on one page",
        ),
        "macros.commands.group:group",
        ribbon.GROUP,
    ),
    Action(
        "allocate",
        "pool",
        Text("公海分配", "Allocate"),
        Text(
            "按权重轮流把公海的线索和客户分给业务员",
            "Give leads and pool customers to the reps, in turn, by weight",
        ),
        "macros.commands.allocate:allocate",
        ribbon.ALLOCATE,
    ),
    Action(
        "claim",
        "pool",
        Text("领取", "Claim"),
        Text("业务员从公海领取客户", "Let a rep take customers out of the pool"),
        "macros.commands.claim:claim",
    ),
    Action(
        "return",
        "pool",
        Text("退回公海", "Return"),
        Text("业务员把客户退回公海", "Let a rep give customers back to the pool"),
        "macros.commands.return_:return_",
    ),
    Action(
        "recycle",
        "pool",
        Text("公海回收", "Recycle"),
        Text(
            "预警并回收长期没有有效跟进的客户，列出接下来轮到谁",
            "Warn owners, take back customers nobody follows up, list who is next",
        ),
        "macros.commands.recycle:recycle",
        ribbon.RECYCLE,
    ),
    Action(
        "stages",
        "pool",
        Text("阶段", "Stages"),
        Text(
            "登记手工修改的客户阶段，列出停留过久的客户",
            "Log stages that were typed over, list who stays too long in one",
        ),
        "macros.commands.stages:stages",
    ),
    Action(
        "weights",
        "pool",
        Text("权重", "Weights"),
        Text("按转化率算出分配权重", "Show the weights that follow from conversion"),
        "macros.commands.weights:weights",
    ),
    Action(
        "replay",
        "pool",
        Text("重算公海日志", "Replay"),
        Text(
            "按公海日志重算以往的分配，指出第一条不一致",
            "Work out past allocation again and name the first row that differs",
        ),
        "macros.commands.replay:replay",
    ),
    Action(
        "why",
        "pool",
        Text("为什么", "Why"),
        Text(
            "说明一条线索或客户为什么给了谁、没给谁",
            "Say why a lead or customer went to a rep, or did not",
        ),
        "macros.commands.why:why",
    ),
    Action(
        "leave",
        "share",
        Text("离职交接", "A rep leaves"),
        Text(
            "清点、分配、移交离职业务员的全部客户，读回核对并出签字报告",
            "Hand over all a leaving rep has, prove that nothing was lost, report to sign",
        ),
        "macros.commands.leave:leave",
        ribbon.LEAVE,
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
    Action(
        "merge-records",
        "customers",
        Text("合并重复客户", "Merge records"),
        Text(
            "把重复的客户合并为一个，联系人、订单等一并转过去",
            "Merge records of one customer, with all that hangs on them",
        ),
        "macros.commands.merge_records:merge_records",
    ),
    Action(
        "not-duplicates",
        "customers",
        Text("标为非重复", "Not duplicates"),
        Text(
            "记下两个客户不是同一家，以后不再报重复",
            "Keep the decision that two records are not one customer",
        ),
        "macros.commands.not_duplicates:not_duplicates",
    ),
    Action(
        "duplicates",
        "customers",
        Text("查重", "Duplicates"),
        Text(
            "查找重复的客户，逐项并排比对",
            "Find customers that stand more than once and compare them side by side",
        ),
        "macros.commands.duplicates:duplicates",
        ribbon.DUPLICATES,
    ),
    Action(
        "grade",
        "customers",
        Text("客户分级", "Grade"),
        Text(
            "按最近往来、次数和金额分出 A、B、C、D，写明依据",
            "Grade customers A to D by recency, frequency and money, with the reason",
        ),
        "macros.commands.grade:grade",
        ribbon.GRADE,
    ),
    Action(
        "remind",
        "customers",
        Text("提醒", "Remind"),
        Text(
            "按跟进规则生成待办、今日清单、日历和邮件草稿",
            "Put on everybody's list what is due, with calendars and mail drafts",
        ),
        "macros.commands.remind:remind",
        ribbon.REMIND,
    ),
    Action(
        "greetings",
        "customers",
        Text("节日祝福", "Greetings"),
        Text(
            "列出客户所在国家近期的节日和发送日",
            "List the holidays of customers' countries and when to write",
        ),
        "macros.commands.greetings:greetings",
    ),
    Action(
        "dashboard",
        "customers",
        Text("看板", "Dashboard"),
        Text(
            "来源、国家、转化、周期、跟进、公海、逾期，一页看完",
            "Which source converts, who earns most, what is late: one page",
        ),
        "macros.commands.dashboard:dashboard",
    ),
    Action(
        "find",
        "customers",
        Text("查找", "Find"),
        Text(
            "按词或条件查找客户，可写进「视图」表",
            "Find customers by words or filters; keep the result as a view",
        ),
        "macros.commands.find:find",
    ),
    Action(
        "search",
        "customers",
        Text("搜索记录", "Search notes"),
        Text(
            "在所有跟进、纪要、待办和邮件主题里找词",
            "Find words in all notes, minutes, to-dos and subjects",
        ),
        "macros.commands.search:search",
    ),
    Action(
        "tag",
        "customers",
        Text("建议标签", "Suggest tags"),
        Text(
            "从沟通记录里找出标签，附原句和跟进建议",
            "Suggest tags from notes, with the sentence and advice for each",
        ),
        "macros.commands.tag:tag",
        ribbon.TAG,
    ),
    Action(
        "recipients",
        "customers",
        Text("群发名单", "Recipients"),
        Text(
            "生成群发收件人名单，退订和退信的不在内",
            "List whom a mass mail may reach, without who opted out or bounced",
        ),
        "macros.commands.recipients:recipients",
    ),
    Action(
        "export",
        "share",
        Text("导出交接副本", "Export a handover copy"),
        Text(
            "按规范把客户或线索导出为加密的交接副本",
            "Hand over customers or leads as a sealed copy, by the policy",
        ),
        "macros.commands.export:export",
        ribbon.EXPORT,
    ),
    Action(
        "approve",
        "share",
        Text("审批分享", "Approve"),
        Text(
            "同意或拒绝一次分享，先列出将要发出的内容",
            "Approve or refuse a share, after showing it",
        ),
        "macros.commands.approve:approve",
    ),
    Action(
        "shares",
        "share",
        Text("分享登记", "Shares"),
        Text(
            "列出待审批、待确认、逾期和被拒的分享",
            "List shares that wait, are late or were refused",
        ),
        "macros.commands.shares:shares",
    ),
    Action(
        "receive",
        "share",
        Text("接收副本", "Receive"),
        Text(
            "核对并接收交接文件，导入自己的工作簿，写回执",
            "Check a handover file, take its rows, write a receipt",
        ),
        "macros.commands.receive:receive",
        ribbon.RECEIVE,
    ),
    Action(
        "return-receipt",
        "share",
        Text("登记回执", "Book a receipt"),
        Text(
            "登记回执、反馈和更正，列出冲突",
            "Book a receipt, feedback and corrections, list conflicts",
        ),
        "macros.commands.return_receipt:return_receipt",
    ),
    Action(
        "policy",
        "share",
        Text("分享规范", "Share policy"),
        Text("打印一页《客户信息分享规范》", "Print the rules of sharing on one page"),
        "macros.commands.policy:policy",
    ),
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
        "leakscan",
        "share",
        Text("泄漏检查", "Leak scan"),
        Text(
            "检查任意文件里有没有不可外泄的内容",
            "Look in any file for values that must not leave",
        ),
        "macros.commands.leakscan:leakscan",
    ),
    Action(
        "demo",
        "set-up",
        Text("演示", "Demo"),
        Text(
            "用 Northwind 数据演示：导入、校验、报告",
            "Import, check and report on the Northwind sample data",
        ),
        "macros.commands.demo:demo",
    ),
    _only_button("check-selection", "check", ribbon.VALIDATE_SELECTION),
    _only_button("next-issue", "check", ribbon.NEXT_ISSUE),
    _only_button("repair", "book", ribbon.REPAIR),
    _only_button("settings", "set-up", ribbon.SETTINGS),
    _only_button("help", "set-up", ribbon.HELP),
)

COMMANDS: tuple[Action, ...] = tuple(action for action in ACTIONS if action.command)
BUTTONS: tuple[Action, ...] = tuple(
    sorted(
        (action for action in ACTIONS if action.button),
        key=lambda action: _place(action.button),
    )
)
"""The actions with a button, group by group, in the order of the ribbon."""
