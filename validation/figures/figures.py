"""Every figure of a book."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from validation.figures.customers import cycles, lifetime, newcomers
from validation.figures.duties import overdue
from validation.figures.facts import Facts
from validation.figures.follow_ups import follow_ups
from validation.figures.losses import losses
from validation.figures.pipeline import pipeline
from validation.figures.rotation import rotation
from validation.figures.sales import countries, reps, sources
from validation.messages import Text, message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from validation.catalogue import Catalogue
    from validation.figures.tables import Figure
    from validation.settings import Settings
    from validation.typed import TypedSheet

WANTED: Mapping[str, tuple[str, ...]] = {
    "Customers": (
        "customer_id", "company_name_en", "company_name_zh", "country_region", "inquiry_source",
        "grade", "stage", "lost_reason", "owner", "created_date", "last_contact_date",
        "first_touch_date",
    ),
    "Leads": ("lead_id", "company", "source", "converted_to", "lead_status"),
    "Inquiries": (
        "customer_id", "received_at", "source", "assigned_to", "assigned_at", "first_reply_at",
        "outcome", "lost_reason",
    ),
    "Activities": ("customer_id", "act_time", "marketing_event"),
    "Quotes": (
        "quote_no", "customer_id", "quote_date", "product", "price", "valid_until", "approval",
        "qty", "currency", "version", "quote_status",
    ),
    "Orders": (
        "order_no", "customer_id", "order_date", "amount", "currency", "status", "order_type",
        "payment_status", "due_date", "sold_by",
    ),
    "Payments": ("order_no", "due_date", "amount", "currency", "paid_at"),
    "Todos": ("due", "assignee", "status", "done_at"),
    "Reps": ("rep_id", "rep_name"),
    "PoolLog": (),
    "SOP_Rules": ("rule_id", "clock", "n", "roll"),
    "StageRules": ("stage", "probability"),
    "Calendar": ("date_from", "date_to", "day_kind"),
    "FX": ("currency", "rate", "as_of"),
}  # fmt: skip
"""Sheet → the columns the figures read; no columns: all of them."""

_FIGURES: tuple[Callable[[Facts], Figure], ...] = (
    sources, countries, reps, newcomers, lifetime, cycles, losses, pipeline, follow_ups, rotation,
    overdue,
)  # fmt: skip
_MOST_CELLS = 3


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The figures of a book on one day."""

    today: dt.date
    base_currency: str
    customers: int
    figures: tuple[Figure, ...]
    notes: tuple[Text, ...] = ()
    """Cells that could not be read, and are in no figure."""

    def figure(self, key: str) -> Figure:
        """Return one figure.

        Raises:
            KeyError: there is none of that name.
        """
        for one in self.figures:
            if one.key == key:
                return one
        raise KeyError(key)


def figures(
    sheets: Mapping[str, TypedSheet],
    catalogue: Catalogue,
    *,
    settings: Settings,
    now: dt.datetime,
) -> Figures:
    """Return every figure of a book.

    Args:
        sheets: the typed sheets of `WANTED`; their order of rows does not matter.
        catalogue: whose words name the lines.
        settings: of the book: base currency, calendar, chances.
        now: the company's own time, without a zone.
    """
    frames = {key: sheet.frame for key, sheet in sheets.items()}
    facts = Facts(frames, catalogue, settings, now)
    return Figures(
        today=facts.today,
        base_currency=settings.base_currency,
        customers=len(facts.customers),
        figures=tuple(figure(facts) for figure in _FIGURES),
        notes=(*_unread(sheets, catalogue), *_unpublished(facts)),
    )


def _unread(sheets: Mapping[str, TypedSheet], catalogue: Catalogue) -> list[Text]:
    """Return, for each column with cells that could not be read, how many and the first ones."""
    notes = []
    for key, sheet in sheets.items():
        by_column: dict[str, list[int]] = {}
        for cell in sheet.unread:
            by_column.setdefault(cell.column, []).append(cell.row)
        for column, rows in by_column.items():
            more = "…" if len(rows) > _MOST_CELLS else ""
            field = catalogue.sheets[key].by_key[column]
            notes.append(
                message(
                    "figures.note.unread",
                    sheet=catalogue.sheets[key].name,
                    field=field.name,
                    n=len(rows),
                    rows=", ".join(map(str, rows[:_MOST_CELLS])) + more,
                )
            )
    return notes


def _unpublished(facts: Facts) -> list[Text]:
    year = facts.today.year
    first = dt.date(year, 1, 1)
    years = facts.calendar.unpublished(first, facts.today)
    return [message("figures.note.unpublished", year=one) for one in years]
