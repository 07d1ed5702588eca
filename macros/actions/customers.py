"""Actions on customers: looking them up, grading, reminding, finding."""

from __future__ import annotations

from macros.actions.action import Action
from macros.buttons import ribbon
from validation.messages import Text

ROWS: tuple[Action, ...] = (
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
)
