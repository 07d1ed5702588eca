"""The rows a new book starts with: settings, reminder rules, stage rules, sharing policy."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from validation import seeds

if TYPE_CHECKING:
    from validation.catalogue import Catalogue
    from workbook.template.plan import Content
    from workbook.template.wording import Wording


def seeded(content: Content, catalogue: Catalogue, wording: Wording) -> Content:
    """Return `content` with the starting rows of every sheet it leaves out."""
    frames = {
        sheet: pd.DataFrame(
            seeds.rows(sheet, wording.language, catalogue=catalogue),
            columns=list(catalogue.sheets[sheet].by_key),
            dtype=object,
        )
        for sheet in seeds.SHEETS
        if sheet in catalogue.sheets and sheet not in content.frames
    }
    return replace(content, frames={**frames, **content.frames})
