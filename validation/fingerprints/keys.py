"""The team's key: a secret stretched once, and what is hashed with it."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from functools import lru_cache

SALT_BYTES = 16
SHORTEST_KEY = 12
"""Bytes of the shortest key anybody may choose; a made one has 43 letters."""
METHOD = "scrypt"
COST, BLOCK, LANES = 1 << 17, 8, 1
"""What OWASP's password storage sheet asks of scrypt: 128 MB and half a second for each guess."""
_MEMORY = 256 << 20
HASH = "HMAC-SHA-256/96"
TOKEN_BYTES = 12
"""96 bits: among a hundred million hashes a chance hit is as rare as one in 10^20 questions.
Fewer bits would hide a little by false answers and make every answer doubtful; more bits tell no
more and make the file longer."""
NOTE_BYTES = 16


class TeamKey:
    """A team's secret together with the salt of one file.

    The secret itself is not kept; `repr` shows nothing of either.
    """

    def __init__(self, secret: str, salt: bytes) -> None:
        self._master = _stretched(_spelt(secret), salt)

    def token(self, kind: str, value: str, nth: int) -> bytes:
        """Return the hash under which the `nth` record with this value is found."""
        return self._digest(b"token", kind, value, nth)[:TOKEN_BYTES]

    def note(self, kind: str, value: str, nth: int, text: bytes) -> bytes:
        """Return the note behind a token made unreadable, or readable again.

        Only somebody who has the key and knows the value can read it; elsewhere the notes of one
        record look as unlike as those of two.
        """
        pad = self._digest(b"note", kind, value, nth)[:NOTE_BYTES]
        return bytes(a ^ b for a, b in zip(text, pad, strict=True))

    @property
    def check(self) -> bytes:
        """What tells a wrong key from a right one."""
        return self._mac(b"check")[:16]

    def seal(self, text: str) -> bytes:
        """Return what tells whether `text` was changed since somebody with the key wrote it."""
        return self._mac(b"seal\0" + text.encode())

    def _digest(self, use: bytes, kind: str, value: str, nth: int) -> bytes:
        said = (use, kind.encode(), str(nth).encode(), value.encode("utf-8", "surrogatepass"))
        return self._mac(b"\0".join(said))

    def _mac(self, message: bytes) -> bytes:
        return hmac.digest(self._master, message, "sha256")


def is_long_enough(secret: str) -> bool:
    """Return whether a key is worth stretching."""
    return len(_spelt(secret)) >= SHORTEST_KEY


def _spelt(secret: str) -> bytes:
    """Return a key as bytes, the same however the keyboard puts its accents together."""
    return unicodedata.normalize("NFC", secret.strip()).encode("utf-8", "surrogatepass")


@lru_cache(maxsize=16)
def _stretched(secret: bytes, salt: bytes) -> bytes:
    return hashlib.scrypt(secret, salt=salt, n=COST, r=BLOCK, p=LANES, maxmem=_MEMORY, dklen=32)
