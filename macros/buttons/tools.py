"""The buttons of the group Tools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from macros.actions import ACTIONS
from macros.live import undoing
from macros.live.port import Area, LiveError
from macros.live.reading import facts
from validation.catalogue import Kind
from validation.messages import message, plain
from workbook.form import FIRST_ROW, LAST_ROW

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from macros.buttons.session import Session
    from validation.book import Layout
    from validation.catalogue import Sheet
    from validation.messages import Text

_MOST_NAMED = 10
_NOT_TYPED = ("ledger", "result")
_DATES: Mapping[Kind, str] = {Kind.DATE: "yyyy-mm-dd", Kind.DATETIME: "yyyy-mm-dd hh:mm"}


def undo(session: Session) -> None:
    """Take back what the last button changed in this workbook."""
    press = undoing.undo(session.live)
    if press is None:
        session.tell(message("press.nothing_to_undo"))
        return
    at = press.at.astimezone().strftime("%Y-%m-%d %H:%M")
    session.tell(message("press.undone", action=_label(press.action), at=at))


def repair(session: Session) -> None:
    """Put back the formats of text and dates, and say what was neither looked at nor put back.

    Pasting loses them first and it does harm: a phone turns into a number. Sheets that are not
    for typing are left alone.
    """
    desk = session.desk
    done: list[str] = []
    for key, layout in desk.book.layouts.items():
        sheet = desk.catalogue.sheets.get(key) if layout.known else None
        if sheet is None or sheet.kind in _NOT_TYPED:
            continue
        formats = dict(_lost(session, layout, sheet))
        if formats:
            session.live.reformat(layout.tab, formats)
            done += [
                f"{layout.tab}: {layout.headers.get(column, column).splitlines()[0]}"
                for column, number in layout.columns.items()
                if any(area.column == number for area in formats)
            ]
    shown = ", ".join(done[:_MOST_NAMED]) + (" …" if len(done) > _MOST_NAMED else "")
    told = message("press.repaired", n=len(done), columns=shown)
    session.tell(told if done else message("press.not_repaired"), message("press.repair_rest"))


def settings(session: Session) -> None:
    """Go to the sheet Config."""
    live = session.live
    tab = facts(live).get("sheet:Config", "")
    if tab not in {one.name for one in live.tabs() if one.visible}:
        raise LiveError(reason=message("press.no_config"))
    live.select(tab, FIRST_ROW, 2)


def help_page(session: Session) -> None:
    """Open the manual in the browser; say where it is when there is none."""
    from macros.manual.showing import show  # noqa: PLC0415  # jinja2, for this button alone

    shown = show(session.language)
    if not shown.is_open:
        session.tell(shown.said)


def _lost(session: Session, layout: Layout, sheet: Sheet) -> Iterator[tuple[Area, str]]:
    """Yield the columns whose cells lost their number format, with the format they get."""
    from workbook.template.values import TEXT_KINDS  # noqa: PLC0415  # XlsxWriter

    last = max(layout.last_row, FIRST_ROW)
    for field in sheet.fields:
        number = layout.columns.get(field.key)
        wanted = "@" if field.kind in TEXT_KINDS else _DATES.get(field.kind)
        if number is None or wanted is None:
            continue
        if session.live.number_format(layout.tab, Area(FIRST_ROW, number, last, number)) != wanted:
            yield Area(FIRST_ROW, number, LAST_ROW, number), wanted


def _label(name: str) -> Text:
    found = next((action for action in ACTIONS if action.name == name), None)
    return plain(name) if found is None else found.button.label if found.button else found.label
