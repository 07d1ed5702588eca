"""Many workbooks: finding them, checking them side by side, and saying how far that is."""
