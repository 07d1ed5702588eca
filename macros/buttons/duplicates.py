"""The buttons of the group Duplicates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from macros.live import selecting
from macros.live.port import Area
from validation.duplicates.known import known
from validation.errors import RefusedError
from validation.messages import message, plain

if TYPE_CHECKING:
    from macros.buttons.session import Session
    from macros.live.desk import LiveDesk
    from validation.lookup import NewCustomer

_WIDTH = 100
_MOST_ROWS = 5
_LONGEST = 1_500
"""Characters of a message: a longer one leaves the screen."""
_PHONE = re.compile(r"[+(0-9][0-9 ()./+\-]{5,}")
_SITE = re.compile(r"(https?://\S+|(?:[\w-]+\.)+[A-Za-z]{2,}(/\S*)?)")
_CODE = re.compile(r"(?=.*\d)[A-Z0-9]{8,20}")


def find(session: Session) -> None:
    """List the customers that stand more than once on the sheet Duplicates."""
    from workbook.duplicates import books  # noqa: PLC0415  # DuckDB, for this button alone
    from workbook.duplicates.annotating import SHEET, edits, rows_of  # noqa: PLC0415
    from workbook.duplicates.search import search  # noqa: PLC0415
    from workbook.duplicates.together import together  # noqa: PLC0415
    from workbook.importing.headers import names  # noqa: PLC0415
    from workbook.spreading import find_here  # noqa: PLC0415

    desk = session.desk
    layout = desk.book.layouts.get(SHEET)
    if layout is None or not layout.known or "Customers" not in desk.plain.sheets:
        raise RefusedError(reason=message("dup.not_annotated"))
    given = together([books.rows(desk.plain, names(desk.catalogue))])
    report = search(given, (), find=find_here)
    rows = tuple(rows_of(report))
    notes = desk.put(edits(rows, desk.book, layout, session.language), session.order("DUPLICATES"))
    sure = message("dup.band.duplicate")
    cases = {row.case: row.band for row in rows}
    certain = sum(band == sure for band in cases.values())
    if not rows:
        session.tell(message("press.no_duplicates"), *notes)
        return
    said = message("press.duplicates", sure=certain, maybe=len(cases) - certain)
    session.tell(said, *given.notes, *notes)


def group(session: Session) -> None:
    """Say who is in the group of the selected customer, and whether reps are in conflict."""
    from workbook.groups import groups_of  # noqa: PLC0415

    desk = session.desk
    opened = groups_of(desk.plain, desk.catalogue, desk.settings, desk.today)
    view = opened.view(_group_id(desk))
    owners = "、".join(dict.fromkeys(m.owner for m in view.members if m.owner)) or "-"
    session.tell(
        message(
            "press.group",
            group=view.group,
            name=view.nodes[0].name,
            members=len(view.members),
            owners=owners,
            conflicts=len(view.conflicts),
            allowed=len(view.allowed),
        )
    )


def look_up(session: Session) -> None:
    """Say whether somebody has the customer that is selected, or that a person types."""
    from validation.lookup import lookup as find_customer  # noqa: PLC0415
    from workbook.lookup import Result, text  # noqa: PLC0415
    from workbook.lookup.reading import source_of  # noqa: PLC0415

    typed = session.ask(message("press.look_up"))
    if typed == "":
        typed = _selected_text(session)
    if not typed:
        session.tell(message("press.given_up"))
        return
    desk = session.desk
    source = source_of(desk.plain)
    new = _meant(typed)
    answer = find_customer(
        new,
        (source,),
        today=desk.today,
        vocabularies=desk.catalogue.vocabularies,
        own_domains=frozenset(known(source.sheets).own_domains),
    )
    result = Result(new, desk.today, answer, (), (), 1)
    page = text.render(result, language=session.language, limit=_MOST_ROWS, width=_WIDTH)
    session.tell(plain(page[:_LONGEST].strip()))


def _group_id(desk: LiveDesk) -> str:
    picked = selecting.chosen(desk)
    if len(picked.rows) != 1:
        raise RefusedError(
            reason=message("press.one_row", sheet=desk.book.layouts[picked.sheet].tab)
        )
    frame = desk.book.sheets[picked.sheet]
    value = frame.at[picked.rows[0], "group_id"] if "group_id" in frame else None
    if value is None:
        raise RefusedError(reason=message("press.no_group"))
    return str(value)


def _selected_text(session: Session) -> str:
    """Return what stands in the one selected cell; empty: another number is selected."""
    here = session.live.selection()
    if here is None or len(here.areas) != 1:
        return ""
    row, column, last_row, last_column = here.areas[0]
    if (row, column) != (last_row, last_column):
        return ""
    value = session.live.values(here.tab, Area(row, column, row, column))[0][0]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _meant(typed: str) -> NewCustomer:
    """Return what a typed line may be: a mailbox, a phone, a site, a code, else a name."""
    from validation.lookup import NewCustomer  # noqa: PLC0415

    if "@" in typed:
        return NewCustomer(emails=(typed,))
    if _PHONE.fullmatch(typed):
        return NewCustomer(phones=(typed,))
    if _SITE.fullmatch(typed):
        return NewCustomer(domains=(typed,))
    if _CODE.fullmatch(typed):
        return NewCustomer(codes=(typed,), names=(typed,))
    return NewCustomer(names=(typed,))
