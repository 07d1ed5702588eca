"""A headless Chromium that tests drive: its DevTools protocol over a pair of pipes.

Standard library only. One `Browser` serves a run; every page it opens is a tab of its own with
nothing remembered. What a page asked the network for and what it complained about is kept.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import itertools
import json
import os
import select
import signal
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Mapping

_PATIENCE = 60
_SWITCHES = (
    "--headless",
    "--no-sandbox",  # a container often has no room for one
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--no-first-run",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--remote-debugging-pipe",
)


# innerText is empty where the browser has not yet drawn: below the screen, or just uncovered.
_TEXTS = """
(selector) => [...document.querySelectorAll(selector)]
  .filter((e) => e.checkVisibility())
  .map((e) => {
    const walk = document.createTreeWalker(e, NodeFilter.SHOW_TEXT);
    let text = "";
    while (walk.nextNode())
      if (walk.currentNode.parentElement.checkVisibility()) text += walk.currentNode.data;
    return text.replace(/\\s+/g, " ").trim();
  })
"""


class BrowserError(Exception):
    """The browser did not do what it was told; the text says what it answered."""


class Screen(NamedTuple):
    """What a page is looked at with."""

    width: int = 1280
    height: int = 900
    dark: bool = False
    scripting: bool = True


class Browser:
    """One Chromium process. Use it as a context manager."""

    def __init__(self, program: str) -> None:
        """Start `program`; it answers when it is ready."""
        self._folder = tempfile.TemporaryDirectory(prefix="relaybook-browser-")
        self._ids = itertools.count(1)
        self._heard = bytearray()
        self._answers: dict[int, dict[str, Any]] = {}
        self._pages: dict[str, Page] = {}
        self._process, self._to, self._from = _started(program, Path(self._folder.name))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(BrowserError, OSError):
            self.call("Browser.close")
        os.close(self._to)
        os.close(self._from)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process, signal.SIGKILL)  # of its own session: ours alone
        os.waitpid(self._process, 0)
        self._folder.cleanup()

    def open(self, file: Path, screen: Screen = Screen()) -> Page:  # noqa: B008  # immutable
        """Return `file` as a loaded page of a new tab."""
        target = self.call("Target.createTarget", {"url": "about:blank"})["targetId"]
        asked = {"targetId": target, "flatten": True}
        session = self.call("Target.attachToTarget", asked)["sessionId"]
        page = Page(self, session, target)
        self._pages[session] = page
        page.load(file, screen)
        return page

    def call(
        self, method: str, params: Mapping[str, Any] | None = None, session: str | None = None
    ) -> dict[str, Any]:
        """Return what `method` answers.

        Raises:
            BrowserError: it answers with an error, or not in time.
        """
        number = next(self._ids)
        said: dict[str, Any] = {"id": number, "method": method, "params": dict(params or {})}
        if session:
            said["sessionId"] = session
        message = json.dumps(said).encode() + b"\0"
        while message:
            message = message[os.write(self._to, message) :]
        until = time.monotonic() + _PATIENCE
        while number not in self._answers:
            self.listen(until - time.monotonic())
        answer = self._answers.pop(number)
        if "error" in answer:
            raise BrowserError(method, answer["error"])
        return dict(answer["result"])

    def listen(self, seconds: float) -> None:
        """Take in what the browser has to say, waiting at most `seconds` for it."""
        ready, _, _ = select.select([self._from], [], [], max(seconds, 0))
        if not ready:
            raise BrowserError("no answer in time")  # noqa: EM101, TRY003
        heard = os.read(self._from, 1 << 20)
        if not heard:
            raise BrowserError("the browser has ended")  # noqa: EM101, TRY003
        self._heard += heard
        *whole, rest = bytes(self._heard).split(b"\0")
        self._heard = bytearray(rest)
        for message in map(json.loads, whole):
            if "id" in message:
                self._answers[message["id"]] = message
            elif page := self._pages.get(message.get("sessionId", "")):
                page.hear(message["method"], message["params"])


class Page:
    """One page in a tab; `complaints` are its errors and what it logged."""

    def __init__(self, browser: Browser, session: str, target: str) -> None:
        """Made by `Browser.open`."""
        self._browser = browser
        self._session = session
        self._target = target
        self._loaded = False
        self._asked: dict[str, str] = {}
        self.complaints: list[str] = []

    def load(self, file: Path, screen: Screen) -> None:
        """Show `file` the way `screen` says, and wait until it is there."""
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")
        size = {"width": screen.width, "height": screen.height, "deviceScaleFactor": 1}
        self.call("Emulation.setDeviceMetricsOverride", {**size, "mobile": False})
        colours = {"name": "prefers-color-scheme", "value": "dark" if screen.dark else "light"}
        self.call("Emulation.setEmulatedMedia", {"features": [colours]})
        self.call("Emulation.setScriptExecutionDisabled", {"value": not screen.scripting})
        self.call("Page.navigate", {"url": file.as_uri()})
        while not self._loaded:
            self._browser.listen(_PATIENCE)

    @property
    def asked(self) -> list[str]:
        """Every address the network was asked for; one the page's policy stopped is not."""
        return list(self._asked.values())

    def call(self, method: str, params: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return what `method` answers for this page."""
        return self._browser.call(method, params, self._session)

    def hear(self, method: str, said: Mapping[str, Any]) -> None:
        """Keep what an event says."""
        if method == "Page.loadEventFired":
            self._loaded = True
        elif method == "Network.requestWillBeSent":
            self._asked[said["requestId"]] = said["request"]["url"]
        elif method == "Network.loadingFailed" and said.get("blockedReason") == "csp":
            del self._asked[said["requestId"]]
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(str(said["exceptionDetails"]))
        elif method == "Runtime.consoleAPICalled":
            self.complaints.append(str(said["args"]))
        elif method == "Log.entryAdded":
            self.complaints.append(said["entry"]["text"])

    def value(self, script: str) -> Any:
        """Return what an expression is worth in the page; a promise is waited for."""
        asked = {"expression": script, "returnByValue": True, "awaitPromise": True}
        answer = self.call("Runtime.evaluate", asked)
        if "exceptionDetails" in answer:
            raise BrowserError(script, answer["exceptionDetails"])
        return answer["result"].get("value")

    def texts(self, selector: str) -> list[str]:
        """Return the text of every element that is not hidden, without its hidden parts."""
        return list(self.value(f"({_TEXTS})({json.dumps(selector)})"))

    def click(self, selector: str) -> None:
        """Click the middle of the first such element, as a mouse does."""
        box = self.value(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)});"
            "e.scrollIntoView({block: 'center', behavior: 'instant'});"
            "const b = e.getBoundingClientRect();"
            "return [b.x + b.width / 2, b.y + b.height / 2] })()"
        )
        where = {"x": box[0], "y": box[1], "button": "left", "clickCount": 1}
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", {"type": kind, **where})

    def press(self, key: str) -> None:
        """Press one key: Tab, Enter, Space or an arrow."""
        code, text = {
            "Tab": (9, ""), "Enter": (13, "\r"), "Space": (32, " "),
            "ArrowLeft": (37, ""), "ArrowRight": (39, ""),
        }[key]  # fmt: skip
        event = {"windowsVirtualKeyCode": code, "key": text.strip() or key, "code": key}
        if text == " ":
            event["key"] = " "
        self.call("Input.dispatchKeyEvent", {"type": "keyDown", **event, "text": text})
        self.call("Input.dispatchKeyEvent", {"type": "keyUp", **event})

    def type(self, text: str) -> None:
        """Put `text` into what has the focus."""
        self.call("Input.insertText", {"text": text})

    def wait(self, script: str) -> None:
        """Wait until an expression is true."""
        until = time.monotonic() + _PATIENCE
        while not self.value(script):
            if time.monotonic() > until:
                raise BrowserError(script)
            time.sleep(0.02)

    def pdf(self) -> bytes:
        """Return the page as it prints."""
        return base64.b64decode(self.call("Page.printToPDF", {"preferCSSPageSize": True})["data"])

    def picture(self) -> bytes:
        """Return what is on the screen, as PNG."""
        return base64.b64decode(self.call("Page.captureScreenshot")["data"])


def _started(program: str, folder: Path) -> tuple[int, int, int]:
    """Start the browser; return its process, and the pipes to it and from it."""
    its_in, to = os.pipe()
    of, its_out = os.pipe()
    # It reads 3 and writes 4: first out of the way of those numbers.
    its_in, its_out = (_moved(fd) for fd in (its_in, its_out))
    null = os.open(os.devnull, os.O_RDWR)
    actions = [
        (os.POSIX_SPAWN_DUP2, null, 1),
        (os.POSIX_SPAWN_DUP2, null, 2),
        (os.POSIX_SPAWN_DUP2, its_in, 3),
        (os.POSIX_SPAWN_DUP2, its_out, 4),
    ]
    command = [program, *_SWITCHES, f"--user-data-dir={folder / 'profile'}", "about:blank"]
    home = {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "XDG_CACHE_HOME": str(folder)}
    process = os.posix_spawn(
        program, command, {**os.environ, **home}, file_actions=actions, setsid=True
    )
    for fd in (its_in, its_out, null):
        os.close(fd)
    return process, to, of


def _moved(fd: int) -> int:
    high = fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 10)
    os.close(fd)
    return high
