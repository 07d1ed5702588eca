"""Telephone numbers: E.164 where certain, and the damage that other readers call valid."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from validation.normalise import Reading, phone

LONDON = "+442079460958"


def stored_otherwise(number: str, place: str) -> Reading:
    return Reading(number, "phone_not_e164", number, place)


@pytest.mark.parametrize(
    ("typed", "country", "reading"),
    [
        ("+442079460958", None, Reading(LONDON)),
        ("+4930123456 ext. 12", "DE", Reading("+4930123456 ext. 12")),
        ("", "DE", Reading(None)),
        ("020 7946 0958", "GB", stored_otherwise(LONDON, "GB")),
        ("(020) 7946-0958", "GB", stored_otherwise(LONDON, "GB")),
        ("+44 (0)20 7946 0958", None, stored_otherwise(LONDON, "GB")),
        ("＋４４ ２０ ７９４６ ０９５８", None, stored_otherwise(LONDON, "GB")),
        ("tel:+44-20-7946-0958", None, stored_otherwise(LONDON, "GB")),
        ("Tel.: 020 7946 0958", "GB", stored_otherwise(LONDON, "GB")),
        ("0049 30 123456", "FR", stored_otherwise("+4930123456", "DE")),
        ("(0086)13812345678", "CN", stored_otherwise("+8613812345678", "CN")),
        ("(+86) 138 1234 5678", None, stored_otherwise("+8613812345678", "CN")),
        ("0086 20 87654321", "US", stored_otherwise("+862087654321", "CN")),
        ("8613812345678", "CN", stored_otherwise("+8613812345678", "CN")),
        ("+52 1 55 1234 5678", "MX", stored_otherwise("+525512345678", "MX")),
        ("+1 206 555 9857 x345", "US", stored_otherwise("+12065559857 ext. 345", "US")),
        ("020-87654321转8001", "CN", stored_otherwise("+862087654321 ext. 8001", "CN")),
        ("020-87654321-8001", "CN", stored_otherwise("+862087654321 ext. 8001", "CN")),
        ("030-0074321", "DE", stored_otherwise("+49300074321", "DE")),
        ("(91) 555 22 82", "ES", stored_otherwise("+34915552282", "ES")),
        ("(5) 555-4729", "MX", Reading(None, "phone_invalid", None, "MX")),
        ("(171) 555-7788", "GB", Reading(None, "phone_invalid", None, "GB")),
        ("88.60.15.31", "FR", Reading(None, "phone_invalid", None, "FR")),
        ("7675-3425", "AT", Reading("+4376753425", "phone_no_prefix", None, "AT")),
        ("171 1234567", "DE", Reading("+491711234567", "phone_no_prefix", None, "DE")),
        ("0171 1234567", "DE", Reading("+491711234567", "phone_not_e164", "+491711234567", "DE")),
        ("+49 12", None, Reading(None, "phone_invalid", None, "DE")),
        ("+999 123 456", None, Reading(None, "phone_invalid", None, "+999 123 456")),
        ("+800 12", None, Reading(None, "phone_invalid", None, "+800 12")),
        ("020 7946 0958", None, Reading(None, "phone_no_country")),
        ("4930123456.0", "DE", Reading("+4930123456", "phone_float", "+4930123456")),
        ("4930123456.0", None, Reading(None, "phone_float")),
        ("8.6138E+12", "CN", Reading(None, "phone_scientific")),
        ("+86-20-XXXXXXX", "CN", Reading(None, "phone_placeholder", None, "XXXXXXX")),
        ("+1 800 FLOWERS", "US", Reading(None, "phone_placeholder", None, "FLOWERS")),
        ("see card", "US", Reading(None, "phone_placeholder", None, "see")),
        ("...", "US", Reading(None, "phone_placeholder", None, "...")),
        ("wxid_abc123", "CN", Reading(None, "phone_chat_id")),
        ("微信:gt88", "CN", Reading(None, "phone_chat_id")),
        ("john.smith", "US", Reading(None, "phone_chat_id")),
        (
            "WhatsApp: +55 11 91234-5678",
            "BR",
            Reading("+5511912345678", "phone_labelled", None, "WhatsApp"),
        ),
        (
            "13812345678（张经理）",
            "CN",
            Reading("+8613812345678", "phone_labelled", None, "张经理"),
        ),
        ("+49 151 23456789 / +49 30 123456", "DE", Reading(None, "phone_several", None, "2")),
    ],
)
def test_a_number_is_read_repaired_or_named(
    typed: str, country: str | None, reading: Reading
) -> None:
    assert phone.read(typed, country=country) == reading


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("13812345678，13912345678", ("13812345678", "13912345678")),
        ("13812345678 13912345678", ("13812345678", "13912345678")),
        ("+8613812345678/+8613912345678", ("+8613812345678", "+8613912345678")),
        ("+86 138 1234 5678 +86 139 1234 5678", ("+86 138 1234 5678", "+86 139 1234 5678")),
        ("030/123456", ("030/123456",)),
        ("+1 206 555 9857", ("+1 206 555 9857",)),
        ("", ()),
    ],
)
def test_several_numbers_are_parted(cell: str, parts: tuple[str, ...]) -> None:
    assert phone.split(cell) == parts


def test_the_country_of_a_number() -> None:
    assert phone.region(LONDON) == "GB"
    assert phone.region("+80012345678") is None
    assert phone.region("020") is None


REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)


@pytest.mark.parametrize("region", REGIONS)
def test_the_example_number_of_every_country_is_read_in_its_own_spelling(region: str) -> None:
    number = phonenumbers.example_number(region)
    assert number is not None
    national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    assert phone.read(national, country=region).value == e164
    assert phone.read(e164, country=None) == Reading(e164)


@given(
    st.text() | st.from_regex(r"[+(0-9][-+()/. 0-9xX]{3,20}", fullmatch=True),
    st.sampled_from(["CN", "US", "DE", "MX", None]),
)
def test_a_suggestion_is_right_and_nothing_raises(cell: str, country: str | None) -> None:
    reading = phone.read(cell, country=country)

    if reading.suggestion is not None:
        assert phone.read(reading.suggestion, country=country) == Reading(reading.value)
    assert reading.problem in ("", *phone.PROBLEMS)
