"""How the template says a Text: in Chinese, in English, or both together."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from validation.messages import message

if TYPE_CHECKING:
    from validation.messages import Text

BookLanguage = Literal["both", "zh", "en"]

LANGUAGES: tuple[BookLanguage, ...] = ("both", "zh", "en")
TITLE_LIMIT = 32
"""Excel's limit on the title of a validation message, in characters."""
MESSAGE_LIMIT = 255
"""Excel's limit on the text of a validation message."""


@dataclass(frozen=True)
class Wording:
    """The language of a book."""

    language: BookLanguage

    def inline(self, text: Text, gap: str = " ") -> str:
        """Return the text on one line, Chinese first."""
        return self._joined(text, gap)

    def lines(self, text: Text) -> str:
        """Return the text with a line for each language."""
        return self._joined(text, "\n")

    def said(self, key: str, gap: str = " ", **facts: object) -> str:
        """Return the sentence filed under `template.{key}`, on one line."""
        return self.inline(message(f"template.{key}", **facts), gap)

    def told(self, key: str, **facts: object) -> str:
        """Return the sentence filed under `template.{key}`, with a line for each language."""
        return self.lines(message(f"template.{key}", **facts))

    def short(self, key: str) -> str:
        """Return the sentence in one language, for a narrow place: Chinese unless English only."""
        text = message(f"template.{key}")
        return text.en if self.language == "en" else text.zh

    def title(self, text: Text) -> str:
        """Return the text as the title of a message: the longest form that fits."""
        for form in (self.inline(text), text.zh if self.language != "en" else text.en, text.zh):
            if len(form) <= TITLE_LIMIT:
                return form
        return text.zh[: TITLE_LIMIT - 1] + "…"

    def _joined(self, text: Text, gap: str) -> str:
        if self.language == "zh":
            return text.zh
        if self.language == "en":
            return text.en
        return gap.join(dict.fromkeys((text.zh, text.en)))


def units(text: str) -> float:
    """Return the width of the widest line in column units: a Han character takes two.

    >>> units("客户 Customers")
    14
    """
    return max(
        sum(2 if unicodedata.east_asian_width(mark) in "WF" else 1 for mark in line)
        for line in (text.split("\n") or [""])
    )
