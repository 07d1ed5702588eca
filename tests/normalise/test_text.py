"""What copying did to text, and what must be left as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validation.normalise import Reading, characters, mojibake, text


def repaired(name: str, right: str) -> Reading:
    return Reading(right, name, right)


@pytest.mark.parametrize(
    "right",
    [
        "Global Tech Inc.",
        "环球科技（深圳）有限公司，质量好！",
        "環球貿易有限公司",
        "山田　太郎",
        "株式会社ソニー",
        "ＮＴＴ東日本グループ",
        "ｶﾀｶﾅ",
        "東京会館",
        "Müller & Søn, Łódź",
        "SÃO PAULO",
        "Größe naïve Société Générale",
        "don’t",
        "👨‍👩‍👧 VIP ✔️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "می‌خواهم",
        "محمد\u200f (GT)",
        "क्‍ष",
        "ประเทศ\u200bไทย",
        "样品(sample)",
        "重庆(chongqing)",
        "产品(pcs)",
        "line one\n  line two",
        "﨑 神",
        "鑫淼垚昇东",
        "100 % = 1",
        "#1 choice",
        "Really???",
        "3M",
    ],
)
def test_right_text_is_left_alone(right: str) -> None:
    assert text.tidy(right) == Reading(right)


@pytest.mark.parametrize(
    ("typed", "reading"),
    [
        ("", Reading(None)),
        ("a\r\nb", Reading("a\nb")),
        ("   ", Reading(None, "text_spaces", "")),
        (" GT  Inc ", repaired("text_spaces", "GT Inc")),
        ("GT\u00a0Inc", repaired("text_spaces", "GT Inc")),
        ("GT\tInc", repaired("text_spaces", "GT Inc")),
        ("\u3000李雷", repaired("text_spaces", "李雷")),
        ("上海　　公司", repaired("text_spaces", "上海　公司")),
        ("李　GmbH", repaired("text_spaces", "李 GmbH")),
        ("ＡＢＣ贸易", repaired("text_width", "ABC贸易")),
        ("Berlin，Germany", repaired("text_width", "Berlin, Germany")),
        ("Berlin（Mitte） 10：30，ok", repaired("text_width", "Berlin(Mitte) 10:30, ok")),
        ("GT\u200b Inc", repaired("text_invisible", "GT Inc")),
        ("\ufeffGT", repaired("text_invisible", "GT")),
        ("GT\u202eInc", repaired("text_invisible", "GTInc")),
        ("محمد\u202e", repaired("text_invisible", "محمد")),
        ("GT\x07 Inc", repaired("text_control", "GT Inc")),
        ("GT_x000D_\nInc", repaired("text_control", "GT\nInc")),
        ("GT_x0007_Inc", repaired("text_control", "GTInc")),
        ("Mu\u0308ller", repaired("text_nfc", "Müller")),
        ("神Mu\u0308ller", repaired("text_nfc", "神Müller")),
        ("產(chǎn)品 貿(mào)易", repaired("text_pinyin", "產品 貿易")),
        ("產（chǎn）的(de)", repaired("text_pinyin", "產的")),
        ("權(quán)限(sample)", repaired("text_pinyin", "權限(sample)")),
        ("順序?yàn)A-B-C", Reading("順序?yàn)A-B-C", "text_pinyin_broken", None, "?yàn)")),
        ("MÃ¼ller", repaired("text_mojibake", "Müller")),
        ("å®¢æˆ·", repaired("text_mojibake", "客户")),
        ("donâ€™t", repaired("text_mojibake", "don’t")),
        ("瀹㈡埛", repaired("text_mojibake", "客户")),
        ("¿Í»§", repaired("text_mojibake", "客户")),
        ("ï»¿GT", repaired("text_mojibake", "GT")),
        ("娣卞湷甯?", Reading("娣卞湷甯?", "text_lost", None, "娣卞湷甯")),
        ("锟斤拷 GmbH", Reading("锟斤拷 GmbH", "text_lost", None, "锟斤拷")),
        ("M\ufffdller", Reading("M\ufffdller", "text_lost", None, "\ufffd")),
        ("??公司", Reading("??公司", "text_lost", None, "??")),
        ("#N/A", Reading("#N/A", "text_excel_error", None, "#N/A")),
        ("环球科技貿易", Reading("环球科技貿易", "text_script_mix", None, "貿")),
        ("環球貿易国际", Reading("環球貿易国际", "text_script_mix", None, "環貿")),
    ],
)
def test_damage_is_repaired_or_named(typed: str, reading: Reading) -> None:
    assert text.tidy(typed) == reading


@pytest.mark.parametrize(
    "nothing",
    [
        *("NULL", "ＮＵＬＬ", "N/A", "Ｎ／Ａ", "n/a", "none", "TBD", "-", "--", "——", "???", "。"),
        *("无", "暂无", "不详?", "待定", "test", "测试", "test@test.com", "xxx", "XX", "asdf"),
        *("123456", "00000", "000-00000"),
    ],
)
def test_a_placeholder_stands_for_nothing(nothing: str) -> None:
    assert text.placeholder(nothing)


@pytest.mark.parametrize(
    "something", ["", "NA", "3M", "888", "无锡", "X", "A-1", "Nones", "€", "12345 A"]
)
def test_a_short_value_is_not_always_a_placeholder(something: str) -> None:
    assert not text.placeholder(something)


@pytest.mark.parametrize("value", ["#N/A", " #ref! ", "#DIV/0!", "#NAME?"])
def test_the_text_of_a_spreadsheet_error(value: str) -> None:
    assert text.excel_error(value)
    assert not text.excel_error("#1")


@given(
    st.text(
        alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=3, max_size=9
    )
)
def test_chinese_read_as_gbk_comes_back_and_right_chinese_stays(name: str) -> None:
    assert mojibake.repaired(name) == name


@pytest.mark.parametrize("name", ["客户", "采购", "环球科技", "德国汉堡分公司产品部"])
def test_bytes_read_in_the_wrong_encoding_come_back(name: str) -> None:
    as_gbk = name.encode().decode("gb18030")
    as_latin = name.encode("gbk").decode("latin-1")

    assert [mojibake.repaired(broken) for broken in (as_gbk, as_latin)] == [name, name]


@given(st.text() | st.text(alphabet="é(ǎn)chaē產?Ａ，\u200b\u200d\u3000 \t\x07\u0308Ã¼ü漢汉ا👨\n"))
def test_a_suggestion_is_right_and_nothing_raises(cell: str) -> None:
    reading = text.tidy(cell)

    if reading.suggestion is not None:
        again = text.tidy(reading.suggestion)
        assert (again.value, again.suggestion) == (reading.value, None)
    assert reading.problem in ("", *text.PROBLEMS)
    assert text.placeholder(cell) in (True, False)


def test_machine_read_values_are_bare() -> None:
    assert characters.bare("\ufeff ＤＥ１３６　６９５\x07 ") == "DE136 695"
    assert characters.half_width("plain") == "plain"
    assert not characters.has_cjk("plain")


def test_latin_letters_that_are_no_chinese_bytes_stay() -> None:
    assert mojibake.repaired("ÐÐ×ú") == "ÐÐ×ú"
