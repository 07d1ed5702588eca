"""What would leave, as JSON: schema relaybook.export/1."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from validation.handover.writing import worded
from validation.plaintext import shown

if TYPE_CHECKING:
    import datetime as dt

    from validation.catalogue import Catalogue
    from validation.messages import Text
    from workbook.exporting.releasing import Taken

SCHEMA = "relaybook.export/1"
_CODES = (
    "variant",
    "scenario",
    "provider",
    "receiver",
    "receiver_kind",
    "receiver_company",
    "nda_no",
    "approver",
    "channel",
    "password_channel",
    "container",
    "expected_action",
)


def render(taken: Taken, catalogue: Catalogue, *, path: str, today: dt.date) -> str:
    """Return the document; words of lists are codes, sentences have both languages."""
    decision = taken.decision
    found = decision.plan
    request = found.request
    fields = catalogue.sheets["Share"].by_key
    asked = {key: getattr(request, key, None) for key in _CODES}
    document = {
        "schema": SCHEMA,
        "path": path,
        "today": today.isoformat(),
        "share": decision.share_id,
        "plan_hash": decision.plan_hash,
        "may_leave": decision.may_leave,
        "objection": None if decision.objection is None else _both(decision.objection),
        "asked": {
            **asked,
            "contents": sorted(request.contents) if request else [],
            "expires": str(request.expires) if request and request.expires else None,
            "channel_word": shown(worded(asked["channel"], fields["channel"], catalogue, "both")),
        },
        "missing": [_both(one) for one in found.missing],
        "sheets": dict(found.counts),
        "columns": [
            {"sheet": c.sheet, "column": c.column, "fate": c.fate, "why": _both(c.why)}
            for c in found.columns
        ],
        "records": list(found.records),
        "staying": [
            {"sheet": r.sheet, "row": r.row, "record": r.record, "why": _both(r.why)}
            for r in found.staying
        ],
        "texts": [
            {
                "sheet": t.sheet,
                "row": t.row,
                "record": t.record,
                "column": t.column,
                "fate": t.fate,
                "kinds": list(t.kinds),
                "sentence": t.sentence,
            }
            for t in found.texts
        ],
        "told": [
            {
                "place": hit.cell or hit.part,
                "sheet": hit.sheet,
                "column": hit.column,
                "inherent": hit.inherent,
            }
            for hit in taken.hits
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
