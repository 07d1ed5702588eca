"""Which program's package a zip file is, and which program's compound file an OLE file is."""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING, BinaryIO

from workbook.prescreen import ole
from workbook.prescreen.refusals import other
from workbook.prescreen.zipparts import Part, beginning

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_LOOKED_AT = 1 << 20

# Content types of the main part; the first that fits wins, so the special come first.
_CONTENT_TYPES: tuple[tuple[str, str], ...] = (
    ("vnd.ms-excel.sheet.binary.macroenabled.main", "xlsb"),
    ("vnd.ms-excel.sheet.macroenabled.main", "xlsm"),
    ("vnd.ms-excel.template.macroenabled.main", "xlsm"),
    ("vnd.ms-excel.addin.macroenabled.main", "xlsm"),
    ("spreadsheetml.sheet.main", "xlsx"),
    ("spreadsheetml.template.main", "xlsx"),
)
# Parts that tell a package whose content types do not.
_MAIN_PARTS: tuple[tuple[str, str], ...] = (
    (r"xl/workbook\.bin", "xlsb"),
    (r"xl/workbook\d*\.xml", "xlsx"),
    (r"word/document\d*\.xml", "word"),
    (r"ppt/presentation\.xml", "powerpoint"),
    (r"visio/document\.xml", "visio"),
    (r"index/document\.iwa|index\.zip|index\.numbers|buildversionhistory\.plist", "numbers"),
    (r"androidmanifest\.xml|meta-inf/manifest\.mf", "java"),
    (r"meta-inf/container\.xml", "epub"),
)
_MIME_TYPES: tuple[tuple[bytes, str], ...] = (
    (b"application/vnd.oasis.opendocument.spreadsheet", "ods"),
    (b"application/vnd.sun.xml.calc", "openoffice1"),
    (b"application/vnd.oasis.opendocument", "opendocument"),
    (b"application/epub", "epub"),
)
_FORMATS = frozenset({"xlsx", "xlsm", "xlsb", "ods"})
_SPREADSHEETS = frozenset({"numbers", "openoffice1"})
_OLE_NAMES: tuple[tuple[str, str], ...] = (
    ("worddocument", "word"),
    ("powerpoint document", "powerpoint"),
    ("visiodocument", "visio"),
    ("__properties_version1.0", "outlook"),
    ("perfectoffice_main", "lotus"),
)
_FILE_PASS, _BOUNDARY = 0x2F, 0x85


def zip_format(file: BinaryIO, parts: Mapping[str, Part], path: Path) -> str:
    """Return xlsx, xlsm, xlsb or ods for the package `file`.

    Raises:
        NotASpreadsheetError: it is another program's package, or files in an archive.
        UnsupportedError: it is a spreadsheet of another kind, or has a zip password.
        DamagedError: what would tell cannot be read.
    """
    names = {name.casefold(): name for name in parts}
    found = (
        _by_mime_type(file, parts, names, path)
        or _by_content_type(file, parts, names, path)
        or _by_main_part(names)
    )
    if found not in _FORMATS:
        raise other(path, found, spreadsheet=found in _SPREADSHEETS)
    if any(part.encrypted for part in parts.values()):
        raise other(path, "locked_zip", spreadsheet=True)
    if found == "ods" and _is_locked_ods(file, parts, names, path):
        raise other(path, "locked_ods", spreadsheet=True)
    return found


def ole_format(file: BinaryIO, path: Path) -> str:
    """Return xls, or encrypted for a workbook with a password, of either generation.

    Raises:
        NotASpreadsheetError: it is a file of another Office program.
        DamagedError: its tables contradict each other.
    """
    compound = ole.opened(file, path)
    if "encryptedpackage" in compound.names:
        return "encrypted"
    stream = compound.streams.get("workbook") or compound.streams.get("book")
    if stream is not None:
        return "encrypted" if _has_file_pass(ole.content(compound, stream, limit=65_536)) else "xls"
    found = next((kind for name, kind in _OLE_NAMES if name in compound.names), "compound")
    raise other(path, found, spreadsheet=found == "lotus")


def _by_mime_type(
    file: BinaryIO, parts: Mapping[str, Part], names: Mapping[str, str], path: Path
) -> str:
    if "mimetype" not in names:
        has_manifest = "content.xml" in names and "meta-inf/manifest.xml" in names
        if not has_manifest:
            return ""
        text = beginning(file, parts[names["meta-inf/manifest.xml"]], path, size=_LOOKED_AT)
        return next((kind for mime, kind in _MIME_TYPES if mime in text), "opendocument")
    text = beginning(file, parts[names["mimetype"]], path, size=200)
    return next((kind for mime, kind in _MIME_TYPES if mime in text), "")


def _by_content_type(
    file: BinaryIO, parts: Mapping[str, Part], names: Mapping[str, str], path: Path
) -> str:
    name = names.get("[content_types].xml")
    if name is None or parts[name].encrypted:
        return ""
    raw = beginning(file, parts[name], path, size=_LOOKED_AT)
    text = raw.replace(b"\x00", b"").decode("latin-1").lower()
    return next((kind for mime, kind in _CONTENT_TYPES if mime in text), "")


def _by_main_part(names: Mapping[str, str]) -> str:
    for pattern, kind in _MAIN_PARTS:
        if any(re.fullmatch(pattern, name) for name in names):
            return kind
    return "zip"


def _is_locked_ods(
    file: BinaryIO, parts: Mapping[str, Part], names: Mapping[str, str], path: Path
) -> bool:
    manifest = names.get("meta-inf/manifest.xml")
    if manifest is None:
        return False
    text = beginning(file, parts[manifest], path, size=_LOOKED_AT)
    return b"encryption-data" in text


def _has_file_pass(stream: bytes) -> bool:
    """Return whether the workbook's own records say that the rest is encrypted."""
    position = 0
    while position + 4 <= len(stream):
        record, size = struct.unpack_from("<HH", stream, position)
        if record == _FILE_PASS:
            return True
        if record == _BOUNDARY:
            return False
        position += 4 + size
    return False
