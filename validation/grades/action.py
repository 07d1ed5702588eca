"""Grading a whole book: what is written, and what is told."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from validation.changes import Change, Outcome
from validation.errors import RefusedError
from validation.grades.days import day_of
from validation.grades.evidence import WANTED, gather
from validation.grades.grading import Standing, grades
from validation.grades.ladder import Before
from validation.grades.manual import Manual
from validation.grades.reasons import Reasons, why
from validation.grades.records import records
from validation.grades.remarks import Remarks
from validation.grades.summary import Graded, Grading
from validation.messages import message
from validation.typed import typed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.grades.evidence import Gathered
    from validation.grades.grading import Mode
    from validation.messages import Text
    from validation.settings import Settings
    from validation.typed import TypedSheet

_CUSTOMERS = "Customers"
_CENT = Decimal("0.01")
WRITTEN = (
    "grade",
    "grade_system",
    "grade_reason",
    "grade_below_since",
    "rfm_r",
    "rfm_f",
    "rfm_m",
    "rfm_score",
    "last_12m_amount",
    "last_order_amount",
)
"""The columns a run writes, besides the end of a manual grade that has none."""


def grade_book(
    book: Book,
    catalogue: Catalogue,
    settings: Settings,
    at: dt.datetime,
    mode: Mode | None = None,
) -> Outcome:
    """Return how the customers of a book are graded today; `answer` is the whole Grading.

    Only cells that get another value change. The amounts of orders are written for customers
    that have orders, and left blank where a rate is missing; those without any keep what was
    imported.

    Args:
        book: of any language.
        catalogue: what its sheets are described by.
        settings: of the book.
        at: the company's clock; its day is today.
        mode: None: as the setting grade_mode says.

    Raises:
        RefusedError: the book has no customers' sheet.
    """
    if _CUSTOMERS not in book.sheets or not book.layouts[_CUSTOMERS].known:
        raise RefusedError(reason=message("grade.no_customers"))
    today = at.date()
    chosen: Mode = mode or ("quantile" if settings.grade_mode == "quantile" else "absolute")
    sheets = typed(book, catalogue, WANTED, settings=settings, today=today)
    run = _Run(book, catalogue, settings, today, chosen, sheets)
    graded, is_classic = run.graded()
    changes = [change for one in graded for change in run.changes(one)]
    grading = Grading(today, chosen, is_classic, tuple(graded), tuple(run.remarks(graded)))
    filled = sum(change.column == "grade_manual_until" for change in changes)
    days = settings.manual_grade_days
    return Outcome(
        changes=changes,
        subject=message("grade.object", n=len(graded), moved=len(grading.moved)),
        notes=[message("grade.until_filled", days=days, n=filled)] if filled else [],
        answer=grading,
    )


@dataclass
class _Run:
    """One run of grading over one book."""

    book: Book
    catalogue: Catalogue
    settings: Settings
    today: dt.date
    mode: Mode
    sheets: Mapping[str, TypedSheet]

    def __post_init__(self) -> None:
        frames = {key: sheet.frame for key, sheet in self.sheets.items()}
        self.gathered: Gathered = gather(frames, self.settings, self.today, mode=self.mode)
        self.rows = dict(records(frames[_CUSTOMERS]))
        roles = frames["Reps"]
        self._roles = dict(zip(roles["rep_id"], roles["role"], strict=True))
        unread = self.sheets[_CUSTOMERS].unread
        self._unread = {(cell.row, cell.column) for cell in unread}
        layout = self.book.layouts[_CUSTOMERS]
        frame = self.book.sheets[_CUSTOMERS]
        # One look-up for each cell is what takes the time in a long list.
        self._cells = {
            key: dict(zip(frame.index, frame[key], strict=True))
            for key in WRITTEN
            if key in layout.columns
        }

    def graded(self) -> tuple[list[Graded], bool]:
        """Return every customer with its new grade, and whether orders alone were counted."""
        evidence = self.gathered.by_row
        standings = {row: self._standing(row, one) for row, one in self.rows.items()}
        found = grades(evidence, standings, self.settings, self.today, mode=self.mode)
        speech = Reasons(self.settings, self.tab, self.gathered.is_classic)
        graded = []
        for row, one in self.rows.items():
            reason = speech.of(found[row], evidence[row], standings[row].manual)
            before, was = one["grade"], one["grade_system"]
            moved = before != found[row].grade
            moving = why(found[row], before, self.settings, was=was) if moved else None
            name = one["company_name_zh"] or one["company_name_en"] or ""
            graded.append(
                Graded(
                    row,
                    one["customer_id"] or "",
                    name,
                    before,
                    found[row],
                    evidence[row],
                    standings[row].manual,
                    reason,
                    moving,
                )
            )
        return graded, self.gathered.is_classic

    def _standing(self, row: int, one: Mapping[str, Any]) -> Standing:
        until = day_of(one["grade_manual_until"])
        is_unread = (row, "grade_manual_until") in self._unread
        if one["grade_manual"] is not None and until is None and not is_unread:
            until = self.today + dt.timedelta(days=self.settings.manual_grade_days)
        by = one["grade_manual_by"]
        manual = Manual(
            one["grade_manual"],
            one["grade_manual_reason"],
            until,
            by,
            self._roles.get(by),
            until_unread=is_unread,
        )
        before = one["grade_system"] or one["grade"]
        return Standing(Before(before, day_of(one["grade_below_since"])), manual)

    def changes(self, one: Graded) -> Iterator[Change]:
        """Yield the cells of a customer that get another value."""
        values = self._values(one)
        known = self.rows[one.row]
        for column, cells in self._cells.items():
            if column not in values:
                continue
            before, after = cells[one.row], values[column]
            is_word = column in ("grade", "grade_system") and known[column] == after
            if not is_word and not _same(before, after):
                yield Change(_CUSTOMERS, one.row, column, before, after)
        is_filled = known["grade_manual_until"] is not None
        if one.grade.verdict == "holds" and not is_filled:
            yield Change(_CUSTOMERS, one.row, "grade_manual_until", None, one.manual.until)

    def _values(self, one: Graded) -> dict[str, Any]:
        grade, scores = one.grade, one.grade.scores
        values: dict[str, Any] = {
            "grade": grade.grade,
            "grade_system": grade.system,
            "grade_reason": self._in_book(one.reason),
            "grade_below_since": grade.below_since,
            "rfm_r": scores.r,
            "rfm_f": scores.f,
            "rfm_m": scores.m,
            "rfm_score": scores.total,
        }
        if one.evidence.has_orders:
            values["last_12m_amount"] = _cents(one.evidence.year)
            values["last_order_amount"] = _cents(one.evidence.last_order)
        return values

    def _in_book(self, text: Text) -> str:
        language = self.book.origin.language
        return {"zh": text.zh, "en": text.en}.get(language or "both", f"{text.zh} {text.en}")

    def tab(self, key: str) -> str:
        """Return how the book calls a sheet."""
        layout = self.book.layouts.get(key)
        if layout is not None:
            return layout.tab
        return self.catalogue.sheets[key].tab(self.book.origin.language or "both")

    def remarks(self, graded: list[Graded]) -> Iterator[Any]:
        """Yield what a person should look at."""
        told = Remarks(self.book, self.catalogue, self.settings, self.tab)
        yield from told.of_settings()
        yield from told.of_columns(WRITTEN)
        yield from told.of_unread(self.sheets)
        yield from told.of_left_out(self.gathered.left_out)
        for one in graded:
            yield from told.of_customer(one, self.rows[one.row])


def _cents(amount: Decimal | None) -> Decimal | None:
    """Return an amount as its column takes it: half up to the cent, not below 0."""
    return None if amount is None else max(amount, Decimal(0)).quantize(_CENT, ROUND_HALF_UP)


def _same(before: Any, after: Any) -> bool:
    """Return whether a cell holds a value already, however Excel types it."""
    if before is None or after is None:
        return before is after
    if isinstance(after, dt.date):
        return day_of(before) == after
    if isinstance(after, (int, Decimal)) and isinstance(before, (int, float, Decimal)):
        return not isinstance(before, bool) and Decimal(str(before)) == Decimal(after)
    return bool(before == after)
