"""Tables meet the catalogue: which sheet each fills, and which field each column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.catalogue import Kind, Requirement
from workbook.importing.cells import is_blank
from workbook.importing.derivation import as_text
from workbook.importing.guessing import Guess, guessed_sheet
from workbook.importing.headers import Match, Meaning, fold_header, match
from workbook.importing.mapping import CUSTOM, LEAVE, is_custom
from workbook.importing.preparation import column_named
from workbook.importing.values import word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validation.catalogue import Catalogue
    from workbook.importing.filling import Filled
    from workbook.importing.headers import Names
    from workbook.importing.lists import Found

_NARROW = 2
_SAMPLE = 200
"""Values of a column that are looked at when its content has to speak for it."""
_GENERIC_TABS = ("sheet", "工作表", "表", "tabelle", "feuil", "hoja", "foglio", "planilha")
_COUNTRY_FIELDS = ("country_region", "country")
_REP_FIELDS = ("owner", "sold_by", "by", "assigned_to", "assigned_rep", "assignee")


def with_sheets(tables: Sequence[Found], names: Names) -> Sequence[Found]:
    """Return the tables, each with the sheet it fills, guessed where nobody said it."""
    tables = _lists_among(tables, names)
    told = frozenset(t.sheet for t in tables if t.sheet)
    open_ones = [t for t in tables if not t.sheet]
    # A list counts as customers for the others only if it would be one beside another such list;
    # else every tab of people with their companies would take its neighbour for the customers.
    sure = told | {_guess(t, names, frozenset({"Customers"})).sheet for t in open_ones}
    for table in open_ones:
        guess = _guess(table, names, sure)
        table.sheet, table.reason, table.guessed = guess.sheet, guess.reason, True
    return tables


def _lists_among(tables: Sequence[Found], names: Names) -> Sequence[Found]:
    """Return the tables without the tabs of notes, whose cells go to the report.

    A tab of one or two columns that names no field is notes when another tab is a list.
    """
    notes = [
        t
        for t in tables
        if not t.sheet
        and len(t.table.headers) <= _NARROW
        and not any(names.known(h) for h in t.table.headers)
    ]
    if len(notes) == len(tables):
        return tables
    for found in notes:
        for row in (*found.table.header_rows, *found.table.body.index):
            found.ledger.note(int(row))
    aside = {id(t) for t in notes}
    return [t for t in tables if id(t) not in aside]


def matched(found: Found, names: Names) -> tuple[Match, ...]:
    """Return what each column of a table means, in order; what the map says comes first."""
    table = found.table
    taken: dict[str, Meaning] = {}
    settled = set(table.headers) - set(table.places)
    for told, target in found.told.columns.items():
        header = column_named(told, table.headers)
        if header is None:
            continue
        settled.add(header)
        if target != LEAVE and not is_custom(target):
            home, _, key = target.rpartition(".")
            taken[header] = Meaning(home or found.sheet, key, "map")
    free = [h for h in table.headers if h in taken or h not in settled]
    samples = {h: [v for v in table.body[h].tolist() if not is_blank(v)][:_SAMPLE] for h in free}
    by_header = {
        m.header: _unless_foreign(m, samples[m.header], names.catalogue)
        for m in match(names, found.sheet, free, samples=samples, taken=taken)
    }
    return tuple(by_header.get(h, Match(h, None)) for h in table.headers)


def _unless_foreign(match: Match, values: Sequence[object], catalogue: Catalogue) -> Match:
    """Return the match, without its field where the column speaks in words of another list.

    A rating in stars is no grade of ours: it stays a column of the user's own. A required field
    keeps its column, because its words have to be settled anyway, and so does what the map says.
    """
    meaning = match.meaning
    if meaning is None or meaning.how in ("map", "key"):
        return match
    column = catalogue.sheets[meaning.sheet].by_key.get(meaning.key)
    if column is None or column.kind is not Kind.ENUM or column.has("other_words"):
        return match
    texts = dict.fromkeys(as_text(v) for v in values)
    known = sum(word(text, column, catalogue) is not None for text in texts)
    if column.required is Requirement.ALWAYS or 2 * known >= len(texts):
        return match
    return match._replace(meaning=None, foreign=next(iter(texts)))


def tab_field(
    found: Found,
    tables: Sequence[Found],
    *,
    names: Names,
    matches: Sequence[Match],
    reps: frozenset[str],
) -> str:
    """Return the field that keeps the tab's name where several tabs hold one list.

    The owner when the tab has a rep's name, the country when it is one, else a column of its
    own; empty when there is one tab only, or its name says nothing ("Sheet2").
    """
    table = found.table
    twins = {
        t.table.tab for t in tables if t.table.source == table.source and t.sheet == found.sheet
    }
    folded = fold_header(table.tab)
    if len(twins) < 2 or folded.rstrip("0123456789") in _GENERIC_TABS:
        return ""
    taken = {m.meaning.key for m in matches if m.meaning}
    catalogue = names.catalogue
    fields = [k for k in catalogue.sheets[found.sheet].by_key if k not in taken]
    if folded in reps:
        return next((k for k in _REP_FIELDS if k in fields), CUSTOM)
    if catalogue.vocabularies["country"].alias(table.tab):
        return next((k for k in _COUNTRY_FIELDS if k in fields), CUSTOM)
    return CUSTOM


def rep_names(filled: Sequence[Filled]) -> frozenset[str]:
    """Return the names and ids of the reps imported so far, folded."""
    frames = [f.frames["Reps"] for f in filled if "Reps" in f.frames]
    return frozenset(
        fold_header(as_text(v))
        for frame in frames
        for key in ("rep_name", "rep_id")
        if key in frame.columns
        for v in frame[key]
    )


def _guess(found: Found, names: Names, others: frozenset[str]) -> Guess:
    table = found.table
    return guessed_sheet(names, table.headers, source=table.source, tab=table.tab, others=others)
