"""One module for each kind of file; each gives `Grid`s. Only `workbook.grids` chooses."""
