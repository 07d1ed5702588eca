"""`relaybook check`."""

from __future__ import annotations

import datetime as dt
import shutil
import sys
from typing import TYPE_CHECKING

import click

from macros.commands import options
from macros.talk import ask_password, language, progress, say, say_error
from validation.messages import message
from workbook import folder
from workbook.checking import CheckedFile, FailedFile, Question
from workbook.report.forms import FORMS, Report, file_name, rendered, write

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from validation.messages import Language
    from workbook.folder import Checked, Found, Progress, Result


@click.command()
@click.argument("paths", nargs=-1, required=True, type=options.anywhere)
@options.today
@options.lang
@click.option(
    "--format",
    "forms",
    type=click.Choice(tuple(FORMS)),
    multiple=True,
    default=("text",),
    show_default=True,
    help="报告格式，可写多个。Form of the report; may be given several times.",
)
@click.option(
    "-o",
    "--output",
    type=options.anywhere,
    help="报告写入的文件；多种格式时为文件夹。File of the report, or a folder for several.",
)
@click.option(
    "--annotate",
    "copies",
    type=options.anywhere,
    metavar="DIR",
    help="在此文件夹写带标记的副本。Write a marked copy of each workbook into this folder.",
)
@options.catalogue
@options.password_prompt
@options.limit
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    help="同时校验几个文件。Files checked at a time; as many as there are cores.",
)
@click.option(
    "--engine",
    type=click.Choice(["local", "dask"]),
    default="local",
    show_default=True,
    help="在本机或 Dask 集群上运行。Run here or on a Dask cluster.",
)
@click.option("--scheduler", help="集群地址，如 tcp://10.0.0.5:8786。Address of the cluster.")
def check(  # noqa: PLR0913  # click hands over one parameter per option
    *,
    paths: Sequence[Path],
    today: dt.date | None,
    lang: str | None,
    forms: tuple[str, ...],
    output: Path | None,
    copies: Path | None,
    catalogue: Path | None,
    password_prompt: bool,
    limit: int,
    workers: int | None,
    engine: str,
    scheduler: str | None,
) -> int:
    """Check workbooks, and folders of them, and report every problem cell by cell.

    With --annotate each workbook gets a copy with its problems in the cells; the original is
    never touched.

    Exit code 0: no errors; 1: errors were found; 2: a file could not be read or its copy not be
    written, or the check was stopped.

    校验工作簿与文件夹，逐格报告问题；加 --annotate 另写一份带标记的副本，原文件不动。
    退出码 0：没有错误；1：有错误；2：有文件读不了、副本写不了，或中途停止。
    """
    spoken = language(lang)
    _refuse(forms, output, engine, scheduler)
    walk = folder.Walk(paths, without=[path for path in (copies, output) if path])
    found = list(walk)
    if not found:
        say_error(message("cli.no_workbooks", paths=", ".join(map(str, paths))))
        return 2
    password = ask_password([file.path for file in found]) if password_prompt else None
    question = Question(
        now=dt.datetime.now(dt.UTC),
        today=today,
        password=password,
        catalogue=catalogue,
        language=spoken,
    )
    run = _Run(question, copies, workers, scheduler if engine == "dask" else None)
    done = run.checked(found)
    results = [*done.results, *walk.unreadable]
    on_screen = output is None and sys.stdout.isatty()
    if not (on_screen and forms[0] == "text"):  # the page on screen says it itself
        for result in results:
            if isinstance(result, FailedFile):
                say_error(result.error)
    _say_notes(walk, results, spoken)
    report = Report(results=results, today=_day(results, question), language=spoken)
    _deliver(report, forms, output, None if output or not limit else limit)
    if done.stopped:
        say(message("cli.stopped", done=len(done.results), total=done.total), spoken)
    if done.stopped or any(_is_undone(result, copies) for result in results):
        return 2
    return int(any(isinstance(result, CheckedFile) and result.has_errors for result in results))


def _is_undone(result: Result, copies: Path | None) -> bool:
    """Return whether a file was not read, or has no copy though one was asked for."""
    return isinstance(result, FailedFile) or (copies is not None and result.copy is None)


class _Run:
    """How the files are checked: here or on a cluster, and what is shown meanwhile."""

    def __init__(
        self,
        question: Question,
        copies: Path | None,
        workers: int | None,
        scheduler: str | None,
    ) -> None:
        self._question = question
        self._copies = copies
        self._workers = workers
        self._scheduler = scheduler

    def checked(self, found: Sequence[Found]) -> Checked:
        """Check every file, showing how far it is; one that cannot be read stops no other."""
        with progress("…") as show:

            def watch(now: Progress, _result: Result | None) -> None:
                show(folder.sentence(now).said(self._question.language))

            if self._scheduler is None:
                return folder.check_all(
                    found,
                    self._question,
                    workers=self._workers,
                    copies=self._copies,
                    on_done=watch,
                )
            from workbook.cluster import check_on_cluster  # noqa: PLC0415  # an extra

            return check_on_cluster(
                found,
                self._question,
                scheduler=self._scheduler,
                copies=self._copies,
                on_done=watch,
            )


def _refuse(forms: Sequence[str], output: Path | None, engine: str, scheduler: str | None) -> None:
    """Refuse what cannot be done before anything is read."""
    spoken = language()
    if (engine == "dask") != (scheduler is not None):
        raise click.UsageError(message("cli.scheduler").said(spoken))
    if output is None and (len(forms) > 1 or "xlsx" in forms):
        raise click.UsageError(message("cli.no_report_file").said(spoken))


def _say_notes(walk: folder.Walk, results: Sequence[Result], spoken: Language) -> None:
    links = folder.links_passed_over(walk.links)
    if links is not None:
        say(links, spoken)
    for result in results:
        for note in result.notes if isinstance(result, CheckedFile) else ():
            say(note, spoken)
    copies = [r.copy for r in results if isinstance(r, CheckedFile) and r.copy]
    if len(copies) == 1:
        say(message("cli.wrote", path=copies[0]), spoken)
    elif copies:
        say(message("cli.copies", n=len(copies)), spoken)


def _day(results: Sequence[Result], question: Question) -> dt.date:
    """Return the date the files were checked against: the first book's own, when not given."""
    days = (result.today for result in results if isinstance(result, CheckedFile))
    return question.today or next(days, question.now.date())


def _deliver(report: Report, forms: Sequence[str], output: Path | None, limit: int | None) -> None:
    """Show the report or write it: several forms into the folder `output`, each as its file."""
    if output is None:
        on_screen = sys.stdout.isatty()
        width = shutil.get_terminal_size().columns if on_screen else 120
        shown = report._replace(limit=limit, width=width, colour=on_screen)
        click.echo(rendered(forms[0], shown), nl=False)
        return
    several = len(forms) > 1 or output.is_dir()
    for form in dict.fromkeys(forms):
        path = output / file_name(form) if several else output
        say(write(form, report, path).text, report.language)
