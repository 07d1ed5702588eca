"""Handover copies: which rows and columns may leave a book, in what form, and who said so."""
