"""The text gate: what a text that leaves the company may not say, and what is said instead.

`known` takes the values of a record's columns, `checked` reads a text against them and against
patterns in Chinese and English, `left` gives the fixed sentences a failed text is replaced by.
"""

from validation.redaction.gate import checked, left, withheld
from validation.redaction.knowledge import Known, known
from validation.redaction.shapes import Hit, Kind, Reading, Values

__all__ = ["Hit", "Kind", "Known", "Reading", "Values", "checked", "known", "left", "withheld"]
