"""Registration numbers by scheme and country, and what a spreadsheet does to them."""

# ruff: noqa: DTZ001 - a cell's time has no zone

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validation.normalise import Reading, codes, damage

USCC = "91110000600037341L"


@pytest.mark.parametrize(
    ("typed", "scheme", "country", "reading"),
    [
        (USCC, "USCC", "CN", Reading(USCC)),
        (USCC, "VAT", "CN", Reading(USCC)),
        ("9111 0000 6000 37341l", "USCC", "CN", Reading(USCC, "code_spelling", USCC)),
        ("９1110000600037341L", "USCC", None, Reading(USCC, "code_spelling", USCC)),
        ("统一社会信用代码：" + USCC, "USCC", "CN", Reading(USCC, "code_spelling", USCC)),
        ("9111OOOO600037341L", "USCC", "CN", Reading(USCC, "code_format", USCC, "USCC")),
        ("A1110000600037341L", "USCC", "CN", Reading(None, "code_format", None, "USCC")),
        ("9111000060003734", "USCC", "CN", Reading(None, "code_length", None, "16 / 18")),
        ("91110000600037341M", "USCC", "CN", Reading(None, "code_checksum", None, "USCC")),
        (USCC, "USCC", "DE", Reading(USCC, "code_country", None, "CN / DE")),
        ("DE136695976", "VAT", "DE", Reading("DE136695976")),
        ("DE136695976", "VAT", None, Reading("DE136695976")),
        ("DE 136 695 976", "VAT", "DE", Reading("DE136695976", "code_spelling", "DE136695976")),
        ("136695976", "VAT", "DE", Reading("DE136695976", "code_spelling", "DE136695976")),
        ("094259216", "VAT", "GR", Reading("EL094259216", "code_spelling", "EL094259216")),
        ("EL094259216", "VAT", "GR", Reading("EL094259216")),
        ("DE136695977", "VAT", "DE", Reading(None, "code_checksum", None, "VAT")),
        ("DE13669597", "VAT", "DE", Reading(None, "code_length", None, "VAT, 10")),
        ("FR40303265045", "VAT", "DE", Reading("FR40303265045", "code_country", None, "FR / DE")),
        ("DE136695976", "VAT", "CN", Reading("DE136695976", "code_country", None, "DE / CN")),
        ("GB980780684", "VAT", "GB", Reading("GB980780684")),
        ("980780684", "VAT", "GB", Reading("980780684")),
        ("CHE116281710MWST", "VAT", "CH", Reading("CHE116281710MWST")),
        ("CHE116281710", "VAT", "CH", Reading("CHE116281710")),
        ("CHE116281711", "VAT", "CH", Reading(None, "code_length", None, "VAT CH, 12")),
        ("12.ABC.345/01DE-35", "VAT", "BR", Reading("12ABC34501DE35")),
        ("27AAPFU0939F1ZV", "VAT", "IN", Reading("27AAPFU0939F1ZV")),
        ("100123456700003", "VAT", "AE", Reading("100123456700003")),
        ("200123456700003", "TRN", "AE", Reading(None, "code_format", None, "TRN")),
        ("10012345670000", "TRN", "AE", Reading(None, "code_length", None, "14 / 15")),
        (
            "100123456700003",
            "TRN",
            "SA",
            Reading("100123456700003", "code_country", None, "AE / SA"),
        ),
        ("ABC123", "VAT", "HK", Reading("ABC123")),
        ("ABC123", "VAT", None, Reading("ABC123")),
        ("12-3456789", "EIN", "US", Reading("123456789")),
        ("123456789", "VAT", "US", Reading("123456789")),
        (123456789, "EIN", "US", Reading("123456789")),
        ("00-1234567", "EIN", "US", Reading(None, "code_component", None, "EIN")),
        ("15-048-3782", "DUNS", None, Reading("150483782")),
        ("15 048 3782", "DUNS", None, Reading("150483782", "code_spelling", "150483782")),
        ("1504837", "DUNS", None, Reading(None, "code_length", None, "7 / 9")),
        ("5493001KJTIIGC8Y1R12", "LEI", None, Reading("5493001KJTIIGC8Y1R12")),
        ("5493001KJTIIGC8Y1R13", "LEI", None, Reading(None, "code_checksum", None, "LEI")),
        ("DE89370400440532013000", "IBAN", None, Reading("DE89370400440532013000")),
        ("DE89 3704 0044 0532 0130 00", "IBAN", None, Reading("DE89370400440532013000")),
        ("DE1234567", "EORI", None, Reading("DE1234567")),
        ("HRB 12345/B", "other", "DE", Reading("HRB 12345/B")),
        ("HRB  12345", None, None, Reading("HRB 12345", "code_spelling", "HRB 12345")),
        ("", "USCC", "CN", Reading(None)),
        (None, "USCC", "CN", Reading(None)),
        (float("nan"), "USCC", "CN", Reading(None)),
        (True, "USCC", "CN", Reading(None, "code_format", None, "USCC")),
        ("913300001234567000", "USCC", "CN", Reading(None, "digits_lost")),
        (9.13300001234567e17, "USCC", "CN", Reading(None, "digits_lost")),
        ("622202123456789000", None, None, Reading(None, "digits_lost")),
        ("9.133E+17", "USCC", "CN", Reading(None, "damage_scientific")),
    ],
)
def test_a_number_is_read_repaired_or_named(
    typed: object, scheme: str | None, country: str | None, reading: Reading
) -> None:
    assert codes.read(typed, scheme=scheme, country=country) == reading


@given(
    st.text() | st.from_regex(r"[A-Z]{0,3}[0-9A-Za-z ./-]{5,20}", fullmatch=True),
    st.sampled_from(["USCC", "VAT", "EIN", "LEI", "DUNS", "EORI", "TRN", "IBAN", "other", None]),
    st.sampled_from(["CN", "DE", "GR", "GB", "CH", "NO", "US", "IN", "BR", "SG", "RU", "MX", None]),
)
def test_a_suggestion_is_right_and_nothing_raises(
    cell: str, scheme: str | None, country: str | None
) -> None:
    reading = codes.read(cell, scheme=scheme, country=country)

    if reading.suggestion is not None:
        again = codes.read(reading.suggestion, scheme=scheme, country=country)
        assert again == Reading(reading.value)
    assert reading.problem in ("", *codes.PROBLEMS)


@pytest.mark.parametrize(
    ("text", "lost"),
    [("8.61E+12", True), ("8,6e12", True), ("9E+15", True), ("1E5", False), ("ABC", False)],
)
def test_scientific_notation_where_a_code_was(text: str, lost: bool) -> None:  # noqa: FBT001
    assert damage.scientific(text) is lost


@pytest.mark.parametrize(
    ("value", "lost"),
    [
        ("913300001234567000", True),
        ("913300001234567000.0", True),
        (913300001234567000, True),
        (9.13300001234567e17, True),
        ("913300001234567001", False),
        ("123456789012345", False),
        ("000123456789012345", False),
        ("91330000123456700X", False),
        (1e14, False),
        (float("inf"), False),
        (True, False),
    ],
)
def test_digits_beyond_the_fifteenth(value: object, lost: bool) -> None:  # noqa: FBT001
    assert damage.digits_lost(value) is lost


def test_a_code_held_as_a_number_is_text_again() -> None:
    assert damage.number_as_code(4401.0) == Reading("4401")
    assert damage.number_as_code(44) == Reading("44")
    assert damage.number_as_code(1.5) == Reading("1.5")
    assert damage.number_as_code(float("nan")) == Reading(None)
    assert damage.number_as_code(float("inf")) == Reading(None, "digits_lost")


def test_a_date_where_a_code_belongs() -> None:
    assert damage.date_from_code(dt.date(2024, 2, 3)) == ("2-3", "3-2", "2/3", "FEB3")
    assert damage.date_from_code(dt.datetime(2024, 1, 1)) == ("1-1", "1/1", "JAN1", "JAN-2024")
    assert damage.date_from_code(dt.datetime(2024, 1, 2, 10, 30)) == ()
    assert damage.date_from_code("1-2") == ()


def test_a_lost_leading_zero() -> None:
    assert damage.leading_zero_lost("2138", length=5) == "02138"
    assert damage.leading_zero_lost("02138", length=5) is None
    assert damage.leading_zero_lost("8", length=5) is None
    assert damage.leading_zero_lost("x138", length=5) is None
