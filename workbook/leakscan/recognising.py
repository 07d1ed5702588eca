"""Whether a file is a share of ours, told without believing what it says of its rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbook.copies.facts import KIND
from workbook.leakscan import views
from workbook.leakscan.pieces import Opener

if TYPE_CHECKING:
    from pathlib import Path

_ID = re.compile(r"\bSH-\d{8}-\d{3,}\b")


def share_of(content: bytes, passphrase: str | None, path: Path) -> str | None:
    """Return the id of the share a file is; None: it is none of ours, or names several.

    Raises:
        FileError: it cannot be opened.
    """
    ids: set[str] = set()
    is_copy = False
    for piece in Opener(path, passphrase).pieces(content):
        if piece.name.endswith("xl/sharedStrings.xml"):
            for text in views.texts(piece.data):
                ids |= set(_ID.findall(text))
                is_copy = is_copy or f">{KIND}<" in text
    return ids.pop() if is_copy and len(ids) == 1 else None
