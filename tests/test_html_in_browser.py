"""The web page in a real Chromium: what is seen, clicked, switched, printed, and never run."""

from __future__ import annotations

import datetime as dt
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests import programs
from tests.browser import Browser, Page, Screen
from validation.findings import Finding
from validation.messages import Text, plain
from workbook.checking import CheckedFile, FailedFile
from workbook.report.html import render

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from validation.findings import Severity

TODAY = dt.date(2026, 11, 22)
ROWS = "section.file tbody tr"
COUNT = "output"
SEVERITIES: Mapping[str, Severity] = {"R101": "error", "R228": "warning", "R205": "info"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = programs.chromium()
    if program is None:
        programs.missing("Chromium", "run .ci/install")
    with Browser(program) as one:
        yield one


def book(name: str, *found: tuple[str, str, int, str, str]) -> CheckedFile:
    """Return a file with findings: code, sheet, row, value, owner."""
    findings = []
    for code, sheet, row, value, _ in found:
        said = (f"「{value}」有问题。", f'"{value}" is wrong.')
        advice = "a@b.com" if code == "R205" else None
        place = (sheet, f"F{row}", row, f"CUS-{row}", "email")
        findings.append(Finding(code, SEVERITIES[code], *place, value, *said, advice))
    return CheckedFile(
        path=f"{name}.xlsx",
        today=TODAY,
        sheets={"Customers": 1_200},
        findings=tuple(findings),
        owners={(sheet, row): owner for _, sheet, row, _, owner in found if owner},
        names={("Customers", "email"): Text("邮箱", "E-mail")},
    )


EAST = book(
    "east",
    ("R101", "Customers", 5, "", "R001"),
    ("R228", "Customers", 6, "(5) 555", "R002"),
    ("R205", "Contacts", 7, "A@B.com", ""),
)
WEST = book("west", ("R101", "Customers", 8, "", "R002"), ("R205", "Orders", 9, "Ä@B.com", "R001"))
LOCKED = FailedFile(path="旧表.xls", error=Text("设有打开密码。", "It needs a password."))


@pytest.fixture
def report(tmp_path: Path) -> Path:
    place = tmp_path / "report.html"
    place.write_text(render(TODAY, [EAST, WEST, LOCKED], language="en"), encoding="utf-8")
    return place


def cells(page: Page) -> list[str]:
    return page.texts(f"{ROWS} td.cell a")


def choose(page: Page, filter_: str, label: str) -> None:
    page.value(
        f"(() => {{ const s = document.querySelector('[data-filter={filter_}]');"
        f"s.value = [...s.options].find(o => o.text.startsWith('{label}')).value;"
        "s.dispatchEvent(new Event('change')) })()"
    )


def test_it_asks_the_network_for_nothing_and_complains_of_nothing(
    browser: Browser, report: Path
) -> None:
    page = browser.open(report)

    page.click("label[for=zh]")
    page.click("label[for=show-info]")
    assert page.asked == [report.as_uri()]
    assert page.complaints == []


def test_filters_change_what_is_shown_and_say_how_much(browser: Browser, report: Path) -> None:
    page = browser.open(report)
    shown = [(cells(page), page.texts(COUNT))]

    def note() -> None:
        shown.append((cells(page), page.texts(COUNT)))

    page.click("label[for=show-info]")
    note()
    choose(page, "owner", "R002")
    note()
    choose(page, "sheet", "Customers")
    choose(page, "rule", "R228")
    note()
    page.click("button.clear")
    note()
    choose(page, "file", "west")
    note()
    choose(page, "sheet", "Contacts")
    note()

    assert shown == [
        (["F5", "F6", "F7", "F8", "F9"], ["5 of 5 shown"]),
        (["F5", "F6", "F8"], ["3 of 5 shown"]),
        (["F6", "F8"], ["2 of 5 shown"]),
        (["F6"], ["1 of 5 shown"]),
        (["F5", "F6", "F7", "F8", "F9"], ["5 of 5 shown"]),
        (["F8", "F9"], ["2 of 5 shown"]),
        ([], ["0 of 5 shown"]),
    ]
    assert page.texts(".nothing") == ["No finding fits the filter."]
    assert page.texts("section.file h3, section.sheet h4") == []


def test_search_finds_values_in_any_case(browser: Browser, report: Path) -> None:
    page = browser.open(report)

    page.click("[data-filter=text]")
    page.type("ä@b")
    page.wait("document.querySelector('output').textContent.includes('1 of 5 shown')")

    assert cells(page) == ["F9"]
    assert page.texts("section.file h3") == ["west.xlsx"]


def test_a_bar_of_a_chart_is_a_shortcut_to_its_filter(browser: Browser, report: Path) -> None:
    page = browser.open(report)

    page.click(".by-owner li:nth-child(2) button")

    assert page.texts(".by-owner li:nth-child(2) .name") == ["R001"]
    assert cells(page) == ["F5", "F9"]


def test_a_file_hidden_by_a_filter_is_reached_by_its_link(browser: Browser, report: Path) -> None:
    page = browser.open(report)
    choose(page, "file", "east")

    page.click(".files a[href='#file-1']")

    assert cells(page) == ["F5", "F6", "F7", "F8", "F9"]


@pytest.mark.parametrize("scripting", [True, False])
def test_the_rule_of_a_finding_leads_to_what_to_do(
    browser: Browser, report: Path, *, scripting: bool
) -> None:
    page = browser.open(report, Screen(height=300, scripting=scripting))

    page.click("a[href='#rule-R228']")
    page.wait(
        "(b => b.top >= 0 && b.bottom <= innerHeight)"
        "(document.getElementById('rule-R228').getBoundingClientRect())"
    )

    assert page.texts("tr:target td:last-child") == ["Check the number."]


@pytest.mark.parametrize("scripting", [True, False])
def test_the_language_switches_with_scripting_and_without(
    browser: Browser, report: Path, *, scripting: bool
) -> None:
    page = browser.open(report, Screen(scripting=scripting))
    seen = [page.texts("h1, .brand, td.field")]

    page.click("label[for=zh]")
    seen.append(page.texts("h1, .brand, td.field"))
    page.click("label[for=en]")
    seen.append(page.texts("h1, .brand, td.field"))

    english = ["Relaybook Check results", "Errors to correct: 2.",
               "E-mail", "E-mail", "email", "E-mail", "email"]  # fmt: skip
    chinese = ["Relaybook 校验结果", "有 2 处错误要改。", "邮箱", "邮箱", "email", "邮箱", "email"]
    assert seen == [english, chinese, english]


def test_what_takes_no_markup_is_switched_too(browser: Browser, report: Path) -> None:
    page = browser.open(report)
    page.click("label[for=zh]")

    assert page.value("[document.title, document.documentElement.lang]") == [
        "校验结果 · Relaybook", "zh",
    ]  # fmt: skip
    assert page.value("document.querySelector('[data-filter=rule]').options[0].text") == "全部"
    assert page.texts(COUNT) == ["显示 5 / 5 条"]


def test_without_scripting_everything_is_there_and_severities_switch(
    browser: Browser, report: Path
) -> None:
    page = browser.open(report, Screen(scripting=False))

    assert cells(page) == ["F5", "F6", "F7", "F8", "F9"]
    assert page.texts("section.file h3") == ["east.xlsx", "west.xlsx"]
    assert page.texts(".cards dd") == ["2", "1", "2", "2,400", "2", "1"]
    assert page.texts(".failed b") == ["旧表.xls"]
    assert page.texts(".more, button") == []

    page.click("label[for=show-error]")
    assert cells(page) == ["F6", "F7", "F9"]


def test_a_hostile_value_does_not_run(browser: Browser, tmp_path: Path) -> None:
    payloads = [
        "<script>owned=1</script>", "</script><script>owned=1</script>",
        "</style><img src=x onerror=owned=1>", "--><svg onload=owned=1>",
        '" onmouseover="owned=1" autofocus onfocus="owned=1', "<iframe srcdoc='<script>'>",
    ]  # fmt: skip
    found = tuple(Finding("R101", "error", p, "F7", 7, p, p, p, p, p, p) for p in payloads)
    file = CheckedFile(
        path=f"a{payloads[0]}.xlsx", today=TODAY, sheets={}, findings=found, copy="javascript:x",
        owners={(p, 7): p for p in payloads}, notes=tuple(map(plain, payloads)),
    )  # fmt: skip
    place = tmp_path / "report.html"
    failed = FailedFile(path=payloads[2], error=plain(payloads[1]))
    place.write_text(render(TODAY, [file, failed], language="en"), encoding="utf-8")

    page = browser.open(place)
    for label in ("zh", "en", "show-info", "show-error"):
        page.click(f"label[for={label}]")

    assert page.value("typeof owned") == "undefined"
    assert page.value("document.querySelectorAll('img, iframe, svg[onload]').length") == 0
    assert page.value("[...document.links].map(a => a.protocol)").count("file:") == len(
        page.value("[...document.links].map(a => a.href)")
    )
    assert page.asked == [place.as_uri()]
    assert page.complaints == []


def test_the_policy_stops_what_would_slip_in(browser: Browser, report: Path) -> None:
    page = browser.open(report)
    page.value(
        "document.body.insertAdjacentHTML('beforeend',"
        ' \'<img src="https://example.com/x.png" onerror="owned=1"><p style="color:red">\')'
    )
    page.value(
        "(() => { const s = document.createElement('script'); s.textContent = 'owned = 1';"
        " document.body.append(s) })()"
    )
    page.wait("true")

    assert page.value("typeof owned") == "undefined"
    assert "https://example.com/x.png" not in page.asked
    assert any("Content Security Policy" in said for said in page.complaints)


CONTRASTS = """
(() => {
  const rgb = (c) => [...c.match(/[\\d.]+/g).map(Number), 1].slice(0, 4);
  const light = ([r, g, b]) => {
    const f = (v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b);
  };
  const behind = (e) => {
    for (; e; e = e.parentElement) {
      const c = rgb(getComputedStyle(e).backgroundColor);
      if (c[3] === 1) return c;
    }
    return [255, 255, 255, 1];
  };
  const poor = {};
  let seen = 0;
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !e.checkVisibility() || e.closest("script")) continue;
    const a = light(rgb(getComputedStyle(e).color)), b = light(behind(e));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    seen += 1;
    if (ratio < 4.5) poor[`${e.tagName}.${e.className} in ${e.parentElement.className}`] = ratio;
  }
  return [seen, poor];
})()
"""


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_text_stands_out_from_what_is_behind_it(
    browser: Browser, report: Path, *, dark: bool, language: str
) -> None:
    page = browser.open(report, Screen(dark=dark))
    page.click(f"label[for={language}]")
    page.click("label[for=show-info]")  # a chip that is off is read too

    seen, poor = page.value(CONTRASTS)

    assert poor == {}
    assert seen > 80


@pytest.mark.parametrize("width", [320, 400, 768, 1280])
def test_no_screen_has_to_be_pushed_sideways(browser: Browser, report: Path, width: int) -> None:
    page = browser.open(report, Screen(width=width))

    assert page.value("document.documentElement.scrollWidth") <= width


def test_all_can_be_done_with_the_keyboard(browser: Browser, report: Path) -> None:
    page = browser.open(report)
    focused = (
        "(e => e.id || e.dataset.filter || e.getAttribute('href') || e.className)"
        "(document.activeElement)"
    )
    stops = []
    for _ in range(22):
        page.press("Tab")
        stops.append(page.value(focused))

    assert stops[:2] == ["en", "#findings"]
    assert stops[2:10] == ["name"] * 8  # the bars of three charts, but for (nobody)'s
    page.value("document.getElementById('en').focus()")
    page.press("ArrowLeft")
    assert page.texts("h1") == ["有 2 处错误要改。"]
    page.value("document.getElementById('show-error').focus()")
    page.press("Space")
    assert cells(page) == ["F6", "F7", "F9"]


def test_it_prints_every_finding_with_the_head_on_each_sheet_of_paper(
    browser: Browser, tmp_path: Path
) -> None:
    many = book("many", *(("R101", "Customers", row, "x", "R001") for row in range(5, 125)))
    place, paper = tmp_path / "report.html", tmp_path / "report.pdf"
    place.write_text(render(TODAY, [many], language="en"), encoding="utf-8")

    paper.write_bytes(browser.open(place, Screen(dark=True)).pdf())

    pages = printed(paper)
    with_rows = [page for page in pages if "CUS-" in page]
    assert len(with_rows) > 2
    assert all("Record" in page.split("CUS-")[0] for page in with_rows)
    assert sum(page.count("CUS-") for page in pages) == 120
    assert "Filter" not in "".join(pages)


def printed(paper: Path) -> list[str]:
    try:
        done = subprocess.run(
            ["pdftotext", "-layout", paper, "-"], capture_output=True, check=True, timeout=60
        )
    except FileNotFoundError:
        programs.missing("pdftotext", "run .ci/install")
    return done.stdout.decode().split("\f")
