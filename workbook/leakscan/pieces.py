"""The pieces of a file: every part of every package inside it, and what lies between them.

Nothing is written to the disk and nothing a package declares is believed: parts are found by
their own headers as well as by the directory, and inflated within limits.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from typing import TYPE_CHECKING, NamedTuple

import msoffcrypto
import olefile  # type: ignore[import-untyped]
import pyzipper
from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError

from validation.errors import DamagedError, EncryptedError, TooBigError, WrongPasswordError
from validation.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_PART = 512 << 20
"""Bytes one part may inflate to."""
MAX_TOTAL = 1 << 30
"""Bytes all parts may inflate to."""
MAX_PARTS = 10_000
MAX_DEPTH = 6
"""Packages within packages."""

_ZIP, _OLE, _GZIP = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x1f\x8b\x08"
_EMPTY_ZIP = b"PK\x05\x06"
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_PDF_STREAM = re.compile(rb"stream\r?\n")
_ENCRYPTED, _DESCRIPTOR, _UTF8 = 0x1, 0x8, 0x800
_STORED, _DEFLATED, _AES = 0, 8, 99
_BROKEN = (
    struct.error,
    OSError,
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
    ArithmeticError,
    AssertionError,
    EOFError,
)


class Piece(NamedTuple):
    """Bytes that are searched by themselves.

    `name` says where they are, packages from the outside in: "a.zip!xl/workbook.xml"; what is no
    part is named in brackets: "[zip comment]".
    """

    name: str
    data: bytes


class Opener:
    """Takes one file apart, counting what it unpacks."""

    def __init__(self, path: Path, passphrase: str | None) -> None:
        """Take the path that errors name, and the password of what is locked."""
        self._path = path
        self._passphrase = passphrase
        self._total = 0
        self._parts = 0

    def pieces(self, data: bytes, name: str = "", depth: int = 0) -> Iterator[Piece]:
        """Yield every piece of `data`.

        Raises:
            EncryptedError: a package inside needs a password and there is none.
            WrongPasswordError: the password opens nothing.
            TooBigError: it unpacks to more than can be searched, or nests too deep.
        """
        if depth > MAX_DEPTH:
            raise TooBigError(path=self._path, reason=message("leakscan.too_deep", limit=MAX_DEPTH))
        start = _zip_start(data)
        if start >= 0:
            yield from self._zip(data, start, name, depth)
        elif data.startswith(_OLE):
            yield from self._ole(data, name, depth)
        elif data.startswith(_GZIP):
            yield from self.pieces(self._unzipped(data, 31), _inside(name, "[gzip]"), depth + 1)
        else:
            yield Piece(name, data)
            if data.startswith(b"%PDF-"):
                yield from self._pdf(data, name)

    def _zip(self, data: bytes, start: int, name: str, depth: int) -> Iterator[Piece]:
        if start:
            yield Piece(_inside(name, "[before the package]"), data[:start])
        package = _Package(data, start)
        covered: list[tuple[int, int]] = []
        for entry in package.entries():
            self._count()
            inside = _inside(name, entry.name)
            covered.append((entry.start, entry.end))
            yield Piece(inside + " [name]", entry.name.encode("utf-8", "surrogateescape"))
            for label, said in (("[comment]", entry.comment), ("[extra field]", entry.extra)):
                if said:
                    yield Piece(f"{inside} {label}", said)
            yield from self.pieces(self._content(data, entry), inside, depth + 1)
        covered += package.tables
        comment = package.comment
        if comment:
            yield Piece(_inside(name, "[zip comment]"), comment)
        gaps = _gaps(data, covered, start)
        if gaps:
            yield Piece(_inside(name, "[between the parts]"), b"\x00".join(gaps))

    def _content(self, data: bytes, entry: _Entry) -> bytes:
        if entry.flags & _ENCRYPTED or entry.method == _AES:
            return self._unlocked(data, entry)
        packed = data[entry.data : entry.end]
        if entry.method == _STORED:
            return self._charged(packed)
        if entry.method == _DEFLATED:
            return self._unzipped(packed, -zlib.MAX_WBITS)
        raise DamagedError(path=self._path, reason=message("leakscan.packing", part=entry.name))

    def _unlocked(self, data: bytes, entry: _Entry) -> bytes:
        if not self._passphrase:
            raise EncryptedError(path=self._path)
        try:
            with pyzipper.AESZipFile(io.BytesIO(data)) as package:
                package.setpassword(self._passphrase.encode())
                with package.open(entry.name) as file:
                    return self._charged(file.read(MAX_PART + 1))
        except RuntimeError as error:  # what a wrong password is to it
            raise WrongPasswordError(path=self._path) from error
        except (*_BROKEN, pyzipper.BadZipFile, zlib.error, NotImplementedError) as error:
            reason = message("leakscan.unreadable", part=entry.name)
            raise DamagedError(path=self._path, reason=reason) from error

    def _ole(self, data: bytes, name: str, depth: int) -> Iterator[Piece]:
        try:
            compound = olefile.OleFileIO(io.BytesIO(data))
            names = compound.listdir(streams=True, storages=True)
        except (*_BROKEN, RecursionError):
            yield Piece(_inside(name, "[damaged OLE file]"), data)
            return
        if ["EncryptedPackage"] in names:
            yield from self.pieces(self._decrypted(data), _inside(name, "[decrypted]"), depth + 1)
        # Sectors that no stream claims keep what was deleted.
        yield Piece(_inside(name, "[OLE sectors]"), data)
        for parts in names:
            self._count()
            inside = _inside(name, "/".join(parts))
            yield Piece(inside + " [name]", "/".join(parts).encode("utf-8", "replace"))
            yield from self._stream(compound, parts, inside, depth)

    def _stream(
        self, compound: olefile.OleFileIO, parts: list[str], inside: str, depth: int
    ) -> Iterator[Piece]:
        try:
            if compound.get_type(parts) != olefile.STGTY_STREAM:
                return
            content = self._charged(compound.openstream(parts).read())
        except _BROKEN:
            return  # its sectors are searched as they lie
        yield Piece(inside, content)
        at = _embedded(content)
        if at >= 0:
            yield from self.pieces(content[at:], inside, depth + 1)

    def _decrypted(self, data: bytes) -> bytes:
        if not self._passphrase:
            raise EncryptedError(path=self._path)
        out = io.BytesIO()
        try:
            office = msoffcrypto.OfficeFile(io.BytesIO(data))
            office.load_key(password=self._passphrase, verify_password=True)
            office.decrypt(out, verify_integrity=True)
        except InvalidKeyError as error:
            raise WrongPasswordError(path=self._path) from error
        except (DecryptionError, FileFormatError, ParseError, *_BROKEN) as error:
            reason = message("leakscan.unreadable", part="EncryptedPackage")
            raise DamagedError(path=self._path, reason=reason) from error
        return self._charged(out.getvalue())

    def _pdf(self, data: bytes, name: str) -> Iterator[Piece]:
        for number, found in enumerate(_PDF_STREAM.finditer(data), 1):
            self._count()
            content = self._unzipped(data[found.end() :], zlib.MAX_WBITS)
            if content:
                yield Piece(_inside(name, f"[stream {number}]"), content)

    def _unzipped(self, packed: bytes, bits: int) -> bytes:
        """Return what inflates, up to where it breaks; the rest is searched as it lies."""
        machine = zlib.decompressobj(bits)
        room = min(MAX_PART, MAX_TOTAL - self._total) + 1
        try:
            content = machine.decompress(packed, room)
        except zlib.error:
            content = b""
        # Bytes behind the end of the packed data would be seen by no reader.
        return self._charged(content) + machine.unused_data if bits < 0 else self._charged(content)

    def _charged(self, content: bytes) -> bytes:
        self._total += len(content)
        if len(content) > MAX_PART or self._total > MAX_TOTAL:
            limit = MAX_TOTAL >> 20
            raise TooBigError(path=self._path, reason=message("leakscan.too_big", limit=limit))
        return content

    def _count(self) -> None:
        self._parts += 1
        if self._parts > MAX_PARTS:
            raise TooBigError(path=self._path, reason=message("leakscan.too_many", limit=MAX_PARTS))


class _Entry(NamedTuple):
    name: str
    flags: int
    method: int
    start: int
    data: int
    end: int
    extra: bytes
    comment: bytes


class _Package:
    """A zip read by its directory and by its local headers, so that none can hide a part."""

    def __init__(self, data: bytes, start: int) -> None:
        self._data = data
        self._start = start
        self.tables: list[tuple[int, int]] = []
        self.comment = b""
        self._central = self._directory()

    def entries(self) -> Iterator[_Entry]:
        """Yield entries in the order they lie in, those without a place in the directory too."""
        at = self._start
        offsets = set(self._central)
        while (at := self._data.find(_ZIP, at)) >= 0:
            entry = self._entry(at)
            if entry is None or (at not in offsets and self._is_within(at)):
                at += 4
                continue
            yield entry
            at = max(entry.end, at + 4)

    def _is_within(self, at: int) -> bool:
        return any(low <= at < high for low, high in self.tables)

    def _entry(self, at: int) -> _Entry | None:
        try:
            field = _LOCAL.unpack_from(self._data, at)
        except struct.error:
            return None
        name_end = at + _LOCAL.size + field[9]
        data = name_end + field[10]
        central = self._central.get(at)
        packed = central[0] if central else field[7]
        if data > len(self._data):
            return None
        end = min(data + packed, len(self._data))
        if central is None and field[2] & _DESCRIPTOR and not packed:
            following = self._data.find(b"PK", data)
            end = following if following >= 0 else len(self._data)
        extra = self._data[name_end:data]
        comment = b""
        if central:
            extra, comment = extra + b"\x00" + central[1], central[2]
        name = self._data[at + _LOCAL.size : name_end]
        said = name.decode("utf-8" if field[2] & _UTF8 else "cp437", "surrogateescape")
        if central and central[3] != name:
            comment += b"\x00" + central[3]
        return _Entry(said, field[2], field[3], at, data, end, extra.strip(b"\x00"), comment)

    def _directory(self) -> dict[int, tuple[int, bytes, bytes, bytes]]:
        """Return local offset → packed size, extra field, comment and name in the directory."""
        data, found = self._data, {}
        end = data.rfind(_EMPTY_ZIP)
        if end < 0 or end + _END.size > len(data):
            return {}
        field = _END.unpack_from(data, end)
        self.comment = data[end + _END.size :]
        self.tables.append((end, len(data)))
        at = end - field[5]
        shift = at - field[6]
        first = at
        while at >= 0 and data[at : at + 4] == b"PK\x01\x02" and at + _CENTRAL.size <= end:
            entry = _CENTRAL.unpack_from(data, at)
            name_end = at + _CENTRAL.size + entry[10]
            extra_end = name_end + entry[11]
            following = extra_end + entry[12]
            found[entry[16] + shift] = (
                entry[8],
                data[name_end:extra_end],
                data[extra_end:following],
                data[at + _CENTRAL.size : name_end],
            )
            at = following
        self.tables.append((first, at))
        return found


def _zip_start(data: bytes) -> int:
    """Return where a zip package starts, -1: this is none."""
    if data.startswith((_ZIP, _EMPTY_ZIP)):
        return 0
    end = data.rfind(_EMPTY_ZIP, max(0, len(data) - 0x1_0016 - 1))
    first = data.find(_ZIP)
    return first if end > first >= 0 else -1


def _embedded(content: bytes) -> int:
    """Return where a package starts that another program embedded, -1: there is none."""
    found = [at for at in (content.find(_ZIP), content.find(_OLE)) if at >= 0]
    return min(found, default=-1)


def _gaps(data: bytes, covered: list[tuple[int, int]], start: int) -> list[bytes]:
    found, at = [], start
    for low, high in sorted(covered):
        if low > at:
            found.append(data[at:low])
        at = max(at, high)
    if at < len(data):
        found.append(data[at:])
    return [gap for gap in found if gap.strip(b"\x00")]


def _inside(name: str, part: str) -> str:
    return f"{name}!{part}" if name else part
