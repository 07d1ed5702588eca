"""`relaybook merge`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from macros.commands import options
from macros.commands.acted import tell_end
from macros.talk import ask_password, language, progress
from validation.messages import message
from workbook.checking import Question

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@click.command()
@click.argument("base", type=options.anywhere)
@click.argument("mine", nargs=-1, type=options.anywhere)
@click.option("-o", "--output", type=options.anywhere, help="写到副本。Write a copy instead.")
@click.option(
    "--resolve",
    is_flag=True,
    help="只采用「冲突」表里的裁定。Only take the decisions on the sheet Conflicts.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="格式。Form of the report.",
)
@options.dry_run
@options.limit
@options.today
@options.lang
@options.catalogue
@options.password_prompt
def merge(  # noqa: PLR0913  # click hands over one parameter per option
    *,
    base: Path,
    mine: Sequence[Path],
    output: Path | None,
    resolve: bool,
    form: str,
    dry_run: bool,
    limit: int,
    today: dt.date | None,
    lang: str | None,
    catalogue: Path | None,
    password_prompt: bool,
) -> int:
    """Bring reps' own books MINE back into the manager's book BASE.

    What one side changed is taken; what both changed goes by the column's rule, or to the sheet
    Conflicts. Fill in its column Decision and merge again, or use --resolve. Claims are decided
    by the rules of the pool. BASE itself is changed; `relaybook undo BASE` brings it back.

    The passphrase of a sealed book is asked for.

    Exit code 0: merged; 1: merged, and something is left to look at; 2: it could not run.

    把业务员的分册收回主表。一边改了就采用，两边都改则按字段规则，否则列在「冲突」表等经理裁定。
    """
    spoken = language(lang)
    if bool(mine) == resolve:
        key = "threeway.resolve_alone" if resolve else "threeway.nothing_given"
        raise click.UsageError(message(key).said(language()))
    from workbook.splitting import containers, document, joining, text  # noqa: PLC0415  # after the help

    question = Question(
        now=dt.datetime.now(dt.UTC),
        today=today,
        password=ask_password([base, *mine]) if password_prompt else None,
        catalogue=catalogue,
        language=spoken,
    )
    # One password opens all it is asked for; books sealed by `split` have one each.
    given = [
        joining.Locked(path, ask_password([path]))
        if not password_prompt and containers.is_sealed(path)
        else joining.Locked(path)
        for path in mine
    ]
    with progress(message("threeway.working", path=base.name).said(spoken)):
        joined = joining.merge_books(base, given, question, target=output, dry_run=dry_run)
    if form == "json":
        click.echo(document.render(joined), nl=False)
    else:
        click.echo(text.of_merge(joined, spoken, limit=limit or None), nl=False)
    tell_end(joined.acted, spoken)
    return joined.exit_code
