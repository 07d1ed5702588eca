"""Customers that stand twice, and those that only look like it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from validation import duplicates
from validation.duplicates import points
from validation.duplicates.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

_CUSTOMER = ("company_name_en", "company_name_zh", "country_region", "website", "public_email")
_CONTACT = ("customer_id", "contact_name", "email", "phone")
_TITLE = ("customer_id", "title_name", "credit_code", "reg_scheme", "domain")


def _customers(*rows: Sequence[str | None]) -> pd.DataFrame:
    """Return customers with the ids C0, C1 … on the rows from 5 on."""
    frame = pd.DataFrame(rows, columns=list(_CUSTOMER), dtype=object)
    frame.insert(0, "customer_id", [f"C{at}" for at in range(len(frame))])
    return frame.set_axis(range(5, 5 + len(frame)))


def _contacts(*rows: Sequence[str | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(_CONTACT), dtype=object)


def _titles(*rows: Sequence[str | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(_TITLE), dtype=object)


def _bands(found: duplicates.Duplicates) -> dict[tuple[int, int], str]:
    pairs = found.pairs
    return {
        (left, right): band
        for left, right, band in zip(pairs["left"], pairs["right"], pairs["band"], strict=True)
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            ("Fengdi Tools Co., Ltd.", None, "中国", "https://www.fengdi.cn", None),
            ("FENGDI TOOLS LIMITED", None, "China", None, "info@fengdi.cn"),
        ),
        (
            (None, "宁波甬江工具有限公司", "中国", "www.yongjiang.com", None),
            (None, "寧波甬江工具有限公司", "中国", None, "sales@yongjiang.com"),
        ),
        (
            (None, "宁波甬江工具有限公司", "中国", "www.yongjiang.com", None),
            ("Ningbo Yongjiang Tools Co., Ltd.", None, "中国", "yongjiang.com", None),
        ),
        (
            ("Schmitt Werkzeuge GmbH", None, "DE 德国", "schmitt-werkzeuge.de", None),
            ("Schmidt Werkzeuge G.m.b.H.", None, "Germany", "www.schmitt-werkzeuge.de/en", None),
        ),
    ],
)
def test_one_customer_typed_twice_is_a_duplicate(
    one: Sequence[str | None], other: Sequence[str | None]
) -> None:
    found = duplicates.find(_customers(one, other))
    assert found.clusters == ((5, 6),)
    assert _bands(found) == {(5, 6): "duplicate"}


def test_the_reasons_add_up_to_the_points() -> None:
    found = duplicates.find(
        _customers(
            ("Fengdi Tools Co., Ltd.", None, "中国", "https://www.fengdi.cn", None),
            ("Fengdi Tools Ltd", None, "China", None, "info@fengdi.cn"),
        ),
        _contacts(("C0", "Anna Koch", None, "+86 138 0013 8001"), ("C1", "Koch Anna", None, None)),
    )
    reasons = found.pairs["reasons"][0]
    assert {(reason.field, reason.level) for reason in reasons} >= {
        ("name", "same"),
        ("domain", "few"),
        ("person", "few"),
        ("country", "same"),
    }
    assert sum(reason.points for reason in reasons) == found.pairs["points"][0]
    shipped = points.table().entries["person", "few"]
    assert Reason("person", "few", shipped.points, *shipped.text) in reasons


def test_strangers_who_share_free_mail_stay_apart() -> None:
    found = duplicates.find(
        _customers(
            ("Fengdi Tools Ltd", None, "CN", None, None), ("Jeehu Toys Inc", None, "US", None, None)
        ),
        _contacts(
            ("C0", "Anna Koch", "anna.fengdi@gmail.com", None),
            ("C1", "Bo Reed", "bo.jeehu@gmail.com", None),
        ),
    )
    assert (found.clusters, len(found.pairs)) == ((), 0)


def test_a_forwarder_s_mailbox_and_phone_join_nobody() -> None:
    names = ("Fengdi Tools", "Jeehu Toys", "Kalimo Paper", "Brastor Glass", "Nivola Shoes")
    found = duplicates.find(
        _customers(*((name, None, "中国", None, None) for name in names)),
        _contacts(
            *(
                (f"C{at}", None, "ops@fastfreight.com", "+86 138 0013 8001")
                for at in range(len(names))
            )
        ),
    )
    assert found.clusters == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Global Fengdi (Shanghai) Co., Ltd.", "中国"), ("Global Fengdi (Shenzhen) Ltd", "中国")),
        (("Fengdi Deutschland GmbH", "德国"), ("Fengdi France SARL", "法国")),
        (("Fengdi GmbH", "德国"), ("Fengdi Trading LLC", "阿联酋")),
        (("Fengdi Fund VIII", "美国"), ("Fengdi Fund IX", "美国")),
    ],
)
def test_members_of_a_group_are_no_duplicates(one: tuple[str, str], other: tuple[str, str]) -> None:
    found = duplicates.find(
        _customers(
            (one[0], None, one[1], "www.fengdi.com", None),
            (other[0], None, other[1], "www.fengdi.com", None),
        )
    )
    assert found.clusters == ()
    assert _bands(found) in ({(5, 6): "group"}, {(5, 6): "possible"}, {})


def test_two_codes_of_one_country_keep_a_cluster_apart() -> None:
    found = duplicates.find(
        _customers(*((("Fengdi Tools Ltd", None, "德国", "www.fengdi.de", None),) * 3)),
        titles=_titles(
            ("C0", None, "DE136695976", "VAT", None), ("C2", None, "DE811569869", "VAT", None)
        ),
    )
    assert found.clusters == ((5, 6),)
    assert (6, 7, "codes") in found.refused
    assert _bands(found)[5, 7] == "group"


def test_a_decision_that_two_are_different_is_respected() -> None:
    same = ("Fengdi Tools Ltd", None, "德国", "www.fengdi.de", None)
    customers = _customers(same, same)
    assert duplicates.find(customers).clusters == ((5, 6),)
    known = duplicates.Known(different=(("C1", "C0"), ("C1", "gone")))
    assert _bands(duplicates.find(customers, known=known)) == {}
    assert duplicates.find(customers, known=known).clusters == ()


def test_decided_customers_are_not_joined_by_a_third() -> None:
    same = ("Fengdi Tools Ltd", None, "德国", "www.fengdi.de", None)
    known = duplicates.Known(different=(("C0", "C2"),))
    found = duplicates.find(_customers(same, same, same), known=known)
    assert found.clusters == ((5, 6),)
    assert [(pair.left, pair.right, pair.why) for pair in found.refused] == [(6, 7, "apart")]


def test_the_team_s_own_domain_says_nothing() -> None:
    customers = _customers(
        ("Fengdi Tools Ltd", None, None, None, "anna@ourteam.com"),
        ("Jeehu Toys Inc", None, None, None, "anna2@ourteam.com"),
    )
    assert duplicates.find(customers).compared == 1
    known = duplicates.Known(own_domains=("ourteam.com",))
    assert duplicates.find(customers, known=known).compared == 0


def test_a_key_that_many_share_is_reported() -> None:
    rows = [(f"{chr(65 + at // 9)}qkorv{at}", None, None, None, "x@hub.com") for at in range(80)]
    capped = duplicates.find(_customers(*rows)).capped
    assert ("email", 1, 80) in capped
    assert ("domain", 1, 80) in capped


def test_no_customers_have_no_duplicates() -> None:
    found = duplicates.find(_customers())
    assert (found.clusters, found.refused, found.capped, len(found.pairs)) == ((), (), (), 0)
    assert list(found.pairs.columns) == ["left", "right", "points", "band", "reasons"]


def test_a_sheet_of_names_alone_is_enough() -> None:
    names = pd.DataFrame({"company_name_en": ["Fengdi Tools Ltd", None, "Fengdi Tools Limited"]})
    assert [*_bands(duplicates.find(names))] == [(0, 2)]


def test_every_level_has_points_and_a_sentence_in_both_languages() -> None:
    entries = points.table().entries
    wanted = [(field, level) for field, levels in points.LEVELS.items() for level in levels[1:]]
    assert sorted(entries) == sorted(wanted)
    assert all(entry.text.zh and entry.text.en for entry in entries.values())


def test_more_agreement_never_gives_fewer_points() -> None:
    table = points.table()
    for field in ("trade", "country", "domain", "email", "phone", "person", "code", "brand"):
        gained = table.of(field)[1:].tolist()
        assert gained == sorted(gained), field
