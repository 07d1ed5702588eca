"""The map file of an import: TOML that says which column means what, and what to compute.

docs/import.md describes the format for users. A map that an import has written can be edited
and given back with `--map`; what it does not mention is matched as without a map.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.errors import FileMissingError, ImportMapError
from validation.messages import Text, message
from workbook.importing import derivation
from workbook.importing.headers import HALF_NAMES, SPLIT_NAME
from workbook.importing.sources import sheet_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from validation.catalogue import Catalogue

FORMAT = "relaybook.map/1"
CUSTOM = "custom"
"""Target of a column kept under its own header; `custom:Name` gives it another."""
LEAVE = "leave"
"""Target of a column that stays out of the book; its cells are listed in the report."""
TAKES = ("sum", "count", "first", "last", "min", "max", "list")
_TABLE_KEYS = frozenset({
    "source", "tab", "sheet", "header_row", "rejoin", "keep", "columns", "fill", "default",
    "choose", "join", "replace",
})  # fmt: skip
_JOIN_KEYS = frozenset({"source", "on", "column", "value", "take", "by", "decimals"})
_CHOOSE_KEYS = frozenset({"field", "value", "where"})


class Join(NamedTuple):
    """A column taken from another list. `on` maps a column here to the equal column there."""

    source: str
    on: Mapping[str, str]
    column: str
    value: str
    take: str
    by: str = ""
    decimals: int = 2


class Choice(NamedTuple):
    """`field` gets `value` (a template) in the rows where the condition holds."""

    field: str
    value: str
    where: str


@dataclass(frozen=True, kw_only=True)
class TableMap:
    """What the map says of one list."""

    source: str
    """A file name; `*` stands for any text."""
    tab: str = "*"
    sheet: str | None = None
    header_row: int | None = None
    """The row of the headers; 0: there is none; None: it is to be found."""
    rejoin: str = ""
    """The column whose unquoted commas have shifted the cells behind it."""
    keep: str = ""
    """Only rows where this condition holds are imported."""
    columns: Mapping[str, str] = field(default_factory=dict)
    fill: Mapping[str, str] = field(default_factory=dict)
    default: Mapping[str, str] = field(default_factory=dict)
    choose: tuple[Choice, ...] = ()
    joins: tuple[Join, ...] = ()
    replace: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ImportMap:
    """A map file. `blank` are texts that stand for an empty cell, such as NULL."""

    path: Path | None = None
    blank: tuple[str, ...] = ()
    tables: tuple[TableMap, ...] = ()

    def table(self, source: str, tab: str) -> TableMap:
        """Return what the map says of a tab of a file; an empty TableMap when nothing."""
        for table in self.tables:
            if _like(source, table.source) and _like(tab, table.tab):
                return table
        return TableMap(source=source)


def read_map(path: Path, catalogue: Catalogue) -> ImportMap:
    """Return the map a file holds.

    Raises:
        FileMissingError: the file is not there.
        ImportMapError: it is no TOML, or names a sheet, field, key or form that does not exist.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise FileMissingError(path=path) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ImportMapError(path=str(path), reason=message("import.map.toml")) from error
    return _Reading(path, catalogue).whole(told)


@dataclass(frozen=True)
class _Reading:
    path: Path
    catalogue: Catalogue

    def whole(self, told: Mapping[str, Any]) -> ImportMap:
        if told.get("format") != FORMAT:
            raise self.wrong(problem="format", found=str(told.get("format", "")), expected=FORMAT)
        self.only(told, {"format", "blank", "table"})
        return ImportMap(
            path=self.path,
            blank=tuple(str(t) for t in told.get("blank", ())),
            tables=tuple(self.table(t) for t in told.get("table", ())),
        )

    def table(self, told: Mapping[str, Any]) -> TableMap:
        self.only(told, _TABLE_KEYS)
        if "source" not in told:
            raise self.wrong(problem="needs", what="source")
        sheet = None
        if "sheet" in told:
            sheet = sheet_key(str(told["sheet"]), self.catalogue)
            if sheet is None:
                raise self.wrong(problem="sheet", found=str(told["sheet"]))
        columns = {str(k): str(v) for k, v in told.get("columns", {}).items()}
        fills = {
            name: {str(k): str(v) for k, v in told.get(name, {}).items()}
            for name in ("fill", "default")
        }
        choices = tuple(self.choice(c) for c in told.get("choose", ()))
        for target in (
            *columns.values(),
            *fills["fill"],
            *fills["default"],
            *(c.field for c in choices),
        ):
            self.check_target(target, sheet)
        self.check_condition(str(told.get("keep", "")))
        return TableMap(
            source=str(told["source"]),
            tab=str(told.get("tab", "*")),
            sheet=sheet,
            header_row=told.get("header_row"),
            rejoin=str(told.get("rejoin", "")),
            keep=str(told.get("keep", "")),
            columns=columns,
            fill=fills["fill"],
            default=fills["default"],
            choose=choices,
            joins=tuple(self.join(j) for j in told.get("join", ())),
            replace={
                str(k): {str(a): str(b) for a, b in v.items()}
                for k, v in told.get("replace", {}).items()
            },
        )

    def choice(self, told: Mapping[str, Any]) -> Choice:
        self.only(told, _CHOOSE_KEYS)
        for key in ("field", "value"):
            if key not in told:
                raise self.wrong(problem="needs", what=key)
        self.check_condition(str(told.get("where", "")))
        return Choice(str(told["field"]), str(told["value"]), str(told.get("where", "")))

    def join(self, told: Mapping[str, Any]) -> Join:
        self.only(told, _JOIN_KEYS)
        for key in ("source", "on", "column"):
            if key not in told:
                raise self.wrong(problem="needs", what=key)
        take = str(told.get("take", "first"))
        if take not in TAKES:
            raise self.wrong(problem="take", found=take, known=", ".join(TAKES))
        on = {str(here): str(there) for here, there in told["on"].items()}
        value = str(told.get("value", "{" + next(iter(on.values())) + "}"))
        if take == "sum":
            try:
                derivation.parsed(value)
            except ValueError as error:
                raise self.wrong(problem="formula", found=value) from error
        return Join(
            str(told["source"]),
            on,
            str(told["column"]),
            value,
            take,
            str(told.get("by", "")),
            int(told.get("decimals", 2)),
        )

    def check_condition(self, condition: str) -> None:
        try:
            derivation.comparisons(condition)
        except ValueError as error:
            raise self.wrong(problem="condition", found=condition) from error

    def check_target(self, target: str, sheet: str | None) -> None:
        if target == LEAVE or is_custom(target):
            return
        home, _, key = target.rpartition(".")
        home = home or sheet or ""
        # Without a sheet the target waits until the sheet has been guessed.
        if not home:
            return
        known = self.catalogue.sheets[home].by_key if home in self.catalogue.sheets else {}
        if key not in {*known, *HALF_NAMES, SPLIT_NAME.get(home)}:
            raise self.wrong(problem="field", found=target)

    def only(self, told: Mapping[str, Any], keys: Iterable[str]) -> None:
        known = set(keys)
        for key in told:
            if key not in known:
                raise self.wrong(problem="key", found=key, known=", ".join(sorted(known)))

    def wrong(self, *, problem: str, **facts: object) -> ImportMapError:
        reason: Text = message(f"import.map.{problem}", **facts)
        return ImportMapError(path=str(self.path), reason=reason)


class WrittenTable(NamedTuple):
    """One list as an import has read it. `columns` maps header → target, `reasons` → a remark."""

    source: str
    tab: str
    sheet: str
    header_row: int
    columns: Mapping[str, str]
    reasons: Mapping[str, str]


def map_text(tables: Sequence[WrittenTable], blank: Sequence[str] = ()) -> str:
    """Return the text of a map file that repeats an import; edit it and give it to --map."""
    lines = [f"format = {_quoted(FORMAT)}"]
    if blank:
        lines.append(f"blank = [{', '.join(map(_quoted, blank))}]")
    for table in tables:
        lines += [
            "", "[[table]]", f"source = {_quoted(table.source)}", f"tab = {_quoted(table.tab)}",
            f"sheet = {_quoted(table.sheet)}", f"header_row = {table.header_row}", "",
            "[table.columns]",
        ]  # fmt: skip
        for header, target in table.columns.items():
            reason = table.reasons.get(header, "")
            remark = f"  # {reason}" if reason else ""
            lines.append(f"{_quoted(header)} = {_quoted(target)}{remark}")
    return "\n".join(lines) + "\n"


def is_custom(target: str) -> bool:
    """Return whether a target keeps the column under a header of its own.

    >>> is_custom("custom:Fax"), is_custom("customer_id")
    (True, False)
    """
    return target == CUSTOM or target.startswith(f"{CUSTOM}:")


def _quoted(text: str) -> str:
    """Return a TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return (
        '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in escaped) + '"'
    )


def _like(name: str, pattern: str) -> bool:
    folded = name.casefold(), pattern.casefold()
    return folded[0] == folded[1] or fnmatchcase(*folded)
