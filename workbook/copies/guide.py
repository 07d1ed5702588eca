"""The guide of a copy: how to read it, answer in it, send it back, and what not to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.messages import message
from workbook.copies.page import Page
from workbook.template.styles import HUES, INK, MISSING, SYSTEM, WHITE, Chip

if TYPE_CHECKING:
    from workbook.copies.book import GrowingWorksheet
    from workbook.copies.plan import Plan
    from workbook.template.styles import Styles

_SECTIONS = {
    "feedback": ("fill", "words", "ids", "rows", "wrong"),
    "send": ("relaybook", "without", "phone"),
    "open": ("archive", "workbook", "view"),
    "never": ("pass_on", "passphrase", "cloud", "paste", "keep"),
}
"""Section of the page → its paragraphs."""
_ASKING = frozenset({"fill", "words"})
"""Paragraphs about columns that the receiver is asked to fill."""


def write_guide(worksheet: GrowingWorksheet, plan: Plan, styles: Styles) -> None:
    """Write the sheet."""
    page = Page(worksheet, plan, styles, title=plan.said("guide.bar"))
    page.headline(plan.said("guide.title"))
    page.section(plan.said("guide.sheets"))
    page.named(plan.cover, plan.said("guide.cover"))
    for part in plan.parts:
        page.named(plan.wording.inline(part.sheet.name), plan.wording.inline(part.sheet.purpose))
    if plan.listed:
        page.named(plan.lists, plan.said("guide.lists"))
    page.named(plan.guide, plan.said("guide.guide"))
    _legend(page, plan)
    container = plan.copy.share.get("container")
    for section, paragraphs in _SECTIONS.items():
        page.section(plan.said(f"guide.{section}"))
        for paragraph in paragraphs:
            if not _is_about(paragraph, container) or (paragraph in _ASKING and not plan.asks):
                continue
            name = plan.said(f"guide.{section}.{paragraph}", " ")
            page.named(name, plan.told(f"guide.{section}.{paragraph}.text", cover=plan.cover))
    page.finish()


def _is_about(paragraph: str, container: object) -> bool:
    """Return whether a paragraph on opening fits the file's form; all do when it is not known."""
    other = {"encrypted_zip": "workbook", "encrypted_workbook": "archive"}.get(str(container))
    return paragraph != other


def _legend(page: Page, plan: Plan) -> None:
    page.section(plan.said("guide.legend"))
    samples = [("fill", MISSING)] if plan.asks else []
    samples.append(("plain", Chip(WHITE, INK)))
    if any(place.field.lock == "soft" for part in plan.parts for place in part.places):
        samples.append(("system", SYSTEM))
    for key, chip in samples:
        look: dict[str, object] = {"bg_color": chip.fill, "font_color": chip.ink}
        means = plan.said(f"guide.legend.{key}.means")
        page.sample(plan.said(f"guide.legend.{key}", " "), means, **look)
    shown = {place.field.module for part in plan.parts for place in part.places}
    for module, hue in HUES.items():
        if module in shown:
            look = {"bg_color": hue.band, "font_color": WHITE, "bold": True}
            means = plan.wording.inline(message(f"template.module.{module}.means"), "  ")
            page.sample(plan.wording.said(f"module.{module}"), means, **look)
