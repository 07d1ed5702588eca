"""The reports of `duplicates`: the page, the workbook, and what hostile cells make of them."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest

from tests import programs
from tests.browser import Browser, Screen
from tests.sample_report import HOSTILE
from validation.duplicates import find
from validation.duplicates.reasons import Reason
from validation.messages import Text
from workbook.checking import FailedFile
from workbook.duplicates.cases import cases
from workbook.duplicates.comparison import compared
from workbook.duplicates.report import html, text, xlsx
from workbook.duplicates.rows import HOME, Rows, placed
from workbook.duplicates.search import Report
from workbook.duplicates.together import together

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

TODAY = dt.date(2026, 11, 22)
DOMAIN = Reason("domain", "few", 16, "公司域名相同", "same own domain")
COUNTRY = Reason("country", "other", -22, "国家/地区不同", "another country/region")

FIRST = {
    "customer_id": "CUS-1",
    "company_name_en": "Fengdi Tools Co., Ltd.",
    "country_region": "CN 中国",
    "website": "https://www.fengdi.cn",
    "owner": "R001",
    "pool_status": "私海",
}
SECOND = {
    "customer_id": "CUS-2",
    "company_name_en": "FENGDI TOOLS LIMITED",
    "country_region": "DE 德国",
    "website": "fengdi.cn",
    "pool_status": "公海",
}


def report(
    *customers: dict[str, str],
    pairs: Sequence[tuple[int, int, int, str]] = ((0, 1, 40, "duplicate"),),
    clusters: Sequence[tuple[int, ...]] = ((0, 1),),
    path: str = "team.xlsx",
) -> Report:
    """Return a report on customers of one file, whose pairs are left, right, points and band."""
    frame = pd.DataFrame(list(customers), dtype=object)
    frame = placed(frame.set_axis(range(5, 5 + len(frame))), "客户").reset_index(drop=True)
    contacts = pd.DataFrame(
        {"contact_name": ["Anna Koch", "Koch Anna"], "email": ["a@fengdi.cn", "b@fengdi.cn"]},
        dtype=object,
    ).assign(**{HOME: [0, 1]})
    rows = Rows(
        path=path,
        sha256="",
        book_id="",
        customers=frame,
        contacts=contacts,
        titles=pd.DataFrame(),
        reps={"R001": "李雷"},
    )
    columns = ["left", "right", "points", "band"]
    found = pd.DataFrame(list(pairs), columns=columns)
    found["reasons"] = [(DOMAIN, COUNTRY)] * len(found)
    return Report(
        together=together([rows]),
        found=replace(find(frame.iloc[:0]), pairs=found, clusters=tuple(clusters)),
    )


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = programs.chromium()
    if program is None:
        programs.missing("Chromium", "run .ci/install")
    with Browser(program) as one:
        yield one


def page_of(folder: Path, shown: Report) -> Path:
    path = folder / "report.html"
    path.write_text(html.render(shown, TODAY, language="en", folder=folder), encoding="utf-8")
    return path


def test_a_field_is_the_same_alike_different_or_on_one_side_only() -> None:
    shown = report(FIRST, SECOND)
    fields = html.fields([shown.side(0), shown.side(1)])
    assert [(f.name.en, f.cells[1].verdict) for f in fields] == [
        ("Company name (EN)", "like"),
        ("Country/region", "other"),
        ("Company website", "same"),
        ("Contact name", "same"),
        ("Core e-mail", "like"),
    ]


def test_two_scripts_of_a_person_s_name_are_alike() -> None:
    names = [{("Contacts", "contact_name"): (name,)} for name in ("李丰", "Feng Li", "Li Fang")]
    sides = [report(FIRST, SECOND).side(0)._replace(cells=cells) for cells in names]
    verdicts = [[line.verdict for line in compared(sides[0], other)] for other in sides[1:]]
    assert verdicts == [["like"], ["other"]]


def test_the_page_compares_side_by_side_in_both_languages_without_scripting(
    browser: Browser, tmp_path: Path
) -> None:
    path = page_of(tmp_path, report(FIRST, SECOND))
    page = browser.open(path, Screen(scripting=False))
    assert page.texts(".facts td") == ["CUS-1", "CUS-2", "R001 李雷", "(nobody)", "Private",
                                       "In the pool"]  # fmt: skip
    assert page.texts("mark") == ["≠ different", "DE 德国"]
    assert page.texts(".reason") == ["+16 same own domain", "-22 another country/region"]
    page.click("[for=zh]")
    assert page.texts(".reason") == ["+16 公司域名相同", "-22 国家/地区不同"]
    assert page.texts("h1") == ["有 1 个客户出现不止一次（共 2 行）。"]
    assert (page.asked, page.complaints) == ([path.as_uri()], [])


def test_the_page_is_narrowed_by_band_owner_and_text(browser: Browser, tmp_path: Path) -> None:
    third = {**SECOND, "customer_id": "CUS-3", "owner": "R009", "company_name_en": "Zebra"}
    pairs = [(0, 1, 40, "duplicate"), (0, 2, 9, "possible")]
    page = browser.open(page_of(tmp_path, report(FIRST, SECOND, third, pairs=pairs)))
    assert page.texts(".case h3") == ["= Duplicate 1. Fengdi Tools Co., Ltd.",
                                      "? Possible 2. Fengdi Tools Co., Ltd."]  # fmt: skip
    page.click("[for=show-duplicate]")
    assert page.texts(".case h3") == ["? Possible 2. Fengdi Tools Co., Ltd."]
    page.click("[for=show-duplicate]")
    page.click("[data-sift=text]")
    page.type("zebra")
    page.wait("document.querySelector('output').textContent.includes('1 of 2')")
    assert page.texts("output") == ["1 of 2 shown"]
    assert page.texts(".case h3") == ["? Possible 2. Fengdi Tools Co., Ltd."]


def test_hostile_cells_stay_text_in_the_page(browser: Browser, tmp_path: Path) -> None:
    parts = [
        {key: evil for key in FIRST if key != "customer_id"} | {"customer_id": f"{evil}{side}"}
        for evil in HOSTILE
        for side in "ab"
    ]
    pairs = [(n, n + 1, 40, "duplicate") for n in range(0, len(parts), 2)]
    clusters = [(n, n + 1) for n in range(0, len(parts), 2)]
    shown = report(*parts, pairs=pairs, clusters=clusters, path='<b onclick="x">".xlsx')
    path = page_of(tmp_path, shown)
    page = browser.open(path)
    assert (page.asked, page.complaints) == ([path.as_uri()], [])
    assert len(page.texts(".case")) == len(HOSTILE)
    assert page.value("document.querySelectorAll('script').length") == 1
    assert page.value("document.querySelectorAll('main img, main b[onclick]').length") == 0


def test_a_page_lists_the_surest_and_says_what_it_leaves_out() -> None:
    customers = [{**FIRST, "customer_id": f"CUS-{n}"} for n in range(20)]
    pairs = [(n, n + 1, 40 - n, "duplicate") for n in range(0, 20, 2)]
    clusters = [(n, n + 1) for n in range(0, 20, 2)]
    shown = report(*customers, pairs=pairs, clusters=clusters)
    page = html.render(shown, TODAY, language="en", most=3)
    assert re.findall(r'id="case-(\d+)"', page) == ["1", "2", "3"]
    assert "7 more are not listed here" in page
    assert "Customers that stand more than once: 10, in 20 rows." in page


def test_the_workbook_marks_what_differs_and_holds_no_formula(tmp_path: Path) -> None:
    live = {**SECOND, "owner": "=1+1", "country_region": "@SUM(A1)"}
    path = tmp_path / "report.xlsx"
    xlsx.write(path, report(FIRST, live), "en", today=TODAY)
    book = openpyxl.load_workbook(path)
    rows = [[cell.value for cell in row] for row in book["Duplicates"].iter_rows(max_col=11)]
    assert rows[1:] == [
        [1, "Duplicate", 40, "Keep", "Fengdi Tools Co., Ltd.", "R001 李雷", "Private",
         "客户 row 5", "CUS-1", "team.xlsx", None],
        [1, "Duplicate", 40, None, "FENGDI TOOLS LIMITED", "=1+1", "In the pool",
         "客户 row 6", "CUS-2", "team.xlsx", "+16 same own domain\n-22 another country/region"],
    ]  # fmt: skip
    assert book["Duplicates"]["F3"].data_type == "s"
    assert book["Duplicates"]["F3"].quotePrefix
    lines = {row[0].value: [c.value for c in row[1:]] for row in book["Side by side"].iter_rows()}
    assert lines["Country/region"] == ["CN 中国", "≠ @SUM(A1)"]
    assert lines["Company name (EN)"] == ["Fengdi Tools Co., Ltd.", "≈ FENGDI TOOLS LIMITED"]
    assert lines["Owner"] == ["R001 李雷", "=1+1"]
    with zipfile.ZipFile(path) as package:
        assert not [n for n in package.namelist() if b"<f>" in package.read(n)]


def test_a_workbook_that_is_full_says_so(tmp_path: Path) -> None:
    customers = [{**FIRST, "customer_id": f"CUS-{n}"} for n in range(6)]
    pairs = [(n, n + 1, 40, "duplicate") for n in range(0, 6, 2)]
    shown = report(*customers, pairs=pairs, clusters=[(0, 1), (2, 3), (4, 5)])
    xlsx.write(tmp_path / "report.xlsx", shown, "en", today=TODAY, most=30)
    book = openpyxl.load_workbook(tmp_path / "report.xlsx")
    assert book["Summary"]["A3"].value == (
        "One sheet cannot hold all: 1 more are not listed (the surest come first). Save every "
        "one with --format json."
    )
    assert {row[0].value for row in book["Duplicates"].iter_rows(min_row=2)} == {1, 2}


def test_the_row_that_says_most_is_kept_and_each_other_row_has_its_reason() -> None:
    bare = {"customer_id": "CUS-3", "company_name_en": "Fengdi"}
    pairs = [(0, 1, 50, "duplicate"), (1, 2, 45, "duplicate"), (0, 2, 30, "duplicate")]
    shown = report(FIRST, bare, SECOND, pairs=pairs, clusters=[(0, 1, 2)])
    [case] = cases(shown)
    assert case.rows == (0, 2, 1)
    assert [(pair.left, pair.right) for pair in case.pairs] == [(0, 2), (0, 1)]
    assert case.points == 50


def test_files_that_failed_stand_in_every_form(tmp_path: Path) -> None:
    whole = report(FIRST, SECOND)
    failed = FailedFile(path="locked.xlsx", error=Text("设有打开密码。", "It needs a password."))
    shown = Report(together=whole.together, found=whole.found, failed=(failed,))
    assert "locked.xlsx\n  It needs a password." in text.render(shown, language="en")
    assert "It needs a password." in html.render(shown, TODAY, language="en")
    xlsx.write(tmp_path / "report.xlsx", shown, "en", today=TODAY)
    cells = openpyxl.load_workbook(tmp_path / "report.xlsx")["Summary"].iter_rows(values_only=True)
    assert ("locked.xlsx", None, "It needs a password.") in list(cells)
