"""The component that LibreOffice asks when a button or a line of the menu is pressed.

A press runs beside LibreOffice's own thread, which does each single step: the window is drawn and
the status bar moves while Relaybook thinks. Meanwhile the window takes no typing.
"""

from __future__ import annotations

import importlib
import threading
from typing import Any

uno: Any = importlib.import_module("uno")
unohelper: Any = importlib.import_module("unohelper")
pressing: Any = importlib.import_module("relaybook_parts.pressing")
settings: Any = importlib.import_module("relaybook_parts.settings")

PROTOCOL = "vnd.relaybook.buttons:"
NAME = "org.relaybook.Buttons"
_HANDLER = "com.sun.star.frame.ProtocolHandler"
_DONE = 1
"""com.sun.star.frame.DispatchResultState: SUCCESS."""
_pressed = threading.Lock()
"""One press at a time, whatever the document."""
_KINDS = (
    "com.sun.star.lang.XServiceInfo",
    "com.sun.star.lang.XInitialization",
    "com.sun.star.frame.XDispatchProvider",
    "com.sun.star.frame.XNotifyingDispatch",
)
_Component: Any = type("_Component", (unohelper.Base, *map(uno.getClass, _KINDS)), {})


class Buttons(_Component):  # type: ignore[misc]
    """One button of one window."""

    def __init__(self, context: Any) -> None:
        self._context = context
        self._frame: Any = None

    def initialize(self, arguments: Any) -> None:
        """Take the window in which the button is."""
        self._frame = arguments[0] if arguments else None

    def queryDispatch(self, url: Any, _target: str, _flags: int) -> Any:
        """Return this for the addresses of our buttons."""
        return self if url.Complete.startswith(PROTOCOL) else None

    def queryDispatches(self, requests: Any) -> Any:
        """Return an answer for each of several addresses."""
        return tuple(
            self.queryDispatch(one.FeatureURL, one.FrameName, one.SearchFlags) for one in requests
        )

    def dispatch(self, url: Any, arguments: Any) -> None:
        """Do what a button asks for; return before it is done, unless a macro wants to wait."""
        self.dispatchWithNotification(url, arguments, None)

    def dispatchWithNotification(self, url: Any, arguments: Any, listener: Any) -> None:
        """Do what a button asks for, and tell `listener` when it is done."""
        command = url.Complete[len(PROTOCOL) :]
        waits = any(one.Name == "SynchronMode" and one.Value for one in arguments)
        if not _pressed.acquire(blocking=False):
            self._tell_done(listener)
            return
        if waits:
            self._run(command, listener, waits=True)
        else:
            named = {"command": command, "listener": listener, "waits": False}
            threading.Thread(target=self._run, kwargs=named, daemon=True).start()

    def addStatusListener(self, listener: Any, url: Any) -> None:
        """Say that the button may be pressed, and what it does; that never changes."""
        event = uno.createUnoStruct("com.sun.star.frame.FeatureStateEvent")
        event.Source, event.FeatureURL, event.IsEnabled = self, url, True
        said = uno.createUnoStruct("com.sun.star.beans.NamedValue")
        said.Name, said.Value = "HelpText", self._tip(url)
        tip = uno.createUnoStruct("com.sun.star.frame.ControlCommand")
        tip.Command, tip.Arguments = "SetQuickHelpText", (said,)
        event.State = tip
        listener.statusChanged(event)

    def removeStatusListener(self, listener: Any, url: Any) -> None:
        """Do nothing: nobody was kept."""

    def getImplementationName(self) -> str:
        """Return the name the extension gives it."""
        return NAME

    def supportsService(self, name: str) -> bool:
        """Return whether it is such a service."""
        return name in self.getSupportedServiceNames()

    def getSupportedServiceNames(self) -> Any:
        """Return what it is."""
        return (NAME, _HANDLER)

    def _run(self, command: str, listener: Any, *, waits: bool) -> None:
        try:
            pressing.press(self._context, self._frame, command, is_here=waits)
        finally:
            _pressed.release()
            self._tell_done(listener)

    def _tip(self, url: Any) -> str:
        return str(settings.read(self._context).tips.get(url.Complete[len(PROTOCOL) :], ""))

    def _tell_done(self, listener: Any) -> None:
        if listener is None:
            return
        event = uno.createUnoStruct("com.sun.star.frame.DispatchResultEvent")
        event.Source, event.State = self, _DONE
        listener.dispatchFinished(event)


g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816  # LibreOffice looks for it
g_ImplementationHelper.addImplementation(Buttons, NAME, (_HANDLER,))
