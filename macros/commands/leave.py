"""`relaybook leave`."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING, NamedTuple

import click

from macros.commands import options
from macros.talk import ask_password, language, page_width, progress, say
from validation.leaving import Pin, Request
from validation.messages import message
from workbook.checking import Question
from workbook.leaving import Handover, hand_over, plan_of, undo
from workbook.leaving.closing import closed, planned
from workbook.leaving.files import write
from workbook.leaving.sections import report
from workbook.leaving.text import Style, rendered

if TYPE_CHECKING:
    from pathlib import Path

    from validation.leaving.request import By
    from validation.messages import Language
    from workbook.leaving.sections import Subject


class _Reps(click.ParamType[tuple[str, ...]]):
    """Numbers of reps, with commas."""

    name = "reps"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Return the numbers in their order."""
        del param, ctx
        parts = str(value).replace("，", ",").split(",")
        return tuple(one.strip() for one in parts if one.strip())


class _Pins(click.ParamType[tuple[Pin, ...]]):
    """Records and the successors they go to: CUS-2026-001=R001, with commas."""

    name = "pins"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[Pin, ...]:
        """Return the pins; what has no equals sign is refused with an example."""
        pairs = [one.partition("=") for one in str(value).replace("，", ",").split(",")]
        if not all(record.strip() and rep.strip() for record, _, rep in pairs):
            text = message("leaving.pin_form")
            self.fail(f"'{value}': {text.zh} {text.en}", param, ctx)
        return tuple(Pin(record.strip(), rep.strip()) for record, _, rep in pairs)


class _Wish(NamedTuple):
    """How the answer is to be given."""

    language: Language
    limit: int
    reports: Path | None


@click.command()
@click.argument("book", type=options.anywhere)
@click.option("--rep", required=True, help="离职人编号，例如 R003。The rep who leaves, e.g. R003.")
@click.option("--to", type=_Reps(), default="", help="接手人编号，用逗号分开。The successors.")
@click.option("--plan-only", is_flag=True, help="只看方案。Only show the plan.")
@click.option(
    "--by",
    type=click.Choice(["balance", "region", "language"]),
    multiple=True,
    default=("balance",),
    show_default=True,
    help="先看负责区域或语言，再看分值；可写多次。Region or language before the points.",
)
@click.option("--level", is_flag=True, help="计入接手人现有客户。Count what successors have.")
@click.option(
    "--pin",
    "pins",
    type=_Pins(),
    multiple=True,
    metavar="CUS-…=R001,…",
    help="指定某客户、线索或集团给谁。Give a customer, lead or group to somebody by name.",
)
@click.option("--approver", help="审批人编号，经理或管理员。Who approved the plan.")
@click.option("--code", help="所批准方案的编号。The code of the plan that was approved.")
@click.option(
    "--undo", "undone", is_flag=True, help="撤销这次交接。Take the handover of this rep back."
)
@click.option("-o", "--output", type=options.anywhere, help="写到副本。Write a copy instead.")
@click.option(
    "--reports",
    type=options.anywhere,
    metavar="DIR",
    help="把报告和邮件草稿写到文件夹。Write the report and the mail drafts into a folder.",
)
@click.option(
    "--today",
    "--as-of",
    "today",
    type=options.Date(),
    help="交接日期（默认取公司时区的今天）。The day of the handover.",
)
@options.dry_run
@options.limit
@options.lang
@options.catalogue
@options.password_prompt
def leave(  # noqa: PLR0913  # click hands over one parameter per option
    *,
    book: Path,
    rep: str,
    to: tuple[str, ...],
    plan_only: bool,
    by: tuple[By, ...],
    level: bool,
    pins: tuple[tuple[Pin, ...], ...],
    approver: str | None,
    code: str | None,
    undone: bool,
    output: Path | None,
    reports: Path | None,
    today: dt.date | None,
    dry_run: bool,
    limit: int,
    lang: str | None,
    catalogue: Path | None,
    password_prompt: bool,
) -> int:
    """Hand over everything of a rep who leaves, and prove that nothing was lost.

    Without --approver the plan is shown and nothing is written. BOOK itself is changed;
    `relaybook leave BOOK --rep R003 --undo` brings it back, for so many days as Config says.

    Exit code 0: handed over, or nothing was there to hand over; 1: a plan that waits for its
    approval, or with customers that lack something; 2: refused, or it could not run.

    离职交接：清点、核对资料完整性、按分值均衡分配、移交、读回核对，并生成签字报告。
    没有 --approver 时只显示方案，不写入任何内容。
    """
    spoken = language(lang)
    question = Question(
        now=dt.datetime.now(dt.UTC),
        today=today,
        password=ask_password([book]) if password_prompt else None,
        catalogue=catalogue,
        language=spoken,
    )
    if undone:
        say(undo(book, question, rep).text, spoken)
        return 0
    pinned = tuple(pin for each in pins for pin in each)
    request = Request(rep, to, approver, tuple(by), level, pinned, code)
    wish = _Wish(spoken, limit, reports)
    with progress(message("leaving.working", path=book.name).said(spoken)):
        if plan_only or approver is None:
            subject = planned(book, question, request, plan_of(book, question, request))
            done = None
        else:
            done = hand_over(book, question, request, target=output, dry_run=dry_run)
            subject = closed(book, question, done)
    if subject is None:
        say(message("leaving.nothing", rep=rep.strip()), spoken)
        return 0
    _tell(subject, wish, done)
    waits = done is None and not plan_only
    return int(waits or (done is None and bool(subject.plan.gaps)))


def _tell(subject: Subject, wish: _Wish, done: Handover | None) -> None:
    """Show the plan or the handover, and write its reports."""
    made = report(subject)
    style = Style(wish.language, wish.limit or None, page_width(), sys.stdout.isatty())
    click.echo(rendered(made, style), nl=False)
    writes = done is None or done.after is not None
    if wish.reports is not None and writes:
        drafts = done.introductions.drafts if done and done.introductions else ()
        rep = subject.plan.people.leaver.id
        written = write(wish.reports, made, drafts, rep=rep, language=wish.language)
        for path in written.reports:
            say(message("cli.wrote", path=path), wish.language)
        if drafts:
            facts = {"n": len(drafts), "path": written.folder}
            say(message("leaving.drafts", **facts), wish.language)
    if done is not None:
        for note in done.acted.notes:
            if note not in subject.plan.notes:
                say(note, wish.language)
        if done.acted.copy is not None:
            say(message("cli.wrote", path=done.acted.copy), wish.language)
        else:
            say(message("cli.dry_run"), wish.language)
