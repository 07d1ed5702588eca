"""The template's files, judged by Microsoft's Open XML SDK and by what an old Excel knows."""

from __future__ import annotations

import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

import pytest
from defusedxml import ElementTree
from openpyxl.utils import column_index_from_string

from tests import programs, sample_book
from validation.catalogue import load
from workbook.template import LANGUAGES, Content, write_book, write_template

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from concurrent.futures import Future
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from tests.programs import Complaint, OoxmlValidator
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


class Judged(NamedTuple):
    """A book, and what the SDK says of it, version by version; empty without the SDK."""

    path: Path
    verdicts: Mapping[str, Future[list[Complaint]]]


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Judged]:
    """Every book by its name; one is judged while the next is written."""
    judge = programs.ooxml_validator()
    with ThreadPoolExecutor(3) as pool:
        return {
            path.stem: Judged(
                path,
                {v: pool.submit(judge.complaints, path, v) for v in VERSIONS} if judge else {},
            )
            for path in written(tmp_path_factory.mktemp("schema"))
        }


@pytest.fixture(scope="module")
def books(judged: dict[str, Judged]) -> dict[str, Path]:
    return {name: book.path for name, book in judged.items()}


def written(folder: Path) -> Iterator[Path]:
    """Write the template in every profile and language, and a filled book in each language."""
    for language in LANGUAGES:
        for profile in PROFILES:
            path = folder / f"{profile}-{language}.xlsx"
            write_template(path, CATALOGUE, profile=profile, language=language)
            yield path
        content = Content(
            frames=sample_book.frames(CATALOGUE, language),
            custom={"Customers": ("My notes", "我的备注")},
            as_of=sample_book.AS_OF,
            book_id="0123456789abcdef",
        )
        path = folder / f"filled-{language}.xlsx"
        write_book(path, CATALOGUE, profile="manager", language=language, content=content)
        yield path


@pytest.mark.usefixtures("ooxml_validator")
def test_the_open_xml_sdk_finds_nothing_wrong(judged: dict[str, Judged]) -> None:
    found = {
        (name, version): verdict.result()
        for name, book in judged.items()
        for version, verdict in book.verdicts.items()
    }

    assert len(found) == 12 * 2
    assert {run: wrong for run, wrong in found.items() if wrong} == {}


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


def test_protected_data_sheets_allow_sorting_filtering_and_deleting(
    books: dict[str, Path],
) -> None:
    """LibreOffice filters whatever the file says, so only the file tells what Excel allows."""
    data = [s.tab("en") for s in CATALOGUE.sheets.values() if s.kind == "data"]
    allowed = {}
    for tab, sheet in sheets(books["rep-en"]).items():
        protection = sheet.find("{*}sheetProtection")
        assert protection is not None
        # In the file's terms a flag forbids, and stands for yes when it is absent.
        flags = {flag for flag, value in protection.attrib.items() if value == "0"}
        if sheet.find("{*}autoFilter") is not None:
            allowed[tab] = flags & {"sort", "autoFilter", "deleteRows", "insertRows"}

    assert {tab: allowed[tab] for tab in data} == {
        tab: {"sort", "autoFilter", "deleteRows"} for tab in data
    }


def sheets(path: Path) -> dict[str, Element]:
    """Return tab → the XML of each sheet of the template; sheets are stored in tab order."""
    found = parts(path)
    tabs = ElementTree.fromstring(found["xl/workbook.xml"]).iterfind("{*}sheets/{*}sheet")
    return {
        tab.attrib["name"]: ElementTree.fromstring(found[f"xl/worksheets/sheet{number}.xml"])
        for number, tab in enumerate(tabs, 1)
    }


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
