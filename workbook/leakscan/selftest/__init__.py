"""A workbook with a canary in every place where a value can survive, to prove the scanner by."""

from workbook.leakscan.selftest.places import PLACES, Place
from workbook.leakscan.selftest.planting import canaries, found, planted

__all__ = ["PLACES", "Place", "canaries", "found", "planted"]
