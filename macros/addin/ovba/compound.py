"""A compound file (storages and streams in sectors of 512 bytes). Source: [MS-CFB], version 3."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Storage = dict[str, "bytes | Storage"]
"""Name → the content of a stream, or a storage in it."""

_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY = struct.Struct("<64sHBBIII16sIQQIQ")
_HEADER = struct.Struct("<8s16x5H6x9I")
_PER_SECTOR = _SECTOR // 4
_IN_HEADER = 109
"""Sectors of the allocation table that the header can name."""
_ROOT, _STORAGE, _STREAM = 5, 1, 2
_RED, _BLACK = 0, 1


@dataclass(kw_only=True)
class _Entry:
    """One line of the directory; `left`, `right` and `child` are numbers of other lines."""

    name: str
    kind: int
    content: bytes = b""
    left: int = _FREE
    right: int = _FREE
    child: int = _FREE
    color: int = _BLACK
    start: int = 0
    size: int = 0

    def packed(self) -> bytes:
        name = self.name.encode("utf-16-le")
        links = (self.left, self.right, self.child)
        return _ENTRY.pack(
            name, len(name) + 2, self.kind, self.color, *links, b"", 0, 0, 0, self.start, self.size
        )


@dataclass
class _Sectors:
    """What was written, and `table`: sector → the one after it."""

    content: bytearray = field(default_factory=bytearray)
    table: list[int] = field(default_factory=list)

    def add(self, content: bytes) -> int:
        """Write a stream and return its first sector."""
        if not content:
            return _END
        start, count = len(self.table), -(-len(content) // _SECTOR)
        self.content += content.ljust(count * _SECTOR, b"\0")
        self.table += [*range(start + 1, start + count), _END]
        return start


def compound(root: Storage) -> bytes:
    """Return a compound file with the storages and streams of `root`; no times, no class ids.

    Raises:
        ValueError: it would be larger than 7 MB, which no project of macros is.
    """
    entries = _directory(root)
    sectors = _Sectors()
    mini = _placed(entries, sectors)
    entries[0].start, entries[0].size = sectors.add(mini.content), len(mini.content)
    mini_table = _numbers(mini.table)
    mini_start = sectors.add(mini_table)
    directory_start = sectors.add(_packed(entries))
    own = 1
    while len(sectors.table) + own > own * _PER_SECTOR:
        own += 1
    if own > _IN_HEADER:
        reason = "the compound file is too large for its header"
        raise ValueError(reason)
    first = len(sectors.table)
    table = _numbers(sectors.table + [_TABLE] * own)
    places = [*range(first, first + own)] + [_FREE] * (_IN_HEADER - own)
    minis = len(mini_table) // _SECTOR
    about = (0x3E, 3, 0xFFFE, 9, 6, 0, own, directory_start, 0, _CUTOFF)
    header = _HEADER.pack(_MAGIC, *about, mini_start, minis, _END, 0)
    return header + struct.pack(f"<{_IN_HEADER}I", *places) + bytes(sectors.content) + table


@dataclass
class _Minis:
    """The small streams, in pieces of 64 bytes of one stream of their own."""

    content: bytes
    table: list[int]


def _placed(entries: Sequence[_Entry], sectors: _Sectors) -> _Minis:
    """Give every stream its place: a small one among the small ones."""
    content = bytearray()
    table: list[int] = []
    for entry in entries:
        if entry.kind != _STREAM:
            continue
        entry.size = len(entry.content)
        if not entry.size:
            entry.start = _END
        elif entry.size >= _CUTOFF:
            entry.start = sectors.add(entry.content)
        else:
            start, count = len(table), -(-entry.size // _MINI)
            content += entry.content.ljust(count * _MINI, b"\0")
            table += [*range(start + 1, start + count), _END]
            entry.start = start
    return _Minis(bytes(content), table)


def _numbers(numbers: Sequence[int]) -> bytes:
    """Return an allocation table, filled up to a whole sector with free places."""
    count = -(-len(numbers) // _PER_SECTOR) * _PER_SECTOR
    return struct.pack(f"<{count}I", *numbers, *[_FREE] * (count - len(numbers)))


def _packed(entries: Sequence[_Entry]) -> bytes:
    content = b"".join(entry.packed() for entry in entries)
    unused = _ENTRY.pack(b"", 0, 0, 0, _FREE, _FREE, _FREE, b"", 0, 0, 0, 0, 0)
    return content + unused * (-len(content) % _SECTOR // _ENTRY.size)


def _directory(root: Storage) -> list[_Entry]:
    entries = [_Entry(name="Root Entry", kind=_ROOT)]
    _add_members(root, entries, 0)
    return entries


def _add_members(storage: Mapping[str, bytes | Storage], entries: list[_Entry], at: int) -> None:
    """Add what `storage` holds behind `entries`, as the tree that entry `at` leads to."""
    members = []
    for name, held in storage.items():
        members.append(len(entries))
        if isinstance(held, bytes):
            entries.append(_Entry(name=name, kind=_STREAM, content=held))
        else:
            entries.append(_Entry(name=name, kind=_STORAGE))
            _add_members(held, entries, members[-1])
    members.sort(key=lambda number: _order(entries[number].name))
    # A balanced tree is a red-black one when its unfinished lowest level, and no other, is red.
    whole = len(members) & (len(members) + 1) == 0
    lowest = -1 if whole else len(members).bit_length() - 1
    entries[at].child = _tree(entries, members, lowest)


def _tree(entries: Sequence[_Entry], members: Sequence[int], lowest: int, depth: int = 0) -> int:
    """Link `members`, which are in order, as a balanced tree; return the number of its top."""
    if not members:
        return _FREE
    middle = len(members) // 2
    top = entries[members[middle]]
    top.color = _RED if depth == lowest else _BLACK
    top.left = _tree(entries, members[:middle], lowest, depth + 1)
    top.right = _tree(entries, members[middle + 1 :], lowest, depth + 1)
    return members[middle]


def _order(name: str) -> tuple[int, str]:
    """Return what the members of a storage are ordered by: the length, then capital letters."""
    return len(name.encode("utf-16-le")), name.upper()
