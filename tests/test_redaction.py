"""What the text gate stops, what it lets pass, and what it puts in the place of a note."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validation.catalogue import load
from validation.messages import Text
from validation.redaction import Hit, Known, Values, checked, knowledge, known, left, withheld
from validation.redaction.sentences import kind_name, sentences
from validation.redaction.shapes import Kind

RECORD = known(
    Values(
        people=("张伟", "李曉明", "Jürgen Müller", "Kim Min-jun", "Will Price", "Wei Li"),
        deciders=("采购总监王建国（最终拍板）", "CEO-Peter Jones"),
        rivals=("目前与Supplier-B合作", "中山宏达灯饰厂，价格低5%"),
        mails=("j.mueller@lichthaus.example", "info@lichthaus.example"),
        phones=("+86 138 5796 1234", "030 901820 转 12"),
        accounts=("WeChat:lxm_2088", "https://www.linkedin.com/in/jm-light/"),
        prices=(Decimal(22), Decimal(12500), Decimal("4.85")),
        numbers=("PO-88213", "CUS-2025-033"),
        secrets=("Nordlicht AB",),
        company=("Müller Lichthaus GmbH",),
    )
)


def found(text: str, record: Known = RECORD) -> list[tuple[Kind, str]]:
    return [(hit.kind, text[hit.start : hit.end]) for hit in checked(text, record).hits]


def test_the_pair_of_the_source_article() -> None:
    note = "曾就XX型号讨价还价至USD 15.5"

    assert not checked(note, knowledge.NOTHING).passes
    instead = left(note, knowledge.NOTHING, product="XX型号")
    assert instead == Text(
        "该客户对XX型号价格敏感,关注性价比",
        "The customer is price-sensitive about XX型号 and looks for value for money",
    )
    assert checked("该客户对XX型号价格敏感,关注性价比", RECORD).passes


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("张伟说可以", [("person", "张伟")]),
        ("張　偉说可以", [("person", "張　偉")]),
        ("晓\n明负责", [("person", "晓\n明")]),
        ("找小王", [("person", "小王")]),
        ("Zhang Wei said yes", [("person", "Zhang"), ("person", "Zhang Wei"), ("person", "Wei")]),
        ("MIN-JUN called", [("person", "MIN-JUN")]),
        ("ask J.M. about it", [("person", "J.M")]),
        ("jurgen agreed", [("person", "jurgen")]),
        ("J ü r g e n agreed", [("person", "J ü r g e n")]),
        ("Jür\u200bgen agreed", [("person", "Jür\u200bgen")]),
        ("Jürgеn agreed", [("person", "Jürgеn")]),  # with a Cyrillic е
        ("Will decides", [("person", "Will")]),
        ("由PETER拍板", [("person", "PETER")]),
        ("建国定", [("person", "建国")]),
        ("supplier-b 更便宜", [("competitor", "supplier-b")]),
        ("宏達又报价了", [("competitor", "宏達")]),
        ("HongDa again", [("competitor", "HongDa")]),
        ("like Nordlicht AB", [("secret", "Nordlicht AB")]),
        ("lxm_2088 秒回", [("account", "lxm_2088")]),
        ("see jm-light", [("account", "jm-light")]),
        ("j.mueller 已回", [("email", "j.mueller")]),
        ("PO 88213 出货了", [("number", "PO 88213")]),
        ("cus2025033", [("number", "cus2025033")]),
        ("5796-1234", [("phone", "5796-1234")]),
        ("按22算", [("price", "22")]),
        ("按 12.500,00 算", [("price", "12.500,00")]),
    ],
)
def test_known_values_are_found_in_any_spelling(text: str, hits: list[tuple[Kind, str]]) -> None:
    assert sorted(set(hits)) == sorted(set(found(text)) & set(hits))
    assert set(hits) <= set(found(text))


@pytest.mark.parametrize(
    "text",
    [
        "Müller Lichthaus 是老牌公司",  # words of its own name
        "info 邮箱没人看",
        "he will price it later",
        "小于5mm",
        "annual will, kimono",
        "22台一柜",
        "MOQ 22",
        "the li-ion pack",
        "同时要求CE认证",
    ],
)
def test_words_that_only_look_like_known_values_pass(text: str) -> None:
    assert found(text) == []


def test_hits_stand_in_the_text_as_it_was_given() -> None:
    text = "Ｐｒｅｉｓ ＵＳ\u200bＤ　１５．５０， 電話＋８６ １３９ ８８７６ ５４３２"

    assert checked(text, RECORD).hits == (
        Hit("price", 11, 16),
        Hit("phone", 20, 37),
        Hit("phone", 24, 37),
    )
    assert [text[hit.start : hit.end] for hit in checked(text, RECORD).hits] == [
        "１５．５０",
        "＋８６ １３９ ８８７６ ５４３２",
        "１３９ ８８７６ ５４３２",
    ]


@pytest.mark.parametrize(
    ("note", "instead"),
    [
        ("嫌贵，USD 3.2 还要降", "该客户对A500价格敏感,关注性价比"),
        ("8% off or no deal", "该客户对A500价格敏感,关注性价比"),
        ("投诉交期，张伟打过电话", "该客户关注A500的交期"),
        ("质量有问题，退了 USD 300", "该客户关注A500的质量与认证"),
        ("张伟要求寄样品，交期太长", "该客户需要A500样品；该客户关注A500的交期"),
        ("宏达报价更低", None),
        ("call 13800138000", None),
    ],
)
def test_a_note_that_fails_is_replaced_by_what_it_signals(note: str, instead: str | None) -> None:
    said = left(note, RECORD, product="A500")

    assert not checked(note, RECORD).passes
    assert (said and said.zh) == instead


def test_a_product_that_does_not_pass_is_left_out() -> None:
    for product in ("USD 15.5", "PO-88213", "张伟", "a@b.com", ""):
        said = left("嫌贵，USD 3.2", RECORD, product=product)
        assert said is not None
        assert said.zh == "该客户价格敏感,关注性价比"
        assert said.en == "The customer is price-sensitive and looks for value for money"


def test_what_was_withheld_is_said_in_both_languages() -> None:
    assert withheld() == Text("（备注不外发）", "(note withheld)")


def test_every_sentence_names_a_signal_and_passes_the_gate() -> None:
    signals = [signal for sentence in sentences() for signal in sentence.signals]
    words = load().vocabularies["tag"].words

    assert len(signals) == len(set(signals))
    assert [signal for signal in signals if signal not in words] == []
    for sentence in sentences():
        for form in sentence.forms("GT-A100"):
            assert [found(said) for said in form] == [[], []]
            assert ("GT-A100" in form.zh) == ("GT-A100" in form.en)


def test_no_sentence_tells_what_may_not_leave() -> None:
    signals = {signal for sentence in sentences() for signal in sentence.signals}

    assert signals.isdisjoint(("has_competitor", "payment_delay", "payment_terms", "budget"))


def test_every_kind_has_a_name() -> None:
    names = {kind: kind_name(kind).en for kind in Kind.__args__}  # type: ignore[attr-defined]

    assert names["account"] == "a messenger or social account"
    assert len(set(names.values())) == len(names)


def test_names_of_the_whole_book_are_found_in_every_record() -> None:
    everybody = knowledge.book(
        [Values(people=("Ingrid Lindqvist", "赵敏"), phones=("13912345678",), numbers=("PO-77",))]
    )
    record = known(Values(people=("张伟",)), everybody)

    assert found("Lindqvist Ingrid 推荐的", record) == [("person", "Lindqvist Ingrid")]
    assert found("和赵敏一样", record) == [("person", "赵敏")]
    assert found("赵总也要", record) == [("person", "赵总")]  # a title tells anyway
    assert found("Ingrid 推荐的", record) == []  # a first name alone belongs to many
    assert found("1234 5678", record) == [("phone", "1234 5678")]


PIECES = (
    *("张", "伟", "usd", "15", ".", "5", "块", " ", "\n", "@", "微信", "一", "万", "\u200b", "Ａ"),
    *("折", "+86", "转", "e", "MÜLLER", "é", "🙂", "%", "(", "http://", "-", "half", "点"),
)


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=12).map("".join))
def test_any_text_is_read_and_what_is_left_passes(text: str) -> None:
    reading = checked(text, RECORD, product="A500")

    assert reading.passes == (not reading.hits)
    assert all(0 <= hit.start < hit.end <= len(text) for hit in reading.hits)
    instead = left(text, RECORD, product="A500")
    assert instead is None or all(checked(said, RECORD).passes for said in instead)


UNITS = ("1", "1-", "1月", "a1", "v1.", "price 1 ", "一万", "a@", "微信")


@pytest.mark.parametrize("unit", UNITS)
def test_a_very_long_text_is_read_to_its_end(unit: str) -> None:
    # A pattern that goes back over what it read would never come to the address.
    text = unit * (20_000 // len(unit)) + " a.b@gt.com"

    assert checked(text, RECORD).hits[-1].end == len(text)
