"""The Lists sheet: every vocabulary in a column, and a grid for each dependent list.

The words Relaybook knows are locked; a team writes its own below them, and the drop-downs grow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xlsxwriter.utility import quote_sheetname, xl_col_to_name

from validation.catalogue import Kind
from validation.messages import Text, message
from workbook.form import BAND_ROW, FIRST_ROW, HEADER_ROW, KEY_ROW
from workbook.template.bar import Bar, Slot, add_bar
from workbook.template.book import done, hide_the_rest
from workbook.template.datasheet import (
    Header,
    footer,
    write_header,
)
from workbook.template.names import exact, grid_name, heads_name, list_name
from workbook.template.styles import (
    BAND_HEIGHT,
    HAIRLINES,
    HEADER_HEIGHT,
    HUES,
    MUTED,
    ROW_HEIGHT,
    SYSTEM,
    WHITE,
)
from workbook.template.wording import units

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.worksheet import Worksheet

    from validation.vocabularies import Vocabulary
    from workbook.template.plan import Plan
    from workbook.template.styles import Styles

LAST_WORD_ROW = 2004
"""The last row a list may reach."""
_NARROWEST, _WIDEST = 16.0, 46.0


class Words(NamedTuple):
    """One column of the sheet; `key` is its machine name, `band` what stands above it."""

    key: str
    name: Text
    band: str
    module: str
    labels: tuple[str, ...]


def write_lists(
    worksheet: Worksheet, book: xlsxwriter.Workbook, plan: Plan, styles: Styles
) -> None:
    """Write the sheet and define the names of its lists."""
    columns = [*_vocabularies(plan), *_grids(plan)]
    worksheet.hide_gridlines(2)
    worksheet.set_default_row(ROW_HEIGHT)
    locked = styles.cell()
    worksheet.set_row(KEY_ROW - 1, None, locked, {"hidden": 1})
    worksheet.set_row(BAND_ROW - 1, BAND_HEIGHT, locked)
    worksheet.set_row(HEADER_ROW - 1, HEADER_HEIGHT, locked)
    band = ""
    for number, words in enumerate(columns):
        _write_words(worksheet, number, words, styles, banded=words.band != band)
        band = words.band
    hide_the_rest(worksheet, len(columns), styles.cell())
    slots = [Slot(number, _width(words, styles)) for number, words in enumerate(columns)]
    add_bar(worksheet, Bar(plan.lists, slots), plan, styles)
    worksheet.freeze_panes(FIRST_ROW - 1, 0)
    worksheet.protect("", {"format_columns": True, "format_rows": True, "objects": False})
    worksheet.set_tab_color(HUES["system"].band)
    _print_set_up(worksheet, plan, columns)
    _define(book, plan, columns)


def _vocabularies(plan: Plan) -> list[Words]:
    """Return a column for each vocabulary in use, under the first sheet that uses it."""
    found: dict[str, Words] = {}
    taken: set[Text] = set()
    for field in plan.catalogue.fields:
        name = field.vocabulary
        if not name or name in found or field.kind not in (Kind.ENUM, Kind.LIST):
            continue
        sheet = plan.catalogue.sheets[field.sheet]
        said = field.name
        if said in taken:
            said = Text(f"{said.zh}({sheet.zh})", f"{said.en} ({sheet.en})")
        taken.add(said)
        labels = plan.catalogue.vocabularies[name].labels(plan.wording.language)
        band = plan.wording.inline(sheet.name, "  ")
        found[name] = Words(name, said, band, sheet.module, labels)
    return list(found.values())


def _grids(plan: Plan) -> list[Words]:
    """Return a column for each parent of each dependent list."""
    columns = []
    for name, parent in dependent(plan).items():
        lists = plan.catalogue.vocabularies
        band = plan.wording.inline(
            message("template.lists.grid", what=_name_of(name, plan), by=_name_of(parent, plan)),
            "  ",
        )
        for code, word in lists[parent].words.items():
            label = word.label(plan.wording.language)
            children = tuple(
                child.label(plan.wording.language)
                for child in lists[name].words.values()
                if child.parent == code
            )
            module = "identity"
            columns.append(Words(f"{name}:{code}", Text(label, label), band, module, children))
    return columns


def dependent(plan: Plan) -> dict[str, str]:
    """Return list → the list of its parents, for every list narrowed by another column."""
    found = {}
    for field in plan.catalogue.fields:
        if field.kind is Kind.ENUM and field.depends_on:
            parent = plan.catalogue.field(field.sheet, field.depends_on)
            words = plan.catalogue.vocabularies[field.vocabulary]
            if parent.vocabulary and _has_parents(words):
                found[field.vocabulary] = parent.vocabulary
    return found


def _has_parents(words: Vocabulary) -> bool:
    return any(word.parent for word in words.words.values())


def _name_of(vocabulary: str, plan: Plan) -> Text:
    return next(f.name for f in plan.catalogue.fields if f.vocabulary == vocabulary)


def _width(words: Words, styles: Styles) -> float:
    zh, en = (units(side) for side in words.name)
    heading = {"zh": zh, "en": en}.get(styles.wording.language, max(zh, en))
    longest = max((units(label) for label in words.labels), default=0)
    return min(max(_NARROWEST, heading + 3.0, longest + 3.0), _WIDEST)


def _write_words(
    worksheet: Worksheet, number: int, words: Words, styles: Styles, *, banded: bool
) -> None:
    open_look = styles.cell(**HAIRLINES, locked=False, indent=1, align="left", num_format="@")
    kept = styles.cell(
        **HAIRLINES, indent=1, align="left", num_format="@",
        bg_color=SYSTEM.fill, font_color=SYSTEM.ink,
    )  # fmt: skip
    worksheet.set_column(number, number, _width(words, styles), open_look)
    worksheet.write_string(KEY_ROW - 1, number, words.key, styles.cell(font_color=MUTED))
    hue = HUES[words.module]
    above = styles.cell(bg_color=hue.band, font_color=WHITE, bold=True, indent=int(banded))
    worksheet.write_string(BAND_ROW - 1, number, words.band if banded else "", above)
    write_header(worksheet, number, Header(words.name, hue.tint), styles)
    for row, label in enumerate(words.labels, FIRST_ROW - 1):
        done(worksheet.write_string(row, number, label, kept))


def _define(book: xlsxwriter.Workbook, plan: Plan, columns: list[Words]) -> None:
    home = quote_sheetname(plan.lists)
    places = {words.key: number for number, words in enumerate(columns)}
    for key, number in places.items():
        if ":" not in key:
            area = exact(home, xl_col_to_name(number), LAST_WORD_ROW)
            done(book.define_name(list_name(key), area))
    for name in dependent(plan):
        grid = [number for key, number in places.items() if key.startswith(f"{name}:")]
        first, last = xl_col_to_name(grid[0]), xl_col_to_name(grid[-1])
        body = f"={home}!${first}${FIRST_ROW}:${last}${LAST_WORD_ROW}"
        heads = f"={home}!${first}${HEADER_ROW}:${last}${HEADER_ROW}"
        done(book.define_name(grid_name(name), body))
        done(book.define_name(heads_name(name), heads))


def _print_set_up(worksheet: Worksheet, plan: Plan, columns: list[Words]) -> None:
    worksheet.set_landscape()
    worksheet.set_paper(9)
    worksheet.repeat_rows(BAND_ROW - 1, HEADER_ROW - 1)
    longest = max(len(words.labels) for words in columns)
    worksheet.print_area(1, 0, FIRST_ROW + longest, len(columns) - 1)
    worksheet.set_footer(footer(plan))
