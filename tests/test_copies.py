"""Handover copies as files: what is in them, and that nothing else is."""

from __future__ import annotations

import datetime as dt
import io
import re
import sys
import tempfile
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from tests.handed_over import CATALOGUE, KEY, TODAY, copy, share, sheet
from validation.errors import WriteError
from validation.handover.shapes import Copy
from validation.settings import Settings
from validation.typed import typed
from workbook import copies
from workbook.copies.facts import is_ticked
from workbook.grids import open_grids
from workbook.reader import open_book

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.handed_over import Language, Variant
    from validation.book import Book

VARIANTS: tuple[Variant, ...] = ("V1", "V2", "V3")
LANGUAGES: tuple[Language, ...] = ("zh", "en", "both")
HOSTILE = (
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example","x")',
    "@SUM(1+1)",
    "+49 30 1234",
    "-1+2",
    "\tleading tab",
    "line\nbreak",
    "http://evil.example",
    "mailto:x@evil.example",
    "internal:'Cover'!A1",
    "<r><t>raw</t></r>",
    "<r></t></si><si><t>inserted</t></r>",
    "]]>&amp;<!--",
    "_x000D_",
    "\x01\x0b\x1f",
    "\u202eevil\u202c",
    "\u200bzero width",
    "🙂👩‍👩‍👧",
    "00123",
    "1E5",
    "123456789012345678",
    "TRUE",
    "2026-11-22",
    " both ends ",
    "ﾊﾝｶｸ　全角",
    "x" * 300,
    "界" * 32_767,
)

HALF = (
    "the content of Customers!B5 holds half a character, from a broken encoding; correct it first"
)
LONGER = "the content of Customers!B5 is longer than the 32,767 characters a cell can hold"

EACH = "2 in all, on the sheet ShareLines: each record has its own expected action and date."
STATEMENT = (
    "The receiver knows the company's rules on the confidentiality of customer information and "
    "agrees to follow them"
)
WHAT_FOR = (
    "When you have the file, read this code out to the provider by phone or message; with it the "
    "provider books that it arrived."
)


def parts(data: bytes) -> Mapping[str, str]:
    """Return every part of a package as text, by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def read_back(data: bytes, folder: Path) -> Book:
    path = folder / "copy.xlsx"
    path.write_bytes(data)
    return open_book(path)


def one_text(text: str) -> Copy:
    """Return a copy whose one customer has `text` for a name."""
    rows = [{"customer_id": "CUS-2024-001", "company_name_en": text}]
    return Copy(share=share(), sheets=(sheet("Customers", rows),), key=KEY)


# ---- what is read back


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("variant", VARIANTS)
def test_the_reader_finds_every_cell_of_a_copy(
    variant: Variant, language: Language, tmp_path: Path
) -> None:
    made = copy(variant, language, rows=12)

    book = read_back(copies.written(made, CATALOGUE), tmp_path)

    assert list(book.sheets) == [one.sheet for one in made.sheets]
    assert (book.is_template, book.origin.language) == (True, language)
    for one in made.sheets:
        layout = book.layouts[one.sheet]
        assert (layout.known, layout.header_row, layout.odd) == (True, 4, ())
        assert (layout.rules_missing, layout.hidden_rows, layout.hidden_columns) == (
            frozenset(), frozenset(), frozenset(),
        )  # fmt: skip
        assert list(book.sheets[one.sheet].columns) == [field.key for field in one.fields]
        wanted = {one.sheet: [field.key for field in one.fields]}
        plain = [f.key for f in one.fields if not f.vocabulary and f.kind != "bool"]
        assert cells(book.sheets[one.sheet], plain) == cells(one.rows, plain)
        as_codes = typed(book, CATALOGUE, wanted, settings=Settings.default(), today=TODAY)
        words = [f.key for f in one.fields if f.kind in ("enum", "bool")]
        assert cells(as_codes[one.sheet].frame, words) == cells(one.rows, words)


def cells(frame: Any, columns: list[str]) -> list[tuple[object, ...]]:
    """Return the rows of a frame, numbers as a cell holds them."""
    return [
        tuple(float(v) if isinstance(v, (Decimal, int, float)) and not isinstance(v, bool) else v
              for v in row)
        for row in frame[columns].itertuples(index=False)
    ]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:24]))
def test_a_text_arrives_as_it_is_and_alive_in_no_way(text: str, tmp_path: Path) -> None:
    data = copies.written(one_text(text), CATALOGUE)

    assert read_back(data, tmp_path).sheets["Customers"].loc[5, "company_name_en"] == text
    sheets = {n: xml for n, xml in parts(data).items() if n.startswith("xl/worksheets/")}
    assert not any("<f>" in xml or "<f " in xml or "<hyperlink" in xml for xml in sheets.values())
    assert not any("_rels/sheet1" in name or "externalLink" in name for name in parts(data))


@given(text=st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40))
def test_any_text_is_kept(text: str) -> None:
    data = copies.written(one_text(text), CATALOGUE)
    strings = ElementTree.fromstring(parts(data)["xl/sharedStrings.xml"])
    found = {"".join(part.text or "" for part in item.iter() if part.tag.endswith("}t"))
             for item in strings}  # fmt: skip
    assert text in {unescaped(one) for one in found}


def unescaped(text: str) -> str:
    """Return a shared string as a cell shows it."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("x" * 32_768, f"{LONGER}; shorten it first"),
        ("🙂" * 16_384, f"{LONGER}; shorten it first"),
        (
            "bad \ud83d",
            HALF,
        ),
    ],
    ids=("too long", "too long in halves", "half a character"),
)
def test_what_no_cell_can_hold_is_refused_by_name(text: str, why: str) -> None:
    with pytest.raises(WriteError) as refused:
        copies.written(one_text(text), CATALOGUE)

    assert refused.value.facts["reason"].en == why  # type: ignore[attr-defined]
    assert refused.value.path == "handover.xlsx"


def test_more_rows_than_a_sheet_has_are_refused() -> None:
    rows = sheet("Customers", [{"customer_id": "C"}])
    many = rows._replace(rows=rows.rows.loc[[5] * 1_047_600].set_axis(range(1_047_600)))

    with pytest.raises(WriteError, match="has more rows than a worksheet can hold"):
        copies.written(Copy(share=share(), sheets=(many,)), CATALOGUE)


# ---- what else is in the file


def test_the_same_copy_is_the_same_file() -> None:
    made = copy("V1", rows=3)

    assert copies.written(made, CATALOGUE) == copies.written(made, CATALOGUE)


def test_a_copy_has_these_parts_and_no_other() -> None:
    data = copies.written(copy("V3", rows=2), CATALOGUE)

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert (package.comment, {info.extra for info in package.infolist()}) == (b"", {b""})
    assert sorted(parts(data)) == [
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/app.xml",
        "docProps/core.xml",
        "docProps/custom.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        "xl/tables/table1.xml",
        "xl/theme/theme1.xml",
        "xl/workbook.xml",
        "xl/worksheets/_rels/sheet2.xml.rels",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",
        "xl/worksheets/sheet3.xml",
        "xl/worksheets/sheet4.xml",
    ]


def test_the_properties_say_nothing_of_who_made_it() -> None:
    found = parts(copies.written(copy("V2", "en", rows=1), CATALOGUE))

    core = ElementTree.fromstring(found["docProps/core.xml"])
    assert [(part.tag.rpartition("}")[2], part.text) for part in core] == [
        ("title", "Customer handover copy"),
        ("creator", "Relaybook"),
        ("lastModifiedBy", "Relaybook"),
        ("created", "2026-01-01T00:00:00Z"),
        ("modified", "2026-01-01T00:00:00Z"),
    ]
    assert re.findall(r"<(Company|Manager)>([^<]*)<", found["docProps/app.xml"]) == [
        ("Company", "Relaybook")
    ]
    assert re.findall(r'name="(\w+)"', found["docProps/custom.xml"]) == [
        "RelaybookTemplateVersion", "RelaybookSchemaHash", "RelaybookLanguage",
    ]  # fmt: skip


def test_the_names_of_the_book_are_a_box_to_tick_and_print_areas() -> None:
    workbook = parts(copies.written(copy("V2", "en", rows=2), CATALOGUE))["xl/workbook.xml"]

    assert re.findall(r'<definedName name="([^"]+)"[^>]*>([^<]+)<', workbook) == [
        ("confidential_ack", "Cover!$D$26"),
        ("_xlnm.Print_Area", "Cover!$B$2:$D$44"),
        ("_xlnm.Print_Area", "Customers!$A$2:$W$6"),
        ("_xlnm.Print_Area", "Guide!$B$2:$D$39"),
        ("_xlnm.Print_Titles", "Customers!$A:$B,Customers!$3:$4"),
    ]


@pytest.fixture
def no_disk() -> Iterator[list[str]]:
    """The files that are opened for writing meanwhile."""
    written: list[str] = []
    watching = True

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if watching and event == "open" and arguments[2] & 0o3:
            written.append(str(arguments[0]))
        if watching and event in ("tempfile.mkstemp", "tempfile.mkdtemp"):
            written.append(event)

    sys.addaudithook(hook)  # it stays until the process ends, so it stops listening by itself
    yield written
    watching = False


def test_nothing_touches_the_disk_while_a_copy_is_made(no_disk: list[str]) -> None:
    with tempfile.TemporaryFile():
        pass
    assert no_disk, "the test would not notice"
    no_disk.clear()

    copies.written(copy("V1", rows=40), CATALOGUE)

    assert no_disk == []


# ---- how it looks and what it asks


def column_texts(book: Any, tab: str) -> list[tuple[object, object]]:
    """Return names and texts of a page, blank rows left out."""
    grid = next(grid for grid in book.grids if grid.tab == tab)
    rows = [(row.get(3), row.get(4)) for row in grid.cells.to_dict("records")]
    return [row for row in rows if row != (None, None)]


def test_the_cover_says_who_gives_what_to_whom_until_when(tmp_path: Path) -> None:
    made = copy("V1", "en", rows=2)
    path = tmp_path / "copy.xlsx"
    path.write_bytes(copies.written(made, CATALOGUE))

    assert column_texts(open_grids(path), "Cover")[:26] == [
        ("Customer handover copy", None),
        ("V1 Detailed", None),
        ("Confidential customer information for the named receiver only. Do not pass it on.", None),
        ("The share", None),
        ("Share ID", "SH-20261122-001"),
        ("Variant", "V1 Detailed"),
        ("Scenario", "Assigned to a new rep"),
        ("Provider", "R001 李明"),
        ("Receiver", "R002 Anna Müller"),
        ("Receiver kind", "Same department"),
        ("Share date", "2026-11-22"),
        ("Data as of", "2026-11-21"),
        ("Expected follow-up action", made.share["expected_action"]),
        ("Secure channel", "Company e-mail"),
        ("Container", "Encrypted archive"),
        ("Records", "Customers: 2\nContacts: 2\nActivities: 2\nTodos: 2\nShareLines: 2"),
        ("Expires", "2027-05-22   Delete this file after that day"),
        ("Action for each record", EACH),
        ("Confidentiality", None),
        ("Statement", STATEMENT),
        ("Confirm here", "☐ No"),
        ("Receipt", None),
        ("Receipt code", "7K4-QM2"),
        ("What it is for", WHAT_FOR),
        ("What to do", None),
        ("1   Confirm", "Choose Yes in the pale orange cell above, and save."),
    ]  # fmt: skip


def test_the_statement_is_the_articles_own_sentence(tmp_path: Path) -> None:
    path = tmp_path / "copy.xlsx"
    path.write_bytes(copies.written(copy("V2", "zh", rows=1), CATALOGUE))

    texts = dict(column_texts(open_grids(path), "封面"))
    assert texts["保密声明"] == "接收方已知悉并同意遵守公司客户信息保密规定"
    assert texts["请在此确认"] == "☐ 否"


def test_the_notes_stand_on_the_cover_whatever_they_hold(tmp_path: Path) -> None:
    made = copy("V2", "en", rows=1)
    path = tmp_path / "copy.xlsx"
    path.write_bytes(copies.written(made, CATALOGUE))

    texts = column_texts(open_grids(path), "Cover")
    at = texts.index(("Notes", None))
    assert texts[at + 1 : at + 3] == [
        ("1", "The new certificate is due by 25 January."),
        ("2", "Two notes were withheld."),
    ]


def test_only_what_the_receiver_fills_is_coloured_and_asked_for() -> None:
    found = parts(copies.written(copy("V3", "en", rows=3), CATALOGUE))
    rules = re.findall(
        r"<dataValidation ([^>]*)>(?:<formula1>([^<]*)</formula1>)?",
        found["xl/worksheets/sheet2.xml"],
    )

    asked = {re.search(r'sqref="([^"]+)"', rule)[1]: formula  # type: ignore[index]
             for rule, formula in rules if "promptTitle" in rule}  # fmt: skip
    assert asked == {"H5:H1007": "32874", "I5:I1007": '"H High,M Medium,L Low"', "J5:J1007": ""}
    assert "Please fill in" in found["xl/sharedStrings.xml"]


def test_a_copy_that_asks_for_nothing_does_not_speak_of_orange_columns() -> None:
    strings = parts(copies.written(copy("V2", "en", rows=1), CATALOGUE))["xl/sharedStrings.xml"]

    assert "fill in the pale orange columns" not in strings.casefold()


def test_a_list_too_long_for_a_rule_has_a_sheet(tmp_path: Path) -> None:
    rows = [{"lead_id": "LD-0001", "company": "Global Tech", "country": "DE"}]
    made = Copy(
        share=share("V3"),
        sheets=(sheet("Leads", rows, editable=frozenset({"country"})),),
        language="en",
    )
    data = copies.written(made, CATALOGUE)

    book = read_back(data, tmp_path)
    labels = CATALOGUE.vocabularies["country"].labels("en")
    assert book.sheets["Lists"]["country"].tolist() == list(labels)
    rule = re.search(r"<formula1>(Lists[^<]+)<", parts(data)["xl/worksheets/sheet2.xml"])
    assert rule is not None
    assert rule[1] == f"Lists!$A$5:$A${4 + len(labels)}"


def test_every_sheet_of_rows_is_a_table_with_neutral_names() -> None:
    found = parts(copies.written(copy("V1", "both", rows=2), CATALOGUE))

    tables = [ElementTree.fromstring(found[f"xl/tables/table{n}.xml"]) for n in range(1, 6)]
    assert [table.get("name") for table in tables] == [f"Table{n}" for n in range(1, 6)]
    assert tables[0].get("ref", "").startswith("A4:")
    columns = [part.get("name") for part in tables[0].iter() if part.tag.endswith("tableColumn")]
    assert columns[:2] == ["客户ID_x000a_Customer ID", "客户公司全称(英文)_x000a_Company name (EN)"]


def test_two_columns_of_one_name_can_be_told_apart(tmp_path: Path) -> None:
    catalogue_sheet = sheet("Customers", [{"customer_id": "C1", "company_name_en": "A"}])
    first, second = catalogue_sheet.fields
    twin = first.__class__(**{**vars(second), "zh": first.zh, "en": first.en})
    made = Copy(share=share(), sheets=(catalogue_sheet._replace(fields=(first, twin)),),
                language="en")  # fmt: skip

    book = read_back(copies.written(made, CATALOGUE), tmp_path)

    assert book.layouts["Customers"].headers == {
        "customer_id": "Customer ID", "company_name_en": "Customer ID (2)",
    }  # fmt: skip


def test_a_row_grows_when_more_is_typed_into_it() -> None:
    long = "a sentence that goes on for long. " * 12
    rows = [{"customer_id": "C1", "key_comm_summary": long}, {"customer_id": "C2"}]
    made = Copy(share=share(), sheets=(sheet("Customers", rows),), language="en")
    xml = parts(copies.written(made, CATALOGUE))["xl/worksheets/sheet2.xml"]

    heights = re.findall(r'<row r="(\d+)"[^>]* ht="([\d.]+)"( customHeight="1")?', xml)
    assert heights == [
        ("2", "30", ' customHeight="1"'),
        ("3", "20.25", ' customHeight="1"'),
        ("4", "36", ' customHeight="1"'),
        ("5", "120", ""),
        ("6", "18.75", ""),
    ]


# ---- what it says of itself


def facts_of(data: bytes, folder: Path) -> copies.Facts | None:
    path = folder / "copy.xlsx"
    path.write_bytes(data)
    return copies.read_facts(open_grids(path))


def test_a_copy_tells_its_share_key_and_digests(tmp_path: Path) -> None:
    digests = {("Customers", "CUS-0000-1"): "⠁⠂", ("Todos", "a:b=c"): "⠃"}
    made = Copy(
        share=share("V2"),
        sheets=(sheet("Customers", [{"customer_id": "CUS-0000-1"}]),),
        language="en",
        key=KEY,
        digests=digests,
    )

    assert facts_of(copies.written(made, CATALOGUE), tmp_path) == copies.Facts(
        share_id="SH-20261122-001",
        variant="V2",
        language="en",
        key=KEY,
        digests=digests,
        acknowledged=False,
    )


def test_another_workbook_says_nothing(tmp_path: Path) -> None:
    path = Path(__file__).parents[1] / "templates.xlsx"

    assert copies.read_facts(open_grids(path)) is None
    assert tmp_path.exists()


def test_a_ticked_cover_is_read_as_such(tmp_path: Path) -> None:
    made = copy("V2", "both", rows=1)
    ticked = Copy(**{**vars(made), "share": {**made.share, "confidential_ack": True}})

    found = facts_of(copies.written(ticked, CATALOGUE), tmp_path)

    assert found is not None
    assert found.acknowledged


@pytest.mark.parametrize(
    ("answer", "means"),
    [
        ("☑ 是", True), ("☑ Yes", True), ("☑ 是 Yes", True), ("True", True), ("是", True),
        ("YES", True), ("☐ 否", False), ("☐ No", False), ("☐ 否 No", False), ("", False),
        ("不是", False),
    ],
)  # fmt: skip
def test_a_tick_is_a_tick_however_it_is_typed(answer: str, *, means: bool) -> None:
    assert is_ticked(answer) is means


def test_dates_keep_their_kind(tmp_path: Path) -> None:
    when = dt.datetime(2026, 11, 1, 9, 30)  # noqa: DTZ001 - a cell has no zone
    rows = [{"share_id": "S", "customer_id": "C", "action_due": TODAY}]
    leads = [{"lead_id": "L", "assigned_date": when}]
    made = Copy(share=share(), sheets=(sheet("ShareLines", rows), sheet("Leads", leads)))

    book = read_back(copies.written(made, CATALOGUE), tmp_path)

    assert book.sheets["ShareLines"].loc[5, "action_due"] == TODAY
    assert book.sheets["Leads"].loc[5, "assigned_date"] == when
