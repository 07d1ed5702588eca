"""Words of a list: is the cell in it, is it another name of one, and which one is nearest?"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from validation.catalogue import Kind
from validation.checks.marks import Facts
from validation.checks.values import Values
from validation.messages import Text, message, plain
from validation.normalise import country as countries
from validation.vocabularies import fold

if TYPE_CHECKING:
    from validation.catalogue import Field
    from validation.checks.cells import Column
    from validation.checks.sheetrows import Context, Rows
    from validation.vocabularies import Vocabulary

_BETWEEN = re.compile(r"[;；\n]")
_BETWEEN_WORDS = re.compile(r"[;；,，、\n]")
_ALIKE = 60
_LONGEST = 60


def sense(column: Column, field: Field, context: Context) -> frozenset[str]:
    """Return the cells that are words of the column's list, however they look.

    A list may offer what elsewhere stands for nothing: 未使用, 无冲突, Unknown.
    """
    vocabulary = context.catalogue.vocabulary(field)
    if vocabulary is None:
        if field.kind is not Kind.BOOL:
            return frozenset()
        return frozenset(v for v in column.distinct if isinstance(v, str) and len(v) < 2)
    return frozenset(v for v in column.distinct if isinstance(v, str) and vocabulary.alias(v))


def read_enum(column: Column, field: Field, rows: Rows, context: Context) -> Values:
    """Return the code of each cell's word, by row; an unlisted word stays where it may."""
    vocabulary = context.catalogue.vocabulary(field)
    assert vocabulary is not None, field.key
    values: list[str | None] = []
    found: dict[str, dict[int, Facts]] = {}
    for n, cell in enumerate(column.distinct):
        code = vocabulary.code(cell)
        if code is None and field.vocabulary == "country":
            code, rule, facts = _country(cell, vocabulary, context)
        elif code is None:
            code, rule, facts = _word(cell, field, vocabulary, context)
        else:
            rule, facts = "", Facts()
        values.append(code)
        if rule:
            found.setdefault(rule, {})[n] = facts
    for rule, facts_ in found.items():
        rows.marks.mark_values(rule, column, facts_, condemn=rule not in _HARMLESS)
    return Values(column.codes, values)


def read_list(column: Column, field: Field, rows: Rows, context: Context) -> Values:
    """Return the items of each cell as a tuple, by row: codes where the column has a list."""
    vocabulary = context.catalogue.vocabulary(field)
    values: list[tuple[str, ...]] = []
    unknown: dict[int, Facts] = {}
    for n, cell in enumerate(column.distinct):
        items = _items(cell, vocabulary)
        if vocabulary is None:
            values.append(items)
            continue
        codes = [vocabulary.alias(item) for item in items]
        values.append(tuple(code or item for code, item in zip(codes, items, strict=True)))
        odd = [item for code, item in zip(codes, items, strict=True) if code is None]
        if odd and not field.has("other_words"):
            unknown[n] = Facts(detail="; ".join(odd)[:_LONGEST])
    rows.marks.mark_values("item_not_in_list", column, unknown)
    return Values(column.codes, values)


def label(vocabulary: Vocabulary, code: str, context: Context) -> str:
    """Return a word as the book at hand writes it."""
    return vocabulary.words[code].label(context.language)


def word(vocabulary: Vocabulary, code: str) -> Text:
    """Return a word for the middle of a sentence."""
    found = vocabulary.words.get(code)
    return Text(found.zh, found.en) if found else plain(code)


_HARMLESS = ("other_name", "country_alias")


def _word(
    cell: str, field: Field, vocabulary: Vocabulary, context: Context
) -> tuple[str | None, str, Facts]:
    code = vocabulary.alias(cell)
    if code is not None:
        shown = label(vocabulary, code, context)
        return code, "other_name", Facts(expected=shown, suggestion=shown)
    if field.has("other_words"):
        return cell, "", Facts()
    return None, "not_in_list", Facts(detail=nearest(cell, vocabulary, context))


def _country(cell: str, vocabulary: Vocabulary, context: Context) -> tuple[str | None, str, Facts]:
    reading = countries.read(cell, vocabulary)
    code = reading.value if isinstance(reading.value, str) else None
    if code is not None and reading.problem:
        shown = label(vocabulary, code, context)
        return code, reading.problem, Facts(expected=shown, suggestion=shown)
    if reading.problem == "country_unknown":
        return None, reading.problem, Facts(detail=nearest(cell, vocabulary, context))
    return code, reading.problem, Facts(detail=reading.detail)


def nearest(cell: str, vocabulary: Vocabulary, context: Context) -> Text:
    """Return "; the nearest is X" for the middle of a sentence, or nothing."""
    names = [
        (_folded(name), code)
        for code, entry in vocabulary.words.items()
        for name in (entry.zh, entry.en, code)
    ]
    found = process.extractOne(
        fold(cell[:_LONGEST]), [name for name, _ in names], scorer=fuzz.ratio, score_cutoff=_ALIKE
    )
    if found is None:
        return Text("", "")
    code = names[found[2]][1]
    return message("check.nearest", word=label(vocabulary, code, context))


@lru_cache(maxsize=5_000)
def _folded(name: str) -> str:
    return fold(name)


def _items(cell: str, vocabulary: Vocabulary | None) -> tuple[str, ...]:
    split = _BETWEEN_WORDS if vocabulary is not None else _BETWEEN
    return tuple(item.strip() for item in split.split(cell) if item.strip())
