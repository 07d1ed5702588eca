"""The streams of an OLE compound file (.xls, .doc, encrypted .xlsx), followed with suspicion.

Every chain of sectors is followed at most once around, so a table that points at itself ends as
damage here and not as endless memory in a reader. Source: MS-CFB.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from workbook.prescreen.refusals import damaged

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_HEADER = struct.Struct("<8s16s6H10L")
_ENTRY = struct.Struct("<64sHBBLLL16sLQQLQ")
_LAST = 0xFFFFFFFA  # this number and above end a chain
_NO_ENTRY = 0xFFFFFFFF
_STREAM = 2
_MINI_CUTOFF = 4096


class Stream(NamedTuple):
    """One stream at the top of the file: where it starts and its size in bytes."""

    name: str
    start: int
    size: int


class Compound(NamedTuple):
    """An opened compound file. `fat` is sector → next sector, `mini` the same for small ones."""

    file: BinaryIO
    path: Path
    sector: int
    fat: tuple[int, ...]
    mini: tuple[int, ...]
    mini_data: bytes
    streams: Mapping[str, Stream]
    names: frozenset[str]
    """Names of everything at the top, folders too."""


def opened(file: BinaryIO, path: Path) -> Compound:
    """Return the compound file, with every chain of its directory followed.

    Raises:
        DamagedError: the tables contradict each other or the size of the file.
    """
    try:
        return _opened(file, path)
    except (struct.error, IndexError, ValueError, OverflowError, OSError) as error:
        raise damaged(path, "ole") from error


def content(compound: Compound, stream: Stream, *, limit: int | None = None) -> bytes:
    """Return the bytes of `stream`, or the first `limit` of them.

    Raises:
        DamagedError: its chain is shorter than its size, or runs in a circle.
    """
    try:
        if stream.size < _MINI_CUTOFF:
            numbers = _chain(compound.mini, stream.start)
            pieces = (compound.mini_data[n * 64 : n * 64 + 64] for n in numbers)
            return _full(b"".join(pieces), stream.size)[:limit]
        size = stream.size if limit is None else min(limit, stream.size)
        numbers = _chain(compound.fat, stream.start)[: -(-size // compound.sector)]
        return _full(_sectors(compound.file, compound.sector, numbers), size)
    except (IndexError, ValueError, OSError) as error:
        raise damaged(compound.path, "ole") from error


def _opened(file: BinaryIO, path: Path) -> Compound:
    end = file.seek(0, 2)
    file.seek(0)
    field = _HEADER.unpack(file.read(_HEADER.size))
    major, sector = field[3], 1 << field[5]
    if sector not in (512, 4096) or field[6] != 6:
        raise ValueError(sector)
    fat = _allocation(file, sector, field, end)
    data = _chain_data(file, sector, fat, field[11])
    entries = [_ENTRY.unpack_from(data, at) for at in range(0, len(data) - 127, 128)]
    mini = _numbers(_chain_data(file, sector, fat, field[14])) if field[14] < _LAST else ()
    root = entries[0]
    mini_data = _chain_data(file, sector, fat, root[11]) if mini and root[11] < _LAST else b""
    streams, names = {}, set()
    for number in _top(entries):
        entry = entries[number]
        name = entry[0][: max(0, entry[1] - 2)].decode("utf-16-le", "replace")
        names.add(name.casefold())
        # Version 3 writers leave rubbish in the upper half of the size.
        size = entry[12] if major > 3 else entry[12] & 0xFFFFFFFF
        if entry[2] == _STREAM:
            if size > end:
                raise ValueError(size)
            streams[name.casefold()] = Stream(name, entry[11], size)
    return Compound(file, path, sector, fat, mini, mini_data, streams, frozenset(names))


def _allocation(file: BinaryIO, sector: int, field: tuple[int, ...], end: int) -> tuple[int, ...]:
    """Return the whole allocation table; its sectors are listed in the header and beyond."""
    file.seek(_HEADER.size)
    numbers = list(struct.unpack("<109L", file.read(436)))
    following = field[16]
    seen: set[int] = set()
    while following < _LAST:
        if following in seen or len(seen) > end // sector:
            raise ValueError(following)
        seen.add(following)
        file.seek((following + 1) * sector)
        more = _numbers(file.read(sector))
        numbers.extend(more[:-1])
        following = more[-1]
    used = [number for number in numbers if number < _LAST]
    if len(used) > end // sector or len(set(used)) < len(used):
        raise ValueError(len(used))
    table = bytearray()
    for number in used:
        file.seek((number + 1) * sector)
        table += file.read(sector)
    # Entries past the end of the file belong to no sector; a long table of them is an attack.
    return _numbers(bytes(table))[: end // sector + 1]


def _chain_data(file: BinaryIO, sector: int, fat: tuple[int, ...], start: int) -> bytes:
    return _sectors(file, sector, _chain(fat, start))


def _sectors(file: BinaryIO, sector: int, numbers: list[int]) -> bytes:
    pieces = []
    for number in numbers:
        file.seek((number + 1) * sector)
        pieces.append(file.read(sector))
    return b"".join(pieces)


def _chain(table: tuple[int, ...], start: int) -> list[int]:
    numbers, number, left = [], start, len(table)
    while number < _LAST:
        if left == 0:
            raise ValueError(start)
        left -= 1
        numbers.append(number)
        number = table[number]
    return numbers


def _top(entries: list[tuple[int, ...]]) -> list[int]:
    """Return the numbers of the root's children; each is visited once."""
    found: list[int] = []
    seen = set()
    waiting = [entries[0][6]]
    while waiting:
        number = waiting.pop()
        if number == _NO_ENTRY or number in seen:
            continue
        if number >= len(entries):
            raise ValueError(number)
        seen.add(number)
        found.append(number)
        waiting += [entries[number][4], entries[number][5]]
    return found


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}L", data[: len(data) // 4 * 4])


def _full(data: bytes, size: int) -> bytes:
    if len(data) < size:
        raise ValueError(size)
    return data[:size]
