"""The manual as one page for the browser, offline: made from the same tables as docs/."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from macros.actions import BUTTONS, COMMANDS, SECTIONS
from macros.buttons.ribbon import GROUPS
from macros.manual.drawing import drawing
from macros.manual.tables import AREAS, troubles, uses
from validation.messages import message
from workbook.report.html import shell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from macros.actions import Action
    from macros.manual.tables import Trouble, Use
    from validation.messages import Language, Text

_FOLDER = Path(__file__).parent
_SCRIPT = Markup("")
_STYLE = shell.inline(shell.FOLDER / "page.css", _FOLDER / "manual.css")
_PROTECTION = tuple(f"protection_{number}" for number in range(1, 6))
"""Sentences manual.protection_1 …: docs/protection.md in short."""


class Entry(NamedTuple):
    """One button on the page."""

    key: str
    label: Text
    tip: Text
    use: Use


class Part(NamedTuple):
    """One group of buttons, area of errors, or section of commands."""

    key: str
    name: Text
    entries: Sequence[Entry | Trouble | Action]


def render(language: Language, version: str) -> str:
    """Return the manual as one HTML document that opens in `language` and holds both.

    It needs nothing beside it: no script, no picture from elsewhere, no network.
    """
    template = shell.environment(_FOLDER).get_template("manual.html.j2")
    return template.render(
        language=language,
        policy=shell.policy(_SCRIPT, _STYLE),
        style=_STYLE,
        script=_SCRIPT,
        title=message("manual.title"),
        version=version,
        tell=shell.speaker("manual"),
        # Our own drawing of our own table: nothing of others is in it.
        ribbons={lang: Markup(drawing(lang)) for lang in ("zh", "en")},  # noqa: S704
        groups=_groups(),
        areas=_areas(),
        sections=_sections(),
        protection=_PROTECTION,
    )


def _groups() -> Sequence[Part]:
    entries = [
        (a.button.group, Entry(a.button_id, a.button.label, a.button.tip, uses()[a.button_id]))
        for a in BUTTONS
        if a.button
    ]
    return tuple(
        Part(group.key, group.name, [entry for key, entry in entries if key == group.key])
        for group in GROUPS
    )


def _areas() -> Sequence[Part]:
    return tuple(
        Part(area, message(f"manual.area_{area}"), [t for t in troubles() if t.area == area])
        for area in AREAS
    )


def _sections() -> Sequence[Part]:
    return tuple(
        Part(section.key, section.name, [a for a in COMMANDS if a.section == section.key])
        for section in SECTIONS
    )
