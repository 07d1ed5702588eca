"""The manual: every button and every sentence of something wrong is in it, in both languages."""

from __future__ import annotations

import importlib
import pkgutil
import re
import shutil
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlparse
from urllib.request import url2pathname

import click
import pytest
from click.testing import CliRunner
from markupsafe import escape

import macros
import validation
import workbook
from macros.actions import BUTTONS, COMMANDS
from macros.cli import relaybook
from macros.docs import DOCS
from macros.manual.drawing import drawing
from macros.manual.markdown import buttons_page, troubleshooting_page, written
from macros.manual.showing import write
from macros.manual.tables import AREAS, troubles, uses
from tests import picture_shots, pictures, programs
from tests.browser import Browser
from tests.excel.pressed import opened
from tests.templates import filled_file
from validation.errors import RelaybookError
from validation.messages import messages

if TYPE_CHECKING:
    from collections.abc import Iterator

LOOKED_AT = ("press.", "live.", "addin.", "doctor.", "office.")
WELL = {
    "press": "reading working idle done more_notes clean checked cleared undone chosen chosen_all"
    " chosen_hidden reminded go_on given_up given recycled fixing issue issue_more duplicates"
    " no_duplicates group look_up repaired not_repaired export_where exporting passphrase"
    " receive_which receive_passphrase leave_to leave_plan leave_as plan_page approve_as approved"
    " only_these rows_object",
    "addin": "about would installed next present python removed",
    "doctor": "python one_folder data log linux excel add_in answers",
    "office": "about would installed next present removed",
}
"""Sentences that ask, or tell of something that went well: no trouble."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = programs.chromium()
    if program is None:
        programs.missing("Chromium", "run .ci/install")
    with Browser(program) as one:
        yield one


def kinds(kind: type[RelaybookError]) -> Iterator[type[RelaybookError]]:
    yield kind
    for one in kind.__subclasses__():
        yield from kinds(one)


def test_every_sentence_of_something_wrong_is_explained() -> None:
    for package in (macros, validation, workbook):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__") and "libreoffice" not in module.name:
                importlib.import_module(module.name)
    explained = [one.key for one in troubles()]
    well = {f"{area}.{name}" for area, names in WELL.items() for name in names.split()}
    told = {key for key in messages() if key.startswith(LOOKED_AT)}

    assert [key for key, times in Counter(explained).items() if times > 1] == []
    assert {kind.key for kind in kinds(RelaybookError)} - set(explained) == set()
    # A new sentence goes into macros/manual/errors.csv when it tells of something wrong, else
    # into WELL above.
    assert told - well - set(explained) == set()
    assert (set(explained) & well) | (set(explained) - messages().keys()) == set()


def test_every_part_of_the_manual_is_filled_in_both_languages() -> None:
    assert [one.area for one in troubles() if one.area not in AREAS] == []
    assert {one.area for one in troubles()} == set(AREAS)
    texts = [text for one in troubles() for text in (one.why, one.remedy)]
    texts += [text for use in uses().values() for text in (use.changes, use.asks, use.undo)]
    for text in texts:
        assert re.search("[一-鿿]", text.zh), text
        assert re.fullmatch("[\\x20-\\x7e]+", text.en), text
        assert not re.search("[一-鿿][,;!?:]", text.zh), text


def test_every_button_is_told_of_and_its_command_is_one() -> None:
    assert list(uses()) == [action.button_id for action in BUTTONS]
    names = {action.name for action in COMMANDS}
    for use in uses().values():
        if not use.command:
            continue
        program, name, *words = use.command.split()
        assert (program, name in names) == ("relaybook", True), use.command
        command = relaybook.get_command(click.Context(relaybook), name)
        assert command
        options = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("-")} <= options, use.command


@pytest.mark.parametrize(("name", "content"), list(written()))
def test_the_pages_of_the_manual_are_current(name: str, content: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == content


def test_a_page_shows_each_button_with_its_picture_and_each_sentence_once() -> None:
    page, errors = buttons_page(), troubleshooting_page()

    for action in BUTTONS:
        assert action.button
        name = action.button_id
        assert page.count(f'<a id="{name}"></a>') == page.count(f"](#{name})") == 1
        assert f"](images/buttons/{name}.png)" in page
    for one in troubles():
        assert errors.count(f'<a id="{one.anchor}"></a>') == 1
    assert (
        "> 文件 … 正被其他程序打开。请先保存并关闭，再重试。\n>\n"
        "> The file … is open in another program. Save and close it, then try again.\n\n"
        "- 原因：Excel 或同步程序正开着它。**怎么办：保存并关闭，稍等同步完成，再运行。**\n"
        "- Why: Excel or a synchronising program has it open. **What to do: Save and close it, let"
        " it synchronise, run again.**\n"
    ) in errors


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_drawing_of_the_ribbon_has_every_label_in_order_and_says_what_it_is(
    language: str,
) -> None:
    root = ET.fromstring(drawing(language))  # type: ignore[arg-type]  # noqa: S314 - our own
    told = [e.text for e in root.iter("{http://www.w3.org/2000/svg}text")]
    labels = [a.button.label.said(language) for a in BUTTONS if a.button]  # type: ignore[arg-type]

    assert [text for text in told if text in labels] == [label for label in labels if label in told]
    assert set(labels) <= set(told)
    assert told[-1] == messages()["manual.drawing"].said(language)  # type: ignore[arg-type]
    assert not any("style" in element.attrib for element in root.iter())


def test_the_page_holds_every_button_error_and_command_in_both_languages(tmp_path: Path) -> None:
    page = tmp_path / "manual.html"

    done = CliRunner().invoke(relaybook, ["help", "-o", str(page), "--lang", "en"])

    assert (done.exit_code, done.stderr) == (0, f"Wrote {page}.\n")
    text = page.read_text(encoding="utf-8")
    for action in BUTTONS:
        assert action.button
        assert text.count(f'<section class="button" id="{action.button_id}">') == 1
        for said in (*action.button.label, *action.button.tip):
            assert str(escape(said)) in text
    for action in COMMANDS:
        assert f"<code>relaybook {action.name}</code>" in text
    assert text.count('<section class="trouble"') == len(troubles())
    assert text.count("<svg ") == 2
    assert not re.search(r'(src|href)="(?!#)', text)


@pytest.mark.usefixtures("data")
def test_the_help_button_opens_the_page_or_says_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened_pages: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda address: opened_pages.append(address) or True)
    book = Path(shutil.copy(filled_file(), tmp_path / "book.xlsx"))
    excel = opened(book, like=filled_file())
    before = excel.cells

    monkeypatch.setenv("DISPLAY", ":0")
    assert excel.press("help").is_done, excel.said
    assert (excel.said, excel.writes, excel.cells == before) == ([], [], True)
    [address] = opened_pages
    assert address.endswith("/relaybook-help.html")

    if sys.platform == "linux":
        monkeypatch.delenv("DISPLAY")
        monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
        assert excel.press("help").is_done, excel.said
        place = Path(url2pathname(urlparse(address).path))
        assert excel.said == [f"No browser was found. Open it by a double click: {place}"]
        assert "<title" in place.read_text(encoding="utf-8")
        assert len(opened_pages) == 1


def test_a_browser_shows_the_page_in_one_language_at_a_time(
    browser: Browser, tmp_path: Path
) -> None:
    page = tmp_path / "manual.html"
    write(page, "zh")

    shown = browser.open(page)

    assert shown.texts("h1") == ["使用说明"]
    assert len(shown.texts("svg text")) == len(shown.texts('[lang="zh"] svg text')) > 20
    shown.click('label[for="en"]')
    assert shown.texts("h1") == ["Manual"]
    assert shown.texts("#fix h4") == ["Fix"]
    assert (shown.complaints, shown.asked[1:]) == ([], [])


def test_every_button_has_a_picture_that_is_small() -> None:
    sizes = {path.stem: path.stat().st_size for path in pictures.FOLDER.glob("*.png")}

    assert sizes.keys() == {action.button_id for action in BUTTONS}
    assert {shot.button for shot in picture_shots.SHOTS} | {"help"} == sizes.keys()
    assert [name for name, size in sizes.items() if size > pictures.LARGEST] == []
    assert sum(sizes.values()) <= 1_500_000


def test_a_link_from_the_pages_for_users_leads_somewhere() -> None:
    for name in ("install.md", "buttons.md", "troubleshooting.md", "protection.md"):
        page = (DOCS / name).read_text(encoding="utf-8")
        for link in re.findall(r"\]\(([^)#]+)[^)]*\)", page):
            assert (DOCS / link).exists(), (name, link)


def test_the_commands_in_the_pages_for_users_are_commands() -> None:
    names = {action.name for action in COMMANDS}
    for name in ("install.md", "protection.md", "troubleshooting.md"):
        page = (DOCS / name).read_text(encoding="utf-8")
        told = re.findall(
            r"^relaybook ([a-z][a-z-]*)|`relaybook ([a-z][a-z-]*)", page, re.MULTILINE
        )
        assert {one or other for one, other in told} - names == set(), name
