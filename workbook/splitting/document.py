"""What a merge made, as JSON for another program: relaybook.merge/1."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from validation.messages import Text
    from validation.threeway.totals import Totals
    from workbook.splitting.joining import Joined

SCHEMA = "relaybook.merge/1"


def render(joined: Joined) -> str:
    """Return what became of each book, of claims and newcomers, and the totals."""
    merged = joined.merged
    told = {
        "schema": SCHEMA,
        "book": joined.acted.path,
        "written": joined.acted.copy,
        "today": joined.acted.today.isoformat(),
        "books": [
            {
                "rep": tally.rep,
                "file": tally.file,
                "cells": tally.cells,
                "added": tally.added,
                "deleted": tally.deleted,
                "known": tally.known,
                "notes": [_both(note) for note in tally.notes],
            }
            for tally in merged.tallies
        ],
        "refused": [
            {"file": one.name, "harmless": one.is_harmless, **_both(one.reason)}
            for one in merged.refused
        ],
        "failed": [_both(text) for text in joined.failed],
        "claims": [
            {
                "rep": wish.rep,
                "record": wish.record,
                "asked": wish.at.isoformat() if wish.at else None,
                "refused": None if refused is None else _both(refused),
            }
            for wish, refused in merged.claims
        ],
        "alike": [one._asdict() for one in merged.alike],
        "conflicts": {
            "decided": merged.decided,
            "settled": merged.settled,
            "open": merged.opened,
        },
        "before": _totals(merged.before),
        "after": _totals(merged.after),
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _both(text: Text) -> Mapping[str, str]:
    return {"zh": text.zh, "en": text.en}


def _totals(found: Totals) -> Mapping[str, object]:
    return {"rows": found.rows, "orders": {k: str(v) for k, v in found.orders.items()}}
