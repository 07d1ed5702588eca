"""Actions that let something out of the team, or take it in."""

from __future__ import annotations

from macros.actions.action import Action
from macros.buttons import ribbon
from validation.messages import Text

ROWS: tuple[Action, ...] = (
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
        "leakscan",
        "share",
        Text("泄漏检查", "Leak scan"),
        Text(
            "检查任意文件里有没有不可外泄的内容",
            "Look in any file for values that must not leave",
        ),
        "macros.commands.leakscan:leakscan",
    ),
)
