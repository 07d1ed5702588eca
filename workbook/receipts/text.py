"""The register of shares for people at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from validation.handover.register import Standing
from validation.handover.writing import worded
from validation.messages import message
from validation.plaintext import shown
from workbook.report import console

if TYPE_CHECKING:
    from typing import Any

    from validation.catalogue import Catalogue
    from validation.handover.approving import Asked
    from validation.handover.listing import Line, Listing
    from validation.messages import Language
    from workbook.receipts.receiving import Arrived

_STYLES = {
    Standing.OPEN: "yellow",
    Standing.EXPIRED: "red",
    Standing.LAPSED: "red",
    Standing.CONFIRMED: "green",
}
_MOST = 20
"""Records that are named."""
_ASKED_FOR = (
    "variant",
    "scenario",
    "provider",
    "receiver",
    "receiver_kind",
    "receiver_company",
    "channel",
    "container",
    "password_channel",
    "nda_no",
    "contents",
    "expires",
    "expected_action",
)
"""Columns of a share that an approver looks at, in this order."""


class Screen(NamedTuple):
    """How a page is shown."""

    language: Language
    width: int
    colour: bool = False


def shares(path: str, found: Listing, catalogue: Catalogue, screen: Screen) -> str:
    """Return the listed shares, each with its state and the next step."""
    head = message("shares.head", path=path, n=sum(found.counts.values()), late=found.late)
    if not found.lines:
        none = message("shares.empty").said(screen.language)
        return console.page(
            [head.said(screen.language), none], width=screen.width, colour=screen.colour
        )
    table = console.table()
    for key in ("share", "state", "what", "to", "dates", "next"):
        table.add_column(message(f"shares.{key}").said(screen.language), no_wrap=key == "share")
    for line in found.lines:
        cells = [
            line.entry.share_id,
            *_cells(line, catalogue, screen.language),
            line.next.said(screen.language),
        ]
        style = "red" if line.days_late else _STYLES.get(line.standing)
        table.add_row(*map(_safe, cells), style=style)
    return console.page(
        [head.said(screen.language), table], width=screen.width, colour=screen.colour
    )


def asked(found: Asked, catalogue: Catalogue, language: Language) -> str:
    """Return what an approver is shown: every fact of the request, and the records."""
    entry = found.entry
    fields = catalogue.sheets["Share"].by_key
    state = message(f"shares.state_{found.standing}")
    lines = [message("shares.asked", share=entry.share_id, state=state).said(language)]
    for key in _ASKED_FOR:
        value = worded(getattr(entry, key), fields[key], catalogue, language)
        if value is not None:
            lines.append(f"  {fields[key].name.said(language)}: {console.printable(shown(value))}")
    named = ", ".join(found.records[:_MOST]) + (" …" if len(found.records) > _MOST else "")
    many = message("shares.records", n=len(found.records)).said(language)
    lines.append(f"  {many}: {console.printable(named)}")
    return "\n".join(lines) + "\n"


def cover(found: Arrived, language: Language) -> str:
    """Return what a receiver is shown first: that the file is whole, its cover, its digits."""
    lines = [message("receive.cover", share=found.share).said(language)]
    for name, text in found.found.cover:
        first, *rest = console.printable(text).splitlines() or [""]
        lines.append(f"  {console.printable(name)}: {first}")
        lines += [f"    {line}" for line in rest]
    lines.append(message("receive.read_out", digits=found.digits).said(language))
    return "\n".join(lines) + "\n"


def _cells(line: Line, catalogue: Catalogue, language: Language) -> list[str]:
    entry = line.entry
    fields = catalogue.sheets["Share"].by_key
    variant = worded(entry.variant, fields["variant"], catalogue, language)
    records = message("shares.records", n=line.record_count)
    dates = f"{entry.share_date or ''}" + (f" … {entry.expires}" if entry.expires else "")
    state = message(f"shares.state_{line.standing}")
    what = f"{shown(variant)}, {records.said(language)}"
    return [state.said(language), what, f"{entry.provider or '?'} → {entry.receiver or '?'}", dates]


def _safe(value: Any) -> str:
    from rich.markup import escape  # noqa: PLC0415  # rich is heavy, and only a page needs it

    return escape(console.printable(str(value)))
