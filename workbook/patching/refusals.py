"""Why a workbook is left alone, each with a sentence for the user."""

from __future__ import annotations

from validation.errors import DamagedError, PatchError
from validation.messages import message

_SHOWN = 80


def refused(path: object, reason: str, **facts: object) -> PatchError:
    """Return the error for a workbook left alone; `reason` is a key of messages.csv."""
    return PatchError(path=_clean(path), reason=message(reason, **_cleaned(facts)))


def damaged(path: object, reason: str, **facts: object) -> DamagedError:
    """Return the error for a broken package; `reason` is a key of messages.csv."""
    return DamagedError(path=_clean(path), reason=message(reason, **_cleaned(facts)))


def _cleaned(facts: dict[str, object]) -> dict[str, object]:
    return {key: _clean(fact)[:_SHOWN] for key, fact in facts.items()}


def _clean(value: object) -> str:
    text = str(value).encode("utf-8", "backslashreplace").decode()
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
