"""Company names in parts: what they are called, what they trade in, legal form and place."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from validation.normalise.company.letters import latin
from validation.normalise.company.lexicon import form_kinds, form_phrases
from validation.normalise.company.splitting import PLACES, Part, parts, without_brands

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CompanyName", "Part", "read", "read_all", "read_unbranded"]

_MOST_ROUNDS = 8


class CompanyName(NamedTuple):
    """One company name in comparable form; all texts are "" and all tuples () for a blank name."""

    stem: str
    """What the company is called, without trade, place and form: "甬江"; "" when nothing else."""
    words: tuple[str, ...]
    """Every part but forms and connecting words, as folded, in order."""
    industry: tuple[str, ...]
    """Trades and general words by their code, in order: ("tools",)."""
    forms: tuple[str, ...]
    """Legal forms by their code: ("cnltd",)."""
    kinds: tuple[str, ...]
    """Kinds of the forms, sorted: ("limited",)."""
    places: tuple[str, ...]
    """Places by their code, in order: ("ningbo",). They tell members of a group apart."""
    numbers: tuple[str, ...]
    """Numbers in digits, in order: "VIII", "eight" and "第八" are "8"."""
    is_branch: bool
    """Whether the name says that it is a branch or a department."""
    key: str
    """Words in normal form, in order; reading it again gives the same key."""
    sorted_key: str
    """The distinct words of the key in alphabetical order."""
    latin: str
    """The stem in Latin letters without blanks (pinyin for Han); of all words when no stem.

    A known brand comes by its own name: 西门子 is "siemens".
    """
    acronym: str
    """First letters of the words, when there are at least two."""
    parts: tuple[Part, ...]
    """Every part, forms and connecting words too, in order."""


def read(name: str) -> CompanyName:
    """Return the parts of a company's `name` in any script; pure, and never raises on a text.

    >>> read("Ningbo Yongjiang Tools Co., Ltd.").key, read("宁波甬江工具有限公司").latin
    ('ningbo yongjiang tools', 'yongjiang')
    """
    return _read(name)


def read_unbranded(name: str) -> CompanyName:
    """Return the parts of `name` as if no brand were known; for slips: "Exxor Mobil"."""
    return _made_of(without_brands(parts(name)))


@lru_cache(maxsize=100_000)
def _read(name: str) -> CompanyName:
    return _made_of(parts(name))


def _made_of(found: tuple[Part, ...]) -> CompanyName:
    kept = [part for part in found if part.kind not in _DROPPED]
    forms = tuple([part.code for part in found if part.kind == "form"])
    of_kind: dict[str, list[str]] = {"stem": [], "trade": [], "place": [], "number": []}
    for part in kept:
        if (group := _GROUPS.get(part.kind)) is not None:
            of_kind[group].append(part.code)
    stems = [part.text for part in kept if part.kind == "stem"]
    key = _key(found)
    words = key.split(" ")
    romanised = [latin(code) for code in of_kind["stem"]] or [latin(part.code) for part in kept]
    return CompanyName(
        " ".join(stems),
        tuple([part.text for part in kept]),
        tuple(of_kind["trade"]),
        forms,
        _kinds(forms),
        tuple(of_kind["place"]),
        tuple(of_kind["number"]),
        "branch" in [part.kind for part in kept],
        key,
        " ".join(sorted(set(words))) if len(words) > 1 else key,
        "".join(romanised).replace(" ", ""),
        _initials(kept),
        found,
    )


_GROUPS = {
    "stem": "stem",
    "industry": "trade",
    "generic": "trade",
    "common": "trade",
    "number": "number",
    **dict.fromkeys(PLACES, "place"),
}


@lru_cache(maxsize=10_000)
def _kinds(forms: tuple[str, ...]) -> tuple[str, ...]:
    kinds = form_kinds()
    return tuple(sorted({kinds.get(code, "company") for code in forms}))


def _initials(kept: list[Part]) -> str:
    if len(kept) < 2:
        return ""
    text = " ".join([part.text for part in kept])
    return "".join([_initial(word) for word in text.split(" ")])


def _initial(word: str) -> str:
    return word[:1] if word.isascii() else latin(word)[:1]


def _key(found: tuple[Part, ...]) -> str:
    """Return the words in normal form, joined again until reading them changes nothing.

    Words that a dropped form or "and" stood between may make a phrase of their own.
    """
    key = _joined(found)
    if _is_stable(found):
        return key
    for _ in range(_MOST_ROUNDS):
        again = _joined(parts(key))
        if again == key:
            break
        key = again
    return key


def _is_stable(found: tuple[Part, ...]) -> bool:
    """Return whether nothing was dropped but at the end, nor could be read as a form in front.

    Most names are so, and need no second reading.
    """
    dropped, letters = False, 0
    for part in found:
        letters += len(part.text) == 1
        if part.kind in _DROPPED:
            dropped = True
        elif dropped:
            return False
    first = found[0].text.split(" ", 1)[0] if found else ""
    return letters < 2 and bool(first) and first not in form_phrases("start").by_first


_DROPPED = ("form", "joiner")


def _joined(found: tuple[Part, ...]) -> str:
    codes = [part.code for part in found if part.kind not in _DROPPED]
    return " ".join(codes or [part.text for part in found])


def read_all(names: pd.Series) -> pd.DataFrame:
    """Return the text columns of every name, index as `names`; each distinct value is read once.

    Columns: stem, key, sorted_key, latin, acronym, and industry, places, numbers, forms as codes
    joined by blanks, is_branch as bool. Blank cells (None, NaN) give "" and False.
    """
    import pandas as pd  # noqa: PLC0415 - 0.3 s, for callers with a table

    codes, distinct = pd.factorize(names)
    readings = [read(name) if isinstance(name, str) else read("") for name in distinct]
    readings.append(read(""))
    columns = {
        "stem": [r.stem for r in readings],
        "key": [r.key for r in readings],
        "sorted_key": [r.sorted_key for r in readings],
        "latin": [r.latin for r in readings],
        "acronym": [r.acronym for r in readings],
        "industry": [" ".join(r.industry) for r in readings],
        "places": [" ".join(r.places) for r in readings],
        "numbers": [" ".join(r.numbers) for r in readings],
        "forms": [" ".join(r.forms) for r in readings],
        "is_branch": [r.is_branch for r in readings],
    }
    # A blank cell has code -1: the last row.
    return pd.DataFrame(columns).iloc[codes].set_axis(names.index)
