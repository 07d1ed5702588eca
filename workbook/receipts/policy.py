"""The sheet SharePolicy as one page to print and sign: 《客户信息分享规范》."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from validation.messages import Text, message, plain
from workbook.report.html import shell

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from validation.catalogue import Catalogue
    from validation.handover.approval import Policy
    from validation.messages import Language

_FOLDER = Path(__file__).parent
_SCRIPT = shell.inline(shell.FOLDER / "page.js")
_STYLE = shell.inline(shell.FOLDER / "page.css", _FOLDER / "policy.css")
_RULES = 8
"""Sentences policy.rule_1 … that hold for every share."""


class Row(NamedTuple):
    """One rule of the sheet, in words."""

    scenario: Text
    receiver: Text
    variants: Text
    approver: Text
    channels: Text
    self_approval: Text


def render(
    rules: Mapping[tuple[str, str], Policy],
    catalogue: Catalogue,
    *,
    company: str,
    today: dt.date,
    language: Language,
) -> str:
    """Return the policy as one HTML document that needs nothing beside it.

    It opens in `language`, holds both, and fits one printed page of A4 with the rows of a usual
    team. Without rows it says that nothing may be shared but what a manager approves.
    """
    template = shell.environment(_FOLDER).get_template("policy.html.j2")
    return template.render(
        language=language,
        policy=shell.policy(_SCRIPT, _STYLE),
        style=_STYLE,
        script=_SCRIPT,
        tell=shell.speaker("policy"),
        title=message("policy.title"),
        today=today.isoformat(),
        company=company,
        rows=tuple(_row(*key, rule, catalogue) for key, rule in rules.items()),
        rules=tuple(f"rule_{n}" for n in range(1, _RULES + 1)),
        variants=[
            (_word(catalogue, "variant", code), message(f"policy.variant_{code.lower()}"))
            for code in catalogue.vocabularies["variant"].words
        ],
    )


def _row(scenario: str, receiver: str, rule: Policy, catalogue: Catalogue) -> Row:
    yes = message("policy.yes" if rule.self_approval else "policy.no")
    return Row(
        _word(catalogue, "scenario", scenario),
        _word(catalogue, "receiver_kind", receiver),
        _listed(catalogue, "variant", rule.variants),
        _word(catalogue, "approver_role", rule.approver_role or ""),
        _listed(catalogue, "share_channel", rule.channels),
        yes,
    )


def _word(catalogue: Catalogue, vocabulary: str, code: str) -> Text:
    word = catalogue.vocabularies[vocabulary].words.get(code)
    if word is None:
        return plain(code)
    return Text(word.label("zh"), word.label("en"))


def _listed(catalogue: Catalogue, vocabulary: str, codes: Iterable[str]) -> Text:
    said = [_word(catalogue, vocabulary, code) for code in codes]
    return Text("、".join(one.zh for one in said), ", ".join(one.en for one in said))
