"""Foreign lists for the tests of import, and the sample files of examples/lists.

Run `python -m tests.foreign_lists` to write the samples again.
"""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import xlsxwriter

from validation.catalogue import load
from workbook.formats.grid import Grid, Merged, Opened
from workbook.importing import Imported, Source, import_sources

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TODAY = dt.date(2026, 11, 22)
LISTS = Path(__file__).parent.parent / "examples" / "lists"

TWO_HEADERS: tuple[tuple[object, ...], ...] = (
    ("2024年客户明细表",),
    ("序号", "客户公司", "国家", "联系人", None, None, "客户来源", "年采购额(USD)", "备注"),
    (None, None, None, "姓名", "邮箱", "电话", None, None, None),
    (
        1,
        "Global Tech GmbH",
        "德國",
        "John Smith (CEO), Mary Jones",
        "john@globaltech.example.com; mary@globaltech.example.com",
        "+49 30 123456",
        "展会",
        "$50,000",
        "老客户",
    ),
    (2, "深圳市华强有限公司", "中国", "张三/李四", None, "13800138000", "阿里巴巴", "约$2M", None),
    (None, "小计", None, None, None, None, None, 2050000, None),
    ("序号", "客户公司", "国家", "姓名", "邮箱", "电话", "客户来源", "年采购额(USD)", "备注"),
    (3, "Acme Ltd", "USA", "Bob", "bob@acme.example.com", None, "老客户推荐", 1000, "急"),
    (None, None, None, "Alice", "alice@acme.example.com", None, None, None, None),
    ("合计", None, None, None, None, None, None, 2051000, None),
    (),
    ("注：本表仅供内部使用",),
)
TWO_HEADERS_MERGED = (
    (1, 1, 1, 9), (2, 4, 2, 6), (2, 1, 3, 1), (2, 2, 3, 2), (2, 3, 3, 3), (2, 7, 3, 7),
    (2, 8, 3, 8), (2, 9, 3, 9), (8, 1, 9, 1), (8, 2, 9, 2), (8, 3, 9, 3),
)  # fmt: skip
PER_REP: Mapping[str, tuple[tuple[object, ...], ...]] = {
    "李雷": (
        ("Company", "Country", "E-mail"),
        ("Nordic Lamps AB", "Sweden", "info@nordiclamps.example.com"),
    ),
    "韩梅梅": (
        ("Company", "Country", "E-mail"),
        ("Casa Luz SL", "Spain", "ana@casaluz.example.com"),
        ("Total", "France", "buy@total.example.com"),
    ),
}
ORDERS: tuple[tuple[str, ...], ...] = (
    ("Order No", "Customer", "Order Date", "Total", "Ship To"),
    ("SO-1", "Nordic Lamps AB", "2024-05-20", "$1,200.50", "12", " rue Royale"),
    ("SO-2", "Casa Luz SL", "2024/6/1", "EUR 300", "Gran Via 1"),
    ("SO-3", "Nobody Inc", "05/06/2024", "n/a", "?"),
)


def grid(
    rows: Sequence[Sequence[object]],
    tab: str = "Sheet1",
    *,
    merged: Sequence[tuple[int, int, int, int]] = (),
    **more: Any,
) -> Grid:
    """Return a grid of these rows, the first in row 1."""
    width = max((len(row) for row in rows), default=0)
    cells = pd.DataFrame(
        [[*row, *[None] * (width - len(row))] for row in rows],
        index=range(1, len(rows) + 1),
        columns=range(1, width + 1),
        dtype=object,
    )
    return Grid(tab=tab, cells=cells, merged=tuple(Merged(*m) for m in merged), **more)


def imported(files: Mapping[str, Sequence[Grid]], **options: Any) -> Imported:
    """Return what an import makes of grids by file name; `Sheet=name` tells the sheet."""
    sources, grids = [], {}
    for named, tabs in files.items():
        sheet, sign, name = named.rpartition("=")
        sources.append(Source(Path(name), sheet if sign else None))
        grids[name] = tabs

    def opener(path: Path) -> Opened:
        form = path.suffix.removeprefix(".")
        return Opened(path=str(path), format=form, grids=tuple(grids[path.name]))

    return import_sources(sources, load(), today=TODAY, opener=opener, **options)


def rows_of(result: Imported, sheet: str, *columns: str) -> list[tuple[object, ...]]:
    """Return some columns of a sheet of the result, row by row."""
    frame = result.content.frames[sheet]
    return list(frame[list(columns)].itertuples(index=False, name=None))


def write_samples(folder: Path) -> None:
    """Write the sample lists of examples/lists."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "two-headers.xlsx", {"客户": TWO_HEADERS}, TWO_HEADERS_MERGED)
    _write(folder / "one-tab-per-rep.xlsx", PER_REP, ())
    with (folder / "orders.csv").open("w", encoding="utf-8", newline="") as file:
        # Unquoted on purpose: half the systems that export lists forget the quotes.
        writer = csv.writer(file, quoting=csv.QUOTE_MINIMAL, lineterminator="\n")
        writer.writerows(ORDERS)


def _write(
    path: Path,
    tabs: Mapping[str, Sequence[Sequence[object]]],
    merged: Sequence[tuple[int, int, int, int]],
) -> None:
    book = xlsxwriter.Workbook(str(path), {"strings_to_urls": False})
    book.set_properties({"created": dt.datetime(2026, 1, 1)})  # noqa: DTZ001 - same bytes each run
    for tab, rows in tabs.items():
        sheet = book.add_worksheet(tab)
        for top, left, bottom, right in merged:
            sheet.merge_range(top - 1, left - 1, bottom - 1, right - 1, "")
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                if value is not None:
                    sheet.write(i, j, value)
    book.close()


if __name__ == "__main__":
    write_samples(LISTS)
