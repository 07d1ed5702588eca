"""A LibreOffice for tests: opens workbooks and uses them as a person would.

`tests.office_worker` does the talking, under the Python LibreOffice was built for; this side
starts it, asks it by JSON lines, and puts an end to it when it does not answer. To look at a
workbook: `python tests/office.py render BOOK.xlsx FOLDER`.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from tests.office_styles import Style, styles

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType

    Cell = float | str | None

XLSX = "Calc MS Excel 2007 XML"
_WORKER = Path(__file__).with_name("office_worker.py")
_START = 90.0
_OPEN = 120.0
_STEP = 30.0


class OfficeError(Exception):
    """LibreOffice refused a request; `reason` is its own."""

    def __init__(self, request: str, reason: str) -> None:
        super().__init__(f"{request}: {reason}")


class OfficeHungError(Exception):
    """LibreOffice did not answer in time, or died; the next request starts a new one."""

    def __init__(self, request: str, seconds: float) -> None:
        super().__init__(f"{request}: no answer in {seconds:g} s")


class Tab(NamedTuple):
    """A sheet as a user meets it."""

    name: str
    visible: bool
    protected: bool


class Rule(NamedTuple):
    """A cell's validation: `kind` is ANY, LIST, DATE, CUSTOM…; `stops` = a bad entry is refused."""

    kind: str
    first: str
    second: str
    stops: bool
    message: str
    prompt: str


class Office:
    """One LibreOffice, started by the first request and shared by all that follow."""

    def __init__(
        self,
        python: str,
        *,
        extension: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Name what it is started with: its Python, an extension to add, what else to tell it."""
        self._python = python
        self._extension = extension
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._folder = Path()
        self.starts = 0
        """How often it was started; a document opened in an earlier one is gone."""

    @property
    def folder(self) -> Path:
        """Where the copies that it has open are."""
        return self._folder

    @property
    def is_running(self) -> bool:
        """Whether it has been started and not ended since."""
        return self._process is not None

    def open(self, path: Path, *, password: str | None = None) -> Document:
        """Open a private copy of a workbook."""
        return Document(self, path, password)

    def call(self, method: str, *arguments: object, seconds: float = _STEP, **named: object) -> Any:
        """Ask the worker and return its answer.

        Raises:
            OfficeError: LibreOffice refused.
            OfficeHungError: no answer within `seconds`; the office has been ended.
        """
        process = self._process or self._start()
        ok, answer = self._ask(process, [method, arguments, named], seconds)
        if not ok:
            raise OfficeError(method, answer)
        return answer

    def close(self) -> None:
        """End the office; a later request starts a new one."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin
        assert process.stdout
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()  # the worker's sign to end the office in order
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(12)
        _end(process)
        process.stdout.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _start(self) -> subprocess.Popen[bytes]:
        self._folder = Path(tempfile.mkdtemp(prefix="relaybook-office-"))
        if self._extension is not None:
            add_extension(self._extension, self._folder / "profile")
        # A session of its own, so that worker and office can be ended as one group.
        self._process = subprocess.Popen(
            [self._python, "-E", "-s", str(_WORKER), str(self._folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
            bufsize=0,
            env={**os.environ, **(self._environment or {})},
        )
        self.starts += 1
        self._ask(self._process, ["ready", [], {}], _START)
        return self._process

    def _ask(
        self, process: subprocess.Popen[bytes], request: Sequence[object], seconds: float
    ) -> tuple[bool, Any]:
        assert process.stdin
        line = b""
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(json.dumps(request).encode() + b"\n")
            line = _line(process, seconds)
        if not line:
            self._abandon()
            raise OfficeHungError(str(request[0]), seconds)
        ok, answer = json.loads(line)
        return ok, answer

    def _abandon(self) -> None:
        process = self._process
        if process is not None:
            _end(process)
        self.close()


class Document:
    """A workbook open in LibreOffice; opened anew when the office had to be restarted.

    Cells and areas are written as people write them ("B5", "A5:F9"), rows and columns count
    from 1.
    """

    def __init__(self, office: Office, path: Path, password: str | None = None) -> None:
        self._office = office
        self._path = path
        self._password = password
        self._number = 0
        self._start = 0
        self._reopen()

    def close(self) -> None:
        """Close it without saving."""
        if self._is_open():
            self._ask("close")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # ---- looking

    def tabs(self) -> list[Tab]:
        """Return the sheets in order."""
        return [Tab(**tab) for tab in self._ask("sheets")]

    def value(self, sheet: str, cell: str) -> Cell:
        """Return a cell's value: None when empty, "#ERR502" for an error."""
        found: Cell = self._ask("value", sheet, cell)
        return found

    def values(self, sheet: str, area: str) -> list[list[Cell]]:
        """Return an area row by row; an empty cell is an empty text."""
        found: list[list[Cell]] = self._ask("values", sheet, area)
        return found

    def contents(self) -> dict[str, list[list[Cell]]]:
        """Return every sheet row by row, from A1 to the last cell in use."""
        found: dict[str, list[list[Cell]]] = self._ask("contents", seconds=_OPEN)
        return found

    def formula(self, sheet: str, cell: str) -> str:
        """Return what the input line shows."""
        return str(self._ask("formula", sheet, cell))

    def shown(self, sheet: str, cell: str) -> str:
        """Return the text a cell displays."""
        return str(self._ask("shown", sheet, cell))

    def number_format(self, sheet: str, cell: str) -> str:
        """Return the code of a cell's number format."""
        return str(self._ask("number_format", sheet, cell))

    def locked(self, sheet: str, cell: str) -> bool:
        """Return whether protection locks the cell."""
        return bool(self._ask("locked", sheet, cell))

    def validation(self, sheet: str, cell: str) -> Rule:
        """Return a cell's validation rule."""
        return Rule(**self._ask("validation", sheet, cell))

    def names(self) -> Mapping[str, str]:
        """Return the names of the book: name → formula."""
        found: dict[str, str] = self._ask("names")
        return found

    def formula_values(self) -> Mapping[str, Cell]:
        """Return "Sheet!A1" → value of every formula cell, None for an error."""
        found: dict[str, Cell] = self._ask("formula_values", seconds=_OPEN)
        return found

    def formula_errors(self) -> list[str]:
        """Return the areas of formulas that show an error."""
        found: list[str] = self._ask("formula_errors")
        return found

    def styles(self, sheet: str) -> Mapping[str, Style]:
        """Return how the visible used cells of a sheet look: "A1" → Style."""
        with tempfile.TemporaryDirectory() as scratch:
            page = Path(scratch) / "book.html"
            where = self._ask("html", sheet, str(page), seconds=_OPEN)
            return styles(page.read_text("utf-8"), **where)

    # ---- acting as a user

    def type(self, sheet: str, cell: str, text: str) -> bool:
        """Type `text` and press Return; return whether the cell took it (changed)."""
        return bool(self._ask("enter", sheet, cell, text))

    def paste(self, sheet: str, source: str, target: str) -> None:
        """Copy and paste within a sheet."""
        self._ask("paste", sheet, source, target)

    def clear(self, sheet: str, area: str) -> None:
        """Select an area and press Delete."""
        self._ask("clear", sheet, area)

    def sort(self, sheet: str, area: str, *, column: int, ascending: bool = True) -> None:
        """Sort an area, its header left out, by one column of the sheet."""
        self._ask("sort", sheet, area, column=column, ascending=ascending)

    def filter(self, sheet: str, header: str, keep: str) -> None:
        """Keep only the rows with one value, by the arrow of the header cell."""
        self._ask("filter", sheet, header, keep)

    def hidden_rows(self, sheet: str, first: int, last: int) -> list[int]:
        """Return the rows between two rows that are not shown."""
        found: list[int] = self._ask("hidden_rows", sheet, first, last)
        return found

    def delete_row(self, sheet: str, row: int) -> None:
        """Delete a row by its header."""
        self._ask("delete_row", sheet, row)

    def recalculate(self) -> None:
        """Calculate every formula again."""
        self._ask("recalculate", seconds=_OPEN)

    def macro(self, name: str, *arguments: object) -> Any:
        """Run a macro, "Project.Module.Name"; return what a function of it returns."""
        return self._ask("macro", name, list(arguments))

    def press(self, address: str) -> None:
        """Press a button of an extension, by its address, and wait until it is done."""
        self._ask("press", address, seconds=_OPEN)

    def undo(self) -> None:
        """Take back one step, by LibreOffice's own Undo."""
        self._ask("undo")

    def note(self, sheet: str, cell: str, text: str = "") -> str:
        """Put a note to a cell, unless `text` is empty; return the note that is there."""
        return str(self._ask("note", sheet, cell, text))

    def select(self, sheet: str, area: str) -> None:
        """Select cells."""
        self._ask("select", sheet, area)

    # ---- taking away

    def save_as(self, path: Path, kind: str = XLSX) -> None:
        """Store a copy through one of LibreOffice's export filters."""
        self._ask("save_as", str(path), kind, seconds=_OPEN)

    def render(self, folder: Path, *, dots: int = 80, hidden: bool = False) -> list[Path]:
        """Draw one PNG for each visible sheet (`hidden`: for every sheet) and return them."""
        folder.mkdir(parents=True, exist_ok=True)
        tabs = self.tabs()
        with tempfile.TemporaryDirectory() as scratch:
            pdf = Path(scratch) / "book.pdf"
            self._ask("pdf", str(pdf), seconds=_OPEN)
            command = ["pdftoppm", "-r", str(dots), "-png", str(pdf), f"{scratch}/page"]
            subprocess.run(command, check=True, timeout=_OPEN)
            pages = sorted(Path(scratch).glob("page-*.png"))
            # An empty sheet has no page; then nothing tells whose page is whose.
            names = [t.name for t in tabs] if len(tabs) == len(pages) else ["sheet"] * len(pages)
            shown = [t.visible or hidden for t in tabs] if len(tabs) == len(pages) else [True]
            drawn = []
            for number, (page, name) in enumerate(zip(pages, names, strict=True), 1):
                if shown[(number - 1) % len(shown)]:
                    drawn.append(folder / f"{number:02}-{name}.png")
                    shutil.move(page, drawn[-1])
        return drawn

    def _reopen(self) -> None:
        self._number = self._office.call("open", str(self._path), self._password, seconds=_OPEN)
        self._start = self._office.starts

    def _is_open(self) -> bool:
        return self._office.is_running and self._start == self._office.starts

    def _ask(self, method: str, *arguments: object, seconds: float = _STEP, **named: object) -> Any:
        if not self._is_open():
            self._reopen()
        return self._office.call(method, self._number, *arguments, seconds=seconds, **named)


def add_extension(extension: Path, profile: Path) -> None:
    """Add an extension to a fresh profile, as a person does with unopkg."""
    profile.mkdir()
    file = Path(shutil.copy(extension, profile))
    command = ["unopkg", "add", f"-env:UserInstallation={profile.as_uri()}", str(file)]
    if os.geteuid() == 0:
        # unopkg refuses root, whose profile nobody would look for.
        command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *command]
        for folder in (profile, profile.parent):
            folder.chmod(0o777)
    # As in the worker: no Python but the office's own may be found.
    here = {"HOME": str(profile), "TMPDIR": str(profile), "PATH": os.defpath}
    environment = {**os.environ, **here}
    subprocess.run(command, check=True, capture_output=True, timeout=_START, env=environment)


def _line(process: subprocess.Popen[bytes], seconds: float) -> bytes:
    """Return the worker's next line; empty when it died or the time ran out."""
    assert process.stdout
    end = time.monotonic() + seconds
    line = b""
    while not line.endswith(b"\n"):
        left = end - time.monotonic()
        if left <= 0 or not select.select([process.stdout], [], [], left)[0]:
            return b""
        part = os.read(process.stdout.fileno(), 1 << 16)
        if not part:
            return b""
        line += part
    return line


def _end(process: subprocess.Popen[bytes]) -> None:
    # The office may outlive its worker, so the group is ended even when the worker has left.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def main(words: Sequence[str]) -> int:
    """Draw the sheets of a workbook: `render BOOK FOLDER [--hidden]`."""
    from tests.programs import office_python  # noqa: PLC0415  # it imports pytest

    match [word for word in words if word != "--hidden"]:
        case ["render", book, folder]:
            pass
        case _:
            sys.stderr.write("usage: python tests/office.py render BOOK FOLDER [--hidden]\n")
            return 2
    python = office_python()
    if python is None:
        sys.stderr.write("no Python here can talk to LibreOffice; .ci/install installs one\n")
        return 2
    with Office(python) as office, office.open(Path(book)) as document:
        for page in document.render(Path(folder), hidden="--hidden" in words):
            sys.stdout.write(f"{page}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
