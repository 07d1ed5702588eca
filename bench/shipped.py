"""The customers as Relaybook ships them: every column filled, for all the rules."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING, Any

import lists
import pandas as pd

from validation.catalogue import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from validation.catalogue import Catalogue, Field

REPS = tuple(f"R{n:03}" for n in range(1, 21))
_BAD = 0.01
_PRODUCTS = tuple(f"GT-A{n}" for n in range(500, 540))
_GROUPS = tuple(f"GRP-{n:03}" for n in range(1, 30))
_STAGE = {
    "stage": "S4",
    "coop_status": "样品阶段",
    "pool_status": "私海",
    "purchase_intent": "明确",
}
"""Words that fit one another: the business rules look at all of them, and are content."""
_DAYS = {
    "created_date": (-1500, -1200),
    "first_touch_date": (-1100, -900),
    "last_contact_date": (-60, -1),
    "next_contact_date": (1, 60),
    "grade_manual_until": (1, 80),
    "protect_until": (1, 80),
}
"""Days from today; the other dates lie in the last year."""


def others(catalogue: Catalogue) -> Mapping[str, pd.DataFrame]:
    """Return the rows of the sheets that customers refer to."""
    reps = [_rep(catalogue, rep) for rep in REPS]
    products = [{"sku": sku, "name_zh": f"产品{sku}", "name_en": f"Product {sku}"}
                for sku in _PRODUCTS]  # fmt: skip
    groups = [{"group_id": group, "group_name": f"Group {group}"} for group in _GROUPS]
    return {
        sheet: pd.DataFrame(
            [{k: v for k, v in row.items() if k in catalogue.sheets[sheet].by_key} for row in rows],
            dtype=object,
        )
        for sheet, rows in (("Reps", reps), ("Products", products), ("Groups", groups))
    }


def rows(catalogue: Catalogue, count: int, seed: int) -> Iterator[dict[str, Any]]:
    """Yield `count` customers; a hundredth of their addresses, dates and words is wrong."""
    r = random.Random(seed)  # noqa: S311  # a list, not a secret
    makers = {
        one.key: _maker(one, catalogue)
        for one in catalogue.sheets["Customers"].fields
        if one.key not in {"region", "country_region", *_STAGE}
    }
    places = [
        (catalogue.vocabularies["region"].words[word.parent].label("both"), word.label("both"))
        for word in catalogue.vocabularies["country"].words.values()
        if word.parent
    ]
    fixed = {
        key: next(label for label in catalogue.vocabularies[key].labels("both") if word in label)
        for key, word in _STAGE.items()
    }
    for n in range(1, count + 1):
        row = {key: make(r, n) for key, make in makers.items()} | fixed
        row["region"], row["country_region"] = r.choice(places)
        if n > 1:  # the first row shows what each column holds
            for key in ("public_email", "industry", "last_contact_date", "website"):
                if r.random() < _BAD:
                    row[key] = f"? {n}"
        yield row


def _rep(catalogue: Catalogue, rep: str) -> dict[str, Any]:
    words = catalogue.vocabularies
    return {
        "rep_id": rep, "rep_name": f"李{rep}", "role": words["rep_role"].labels("both")[0],
        "email": f"{rep.lower()}@desk-of-ours.de", "weight": 3, "tz": "Asia/Shanghai",
        "weight_mode": words["weight_mode"].labels("both")[0],
        "active": words["rep_active"].labels("both")[0],
    }  # fmt: skip


def _maker(one: Field, catalogue: Catalogue) -> Callable[[random.Random, int], Any]:
    """Return what fills a column: (random, number of the row) → value."""
    if one.vocabulary:
        labels = catalogue.vocabularies[one.vocabulary].labels("both")
        return lambda r, _: r.choice(labels)
    if one.refers_to:
        known = {"Reps": REPS, "Products": _PRODUCTS, "Groups": _GROUPS}
        ids = known[one.refers_to.partition(".")[0]]
        return lambda r, _: r.choice(ids)
    if one.kind in {Kind.DATE, Kind.DATETIME}:
        return _day(*_DAYS.get(one.key, (-360, -61)), moment=one.kind is Kind.DATETIME)
    if one.kind is Kind.INT:
        return lambda r, _: r.randint(1, 5)
    if one.kind is Kind.MONEY:
        return lambda r, _: round(r.uniform(100, 9e6), 2)
    special: Mapping[str, Callable[[random.Random, int], Any]] = {
        "customer_id": lambda _, n: f"CUS-2026-{n:06}",
        "company_name_en": lists.english_name,
        "company_name_zh": lists.chinese_name,
        "website": lambda _, n: f"https://www.firm{n}.de/",
        "public_email": lambda _, n: f"info@firm{n}.de",
        "competitor_info": lambda _, n: f"Rival-{n % 97}",
    }
    return special.get(one.key, lists.note)


def _day(first: int, last: int, *, moment: bool) -> Callable[[random.Random, int], dt.date]:
    def made(r: random.Random, _: int) -> dt.date:
        day = lists.TODAY + dt.timedelta(days=r.randint(first, last))
        return dt.datetime.combine(day, dt.time(9, r.randint(0, 59))) if moment else day

    return made
