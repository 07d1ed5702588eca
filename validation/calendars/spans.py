"""Stretches of days, however long: a closure until the end of time costs as much as one day."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Spans:
    """Days from a first to a last one, both included; in order, and never touching each other."""

    spans: tuple[tuple[dt.date, dt.date], ...] = ()

    @classmethod
    def of(cls, spans: Iterable[tuple[dt.date, dt.date]]) -> Spans:
        """Return the days of all the spans; one that ends before it begins has none."""
        joined: list[tuple[dt.date, dt.date]] = []
        for first, last in sorted(spans):
            if last < first:
                continue
            if joined and (first - joined[-1][1]).days <= 1:
                joined[-1] = (joined[-1][0], max(joined[-1][1], last))
            else:
                joined.append((first, last))
        return cls(tuple(joined))

    def without(self, others: Spans) -> Spans:
        """Return the days that are not among the others."""
        left: list[tuple[dt.date, dt.date]] = []
        for first, last in self.spans:
            start: dt.date | None = first
            for begun, ended in others.spans:
                if start is None or ended < start or begun > last:
                    continue
                if begun > start:
                    left.append((start, begun - DAY))
                start = ended + DAY if ended < last else None
            if start is not None:
                left.append((start, last))
        return Spans(tuple(left))

    def span(self, day: dt.date) -> tuple[dt.date, dt.date] | None:
        """Return the span a day is in; None: it is in none."""
        at = bisect_right(self.spans, (day, dt.date.max)) - 1
        return self.spans[at] if at >= 0 and day <= self.spans[at][1] else None

    def __contains__(self, day: dt.date) -> bool:
        return self.span(day) is not None

    def count(self, first: dt.date, last: dt.date) -> int:
        """Return how many of the days from `first` to `last`, both included, are in a span."""
        return sum(
            (min(last, ended) - max(first, begun)).days + 1
            for begun, ended in self.spans
            if ended >= first and begun <= last
        )
