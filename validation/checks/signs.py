"""What signs the texts of a column are made of, told for thousands of texts at a time.

Nearly every cell holds nothing but plain letters, digits and signs, and there nothing can be
wrong. Asking each text costs more than reading the file did, so the texts are laid end to end
and looked at as one array of signs; only those that are not plain are then read one by one.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from validation.normalise.tables import entries

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Bools = npt.NDArray[np.bool_]
    Bits = npt.NDArray[np.uint8]

DIGIT, LETTER_E, LETTER_X, LETTER, HAN, WIDE, FOREIGN, ODD = (1 << n for n in range(8))
"""Kinds of signs; other printable ASCII and the blank count for nothing.

E makes a number scientific and X stands for nothing, so they are kinds of their own. HAN is a
common simplified character, WIDE the punctuation beside it, FOREIGN a letter with an accent, or
one of Cyrillic, Greek or Korean.
"""

_ASCII_LETTER = LETTER_E | LETTER_X | LETTER
_ANY_LETTER = LETTER_E | LETTER | HAN | FOREIGN
RUN = 1 << 12
"""Texts looked at together: they and their signs stay in the processor's cache."""
_BLANK = 0x20
_END = 0x10000
"""Stands for every sign beyond the basic plane."""

# The 3,755 most used simplified characters are the first 40 rows of GB 2312, by pronunciation.
COMMON = "".join(
    bytes((high, low)).decode("gb2312", "ignore")
    for high in range(0xB0, 0xD8)
    for low in range(0xA1, 0xFF)
)
SIGNS = "，。、；：？！（）《》「」“”‘’…—·"
# Letters with accents, of which one may stand alone; two may be what another encoding made.
_ACCENTED = "".join(
    sign
    for sign in map(chr, range(0xC0, 0x250))
    if sign.isalpha()
    and unicodedata.normalize("NFKC", sign) == sign
    and len(sign.lower()) == 1
    and sign.lower() == sign.casefold()
)
# The small ones of Western Europe come in pairs (ção); no encoding makes two of them of a letter.
_FIRST_PAIRED, _LAST_PAIRED = 0xDF, 0xFF
# These begin what another encoding makes of a letter; in a word a plain letter follows.
_LEADING = tuple(map(ord, "ÂÃŒœ"))
# Letters of which nothing but words is made, whatever the encoding.
_CYRILLIC = "".join(map(chr, range(0x410, 0x450))) + "ЁёІіЇїЄє"
_GREEK = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώΆΈΉΊΌΎΏ"
_HANGUL = "".join(map(chr, range(0xAC00, 0xD7A4)))
_FIRST_OF_WORDS = 0x370
_NEVER_TIDY = ("_x00", "烫烫", "屯屯")


def _kinds() -> Bits:
    table = np.full(_END + 1, ODD, dtype=np.uint8)
    table[_BLANK:0x7F] = 0
    for kind, signs in (
        (DIGIT, "0123456789"),
        (LETTER, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        (LETTER_E, "eE"),
        (LETTER_X, "xX"),
        (HAN, COMMON),
        (WIDE, SIGNS),
        (FOREIGN, _ACCENTED + _CYRILLIC + _GREEK + _HANGUL),
    ):
        table[[ord(sign) for sign in signs]] = kind
    return table


def _folded() -> npt.NDArray[np.int64]:
    """Return for each sign the one it is compared as: half-width and in lower case."""
    table = np.arange(_END + 1, dtype=np.int64)
    for sign in (*map(chr, range(0x41, 0x5B)), *_ACCENTED, *_CYRILLIC, *_GREEK, *SIGNS):
        plain = unicodedata.normalize("NFKC", sign).casefold()
        table[ord(sign)] = ord(plain) if len(plain) == 1 else ord(sign)
    return table


_KINDS = _kinds()
_KINDS_OF_ASCII = _KINDS[:256].tobytes()
_FOLDED = _folded()
_STRIPPED = np.zeros(_END + 1, dtype=bool)
"""Signs that may follow a word and change nothing of it."""
_STRIPPED[list(map(ord, ".。!?…"))] = True


class Signs(NamedTuple):
    """What a run of texts is made of, one entry per text."""

    kinds: Bits
    """Every kind of sign in the text."""
    tidy: Bools
    """Whether `normalise.text.tidy` is certain to find nothing: true for single-spaced text of
    printable ASCII and foreign letters, or of common simplified characters and Chinese
    punctuation; those are also what no wrong encoding produces."""
    blank: Bools
    """Whether the text holds nothing but spaces, or nothing at all."""
    something: Bools
    """Whether `normalise.text.placeholder` is certain to find nothing; only of tidy texts."""

    def has(self, kinds: int) -> Bools:
        """Return which texts hold a sign of one of these kinds."""
        found: Bools = (self.kinds & kinds) != 0
        return found


class _Ends(NamedTuple):
    """The first sign, the last one and the one before it, folded, text by text."""

    first: npt.NDArray[np.int64]
    last: npt.NDArray[np.int64]
    before: npt.NDArray[np.int64]


def signs_of(texts: Sequence[str]) -> Signs:
    """Return what each of `texts` is made of.

    Raises:
        UnicodeEncodeError: half of a surrogate pair is among them.
    """
    return joined([scanned(texts[at : at + RUN]) for at in range(0, len(texts), RUN)])


def joined(parts: Sequence[Signs]) -> Signs:
    """Return the signs of several runs as those of one."""
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return Signs(np.empty(0, dtype=np.uint8), *[np.empty(0, dtype=bool)] * 3)
    return Signs(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def scanned(texts: Sequence[str]) -> Signs:
    """Return what the texts of one run are made of, `RUN` of them at most.

    Raises:
        UnicodeEncodeError: half of a surrogate pair is among them.
    """
    if not texts:
        return joined([])
    whole = "".join(texts)
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    codes, kinds = _codes(whole)
    stops = np.cumsum(lengths)
    starts = stops - lengths
    # The odd sign at the very end is there for an empty text that is the last; nobody else has it.
    found = np.bitwise_or.reduceat(kinds, np.append(starts, len(whole)))[:-1]
    found[lengths == 0] = ODD
    first, last = codes[starts], codes[stops - 1]
    untidy = (found & ODD) != 0
    untidy |= (first == _BLANK) | (last == _BLANK) | (first == ord("#")) | (first == ord("?"))
    # Full-width punctuation is right in a Chinese sentence, and only there.
    untidy |= ((found & WIDE) != 0) & ((found & HAN) == 0)
    untidy |= ((found & FOREIGN) != 0) & ((found & (HAN | WIDE)) != 0)
    odd = _both(codes == _BLANK)
    if (found & FOREIGN).any():
        odd |= _odd_pairs(codes, kinds)
    odd[stops[stops > 0] - 1] = False  # these reach from one text into the next
    untidy[np.searchsorted(starts, np.flatnonzero(odd), side="right") - 1] = True
    for piece in _NEVER_TIDY:
        if piece in whole:
            untidy |= np.fromiter((piece in text for text in texts), bool, count=len(texts))
    named = (found & _ANY_LETTER) != 0
    if not named.all():
        named |= _varied(codes, kinds, starts)
    ends = _Ends(*(_folded_at(codes, at) for at in (starts, stops - 1, stops - 2)))
    blank = np.zeros(len(texts), dtype=bool)
    for n in np.flatnonzero(((found & ~np.uint8(ODD)) == 0) & untidy).tolist():
        blank[n] = not texts[n] or texts[n].isspace()
    return Signs(found, ~untidy, blank, named & ~_may_be_word(ends, lengths))


def _varied(codes: npt.NDArray[Any], kinds: Bits, starts: npt.NDArray[np.int64]) -> Bools:
    """Return the texts in which two different digits stand side by side."""
    digits = (kinds & DIGIT) != 0
    pairs = np.append(digits[1:] & digits[:-1] & (codes[1:] != codes[:-1]), False)
    pairs[starts[1:] - 1] = False  # as above
    found: Bools = np.logical_or.reduceat(pairs, starts)
    return found


def _may_be_word(ends: _Ends, lengths: npt.NDArray[np.int64]) -> Bools:
    """Return which texts may stand for nothing in words: by their length and their ends."""
    places = _places()

    def hit(last: npt.NDArray[np.int64], length: npt.NDArray[np.int64]) -> Bools:
        found: Bools = places[_place(ends.first, last, length)]
        return found

    closed = _STRIPPED[ends.last]
    found: Bools = hit(ends.last, lengths)
    found |= closed & (hit(ends.before, lengths - 1) | _STRIPPED[ends.before])
    return found | _STRIPPED[ends.first]


@cache
def _places() -> Bools:
    """Return where `_place` puts the words that stand for nothing."""
    words = entries("placeholders")
    table = np.zeros(1 << 16, dtype=bool)
    for word in words:
        table[_place(ord(word[0]), ord(word[-1]), len(word))] = True
    return table


def _place(first: Any, last: Any, length: Any) -> Any:
    """Return a number below 65,536 for two signs and a length; few words share one."""
    return (first * 7 + last * 131 + length * 2477) & 0xFFFF


def _folded_at(codes: npt.NDArray[Any], at: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    return _FOLDED[np.minimum(codes[np.maximum(at, 0)].astype(np.int64), _END)]


def _codes(whole: str) -> tuple[npt.NDArray[np.integer], Bits]:
    """Return the number and the kind of each sign, and one odd sign behind the last."""
    if whole.isascii():
        data = whole.encode("ascii") + b"\x7f"
        kinds = np.frombuffer(data.translate(_KINDS_OF_ASCII), dtype=np.uint8)
        return np.frombuffer(data, dtype=np.uint8), kinds
    codes = np.frombuffer((whole + "\x7f").encode("utf-32-le"), dtype=np.uint32)
    return codes, np.take(_KINDS, codes, mode="clip")


def _odd_pairs(codes: npt.NDArray[Any], kinds: Bits) -> Bools:
    """Return where a sign and the next may be what another encoding made of one."""
    foreign = (kinds & FOREIGN) != 0
    pairs = _both(foreign)
    words = foreign & (codes >= _FIRST_OF_WORDS)
    paired = foreign & (codes >= _FIRST_PAIRED) & (codes <= _LAST_PAIRED)
    odd: Bools = pairs & ~_both(words) & ~_both(paired)
    odd[:-1] |= pairs[:-1] & _both(paired)[1:]  # more than two in a row
    for letter in _LEADING:
        odd |= (codes[:-1] == letter) & ((kinds[1:] & _ASCII_LETTER) == 0)
    return odd


def _both(hits: Bools) -> Bools:
    """Return where a hit is followed by another; the last position is left out."""
    return hits[1:] & hits[:-1]
