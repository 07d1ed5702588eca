"""Merging several people's workbooks (合并): three-way, per cell, by row id (rules.md §10).

`merge` is pure and returns an Outcome for `workbook.acting`. Who changed a cell is told by the
digests of `snapshots`, which a rep's book carries; what becomes of a cell that both sides changed
by rules.csv.
"""

from __future__ import annotations

from validation.threeway.merging import Merged, Request, merge
from validation.threeway.mine import Mine

__all__ = ["Merged", "Mine", "Request", "merge"]
