"""A group's history as a page for the terminal, 100 columns wide unless asked otherwise."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from rich.console import Group as Stack
from rich.padding import Padding
from rich.text import Text as Styled

from validation.groups.finding import allowance_said
from validation.messages import message
from workbook.report.console import page, printable, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from rich.console import RenderableType

    from validation.catalogue import Catalogue
    from validation.groups import Conflict
    from validation.groups.history import Event, History, Sums
    from validation.messages import Language
    from workbook.groups import Summary


class Style(NamedTuple):
    """How the page is written."""

    language: Language
    catalogue: Catalogue
    limit: int | None = None
    """Dealings listed; None: all."""
    width: int = 100
    colour: bool = False

    def said(self, key: str, **facts: object) -> str:
        """Return a sentence in the page's language."""
        return message(key, **facts).said(self.language)

    def word(self, vocabulary: str, code: str) -> str:
        """Return a word of a list in the page's language; a code it lacks as it stands."""
        found = self.catalogue.vocabularies[vocabulary].words.get(code)
        return found.label(self.language) if found else code


def rendered(history: History, style: Style, *, hints: int = 0) -> str:
    """Return the history as lines of text; `hints` is the number of hints, which are not listed."""
    top = history.nodes[0]
    head = [Styled(printable(style.said("groups.title", group=top.group, name=top.name)), "bold")]
    if history.above:
        head.append(Styled(style.said("groups.above", groups=" → ".join(history.above))))
    if history.ring:
        head.append(Styled(style.said("groups.ring", groups=" → ".join(history.ring)), "red"))
    head += [Styled(line) for line in _facts(history, style)]
    parts: list[RenderableType] = [
        Stack(*head),
        _tree(history, style),
        _members(history, style),
        _titles(history, style),
        _conflicts(history.conflicts, "groups.conflicts", "red", style),
        _conflicts(history.allowed, "groups.exceptions", "green", style),
        *([Styled(style.said("groups.hints", n=hints), "dim")] if hints else []),
        _events(history.todos, "groups.todos", style, limit=None),
        _events(history.events, "groups.events", style, limit=style.limit),
    ]
    return page(parts, width=style.width, colour=style.colour)


def listed(summaries: Sequence[Summary], style: Style, *, path: str) -> str:
    """Return all groups as a table."""
    title = style.said("groups.list", path=path, n=len(summaries))
    if not summaries:
        return page(
            [Styled(printable(title), "bold"), Styled(style.said("groups.none"))],
            width=style.width,
            colour=style.colour,
        )
    rows = table(Styled(printable(title), "bold"))
    for name in ("group", "name", "owner", "members", "owners", "conflicts", "allowed"):
        number = name in ("members", "conflicts", "allowed")
        rows.add_column(
            style.said(f"groups.col_{name}"),
            justify="right" if number else "left",
            no_wrap=name == "group",
            ratio=1 if name in ("name", "owners") else None,
        )
    for each in summaries:
        rows.add_row(
            _cell("  " * min(each.depth, 8) + each.group),
            _cell(each.name),
            _cell(each.owner),
            f"{each.members:,}",
            _cell(", ".join(each.owners)),
            Styled(str(each.conflicts or ""), "red"),
            str(each.allowed or ""),
        )
    return page([rows], width=style.width, colour=style.colour)


def _facts(history: History, style: Style) -> Iterable[str]:
    """Yield the lines under the title: how much there is, and what was ordered in all."""
    counts = {kind: f"{n:,}" for kind, n in history.counts.items()}
    people = sum(member.contacts for member in history.members)
    yield style.said(
        "groups.counts",
        members=len(history.members),
        contacts=people,
        titles=len(history.titles),
        **counts,
    )
    if history.sums is None:
        yield style.said("groups.no_prices")
    elif history.sums.orders:
        yield _ordered(history.sums, style)


def _ordered(sums: Sums, style: Style) -> str:
    if sums.base is not None:
        amount = f"{sums.base_currency} {_money(sums.base)}"
        return style.said("groups.ordered", amount=amount, n=sums.orders)
    amounts = "; ".join(f"{s.currency or '?'} {_money(s.amount)}" for s in sums.by_currency)
    missing = ", ".join(each or "?" for each in sums.missing)
    return style.said("groups.ordered_by_currency", missing=missing, amounts=amounts)


def _tree(history: History, style: Style) -> RenderableType:
    lines = [Styled(style.said("groups.tree"), "bold")]
    owners = {member.customer: member.owner for member in history.members}
    for node in history.nodes:
        rule = style.word("group_rule", node.rule) if node.rule else ""
        facts = [node.owner, style.said("groups.rule", rule=rule) if rule else ""]
        shown = f"{node.group} {node.name}  {' · '.join(filter(None, facts))}".rstrip()
        indent = "  " * min(node.depth + 1, 20)
        lines.append(Styled(indent + printable(shown)))
        members = ", ".join(f"{m} ({owners[m] or '-'})" for m in node.members)
        if members:
            lines.append(Styled(f"{indent}  {printable(members)}", "dim"))
    return _section(Stack(*lines))


def _members(history: History, style: Style) -> RenderableType:
    rows = table(Styled(style.said("groups.members"), "bold"))
    for name in ("customer", "name", "owner", "stage", "grade", "last", "contacts"):
        rows.add_column(
            style.said(f"groups.col_{name}"),
            no_wrap=name in ("customer", "last"),
            ratio=1 if name == "name" else None,
        )
    for member in history.members:
        rows.add_row(
            _cell(member.customer),
            _cell(member.name),
            _cell(member.owner),
            style.word("stage", member.stage),
            style.word("grade", member.grade),
            str(member.last_contact or ""),
            str(member.contacts or ""),
        )
    return _section(rows)


def _titles(history: History, style: Style) -> RenderableType:
    rows = table(Styled(style.said("groups.titles"), "bold"))
    for name in ("title", "name", "code", "domain", "customer"):
        rows.add_column(style.said(f"groups.col_{name}"), ratio=1 if name == "name" else None)
    for title in history.titles:
        rows.add_row(
            *map(_cell, (title.title, title.name, title.code, title.domain, title.customer))
        )
    return _section(rows) if history.titles else Stack()


def _conflicts(
    conflicts: Sequence[Conflict], key: str, colour: str, style: Style
) -> RenderableType:
    lines: list[RenderableType] = [Styled(style.said(key, n=len(conflicts)), "bold")]
    for conflict in conflicts:
        said = printable(conflict.said().said(style.language))
        next_ = conflict.action if conflict.allowed is None else allowance_said(conflict.allowed)
        lines.append(Padding(Styled(said, colour), (0, 2)))
        lines.append(Padding(Styled(f"→ {printable(next_.said(style.language))}"), (0, 4)))
    return _section(Stack(*lines)) if conflicts else Stack()


def _events(
    events: Sequence[Event], key: str, style: Style, *, limit: int | None
) -> RenderableType:
    if not events:
        return Stack()
    rows = table(Styled(style.said(key, n=len(events)), "bold"))
    for name in ("day", "what", "customer", "rep", "said"):
        rows.add_column(
            style.said(f"groups.col_{name}"),
            no_wrap=name != "said",
            ratio=1 if name == "said" else None,
        )
    for event in events[:limit]:
        rows.add_row(
            _day(event.at),
            style.said(f"groups.kind_{event.kind}"),
            _cell(event.customer),
            _cell(event.rep),
            _cell(_details(event, style)),
        )
    parts: list[RenderableType] = [rows]
    if limit is not None and len(events) > limit:
        parts.append(Styled(style.said("groups.more", n=len(events) - limit), "dim"))
    return _section(Stack(*parts))


def _details(event: Event, style: Style) -> str:
    """Return what a row says, in one line: its number, product, amount, words and text."""
    amount = "" if event.amount is None else f"{event.currency} {_money(event.amount)}".strip()
    if event.base is not None and event.base != event.amount:
        amount += f" (≈ {_money(event.base)})"
    qty = "" if event.qty is None else f"× {event.qty.normalize():f}"
    words = " / ".join(style.word(vocabulary, code) for vocabulary, code in event.words)
    parts = (event.record, event.product, qty, amount, words, event.text)
    return " · ".join(filter(None, parts))


def _day(at: dt.date | dt.datetime | None) -> str:
    if isinstance(at, dt.datetime):
        return f"{at:%Y-%m-%d %H:%M}".removesuffix(" 00:00")
    return "" if at is None else at.isoformat()


def _money(amount: Decimal) -> str:
    return f"{amount.quantize(amount.__class__('0.01')):,}".removesuffix(".00")


def _section(body: RenderableType) -> RenderableType:
    return Padding(body, (1, 0, 0, 0))


def _cell(value: str) -> Styled:
    """Return a cell that is no markup, with no sign that moves a terminal's cursor."""
    return Styled(printable(value))
