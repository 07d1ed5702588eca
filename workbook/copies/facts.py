"""What a copy says of itself: written into its hidden sheet, read back when it returns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from validation.messages import message
from workbook import recognition
from workbook.copies.cover import ACKNOWLEDGED
from workbook.copies.page import KEY, TEXT
from workbook.form import FIRST_ROW, HEADER_ROW, KEY_ROW, META_TAB, TEMPLATE_VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbook.copies.plan import Plan
    from workbook.formats.grid import Grid, Opened

KIND = "handover/1"
_DIGEST = "digest:"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What stands in a copy beside its rows; None: it does not say."""

    share_id: str | None
    variant: str | None
    language: str | None
    key: str | None
    """The share's receipt key."""
    digests: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(sheet, record id as the copy shows it) → the row's digest."""
    acknowledged: bool = False
    """Whether the receiver ticked the sentence on the cover."""


def facts(plan: Plan) -> Mapping[str, str]:
    """Return the lines of the sheet `_meta`, in the form of a template's.

    The cover takes the place of a dashboard there: it is no sheet of rows.
    """
    share = plan.copy.share
    lines = {
        "template_version": TEMPLATE_VERSION,
        "catalogue_hash": plan.catalogue.hash,
        "language": plan.wording.language,
        "profile": KIND,
        "key_row": str(KEY_ROW),
        "header_row": str(HEADER_ROW),
        "first_row": str(FIRST_ROW),
        "tab:guide": plan.guide,
        "tab:lists": plan.lists,
        "tab:dashboard": plan.cover,
        "share_id": str(share.get("share_id", "")),
        "variant": str(share.get("variant", "")),
        "receipt_key": plan.copy.key,
    }
    lines |= {f"sheet:{part.sheet.key}": part.tab for part in plan.parts}
    lines |= {
        f"{_DIGEST}{sheet}:{record}": digest
        for (sheet, record), digest in sorted(plan.copy.digests.items())
    }
    return {name: value for name, value in lines.items() if value}


def read_facts(opened: Opened) -> Facts | None:
    """Return what a file says of itself as a copy; None: it is no copy of ours.

    Another program may have shown the hidden sheet or made its texts numbers: all are text here.
    """
    meta = next((grid for grid in opened.grids if grid.tab == META_TAB), None)
    said = {} if meta is None else _pairs(meta, KEY, KEY + 1)
    if said.get("profile") != KIND:
        return None
    cover = next((grid for grid in opened.grids if grid.tab == said.get("tab:dashboard")), None)
    answer = None if cover is None else _pairs(cover, KEY, TEXT).get(ACKNOWLEDGED)
    digests = {}
    for name, value in said.items():
        sheet, _, record = name.removeprefix(_DIGEST).partition(":")
        if name.startswith(_DIGEST):
            digests[sheet, record] = value
    return Facts(
        share_id=said.get("share_id"),
        variant=said.get("variant"),
        language=said.get("language"),
        key=said.get("receipt_key"),
        digests=digests,
        acknowledged=answer is not None and is_ticked(answer),
    )


def is_ticked(answer: str) -> bool:
    """Return whether the cell on the cover says yes, as a list word or typed by hand.

    >>> [is_ticked(a) for a in ("☑ 是 Yes", "是", "True", "☐ 否 No", "no", "")]
    [True, True, True, False, False, False]
    """
    words = {*answer.replace("☑", " ☑ ").casefold().split()}
    yes = message("template.yes")
    return bool(words & {"☑", "√", "true", "y", "1", "是的", yes.zh, yes.en.casefold()})


def _pairs(grid: Grid, name: int, value: int) -> Mapping[str, str]:
    """Return text → text of two columns, counted from 0, of a sheet."""
    rows = [int(row) for row in grid.cells.index]
    both = [(recognition.cell(grid, row, name + 1), recognition.cell(grid, row, value + 1))
            for row in rows]  # fmt: skip
    return {n: str(v) for n, v in both if isinstance(n, str) and v is not None}
