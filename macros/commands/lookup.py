"""`relaybook lookup`."""

from __future__ import annotations

import datetime as dt
import shutil
import sys
from typing import TYPE_CHECKING

import click

from macros.commands import options, teambooks
from macros.talk import language, say
from validation.messages import message
from workbook.checking import Question

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from validation.lookup import NewCustomer
    from validation.messages import Language, Text
    from workbook.lookup import Result


@click.command()
@click.argument("books", nargs=-1, type=options.anywhere)
@click.option(
    "--name", "names", multiple=True, help="公司名称，可写多个。Company name; several may be given."
)
@click.option("--email", "emails", multiple=True, help="邮箱。E-mail.")
@click.option("--phone", "phones", multiple=True, help="电话、WhatsApp。Phone or WhatsApp.")
@click.option("--domain", "domains", multiple=True, help="域名或网址。Domain or website.")
@click.option(
    "--code", "codes", multiple=True, help="信用代码、税号。Registration code or VAT number."
)
@click.option("--contact", "people", multiple=True, help="联系人姓名。Name of a contact.")
@click.option("--country", default="", help="国家/地区。Country or region.")
@click.option(
    "--fingerprints",
    "prints",
    multiple=True,
    type=options.anywhere,
    help="同事给的指纹文件，可写多个。Fingerprints from a colleague; several may be given.",
)
@teambooks.key_file
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="回答的格式。Form of the answer.",
)
@options.limit
@options.lang
@options.today
@options.catalogue
@options.password_prompt
def lookup(  # noqa: PLR0913  # click hands over one parameter per option
    *,
    books: Sequence[Path],
    names: tuple[str, ...],
    emails: tuple[str, ...],
    phones: tuple[str, ...],
    domains: tuple[str, ...],
    codes: tuple[str, ...],
    people: tuple[str, ...],
    country: str,
    prints: tuple[Path, ...],
    key_file: Path | None,
    form: str,
    limit: int,
    lang: str | None,
    today: dt.date | None,
    catalogue: Path | None,
    password_prompt: bool,
) -> int:
    """Say whether somebody has a customer already, before anybody files it.

    Looks through customers, leads and groups of the books, of folders of them, and of
    fingerprints that colleagues made with `relaybook fingerprint`; says who has it, whether it is
    in the pool or protected, which group it belongs to, why, and what to do next.

    Exit code 0: nobody has it; 1: somebody has it or may have; 2: could not run, or nobody was
    found but a file could not be read.

    新建客户前先查：有没有人已经有这个客户，在不在公海或保护期，属于哪个集团，下一步怎么办。
    退出码 0：没有人有；1：已有或可能已有；2：没有查成，或有文件读不了。
    """
    from validation.lookup import NewCustomer  # noqa: PLC0415  # pandas, after the help

    new = NewCustomer(
        names=names,
        emails=emails,
        phones=phones,
        domains=domains,
        codes=codes,
        people=people,
        country=country,
    )
    spoken = language(lang)
    _refuse(new, books, prints, key_file)
    question = Question(
        now=dt.datetime.now(dt.UTC),
        today=today,
        password=teambooks.book_password(books, asked=password_prompt),
        catalogue=catalogue,
        language=spoken,
    )
    secret = teambooks.team_key(key_file) if prints else ""
    result, notes = _looked_up(new, books, prints, secret, question)
    for said in (*(file.error for file in result.failed), *notes):
        say(said, spoken)
    if result.answer is None and not result.blind:
        return 2
    _show(result, form, limit, spoken)
    return result.exit_code


def _refuse(
    new: NewCustomer, books: Sequence[Path], prints: Sequence[Path], key_file: Path | None
) -> None:
    """Refuse what cannot be done before anything is read."""
    spoken = language()
    if new.is_blank:
        raise click.UsageError(message("lookup.ask_something").said(spoken))
    if not books and not prints:
        raise click.UsageError(message("lookup.no_place").said(spoken))
    if key_file and not prints:
        raise click.UsageError(message("lookup.key_alone").said(spoken))


def _looked_up(
    new: NewCustomer,
    books: Sequence[Path],
    prints: Sequence[Path],
    secret: str,
    question: Question,
) -> tuple[Result, tuple[Text, ...]]:
    """Return what books and fingerprints say, and what to say about how the books were read."""
    from validation import catalogue as catalogues  # noqa: PLC0415  # pandas, after the help
    from validation.fingerprints.forms import asked, identity_of  # noqa: PLC0415
    from validation.lookup import lookup as find  # noqa: PLC0415
    from validation.lookup import unusable  # noqa: PLC0415
    from workbook import fingerprints  # noqa: PLC0415
    from workbook.lookup import Result  # noqa: PLC0415

    blind = fingerprints.ask(prints, secret, new)
    read, files = teambooks.read_books(books, question)
    if not asked(identity_of(new), read.own_domains):
        for note in unusable(new, read.own_domains):
            say(note, question.language)
        raise click.UsageError(message("lookup.nothing_left").said(language()))
    today = read.today(question)
    answer = None
    if read.sources:
        words = catalogues.load(question.catalogue).vocabularies
        answer = find(
            new, read.sources, today=today, vocabularies=words, own_domains=read.own_domains
        )
    return Result(new, today, answer, blind, read.failed, files), read.notes


def _show(result: Result, form: str, limit: int, spoken: Language) -> None:
    from workbook.lookup import document, text  # noqa: PLC0415  # rich, for those who read it

    if form == "json":
        click.echo(document.render(result), nl=False)
        return
    on_screen = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if on_screen else 120
    shown = text.render(result, language=spoken, limit=limit or None, width=width, colour=on_screen)
    click.echo(shown, nl=False)
