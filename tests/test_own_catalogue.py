"""A team's own catalogue, from the table to the finding, with no code changed."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pandas as pd
import pytest

from macros import docs
from macros.cli import main
from tests.templates import opened
from validation import catalogue as catalogues
from workbook.template import Content, write_book

SHIPPED = Path(catalogues.__file__).with_name("catalogue.csv")

LOYALTY = {
    "sheet": "Customers", "key": "loyalty", "zh": "会员等级", "en": "Loyalty", "type": "enum",
    "vocabulary": "loyalty", "required": "N", "class": "internal", "v1": "S", "v2": "H", "v3": "H",
    "module": "value", "width": "14", "lock": "open", "common": "Y",
}  # fmt: skip
WORDS = [
    {"vocabulary": "loyalty", "code": "gold", "zh": "金卡", "en": "Gold", "aliases": "VIP"},
    {"vocabulary": "loyalty", "code": "silver", "zh": "银卡", "en": "Silver"},
]
CUSTOMER = {
    "customer_id": "CUS-2026-001", "company_name_en": "Alfreds Futterkiste",
    "country_region": "DE 德国 Germany", "inquiry_source": "官网 Website",
    "stage": "S1 初步接触 First contact",
}  # fmt: skip


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """The shipped catalogue with a column of the team's own, and its list beside it."""
    for name, extra in (("catalogue", [LOYALTY]), ("vocabularies", WORDS)):
        with SHIPPED.with_name(f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            rows = [*reader, *extra]
        with (tmp_path / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, reader.fieldnames or (), restval="")
            writer.writeheader()
            writer.writerows(rows)
    return tmp_path / "catalogue.csv"


def test_a_column_of_the_teams_own_is_in_template_checks_and_docs(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty, filled = tmp_path / "empty.xlsx", tmp_path / "filled.xlsx"
    own = catalogues.load(table)

    with pytest.raises(SystemExit) as written:
        main(["template", "-o", str(empty), "--catalogue", str(table)])
    tab = opened(empty)["Customers"]
    column = next(cell.column_letter for cell in tab[1] if cell.value == "loyalty")
    rules = [
        rule for rule in tab.data_validations.dataValidation if f"{column}5" in str(rule.sqref)
    ]

    frame = pd.DataFrame([CUSTOMER | {"loyalty": "铜卡"}, CUSTOMER | {"loyalty": "VIP"}])
    frame["customer_id"] = ["CUS-2026-001", "CUS-2026-002"]
    write_book(filled, own, content=Content(frames={"Customers": frame}))
    capsys.readouterr()
    with pytest.raises(SystemExit) as checked:
        main(
            ["check", str(filled), "--catalogue", str(table), "--today", "2026-11-22",
             "--format", "json"]
        )  # fmt: skip
    [file] = json.loads(capsys.readouterr().out)["files"]
    found = [f for f in file["findings"] if f["field"] == "loyalty"]

    assert (written.value.code, checked.value.code) == (0, 1)
    assert str(tab[f"{column}4"].value) == "会员等级\nLoyalty"
    assert [rule.type for rule in rules] == ["list"]
    assert [(f["code"], f["cell"], f["value"], f["suggestion"]) for f in found] == [
        ("R105", f"{column}5", "铜卡", None),
        ("R106", f"{column}6", "VIP", "金卡 Gold"),
    ]
    assert "会员等级" in docs.fields_page(own)


def test_without_that_catalogue_the_column_is_kept_and_named_as_custom(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filled = tmp_path / "filled.xlsx"
    frame = pd.DataFrame([CUSTOMER | {"loyalty": "铜卡"}])
    write_book(filled, catalogues.load(table), content=Content(frames={"Customers": frame}))
    capsys.readouterr()

    with pytest.raises(SystemExit) as checked:
        main(["check", str(filled), "--today", "2026-11-22", "--format", "json"])
    [file] = json.loads(capsys.readouterr().out)["files"]

    assert checked.value.code == 0
    assert [(f["code"], f["en"]) for f in file["findings"]] == [
        (
            "R803",
            "The workbook was made with another field catalogue, perhaps your team's own.",
        ),
        ("R809", "Your own columns 会员等级 Loyalty are kept, and treated as sensitive."),
    ]


def test_the_same_table_with_windows_line_ends_is_the_same_catalogue(tmp_path: Path) -> None:
    unix = SHIPPED.read_bytes().replace(b"\r\n", b"\n")
    (tmp_path / "unix.csv").write_bytes(unix)
    (tmp_path / "windows.csv").write_bytes(unix.replace(b"\n", b"\r\n"))

    hashes = {catalogues.load(tmp_path / f"{name}.csv").hash for name in ("unix", "windows")}

    assert len(hashes) == 1
    assert hashes == {catalogues.load().hash}
