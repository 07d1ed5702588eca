"""A lookup as a page for the terminal: the verdict, what to do, then every row behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.text import Text as Styled

from validation.lookup.answers import group_said, standing_said
from validation.messages import message
from workbook.report.console import page, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import RenderableType

    from validation.duplicates.reasons import Reason
    from validation.fingerprints import BlindAnswer
    from validation.lookup import Match
    from validation.messages import Language
    from validation.messages import Text as Sentence
    from workbook.lookup.results import Result

_COLOURS = {"exists": "red", "protected": "red", "possible": "yellow", "group": "yellow"}


def render(
    result: Result,
    *,
    language: Language,
    limit: int | None = None,
    width: int = 120,
    colour: bool = False,
) -> str:
    """Return the result as lines of at most `width` columns.

    `limit` is the number of rows listed, None for all; what is left out is said.
    """
    style = f"bold {_COLOURS.get(result.verdict, 'green')}"
    parts: list[RenderableType] = [_line(result.said, language, style)]
    parts += [_line(each, language, mark="→ ") for each in result.next]
    parts += _notes(result, language)
    matches = result.answer.matches if result.answer else ()
    parts += [Padding(_match(match, language), (1, 0, 0, 2)) for match in matches[:limit]]
    if left := len(matches) - len(matches[:limit]):
        parts.append(_line(message("lookup.more", n=left), language))
    parts += [Padding(_blind(each, language), (1, 0, 0, 2)) for each in result.blind]
    return page(parts, width=width, colour=colour)


def _notes(result: Result, language: Language) -> Iterator[RenderableType]:
    for note in result.answer.notes if result.answer else ():
        yield _line(note, language, "yellow")


def _match(match: Match, language: Language) -> Group:
    band = message(f"lookup.band_{match.band}", points=match.points).said(language)
    head = f"{match.name.said(language)}  {match.place.said(language)}"
    lines: list[RenderableType] = [
        Styled(printable(head), style="bold"),
        Styled(printable(f"{band}  {standing_said(match).said(language)}")),
    ]
    if match.standing.group and match.sheet != "Groups":
        lines.append(_line(group_said(match.standing.group), language))
    return Group(*lines, *_reasons(match.reasons, language))


def _blind(answer: BlindAnswer, language: Language) -> Group:
    lines: list[RenderableType] = [_line(answer.said, language, "bold")]
    if answer.verdict != "nobody":
        count = message("lookup.blind_records", records=answer.records, points=answer.points)
        lines.append(_line(count, language))
    return Group(
        *lines, *_reasons(answer.reasons, language), _line(answer.next, language, mark="→ ")
    )


def _reasons(reasons: Iterable[Reason], language: Language) -> Iterator[RenderableType]:
    for reason in reasons:
        said = reason.zh if language == "zh" else reason.en
        yield Styled(printable(f"  {reason.points:+4d}  {said}"))


def _line(text: Sentence, language: Language, style: str = "", *, mark: str = "") -> Styled:
    return Styled(printable(f"{mark}{text.said(language)}"), style=style)
