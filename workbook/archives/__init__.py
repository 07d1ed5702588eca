"""Handover files: a copy is sealed in memory and opened again before anybody gets it.

The docs may promise AES-256 for the archive, and the strength of a 128-bit key for the workbook.
What comes back is opened as if an enemy had made it.
"""

from __future__ import annotations

import contextlib
import io
import zipfile
from typing import TYPE_CHECKING

from validation.messages import message
from workbook import passphrases
from workbook.archives import locked, packed
from workbook.archives.refusals import (
    ArchiveError,
    SealError,
    WrongPassphraseError,
)

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "INNER_NAME",
    "LARGEST_FILE",
    "ArchiveError",
    "SealError",
    "WrongPassphraseError",
    "opened",
    "proven",
    "sealed",
]

INNER_NAME = "handover.xlsx"
LARGEST_FILE = 256 << 20
"""Bytes of a file that is opened at all."""
_WRONG = "\N{LATIN SMALL LETTER SHARP S}"
_TELLTALE = 48
"""Bytes of the content that must not be found in the sealed file."""


def sealed(content: bytes, *, container: str, passphrase: str, name: str = INNER_NAME) -> bytes:
    """Return the package `content` encrypted, proven by opening it again.

    Args:
        content: a plain xlsx.
        container: code of the list `container`: encrypted_zip or encrypted_workbook.
        passphrase: of at most 64 characters that any program can take.
        name: of the member of an archive, readable without the passphrase.

    Raises:
        PassphraseError: the passphrase cannot be used.
        SealError: what came out did not stand the proof; nothing may leave.
    """
    key = passphrases.accepted(passphrase)
    if container == "encrypted_zip":
        if not packed.is_plain_name(name):
            raise SealError(reason=message("archive.name"))
        found = packed.packed(content, key, name)
    elif container == "encrypted_workbook":
        found = locked.locked(content, key)
    else:
        raise SealError(reason=message("archive.container"))
    proven(found, content, container=container, passphrase=key)
    return found


def proven(
    found: bytes,
    content: bytes,
    *,
    container: str,
    passphrase: str,
    reopened: Callable[[bytes, str], bytes] | None = None,
) -> None:
    """Prove that `found` is `content` and that nobody reads it without the passphrase.

    `reopened` is what opens it; None: the same code that opens what comes back.

    Raises:
        SealError: it opens with another passphrase or none, gives other bytes, or shows a part
            of the content.
    """
    reopened = reopened or _opened
    is_right = packed.is_packed if container == "encrypted_zip" else locked.is_locked
    if not is_right(found):
        raise SealError(reason=message("archive.not_sealed_kind"))
    shown = (content[:_TELLTALE], content[-_TELLTALE:], b"xl/workbook.xml", b"[Content_Types].xml")
    if any(part and part in found for part in shown):
        raise SealError(reason=message("archive.plain_inside"))
    try:
        same = reopened(found, passphrase) == content
    except (ArchiveError, WrongPassphraseError) as error:
        raise SealError(reason=message("archive.does_not_open")) from error
    if not same:
        raise SealError(reason=message("archive.does_not_open"))
    for wrong in (passphrase + _WRONG, ""):
        with contextlib.suppress(ArchiveError, WrongPassphraseError):
            reopened(found, wrong)
            raise SealError(reason=message("archive.opens_for_all"))


def opened(data: bytes, passphrase: str) -> bytes:
    """Return the plain workbook inside a handover file of either container.

    The file may be hostile: nothing is unpacked onto the disk, sizes are counted, and what is
    inside must look like a workbook. Call it where a worker may die.

    Raises:
        PassphraseError: the passphrase is none that any program could have taken.
        WrongPassphraseError: it does not open the file.
        ArchiveError: the file is no handover file, is broken or was changed.
    """
    content = _opened(data, passphrases.accepted(passphrase))
    _check_package(content)
    return content


def _opened(data: bytes, passphrase: str) -> bytes:
    if len(data) > LARGEST_FILE:
        raise ArchiveError(reason=message("archive.too_big", most=LARGEST_FILE >> 20))
    if packed.is_packed(data):
        return packed.unpacked(data, passphrase)
    if locked.is_locked(data):
        return locked.unlocked(data, passphrase)
    raise ArchiveError(reason=message("archive.unknown"))


def _check_package(content: bytes) -> None:
    """Refuse what is no workbook, before anything reads it further."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ArchiveError(reason=message("archive.no_workbook")) from error
    if not any(member.filename == "xl/workbook.xml" for member in members):
        raise ArchiveError(reason=message("archive.no_workbook"))
