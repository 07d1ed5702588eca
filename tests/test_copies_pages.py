"""What a handover copy shows its receiver, and what it says of itself to a program."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from defusedxml import ElementTree

from tests.handed_over import CATALOGUE, KEY, copy, parts, read_back, share, sheet
from validation.handover.shapes import Copy
from workbook import copies
from workbook.copies.facts import is_ticked
from workbook.grids import open_grids

STEPS = ((3, "Follow up"), (4, "Send it back"), (5, "Delete it"))
EACH = "2 in all, on the sheet ShareLines: each record has its own expected action and date."
STATEMENT = (
    "The receiver knows the company's rules on the confidentiality of customer information and "
    "agrees to follow them"
)
WHAT_FOR = (
    "When you have the file, read this code out to the provider by phone or message; with it the "
    "provider books that it arrived."
)


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
        ("Records", "Customers: 2\nContacts: 2\nActivities: 2\nTodos: 2"),
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


CUSTOMER = {"customer_id": "C1", "company_name_en": "Global Tech"}
LEAD = {"lead_id": "L1", "company": "Global Tech", "brief_note": None}
DAY = dt.date(2027, 5, 22)
BACK = (
    "save it with the same passphrase and send it back to the provider; the sheet Guide says how."
)


@pytest.mark.parametrize(
    ("sheets", "facts", "told"),
    [
        (
            [sheet("Customers", [CUSTOMER])],
            {"expected_action": None, "expires": None},
            (
                "Use the data only for what it was shared for; ask the provider when in doubt.",
                f"Only if you corrected something: {BACK}",
                "When you are done, delete this file, the archive and the mail it came with.",
            ),
        ),
        (
            [sheet("Customers", [CUSTOMER])],
            {"expected_action": "Call them", "expires": DAY},
            (
                "Contact the customers as the expected actions say.",
                f"Only if you corrected something: {BACK}",
                (
                    "When you are done, or after the expiry date, delete this file, the archive "
                    "and the mail it came with."
                ),
            ),
        ),
        (
            [sheet("Leads", [LEAD], editable=frozenset({"brief_note"}))],
            {"expected_action": None, "expires": None},
            (
                "Contact these leads, and fill in the pale orange columns.",
                f"When filled in, {BACK}",
                "When you are done, delete this file, the archive and the mail it came with.",
            ),
        ),
    ],
)
def test_the_cover_asks_for_nothing_that_is_not_in_the_copy(
    tmp_path: Path, sheets: Any, facts: Any, told: tuple[str, ...]
) -> None:
    made = Copy(share=share("V2", **facts), sheets=tuple(sheets), language="en")
    path = tmp_path / "copy.xlsx"
    path.write_bytes(copies.written(made, CATALOGUE))

    texts = dict(column_texts(open_grids(path), "Cover"))
    assert tuple(texts[f"{n}   {name}"] for n, name in STEPS) == told


def test_a_receiver_who_gets_days_only_is_not_promised_actions(tmp_path: Path) -> None:
    lines = [{"share_id": "SH-1", "customer_id": "C1", "action_due": DAY}]
    sheets = sheet("Customers", [CUSTOMER]), sheet("ShareLines", lines)
    path = tmp_path / "copy.xlsx"
    path.write_bytes(
        copies.written(Copy(share=share("V2"), sheets=sheets, language="en"), CATALOGUE)
    )

    texts = dict(column_texts(open_grids(path), "Cover"))
    assert texts["Records"] == "Customers: 1"
    assert texts["Action for each record"] == (
        "1 in all, on the sheet ShareLines: by when each record is to be followed up."
    )


def test_a_column_is_as_wide_as_its_longest_text_where_that_takes_little_more() -> None:
    def height(*texts: str) -> list[str | None]:
        rows = [{"customer_id": f"C{n}", "need_description": t} for n, t in enumerate(texts)]
        found = parts(
            copies.written(Copy(share=share(), sheets=(sheet("Customers", rows),)), CATALOGUE)
        )
        return re.findall(r'<row r="[5-9]"[^>]* ht="([^"]+)"', found["xl/worksheets/sheet2.xml"])

    usual = ["x" * 40] * 4
    assert len(set(height(*usual, "x" * 52))) == 1
    assert len(set(height(*usual, "x" * 120))) == 2


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
