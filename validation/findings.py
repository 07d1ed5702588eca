"""A finding: one cell breaks one rule. It is a value, collected, sorted and counted."""

from __future__ import annotations

from typing import Literal, NamedTuple

from validation.messages import Language, Text

Severity = Literal["error", "warning", "info"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


class Finding(NamedTuple):
    """One broken rule in one place.

    `row` is the number Excel shows at the left edge and `cell` the address ("F7"). A finding
    about a whole sheet or file has row None and an empty cell. `suggestion` is the value that
    would put the cell right, given only where it is certain; None means there is none.
    """

    code: str
    severity: Severity
    sheet: str
    """The tab as the file shows it; empty when the finding is about the file."""
    cell: str
    row: int | None
    record: str
    """The row's id, or empty when it has none."""
    field: str
    """The catalogue key, or the header of a column of the user's own."""
    value: str
    """What stands in the cell, as text."""
    zh: str
    en: str
    suggestion: str | None = None

    @property
    def text(self) -> Text:
        """The sentence, in both languages."""
        return Text(self.zh, self.en)

    def said(self, language: Language) -> str:
        """Return the sentence in `language`."""
        return self.text.said(language)
