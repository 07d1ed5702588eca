"""The looks that spare a cell the dear reader: what they call fine, the reader finds fine."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from validation.checks.shortcuts import plain_addresses, plain_mails, plain_numbers
from validation.checks.signs import DIGIT, HAN, LETTER, LETTER_E, LETTER_X, ODD, WIDE, signs_of
from validation.checks.textgate import Pieces, Secrets, facts_said
from validation.normalise import Reading, damage, email, phone, text, url
from validation.normalise.tables import entries

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS = sorted(entries("placeholders"))
PLACES = st.text(
    alphabet=list("环球科技貿易有限公司，。（）!… A50-?#Ａüéçãœſǆ\u200b\u3000\nежЁГўВЂσς삼성ǅÃ©§"),
    max_size=12,
)
NOTHINGS = st.builds(
    lambda word, before, after, case: f"{before}{case(word)}{after}",
    st.sampled_from(WORDS),
    st.sampled_from(["", " ", ".", "!", "。", "1"]),
    st.sampled_from(["", ".", "...", "!?", "。", "…", " ", "s"]),
    st.sampled_from([str, str.upper, str.title, str.swapcase]),
)


@given(st.lists(PLACES | st.text(max_size=8), max_size=6))
def test_what_is_tidy_is_tidy_to_the_reader(texts: list[str]) -> None:
    tidy = signs_of(texts).tidy

    assert [text.tidy(value).problem for value, fine in zip(texts, tidy, strict=True) if fine] == (
        [""] * int(tidy.sum())
    )


@pytest.mark.parametrize(
    ("value", "fine"),
    [
        ("环球科技(上海)，A500", True),
        ("Müller & Söhne GmbH", True),
        ("São João", True),
        ("Conceição", True),
        ("Вектор ООО 12", True),
        ("Ελλάς ΑΕ", True),
        ("삼성전자 Co.", True),
        ("ăn Đôňć", False),  # two accented letters in a row may be another encoding
        ("Ü客", False),
        ("éВ", False),
        ("àâã", False),
        ("Â Вектор", False),
        ("cœur", True),
        ("環球", False),
        ("a  b", False),
        (" a", False),
        ("a，b", False),
        ("", False),
        ("_x000d_", False),
        ("烫烫", False),
        ("a\nb", False),
    ],
)
def test_plain_text_is_told_from_text_that_needs_a_look(value: str, *, fine: bool) -> None:
    assert signs_of([value]).tidy.tolist() == [fine]
    assert signs_of(["Some é", value, "é ü"]).tidy.tolist() == [True, fine, True]


@settings(max_examples=300)
@given(st.lists(NOTHINGS | PLACES | st.text("0123 x-+X9", max_size=7), max_size=6))
@example(["1", "2", "11111", "N/A", "x", "XX", "12", "n.a", "无。", "None!"])
def test_what_is_something_stands_for_something(texts: list[str]) -> None:
    signs = signs_of(texts)
    told = [value for value, hit in zip(texts, signs.tidy & signs.something, strict=True) if hit]

    assert [v for v in told if text.placeholder(v) or text.excel_error(v)] == []


def test_names_numbers_and_sentences_are_something() -> None:
    texts = ["Alpha Trade 12 Inc.", "李雷", "+493012345678", "10117", "A500", "价格敏感，关注品质"]

    assert signs_of(texts).something.all()


@given(st.from_regex(r"[+-]?[0-9]([.,][0-9]+)?[eE][+]?[0-9]{1,3}", fullmatch=True))
def test_scientific_notation_has_an_e_and_no_other_letter(value: str) -> None:
    [kinds] = signs_of([value]).kinds

    assert not damage.scientific(value) or (
        kinds & LETTER_E and not kinds & (LETTER | LETTER_X | HAN | WIDE)
    )


def test_texts_are_told_apart_however_many_there_are() -> None:
    texts = ["a1", "客户", "", "x", "é", "e"] * 5_000

    kinds = signs_of(texts).kinds

    assert np.array_equal(kinds, np.tile(signs_of(texts[:6]).kinds, 5_000))
    assert kinds[:6].tolist() == [LETTER | DIGIT, HAN, ODD, LETTER_X, 64, LETTER_E]


def test_no_texts_have_no_signs() -> None:
    assert [column.tolist() for column in signs_of([])] == [[], [], [], []]


@pytest.mark.parametrize("country", ["49", "86", "1", "44", "39", "55", "7", "971", "852", "34"])
def test_a_plain_number_is_one_the_library_takes_as_it_is(country: str) -> None:
    chance = random.Random(country)  # noqa: S311  # a fixed sample, no secret
    for _ in range(150):
        digits = "".join(chance.choices("0123456789", k=chance.randrange(7, 11)))
        number = f"+{country}{digits}"
        if plain_numbers([number]) == [True]:
            assert phone.read(number, country=None) == (number, "", None, "")


def untold(texts: list[str], plain: list[bool], reader: Callable[[str], Reading]) -> list[str]:
    """Return the texts that are said to be plain although the reader has something to say."""
    return [v for v, hit in zip(texts, plain, strict=True) if hit and reader(v) != Reading(v)]


ADDRESSES = [
    "a@b.hotmial.com", "a@outlok.com", "a@gmail.com", "a@firm.test", "a@xn--mller-kva.de",
    "a@-firm.de", "a@firm-.de", "a@alibaba.com", "a@firm.co.uk", "a@co.uk", "a@com.cn", "a@gt.com",
    "john.s@gt.con", "john.s@gamil.com", "j@GT.com", "a..b@gt.com", "a@b", "x_y@t.de", "_a@gt.com",
    "a.@gt.com", "a-.b@gt.com", f"{'a' * 64}@gt.com", "a@hotmailll.com", "a@protonmial.com",
]  # fmt: skip


def test_a_plain_address_is_one_the_reader_takes_as_it_is() -> None:
    plain = plain_mails(ADDRESSES, email.read)

    assert untold(ADDRESSES, plain, email.read) == []
    assert [a for a, hit in zip(ADDRESSES, plain, strict=True) if hit] == [
        "a@b.hotmial.com", "a@gmail.com", "a@alibaba.com", "a@firm.co.uk", "a@gt.com", "x_y@t.de",
        "a-.b@gt.com", "a@hotmailll.com",
    ]  # fmt: skip


@given(st.sampled_from(sorted(entries("mail_providers"))), st.data())
def test_a_slip_in_a_providers_name_is_never_plain(provider: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(provider) - 1))
    sign = data.draw(st.sampled_from("abcxyz019-."))
    swapped = provider[:at] + provider[at : at + 2][::-1] + provider[at + 2 :]
    slips = [swapped] + [
        provider[:at] + between + provider[end:]
        for between, end in (("", at + 1), (sign, at), (sign, at + 1))
    ]
    texts = [f"john.s@{slip}" for slip in slips]

    assert untold(texts, plain_mails(texts, email.read), email.read) == []


def test_a_plain_web_address_is_one_the_reader_takes_as_it_is() -> None:
    texts = [
        "https://gt-x.com", "https://gt.con", "http://a.gt-x.de/p?q=1", "https://1.1.1.1", "gt.com",
        "https://GT.com", "https://localhost", "https://co.uk", "https://firm.co.uk",
        "https://xn--mller-kva.de", "https://gt-x.com/a b", "https://gt-x.com/xn--", "https://a.b",
    ]  # fmt: skip
    plain = plain_addresses(texts, url.read)

    assert untold(texts, plain, url.read) == []
    assert [a for a, hit in zip(texts, plain, strict=True) if hit] == [
        "https://gt-x.com", "http://a.gt-x.de/p?q=1",
    ]  # fmt: skip


NAMES = st.sampled_from(
    [
        "CEO-Peter Jones",
        "目前与Supplier-B合作",
        "李雷",
        "Ann",
        "a李",
        "O'Brien",
        "Ａｃｍｅ",
        "董事长王小明",
    ]
)


@given(NAMES, NAMES, NAMES, st.sampled_from(["with {}", "{}", "与{}竞争", "x{}y"]))
def test_a_name_that_is_said_is_held(contact: str, kdm: str, said: str, where: str) -> None:
    sentence = where.format(said)
    found = facts_said(sentence, Secrets(frozenset({contact}), kdm, "", ""), ())

    assert not found or any(map(Pieces([sentence]).may_hold, (contact, kdm)))


def test_a_name_that_no_text_holds_is_passed_over() -> None:
    pieces = Pieces(["needs reliable delivery", "该客户对价格敏感"])

    assert [pieces.may_hold(name) for name in ("Peter Jones", "王小明", "reliable", "张客户")] == [
        False, False, True, True,
    ]  # fmt: skip


def test_a_column_without_a_filled_cell_has_no_plain_mails() -> None:
    assert plain_mails([], email.read) == []
