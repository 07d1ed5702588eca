"""Names in parts and names in two scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook.importing.cells import is_blank, objects
from workbook.importing.derivation import as_text
from workbook.importing.headers import HALF_NAMES, SPLIT_NAME

if TYPE_CHECKING:
    import pandas as pd

_SCRIPTS = {
    "Customers": ("company_name_zh", "company_name_en"),
    "Products": ("name_zh", "name_en"),
}
_WHOLE = {"Reps": "rep_name", "Contacts": "contact_name"}


def superseded(sheet: str, keys: set[str]) -> set[str]:
    """Return the keys that say again what other columns of the list say better.

    First and last name beside a whole name; a plain name beside a Chinese and an English one.
    """
    found = set(HALF_NAMES) & keys if _WHOLE.get(sheet) in keys else set()
    if set(_SCRIPTS.get(sheet, ())) <= keys and sheet in SPLIT_NAME:
        found |= {SPLIT_NAME[sheet]} & keys
    return found


def whole_names(frame: pd.DataFrame, sheet: str) -> pd.DataFrame:
    """Return the frame with first_name and last_name put together.

    A Chinese name has the family name first and no space. A name that is there already stays.
    """
    halves = [name for name in HALF_NAMES if name in frame.columns]
    target = _WHOLE.get(sheet)
    if not halves or target is None:
        return frame
    frame = frame.copy()
    blank: list[object] = [None] * len(frame)
    first, last, whole = (
        frame[name].tolist() if name in frame.columns else blank for name in (*HALF_NAMES, target)
    )
    parts = zip(first, last, whole, strict=True)
    frame[target] = objects(frame, [_whole(f, n) if is_blank(w) else w for f, n, w in parts])
    return frame.drop(columns=halves)


def named_by_script(frame: pd.DataFrame, sheet: str) -> pd.DataFrame:
    """Return the frame with a plain "name" filed as the Chinese or the English one.

    Beside a column of one script the plain name is the other; alone, each value decides.
    """
    undecided = SPLIT_NAME.get(sheet, "")
    if undecided not in frame.columns:
        return frame
    zh, en = _SCRIPTS[sheet]
    frame = frame.copy()
    values = frame.pop(undecided).tolist()
    if zh in frame.columns or en in frame.columns:
        frame[en if zh in frame.columns else zh] = objects(frame, values)
        return frame
    chinese = [is_chinese(value) for value in values]
    for key, wanted in ((zh, True), (en, False)):
        if wanted in chinese:
            both = zip(values, chinese, strict=True)
            frame[key] = objects(frame, [v if c == wanted else None for v, c in both])
    return frame


def is_chinese(value: object) -> bool:
    """Return whether a value has a Chinese character."""
    return any("㐀" <= c <= "鿿" for c in str(value))


def _whole(first: object, last: object) -> str | None:
    given, family = as_text(first), as_text(last)
    if is_chinese(given + family):
        return (family + given) or None
    return " ".join(part for part in (given, family) if part) or None
