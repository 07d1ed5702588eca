"""The figures as a workbook: a sheet for each with its table and a native chart of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from workbook.dashboard.values import drawn, heading, number, shown
from workbook.report.pages import LINED, Page, height, put
from workbook.template.styles import ACCENT, FONT, INK, LINE, MUTED, NAVY, WHITE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.worksheet import Worksheet

    from validation.figures import Figure, Value
    from validation.messages import Language
    from workbook.dashboard.reading import Dashboard

_NAME_WIDTH, _WIDTH = 34.0, 17.0
_COLUMNS = 8
_HEAD_ROW = 4
_BARS = 10
_CHART = {"width": 640, "height": 340}
_FORMATS = {
    "count": "#,##0", "money": "#,##0", "days": "#,##0.0", "hours": "#,##0.0",
    "share": "0.0%", "percent": "0.0%", "ratio": "#,##0.00",
}  # fmt: skip


class _Numbers(NamedTuple):
    """One row of numbers, and the figure whose columns they stand in."""

    figure: Figure
    values: Sequence[Value]


def write(path: Path, report: Dashboard, language: Language) -> None:
    """Write the figures over `path`; no value of the book becomes a formula or a link."""
    page = Page(path, language, kind="dashboard/1")
    _summary(page, report)
    for figure in report.figures.figures:
        _sheet(page, figure, report.figures.base_currency)
    page.book.close()


def _summary(page: Page, report: Dashboard) -> None:
    found = report.figures
    widths = (_NAME_WIDTH, 90.0)
    sheet = page.sheet("figures.answers", widths)
    sheet.set_tab_color(NAVY)
    sheet.set_row(0, 38)
    bar = {"bg_color": NAVY, "font_color": WHITE}
    put(sheet, 0, 0, page.said("figures.title"), page.look(font_size=14, bold=True, **bar))
    put(sheet, 0, 1, Path(report.path).name, page.look(**bar))
    said = page.said(
        "figures.as_of",
        today=found.today.isoformat(), n=f"{found.customers:,}", base=found.base_currency,
    )  # fmt: skip
    put(sheet, 1, 0, said, page.look())
    page.head(sheet, 2, [page.said("figures.name"), page.said("figures.answers")])
    texts = [(one.name.said(page.language), one.answer.said(page.language))
             for one in found.figures]  # fmt: skip
    texts += [(page.said("figures.notes"), note.said(page.language)) for note in found.notes]
    for row, (name, answer) in enumerate(texts, 3):
        sheet.set_row(row, height([name, answer], widths))
        put(sheet, row, 0, name, page.look(bold=True, text_wrap=True, **LINED))
        put(sheet, row, 1, answer, page.look(text_wrap=True, **LINED))
    sheet.fit_to_pages(1, 0)


def _sheet(page: Page, figure: Figure, base: str) -> None:
    widths = (_NAME_WIDTH, *[_WIDTH] * (_COLUMNS - 1))
    sheet = page.sheet(f"figures.{figure.key}", widths)
    sheet.set_tab_color(ACCENT)
    sheet.set_row(0, 30)
    put(sheet, 0, 0, figure.name.said(page.language), page.look(font_size=14, bold=True))
    put(sheet, 1, 0, figure.answer.said(page.language), page.look(bold=True))
    wrapped = page.look(text_wrap=True, valign="top", font_size=9)
    definition = figure.definition.said(page.language)
    whole = sum(widths)
    sheet.set_row(2, height([definition], [whole]))
    sheet.merge_range(2, 0, 2, _COLUMNS - 1, "", wrapped)
    put(sheet, 2, 0, definition, wrapped)
    notes = " ".join(note.said(page.language) for note in figure.notes)
    put(sheet, 3, 0, notes or None, page.look(font_size=9))
    heads = [page.said("figures.name")]
    heads += [heading(column, base).said(page.language) for column in figure.columns]
    page.head(sheet, _HEAD_ROW, heads, numbers=range(1, len(heads)))
    for row, line in enumerate(figure.lines, _HEAD_ROW + 1):
        put(sheet, row, 0, line.name.said(page.language), page.look(**LINED))
        _numbers(page, sheet, row, _Numbers(figure, line.numbers))
    below = _HEAD_ROW + 1 + len(figure.lines)
    if figure.total and len(figure.lines) > 1:
        put(sheet, below, 0, page.said("figures.total"), page.look(bold=True))
        _numbers(page, sheet, below, _Numbers(figure, figure.total), is_total=True)
    if figure.lines:
        _chart(page, sheet, figure, base)
    sheet.fit_to_pages(1, 0)


def _numbers(
    page: Page, sheet: Worksheet, row: int, numbers: _Numbers, *, is_total: bool = False
) -> None:
    more: dict[str, object] = {"bold": True} if is_total else dict(LINED)
    pairs = zip(numbers.values, numbers.figure.columns, strict=True)
    for place, (value, column) in enumerate(pairs, 1):
        found = number(value)
        if found is not None:
            look = page.look(align="right", num_format=_FORMATS[column.unit], **more)
            sheet.write_number(row, place, float(found), look)
        elif not is_total:
            said = shown(value, column.unit).said(page.language)
            put(sheet, row, place, said, page.look(align="right", font_color=MUTED, **more))


def _chart(page: Page, sheet: Worksheet, figure: Figure, base: str) -> None:
    column, place = drawn(figure)
    chart: Any = page.book.add_chart({"type": "bar"})
    first, last = _HEAD_ROW + 1, _HEAD_ROW + min(len(figure.lines), _BARS)
    title = heading(column, base).said(page.language)
    chart.add_series({
        "name": title,
        "categories": [sheet.get_name(), first, 0, last, 0],
        "values": [sheet.get_name(), first, place + 1, last, place + 1],
        "fill": {"color": ACCENT},
        "gap": 60,
        "data_labels": {"value": True, "font": {"name": FONT, "size": 9, "color": INK}},
    })  # fmt: skip
    chart.set_title({"name": title, "name_font": {"name": FONT, "size": 11, "color": INK}})
    chart.set_legend({"none": True})
    chart.set_chartarea({"border": {"color": LINE}})
    quiet = {"num_font": {"name": FONT, "size": 9}, "major_gridlines": {"visible": False}}
    chart.set_x_axis({**quiet, "visible": False, "min": 0})
    chart.set_y_axis({**quiet, "reverse": True})
    chart.set_size(_CHART)
    below = _HEAD_ROW + len(figure.lines) + 3
    sheet.insert_chart(below, 0, chart, {"description": title})
