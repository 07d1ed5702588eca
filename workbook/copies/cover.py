"""The cover: what this file is, from whom, for whom, until when, and what the receiver does."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from workbook.copies.page import TEXT, Page
from workbook.copies.plan import shown
from workbook.template.book import done
from workbook.template.labels import label, yes_no
from workbook.template.styles import MISSING, MUTED, NAVY, RED

if TYPE_CHECKING:
    from workbook.copies.book import GrowingWorksheet
    from workbook.copies.plan import Plan
    from workbook.template.styles import Styles

ACKNOWLEDGED = "confidential_ack"
"""Key of the row whose cell the receiver ticks; the cell has the same name."""
RECEIPT_CODE = "receipt_code"
_APART = frozenset({ACKNOWLEDGED, RECEIPT_CODE, "receipt_key", "expires"})
"""Facts that have a place of their own, or none."""
_LINES = "ShareLines"
"""The sheet with a line of its own for each record: what is expected, and by when."""
_STEPS = ("tick", "receipt", "work", "return", "delete")


def write_cover(worksheet: GrowingWorksheet, plan: Plan, styles: Styles) -> str:
    """Write the sheet; return the address of the cell that the receiver ticks."""
    share = plan.copy.share
    page = Page(worksheet, plan, styles, title=plan.said("bar"))
    variant = label(plan.catalogue, "variant", str(share.get("variant", "")), plan.wording)
    page.headline(variant or plan.said("title"))
    page.line(plan.told("confidential"), font_color=RED, bold=True)
    _facts(page, plan)
    _actions(page, plan)
    ticked = _acknowledgement(page, plan)
    _receipt(page, plan)
    page.section(plan.said("steps"))
    for number, step in enumerate(_STEPS, 1):
        text = plan.told(f"step.{step}.{_how(step, plan)}", guide=plan.guide)
        page.named(f"{number}   {plan.said(f'step.{step}', ' ')}", text)
    _notes(page, plan)
    page.gap()
    page.line(plan.told("made_by"), font_size=9, font_color=MUTED)
    page.finish()
    return ticked


def text_of(value: object) -> str:
    """Return a fact as the cover says it.

    >>> text_of(dt.date(2026, 11, 22)), text_of(dt.datetime(2026, 1, 5, 9, 0)), text_of(None)
    ('2026-11-22', '2026-01-05 09:00', '')
    """
    if value is None or value != value:  # noqa: PLR0124 - NaT and nan are not themselves
        return ""
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _how(step: str, plan: Plan) -> str:
    """Return which of its sentences fits a step: a cover asks for nothing that is not there."""
    if step == "work":
        keys = {place.field.key for part in plan.parts for place in part.places}
        told = "expected_action" in keys or plan.copy.share.get("expected_action")
        return {(True, True): "fill", (True, False): "fill_free", (False, True): "how"}.get(
            (plan.asks, bool(told)), "free"
        )
    if step == "return" and not plan.asks:
        return "corrected"
    if step == "delete" and plan.copy.share.get("expires") is None:
        return "done"
    return "how"


def _facts(page: Page, plan: Plan) -> None:
    page.section(plan.said("share"))
    yes, no = yes_no(plan.wording)
    for field in plan.catalogue.sheets["Share"].fields:
        value = plan.copy.share.get(field.key)
        if field.key in _APART or value is None:
            continue
        said = shown(value, field, plan.catalogue, plan.wording)
        if isinstance(said, bool):
            said = yes if said else no
        page.named(plan.wording.inline(field.name), text_of(said), key=field.key)
    counts = (
        plan.said("count", " ", sheet=part.sheet.name, count=f"{len(part.rows):,}")
        for part in plan.parts
        if part.sheet.key != _LINES
    )
    page.named(plan.said("records", " "), "\n".join(counts), key="records")
    expires = plan.copy.share.get("expires")
    if expires is not None:
        field = plan.catalogue.field("Share", "expires")
        text = f"{text_of(expires)}   {plan.said('expires')}"
        page.named(plan.wording.inline(field.name), text, key=field.key, font_color=RED, bold=True)


def _actions(page: Page, plan: Plan) -> None:
    """Say where the expected actions of the single records stand."""
    lines = next((part for part in plan.parts if part.sheet.key == _LINES), None)
    if lines is not None and lines.rows:
        says = any(place.field.key == "expected_action" for place in lines.places)
        key = "actions.where" if says else "actions.due"
        text = plan.told(key, tab=lines.tab, count=len(lines.rows))
        page.named(plan.said("actions", " "), text)


def _acknowledgement(page: Page, plan: Plan) -> str:
    page.section(plan.said("secrecy"))
    page.named(plan.said("sentence_name", " "), plan.told("sentence"), bold=True, size=11)
    yes, no = yes_no(plan.wording)
    boxes = f"☑ {yes}", f"☐ {no}"
    row = page.row
    box = boxes[0] if plan.copy.share.get(ACKNOWLEDGED) is True else boxes[1]
    look = {"bg_color": MISSING.fill, "bold": True, "border": 1,
            "border_color": "#C98A1B", "locked": False}  # fmt: skip
    page.named(plan.said("tick_here", " "), box, key=ACKNOWLEDGED, size=12, **look)
    done(
        page.worksheet.data_validation(
            row, TEXT, row, TEXT,
            {
                "validate": "list", "source": list(boxes), "ignore_blank": False,
                "input_title": plan.said("tick_here", " ")[:32],
                "input_message": plan.told("tick_prompt")[:255],
                "error_title": plan.said("tick_here", " ")[:32],
                "error_message": plan.wording.told("rule.list_fixed")[:255],
            },
        )
    )  # fmt: skip
    return f"$D${row + 1}"


def _receipt(page: Page, plan: Plan) -> None:
    code = plan.copy.share.get(RECEIPT_CODE)
    if code is None:
        return
    page.section(plan.said("receipt"))
    name = plan.wording.inline(plan.catalogue.field("Share", RECEIPT_CODE).name)
    page.named(name, text_of(code), key=RECEIPT_CODE, size=16, bold=True, font_color=NAVY)
    page.named(plan.said("receipt.how_name", " "), plan.told("receipt.how"))


def _notes(page: Page, plan: Plan) -> None:
    if not plan.copy.notes:
        return
    page.section(plan.said("notes"))
    for number, note in enumerate(plan.copy.notes, 1):
        page.named(str(number), plan.wording.lines(note))
