"""Changing a workbook by rewriting only the parts of its package that must change."""
