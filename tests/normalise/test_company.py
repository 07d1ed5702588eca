"""Company names in parts, in any script; keys that do not change when read again."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.name_pairs import pairs
from validation.normalise import company
from validation.normalise.company.letters import latin
from validation.normalise.company.lexicon import legal_forms
from validation.normalise.tables import rows


@pytest.mark.parametrize(
    ("name", "key", "form"),
    [
        ("Müller & Söhne GmbH & Co. KG", "muller brothers", "gmbhcokg"),
        ("Siemens S.A.", "siemens", "sa"),
        ("Siemens SA", "siemens", "sa"),
        ("Siemens S A", "siemens", "sa"),
        ("Acme S. de R.L. de C.V.", "acme", "sdecv"),
        ("Grupo Bimbo, S.A.B. de C.V.", "group bimbo", "sapi"),
        ("Foo L.L.C", "foo", "llc"),
        ("Foo (Pty) Ltd", "foo", "pty"),
        ("Carlsberg A/S", "carlsberg", "as"),
        ("Perutnina d.o.o.", "perutnina", "doo"),
        ("Fakro Sp. z o.o.", "fakro", "spzoo"),
        ("ООО «Ромашка»", "ромашка", "ooo"),
        ("ПАО Северсталь", "северсталь", "pao"),
        ("(株)東芝", "toshiba", "kk"),
        ("㈜삼성전자", "samsung electronics", "jpko"),
        ("삼성전자 주식회사", "samsung electronics", "jpko"),
        ("شركة أرامكو ذ.م.م", "aramco", "coar"),
        ("Công ty TNHH Thương mại Hòa Phát", "trading hoa phat", "tnhh"),
        ("PT Astra International Tbk", "astra international", "pt"),
        ("บริษัท ปตท จำกัด (มหาชน)", "ptt", "thbor"),
        ("Koç Holding A.Ş.", "koc holding", "as"),
        ("Arçelik San. ve Tic. Ltd. Şti.", "arcelik industry", "ltdsti"),
        ("宁波甬江工具有限公司", "ningbo 甬江 tools", "cnltd"),
        ("Зорван ДООЕЛ", "зорван", "dooel"),
        ("Zorvan j.d.o.o.", "zorvan", "doo"),
        ("Зорван ДОО", "зорван", "doocyr"),
        ("АҚ Зорван", "зорван", "akkz"),
        ("ЧТУП Зорван", "зорван", "chtup"),
        ("Zorvan S.A.S. E.S.P.", "zorvan", "sasesp"),
        ("Zorvan, Unipessoal Lda", "zorvan", "ltda"),
        ("Zorvan SARLU", "zorvan", "sarl"),
        ("Societatea cu Răspundere Limitată Zorvan", "zorvan", "srlro"),
        ("სს ზორვანი", "ზორვანი", "shps"),
        ("医療法人ゾーバン", "ゾーバン", "shadan"),
        ("佐爾萬有限合夥", "佐尔万", "cnpart"),
        ("شركة زورفان المساهمة", "زورفان المساهمه", "coar"),
        ("Zorvan Aktiengeselschaft", "zorvan", "ag"),
        ("Zorvan Joint Stock Compan", "zorvan", "jsc"),
        ("廈門鴻達電子股份有限公司", "xiamen 鸿达 electronics", "cnjsc"),
    ],
)
def test_the_legal_form_is_told_from_the_name(name: str, key: str, form: str) -> None:
    reading = company.read(name)

    assert (reading.key, reading.forms[0]) == (key, form)


@pytest.mark.parametrize(
    "name", ["SA Co", "AS Trading Ltd", "Pty", "KG", "Limited", "有限公司", "де"]
)
def test_a_name_of_nothing_but_forms_keeps_its_words(name: str) -> None:
    assert company.read(name).key != ""


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("ABC (Hong Kong) Limited", ("hongkong",)),
        ("ABC France SAS", ("france",)),
        ("宁波甬江工具（香港）有限公司", ("ningbo", "hongkong")),
        ("招商股份有限公司诸暨支行", ("zhuji",)),
        ("Foo GmbH Niederlassung Wien", ("vienna",)),
        ("ООО Ромашка (Москва)", ("moscow",)),
    ],
)
def test_places_are_kept_in_the_key_wherever_they_stand(name: str, places: tuple[str, ...]) -> None:
    reading = company.read(name)

    assert reading.places == places
    assert set(places) <= set(reading.key.split())


@pytest.mark.parametrize(
    "name",
    ["招商股份有限公司诸暨支行", "Foo GmbH Niederlassung Wien", "甬江工具有限公司上海分公司"],
)
def test_a_branch_says_so(name: str) -> None:
    assert company.read(name).is_branch


def test_a_chinese_name_and_its_pinyin_meet_in_the_latin_stem() -> None:
    names = ("宁波甬江工具有限公司", "Ningbo Yongjiang Tools Co., Ltd.", "NINGBO YONG JIANG TOOLS")

    assert {company.read(name).latin for name in names} == {"yongjiang"}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("西门子（中国）有限公司", "siemens china"),
        ("大众汽车金融（中国）有限公司", "volkswagen finance china"),
        ("上海大众书局", "shanghai 大众书局"),
        ("International Business Machines Corporation", "ibm"),
        ("H&M Hennes & Mauritz AB", "hm"),
        ("ООО «Яндекс»", "yandex"),
        ("टाटा स्टील लिमिटेड", "tata steel"),
    ],
)
def test_a_known_brand_comes_by_one_name(name: str, key: str) -> None:
    assert company.read(name).key == key


@pytest.mark.parametrize(
    ("word", "spelt"),
    [("टाटा", "tata"), ("इन्फोसिस", "inphosis"), ("โตโยต้า", "toyota"), ("বাংলা", "banla")],
)
def test_indic_and_thai_letters_come_in_latin(word: str, spelt: str) -> None:
    assert latin(word) == spelt


def test_numbers_are_digits_however_they_are_written() -> None:
    names = ("Alpha Fund VIII", "Alpha Fund 8", "Alpha Fund Eight", "Alpha Fund 8th")

    assert [company.read(name).numbers for name in names] == [("8",)] * 4
    assert company.read("Alpha Fund Twenty One").numbers == ("21",)
    assert company.read("第三建筑公司").numbers == ("3",)


def test_all_parts_of_a_name() -> None:
    reading = company.read("Ningbo Yongjiang Hand Tools Import & Export Co., Ltd. Branch")

    assert reading._replace(parts=()) == company.CompanyName(
        stem="yongjiang",
        words=("ningbo", "yongjiang", "hand tools", "import export", "branch"),
        industry=("tools", "importexport"),
        forms=("ltd",),
        kinds=("limited",),
        places=("ningbo",),
        numbers=(),
        is_branch=True,
        key="ningbo yongjiang tools importexport branch",
        sorted_key="branch importexport ningbo tools yongjiang",
        latin="yongjiang",
        acronym="nyhtieb",
        parts=(),
    )


def test_a_column_is_read_value_by_value_and_blanks_stay_blank() -> None:
    names = pd.Series(["Foo GmbH", None, "Foo Ltd", np.nan], index=[7, 8, 9, 10])

    table = company.read_all(names)

    assert table["key"].to_dict() == {7: "foo", 8: "", 9: "foo", 10: ""}
    assert table["forms"].tolist() == ["gmbh", "", "ltd", ""]
    assert table["is_branch"].tolist() == [False] * 4


_NAMES = [name for pair in pairs(400, 99) for name in pair[:2]]
_PHRASES = [
    spelling
    for table in ("company_words", "place_words")
    for row in rows(table)
    for spelling in row["spellings"].split("|")
] + [spelling for form in legal_forms() for spelling in form.spellings]
_texts = st.one_of(
    st.text(max_size=40),
    st.lists(st.one_of(st.sampled_from(_PHRASES), st.text(max_size=6)), max_size=6).map(" ".join),
    st.lists(st.sampled_from(_PHRASES), max_size=5).map("".join),
    st.sampled_from(_NAMES),
)


@settings(max_examples=300, deadline=None)
@given(_texts)
def test_reading_a_key_again_gives_the_same_key(name: str) -> None:
    key = company.read(name).key

    assert company.read(key).key == key


@settings(max_examples=300, deadline=None)
@given(_texts)
def test_a_name_with_a_letter_has_a_key(name: str) -> None:
    letters = [sign for sign in name if sign.isalnum()]

    assert company.read(name).key != "" or not letters


@given(st.sampled_from(_NAMES), st.sampled_from(["Hong Kong", "France", "上海", "Dubai", "México"]))
def test_a_place_in_brackets_is_never_dropped(name: str, place: str) -> None:
    assert company.read(f"{name} ({place})").places[-1:] == company.read(place).places


@given(st.sampled_from(_NAMES))
def test_case_width_and_blanks_change_nothing(name: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in f"  {name.upper()} ")

    assert company.read(wide).key == company.read(name).key


def test_no_two_forms_share_a_code_and_every_row_is_complete() -> None:
    forms = legal_forms()

    assert [code for code, n in Counter(form.code for form in forms).items() if n > 1] == []
    assert {form.position for form in forms} == {"prefix", "suffix", "ends", "anywhere"}
    assert all(form.countries and form.kind and all(form.spellings) for form in forms)
    assert len(forms) > 360


@pytest.mark.parametrize(
    "table", ["company_words", "place_words", "letters", "pinyin", "brands", "name_variants"]
)
def test_the_first_column_of_a_table_has_no_value_twice(table: str) -> None:
    with (Path(company.__file__).parents[1] / f"{table}.csv").open(encoding="utf-8") as file:
        first = [row[0] for row in csv.reader(file)]

    assert [value for value, n in Counter(first).items() if n > 1] == []
