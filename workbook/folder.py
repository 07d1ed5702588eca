"""Many workbooks: finding them, checking them side by side, and how far that is.

The parts are in `workbook.folders`; the same on a Dask cluster is `workbook.cluster`.
"""

from __future__ import annotations

from workbook.folders.batch import Checked, Result, Watch, check_all, worker_count
from workbook.folders.progress import Progress, sentence
from workbook.folders.walk import (
    SPREADSHEETS,
    Found,
    Walk,
    links_passed_over,
    places,
)

__all__ = [
    "SPREADSHEETS",
    "Checked",
    "Found",
    "Progress",
    "Result",
    "Walk",
    "Watch",
    "check_all",
    "links_passed_over",
    "places",
    "sentence",
    "worker_count",
]
