"""The encrypted workbook: one file that Excel opens with a double click and the password.

msoffcrypto declares a 256-bit key of which 128 bits are random: its strength is that of 128.
"""

from __future__ import annotations

import io

from msoffcrypto.exceptions import InvalidKeyError
from msoffcrypto.format.ooxml import OOXMLFile

from validation.messages import message
from workbook.annotating import sealing
from workbook.archives.refusals import ArchiveError, SealError, WrongPassphraseError

MAGIC = bytes.fromhex("D0CF11E0A1B11AE1")
"""The beginning of the storage that holds an encrypted package."""
_MOST_ROUNDS = 1_000_000
"""Excel derives its key in 100,000 rounds; a file may ask for any number, and we would obey."""


def locked(content: bytes, passphrase: str) -> bytes:
    """Return the package `content` encrypted.

    Raises:
        SealError: the library failed, or its result did not open again.
    """
    found = sealing.sealed(io.BytesIO(content), passphrase)
    if found is None:
        raise SealError(reason=message("archive.does_not_open"))
    return found


def is_locked(data: bytes) -> bool:
    """Return whether `data` is a storage with an encrypted package."""
    return data.startswith(MAGIC)


def unlocked(data: bytes, passphrase: str) -> bytes:
    """Return the package inside, checked to be what was encrypted.

    Raises:
        WrongPassphraseError: the passphrase does not open it.
        ArchiveError: it is broken, was changed, or is no encrypted workbook.
    """
    try:
        office = OOXMLFile(io.BytesIO(data))
        if office.info.get("spinValue", 0) > _MOST_ROUNDS:
            raise ArchiveError(reason=message("archive.broken"))
        office.load_key(password=passphrase, verify_password=True)
    except InvalidKeyError as error:
        raise WrongPassphraseError from error
    except sealing.UNREADABLE as error:
        raise ArchiveError(reason=message("archive.broken")) from error
    out = io.BytesIO()
    try:
        office.decrypt(out, verify_integrity=True)
    except sealing.UNREADABLE as error:
        raise ArchiveError(reason=message("archive.changed")) from error
    return out.getvalue()
