"""The pairs as JSON, schema `relaybook.duplicates/1` (docs/duplicates.md)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from workbook.duplicates.comparison import status

if TYPE_CHECKING:
    from validation.duplicates.reasons import Reason
    from workbook.duplicates.search import Pair, Report

SCHEMA = "relaybook.duplicates/1"


def render(report: Report) -> str:
    """Return the report as one JSON document, keys in a fixed order, readable characters."""
    found = report.found
    document = {
        "schema": SCHEMA,
        "version": found.version,
        "customers": report.customers,
        "compared": found.compared,
        "files": _files(report),
        "pairs": [_pair(report, pair) for pair in report.pairs],
        "clusters": [[_row(report, row) for row in rows] for rows in found.clusters],
        "capped": [
            {"kind": each.kind, "keys": int(each.keys), "customers": int(each.customers)}
            for each in found.capped
        ],
        "notes": [{"zh": note.zh, "en": note.en} for note in report.together.notes],
    }
    # A lone surrogate from a damaged name has no UTF-8 form; as \udXXX it stays readable JSON.
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n"


def _files(report: Report) -> list[dict[str, Any]]:
    read = [
        {"path": rows.path, "customers": len(rows.customers), "error": None}
        for rows in report.together.files
    ]
    return read + [
        {"path": file.path, "customers": 0, "error": {"zh": file.error.zh, "en": file.error.en}}
        for file in report.failed
    ]


def _pair(report: Report, pair: Pair) -> dict[str, Any]:
    return {
        "left": _side(report, pair.left),
        "right": _side(report, pair.right),
        "points": int(pair.points),
        "band": pair.band,
        "reasons": [_reason(reason) for reason in pair.reasons],
        "refused": pair.refused or None,
    }


def _row(report: Report, row: int) -> dict[str, Any]:
    side = report.side(row)
    return {"file": side.file, "sheet": side.tab, "row": side.row, "record": side.record}


def _side(report: Report, row: int) -> dict[str, Any]:
    side = report.side(row)
    pool = status(side.pool) if side.pool else None
    return {
        **_row(report, row),
        "name": side.name,
        "owner": side.owner or None,
        "pool_status": {"zh": pool.zh, "en": pool.en} if pool else None,
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "field": reason.field,
        "level": reason.level,
        "points": int(reason.points),
        "zh": reason.zh,
        "en": reason.en,
    }
