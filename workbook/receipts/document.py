"""The register of shares for programs; a share's key and its receipt code never stand in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from validation.handover.listing import Line, Listing

SHARES = "relaybook.shares/1"


def shares(path: str, found: Listing, *, today: dt.date) -> str:
    """Return the listed shares as JSON."""
    said = {
        "schema": SHARES,
        "path": path,
        "today": today.isoformat(),
        "counts": {standing.value: n for standing, n in found.counts.items()},
        "late": found.late,
        "shares": [_line(line) for line in found.lines],
    }
    return json.dumps(said, ensure_ascii=False, indent=2)


def _line(line: Line) -> dict[str, object]:
    entry = line.entry
    return {
        "share_id": entry.share_id,
        "row": entry.row,
        "state": line.standing.value,
        "variant": entry.variant,
        "scenario": entry.scenario,
        "provider": entry.provider,
        "receiver": entry.receiver,
        "receiver_kind": entry.receiver_kind,
        "approver": entry.approver,
        "approved_at": entry.approved_at.isoformat() if entry.approved_at else None,
        "share_date": entry.share_date.isoformat() if entry.share_date else None,
        "expires": entry.expires.isoformat() if entry.expires else None,
        "file_sha256": entry.file_sha256,
        "receipt_at": entry.receipt_at.isoformat() if entry.receipt_at else None,
        "receipt_by": entry.receipt_by,
        "receipt_due": line.due.isoformat() if line.due else None,
        "working_days_late": line.days_late,
        "manager": line.manager,
        "records": list(line.records),
        "record_count": line.record_count,
        "next": line.next._asdict(),
    }
