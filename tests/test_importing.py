"""A foreign list becomes the rows of a book."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.foreign_lists import (
    LISTS,
    ORDERS,
    PER_REP,
    TODAY,
    TWO_HEADERS,
    TWO_HEADERS_MERGED,
    grid,
    imported,
    rows_of,
    write_samples,
)
from validation.catalogue import load
from validation.errors import FileMissingError, ImportMapError, UnknownSheetError
from validation.messages import Text
from workbook.formats.grid import Note
from workbook.grids import open_grids
from workbook.importing import Source, import_sources, parse_source
from workbook.importing.mapping import read_map
from workbook.importing.report import Doubt, Split


def mapped(folder: Path, text: str) -> Path:
    path = folder / "map.toml"
    path.write_text('format = "relaybook.map/1"\n' + text, encoding="utf-8")
    return path


# Sources


def test_a_source_may_name_its_sheet_in_either_language() -> None:
    assert parse_source("客户=a.csv", load()) == Source(Path("a.csv"), "Customers")
    assert parse_source("orders=b.xlsx", load()) == Source(Path("b.xlsx"), "Orders")
    assert parse_source("c.csv", load()) == Source(Path("c.csv"), None)


def test_a_file_whose_name_has_an_equals_sign_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a=b.csv"
    path.touch()

    assert parse_source(str(path), load()) == Source(path, None)


def test_an_unknown_sheet_is_refused_by_name() -> None:
    with pytest.raises(UnknownSheetError) as refused:
        parse_source("Custmers=a.csv", load())

    assert refused.value.text.en.startswith('There is no sheet called "Custmers"')


# The sample lists


def test_the_samples_are_what_the_script_writes(tmp_path: Path) -> None:
    write_samples(tmp_path)

    for path in sorted(tmp_path.iterdir()):
        fresh, kept = open_grids(path), open_grids(LISTS / path.name)
        assert [g.tab for g in fresh.grids] == [g.tab for g in kept.grids]
        assert all(a.cells.equals(b.cells) for a, b in zip(fresh.grids, kept.grids, strict=True)), (
            path.name
        )


def test_titles_double_headers_totals_merges_and_several_people_are_understood() -> None:
    result = imported({"list.xlsx": [grid(TWO_HEADERS, merged=TWO_HEADERS_MERGED)]})

    assert rows_of(
        result, "Customers", "customer_id", "company_name_en", "company_name_zh", "country_region",
        "inquiry_source", "annual_purchase", "annual_purchase_currency", "序号", "备注",
    ) == [
        ("CUS-2026-001", "Global Tech GmbH", None, "DE 德国 Germany", "展会 Trade fair", 50000,
         "USD", 1, "老客户"),
        ("CUS-2026-002", None, "深圳市华强有限公司", "CN 中国 China", "阿里巴巴国际站 Alibaba.com",
         2000000, "USD", 2, None),
        ("CUS-2026-003", "Acme Ltd", None, "US 美国 United States", "老客户推荐 Referral", 1000,
         "USD", 3, "急"),
    ]  # fmt: skip
    assert rows_of(
        result, "Contacts", "contact_id", "customer_id", "contact_name", "title", "email", "phone",
        "is_primary",
    ) == [
        ("CON-0001", "CUS-2026-001", "John Smith", "CEO", "john@globaltech.example.com",
         "+49 30 123456", True),
        ("CON-0002", "CUS-2026-001", "Mary Jones", None, "mary@globaltech.example.com", None,
         False),
        ("CON-0003", "CUS-2026-002", "张三", None, None, "13800138000", True),
        ("CON-0004", "CUS-2026-002", "李四", None, None, None, False),
        ("CON-0005", "CUS-2026-003", "Bob", None, "bob@acme.example.com", None, True),
        ("CON-0006", "CUS-2026-003", "Alice", None, "alice@acme.example.com", None, False),
    ]  # fmt: skip
    left = [(line.cell, line.text, line.why.en) for line in result.report.left_out]
    assert left == [
        ("A1", "2024年客户明细表", "title above the header"),
        ("B6", "小计", "total"),
        ("H6", "2050000", "total"),
        ("A7", "序号", "repeated header"),
        ("B7", "客户公司", "repeated header"),
        ("C7", "国家", "repeated header"),
        ("D7", "姓名", "repeated header"),
        ("E7", "邮箱", "repeated header"),
        ("F7", "电话", "repeated header"),
        ("G7", "客户来源", "repeated header"),
        ("H7", "年采购额(USD)", "repeated header"),
        ("I7", "备注", "repeated header"),
        ("A10", "合计", "total"),
        ("H10", "2051000", "total"),
        ("A12", "注：本表仅供内部使用", "note below the table"),
    ]
    assert result.report.splits[1] == Split(
        "list.xlsx", "Sheet1", 5, "张三/李四\n13800138000", ("张三 · 13800138000", "李四")
    )


def test_tabs_named_after_reps_give_their_rows_an_owner() -> None:
    reps = grid([("工号", "姓名"), ("R007", "李雷"), ("R008", "韩梅梅")])
    tabs = [grid(rows, tab) for tab, rows in PER_REP.items()]

    result = imported({"Reps=reps.xlsx": [reps], "list.xlsx": tabs})

    assert rows_of(result, "Customers", "company_name_en", "owner") == [
        ("Nordic Lamps AB", "R007"),
        ("Casa Luz SL", "R008"),
        ("Total", "R008"),
    ]


def test_tabs_named_after_strangers_keep_their_name_in_a_column() -> None:
    tabs = [grid(rows, tab) for tab, rows in PER_REP.items()]

    result = imported({"list.xlsx": tabs})

    assert rows_of(result, "Customers", "company_name_en", "来源工作表 Source sheet") == [
        ("Nordic Lamps AB", "李雷"),
        ("Casa Luz SL", "韩梅梅"),
        ("Total", "韩梅梅"),
    ]


def test_tabs_named_after_countries_give_the_country() -> None:
    tabs = [
        grid([("公司名称", "邮箱"), (f"{tab} Ltd", f"a@{i}.example.com")], tab)
        for i, tab in enumerate(("德国", "Brazil"))
    ]

    assert rows_of(imported({"list.xlsx": tabs}), "Customers", "country_region") == [
        ("DE 德国 Germany",), ("BR 巴西 Brazil",),
    ]  # fmt: skip


def test_orders_find_their_customers_by_name_and_say_which_they_do_not_find() -> None:
    tabs = [grid(rows, tab) for tab, rows in PER_REP.items()]

    result = imported({"list.xlsx": tabs, "orders.csv": [grid(ORDERS, "orders")]})

    assert rows_of(
        result, "Orders", "order_no", "customer_id", "order_date", "amount", "currency", "Ship To"
    ) == [
        ("SO-1", "CUS-2026-001", dt.date(2024, 5, 20), 1200.5, "USD", "12, rue Royale"),
        ("SO-2", "CUS-2026-002", dt.date(2024, 6, 1), 300, "EUR", "Gran Via 1"),
        ("SO-3", "Nobody Inc", "05/06/2024", "n/a", None, "?"),
    ]
    assert result.report.doubts == (
        Doubt("Orders", "customer_id", "Nobody Inc", 1, "orders.csv 4", unlinked=True),
    )
    assert [r.text.en for r in result.report.remarks if r.source == "orders.csv"] == [
        '1 rows were shifted by a comma in "Ship To" and are straight again (rows 2)'
    ]


# Structure


def test_a_list_without_a_header_is_read_by_its_content() -> None:
    rows = [(f"p{i}@acme{i}.example.com", "Germany", i) for i in range(4)]

    result = imported({"Customers=list.csv": [grid(rows)]})

    assert rows_of(result, "Contacts", "email")[0] == ("p0@acme0.example.com",)
    assert [(m.letter, m.field, m.how) for m in result.report.mapping] == [
        ("A", "email", "content"), ("B", "", "custom"), ("C", "", "custom"),
    ]  # fmt: skip


def test_a_second_table_below_with_other_headers_is_a_table_of_its_own() -> None:
    rows = [
        ("Company", "Country", "E-mail"),
        ("Acme Ltd", "USA", "a@acme.example.com"),
        (),
        ("Order No", "Customer", "Order Date", "Amount", "Currency"),
        ("SO-1", "Acme Ltd", dt.date(2024, 5, 20), 10, "USD"),
    ]

    result = imported({"list.xlsx": [grid(rows)]})

    assert [(t.sheet, t.rows) for t in result.report.tables] == [("Customers", 1), ("Orders", 1)]
    assert rows_of(result, "Orders", "order_no", "customer_id") == [("SO-1", "CUS-2026-001")]


def test_a_company_called_total_is_no_total() -> None:
    rows = [("Company", "Country", "年采购额"), ("Total", "France", 5), ("Grand total", None, 5)]

    result = imported({"list.xlsx": [grid(rows)]})

    assert rows_of(result, "Customers", "company_name_en") == [("Total",)]
    assert [line.text for line in result.report.left_out] == ["Grand total", "5"]


def test_a_merged_block_fills_downwards_and_not_sideways() -> None:
    rows = [("Company", "Country", "备注"), ("Acme", "USA", None), ("Beta", None, "x")]

    result = imported({"list.xlsx": [grid(rows, merged=[(2, 2, 3, 3)])]})

    assert rows_of(result, "Customers", "country_region", "备注") == [
        ("US 美国 United States", None), ("US 美国 United States", "x"),
    ]  # fmt: skip


def test_what_cannot_be_carried_is_told_with_its_place() -> None:
    rows = [("Company",), ("Acme",)]
    list_ = grid(
        rows,
        notes=(Note(2, 1, "付款慢"),),
        pictures=2,
        fills={(2, 1): "FF0000"},
        hidden_rows=frozenset({2}),
        visible=False,
    )

    remarks = imported({"list.xlsx": [list_]}).report.remarks
    assert [remark.text.en for remark in remarks if remark.source] == [
        "the tab was hidden; it was imported all the same",
        "1 hidden rows were imported too (2)",
        "the note on A2 was not carried: 付款慢",
        "2 pictures were not carried",
        "the fill FF0000 of 1 cells was not carried: A2",
    ]


# People


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("Smith, John", "john@a.example.com"), [("Smith, John", "john@a.example.com")]),
        (("John Smith", "john@a.example.com; info@a.example.com"),
         [("John Smith", "john@a.example.com"), (None, "info@a.example.com")]),
        (("张三、李四", "li@a.example.com,zhang@a.example.com"),
         [("张三", "li@a.example.com"), ("李四", "zhang@a.example.com")]),
        (("Mary Jones / John Smith", "john@a.example.com; mary@a.example.com"),
         [("Mary Jones", "mary@a.example.com"), ("John Smith", "john@a.example.com")]),
        (("", "John Smith <john@a.example.com>; mary@a.example.com"),
         [("John Smith", "john@a.example.com"), (None, "mary@a.example.com")]),
        (("AC/DC 40", "x@a.example.com"), [("AC/DC 40", "x@a.example.com")]),
        (("Bob", "bob@a.example.com or call"), [("Bob", "bob@a.example.com or call")]),
    ],
)  # fmt: skip
def test_people_are_split_only_where_it_is_certain(
    cells: tuple[str, str], expected: list[tuple[str | None, str]]
) -> None:
    result = imported({"list.xlsx": [grid([("Company", "Contact", "E-mail"), ("Acme", *cells)])]})

    assert rows_of(result, "Contacts", "contact_name", "email") == expected


def test_first_and_last_name_become_one_name() -> None:
    rows = [
        ("Company", "First Name", "Last Name"), ("Acme", "John", "Smith"), ("环球", "小明", "王"),
    ]  # fmt: skip

    result = imported({"list.xlsx": [grid(rows)]})

    assert rows_of(result, "Contacts", "contact_name") == [("John Smith",), ("王小明",)]


def test_a_whole_name_beside_first_and_last_name_keeps_all_three() -> None:
    rows = [("Company", "Contact Name", "First Name"), ("Acme", "John Smith", "Johnny")]

    result = imported({"list.xlsx": [grid(rows)]})

    assert rows_of(result, "Contacts", "contact_name") == [("John Smith",)]
    assert rows_of(result, "Customers", "First Name") == [("Johnny",)]


def test_a_plain_name_beside_one_of_each_script_stays_a_column() -> None:
    rows = [("Customer", "公司中文名", "English name"), ("AC", "环球", "Acme")]

    result = imported({"list.xlsx": [grid(rows)]})

    assert rows_of(result, "Customers", "company_name_zh", "company_name_en", "Customer") == [
        ("环球", "Acme", "AC"),
    ]  # fmt: skip


def test_rows_of_one_company_with_running_numbers_are_one_customer() -> None:
    rows = [("序号", "公司名称", "联系人"), (1, "环球", "张三"), (2, "环球", "李四")]

    result = imported({"list.xlsx": [grid(rows)]})

    assert rows_of(result, "Customers", "company_name_zh", "序号") == [("环球", "1; 2")]
    assert rows_of(result, "Contacts", "contact_name", "is_primary") == [
        ("张三", True), ("李四", False),
    ]  # fmt: skip


def test_rows_of_one_company_that_contradict_each_other_stay_two() -> None:
    rows = [("公司名称", "国家", "联系人"), ("环球", "中国", "张三"), ("环球", "日本", "李四")]
    orders = grid([("Order No", "Customer", "Amount"), ("SO-1", "环球", 5)])

    result = imported({"list.xlsx": [grid(rows)], "orders.csv": [orders]})

    assert len(result.content.frames["Customers"]) == 2
    # Two records have this name, so an order that names it is nobody's.
    assert rows_of(result, "Orders", "customer_id") == [("环球",)]
    assert [d.value for d in result.report.doubts] == ["环球"]


def test_people_beside_a_list_of_customers_are_contacts() -> None:
    people = grid([("Name", "Company", "Email"), ("Bob", "ACME  ltd", "bob@acme.example.com")])
    customers = grid([("Company", "Country", "Website"), ("Acme Ltd", "USA", "acme.example.com")])

    result = imported({"people.csv": [people], "firms.csv": [customers]})

    assert [t.sheet for t in result.report.tables] == ["Contacts", "Customers"]
    assert rows_of(result, "Contacts", "customer_id", "is_primary") == [("CUS-2026-001", True)]


# The map


def test_a_written_map_repeats_the_import(tmp_path: Path) -> None:
    files = {"list.xlsx": [grid(TWO_HEADERS, merged=TWO_HEADERS_MERGED)]}
    first = imported(files)
    path = tmp_path / "map.toml"
    path.write_text(first.mapping, encoding="utf-8")

    again = imported(files, map_path=path)

    assert again.mapping == first.mapping
    assert {m.how for m in again.report.mapping} == {"map", "custom"}
    for sheet, frame in first.content.frames.items():
        assert frame.equals(again.content.frames[sheet])


def test_a_map_fills_chooses_defaults_replaces_filters_and_joins(tmp_path: Path) -> None:
    path = mapped(
        tmp_path,
        """
blank = ["-"]
[[table]]
source = "list.csv"
sheet = "Customers"
keep = "{Type} != supplier"
[table.columns]
Firm = "company_name_en"
Type = "leave"
Fax = "custom:Telefax"
total = "annual_purchase"
[table.fill]
inquiry_source = "展会"
next_action = "call {Firm}"
[table.default]
country_region = "US"
[[table.choose]]
field = "stage"
value = "S8"
where = "{total}"
[table.replace.Country]
Deutschland = "DE"
[[table.join]]
source = "lines.csv"
on = { Firm = "who" }
column = "total"
value = "{qty} * {price}"
take = "sum"
""",
    )
    files = {
        "list.csv": [grid([
            ("Firm", "Country", "Type", "Fax"), ("Acme", "Deutschland", "x", 1),
            ("Beta", "-", "x", None), ("Gone", "US", "supplier", 9),
        ])],
        "lines.csv": [grid([("who", "qty", "price"), ("ACME", 2, "1.5"), ("acme", 1, 10)])],
    }  # fmt: skip

    def opener(file: Path) -> object:
        from workbook.formats.grid import Opened  # noqa: PLC0415

        return Opened(path=str(file), format="csv", grids=tuple(files[file.name]))

    result = import_sources(
        [Source(Path("list.csv"))],
        load(),
        today=TODAY,
        map_path=path,
        opener=opener,  # type: ignore[arg-type]
    )

    assert rows_of(
        result,
        "Customers",
        "company_name_en",
        "country_region",
        "stage",
        "next_action",
        "annual_purchase",
        "Telefax",
    ) == [
        ("Acme", "DE 德国 Germany", "S8 已成交维护期 Won, in care", "call Acme", 13, 1),
        ("Beta", "US 美国 United States", None, "call Beta", None, None),
    ]
    assert [(a.cells, a.blank, a.filtered, a.joined) for a in result.report.accounts] == [
        (15, 1, 6, 0), (9, 0, 0, 6),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("bad", "the file is not valid TOML in UTF-8"),
        ("[[table]]\nsheet = 'Customers'", '"source" is missing'),
        ("[[table]]\nsource = 'a'\nsheet = 'X'", 'there is no sheet "X"'),
        ("[[table]]\nsource = 'a'\nsheet = 'Orders'\n[table.fill]\nnope = '1'",
         'there is no field "nope"'),
        ("[[table]]\nsource = 'a'\nkeep = 'x > 1'", 'the condition "x > 1" cannot be read'),
        ("""[[table]]
source = 'a'
[[table.join]]
source = 'b'
on = { x = 'y' }
column = 'c'
take = 'sum'
value = '__import__({y})'
""",
         'the formula "__import__({y})" may hold only numbers, columns, + - * / and brackets'),
    ],
)  # fmt: skip
def test_a_wrong_map_is_refused_with_its_reason(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(ImportMapError) as refused:
        read_map(mapped(tmp_path, text), load())

    told = refused.value.facts["reason"]
    assert isinstance(told, Text)
    assert told.en == reason


def test_a_map_that_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(FileMissingError):
        read_map(tmp_path / "none.toml", load())


def test_a_map_that_names_a_column_the_list_lacks_is_refused(tmp_path: Path) -> None:
    path = mapped(
        tmp_path,
        "[[table]]\nsource='a.csv'\nsheet='Customers'\n[table.fill]\nnext_action='{nope}'\n",
    )

    with pytest.raises(ImportMapError, match='has no column "nope"'):
        imported({"a.csv": [grid([("Company",), ("Acme",)])]}, map_path=path)


def test_the_map_in_the_docs_is_a_map(tmp_path: Path) -> None:
    page = (Path(__file__).parent.parent / "docs" / "import.md").read_text(encoding="utf-8")
    example = page.split("```toml\n")[1].split("```")[0]
    path = tmp_path / "map.toml"
    path.write_text(example, encoding="utf-8")

    table = read_map(path, load()).tables[0]

    assert (table.sheet, table.header_row, table.joins[0].take) == ("Customers", 3, "sum")


def test_a_file_is_read_in_the_isolated_worker() -> None:
    result = import_sources([Source(LISTS / "two-headers.xlsx")], load(), today=TODAY)

    assert rows_of(result, "Customers", "company_name_zh")[1] == ("深圳市华强有限公司",)
    assert result.report.forgotten == 0


def test_tabs_of_people_with_their_companies_are_customers_when_nothing_else_is() -> None:
    header = ("Company", "Contact", "E-mail")
    tabs = [
        grid([header, (f"{tab} Ltd", "Bob", f"b@{tab}.example.com")], tab) for tab in ("a", "b")
    ]

    result = imported({"list.xlsx": tabs})

    assert [t.sheet for t in result.report.tables] == ["Customers", "Customers"]
    assert len(result.content.frames["Contacts"]) == 2
