"""The same customer twice: pairs of rows with points, reasons and clusters."""

from validation.duplicates.finding import Duplicates, Known, find

__all__ = ["Duplicates", "Known", "find"]
