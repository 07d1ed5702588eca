"""The language of find, --where and the conditions of rules."""

from __future__ import annotations

import csv
import datetime as dt
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import validation
from validation import catalogue as catalogues
from validation.errors import QueryError
from validation.queries import NOTES, Names, Query

CATALOGUE = catalogues.load()
CUSTOMERS = CATALOGUE.sheets["Customers"]
TODAY = dt.date(2026, 11, 22)
NAMES = Names(
    {
        "Reps": {"r001": ("R001",), "王伟": ("R001",), "李娜": ("R002", "R003")},
        "Products": {"gt-a500": ("GT-A500",), "智能门锁": ("GT-A500",)},
    }
)
ROWS = pd.DataFrame(
    {
        "customer_id": ["C1", "C2", "C3", "C4"],
        "country_region": ["DE", "DE", "VN", "US"],
        "region": [None, None, None, "north_america"],
        "industry": ["medical_devices", "纺织", None, "medical_devices"],
        "stage": ["S3", "S8", "S3", None],
        "grade": ["A", "B", None, "D"],
        "last_contact_date": [
            dt.date(2026, 11, 14),
            dt.date(2026, 11, 15),
            None,
            dt.date(2025, 1, 31),
        ],
        "next_contact_date": [
            dt.date(2026, 11, 25),
            dt.date(2026, 11, 22),
            None,
            dt.datetime(2026, 11, 21, 9),  # noqa: DTZ001 - cells have no zone
        ],
        "last_12m_amount": [Decimal(60000), Decimal(4000), None, Decimal(5000)],
        "annual_purchase": [Decimal(60000), Decimal(60000), None, Decimal(100)],
        "annual_purchase_currency": ["USD", "EUR", None, None],
        "owner": ["R001", "R002", None, "R003"],
        "tags": [("price_sensitive",), None, ("VIP", "quality_focus"), None],
        "inquiry_products": [("GT-A500",), ("智能门锁", "X1"), None, None],
        "key_comm_summary": ["等 CE 證書", None, "Asked for a steel door", None],
        "coop_status": [None, None, "won", None],
    },
    index=[5, 6, 7, 8],
    dtype=object,
)


def _found(text: str, **options: bool) -> str:
    query = Query.parse(text, CUSTOMERS, CATALOGUE, names=NAMES, **options)
    assert query.columns <= {field.key for field in CUSTOMERS.fields}
    return " ".join(ROWS["customer_id"][query.mask(ROWS, TODAY)])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "C1 C2 C3 C4"),
        ("德国 医疗器械 报价 A", "C1"),
        ("德國 醫療器械", "C1"),
        ("德国医疗器械报价", "C1"),
        ("德国A级客户", "C1"),
        ("medical devices Germany", "C1"),
        ("DE or 美国", "C1 C2 C4"),
        ("德国 not A", "C2"),
        ("东南亚", "C3"),
        ('"steel', "C3"),
        ("annual_purchase>=5万美元", "C1"),
        ("年采购额>=USD 50,000 and grade=A", "C1"),
        ("annual_purchase>=50k", "C1 C2"),
        ("annual_purchase between €10k and €90k", "C2"),
        ("annual_purchase=10k..90k EUR", "C2"),
        ("北美", "C4"),
        ("已成交", "C2 C3"),
        ("报价中", "C1"),
        ("王伟", "C1"),
        ("李娜", "C2 C4"),
        ("智能门锁", "C1 C2"),
        ("价格敏感", "C1"),
        ("VIP", "C3"),
        ("steel", "C3"),
        ("证书", "C1"),
        ('"A"', "C1 C3"),
        ("7天未联系", "C1 C4"),
        ("not contacted for more than 1 year", "C4"),
    ],
)
def test_bare_words_mean_what_a_list_has_else_text(text: str, found: str) -> None:
    assert _found(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("grade=A and country=DE and last_contact_date>7d", "C1"),
        ("最近联系日期 超过 7天", "C1 C4"),
        ("last_contact_date>=7d", "C1 C2 C4"),
        ("last_contact_date=7d", "C2"),
        ("last_contact_date<7天前", "C1 C4"),
        ("last_contact_date within 7d", "C2"),
        ("last_contact_date=7d..30d", "C1 C2"),
        ("last_contact_date=2026-11", "C1 C2"),
        ("最近联系日期=本月", "C1 C2"),
        ("last_contact_date before 2026", "C4"),
        ("last_contact_date=2025-01-01至2025-12-31", "C4"),
        ("next_contact_date<=3天后", "C1 C2 C4"),
        ("next_contact_date<today", "C4"),
        ("next_contact_date=今天 or next_contact_date=yesterday", "C2 C4"),
        ("Grade (effective)=A", "C1"),
        ("客户分级=A或客户分级=B", "C1 C2"),
        ("grade in (A, B)", "C1 C2"),
        ("grade=A,B", "C1 C2"),
        ("grade=A,country=DE", "C1"),
        ("grade!=A", "C2 C3 C4"),
        ("grade>=B", "C1 C2"),
        ("stage>S3", "C2"),
        ("industry=纺织", "C2"),
        ("tags=vip", "C3"),
        ("tags 包含 关注品质", "C3"),
        ("标签 不含 价格敏感", "C2 C3 C4"),
        ("grade is blank", "C3"),
        ("主负责人 不为空 且 客户分级!=空", "C1 C2 C4"),
        ("近一年订单总额>=5万", "C1"),
        ("Orders, last 12 months between 4000 and 5000", "C2 C4"),
        ("last_12m_amount=4,000..5k", "C2 C4"),
        ("not (last_12m_amount>1)", "C3"),
        ("关键沟通记录摘要 contains DOOR", "C3"),
        ("owner=李娜 & !A", "C2 C4"),
        ("(德国 | VN) 且 非 (B)", "C1 C3"),
    ],
)
def test_conditions_compare_columns(text: str, found: str) -> None:
    assert _found(text) == found


def test_a_query_says_what_each_word_was_taken_for() -> None:
    query = Query.parse("德国 钢门 医疗器材 grade>=B", CUSTOMERS, CATALOGUE)

    assert [(m.word, m.said.zh, m.said.en, m.near) for m in query.meanings] == [
        ("德国", "国家/地区 = DE 德国", "Country/region = DE Germany", ()),
        ("钢门", "名称或备注含「钢门」", 'a name or note contains "钢门"', ()),
        (
            "医疗器材",
            "名称或备注含「医疗器材」",
            'a name or note contains "医疗器材"',
            ("医疗器械",),
        ),
        (
            "grade>=B",
            "客户分级 ≥ B 重要客户/潜力",
            "Grade (effective) ≥ B Important",
            (),
        ),
    ]


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        (
            "gread=A",
            "没有叫「gread」的字段。是不是：grade",
            'there is no column called "gread"; did you mean grade',
        ),
        (
            "purchase_intent=E",
            (
                "「采购意向」没有「E」这个选项。"
                "可选：明确 Clear / 观望 Waiting / 仅收集信息 Only collecting information"
            ),
            (
                'Purchase intent has no word "E": '
                "it may be 明确 Clear / 观望 Waiting / 仅收集信息 Only collecting information"
            ),
        ),
        (
            "owner=王炜",
            "「主负责人」没有「王炜」这个选项。可选：r001 / 王伟 / 李娜",
            'Owner (rep) has no word "王炜": it may be r001 / 王伟 / 李娜',
        ),
        (
            "last_contact_date>abc",
            "「最近联系日期」要和日期比较，看不懂「abc」。可写 2026-11-22、7天、7天前、本月",
            (
                'Last contact date is held against a date; "abc" is none. '
                "Write 2026-11-22, 7d, 7 days ago or this month"
            ),
        ),
        (
            "last_12m_amount>lots",
            "「近一年订单总额」要和数字比较，看不懂「lots」。可写 5000、5万、1000..5000",
            (
                'Orders, last 12 months is held against a number; "lots" is none. '
                "Write 5000, 50k or 1000..5000"
            ),
        ),
        (
            "industry>建材",
            "「所属行业」的选项没有高低顺序，只能用 = 或 !=",
            "the words of Industry have no order; only = and != will do",
        ),
        ("(A", "「(A」的括号没有合上", 'the bracket of "(A" is not closed'),
        ("A and", "「and」后面缺少内容", 'something is missing after "and"'),
        (
            "A)",
            "「)」出现在不该出现的地方",
            '")" stands where nothing of its kind belongs',
        ),
        (
            "!" * 50 + "A",
            "「!」套了太多层",
            'there are too many "!" inside each other',
        ),
    ],
)
def test_what_is_not_understood_is_refused_by_name(text: str, zh: str, en: str) -> None:
    with pytest.raises(QueryError) as refused:
        Query.parse(text, CUSTOMERS, CATALOGUE, names=NAMES)

    assert refused.value.facts["reason"] == (zh, en)


def test_a_condition_of_a_rule_takes_no_unknown_word_for_text() -> None:
    with pytest.raises(QueryError) as refused:
        Query.parse("A 且 有竞争对象", CUSTOMERS, CATALOGUE, texts=False)

    assert refused.value.text == (
        "看不懂这个条件：不认识「有竞争对象」。是不是：有竞争对手。",
        (
            'The condition is not understood: the word "有竞争对象" is not known; '
            "did you mean 有竞争对手."
        ),
    )


_OBJECTS = {
    "SOP-04": "Activities", "customer": "Customers", "mail": "Mail", "inquiry": "Inquiries",
    "lead": "Leads", "todo": "Todos", "order": "Orders", "quote": "Quotes", "share": "Share",
}  # fmt: skip


def test_every_condition_of_the_shipped_rules_says_the_same_in_both_languages() -> None:
    table = Path(validation.__file__).parent / "seed_rows" / "SOP_Rules.csv"
    with table.open(encoding="utf-8-sig", newline="") as file:
        rules = list(csv.DictReader(file))
    pairs = [
        (_OBJECTS.get(rule["rule_id"], _OBJECTS.get(rule["object"], "")), rule[zh], rule[en])
        for rule in rules
        for zh, en in (("condition", "condition_en"), ("stop_condition", "stop_condition_en"))
        if rule[zh]
    ]

    assert len(pairs) > 15
    for sheet, zh, en in pairs:
        said = [
            Query.parse(text, CATALOGUE.sheets[sheet], CATALOGUE, texts=False).said()
            for text in (zh, en)
        ]
        assert said[0] == said[1]


def test_a_columns_name_alone_asks_whether_it_is_filled_in() -> None:
    sheet = CATALOGUE.sheets["Leads"]
    query = Query.parse("初步有效性判断 & 简要备注", sheet, CATALOGUE)
    rows = pd.DataFrame({"validity": ["H", "L", None], "brief_note": ["x", None, "y"]})

    assert query.mask(rows, TODAY).tolist() == [True, False, False]


def test_words_look_through_further_notes_of_a_row() -> None:
    rows = pd.DataFrame({NOTES: ["下周寄 PI", None]}, dtype=object)

    assert Query.parse("pi", CUSTOMERS, CATALOGUE).mask(rows, TODAY).tolist() == [True, False]


def test_two_queries_join() -> None:
    both = Query.parse("德国", CUSTOMERS, CATALOGUE) & Query.parse("", CUSTOMERS, CATALOGUE)

    assert both.said().en == "Country/region = DE Germany"
    assert (~both).mask(ROWS, TODAY).tolist() == [False, False, True, True]


@given(st.text(alphabet='德国A报价 grade=<>!()且或not,、"7天today-.标签客户', max_size=30))
def test_any_text_is_understood_or_refused(text: str) -> None:
    try:
        query = Query.parse(text, CUSTOMERS, CATALOGUE, names=NAMES)
    except QueryError:
        return
    assert len(query.mask(ROWS, TODAY)) == len(ROWS)
    assert query.said().zh


def test_a_condition_that_ends_too_early_is_said_to_be_unfinished() -> None:
    catalogue = catalogues.load()

    with pytest.raises(QueryError) as refused:
        Query.parse("grade=(", catalogue.sheets["Customers"], catalogue)

    assert "the condition ends before it is complete" in refused.value.text.en
    assert "条件没有写完" in refused.value.text.zh
