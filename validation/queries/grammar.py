"""From the text of a query to its tree."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from validation.catalogue import Kind
from validation.errors import QueryError
from validation.folding import folded
from validation.messages import Text, message, plain
from validation.queries import moments, operands, signs, words
from validation.queries.tree import (
    All,
    AnyOf,
    Contains,
    Dated,
    Equals,
    Filled,
    Node,
    Not,
    Ranked,
)
from validation.vocabularies import fold

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Mapping

    from validation.catalogue import Field
    from validation.queries.terms import Terms

LONGEST = 2_000
"""Characters a query may have."""
_DEEPEST = 40
_LONGEST_NAME = 60
_MOST_OPTIONS = 12

_NUMERIC = (Kind.INT, Kind.DECIMAL, Kind.MONEY)
_DATES = (Kind.DATE, Kind.DATETIME)


class Meaning(NamedTuple):
    """What a word of the query was taken for."""

    word: str
    said: Text
    near: tuple[str, ...] = ()
    """Words like it that lists have, where it is looked for as text."""


class Parser:
    """Reads one query, from left to right."""

    def __init__(self, text: str, terms: Terms, *, texts: bool) -> None:
        """Take the query; `texts`: words of no list are looked for in the texts of a row."""
        if len(text) > LONGEST:
            raise _refused(text[:40], "query.too_long", limit=LONGEST)
        self.meanings: list[Meaning] = []
        self._text = text
        self._low = folded(text)
        self._terms = terms
        self._texts = texts
        self._at = 0
        self._depth = 0

    def tree(self) -> Node:
        """Return the whole query's tree.

        Raises:
            QueryError: a part is not understood.
        """
        self._blanks()
        if self._at == len(self._text):
            return All(())
        found = self._either()
        if self._at < len(self._text):
            raise _misplaced(self._text[self._at :])
        return found

    def _either(self) -> Node:
        parts = [self._both()]
        while self._take(signs.OR):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def _both(self) -> Node:
        parts = [self._one()]
        while self._at < len(self._text) and self._text[self._at] not in ")）":
            if signs.OR.match(self._low, self._at):
                break
            had = self._take(signs.AND)
            if self._at == len(self._text):
                if had:
                    raise _refused(had, "query.nothing_after")
                break
            parts.append(self._one())
        kept = [part for part in parts if part != All(())]
        return kept[0] if len(kept) == 1 else All(tuple(kept))

    def _one(self) -> Node:
        stale = signs.STALE.match(self._low, self._at)
        if not stale and self._take(signs.NOT):
            with self._deeper():
                return Not(self._one())
        if self._at < len(self._text) and self._low[self._at] == "(":
            return self._bracket()
        if self._at == len(self._text) or self._low[self._at] == ")":
            before = self._text[: self._at].split()
            raise _refused(before[-1] if before else self._text, "query.nothing_after")
        return self._clause()

    def _bracket(self) -> Node:
        opened = self._text[self._at :][:40]
        self._at += 1
        self._blanks()
        with self._deeper():
            found = self._either()
        if self._at == len(self._text):
            raise _refused(opened, "query.not_closed")
        self._at += 1
        self._blanks()
        return found

    @contextmanager
    def _deeper(self) -> Iterator[None]:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _refused(self._low[self._at :][:1], "query.too_deep")
        yield
        self._depth -= 1

    def _clause(self) -> Node:
        stale = signs.STALE.match(self._low, self._at)
        column = self._terms.sheet.by_key.get("last_contact_date")
        if stale and column:
            read = moments.read(f"{stale[1] or stale[3]}{stale[2] or stale[4]}", 0)
            assert read is not None
            return self._told(stale.end(), Dated(column.key, column.name, ">", read.when))
        compared = self._compared()
        return self._bare() if compared is None else compared

    def _compared(self) -> Node | None:
        """Return the condition on a column that begins here; None: none does."""
        for end in self._borders():
            column = self._terms.columns.get(words.key(self._low[self._at : end]))
            found = signs.OPERATOR.match(self._low, self._skipped(end)) if column else None
            if column and found:
                start, self._at = self._at, self._skipped(found.end())
                sign = signs.OPERATORS[int((found.lastgroup or "o0")[1:])][0]
                node = self._condition(column, sign, found[0])
                word = self._text[start : self._at].strip()
                self._blanks()
                self.meanings.append(Meaning(word, node.said()))
                return node
        return None

    def _condition(  # noqa: PLR0911 - one way out per kind of column
        self, column: Field, sign: str, typed: str
    ) -> Node:
        if sign in ("filled", "blank"):
            filled = Filled(column.key, column.name)
            return filled if sign == "filled" else Not(filled)
        if self._at == len(self._text):
            raise _refused(typed, "query.nothing_after")
        if sign in ("has", "has not") and not self._terms.has_list(column):
            node: Node = Contains(column.key, column.name, self._word())
            return Not(node) if sign == "has not" else node
        if sign in ("!=", "not in", "has not"):
            positive = {"!=": "=", "not in": "in", "has not": "="}[sign]
            return Not(self._condition(column, positive, typed))
        if column.kind in _DATES:
            return self._date(column, sign)
        if column.kind in _NUMERIC:
            return self._number(column, sign)
        if column.kind is Kind.BOOL:
            return self._yes(column, sign)
        return self._words(column, sign, typed)

    def _words(self, column: Field, sign: str, typed: str) -> Node:
        if sign in ("<", "<=", ">", ">="):
            return self._ranked(column, sign)
        if sign in ("between", "within"):
            raise _refused(column.zh, "query.no_order", field=column.name)
        bracket = self._low[self._at] == "("
        self._at += bracket
        found = [self._value(column)]
        while self._more_values(column):
            found.append(self._value(column))
        if bracket:
            self._blanks()
            if self._low[self._at : self._at + 1] != ")":
                raise _refused(typed, "query.not_closed")
            self._at += 1
        return found[0] if len(found) == 1 else _merged(found)

    def _more_values(self, column: Field) -> bool:
        """Return whether another word of the same column's list follows, and step to it."""
        back = self._at
        self._blanks()
        if self._low[self._at : self._at + 1] not in tuple(",、/;"):
            self._at = back
            return False
        self._at = self._skipped(self._at + 1)
        begins = self._at < len(self._text) and not any(
            signs.OPERATOR.match(self._low, self._skipped(end))
            for end in self._borders()
            if words.key(self._low[self._at : end]) in self._terms.columns
        )
        if begins and any(
            self._terms.meant(column, self._text[self._at : end]) for end in self._ends()
        ):
            return True
        self._at = back
        return False

    def _value(self, column: Field) -> Equals:
        """Return the condition that the column holds the word that begins here."""
        self._blanks()
        quoted = signs.QUOTED.match(self._text, self._at)
        ends = [quoted.end()] if quoted else self._ends(extra="/")
        for end in ends:
            word = words.unquoted(self._text[self._at : end])
            node = self._terms.meant(column, word)
            if node is not None:
                self._at = end
                return node
        word = self._word()
        if self._terms.is_closed(column):
            raise self._unknown(word, "query.no_word", self._terms.choices(column), column)
        return Equals(column.key, column.name, frozenset({fold(word)}), plain(word))

    def _ranked(self, column: Field, sign: str) -> Node:
        node = self._value(column)
        code = next(iter(node.words))
        codes = self._terms.ranked(column, code, sign)
        if codes is None:
            raise _refused(column.zh, "query.no_order", field=column.name)
        return Ranked(column.key, column.name, codes, sign, node.shown)

    def _date(self, column: Field, sign: str) -> Node:
        found = operands.dated(self._low, self._at, column, sign)
        if found is None:
            raise _refused(self._word(), "query.no_date", field=column.name)
        self._at = found.end
        return found.node

    def _number(self, column: Field, sign: str) -> Node:
        found = operands.numbered(self._low, self._at, column, sign)
        if found is None:
            raise _refused(self._word(), "query.no_number", field=column.name)
        self._at = found.end
        money = self._terms.currency(column, found.money) if found.money else None
        return All((found.node, money)) if money else found.node

    def _yes(self, column: Field, sign: str) -> Node:
        word = self._word()
        node = operands.yes(word, column) if sign in ("=", "in") else None
        if node is None:
            raise _refused(word, "query.no_yes", field=column.name)
        return node

    def _bare(self) -> Node:
        start = self._at
        quoted = signs.QUOTED.match(self._text, start)
        if quoted:
            return self._told(quoted.end(), self._terms.anywhere(words.unquoted(quoted[0])))
        if self._text[start] in '"“”':
            # A quote without its other half says nothing.
            self._at = self._skipped(start + 1)
            return All(())
        for end in self._ends():
            node = self._terms.bare(self._text[start:end])
            if node is not None:
                return self._told(end, node)
        for end in self._ends(extra="()"):
            # Only a column's own name, alone, asks whether it is filled in.
            own = self._terms.own_column(self._text[start:end])
            if own is not None:
                return self._told(end, Filled(own.key, own.name))
        end = self._ends()[-1] if self._ends() else start + 1
        if self._low[start:end] in signs.FILLERS:
            self._at = self._skipped(end)
            return All(())
        if signs.SYMBOL.match(self._low, end):
            raise self._unknown(self._text[start:end], "query.no_column", self._names())
        return self._pieces(start, end) or self._as_text(start, end)

    def _as_text(self, start: int, end: int) -> Node:
        word = self._text[start:end]
        if not self._texts:
            raise self._unknown(
                word, "query.not_understood", (*self._names(), *self._terms.choices())
            )
        near = words.near(word, self._terms.choices())
        node = self._terms.anywhere(word)
        self.meanings.append(Meaning(word, node.said(), near))
        self._at = self._skipped(end)
        return node

    def _pieces(self, start: int, end: int) -> Node | None:
        """Return what a run of Chinese words means that were written without blanks."""
        if self._low[start:end].isascii():
            return None
        pieces = self._split(start, end)
        if not pieces or sum(node is not None for _, node in pieces) < 2:
            return None
        for word, node in pieces:
            if node is not None:
                self.meanings.append(Meaning(word, node.said()))
        self._at = self._skipped(end)
        return All(tuple(node for _, node in pieces if node is not None))

    def _split(self, start: int, end: int) -> list[tuple[str, Equals | None]]:
        """Return words that fill the place, longest first; empty: they do not."""
        if start == end:
            return [("", None)]
        for stop in range(end, start, -1):
            word = self._text[start:stop]
            node = self._terms.bare(word) if len(word) > 1 or word.isalpha() else None
            if node is None and folded(word) not in signs.FILLERS:
                continue
            rest = self._split(stop, end)
            if rest:
                return [(word, node), *rest]
        return []

    def _told(self, end: int, node: Node) -> Node:
        self.meanings.append(Meaning(self._text[self._at : end].strip(), node.said()))
        self._at = self._skipped(end)
        return node

    def _word(self) -> str:
        """Return the word that begins here, without its quotes, and step over it."""
        quoted = signs.QUOTED.match(self._text, self._at)
        if quoted:
            self._at = quoted.end()
            return words.unquoted(quoted[0])
        ends = self._ends()
        start, self._at = self._at, ends[-1] if ends else self._at
        if start == self._at:
            raise _misplaced(self._text[start:])
        return self._text[start : self._at]

    def _ends(self, extra: str = "") -> list[int]:
        """Return where a word or a run of words that begins here may end, longest first."""
        last = min(len(self._text), self._at + _LONGEST_NAME)
        found = [
            end
            for end in range(self._at + 1, last + 1)
            if not self._text[end - 1].isspace()
            and (
                end == len(self._text)
                or signs.HARD.match(self._low, end)
                or self._low[end] in extra
            )
        ]
        found = [end for end in found if words.is_whole(self._low[self._at : end])]
        first = [end for end in found if not signs.HARD.match(self._low, end - 1)]
        plain_end = first[0] if first else None
        # Words of lists may hold blanks, commas and brackets; the shortest choice is one word.
        return [end for end in reversed(found) if plain_end is None or end >= plain_end]

    def _borders(self) -> Iterator[int]:
        """Yield where the name of a column that begins here may end, longest first."""
        low = self._low
        for end in range(min(len(low), self._at + _LONGEST_NAME), self._at, -1):
            inside = end < len(low) and words.joins(low[end - 1]) and words.joins(low[end])
            if not inside and not low[end - 1].isspace():
                yield end

    def _take(self, form: re.Pattern[str]) -> str:
        found = form.match(self._low, self._at)
        if not found:
            return ""
        self._at = self._skipped(found.end())
        return found[0]

    def _blanks(self) -> None:
        self._at = self._skipped(self._at)

    def _skipped(self, at: int) -> int:
        while at < len(self._text) and self._text[at].isspace():
            at += 1
        return at

    def _names(self) -> tuple[str, ...]:
        return tuple(
            name
            for column in self._terms.sheet.fields
            for name in (column.key, column.zh, column.en, *column.aliases)
        )

    def _unknown(
        self, word: str, key: str, known: tuple[str, ...], column: Field | None = None
    ) -> QueryError:
        near = words.near(word, known)
        options = self._terms.options(column) if column else ()
        if near:
            hint = message("query.near", words=" / ".join(near))
        elif 0 < len(options) <= _MOST_OPTIONS:
            hint = message("query.options", words=" / ".join(options))
        else:
            hint = plain("")
        facts: Mapping[str, object] = {"field": column.name} if column else {}
        return _refused(word, key, near=hint, **facts)


def _misplaced(rest: str) -> QueryError:
    """Return the error of what stands in the wrong place; blank: the condition just ends."""
    key = "query.unexpected" if rest.strip() else "query.unfinished"
    return _refused(rest[:40], key)


def _refused(word: str, key: str, **facts: object) -> QueryError:
    return QueryError(reason=message(key, word=word, **facts), word=word)


def _merged(found: list[Equals]) -> Equals:
    codes = frozenset().union(*(node.words for node in found))
    zh, en = " / ".join(n.shown.zh for n in found), " / ".join(n.shown.en for n in found)
    return found[0]._replace(words=codes, shown=Text(zh, en))
