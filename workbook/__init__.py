"""Everything that knows a file: reading, writing, importing and isolating workbooks."""
