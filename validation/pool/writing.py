"""From a decision to rows of the ledger and cells of the record's own row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from validation.changes import Change
from validation.errors import RefusedError
from validation.messages import message
from validation.pool.judgement import told
from validation.pool.rotation import snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from validation.pool.judgement import Judgement
    from validation.pool.records import Record
    from validation.pool.rotation import Step
    from validation.pool.source import Pool

_OWNER: Mapping[str, tuple[str, str]] = {
    "Customers": ("owner", "owner_since"),
    "Leads": ("assigned_rep", "assigned_date"),
}
"""Sheet → its columns of the rep who has the record, and since when."""
_LONGEST = 32_000
"""Characters of a detail: a cell of Excel holds 32,767."""


def entry(pool: Pool, record: Record, run: str, action: str, **cells: Any) -> Mapping[str, Any]:
    """Return one row of the ledger, key → value, without its number and hash."""
    return {
        "at": pool.at,
        "lead_id" if record.is_lead else "customer_id": record.id,
        "action": action,
        "weights_snapshot": snapshot(pool.weights),
        "config_hash": pool.rules,
        "run_id": run,
        **{key: value for key, value in cells.items() if value is not None},
    }


def detail(pool: Pool, judged: Sequence[Judgement]) -> str | None:
    """Return what a row of the ledger says of the reps it was decided by; None: nothing."""
    text = told(judged, pool.catalogue.vocabularies["pool_reason"], pool.language)
    return text if text and len(text) <= _LONGEST else None


def row_of(pool: Pool, record: Record, run: str, step: Step) -> Mapping[str, Any]:
    """Return the row of the ledger for what happened to one slot."""
    return entry(
        pool,
        record,
        run,
        step.action,
        to_rep=step.slot.rep if step.slot else None,
        reason=step.reason,
        slot=str(step.slot) if step.slot else None,
        weights_snapshot=snapshot(step.weights),
        detail=detail(pool, step.judged),
    )


def owned(pool: Pool, record: Record, rep: str | None) -> Iterator[Change]:
    """Yield the cells of a record's own row that change when `rep` gets it; None: the pool does.

    Raises:
        RefusedError: the sheet has no column for who has it.
    """
    owner, since = _OWNER[record.sheet]
    columns = pool.book.sheets[record.sheet].columns
    if owner not in columns:
        name = pool.catalogue.field(record.sheet, owner).name
        sheet = pool.catalogue.sheets[record.sheet].name
        raise RefusedError(reason=message("pool.no_column", column=name, sheet=sheet))
    values: dict[str, Any] = {owner: rep, since: pool.at if rep else None}
    if not record.is_lead:
        values["pool_status"] = _status(pool, record, rep)
    for key, after in values.items():
        before = pool.book.sheets[record.sheet].at[record.row, key] if key in columns else after
        if before != after:
            yield Change(record.sheet, record.row, key, before, after)


def _status(pool: Pool, record: Record, rep: str | None) -> str:
    # 保护中 says more than 私海 and holds for whoever has the customer.
    protected = rep is not None and record.is_protected(pool.today)
    code = "protected" if protected else "private" if rep else "public"
    return pool.catalogue.vocabularies["pool_status"].words[code].label(pool.language)
