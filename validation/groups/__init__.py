"""One group under several names and owners (多抬头冲突): what contradicts, and what is allowed."""

from validation.groups.conflict import Allowance, Conflict, Kind, Side
from validation.groups.finding import Conflicts, conflicts
from validation.groups.tree import Tree, tree

__all__ = ["Allowance", "Conflict", "Conflicts", "Kind", "Side", "Tree", "conflicts", "tree"]
