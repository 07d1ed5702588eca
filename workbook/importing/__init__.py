"""A foreign list becomes a book, and nothing of it is lost.

    sources     SHEET=PATH on the command line
    cells       rows of a sheet, merged cells filled downwards
    tables      a sheet → its tables: titles, double headers, totals, notes (asides)
    headers     a column's header → the field it means, with the reason
    guessing    the sheet a table fills, when nobody has said it · matching  both, for every table
    mapping     the map file: read, checked, written
    derivation  joined columns, filters, templates and conditions of a map · preparation  applied
    filling     a prepared table → rows; naming, people, splitting, conversion, values, grouping
    linking     ids minted, old ids and company names followed
    defaults    what is stated for every record, and said
    accounting  every cell of the source counted once
    report      what was carried, guessed, changed, split, left out
    assembly    the whole way, one source at a time

`import_sources` is the entry point.
"""

from workbook.importing.assembly import Imported, gather, import_sources
from workbook.importing.sources import Source, parse_source

__all__ = ["Imported", "Source", "gather", "import_sources", "parse_source"]
