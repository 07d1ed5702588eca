"""The template's files, judged by Microsoft's Open XML SDK and by what an old Excel knows."""

from __future__ import annotations

import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from defusedxml import ElementTree
from openpyxl.utils import column_index_from_string

from tests import sample_book
from validation.catalogue import load
from workbook.template import LANGUAGES, Content, write_book, write_template

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.programs import OoxmlValidator
    from workbook.template import Profile

CATALOGUE = load()
VERSIONS = ("Office2013", "Microsoft365")
PROFILES: tuple[Profile, ...] = ("rep", "manager", "full")
FORMULA_TAGS = ("f", "formula", "formula1", "formula2", "definedName")

KNOWN_TO_EXCEL_2013 = frozenset(
    """
    AND AVERAGE CHOOSE COUNT COUNTA COUNTBLANK COUNTIF COUNTIFS DATE DAY EDATE EOMONTH EXACT FALSE
    FIND HYPERLINK IF IFERROR INDEX INT ISBLANK ISERROR ISNUMBER ISTEXT LARGE LEFT LEN LOOKUP LOWER
    MATCH MAX MID MIN MOD MONTH NOT OR REPT RIGHT ROUND ROW ROWS SEARCH SMALL SUBSTITUTE SUM SUMIF
    SUMIFS SUMPRODUCT TEXT TODAY TRIM TRUE UPPER VALUE VLOOKUP WEEKDAY YEAR
    """.split()  # noqa: SIM905  # a list of names reads better as one paragraph
)
"""The functions a formula of ours may use. Every one of them is in Excel since 2007."""


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The template in every profile and language, and a filled book in each language."""
    folder = tmp_path_factory.mktemp("schema")
    made = {}
    for language in LANGUAGES:
        for profile in PROFILES:
            made[f"{profile}-{language}"] = path = folder / f"{profile}-{language}.xlsx"
            write_template(path, CATALOGUE, profile=profile, language=language)
    for language in LANGUAGES:
        content = Content(
            frames=sample_book.frames(CATALOGUE, language),
            custom={"Customers": ("My notes", "我的备注")},
            as_of=sample_book.AS_OF,
            book_id="0123456789abcdef",
        )
        made[f"filled-{language}"] = path = folder / f"filled-{language}.xlsx"
        write_book(path, CATALOGUE, profile="manager", language=language, content=content)
    return made


def test_the_open_xml_sdk_finds_nothing_wrong(
    books: dict[str, Path], ooxml_validator: OoxmlValidator
) -> None:
    runs = [(name, version) for name in books for version in VERSIONS]
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda run: ooxml_validator.complaints(books[run[0]], run[1]), runs)

    assert {run: wrong for run, wrong in zip(runs, found, strict=True) if wrong} == {}


def test_the_open_xml_sdk_would_find_something(
    books: dict[str, Path], ooxml_validator: OoxmlValidator, tmp_path: Path
) -> None:
    """The program says "ok" by its output only, so that it can say no is worth a test."""
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(books["rep-both"]) as good, zipfile.ZipFile(broken, "w") as bad:
        for part in good.namelist():
            text = good.read(part)
            if part == "xl/workbook.xml":
                text = text.replace(b'<workbookProtection lockStructure="1"', b"<workbookBroken")
            bad.writestr(part, text)

    [complaint] = ooxml_validator.complaints(broken, "Microsoft365")

    assert (complaint.part, "workbookBroken" in complaint.what) == ("/xl/workbook.xml", True)


def test_every_function_is_older_than_excel_2013(books: dict[str, Path]) -> None:
    used: set[str] = set()
    for path in books.values():
        for formula in formulas(path):
            used |= set(functions(formula))

    assert used - KNOWN_TO_EXCEL_2013 == set()
    assert {"COUNTIFS", "INDEX", "HYPERLINK"} <= used


def test_no_part_asks_for_a_newer_excel(books: dict[str, Path]) -> None:
    newer = re.compile(rb"_xlfn|_xlws|<xdr:timeslicer|dynamicArray|richData|threadedComment")

    assert {
        (name, part)
        for name, path in books.items()
        for part, text in parts(path).items()
        if newer.search(text) or newer.search(part.encode())
    } == set()


def test_a_sheet_does_not_claim_columns_it_does_not_use(books: dict[str, Path]) -> None:
    """A reader that believed in the formats out to XFD would make 16,384 cells of every row."""
    widest = 200
    claimed = {
        (name, part, found[1])
        for name, path in books.items()
        for part, text in parts(path).items()
        if (found := re.search(rb'<dimension ref="[A-Z]+\d+:([A-Z]+)\d+"', text))
        and column_index_from_string(found[1].decode()) > widest
    }

    assert claimed == set()


def formulas(path: Path) -> Iterator[str]:
    """Yield every formula of a workbook: of cells, rules, formats, charts and names."""
    for name, text in parts(path).items():
        if not name.endswith(".xml"):
            continue
        for element in ElementTree.fromstring(text).iter():
            if element.tag.rpartition("}")[2] in FORMULA_TAGS:
                yield element.text or ""


def functions(formula: str) -> list[str]:
    """Return the names of the functions a formula calls.

    >>> functions('IF(A1="SUM(x)",INDEX(a.b,1),0)')
    ['IF', 'INDEX']
    """
    spoken = re.sub(r'"[^"]*"', '""', formula)
    return re.findall(r"([A-Za-z_][\w.]*)\(", spoken)


def parts(path: Path) -> dict[str, bytes]:
    """Return part name → bytes of a workbook."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}
