"""Addresses from the page to the workbooks and their cells."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

if TYPE_CHECKING:
    from workbook.checking import CheckedFile


class Links(NamedTuple):
    """Where a file of the report can be opened.

    `copy` is its marked copy and `listing` the workbook of findings it got instead; None: there
    is none.
    """

    source: str
    copy: str | None
    listing: str | None

    def cell(self, sheet: str, cell: str) -> str:
        """Return the address of a cell, in the marked copy where there is one."""
        return (self.copy or self.source) + fragment(sheet, cell)


def links(file: CheckedFile, place: Path | None) -> Links:
    """Return the addresses of a file as seen from the folder `place`; None: the current one."""
    source = address(file.path, place)
    if file.copy is None:
        return Links(source, None, None)
    copy = address(file.copy, place)
    # A workbook of findings has the whole name of the file before its own suffix.
    is_listing = Path(file.copy).name.startswith(f"{Path(file.path).name}")
    same = Path(file.copy).name == Path(file.path).name
    return Links(source, None, copy) if is_listing and not same else Links(source, copy, None)


def address(path: str, place: Path | None) -> str:
    """Return `path` relative to the folder `place` where it can be, percent-encoded.

    >>> address("teams/javascript:1#.xlsx", Path("teams"))
    'javascript%3A1%23.xlsx'
    """
    full = os.path.abspath(path.replace("\0", "\ufffd"))  # noqa: PTH100  # links stay
    home = os.path.abspath(place or "")  # noqa: PTH100
    try:
        relative = os.path.relpath(full, home)
    except ValueError:  # another drive
        return Path(full).as_uri()
    name = Path(relative).as_posix()
    try:
        # A name that is no text on this disk keeps its bytes.
        return quote(name.encode("utf-8", "surrogateescape"), safe="/")
    except UnicodeEncodeError:
        return quote(name, safe="/", errors="replace")


def fragment(sheet: str, cell: str) -> str:
    """Return the part of an address that names a cell, as Excel reads it.

    >>> fragment("Ann's", "F7")
    "#'Ann''s'!F7"
    """
    quoted = sheet.replace("'", "''")
    return "#" + quote(f"'{quoted}'!{cell}", safe="'!$", errors="replace")
