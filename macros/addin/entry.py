"""What a button of the ribbon starts: `python -I -B -m macros.addin.entry COMMAND --hwnd=N`.

The name of the workbook comes in the environment (RELAYBOOK_WORKBOOK) or as --wb=NAME, and is
only ever compared with the names of open workbooks. Nothing in the workbook, and nothing in its
folder, decides what code runs: Python must have been started without the current folder on its
path, and leaves that folder at once.

With --pipe the workbook is that of the program at the other end of standard input and output.
"""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from validation.messages import Language

COMMAND = re.compile(r"[a-z0-9_]{1,40}")
"""What the id of a button may be; it stands on a command line."""
WORKBOOK = "RELAYBOOK_WORKBOOK"
PIPE = "--pipe"
_LONGEST_NAME = 400
_USAGE = (
    "usage: python -I -B -m macros.addin.entry COMMAND"
    " [--wb=NAME] [--hwnd=N | --pipe] [--lang=zh|en]"
)

DONE, NOT_TOLD, NOT_MEANT = 0, 1, 2
"""Exit codes: the person has been told; nobody could be told; the call makes no sense."""


class Call(NamedTuple):
    """One press as the launcher hands it over."""

    command: str
    workbook: str
    hwnd: int | None
    """The window of the Excel in which the button is; None: the system has none."""
    lang: str


def call_of(arguments: Sequence[str], environment: Mapping[str, str]) -> Call | None:
    """Return the press that the arguments describe; None: they make no sense.

    >>> call_of(["check", "--wb=a=b & $(x) 100%.xlsx", "--from_xl=1", "--hwnd=42"], {})
    Call(command='check', workbook='a=b & $(x) 100%.xlsx', hwnd=42, lang='')
    """
    command, *options = arguments or [""]
    told = {"wb": environment.get(WORKBOOK, ""), "hwnd": "", "lang": "", "from_xl": ""}
    for option in options:
        name, is_set, value = option.partition("=")
        if not is_set or name.removeprefix("--") not in told or not name.startswith("--"):
            return None
        told[name.removeprefix("--")] = value
    good = COMMAND.fullmatch(command) and re.fullmatch(r"-?\d{0,20}", told["hwnd"])
    name = told["wb"]
    if not good or told["lang"] not in ("", "zh", "en") or not 0 < len(name) <= _LONGEST_NAME:
        return None
    hwnd = int(told["hwnd"]) if told["hwnd"].strip("-") else None
    return Call(command, name, hwnd, told["lang"])


def main(arguments: Sequence[str]) -> int:
    """Do what a button asks for, and return the exit code."""
    is_piped = PIPE in arguments
    environment = {WORKBOOK: PIPE} if is_piped else os.environ
    call = call_of([one for one in arguments if one != PIPE], environment)
    if call is None or not sys.flags.safe_path:
        sys.stderr.write(_USAGE + "\n")
        return NOT_MEANT
    # Excel's own folder may be one of received files; programs and libraries are looked for there.
    os.chdir(os.path.dirname(os.path.abspath(sys.executable)))  # noqa: PTH100, PTH120 - no import
    _keep_where_told()
    return _pressed_over_pipe(call) if is_piped else _pressed(call)


def _pressed_over_pipe(call: Call) -> int:
    import datetime as dt  # noqa: PLC0415  # as below

    from macros.buttons.pressing import press  # noqa: PLC0415
    from macros.live.piped import over_standard_pipes  # noqa: PLC0415

    live = over_standard_pipes()
    press(call.command, live, dt.datetime.now(dt.UTC), _language(call.lang))
    return NOT_TOLD if live.is_gone else DONE


def _keep_where_told() -> None:
    """Keep snapshots and notes where the command line keeps them."""
    if folder := os.environ.get("RELAYBOOK_DATA"):
        from pathlib import Path  # noqa: PLC0415

        from workbook.keeping import home  # noqa: PLC0415

        home.use(Path(folder))


def _pressed(call: Call) -> int:
    import datetime as dt  # noqa: PLC0415  # a call that makes no sense pays for nothing

    from macros import excel  # noqa: PLC0415
    from macros.buttons.pressing import press  # noqa: PLC0415
    from macros.live.port import LiveError  # noqa: PLC0415

    language = _language(call.lang)
    try:
        live = excel.opened(call.workbook, call.hwnd)
    except LiveError as error:
        sys.stderr.write(error.text.said(language) + "\n")
        return DONE if excel.told_anyhow(error.text.said(language), call.hwnd) else NOT_TOLD
    press(call.command, live, dt.datetime.now(dt.UTC), language)
    return DONE


def _language(asked: str) -> Language:
    if asked == "zh":
        return "zh"
    if asked == "en":
        return "en"
    import locale  # noqa: PLC0415

    spoken = os.environ.get("LC_ALL") or os.environ.get("LANG") or locale.getlocale()[0] or ""
    return "zh" if spoken.lower().startswith(("zh", "chinese")) else "en"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
