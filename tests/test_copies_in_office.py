"""Handover copies in LibreOffice, as a receiver uses it, and before Microsoft's own judge."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.handed_over import CATALOGUE, KEY, copy, share, sheet
from validation.handover.shapes import Copy
from workbook import copies
from workbook.grids import open_grids
from workbook.reader import open_book

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.office import Document, Office
    from tests.programs import OoxmlValidator

VERSIONS = ("Office2013", "Microsoft365")
ODD = ("<r><t>x</t></r>", "=1+1", "\x01\x0b", "🙂", "\u202eevil", "_x000D_", "x" * 32_767)


def test_the_sdk_finds_nothing_wrong_with_any_variant(
    ooxml_validator: OoxmlValidator, tmp_path: Path
) -> None:
    odd = [{"customer_id": f"C{n}", "company_name_en": text} for n, text in enumerate(ODD)]
    listed = sheet("Leads", [{"lead_id": "L", "country": "DE"}], editable=frozenset({"country"}))
    made = {
        "V1": copy("V1", "both", rows=3),
        "V2": copy("V2", "zh", rows=1),
        "V3": copy("V3", "en", rows=0),
        "odd": Copy(share=share(), sheets=(sheet("Customers", odd), listed), key=KEY),
    }
    for name, one in made.items():
        (tmp_path / f"{name}.xlsx").write_bytes(copies.written(one, CATALOGUE))

    with ThreadPoolExecutor(2) as pool:
        verdicts = {
            (name, version): pool.submit(
                ooxml_validator.complaints, tmp_path / f"{name}.xlsx", version
            )
            for name in made
            for version in VERSIONS
        }
    assert {key: found for key, verdict in verdicts.items() if (found := verdict.result())} == {}


@pytest.fixture
def leads(office: Office, tmp_path: Path) -> Iterator[Document]:
    path = tmp_path / "handover.xlsx"
    path.write_bytes(copies.written(copy("V3", "en", rows=4), CATALOGUE))
    with office.open(path) as document:
        yield document


BOX = "D26"


@pytest.mark.office
def test_the_box_takes_a_tick_and_nothing_else(leads: Document) -> None:
    assert leads.value("Cover", BOX) == "☐ No"
    assert leads.names()["confidential_ack"] == f"$Cover.${BOX[0]}${BOX[1:]}"
    rule = leads.validation("Cover", BOX)
    assert (rule.kind, rule.first, rule.stops) == ("LIST", '"☑ Yes";"☐ No"', True)

    assert not leads.type("Cover", BOX, "perhaps")
    assert leads.value("Cover", BOX) == "☐ No"
    assert leads.type("Cover", BOX, "☑ Yes")
    assert leads.value("Cover", BOX) == "☑ Yes"


@pytest.mark.office
def test_feedback_and_tick_come_back_from_libreoffice(leads: Document, tmp_path: Path) -> None:
    leads.type("Cover", BOX, "☑ Yes")
    assert leads.type("Leads", "H5", "2026-11-20")
    assert leads.type("Leads", "I5", "H High")
    assert not leads.type("Leads", "I6", "very high")
    assert leads.type("Leads", "J5", "=1+1")
    back = tmp_path / "back.xlsx"
    leads.save_as(back)

    found = copies.read_facts(open_grids(back))
    assert found is not None
    assert (found.acknowledged, found.key, len(found.digests)) == (True, KEY, 4)
    book = open_book(back)
    assert list(book.sheets) == ["Leads"]
    row = book.sheets["Leads"].loc[5, ["first_contact_date", "validity", "brief_note"]]
    assert [str(value) for value in row] == ["2026-11-20", "H High", "=1+1"]


@pytest.mark.office
def test_codes_keep_their_zeros_and_no_cell_is_a_formula(leads: Document) -> None:
    assert leads.formula_values() == {}
    assert leads.type("Leads", "A9", "00123")
    assert leads.value("Leads", "A9") == "00123"
    assert [tab.visible for tab in leads.tabs()] == [True, True, True, False]
    assert not any(tab.protected for tab in leads.tabs() if tab.visible)
