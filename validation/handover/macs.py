"""Keyed digests with a share's own key."""

from __future__ import annotations

import hmac

_SHARED = 64
"""Hexadecimal digits of a share's key that its receiver holds too."""


def mac(key: str, *parts: str) -> bytes:
    """Return the HMAC-SHA256 of texts; each goes in with its length, so none runs into the next."""
    pieces = [part.encode("utf-8", "surrogatepass") for part in parts]
    return hmac.digest(
        key.encode("utf-8", "surrogatepass"),
        b"".join(len(piece).to_bytes(4, "big") + piece for piece in pieces),
        "sha256",
    )


def shared(key: str) -> str:
    """Return the half of a share's key that stands in its copy.

    The other half stays in the register. The ids made for a share come from the whole, since with
    the key inside the copy its receiver could try every number a customer may have.

    >>> shared("a" * 64 + "b" * 64) == "a" * 64
    True
    """
    return key[:_SHARED]
