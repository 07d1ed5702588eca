"""Amounts and numbers typed as text."""

from __future__ import annotations

from decimal import Decimal

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from validation.normalise import Reading, money, numbers
from validation.normalise.money import MoneyReading

D = Decimal


@pytest.mark.parametrize(
    ("typed", "amount", "currency", "suggestion"),
    [
        ("$50,000", "50000", "USD", "50000"),
        ("USD 15.5", "15.5", "USD", "15.5"),
        ("3.5k USD", "3500", "USD", "3500"),
        ("5万美元", "50000", "USD", "50000"),
        ("US$ 1,200.50", "1200.50", "USD", "1200.5"),
        ("$1.2M USD", "1200000", "USD", "1200000"),
        ("USD50K", "50000", "USD", "50000"),
        ("5万元", "50000", "USD", "50000"),
        ("1.2 million", "1200000", "USD", "1200000"),
        ("1.234 million", "1234000", "USD", "1234000"),
        ("50k", "50000", "USD", "50000"),
        ("5w", "50000", "USD", "50000"),
        ("(500)", "-500", "USD", "-500"),
        ("($500)", "-500", "USD", "-500"),
        ("$-500", "-500", "USD", "-500"),
        ("12,50", "12.50", "USD", "12.5"),
        ("1.234,56", "1234.56", "USD", "1234.56"),
        ("1 234,56", "1234.56", "USD", "1234.56"),
        ("1'234.56", "1234.56", "USD", "1234.56"),
        ("12,34,567", "1234567", "USD", "1234567"),
        ("1,234", "1234", "USD", "1234"),
        ("５０，０００", "50000", "USD", "50000"),
        ("五万", "50000", "USD", "50000"),
        ("1.5亿", "150000000", "USD", "150000000"),
        ("10万8千", "108000", "USD", "108000"),
        ("500.-", "500", "USD", "500"),
        ("500,-", "500", "USD", "500"),
        ("15.5-", "-15.5", "USD", "-15.5"),
        ("1.234,50-", "-1234.5", "USD", "-1234.5"),
        ("USD 500-", "-500", "USD", "-500"),
    ],
)
def test_readable_text_becomes_a_plain_number(
    typed: str, amount: str, currency: str, suggestion: str
) -> None:
    reading = money.read(typed, currency="USD", country=None)

    assert reading == MoneyReading(D(amount), currency, problem="money_text", suggestion=suggestion)


@pytest.mark.parametrize(
    ("typed", "currency", "country", "reading"),
    [
        ("50000", "USD", None, MoneyReading(D(50000), "USD")),
        ("-500.50", None, None, MoneyReading(D("-500.50"))),
        (50000, "USD", None, MoneyReading(D(50000), "USD")),
        (15.5, "USD", None, MoneyReading(D("15.5"), "USD")),
        (D("15.5"), None, None, MoneyReading(D("15.5"))),
        (None, "USD", None, MoneyReading(None, "USD")),
        ("", "USD", None, MoneyReading(None, "USD")),
        (float("nan"), None, None, MoneyReading()),
        (float("inf"), None, None, MoneyReading(problem="money_unreadable")),
        (True, None, None, MoneyReading(problem="money_unreadable")),
        ("面议", None, None, MoneyReading(problem="money_unreadable")),
        ("5%", None, None, MoneyReading(problem="money_unreadable")),
        ("2024-05-20", None, None, MoneyReading(problem="money_unreadable")),
        ("abc 500", None, None, MoneyReading(problem="money_unreadable")),
        ("all 500", None, None, MoneyReading(problem="money_unreadable")),
        ("€500 USD", None, None, MoneyReading(problem="money_unreadable")),
        ("($500", None, None, MoneyReading(problem="money_unreadable")),
        ("1.2.3", None, None, MoneyReading(problem="money_unreadable")),
        ("1.500", None, None, MoneyReading(problem="money_ambiguous", detail="1.5 / 1500")),
        ("1,500k", None, None, MoneyReading(problem="money_ambiguous", detail="1500 / 1500000")),
        ("50欧元", None, None, MoneyReading(D(50), "EUR", problem="money_text")),
        ("¥500", "JPY", None, MoneyReading(D(500), "JPY", problem="money_text", suggestion="500")),
        ("¥500", None, "CN", MoneyReading(D(500), "CNY", problem="money_text")),
        ("kr 500", None, "SE", MoneyReading(D(500), "SEK", problem="money_text")),
        (
            "¥500", None, None,
            MoneyReading(D(500), problem="money_currency_unclear", detail="CNY / JPY"),
        ),
        (
            "EUR 500", "USD", None,
            MoneyReading(D(500), "EUR", problem="money_currency_conflict", detail="EUR / USD"),
        ),
        (
            "¥500", "USD", None,
            MoneyReading(D(500), None, problem="money_currency_conflict", detail="CNY / JPY / USD"),
        ),
        (
            "约$2M", "USD", None,
            MoneyReading(
                D(2000000), "USD", approximate=True,
                problem="money_approximate", suggestion="2000000",
            ),
        ),
        (
            "5万多", None, None,
            MoneyReading(
                D(50000), approximate=True, problem="money_approximate", suggestion="50000"
            ),
        ),
        (
            "USD 15.5/pc", "USD", None,
            MoneyReading(D("15.5"), "USD", problem="money_per_unit", detail="/pc"),
        ),
        (
            "$14.8 FOB Ningbo", "USD", None,
            MoneyReading(D("14.8"), "USD", problem="money_per_unit", detail="FOB Ningbo"),
        ),
        ("$50-80", None, None, MoneyReading(problem="money_range", detail="$50-80")),
        ("5-8万", None, None, MoneyReading(problem="money_range", detail="5-8万")),
        ("between $5 and $8", None, None, MoneyReading(problem="money_range", detail="$5 and $8")),
        ("$500; €300", None, None, MoneyReading(problem="money_several", detail="$500 / €300")),
    ],
)  # fmt: skip
def test_what_is_no_single_certain_amount_is_named(
    typed: object, currency: str | None, country: str | None, reading: MoneyReading
) -> None:
    assert money.read(typed, currency=currency, country=country) == reading


@pytest.mark.parametrize(
    ("typed", "reading"),
    [
        ("1234.5", Reading(D("1234.5"))),
        ("1.10", Reading(D("1.10"))),
        (3, Reading(D(3))),
        (3.5, Reading(D("3.5"))),
        (None, Reading(None)),
        ("", Reading(None)),
        (float("nan"), Reading(None)),
        (float("inf"), Reading(None, "number_unreadable")),
        (False, Reading(None, "number_unreadable")),
        ("1,234", Reading(D(1234), "number_text", "1234")),
        ("1e5", Reading(D(100000), "number_text", "100000")),
        ("５", Reading(D(5), "number_text", "5")),
        ("٣", Reading(D(3), "number_text", "3")),
        ("(5)", Reading(D(-5), "number_text", "-5")),
        ("5-", Reading(D(-5), "number_text", "-5")),
        ("12%", Reading(D("0.12"), "number_text", "0.12")),
        (".5", Reading(D("0.5"), "number_text", "0.5")),
        ("三百", Reading(D(300), "number_text", "300")),
        ("1.500,00", Reading(D("1500.00"), "number_text", "1500")),
        ("1.234.567", Reading(D(1234567), "number_text", "1234567")),
        ("12 pcs", Reading(D(12), "number_unit", None, "pcs")),
        ("5 kg/m2", Reading(D(5), "number_unit", None, "kg/m2")),
        ("12-15", Reading(None, "number_range")),
        ("1.500", Reading(None, "number_ambiguous", None, "1.5 / 1500")),
        ("1.5.6", Reading(None, "number_unreadable")),
        ("1,2.3,4", Reading(None, "number_unreadable")),
        ("1 2", Reading(None, "number_unreadable")),
        ("12 pcs 3", Reading(None, "number_unreadable")),
        ("abc", Reading(None, "number_unreadable")),
        ("9" * 41, Reading(None, "number_unreadable")),
    ],
)
def test_a_number_is_read_repaired_or_named(typed: object, reading: Reading) -> None:
    assert numbers.read(typed) == reading


def test_a_whole_number_is_expected() -> None:
    assert numbers.read(2.5, whole=True) == Reading(D("2.5"), "number_not_whole")
    assert numbers.read("2.5", whole=True) == Reading(D("2.5"), "number_not_whole")
    assert numbers.read("2.0", whole=True) == Reading(D("2.0"))


@pytest.mark.parametrize(
    "text",
    [
        *("五万", "5万", "1.5亿", "10万8千", "三千五百", "两百", "1万零5"),
        *("三万亿", "一亿二千万", "一百零五", "二〇二四"),
    ],
)
def test_chinese_numerals_agree_with_a_second_reader(text: str) -> None:
    assert numbers.chinese(text) == D(str(cn2an.cn2an(text, "smart")))


@given(st.integers(1, 10**12 - 1))
def test_every_number_written_in_chinese_is_read(number: int) -> None:
    assert numbers.chinese(cn2an.an2cn(number)) == number


def test_text_that_is_no_numeral() -> None:
    assert numbers.numeral("abc") == numbers.Numeral(None)
    assert numbers.numeral("1,5x") == numbers.Numeral(None)
    assert numbers.plain(D("-0.00")) == "0"


def test_text_that_is_no_chinese_number() -> None:
    assert [numbers.chinese(text) for text in ("1000", "万", "五个", "")] == [None] * 4


@given(st.decimals(-(10**9), 10**9, places=2))
def test_an_amount_in_any_habit_is_the_same_amount(amount: Decimal) -> None:
    english = f"{amount:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    swiss = english.replace(",", "'")

    for spelt in (english, german, swiss, f"USD {english}", f"{german} $"):
        assert money.read(spelt, currency="USD", country=None).amount == amount


@given(
    st.text()
    | st.from_regex(r"[约~(-]?[$¥€]?[0-9][0-9.,' ]{0,8}[kM万亿%]?( USD|美元|/pc|)", fullmatch=True),
    st.sampled_from(["USD", "CNY", None]),
)
def test_a_suggestion_is_right_and_nothing_raises(cell: str, currency: str | None) -> None:
    amount = money.read(cell, currency=currency, country=None)
    if amount.suggestion is not None:
        again = money.read(amount.suggestion, currency=currency, country=None)
        assert again == MoneyReading(amount.amount, amount.currency)
    assert amount.problem in ("", *money.PROBLEMS)

    number = numbers.read(cell)
    if number.suggestion is not None:
        assert numbers.read(number.suggestion) == Reading(number.value)
    assert number.problem in ("", *numbers.PROBLEMS)


def test_a_comma_before_three_digits_of_a_rate_may_be_a_decimal_one() -> None:
    both = Reading(None, "number_ambiguous", None, "1.085 / 1085")

    assert numbers.read("1,085", fine=True) == both
    assert numbers.read("1,085") == Reading(D(1085), "number_text", "1085")
    assert numbers.read("7,25", fine=True) == Reading(D("7.25"), "number_text", "7.25")
    assert numbers.read("1,234,567", fine=True) == Reading(D(1234567), "number_text", "1234567")
