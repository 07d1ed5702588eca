"""Typed access to the catalogue: every sheet and every column of the book, once.

`catalogue.csv` describes the columns, `results.csv` those of the sheets that actions fill, and
`sheets.csv` the sheets. The template, the schemas, the reader's header matching, the messages
and docs/fields.md are all derived from what `load` returns; a team adds its own columns with a
table of its own. `validation.tables` checks the tables before they are believed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from validation import constraints, tables
from validation.messages import Text
from validation.vocabularies import Vocabulary, vocabularies

if TYPE_CHECKING:
    from collections.abc import Mapping

_HERE = Path(__file__).parent

STATUS = "_status"
"""Key of the first column of a checked sheet: ✓, ✗ n or ! n, written by the check."""
ISSUES = "_issues"
"""Key of the hidden last column: `|E:email|W:phone|`, which colours the cells."""


class Kind(StrEnum):
    """How a cell is read, checked and formatted."""

    ID = "id"
    LINK = "fk"
    TEXT = "text"
    ENUM = "enum"
    LIST = "list"
    INT = "int"
    DECIMAL = "decimal"
    MONEY = "money"
    DATE = "date"
    DATETIME = "datetime"
    BOOL = "bool"
    EMAIL = "email"
    PHONE = "phone"
    URL = "url"


class Requirement(StrEnum):
    """Who fills a column, and whether it may stay blank."""

    ALWAYS = "Y"
    CONDITIONAL = "C"
    OPTIONAL = "N"
    AUTO = "auto"


class Sensitivity(StrEnum):
    """How far a value may travel (source article 000, 信息分级)."""

    BASIC = "basic"
    INTERNAL = "internal"
    SENSITIVE = "sensitive"


class Visibility(StrEnum):
    """What becomes of a column in one handover variant."""

    SHOWN = "S"
    APPROVED = "A"
    """Shown only where the approver ticks it."""
    MANAGER = "M"
    """Shown only to a manager."""
    OPTION = "O"
    """Absent unless the share asks for contacts."""
    GENERALISED = "G"
    ABSENT = "H"
    NEVER = "-"
    """The whole sheet never leaves the workbook."""


class Lock(StrEnum):
    """Whether a person types in a column."""

    OPEN = "open"
    SOFT = "soft"
    """Typing is refused by a rule; the tools write it without unprotecting."""


class Constraint(NamedTuple):
    """One machine-readable rule of a column: `length=2-200` is ("length", "2-200")."""

    name: str
    argument: str


class RowRule(NamedTuple):
    """One rule over several columns of a row: `differ(channel, password_channel)`."""

    name: str
    keys: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Field:
    """One column of one sheet.

    `sensitivity` has no default: a column nobody has classified cannot exist, so it cannot leak.
    """

    sheet: str
    key: str
    zh: str
    en: str
    kind: Kind
    sensitivity: Sensitivity
    required: Requirement
    vocabulary: str = ""
    """The list its words come from, or empty."""
    refers_to: str = ""
    """"Sheet.key" of the column whose values it must repeat, or empty."""
    constraints: tuple[Constraint, ...] = ()
    required_when: str = ""
    """A condition on the row: `stage=S9`, `credit_code` (filled), `first_contact_date<today-7`."""
    v1: Visibility
    v2: Visibility
    v3: Visibility
    module: str
    width: float
    lock: Lock
    common: bool
    """Whether the column is open in the template; the others are grouped."""
    depends_on: str = ""
    """The column whose value narrows this column's list, or empty."""
    aliases: tuple[str, ...] = ()
    hint: Text = field(default=Text("", ""))
    example: str = ""
    article: str = ""

    @property
    def name(self) -> Text:
        """What people call the column."""
        return Text(self.zh, self.en)

    def argument(self, name: str) -> str | None:
        """Return the argument of the constraint `name`; None: the column has no such rule.

        A rule without an argument (`unique`) answers with an empty string.
        """
        return next((c.argument for c in self.constraints if c.name == name), None)

    def has(self, name: str) -> bool:
        """Return whether the column has the constraint `name`."""
        return self.argument(name) is not None


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet of the book: `kind` is data (people type), ledger or result (actions write)."""

    key: str
    order: int
    zh: str
    en: str
    kind: str
    row_key: str
    """The column that names a row, or empty."""
    profiles: tuple[str, ...]
    """The template profiles that show the tab."""
    module: str
    row_rules: tuple[RowRule, ...]
    purpose: Text
    fields: tuple[Field, ...]

    @property
    def name(self) -> Text:
        """What people call the sheet, in both languages."""
        return Text(self.zh, self.en)

    def tab(self, language: str) -> str:
        """Return the tab in a `zh`, `en` or `both` template; both has the short English one."""
        return self.zh if language == "zh" else self.en

    @property
    def checked(self) -> bool:
        """Whether rows are checked, so that the sheet has a status and an issues column."""
        return self.kind != "result"

    @cached_property
    def by_key(self) -> Mapping[str, Field]:
        """Column key → Field, in sheet order."""
        return {f.key: f for f in self.fields}


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """Every sheet and column, with the lists their words come from."""

    sheets: Mapping[str, Sheet]
    """Sheet key → Sheet, in tab order."""
    vocabularies: Mapping[str, Vocabulary]
    hash: str
    """SHA-256 of the tables it was read from."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every column, sheet by sheet."""
        return tuple(f for sheet in self.sheets.values() for f in sheet.fields)

    def field(self, sheet: str, key: str) -> Field:
        """Return one column.

        Raises:
            KeyError: the sheet or the column does not exist.
        """
        return self.sheets[sheet].by_key[key]

    def vocabulary(self, column: Field) -> Vocabulary | None:
        """Return the list that `column` takes its words from; None: any value will do."""
        return self.vocabularies.get(column.vocabulary)


@cache
def load(path: Path | None = None) -> Catalogue:
    """Return the catalogue; `path` is a team's own catalogue.csv instead of the shipped one.

    A sheets.csv, vocabularies.csv or results.csv beside `path` replaces the shipped one too.

    Raises:
        CatalogueError: a table is wrong; the error names table, row and column.
        FileMissingError: `path` is not there.
    """
    home = path.parent if path else _HERE
    files = {name: _beside(home, f"{name}.csv") for name in ("sheets", "vocabularies", "results")}
    files["catalogue"] = path or _HERE / "catalogue.csv"
    sheets = tables.read_sheets(files["sheets"])
    lists = vocabularies(tables.read_vocabularies(files["vocabularies"]).rows.values())
    codes = {name: set(words.words) for name, words in lists.items()}
    known = [row["sheet"] for row in sheets.rows.values()]
    columns = [
        tables.read_columns(files[name], sheets=known, vocabularies=codes)
        for name in ("catalogue", "results")
    ]
    tables.check_references(columns, sheets)
    by_sheet: dict[str, list[Field]] = {}
    for row in (row for table in columns for row in table.rows.values()):
        by_sheet.setdefault(row["sheet"], []).append(_field(row))
    ordered = sorted(sheets.rows.values(), key=lambda row: int(row["order"]))
    return Catalogue(
        sheets={row["sheet"]: _sheet(row, tuple(by_sheet[row["sheet"]])) for row in ordered},
        vocabularies=lists,
        hash=_digest(*files.values()),
    )


def words(cell: str) -> tuple[str, ...]:
    """Return the parts of a `;`-separated cell, without blanks.

    >>> words("a; b;; c ")
    ('a', 'b', 'c')
    """
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _beside(home: Path, name: str) -> Path:
    return home / name if (home / name).exists() else _HERE / name


def _digest(*files: Path) -> str:
    digest = hashlib.sha256()
    for file in files:
        # Line ends differ between checkouts and say nothing about the catalogue.
        digest.update(file.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def _field(row: Mapping[str, str]) -> Field:
    return Field(
        sheet=row["sheet"],
        key=row["key"],
        zh=row["zh"],
        en=row["en"],
        kind=Kind(row["type"]),
        vocabulary=row["vocabulary"],
        refers_to=row["refers_to"],
        constraints=tuple(Constraint(*part) for part in constraints.column_rules(row["rules"])),
        required=Requirement(row["required"]),
        required_when=row["required_when"],
        sensitivity=Sensitivity(row["class"]),
        v1=Visibility(row["v1"]),
        v2=Visibility(row["v2"]),
        v3=Visibility(row["v3"]),
        module=row["module"],
        width=float(row["width"]),
        lock=Lock(row["lock"]),
        common=row["common"] == "Y",
        depends_on=row["depends_on"],
        aliases=words(row["aliases"]),
        hint=Text(row["hint_zh"], row["hint_en"]),
        example=row["example"],
        article=row["article"],
    )


def _sheet(row: Mapping[str, str], fields: tuple[Field, ...]) -> Sheet:
    return Sheet(
        key=row["sheet"],
        order=int(row["order"]),
        zh=row["zh"],
        en=row["en"],
        kind=row["kind"],
        row_key=row["row_key"],
        profiles=words(row["profiles"]),
        module=row["module"],
        row_rules=tuple(RowRule(*rule) for rule in constraints.row_rules(row["row_rules"])),
        purpose=Text(row["purpose_zh"], row["purpose_en"]),
        fields=fields,
    )
