"""Signals in notes, and the tags suggested from them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from bench.tags.evaluate import labelled, score
from tests.books import book_of
from validation.catalogue import load
from validation.errors import CatalogueError, RefusedError
from validation.settings import Settings
from validation.tags import lexicon
from validation.tags.reading import signals
from validation.tags.tagging import Wish, tag

if TYPE_CHECKING:
    from pathlib import Path

    from validation.changes import Outcome

CATALOGUE = load()
WORDS = lexicon.load(CATALOGUE)
AT = dt.datetime(2026, 11, 22, 10)  # noqa: DTZ001 - the company's own clock


def _signals(text: str) -> str:
    return " ".join(hit.signal for hit in signals(text, WORDS))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("客户不是价格敏感型", ""),
        ("价格不敏感，付款方式没有异议", ""),
        ("價格敏感", "price_sensitive"),
        ("无质量问题", ""),
        ("质量不好，客户要求退货", "complained_quality"),
        ("not really price sensitive", ""),
        ("They don't think it is too expensive", ""),
        ("不得不压价", "price_sensitive"),
        ("没有竞争对手，但是价格太高", "price_sensitive"),
        ("没有下单因为价格太高", "price_sensitive"),
        ("没有 FDA 证书就无法进口", "certification"),
        ("如果需要样品请告知", ""),
        ("是否有竞争对手？", ""),
        ("询问是否有 CE 认证", "certification"),
        ("Can you send a sample?", "sample"),
        ("Do they have a competitor?", ""),
        ("Price sensitive? Not at all.", ""),
        ("see https://x.com/l/c/terms or ask@oem.com", ""),
        ("we crushed it in the brush order", ""),
        ("运费太贵", "freight"),
        ("customers visit", ""),
        ("我们可以免费提供样品，期待您的回复", ""),
        ("我司支持OEM定制，并已通过CE认证", ""),
        ("我方邮件：起订量降到100，欢迎来厂参观", ""),
        ("Dear Sir, we offer free samples", ""),
        ("We can arrange SGS inspection", ""),
        ("We invited them to visit our factory", ""),
        ("客户要求我们提供样品", "sample"),
        ("客户问我们能不能提供样品", "sample"),
        ("We need you to send 2 samples", "sample"),
        ("they asked whether we can send samples", "sample"),
        ("我们寄的样品还没收到，客户催样品", "sample"),
        ("我们承认质量有问题", "complained_quality"),
        ("竞争对手情况未知", ""),
        ("不能说价格不重要", "price_sensitive"),
        ("", ""),
    ],
)
def test_a_clause_that_denies_or_supposes_shows_no_signal(text: str, found: str) -> None:
    assert _signals(text) == found


def test_the_sentence_is_kept_as_it_was_written() -> None:
    text = "12月5日開會。客戶說 ＰＲＩＣＥ ＴＯＯ ＨＩＧＨ，Straße 12！下週再談"

    assert [(hit.signal, hit.sentence) for hit in signals(text, WORDS)] == [
        ("price_sensitive", "客戶說 ＰＲＩＣＥ ＴＯＯ ＨＩＧＨ，Straße 12！")
    ]


def test_sentences_nobody_tuned_on_are_read_well() -> None:
    unseen = score(labelled(seen=False))

    assert unseen.right + unseen.missed >= 75
    assert unseen.precision >= 0.93
    assert unseen.recall >= 0.93


def test_every_signal_is_a_tag_with_advice_in_both_languages() -> None:
    tags = CATALOGUE.vocabularies["tag"].words

    assert {code for code in WORDS.signals if code not in tags} == set()
    assert [s.code for s in WORDS.signals.values() if not (s.advice.zh and s.advice.en)] == []


CUSTOMER = {
    "customer_id": "CUS-2026-001",
    "company_name_zh": "环球",
    "country_region": "DE 德国",
    "industry": "医疗器械",
    "inquiry_source": "展会",
    "tags": "VIP; 德国",
    "customer_feedback": "交期没有问题",
    "competitor_info": "ACME GmbH",
}
NOTES = [
    {
        "act_id": "ACT-0001",
        "customer_id": "CUS-2026-001",
        "act_time": dt.datetime(2026, 11, 1, 9),  # noqa: DTZ001
        "summary": "客户嫌贵",
    },
    {
        "act_id": "ACT-0002",
        "customer_id": "CUS-2026-001",
        "act_time": dt.datetime(2026, 11, 20, 9),  # noqa: DTZ001
        "summary": "视频会议。还在要求打折。",
    },
    {
        "act_id": "ACT-0003",
        "lead_id": "LD-0001",
        "act_time": dt.datetime(2026, 11, 2, 9),  # noqa: DTZ001
        "summary": "要求寄样",
    },
]
LEADS = [{"lead_id": "LD-0001", "company": "环球", "converted_to": "CUS-2026-001"}]


def _tagged(wish: Wish | None = None, **cells: object) -> Outcome:
    records: dict[str, list[dict[str, Any]]] = {
        "Customers": [CUSTOMER | cells],
        "Activities": NOTES,
        "Leads": LEADS,
    }
    book = book_of(records)
    return tag(book, CATALOGUE, Settings.default(), AT, wish or Wish())


def test_suggestions_stand_apart_with_evidence_and_advice() -> None:
    found = _tagged()

    assert {change.column: change.after for change in found.changes} == {
        "suggested_tags": "价格敏感; 有竞争对手; 需要样品; 医疗器械; 展会",
        "suggested_advice": (
            "价格敏感：强调性价比和总成本，准备分档报价，不要先降价\n"
            "有竞争对手：重点强调自身产品的质检认证或售后优势，问清对方在比什么\n"
            "需要样品：确认规格、数量、运费谁付，寄出当天发单号，三天后问结果"
        ),
        "tag_evidence": (
            "价格敏感：跟进第 6 行「跟进记录」2026-11-20「还在要求打折。」\n"
            "有竞争对手：客户第 5 行「竞争对手信息」无日期「ACME GmbH」\n"
            "需要样品：跟进第 7 行「跟进记录」2026-11-02「要求寄样」"
        ),
    }
    (note,) = found.notes
    assert note.en == (
        "Tags suggested: 5 (Price-sensitive 1, Has a competing supplier 1, Wants samples 1, "
        "Medical devices 1, Trade fair 1). Confirm them with --confirm, or type them into Tags."
    )


def test_confirming_adds_to_the_tags_and_keeps_the_teams_own() -> None:
    found = _tagged(Wish(confirm=True, only=("Price sensitive", "展会")))

    told = {change.column: change.after for change in found.changes}
    assert told["tags"] == "VIP; 德国; 价格敏感; 展会"
    assert told["suggested_tags"] == "有竞争对手; 需要样品; 医疗器械"


def test_running_again_changes_nothing_and_stale_suggestions_go() -> None:
    first = {change.column: change.after for change in _tagged().changes}

    assert _tagged(None, **first).changes == []
    stale = _tagged(None, **first | {"suggested_tags": "要求独家"})
    assert [(c.column, c.before, c.after) for c in stale.changes] == [
        ("suggested_tags", "要求独家", first["suggested_tags"])
    ]


@pytest.mark.parametrize("said", ["无", "暂无", "没有竞争对手", "none known", "N/A"])
def test_no_rival_named_is_no_rival(said: str) -> None:
    told = {change.column: change.after for change in _tagged(None, competitor_info=said).changes}

    assert told["suggested_tags"] == "价格敏感; 需要样品; 医疗器械; 展会"


def test_a_mail_gets_suggestions_from_its_subject() -> None:
    book = book_of({"Mail": [{"mail_id": "<1>", "subject": "RE: urgent - samples needed?"}]})
    found = tag(book, CATALOGUE, Settings.default(), AT, Wish())

    assert {change.column: change.after for change in found.changes}["suggested_tags"] == "需求紧急"


def test_an_unknown_tag_is_refused() -> None:
    with pytest.raises(RefusedError) as refused:
        _tagged(Wish(confirm=True, only=("no such",)))

    assert refused.value.text.en.startswith("Nothing was done: there is no tag called no such; ")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_team_adds_a_row(tmp_path: Path, encoding: str) -> None:
    own = tmp_path / "signals.csv"
    own.write_text(
        (
            "signal,zh,en,zh_not,en_not,asked,advice_zh,advice_en\n"
            "repurchase,清库存,clear…stock*,,,,问库存,Ask about stock\n"
        ),
        encoding=encoding,
    )
    found = lexicon.load(CATALOGUE, tmp_path / "catalogue.csv")

    assert [hit.signal for hit in signals("they cleared old stocks", found)] == []
    assert [hit.signal for hit in signals("to clear the old stocks", found)] == ["repurchase"]
    assert [hit.signal for hit in signals("准备清库存", found)] == ["repurchase"]


def test_a_table_of_signals_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "signals.csv").write_bytes(b"signal,zh\n\xff\xfe\xff")

    with pytest.raises(CatalogueError) as refused:
        lexicon.load(CATALOGUE, tmp_path / "catalogue.csv")

    assert refused.value.text.en == (
        'Table signals.csv, row 1, column : the value "" is wrong: the encoding is not recognised; '
        "save it as CSV UTF-8. Correct it and try again."
    )


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            "nosuch,涨价,,,,,a,b",
            (
                'Table signals.csv, row 2, column signal: the value "nosuch" is wrong: the list '
                "tag has no such code; add a row to vocabularies.csv first. "
                "Correct it and try again."
            ),
        ),
        (
            "repurchase,,a…b,,,,a,b",
            (
                'Table signals.csv, row 2, column en: the value "a…b" is wrong: each piece '
                "of a phrase needs two letters or one Chinese character. Correct it and try again."
            ),
        ),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, row: str, said: str) -> None:
    head = "signal,zh,en,zh_not,en_not,asked,advice_zh,advice_en\n"
    (tmp_path / "signals.csv").write_text(head + row + "\n", encoding="utf-8")

    with pytest.raises(CatalogueError) as refused:
        lexicon.load(CATALOGUE, tmp_path / "catalogue.csv")

    assert refused.value.text.en == said
