"""The sheets of a book as typed values."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from tests.books import TODAY, at, book_of
from validation import catalogue
from validation.settings import Settings
from validation.typed import Unread, typed

BOOK = book_of(
    {
        "Reps": [{"rep_id": "S01", "rep_name": "李薇", "limit_day": 3}],
        "Customers": [
            {
                "customer_id": "CUS-2026-001",
                "owner": "李薇",
                "pool_status": "私海",
                "tags": "价格敏感; 德国",
                "country_region": "Germany",
            },
            {},
            {"customer_id": "CUS-2026-002", "owner": "S09", "pool_status": "somewhere"},
        ],
        "Orders": [
            {
                "order_no": "PO-1",
                "customer_id": "cus-2026-001",
                "order_date": at("2026-11-01 00:00"),
                "amount": 0.1,
                "currency": "美元",
            },
            {"order_no": "PO-2", "order_date": "soon", "amount": "many", "currency": "USD"},
        ],
    }
)


def test_cells_become_codes_ids_decimals_dates_and_tuples() -> None:
    found = typed(
        BOOK,
        catalogue.load(),
        {
            "Customers": ("customer_id", "owner", "pool_status", "tags", "country_region"),
            "Orders": ("customer_id", "order_date", "amount", "currency"),
            "Reps": ("rep_id", "rep_name", "limit_day"),
            "FX": (),
        },
        settings=Settings.default(),
        today=TODAY,
    )

    assert found["Customers"].frame.to_dict("index") == {
        5: {
            "customer_id": "CUS-2026-001",
            "country_region": "DE",
            "tags": ("price_sensitive", "germany"),
            "owner": "S01",
            "pool_status": "private",
        },
        7: {
            "customer_id": "CUS-2026-002",
            "country_region": None,
            "tags": None,
            "owner": None,
            "pool_status": None,
        },
    }
    assert found["Orders"].frame.to_dict("index") == {
        5: {
            "customer_id": "CUS-2026-001",
            "order_date": dt.datetime(2026, 11, 1),  # noqa: DTZ001
            "amount": Decimal("0.1"),
            "currency": "USD",
        },
        6: {"customer_id": None, "order_date": None, "amount": None, "currency": "USD"},
    }
    assert found["Reps"].frame["limit_day"].tolist() == [Decimal(3)]


def test_a_cell_that_cannot_be_read_is_named_and_counts_as_blank() -> None:
    wanted = {
        "Reps": (),
        "Customers": ("owner", "pool_status"),
        "Orders": ("order_date", "amount", "currency"),
    }

    found = typed(BOOK, catalogue.load(), wanted, settings=Settings.default(), today=TODAY)

    assert found["Customers"].unread == (
        Unread("客户", 7, "owner", "S09"),
        Unread("客户", 7, "pool_status", "somewhere"),
    )
    assert found["Orders"].unread == (
        Unread("订单", 6, "order_date", "soon"),
        Unread("订单", 6, "amount", "many"),
    )


def test_a_sheet_the_book_lacks_has_no_rows() -> None:
    bare = book_of({})
    sheets = {key: frame for key, frame in bare.sheets.items() if key != "FX"}
    lacking = type(bare)(sheets=sheets, layouts=bare.layouts, origin=bare.origin)

    found = typed(lacking, catalogue.load(), {"FX": ()}, settings=Settings.default(), today=TODAY)

    assert list(found["FX"].frame.columns) == ["currency", "rate", "as_of"]
    assert (len(found["FX"].frame), found["FX"].unread) == (0, ())
