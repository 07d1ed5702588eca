"""Write templates.xlsx anew: `python -m tests.regenerate`. A test holds it to its source."""

from __future__ import annotations

from pathlib import Path

from validation import catalogue
from workbook.template import write_template

TEMPLATE = Path(__file__).resolve().parents[1] / "templates.xlsx"

if __name__ == "__main__":
    write_template(TEMPLATE, catalogue.load(), profile="rep", language="both")
