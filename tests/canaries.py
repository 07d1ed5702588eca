"""Files with something planted in them: canaries, spellings, and packages around packages."""

from __future__ import annotations

import base64
import io
import zipfile
from typing import TYPE_CHECKING

from validation.leaks import Source, Tokens, Word, spellings
from workbook.leakscan.selftest import PLACES, planted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

KEYS = tuple(place.key for place in PLACES)
NO_XML = frozenset({"printer", "thumbnail", "data_model", "media", "zip_comment", "entry_comment"})
"""Places whose bytes are no XML, so that an escape of XML means nothing there."""
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}

SPELLINGS: Mapping[str, Callable[[str], str]] = {
    "upper case": str.upper,
    "full width": lambda word: word.translate(_WIDE),
    "blanks": lambda word: " ".join((word[:3], word[3:])),
    "dots": lambda word: ".".join((word[:6], word[6:])),
    "decimal entities": lambda word: "".join(f"&#{ord(sign)};" for sign in word),
    "hexadecimal entities": lambda word: "".join(f"&#x{ord(sign):X};" for sign in word),
    "escapes of Excel": lambda word: "".join(f"_x{ord(sign):04X}_" for sign in word),
    "percent": lambda word: "".join(f"%{ord(sign):02X}" for sign in word),
    "base64": lambda word: base64.b64encode(word.encode()).decode(),
    "hexadecimal": lambda word: word.encode().hex(),
}
"""How a word may be written into XML."""


def looking_for(words: Mapping[str, str]) -> Tokens:
    """Return tokens of words; a hit's column is the key."""
    return Tokens(
        words=tuple(
            Word(spellings.squashed(spellings.folded(word)), "name", Source("x", key), frozenset())
            for key, word in words.items()
        ),
        amounts={},
        leaving={},
    )


def zipped(parts: Mapping[str, bytes], comment: bytes = b"") -> bytes:
    """Return a zip of parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(zipfile.ZipInfo(name, (2026, 1, 5, 9, 0, 0)), data)
        package.comment = comment
    return out.getvalue()


def merged(book: Path, words: Mapping[str, str]) -> bytes:
    """Return a workbook of ours with the parts of the canaries' workbook beside its own.

    Of parts that both have, the canaries' lies in a folder of its own; properties are replaced.
    """
    out = io.BytesIO()
    with (
        zipfile.ZipFile(book) as own,
        zipfile.ZipFile(io.BytesIO(planted(words))) as strange,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package,
    ):
        names = set(own.namelist())
        for name in own.namelist():
            if name.startswith("docProps/") and name != "docProps/custom.xml":
                package.writestr(name, strange.read(name))
            else:
                package.writestr(name, own.read(name))
        for entry in strange.infolist():
            data = strange.read(entry)
            entry.filename = (
                f"strange/{entry.filename}" if entry.filename in names else entry.filename
            )
            package.writestr(entry, data)
        package.comment = strange.comment
    return out.getvalue()
