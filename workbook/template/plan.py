"""What goes where: the tabs of a book, and the columns of each sheet, before a cell is written."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from xlsxwriter.utility import quote_sheetname, xl_col_to_name

from validation.catalogue import ISSUES, STATUS, Kind, Requirement
from validation.messages import Text, message, plain
from validation.seeds import SHEETS
from workbook.form import DASHBOARD_TAB, FIRST_ROW, GUIDE_TAB, LAST_ROW, LISTS_TAB
from workbook.template.labels import shown_labels
from workbook.template.wording import Wording, units

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from validation.catalogue import Catalogue, Field, Sheet

Profile = Literal["rep", "manager", "full"]

MOST_TABS = 10
_ISSUES_WIDTH = 10.0
_STATUS_WIDTH = 9.0
_CUSTOM_WIDTH = 20.0
_WIDEST_LABEL = 30.0
_WIDEST_HEADER = 38.0
_WIDEST_SEED = 84.0
_STRETCH = 1.4
_SAMPLED = 2000
_FREE_TEXT = frozenset({Kind.TEXT, Kind.URL, Kind.EMAIL, Kind.LIST})
_MOST_FROZEN = 4
_MOST_ANCHORS = 3
_FILTER_BUTTON = 3
_ROOMY = {"severity": 15.0, "field": 36.0, "value": 30.0, "message": 90.0, "suggestion": 30.0}
"""Columns of Issues whose text is longer than their headers: not every program lets a row grow."""


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a new book is filled with.

    `frames` maps a sheet's catalogue key to its rows: columns are catalogue keys or the headers
    named in `custom`, values as a cell shows them; the index is ignored, the first row goes to
    row 5. `custom` maps a sheet to the headers of the user's own columns, in their order; a
    column that is neither is kept as one more of them. `as_of` None: the book follows the
    calendar, and `today` is the day the values beside its formulas hold; both None: what depends
    on the day is blank or 0 until a program recalculates. `book_id` empty: the first action
    gives one.
    """

    frames: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    custom: Mapping[str, Sequence[str]] = field(default_factory=dict)
    as_of: dt.date | None = None
    today: dt.date | None = None
    book_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a sheet; `number` is 0 for A."""

    number: int
    key: str
    """The catalogue key; empty for a column of the user's own."""
    name: Text
    module: str
    width: float
    field: Field | None
    """None: the status, the issues, or a column of the user's own."""
    grouped: bool = False
    hidden: bool = False

    @property
    def letter(self) -> str:
        """The letters Excel shows above the column."""
        return str(xl_col_to_name(self.number))

    @property
    def first(self) -> str:
        """The column's cell in the first row of data, the column fixed: "$F5"."""
        return f"${self.letter}{FIRST_ROW}"

    @property
    def required(self) -> bool:
        """Whether a person must always fill it."""
        return (
            self.field is not None
            and self.field.required is Requirement.ALWAYS
            and self.field.lock == "open"
        )


@dataclass(frozen=True, kw_only=True)
class SheetPlan:
    """One sheet of the book."""

    sheet: Sheet
    tab: str
    shown: bool
    columns: tuple[Column, ...]
    frozen: int
    """How many columns stay while the rest scrolls."""
    rows: pd.DataFrame | None

    def column(self, key: str) -> Column | None:
        """Return the column `key`; None: the sheet has none."""
        return next((c for c in self.columns if c.key == key), None)

    @property
    def row_count(self) -> int:
        """The number of rows it is filled with."""
        return 0 if self.rows is None else len(self.rows)

    @property
    def anchors(self) -> tuple[Column, ...]:
        """The columns whose first entry begins a row."""
        fields = [c for c in self.columns if c.field is not None and not c.hidden]
        return tuple(fields[:_MOST_ANCHORS])

    def whole(self, key: str) -> str:
        """Return the range of the column `key` from the first row of data to the last.

        Raises:
            KeyError: the sheet has no such column.
        """
        column = self.column(key)
        if column is None:
            raise KeyError(key)
        home = quote_sheetname(self.tab)
        return f"{home}!${column.letter}${FIRST_ROW}:${column.letter}${LAST_ROW}"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The whole book."""

    catalogue: Catalogue
    wording: Wording
    profile: Profile
    content: Content
    sheets: Mapping[str, SheetPlan]

    @property
    def tabs(self) -> Mapping[str, Text]:
        """Every tab a person may open → its name, in tab order: Guide and Dashboard first."""
        named = {self.guide: message("template.tab.guide")}
        named |= {p.tab: p.sheet.name for p in self.sheets.values()}
        named[self.lists] = message("template.tab.lists")
        named[self.dashboard] = message("template.tab.dashboard")
        return named

    @property
    def guide(self) -> str:
        """The tab of the Guide."""
        return self._own_tab("guide", GUIDE_TAB)

    @property
    def lists(self) -> str:
        """The tab of the lists."""
        return self._own_tab("lists", LISTS_TAB)

    @property
    def dashboard(self) -> str:
        """The tab of the dashboard."""
        return self._own_tab("dashboard", DASHBOARD_TAB)

    def _own_tab(self, key: str, english: str) -> str:
        return message(f"template.tab.{key}").zh if self.wording.language == "zh" else english

    def is_shown(self, tab: str) -> bool:
        """Return whether the tab is visible."""
        if tab in (self.guide, self.dashboard):
            return True
        if tab == self.lists:
            return self.profile == "full"
        return any(p.shown for p in self.sheets.values() if p.tab == tab)

    @property
    def bar(self) -> tuple[str, ...]:
        """The tabs of the navigation bar, in order; a result without rows is not worth a link."""
        empty = {
            p.tab for p in self.sheets.values() if p.sheet.kind == "result" and not p.row_count
        }
        shown = [tab for tab in self.tabs if self.is_shown(tab) and tab not in empty]
        if len(shown) > MOST_TABS:
            daily = {p.tab for p in self.sheets.values() if "rep" in p.sheet.profiles}
            shown = [tab for tab in shown if tab in daily | {self.guide, self.dashboard}]
        first = [tab for tab in (self.guide, self.dashboard, self.home) if tab in shown]
        return tuple(first + [tab for tab in shown if tab not in first])

    @property
    def home(self) -> str:
        """The tab of the customers, which every other sheet leads back to; empty: there is none."""
        customers = self.sheets.get("Customers")
        return customers.tab if customers else ""


def planned(
    catalogue: Catalogue, *, profile: Profile, wording: Wording, content: Content | None
) -> Plan:
    """Return the plan of a book.

    Raises:
        KeyError: `content` names a sheet the catalogue does not have.
    """
    given = content or Content()
    for key in [*given.frames, *given.custom]:
        catalogue.sheets[key]
    sheets = [
        _sheet_plan(sheet, catalogue, profile, wording, given)
        for sheet in catalogue.sheets.values()
    ]
    if profile != "full":
        # Guide and Dashboard take two of the tabs; the last ones in order give way.
        over = [p.sheet.key for p in sheets if p.shown][MOST_TABS - 2 :]
        sheets = [replace(p, shown=p.shown and p.sheet.key not in over) for p in sheets]
    return Plan(
        catalogue=catalogue,
        wording=wording,
        profile=profile,
        content=given,
        sheets={p.sheet.key: p for p in sheets},
    )


def _sheet_plan(
    sheet: Sheet, catalogue: Catalogue, profile: Profile, wording: Wording, content: Content
) -> SheetPlan:
    rows = content.frames.get(sheet.key)
    columns = _columns(sheet, catalogue, wording, content)
    filled = rows is not None and len(rows) > 0
    # A sheet that actions fill stays out of the way until one has.
    shown = profile in sheet.profiles and (sheet.kind != "result" or filled)
    return SheetPlan(
        sheet=sheet,
        tab=sheet.tab(wording.language),
        shown=shown or profile == "full",
        columns=columns,
        frozen=_frozen(sheet, columns),
        rows=rows,
    )


def _own(sheet: Sheet, rows: pd.DataFrame | None, content: Content) -> tuple[str, ...]:
    """Return the headers of the user's own columns; a column nobody announced is one too."""
    known = {*sheet.by_key, STATUS, ISSUES}
    found = [] if rows is None else [str(c) for c in rows.columns if c not in known]
    return tuple(dict.fromkeys([*content.custom.get(sheet.key, ()), *found]))


def _columns(
    sheet: Sheet,
    catalogue: Catalogue,
    wording: Wording,
    content: Content,
) -> tuple[Column, ...]:
    rows = content.frames.get(sheet.key)
    own = _own(sheet, rows, content)
    made: list[Column] = []

    def add(key: str, name: Text, module: str, width: float, **more: object) -> None:
        made.append(
            Column(
                number=len(made),
                key=key,
                name=name,
                module=module,
                width=width,
                **{"field": None, **more},  # type: ignore[arg-type]
            )
        )

    if sheet.checked:
        add(STATUS, message("template.status"), "system", _STATUS_WIDTH)
    for column in _by_module(sheet.fields):
        width = _width(column, catalogue, wording, rows)
        grouped = not column.common
        add(
            column.key, column.name, column.module, width,
            field=column, grouped=grouped, hidden=grouped,
        )  # fmt: skip
    for header in own:
        add("", plain(header), "custom", max(_CUSTOM_WIDTH, min(units(header) + 5, 40)))
    if sheet.checked:
        add(ISSUES, message("template.issues"), "system", _ISSUES_WIDTH, hidden=True)
    return tuple(made)


def _by_module(fields: Sequence[Field]) -> list[Field]:
    """Return the fields with those of a module together, modules in order of appearance."""
    order = list(dict.fromkeys(f.module for f in fields))
    return sorted(fields, key=lambda f: order.index(f.module))


def _width(
    column: Field, catalogue: Catalogue, wording: Wording, rows: pd.DataFrame | None
) -> float:
    """Return the width that shows the header, the labels and most of the text of the column.

    A bold Chinese line needs two units a character; the second line is in a smaller type.
    """
    zh, en = (units(side) for side in column.name)
    marked = zh + (2 if column.required is Requirement.ALWAYS else 0)
    heading = {"zh": marked, "en": (en + marked - zh) * 1.12}.get(
        wording.language, max(marked, en * 0.95)
    )
    needed = [column.width, min(heading + _FILTER_BUTTON, _WIDEST_HEADER)]
    if column.sheet == "Issues":
        return round(max(*needed, _ROOMY.get(column.key, 0)), 1)
    if column.kind in (Kind.ENUM, Kind.BOOL):
        # The rows a book starts with are there to be read, whatever else the list holds.
        seeded = column.sheet in SHEETS
        labels = shown_labels(column, catalogue, wording)
        widest = _WIDEST_SEED if seeded else _WIDEST_LABEL
        needed.append(min(_typical(labels, share=1.0 if seeded else 0.9), widest))
    if rows is not None and column.key in rows and column.kind in _FREE_TEXT:
        texts = [v for v in rows[column.key].head(_SAMPLED).tolist() if isinstance(v, str)]
        if column.module == "system" or column.sheet in SHEETS:
            needed.append(min(_typical(texts, share=1), _WIDEST_SEED))
        else:
            needed.append(min(_typical(texts), column.width * _STRETCH))
    return round(max(needed), 1)


def _typical(texts: Sequence[str], *, share: float = 0.9) -> float:
    """Return the width that shows a share of the texts whole; 0: there are none."""
    widths = sorted(units(text) for text in texts if text)
    return widths[int((len(widths) - 1) * share)] + 3.0 if widths else 0.0


def _frozen(sheet: Sheet, columns: Sequence[Column]) -> int:
    """Return how many columns to freeze: status, id and the names that follow it."""
    names = ("name", "company", "title_name", "party", "setting")
    kept = 1
    for column in columns[:_MOST_FROZEN]:
        named = column.key == sheet.row_key or any(part in column.key for part in names)
        if named and not column.hidden:
            kept = column.number + 1
    return kept
