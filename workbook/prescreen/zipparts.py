"""The parts of a zip package, listed and inflated without trusting what the package declares.

The standard library builds an object for each of a million declared entries and stops inflating
where the entry says it ends; other readers do neither. So the directory is read here up to the
limit, and parts are inflated until their data ends.
"""

from __future__ import annotations

import re
import struct
import zlib
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from isal import isal_zlib

from workbook.prescreen.refusals import damaged, other, too_big

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MAX_PARTS = 10_000
MAX_INFLATED = 2 << 30
"""Bytes all parts of a package may inflate to."""
CHUNK = 1 << 20
"""Bytes `inflated` gives at most at a time."""

_FEED = 1 << 16
_END = struct.Struct("<4s4H2LH")
_END64_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_STORED, _DEFLATED = 0, 8
_UNKNOWN = 0xFFFFFFFF
_BROKEN: tuple[Any, ...] = (
    struct.error,
    isal_zlib.error,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
)
_ODD_NAME = re.compile(r"(^|/)\.\.(/|$)|^/|^[A-Za-z]:|[\x00-\x1f]")


class Part(NamedTuple):
    """One entry of the directory; `packed` and `declared` are bytes, as declared."""

    name: str
    method: int
    encrypted: bool
    packed: int
    declared: int
    offset: int
    crc: int


class MismatchError(Exception):
    """A part is not what the directory says it is; readers would not agree on what it holds."""


def directory(file: BinaryIO, path: Path) -> Mapping[str, Part]:
    """Return the parts of the zip package `file`, name (with forward slashes) → part.

    Raises:
        DamagedError: the directory is missing or cut off, or a name is impossible or repeated.
        TooBigError: there are more than MAX_PARTS.
    """
    try:
        parts = tuple(_entries(file, path))
    except (struct.error, OSError, ValueError, OverflowError) as error:
        raise damaged(path, "cut_off") from error
    found: dict[str, Part] = {}
    folded: set[str] = set()
    for part in parts:
        if _ODD_NAME.search(part.name):
            raise damaged(path, "entry_name", name=part.name)
        if part.name.endswith("/"):
            continue
        # Names of parts differ by more than case, and of two alike each reader takes another.
        if part.name.casefold() in folded:
            raise damaged(path, "entry_twice", name=part.name)
        folded.add(part.name.casefold())
        found[part.name] = part
    return found


def inflated(file: BinaryIO, part: Part, path: Path) -> Iterator[bytes]:
    """Yield the content of `part` in pieces of at most CHUNK bytes, to where its data ends.

    Raises:
        DamagedError: it cannot be inflated.
        UnsupportedError: it is packed by another method than zip's usual two.
    """
    if part.method not in (_STORED, _DEFLATED):
        raise other(path, "packing", spreadsheet=True)
    try:
        file.seek(part.offset)
        header = _LOCAL.unpack(file.read(_LOCAL.size))
        if header[0] != b"PK\x03\x04":
            raise damaged(path, "entry_data", name=part.name)
        file.seek(part.offset + _LOCAL.size + header[9] + header[10])
        pieces = _raw(file, part.packed)
        pieces = pieces if part.method == _STORED else _deflated(pieces)
        yield from (piece for piece in pieces if piece)
    except _BROKEN as error:
        raise damaged(path, "entry_data", name=part.name) from error


def verified(file: BinaryIO, part: Part, path: Path) -> Iterator[bytes]:
    """Yield what `inflated` does, and compare name, size and checksum with the directory.

    Raises:
        DamagedError: it cannot be inflated.
        UnsupportedError: it is packed by another method than zip's usual two.
        MismatchError: they differ, which is known for certain only at the end; a part that
            grows beyond its size is not inflated any further.
    """
    if _local_name(file, part) != part.name or part.encrypted:
        raise MismatchError(part.name)
    crc = size = 0
    for piece in inflated(file, part, path):
        crc = isal_zlib.crc32(piece, crc)
        size += len(piece)
        if size > part.declared:
            break
        yield piece
    if (crc, size) != (part.crc, part.declared):
        raise MismatchError(part.name)


def beginning(file: BinaryIO, part: Part, path: Path, *, size: int) -> bytes:
    """Return the first `size` bytes of `part`, fewer when it is shorter."""
    data = b""
    for piece in inflated(file, part, path):
        data += piece
        if len(data) >= size:
            break
    return data[:size]


def _local_name(file: BinaryIO, part: Part) -> str:
    try:
        file.seek(part.offset)
        header = _LOCAL.unpack(file.read(_LOCAL.size))
        return _decoded(file.read(header[9]), header[2])
    except _BROKEN as error:
        raise MismatchError(part.name) from error


def _raw(file: BinaryIO, size: int) -> Iterator[bytes]:
    left = size
    while left:
        piece = file.read(min(left, _FEED))
        if not piece:
            raise EOFError
        left -= len(piece)
        yield piece


def _deflated(pieces: Iterator[bytes]) -> Iterator[bytes]:
    machine = isal_zlib.decompressobj(-zlib.MAX_WBITS)  # twice as fast as zlib's own
    for piece in pieces:
        data = piece
        while data and not machine.eof:
            yield machine.decompress(data, CHUNK)
            data = machine.unconsumed_tail
        if machine.eof:
            return
    rest = machine.flush()
    if rest:
        yield rest
    if not machine.eof:
        raise EOFError


def _entries(file: BinaryIO, path: Path) -> Iterator[Part]:
    """Yield the entries of the central directory, stopping after the allowed number."""
    start, size, shift = _central_directory(file)
    file.seek(start)
    data = file.read(size)
    if len(data) < size or (size and not data.startswith(b"PK\x01\x02")):
        raise ValueError(size)
    position = 0
    for count in range(MAX_PARTS + 1):
        if position >= len(data) or data[position : position + 4] != b"PK\x01\x02":
            return
        if count == MAX_PARTS:
            raise too_big(path, "entries", limit=MAX_PARTS)
        field = _CENTRAL.unpack_from(data, position)
        name_end = position + _CENTRAL.size + field[10]
        name = data[position + _CENTRAL.size : name_end]
        extra = data[name_end : name_end + field[11]]
        position = name_end + field[11] + field[12]
        declared, packed, offset = _wide(extra, field[9], field[8], field[16])
        yield Part(
            name=_decoded(name, field[3]),
            method=field[4],
            encrypted=bool(field[3] & 1),
            packed=packed,
            declared=declared,
            offset=offset + shift,
            crc=field[7],
        )


def _decoded(name: bytes, flags: int) -> str:
    """Return a part's name; some Windows programs write it with backslashes."""
    return name.decode("utf-8" if flags & 0x800 else "cp437", "replace").replace("\\", "/")


def _central_directory(file: BinaryIO) -> tuple[int, int, int]:
    """Return where the directory starts, its size, and how far data before the zip shifts it."""
    end_of_file = file.seek(0, 2)
    tail_start = max(0, end_of_file - _END.size - 0xFFFF)
    file.seek(tail_start)
    tail = file.read()
    found = tail.rfind(b"PK\x05\x06")
    end = _END.unpack_from(tail, found if found >= 0 else len(tail))
    size, offset, position = end[5], end[6], tail_start + found
    if _UNKNOWN in (size, offset) or end[4] == 0xFFFF:
        size, offset, position = _zip64(file, position) or (size, offset, position)
    start = position - size
    if start < 0:
        raise ValueError(start)
    return start, size, start - offset


def _zip64(file: BinaryIO, end: int) -> tuple[int, int, int] | None:
    file.seek(max(0, end - _END64_LOCATOR.size))
    locator = _END64_LOCATOR.unpack(file.read(_END64_LOCATOR.size))
    if locator[0] != b"PK\x06\x07":
        return None
    file.seek(locator[2])
    record = _END64.unpack(file.read(_END64.size))
    return record[8], record[9], locator[2]


def _wide(extra: bytes, *narrow: int) -> tuple[int, int, int]:
    """Return the sizes and offset, taken from the zip64 field where the narrow ones are full."""
    position = 0
    values = list(narrow)
    while position + 4 <= len(extra):
        tag, size = struct.unpack_from("<HH", extra, position)
        if tag == 1:
            wide = iter(extra[position + 4 + n : position + 12 + n] for n in range(0, size - 7, 8))
            values = [
                int.from_bytes(next(wide, b""), "little") if value == _UNKNOWN else value
                for value in values
            ]
        position += 4 + size
    return values[0], values[1], values[2]
