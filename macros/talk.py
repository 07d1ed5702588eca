"""Talking to the person at the terminal: which language, errors, and how far a long run is.

Data goes to stdout; everything here goes to stderr.
"""

from __future__ import annotations

import locale
import os
import shutil
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from validation.messages import message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from validation.messages import Language, Text

FILE_WIDTH = 120
"""Columns of a page that goes to a file or another program."""
_PATIENCE = 1.0
"""Seconds before a run says how far it is."""


def language(asked: str | None = None) -> Language:
    """Return the language to speak: the one asked for, else the one the system speaks."""
    if asked in ("zh", "en"):
        return asked  # type: ignore[return-value]
    spoken = os.environ.get("LC_ALL") or os.environ.get("LANG") or locale.getlocale()[0] or ""
    return "zh" if spoken.lower().startswith(("zh", "chinese")) else "en"


def page_width() -> int:
    """Return the columns a page may take: those of the terminal where it is shown on one."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else FILE_WIDTH


def say_error(text: Text) -> None:
    """Say what went wrong in both languages, the system's own first."""
    first = language()
    lines = (text.zh, text.en) if first == "zh" else (text.en, text.zh)
    for line in lines:
        click.echo(line, err=True)


def say(text: Text, spoken: Language) -> None:
    """Say one sentence to the person, beside the data."""
    click.echo(text.said(spoken), err=True)


def ask_password(files: Sequence[Path]) -> str:
    """Ask for the password of `files`; what is typed is not shown."""
    names = ", ".join(file.name for file in files)
    prompt = message("cli.password", path=names).said(language())
    return str(click.prompt(prompt, hide_input=True, err=True))


@contextmanager
def progress(start: str) -> Iterator[Callable[[str], None]]:
    """Show a line on stderr once the work takes over a second; call the result to change it.

    Nothing is shown where stderr is not a terminal.
    """
    if not sys.stderr.isatty():
        yield lambda _line: None
        return
    line = [start]
    done = threading.Event()

    def show() -> None:
        from rich.console import Console  # noqa: PLC0415  # only a slow run pays for rich

        if done.wait(_PATIENCE):
            return
        with Console(stderr=True).status(line[0]) as status:
            while not done.wait(0.2):
                status.update(line[0])

    thread = threading.Thread(target=show, daemon=True)
    thread.start()
    try:
        yield lambda text: line.__setitem__(0, text)
    finally:
        done.set()
        thread.join()
