"""What a run of grading tells a person to look at, with the row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from validation.grades.reasons import lacking
from validation.grades.summary import Remark
from validation.messages import Text, message
from validation.rules import RULES
from validation.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.grades.summary import Graded
    from validation.typed import TypedSheet

_CUSTOMERS = "Customers"
_LISTED = 10
_ASIDE = frozenset({"lead_id", "converted_to"})
"""Columns that say nothing of a customer when they cannot be read; the check tells of them."""
_LACKS = {"rate": "no_rate", "currency": "currency_missing", "amount": ""}
_CHAIN = ("kdm", "decision_process")
"""What an A customer must name: who decides, and how (source article 003)."""


class Remarks(NamedTuple):
    """The remarks on one book. `tab` gives the tab of a sheet by its key."""

    book: Book
    catalogue: Catalogue
    settings: Settings
    tab: Callable[[str], str]

    def of_settings(self) -> Iterator[Remark]:
        """Yield the rows of the Config sheet that make no sense, alone or together."""
        _, problems = Settings.from_rows(self.book.sheets.get("Config"))
        for one in problems:
            told = message("grade.setting", row=one.row, text=one.text)
            yield Remark("", self.tab("Config"), one.row, one.setting, told)
        held = self.settings
        if held.grade_A_score < held.grade_B_score:
            told = message("grade.edges_crossed", high=held.grade_A_score, low=held.grade_B_score)
            yield Remark("", self.tab("Config"), None, "", told)
        if not held.weight_recency + held.weight_frequency + held.weight_money:
            yield Remark("", self.tab("Config"), None, "", message("grade.no_weights"))

    def of_columns(self, written: Sequence[str]) -> Iterator[Remark]:
        """Yield the columns that the book lacks for the result."""
        layout = self.book.layouts[_CUSTOMERS]
        for key in written:
            if key not in layout.columns:
                name = self.catalogue.field(_CUSTOMERS, key).name
                yield Remark("", layout.tab, None, "", message("grade.no_column", column=name))

    def of_unread(self, sheets: Mapping[str, TypedSheet]) -> Iterator[Remark]:
        """Yield the cells that could not be read, in the order of the sheets."""
        for key, sheet in sheets.items():
            for cell in sheet.unread:
                if cell.column in _ASIDE:
                    continue
                told = message(
                    "grade.unread",
                    sheet=cell.tab,
                    row=cell.row,
                    column=self.catalogue.field(key, cell.column).name,
                    value=cell.shown,
                )
                yield Remark("", cell.tab, cell.row, "", told)

    def of_left_out(self, rows: Mapping[tuple[str, str], Sequence[int]]) -> Iterator[Remark]:
        """Yield which rows were not counted, one remark for each reason."""
        for (sheet, why), found in rows.items():
            more = " …" if len(found) > _LISTED else ""
            told = message(
                f"grade.left_{why}",
                sheet=self.tab(sheet),
                n=len(found),
                rows=", ".join(map(str, found[:_LISTED])) + more,
            )
            yield Remark("", self.tab(sheet), found[0], "", told)

    def of_customer(self, one: Graded, row: Mapping[str, Any]) -> Iterator[Remark]:
        """Yield what is wrong with the grade of one customer."""
        money = one.evidence.money
        if money.trouble is not None:
            lack, sheet, at, *_ = money.trouble
            told = lacking(money.trouble, self.tab)
            rule = RULES.get(_LACKS[lack])
            yield Remark(rule.code if rule else "", self.tab(sheet), at, one.customer_id, told)
        if one.grade.verdict not in ("none", "holds"):
            told = message(
                f"grade.manual_{one.grade.verdict}",
                grade=one.manual.grade,
                until=one.manual.until,
                system=one.grade.system,
            )
            code = RULES["manual_grade_expired"].code if one.grade.verdict == "expired" else ""
            yield Remark(code, self.tab(_CUSTOMERS), one.row, one.customer_id, told)
        if one.grade.grade == "A":
            yield from self._top(one, row)

    def _top(self, one: Graded, row: Mapping[str, Any]) -> Iterator[Remark]:
        """Yield what an A customer must not lack; `relaybook check` says the same."""
        place = (self.tab(_CUSTOMERS), one.row, one.customer_id)
        for column in _CHAIN:
            if row[column] is None:
                name = self.catalogue.field(_CUSTOMERS, column).name
                told = message("grade.a_blank", column=name)
                yield Remark(RULES["grade_a_blank"].code, *place, told)
        if row["purchase_intent"] == "information_only":
            word = self.catalogue.vocabularies["purchase_intent"].words["information_only"]
            told = message("grade.a_intent", value=Text(word.zh, word.en))
            yield Remark(RULES["grade_a_intent"].code, *place, told)
