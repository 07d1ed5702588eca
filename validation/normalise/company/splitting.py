"""The tokens of a company name and what each of them is."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from validation.normalise.company import lexicon
from validation.normalise.company.letters import Piece, fold, pieces

PLACES = frozenset({"country", "region", "city", "area"})
"""Kinds of tokens that name a place."""

_SHORT_FORM = 3
_SILENT = {"form", "joiner"}
_TRAILING = PLACES | {"branch", "form", "number", "joiner"}
_LONE_NUMERALS = {"i": "1", "v": "5", "x": "10"}


class Part(NamedTuple):
    """One word of a company name."""

    text: str
    """As folded; of a phrase, its words joined by blanks."""
    kind: str
    """stem, industry, generic, common, a kind of `PLACES`, number, branch, form or joiner."""
    code: str
    """The normal form: "trading" for 贸易 and Handel; of a stem, a known brand or the text."""
    bracketed: bool = False


@lru_cache(maxsize=200_000)
def parts(name: str) -> tuple[Part, ...]:
    """Return the parts of `name` in their order; () when it holds no letter or digit.

    >>> [(part.code, part.kind) for part in parts("宁波甬江工具有限公司")]
    [('ningbo', 'city'), ('甬江', 'stem'), ('tools', 'industry'), ('cnltd', 'form')]
    """
    folded = fold(name)
    if "(" in folded:
        folded = lexicon.without_bracketed_forms(folded)
    found: list[Part] = []
    run: list[Piece] = []
    for piece in pieces(folded):
        if piece.unspaced:
            found += _spaced(run)
            run = []
            within = _unspaced(piece.text)
            found += [p._replace(bracketed=True) for p in within] if piece.bracketed else within
        else:
            run.append(piece)
    found += _spaced(run)
    return _decided(found or _signs(name))


def _signs(name: str) -> list[Part]:
    """Return a name of nothing but modifier letters as it stands, so that it has a key at all."""
    text = "".join(sign for sign in unicodedata.normalize("NFKC", name) if sign.isalnum())
    return [Part(text, "stem", text)] if text else []


def without_brands(found: tuple[Part, ...]) -> tuple[Part, ...]:
    """Return `found` with known brands as the words they are written with."""
    plain: list[Part] = []
    for part in found:
        if part.kind != "stem" or part.code == part.text:
            plain.append(part)
        elif part.text.isascii():
            run = [Piece(t, bracketed=part.bracketed, unspaced=False) for t in part.text.split(" ")]
            plain += _spaced(run, lexicon.words_but_brands())
        else:
            plain.append(part._replace(code=part.text))
    return tuple(plain)


def _spaced(run: list[Piece], words: lexicon.Phrases | None = None) -> list[Part]:
    """Return tokens of a spaced script as parts; forms only where they may stand anywhere."""
    if not run:
        return []
    words = words or lexicon.words()
    tokens = [piece.text for piece in run]
    found: list[Part] = []
    at, end = 0, len(tokens)
    anywhere = lexicon.form_phrases("anywhere")
    form_starts, word_starts = anywhere.by_first, words.by_first
    while at < end:
        token = tokens[at]
        if at and token not in word_starts and token not in form_starts:
            token = tokens[at] = lexicon.form_word(token)
        form = anywhere.at(tokens, at) if token in form_starts else None
        word = words.at(tokens, at) if token in word_starts else None
        best = form if form and (not word or form[0] >= word[0]) else word
        if best is None:
            found.append(_unlisted(token, run[at].bracketed))
            at += 1
            continue
        length, entry = best
        text = token if length == 1 else " ".join(tokens[at : at + length])
        found.append(Part(text, entry.kind, entry.code, run[at].bracketed))
        at += length
    return found


def _unlisted(text: str, bracketed: bool) -> Part:  # noqa: FBT001
    if text.isdigit():
        return Part(text, "number", text.lstrip("0") or "0", bracketed)
    return Part(text, "stem", text, bracketed)


def _decided(found: list[Part]) -> tuple[Part, ...]:
    """Return the parts once forms at both ends and numerals are told from names."""
    found = _numerals(found)
    found = _suffixes(found)
    short = any(part.kind == "form" and len(part.text) <= _SHORT_FORM for part in found[1:])
    found = _prefixes(found, lexicon_only=short)
    if {part.kind for part in found} <= _SILENT:
        # "SA Co" is called that: a name of nothing but forms is all name.
        return tuple(part._replace(kind="stem", code=part.text) for part in found)
    return tuple(found)


def _numerals(found: list[Part]) -> list[Part]:
    """Return `found` with Roman numerals as numbers where a number may stand: not in front."""
    if "roman" not in [part.kind for part in found] and _LONE_NUMERALS.keys().isdisjoint(
        [part.text for part in found]
    ):
        return found
    last = max((n for n, part in enumerate(found) if part.kind not in _TRAILING), default=0)
    decided = []
    for n, part in enumerate(found):
        lone = _LONE_NUMERALS.get(part.text)
        if part.kind == "roman":
            kind, code = ("number", part.code) if n else ("stem", part.text)
            decided.append(part._replace(kind=kind, code=code))
        elif lone and n and n >= last and part.kind in ("stem", "joiner"):
            decided.append(part._replace(kind="number", code=lone))
        else:
            decided.append(part)
    return decided


def _suffixes(found: list[Part]) -> list[Part]:
    """Return `found` with the forms at its end marked; places and branches may follow them."""
    phrases = lexicon.form_phrases("end")
    end = len(found)
    while end > 0:
        last = found[end - 1]
        match = _form_before(found, end, phrases)
        if match is not None:
            start, code = match
            merged = " ".join(part.text for part in found[start:end])
            form = Part(merged, "form", code, found[start].bracketed)
            found = [*found[:start], form, *found[end:]]
            end = start
        elif last.kind in _TRAILING or last.bracketed:
            end -= 1
        else:
            break
    return found


def _form_before(found: list[Part], end: int, phrases: lexicon.Phrases) -> tuple[int, str] | None:
    """Return where the longest form that ends before part `end` begins, and its code."""
    longest = phrases.longest.get(found[end - 1].text.rsplit(" ", 1)[-1])
    if longest is None:
        return None
    best = None
    tokens: tuple[str, ...] = ()
    for start in range(end - 1, 0, -1):
        tokens = (*found[start].text.split(" "), *tokens)
        if len(tokens) > longest:
            break
        if tokens in phrases.entries and any(p.kind != "form" for p in found[:start]):
            best = start, phrases.entries[tokens].code
    return best


def _prefixes(found: list[Part], *, lexicon_only: bool = False) -> list[Part]:
    """Return `found` with the forms at its start marked, when a name is left behind them."""
    phrases = lexicon.form_phrases("start")
    start = 0
    while start < len(found) and (found[start].kind == "form" or found[start].text == ""):
        start += 1
    if start == len(found) or found[start].text.split(" ", 1)[0] not in phrases.by_first:
        return found
    for end in range(min(len(found), start + 8), start, -1):
        tokens = [token for part in found[start:end] for token in part.text.split(" ")]
        match = phrases.at(tokens, 0)
        if not match or match[0] != len(tokens):
            continue
        short = len(tokens) == 1 and tokens[0].isascii() and match[1].position == "ends"
        rest = [part for part in found[end:] if part.kind not in ("form", "joiner")]
        # "AS Trading" and "SA Foods Ltd" are called AS and SA.
        named = any(part.kind == "stem" for part in rest) if short else bool(rest)
        if not named or (short and lexicon_only):
            continue
        form = Part(" ".join(tokens), "form", match[1].code, found[start].bracketed)
        return [*found[:start], form, *found[end:]]
    return found


@lru_cache(maxsize=200_000)
def _unspaced(text: str) -> tuple[Part, ...]:
    """Return the parts of a run of Han, kana, hangul, Thai and the like."""
    found: list[Part] = []
    at = 0
    for match in _form_pattern().finditer(text):
        found += _segment(text[at : match.start()])
        forms = lexicon.glued("form")
        known = forms if match[0] in forms.entries else lexicon.glued("word")
        found.append(_glued_part(match[0], known))
        at = match.end()
    return (*found, *_segment(text[at:]))


@cache
def _form_pattern() -> re.Pattern[str]:
    """Return what finds forms, and the branch words that end like one: 分公司 is no 公司."""
    words = lexicon.glued("word").entries
    branches = [word for word, entry in words.items() if entry.kind == "branch" and len(word) > 2]
    spellings = sorted((*lexicon.glued("form").entries, *branches), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, (s for s in spellings if len(s) > 1))))


_ADMINISTRATIVE = re.compile(r"([\u4e00-\u9fff]{2,3}?)(?:市|县|区|镇)(?=[\u4e00-\u9fff]{2})")


def _segment(text: str) -> list[Part]:
    """Return place, stem, trades and branch of a run that holds no form."""
    front: list[Part] = []
    back: list[Part] = []
    places = lexicon.glued("place")
    while text:
        if branded := _branded(text):
            return [*front, *branded]
        if not (length := _prefix(text, places)):
            break
        front.append(_glued_part(text[:length], places))
        text = text[length:]
    while text:
        if text == "第" or not (
            part := _tail(text, within=bool(front or back), least=2 - (len(front) > 1))
        ):
            break
        back.insert(0, part)
        text = text[: -len(part.text)]
    if len(text) == 1 and len(front) > 1:
        # 泰兴盛 is no 盛 of 泰兴.
        text = front.pop().text + text
    elif match := _ADMINISTRATIVE.match(text):
        front.append(Part(match[0], "city", match[1]))
        text = text[match.end() :]
    if match := lexicon.HAN_NUMBER.search(text):
        number = lexicon.HAN_DIGITS.get(match[1], match[1])
        rest = [Part(piece, "stem", piece) for piece in (text[match.end() :],) if piece]
        before = [Part(piece, "stem", piece) for piece in (text[: match.start()],) if piece]
        return [*front, *before, Part(match[0], "number", number), *rest, *back]
    return [*front, *([Part(text, "stem", text)] if text else []), *back]


def _branded(text: str) -> list[Part]:
    """Return brand and trades when `text` is no more than that: 大众汽车, but not 大众汽车人."""
    brands = lexicon.glued("brand")
    if text[:1] not in _first_signs():
        return []
    for length in range(min(len(text), brands.longest), 1, -1):
        if text[:length] in brands.entries:
            rest = _segment(text[length:])
            named = any(part.kind in ("stem", "number") for part in rest)
            return [] if named else [_glued_part(text[:length], brands), *rest]
    return []


@cache
def _first_signs() -> frozenset[str]:
    return frozenset(spelling[0] for spelling in lexicon.glued("brand").entries)


def _prefix(text: str, places: lexicon.Glued) -> int:
    """Return the length of the place `text` begins with, 0 when none or half a name is left."""
    for length in range(min(len(text), places.longest), 1, -1):
        if text[:length] in places.entries and len(text) - length != 1:
            return length
    return 0


def _tail(text: str, *, within: bool, least: int) -> Part | None:
    """Return the trade, branch word or place `text` ends with, when a name is left before it."""
    for lexis in (lexicon.glued("word"), lexicon.glued("place")):
        for length in range(min(len(text), lexis.longest), 0, -1):
            tail = text[-length:]
            if tail not in lexis.entries:
                continue
            left = len(text) - length
            if left >= least or (left == 0 and (within or lexis is lexicon.glued("word"))):
                return _glued_part(tail, lexis)
    return None


def _glued_part(text: str, lexis: lexicon.Glued) -> Part:
    entry = lexis.entries[text]
    return Part(text, entry.kind, entry.code)
