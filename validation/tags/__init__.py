"""Signals in notes, tags for customers: suggested with their evidence, confirmed by people.

`signals.csv` holds the words: a signal's code (a word of the list `tag`), phrases in Chinese and
English, phrases that mean something else, whether a question already is the signal, and what to
do about it. A team adds a row there and one to its vocabularies.csv. `…` in a phrase stands for a
few words in between, `*` for the rest of a word.
"""
