"""Reps' own books as files: taken out of the manager's book, and brought back into it."""
