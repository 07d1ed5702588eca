"""Prices and discounts in every way people write them, and numbers that are none."""

from __future__ import annotations

import pytest

from validation.redaction import checked, knowledge


def hits(text: str) -> list[str]:
    found = checked(text, knowledge.NOTHING).hits
    return list(dict.fromkeys(text[hit.start : hit.end] for hit in found))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("曾谈到USD 15.5", ["15.5"]),
        ("15.5刀成交", ["15.5"]),
        ("他说十五块五", ["十五"]),
        ("一万二能做", ["一万二"]),
        ("要八千八", ["八千八"]),
        ("按九千整给他", ["九千"]),
        ("压到14块", ["14"]),
        ("压到14", ["14"]),
        ("FOB 3.2/pc", ["3.2"]),
        ("15.5 is too high", ["15.5"]),
        ("15 is too high", ["15"]),
        ("between 15 and 18 EUR", ["15", "18"]),
        ("3.2-3.5", ["3.2", "3.5"]),
        ("12k total", ["12k"]),
        ("预算5万", ["5万"]),
        ("1.2 mio EUR", ["1.2 mio"]),
        ("报价 1.250,00", ["1.250,00"]),
        ("＄１５", ["１５"]),
        ("eleven fifty, not a cent more", ["eleven fifty"]),
        ("fifteen point five dollars", ["fifteen point five"]),
        ("百万美元的单子", ["百万"]),
        ("每个15", ["15"]),
        ("15 each", ["15"]),
        ("尾款 2,350 没付", ["2,350"]),
        ("目标价15。5", ["15。5"]),
        ("4块6", ["4"]),
        ("打九折", ["打九折"]),
        ("打八五折", ["打八五折"]),
        ("10% off", ["10% off"]),
        ("discount of 10%", ["discount of 10%"]),
        ("再降3个点", ["降3个点"]),
        ("让利百分之五", ["让利百分之五"]),
    ],
)
def test_prices_and_discounts_are_found(text: str, found: list[str]) -> None:
    assert [one for one in hits(text) if one in found] == found


@pytest.mark.parametrize(
    "text",
    [
        "XX-15.5 和 GT-A100", "HS 9405.42.90", "海关编码 8504409990", "MOQ 500", "起订量降到500套",
        "2026-03-05 14:30",
        "2026年3月5日", "10/03/2026", "March 5, 2026", "9:00-18:00", "9点到18点",
        "600x600x10 mm", "1.2*2.4m", "15.5 kg", "4000K", "2.4G", "0.5%", "90% of sales", "T/T 30%",
        "ISO 9001:2015", "EN 60598-1", "IP65", "CE, FDA", "FOB Ningbo", "1x40HQ", "2 x 20GP",
        "page 3 of 12", "v2.1", "USB 3.0", "hall 5.1 booth B22", "since 1998", "120 people",
        "within 30 days", "at ten thirty", "一起做", "一块儿谈", "三块板", "十万火急", "万一延误",
        "千万别迟到", "三元锂电池", "两个月",
        "百分之九十的产品", "from 2019 to 2026", "in 2 lots",
        "-20 to 85", "range -40 to 85", "weekly max 24 pallets", "AQL 2.5", "SDCM 3", "80gsm",
    ],
)  # fmt: skip
def test_numbers_that_are_no_price_pass(text: str) -> None:
    assert hits(text) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("电话 021-68886666转802", "phone"),
        ("一三八零零一三八零零零", "phone"),
        ("l38OO138OOO", "phone"),
        ("尾号8012", "phone"),
        ("a.b (at) gt (dot) com", "email"),
        ("a.b＠gt.com", "email"),
        ("a . b @ g t . c o m", "email"),
        ("www . gt . de", "url"),
        ("gt.com/shop", "url"),
        ("薇信：gt88x", "account"),
        ("V信 gt88x", "account"),
        ("加我vx gt88x", "account"),
        ("WeChat ID - wei.zhang", "account"),
        ("skype: live:.cid.7f3a9", "account"),
        ("DE89 3704 0044 0532 0130 00", "bank"),
        ("打到6222021001045678901", "bank"),
        ("4111 1111 1111 1111", "bank"),
        ("SWIFT: COBADEFFXXX", "bank"),
        ("身份证 33072419800512331X", "identity"),
        ("护照 E87654321", "identity"),
        ("义乌市稠州北路888号", "address"),
        ("Hauptstrasse 12, Berlin", "address"),
        ("欧阳经理", "person"),
        ("Mrs. Lindqvist", "person"),
    ],
)
def test_ways_to_reach_or_pay_somebody_are_found(text: str, kind: str) -> None:
    assert kind in {hit.kind for hit in checked(text, knowledge.NOTHING).hits}


@pytest.mark.parametrize(
    "text",
    [
        "prefers WhatsApp over e-mail", "WeChat: replies fast", "微信回复快", "wechat 2026-03-01",
        "买方经理", "对方工程师", "施工图", "周总结", "MS Office", "delivery.it must",
        "quality.no way",
        "3000/5000/10000 pcs", "barcode 6901234567892",
        "快递单号 1234567890123", "2024-2026",
    ],
)  # fmt: skip
def test_what_only_looks_like_an_address_passes(text: str) -> None:
    assert checked(text, knowledge.NOTHING).hits == ()
