"""The repairs that need no person: every certain suggestion of the check, put into its cell.

`rules.csv` says rule by rule whether the suggestion of a finding is certain, and of which type
the cell is to be. A repair is taken back when it would make any new finding appear, so a book
has after a fix exactly the findings it had, less those that were put right.
"""

from validation.fixes.engine import Scope, fixes
from validation.fixes.selection import TEXT_IDS, selected
from validation.fixes.trial import applied

__all__ = ["TEXT_IDS", "Scope", "applied", "fixes", "selected"]
