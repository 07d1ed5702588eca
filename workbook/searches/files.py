"""Customers found and recipients as files that other programs open."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from validation.messages import message
from workbook import saving
from workbook.report.pages import Page, is_live, put

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from validation.messages import Language
    from validation.searches.customers import Found
    from validation.searches.recipients import Recipients
    from workbook.saving import Saved

_FOUND = ("customer", "company", "country", "grade", "stage", "owner", "last_contact", "tags")
_FOUND_WIDTHS = (16, 30, 16, 8, 18, 16, 14, 40)
_TO = ("email", "name", "company", "country", "language", "grade", "owner", "customer")
_TO_WIDTHS = (34, 22, 30, 16, 12, 8, 10, 16)


def write_found(path: Path, answer: Found, language: Language) -> Saved:
    """Write the customers found to a workbook of their own.

    Raises:
        WriteError: it cannot be written.
    """
    rows = [
        (
            row.customer_id,
            row.company,
            row.country.said(language),
            row.grade,
            row.stage.said(language),
            row.owner,
            "" if row.last_contact is None else row.last_contact.isoformat(),
            row.tags.said(language),
        )
        for row in answer.rows
    ]
    with saving.replacing(path) as target:
        page = Page(target.temporary, language, kind="find/1")
        _sheet(page, "search.found", (_FOUND, _FOUND_WIDTHS), rows)
        page.book.close()
    return target.saved


def write_recipients(path: Path, answer: Recipients, language: Language) -> Saved:
    """Write the recipients to a .xlsx or else a .csv; no value becomes a formula there.

    The CSV is UTF-8 with a byte-order mark; a value that a program would calculate has an
    apostrophe in front.

    Raises:
        WriteError: it cannot be written.
    """
    rows = [
        (
            one.email,
            one.name,
            one.company,
            one.country.said(language),
            one.language.said(language),
            one.grade,
            one.owner,
            one.customer_id,
        )
        for one in answer.recipients
    ]
    with saving.replacing(path) as target:
        if path.suffix.lower() == ".xlsx":
            page = Page(target.temporary, language, kind="recipients/1")
            _sheet(page, "search.recipients", (_TO, _TO_WIDTHS), rows)
            page.book.close()
        else:
            heads = [message(f"search.{head}").said(language) for head in _TO]
            target.temporary.write_text(_csv([heads, *rows]), encoding="utf-8-sig", newline="")
    return target.saved


def _sheet(
    page: Page,
    name: str,
    columns: tuple[Sequence[str], Sequence[float]],
    rows: Sequence[Sequence[str]],
) -> None:
    heads, widths = columns
    sheet = page.sheet(name, widths)
    page.head(sheet, 0, [page.said(f"search.{head}") for head in heads])
    sheet.freeze_panes(1, 0)
    quoted = page.look(quote_prefix=True)
    for at, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            put(sheet, at, column, cell or None, quoted if is_live(cell) else page.look())
    sheet.autofilter(0, 0, max(1, len(rows)), len(heads) - 1)


def _csv(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([f"'{cell}" if is_live(cell) else cell for cell in row])
    return out.getvalue()
