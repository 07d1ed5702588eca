"""The JSON documents that commands write, against what docs/*.schema.json promise."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema

_DOCS = Path(__file__).resolve().parents[1] / "docs"


def promised(document: Any) -> Any:
    """Return the document, which keeps what the schema it names promises."""
    name = document["schema"].removeprefix("relaybook.").partition("/")[0]
    schema = json.loads((_DOCS / f"{name}.schema.json").read_text(encoding="utf-8"))
    assert schema["title"] == document["schema"]
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document, schema)
    return document
