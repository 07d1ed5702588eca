"""The add-in: its text sources, the builder of its file, its installation, and its entry point."""
