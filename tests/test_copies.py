"""Handover copies as files: what is in them, and that nothing else is."""

from __future__ import annotations

import datetime as dt
import io
import re
import sys
import tempfile
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from tests.handed_over import CATALOGUE, KEY, TODAY, copy, parts, read_back, share, sheet
from validation.errors import WriteError
from validation.handover.shapes import Copy
from validation.messages import Text
from validation.settings import Settings
from validation.typed import typed
from workbook import copies

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.handed_over import Language, Variant

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


def test_a_note_that_no_cell_can_hold_is_refused_by_name() -> None:
    notes = (Text("坏", "bad \ud83d"),)

    with pytest.raises(WriteError) as refused:
        copies.written(Copy(share=share(), sheets=(), language="en", notes=notes), CATALOGUE)

    assert refused.value.facts["reason"].en == HALF.replace(  # type: ignore[attr-defined]
        "Customers!B5", "Cover!D38"
    )


def test_more_rows_than_a_sheet_has_are_refused() -> None:
    rows = sheet("Customers", [{"customer_id": "C"}])
    many = rows._replace(rows=rows.rows.loc[[5] * 1_047_600].set_axis(range(1_047_600)))

    with pytest.raises(WriteError, match="has more rows than a worksheet can hold"):
        copies.written(Copy(share=share(), sheets=(many,)), CATALOGUE)


def test_dates_keep_their_kind(tmp_path: Path) -> None:
    when = dt.datetime(2026, 11, 1, 9, 30)  # noqa: DTZ001 - a cell has no zone
    rows = [{"share_id": "S", "customer_id": "C", "action_due": TODAY}]
    leads = [{"lead_id": "L", "assigned_date": when}]
    made = Copy(share=share(), sheets=(sheet("ShareLines", rows), sheet("Leads", leads)))

    book = read_back(copies.written(made, CATALOGUE), tmp_path)

    assert book.sheets["ShareLines"].loc[5, "action_due"] == TODAY
    assert book.sheets["Leads"].loc[5, "assigned_date"] == when


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
        ("_xlnm.Print_Area", "Guide!$B$2:$D$38"),
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
