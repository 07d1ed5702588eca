"""A package that goes onto the disk encrypted, and only after it has been opened again."""

from __future__ import annotations

import io
import struct
from typing import IO
from xml.parsers.expat import ExpatError

from msoffcrypto.exceptions import (
    DecryptionError,
    EncryptionError,
    FileFormatError,
    InvalidKeyError,
    ParseError,
)
from msoffcrypto.format.ooxml import OOXMLFile

_MAGIC = bytes.fromhex("D0CF11E0A1B11AE1")
"""The storage that holds an encrypted package; a plain one starts with PK."""
_EXCELS_OWN = "VelvetSweatshop"
"""What Excel encrypts with where a file opens without asking."""
UNREADABLE = (
    DecryptionError,
    FileFormatError,
    InvalidKeyError,
    ParseError,
    ExpatError,
    struct.error,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    TypeError,
    ValueError,
)
"""What msoffcrypto and olefile raise on a storage that is not what they expect."""
_WRONG = "\N{LATIN SMALL LETTER SHARP S}"


def sealed(package: IO[bytes], password: str | None) -> bytes | None:
    """Return `package` encrypted with `password`, None being Excel's own.

    What is returned was opened with the password, gave the same bytes, and refused another one;
    None: it did not.
    """
    key = password or _EXCELS_OWN
    out = io.BytesIO()
    try:
        OOXMLFile(package).encrypt(key, out)
    except EncryptionError:
        return None
    return out.getvalue() if _is_sealed(out, package, key) else None


def _is_sealed(found: IO[bytes], package: IO[bytes], key: str) -> bool:
    found.seek(0)
    if found.read(len(_MAGIC)) != _MAGIC:
        return False
    try:
        opened = _opened(found, key)
    except UNREADABLE:
        return False
    package.seek(0)
    if opened != package.read():
        return False
    try:
        _opened(found, key + _WRONG)
    except InvalidKeyError:
        return True
    return False


def _opened(found: IO[bytes], key: str) -> bytes:
    found.seek(0)
    office = OOXMLFile(found)
    office.load_key(password=key, verify_password=True)
    out = io.BytesIO()
    office.decrypt(out, verify_integrity=True)
    return out.getvalue()
