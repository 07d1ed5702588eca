"""Who goes to the pool, who is warned and who is next: as a page and as JSON.

The JSON is `relaybook.recycle/1`, described in docs/recycling.md.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from rich.text import Text as Styled

from validation.messages import message
from validation.recycling.standing import State
from workbook.report.console import page, printable, table

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from rich.console import RenderableType

    from validation.messages import Language
    from validation.recycling import Plan, Standing
    from workbook.acting import Acted

SCHEMA = "relaybook.recycle/1"
_STATES: tuple[State, ...] = get_args(State)
_COLOURS = {"move": "red", "warn": "yellow", "held": "magenta", "exempt": "dim"}


class Style(NamedTuple):
    """How the page is written."""

    language: Language
    limit: int | None = None
    """Waiting customers listed; None: all, and the exempt ones too."""
    width: int = 120
    colour: bool = False

    def said(self, key: str, **facts: object) -> str:
        """Return a sentence in the page's language."""
        return message(key, **facts).said(self.language)


def text(acted: Acted, style: Style) -> str:
    """Return what a run did and who is next as lines of text."""
    plan: Plan = acted.answer
    counts = Counter(one.state for one in plan.standings)
    title = style.said("recycling.title", path=acted.path, today=plan.today)
    parts: list[RenderableType] = [Styled(printable(title), "bold")]
    if not plan.standings:
        parts.append(Styled(style.said("recycling.empty")))
        return page(parts, width=style.width, colour=style.colour)
    tally = {state: f"{counts[state]:,}" for state in _STATES}
    parts.append(Styled(style.said("recycling.counts", **tally)))
    shown, more = _shown(plan.standings, style.limit)
    if shown:
        parts.append(_rows(shown, style))
    if more:
        parts.append(Styled(style.said("recycling.more", n=f"{more:,}"), "dim"))
    return page(parts, width=style.width, colour=style.colour)


def _shown(standings: Sequence[Standing], limit: int | None) -> tuple[list[Standing], int]:
    """Return who is listed, and how many more are waiting: what happens today is never cut off."""
    if limit is None:
        return list(standings), 0
    now = [one for one in standings if one.state in ("move", "warn", "held")]
    waiting = [one for one in standings if one.state == "wait"]
    return [*now, *waiting[:limit]], max(0, len(waiting) - limit)


def _rows(standings: Sequence[Standing], style: Style) -> RenderableType:
    rows = table()
    for name in ("state", "customer", "owner", "moves", "warning", "reason"):
        wide = name in ("customer", "reason")
        rows.add_column(style.said(f"recycling.head_{name}"), no_wrap=not wide)
    for one in standings:
        rows.add_row(
            Styled(style.said(f"recycling.state_{one.state}"), _COLOURS.get(one.state, "")),
            Styled(printable(f"{one.customer.id} {one.customer.name}".strip())),
            Styled(printable(one.customer.owner)),
            Styled(_day(one.moves) or "-"),
            Styled(_day(one.next_warning) or "-"),
            Styled(printable(one.reason.said(style.language))),
        )
    return rows


def document(acted: Acted) -> str:
    """Return the same as text of JSON, every customer with an owner in it."""
    plan: Plan = acted.answer
    counts = Counter(one.state for one in plan.standings)
    told = {
        "schema": SCHEMA,
        "path": acted.path,
        "copy": acted.copy,
        "today": plan.today.isoformat(),
        "counts": {state: counts[state] for state in _STATES},
        "rows": dict(acted.rows),
        "customers": [_customer(one) for one in plan.standings],
        "notes": [note._asdict() for note in acted.notes],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _customer(one: Standing) -> dict[str, Any]:
    due = one.due
    return {
        "customer": one.customer.id,
        "row": one.customer.row,
        "name": one.customer.name,
        "owner": one.customer.owner,
        "grade": one.customer.grade or None,
        "state": one.state,
        "counted_from": _day(due and due.start),
        "counted_why": due and due.why,
        "days": due and due.days,
        "due": _day(due and due.last_day),
        "moves": _day(one.moves),
        "next_warning": _day(one.next_warning),
        "warned": [day.isoformat() for day in one.warned],
        "reason": one.reason._asdict(),
    }


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
