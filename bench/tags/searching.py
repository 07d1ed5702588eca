"""How long a search of 100,000 notes takes, without reading: `python -m bench.tags.searching`."""

from __future__ import annotations

import datetime as dt
import time

from bench.tags.speed import notes
from tests.books import book_of
from validation.catalogue import load
from validation.searches.notes import search
from validation.settings import Settings

TODAY = dt.date(2026, 11, 22)

if __name__ == "__main__":
    catalogue = load()
    texts = notes()
    rows = [
        {
            "act_id": f"ACT-{n:06}",
            "customer_id": f"CUS-2026-{n % 5000:04}",
            "act_time": dt.datetime(2024, 1, 1) + dt.timedelta(minutes=9 * n),  # noqa: DTZ001
            "summary": text,
        }
        for n, text in enumerate(texts)
    ]
    customers = [
        {"customer_id": f"CUS-2026-{n:04}", "company_name_zh": f"公司 {n}"} for n in range(5000)
    ]
    book = book_of({"Activities": rows, "Customers": customers}, catalogue)
    for words in ("账期", "sample test", "第 77777 号", "会议", "nowhere"):
        start = time.perf_counter()
        found = search(book, catalogue, Settings.default(), TODAY, words)
        print(f"{words}: {len(found.hits)} of {found.of} in {time.perf_counter() - start:.2f} s")
