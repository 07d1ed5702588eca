"""One new customer against books full of them: who has it, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from validation.duplicates import keys, pairs

if TYPE_CHECKING:
    from collections.abc import Sequence

_CUSTOMER = ("company_name_en", "country_region", "website")


def _customers(*rows: Sequence[str | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(_CUSTOMER), dtype=object)
    frame.insert(0, "customer_id", [f"C{at}" for at in range(len(frame))])
    return frame


def test_one_customer_alone_makes_the_pairs_that_all_make_with_it() -> None:
    found = keys.records(
        _customers(
            ("Fengdi Tools Ltd", "CN", "www.fengdi.cn"),
            ("Fengdi Tools Limited", "China", None),
            ("Jeehu Toys Inc", "US", "jeehu.com"),
            ("Fengdi Paper GmbH", "DE", "https://fengdi.cn"),
            ("Jeehu Toy", "US", None),
            ("Kalimo", "FR", None),
        ),
        None,
        None,
    )
    together = pairs.candidates(found)
    everybody = list(zip(together.left.tolist(), together.right.tolist(), strict=True))

    for row in range(6):
        alone = pairs.beside(found, row)
        assert [*zip(alone.left.tolist(), alone.right.tolist(), strict=True)] == [
            pair for pair in everybody if row in pair
        ]


def test_a_name_that_very_many_bear_is_still_compared_for_one_customer() -> None:
    found = keys.records(_customers(*[("Golden Star Trading", "CN", None)] * 70), None, None)

    assert len(pairs.candidates(found).left) == 0
    assert pairs.beside(found, 69).left.tolist() == list(range(69))
