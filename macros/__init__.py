"""Thin entry points: the command line now, the ribbon's buttons beside it."""
