"""The language of `find`, `--where` and the conditions of SOP_Rules.

    query = Query.parse("德国 医疗器械 报价 A", catalogue.sheets["Customers"], catalogue)
    sheets = typed(book, catalogue, {"Customers": query.columns}, settings=..., today=today)
    hits = sheets["Customers"].frame[query.mask(sheets["Customers"].frame, today)]

What may stand in a query, in Chinese, English or both:

    客户分级=A   Grade (effective)=A   grade=A and country=DE   bucket=Act now
    stage>=S3   grade>=B (B or better)   grade in (A, B)   标签=价格敏感
    last_contact_date>7d   最近联系日期 超过 7天 (more than seven days ago: day 8)
    due<=3天后   due<today+3   created=2026-11   created=2026-01-01..2026-03-31   本月
    last_12m_amount>=5万   amount between 1000 and 5000
    owner=王伟   owner 为空   tags is not blank   competitor_info contains ACME
    and 且 & , or blank · or 或 | · not 非 ! · ( ) （ ） · "quoted words"
    分配业务员                      a column's own name alone: it is filled in
    德国 医疗器械 报价 A             words alone: what list has them, else text of the row
    7天未联系                       last contact more than seven days ago

A blank cell equals nothing, so `!=` and `not` hold for it. `7d` is a length of time until today,
`7天前`, `7 days ago` and `today-7` are days; months and years are those of the calendar.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from validation.queries.grammar import Meaning, Parser
from validation.queries.terms import Names, Terms
from validation.queries.tree import NOTES, All, Not, has_text

if TYPE_CHECKING:
    import datetime as dt

    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from validation.catalogue import Catalogue, Sheet
    from validation.messages import Text
    from validation.queries.tree import Node

__all__ = ["NOTES", "Meaning", "Names", "Query"]


@dataclass(frozen=True)
class Query:
    """A condition on the rows of one sheet."""

    tree: Node
    meanings: tuple[Meaning, ...]
    """What each part of the text was taken for, in its order: say it to the person."""

    @classmethod
    def parse(
        cls,
        text: str,
        sheet: Sheet,
        catalogue: Catalogue,
        *,
        names: Names | None = None,
        texts: bool = True,
    ) -> Query:
        """Return the condition that `text` says of the rows of `sheet`; blank: every row.

        Args:
            text: in the language above.
            sheet: `catalogue.sheets[...]`.
            catalogue: its columns and lists.
            names: of reps and products, so that `王伟` may stand for R001; see `Names.of`.
            texts: whether a word that no list has is looked for in the row's texts; False (for
                conditions of rules): it is refused.

        Raises:
            QueryError: something is not understood; facts: reason (Text, says the word and words
                like it), word.
        """
        parser = Parser(text, Terms(sheet, catalogue, names or Names()), texts=texts)
        tree = parser.tree()
        return cls(tree, tuple(parser.meanings))

    def mask(self, frame: pd.DataFrame, today: dt.date) -> npt.NDArray[np.bool_]:
        """Return row by row whether the condition holds.

        Args:
            frame: as `validation.typed` gives it: codes, ids, tuples, Decimals, dates; None is
                blank. A column it lacks is blank throughout. A column `NOTES` holds further text
                of a row (str) that bare words look through.
            today: what dates are held against.
        """
        return self.tree.mask(frame, today)

    @property
    def columns(self) -> frozenset[str]:
        """The keys of the sheet's columns that `mask` looks at."""
        return self.tree.columns()

    @property
    def looks_through_texts(self) -> bool:
        """Whether a word is looked for in the texts of a row, so that `NOTES` counts."""
        return has_text(self.tree)

    def said(self) -> Text:
        """Return the condition in words, with codes and dates as they were understood."""
        return self.tree.said()

    def __and__(self, other: Query) -> Query:
        """Return the query that holds where both do."""
        parts = tuple(part for part in (self.tree, other.tree) if part != All(()))
        tree = parts[0] if len(parts) == 1 else All(parts)
        return Query(tree, (*self.meanings, *other.meanings))

    def __invert__(self) -> Query:
        """Return the query that holds where this one does not."""
        return Query(Not(self.tree), self.meanings)
