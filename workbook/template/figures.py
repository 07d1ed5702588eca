"""The cards, charts and tables of the dashboard, as data: to add one is to add an entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from validation.catalogue import STATUS
from workbook.template.labels import label
from workbook.template.measures import Measure, Where, without
from workbook.template.names import ids_name, list_name
from workbook.template.styles import HUES, NAVY, RED

if TYPE_CHECKING:
    from workbook.template.plan import Plan

GRADE_COLOURS = ("#15803D", "#2563A8", "#C2760C", "#94A3B8", "#CBD5E1")


class Card(NamedTuple):
    """A number at the top: the sum of its terms. `key` names its sentence in the messages."""

    key: str
    colour: str
    terms: tuple[Measure, ...]
    money: bool = False


class Tally(NamedTuple):
    """A column of a table: rows that meet any one of `either`, which exclude each other."""

    key: str
    either: tuple[tuple[Where, ...], ...]


class Breakdown(NamedTuple):
    """A chart and its table: the customers by one column.

    `words`: a vocabulary whose words are all shown, and the rest below them. `ranked`: the name
    of a list of which the `rows` most frequent are shown, looked up in `names` (sheet, key, name)
    where an id is not what people read.
    """

    key: str
    shape: Literal["column", "bar"]
    colours: tuple[str, ...]
    by: str
    tallies: tuple[Tally, ...]
    words: str = ""
    ranked: str = ""
    rows: int = 0
    names: tuple[str, str, str] | None = None


class Months(NamedTuple):
    """A chart and its table: the last twelve months of `terms` by their date `by`.

    `counted` are the measures whose sum is the number of rows behind them.
    """

    key: str
    colour: str
    by: str
    terms: tuple[Measure, ...]
    counted: tuple[Measure, ...]


def cards(plan: Plan) -> tuple[Card, ...]:
    """Return the cards, left to right."""
    grades = _top_grades(plan)
    marked = tuple(
        Measure(sheet=p.sheet.key, where=(Where(STATUS, "starts", "✗"),))
        for p in plan.sheets.values()
        if p.sheet.checked
    )
    pool = label(plan.catalogue, "pool_status", "public", plan.wording) or "public"
    overdue = Where("next_contact_date", "before")
    return (
        Card("customers", NAVY, customers()),
        Card("top_grades", HUES["value"].band, tuple(_count(*where) for where in grades)),
        Card("orders", HUES["communication"].band, orders(plan, _LAST_YEAR), money=True),
        Card("overdue", RED, (_count(overdue),)),
        Card("to_fix", RED, marked),
        Card("pool", HUES["handover"].band, (_count(Where("pool_status", "is", pool)),)),
    )


def breakdowns(plan: Plan) -> tuple[Breakdown, ...]:
    """Return the charts of customers, left to right and top to bottom."""
    every = Tally("count", ((),))
    top = Tally("top_grades", _top_grades(plan))
    late = Tally("overdue", ((Where("next_contact_date", "before"),),))
    return (
        Breakdown("by_grade", "column", GRADE_COLOURS, "grade", (every, late), words="grade"),
        Breakdown("by_stage", "bar", (HUES["value"].band,), "stage", (every, top), words="stage"),
        Breakdown(
            "by_owner", "bar", (HUES["handover"].band,), "owner", (every, top, late),
            ranked=ids_name("Reps", "rep_id"), rows=10, names=("Reps", "rep_id", "rep_name"),
        ),
        Breakdown(
            "by_country", "bar", (HUES["identity"].band,), "country_region", (every, top),
            ranked=list_name("country"), rows=10,
        ),
        Breakdown(
            "by_source", "bar", (HUES["trade"].band,), "inquiry_source", (every, top),
            ranked=list_name("source"), rows=8,
        ),
    )  # fmt: skip


def months(plan: Plan) -> Months:
    """Return the chart of orders by month."""
    counted = without((Measure(sheet="Orders", where=()),), _cancelled(plan))
    band = HUES["communication"].band
    return Months("by_month", band, "order_date", orders(plan, ()), counted)


def customers() -> tuple[Measure, ...]:
    """Return the measures whose sum is the number of customers: a row with either name."""
    names = (Where("company_name_en", "filled"), Where("company_name_zh", "filled"))
    both = Measure(sheet="Customers", where=names, minus=True)
    return (_count(names[0]), _count(names[1]), both)


def orders(plan: Plan, period: tuple[Where, ...]) -> tuple[Measure, ...]:
    """Return the measures whose sum is the orders of a period in base currency.

    Orders not yet converted count where they are in base currency already.
    """
    converted = Measure(sheet="Orders", where=period, total="amount_base")
    here = Measure(sheet="Orders", where=(*period, Where("currency", "base")), total="amount")
    both = (converted, *without((here,), Where("amount_base", "filled")))
    return without(both, _cancelled(plan))


def _cancelled(plan: Plan) -> Where:
    shown = label(plan.catalogue, "order_status", "cancelled", plan.wording)
    return Where("status", "is", shown or "cancelled")


_LAST_YEAR = (Where("order_date", "after", months=-12), Where("order_date", "until"))


def _top_grades(plan: Plan) -> tuple[tuple[Where, ...], ...]:
    shown = (label(plan.catalogue, "grade", code, plan.wording) or code for code in "AB")
    return tuple((Where("grade", "is", word),) for word in shown)


def _count(*where: Where) -> Measure:
    return Measure(sheet="Customers", where=where)


def columns(block: Breakdown | Months) -> frozenset[tuple[str, str]]:
    """Return the (sheet, key) a chart's table reads."""
    if isinstance(block, Months):
        read = frozenset((m.sheet, block.by) for m in block.terms)
        return read.union(*(m.columns for m in (*block.terms, *block.counted)))
    keys = {block.by} | {w.key for t in block.tallies for where in t.either for w in where}
    named = {block.names[:2], (block.names[0], block.names[2])} if block.names else set()
    every = frozenset().union(*(m.columns for m in customers()))
    return frozenset(("Customers", key) for key in keys) | named | every
