"""What a book says beforehand about duplicates."""

from __future__ import annotations

import pandas as pd

from tests.books import book_of, clean
from validation.duplicates import Known
from validation.duplicates.known import Decision, decisions, known


def _ids(*ids: str | None) -> pd.DataFrame:
    return pd.DataFrame({"customer_id": list(ids)}, index=range(5, 5 + len(ids)), dtype=object)


def _decided(*pairs: tuple[str | None, str | None]) -> pd.DataFrame:
    frame = pd.DataFrame(list(pairs), columns=["left_id", "right_id"], dtype=object)
    return frame.set_axis(range(5, 5 + len(pairs)))


def test_a_book_gives_its_own_domains_and_the_pairs_decided_different() -> None:
    assert known(book_of(clean()).sheets) == Known(
        own_domains=("abccompany.com",), different=(("CUS-2026-001", "CUS-2026-002"),)
    )


def test_own_domains_come_from_both_columns_and_from_the_caller_each_once() -> None:
    ours = pd.DataFrame(
        {
            "own_domains": ["abc.com；www.abc.cn, mail.abc.com.cn", None, "our site; gmail.com"],
            "website": ["https://www.abc.com/en", "shop.abc-tools.de", None],
        },
        dtype=object,
    )
    assert known({"OurCompany": ours}, ["sales@abc.io", "abc.com"]).own_domains == (
        "abc-tools.de",
        "abc.cn",
        "abc.com",
        "abc.com.cn",
        "abc.io",
    )


def test_an_id_is_known_in_any_spelling_and_a_strange_one_undoes_its_decision() -> None:
    sheets = {
        "Customers": _ids("CUS-2026-001", None, "CUS-2026-002"),
        "NotDuplicates": _decided(
            ("cus-2026-001 ", "CUS-2026-002"), ("CUS-2026-002", "CUS-9"), (None, "CUS-2026-001")
        ),
    }
    assert decisions(sheets) == (
        Decision(5, "CUS-2026-001", "CUS-2026-002", ()),
        Decision(6, "CUS-2026-002", "CUS-9", ("CUS-9",)),
    )
    assert known(sheets).different == (("CUS-2026-001", "CUS-2026-002"),)


def test_a_list_without_those_sheets_says_nothing() -> None:
    assert known({"Customers": _ids("CUS-2026-001")}) == Known()
    assert known({"NotDuplicates": pd.DataFrame({"left_id": ["A"]})}) == Known()
