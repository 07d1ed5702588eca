"""Several records of one customer made one, and the decision that two are not one.

`merge` and `not_duplicates` are pure and return an Outcome; `workbook.acting` carries it out.
The rules of the columns are in merging.csv, what must not be merged in `refusals`, what moves
along in `children`. Nothing is lost: what a rule does not take stands in the sheet Conflicts,
every cell of a row that goes in the sheet Changes.
"""

from __future__ import annotations

from validation.merging.decision import NotOne, not_duplicates
from validation.merging.merger import merge
from validation.merging.records import Request, former_ids

__all__ = ["NotOne", "Request", "former_ids", "merge", "not_duplicates"]
