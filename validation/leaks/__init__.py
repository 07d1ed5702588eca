"""What must not stand in a file that leaves: the values withheld, in every spelling."""

from validation.leaks.collecting import tokens
from validation.leaks.matching import Matcher, Told
from validation.leaks.shapes import Amount, Leaving, Source, Tokens, Word

__all__ = ["Amount", "Leaving", "Matcher", "Source", "Tokens", "Told", "Word", "tokens"]
