"""The veryHidden sheet and the document properties that tell a program what the book is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook.form import (
    FIRST_ROW,
    HEADER_ROW,
    KEY_ROW,
    META_TAB,
    PROPERTY_HASH,
    PROPERTY_LANGUAGE,
    PROPERTY_VERSION,
    TEMPLATE_VERSION,
)
from workbook.template.book import CREATED, done
from workbook.template.validations import add_refusal
from workbook.template.values import Target, write_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import xlsxwriter
    from xlsxwriter.worksheet import Worksheet

    from workbook.template.plan import Plan


def write_meta(book: xlsxwriter.Workbook, plan: Plan) -> None:
    """Write the sheet `_meta` of a template."""
    facts = {
        "template_version": TEMPLATE_VERSION,
        "catalogue_hash": plan.catalogue.hash,
        "language": plan.wording.language,
        "profile": plan.profile,
        "book_id": plan.content.book_id,
        "key_row": str(KEY_ROW),
        "header_row": str(HEADER_ROW),
        "first_row": str(FIRST_ROW),
        "tab:guide": plan.guide,
        "tab:lists": plan.lists,
        "tab:dashboard": plan.dashboard,
    }
    facts |= {f"sheet:{sheet.sheet.key}": sheet.tab for sheet in plan.sheets.values()}
    worksheet = write_facts(book, facts)
    add_refusal(worksheet, (0, 0, len(facts) - 1, 1), plan)


def write_facts(book: xlsxwriter.Workbook, facts: Mapping[str, str]) -> Worksheet:
    """Write the sheet `_meta`: a name in column A, its value in column B."""
    worksheet = book.add_worksheet(META_TAB)
    worksheet.set_column(0, 1, 40, book.add_format({"locked": False, "num_format": "@"}))
    for row, fact in enumerate(facts.items()):
        for column, text in enumerate(fact):
            write_text(Target(worksheet, row, column), text)
    worksheet.protect("")
    worksheet.very_hidden()
    return worksheet


def set_properties(book: xlsxwriter.Workbook, plan: Plan) -> None:
    """Set the document properties of a template."""
    title = plan.wording.said("guide.title")
    set_facts(book, title=title, schema=plan.catalogue.hash, language=plan.wording.language)


def set_facts(book: xlsxwriter.Workbook, *, title: str, schema: str, language: str) -> None:
    """Set the document properties; the time stamp is fixed, so that two runs are alike.

    `schema` is the hash of the catalogue that the book was written by.
    """
    book.set_properties(
        {"title": title, "author": "Relaybook", "company": "Relaybook", "created": CREATED}
    )
    for name, value in (
        (PROPERTY_VERSION, TEMPLATE_VERSION),
        (PROPERTY_HASH, schema),
        (PROPERTY_LANGUAGE, language),
    ):
        done(book.set_custom_property(name, value))
