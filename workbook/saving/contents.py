"""What stands where we are about to write: ours, a team's, or somebody else's."""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

Content = Literal["empty", "report", "book", "foreign"]
"""`report` can be made again; `book` is a workbook made or marked by Relaybook, and may hold what
people typed since."""

_HEAD = 4096
_MOST = 4 << 20
_MOST_ENTRIES = 10_000
# One form for every text we write; the last three are where published formats have a place for it.
_MARK = re.compile(
    r"\brelaybook\.[a-z-]+/\d"
    r"|\"name\"\s*:\s*\"Relaybook\""
    r"|<meta\s+name=\"generator\"\s+content=\"Relaybook"
    r"|<testsuites?\b[^>]*\bname=\"[Rr]elaybook"
)
# The second is the extension for LibreOffice, which has to have an identifier of its own.
_REPORT = re.compile(rb'\bname="RelaybookReport"|<identifier value="org\.relaybook\.buttons"')
_OURS = re.compile(rb'\bname="Relaybook[A-Z]|<(?:\w+:)?definedName\b[^>]*\bname="_?[Rr]elaybook')
_PARTS = ("docProps/custom.xml", "xl/workbook.xml", "description.xml")


def content(path: Path) -> Content:
    """Return what a file is to us, told by a few kilobytes of it.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        return "empty"
    if head.startswith(b"PK"):
        return _package(path)
    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    return "report" if _MARK.search(head.decode(encoding, "replace")) else "foreign"


def _package(path: Path) -> Content:
    found: Content = "foreign"
    # The file may be anybody's and is not read in the worker: so two parts of it, and a bound.
    try:
        with zipfile.ZipFile(path) as package:
            if len(package.infolist()) > _MOST_ENTRIES:
                return "foreign"
            names = package.namelist()
            for part in _PARTS:
                if part in names:
                    with package.open(part) as member:
                        data = member.read(_MOST)
                    if _REPORT.search(data):
                        return "report"
                    if _OURS.search(data):
                        found = "book"
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, ValueError):
        return "foreign"  # damaged, locked or packed in a way nobody uses: not by us
    return found
