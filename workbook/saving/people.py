"""Who is at work, as this computer knows it."""

from __future__ import annotations

import platform

import psutil


def actor(rep: str | None = None) -> str:
    """Return "user@computer", and the rep's id after it when one was named.

    It is what the computer says, a claim and no proof.
    """
    try:
        user = psutil.Process().username().rpartition("\\")[2]
    except (psutil.Error, KeyError):  # a container may run under a number nobody has
        user = "?"
    told = f"{user}@{platform.node()}"
    return f"{told} {rep}" if rep else told
