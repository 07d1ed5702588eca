"""Grades (rules.md §5): how recent, how often and for how much, as A, B, C or D.

`evidence` reads the book, `scores` and `quantile` score it, `ladder` makes grades of scores,
`manual` weighs what people set, `grading` puts them together and `action` writes the result.
"""

from __future__ import annotations

from validation.grades.action import grade_book

__all__ = ["grade_book"]
