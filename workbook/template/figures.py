"""The cards, charts and tables of the dashboard, as data: to add one is to add an entry."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal, NamedTuple

from validation.catalogue import STATUS
from workbook.template.labels import label
from workbook.template.measures import Measure, Where, without
from workbook.template.names import ids_name, list_name
from workbook.template.styles import HUES, NAVY, RED

if TYPE_CHECKING:
    from workbook.template.plan import Plan

Unit = Literal["count", "money", "share"]
ENOUGH = 5
"""Fewer cases than this give no share and no average, as in the report `relaybook dashboard`."""
GRADE_COLOURS = ("#15803D", "#2563A8", "#C2760C", "#94A3B8", "#CBD5E1")


class Card(NamedTuple):
    """A number at the top: the sum of its terms. `key` names its sentence in the messages.

    `over`: what that sum is divided by, where there are enough cases; empty: nothing.
    """

    key: str
    colour: str
    terms: tuple[Measure, ...]
    unit: Unit = "count"
    over: tuple[Measure, ...] = ()


class Tally(NamedTuple):
    """A column of a table: rows that meet any one of `either`, which exclude each other.

    `total`: the column of Customers that is added up over them; empty: they are counted.
    """

    key: str
    either: tuple[tuple[Where, ...], ...]
    total: str = ""


class Quotient(NamedTuple):
    """A column of a table: one of its other columns divided by another, both counted from 0."""

    key: str
    part: int
    whole: int


class Breakdown(NamedTuple):
    """A chart and its table: the customers by one column. `drawn` is the column of the chart.

    `words`: a vocabulary whose words are all shown, and the rest below them. `ranked`: the name
    of a list of which the `rows` most frequent are shown, looked up in `names` (sheet, key, name)
    where an id is not what people read.
    """

    key: str
    shape: Literal["column", "bar"]
    colours: tuple[str, ...]
    by: str
    tallies: tuple[Tally | Quotient, ...]
    words: str = ""
    ranked: str = ""
    rows: int = 0
    names: tuple[str, str, str] | None = None
    drawn: int = 0

    @property
    def unit(self) -> Unit:
        """What the chart draws."""
        tally = self.tallies[self.drawn]
        if isinstance(tally, Quotient):
            return "share"
        return "money" if tally.total else "count"


class Months(NamedTuple):
    """A chart and its table: the last twelve months of two sums of measures by their date `by`.

    `heads` name the columns of `counted` and of `terms`; `drawn` is the one of the chart, from 0.
    """

    key: str
    colour: str
    by: str
    terms: tuple[Measure, ...]
    counted: tuple[Measure, ...]
    heads: tuple[str, str]
    drawn: int
    unit: Unit


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
        Card("orders", HUES["communication"].band, orders(plan, _LAST_YEAR), "money"),
        Card("overdue", RED, (_count(overdue),)),
        Card("to_fix", RED, marked),
        Card("pool", HUES["handover"].band, (_count(Where("pool_status", "is", pool)),)),
        *_second_row(plan),
    )


def _second_row(plan: Plan) -> tuple[Card, ...]:
    """Return the cards below the first six: what is won, and what is late."""
    paid = label(plan.catalogue, "payment_status", "paid", plan.wording) or "paid"
    todo = label(plan.catalogue, "todo_status", "open", plan.wording) or "open"
    owed = (Where("due_date", "before"), Where("amount", "above"))
    payments = without((Measure(sheet="Orders", where=owed),), Where("payment_status", "is", paid))
    return (
        Card("newcomers", NAVY, within(customers(), *_new())),
        Card("conversion", HUES["value"].band, tuple(_count(*_new(), stage) for stage in won(plan)),
             "share", within(customers(), *_new())),
        Card("lifetime", HUES["communication"].band, orders(plan, (Where("order_date", "until"),)),
             "money",
             tuple(_count(stage) for stage in won(plan))),
        Card("silent", RED, silent(plan)),
        Card("todos", RED, (Measure(sheet="Todos", where=(Where("due", "before"),
                                                          Where("status", "is", todo))),)),
        Card("payments", RED, without(payments, _cancelled(plan))),
    )  # fmt: skip


def breakdowns(plan: Plan) -> tuple[Breakdown, ...]:
    """Return the charts of customers, left to right and top to bottom."""
    every = Tally("count", ((),))
    top = Tally("top_grades", _top_grades(plan))
    late = Tally("overdue", ((Where("next_contact_date", "before"),),))
    bought = Tally("won", tuple((stage,) for stage in won(plan)))
    year = Tally("orders", ((Where("last_12m_amount", "filled"),),), "last_12m_amount")
    lost = label(plan.catalogue, "stage", "S9", plan.wording) or "S9"
    grade = _grade(plan, "A")
    touched = (grade, Where("last_contact_date", "since", days=-FOLLOW_UP_DAYS))
    reps = ids_name("Reps", "rep_id")
    names = ("Reps", "rep_id", "rep_name")
    return (
        Breakdown("by_grade", "column", GRADE_COLOURS, "grade", (every, late), words="grade"),
        Breakdown("by_stage", "bar", (HUES["value"].band,), "stage", (every, top), words="stage"),
        Breakdown(
            "by_owner", "bar", (HUES["handover"].band,), "owner", (every, top, late),
            ranked=reps, rows=10, names=names,
        ),
        Breakdown(
            "by_country", "bar", (HUES["identity"].band,), "country_region", (every, year),
            ranked=list_name("country"), rows=10, drawn=1,
        ),
        Breakdown(
            "by_source", "bar", (HUES["trade"].band,), "inquiry_source",
            (every, bought, Quotient("conversion", 1, 0)),
            ranked=list_name("source"), rows=8, drawn=2,
        ),
        Breakdown(
            "by_reason", "bar", (RED,), "lost_reason",
            (Tally("lost", ((Where("stage", "is", lost),),)),), words="lost_reason",
        ),
        Breakdown(
            "by_follow_up", "bar", (HUES["value"].band,), "owner",
            (Tally("grade_a", ((grade,),)), Tally("touched", (touched,)),
             Quotient("in_time", 1, 0)),
            ranked=reps, rows=10, names=names, drawn=2,
        ),
    )  # fmt: skip


def months(plan: Plan) -> Months:
    """Return the chart of orders by month."""
    counted = without((Measure(sheet="Orders", where=()),), _cancelled(plan))
    band = HUES["communication"].band
    heads = ("orders_count", "orders")
    terms = orders(plan, ())
    return Months("by_month", band, "order_date", terms, counted, heads, 1, "money")


def newcomers(plan: Plan) -> Months:
    """Return the chart of new customers by month, and of how many of them are won by now."""
    terms = tuple(_count(stage) for stage in won(plan))
    return Months("by_creation", NAVY, "created_date", terms, customers(), ("new", "won"), 0,
                  "count")  # fmt: skip


def won(plan: Plan) -> tuple[Where, Where]:
    """Return the two stages of a customer who is won."""
    running, care = (
        label(plan.catalogue, "stage", code, plan.wording) or code for code in ("S7", "S8")
    )
    return Where("stage", "is", running), Where("stage", "is", care)


def silent(plan: Plan) -> tuple[Measure, ...]:
    """Return the measure of the A customers last contacted more than seven days ago (SOP-05)."""
    return (_count(_grade(plan, "A"), Where("last_contact_date", "before", days=-FOLLOW_UP_DAYS)),)


def within(measures: tuple[Measure, ...], *more: Where) -> tuple[Measure, ...]:
    """Return the measures over those of their rows that meet `more`, too."""
    return tuple(replace(m, where=(*m.where, *more)) for m in measures)


def _new() -> tuple[Where, Where]:
    return Where("created_date", "after", months=-12), Where("created_date", "until")


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


FOLLOW_UP_DAYS = 7
"""Days in which a customer of grade A is contacted again (SOP-05)."""
_LAST_YEAR = (Where("order_date", "after", months=-12), Where("order_date", "until"))


def _top_grades(plan: Plan) -> tuple[tuple[Where, ...], ...]:
    return tuple((_grade(plan, code),) for code in "AB")


def _grade(plan: Plan, code: str) -> Where:
    return Where("grade", "is", label(plan.catalogue, "grade", code, plan.wording) or code)


def _count(*where: Where) -> Measure:
    return Measure(sheet="Customers", where=where)


def columns(block: Breakdown | Months) -> frozenset[tuple[str, str]]:
    """Return the (sheet, key) a chart's table reads."""
    if isinstance(block, Months):
        read = frozenset((m.sheet, block.by) for m in block.terms)
        return read.union(*(m.columns for m in (*block.terms, *block.counted)))
    tallies = [tally for tally in block.tallies if isinstance(tally, Tally)]
    keys = {block.by} | {w.key for t in tallies for where in t.either for w in where}
    keys |= {tally.total for tally in tallies if tally.total}
    named = {block.names[:2], (block.names[0], block.names[2])} if block.names else set()
    every = frozenset().union(*(m.columns for m in customers()))
    return frozenset(("Customers", key) for key in keys) | named | every
