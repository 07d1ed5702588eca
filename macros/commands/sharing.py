"""What is typed for a share: options, and the list of expected actions."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar

import click

from macros.commands import options
from validation.errors import RefusedError
from validation.handover.asking import Asked
from validation.handover.shapes import ExpectedAction
from validation.messages import message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

_C = TypeVar("_C", bound="Callable[..., Any]")
_NEEDED = {
    "variant": "--variant",
    "scenario": "--scenario",
    "receiver": "--to",
    "provider": "--from",
    "approver": "--approver",
    "channel": "--channel",
    "password_channel": "--password-channel",
}
_ENCODINGS = ("utf-8-sig", "gb18030")
_LARGEST = 4 << 20
_OPTIONS = (
    click.option("--variant", help="V1 详细，V2 精简安全，V3 市场活动。V1, V2 or V3."),
    click.option("--scenario", help="分享场景，例如 离职交接。The scenario, e.g. leaver."),
    click.option("--to", "receiver", help="接收方：编号或外部的人。Who receives it."),
    click.option("--from", "provider", help="提供方的员工编号。The provider's number."),
    click.option("--approver", help="审批人的员工编号。The approver's number."),
    click.option("--channel", help="文件怎么送，例如 企业邮箱。How the file travels."),
    click.option("--password-channel", help="密码怎么送，例如 电话。How the password travels."),
    click.option("--owner", help="这位业务员的全部客户。All records of this rep."),
    click.option("--customers", metavar="IDS", help="客户编号，逗号分开。Customer ids."),
    click.option("--leads", metavar="IDS", help="线索编号，逗号分开。Lead ids."),
    click.option("--where", metavar="CONDITION", help='条件，如 "grade=A"。As in find.'),
    click.option(
        "--receiver-kind",
        metavar="inside|department|outside",
        help="接收方类型（默认看业务员表）。Told by the sheet Reps unless said.",
    ),
    click.option("--receiver-company", help="外部接收方的公司。The company of an outsider."),
    click.option("--nda", metavar="NUMBER", help="保密协议编号。The NDA with an outsider."),
    click.option(
        "--actions",
        type=options.anywhere,
        metavar="FILE",
        help="预期动作清单 CSV：编号,动作,日期。A CSV of id, expected action, day.",
    ),
    click.option("--expected-action", help="所有记录的预期动作。The expected action for all."),
    click.option(
        "--with",
        "contents",
        metavar="prices,private,contacts",
        help="审批人勾选的附带内容。What the approver ticks beside.",
    ),
    click.option("--container", metavar="zip|xlsx", help="文件形式，默认 zip。Packing."),
    click.option("--expires", type=options.Date(), help="有效期至。The last day it is kept."),
    click.option("--data-cutoff", type=options.Date(), help="信息截止日期。Data as of."),
)


def share_options(command: _C) -> _C:
    """Give a command the options that say what is shared, with whom and how."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The options of a share as they were typed; None and "" are not."""

    variant: str | None
    scenario: str | None
    receiver: str | None
    provider: str | None
    approver: str | None
    channel: str | None
    password_channel: str | None
    owner: str | None
    customers: str | None
    leads: str | None
    where: str | None
    receiver_kind: str | None
    receiver_company: str | None
    nda: str | None
    actions: Path | None
    expected_action: str | None
    contents: str | None
    container: str | None
    expires: dt.date | None
    data_cutoff: dt.date | None

    @property
    def named(self) -> list[str]:
        """The options that were given."""
        names = (field.name for field in fields(self) if getattr(self, field.name) is not None)
        return [_NEEDED.get(name, f"--{name.replace('_', '-')}") for name in names]

    @property
    def lacking(self) -> list[str]:
        """The options that every share needs and that were not given."""
        return [option for name, option in _NEEDED.items() if not getattr(self, name)]


@dataclass(frozen=True)
class Asking:
    """A share in the words it was typed in, with the actions of its records."""

    facts: Facts
    actions: Mapping[str, ExpectedAction]

    def asked(self) -> Asked:
        """Return it as the rules take it."""
        facts = self.facts
        return Asked(
            variant=facts.variant or "",
            scenario=facts.scenario or "",
            provider=facts.provider or "",
            receiver=facts.receiver or "",
            approver=facts.approver or "",
            channel=facts.channel or "",
            password_channel=facts.password_channel or "",
            receiver_kind=facts.receiver_kind,
            receiver_company=facts.receiver_company,
            nda_no=facts.nda,
            container=facts.container,
            customers=_parts(facts.customers),
            leads=_parts(facts.leads),
            owner=facts.owner,
            where=facts.where,
            actions=self.actions,
            expected_action=facts.expected_action,
            contents=_parts(facts.contents),
            expires=facts.expires,
            data_cutoff=facts.data_cutoff,
        )


def actions_of(path: Path | None) -> Mapping[str, ExpectedAction]:
    """Return record id → expected action from a CSV file: id, action and, if any, its day.

    The first row may be a head. None: no file was given.

    Raises:
        RefusedError: the file or a row of it is not understood.
        click.BadParameter: it is not there.
    """
    if path is None:
        return {}
    try:
        data = path.read_bytes()
    except OSError as error:
        raise click.BadParameter(str(error.strerror), param_hint="--actions") from error
    found: dict[str, ExpectedAction] = {}
    for number, row in enumerate(csv.reader(_text(data, path).splitlines()), 1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or (number == 1 and not any(map(_is_id, cells[:1]))):
            continue
        due = _day(cells[2]) if len(cells) > 2 and cells[2] else None
        if len(cells) < 2 or not cells[0] or (len(cells) > 2 and cells[2] and due is None):
            raise RefusedError(reason=message("export.no_actions", path=path.name, row=number))
        found[cells[0]] = ExpectedAction(cells[1], due)
    return found


def _text(data: bytes, path: Path) -> str:
    for encoding in _ENCODINGS if len(data) <= _LARGEST else ():
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RefusedError(reason=message("export.no_actions", path=path.name, row=1))


def _is_id(cell: str) -> bool:
    return any(sign.isdigit() for sign in cell)


def _day(cell: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(cell)
    except ValueError:
        return None


def _parts(typed: str | None) -> tuple[str, ...]:
    found = (typed or "").replace("，", ",").replace("、", ",").replace(";", ",").split(",")
    return tuple(part.strip() for part in found if part.strip())
