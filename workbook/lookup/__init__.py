"""One new customer looked up in books, in folders of them, and in files of fingerprints.

reading   any file → the rows a lookup reads, in the isolated worker; many side by side
results   what books and fingerprints say together
text      for people · document  as JSON, relaybook.lookup/1
"""

from workbook.lookup.reading import Read, read_all
from workbook.lookup.results import Result

__all__ = ["Read", "Result", "read_all"]
