"""The leak gate: every part of a file, in every encoding, searched for what it must not hold."""

from workbook.leakscan.scanning import Hit, scan

__all__ = ["Hit", "scan"]
