"""`relaybook duplicates`."""

from __future__ import annotations

import datetime as dt
import functools
import shutil
import sys
from collections import Counter
from typing import TYPE_CHECKING

import click

from macros.commands import options
from macros.talk import ask_password, language, progress, say, say_error
from validation.messages import message
from workbook import folder
from workbook.checking import FailedFile, Question
from workbook.duplicates.report.forms import FORMS, Wish, file_name, rendered, write

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from validation.messages import Text
    from workbook.duplicates.search import Report, Search
    from workbook.folder import Found


@click.command()
@click.argument("paths", nargs=-1, required=True, type=options.anywhere)
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
    "copy",
    type=options.anywhere,
    metavar="COPY",
    help="写一个副本，结果列在它的“查重结果”表（只用于一个标准工作簿）。Write a copy with the "
    "results on its sheet Duplicates; for one workbook of ours.",
)
@click.option(
    "--own-domain",
    "own_domains",
    multiple=True,
    metavar="DOMAIN",
    help="本公司域名，不作为依据，可写多个。A domain of our own, which proves nothing; repeatable.",
)
@options.catalogue
@options.password_prompt
@options.limit
@click.option(
    "--engine",
    type=click.Choice(["local", "dask"]),
    default="local",
    show_default=True,
    help="在本机或 Dask 集群上比对。Compare here or on a Dask cluster.",
)
@click.option("--scheduler", help="集群地址，如 tcp://10.0.0.5:8786。Address of the cluster.")
def duplicates(  # noqa: PLR0913  # click hands over one parameter per option
    *,
    paths: Sequence[Path],
    lang: str | None,
    forms: tuple[str, ...],
    output: Path | None,
    copy: Path | None,
    own_domains: tuple[str, ...],
    catalogue: Path | None,
    password_prompt: bool,
    limit: int,
    engine: str,
    scheduler: str | None,
) -> int:
    """Find customers that stand more than once, in one workbook or across many.

    PATHs are workbooks, lists with headers of anybody's own (xlsx, csv …) and folders of them;
    all are compared with each other, and nothing is written into them. Pairs that a workbook's
    sheet NotDuplicates decides are left alone. With --annotate the results stand in a copy of the
    workbook too.

    Exit code 0: no duplicates (there may be possible ones); 1: duplicates were found; 2: a file
    could not be read, or its copy not be written.

    查找重复的客户：一个工作簿之内，或多人的工作簿之间。PATH 可以是工作簿、任意表头的名单
    和文件夹，互相比对，原文件不动；“非重复”表里已确认的不再提示。加 --annotate 另写一份副本，
    结果列在它的“查重结果”表。
    退出码 0：没有重复（可能有待核对的）；1：有重复；2：有文件读不了，或副本写不了。
    """
    spoken = language(lang)
    _refuse(forms, output, engine, scheduler)
    walk = folder.Walk(paths, without=[path for path in (output, copy) if path])
    found = list(walk)
    if not found:
        say_error(message("cli.no_workbooks", paths=", ".join(map(str, paths))))
        return 2
    if copy is not None and len(found) > 1:
        raise click.UsageError(message("dup.annotate_one", n=len(found)).said(language()))
    for note in _named_twice(paths):
        say(note, spoken)
    now = dt.datetime.now(dt.UTC)
    password = ask_password([file.path for file in found]) if password_prompt else None
    question = Question(now=now, password=password, catalogue=catalogue, language=spoken)
    report = _found(found, question, own_domains, scheduler if engine == "dask" else None)
    failed = [*report.failed, *walk.unreadable]
    on_screen = output is None and sys.stdout.isatty()
    if not (on_screen and forms[0] == "text"):  # the page on screen says it itself
        for file in failed:
            say_error(file.error)
    wish = Wish(spoken, now.date(), limit=None if output or not limit else limit)
    _deliver(report, forms, wish, output)
    if failed:
        return 2
    if copy is not None:
        _annotate(found[0].path, question, report, copy)
    return int(bool(report.found.clusters))


def _found(
    found: Sequence[Found],
    question: Question,
    own_domains: Sequence[str],
    scheduler: str | None,
) -> Report:
    """Read every file and compare all customers, showing how far it is."""
    # pandas and the readers take a second to load; a wrong option is said before.
    from workbook.duplicates.reading import read_all  # noqa: PLC0415
    from workbook.duplicates.search import search  # noqa: PLC0415
    from workbook.duplicates.together import together  # noqa: PLC0415

    spoken = question.language
    with progress("…") as show:

        def reading(done: int) -> None:
            show(message("dup.reading", done=done, total=len(found)).said(spoken))

        results = read_all(found, question, on_done=reading)
        rows = [result for result in results if not isinstance(result, FailedFile)]
        given = together(rows, own_domains)
        show(message("dup.comparing", n=f"{len(given.customers):,}").said(spoken))
        failed = tuple(result for result in results if isinstance(result, FailedFile))
        return search(given, failed, find=_engine(scheduler))


def _annotate(book: Path, question: Question, report: Report, copy: Path) -> None:
    """Write the copy, into the folder when `copy` is one, and say where it is."""
    from workbook.duplicates.annotating import annotate  # noqa: PLC0415  # pandas, after the help

    target = copy / book.name if copy.is_dir() else copy
    made = annotate(book, question, report, target)
    for note in (*made.notes, made.saved.text):
        say(note, question.language)


def _engine(scheduler: str | None) -> Search:
    """Return the search: here, or on the cluster at `scheduler`."""
    if scheduler is not None:
        from workbook.duplicates_cluster import find_on_cluster  # noqa: PLC0415  # an extra

        return functools.partial(find_on_cluster, scheduler=scheduler)
    from workbook.spreading import find_here  # noqa: PLC0415  # with the search

    return find_here


def _named_twice(paths: Sequence[Path]) -> list[Text]:
    """Return what to say about files that were named more than once; each is read once."""
    named = Counter(path.resolve() for path in paths if path.is_file())
    return [message("dup.named_twice", path=path.name) for path, n in named.items() if n > 1]


def _refuse(forms: Sequence[str], output: Path | None, engine: str, scheduler: str | None) -> None:
    """Refuse what cannot be done before anything is read."""
    spoken = language()
    if (engine == "dask") != (scheduler is not None):
        raise click.UsageError(message("cli.scheduler").said(spoken))
    if output is None and (len(forms) > 1 or "xlsx" in forms):
        raise click.UsageError(message("cli.no_report_file").said(spoken))


def _deliver(report: Report, forms: Sequence[str], wish: Wish, output: Path | None) -> None:
    """Show the report or write it: several forms into the folder `output`, each as its file."""
    if output is None:
        on_screen = sys.stdout.isatty()
        width = shutil.get_terminal_size().columns if on_screen else 120
        shown = wish._replace(width=width, colour=on_screen)
        click.echo(rendered(forms[0], report, shown), nl=False)
        return
    several = len(forms) > 1 or output.is_dir()
    for form in dict.fromkeys(forms):
        path = output / file_name(form) if several else output
        say(write(form, report, wish, path=path).text, wish.language)
