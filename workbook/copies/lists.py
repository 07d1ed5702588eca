"""The sheet of lists that are too long to stand in a rule; most copies need none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook.form import FIRST_ROW, HEADER_ROW, KEY_ROW
from workbook.template.book import done
from workbook.template.styles import HAIRLINES, HUES, MUTED
from workbook.template.wording import units

if TYPE_CHECKING:
    from workbook.copies.book import GrowingWorksheet
    from workbook.copies.plan import Plan
    from workbook.template.styles import Styles


def write_lists(worksheet: GrowingWorksheet, plan: Plan, styles: Styles) -> None:
    """Write one column for each list: its key hidden, its name, its words."""
    worksheet.hide_gridlines(2)
    worksheet.set_row(KEY_ROW - 1, None, styles.cell(), {"hidden": 1})
    names = {
        place.field.vocabulary: place.field.name for part in plan.parts for place in part.places
    }
    hue = HUES["system"]
    head = styles.cell(**HAIRLINES, bg_color=hue.tint, bold=True, indent=1)
    for column, (name, labels) in enumerate(plan.listed.items()):
        width = max(map(units, labels), default=0) + 4
        worksheet.set_column(column, column, max(width, 20), styles.cell(num_format="@", indent=1))
        key_look = styles.cell(font_color=MUTED, num_format="@")
        done(worksheet.write_string(KEY_ROW - 1, column, name, key_look))
        done(worksheet.write_string(HEADER_ROW - 1, column, plan.wording.inline(names[name]), head))
        for row, label in enumerate(labels, FIRST_ROW - 1):
            done(worksheet.write_string(row, column, label))
    worksheet.freeze_panes(HEADER_ROW, 0)
    worksheet.set_tab_color(hue.band)
