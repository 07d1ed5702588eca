"""Two company names alone: how likely they are one company."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.name_pairs import pairs
from validation.duplicates import names

_DUPLICATE = 0.7


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Müller GmbH", "Mueller Gesellschaft mbH"),
        ("Wal-Mart Inc", "Walmart"),
        ("A.B.C. Trading", "ABC Trading Co., Ltd."),
        ("Smith & Sons Ltd", "Smith and Sons"),
        ("Siemnes AG", "Siemens AG"),
        ("宁波甬江工具有限公司", "Ningbo Yongjiang Tools Co., Ltd."),
        ("宁波甬江工具有限公司", "宁波市甬江工具有限責任公司"),
        ("杭州达锦纺织有限公司", "Hangzhou Da Jin Textile Co., Ltd."),
        ("Газпром", "Gazprom PJSC"),
        ("ЗАО «Лаборатория Касперского»", "Kaspersky Lab"),
        ("شركة الفطيم للتجارة ذ.م.م", "Al Futtaim Trading LLC"),
        ("トヨタ自動車株式会社", "Toyota Motor Corporation"),
        ("Third Point Ventures", "3rd Point Ventures LLC"),
        ("Al Nour Trading Est.", "Al Noor Trading Establishment"),
        ("Sunrise Shipping & Trading", "Shipping and Trading Sunrise Ltd"),
        ("永隆银行", "Wing Lung Bank"),
        ("山田商事株式会社", "Yamada Corporation"),
        ("Hsin Kuang Steel", "Xinguang Steel"),
        ("성우전자", "Sungwoo Electronics"),
        ("रिलायंस इंडस्ट्रीज", "Reliance Industries"),
        ("可口可乐公司", "The Coca-Cola Company"),
        ("Exxor Mobil Corporation", "Exxon Mobil Corporation"),
        ("Sieinens AG", "Siemens AG"),
        ("Mohamed Al Futtaim", "Muhammad Al-Futtaim"),
        ("1st Zorvan Bank", "First Zorvan Bank"),
        ("Zorvann Ltd", "Zorvan Ltd"),
    ],
)
def test_one_company_written_in_two_ways_is_a_duplicate(left: str, right: str) -> None:
    assert names.score(left, right) >= _DUPLICATE


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("ABC (France) SA", "ABC (Hong Kong) Ltd"),
        ("ABC (Hong Kong) Ltd", "ABC Ltd"),
        ("甬江工具有限公司上海分公司", "甬江工具有限公司"),
        ("宁波甬江工具有限公司", "杭州甬江工具有限公司"),
        ("宁波甬江工具有限公司", "宁波甬源工具有限公司"),
        ("Yongjiang Tools", "Yongqiang Tools"),
        ("Investment Fund VIII", "Investment Fund IX"),
        ("Investment Fund VIII", "Investment Fund"),
        ("Estonia Trading", "Ethiopia Trading"),
        ("Blue River Solutions", "Red River Solutions"),
        ("Hengda Trading Co", "Hengda Machinery Co"),
        ("Bank of China", "China Construction Bank"),
        ("ABC Ltd", "ABD Ltd"),
        ("Deutsche Bank AG", "Deutsche Bahn AG"),
        ("Global Trading Co., Ltd.", "Global Logistics Co., Ltd."),
        ("Acme GmbH", ""),
        ("Acme GmbH", "Acme Ltd"),
        ("Acme GmbH", "Acme AG"),
        ("Acme Holdings Ltd", "Acme Ltd"),
        ("Global Solutions Ltd", "Global Services Ltd"),
        ("上海宏图贸易有限公司", "上海鸿图贸易有限公司"),
        ("Zorvan Securities", "Zorvan Bank"),
        ("China National Pipeline Corporation", "China National Petroleum Corporation"),
        ("Zorvan Twenty One", "Zorvan Twenty Two"),
        ("", ""),
    ],
)
def test_another_company_and_a_member_of_the_group_are_no_duplicates(left: str, right: str) -> None:
    assert names.score(left, right) < _DUPLICATE


def test_the_longer_an_acronym_the_more_it_says() -> None:
    name = "Zorvan Quill Machines Partners"

    found = [names.score(short, name) for short in ("ZQ", "ZQM", "ZQMP")]

    assert names.score("ZQMP", name) > 0.8
    assert found == sorted(found)


def test_letters_of_the_legal_form_may_belong_to_an_acronym() -> None:
    assert names.score("ZSBC", "Zorvan and Shelby Banking Corporation") > 0.7


def test_the_same_name_scores_one() -> None:
    assert names.score("Acme Tools GmbH", "ACME TOOLS G.m.b.H.") == 1


def test_a_column_of_pairs_gives_the_same_scores_as_pair_by_pair() -> None:
    some = pairs(200, 5)
    left, right = [pair.left for pair in some], [pair.right for pair in some]

    found = names.scores(pd.Series(left), pd.Series(right))

    alone = [names.score(a, b) for a, b in zip(left, right, strict=True)]
    assert found.tolist() == alone


def test_scores_keep_the_index_and_blank_cells_score_nothing() -> None:
    left = pd.Series(["Acme", None, "Acme"], index=[4, 5, 6])
    right = pd.Series(["Acme", "Acme", np.nan], index=[4, 5, 6])

    assert names.scores(left, right).to_dict() == {4: 1.0, 5: 0.0, 6: 0.0}


def test_generated_hard_pairs_are_told_apart_at_one_threshold() -> None:
    some = pairs(1_000, 2026)
    found = names.scores(
        pd.Series([pair.left for pair in some]), pd.Series([pair.right for pair in some])
    )
    truth = np.array([pair.same for pair in some])
    said = found.to_numpy() >= _DUPLICATE
    hits = (said & truth).sum()

    assert hits / said.sum() > 0.98
    assert hits / truth.sum() > 0.98


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=30), st.text(max_size=30))
def test_any_two_texts_have_a_score_that_does_not_depend_on_their_order(
    left: str, right: str
) -> None:
    found = names.score(left, right)

    assert 0 <= found <= 1
    assert names.score(right, left) == found


_NAMES = [name for pair in pairs(500, 77) for name in pair[:2]]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(_NAMES), st.sampled_from(_NAMES))
def test_names_scored_in_either_order_score_the_same(left: str, right: str) -> None:
    assert names.score(left, right) == names.score(right, left)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.sampled_from(_NAMES), st.text(max_size=80)))
def test_a_name_is_itself_and_a_blank_is_nothing(name: str) -> None:
    has_letters = any(sign.isalnum() for sign in name)

    assert names.score(name, name) == (1 if has_letters else 0)
    assert names.score(name, " ") == 0
