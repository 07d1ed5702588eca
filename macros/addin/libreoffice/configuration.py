"""What LibreOffice reads of the extension: its menu and its toolbar, written from the table.

Source: LibreOffice's schemas Addons.xcs, ProtocolHandler.xcs and WindowState.xcs.
Texts stand in both languages; LibreOffice takes that of its own surface.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from macros.actions import BUTTONS
from macros.buttons.ribbon import GROUPS
from validation.messages import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from macros.actions import Action
    from validation.messages import Language

PROTOCOL = "vnd.relaybook.buttons:"
COMPONENT = "org.relaybook.Buttons"
TITLE = Text("客户接力", "Relaybook")
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPREADSHEET = "com.sun.star.sheet.SpreadsheetDocument"
_SCHEMAS = (
    ' xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
)
_TOOLBAR = "private:resource/toolbar/addon_org.relaybook.toolbar"


def menu_and_toolbar(only: Language | None) -> str:
    """Return Addons.xcu: a menu and a toolbar with the buttons, in the table's order.

    Args:
        only: the one language of the labels; None: that of LibreOffice, Chinese or English.
    """
    menu = _node(
        "org.relaybook.menu", [_title(TITLE, only), *_applies(), _set("Submenu", _items(only))]
    )
    toolbar = (
        f'<node oor:name="org.relaybook.toolbar" oor:op="replace">{"".join(_items(only))}</node>'
    )
    parts = _set("OfficeMenuBar", [menu]) + _set("OfficeToolBar", [toolbar])
    return _data("Addons", "org.openoffice.Office", _set("AddonUI", [parts]))


def handler() -> str:
    """Return ProtocolHandler.xcu: whom LibreOffice asks when a button is pressed."""
    asked = _prop("Protocols", f"{PROTOCOL}*", kind="oor:string-list")
    known = _node(COMPONENT, [asked])
    return _data("ProtocolHandler", "org.openoffice.Office", _set("HandlerSet", [known]))


def toolbar_place(only: Language | None) -> str:
    """Return CalcWindowState.xcu: the toolbar's name, shown in a row of its own."""
    state = _node(
        _TOOLBAR,
        [
            _prop("DockingArea", "0", kind="xs:int"),
            _prop("DockPos", "0,3", kind="xs:string"),
            _prop("Visible", "true", kind="xs:boolean"),
            _texts("UIName", TITLE, only),
        ],
    )
    states = _set("UIElements", [_set("States", [state])])
    return _data("CalcWindowState", "org.openoffice.Office.UI", states)


def _items(only: Language | None) -> Iterator[str]:
    """Yield the buttons; a line stands between two groups."""
    for number, group in enumerate(GROUPS, 1):
        ours = [one for one in BUTTONS if one.button and one.button.group == group.key]
        for action in ours:
            yield _item(action, number, only)
        if number < len(GROUPS):
            # LibreOffice orders them by the length of their names, then by the names.
            yield _node(f"g{number}b99", [_prop("URL", "private:separator", kind="xs:string")])


def _item(action: Action, group: int, only: Language | None) -> str:
    assert action.button
    name = f"g{group}b{action.button.order:02}"
    address = _prop("URL", PROTOCOL + action.button_id, kind="xs:string")
    target = _prop("Target", "_self", kind="xs:string")
    return _node(name, [address, _title(action.button.label, only), target, *_applies()])


def _applies() -> Sequence[str]:
    return [_prop("Context", _SPREADSHEET, kind="xs:string")]


def _title(text: Text, only: Language | None) -> str:
    return _texts("Title", text, only)


def _texts(name: str, text: Text, only: Language | None) -> str:
    """Return a text in both languages: English wherever LibreOffice does not speak Chinese."""
    zh, en = (escape(text.said(only or one)) for one in ("zh", "en"))
    values = (
        f'<value xml:lang="en-US">{en}</value><value xml:lang="zh-CN">{zh}</value>'
        f'<value xml:lang="zh-TW">{zh}</value>'
    )
    return f'<prop oor:name={quoteattr(name)} oor:type="xs:string">{values}</prop>'


def _prop(name: str, value: str, *, kind: str) -> str:
    return (
        f'<prop oor:name={quoteattr(name)} oor:type="{kind}"><value>{escape(value)}</value></prop>'
    )


def _node(name: str, parts: Sequence[str]) -> str:
    return f'<node oor:name={quoteattr(name)} oor:op="replace">{"".join(parts)}</node>'


def _set(name: str, parts: Iterator[str] | Sequence[str]) -> str:
    return f"<node oor:name={quoteattr(name)}>{''.join(parts)}</node>"


def _data(name: str, package: str, parts: str) -> str:
    return (
        f'{_HEAD}<oor:component-data{_SCHEMAS} oor:name="{name}" oor:package="{package}">'
        f"{parts}</oor:component-data>\n"
    )
