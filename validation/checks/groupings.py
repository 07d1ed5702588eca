"""Groups held against each other (rules.md §7): who shares what, owners, prices, rings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from validation.checks.marks import Facts
from validation.checks.words import label
from validation.messages import Text, message
from validation.vocabularies import fold

if TYPE_CHECKING:
    from validation.checks.sheetrows import Context, Rows
    from validation.groups import Conflict, Conflicts, Side

_SHEETS = (
    "Customers",
    "Contacts",
    "Titles",
    "Groups",
    "Quotes",
    "Reps",
    "Products",
    "FX",
    "OurCompany",
    "NotDuplicates",
    "Exceptions",
)
_RULES = {
    "same_code": "group_same_code",
    "same_title": "group_same_title",
    "same_domain": "group_shared",
    "same_phone": "group_shared",
    "outside_group": "group_outsider",
    "group_owners": "group_several_owners",
    "quote_prices": "group_two_prices",
}
"""Kind of conflict → rule. A customer in two groups is R617, `relations`' own."""
_ONE_OWNER = frozenset({"group_shared", "group_outsider"})
"""Rules that are only worth a note while one rep owns both customers."""
_WEAK = _ONE_OWNER | {"group_one_owner"}
_COLUMNS = {
    "group_outsider": "group_id",
    "group_several_owners": "owner",
    "group_two_prices": "price",
}
"""Rule → the column of the right side that is marked, where no cell holds what is shared."""


def mark(context: Context) -> None:
    """Mark the conflicts of the book's groups, each in one of its two rows, naming the other.

    Hints are not marked: equal names prove nothing, and a check has enough to say.
    """
    sheets = {key: _frame(context.sheets[key]) for key in _SHEETS if key in context.sheets}
    # Comparing customers takes imports that a book without them need not wait for.
    from validation.duplicates.known import known  # noqa: PLC0415
    from validation.groups import conflicts  # noqa: PLC0415

    found = conflicts(
        sheets,
        settings=context.settings,
        today=context.today,
        known=known(sheets),
        catalogue=context.catalogue,
    )
    _mark_conflicts(found, context)
    _mark_rings(found, context)
    _mark_statuses(found, context)


def _frame(rows: Rows) -> pd.DataFrame:
    """Return the sheet as read: ids put right, words as codes; unreadable cells are blank."""
    frame = pd.DataFrame(
        {key: rows.value(key) for key in tuple(rows.values)}, index=rows.table.rows, dtype=object
    )
    if "own_domains" in frame:
        frame["own_domains"] = [";".join(items or ()) or None for items in frame["own_domains"]]
    return frame


def _mark_conflicts(found: Conflicts, context: Context) -> None:
    told: dict[tuple[str, str, str], dict[int, Facts]] = {}
    clear: set[frozenset[str]] = set()
    twins = _twins(context.sheets["Customers"])
    for conflict in found.found:
        rule = _rule(conflict)
        pair = frozenset((conflict.left.customer, conflict.right.customer))
        # Who shares a code or a title with a member has that to put right first.
        again = conflict.kind == "outside_group" and pair in clear
        doubled = rule in _WEAK and conflict.right.customer in twins
        if not rule or again or doubled:
            continue
        clear.add(pair)
        if _is_repeat(conflict, context):
            continue
        sheet, row, key = _place(conflict, rule)
        n = _positions(context.sheets[sheet]).get(row)
        if n is not None:
            facts_of = told.setdefault((sheet, rule, _shown(context.sheets[sheet], key)), {})
            facts_of.setdefault(n, _facts(conflict, context))
    for (sheet, rule, key), facts_of in told.items():
        rows = context.sheets[sheet]
        rows.marks.mark(rule, key, rows.hits(facts_of), facts_of.__getitem__)


def _twins(customers: Rows) -> set[str]:
    """Return the customers of whom the check says that they stand twice: they share everything."""
    ids = customers.value("customer_id")
    told = (broken.rows for broken in customers.marks.broken() if broken.rule == "twin")
    return {str(ids[n]) for rows in told for n in rows.tolist()}


def _rule(conflict: Conflict) -> str:
    rule = _RULES.get(conflict.kind, "")
    left, right = conflict.left.owner, conflict.right.owner
    return "group_one_owner" if rule in _ONE_OWNER and left and left == right else rule


def _place(conflict: Conflict, rule: str) -> tuple[str, int, str]:
    """Return the sheet, row and column that is marked."""
    if rule in _COLUMNS:
        return conflict.right.sheet, conflict.right.row, _COLUMNS[rule]
    return conflict.sources[1]


def _shown(rows: Rows, key: str) -> str:
    """Return the column, or that of the ids where the book has none of this name."""
    return rows.sheet.row_key if rows.field(key) is None else key


def _facts(conflict: Conflict, context: Context) -> Facts:
    other = _said(conflict.left, context)
    if conflict.kind == "quote_prices":
        return Facts(detail=message("groups.of", what=conflict.evidence, side=other))
    owners = conflict.kind == "group_owners"
    value = conflict.right.owner if owners else conflict.value
    return Facts(detail=other, expected=conflict.group, value=value)


def _said(side: Side, context: Context) -> Text:
    """Return a row with its sheet, for the middle of a sentence."""
    return message("groups.side_at", side=side.said, sheet=_tab(side, context), row=side.row)


def _tab(side: Side, context: Context) -> Text:
    return context.catalogue.sheets[side.sheet].name


def _is_repeat(conflict: Conflict, context: Context) -> bool:
    """Return whether R607 has said already that the two titles are one."""
    if conflict.kind != "same_title" or {s.sheet for s in conflict.sources} != {"Titles"}:
        return False
    rows = context.sheets["Titles"]
    at = _positions(rows)
    names = rows.value("title_name")
    one, other = (fold(str(names[at[source.row]])) for source in conflict.sources)
    return one == other


def _positions(rows: Rows) -> dict[int, int]:
    return {int(row): n for n, row in enumerate(rows.table.rows)}


def _mark_rings(found: Conflicts, context: Context) -> None:
    rows = context.sheets.get("Groups")
    if rows is None or not found.tree.cycles:
        return
    first = rows.by_key()
    rings = {first[ring[0]]: (*ring, ring[0]) for ring in found.tree.cycles}
    rows.marks.mark(
        "group_ring",
        "parent_group",
        rows.hits(rings),
        lambda n: Facts(detail=" → ".join(rings[n])),
    )


def _mark_statuses(found: Conflicts, context: Context) -> None:
    """Mark what is typed and is not what the conflicts say; a blank cell is not yet computed."""
    rows = context.sheets.get("Titles")
    if rows is None or not rows.known("conflict_status").any():
        return
    words = context.catalogue.vocabularies["title_conflict"]
    from validation.groups.statuses import statuses  # noqa: PLC0415 - see mark

    typed, computed, at = rows.value("conflict_status"), statuses(found), _positions(rows)
    stale = {at[row]: code for row, code in computed.items() if typed[at[row]] not in (None, code)}
    rows.marks.mark(
        "title_status_stale",
        "conflict_status",
        rows.hits(stale),
        lambda n: Facts(
            expected=label(words, stale[n], context), suggestion=label(words, stale[n], context)
        ),
    )
