"""Actions on the public pool."""

from __future__ import annotations

from macros.actions.action import Action
from macros.buttons import ribbon
from validation.messages import Text

ROWS: tuple[Action, ...] = (
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
)
