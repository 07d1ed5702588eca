"""What gives itself away by its form: prices, addresses, numbers of accounts and cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.redaction import prices, reaching

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validation.redaction.knowledge import Known
    from validation.redaction.shapes import Hit


def found(said: str, known: Known) -> Iterator[Hit]:
    """Yield what a folded text gives away by form, in its own places."""
    reached = tuple(reaching.found(said))
    yield from reached
    yield from prices.found(said, reached, known)
