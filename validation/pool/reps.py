"""The conversion figures that the sheet Reps shows, written by `relaybook weights --write`."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from validation.changes import Change, Outcome
from validation.messages import message
from validation.pool.source import read

if TYPE_CHECKING:
    import datetime as dt
    from fractions import Fraction

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.pool.weights import Conversion
    from validation.settings import Settings

_PLACES = Decimal("0.0001")


def write_weights(book: Book, catalogue: Catalogue, settings: Settings, at: dt.datetime) -> Outcome:
    """Return what won_n, assigned_n and conversion become, and the weight of 按转化率 rows.

    Raises:
        RefusedError: a sheet is missing, or a cell that counts is not readable.
    """
    pool = read(book, catalogue, settings, at)
    frame = book.sheets["Reps"]
    changes = []
    for rep in pool.reps.values():
        found = pool.conversions.get(rep.id)
        if found is None:
            continue
        values = _values(found)
        if rep.by_conversion:
            values["weight"] = found.weight
        for key, after in values.items():
            before = frame.at[rep.row, key] if key in frame.columns else after
            if before != after:
                changes.append(Change("Reps", rep.row, key, before, after))
    return Outcome(
        changes=changes,
        subject=message("pool.subject_weights"),
        notes=(*pool.notes, message("pool.weights_next")),
    )


def _values(found: Conversion) -> dict[str, Any]:
    return {
        "won_n": found.won,
        "assigned_n": found.assigned,
        "conversion": None if found.rate is None else _rounded(found.rate),
    }


def _rounded(rate: Fraction) -> float:
    exact = Decimal(rate.numerator) / Decimal(rate.denominator)
    return float(exact.quantize(_PLACES, ROUND_HALF_UP))
