"""Keyed hashes of what identifies customers: to ask a list that nobody can read."""

from validation.fingerprints.answers import BlindAnswer, blind_lookup
from validation.fingerprints.forms import Identity, identities, identity_of
from validation.fingerprints.keys import SALT_BYTES, SHORTEST_KEY, TeamKey, is_long_enough
from validation.fingerprints.prints import Prints, parsed, printed

__all__ = [
    "SALT_BYTES",
    "SHORTEST_KEY",
    "BlindAnswer",
    "Identity",
    "Prints",
    "TeamKey",
    "blind_lookup",
    "identities",
    "identity_of",
    "is_long_enough",
    "parsed",
    "printed",
]
