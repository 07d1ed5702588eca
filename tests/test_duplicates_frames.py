"""Whatever frames people bring, the customers that stand twice are found, in any order of rows."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from validation import duplicates

_NAMES = ("Fengdi Tools Co., Ltd.", "Jeehu Toys Inc", "FENGDI TOOLS LIMITED", "Kalimo Paper GmbH")
_MAILS = ("anna@fengdi.cn", "bo@gmail.com", "info@fengdi.cn", "kim@kalimo.de")
_PHONES = ("+86 138 0013 8001", "+1 212 555 0188", "13800138001", "+49 30 9018 2020")


def _clusters(frame: pd.DataFrame) -> tuple[tuple[int, ...], ...]:
    return duplicates.find(frame).clusters


@pytest.mark.parametrize(
    "columns",
    [
        {"company_name_en": _NAMES},
        {"company_name_zh": _NAMES},
        {"company_name_en": _NAMES, "email": _MAILS},
        {"company_name_en": _NAMES, "public_email": _MAILS},
        {"company_name_en": _NAMES, "phone": _PHONES, "city": ("宁波", "NY", "Ningbo", "Berlin")},
        {"company_name_en": _NAMES, "country_region": ("China", None, "中国", "DE")},
        {"title_name": _NAMES, "credit_code": (None, None, None, None)},
    ],
    ids="+".join,
)
def test_any_columns_are_enough_that_hold_a_name(
    columns: dict[str, tuple[str | None, ...]],
) -> None:
    frame = pd.DataFrame(columns, dtype=object).set_axis([40, 7, 12, 1000])
    assert _clusters(frame) == ((12, 40),)


@pytest.mark.parametrize(
    "columns",
    [
        {},
        {"email": _MAILS},
        {"phone": _PHONES},
        {"country_region": ("CN",) * 4},
        {"odd": _NAMES},
    ],
    ids=lambda columns: "+".join(columns) or "nothing",
)
def test_columns_without_a_name_do_no_harm(columns: dict[str, tuple[str, ...]]) -> None:
    found = duplicates.find(pd.DataFrame(columns, index=range(4), dtype=object))
    assert set(found.pairs["band"]) <= {"possible", "group", "duplicate"}


@pytest.mark.parametrize("rows", [0, 1])
def test_no_row_and_one_row_have_no_pairs(rows: int) -> None:
    frame = pd.DataFrame({"company_name_en": _NAMES, "email": _MAILS})[:rows]
    found = duplicates.find(frame, frame, frame)
    assert (len(found.pairs), len(found.hints), found.clusters, found.compared) == (0, 0, (), 0)


def test_cells_of_any_type_are_read_as_text() -> None:
    odd = (np.nan, None, pd.NA, pd.NaT, 7, 7.5, True, dt.date(2026, 1, 2), b"x", ("a",), 10**30)
    columns = ("company_name_en", "company_name_zh", "website", "public_email", "country_region")
    frame = pd.DataFrame({name: pd.Series(odd, dtype=object) for name in columns})
    frame["customer_id"] = pd.Series(odd, dtype=object)
    contacts = frame.rename(
        columns={"website": "email", "public_email": "phone", "company_name_en": "contact_name"}
    )
    titles = frame.rename(columns={"website": "credit_code", "public_email": "reg_scheme"})
    assert duplicates.find(frame, contacts, titles).clusters == ()


def test_a_phone_kept_as_a_number_is_that_phone() -> None:
    names, phones = ["Fengdi Tools", "Fengdi Toools"], [13800138001, 13800138001.0]
    frame = pd.DataFrame({"company_name_en": names, "phone": phones}, dtype=object)
    reasons = duplicates.find(frame).pairs["reasons"][0]
    assert ("phone", "few") in {(reason.field, reason.level) for reason in reasons}


def test_two_rows_of_one_id_are_two_rows() -> None:
    frame = pd.DataFrame({"customer_id": ["C1", "C1", "C2"], "company_name_en": _NAMES[:3]})
    contacts = pd.DataFrame({"customer_id": ["C1", "C2"], "email": ["a@fengdi.cn", "b@fengdi.cn"]})
    found = duplicates.find(frame, contacts)
    assert [(pair.left, pair.right) for pair in found.pairs.itertuples()] == [(0, 2)]


def test_columns_of_categories_and_strings_are_columns() -> None:
    frame = pd.DataFrame({"company_name_en": pd.Series(_NAMES, dtype="string")})
    frame["country_region"] = pd.Series(["CN", None, "CN", "DE"], dtype="category")
    assert _clusters(frame) == ((0, 2),)


def test_names_in_the_wrong_column_or_together_in_one_are_found() -> None:
    rows = {
        "company_name_en": (
            "宁波丰迪工具有限公司 Ningbo Fengdi Tools Co., Ltd",
            "Ningbo Fengdi Tools c/o Seabridge Cargo Ltd",
            None,
            "Koch Holding GmbH t/a Ningbo Fengdi Tools",
        ),
        "company_name_zh": (None, None, "宁波丰迪工具有限公司", None),
        "public_email": ("www.fengdi.cn", None, None, None),
        "website": (None, "sales@fengdi.cn", "https://fengdi.cn", "fengdi.cn"),
    }
    assert _clusters(pd.DataFrame(rows, dtype=object)) == ((0, 1, 2, 3),)
