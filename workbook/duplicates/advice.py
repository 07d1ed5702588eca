"""What to do about a case, in words: who has to agree, and the command that does it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from validation.messages import Text, message
from workbook.duplicates.cases import is_local
from workbook.duplicates.comparison import status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbook.duplicates.cases import Case
    from workbook.duplicates.search import Side

_PLAIN = re.compile(r"[\w./:\\+@-]+")


def advice(case: Case, sides: Sequence[Side]) -> tuple[Text, ...]:
    """Return what to do about `case`, whose rows are `sides` in the same order."""
    said = [*_refused(case), *_owners(sides), *_pool(sides)]
    if case.band == "group":
        return (*said, message("dup.do_group"))
    first = sides[0]
    if is_local(tuple(sides)):
        others = [_quoted(side.record) for side in sides[1:]]
        book, keep = _quoted(first.file), _quoted(first.record)
        owner = " --owner …" if len({side.owner for side in sides if side.owner}) > 1 else ""
        merge = f"merge-records {book} {keep} {' '.join(others)}{owner}"
        said.append(message("dup.do_merge", command=merge))
        # A decision is about two records; the first two show how it is written.
        said.append(message("dup.do_not", command=f"not-duplicates {book} {keep} {others[0]}"))
    elif len({side.file for side in sides}) > 1:
        said.append(message("dup.do_across"))
    else:
        said.append(message("dup.do_no_id"))
    return tuple(said)


def place(side: Side) -> Text:
    """Return where a row stands."""
    return message("dup.place", tab=side.tab, row=side.row)


def _refused(case: Case) -> list[Text]:
    return [message(f"dup.refused.{pair.refused}") for pair in case.pairs[:1] if pair.refused]


def _owners(sides: Sequence[Side]) -> list[Text]:
    names = list(dict.fromkeys(side.owner for side in sides if side.owner))
    if len(names) < 2:
        return []
    return [message("dup.owners", names=Text("、".join(names), ", ".join(names)))]


def _pool(sides: Sequence[Side]) -> list[Text]:
    """Return the warning that a customer somebody works stands in the pool too."""
    pooled = [side for side in sides if status(side.pool).en == status("公海").en]
    worked = [side for side in sides if side.owner and side not in pooled]
    if not pooled or not worked:
        return []
    there = pooled[0]
    return [message("dup.pooled", row=place(there), owner=worked[0].owner)]


def _quoted(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else f'"{text}"'
