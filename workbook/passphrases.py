"""Passphrases of handover files: drawn by chance, or typed by a person and then judged.

The words are the EFF's large list (licence beside it): six of 7,776 are 77 bits, which holds
even against the cheap key derivation of a zip archive.
"""

from __future__ import annotations

import math
import re
import secrets
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from validation.errors import RelaybookError
from validation.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from validation.messages import Text

WORDS = 6
LONGEST = 64
"""Characters; zxcvbn gives up above 72."""
MOST_BYTES = 99
"""What an encrypted archive can take of the passphrase as UTF-8; 7-Zip refuses more."""
SHORTEST_TYPED = 12
LEAST_SCORE = 3
_LIST = Path(__file__).with_name("eff_large_wordlist.txt")
_UNSPOKEN = frozenset({"fondling", "grope", "jockstrap", "racism"})
"""Words of the list that nobody should have to read out to a partner on the phone."""
_SHORTEST_WORD = 3
_FEWEST_SIGNS = 6
_OBVIOUS = ("客户", "资料", "密码", "口令", "公司", "交接", "外贸", "业务", "relaybook", "handover",
            "customer", "password")  # fmt: skip
"""What the file is about; a list of common passwords has no Chinese words."""


class PassphraseError(RelaybookError):
    """A passphrase that some program could not take. Facts: reason (Text)."""

    key = "passphrase.refused"


class Strength(NamedTuple):
    """How well a passphrase stands up to guessing: `score` from 0 (at once) to 4."""

    score: int
    advice: Text
    """What to do; where nothing is to be done, that it is strong."""
    enough: bool
    """Whether a typed one may be used: score 3, 12 characters, nothing any program refuses."""


def generated(words: int = WORDS) -> str:
    """Return a new passphrase of small letters, its words joined by hyphens.

    Raises:
        ValueError: fewer than five words, or more than a passphrase may be long.
    """
    if not 5 <= words <= WORDS:
        msg = f"a passphrase has 5 or {WORDS} words, not {words}"
        raise ValueError(msg)
    return "-".join(secrets.choice(_drawn()) for _ in range(words))


def bits(words: int = WORDS) -> float:
    """Return how many bits a guesser of a generated passphrase has to find.

    >>> round(bits(), 1)
    77.5
    """
    return words * math.log2(len(_drawn()))


def accepted(text: str) -> str:
    """Return a passphrase as every program will take it: composed letters (NFC).

    Raises:
        PassphraseError: it is empty or too long, or has a character that cannot be typed again.
    """
    passphrase = unicodedata.normalize("NFC", text)
    if not passphrase:
        raise PassphraseError(reason=message("passphrase.empty"))
    if passphrase != passphrase.strip():
        raise PassphraseError(reason=message("passphrase.spaces"))
    for place, mark in enumerate(passphrase, 1):
        # Controls, half characters, unassigned, private, invisible ones and odd spaces.
        if mark != " " and unicodedata.category(mark)[0] in "CZ":
            raise PassphraseError(reason=message("passphrase.untypable", place=place))
    size = len(passphrase.encode())
    if len(passphrase) > LONGEST or size > MOST_BYTES:
        raise PassphraseError(reason=message("passphrase.too_long", most=LONGEST))
    return passphrase


def strength(text: str, company_words: Iterable[str] = ()) -> Strength:
    """Return how strong a typed passphrase is, and in both languages what would make it stronger.

    `company_words` are what a guesser tries first: names of the company, of its customers, reps
    and products. Wherever one of them, or a word of one, stands in the passphrase, it counts
    for nothing.
    """
    # 0.1 s of word lists that only this question needs.
    from zxcvbn import zxcvbn  # noqa: PLC0415

    try:
        passphrase = accepted(text)
    except PassphraseError as error:
        return Strength(0, cast("Text", error.facts["reason"]), enough=False)
    own = _without(passphrase, company_words)
    found: dict[str, Any] = zxcvbn(own) if own else {"score": 0, "sequence": []}
    # zxcvbn gives its best mark to aaaa-bbbb-cccc.
    score = int(found["score"]) if len(set(own)) >= _FEWEST_SIGNS else 0
    if len(passphrase) < SHORTEST_TYPED:
        return Strength(score, message("passphrase.short", least=SHORTEST_TYPED), enough=False)
    if score < LEAST_SCORE:
        advice = "company" if own != passphrase else _pattern(found["sequence"])
        return Strength(score, message(f"passphrase.{advice}"), enough=False)
    odd = "" if passphrase.isascii() else ".not_ascii"
    return Strength(score, message(f"passphrase.strong{odd}"), enough=True)


@cache
def _drawn() -> tuple[str, ...]:
    listed = _LIST.read_text("ascii").split()
    return tuple(word for word in listed if word not in _UNSPOKEN)


def _without(passphrase: str, company_words: Iterable[str]) -> str:
    """Return the passphrase without what a guesser tries first; unchanged if it holds no such."""
    folded = left = _folded(passphrase)
    known = [_folded(words) for words in (*company_words, *_OBVIOUS)]
    parts = {part for words in known for part in _parts(words)}
    for part in sorted(parts, key=len, reverse=True):
        left = left.replace(part, "")
    # Chinese has no spaces: any signs in a row may be what people call a company.
    every = "\n".join(known)
    for run in re.findall(r"[\u3400-\u9fff]{2,}", left):
        pieces = (run[a:b] for a in range(len(run)) for b in range(len(run), a + 1, -1))
        for piece in pieces:
            left = left.replace(piece, "") if piece in every else left
    return left if left != folded else passphrase


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _parts(words: str) -> Iterator[str]:
    found = [word for word in re.split(r"[\W_]+", words) if word]
    yield from (part for part in ("".join(found), *found) if len(part) >= _SHORTEST_WORD)


def _pattern(sequence: Sequence[Mapping[str, object]]) -> str:
    """Return what makes the passphrase easy to guess, as the name of its advice."""
    found = {match["pattern"] for match in sequence}
    return next((p for p in ("date", "sequence", "repeat", "spatial") if p in found), "weak")
