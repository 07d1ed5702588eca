"""The template, opened in LibreOffice and used with the keyboard as a person would."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from tests import sample_book
from tests.entries import Case, cases
from validation.catalogue import load
from workbook.form import DASHBOARD_TAB, GUIDE_TAB, LAST_ROW, LISTS_TAB, META_TAB
from workbook.template import Content, write_book, write_template

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.office import Cell, Document, Office
    from workbook.template import Profile

pytestmark = pytest.mark.office

CATALOGUE = load()
CASES = tuple(cases(CATALOGUE))
LAST = 4 + sample_book.CUSTOMERS
"""The last filled row of Customers."""
FREE_ROW = 200
"""The first row the typing tests use; the sample book ends well above it."""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("office") / "filled.xlsx"
    content = Content(frames=sample_book.frames(CATALOGUE), as_of=sample_book.AS_OF)
    write_book(path, CATALOGUE, profile="full", language="both", content=content)
    return path


@pytest.fixture(scope="module")
def typed(office: Office, filled: Path) -> Iterator[Document]:
    """A filled book for tests that only type in rows of their own."""
    with office.open(filled) as document:
        yield document


@pytest.fixture
def fresh(office: Office, filled: Path) -> Iterator[Document]:
    """A filled book for one test that moves rows about."""
    with office.open(filled) as document:
        yield document


@pytest.fixture(scope="module")
def empty(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Document]:
    """The template as a sales rep gets it."""
    path = tmp_path_factory.mktemp("office") / "template.xlsx"
    write_template(path, CATALOGUE, profile="rep", language="both")
    with office.open(path) as document:
        yield document


@cache
def columns(document: Document, sheet: str) -> Mapping[str, str]:
    """Return key → letters from the hidden key row."""
    [keys] = document.values(sheet, "A1:EZ1")
    return {str(key): letters(number) for number, key in enumerate(keys) if key}


def letters(number: int) -> str:
    """Return the letters of a column, 0 for A."""
    return (chr(64 + number // 26) if number > 25 else "") + chr(65 + number % 26)


def column(document: Document, sheet: str, key: str, rows: tuple[int, int]) -> list[Cell]:
    """Return the values of one column between two rows."""
    letter = columns(document, sheet)[key]
    values = document.values(sheet, f"{letter}{rows[0]}:{letter}{rows[1]}")
    return [row[0] for row in values]


# ---- where one can type


@pytest.mark.parametrize("row", [5, 5000, LAST_ROW])
def test_any_row_takes_an_entry(empty: Document, row: int) -> None:
    cell = f"{columns(empty, 'Customers')['company_name_en']}{row}"

    assert empty.type("Customers", cell, "Global Tech Inc.")
    assert empty.value("Customers", cell) == "Global Tech Inc."

    empty.clear("Customers", cell)
    assert empty.value("Customers", cell) is None


@pytest.mark.parametrize("cell", ["A1", "C1", "C2", "C3", "A4", "C4", "BC4"])
def test_the_rows_above_the_data_refuse(typed: Document, cell: str) -> None:
    assert not typed.type("Customers", cell, "mine")
    assert typed.locked("Customers", cell)


@pytest.mark.parametrize("sheet", [GUIDE_TAB, DASHBOARD_TAB])
def test_the_pages_to_read_refuse_everywhere(typed: Document, sheet: str) -> None:
    assert [typed.type(sheet, cell, "mine") for cell in ("B2", "B5", "C6", "D30")] == [False] * 4


def test_the_words_relaybook_knows_refuse_and_the_rows_below_them_do_not(typed: Document) -> None:
    letter = columns(typed, LISTS_TAB)["industry"]
    below = 5 + len(CATALOGUE.vocabularies["industry"].words)

    assert [typed.type(LISTS_TAB, f"{letter}{row}", "x") for row in (4, 5, below - 1)] == [
        False
    ] * 3
    assert typed.type(LISTS_TAB, f"{letter}{below}", "造船 Shipbuilding")


# ---- what each column takes


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case.name for case in CASES])
def test_each_column_refuses_what_cannot_be_and_takes_what_can(
    typed: Document, number: int
) -> None:
    case: Case = CASES[number]
    sheet = CATALOGUE.sheets[case.field.sheet].tab("both")
    places = columns(typed, sheet)
    row = FREE_ROW + number
    for key, text in case.beside:
        assert typed.type(sheet, f"{places[key]}{row}", text), (key, text)
    cell = f"{places[case.field.key]}{row}"

    assert [text for text in case.refused if typed.type(sheet, cell, text)] == []
    assert [text for text in case.taken if not typed.type(sheet, cell, text)] == []


@pytest.mark.parametrize(
    ("region", "country", "taken"),
    [
        ("欧洲 Europe", "DE 德国 Germany", True),
        ("欧洲 Europe", "JP 日本 Japan", False),
        ("东亚 East Asia", "JP 日本 Japan", True),
        ("", "JP 日本 Japan", True),
        ("", "DE 德国 Germany", True),
        ("", "Atlantis", False),
    ],
)
def test_the_region_narrows_the_countries(
    typed: Document, region: str, country: str, *, taken: bool
) -> None:
    places = columns(typed, "Customers")
    row = 100
    typed.clear("Customers", f"A{row}:CZ{row}")
    if region:
        assert typed.type("Customers", f"{places['region']}{row}", region)

    assert typed.type("Customers", f"{places['country_region']}{row}", country) is taken


def test_an_open_list_is_a_suggestion(typed: Document) -> None:
    """Own words pass; LibreOffice without a screen answers its own question with Cancel."""
    places = columns(typed, "Customers")

    rules = [
        typed.validation("Customers", f"{places[key]}99") for key in ("inquiry_source", "industry")
    ]

    assert [(rule.kind, rule.stops) for rule in rules] == [("LIST", False)] * 2


@pytest.mark.parametrize("text", ["0049301234567", "91310000MA1FL0XX12", "123456789012345678"])
@pytest.mark.parametrize(
    ("sheet", "key"), [("Contacts", "phone"), ("Titles", "credit_code"), ("Customers", "kdm")]
)
def test_zeros_and_long_digits_survive(typed: Document, sheet: str, key: str, text: str) -> None:
    cell = f"{columns(typed, sheet)[key]}98"
    typed.clear(sheet, cell)

    assert typed.type(sheet, cell, text)
    assert (typed.value(sheet, cell), typed.shown(sheet, cell)) == (text, text)


def test_a_teams_own_word_joins_the_drop_down(fresh: Document) -> None:
    stage = f"{columns(fresh, 'Customers')['coop_status']}100"
    words = CATALOGUE.vocabularies["coop_status"].words
    below = f"{columns(fresh, LISTS_TAB)['coop_status']}{5 + len(words)}"

    assert not fresh.type("Customers", stage, "暂停 On hold")
    assert fresh.type(LISTS_TAB, below, "暂停 On hold")
    assert fresh.type("Customers", stage, "暂停 On hold")


def test_a_new_customers_id_joins_the_drop_down_of_its_orders(fresh: Document) -> None:
    """Also with a blank id above it: rows wait for their ids, and a sort mixes them in."""
    ids = columns(fresh, "Customers")["customer_id"]
    customer = f"{columns(fresh, 'Orders')['customer_id']}500"
    fresh.clear("Customers", f"{ids}7:{ids}8")

    assert fresh.type("Orders", customer, f"CUS-2026-{sample_book.CUSTOMERS:03}")


# ---- what one can do with rows


def test_rows_sort_and_a_marked_cell_goes_along_in_red(fresh: Document) -> None:
    places = columns(fresh, "Customers")
    marked = f"{places['public_email']}{sample_book.MARKED_ROW}"
    warned = f"{places['website']}{sample_book.MARKED_ROW}"
    before = fresh.styles("Customers")
    assert (before[marked].fill, before[marked].text) == ("#FBD5D5", "info(at)x")
    assert before[warned].fill == "#FDF0C4"
    last = letters(len(places) - 1)

    names = column(fresh, "Customers", "company_name_en", (5, LAST))
    by_name = 1 + list(places).index("company_name_en")
    fresh.sort("Customers", f"A5:{last}{LAST}", column=by_name, ascending=False)

    assert column(fresh, "Customers", "company_name_en", (5, LAST)) == sorted(
        names, key=str, reverse=True
    )
    emails = column(fresh, "Customers", "public_email", (5, LAST))
    row = 5 + emails.index("info(at)x")
    after = fresh.styles("Customers")
    assert row != sample_book.MARKED_ROW
    assert {cell for cell, style in after.items() if style.fill == "#FBD5D5"} == {
        f"{places['public_email']}{row}"
    }
    assert after[f"{places['website']}{row}"].fill == "#FDF0C4"


def test_the_arrow_of_a_header_filters(fresh: Document) -> None:
    places = columns(fresh, "Customers")
    grades = column(fresh, "Customers", "grade", (5, LAST))

    fresh.filter("Customers", f"{places['grade']}4", "A")

    assert fresh.hidden_rows("Customers", 5, LAST) == [
        row for row, grade in enumerate(grades, 5) if grade != "A"
    ]


def test_a_row_can_be_deleted_and_a_header_cannot(fresh: Document) -> None:
    ids = column(fresh, "Customers", "customer_id", (4, LAST + 1))

    fresh.delete_row("Customers", 6)
    fresh.delete_row("Customers", 4)

    assert column(fresh, "Customers", "customer_id", (4, LAST)) == [*ids[:2], *ids[3:]]


# ---- the book as a whole


def test_no_formula_shows_an_error(fresh: Document, empty: Document) -> None:
    for document in (fresh, empty):
        document.recalculate()
        assert document.formula_errors() == []


def test_what_the_file_says_is_what_the_office_calculates(fresh: Document) -> None:
    """Previewers and protected view never calculate, so the stored results must be right."""
    stored = fresh.formula_values()
    fresh.recalculate()

    assert stored == fresh.formula_values()


def test_the_cards_of_the_dashboard_count_what_pandas_counts(fresh: Document) -> None:
    frames = sample_book.frames(CATALOGUE)
    customers = frames["Customers"]
    paid = orders(frames["Orders"])
    year = pd.Timestamp(sample_book.AS_OF) - pd.DateOffset(months=12)

    fresh.recalculate()

    assert cards(fresh) == [
        len(customers),
        customers.grade.isin(["A", "B"]).sum(),
        paid.amount[paid.day > year].sum(),
        (customers.next_contact_date < sample_book.AS_OF).sum(),
        1,  # the marked row
        customers.pool_status.eq("公海 In the pool").sum(),
        *second_row(frames),
    ]


def second_row(frames: Mapping[str, pd.DataFrame]) -> list[float]:
    """Return what the second row of cards is to show."""
    today = pd.Timestamp(sample_book.AS_OF)
    customers, bought, todos = frames["Customers"], frames["Orders"], frames["Todos"]
    created = pd.to_datetime(customers.created_date)
    new = customers[(created > today - pd.DateOffset(months=12)) & (created <= today)]
    last = pd.to_datetime(customers.last_contact_date)
    owed = (bought.payment_status != "已付清 Paid in full") & (bought.amount > 0)
    owed &= (bought.status != "已取消 Cancelled") & (pd.to_datetime(bought.due_date) < today)
    late = (pd.to_datetime(todos.due) < today) & (todos.status == "未完成 Open")
    return [
        len(new),
        won(new).mean(),
        orders(bought).amount.sum() / won(customers).sum(),
        ((customers.grade == "A") & ((today - last).dt.days > 7)).sum(),
        late.sum(),
        owed.sum(),
    ]


def won(customers: pd.DataFrame) -> pd.Series[bool]:
    """Return which customers are at a stage that counts as won."""
    return customers.stage.isin(["S7 订单执行 Order running", "S8 已成交维护期 Won, in care"])


def test_the_tables_of_the_dashboard_say_what_pandas_says(fresh: Document) -> None:
    frames = sample_book.frames(CATALOGUE)
    customers = frames["Customers"].assign(
        top=lambda rows: rows.grade.isin(["A", "B"]),
        late=lambda rows: rows.next_contact_date < sample_book.AS_OF,
    )

    fresh.recalculate()

    for heading, by, counted in (
        ("分级 Grade", "grade", ["late"]),
        ("阶段 Stage", "stage", ["top"]),
        ("负责人 Owner", "owner", ["top", "late"]),
    ):
        groups = customers.groupby(by)
        wanted = {
            str(word).replace("R00", "Rep R00"): [len(rows), *rows[counted].sum()]
            for word, rows in groups
        }
        found = {word: row for word, row in table(fresh, heading).items() if row[0]}
        rest = [len(customers), *customers[counted].sum()]
        for row in wanted.values():
            rest = [left - taken for left, taken in zip(rest, row, strict=True)]
        assert found == wanted | ({"其余 Rest": rest} if rest[0] else {}), heading
    for heading, wanted in answers(customers).items():
        assert table(fresh, heading) == wanted, heading
    paid = orders(frames["Orders"])
    months = paid.groupby(paid.day.dt.strftime("%Y-%m")).amount.agg(["size", "sum"])[-12:]
    assert table(fresh, "月份 Month") == {str(month): list(row) for month, row in months.iterrows()}


def answers(customers: pd.DataFrame) -> Mapping[str, Mapping[str, list[float]]]:
    """Return heading → label → numbers of the tables that answer what earns and what is lost."""
    worth = customers.last_12m_amount.astype(float).groupby(customers.country_region)
    by_source = won(customers).groupby(customers.inquiry_source)
    [alibaba] = [s for s in by_source.groups if str(s).endswith("Alibaba.com")]
    n, bought = len(by_source.get_group(alibaba)), by_source.get_group(alibaba).sum()
    rest, others = len(customers) - n, won(customers).sum() - bought
    lost = customers[customers.stage == "S9 未成交/流失 Lost"]
    reasons = CATALOGUE.vocabularies["lost_reason"].labels("both")
    top = customers[customers.grade == "A"]
    days = (pd.Timestamp(sample_book.AS_OF) - pd.to_datetime(top.last_contact_date)).dt.days
    reached = (days <= 7).groupby(top.owner.fillna("其余 Rest"))
    return {
        "国家/地区 Country": {
            **{str(word): [len(rows), rows.sum()] for word, rows in worth}, "其余 Rest": [0, 0],
        },
        "来源 Source": {
            str(alibaba): [n, bought, bought / n], "其余 Rest": [rest, others, others / rest],
        },
        "未成交原因 Lost reason": {
            **{word: [lost.lost_reason.eq(word).sum()] for word in reasons},
            "其余 Rest": [lost.lost_reason.isna().sum()],
        },
        "业务员 Rep": {
            str(rep).replace("R00", "Rep R00"): [len(rows), rows.sum()] for rep, rows in reached
        },
    }  # fmt: skip


def test_the_dashboard_follows_what_is_typed(fresh: Document) -> None:
    before = cards(fresh)
    places = columns(fresh, "Customers")

    assert fresh.type("Customers", f"{places['company_name_zh']}{LAST + 1}", "新客户")
    assert fresh.type("Customers", f"{places['next_contact_date']}{LAST + 1}", "2026-11-01")

    assert cards(fresh) == [before[0] + 1, *before[1:3], before[3] + 1, *before[4:]]


@pytest.mark.parametrize("profile", ["rep", "manager"])
def test_a_profile_shows_its_tabs_and_hides_the_others(
    office: Office, tmp_path: Path, profile: Profile
) -> None:
    path = tmp_path / f"{profile}.xlsx"
    write_template(path, CATALOGUE, profile=profile, language="en")
    with office.open(path) as document:
        tabs = document.tabs()

    shown = {tab.name for tab in tabs if tab.visible}
    hidden = {tab.name for tab in tabs if not tab.visible}
    due = {
        s.tab("en")
        for s in CATALOGUE.sheets.values()
        if profile in s.profiles and s.kind != "result"
    }
    assert shown == due | {GUIDE_TAB, DASHBOARD_TAB}
    assert len(shown) <= 10
    assert hidden >= {s.tab("en") for s in CATALOGUE.sheets.values()} - shown | {META_TAB}
    assert [tab.name for tab in tabs if not tab.protected] == []


def orders(rows: pd.DataFrame) -> pd.DataFrame:
    """Return day and amount in base currency of the orders that count.

    A cancelled one does not, nor one in another currency that has not been converted.
    """
    kept = rows[rows.status != "已取消 Cancelled"]
    own = kept.amount.where(kept.currency == "USD", 0)
    amounts = kept.amount_base.where(kept.amount_base.notna(), own)
    return pd.DataFrame({"day": pd.to_datetime(kept.order_date), "amount": amounts.astype(float)})


def cards(document: Document) -> list[float]:
    """Return the numbers at the top of the dashboard, left to right."""
    rows = [document.values(DASHBOARD_TAB, f"A{row}:O{row}")[0] for row in (6, 9)]
    return [number for row in rows for number in row if isinstance(number, float)]


def table(document: Document, heading: str) -> Mapping[str, list[Cell]]:
    """Return a table of the dashboard: what its first column shows → the numbers beside it."""
    page = document.values(DASHBOARD_TAB, "A1:O110")
    top, left = next(
        (row, cells.index(heading)) for row, cells in enumerate(page) if heading in cells
    )
    found: dict[str, list[Cell]] = {}
    for row, cells in enumerate(page[top + 1 :], top + 2):
        if not any(cells):
            break
        if cells[left] != "":
            said = document.shown(DASHBOARD_TAB, f"{letters(left)}{row}")
            found[said] = [cell for cell in cells[left + 1 : left + 4] if cell != ""]
    return found
