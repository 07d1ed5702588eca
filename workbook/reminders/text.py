"""Reminders and greetings as pages for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.padding import Padding
from rich.text import Text as Styled

from validation.messages import message
from validation.reminders import urgency
from workbook.report.console import page, printable, table

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from rich.console import RenderableType

    from validation.messages import Language
    from validation.reminders import Greeting, Reminder, Reminders

_COLUMNS = ("urgency", "due", "customer", "grade", "todo", "rule", "told")
_WIDE: Mapping[str, int] = {"customer": 1, "todo": 2}
"""Column that may wrap → its share of what the others leave."""
_LONGEST = 60
"""Characters of a company that a page shows; a longer one would push the rest off the screen."""


class Style(NamedTuple):
    """How a page is written."""

    language: Language
    limit: int | None = None
    """Lines of a rep that are listed; None: all."""
    width: int = 120
    colour: bool = False

    def said(self, key: str, **facts: object) -> str:
        """Return a sentence in the page's language."""
        return message(key, **facts).said(self.language)


def rendered(found: Reminders, style: Style, *, path: str) -> str:
    """Return what each rep has to do, the most urgent first, and the rules left out."""
    new = sum(one.is_new for one in found.reminders)
    head = style.said(
        "remind.head",
        path=path,
        now=f"{found.now:%Y-%m-%d %H:%M}",
        zone=found.zone,
        n=len(found.reminders),
        new=new,
    )
    parts: list[RenderableType] = [Styled(printable(head), style="bold")]
    for rep in dict.fromkeys(one.rep for one in found.reminders):
        own = [one for one in found.reminders if one.rep == rep]
        parts.append(Padding(_rep(rep, own, found, style), (0, 2)))
        more = 0 if style.limit is None else len(own) - style.limit
        if more > 0:
            parts.append(Padding(Styled(style.said("remind.more", n=more)), (0, 2)))
    for finding in found.findings[: style.limit]:
        colour = "red" if finding.severity == "error" else "yellow"
        parts.append(Padding(Styled(printable(finding.said(style.language)), colour), (0, 2)))
    return page(parts, width=style.width, colour=style.colour)


def _rep(
    rep: str | None, own: Sequence[Reminder], found: Reminders, style: Style
) -> RenderableType:
    title = style.said("remind.rep", rep=rep or style.said("remind.nobody"), n=len(own))
    rows = table(Styled(printable(title), "bold"))
    shown = own[: style.limit]
    telling = any(one.told for one in shown)
    columns = _COLUMNS if telling else _COLUMNS[:-1]
    for key in columns:
        rows.add_column(style.said(f"remind.col_{key}"), no_wrap=key not in _WIDE,
                        ratio=_WIDE.get(key))  # fmt: skip
    for one in shown:
        late = one.due.is_over(found.now)
        cells = (
            urgency(one, found.now).said(style.language),
            due_said(one),
            named(one.who, one.company),
            one.grade,
            one.text.said(style.language),
            one.rule,
            " ".join(each.rep for each in one.told),
        )
        line = [Styled(" ".join(printable(cell).split())) for cell in cells[: len(columns)]]
        if late:
            line[0].stylize("red")
        rows.add_row(*line)
    return rows


def named(who: str, company: str) -> str:
    """Return an id and the company's name behind it, cut where it is long."""
    plain = " ".join(company.split())
    short = plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"
    return f"{who} {short}".strip()


def due_said(one: Reminder) -> str:
    """Return a deadline as a day, or as a time where hours count."""
    return f"{one.due.at:%Y-%m-%d}" if one.due.whole_day else f"{one.due.at:%Y-%m-%d %H:%M}"


def greetings(found: Sequence[Greeting], style: Style, *, path: str, today: dt.date) -> str:
    """Return the list of greetings by day."""
    title = style.said("remind.greetings", path=path, n=len(found), today=today.isoformat())
    rows = table(Styled(printable(title), "bold"))
    for key in ("day", "country", "holiday", "write_on", "customer", "rep", "mail"):
        wide = key in ("country", "holiday", "customer", "mail")
        rows.add_column(style.said(f"remind.col_{key}"), no_wrap=not wide,
                        ratio=1 if key == "customer" else None)  # fmt: skip
    for each in found[: style.limit]:
        fit = "remind.quiet" if not each.holiday.greets else "remind.write"
        cells = (
            each.holiday.day.isoformat(),
            each.country.said(style.language),
            each.holiday.name.said(style.language),
            each.write_on.isoformat() if each.holiday.greets else "",
            named(each.customer, each.company),
            each.rep,
            style.said(fit if each.mail else "remind.refuses"),
        )
        rows.add_row(*(Styled(" ".join(printable(cell).split())) for cell in cells))
    parts: list[RenderableType] = [rows]
    if style.limit is not None and len(found) > style.limit:
        parts.append(Styled(style.said("remind.more", n=len(found) - style.limit)))
    return page(parts, width=style.width, colour=style.colour)
