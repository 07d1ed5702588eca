"""Everything a check looks at: `check` reads a Book and answers with findings.

A sheet's cells go through four steps, and a cell that one step condemns is left alone by the
next, so that one mistake is one finding: damage (what Excel or copying did), reading (is it the
kind of value the column takes), limits (is it a value the column allows), rows (does it fit the
other cells). Then rows are held against other rows and sheets, and last the file itself.
"""

from __future__ import annotations

from validation.checks.engine import check

__all__ = ["check"]
