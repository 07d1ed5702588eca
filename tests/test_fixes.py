"""The certain repairs of a book, and everything that is left for a person."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.books import TODAY, at, book_of, clean, foreign
from tests.test_planted_cells import PLANTS, Plant, found_in, ready
from validation.catalogue import load
from validation.changes import Change, Outcome
from validation.errors import UnknownRuleError
from validation.fixes import Scope, applied, fixes, selected
from validation.rules import RULES
from validation.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from tests.books import Record, Records
    from validation.book import Book
    from validation.findings import Finding

FIRST = 5
"""The first row of data."""


def fixed(book: Book, only: Collection[str] | Scope | None = None) -> Outcome:
    return fixes(book, load(), settings=Settings.default(), today=TODAY, only=only)


def with_cell(sheet: str, column: str, value: Any, row: int = 0) -> Book:
    """Return the clean book with one cell changed."""
    records = clean()
    records[sheet][row][column] = value
    return book_of(records)


def afters(outcome: Outcome) -> list[tuple[str, Any, str]]:
    return [(change.column, change.after, change.code) for change in outcome.changes]


def places(findings: Sequence[Finding]) -> Counter[tuple[str, int, str, str]]:
    return Counter((f.sheet, f.row or 0, f.field, f.code) for f in findings)


REPAIRED: Mapping[str, Any] = {
    "other_name": "S4 样品",
    "number_text": 3000,
    "email_characters": "john.s@gt-handel.de",
    "email_case": "john.s@gt-handel.de",
    "phone_not_e164": "+493012345678",
    "url_no_scheme": "https://gt-handel.de",
    "url_characters": "https://gt-handel.de",
    "im_spelling": "WeChat:wangfang_88",
    "country_alias": "BR 巴西",
    "code_spelling": "DE136695976",
    "money_text": 15.5,
    "date_text": dt.date(2027, 1, 25),
    "date_serial": dt.date(2027, 1, 25),
    "reference_spelling": "CUS-2026-001",
    "text_mojibake": "Müller GmbH",
    "text_control": "DACH",
    "text_invisible": "DACH",
    "text_pinyin": "產品",
    "text_width": "DACH",
    "text_spaces": "DACH region",
    "text_nfc": "München",
}
"""What becomes of the planted cells; those of every other rule stay as they are."""

SUGGESTED = [plant for plant in PLANTS if plant.suggestion is not None]
"""The planted cells that the check proposes a value for: only they could be changed at all."""


@pytest.mark.parametrize("plant", SUGGESTED, ids=lambda plant: plant.rule)
def test_a_planted_cell_is_put_right_where_that_is_certain_and_left_alone_elsewhere(
    plant: Plant,
) -> None:
    records = ready(plant)
    records[plant.sheet][plant.row][plant.column] = plant.value

    outcome = fixed(book_of(records))

    if plant.rule in REPAIRED:
        row, code = FIRST + plant.row, RULES[plant.rule].code
        value = REPAIRED[plant.rule]
        assert outcome.changes == (
            Change(plant.sheet, row, plant.column, plant.value, value, code),
        )
        assert type(outcome.changes[0].after) is type(value)
        assert outcome.findings == []
    else:
        assert outcome.changes == ()
        assert [finding.code for finding in outcome.findings] == [RULES[plant.rule].code]


def test_every_repair_of_the_table_is_planted() -> None:
    by_signs = {"email_wrapped", "domain_not_bare"}  # planted with letters that would go

    assert {name for name, rule in RULES.items() if rule.fix} == REPAIRED.keys() | by_signs


@pytest.mark.parametrize(
    ("sheet", "column", "value", "after"),
    [
        ("Contacts", "email", "<john.s@gt-handel.de>;", "john.s@gt-handel.de"),
        ("Contacts", "email", "mailto:john.s@gt-handel.de", None),
        ("Contacts", "email", "John <john.s@gt-handel.de>", None),
        ("Titles", "domain", "GT-Handel.de", "gt-handel.de"),
        ("Titles", "domain", "www.gt-handel.de", None),
        ("Titles", "credit_code", "136 695 976", None),  # would gain its country's letters
        ("Orders", "qty", "三千", 3000),
        ("Orders", "qty", "1,234,567", 1234567),
        ("Orders", "qty", "1 234,5", 1234.5),
        ("Orders", "qty", "(5)", None),
        ("Orders", "qty", "5-", None),
        ("Orders", "qty", "50%", None),
        ("Orders", "qty", "1e5", None),
        ("Orders", "qty", "1,234,567,890,123,456", None),
        ("Orders", "unit_price", "USD 2k", None),
        ("Orders", "unit_price", "US$15.50", 15.5),
        ("Orders", "unit_price", "15.5-", None),
        ("FX", "rate", "1,085", None),
        ("FX", "rate", "1,08", 1.08),
        ("Todos", "due", "25.01.27", None),  # a day of 2025 to others
        ("Todos", "due", "27年1月25日", dt.date(2027, 1, 25)),
        ("Todos", "due", "25 Jan 2027", dt.date(2027, 1, 25)),
        ("Todos", "due", "20270125", dt.date(2027, 1, 25)),
        ("Todos", "due", 20270125, dt.date(2027, 1, 25)),
        ("Todos", "due", "46412", dt.date(2027, 1, 25)),
        ("Inquiries", "received_at", "2026-11-16 9:10", at("2026-11-16 09:10")),
        ("Customers", "last_contact_date", 50000, None),  # a day of 2036: more likely an amount
        ("Customers", "company_name_en", "Ã¤Ã¶ å®¢æ\x88· GmbH", None),
        ("Customers", "market", "æ–°å®¢æˆ·", "新客户"),
        ("Todos", "due", "99年5月20日", None),  # 2010 in Taiwan
        ("Todos", "due", "90210", None),  # a day of 2146, or a postcode
        ("Todos", "due", "2570-01-25", None),  # a Buddhist year
        ("Orders", "unit_price", "1,000.000", None),
        ("Customers", "market", "卡拉ＯＫ", "卡拉OK"),
        ("Customers", "market", "see https://a.com/Ｑ", None),
        ("Customers", "special_requirements", "　一\n　　二", None),
        ("Customers", "special_requirements", " a  b\n  c", "a b\n  c"),
        ("Customers", "market", "重(chóng)庆", "重庆"),
        ("Customers", "market", "单(shàn)先生", None),
        ("Contacts", "contact_name", "重(chóng)庆", None),
        ("Customers", "website", "HTTPS://GT-Handel.de/Über", "https://gt-handel.de/Über"),
        ("Customers", "website", "https://gt-handel.de/（a）", None),
        ("Customers", "website", "https://gt-handel.de/x。", None),
        ("Customers", "website", "https://gt-handel.de/a\u200b", "https://gt-handel.de/a"),
        ("Contacts", "phone", 493012345678, "+493012345678"),
        ("Contacts", "phone", "030/12345678", "+493012345678"),
        ("Contacts", "phone", "0171 1234567", "+491711234567"),
        ("Contacts", "phone", "0049 30 12345678", "+493012345678"),
        ("Contacts", "phone", "+49 (0) 30 123456-78", "+493012345678"),
        ("Contacts", "phone", "+49 30 123456 / 78", None),  # or 123456 and 123478
        ("Contacts", "phone", "(0755) 26123456", None),  # a number of Shenzhen
        ("Contacts", "phone", "0755-26123456-801", None),
        ("Contacts", "phone", "T030 12345678", "+493012345678"),
        ("Contacts", "phone", "T0755 1234567", None),
        ("Contacts", "phone", "O30 12345678", None),
    ],
)
def test_a_repair_is_made_only_where_nobody_could_mean_anything_else(
    sheet: str, column: str, value: object, after: object
) -> None:
    outcome = fixed(with_cell(sheet, column, value))

    assert [change.after for change in outcome.changes] == ([] if after is None else [after])


def test_a_comma_before_three_digits_is_left_where_the_column_has_decimal_commas() -> None:
    records = clean()
    records["Orders"][0]["unit_price"] = "1,500"
    assert afters(fixed(book_of(records))) == [("unit_price", 1500, "R328")]

    records["Orders"][1]["unit_price"] = "12,5"
    assert fixed(book_of(records)).changes == ()

    records["Orders"][0]["unit_price"] = "1.500,00"
    assert afters(fixed(book_of(records))) == [
        ("unit_price", 1500, "R328"),
        ("unit_price", 12.5, "R328"),
    ]


def test_a_cell_that_needs_several_repairs_is_one_change() -> None:
    [change] = fixed(with_cell("Leads", "country", "Br\u200basil  ")).changes

    assert change == Change("Leads", 5, "country", "Br\u200basil  ", "BR 巴西", "R305; R714")


def test_a_word_is_written_as_the_book_at_hand_writes_it() -> None:
    records = {"Leads": [{"lead_id": "LD-0001", "company": "A GmbH", "country": "Deutschland"}]}

    told = {
        language: [c.after for c in fixed(book_of(records, language=language)).changes]
        for language in ("zh", "en", "both")
    }
    assert told == {"zh": ["DE 德国"], "en": ["DE Germany"], "both": ["DE 德国 Germany"]}


def test_ids_that_would_become_equal_stay_apart() -> None:
    records = clean()
    first, second = records["Orders"]
    first["order_no"], second["order_no"] = "PO1 ", "PO1"
    second["sold_by"] = "R001 "

    outcome = fixed(book_of(records))

    assert afters(outcome) == [("sold_by", "R001", "R718")]
    assert {f.code for f in outcome.findings if f.sheet == "订单" and f.field == "order_no"} == {
        "R605",
        "R718",
    }


def test_a_repair_that_uncovers_another_mistake_is_left_out_and_only_it() -> None:
    records = clean()
    records["Customers"][0]["market"] = "环球貿易市场 "
    records["Customers"][1]["market"] = "北美 "

    outcome = fixed(book_of(records))

    assert outcome.changes == (Change("Customers", 6, "market", "北美 ", "北美", "R718"),)


def test_a_repair_that_makes_two_addresses_one_and_their_domain_a_slip_is_left_out() -> None:
    # Two addresses make a domain one in use; a single one at it is a slip of gmail.
    records = clean()
    records["Reps"][0]["email"] = "lilei@gamil.com"
    records["Reps"][1]["email"] = "lilei@gamil.com\u3000"
    records["Reps"][2]["rep_name"] = "张经理 "

    outcome = fixed(book_of(records))

    assert afters(outcome) == [("rep_name", "张经理", "R718")]


@pytest.mark.parametrize(
    ("sheet", "column", "value", "after"),
    [
        ("Products", "sku", 500, "500"),
        ("Orders", "order_no", 20260105.0, "20260105"),
        ("Orders", "order_no", 1234567890123456, None),  # more digits than Excel keeps
        ("Orders", "order_no", -5, None),
        ("Orders", "order_no", 1.5, None),
        ("Customers", "market", 500, None),  # words, no code
        ("Products", "hs_code", 30140, None),  # lost its zero
    ],
)
def test_a_number_among_ids_becomes_its_digits(
    sheet: str, column: str, value: object, after: str | None
) -> None:
    records = clean()
    records[sheet][-1][column] = value

    changes = fixed(book_of(records)).changes

    mine = [(c.column, c.before, c.after, c.code) for c in changes if c.column == column]
    assert mine == ([] if after is None else [(column, value, after, "")])


def test_a_number_beside_ids_with_leading_zeros_stays() -> None:
    records = clean()
    records["Orders"][0]["order_no"], records["Orders"][1]["order_no"] = "00123", 124

    assert fixed(book_of(records)).changes == ()


def test_reference_and_id_become_text_together() -> None:
    records = clean()
    records["Orders"][0]["order_no"] = 105
    records["Payments"][0]["order_no"] = 105

    assert afters(fixed(book_of(records))) == [("order_no", "105", ""), ("order_no", "105", "")]


def test_two_ids_that_differ_in_letters_case_make_a_spelling_doubtful() -> None:
    records = clean()
    records["Products"].append({"sku": "gt-a500", "name_zh": "旧款"})
    records["Orders"][0]["product"] = "GT-a500"

    assert fixed(book_of(records)).changes == ()


@pytest.mark.parametrize(
    ("sheet", "column", "value"),
    [
        ("PoolLog", "weights_snapshot", "A3  B2"),  # a ledger
        ("Customers", "deal_summary", "two  orders"),  # written by the tools
        ("Config", "value", " 60"),  # would change what the check says
    ],
)
def test_what_people_do_not_type_is_never_fixed(sheet: str, column: str, value: str) -> None:
    assert fixed(with_cell(sheet, column, value)).changes == ()


def test_a_column_of_the_teams_own_gets_the_repairs_of_any_text() -> None:
    records = clean()
    records["Customers"][0] |= {"展位号": " B12 ", "since": "2026/1/5", "mail": "A@GT.de", "n": 7}

    assert afters(fixed(book_of(records))) == [("展位号", "B12", "R718")]


def test_a_list_of_somebody_else_gets_the_repairs_of_any_text() -> None:
    rows = [
        {"Company": " Global  Tech ", "Country": "ＤＥ", "No": 12, "Since": "2026/1/5"},
        {"Company": "MÃ¼ller", "Country": "Brasil", "No": 13, "Since": None},
    ]

    outcome = fixed(foreign("Sheet1", rows))

    assert outcome.changes == (
        Change("Sheet1", 2, "Company", " Global  Tech ", "Global Tech", "R718"),
        Change("Sheet1", 2, "Country", "ＤＥ", "DE", "R717"),
        Change("Sheet1", 3, "Company", "MÃ¼ller", "Müller", "R712"),
    )


def test_cells_that_hold_more_than_their_value_are_kept() -> None:
    records = clean()
    records["Customers"][0]["market"] = records["Customers"][1]["market"] = "北美 "

    outcome = fixed(book_of(records), Scope(kept=[("Customers", 5, "market")]))

    assert [change.row for change in outcome.changes] == [6]


def test_only_the_rules_asked_for_are_put_right() -> None:
    records = clean()
    records["Customers"][0]["market"] = "北美 "
    records["Todos"][0]["due"] = "2027/1/25"
    book = book_of(records)

    assert afters(fixed(book, ["R718"])) == [("market", "北美", "R718")]
    assert [c for _, _, c in afters(fixed(book, ["date_text", "TEXT_SPACES"]))] == ["R718", "R408"]
    assert fixed(book, []).changes == ()
    assert selected(["text_ids"]) == {"text_ids"}


@pytest.mark.parametrize("rule", ["R999", "email_typo", "R101", ""])
def test_a_rule_that_has_no_certain_fix_is_refused_by_name(rule: str) -> None:
    with pytest.raises(UnknownRuleError) as caught:
        fixed(book_of(clean()), [rule])

    assert caught.value.facts["rule"] == rule
    assert caught.value.text.en.startswith(f'There is no rule "{rule}" that can be fixed')


class Dirt(NamedTuple):
    """One way a value comes out of other programs."""

    name: str
    soil: Callable[[Any], Any]


def _text(soil: Callable[[str], str]) -> Callable[[Any], Any]:
    return lambda value: soil(value) if isinstance(value, str) else value


def _garbled(text: str) -> str:
    return text.encode().decode("latin-1")


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def _as_text(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.strftime("%Y/%m/%d %H:%M")
    if isinstance(value, dt.date):
        return value.strftime("%Y.%m.%d")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{value:,}"
    return value


DIRT = (
    Dirt("blank behind", _text(lambda text: f"{text}\u00a0")),
    Dirt("blanks inside", _text(lambda text: text.replace(" ", "  "))),
    Dirt("ideographic blank", _text(lambda text: f"\u3000{text}")),
    Dirt("wide", _text(_wide)),
    Dirt("invisible", _text(lambda text: f"{text[:2]}\u200b{text[2:]}")),
    Dirt("control", _text(lambda text: f"{text}\x07")),
    Dirt("capitals", _text(str.upper)),
    Dirt("small letters", _text(str.lower)),
    Dirt("apart", _text(lambda text: unicodedata.normalize("NFD", text))),
    Dirt("garbled", _text(_garbled)),
    Dirt("text", _as_text),
    Dirt("no scheme", _text(lambda text: text.removeprefix("https://"))),
    Dirt("national", _text(lambda text: text.replace("+49", "0"))),
    Dirt("gone", lambda _: None),
    Dirt("swapped", lambda value: 46412 if isinstance(value, dt.date) else "N/A"),
)

CELLS = [
    (sheet, row, column)
    for sheet, rows in clean().items()
    for row, record in enumerate(rows)
    for column in record
]


@st.composite
def dirty_records(draw: st.DrawFn) -> Records:
    """Draw the clean book with dirt in some of its cells."""
    records = clean()
    for sheet, row, column in draw(st.lists(st.sampled_from(CELLS), min_size=1, max_size=12)):
        record: Record = records[sheet][row]
        for dirt in draw(st.lists(st.sampled_from(DIRT), min_size=1, max_size=3)):
            record[column] = dirt.soil(record[column])
    return records


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(dirty_records())
def test_a_fix_takes_exactly_its_findings_away_and_the_next_one_finds_nothing_to_do(
    records: Records,
) -> None:
    book = book_of(records)
    before = places(found_in(book))

    outcome = fixed(book)

    after = applied(book, outcome.changes)
    assert found_in(after) == outcome.findings
    left = places(outcome.findings)
    assert left - before == Counter()
    tabs = {key: layout.tab for key, layout in book.layouts.items()}
    put_right = {(tabs[c.sheet], c.row, c.column): c.code.split("; ") for c in outcome.changes}
    gone = before - left
    assert {(f[0], f[1], f[2]) for f in gone} <= put_right.keys()
    assert all(f[3] in put_right[f[0], f[1], f[2]] for f in gone)
    for change in outcome.changes:
        assert book.sheets[change.sheet].loc[change.row, change.column] == change.before
        assert (type(change.before), change.before) != (type(change.after), change.after)
    assert len({change[:3] for change in outcome.changes}) == len(outcome.changes)
    assert fixed(after).changes == ()
