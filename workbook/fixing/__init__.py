"""`relaybook fix`: from a file to a copy in which every certain mistake is put right.

The worker reads, decides and writes; only the list of changes leaves it. The file itself stays
as it is.
"""

from __future__ import annotations

from workbook.fixing.files import FixedFile, fix_file, fix_here

__all__ = ["FixedFile", "fix_file", "fix_here"]
