"""What a handover withholds, and which texts tell it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests import canaries, handover_books
from tests.books import book_of
from tests.handover_books import AT, CATALOGUE, KEY, SETTINGS, TODAY
from validation.handover import planning
from validation.handover.shapes import Copy, CopySheet
from validation.leaks import Matcher, Source, scopes, tokens
from validation.leaks.spellings import BORDER, worths
from workbook import annotating, copies
from workbook.leakscan import Hit, scan, selftest
from workbook.reader import open_book

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from validation.book import Book
    from validation.leaks import Tokens

A, B = "CUS-2026-001", "CUS-2026-002"


def told(text: str, found: Tokens, *, cells: bool = False) -> list[tuple[str, bool]]:
    """Return the columns whose values a text tells, and whether that is inherent."""
    hits = Matcher(found).told(text, cells=cells)
    return sorted((hit.source.column, hit.is_inherent) for hit in hits)


def withheld(*leaving: str, variant: str = "V2", **sheets: list[dict[str, Any]]) -> Tokens:
    """Return the tokens of a copy of the sheet Customers with these columns."""
    book = book_of(sheets)
    fields = tuple(CATALOGUE.field("Customers", key) for key in leaving)
    sheet = CopySheet("Customers", fields, book.sheets["Customers"][list(leaving)])
    share = {"variant": variant, "receiver": "Bianca Bellini", "share_date": TODAY}
    return tokens(book, CATALOGUE, Copy(share=share, sheets=(sheet,)))


def customer(identity: str = A, **cells: Any) -> dict[str, Any]:
    return {"customer_id": identity, "company_name_en": f"Firm {identity[-1]} Ltd", **cells}


CONTACT = {"customer_id": A, "contact_name": "Annabel Oakwood", "phone": "+49 (0)30 1234-5678"}


@pytest.mark.parametrize(
    "text",
    [
        "ask Annabel Oakwood",
        "ANNABEL_OAKWOOD.xlsx",
        "annabeloakwood@example.com",
        "Ａｎｎａｂｅｌ　Ｏａｋｗｏｏｄ",
        "Annabel\u200b Oakwood",
    ],
)
def test_a_name_is_told_in_every_spelling(text: str) -> None:
    found = withheld("company_name_en", Customers=[customer()], Contacts=[CONTACT])

    assert told(text, found) == [("contact_name", False)]


@pytest.mark.parametrize("text", ["030 12345678", "0049-30-1234.5678", "tel:+49 30 12 34 56 78"])
def test_a_phone_number_is_told_by_its_last_eight_digits(text: str) -> None:
    found = withheld("company_name_en", Customers=[customer()], Contacts=[CONTACT])

    assert told(text, found) == [("phone", False)]


@pytest.mark.parametrize(
    "text",
    [
        "84512.5",
        "84,512.50",
        "84.512,50",
        "84 512,5",
        "USD84512.5",
        "八万四千五百一十二块五",
        "８４５１２．５",
    ],
)
def test_an_amount_is_told_in_every_way_to_write_it(text: str) -> None:
    found = withheld("company_name_en", Customers=[customer(last_12m_amount=84512.5)])

    assert told(text, found) == [("last_12m_amount", False)]


def test_models_dates_and_measures_are_no_amounts() -> None:
    assert list(worths("xx-84512.5 v1.2.3 2026-11-05 09:30 15.5mm 84512.5x")) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("owner", "R001"),
        ("next_action", "OK"),
        ("grade_manual", "A"),
        ("last_contact_date", dt.date(2026, 11, 5)),
        ("protect_until", "2026-11-05"),
        ("kdm", "Germany"),
        ("competitor_info", "价格敏感"),
        ("competitor_info", "Bianca Bellini"),
        ("inquiry_products", "GT-A500"),
    ],
)
def test_innocent_words_are_no_leak(column: str, value: object) -> None:
    found = withheld("company_name_en", Customers=[customer(**{column: value})])

    assert told(f"{value} 2026-11-05 20261105 Germany 价格敏感 R001 A OK", found) == []


def test_what_leaves_in_another_cell_of_the_file_is_no_leak() -> None:
    found = withheld(
        "company_name_en",
        "main_business",
        Customers=[customer(main_business="Lockwell"), customer(B, competitor_info="Lockwell")],
    )

    assert told("Lockwell", found) == []


def test_a_name_inside_the_companys_own_is_inherent_and_elsewhere_a_leak() -> None:
    rows = [customer() | {"company_name_en": "Annabel Oakwood Interiors"}]
    found = withheld("company_name_en", Customers=rows, Contacts=[CONTACT])

    assert told("Annabel Oakwood Interiors", found, cells=True) == [("contact_name", True)]
    assert told("Annabel Oakwood Interiors", found) == [("contact_name", False)]
    assert told("Annabel Oakwood Interiors!", found, cells=True) == [("contact_name", False)]


def test_a_text_that_leaves_may_not_tell_in_v2_and_needs_acceptance_in_v1() -> None:
    rows = [customer(need_description="ask Annabel Oakwood for size")]
    text = "ask Annabel Oakwood for size"

    for variant, inherent in (("V2", False), ("V1", True)):
        found = withheld("need_description", variant=variant, Customers=rows, Contacts=[CONTACT])
        assert ("contact_name", inherent) in told(text, found, cells=True)


def test_short_values_are_looked_for_in_the_texts_of_their_own_record_only() -> None:
    rows = [
        customer(need_description="王伟要15.5的报价"),
        customer(B, need_description="王伟要15.5的价"),
    ]
    found = withheld(
        "need_description",
        Customers=rows,
        Contacts=[{"customer_id": A, "contact_name": "王伟"}],
        Orders=[{"customer_id": A, "unit_price": 15.5}],
    )

    text = BORDER.join(("王伟要15.5的报价", "王伟要15.5的价", "王伟 15.5"))
    hits = Matcher(found).told(text, cells=True)
    assert [(hit.segment, hit.source.column) for hit in hits] == [
        (0, "contact_name"),
        (0, "unit_price"),
    ]


def test_a_phrase_that_many_say_is_looked_for_only_where_nothing_should_stand() -> None:
    phrase = "宁愿下午通电话联系"
    rows = [customer(f"CUS-2026-{n:03}", comm_pref=phrase) for n in range(1, 7)]
    found = withheld("need_description", Customers=[*rows, customer("CUS-2026-009")])

    assert told(phrase, found) == [("comm_pref", False)]
    strange = withheld(
        "need_description",
        Customers=[*rows[1:], customer("CUS-2026-009", need_description=f"{phrase}，谢谢")],
    )
    assert told(f"{phrase}，谢谢", strange, cells=True) == []


def test_columns_of_a_teams_own_are_withheld_with_their_numbers() -> None:
    found = withheld("company_name_en", Customers=[customer(Fax="Kingfisher 7", N=987654)])

    assert told("kingfisher-7 and 987,654", found) == [("Fax", False), ("N", False)]


def test_the_names_of_customers_that_stay_are_withheld() -> None:
    book = book_of({"Customers": [customer(), customer(B, website="www.quietfirm.example")]})
    rows = book.sheets["Customers"].loc[[5], ["company_name_en"]]
    sheet = CopySheet("Customers", (CATALOGUE.field("Customers", "company_name_en"),), rows)

    found = tokens(book, CATALOGUE, Copy(share={"variant": "V2"}, sheets=(sheet,)))

    assert told("Firm 1 Ltd", found) == []
    assert told("Firm 2 Ltd, www.quietfirm.example", found) == [
        ("company_name_en", False),
        ("website", False),
    ]


def test_an_address_that_leaves_as_it_was_understood_is_no_leak() -> None:
    typed = customer(website="HTTP://www.Lockwell.example/", public_email="Info@lockwell.example ")
    titles = [{"customer_id": A, "domain": "lockwell.example"}]
    book = book_of({"Customers": [typed], "Titles": titles})
    rows = book.sheets["Customers"][["website", "public_email"]].copy()
    rows["website"], rows["public_email"] = "https://lockwell.example", "info@lockwell.example"
    fields = tuple(CATALOGUE.field("Customers", key) for key in rows.columns)
    sheet = CopySheet("Customers", fields, rows)

    found = tokens(book, CATALOGUE, Copy(share={"variant": "V2"}, sheets=(sheet,)))

    assert told("https://lockwell.example", found, cells=True) == []
    assert told("info@lockwell.example", found, cells=True) == []


def test_digests_hold_no_short_word_by_chance() -> None:
    contact = {"customer_id": A, "contact_name": "Abed", "phone": "30 12345678"}
    found = withheld("company_name_en", Customers=[customer()], Contacts=[contact])

    assert told("9f86d081884c7d659a2feaa012345678 -abed 1", found) == [("contact_name", False)]
    assert told("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c1512345678", found) == []


def test_no_value_of_the_tokens_stands_in_their_text() -> None:
    found = withheld("company_name_en", Customers=[customer()], Contacts=[CONTACT])

    assert "oakwood" not in repr(found).casefold()


def _copy(variant: str, book: Book) -> Copy:
    request = handover_books.asked(variant)
    plan = planning.plan(book, CATALOGUE, SETTINGS, TODAY, request)
    share = planning.Share("SH-20261122-001", KEY)
    return planning.named(plan, share, CATALOGUE).copy


def _hits(copy: Copy, found: Tokens) -> tuple[Hit, ...]:
    rows = tuple(sheet._replace(rows=sheet.rows.iloc[:0]) for sheet in copy.sheets)
    blank = copies.written(replace(copy, sheets=rows, notes=(), key="", digests={}), CATALOGUE)
    return scan(copies.written(copy, CATALOGUE), found, blank=blank)


@pytest.mark.parametrize("variant", ["V1", "V2", "V3"])
def test_a_clean_copy_has_no_hit_that_is_not_inherent(variant: str) -> None:
    book = handover_books.book()
    copy = _copy(variant, book)

    hits = _hits(copy, tokens(book, CATALOGUE, copy))

    assert [hit for hit in hits if not hit.inherent] == []


@pytest.mark.parametrize("variant", ["V1", "V2", "V3"])
def test_a_copy_of_a_book_with_canaries_in_68_places_holds_none_of_them(
    variant: str, tmp_path: Path
) -> None:
    words = selftest.canaries()
    cells = [words[key] for key in canaries.KEYS[:13]]
    path = tmp_path / "book.xlsx"
    path.write_bytes(canaries.merged(handover_books.written(path, _with(cells)), words))
    looked_for = canaries.looking_for(words)
    assert {hit.column for hit in scan(path.read_bytes(), looked_for)} == set(canaries.KEYS)

    book = annotating.without_marks(open_book(path, None, None), CATALOGUE)
    copy = _copy(variant, book)

    assert scan(copies.written(copy, CATALOGUE), looked_for) == ()
    assert len(copy.sheets) > 0


def _with(cells: list[str]) -> Mapping[str, list[dict[str, Any]]]:
    """Return the team's book with words in cells that no variant shows."""
    rows = handover_books.rows()
    rows["Customers"][0].pop("购买习惯")
    first, *others = cells
    rows["Customers"][0] |= {"quote_history": first}
    rows["Orders"] += [
        {"order_no": f"PO2026{n:04}", "customer_id": "CUS-2026-004", "contract_no": word}
        for n, word in enumerate(others)
    ]
    return rows


def test_a_share_of_the_register_is_checked_by_its_own_columns_and_records() -> None:
    rows = handover_books.rows()
    rows["Share"] = [
        {"share_id": "SH-20261122-001", "variant": "V2 精简安全版", "receiver": "R005"}
    ]
    rows["ShareLines"] = [{"share_id": "SH-20261122-001", "customer_id": A}]
    book = handover_books.book(rows)

    found = scopes.of_share(book, CATALOGUE, "sh-20261122-001", settings=SETTINGS, today=TODAY)

    assert found is not None
    assert told("Global Tech Inc.", found[0]) == []
    assert told("Peter Jones; Other Owner Ltd", found[0]) == [("company_name_en", False)]
    assert scopes.of_share(book, CATALOGUE, "SH-1", settings=SETTINGS, today=AT.date()) is None


def test_another_file_is_checked_against_everything_sensitive() -> None:
    found = scopes.everything(handover_books.book(), CATALOGUE)

    text = "Global Tech Inc.; John Schmidt; 7321.5; PO20260105; 讨论了技术参数"
    assert Source("Contacts", "contact_name") in {hit.source for hit in Matcher(found).told(text)}
    assert ("company_name_en", False) not in told(text, found)


PRODUCTS = [{"sku": "LK-7", "name_zh": "", "name_en": "Smart lock"}]


@pytest.mark.parametrize(
    ("own", "text"),
    [
        ("Smart lock", "wholesale of smart locks and Smart lock parts"),
        ("Solar panel", "Solar panel; LED strip"),
        ("已寄样", "客户说已寄样品到展会"),
    ],
)
def test_products_and_short_remarks_of_a_teams_own_column_are_no_leak_in_anothers_text(
    own: str, text: str
) -> None:
    rows = [
        customer(main_business=text),
        customer(B, inquiry_products="Lamp; solar panel", 备注=own),
    ]
    found = withheld("company_name_en", "main_business", Customers=rows, Products=PRODUCTS)

    assert told(text, found, cells=True) == []


def test_a_teams_own_value_is_a_leak_in_the_texts_of_its_record_and_a_long_one_anywhere() -> None:
    text = "call Rivalux Baumarkt, or Zebra7"
    rows = [customer(main_business=text, 备注="Zebra7"), customer(B, 备注="Rivalux Baumarkt")]
    found = withheld("company_name_en", "main_business", Customers=rows)

    assert told(text, found, cells=True) == [("备注", False)]
    assert told("Rivalux Baumarkt", found) == [("备注", False)]


@pytest.mark.parametrize(
    ("note", "hits"),
    [
        ("Wants a catalogue", []),
        ("讨论了技术参数", []),
        ("Wants 7310 catalogues", [("brief_note", False)]),
        ("Wants a catalogue before the board decides", [("brief_note", False)]),
    ],
)
def test_a_common_remark_of_another_record_is_no_leak_and_one_of_its_own_making_is(
    note: str, hits: list[tuple[str, bool]]
) -> None:
    text = f"{note} of lamps"
    lead = {"lead_id": "LD-0001", "company": "Lead Firm", "brief_note": note}
    found = withheld(
        "company_name_en",
        "need_description",
        Customers=[customer(need_description=text)],
        Leads=[lead],
    )

    assert told(text, found, cells=True) == hits


def test_a_first_name_that_is_an_everyday_word_is_no_leak_in_a_text() -> None:
    rows = [customer(need_description="Quality first, will order in spring")]
    contact = CONTACT | {"contact_name": "Will Oakwood"}
    found = withheld("company_name_en", "need_description", Customers=rows, Contacts=[contact])

    assert told("Quality first, will order in spring", found, cells=True) == []
    assert told("Will Oakwood", found) == [("contact_name", False)]


def test_a_name_with_markup_in_it_may_leave_though_its_number_is_anothers_amount() -> None:
    named = customer(company_name_en='Firma 01238 "=HYPERLINK(1)"')
    order = {"order_no": "PO-1", "customer_id": B, "amount": 1238.0}
    found = withheld("company_name_en", Customers=[named, customer(B)], Orders=[order])

    # As a part of the package reads, where quotation marks and signs of equality are borders.
    assert told(f"t{BORDER}firma 01238 {BORDER}{BORDER}hyperlink(1)", found, cells=True) == []
    assert told(f"t{BORDER}1238{BORDER}", found, cells=True) == [("amount", False)]


def test_a_figure_between_signs_of_markup_in_a_name_excuses_no_figure_elsewhere() -> None:
    named = customer(company_name_en="Firma =1238=")
    order = {"order_no": "PO-1", "customer_id": B, "amount": 1238.0}
    found = withheld("company_name_en", Customers=[named, customer(B)], Orders=[order])

    assert told(f"t{BORDER}1238{BORDER}", found, cells=True) == [("amount", False)]
