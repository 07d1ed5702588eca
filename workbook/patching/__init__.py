"""Changing a workbook by rewriting only the parts of its package that must change."""

from workbook.patching.formulas import formula_cells
from workbook.patching.patcher import has_added_sheet, is_signed, patch

__all__ = ["formula_cells", "has_added_sheet", "is_signed", "patch"]
