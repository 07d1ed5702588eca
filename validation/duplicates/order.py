"""The order in which customers are compared, whichever way their sheet is sorted."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd


def in_order(customers: pd.DataFrame) -> pd.DataFrame:
    """Return the customers by customer_id, or by index where they have none.

    Where several pairs are equally strong the first one wins, and nobody's sorting of a sheet is
    to change which one that is.
    """
    if not customers.index.is_monotonic_increasing:
        customers = customers.sort_index()
    if "customer_id" not in customers:
        return customers
    ids = [str(each) for each in customers["customer_id"]]
    if all(one <= other for one, other in pairwise(ids)):
        return customers
    return customers.iloc[np.argsort(np.array(ids, dtype=object), kind="stable")]
