"""From a workbook to its figures."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbook import untrusted

if TYPE_CHECKING:
    from pathlib import Path

    from validation.figures import Figures
    from workbook.checking import Question


@dataclass(frozen=True, kw_only=True)
class Dashboard:
    """The figures of one workbook."""

    path: str
    figures: Figures


def dashboard(path: Path, question: Question) -> Dashboard:
    """Return the figures of the workbook at `path`, read and counted in the isolated worker.

    Raises:
        FileError: the file cannot be used.
    """
    found = untrusted.run("workbook.dashboard.reading:dashboard_here", path, question)
    assert isinstance(found, Dashboard)
    # The worker was given the whole path; people know the file as they named it.
    return Dashboard(path=str(path), figures=found.figures)


def dashboard_here(path: Path, question: Question) -> Dashboard:
    """Read and count in this process.

    Raises:
        FileError: the file cannot be used.
    """
    from validation.figures import WANTED, figures  # noqa: PLC0415  # pandas, in the worker
    from validation.typed import typed  # noqa: PLC0415
    from workbook.desk import Desk  # noqa: PLC0415

    desk = Desk.of(path, question)
    sheets = typed(desk.plain, desk.catalogue, WANTED, settings=desk.settings, today=desk.today)
    now = dt.datetime.combine(desk.today, desk.at.time())
    found = figures(sheets, desk.catalogue, settings=desk.settings, now=now)
    return Dashboard(path=str(path), figures=found)
