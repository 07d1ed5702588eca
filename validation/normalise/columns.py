"""Whole columns of values in comparable form: each distinct value is read once.

Names have their own, `company.read_all` and `people.read_all`, which give more than one text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from validation.normalise import Reading, codes, country, domain, email, phone

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from validation.vocabularies import Vocabulary

_BLANK = Reading(None)


def emails(values: pd.Series, *, known_domains: Container[str] = frozenset()) -> pd.DataFrame:
    """Return `email.read` of every cell.

    Like all of this module: columns value, problem, suggestion, detail as in `Reading`, index as
    `values`. A cell that is no text, blank ones among them, has value None and problem "".
    """
    return _read(values, lambda value: email.read(value, known_domains=known_domains))


def email_kinds(addresses: pd.Series) -> pd.Series:
    """Return `email.kind` of every address: own, free, role …; None for a cell that is no text."""
    rows, distinct = pd.factorize(addresses)
    found = [email.kind(each) if isinstance(each, str) else None for each in distinct]
    kinds = pd.Series([*found, None], dtype=object)
    return kinds.iloc[rows].set_axis(addresses.index)


def domains(values: pd.Series) -> pd.DataFrame:
    """Return `domain.read` of every cell: the registrable domain."""
    return _read(values, domain.read)


def countries(values: pd.Series, known: Vocabulary | None = None) -> pd.DataFrame:
    """Return `country.read` of every cell: the ISO alpha-2 code."""
    return _read(values, lambda value: country.read(value, known))


def phones(values: pd.Series, country_codes: pd.Series | str | None = None) -> pd.DataFrame:
    """Return `phone.read` of every cell: the number in E.164.

    Args:
        values: the cells.
        country_codes: ISO alpha-2 codes, one for all or row by row as `values`; blank or None:
            unknown, and a national number is a problem.
    """
    return _beside(values, country_codes, lambda value, code: phone.read(value, country=code))


def registrations(
    values: pd.Series, country_codes: pd.Series | str | None = None, *, scheme: str | None
) -> pd.DataFrame:
    """Return `codes.read` of every cell: the registration number in compact form.

    Args:
        values: the cells; numbers too.
        country_codes: as for `phones`.
        scheme: the scheme of all of them, USCC, VAT, LEI …; None: unknown.
    """
    return _beside(
        values, country_codes, lambda value, code: codes.read(value, scheme=scheme, country=code)
    )


def _read(values: pd.Series, read: Callable[[str], Reading]) -> pd.DataFrame:
    return _beside(values, None, lambda value, _: read(value))


def _beside(
    values: pd.Series,
    country_codes: pd.Series | str | None,
    read: Callable[[str, str | None], Reading],
) -> pd.DataFrame:
    """Return the reading of each cell with the country of its row; equal pairs are read once."""
    if isinstance(country_codes, pd.Series):
        beside = [code if isinstance(code, str) and code else None for code in country_codes]
    else:
        beside = [country_codes] * len(values)
    known: dict[tuple[object, str | None], Reading] = {}
    found = []
    for value, code in zip(values.tolist(), beside, strict=True):
        # 1 and 1.0 are one key but two texts.
        told = value if isinstance(value, str) else None if _is_blank(value) else str(value)
        if told is None:
            found.append(_BLANK)
            continue
        if (told, code) not in known:
            known[told, code] = read(told, code)
        found.append(known[told, code])
    table = pd.DataFrame(found, columns=list(Reading._fields), index=values.index, dtype=object)
    return table.where(table.notna(), None)


def _is_blank(value: object) -> bool:
    return value is None or value is pd.NaT or value is pd.NA or value != value  # noqa: PLR0124
