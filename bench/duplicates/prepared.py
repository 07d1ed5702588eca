"""One row a customer with plain columns, for tools that cannot take three sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from validation.duplicates import keys

if TYPE_CHECKING:
    from lists import CustomerList


def prepared(made: CustomerList) -> pd.DataFrame:
    """Return the list in normal forms, the first value of each kind, and the truth."""
    found = keys.records(made.customers, made.contacts, made.titles)
    names = found.names
    # The records have an order of their own.
    customers = made.customers.loc[found.labels]
    mails = made.contacts.dropna(subset="email").drop_duplicates("customer_id")
    mails = mails.set_index("customer_id")["email"].reindex(customers["customer_id"])
    latin = _first(found.name.ids, np.where(names.han, None, names.latin))
    pinyin = _first(found.name.ids, np.where(names.han, names.latin, None))
    frame = pd.DataFrame(
        {
            "name": customers["company_name_en"].to_numpy(),
            "name_zh": customers["company_name_zh"].to_numpy(),
            "country_typed": customers["country_region"].to_numpy(),
            "website": customers["website"].to_numpy(),
            "latin": np.where(pd.notna(latin), latin, pinyin),
            "stem_zh": _first(found.name.ids, np.where(names.han, names.brands, None)),
            "trade": _first(found.name.ids, _text(names.trades.ids)),
            "place": _first(found.name.ids, _text(names.places.ids)),
            "country": _text(found.country),
            "email": mails.str.lower().fillna(customers["public_email"].set_axis(mails.index)),
            "domain": _text(found.domain.ids[:, 0]),
            "phone": _text(found.phone.ids[:, 0]),
            "person": _text(found.person.ids[:, 0]),
            "code": _text(found.code.ids[:, 0]),
            "truth": made.cluster[made.customers.index.get_indexer(found.labels)],
        }
    )
    return frame.assign(prefix=frame["latin"].str[:5])


def _text(numbers: np.ndarray) -> np.ndarray:
    return np.where(numbers >= 0, numbers.astype(str).astype(object), None)


def _first(slots: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return for each row the first of its names' values that is there."""
    found = np.full(len(slots), None, dtype=object)
    known = np.append(values, None)
    for at in range(slots.shape[1] - 1, -1, -1):
        value = known[slots[:, at]]
        found = np.where(pd.notna(value), value, found)
    return found
