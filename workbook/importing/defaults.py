"""What an import states for every record, and says so: the book needs it, no list has it.

Nothing else is made up. A required column that the sources lack stays blank, is named in the
report, and the map may give it a default.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from validation.catalogue import Kind, Requirement
from validation.messages import Text, message
from validation.settings import Settings
from workbook.importing.cells import is_blank, objects
from workbook.importing.values import word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from validation.catalogue import Catalogue, Sheet
    from workbook.importing.values import Columns

GRADE_REASON = message("import.grade_reason")
"""What stands in `grade_reason` beside an imported grade: no run has computed it yet."""


class Completed(NamedTuple):
    """The frames with what was stated, and the sentences that say so."""

    frames: Mapping[str, pd.DataFrame]
    remarks: tuple[Text, ...]


def completed(frames: Mapping[str, pd.DataFrame], columns: Columns) -> Completed:
    """Return copies of the frames with contact states, base amounts and grade reasons filled in.

    Only blank cells are filled. `frames` hold the book's own values by sheet and field key.
    """
    catalogue = columns.catalogue
    done = {key: frame.copy() for key, frame in frames.items()}
    remarks: list[Text] = []
    for key, frame in done.items():
        remarks += _stated_status(frame, catalogue.sheets[key], columns)
        remarks += _stated_base(frame, catalogue.sheets[key], catalogue)
        remarks += _stated_grade(frame, columns.language)
        remarks += _blank_columns(frame, catalogue.sheets[key])
    return Completed(done, tuple(remarks))


def _stated_status(frame: pd.DataFrame, sheet: Sheet, columns: Columns) -> Iterator[Text]:
    """A contact that a list still carries works there until somebody knows better."""
    field = sheet.by_key.get("contact_status")
    active = word("active", field, columns.catalogue) if field else None
    if active is None:
        return
    label = active.label(columns.language)
    n = _fill(frame, "contact_status", [label] * len(frame))
    if n:
        yield message("import.stated_status", n=n, value=label)


def _stated_base(frame: pd.DataFrame, sheet: Sheet, catalogue: Catalogue) -> Iterator[Text]:
    """An amount in the base currency is its own base amount; the others wait for their rate."""
    if not {"amount_base", "amount", "currency"} <= set(sheet.by_key):
        return
    if not {"amount", "currency"} <= set(frame.columns):
        return
    base = Settings.from_rows(None)[0].base_currency
    field = sheet.by_key["currency"]
    same = {
        text: (found := word(str(text), field, catalogue)) is not None and found.code == base
        for text in frame["currency"].unique()
    }
    amounts = [
        a if isinstance(a, int | float) and not isinstance(a, bool) and same[c] else None
        for a, c in zip(frame["amount"], frame["currency"], strict=True)
    ]
    n = _fill(frame, "amount_base", amounts)
    if n:
        yield message("import.stated_base", n=n, sheet=sheet.name, currency=base)


def _stated_grade(frame: pd.DataFrame, language: str) -> Iterator[Text]:
    if "grade" not in frame.columns:
        return
    said = {"zh": GRADE_REASON.zh, "en": GRADE_REASON.en}.get(
        language, f"{GRADE_REASON.zh} {GRADE_REASON.en}"
    )
    n = _fill(frame, "grade_reason", [None if is_blank(g) else said for g in frame["grade"]])
    if n:
        yield message("import.stated_grade", n=n, value=said)


def _blank_columns(frame: pd.DataFrame, sheet: Sheet) -> Iterator[Text]:
    names = [
        f
        for f in sheet.fields
        if f.required is Requirement.ALWAYS
        and f.kind is not Kind.ID
        and (f.key not in frame.columns or all(is_blank(v) for v in frame[f.key]))
    ]
    if names and len(frame):
        yield message(
            "import.blank_columns",
            sheet=sheet.name,
            fields=Text("、".join(f.zh for f in names), ", ".join(f.en for f in names)),
        )


def _fill(frame: pd.DataFrame, key: str, values: Sequence[object]) -> int:
    """Put values into the blank cells of a column of our own copy; return how many there were."""
    given = frame[key].tolist() if key in frame.columns else [None] * len(frame)
    blank = [is_blank(g) and not is_blank(v) for g, v in zip(given, values, strict=True)]
    if any(blank):
        both = zip(blank, given, values, strict=True)
        frame[key] = objects(frame, [v if b else g for b, g, v in both])
    return sum(blank)
