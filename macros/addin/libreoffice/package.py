"""relaybook.oxt: menu, toolbar, the component behind them, and what it has to know.

Source: the LibreOffice Developer's Guide on extensions. Building it twice gives the same bytes.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from macros.actions import BUTTONS
from macros.addin.libreoffice import configuration
from macros.addin.package import Setup, zipped
from validation.messages import Text, message

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable

    from macros.buttons.ribbon import Button
    from validation.messages import Language

FILE = "relaybook.oxt"
IDENTIFIER = "org.relaybook.buttons"
SOURCES = files("macros.addin.libreoffice") / "office"
_COMPONENT, _PARTS = "relaybook_buttons.py", "relaybook_parts"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_DESCRIPTION = "http://openoffice.org/extensions/description/2006"
_MANIFEST = "http://openoffice.org/2001/manifest"
_OLDEST = "7.0"
"""LibreOffice whose own Python is 3.7 or later; tried with 7.4."""
_SAID = ("no_book", "unknown", "failed", "not_started")
_LANGUAGES: tuple[Language, ...] = ("zh", "en")


def oxt(setup: Setup, only: Language | None = None) -> bytes:
    """Return the extension as a file.

    Args:
        setup: what the buttons call; its language is not looked at.
        only: the one language of the buttons; None: that of LibreOffice, Chinese or English.
    """
    told = {
        "META-INF/manifest.xml": _manifest(),
        "description.xml": _description(setup),
        "description-en.txt": message("office.about").en,
        "description-zh.txt": message("office.about").zh,
        "Addons.xcu": configuration.menu_and_toolbar(only),
        "ProtocolHandler.xcu": configuration.handler(),
        "CalcWindowState.xcu": configuration.toolbar_place(only),
        _COMPONENT: (SOURCES / _COMPONENT).read_text("utf-8"),
        f"pythonpath/{_PARTS}/settings.json": _json(settings(setup, only)),
        **{f"pythonpath/{_PARTS}/{one.name}": one.read_text("utf-8") for one in _parts()},
    }
    return zipped({name: text.encode() for name, text in told.items()})


def settings(setup: Setup, only: Language | None = None) -> Mapping[str, object]:
    """Return what the component reads; it knows no other source."""
    return {
        "interpreter": setup.interpreter,
        "flags": setup.flags.split(),
        "version": setup.version,
        "language": only or "",
        "said": {
            one: {key: message(f"office.{key}").said(only or one) for key in _SAID}
            for one in _LANGUAGES
        },
        "tips": {
            one: {
                action.button_id: _tip(action.button).said(only or one)
                for action in BUTTONS
                if action.button
            }
            for one in _LANGUAGES
        },
    }


def _tip(button: Button) -> Text:
    """Return what is shown under the mouse; LibreOffice shows no second line there."""
    return Text(f"{button.label.zh}：{button.tip.zh}", f"{button.label.en}: {button.tip.en}")


def _parts() -> Iterator[Traversable]:
    found = (one for one in (SOURCES / _PARTS).iterdir() if one.name.endswith(".py"))
    yield from sorted(found, key=lambda one: one.name)


def _json(told: Mapping[str, object]) -> str:
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _manifest() -> str:
    data = "application/vnd.sun.star.configuration-data"
    kinds = {
        "Addons.xcu": data,
        "ProtocolHandler.xcu": data,
        "CalcWindowState.xcu": data,
        _COMPONENT: "application/vnd.sun.star.uno-component;type=Python",
    }
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
        for name, kind in kinds.items()
    )
    return f'{_HEAD}<manifest:manifest xmlns:manifest="{_MANIFEST}">{entries}</manifest:manifest>\n'


def _description(setup: Setup) -> str:
    names = "".join(
        f'<name lang="{one}">{escape(f"Relaybook {configuration.TITLE.said(one)}")}</name>'
        for one in _LANGUAGES
    )
    about = "".join(
        f'<src lang="{one}" xlink:href="description-{one}.txt"/>' for one in reversed(_LANGUAGES)
    )
    needs = (
        '<LibreOffice-minimal-version xmlns="http://libreoffice.org/extensions/description/2011"'
        f' value="{_OLDEST}" d:name="LibreOffice {_OLDEST}"/>'
    )
    return (
        f'{_HEAD}<description xmlns="{_DESCRIPTION}" xmlns:d="{_DESCRIPTION}"'
        ' xmlns:xlink="http://www.w3.org/1999/xlink">'
        f'<identifier value="{IDENTIFIER}"/><version value={quoteattr(setup.version)}/>'
        f"<display-name>{names}</display-name><dependencies>{needs}</dependencies>"
        f"<extension-description>{about}</extension-description></description>\n"
    )
