"""Changes of stage, overdue stays and first replies: as a page and as JSON.

The JSON is `relaybook.stages/1`, described in docs/stages.md.
"""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.text import Text as Styled

from validation.messages import message
from workbook.report.console import page, printable, table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from validation.catalogue import Catalogue
    from validation.messages import Language
    from validation.stages import ReplyFigures, Share, Stages, Stay
    from workbook.acting import Acted

SCHEMA = "relaybook.stages/1"
_HALF = Fraction(1, 2)


class Style(NamedTuple):
    """How the page is written."""

    language: Language
    catalogue: Catalogue
    limit: int | None = None
    """Changes and stays listed, each; None: all."""
    width: int = 120
    colour: bool = False

    def said(self, key: str, **facts: object) -> str:
        """Return a sentence in the page's language."""
        return message(key, **facts).said(self.language)

    def stage(self, code: str) -> str:
        """Return a stage as people read it."""
        word = self.catalogue.vocabularies["stage"].words.get(code)
        return word.label(self.language) if word else code


def text(acted: Acted, style: Style) -> str:
    """Return what was logged, who stays too long and how inquiries were answered."""
    found: Stages = acted.answer
    at = f"{found.at:%Y-%m-%d %H:%M}"
    facts = {"new": f"{len(found.new):,}", "overdue": f"{len(found.overdue):,}"}
    title = style.said("stages.title", path=acted.path, at=at)
    parts: list[RenderableType] = [Styled(printable(title), "bold")]
    parts.append(Styled(style.said("stages.counts", **facts)))
    for step in found.new[: style.limit]:
        before = style.stage(step.before) if step.before else style.said("stages.unknown")
        after, when = style.stage(step.after), f"{step.at:%Y-%m-%d}"
        facts = {"customer": step.customer, "before": before, "after": after, "at": when}
        parts.append(Styled("  " + printable(style.said("stages.step", **facts))))
    parts += _more(len(found.new), style)
    if found.overdue:
        parts.append(_stays(found.overdue[: style.limit], style))
        parts += _more(len(found.overdue), style)
    if found.replies.inquiries:
        parts.append(Styled(_replies(found.replies, style)))
    return page(parts, width=style.width, colour=style.colour)


def _more(count: int, style: Style) -> list[RenderableType]:
    left = count - (style.limit or count)
    return [Styled(style.said("stages.more", n=f"{left:,}"), "dim")] if left > 0 else []


def _stays(stays: tuple[Stay, ...], style: Style) -> RenderableType:
    rows = table()
    for name in ("customer", "owner", "stage", "since", "days", "action"):
        rows.add_column(style.said(f"stages.head_{name}"), no_wrap=name in ("since", "owner"))
    for one in stays:
        assert one.rule is not None
        rows.add_row(
            Styled(printable(f"{one.customer} {one.name}".strip())),
            Styled(printable(one.owner or "-")),
            Styled(style.stage(one.stage)),
            Styled(one.since.isoformat()),
            Styled(style.said("stages.days", days=one.days, longest=one.rule.longest)),
            Styled(printable(one.rule.action or "-")),
        )
    return rows


def _replies(found: ReplyFigures, style: Style) -> str:
    return style.said(
        "stages.replies",
        n=found.inquiries,
        answered=found.answered,
        waiting=found.waiting,
        elapsed=_hours(found.median_elapsed),
        business=_hours(found.median_business),
        reply=_share(found.reply),
        contact=_share(found.contact),
    )


def _hours(value: Fraction | None) -> str:
    """Return hours with one decimal, half up."""
    if value is None:
        return "-"
    tenths = int(value * 10 + _HALF)
    return f"{tenths // 10}.{tenths % 10}"


def _share(share: Share) -> str:
    return f"{share.within}/{share.of}"


def document(acted: Acted) -> str:
    """Return the same as text of JSON; fractions are text, so that nothing is rounded."""
    found: Stages = acted.answer
    told = {
        "schema": SCHEMA,
        "path": acted.path,
        "copy": acted.copy,
        "at": found.at.isoformat(),
        "rows": dict(acted.rows),
        "logged": [
            {
                "customer": step.customer,
                "from": step.before or None,
                "to": step.after,
                "at": step.at.isoformat(),
            }
            for step in found.new
        ],
        "overdue": [_stay(one) for one in found.overdue],
        "replies": _figures(found.replies),
        "notes": [note._asdict() for note in acted.notes],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _stay(one: Stay) -> dict[str, Any]:
    assert one.rule is not None
    return {
        "customer": one.customer,
        "row": one.row,
        "name": one.name,
        "owner": one.owner or None,
        "stage": one.stage,
        "since": one.since.isoformat(),
        "days": one.days,
        "longest": one.rule.longest,
        "over": one.over,
        "action": one.rule.action or None,
    }


def _figures(found: ReplyFigures) -> dict[str, Any]:
    return {
        "inquiries": found.inquiries,
        "answered": found.answered,
        "waiting": found.waiting,
        "median_elapsed_hours": _exact(found.median_elapsed),
        "median_business_hours": _exact(found.median_business),
        "reply_in_time": found.reply._asdict(),
        "contact_in_time": found.contact._asdict(),
        "outcomes": dict(found.outcomes),
        "lost_reasons": dict(found.lost),
    }


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)
