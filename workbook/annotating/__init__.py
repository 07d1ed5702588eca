"""Findings back into the workbook they came from, and out of it again.

`marked` and `cleared` decide what changes and touch no file; `annotate` and `unmark` write the
copy. A book of ours says it in its own columns, which move with their rows: the status
(✓, ✗ n, ! n), the hidden `_issues` (`|E:email|W:phone|`) that colours the cells, and the sheet
Issues. A workbook of somebody else gets one more sheet, and colours over cells.
"""

from __future__ import annotations

from workbook.annotating.copying import (
    annotate,
    unmark,
)
from workbook.annotating.decision import Checked, cleared, marked
from workbook.annotating.own import filled, without_marks

__all__ = [
    "Checked",
    "annotate",
    "cleared",
    "filled",
    "marked",
    "unmark",
    "without_marks",
]
