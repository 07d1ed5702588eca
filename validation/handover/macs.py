"""Keyed digests with a share's own key."""

from __future__ import annotations

import hmac


def mac(key: str, *parts: str) -> bytes:
    """Return the HMAC-SHA256 of texts; each goes in with its length, so none runs into the next."""
    pieces = [part.encode("utf-8", "surrogatepass") for part in parts]
    return hmac.digest(
        key.encode("utf-8", "surrogatepass"),
        b"".join(len(piece).to_bytes(4, "big") + piece for piece in pieces),
        "sha256",
    )
