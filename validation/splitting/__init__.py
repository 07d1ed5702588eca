"""A rep's own book: which rows and columns of the manager's book are in it.

`split` is pure and says what leaves; `workbook.splitting` writes the files. Sources: catalogue.md
§3 row 12 and rules.md §10.
"""

from __future__ import annotations

from validation.splitting.parts import Order, Part, Split, split
from validation.splitting.records import Given, log

__all__ = ["Given", "Order", "Part", "Split", "log", "split"]
