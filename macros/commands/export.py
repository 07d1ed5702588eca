"""`relaybook export`."""

from __future__ import annotations

import datetime as dt
import secrets
import sys
from typing import IO, TYPE_CHECKING, Any

import click

from macros import terminal
from macros.commands import options
from macros.commands.sharing import Asking, Facts, actions_of, share_options
from macros.talk import ask_password, language, page_width, progress, say
from validation import catalogue as catalogues
from validation.handover.asking import request
from validation.messages import message
from workbook import passphrases, saving
from workbook.acting import Task, act
from workbook.answering import ask
from workbook.checking import Question
from workbook.exporting import Order, Secret, Taken, document, page, place, text

if TYPE_CHECKING:
    from pathlib import Path

    from validation.messages import Language

_FORMS = ("text", "json", "html")
_PATIENCE = 8.0
"""Times the time of reading a book: 2,500 customers, the leak scan included, take three."""


@click.command()
@click.argument("book", type=options.anywhere)
@share_options
@click.option(
    "--share", "share_id", help="已申请的分享编号。The number of a share already asked for."
)
@click.option(
    "--accept-inherent",
    is_flag=True,
    help="接受公司名里含有联系人姓名之类的情况。Accept values inside values that may leave.",
)
@click.option(
    "--own-password",
    is_flag=True,
    help="自己输入文件密码。Type the file's passphrase instead of having one drawn.",
)
@click.option(
    "-o",
    "--output",
    type=options.anywhere,
    help="文件放到哪个文件夹；预览时为报告文件。The folder for the file; the report on a dry run.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMS),
    default="text",
    show_default=True,
    help="方案的格式。Form of the plan.",
)
@click.option("--dry-run", is_flag=True, help="只列出方案，不写文件。Show the plan, write nothing.")
@options.limit
@options.today
@options.lang
@options.catalogue
@options.password_prompt
def export(  # noqa: PLR0913  # click hands over one parameter per option
    *,
    book: Path,
    share_id: str | None,
    accept_inherent: bool,
    own_password: bool,
    output: Path | None,
    form: str,
    dry_run: bool,
    limit: int,
    today: dt.date | None,
    lang: str | None,
    catalogue: Path | None,
    password_prompt: bool,
    **facts: Any,
) -> int:
    """Make a handover copy of customers or leads of BOOK.

    V1 is the detailed copy for colleagues, V2 the safe one, V3 the campaign leads. The first run
    asks for the share and says who approves it; the same command, or --share with its number,
    then writes the sealed file and shows its passphrase once. --dry-run shows exactly what would
    leave, be put into general words or stay.

    Exit code 0: the file was written, or the dry run found nothing missing; 1: it waits for
    approval; 2: something is missing, or it could not run.

    生成客户或线索的交接副本：V1 详细版给同事，V2 精简安全版，V3 市场活动版。
    第一次运行提出申请并说明由谁审批；审批后再运行一次（或用 --share 编号）写出加密文件，
    密码只显示一次。--dry-run 逐列逐行列出带出、概括和不带出的内容。
    """
    spoken = language(lang)
    question = Question(
        now=dt.datetime.now(dt.UTC),
        today=today,
        password=ask_password([book]) if password_prompt else None,
        catalogue=catalogue,
        language=spoken,
    )
    given = Facts(**facts)
    run = _Run(book, question, spoken, limit or None)
    asked = run.asked(given, share_id)
    order = Order(asked, None, accept_inherent, own_password)
    if dry_run:
        found, day = run.taken(order)
        run.show(found, form, output, day)
        say(message("cli.dry_run"), spoken)
        return 2 if found.decision.plan.missing else 0
    return run.carried_out(order, form, output or book.parent)


class _Run:
    """One run of the command on one book."""

    def __init__(self, book: Path, question: Question, spoken: Language, limit: int | None) -> None:
        self._book = book
        self._question = question
        self._spoken = spoken
        self._limit = limit
        self._catalogue = catalogues.load(question.catalogue)

    def asked(self, given: Facts, share_id: str | None) -> Any:
        """Return the request that was typed, or the number of a share."""
        if share_id is not None:
            if given.named:
                shown = ", ".join(given.named)
                raise click.UsageError(self._said("export.share_alone", options=shown))
            return share_id.strip()
        if given.lacking:
            shown = ", ".join(given.lacking)
            raise click.UsageError(self._said("export.needs_facts", options=shown))
        return request(Asking(given, actions_of(given.actions)).asked(), self._catalogue)

    def taken(self, order: Order) -> tuple[Taken, dt.date]:
        """Let the worker decide and, with a secret, make the file."""
        with progress(self._said("export.working", path=self._book.name)):
            task = "workbook.exporting:taken"
            found = ask(self._book, self._question, task, order, patience=_PATIENCE)
        return found.value, found.today

    def show(self, found: Taken, form: str, output: Path | None, day: dt.date) -> None:
        """Show the plan on the terminal, or write it to `output`."""
        on_screen = output is None and sys.stdout.isatty()
        if form == "json":
            told = document.render(found, self._catalogue, path=str(self._book), today=day)
        elif form == "html":
            told = page.render(found, self._catalogue, today=day, language=self._spoken)
        else:
            told = text.render(
                found,
                self._catalogue,
                language=self._spoken,
                limit=self._limit if output is None else None,
                width=page_width() if on_screen else 120,
                colour=on_screen,
            )
        if output is None:
            click.echo(told, nl=False)
        else:
            say(saving.write_text(output, told).text, self._spoken)

    def carried_out(self, order: Order, form: str, folder: Path) -> int:
        """Ask for the share, or release it when it is approved."""
        with terminal.opened() as screen:
            drawn = None if order.own_words or screen is None else self._drawn()
            found, day = self.taken(order._replace(secret=drawn))
            decision = found.decision
            if decision.plan.missing:
                self.show(found, form, None, day)
                say(message("export.refused", n=len(decision.plan.missing)), self._spoken)
                return 2
            if decision.may_leave:
                if drawn is None:
                    if not order.own_words:
                        raise click.ClickException(self._said("export.no_terminal"))
                    typed = Secret(self._typed(found.words), secrets.token_hex(64))
                    found, day = self.taken(order._replace(secret=typed))
                self._place(found, folder)
                if drawn is not None and screen is not None:
                    self._show_secret(drawn, found, screen)
                return 0
        return self._asked_for(order, found, form, day)

    def _asked_for(self, order: Order, found: Taken, form: str, day: dt.date) -> int:
        """Book the request, or say that it waits."""
        decision = found.decision
        if decision.share_id is not None and decision.objection is not None:
            say(decision.objection, self._spoken)
            return 1
        self.show(found, form, None, day)
        task = Task("validation.handover.release:ask", (order.asked,), "SHARE")
        acted = act(self._book, self._question, task)
        self._say_next(str(acted.answer), decision.plan.request)
        return 1

    def _place(self, found: Taken, folder: Path) -> None:
        """Put the file in place and book it."""
        made = found.released
        assert made is not None
        placed = place(self._book, self._question, made, folder)
        for note in placed.notes:
            say(note, self._spoken)
        facts = {"path": placed.path, "n": made.left.records, "book": placed.book}
        say(message("export.done", **facts), self._spoken)

    def _show_secret(self, drawn: Secret, found: Taken, screen: IO[str]) -> None:
        """Show the passphrase, now that everything else is done."""
        way = found.decision.plan.request
        channel = self._word("password_channel", way.password_channel if way else "")
        screen.write(self._said("export.passphrase", channel=channel) + "\n")
        screen.write(f"\n    {drawn.passphrase}\n\n")
        screen.flush()

    @staticmethod
    def _drawn() -> Secret:
        return Secret(passphrases.generated(), secrets.token_hex(64))

    def _typed(self, words: tuple[str, ...]) -> str:
        """Ask for a passphrase until it is strong enough, then for the same once more."""
        while True:
            typed = str(click.prompt(self._said("export.own_password"), hide_input=True, err=True))
            strength = passphrases.strength(typed, words)
            if not strength.enough:
                say(message("export.own_weak", advice=strength.advice), self._spoken)
                continue
            again = click.prompt(self._said("export.own_again"), hide_input=True, err=True)
            if str(again) == typed:
                return typed
            say(message("export.own_differs"), self._spoken)

    def _say_next(self, share: str, request_: Any) -> None:
        say(message("export.asked", share=share), self._spoken)
        approve = f"relaybook approve {self._book} {share} --as {request_.approver}"
        say(message("export.next_step", command=approve), self._spoken)
        then = f"relaybook export {self._book} --share {share}"
        say(message("export.then", command=then), self._spoken)

    def _word(self, vocabulary: str, code: str) -> str:
        word = self._catalogue.vocabularies[vocabulary].words.get(code)
        return code if word is None else word.label(self._spoken)

    def _said(self, key: str, **facts: object) -> str:
        return message(key, **facts).said(self._spoken)
