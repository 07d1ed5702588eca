"""Files with a password: decrypted in memory only, never onto the disk."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import IO, TYPE_CHECKING
from xml.parsers.expat import ExpatError

import msoffcrypto
from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError

from validation.errors import DamagedError, EncryptedError, UnsupportedError, WrongPasswordError
from validation.messages import message

if TYPE_CHECKING:
    from pathlib import Path

    from msoffcrypto.format.base import BaseOfficeFile

_DEFAULT = "VelvetSweatshop"
"""Excel's own password for a file that is encrypted and yet opens without asking."""
_BROKEN = (
    FileFormatError,
    ParseError,
    ExpatError,
    struct.error,
    AssertionError,
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    TypeError,
    ValueError,
)
"""What msoffcrypto raises when the bytes that describe the encryption are not what it expects."""


def decrypted(path: Path, password: str | None) -> io.BytesIO:
    """Return the content of the encrypted file at `path`.

    Raises:
        EncryptedError: it needs a password and `password` is None or empty.
        WrongPasswordError: the password does not open it.
        UnsupportedError: it is encrypted in a way we do not know.
        DamagedError: it is broken, or was changed after it was encrypted.
    """
    with path.open("rb") as file:
        try:
            office = _opened(file, path)
            _unlock(office, path, password or None)
            return _content(office, path)
        except _BROKEN as error:
            reason = message("reader.encryption_broken")
            raise DamagedError(path=path, reason=reason) from error


def _opened(file: IO[bytes], path: Path) -> BaseOfficeFile:
    try:
        return msoffcrypto.OfficeFile(file)
    except DecryptionError as error:
        raise UnsupportedError(path=path, found=message("reader.unknown_encryption")) from error


def _unlock(office: BaseOfficeFile, path: Path, password: str | None) -> None:
    try:
        _load_key(office, password or _DEFAULT)
    except InvalidKeyError as error:
        raise (WrongPasswordError if password else EncryptedError)(path=path) from error
    except DecryptionError as error:
        raise UnsupportedError(path=path, found=message("reader.unknown_encryption")) from error


def _load_key(office: BaseOfficeFile, password: str) -> None:
    if office.format == "ooxml":
        # Not checked by default: a wrong password would only show as a broken zip.
        office.load_key(password=password, verify_password=True)
    else:
        office.load_key(password=password)


def _content(office: BaseOfficeFile, path: Path) -> io.BytesIO:
    out = io.BytesIO()
    try:
        if office.format == "ooxml":
            # Nor is this: a tampered file would come back silently altered.
            office.decrypt(out, verify_integrity=True)
        else:
            office.decrypt(out)
    except InvalidKeyError as error:
        raise DamagedError(path=path, reason=message("reader.tampered")) from error
    except DecryptionError as error:
        raise UnsupportedError(path=path, found=message("reader.unknown_encryption")) from error
    out.seek(0)
    return out


def format_of(content: IO[bytes]) -> str:
    """Return the format of decrypted `content`: xlsx, xlsm, xlsb or xls.

    The content types say it; the extension of an encrypted file says nothing.
    """
    if not zipfile.is_zipfile(content):
        return "xls"
    with zipfile.ZipFile(content) as package:
        names = {name.lower() for name in package.namelist()}
        if "xl/workbook.bin" in names:
            return "xlsb"
        types = next((n for n in package.namelist() if n.lower() == "[content_types].xml"), None)
        macros = types is not None and b"macroEnabled" in package.read(types)
        return "xlsm" if macros else "xlsx"
