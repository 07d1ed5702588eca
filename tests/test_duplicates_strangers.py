"""Strangers that share something, sisters of one house, and the words two names part in."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
import pytest

from validation import duplicates
from validation.duplicates.aliases import names


class _Row(NamedTuple):
    name: str
    country: str | None = None
    website: str | None = None
    person: str | None = None
    email: str | None = None
    phone: str | None = None


def _found(*rows: _Row) -> duplicates.Duplicates:
    frame = pd.DataFrame(rows, dtype=object)
    named = {"name": "company_name_en", "country": "country_region", "person": "contact_name"}
    return duplicates.find(frame.rename(columns=named))


def _band(*rows: _Row) -> str:
    """Return the band of the two rows' pair; hint is no pair but listed apart; "" is neither."""
    found = _found(*rows)
    bands = [*found.pairs["band"], *found.hints["band"]]
    return str(bands[0]) if bands else ""


def test_a_subsidiary_that_shares_only_the_domain_of_its_house_stays_a_customer() -> None:
    house = _Row("Siemens AG", "DE", email="a@siemens.com", phone="+49 89 5551234")
    other = _Row("Siemens Healthineers AG", "DE", email="x@siemens.com")

    assert _band(house, other) == "possible"
    assert _band(house, other._replace(phone="089 5551234")) == "duplicate"


@pytest.mark.parametrize(
    "shared", [{"email": "ops@seafreight.com"}, {"email": "shipdesk@gmail.com"}]
)
def test_two_customers_of_one_forwarder_are_not_joined(shared: dict[str, str]) -> None:
    desk = {**shared, "phone": "+86 138 0013 8001", "person": "Amy Zhou", "country": "CN"}
    found = _found(_Row("Fengdi Tools Ltd", **desk), _Row("Kalimosta Glass Inc", **desk))
    assert found.clusters == ()
    assert "duplicate" not in set(found.pairs["band"])


def test_a_shared_domain_like_neither_name_shows_no_group() -> None:
    desk = "ops@seafreight.com"
    assert _band(
        _Row("Fengdi Tools", "CN", email=desk), _Row("Kalimosta Glass", "US", email=desk)
    ) in (
        "",
        "possible",
    )
    ours = "info@fengdi.com"
    assert _band(
        _Row("Fengdi Tools", "CN", email=ours), _Row("Fengdi Glass", "US", email=ours)
    ) == ("group")


@pytest.mark.parametrize(
    ("one", "other", "band"),
    [
        (_Row("Fengdi GmbH", "DE", "fengdi.com"), _Row("Fengdi SARL", "FR", "fengdi.com"), "group"),
        (
            _Row("Fengdi GmbH", "DE", phone="+49 30 901820"),
            _Row("Fengdi SARL", "FR", phone="+49 30 901820"),
            "group",
        ),
        (_Row("Fengdi GmbH", "DE"), _Row("Fengdi SARL", "FR"), "hint"),
        (_Row("Fengdi Tools GmbH", "DE"), _Row("Fengdi Paper SARL", "FR"), ""),
    ],
)
def test_a_group_needs_a_domain_or_a_phone_and_a_brand_is_a_hint(
    one: _Row, other: _Row, band: str
) -> None:
    assert _band(one, other) == band
    assert _found(one, other).clusters == ()


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        ("Maple Rainbow Ltd", "Maple Ranbow Ltd", True),
        ("Maple Rainbow Ltd", "Maple Riverside Ltd", False),
        ("Prairie Fox Oat Inc", "Prairie Fox Oan Inc", False),
        ("Hangxing Co., Ltd.", "Hanxing Co., Ltd.", False),
        ("PacificIvory Garment SL", "Pacific Ivory Garment SL", True),
        ("Березка Снаб ООО", "Berezka Snab OOO", True),
        ("두리솔 전자", "Durisol Electronics", True),
        ("宁波甬江工具有限公司", "寧波甬江工具有限公司", True),
    ],
)
def test_a_slip_is_one_name_and_another_word_another(one: str, other: str, *, joined: bool) -> None:
    found = _found(_Row(one, "GB"), _Row(other, "GB"))
    assert found.clusters == (((0, 1),) if joined else ())


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("Anna Koch", "Koch, Anna", "few"),
        ("何洋", "Yang He", "few"),
        ("Anna Koch", "Mr. Koch", "part"),
        ("李伟", "李娜", "part"),
        ("Anna Koch", "Bo Reed", "other"),
    ],
)
def test_half_a_contact_s_name_is_no_other_contact(one: str, other: str, level: str) -> None:
    found = _found(_Row("Fengdi Tools", person=one), _Row("Fengdi Tools", person=other))
    told = {reason.field: reason.level for reason in found.pairs["reasons"][0]}
    assert told["person"] == level


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("Fengdi Tools c/o Seabridge", ("Fengdi Tools",)),
        ("Koch GmbH t/a Fengdi", ("Koch GmbH", "Fengdi")),
        ("Fengdi (formerly Jeehu Ltd)", ("Fengdi", "Jeehu Ltd")),
        ("丰迪工具有限公司 Fengdi Tools Ltd", ("丰迪工具有限公司", "Fengdi Tools Ltd")),
        ("Fengdi Tools Ltd (丰迪工具有限公司)", ("Fengdi Tools Ltd", "丰迪工具有限公司")),
        ("Yunfeng Home Ltd / 云峰家居厂", ("Yunfeng Home Ltd", "云峰家居厂")),
        ("TCL集团有限公司", ("TCL集团有限公司",)),
        ("深圳市ABC电子有限公司", ("深圳市ABC电子有限公司",)),
        ("Norden A/S", ("Norden A/S",)),
        ("Import/Export GmbH", ("Import/Export GmbH",)),
        ("c/o Seabridge", ("c/o Seabridge",)),
        ("A / B", ("A / B",)),
        (" X ", ()),
    ],
)
def test_every_name_of_a_cell_is_read(cell: str, told: tuple[str, ...]) -> None:
    assert names(cell) == told


def _three_brands(**person: str | None) -> duplicates.Duplicates:
    """Return what is found of three brands with one buyer; their places as theirs, if given."""
    brands = ("Alpina Sport AG", "Bergwerk Outdoor AG", "Climbex AG")
    customers = pd.DataFrame({"customer_id": list("abc"), "company_name_en": brands})
    buyer = {
        "contact_name": "Urs Meier",
        "email": "urs@meier-buying.ch",
        "phone": "+41 44 555 12 34",
    }
    contacts = pd.DataFrame([{"customer_id": one, **buyer, **person} for one in "abc"])
    return duplicates.find(customers, contacts)


def test_one_buyer_for_three_brands_is_no_evidence() -> None:
    # Without the number of the person nobody can know; with it the team has said so.
    assert len(_three_brands(person_id=None).pairs) == 3
    assert len(_three_brands(person_id="P-1").pairs) == 0


def test_a_person_of_one_customer_is_evidence_as_ever() -> None:
    customers = pd.DataFrame(
        {"customer_id": ["a", "b"], "company_name_en": ["Alpina Sport AG", "Alpina AG"]}
    )
    mail = "urs@alpina.ch"
    twice = [("a", "P-1", mail), ("a", "P-1", mail), ("b", "", mail), ("b", None, mail)]
    contacts = pd.DataFrame(twice, columns=["customer_id", "person_id", "email"], dtype=object)
    assert duplicates.find(customers, contacts).clusters == ((0, 1),)
