"""Compression of the VBA streams. Source: [MS-OVBA] 2.4.1."""

from __future__ import annotations

import struct

_CHUNK = 4096
_SIGNATURE = b"\x01"
_SHORTEST = 3
"""Bytes that a copy token stands for at least."""
_PACKED = 0xB000
_RAW = 0x3000


def compressed(content: bytes) -> bytes:
    """Return `content` as a CompressedContainer.

    Of two matches of one length the nearer wins, and a match begins where an earlier token did:
    so the published examples come out byte for byte.

    Raises:
        ValueError: the last, short piece cannot be packed; only a whole one may stand raw.

    >>> compressed(b"a" * 73).hex()
    '0103b002614500'
    """
    out = bytearray(_SIGNATURE)
    for start in range(0, len(content), _CHUNK):
        chunk = content[start : start + _CHUNK]
        packed = _packed(chunk)
        if len(packed) <= _CHUNK:
            out += struct.pack("<H", _PACKED | (len(packed) - 1)) + packed
        elif len(chunk) == _CHUNK:
            out += struct.pack("<H", _RAW | (_CHUNK - 1)) + chunk
        else:
            reason = "the end of the stream does not compress"
            raise ValueError(reason)
    return bytes(out)


def _packed(chunk: bytes) -> bytes:
    """Return the tokens of one chunk, a byte of flags before each eight."""
    out = bytearray()
    begun: dict[bytes, list[int]] = {}
    at = 0
    while at < len(chunk):
        flags_at = len(out)
        out.append(0)
        for bit in range(8):
            if at >= len(chunk):
                break
            length, back = _match(chunk, at, begun.get(chunk[at : at + _SHORTEST], []))
            begun.setdefault(chunk[at : at + _SHORTEST], []).append(at)
            if length:
                out[flags_at] |= 1 << bit
                bits = _offset_bits(at)
                out += struct.pack("<H", (back - 1) << (16 - bits) | (length - _SHORTEST))
            else:
                out.append(chunk[at])
            at += length or 1
    return bytes(out)


def _match(chunk: bytes, at: int, starts: list[int]) -> tuple[int, int]:
    """Return the length of the longest earlier match and how far back it begins; (0, 0): none."""
    longest = back = 0
    most = min((0xFFFF >> _offset_bits(at)) + _SHORTEST, len(chunk) - at) if at else 0
    for start in reversed(starts):
        length = 0
        while length < most and chunk[start + length] == chunk[at + length]:
            length += 1
        if length > longest:
            longest, back = length, at - start
        if longest == most:
            break
    return (longest, back) if longest >= _SHORTEST else (0, 0)


def _offset_bits(at: int) -> int:
    """Return how many bits of a copy token at `at` tell the offset; the others tell the length."""
    return max((at - 1).bit_length(), 4)
