"""A file fixed: what changes in it, what stays, and what people read about it."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import zipfile
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter

from tests import sample_book
from tests.templates import folder, opened, parts
from validation.catalogue import load
from validation.errors import NotChangedError, UnknownRuleError
from workbook import audit
from workbook.annotating import sealing
from workbook.changelog import KEYS
from workbook.checking import CheckedFile, Question, check_file
from workbook.fixing import FixedFile, fix_file
from workbook.reader import open_book
from workbook.template import Content, write_book

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.office import Office
    from tests.programs import OoxmlValidator
    from validation.book import Book

NOW = dt.datetime(2026, 11, 22, 2, 30, tzinfo=dt.UTC)
AT = dt.datetime(2026, 11, 22, 10, 30)  # noqa: DTZ001 - the company's clock, as a cell shows it
QUESTION = Question(now=NOW, today=sample_book.AS_OF)

DIRT: Mapping[tuple[str, int, str], Any] = {
    ("Customers", 0, "company_name_en"): " Nordwind  1 Ltd",
    ("Customers", 1, "country_region"): "Deutschland",
    ("Customers", 2, "last_contact_date"): "2026/11/10",
    ("Customers", 3, "website"): "https://www.Company4.com",
    ("Orders", 4, "qty"): "1,014",
    ("Orders", 5, "amount"): "USD 1501.5",
    ("Contacts", 6, "phone"): "030 12345606",
    ("Contacts", 7, "email"): "maria＠company8.com",
    ("Leads", 1, "company"): "MÃ¼ller GmbH",
}


@cache
def frames(language: str) -> Mapping[str, Any]:
    found = {
        key: frame.drop(columns=["_status", "_issues"], errors="ignore").copy()
        for key, frame in sample_book.frames(load(), language).items()
    }
    for (sheet, row, column), value in DIRT.items():
        found[sheet].loc[row, column] = value
    return found


@cache
def dirty_file(language: Any) -> Path:
    """Return the sample team's book with some dirt in it, written once."""
    path = folder() / f"dirty-{language}.xlsx"
    content = Content(frames=frames(language), as_of=sample_book.AS_OF, book_id="0123456789abcdef")
    write_book(path, load(), profile="full", language=language, content=content)
    return path


def dirty_book(here: Path, language: str = "both") -> Path:
    """Return a copy of the dirty book in a folder of the test's own."""
    return Path(shutil.copy(dirty_file(language), here / "dirty.xlsx"))


def foreign_book(here: Path, *rows: Sequence[object], **options: object) -> Path:
    """Write a list of somebody else: headers, then `rows`."""
    path = here / "list.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, **options}) as book:
        sheet = book.add_worksheet("List")
        for at, row in enumerate((("Company", "Note", "No"), *rows)):
            sheet.write_row(at, 0, row)
    return path


def told(found: FixedFile) -> list[tuple[str, str, str, str, str]]:
    return [(c.sheet, c.cell, c.before, c.after, c.code) for c in found.changes]


def places(found: FixedFile | CheckedFile) -> Counter[tuple[str, int | None, str, str]]:
    return Counter((f.sheet, f.row, f.field, f.code) for f in found.findings)


def rows_of(book: Book, sheet: str) -> list[list[Any]]:
    frame = book.sheets[sheet]
    return frame[frame.notna().any(axis=1)].to_numpy().tolist()


@pytest.mark.parametrize("language", ["both", "zh", "en"])
def test_a_fixed_book_has_the_findings_it_had_less_those_put_right(
    tmp_path: Path, language: str
) -> None:
    path, target = dirty_book(tmp_path, language), tmp_path / "fixed.xlsx"
    germany = {"both": "DE 德国 Germany", "zh": "DE 德国", "en": "DE Germany"}[language]
    tab = {key: sheet.tab(language) for key, sheet in load().sheets.items()}
    before = check_file(path, QUESTION)

    found = fix_file(path, QUESTION, target=target)

    assert told(found) == [
        (tab["Customers"], "C5", " Nordwind  1 Ltd", "Nordwind 1 Ltd", "R718"),
        (tab["Customers"], "F6", "Deutschland", germany, "R305"),
        (tab["Customers"], "P7", "2026/11/10", "2026-11-10", "R408"),
        (tab["Customers"], "G8", "https://www.Company4.com", "https://www.company4.com", "R243"),
        (tab["Contacts"], "I11", "030 12345606", "+493012345606", "R229"),
        (tab["Contacts"], "G12", "maria＠company8.com", "maria@company8.com", "R204"),
        (tab["Leads"], "C6", "MÃ¼ller GmbH", "Müller GmbH", "R712"),
        (tab["Orders"], "F9", "1,014", "1014", "R120"),
        (tab["Orders"], "H10", "USD 1501.5", "1501.5", "R328"),
    ]
    assert (found.copy, found.notes, found.today) == (str(target), (), sample_book.AS_OF)
    after = check_file(target, QUESTION)
    assert places(after) == places(found)
    gone = places(before) - places(after)
    assert places(after) - places(before) == Counter()
    assert sorted(gone) == sorted((c.sheet, c.row, c.field, c.code) for c in found.changes)


def test_every_other_cell_and_part_of_the_file_is_what_it_was(tmp_path: Path) -> None:
    path, target = dirty_book(tmp_path), tmp_path / "fixed.xlsx"

    found = fix_file(path, QUESTION, target=target)

    was, now = open_book(path), open_book(target)
    changed = {(c.sheet, c.row, c.field) for c in found.changes}
    for key, frame in was.sheets.items():
        if key in ("Changes", "Audit"):
            continue
        assert now.sheets[key].index.equals(frame.index)
        for column in frame.columns:
            cells = zip(frame.index, frame[column], now.sheets[key][column], strict=True)
            differing = {(was.layouts[key].tab, row, column) for row, a, b in cells if a != b}
            assert differing <= changed
    old, new = parts(path), parts(target)
    touched = {name for name in old if old[name] != new.get(name)}
    assert old.keys() == new.keys()
    assert {name for name in touched if "/sheet" not in name} <= {
        "xl/workbook.xml", "xl/styles.xml", "xl/calcChain.xml",
    }  # fmt: skip
    assert len([name for name in touched if "/sheet" in name]) == 6


def test_the_changes_and_the_audit_tell_of_the_run(tmp_path: Path) -> None:
    path, target = dirty_book(tmp_path, "zh"), tmp_path / "fixed.xlsx"

    fix_file(path, QUESTION, target=target, only=["R718", "date_text"])

    book = open_book(target)
    assert list(book.sheets["Changes"].columns) == list(KEYS)
    assert rows_of(book, "Changes") == [
        [AT, "客户", "C5", "CUS-2026-001", "客户公司全称(英文)", " Nordwind  1 Ltd",
         "Nordwind 1 Ltd", "R718"],
        [AT, "客户", "P7", "CUS-2026-003", "最近联系日期", "2026/11/10", "2026-11-10", "R408"],
    ]  # fmt: skip
    assert book.layouts["Changes"].visible
    [entry] = rows_of(book, "Audit")
    row = dict(zip(book.sheets["Audit"].columns, entry, strict=True))
    assert (row["seq"], row["at"], row["action"], row["object"]) == (
        1, AT, "自动修正", "自动修正 2 个单元格",
    )  # fmt: skip
    assert audit.audit_file(target, now=NOW).problems == ()


def test_a_later_run_tells_its_changes_below_those_of_the_first(tmp_path: Path) -> None:
    path = dirty_book(tmp_path, "en")
    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    fix_file(path, QUESTION, target=first, only=["date_text"])

    fix_file(first, QUESTION, target=second, only=["R718"])

    book = open_book(second)
    assert [row[-1] for row in rows_of(book, "Changes")] == ["R408", "R718"]
    assert [row[-3:-1] for row in rows_of(book, "Changes")] == [
        ["2026/11/10", "2026-11-10"], [" Nordwind  1 Ltd", "Nordwind 1 Ltd"],
    ]  # fmt: skip
    assert len(rows_of(book, "Audit")) == 2
    assert audit.audit_file(second, now=NOW).problems == ()


def test_the_second_fix_of_a_book_changes_not_a_byte(tmp_path: Path) -> None:
    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    fix_file(dirty_book(tmp_path), QUESTION, target=first)

    again = fix_file(first, QUESTION, target=second)

    assert (again.changes, again.copy) == ((), str(second))
    assert first.read_bytes() == second.read_bytes()


def test_a_dry_run_tells_the_same_and_writes_nothing(tmp_path: Path) -> None:
    path, target = dirty_book(tmp_path), tmp_path / "fixed.xlsx"

    dry = fix_file(path, QUESTION, target=target, dry_run=True)

    assert (dry.copy, [entry.name for entry in tmp_path.iterdir()]) == (None, ["dirty.xlsx"])
    wet = fix_file(path, QUESTION, target=target)
    assert (dry.changes, dry.findings) == (wet.changes, wet.findings)


def test_a_rule_that_cannot_be_fixed_is_refused_before_anything_is_written(
    tmp_path: Path,
) -> None:
    path = dirty_book(tmp_path)

    with pytest.raises(UnknownRuleError):
        fix_file(path, QUESTION, target=tmp_path / "fixed.xlsx", only=["R101"])

    assert [entry.name for entry in tmp_path.iterdir()] == ["dirty.xlsx"]


def test_a_book_fixed_over_itself_leaves_a_snapshot_behind(tmp_path: Path) -> None:
    path = dirty_book(tmp_path)

    found = fix_file(path, QUESTION, target=path, only=["R718"])

    assert found.copy == str(path)
    assert [c.after for c in found.changes] == ["Nordwind 1 Ltd"]
    assert fix_file(path, QUESTION, only=["R718"]).changes == ()


def test_a_marked_book_stays_marked_and_its_marks_are_those_of_today(tmp_path: Path) -> None:
    path, marked, target = dirty_book(tmp_path), tmp_path / "marked.xlsx", tmp_path / "fixed.xlsx"
    check_file(path, QUESTION, marked)

    found = fix_file(marked, QUESTION, target=target)

    was, now = open_book(marked), open_book(target)
    fixed_rows = was.sheets["Orders"].loc[[9, 10], "_issues"].tolist()
    assert all("qty" in cell or "amount" in cell for cell in fixed_rows if cell)
    assert len(rows_of(was, "Issues")) - len(rows_of(now, "Issues")) == len(found.changes)
    assert len(rows_of(now, "Changes")) == len(found.changes)
    assert places(check_file(target, QUESTION)) == places(found)


def test_a_list_of_somebody_else_is_fixed_in_place_and_told_in_a_sheet_of_its_own(
    tmp_path: Path,
) -> None:
    path = foreign_book(
        tmp_path, (" Global  Tech ", "MÃ¼ller", 7), ("Acme", None, 8), ("=1  +1", "x", 9)
    )
    target = tmp_path / "fixed.xlsx"

    found = fix_file(path, QUESTION, target=target)

    assert told(found) == [
        ("List", "A2", " Global  Tech ", "Global Tech", "R718"),
        ("List", "B2", "MÃ¼ller", "Müller", "R712"),
        ("List", "A4", "=1  +1", "=1 +1", "R718"),
    ]
    workbook = opened(target)
    assert [[cell.value for cell in row] for row in workbook["List"]] == [
        ["Company", "Note", "No"],
        ["Global Tech", "Müller", 7],
        ["Acme", None, 8],
        ["=1 +1", "x", 9],
    ]
    assert workbook["List"]["A4"].data_type == "s"
    listed = [[cell.value for cell in row] for row in workbook["Changes"]]
    assert listed[3:5] == [
        ["At", "Sheet", "Cell", "Record", "Field", "Before", "After", "Rule"],
        [AT, "List", '=HYPERLINK("#\'List\'!A2","A2")', None, "Company", " Global  Tech ",
         "Global Tech", "R718"],
    ]  # fmt: skip
    assert fix_file(target, QUESTION).changes == ()


def test_a_second_list_of_changes_takes_the_first_one_in(tmp_path: Path) -> None:
    path = foreign_book(tmp_path, (" Global Tech", "MÃ¼ller", 7))
    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    fix_file(path, QUESTION, target=first, only=["R718"])

    fix_file(first, QUESTION, target=second, only=["R712"])

    workbook = opened(second)
    assert workbook.sheetnames == ["List", "Changes"]
    rows = [[cell.value for cell in row] for row in workbook["Changes"]][4:]
    assert [(row[2], row[5], row[7]) for row in rows] == [
        ('=HYPERLINK("#\'List\'!A2","A2")', " Global Tech", "R718"),
        ('=HYPERLINK("#\'List\'!B2","B2")', "MÃ¼ller", "R712"),
    ]


def test_formulas_rich_text_and_numbers_with_a_format_are_left_alone(tmp_path: Path) -> None:
    path, target = tmp_path / "list.xlsx", tmp_path / "fixed.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("List")
        sheet.write_row(0, 0, ("Company", "Note"))
        sheet.write_formula(1, 0, '="a  b"', None, "a  b")
        sheet.write_rich_string(2, 0, book.add_format({"bold": True}), "Big  ", "letters")
        sheet.write_string(3, 0, "a   b")

    found = fix_file(path, QUESTION, target=target)

    assert told(found) == [("List", "A4", "a   b", "a b", "R718")]
    [note] = found.notes
    assert note.en == (
        "2 cells were left alone: they hold formulas, text in several styles or numbers in a "
        "format of their own"
    )
    assert opened(target)["List"]["A2"].value == '="a  b"'


@pytest.mark.parametrize(
    ("form", "after"), [("General", "124"), ("0", "124"), ("00000", None), ('"PO-"0', None)]
)
def test_an_id_whose_format_shows_more_than_its_digits_stays_a_number(
    tmp_path: Path, form: str, after: str | None
) -> None:
    path = tmp_path / "orders.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Orders")
        sheet.write_row(0, 0, ("order_no", "order_date", "currency", "qty"))
        sheet.write_number(1, 0, 124, book.add_format({"num_format": form}))
        sheet.write_row(1, 1, ("2026-11-10", "USD", 7))

    found = fix_file(path, QUESTION, only=["text_ids"])

    assert [c.after for c in found.changes] == ([] if after is None else [after])


def test_a_bare_number_is_no_day_in_a_workbook_that_counts_from_1904(tmp_path: Path) -> None:
    for count, after in ((False, ["2026-11-10"]), (True, [])):
        path = tmp_path / f"{count}.xlsx"
        with xlsxwriter.Workbook(path, {"date_1904": count}) as book:
            sheet = book.add_worksheet("Orders")
            sheet.write_row(0, 0, ("order_no", "order_date", "currency", "qty"))
            sheet.write_row(1, 0, ("PO1", 46336, "USD", 7))
        assert [c.after for c in fix_file(path, QUESTION).changes] == after


CSV = 'Company;Note;No\r\n" Global  Tech ";"a;b";007\r\n\r\n"=1";MÃ¼ller;8\n\'x ;"two\nlines";9'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_text_table_keeps_its_form_and_every_other_byte(tmp_path: Path, encoding: str) -> None:
    path, target = tmp_path / "list.csv", tmp_path / "fixed.csv"
    path.write_bytes(CSV.encode(encoding))

    found = fix_file(path, QUESTION, target=target)

    assert told(found) == [
        ("list", "A2", " Global  Tech ", "Global Tech", "R718"),
        ("list", "B4", "MÃ¼ller", "Müller", "R712"),
        ("list", "A5", "'x ", "'x", "R718"),
    ]
    assert target.read_bytes().decode(encoding) == (
        'Company;Note;No\r\nGlobal Tech;"a;b";007\r\n\r\n=1;Müller;8\n\'x;"two\nlines";9'
    )


def test_a_text_table_in_chinese_stays_in_its_encoding(tmp_path: Path) -> None:
    path, target = tmp_path / "list.csv", tmp_path / "fixed.csv"
    path.write_bytes("公司,备注\n环球科技有限公司 ,深圳的老客户\n华强公司,产品\n".encode("gb18030"))

    fix_file(path, QUESTION, target=target)

    assert target.read_bytes().decode("gb18030") == (
        "公司,备注\n环球科技有限公司,深圳的老客户\n华强公司,产品\n"
    )


def test_no_cell_of_a_text_table_comes_alive_as_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text('Company,Note\n" =1+1",x\nAcme ,y\n', encoding="utf-8")

    found = fix_file(path, QUESTION, target=tmp_path / "fixed.csv")

    assert [c.after for c in found.changes] == ["Acme"]
    assert (tmp_path / "fixed.csv").read_text() == 'Company,Note\n" =1+1",x\nAcme,y\n'


def test_a_text_table_whose_encoding_lacks_the_letters_is_refused(tmp_path: Path) -> None:
    path, target = tmp_path / "list.csv", tmp_path / "fixed.csv"
    path.write_bytes("Company,Note\nMÃ¼ller å®¢æˆ· ,x\nJosé  Núñez,y\n".encode("cp1252"))

    with pytest.raises(NotChangedError) as caught:
        fix_file(path, QUESTION, target=target)

    assert "import it into a workbook with relaybook import" in caught.value.text.en
    assert not target.exists()


def test_a_file_that_cannot_be_patched_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path, target = tmp_path / "list.xls", tmp_path / "fixed.xls"
    path.write_text("<table><tr><td>Company<td>No<tr><td>ＧＴ<td>1</table>", encoding="utf-8")

    assert [c.after for c in fix_file(path, QUESTION).changes] == ["GT"]
    with pytest.raises(NotChangedError) as caught:
        fix_file(path, QUESTION, target=target)

    assert caught.value.text.en == (
        f"{path} was not changed: a file of the format html cannot be changed in place; save it as "
        "xlsx in Excel, or import it into a workbook with relaybook import."
    )
    assert not target.exists()


def test_the_copy_of_an_encrypted_book_is_encrypted_with_the_same_password(
    tmp_path: Path,
) -> None:
    path, target = tmp_path / "secret.xlsx", tmp_path / "fixed.xlsx"
    plain = dirty_book(tmp_path).read_bytes()
    sealed = sealing.sealed(io.BytesIO(plain), "correct horse")
    assert sealed
    path.write_bytes(sealed)
    question = Question(now=NOW, today=sample_book.AS_OF, password="correct horse")  # noqa: S106

    found = fix_file(path, question, target=target)

    assert len(found.changes) == len(DIRT)
    assert not zipfile.is_zipfile(target)
    assert len(rows_of(open_book(target, "correct horse"), "Changes")) == len(DIRT)


def test_a_fixed_book_is_a_sound_workbook(tmp_path: Path, ooxml_validator: OoxmlValidator) -> None:
    path, target = dirty_book(tmp_path), tmp_path / "fixed.xlsx"
    fix_file(path, QUESTION, target=target)

    for version in ("Office2013", "Microsoft365"):
        known = ooxml_validator.complaints(path, version)
        assert ooxml_validator.complaints(target, version) == known


@pytest.mark.office
def test_libreoffice_shows_dates_as_dates_and_counts_the_dashboard_anew(
    tmp_path: Path, office: Office
) -> None:
    target = tmp_path / "fixed.xlsx"
    fix_file(dirty_book(tmp_path, "zh"), QUESTION, target=target)

    with office.open(target) as document:
        assert (document.value("客户", "P7"), document.shown("客户", "P7")) == (46336, "2026-11-10")
        assert (document.value("订单", "F9"), document.value("订单", "H10")) == (1014, 1501.5)
        assert document.value("联系人", "I11") == "+493012345606"
        assert document.shown("修改记录", "C5") == "C5"
        assert document.shown("修改记录", "A5") == "2026-11-22 10:30"
        counted = dict(document.formula_values())
        document.recalculate()
        assert document.formula_errors() == []
        differing = {k: v for k, v in document.formula_values().items() if counted[k] != v}

    # The order that was text counts now, and the customer in Deutschland is one in DE.
    assert {place.partition("!")[0] for place in differing} == {"看板"}
    assert float(counted["看板!G6"] or 0) + 1501.5 == differing["看板!G6"]
