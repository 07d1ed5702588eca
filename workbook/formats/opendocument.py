"""ods files that are indented for people: python-calamine takes the line breaks for content."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_CONTENT = "content.xml"
_INDENT = re.compile(rb">[ \t]*[\r\n]\s*<")


def tightened(path: Path) -> io.BytesIO:
    """Return the file at `path` without line breaks between its tags.

    Raises:
        zipfile.BadZipFile: the package is broken.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(out, "w") as target:
        for info in source.infolist():
            data = source.read(info)
            target.writestr(
                info.filename, _INDENT.sub(b"><", data) if info.filename == _CONTENT else data
            )
    out.seek(0)
    return out
