"""Customers found and places of words as JSON: relaybook.find/1 and relaybook.search/1."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt

    from validation.messages import Text
    from validation.searches.customers import Found
    from validation.searches.notes import Hits


def found(answer: Found, *, path: str, today: dt.date) -> str:
    """Return the customers found, with what each word of the query was taken for."""
    return _written(
        {
            "schema": "relaybook.find/1",
            "path": path,
            "today": today.isoformat(),
            "query": _both(answer.said),
            "words": [
                {"word": one.word, "meaning": _both(one.said), "near": list(one.near)}
                for one in answer.meanings
            ],
            "notes": [_both(note) for note in answer.notes],
            "customers": answer.of,
            "found": [
                {
                    "row": row.row,
                    "customer_id": row.customer_id,
                    "company": row.company,
                    "country": _both(row.country),
                    "grade": row.grade or None,
                    "stage": _both(row.stage),
                    "owner": row.owner or None,
                    "tags": _both(row.tags),
                    "last_contact": row.last_contact and row.last_contact.isoformat(),
                }
                for row in answer.rows
            ],
        }
    )


def hits(answer: Hits, *, path: str, words: str) -> str:
    """Return where the words stand, the newest first."""
    return _written(
        {
            "schema": "relaybook.search/1",
            "path": path,
            "words": words,
            "texts": answer.of,
            "found": [
                {
                    "date": hit.date and hit.date.isoformat(),
                    "sheet": hit.tab,
                    "row": hit.row,
                    "column": _both(hit.column),
                    "record": hit.record or None,
                    "company": hit.company or None,
                    "text": hit.text,
                }
                for hit in answer.hits
            ],
        }
    )


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _written(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
