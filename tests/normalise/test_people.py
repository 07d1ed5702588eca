"""Names of people: one key whichever order, script and title."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from validation.normalise import people
from validation.normalise.tables import entries


@pytest.mark.parametrize(
    "names",
    [
        (
            "Li Wei",
            "Wei Li",
            "LI, Wei",
            "LI Wei",
            "李伟",
            "李偉",
            "李伟先生",
            "Mr. Li Wei",
            "李伟经理",
        ),
        (
            "王小明",
            "Wang Xiaoming",
            "Xiao Ming Wang",
            "Xiaoming WANG",
            "Wang, Xiao-Ming",
            "王小明 女士",
        ),
        ("欧阳娜娜", "Ouyang Nana", "Nana Ouyang", "歐陽娜娜"),
        ("吕不韦", "Lü Buwei", "Lv Buwei", "Buwei Lu"),
        ("José García", "García, José", "JOSE GARCIA", "Sr. Jose Garcia"),
        ("Dr. Jürgen Müller", "Herr Jürgen MÜLLER", "Müller, Jürgen"),
        ("Иван Петров", "Ivan Petrov", "ПЕТРОВ Иван", "господин Петров Иван"),
        ("김철수", "김철수 부장님"),
        ("J. R. Smith", "Smith, J.R."),
    ],
)
def test_one_person_has_one_key(names: tuple[str, ...]) -> None:
    assert len({people.read(name).key for name in names}) == 1


@pytest.mark.parametrize(
    ("name", "family", "given"),
    [
        ("李伟", "li", "wei"),
        ("LI, Wei", "li", "wei"),
        ("Li Wei", "", ""),
        ("Wang Xiaoming", "wang", "xiaoming"),
        ("Xiaofang Chen", "chen", "xiaofang"),
        ("单伟", "shan", "wei"),
        ("曾国强", "zeng", "guoqiang"),
        ("李总", "li", ""),
        ("Jean DUPONT", "dupont", "jean"),
        ("Ludwig van Beethoven", "van beethoven", "ludwig"),
        ("Nguyễn Văn An", "", ""),
        ("김철수", "kim", "cheolsu"),
        ("John Smith", "", ""),
        ("", "", ""),
    ],
)
def test_family_and_given_name_are_told_only_when_known(name: str, family: str, given: str) -> None:
    reading = people.read(name)

    assert (reading.family, reading.given) == (family, given)


def test_all_parts_of_a_name() -> None:
    assert people.read("Mr. Wang Xiaoming") == people.PersonName(
        key="ming wang xiao", family="wang", given="xiaoming", initials="wx", title="mr"
    )


def test_two_persons_have_two_keys() -> None:
    names = ("李伟", "李薇娜", "Li Weina", "王伟", "Wei Wang", "John Smith", "Joan Smith")

    assert [people.read(name).key for name in names] == [
        "li wei", "li na wei", "li na wei", "wang wei", "wang wei", "john smith", "joan smith",
    ]  # fmt: skip


def test_a_column_is_read_value_by_value_and_blanks_stay_blank() -> None:
    names = pd.Series(["李伟", None, "Li Wei", np.nan], index=[3, 4, 5, 6])

    table = people.read_all(names)

    assert table["key"].to_dict() == {3: "li wei", 4: "", 5: "li wei", 6: ""}
    assert table.columns.tolist() == ["key", "family", "given", "initials"]


_words = st.sampled_from(
    [
        *str.split("Li Wei 李 伟 Mr. 先生 García O'Brien van J. 김 Петров JR , ʰ"),
        *sorted(entries("pinyin"))[::17],
    ]
)
_texts = st.one_of(st.text(max_size=30), st.lists(_words, max_size=5).map(" ".join))


@settings(max_examples=300, deadline=None)
@given(_texts)
def test_reading_a_key_again_gives_the_same_key(name: str) -> None:
    key = people.read(name).key

    assert people.read(key).key == key


@settings(max_examples=300, deadline=None)
@given(_texts)
def test_a_name_with_a_letter_has_a_key(name: str) -> None:
    assert people.read(name).key != "" or not any(sign.isalnum() for sign in name)
