"""Lists of customers with the truth beside them: `python lists.py trade 1000 --seed 7 -o FOLDER`.

Some companies stand in a list several times, each time typed in another way (variations.py).
Some are sisters of one group, which are no duplicates; some are strangers that look alike; some
share a forwarder's mailbox. `cluster` tells which rows are one company, `group` which belong
together without being one.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from companies import COUNTRIES, Company, Maker, Style
from variations import Row, Shared, fresh, name_of, name_zh_of, varied
from words import of_country, words

if TYPE_CHECKING:
    from collections.abc import Iterator

COPIES = {"trade": (0.80, 0.13, 0.05, 0.02), "fair": (0.84, 0.12, 0.03, 0.01)}
"""The share of companies that stand in a list once, twice, three and four times."""
SISTERS = {"trade": 0.05, "fair": 0.04}
"""The share of companies that have sisters in the list."""
STRANGERS = {"trade": 0.05, "fair": 0.06}
"""The share of companies that have a stranger of nearly their name in the same town and trade."""
# The person who files a customer first is careful; colleagues who come later are not.
_CALM_FIRST = {"a slip in the brand": 0.3, "another address": 0.0, "another person": 0.0}
_CALM_FIRST |= {"another phone": 0.0, "initials": 0.0, "no town in the name": 0.0}


class CustomerList(NamedTuple):
    """Three sheets, and for each row of the first the company it is and the group it belongs to."""

    customers: pd.DataFrame
    contacts: pd.DataFrame
    titles: pd.DataFrame
    cluster: np.ndarray
    group: np.ndarray
    """-1: no group."""


def make(style: Style, rows: int, seed: int) -> CustomerList:
    """Return a list of exactly `rows` customers in random order, the same for the same seed."""
    random = Random(f"{style}-{seed}")  # noqa: S311 - made-up lists, no secrets
    maker = Maker(style, random)
    shared = _shared(maker, rows)
    typed: list[tuple[int, int, Row]] = []
    for number, company in enumerate(_companies(maker)):
        copies = random.choices((1, 2, 3, 4), COPIES[style])[0]
        for copy in range(copies):
            row = fresh(company, maker)
            varied(row, maker, shared, calm={} if copy else _CALM_FIRST)
            if not row.brand and not row.brand_zh:
                row.brand = company.brand
            typed.append((number, company.group, row))
        if len(typed) >= rows:
            break
    del typed[rows:]
    random.shuffle(typed)
    return _sheets(typed, random)


def _companies(maker: Maker) -> Iterator[Company]:
    group = 0
    while True:
        company = maker.company()
        if maker.random.random() < SISTERS[maker.style]:
            company.group = group
            group += 1
            company.named_town = company.named_town or maker.random.random() < 0.5
            yield company
            towns = {company.town[0]}
            for _ in range(maker.random.choice((1, 1, 2, 3))):
                yield maker.sister(company, company.group, towns)
        else:
            yield company
            if maker.random.random() < STRANGERS[maker.style]:
                yield maker.stranger(company)


def _shared(maker: Maker, rows: int) -> Shared:
    count = max(3, rows // 400)
    names = words("forwarder")
    made = []
    for number in range(count):
        domain = f"{names[number % len(names)].word}{number // len(names) or ''}.com"
        local = maker.random.choice(("ops", "shanghai", "export", "amy", "doc", "booking"))
        made.append((domain, f"{local}@{domain}", maker.phone(maker.random.choice(("CN", "HK")))))
    return Shared(tuple(made))


def _sheets(typed: list[tuple[int, int, Row]], random: Random) -> CustomerList:
    customers, contacts, titles = [], [], []
    for number, (_, _, row) in enumerate(typed, start=1):
        key = f"CUS-2026-{number:06}"
        name, name_zh = name_of(row), name_zh_of(row, random)
        customers.append((key, name, name_zh, row.country, row.website, row.public_email))
        contacts.extend(
            (key, person, mail, _written(phone, row.company.country, random))
            for person, mail, phone in row.people
        )
        if row.code:
            titles.append((key, name_zh or name, row.code, row.company.scheme, row.domain))
    return CustomerList(
        _frame(
            customers,
            "customer_id company_name_en company_name_zh country_region website public_email",
        ),
        _frame(contacts, "customer_id contact_name email phone"),
        _frame(titles, "customer_id title_name credit_code reg_scheme domain"),
        np.array([number for number, _, _ in typed]),
        np.array([group for _, group, _ in typed]),
    )


def _frame(rows: list[tuple[str, ...]], columns: str) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=columns.split(), dtype=object)
    frame = frame.where(frame != "", None)
    frame.index = pd.RangeIndex(5, 5 + len(frame))
    return frame


def _written(phone: str, country: str, random: Random) -> str:
    """Return the digits as somebody types them: with a plus, with zeros, national, with blanks."""
    if not phone:
        return ""
    dial = of_country("dial")[country][0]
    # A forwarder's number belongs to another country, so it keeps its country code.
    own = phone.startswith(dial)
    national = phone[len(dial) :] if own else phone
    style = random.random() if own else random.random() * 0.6
    if style < 0.35:
        return f"+{phone}"
    if style < 0.6:
        head = phone[: len(dial)] if own else phone[:2]
        rest = phone[len(head) :]
        return f"+{head} {rest[:3]} {rest[3:7]} {rest[7:]}".strip()
    if style < 0.7:
        return f"00{phone}"
    if style < 0.85:
        return f"{'0' if country not in ('CN', 'US', 'IT', 'ES', 'HK') else ''}{national}"
    return f"({national[:3]}) {national[3:6]}-{national[6:]}"


def main() -> None:
    """Write a list as CSV files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("style", choices=sorted(COUNTRIES))
    parser.add_argument("rows", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-o", "--out", type=Path, default=Path())
    given = parser.parse_args()
    made = make(given.style, given.rows, given.seed)
    given.out.mkdir(parents=True, exist_ok=True)
    for name in ("customers", "contacts", "titles"):
        getattr(made, name).to_csv(given.out / f"{name}.csv", index=False)
    truth = pd.DataFrame(
        {"customer_id": made.customers["customer_id"], "cluster": made.cluster, "group": made.group}
    )
    truth.to_csv(given.out / "truth.csv", index=False)


if __name__ == "__main__":
    main()
