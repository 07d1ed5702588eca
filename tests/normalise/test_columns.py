"""Whole columns of values: the same as cell by cell, and reading a result again changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from validation.normalise import codes, columns, company, country, domain, email, people, phone

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_COLUMNS: Mapping[str, Callable[[pd.Series], pd.DataFrame]] = {
    "email": columns.emails,
    "domain": columns.domains,
    "country": columns.countries,
    "phone": lambda values: columns.phones(values, "CN"),
    "code": lambda values: columns.registrations(values, "CN", scheme="USCC"),
}
_CELLS: Mapping[str, Callable[[str], object]] = {
    "email": email.read,
    "domain": domain.read,
    "country": country.read,
    "phone": lambda value: phone.read(value, country="CN"),
    "code": lambda value: codes.read(value, scheme="USCC", country="CN"),
}
_TYPED = {
    "email": ["J.Smith@GT.com", "j@gmial.com", "<a@b.de>", "a@b.de; c@d.de", "no mail", ""],
    "domain": ["https://www.GT.com/x", "alibaba.com", "qq.com", "sub.gt.co.uk", "x", ""],
    "country": ["Deutschland", "CN", "中国", "Korea", "Narnia", ""],
    "phone": ["13800138000", "+86 138 0013 8000", "0574-8888 9999 ext. 12", "12", "call me", ""],
    "code": ["9111 0000 600037341l", "91110000600037341L", "123", "9.11E+17", ""],
}
_texts = st.one_of(
    st.text(max_size=30),
    st.sampled_from([value for values in _TYPED.values() for value in values]),
    st.from_regex(r"[a-zA-Z0-9.+-]{1,8}@[a-z]{1,6}\.(com|de|co\.uk)", fullmatch=True),
    st.from_regex(r"\+?[0-9 ()-]{6,18}", fullmatch=True),
    st.from_regex(r"[0-9A-Z]{18}", fullmatch=True),
)


@pytest.mark.parametrize("kind", _COLUMNS)
def test_a_column_is_read_as_cell_by_cell(kind: str) -> None:
    typed = [*_TYPED[kind], *_TYPED[kind]]

    found = _COLUMNS[kind](pd.Series(typed))

    assert [tuple(row) for row in found.itertuples(index=False)] == [
        _CELLS[kind](value) for value in typed
    ]


@pytest.mark.parametrize("kind", _COLUMNS)
def test_blank_cells_stay_blank_and_the_index_is_kept(kind: str) -> None:
    found = _COLUMNS[kind](pd.Series([None, np.nan, pd.NA, ""], index=[4, 5, 6, 7], dtype=object))

    assert found.index.tolist() == [4, 5, 6, 7]
    assert found["value"].tolist() == [None] * 4
    assert found["problem"].tolist() == [""] * 4


def test_an_empty_column_gives_an_empty_table() -> None:
    found = columns.emails(pd.Series([], dtype=object))

    assert found.columns.tolist() == ["value", "problem", "suggestion", "detail"]
    assert len(found) == 0


def test_a_phone_is_read_with_the_country_of_its_row() -> None:
    values = pd.Series(["020 7946 0958", "020 7946 0958", "+442079460958"])

    found = columns.phones(values, pd.Series(["GB", None, np.nan]))

    assert found["value"].tolist() == ["+442079460958", None, "+442079460958"]


def test_what_kind_each_address_is() -> None:
    found = columns.email_kinds(pd.Series(["info@gt.com", None, "a@qq.com", "j.smith@gt.com"]))

    assert found.tolist() == [
        email.kind("info@gt.com"),
        None,
        email.kind("a@qq.com"),
        email.kind("j.smith@gt.com"),
    ]


@pytest.mark.parametrize("kind", _COLUMNS)
@settings(max_examples=60, deadline=None)
@given(values=st.lists(_texts, max_size=5))
def test_reading_a_value_again_changes_nothing(kind: str, values: list[str]) -> None:
    once = _COLUMNS[kind](pd.Series(values, dtype=object))["value"].dropna()

    again = _COLUMNS[kind](once.astype(object))["value"]

    assert again.tolist() == once.tolist()


@settings(max_examples=100, deadline=None)
@given(st.lists(_texts, max_size=5))
def test_keys_of_names_read_again_are_the_same(values: list[str]) -> None:
    for read_all in (company.read_all, people.read_all):
        once = read_all(pd.Series(values, dtype=object))["key"]

        assert read_all(once)["key"].tolist() == once.tolist()
