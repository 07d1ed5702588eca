"""How likely two company names alone belong to one company."""

from __future__ import annotations

import numpy as np
import pandas as pd

from validation.duplicates.names.prepared import Names, prepared
from validation.duplicates.names.scoring import compared

__all__ = ["Names", "compared", "prepared", "score", "scores"]


def score(left: str, right: str) -> float:
    """Return how likely two company names belong to one company: 0 strangers to 1 the same name.

    0.5 says as likely as not. Members of a group, told apart by place, number, trade or the legal
    form of another country, stay below. Take names for one company from 0.7 on, where F1 is best;
    between 0.5 and 0.75 it hardly changes. Not in this number: how rare the name is, and whatever
    else is known of the two (see `validation.duplicates.find`). Any text will do; a blank gives 0.

    >>> score("Müller GmbH", "Mueller Gesellschaft mbH") > 0.9
    True
    >>> score("ABC (France) SA", "ABC (Hong Kong) Ltd") < 0.5
    True
    """
    return float(compared(prepared([left, right]), np.array([0]), np.array([1]))[0])


def scores(left: pd.Series, right: pd.Series) -> pd.Series:
    """Return `score` of the names at the same position, index as `left`; blank names give 0."""
    codes, distinct = pd.factorize(pd.concat([left, right], ignore_index=True))
    half = len(left)
    found = np.zeros(half, dtype=np.float32)
    filled = (codes[:half] >= 0) & (codes[half:] >= 0)
    names = prepared(map(str, distinct))
    found[filled] = compared(names, codes[:half][filled], codes[half:][filled])
    return pd.Series(found.astype(float), index=left.index)
