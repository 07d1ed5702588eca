"""How a rep's book is packed: as it is, or sealed with a passphrase of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Container = Literal["plain", "zip", "xlsx"]
SUFFIXES: Mapping[Container, str] = {"plain": ".xlsx", "zip": ".zip", "xlsx": ".xlsx"}
_PACKAGE, _ENCRYPTED = b"PK", "EncryptedPackage".encode("utf-16-le")
_PARTS = (b"xl/workbook", b"content.xml")
"""A part of a workbook of Excel's and of LibreOffice's."""
_CODES: Mapping[Container, str] = {"zip": "encrypted_zip", "xlsx": "encrypted_workbook"}


class Sealed(NamedTuple):
    """A file ready to be written; an empty passphrase: it is not sealed."""

    content: bytes
    passphrase: str


def is_sealed(path: Path) -> bool:
    """Return whether a file is a container of ours; a workbook shows the names of its parts."""
    try:
        data = path.read_bytes()
    except OSError:
        return False
    if not data.startswith(_PACKAGE):
        from workbook.archives import locked  # noqa: PLC0415  # ciphers, for what is sealed

        return locked.is_locked(data) and _ENCRYPTED in data
    return not any(part in data for part in _PARTS)


def sealed(content: bytes, container: Container, path: Path) -> Sealed:
    """Return a book in its container, sealed with a fresh passphrase and opened again as a proof.

    Raises:
        SealError: the proof failed.
    """
    if container == "plain":
        return Sealed(content, "")
    # The ciphers and word list are for those who seal.
    from workbook import archives, passphrases  # noqa: PLC0415

    passphrase = passphrases.generated()
    packed = archives.sealed(
        content,
        container=_CODES[container],
        passphrase=passphrase,
        name=path.with_suffix(".xlsx").name,
    )
    return Sealed(packed, passphrase)
