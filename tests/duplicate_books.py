"""Small books and lists in which customers stand twice, for the tests of `duplicates`."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pandas as pd

from validation.catalogue import load
from workbook.template import Content, write_book

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

Record = dict[str, str]

FENGDI = {
    "customer_id": "CUS-2026-001",
    "company_name_en": "Fengdi Tools Co., Ltd.",
    "country_region": "CN 中国",
    "website": "https://www.fengdi.cn",
    "public_email": "info@fengdi.cn",
    "owner": "R001",
    "pool_status": "私海",
}
FENGDI_AGAIN = {
    "customer_id": "CUS-2026-002",
    "company_name_en": "FENGDI TOOLS LIMITED",
    "country_region": "CN 中国",
    "website": "fengdi.cn",
    "pool_status": "公海",
}
SCHMITT = {
    "customer_id": "CUS-2026-003",
    "company_name_en": "Schmitt Werkzeuge GmbH",
    "country_region": "DE 德国",
    "website": "https://schmitt-werkzeuge.de",
    "owner": "R002",
    "pool_status": "私海",
}
REPS = ({"rep_id": "R001", "rep_name": "李雷"}, {"rep_id": "R002", "rep_name": "韩梅梅"})


def write(
    path: Path,
    *customers: Record,
    book_id: str = "",
    more: Mapping[str, Sequence[Record]] | None = None,
) -> Path:
    """Write a book of ours with these customers, two reps, and the rows of `more`."""
    rows = {"Customers": customers, "Reps": REPS, **(more or {})}
    frames = {key: pd.DataFrame(list(each), dtype=object) for key, each in rows.items()}
    frames = {key: frame.where(frame.notna(), None) for key, frame in frames.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    write_book(path, load(), content=Content(frames=frames, book_id=book_id))
    return path


def write_csv(path: Path, *rows: Sequence[str]) -> Path:
    """Write a list with headers of somebody's own."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path
