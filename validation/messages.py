"""Every sentence Relaybook says, once in Chinese and once in English.

`messages.csv` holds the sentences of the tools (errors, reports, the command line);
`rules.csv` those about a bad cell. Both languages of a row use the same placeholders.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

Language = Literal["zh", "en"]

_TABLE = Path(__file__).with_name("messages.csv")


class Text(NamedTuple):
    """One sentence in both languages, with the same `{placeholders}` in each."""

    zh: str
    en: str

    def fill(self, **facts: object) -> Text:
        """Return the sentence with `facts` put in; a fact that is a Text goes in by language.

        Raises:
            KeyError: a placeholder has no fact.

        >>> Text("缺少 {what}", "no {what}").fill(what=Text("邮箱", "e-mail"))
        Text(zh='缺少 邮箱', en='no e-mail')
        """
        return Text(
            self.zh.format_map({key: _said(fact, "zh") for key, fact in facts.items()}),
            self.en.format_map({key: _said(fact, "en") for key, fact in facts.items()}),
        )

    def said(self, language: Language) -> str:
        """Return the sentence in `language`."""
        return self.zh if language == "zh" else self.en


def plain(value: object) -> Text:
    """Return a Text that says `value` alike in both languages."""
    return Text(str(value), str(value))


def message(key: str, **facts: object) -> Text:
    """Return the sentence filed under `key` in messages.csv, with `facts` put in.

    Raises:
        KeyError: there is no such sentence, or a placeholder has no fact.
    """
    return messages()[key].fill(**facts)


@cache
def messages() -> Mapping[str, Text]:
    """Return every sentence of messages.csv, key → Text."""
    with _TABLE.open(encoding="utf-8-sig", newline="") as file:
        return {row["key"]: Text(row["zh"], row["en"]) for row in csv.DictReader(file)}


def _said(fact: object, language: Language) -> object:
    return fact.said(language) if isinstance(fact, Text) else fact
