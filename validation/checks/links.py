"""Rows held against other rows: ids that repeat, references that point nowhere, groups of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from validation import references
from validation.catalogue import Kind, words
from validation.checks import lostids
from validation.checks.marks import Facts
from validation.checks.values import Values
from validation.messages import Text
from validation.vocabularies import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from validation.catalogue import Field, RowRule
    from validation.checks.sheetrows import Context, Rows

_NAMES: Mapping[str, tuple[str, ...]] = {
    "Customers": ("company_name_en", "company_name_zh"),
    "Reps": ("rep_name",),
    "Groups": ("group_name",),
    "Products": ("name_zh", "name_en"),
}
"""What people type where an id belongs."""


def resolve(rows: Rows, context: Context) -> None:
    """Mark references to rows that do not exist; one by name or in other letters becomes its id."""
    for key in tuple(rows.values):
        field = rows.sheet.by_key[key]
        sheet, _, target = field.refers_to.partition(".")
        others = context.sheets.get(sheet)
        if others is None or target not in others.values or field.has("other_words"):
            continue
        if not len(others):
            _mark_empty(rows, field, others)
        elif field.kind is Kind.LIST:
            _mark_items(rows, field, others, target)
        else:
            _mark_links(rows, field, others, target)


def mark(rows: Rows) -> None:
    """Mark what repeats or runs backwards within the sheet."""
    for key in rows.values:
        field = rows.sheet.by_key[key]
        if field.has("unique"):
            _mark_repeats(rows, key, "repeated", list(rows.value(key)))
        if field.has("unique_name"):
            cells = rows.cells(key)
            names = [None if v is None else fold(str(v)) for v in cells.distinct]
            folded = Values(cells.codes, names).objects()
            _mark_repeats(rows, key, "repeated_name", list(folded))
        if field.has("increasing"):
            _mark_backwards(rows, key)
    for rule in rows.sheet.row_rules:
        if all(key in rows.values for key in rule.keys):
            _mark_group_rule(rows, rule)


def _mark_empty(rows: Rows, field: Field, others: Rows) -> None:
    count = int(rows.known(field.key).sum())
    if count:
        facts = Facts(detail=count, expected=others.sheet.name)
        rows.marks.mark_column("reference_sheet_empty", field.key, facts)


def _mark_items(rows: Rows, field: Field, others: Rows, target: str) -> None:
    known = set(others.cells(target).present())
    hits = rows.cells(field.key).each(lambda items: not known.issuperset(items))
    rows.marks.mark("unknown_reference", field.key, hits, Facts(detail=others.sheet.name))


def _mark_links(rows: Rows, field: Field, others: Rows, target: str) -> None:
    cells = rows.cells(field.key)
    known = set(others.cells(target).present())
    strange = set(cells.present()) - known
    if rows.sheet.kind == "ledger":
        # What happened stays under the id it happened to, also when that was merged into another.
        strange -= _former(others)
    if not strange:
        return
    gaps = lostids.of(others, target)
    # The row it means is there; what befell its id has a finding of its own.
    astray = {v for v in strange if str(v) in gaps}
    strange -= astray
    spelt = {fold(str(v)): str(v) for v in known if v is not None}
    bare = {name.lstrip("0"): v for name, v in spelt.items() if name.isdigit()}
    named = _ids_by_name(others, target)
    meant = {value: _meant(str(value), spelt, bare, named) for value in strange}
    for rule in sorted({rule for rule, _ in meant.values()}):
        ids = {value: identity for value, (broken, identity) in meant.items() if broken == rule}
        objects = cells.objects()
        rows.marks.mark(
            rule,
            field.key,
            cells.each(ids.__contains__),
            lambda n, ids=ids, objects=objects: _reference(others, ids[objects[n]]),  # type: ignore[misc]
            condemn=rule == "unknown_reference",
        )
    values = dict.fromkeys(astray) | {
        value: identity or None for value, (_, identity) in meant.items()
    }
    rows.values[field.key] = cells.replaced(values)


def _former(others: Rows) -> set[object]:
    """Return the ids under which rows of a sheet were known before."""
    if "source_id" not in others.values:
        return set()
    return {part for cell in others.cells("source_id").present() for part in words(str(cell))}


def _reference(others: Rows, meant: str) -> Facts:
    return Facts(detail=others.sheet.name, expected=meant, suggestion=meant or None)


def _meant(
    value: str, spelt: Mapping[str, str], bare: Mapping[str, str], named: Mapping[str, str]
) -> tuple[str, str]:
    """Return the rule a strange reference breaks and the id it means; "" when it means none."""
    folded = fold(value)
    if folded in spelt:
        return "reference_spelling", spelt[folded]
    if folded in bare:
        return "damage_leading_zero", bare[folded]
    if folded in named:
        return "reference_by_name", named[folded]
    return "unknown_reference", ""


def _ids_by_name(others: Rows, target: str) -> Mapping[str, str]:
    """Return folded name → id, without the names that several rows share."""
    ids: dict[str, set[str]] = {}
    identities = others.value(target)
    for key in _NAMES.get(others.sheet.key, ()):
        for name, identity in zip(others.value(key), identities, strict=True):
            if name is not None and identity is not None:
                ids.setdefault(fold(str(name)), set()).add(str(identity))
    return {name: next(iter(found)) for name, found in ids.items() if len(found) == 1}


def _mark_repeats(
    rows: Rows, key: str, rule: str, keys: Sequence[object], expected: Text | str = ""
) -> None:
    _mark_pairs(rows, key, rule, references.repeats(keys), expected)


def _mark_pairs(
    rows: Rows, key: str, rule: str, first: Mapping[int, int], expected: Text | str = ""
) -> None:
    """Mark rows that clash with an earlier one, which the sentence names."""
    rows.marks.mark(
        rule,
        key,
        rows.hits(first),
        lambda n: Facts(detail=rows.row(first[n]), expected=expected),
    )


def _mark_backwards(rows: Rows, key: str) -> None:
    numbers = rows.numbers(key)
    repeated = references.repeats(list(rows.value(key)))
    found = [n for n in references.backwards(list(numbers)) if n not in repeated]
    rows.marks.mark(
        "not_increasing",
        key,
        rows.hits(found),
        lambda n: Facts(detail=rows.shown(key, _before(numbers, n))),
    )


def _before(numbers: np.typing.NDArray[np.float64], position: int) -> int:
    return int(np.flatnonzero(~np.isnan(numbers[:position]))[-1])


def _mark_group_rule(rows: Rows, rule: RowRule) -> None:
    if rule.name == "unique_together":
        names = Text(*("、".join(said) for said in _names(rows, rule.keys)))
        keys = references.together(*(list(rows.value(key)) for key in rule.keys))
        _mark_repeats(rows, rule.keys[0], "repeated_together", keys, names)
    elif rule.name == "one_true":
        flag, group = rule.keys
        found = references.primaries(list(rows.value(group)), list(rows.value(flag)))
        groups = rows.value(group)

        def in_group(n: int) -> Facts:
            return Facts(detail=groups[n])

        # A row whose flag has a finding of its own may be the one.
        unsure = set(groups[rows.marks.condemned(flag)])
        # So may its neighbour that points to nobody: the contacts of a customer stand together.
        for n in np.flatnonzero(rows.marks.condemned(group) & (rows.value(flag) == True)):  # noqa: E712
            unsure |= set(groups[max(n - 1, 0) : n + 2])
        missing = [n for n in found.missing if groups[n] not in unsure]
        rows.marks.mark("primary_missing", flag, rows.hits(missing), in_group)
        rows.marks.mark("primary_repeated", flag, rows.hits(found.extra), in_group)


def _names(rows: Rows, keys: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    fields = [rows.sheet.by_key[key] for key in keys]
    return tuple(f"「{f.zh}」" for f in fields), tuple(f.en for f in fields)
