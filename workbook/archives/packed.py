"""The encrypted archive: a zip file with one member, encrypted with AES-256 (AE-2).

The member's name, size and date can be read without the passphrase, so all three say nothing.
"""

from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING

import pyzipper
from pyzipper.zipfile import BadZipFile

from validation.messages import message
from workbook.archives.refusals import ArchiveError, WrongPassphraseError

if TYPE_CHECKING:
    from pyzipper import AESZipFile, ZipInfo

MAGIC = b"PK\x03\x04"
LARGEST = 256 << 20
"""Bytes a member may unpack to."""
_STEP = 1 << 20
_NO_DAY = (1980, 1, 1, 0, 0, 0)
_ENCRYPTED = 0x1
_LATEST_DEFLATE = (pyzipper.ZIP_STORED, pyzipper.ZIP_DEFLATED)
_BROKEN = (
    BadZipFile,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What pyzipper raises on an archive that is not what it expects."""


def packed(content: bytes, passphrase: str, name: str) -> bytes:
    """Return an archive that holds `content` under `name`."""
    member = pyzipper.zipfile_aes.AESZipInfo(name, _NO_DAY)
    member.compress_type = pyzipper.ZIP_DEFLATED
    member.create_system = 0
    out = io.BytesIO()
    with pyzipper.AESZipFile(out, "w", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(passphrase.encode())
        archive.writestr(member, content)
    return out.getvalue()


def is_packed(data: bytes) -> bool:
    """Return whether `data` begins as a zip archive."""
    return data.startswith(MAGIC)


def unpacked(data: bytes, passphrase: str) -> bytes:
    """Return the one member of an archive, with its name checked and its bytes counted.

    Raises:
        WrongPassphraseError: the passphrase does not open it.
        ArchiveError: it is broken, was changed, or is not an archive of ours.
    """
    try:
        with pyzipper.AESZipFile(io.BytesIO(data)) as archive:
            return _content(archive, _member(archive), passphrase)
    except _BROKEN as error:
        raise ArchiveError(reason=message("archive.broken")) from error


def _member(archive: AESZipFile) -> ZipInfo:
    members = archive.infolist()
    if members and not any(member.flag_bits & _ENCRYPTED for member in members):
        raise ArchiveError(reason=message("archive.not_encrypted"))
    if len(members) != 1:
        raise ArchiveError(reason=message("archive.several", count=len(members)))
    member = members[0]
    # The library changes names as it reads them; what counts is what the file says.
    if not is_plain_name(member.orig_filename):
        raise ArchiveError(reason=message("archive.name"))
    if getattr(member, "wz_aes_version", None) is None:
        raise ArchiveError(reason=message("archive.old_encryption"))
    if member.compress_type not in _LATEST_DEFLATE:
        raise ArchiveError(reason=message("archive.broken"))
    return member


def is_plain_name(name: str) -> bool:
    r"""Return whether a member's name is that of a file, and leads nowhere.

    >>> [is_plain_name(n) for n in ("handover.xlsx", "../x", "C:x", "/x", "a\\b", "..")]
    [True, False, False, False, False, False]
    """
    return bool(name) and name not in (".", "..") and not any(mark in name for mark in "/\\:\0")


def _content(archive: AESZipFile, member: ZipInfo, passphrase: str) -> bytes:
    try:
        stream = archive.open(member, pwd=passphrase.encode())
    except RuntimeError as error:
        raise WrongPassphraseError from error
    parts: list[bytes] = []
    size = 0
    with stream:
        try:
            while part := stream.read(_STEP):
                parts.append(part)
                # What a member says of its size is a claim.
                size += len(part)
                if size > LARGEST:
                    raise ArchiveError(reason=message("archive.too_big", most=LARGEST >> 20))
        except BadZipFile as error:
            raise ArchiveError(reason=message("archive.changed")) from error
    return b"".join(parts)
