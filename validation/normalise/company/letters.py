"""The letters of names, whatever the script: folded for comparing, split in tokens, romanised."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from validation.normalise.company.brahmic import brahmic
from validation.normalise.tables import rows

if TYPE_CHECKING:
    from collections.abc import Mapping

_HAN = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_KANA = "\u3040-\u30ff"
_HANGUL = "\uac00-\ud7af"
_UNSPACED = f"{_HAN}{_KANA}{_HANGUL}\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"

_HAS_HAN = re.compile(f"[{_HAN}]")
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_RUNS = re.compile(f"[{_UNSPACED}]+|[^{_UNSPACED}]+")
_IS_BRAHMIC = re.compile("[\u0900-\u0eff]")
_LETTER = r"[^\W\d_]"
_DOTTED = re.compile(rf"(?<![^\W_])({_LETTER})[./] ?(?={_LETTER}(?!{_LETTER}))")
_SPLIT_LETTERS: Mapping[str, str] = {
    "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th",
    "ı": "i", "ŋ": "n", "ħ": "h", "ə": "a", "ŧ": "t", "ĸ": "k",
    # One letter for the forms of alif, ya, ta marbuta and kaf that typists mix.
    "ٱ": "ا", "ى": "ي", "ی": "ي", "ة": "ه", "ک": "ك", "ـ": "", "ؤ": "و", "ئ": "ي",
}  # fmt: skip
_DROPPED = frozenset("'’‘`´ʼʻ′ʹʺ\"״׳·ـ")
_KEPT = frozenset("./()")


class _Folding(dict[int, str]):
    """Character → how it is compared, worked out at its first use."""

    def __missing__(self, code: int) -> str:
        folded = _folded(chr(code))
        self[code] = folded
        return folded


def _folded(sign: str) -> str:
    if sign in _KEPT:
        return sign
    accent = 0x300 <= ord(sign) <= 0x36F or 0x5B0 <= ord(sign) <= 0x5C7
    if sign in _SPLIT_LETTERS or sign in _DROPPED or accent:
        return _SPLIT_LETTERS.get(sign, "")
    kind = unicodedata.category(sign)
    if kind in ("Nd", "Nl"):
        return str(unicodedata.digit(sign, None) or 0) if kind == "Nd" else sign
    if kind[0] == "L" and (kind != "Lm" or _IS_UNSPACED.match(sign)):
        return _unaccented(sign)
    if kind in ("Mn", "Mc") and not 0x600 <= ord(sign) <= 0x6FF:
        # Vowel signs are letters in Thai and Indic scripts; in Arabic they are rarely typed.
        return sign
    return "" if kind in ("Cf", "Lm", "Mn", "Mc") else " "


def _unaccented(sign: str) -> str:
    if _IS_UNSPACED.match(sign):
        return sign
    base = "".join(c for c in unicodedata.normalize("NFD", sign) if not unicodedata.combining(c))
    return "".join(_SPLIT_LETTERS.get(letter, letter) for letter in base)


_FOLDING = _Folding()


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """Return `text` for comparing: case, width, accents, traditional characters and dirt gone.

    Only letters, digits, blanks and the signs . / ( ) are left.

    >>> fold("Ｍüller & 甬江電器，S.A.")
    'muller   甬江电器 s.a.'
    """
    if text.isascii():
        return text.lower().translate(_FOLDING)
    plain = unicodedata.normalize("NFKC", text)
    if _HAS_HAN.search(plain):
        from validation.vocabularies import simplified  # noqa: PLC0415 - loads opencc, 3 ms

        # Half a surrogate pair is no character, and opencc would refuse it.
        plain = simplified(plain.encode("utf-8", "ignore").decode())
    # Casefolding may compose or split letters; once more, so that folding twice changes nothing.
    plain = unicodedata.normalize("NFKC", plain.casefold())
    return unicodedata.normalize("NFKC", plain.translate(_FOLDING)).casefold().translate(_FOLDING)


class Piece(NamedTuple):
    """A run of letters and digits of one kind of script."""

    text: str
    bracketed: bool
    unspaced: bool
    """Of a script that writes words without blanks between them."""


def pieces(folded: str) -> list[Piece]:
    """Return the tokens of folded text; letters with dots or blanks between are one token.

    >>> [piece.text for piece in pieces("s. de r.l. (a b c) 甬江3m")]
    ['s', 'de', 'rl', 'abc', '甬江', '3m']
    """
    if "." in folded or "/" in folded:
        folded = _DOTTED.sub(r"\1", folded).replace(".", " ").replace("/", " ")
    if "(" not in folded and ")" not in folded:
        words = _joined(folded.split())
        if folded.isascii():
            return [Piece(word, bracketed=False, unspaced=False) for word in words]
        return [piece for word in words for piece in _by_script(word, bracketed=False)]
    found: list[Piece] = []
    depth = 0
    for part in re.split(r"([()])", folded):
        if part in ("(", ")"):
            depth = max(0, depth + (1 if part == "(" else -1))
            continue
        for word in _joined(part.split()):
            found += _by_script(word, bracketed=depth > 0)
    return found


def _joined(words: list[str]) -> list[str]:
    """Return `words` with neighbours of one letter each made one word: "s a" is "sa"."""
    if sum([len(word) == 1 for word in words]) < 2:
        return words
    joined: list[str] = []
    open_run = False
    for word in words:
        single = len(word) == 1 and word.isalpha() and not _IS_UNSPACED.match(word)
        if single and open_run:
            joined[-1] += word
        else:
            joined.append(word)
        open_run = single
    return joined


def _by_script(word: str, *, bracketed: bool) -> list[Piece]:
    if word.isascii():
        return [Piece(word, bracketed, unspaced=False)]
    return [
        Piece(run, bracketed, unspaced=_IS_UNSPACED.match(run) is not None)
        for run in _RUNS.findall(word)
    ]


@lru_cache(maxsize=200_000)
def latin(word: str) -> str:
    """Return a folded `word` in Latin letters, as nearly as signs tell.

    Arabic and Hebrew come without the vowels nobody writes; Han characters as pinyin.

    >>> latin("甬江"), latin("газпром"), latin("トヨタ"), latin("삼성"), latin("abc")
    ('yongjiang', 'gazprom', 'toyota', 'samseong', 'abc')
    """
    if word.isascii():
        return word
    if _HAS_HAN.search(word):
        word = _pinyin(word)
    if _IS_BRAHMIC.search(word):
        word = brahmic(word)
    table = _table()
    spelt = "".join(table[sign] if sign in table else _hangul(sign) for sign in word)
    if "*" in spelt or "~" in spelt:
        spelt = re.sub(r"~(.)", r"\1\1", spelt).replace("~", "")
        spelt = re.sub(r"(sh|ch|j)i\*y", r"\1", spelt).replace("i*y", "y")
        spelt = re.sub(r"[aiueo]?\*", "", spelt)
    return spelt


@cache
def _table() -> Mapping[str, str]:
    table = {row["letter"]: row["latin"] for row in rows("letters")}
    katakana = {chr(ord(sign) + 0x60): to for sign, to in table.items() if "ぁ" <= sign <= "ゔ"}
    return table | katakana


_INITIALS = "g kk n d tt r m b pp s ss _ j jj ch k t p h".replace("_", "").split(" ")
_VOWELS = str.split("a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i")
_FINALS = "_ k k k n n n t l k m l l l p l m p p t t ng t t k t p t".replace("_", "").split(" ")


def _hangul(sign: str) -> str:
    code = ord(sign) - 0xAC00
    if not 0 <= code < 11_172:
        return sign
    initial, rest = divmod(code, 588)
    vowel, final = divmod(rest, 28)
    return _INITIALS[initial] + _VOWELS[vowel] + _FINALS[final]


_OF_NAMES: Mapping[str, str] = {"晟": "sheng"}
"""How names read a character whose first reading in the dictionary is another."""

# Characters of names whose reading depends on their neighbours: 长城 but 成长, 银行 but 行者.
_MANY_READINGS = frozenset("长重行乐朝曾单盛传调都参藏还弹降角解校率折石查区厦朴柏薄翟缪尉种任")


def _pinyin(word: str) -> str:
    if not _MANY_READINGS.isdisjoint(word):
        # Half a second to load: only for names that hold Han characters.
        from pypinyin import lazy_pinyin  # noqa: PLC0415

        # As many readings as signs: what is no Han character stands for itself.
        spelt = lazy_pinyin(word, errors=_signs)
        pairs = zip(word, spelt, strict=True)
        return "".join(_OF_NAMES.get(sign, to) for sign, to in pairs).replace("ü", "u")
    return "".join(map(_reading, word))


def _signs(others: str) -> str:
    # pypinyin takes a list too, one reading for each sign, though its types do not say so.
    return list(others)  # type: ignore[return-value]


@cache
def _reading(sign: str) -> str:
    if sign in _OF_NAMES:
        return _OF_NAMES[sign]
    from pypinyin import lazy_pinyin  # noqa: PLC0415

    return str(lazy_pinyin(sign)[0]).replace("ü", "u")


def has_han(word: str) -> bool:
    """Return whether `word` holds a Han character."""
    return not word.isascii() and _HAS_HAN.search(word) is not None


def script(word: str) -> str:
    """Return "latin", "han", "arabic", "other": what decides how two words are compared.

    >>> script("abc"), script("甬江"), script("شركه"), script("газ")
    ('latin', 'han', 'arabic', 'other')
    """
    if word.isascii():
        return "latin"
    if _HAS_HAN.search(word):
        return "han"
    return "arabic" if re.match("[\u0590-\u08ff]", word) else "other"
