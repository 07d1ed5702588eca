"""The ribbon of the add-in, written from the table of the actions.

Source: [MS-CUSTOMUI], namespace 2009/07 (Office 2010 and later). Labels are written in when the
add-in is built: callbacks for them would be one more thing that can fail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from macros.actions import BUTTONS
from macros.buttons.ribbon import GROUPS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validation.messages import Language

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
_TAB = {"zh": "客户接力", "en": "Relaybook"}


def ribbon_part(language: Language) -> str:
    """Return customUI14.xml: one tab, its groups and buttons in the table's order."""
    return _HEAD + "\n".join(_lines(language)) + "\n"


def _lines(language: Language) -> Iterator[str]:
    yield f'<customUI xmlns="{_NAMESPACE}"><ribbon><tabs>'
    label = quoteattr(_TAB[language])
    yield f'<tab id="relaybook" label={label} insertAfterMso="TabData" keytip="Y0">'
    for group in GROUPS:
        name = quoteattr(group.name.said(language))
        yield f'<group id="group_{group.key}" label={name}>'
        for action in BUTTONS:
            if action.button is None or action.button.group != group.key:
                continue
            button, label = action.button, quoteattr(action.button.label.said(language))
            yield (
                f'<button id="{action.button_id}" size="{button.size}" label={label}'
                f" imageMso={quoteattr(button.image)} screentip={label}"
                f" supertip={quoteattr(button.tip.said(language))}"
                ' onAction="Relaybook.OnClick"/>'
            )
        yield "</group>"
    yield "</tab></tabs></ribbon></customUI>"
