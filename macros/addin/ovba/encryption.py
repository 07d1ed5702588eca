"""The three fields that say how a VBA project is protected. Source: [MS-OVBA] 2.4.3."""

from __future__ import annotations

import struct

_VERSION = 2
_SEED = 0x5D
"""Any byte does; a fixed one makes two builds the same."""


def encrypted(content: bytes, project_id: str, seed: int = _SEED) -> str:
    """Return `content` in the Data Encryption of a project, as hexadecimal text.

    `project_id` is the project's GUID with its braces; `seed` is a byte. It hides nothing: who
    knows the id, which stands beside it, can undo it.
    """
    key = sum(project_id.encode("ascii")) & 0xFF
    out = bytearray([seed, seed ^ _VERSION, seed ^ key])
    plain, before, last = key, out[1], out[2]
    filler = bytes([seed]) * ((seed & 6) // 2)
    for byte in filler + struct.pack("<I", len(content)) + content:
        out.append(byte ^ ((before + plain) & 0xFF))
        before, last, plain = last, out[-1], byte
    return out.hex().upper()
