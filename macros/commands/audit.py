"""`relaybook audit`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from macros.commands import options
from macros.talk import ask_password, language
from workbook.audit import audit_file

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("book", type=options.anywhere)
@options.lang
@options.catalogue
@options.password_prompt
def audit(*, book: Path, lang: str | None, catalogue: Path | None, password_prompt: bool) -> int:
    """Verify that nobody changed what the ledgers of a book say.

    Each entry carries the hash of the one before, so a changed, missing or added entry shows.
    The chain has no key: it shows accidents and quiet edits, not a whole forged ledger; what
    this computer saw before is compared too.

    Exit code 0: whole; 1: not.

    核对工作簿的流水是否被改动过。退出码 0：完整；1：有改动。
    """
    spoken = language(lang)
    password = ask_password([book]) if password_prompt else None
    told = audit_file(book, now=dt.datetime.now(dt.UTC), password=password, catalogue=catalogue)
    click.echo(told.text.said(spoken))
    for problem in told.problems:
        click.echo(f"  {problem.text.said(spoken)}")
    return int(bool(told.problems))
