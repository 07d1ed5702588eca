"""Parts of a package that hold texts, styles and links: what in them makes readers suffer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbook.prescreen.refusals import too_big

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_STYLES = 250_000
"""Cell formats; Excel itself allows 65,490."""
LONGEST_TEXT = 1 << 20
"""Bytes without a tag: a cell holds 32,767 characters, at most ten bytes each when escaped."""
_CLAIM = re.compile(rb"""\s(?:uniqueC|c)ount\s*=\s*["'](\d{1,30})""")
_SMALLEST_TEXT = 5  # bytes of <si/>


def checked(pieces: Iterator[bytes], path: Path, part: str) -> Iterator[bytes]:
    """Yield the pieces of an XML part, stopping at a text longer than any cell holds.

    Raises:
        TooBigError: there is such a text.
    """
    silent = 0
    for piece in pieces:
        silent = silent + len(piece) if b"<" not in piece else 0
        if silent > LONGEST_TEXT:
            raise too_big(path, "long_text", name=part)
        yield piece


def claims_too_much(pieces: Iterator[bytes]) -> bool:
    """Return whether a shared strings part says that it has more texts than it has room for."""
    first = next(pieces, b"")
    size = len(first) + sum(map(len, pieces))
    start = first.find(b"sst")
    claims = _CLAIM.findall(first[start : first.find(b">", start)])
    return any(int(claim) > max(size // _SMALLEST_TEXT, 1_000_000) for claim in claims)


def check_styles(pieces: Iterator[bytes], path: Path) -> None:
    """Refuse a styles part with more formats than any program writes.

    Raises:
        TooBigError: it has more than MAX_STYLES.
    """
    count = 0
    for piece in pieces:
        count += piece.count(b"<xf") + piece.count(b":xf")
        if count > 2 * MAX_STYLES:  # cell formats, and the named styles they come from
            raise too_big(path, "styles", limit=MAX_STYLES)
