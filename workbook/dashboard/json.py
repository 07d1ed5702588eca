"""The figures as JSON, schema `relaybook.dashboard/1` (docs/dashboard.md)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from workbook.dashboard.values import exact

if TYPE_CHECKING:
    from validation.figures import Figure, Line
    from validation.messages import Text
    from workbook.dashboard.reading import Dashboard

SCHEMA = "relaybook.dashboard/1"


def render(report: Dashboard) -> str:
    """Return the figures as one JSON document, keys in a fixed order, readable characters."""
    found = report.figures
    document = {
        "schema": SCHEMA,
        "path": report.path,
        "today": found.today.isoformat(),
        "base_currency": found.base_currency,
        "customers": found.customers,
        "figures": [_figure(figure) for figure in found.figures],
        "notes": [_text(note) for note in found.notes],
    }
    # A lone surrogate from a damaged name has no UTF-8 form; as \udXXX it stays readable JSON.
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n"


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "key": figure.key,
        "name": _text(figure.name),
        "answer": _text(figure.answer),
        "definition": _text(figure.definition),
        "columns": [
            {"key": column.key, "unit": column.unit, "name": _text(column.name)}
            for column in figure.columns
        ],
        "lines": [_line(figure, line) for line in figure.lines],
        "total": _values(figure, figure.total) if figure.total else None,
        "notes": [_text(note) for note in figure.notes],
    }


def _line(figure: Figure, line: Line) -> dict[str, Any]:
    return {
        "key": line.key,
        "name": _text(line.name),
        "values": _values(figure, line.numbers),
    }


def _values(figure: Figure, values: tuple[Any, ...]) -> dict[str, Any]:
    return {column.key: exact(value) for column, value in zip(figure.columns, values, strict=True)}


def _text(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
