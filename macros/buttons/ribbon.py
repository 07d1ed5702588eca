"""The ribbon as data: its groups and what each button looks like.

`macros.actions` says which action has which button. Nothing heavy is imported here: the command
line's help, the add-in's builder and the docs read it too.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from validation.messages import Text


class Group(NamedTuple):
    """A group of buttons on the tab, from left to right."""

    key: str
    name: Text


class Button(NamedTuple):
    """One button of the ribbon.

    `image` is a picture of Office's own (imageMso). `label` is what stands on the button, at most
    `LABEL_WIDTH` wide; `tip` what is shown when the mouse rests on it. `press` is
    "module:function" of `(session) -> None`, imported only when the button is pressed.
    """

    group: str
    order: int
    """Place in its group, from 1; no two are the same."""
    size: Literal["large", "normal"]
    image: str
    label: Text
    tip: Text
    press: str


LABEL_WIDTH = 20
"""Widest label, in half-width characters; a Han character counts two."""

GROUPS: tuple[Group, ...] = (
    Group("check", Text("校验", "Check")),
    Group("duplicates", Text("查重", "Duplicates")),
    Group("customers", Text("客户", "Customers")),
    Group("pool", Text("公海", "Pool")),
    Group("share", Text("分享", "Share")),
    Group("tools", Text("工具", "Tools")),
)

VALIDATE_ALL = Button(
    "check",
    1,
    "large",
    "DataValidation",
    Text("校验全部", "Validate all"),
    Text(
        "校验整个工作簿：有问题的单元格变色，状态列和「问题」表写明原因。",
        "Check the whole workbook: cells with a problem are coloured, the status column and the "
        "Issues sheet say why.",
    ),
    "macros.buttons.checks:validate_all",
)
VALIDATE_SELECTION = Button(
    "check",
    2,
    "normal",
    "ReviewAcceptChange",
    Text("校验选中行", "Validate selection"),
    Text(
        "只更新选中行的标记，其余的行保持原样。",
        "Renew the marks of the selected rows; the other rows stay as they are.",
    ),
    "macros.buttons.checks:validate_selection",
)
NEXT_ISSUE = Button(
    "check",
    3,
    "normal",
    "ReviewNextComment",
    Text("下一个问题", "Next issue"),
    Text(
        "跳到下一个有问题的单元格，并说明问题和改法。",
        "Go to the next cell with a problem and say what is wrong and what to do.",
    ),
    "macros.buttons.checks:next_issue",
)
CLEAR_MARKS = Button(
    "check",
    4,
    "normal",
    "ClearFormats",
    Text("清除标记", "Clear marks"),
    Text(
        "去掉校验留下的状态、颜色和「问题」表的内容；客户资料不变。",
        "Take away status, colours and list of problems; the data stay.",
    ),
    "macros.buttons.checks:clear_marks",
)
FIX = Button(
    "check",
    5,
    "normal",
    "AcceptInvitation",
    Text("自动修正", "Fix"),
    Text(
        "修正确定无误的问题，先说明有几处再动手；旧值与新值列在「修改记录」。",
        "Put right what is certain, after saying how much it is; old and new values stand on the "
        "sheet Changes.",
    ),
    "macros.buttons.checks:fix",
)
DUPLICATES = Button(
    "duplicates",
    1,
    "large",
    "RemoveDuplicates",
    Text("查找重复", "Find duplicates"),
    Text(
        "找出重复的客户，并排列在「查重结果」；不合并、不删除。",
        "Find customers that stand more than once and list them side by side; nothing is merged "
        "or deleted.",
    ),
    "macros.buttons.duplicates:find",
)
GROUP = Button(
    "duplicates",
    2,
    "normal",
    "ObjectsGroup",
    Text("集团一览", "Group"),
    Text(
        "选中客户所属集团的成员、往来合计和冲突。",
        "Members, sums and conflicts of the group of the selected customer.",
    ),
    "macros.buttons.duplicates:group",
)
LOOK_UP = Button(
    "duplicates",
    3,
    "normal",
    "FindDialog",
    Text("新建前先查", "Look up"),
    Text(
        "输入或选中一个名称、邮箱或电话：是否已有人有此客户，在不在公海。",
        "Type or select a name, e-mail or phone: does somebody have this customer, is it in the "
        "pool?",
    ),
    "macros.buttons.duplicates:look_up",
)
GRADE = Button(
    "customers",
    1,
    "large",
    "ConditionalFormattingColorScalesGallery",
    Text("客户分级", "Grade"),
    Text(
        "按最近往来、次数和金额分出 A、B、C、D，写明依据。",
        "Grade customers A to D by recency, frequency and money, with the reason.",
    ),
    "macros.buttons.customers:grade",
)
TAG = Button(
    "customers",
    2,
    "normal",
    "NameDefine",
    Text("建议标签", "Suggest tags"),
    Text(
        "从沟通记录里找出标签，附原句和跟进建议；「标签」列不动。",
        "Suggest tags from notes, with the sentence and advice for each; Tags itself stays.",
    ),
    "macros.buttons.customers:tag",
)
REMIND = Button(
    "customers",
    3,
    "normal",
    "CalendarInsert",
    Text("今日提醒", "Remind"),
    Text(
        "按跟进规则生成待办和每人的今日清单；重复点击不会重复生成。",
        "Put on everybody's list what is due; pressing it again adds nothing.",
    ),
    "macros.buttons.customers:remind",
)
ALLOCATE = Button(
    "pool",
    1,
    "large",
    "MeetingsWorkspace",
    Text("公海分配", "Allocate"),
    Text(
        "按权重轮流把公海的线索和客户分给业务员，每个决定记入公海日志。",
        "Give leads and customers of the pool to the reps, in turn, by weight; each decision "
        "stands in the pool log.",
    ),
    "macros.buttons.pool:allocate",
)
RECYCLE = Button(
    "pool",
    2,
    "normal",
    "RefreshAll",
    Text("公海回收", "Recycle"),
    Text(
        "预警并回收长期没有有效跟进的客户。",
        "Warn owners and take back customers nobody follows up.",
    ),
    "macros.buttons.pool:recycle",
)
EXPORT = Button(
    "share",
    1,
    "large",
    "Lock",
    Text("导出交接包", "Export"),
    Text(
        "按「分享登记」表选中的一行生成加密的交接副本；还没审批的，先列出内容请人审批。",
        "Make the encrypted copy that the selected row of the sheet Share asks for; one that "
        "waits is first shown for approval.",
    ),
    "macros.buttons.share:export",
)
RECEIVE = Button(
    "share",
    2,
    "normal",
    "FileOpen",
    Text("接收交接包", "Receive"),
    Text(
        "导入收到的加密交接文件并写出回执；对方发回的回执或副本，也在这里登记。",
        "Take the rows of a sealed copy that came in and write its receipt; book a receipt or a "
        "copy that came back.",
    ),
    "macros.buttons.share:receive",
)
LEAVE = Button(
    "share",
    3,
    "normal",
    "DistributionListAddNewMember",
    Text("离职交接", "Leaver"),
    Text(
        "为「业务员」表选中的人生成交接方案，确认后才改动。",
        "Plan who takes over from the rep selected on the sheet Reps; nothing changes before it "
        "is confirmed.",
    ),
    "macros.buttons.share:leave",
)
UNDO = Button(
    "tools",
    1,
    "large",
    "Undo",
    Text("撤销上次", "Undo"),
    Text(
        "撤销 Relaybook 按钮的上一次改动；之后又改过的单元格不会被覆盖。",
        "Take back what the last Relaybook button changed; cells changed since are not "
        "overwritten.",
    ),
    "macros.buttons.tools:undo",
)
REPAIR = Button(
    "tools",
    2,
    "normal",
    "FormatPainter",
    Text("修复模板", "Repair template"),
    Text(
        "补回被粘贴冲掉的格式和锁定，并说明哪些要用命令修复。",
        "Put back formats and locks that pasting took away, and say what only a command repairs.",
    ),
    "macros.buttons.tools:repair",
)
SETTINGS = Button(
    "tools",
    3,
    "normal",
    "ControlProperties",
    Text("设置", "Settings"),
    Text("打开「设置」表。", "Go to the sheet Config."),
    "macros.buttons.tools:settings",
)
HELP = Button(
    "tools",
    4,
    "normal",
    "Help",
    Text("帮助", "Help"),
    Text(
        "打开说明：每个按钮做什么，出错怎么办。",
        "Open the help: what each button does, and what errors mean.",
    ),
    "macros.buttons.tools:help_page",
)
