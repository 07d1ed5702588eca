"""Reminders and greetings on a page of 100 columns."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from tests.reminder_books import A_RULE, CATALOGUE, asked, book, customer
from validation.reminders import holidays, wishes
from validation.settings import Settings
from workbook.reminders import text

if TYPE_CHECKING:
    from validation.messages import Language

COMPANY = "Acme Trading International"


def page(language: Language, company: str) -> str:
    """Return the page of one reminder, told to two people above."""
    rule = {**A_RULE, "escalation": "1→经理; 2→管理员"}
    person = customer(company_name_zh=company, last_contact_date=dt.date(2026, 11, 1))
    found = asked(book(Customers=[person], SOP_Rules=[rule]), "2026-11-25T10:00")
    return text.rendered(found, text.Style(language, None, 100), path="team.xlsx")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_word_of_a_reminder_is_broken_at_100_columns(language: Language) -> None:
    said = page(language, COMPANY).split()
    todo = "请电话跟进" if language == "zh" else "Call"
    assert [word for word in [*COMPANY.split(), "CUS-2026-001", todo] if word not in said] == []


def test_a_name_of_any_length_takes_a_few_lines() -> None:
    assert len(page("zh", "长" * 300).splitlines()) < 20


@pytest.mark.parametrize(
    ("language", "country", "stranger"),
    [("zh", "德国", "科索沃"), ("en", "Germany", "Kosovo")],
)
def test_greetings_name_country_and_company_at_100_columns(
    language: Language, country: str, stranger: str
) -> None:
    people = [
        customer(1, company_name_zh="Acme", country_region="DE"),
        customer(2, company_name_zh="Borg", country_region="XK"),
    ]
    found = wishes(book(Customers=people), CATALOGUE, Settings.default(), dt.date(2026, 12, 20), 6)
    style = text.Style(language, None, 100)
    said = text.greetings(found.greetings, style, path="b.xlsx", today=dt.date(2026, 12, 20))
    assert {country, "Acme"} <= set(said.split())
    assert [stranger in note.said(language) for note in found.notes] == [True]


def test_days_off_without_an_occasion_are_not_greeted() -> None:
    first, last = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
    found = holidays(["FR", "GB", "IL", "JP", "SE"], first, last)
    names = {(one.country, one.name.en) for one in found if one.greets}
    assert names.isdisjoint(
        {
            ("SE", "Sunday"),
            ("JP", "Substitute"),
            ("JP", "National"),
            ("GB", "Spring Bank"),
            ("FR", "Armistice Day"),
            ("IL", "Seventh day of Pesach"),
        }
    )
    assert ("SE", "Midsummer Day") in names


def test_an_occasion_of_a_big_market_has_its_chinese_name() -> None:
    markets = ["AU", "CA", "DE", "FR", "GB", "IN", "IT", "JP", "KR", "NL", "RU", "SE", "US", "VN"]
    found = holidays(markets, dt.date(2026, 1, 1), dt.date(2027, 12, 31))
    strange = {one.name.en for one in found if one.greets and one.name.zh.isascii()}
    assert strange == set()


def test_nobody_is_congratulated_on_a_death_or_on_the_day_after_a_holiday() -> None:
    found = holidays(["IR", "UG", "NZ", "HK", "MX"], dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    names = [one.name.en for one in found if one.greets]
    sad = ("Death", "Martyr", "Dead", "Day after")
    assert [name for name in names if any(word in name for word in sad)] == []
    assert "The Day following Mid-Autumn Festival" in names
