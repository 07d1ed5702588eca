"""The pictures of docs/buttons.md: `python -m tests.pictures [BUTTON …]` draws them anew.

Every button is really pressed, in the Excel in memory that the tests use. What it left in the
cells is put back into the file, whose sheet LibreOffice then draws; the dialogs are drawn round
the very words the button said, in both languages. Nothing here is checked byte for byte: fonts
and versions of programs differ. Needs LibreOffice, poppler, ImageMagick, Xvfb and Chromium.
"""

from __future__ import annotations

import base64
import copy
import html
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import openpyxl
from openpyxl.styles import Border, Side
from openpyxl.utils import get_column_letter

from macros.actions import BUTTONS
from macros.docs import DOCS
from macros.manual.page import render
from tests import programs
from tests.browser import Browser, Screen
from tests.excel.cells import Wrong
from tests.excel.pressed import opened
from tests.office import Office
from tests.picture_shots import SHOTS, Shot, shared
from tests.picture_window import window
from workbook.form import FIRST_ROW, HEADER_ROW, KEY_ROW
from workbook.keeping import home

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from tests.excel.pressed import Open
    from validation.messages import Language

FOLDER = DOCS / "images" / "buttons"
LARGEST = 60_000
"""Bytes of one picture."""
_DOTS = 110
_WIDTH = 920
_PASSPHRASE = re.compile(r"[a-z]+(-[a-z]+){5}")
_SIDE = Side(style="thick", color="1F7145")
_STYLE = """
* { box-sizing: border-box; margin: 0; }
body { width: 960px; padding: 16px 20px 18px; background: #fff; color: #1e293b;
  font: 14px/1.45 "Noto Sans CJK SC", sans-serif; }
figure { width: max-content; max-width: 920px; border: 1px solid #94a3b8; }
figure img { display: block; max-width: 918px; }
figcaption { border-top: 1px solid #94a3b8; background: #eef2f6; padding: 2px 10px; color: #1f7145;
  font-weight: 700; font-size: 13px; }
.dialogs { display: grid; grid-template-columns: 1fr 1fr; gap: 12px; margin-top: 14px;
  align-items: start; }
.dialog { border: 1px solid #64748b; background: #fff; border-radius: 6px; overflow: hidden; }
.dialog b { display: block; padding: 4px 12px; background: #14304f; color: #fff; font-size: 13px; }
.dialog p { padding: 8px 12px; white-space: pre-wrap; overflow-wrap: anywhere; }
.dialog i { display: block; margin: 0 12px 10px; padding: 2px 8px; border: 1px solid #94a3b8;
  font-style: normal; }
"""


WINDOW = "libreoffice"
"""The name of the picture of LibreOffice's window, beside those of the buttons."""


class Told(NamedTuple):
    """One dialog: its title, its words, and what the person typed or chose."""

    title: str
    words: str
    answer: str


def draw(names: Sequence[str], folder: Path = FOLDER) -> list[Path]:
    """Draw the pictures of some buttons, or of all, and return them."""
    folder.mkdir(parents=True, exist_ok=True)
    python, chromium = programs.office_python(), programs.chromium()
    assert python
    assert chromium
    with (
        tempfile.TemporaryDirectory() as scratch,
        Office(python) as office,
        Browser(chromium) as browser,
    ):
        tools = Tools(office, browser, Path(scratch))
        wanted = [shot for shot in SHOTS if not names or shot.button in names]
        drawn = [tools.picture(shot, folder) for shot in wanted]
        if not names or "help" in names:
            drawn.append(tools.manual(folder))
    if not names or WINDOW in names:
        drawn.append(small(window(), folder.parent / f"{WINDOW}.png"))
    return drawn


class Tools(NamedTuple):
    """The programs a picture is made with, and where they may write."""

    office: Office
    browser: Browser
    scratch: Path

    def picture(self, shot: Shot, folder: Path) -> Path:
        """Press the button of `shot` in both languages and draw what became of it."""
        excel, zh = self._pressed(shot, "zh")
        _, en = self._pressed(shot, "en")
        place = self.scratch / shot.button
        sheet = self._sheet(shot, excel, place / "zh")
        dialogs = "".join(_dialog(one) for pair in zip(zh, en, strict=True) for one in pair)
        page = self.scratch / "page.html"
        page.write_text(
            f'<!DOCTYPE html><meta charset="utf-8"><style>{_STYLE}</style><body>{sheet}'
            f'<div class="dialogs">{dialogs}</div></body>',
            encoding="utf-8",
        )
        return self._saved(page, folder / f"{shot.button}.png")

    def manual(self, folder: Path) -> Path:
        """Draw the top of the page that Help opens."""
        page = self.scratch / "manual.html"
        page.write_text(render("zh", "0.1.0"), encoding="utf-8")
        shown = self.browser.open(page, Screen(1180, 860))
        return small(shown.picture(), folder / "help.png")

    def _pressed(self, shot: Shot, language: Language) -> tuple[Open, list[Told]]:
        place = self.scratch / shot.button / language
        place.mkdir(parents=True, exist_ok=True)
        home.use(place / "data")  # what the other language did was another computer's doing
        source = self._book(shot)
        path = Path(shutil.copy(source, place / "book.xlsx"))
        answers = [str(one).format(folder=place) for one in shot.answers]
        if shot.button == "receive":
            answers = [*_parcel(place), "yes"]
        excel = opened(path, like=source)
        if shot.spoil:
            _spoil(excel, shot)
        for button in shot.before:
            assert excel.press(button, language=language).is_done, excel.said
        if shot.select:
            sheet, first, last = shot.select
            excel.select(excel.read().layouts[sheet].tab, (first, 2, last, 2))
        given = list(answers)
        pressed = excel.press(shot.button, *answers, language=language)
        assert pressed.is_done, excel.said
        return excel, _told(excel.app.log, given, str(place))

    def _book(self, shot: Shot) -> Path:
        """Return the book of a shot, written once."""
        path = self.scratch / f"{shot.book.__module__}.{shot.book.__name__}.xlsx"
        return path if path.exists() else shot.book(path)

    def _sheet(self, shot: Shot, excel: Open, place: Path) -> str:
        if not shot.sheet:
            return ""
        tab = excel.read().layouts[shot.sheet].tab
        path = place / "shown.xlsx"
        _shown(excel, place / "book.xlsx", tab, shot).save(path)
        with self.office.open(path) as document:
            page = document.render(place / "pages", dots=_DOTS)[0]
        trimmed = place / "sheet.png"
        _convert(str(page), "-trim", "+repage", "-bordercolor", "white", "-border", "6", trimmed)
        data = base64.b64encode(trimmed.read_bytes()).decode()
        return (
            f'<figure><img src="data:image/png;base64,{data}">'
            f"<figcaption>{html.escape(tab)}</figcaption></figure>"
        )

    def _saved(self, page: Path, path: Path) -> Path:
        shown = self.browser.open(page, Screen(_WIDTH + 40, 400))
        height = int(shown.value("document.body.getBoundingClientRect().height")) + 2
        shown = self.browser.open(page, Screen(_WIDTH + 40, height))
        return small(shown.picture(), path)


def _told(log: Sequence[tuple[str, Any]], answers: list[str], place: str) -> list[Told]:
    """Return the dialogs of a press, in order, each with what was answered."""
    found = []
    for kind, told in log:
        if kind == "alert":
            title, words, buttons, _ = told
            answer = answers.pop(0) if buttons not in (None, "ok") and answers else ""
            found.append(Told(title, words, "" if answer == "yes" else answer))
        elif kind in ("input", "file", "folder"):
            title, words = told if kind == "input" else (told, "")
            answer = answers.pop(0) if answers else ""
            found.append(Told(title, words, answer))
    return [
        Told(one.title, one.words.replace(place, "…"), _seen(one.answer).replace(place, "…"))
        for one in found
    ]


def _seen(answer: str) -> str:
    """Return what a dialog shows of what is typed: nothing of a passphrase."""
    return "•" * 12 if _PASSPHRASE.fullmatch(answer) else answer


def _dialog(told: Told) -> str:
    words = f"<p>{html.escape(told.words)}</p>" if told.words else "<p></p>"
    answer = f"<i>{html.escape(told.answer)}</i>" if told.answer else ""
    return f'<div class="dialog"><b>{html.escape(told.title)}</b>{words}{answer}</div>'


def _shown(excel: Open, path: Path, tab: str, shot: Shot) -> openpyxl.Workbook:
    """Return the file with the cells of the open workbook, and only what is to be seen."""
    book = openpyxl.load_workbook(path)
    for one in excel.book.sheets:
        _filled(book[one.name], one.cells)
    sheet = book[tab]
    for other in book.worksheets:
        if other is not sheet:
            del book[other.title]
    book.active = 0
    sheet.sheet_state = "visible"
    _trimmed(sheet, shot)
    _cursor(sheet, excel)
    return book


def _filled(sheet: Worksheet, cells: Any) -> None:
    stood = {(c.row, c.column) for row in sheet.iter_rows() for c in row if c.value is not None}
    for row, column in stood - set(cells):
        sheet.cell(row, column).value = None
    looks = _looks(sheet)
    for (row, column), cell in cells.items():
        value = cell.value.name if isinstance(cell.value, Wrong) else cell.value
        here = sheet.cell(row, column)
        if not cell.formula and here.value != value:
            if not here.has_style and column in looks:
                here._style = copy.copy(looks[column])  # noqa: SLF001 - it has no other way
            here.value = value


def _looks(sheet: Worksheet) -> dict[int, Any]:
    """Return the format of each column, which a new cell has in a spreadsheet program."""
    return {
        number: one._style  # noqa: SLF001
        for one in sheet.column_dimensions.values()
        for number in range(one.min or 0, (one.max or 0) + 1)
    }


def _trimmed(sheet: Worksheet, shot: Shot) -> None:
    keys = {sheet.cell(KEY_ROW, n).value: n for n in range(1, sheet.max_column + 1)}
    kept = {keys[key] for key in shot.columns}
    widths = {}
    for letter, one in list(sheet.column_dimensions.items()):
        for number in range(one.min or 0, (one.max or 0) + 1):
            widths[number] = (one.width, letter)
        del sheet.column_dimensions[letter]
    for number in range(1, sheet.max_column + 1):
        made = sheet.column_dimensions[get_column_letter(number)]
        made.width = widths.get(number, (12, ""))[0]
        made.hidden = number not in kept
    for number in range(1, HEADER_ROW):
        sheet.row_dimensions[number].hidden = True
    last = FIRST_ROW + shot.rows - 1
    for number in range(last + 1, sheet.max_row + 1):
        sheet.row_dimensions[number].hidden = True
    sheet.print_area = f"A{HEADER_ROW}:{get_column_letter(max(kept))}{last}"
    sheet.print_title_rows = sheet.print_title_cols = None
    sheet.oddHeader.center.text = sheet.oddFooter.center.text = None
    for part in (sheet.oddHeader, sheet.oddFooter):
        part.left.text = part.right.text = part.center.text = None
    sheet.print_options.headings = sheet.print_options.gridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = sheet.page_setup.fitToWidth = 1
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _cursor(sheet: Worksheet, excel: Open) -> None:
    """Frame what is selected, as the program does on the screen."""
    chosen = excel.app.chosen
    if chosen is None or chosen[0].name != sheet.title:
        return
    for first, left, last, right in chosen[1]:
        for row in range(first, last + 1):
            for column in range(left, right + 1):
                sheet.cell(row, column).border = Border(_SIDE, _SIDE, _SIDE, _SIDE)


def _spoil(excel: Open, shot: Shot) -> None:
    """Give a column another format, as pasting does."""
    found = excel.read().layouts[shot.sheet]
    sheet = excel.book.sheet(found.tab)
    number = found.columns[shot.columns[-1]]
    for row in range(FIRST_ROW, FIRST_ROW + shot.rows):
        style = sheet.style(row, number)
        sheet.styles[row, number] = style._replace(number_format="General", is_locked=True)


def _parcel(place: Path) -> list[str]:
    """Make a sealed copy as a colleague would send it; return the file and its passphrase."""
    source = place.parent.parent / f"{shared.__module__}.{shared.__name__}.xlsx"
    excel = opened(source if source.exists() else shared(source))
    excel.select(excel.read().layouts["Share"].tab, (FIRST_ROW, 2, FIRST_ROW, 2))
    out = place / "in"
    out.mkdir(exist_ok=True)
    assert excel.press("export", str(out), "yes").is_done, excel.said
    return [str(next(out.iterdir())), excel.said[-1].splitlines()[-1]]


def small(picture: bytes, path: Path) -> Path:
    """Write a picture with few colours, and fewer until it is small enough."""
    for colours in (96, 64, 48, 32, 24, 16):
        with tempfile.TemporaryDirectory() as scratch:
            raw = Path(scratch) / "raw.png"
            raw.write_bytes(picture)
            _convert(str(raw), "-strip", "+dither", "-colors", str(colours), f"PNG8:{path}")
        if path.stat().st_size <= LARGEST:
            return path
    raise AssertionError(path)


def _convert(*arguments: object) -> None:
    program = shutil.which("convert")
    assert program
    subprocess.run([program, *map(str, arguments)], check=True, timeout=120)


if __name__ == "__main__":
    known = {*(action.button_id for action in BUTTONS), WINDOW}
    for picture in draw([name for name in sys.argv[1:] if name in known]):
        sys.stdout.write(f"{picture.name} {picture.stat().st_size:,}\n")
