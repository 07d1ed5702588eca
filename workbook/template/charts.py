"""The native charts of the dashboard, over the tables below them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from workbook.template.styles import FONT, INK, LINE, SOFT_INK, WHITE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbook.template.canvas import Canvas, Place, Plot
    from workbook.template.figures import Unit

_SIZE = {"width": 424, "height": 330}
_SMALL = {"name": FONT, "size": 9, "color": SOFT_INK}

_FORMATS: Mapping[Unit, str] = {
    "count": "#,##0;;", "money": '[>=1000000]0.0,,"M";[>=1]#,##0,"K";', "share": "0%;;",
}  # fmt: skip


class Look(NamedTuple):
    """How a chart looks; `months`: its labels are dates."""

    title: str
    shape: str
    colours: Sequence[str]
    months: bool = False
    unit: Unit = "count"


def add_chart(canvas: Canvas, plot: Plot, look: Look, place: Place) -> None:
    """Insert the chart; it moves with its cells and carries its title as alternative text."""
    chart = canvas.book.add_chart({"type": look.shape})
    points = {"points": [{"fill": {"color": c}} for c in look.colours]}
    series: dict[str, Any] = {
        "name": look.title,
        "categories": [canvas.plan.dashboard, plot.first_row, plot.label_column,
                       plot.last_row, plot.label_column],
        "values": [canvas.plan.dashboard, plot.first_row, plot.value_column,
                   plot.last_row, plot.value_column],
        "fill": {"color": look.colours[0]},
        "gap": 60,
        "data_labels": {
            "value": True,
            # Zeros stay unlabelled: a list shorter than its table would show a row of them.
            "num_format": _FORMATS[look.unit],
            "font": {**_SMALL, "color": INK},
        },
    }  # fmt: skip
    chart.add_series(series | (points if len(look.colours) > 1 else {}))
    title = {"name": FONT, "size": 11, "bold": True, "color": INK}
    chart.set_title({"name": look.title, "name_font": title, "overlay": False,
                     "layout": {"x": 0.03, "y": 0.03}})  # fmt: skip
    chart.set_legend({"none": True})
    chart.set_chartarea({"border": {"color": LINE}, "fill": {"color": WHITE}})
    chart.set_size(_SIZE)
    _axes(chart, look)
    canvas.worksheet.insert_chart(
        place.chart_row, place.column, chart,
        {"object_position": 2, "description": look.title, "x_offset": 2},
    )  # fmt: skip


def _axes(chart: Any, look: Look) -> None:
    plain: dict[str, Any] = {"num_font": _SMALL, "major_gridlines": {"visible": False}}
    labels = plain | {"line": {"color": LINE}, "major_tick_mark": "none",
                      "interval_unit": 1}  # fmt: skip
    if look.months:
        labels |= {"num_format": "mm", "text_axis": True}
    values = plain | {"visible": False, "min": 0}
    if look.shape == "bar":
        # The labels of lying bars stand at the left, the first on top.
        chart.set_x_axis(values)
        chart.set_y_axis(labels | {"reverse": True})
    else:
        chart.set_x_axis(labels)
        chart.set_y_axis(values)
