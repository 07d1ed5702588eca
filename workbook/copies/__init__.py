"""Handover copies: a new workbook with nothing in it but what the plan of a share lets leave.

It holds values only: no formula, link, comment, hidden row or name that carries a value. It is
made in memory; whoever puts it on the disk seals it first.
"""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

from xlsxwriter.utility import quote_sheetname

from validation.errors import WriteError
from validation.messages import message
from workbook.copies.book import CopyWorkbook
from workbook.copies.cover import ACKNOWLEDGED, write_cover
from workbook.copies.datasheet import CellError, write_part
from workbook.copies.facts import Facts, facts, read_facts
from workbook.copies.guide import write_guide
from workbook.copies.lists import write_lists
from workbook.copies.plan import SPARE_ROWS, planned
from workbook.form import LAST_ROW
from workbook.template.book import done
from workbook.template.meta import set_facts, write_facts
from workbook.template.styles import Styles

if TYPE_CHECKING:
    from validation.catalogue import Catalogue
    from validation.handover.shapes import Copy
    from workbook.copies.plan import Plan

__all__ = ["Facts", "read_facts", "written"]

_NAME = "handover.xlsx"


def written(copy: Copy, catalogue: Catalogue) -> bytes:
    """Return a copy as a plain xlsx, the same bytes for the same copy.

    Raises:
        WriteError: more rows than a sheet has, or a value that no cell can hold; it names the
            sheet and the cell.
        KeyError: a sheet that the catalogue does not have.
    """
    plan = planned(copy, catalogue)
    for part in plan.parts:
        if part.last_row + SPARE_ROWS > LAST_ROW:
            reason = message("template.too_many_rows", sheet=part.sheet.name)
            raise WriteError(path=_NAME, reason=reason)
    target = io.BytesIO()
    with warnings.catch_warnings():
        # XlsxWriter warns and leaves things out; a copy may not miss anything.
        warnings.simplefilter("error")
        try:
            _write(target, plan)
        except CellError as error:
            where = {"sheet": error.tab, "cell": error.address}
            reason = message(f"template.{error.reason}", **where)
            raise WriteError(path=_NAME, reason=reason) from error
    return target.getvalue()


def _write(target: io.BytesIO, plan: Plan) -> None:
    book = CopyWorkbook(target)
    styles = Styles(book, plan.wording)
    cover = book.add_worksheet(plan.cover)
    ticked = write_cover(cover, plan, styles)
    for part in plan.parts:
        write_part(book.add_worksheet(part.tab), part, plan, styles)
    if plan.listed:
        write_lists(book.add_worksheet(plan.lists), plan, styles)
    write_guide(book.add_worksheet(plan.guide), plan, styles)
    write_facts(book, facts(plan))
    done(book.define_name(ACKNOWLEDGED, f"={quote_sheetname(plan.cover)}!{ticked}"))
    title = plan.said("bar")
    set_facts(book, title=title, schema=plan.catalogue.hash, language=plan.wording.language)
    cover.activate()
    cover.set_first_sheet()
    book.set_size(2200, 1400)
    book.close()
