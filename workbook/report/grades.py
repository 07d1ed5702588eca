"""A run of grading, as a page and as JSON (schema `relaybook.grades/1`, docs/grades.md)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from rich.padding import Padding
from rich.text import Text as Styled

from validation.grades.grading import tally
from validation.messages import message
from workbook.report.console import page, printable, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType
    from rich.table import Table

    from validation.grades.evidence import Evidence
    from validation.grades.summary import Graded, Grading, Remark
    from validation.messages import Language, Text
    from workbook.acting import Acted

SCHEMA = "relaybook.grades/1"


def render(
    acted: Acted,
    *,
    language: Language,
    limit: int | None = None,
    width: int = 120,
    colour: bool = False,
) -> str:
    """Return how many have which grade, who moved and why, and what needs a look.

    `limit` is the number of customers and of remarks listed, None for all; what is left out is
    said.
    """
    grading = _grading(acted)
    counts = tally([one.grade for one in grading.customers])
    mode = message(f"grade.page.{grading.mode}")
    said = [
        message("grade.page.title", today=grading.today, mode=mode),
        message(
            "grade.page.counts",
            n=f"{len(grading.customers):,}",
            moved=f"{len(grading.moved):,}",
            **{grade.lower(): f"{n:,}" for grade, n in counts.items()},
        ),
        *([message("grade.classic")] if grading.is_classic else []),
        message("changes.cells", cells=f"{len(acted.changes):,}"),
    ]
    parts: list[RenderableType] = [Styled(printable(acted.path), style="bold")]
    parts += [Padding(Styled(one.said(language)), (0, 2)) for one in said]
    if grading.customers:
        parts.append(Padding(_matrix(grading, language), (0, 2)))
    if grading.moved:
        parts.append(Padding(_moves(grading.moved[:limit], language), (0, 2)))
        parts += _more(len(grading.moved[:limit]), len(grading.moved), language)
    if grading.remarks:
        title = message("grade.page.remarks").said(language)
        parts.append(Padding(Styled(title, style="bold"), (0, 2)))
        parts += [_remark(one, language) for one in grading.remarks[:limit]]
        parts += _more(len(grading.remarks[:limit]), len(grading.remarks), language)
    return page(parts, width=width, colour=colour)


def render_json(acted: Acted) -> str:
    """Return the run as one JSON document, keys in a fixed order, readable characters."""
    grading = _grading(acted)
    document = {
        "schema": SCHEMA,
        "path": acted.path,
        "copy": acted.copy,
        "today": grading.today.isoformat(),
        "mode": grading.mode,
        "orders_only": grading.is_classic,
        "changed_cells": len(acted.changes),
        "grades": dict(tally([one.grade for one in grading.customers])),
        "matrix": [
            {"from": before, "to": after, "customers": n}
            for (before, after), n in grading.matrix.items()
        ],
        "moved": [_move(one) for one in grading.moved],
        "customers": [_customer(one) for one in grading.customers],
        "findings": [
            {"code": r.code, "sheet": r.sheet, "row": r.row, "record": r.record, **_both(r.text)}
            for r in grading.remarks
        ],
        "notes": [_both(note) for note in acted.notes],
    }
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n"


def _grading(acted: Acted) -> Grading:
    return cast("Grading", acted.answer)


def _matrix(grading: Grading, language: Language) -> Table:
    blank = message("grade.page.blank").said(language)
    befores = list(dict.fromkeys(before for before, _ in grading.matrix))
    afters = sorted({after for _, after in grading.matrix})
    found = table()
    found.add_column(message("grade.page.matrix").said(language))
    for after in afters:
        found.add_column(after, justify="right")
    for before in befores:
        counts = [grading.matrix.get((before, after), 0) for after in afters]
        found.add_row(before or blank, *[f"{n:,}" if n else "" for n in counts])
    return found


def _moves(moved: Sequence[Graded], language: Language) -> Table:
    blank = message("grade.page.blank").said(language)
    found = table(Styled(message("grade.page.moves").said(language)))
    found.add_column(message("grade.page.customer").said(language), ratio=2)
    found.add_column(message("grade.page.move").said(language), no_wrap=True)
    found.add_column(message("grade.page.why").said(language), ratio=2)
    found.add_column(message("grade.page.reason").said(language), ratio=4)
    for one in moved:
        why = one.why.said(language) if one.why else ""
        found.add_row(
            Styled(printable(f"{one.customer_id} {one.name}".strip())),
            Styled(f"{one.before or blank} → {one.grade.grade}"),
            Styled(why),
            Styled(printable(one.reason.said(language))),
        )
    return found


def _remark(one: Remark, language: Language) -> RenderableType:
    text = one.text.said(language)
    # A sentence that names its sheet names its row as well.
    where = () if one.sheet in text else (one.sheet, one.row)
    place = " ".join(str(part) for part in (*where, one.record) if part)
    told = (f"{place}: " if place else "") + text + (f" ({one.code})" if one.code else "")
    return Padding(Styled(printable(told)), (0, 2))


def _more(shown: int, count: int, language: Language) -> list[RenderableType]:
    if shown == count:
        return []
    return [Padding(Styled(message("grade.page.more", n=count - shown).said(language)), (0, 2))]


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _move(one: Graded) -> dict[str, Any]:
    return {
        "row": one.row,
        "customer_id": one.customer_id,
        "name": one.name,
        "from": one.before,
        "to": one.grade.grade,
        "why": None if one.why is None else _both(one.why),
    }


def _customer(one: Graded) -> dict[str, Any]:
    grade, scores = one.grade, one.grade.scores
    since = grade.below_since
    return {
        "row": one.row,
        "customer_id": one.customer_id,
        "grade": grade.grade,
        "system": grade.system,
        "value": grade.value,
        "r": scores.r,
        "f": scores.f,
        "m": scores.m,
        "score": scores.total,
        "below_since": None if since is None else since.isoformat(),
        "codes": list(grade.codes),
        **_evidence(one.evidence),
        "reason": _both(one.reason),
    }


def _evidence(of: Evidence) -> dict[str, Any]:
    # An amount is text here, as JSON has no exact numbers.
    amount = of.money.amount
    return {
        "last": None if of.last is None else of.last.isoformat(),
        "touch": of.touch,
        "interactions": of.interactions,
        "amount": None if amount is None else f"{amount:f}",
        "source": of.money.source,
    }
