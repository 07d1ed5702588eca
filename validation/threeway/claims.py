"""What reps asked for in their own books, to be decided at the merge (`court`)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.normalise import boolean
from validation.plaintext import shown
from validation.vocabularies import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from validation.threeway.mine import Accepted

LIST = "PoolList"


class Wish(NamedTuple):
    """A claim in a rep's book."""

    rep: str
    record: str
    at: dt.datetime | None
    """When it was asked for; None: the rep did not say."""
    is_clear: bool = True
    """Whether the rep wrote yes; else something is there that is neither yes nor no."""


def wishes(accepted: Iterable[Accepted]) -> list[Wish]:
    """Return the claims in reps' books, in the order in which they are decided."""
    found: dict[tuple[str, str], Wish] = {}
    for mine, base, _ in accepted:
        frame = mine.frames.get(LIST)
        if frame is None or not {"record", "claim"} <= set(frame.columns):
            continue
        for row in frame.to_dict("records"):
            record, at = shown(row["record"]).strip(), _moment(row.get("claim_at"))
            said = boolean.read(row["claim"])
            unclear = bool(said.problem) or (said.value is None and at is not None)
            if record and (said.value is True or unclear):
                wish = Wish(base.rep, record, at, not unclear)
                key = (wish.rep, fold(wish.record))
                found[key] = min(found.get(key, wish), wish, key=_order)
    return sorted(found.values(), key=_order)


def _order(wish: Wish) -> tuple[bool, dt.datetime, str, str]:
    return (wish.at is None, wish.at or dt.datetime.min, wish.rep, wish.record)  # noqa: DTZ901


def _moment(value: Any) -> dt.datetime | None:
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, dt.date):
        return dt.datetime.combine(value, dt.time())
    try:
        return dt.datetime.fromisoformat(str(value).strip()).replace(tzinfo=None)
    except ValueError:
        return None
