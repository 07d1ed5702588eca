"""What is known of one record, and where a text says it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import ahocorasick

from validation.normalise.tables import entries
from validation.redaction import names
from validation.redaction.shapes import Hit, Kind, Values
from validation.redaction.view import HAN, fold, squash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

    from validation.redaction.view import View

_TAILS = (8, 7)
"""Last digits from which a phone number is known without its country and area."""
_ACCOUNT = re.compile(r"^[^:：]{1,20}[:：]\s*(?=\S)")
_SOCIAL = re.compile(r"^https?://|^www\.", re.IGNORECASE)
_TITLE_GOES_ON = re.compile(
    "总(?=[共计额量数价部是体重长务线])|工(?=[厂作程业人具艺期地序序])|生(?=[产意活])|董事会"
)


class Word(NamedTuple):
    """Something that may not be said, as the automaton yields it."""

    word: str
    kind: Kind
    manner: names.Manner


@dataclass(frozen=True, kw_only=True, eq=False)
class Known:
    """The values of one record, ready to be found in texts; made by `known`."""

    words: ahocorasick.Automaton | None
    """Over squashed text; yields tuples of Word."""
    tails: frozenset[str] = frozenset()
    """Last digits of phone numbers."""
    prices: frozenset[Decimal] = frozenset()
    others: Known | None = None
    """What is known of the rest of the book."""

    def calls(self, digits: str) -> bool:
        """Return whether somebody who is known is called by these digits or some among them."""
        own = any(
            digits[at : at + length] in self.tails
            for length in _TAILS
            for at in range(len(digits) - length + 1)
        )
        return own or (self.others is not None and self.others.calls(digits))


NOTHING = Known(words=None)


def known(values: Values, others: Known | None = None) -> Known:
    """Return what a record's columns hold, ready for `checked`.

    Args:
        values: as typed; blanks and words of the record's own company name are left out.
        others: what `book` made of the whole workbook, whoever's it is.
    """
    own = {squash(word) for name in values.company for word in re.split(r"[\s,.&()-]+", name)}
    own |= {squash(name) for name in values.company}
    han = squash("|".join(name for name in values.company if HAN.search(name)))
    found = {
        word
        for word in _words(values)
        if word.word not in own and not (HAN.search(word.word) and word.word in han)
    }
    return Known(
        words=_automaton(found),
        tails=frozenset(_tails(values.phones)),
        prices=frozenset(abs(price).normalize() for price in values.prices if price),
        others=others,
    )


def book(everybody: Iterable[Values]) -> Known:
    """Return what no text of any record may say: whole names, addresses and numbers of all."""
    found: set[Word] = set()
    tails: set[str] = set()
    for values in everybody:
        for name in values.people:
            found.update(Word(one.word, "person", one.manner) for one in names.full(name))
        plain = values._replace(people=(), deciders=(), rivals=())
        found.update(one for one in _words(plain) if len(one.word) >= 5)
        tails.update(_tails(values.phones))
    return Known(words=_automaton(found), tails=frozenset(tails))


def spoken(view: View, known: Known) -> Iterator[Hit]:
    """Yield where a text says a word that is known, in places of `view.said`."""
    if known.others is not None:
        yield from spoken(view, known.others)
    if known.words is None:
        return
    squashed, places = view.squashed
    for last, words in known.words.iter(squashed):
        for word in words:
            start = last + 1 - len(word.word)
            first, end = places[start], places[last] + 1
            if _stands(view, first, end, word):
                yield Hit(word.kind, first, end)


def _words(values: Values) -> Iterator[Word]:
    for column, kind, spell in (
        (values.people, "person", names.person),
        (values.deciders, "person", names.deciders),
        (values.rivals, "competitor", names.rivals),
    ):
        for text in column:
            yield from (Word(one.word, kind, one.manner) for one in spell(text))  # type: ignore[arg-type]
    for mail in values.mails:
        local = mail.partition("@")[0]
        yield from _token(mail, "email", 5)
        if fold(local) not in entries("role_mailboxes"):
            yield from _token(local, "email", 4)
    for account in values.accounts:
        bare = _ACCOUNT.sub("", account.strip()) if not _SOCIAL.match(account) else account
        yield from _token(bare.rstrip("/").rpartition("/")[2].lstrip("@"), "account", 4)
    for number in values.numbers:
        yield from _token(number, "number", 4)
    for secret in values.secrets:
        yield from _token(secret, "secret", 4)


def _token(text: str, kind: Kind, shortest: int) -> Iterator[Word]:
    word = squash(text)
    if len(word) >= (2 if HAN.search(word) else shortest):
        yield Word(word, kind, "loose" if HAN.match(word) else "whole")


def _automaton(words: Iterable[Word]) -> ahocorasick.Automaton | None:
    grouped: dict[str, list[Word]] = {}
    for word in words:
        grouped.setdefault(word.word, []).append(word)
    if not grouped:
        return None
    automaton = ahocorasick.Automaton()
    for text, same in grouped.items():
        automaton.add_word(text, tuple(same))
    automaton.make_automaton()
    return automaton


def _tails(phones: Iterable[str]) -> Iterator[str]:
    for phone in phones:
        digits = re.sub(r"\D", "", fold(re.sub(r"(?:ext|转).*$", "", phone)))
        length = next((length for length in _TAILS if len(digits) >= length), 0)
        if length:
            yield digits[-length:]


def _stands(view: View, first: int, end: int, word: Word) -> bool:
    """Return whether what was found is a word of its own, in the manner it needs."""
    said = view.said
    if word.manner == "loose":
        return not (word.kind == "person" and _TITLE_GOES_ON.match(said, end - 1))
    if (first and _is_latin(said[first - 1])) or (end < len(said) and _is_latin(said[end])):
        return False
    if not _is_torn_fairly(said[first:end], len(word.word)):
        return False
    if word.manner == "whole":
        return True
    start, after = view.place(first, end)
    written = view.text[start:after]
    if word.manner == "upper":
        return written.isupper() and (len(written) == len(word.word) or "." in written)
    return written[:1].isupper()


def _is_torn_fairly(written: str, length: int) -> bool:
    """Return whether a word with blanks in it is one word torn apart and not several words."""
    if len(written) == length or length >= 6:
        return True
    pieces = re.split(r"[\s.\-_/*·']+", written)
    return "\n" in written or "-" in written or all(len(piece) == 1 for piece in pieces)


def _is_latin(sign: str) -> bool:
    return sign.isalnum() and not HAN.match(sign)
