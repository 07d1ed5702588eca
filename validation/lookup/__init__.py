"""Whether somebody has a customer already: one new customer against books full of them."""

from validation.lookup.answers import Answer, Match, Verdict
from validation.lookup.asking import NewCustomer, unusable
from validation.lookup.gathering import Place, Source
from validation.lookup.searching import lookup
from validation.lookup.standing import Cooling, Group, Rep, Standing

__all__ = [
    "Answer",
    "Cooling",
    "Group",
    "Match",
    "NewCustomer",
    "Place",
    "Rep",
    "Source",
    "Standing",
    "Verdict",
    "lookup",
    "unusable",
]
