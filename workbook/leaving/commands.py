"""The commands a person runs next, ready to be pasted."""

from __future__ import annotations

import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from validation.leaving import Plan, Request


def approve(path: Path, request: Request, plan: Plan) -> str:
    """Return the command that carries out exactly this plan."""
    parts = ["leave", str(path), "--rep", plan.people.leaver.id]
    parts += ["--to", ",".join(one.id for one in plan.people.to)]
    for by in request.by:
        parts += ["--by", by] if by != "balance" else []
    parts += ["--level"] if request.level else []
    if request.pins:
        parts += ["--pin", ",".join(f"{pin.record}={pin.rep}" for pin in request.pins)]
    parts += ["--approver", plan.people.chief or "M001", "--code", plan.code]
    return _line(parts)


def approve_copy(path: Path, share: str, approver: str) -> str:
    """Return the command that approves the copy that was asked for."""
    return _line(["approve", str(path), share, "--as", approver])


def release(path: Path, share: str) -> str:
    """Return the command that writes the approved copy and shows its passphrase once."""
    return _line(["export", str(path), "--share", share])


def ask(path: Path, plan: Plan, rep: str) -> str:
    """Return the command that asks for the V1 copy of what one successor got."""
    approver = plan.people.approver
    parts = ["export", str(path), "--variant", "v1", "--scenario", "leaver"]
    parts += ["--from", plan.people.leaver.id, "--to", rep, "--owner", rep]
    parts += ["--where", f"owner_since={plan.today.isoformat()}"]
    parts += ["--approver", approver.id if approver else plan.people.chief or "M001"]
    parts += ["--channel", "work_email", "--password-channel", "phone"]
    return _line(parts)


def _line(parts: list[str]) -> str:
    words = ["relaybook", *parts]
    # A Windows prompt knows no single quotes.
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)
