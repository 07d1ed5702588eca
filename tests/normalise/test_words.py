"""Countries, yes and no, messengers; and the list of everything that can be reported."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validation import normalise
from validation.catalogue import load
from validation.normalise import Reading, boolean, country, im, tables

COUNTRIES = load().vocabularies["country"]


@pytest.mark.parametrize(
    ("typed", "reading"),
    [
        ("DE", Reading("DE")),
        ("Germany", Reading("DE")),
        ("德国", Reading("DE")),
        ("DE 德国 Germany", Reading("DE")),
        ("", Reading(None)),
        ("DEU", Reading("DE", "country_alias", "DE", "DE")),
        ("276", Reading("DE", "country_alias", "DE", "DE")),
        ("德國", Reading("DE", "country_alias", "DE", "DE")),
        ("Deutschland", Reading("DE", "country_alias", "DE", "DE")),
        ("The Netherlands", Reading("NL", "country_alias", "NL", "NL")),
        ("ＵＳＡ", Reading("US", "country_alias", "US", "US")),
        ("德国/Germany", Reading("DE", "country_alias", "DE", "DE")),
        ("Germany (德国)", Reading("DE", "country_alias", "DE", "DE")),
        (
            "Korea",
            Reading(None, "country_ambiguous", None, "KR 韩国 South Korea / KP 朝鲜 North Korea"),
        ),
        (
            "刚果",
            Reading(
                None, "country_ambiguous", None,
                "CD 刚果（金） Congo - Kinshasa / CG 刚果（布） Congo - Brazzaville",
            ),
        ),
        (
            "Germany, France",
            Reading(None, "country_ambiguous", None, "DE 德国 Germany / FR 法国 France"),
        ),
        ("东南亚", Reading(None, "country_is_region")),
        ("Europe", Reading(None, "country_is_region")),
        (
            "Czechoslovakia",
            Reading(None, "country_former", None, "CZ 捷克 Czechia / SK 斯洛伐克 Slovakia"),
        ),
        ("Gernamy", Reading(None, "country_unknown", None, "DE 德国 Germany")),
        ("Berlin, Germany", Reading(None, "country_unknown", None, "DE 德国 Germany")),
        ("Austrlia", Reading(None, "country_unknown")),
        ("Xx", Reading(None, "country_unknown")),
        ("Atlantis", Reading(None, "country_unknown")),
    ],
)  # fmt: skip
def test_a_country_is_read_or_named(typed: str, reading: Reading) -> None:
    assert country.read(typed, COUNTRIES) == reading


def test_the_shipped_list_of_countries_is_the_default() -> None:
    assert country.read("Deutschland") == country.read("Deutschland", COUNTRIES)


def test_every_country_reads_back_from_each_of_its_labels() -> None:
    for code, word in COUNTRIES.words.items():
        for label in (code, word.zh, word.en, word.label("both")):
            assert country.read(label, COUNTRIES) == Reading(code)


def test_no_name_of_a_region_or_a_former_state_hides_a_country() -> None:
    hidden = [row["name"] for row in tables.rows("country_words") if COUNTRIES.code(row["name"])]
    unknown = [
        code
        for row in tables.rows("country_words")
        for code in row["codes"].split()
        if code not in COUNTRIES.words
    ]

    assert (hidden, unknown) == ([], [])


@pytest.mark.parametrize("yes", ["Y", "yes", "是", "TRUE", "1", "１", "☑", "✔️", 1, 1.0, True, "对"])
def test_yes(yes: object) -> None:
    assert boolean.read(yes) == Reading(value=True)


@pytest.mark.parametrize("no", ["N", "no", "否", "FALSE", "0", "☐", "✗", 0, False])
def test_no(no: object) -> None:
    assert boolean.read(no) == Reading(value=False)


def test_neither_yes_nor_no() -> None:
    assert boolean.read("maybe") == Reading(None, "boolean_unreadable")
    assert [boolean.read(blank) for blank in (None, "", float("nan"))] == [Reading(None)] * 3


@pytest.mark.parametrize(
    ("typed", "reading"),
    [
        ("WhatsApp:+4930123456", Reading("WhatsApp:+4930123456")),
        ("WeChat:gt88", Reading("WeChat:gt88")),
        ("Telegram:@john", Reading("Telegram:@john")),
        ("Skype:live:abc", Reading("Skype:live:abc")),
        ("QQ:12345678", Reading("QQ:12345678")),
        ("", Reading(None)),
        ("微信：gt88", Reading("WeChat:gt88", "im_spelling", "WeChat:gt88")),
        ("薇信 gt88", Reading("WeChat:gt88", "im_spelling", "WeChat:gt88")),
        ("wx: gt88", Reading("WeChat:gt88", "im_spelling", "WeChat:gt88")),
        ("WeChat ID: gt88", Reading("WeChat:gt88", "im_spelling", "WeChat:gt88")),
        ("领英:john", Reading("LinkedIn:john", "im_spelling", "LinkedIn:john")),
        (
            "whatsapp +49 30 123456",
            Reading("WhatsApp:+4930123456", "im_spelling", "WhatsApp:+4930123456"),
        ),
        (
            "https://wa.me/4930123456",
            Reading("WhatsApp:+4930123456", "im_spelling", "WhatsApp:+4930123456"),
        ),
        ("t.me/john", Reading("Telegram:john", "im_spelling", "Telegram:john")),
        ("wxid_abc", Reading("WeChat:wxid_abc", "im_no_type", "WeChat:wxid_abc")),
        ("gt88", Reading(None, "im_no_type")),
        ("+4930123456", Reading(None, "im_no_type")),
        ("WeChat:a:", Reading(None, "im_no_type")),
        ("Foo:bar", Reading(None, "im_type_unknown", None, "Foo")),
        ("WhatsApp:", Reading(None, "im_no_value", None, "WhatsApp")),
        ("WhatsApp:030 123456", Reading(None, "im_phone_invalid", None, "WhatsApp")),
        ("Viber:john", Reading(None, "im_phone_invalid", None, "Viber")),
        ("WhatsApp:+4930123456; 微信:gt88", Reading(None, "im_several", None, "2")),
    ],
)
def test_a_messenger_account_is_read_repaired_or_named(typed: str, reading: Reading) -> None:
    assert im.read(typed) == reading


def test_the_type_of_an_account() -> None:
    assert im.messenger("薇信: gt88") == "WeChat"
    assert im.messenger("gt88") is None
    assert im.split(" ") == ()


@given(
    st.text()
    | st.from_regex(r"(微信|WA|LINE|skype|QQ|x)[:： ]{0,2}[@+a-z0-9: ]{0,9}", fullmatch=True)
)
def test_a_suggestion_is_right_and_nothing_raises(cell: str) -> None:
    account = im.read(cell)
    if account.suggestion is not None:
        assert im.read(account.suggestion) == Reading(account.value)
    assert account.problem in ("", *im.PROBLEMS)

    named = country.read(cell, COUNTRIES)
    if named.suggestion is not None:
        assert country.read(named.suggestion, COUNTRIES) == Reading(named.value)
    assert named.problem in ("", *country.PROBLEMS)
    assert boolean.read(cell).problem in ("", *boolean.PROBLEMS)


def test_every_problem_is_listed_once_and_named_after_its_kind() -> None:
    names = normalise.problems()

    assert len(names) == len(set(names))
    assert all(name.islower() and name.isidentifier() for name in names)


@pytest.mark.parametrize(
    "table", sorted(Path(tables.__file__).parent.glob("*.csv")), ids=lambda p: p.stem
)
def test_a_table_has_no_repeated_and_no_blank_entry(table: Path) -> None:
    with table.open(encoding="utf-8", newline="") as file:
        entries = [row[0] for row in csv.reader(file)]

    assert [entry for entry in entries if not entry or entries.count(entry) > 1] == []
