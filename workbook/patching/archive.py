"""A zip package read and written entry by entry; what does not change is copied as it is packed.

The standard library reads the directory; it can neither copy packed bytes nor pack with isal, so
entries are written here.
"""

from __future__ import annotations

import struct
import zipfile
from typing import IO, TYPE_CHECKING, NamedTuple, cast

from isal import isal_zlib

from workbook.patching.refusals import damaged, refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_PIECE = 1 << 22
_FEED = 1 << 18
_COPIED = 1 << 20
_LEVEL = 1
_STORED, _DEFLATED = 0, 8
_HAS_DESCRIPTOR = 8
_IN_UTF8 = 0x800
_FULL, _MANY = 0xFFFFFFFF, 0xFFFF
_WIDE = 1
"""The id of the extra field that holds sizes beyond 4 GB."""
_BROKEN = (cast("type[Exception]", isal_zlib.error), EOFError, struct.error)


class Archive:
    """The entries of one package, in the order of its directory.

    Raises:
        DamagedError: it has no directory, or two entries of one name.
        PatchError: an entry is packed or locked in a way that is not supported.
    """

    def __init__(self, file: IO[bytes], name: str) -> None:
        self.name = name
        self._file = file
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise damaged(name, "prescreen.cut_off") from error
        self.comment = self._zip.comment
        self.entries = tuple(self._zip.infolist())
        self._places: dict[str, int] = {}
        for place, entry in enumerate(self.entries):
            key = part_key(entry.filename)
            if key in self._places:
                raise damaged(name, "prescreen.entry_twice", name=entry.filename)
            if entry.flag_bits & 1:
                raise refused(name, "patching.locked_entry", part=entry.filename)
            self._places[key] = place

    def has(self, path: str) -> bool:
        """Return whether there is a part at `path`, whatever its case."""
        return part_key(path) in self._places

    def place(self, path: str) -> int:
        """Return where in the order the part at `path` stands.

        Raises:
            DamagedError: there is no such part.
        """
        try:
            return self._places[part_key(path)]
        except KeyError:
            raise damaged(self.name, "patching.no_part", part=path) from None

    def written(self, path: str) -> str:
        """Return the path of a part as the package writes it."""
        return self.entries[self.place(path)].filename

    def read(self, path: str) -> bytes:
        """Return a small part whole."""
        return b"".join(self.pieces(path))

    def pieces(self, path: str) -> Iterator[bytes]:
        """Give the inflated bytes of the part at `path`, at most 4 MB at a time.

        Raises:
            DamagedError: it cannot be inflated, or its checksum is wrong.
        """
        entry = self.entries[self.place(path)]
        if entry.compress_type not in (_STORED, _DEFLATED):
            raise refused(self.name, "patching.packing", part=entry.filename)
        checksum = 0
        packed = self._packed(entry, _FEED)
        try:
            for piece in packed if entry.compress_type == _STORED else _inflated(packed):
                checksum = isal_zlib.crc32(piece, checksum)
                yield piece
        except _BROKEN as error:
            raise damaged(self.name, "prescreen.entry_data", name=entry.filename) from error
        if checksum != entry.CRC:
            raise damaged(self.name, "prescreen.entry_data", name=entry.filename)

    def raw(self, place: int) -> tuple[bytes, Iterator[bytes]]:
        """Return the extra field before one entry's data, and its packed bytes in pieces."""
        entry = self.entries[place]
        return self._begin(entry)[1], self._packed(entry, _COPIED)

    def _begin(self, entry: zipfile.ZipInfo) -> tuple[int, bytes]:
        self._file.seek(entry.header_offset)
        header = self._file.read(_LOCAL.size)
        if len(header) < _LOCAL.size or not header.startswith(b"PK\x03\x04"):
            raise damaged(self.name, "prescreen.entry_data", name=entry.filename)
        *_, name_size, extra_size = _LOCAL.unpack(header)
        self._file.seek(name_size, 1)
        return entry.header_offset + _LOCAL.size + name_size + extra_size, self._file.read(
            extra_size
        )

    def _packed(self, entry: zipfile.ZipInfo, size: int) -> Iterator[bytes]:
        at, left = self._begin(entry)[0], entry.compress_size
        while left:
            # Other parts may be read while this one is under way.
            self._file.seek(at)
            piece = self._file.read(min(size, left))
            if not piece:
                raise damaged(self.name, "prescreen.entry_data", name=entry.filename)
            at, left = at + len(piece), left - len(piece)
            yield piece


def part_key(path: str) -> str:
    """Return a path as parts are compared: whatever its case and slashes."""
    return path.replace("\\", "/").lstrip("/").casefold()


def _inflated(packed: Iterable[bytes]) -> Iterator[bytes]:
    machine = isal_zlib.decompressobj(-15)
    for data in packed:
        rest = data
        while rest and not machine.eof:
            if piece := machine.decompress(rest, _PIECE):
                yield piece
            rest = machine.unconsumed_tail
    if piece := machine.flush():
        yield piece
    if not machine.eof:
        raise EOFError


class _Written(NamedTuple):
    order: float
    header: bytes


class ArchiveWriter:
    """A package being written; its directory lists the entries by `order`, not as they come."""

    def __init__(self, file: IO[bytes], source: Archive) -> None:
        self._file = file
        self._source = source
        self._done: list[_Written] = []
        self._names: set[str] = set()

    def copy(self, place: int) -> None:
        """Write the entry at `place` of the source as it is packed there."""
        entry = self._source.entries[place]
        extra, pieces = self._source.raw(place)
        start = self._file.tell()
        self._file.write(_local(entry, _kept(extra)))
        for piece in pieces:
            self._file.write(piece)
        self._finished(entry, place, start)

    def write(self, path: str, pieces: Iterable[bytes], *, order: float | None = None) -> None:
        """Write a part from its inflated `pieces`; a part the source has keeps its entry's facts.

        When `pieces` raises, what was written of this part is taken back.
        """
        entry = _entry(self._source, path)
        start = self._file.tell()
        self._file.write(_local(entry, b""))
        packer = isal_zlib.compressobj(_LEVEL, isal_zlib.DEFLATED, -15)
        try:
            for piece in pieces:
                entry.CRC = isal_zlib.crc32(piece, entry.CRC)
                entry.file_size += len(piece)
                self._file.write(packer.compress(piece))
        except BaseException:
            self._file.seek(start)
            self._file.truncate()
            raise
        self._file.write(packer.flush())
        end = self._file.tell()
        header = _local(entry, b"")
        entry.compress_size = end - start - len(header)
        if max(entry.file_size, entry.compress_size) >= _FULL:
            raise refused(self._source.name, "patching.too_long", part=path)
        self._file.seek(start)
        self._file.write(_local(entry, b""))
        self._file.seek(end)
        if order is None:
            order = self._source.place(path) if self._source.has(path) else len(self._done) + 1e6
        self._finished(entry, order, start)

    def close(self) -> None:
        """Write the directory."""
        start = self._file.tell()
        for written in sorted(self._done, key=lambda one: one.order):
            self._file.write(written.header)
        size, count = self._file.tell() - start, len(self._done)
        if start >= _FULL or count >= _MANY:
            end = self._file.tell()
            record = (b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, start)
            self._file.write(_END64.pack(*record))
            self._file.write(_LOCATOR.pack(b"PK\x06\x07", 0, end, 1))
        comment = self._source.comment
        many = min(count, _MANY)
        numbers = (0, 0, many, many, min(size, _FULL), min(start, _FULL), len(comment))
        self._file.write(_END.pack(b"PK\x05\x06", *numbers) + comment)

    def _finished(self, entry: zipfile.ZipInfo, order: float, start: int) -> None:
        key = part_key(entry.orig_filename)
        assert key not in self._names, key
        self._names.add(key)
        self._done.append(_Written(order, _central(entry, start)))


def _entry(source: Archive, path: str) -> zipfile.ZipInfo:
    if source.has(path):
        old = source.entries[source.place(path)]
        entry = zipfile.ZipInfo(old.orig_filename, old.date_time)
        # The constructor follows the machine's separator; the name must not change.
        entry.orig_filename = old.orig_filename
        for fact in ("create_version", "create_system", "external_attr", "internal_attr"):
            setattr(entry, fact, getattr(old, fact))
        entry.comment, entry.flag_bits = old.comment, old.flag_bits
    else:
        entry = zipfile.ZipInfo(path)
        entry.create_system = 0
        entry.flag_bits = 0 if path.isascii() else _IN_UTF8
    entry.compress_type, entry.extract_version = _DEFLATED, 20
    entry.CRC = entry.file_size = entry.compress_size = 0
    return entry


def _facts(entry: zipfile.ZipInfo) -> tuple[int, int, int, int]:
    year, month, day, hour, minute, second = entry.date_time
    # A descriptor after the data is not needed where the sizes are known before it.
    return (
        entry.flag_bits & ~_HAS_DESCRIPTOR,
        entry.compress_type,
        hour << 11 | minute << 5 | second // 2,
        max(year - 1980, 0) << 9 | month << 5 | day,
    )


def _name(entry: zipfile.ZipInfo) -> bytes:
    return entry.orig_filename.encode("utf-8" if entry.flag_bits & _IN_UTF8 else "cp437")


def _local(entry: zipfile.ZipInfo, extra: bytes) -> bytes:
    sizes = entry.compress_size, entry.file_size
    version = entry.extract_version
    if max(sizes) >= _FULL:
        extra += struct.pack("<2H2Q", _WIDE, 16, entry.file_size, entry.compress_size)
        sizes, version = (_FULL, _FULL), 45
    name = _name(entry)
    numbers = (*_facts(entry), entry.CRC, *sizes, len(name), len(extra))
    return _LOCAL.pack(b"PK\x03\x04", version, *numbers) + name + extra


def _central(entry: zipfile.ZipInfo, start: int) -> bytes:
    values = (entry.file_size, entry.compress_size, start)
    wide = b"".join(struct.pack("<Q", value) for value in values if value >= _FULL)
    extra = _kept(entry.extra)
    if wide:
        extra = struct.pack("<2H", _WIDE, len(wide)) + wide + extra
    length, packed, offset = (min(value, _FULL) for value in values)
    name = _name(entry)
    versions = entry.create_system << 8 | entry.create_version, entry.extract_version
    sizes = (entry.CRC, packed, length, len(name), len(extra), len(entry.comment))
    rest = (0, entry.internal_attr, entry.external_attr, offset)
    header = _CENTRAL.pack(b"PK\x01\x02", *versions, *_facts(entry), *sizes, *rest)
    return header + name + extra + entry.comment


def _kept(extra: bytes) -> bytes:
    """Return an extra field without the sizes beyond 4 GB, which are written anew."""
    kept, at = b"", 0
    while at + 4 <= len(extra):
        tag, size = struct.unpack_from("<2H", extra, at)
        if tag != _WIDE:
            kept += extra[at : at + 4 + size]
        at += 4 + size
    return kept
