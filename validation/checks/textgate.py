"""The text gate: what a text that goes to outsiders may not say.

Source: source article 000 and its pair of sentences. 「曾就XX型号讨价还价至USD 15.5」 must be
stopped, 「该客户对XX型号价格敏感,关注性价比」 must pass.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from validation.messages import Text, message
from validation.redaction import patterns
from validation.redaction.view import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_TOLD = {"price": "money", "discount": "money", "email": "email", "url": "url", "phone": "phone"}
"""Kind of the text gate for handover copies → what a check calls it. A check looks for no more:
an account without its owner's record, a street or a title alone is not certain enough for it."""
_ORDER = ("email", "url", "money", "phone")
# What each of them has in it; a text without any of these needs no closer look.
_ANY_KIND = re.compile(
    r"[\d@.:]|[(\[]at|[一二两三四五六七八九十百千万半].?[一-九块元圆刀美欧镑毛折万千百]"
)
_TOKEN = re.compile(r"[a-z0-9][\w/.#-]{2,}[a-z0-9]", re.IGNORECASE)
_LATIN = re.compile(r"[a-zà-ɏ][\wà-ɏ]*(?:[&.'’-][\wà-ɏ]+)*", re.ASCII)
_PIECES = re.compile(r"[\s,，、;；:：/()（）<>|-]+")
_HAN = re.compile(r"[\u3400-\u9fff]+")

_COMMON = frozenset(
    re.findall(
        r"\w+",
        "ceo cfo cto coo vp director manager head sales purchasing buyer owner president chief "
        "officer with from and the for supplier now currently working cooperates cooperating "
        "department team company group general vice chairman engineer procurement sourcing",
    )
)
_TITLES = re.compile(
    "总经理|副总|经理|总监|总裁|主管|主任|老板|董事长?|采购部?|技术部?|工程师|财务|负责人|决策者?"
    "|先生|女士|小姐|博士|部长|社长|目前|与|和|合作|正在|对比|供应商|竞争|厂家?|公司|有限"
)

# Four signs where a name may begin: at the start, behind a dash, or with a letter.
_FOURS = re.compile(r"(?:\A|(?<=-)|(?=[^\W\d_]))(?=(.{4}))", re.DOTALL)
_PAIRS = re.compile(r"(?=([\u3400-\u9fff].|.[\u3400-\u9fff]))", re.DOTALL)


class Secrets(NamedTuple):
    """What belongs to one customer and may not be said."""

    contacts: frozenset[str]
    """Names of the customer's contacts, as typed."""
    kdm: str
    competitor: str
    company: str
    """Words of the company's own name are no secret."""


def facts_said(text: str, secrets: Secrets, numbers: Collection[str]) -> tuple[Text, ...]:
    """Return what `text` gives away, in the order a reader would look for it; () passes.

    Args:
        text: the description that may leave.
        secrets: names that belong to this customer.
        numbers: quote and order numbers of the book, folded by `plain`.
    """
    said = plain(text)
    found = list(_kinds(text))
    company = plain(secrets.company)
    for kind, names in (
        ("contact", _names(secrets.contacts, whole=True)),
        ("kdm", _names([secrets.kdm])),
        ("competitor", _names([secrets.competitor])),
    ):
        if any(_says(said, name) for name in names if name not in company):
            found.append(kind)
    if _has_number(said, numbers):
        found.append("number")
    return tuple(message(f"check.fact_{kind}") for kind in found)


def says_number_or_address(text: str, numbers: Collection[str]) -> bool:
    """Return whether `text` gives away what needs no names to be told; `numbers` as above."""
    said = plain(text)
    return bool(_kinds(text)) or _has_number(said, numbers)


@lru_cache(maxsize=10_000)
def _kinds(text: str) -> list[str]:
    """Return the kinds of address, amount and number in a text."""
    if not _ANY_KIND.search(plain(text)):
        return []
    said = {_TOLD.get(hit.kind) for hit in patterns.certain(fold(text))}
    return [kind for kind in _ORDER if kind in said]


def _has_number(said: str, numbers: Collection[str]) -> bool:
    return bool(numbers) and any(token in numbers for token in _TOKEN.findall(said))


class Pieces:
    """The short pieces of many texts: they tell which names can stand in none of them."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Take the texts that may say a name."""
        self._fours: set[str] = set()
        self._pairs: set[str] = set()
        for text in texts:
            said = plain(text)
            self._fours.update([said[at : at + 4] for at in range(len(said) - 3)])
            if not said.isascii():
                self._pairs.update(_PAIRS.findall(said))

    def may_hold(self, text: str) -> bool:
        """Return whether a name in `text` may stand in one of the texts.

        A name has four signs, or two of which one is a Han character; so has the text it is in.
        """
        name = plain(text).strip()
        if not self._fours.isdisjoint(_FOURS.findall(name)):
            return True
        return not name.isascii() and not self._pairs.isdisjoint(_PAIRS.findall(name))


def plain(text: str) -> str:
    """Return `text` for comparing: half-width and lower case, blanks kept.

    >>> plain("ＵＳＤ 15.5")
    'usd 15.5'
    """
    return unicodedata.normalize("NFKC", text).casefold()


def _names(texts: Iterable[str], *, whole: bool = False) -> set[str]:
    """Return the words of `texts` that name somebody, folded."""
    folded = [plain(text) for text in texts]
    full = {text.strip() for text in folded if whole and _long_enough(text.strip())}
    return full.union(*map(_words, folded))


@lru_cache(maxsize=10_000)
def _words(text: str) -> frozenset[str]:
    """Return the words of a folded text that name somebody; the same few texts fill a column."""
    names: set[str] = set()
    for word in _LATIN.findall(text):
        names |= {w for w in (word, *word.split("-")) if len(w) >= 4 and w not in _COMMON}
    for piece in _PIECES.split(_TITLES.sub(" ", text)):
        names |= {han for han in _HAN.findall(piece) if 2 <= len(han) <= 4}
    return frozenset(names)


def _long_enough(name: str) -> bool:
    return len(name) >= (2 if _HAN.search(name) else 4)


def _says(text: str, name: str) -> bool:
    if name not in text or _HAN.search(name):
        return name in text
    return re.search(rf"(?<![a-zà-ɏ]){re.escape(name)}(?![a-zà-ɏ])", text) is not None
