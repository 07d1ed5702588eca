"""The named errors a look at a file can end in, each with its file and reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.errors import DamagedError, NotASpreadsheetError, TooBigError, UnsupportedError
from validation.messages import message

if TYPE_CHECKING:
    from pathlib import Path

    from validation.messages import Text

_MB = 1 << 20


def shown(name: object) -> str:
    r"""Return `name` as it can be printed anywhere: odd bytes and control characters escaped.

    >>> shown("a\x1b[31m.xlsx")
    'a\\x1b[31m.xlsx'
    """
    text = str(name).encode("utf-8", "backslashreplace").decode()
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def damaged(path: Path, reason: str, **facts: object) -> DamagedError:
    """Return the error for a broken file; `reason` is a key of messages.csv."""
    return DamagedError(path=shown(path), reason=_said(reason, facts))


def too_big(path: Path, reason: str, **facts: object) -> TooBigError:
    """Return the error for a file beyond a limit; `reason` is a key of messages.csv."""
    return TooBigError(path=shown(path), reason=_said(reason, facts))


def other(path: Path, found: str, *, spreadsheet: bool) -> NotASpreadsheetError | UnsupportedError:
    """Return the error for a file that is `found`, a key of messages.csv."""
    kind = UnsupportedError if spreadsheet else NotASpreadsheetError
    return kind(path=shown(path), found=message(f"prescreen.{found}"))


def megabytes(size: int) -> int:
    """Return `size` bytes in whole MB, rounded up."""
    return -(-size // _MB)


def _said(reason: str, facts: dict[str, object]) -> Text:
    clean = {key: shown(fact)[:80] for key, fact in facts.items()}
    return message(f"prescreen.{reason}", **clean)
