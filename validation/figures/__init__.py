"""What a team asks of its book: which source converts best, who earns most, what is overdue.

Every figure is a table with a definition and an answer in words. It says "not enough data" where
a number would mislead, and counts what it cannot know as unknown, never as 0.
"""

from validation.figures.figures import WANTED, Figures, figures
from validation.figures.tables import ENOUGH, Column, Figure, Line, Share, Unit, Value

__all__ = [
    "ENOUGH",
    "WANTED",
    "Column",
    "Figure",
    "Figures",
    "Line",
    "Share",
    "Unit",
    "Value",
    "figures",
]
