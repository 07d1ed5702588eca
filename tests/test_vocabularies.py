"""Lists of words: every way people write a word leads to its code, and to no other."""

from __future__ import annotations

import pytest

from validation.catalogue import load
from validation.vocabularies import CLDR_LISTS, Vocabulary, fold, simplified, vocabularies

LISTS = load().vocabularies


def test_every_list_the_catalogue_names_exists_and_offers_a_choice() -> None:
    for field in load().fields:
        if field.vocabulary:
            assert len(LISTS[field.vocabulary].words) >= 2, (field.sheet, field.key)


def test_every_list_is_used() -> None:
    used = {field.vocabulary for field in load().fields}

    # The severities are those of the Issues sheet, whose cells the check writes as text.
    assert LISTS.keys() - used == {"severity"}


@pytest.mark.parametrize("name", LISTS)
def test_every_word_has_a_name_in_both_languages(name: str) -> None:
    for word in LISTS[name].words.values():
        assert word.zh, word
        assert word.en, word
        assert "tbd" not in (word.code, word.zh, word.en)


@pytest.mark.parametrize("name", LISTS)
def test_no_spelling_stands_for_two_words(name: str) -> None:
    taken: dict[str, str] = {}
    for word in LISTS[name].words.values():
        for spelling in (word.code, word.zh, word.en, *word.aliases):
            for spelt in {fold(spelling), simplified(fold(spelling))}:
                assert taken.setdefault(spelt, word.code) == word.code, (spelling, word.code)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_what_a_drop_down_offers_is_read_back(name: str, language: str) -> None:
    words = LISTS[name]

    assert [words.code(label) for label in words.labels(language)] == list(words.words)


@pytest.mark.parametrize("name", [n for n in LISTS if n not in (*CLDR_LISTS, "region_or_country")])
def test_no_label_of_ours_holds_the_separator_of_a_list(name: str) -> None:
    for word in LISTS[name].words.values():
        assert ";" not in word.label("both")
        assert "；" not in word.label("both")


def test_required_when_may_rely_on_its_codes() -> None:
    assert LISTS["todo_status"].code("已完成") == "done"
    assert LISTS["receiver_kind"].code("外部") == "outside"
    assert LISTS["mail_bucket"].code("计划跟进") == "plan"
    assert LISTS["inquiry_outcome"].code("未成交") == "lost"
    assert LISTS["stage"].code("未成交/流失") == "S9"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("pool_status", "私海/公海/保护中"),
        ("todo_status", "未完成/已完成/已取消/已移交"),
        ("direction", "收到/发出"),
        ("record_sensitivity", "普通/禁止外发"),
        ("title_conflict", "无冲突/抬头相同/信用代码相同/域名相同/同集团不同业务员/已允许"),
        ("email_kind", "个人企业邮箱/部门公共邮箱/免费邮箱/私人邮箱"),
        ("validity", "高/中/低"),
        ("payment_status", "未付款/已付定金/部分付款/已付清"),
        ("order_status", "待定金/生产中/已发货/已完成/已取消"),
        ("sample_result", "待客户反馈/已确认/需改样/不合格"),
        ("quote_approval", "无需审批/待审批/已通过/已驳回"),
        ("company_size", "1-49人/50-499人/500-999人/1000人以上"),
        ("region", "欧洲/北美/中南美/东南亚/东亚/南亚/中东/非洲/大洋洲/独联体"),
        (
            "source",
            (
                "阿里巴巴国际站/中国制造网/环球资源/官网/展会/Google搜索/LinkedIn开发/老客户推荐/"
                "不详(历史导入)/其他"
            ),
        ),
        (
            "lost_reason",
            "价格/交期/沟通/质量/付款/无回复/认证不符/起订量/选择竞争对手/项目取消/其他",
        ),
        ("mail_bucket", "立即行动/计划跟进/参考资料/垃圾信息"),
        ("channel", "邮件/WhatsApp/领英/微信/电话/会议/展会/其他"),
        ("scenario", "新业务员分配/离职交接/代理商展会线索/跨部门/对外合作"),
        ("share_channel", "企业邮箱/企业微信/微信/公司网盘/U盘/当面"),
        ("password_channel", "企业邮箱/企业微信/微信/电话/短信/当面"),
        ("rep_role", "业务员/经理/市场/管理员/外部代理"),
        (
            "pack_purpose",
            "正式沟通与文件往来/录入供应商管理系统/发送特定询盘或订单/备份联系人信息",
        ),
    ],
)
def test_the_words_are_those_of_the_articles(name: str, words: str) -> None:
    assert "/".join(word.zh for word in LISTS[name].words.values()) == words


def test_grades_are_letters_named_in_both_articles_words() -> None:
    assert LISTS["grade"].labels("zh") == ("A", "B", "C", "D")
    assert [word.zh for word in LISTS["grade"].words.values()] == [
        "战略客户/高价值",
        "重要客户/潜力",
        "潜在客户/一般",
        "休眠客户",
    ]


def test_incoterms_are_the_eleven_of_2020() -> None:
    assert " ".join(LISTS["incoterm"].words) == "EXW FCA FAS FOB CFR CIF CPT CIP DAP DPU DDP"


def test_reasons_and_actions_of_the_pool_have_words_people_read() -> None:
    assert " ".join(LISTS["pool_action"].words) == (
        "IN_MANUAL IN_RECYCLE IN_LEAVER ASSIGN CLAIM RETURN SKIP HELD LEFT WARN TRANSFER SETTINGS"
    )
    assert " ".join(sorted(LISTS["pool_reason"].words)) == (
        "ABSENT CAPACITY COOL_OFF DAY_LIMIT GROUP_OWNER HELD_EXPIRED MANAGER MONTH_LIMIT NO_DEAL"
        " NO_ELIGIBLE_REP NO_FOLLOW_UP OK PAUSED PROTECTED ROUTE_LANG ROUTE_PRODUCT ROUTE_REGION"
        " WEEK_LIMIT"
    )
    assert LISTS["pool_reason"].words["COOL_OFF"].label("zh") == "冷却期内"


def test_only_harmless_tags_go_into_the_safe_copy() -> None:
    safe = {code for code, word in LISTS["tag"].words.items() if "v2_safe" in word.flags}

    assert {"price_sensitive", "quality_focus"} <= safe
    assert not {"has_competitor", "complained_delivery"} & safe


@pytest.mark.parametrize(
    ("name", "spelling", "code"),
    [
        ("stage", "Closed won", "S8"),
        ("stage", "已签单", "S8"),
        ("stage", "谈判报价期", "S5"),
        ("stage", "樣品確認", "S4"),
        ("stage", "ｓ４ 样品", "S4"),
        ("grade", "高價值客戶", "A"),
        ("source", "Alibaba", "alibaba"),
        ("source", "阿里国际站", "alibaba"),
        ("source", "Canton Fair", "trade_fair"),
        ("source", "广交会", "trade_fair"),
        ("company_size", "51-200", "size_50_499"),
        ("company_size", "501-1000 employees", "size_500_999"),
        ("currency", "美金", "USD"),
        ("currency", "US$", "USD"),
        ("currency", "RMB", "CNY"),
        ("currency", "歐元", "EUR"),
        ("language", "英文", "en"),
        ("language", "Deutsch", "de"),
        ("timezone", "北京时间", "Asia/Shanghai"),
        ("timezone", "asia/shanghai", "Asia/Shanghai"),
        ("region_or_country", "东南亚", "southeast_asia"),
        ("region_or_country", "DE", "DE"),
        ("region_or_country", "SA", "SA"),
    ],
)
def test_another_spelling_leads_to_the_code(name: str, spelling: str, code: str) -> None:
    assert LISTS[name].alias(spelling) == code


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("UK", "GB"),
        ("England", "GB"),
        ("U.S.A.", "US"),
        ("USA", "US"),
        ("America", "US"),
        ("UAE", "AE"),
        ("阿联酋", "AE"),
        ("Dubai", "AE"),
        ("沙特", "SA"),
        ("KSA", "SA"),
        ("香港", "HK"),
        ("Hong Kong", "HK"),
        ("Macau", "MO"),
        ("台灣", "TW"),
        ("台湾地区", "TW"),
        ("南韩", "KR"),
        ("Republic of Korea", "KR"),
        ("Korea, South", "KR"),
        ("韓國", "KR"),
        ("North Korea", "KP"),
        ("Turkey", "TR"),
        ("Czech Republic", "CZ"),
        ("Ivory Coast", "CI"),
        ("Cote d'Ivoire", "CI"),
        ("Burma", "MM"),
        ("Holland", "NL"),
        ("Palestine", "PS"),
        ("刚果金", "CD"),
        ("DR Congo", "CD"),
        ("Republic of the Congo", "CG"),
        ("Swaziland", "SZ"),
        ("PRC", "CN"),
        ("中华人民共和国", "CN"),
        ("Kosovo", "XK"),
        ("Guinea", "GN"),
        ("Guinea Bissau", "GW"),
        ("Saint Lucia", "LC"),
        ("Trinidad and Tobago", "TT"),
        ("Curacao", "CW"),
        ("DEU", "DE"),
        ("276", "DE"),
        ("de 德国", "DE"),
    ],
)
def test_a_country_is_known_by_its_other_names(spelling: str, code: str) -> None:
    assert LISTS["country"].alias(spelling) == code


@pytest.mark.parametrize(
    "spelling", ["Korea", "Congo", "Virgin Islands", "Mỹ", "Áo", "东南亚", "Asia", "", "N/A", "朝"]
)
def test_a_name_that_may_mean_two_countries_or_none_is_not_guessed(spelling: str) -> None:
    assert LISTS["country"].alias(spelling) is None


def test_countries_are_the_places_people_ship_to_each_under_a_region() -> None:
    countries = LISTS["country"].words

    assert len(countries) == 243
    assert {word.parent for word in countries.values()} == set(LISTS["region"].words)
    assert not countries.keys() & {"AC", "AQ", "BV", "CP", "CQ", "DG", "EA", "EU", "IC", "TA", "UN"}


def test_regions_and_countries_share_no_code() -> None:
    assert not LISTS["region"].words.keys() & LISTS["country"].words.keys()


def test_the_usual_come_first() -> None:
    assert list(LISTS["currency"].words)[:4] == ["USD", "EUR", "CNY", "GBP"]
    assert list(LISTS["language"].words)[:3] == ["en", "zh", "es"]
    assert next(iter(LISTS["timezone"].words)) == "Asia/Shanghai"


def test_a_time_zone_whose_sign_misleads_is_not_offered() -> None:
    assert [zone for zone in LISTS["timezone"].words if zone.startswith("Etc/")] == ["Etc/UTC"]


def test_a_list_without_countries_of_its_own_has_those_of_cldr() -> None:
    lists = vocabularies([])

    assert isinstance(lists["country"], Vocabulary)
    assert lists["country"].words["DE"].label("both") == "DE 德国 Germany"
    assert "EU" not in lists["country"].words
