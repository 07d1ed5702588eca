"""What is wrong with a ledger, told from its chain and from what this computer saw of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from validation.messages import Text, message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbook.audit.chain import Chain, Link
    from workbook.keeping.index import Head

What = Literal["unnumbered", "reordered", "repeated", "missing", "inserted", "changed", "other",
               "older"]  # fmt: skip
"""`changed`: not what it was when the next entry was written. `other`: not what this computer saw
under that number. `older`: the book ends before entries that this computer has seen."""


class Problem(NamedTuple):
    """One place where a ledger is not as it was written."""

    sheet: str
    seq: int
    row: int
    """Excel's row number; 0: the entry is not there."""
    what: What
    text: Text


def broken(chain: Chain, links: Sequence[Link], book_id: str | None) -> list[Problem]:
    """Return what the chain itself tells, by number; empty: it is whole up to its last entry.

    That the last entry was changed, or entries after it were cut off, only `against` can tell.
    """
    numbered = sorted(link for link in links if link.seq)
    problems = [*_misplaced(chain.sheet, links), *_breaks(chain, numbered, book_id)]
    return sorted(problems, key=lambda problem: problem.seq)


def against(sheet: str, links: Sequence[Link], heads: Sequence[Head]) -> list[Problem]:
    """Return how a ledger differs from what was seen of it before; `heads` by seq."""
    digests = {link.seq: link for link in links}
    last = max(digests, default=0)
    for head in heads:
        link = digests.get(head.seq)
        if link is not None and link.digest != head.digest:
            if any(link.digest == other.digest for other in heads if other.seq == head.seq):
                continue  # both were seen: it went two ways, and this is one of them
            text = message("audit.other", sheet=sheet, seq=head.seq, row=link.row, at=_day(head))
            return [Problem(sheet, head.seq, link.row, "other", text)]
    if heads and heads[-1].seq > last:
        head = heads[-1]
        text = message("audit.older", sheet=sheet, last=last, seq=head.seq, at=_day(head))
        return [Problem(sheet, last + 1, 0, "older", text)]
    return []


def _misplaced(sheet: str, links: Sequence[Link]) -> Iterator[Problem]:
    highest = 0
    told = False
    for link in links:
        facts = {"sheet": sheet, "seq": link.seq, "row": link.row}
        if not link.seq:
            yield Problem(sheet, 0, link.row, "unnumbered", message("audit.unnumbered", **facts))
        elif link.seq < highest and not told:
            told = True  # one sort moves many rows; the first says it
            text = message("audit.reordered", **facts)
            yield Problem(sheet, link.seq, link.row, "reordered", text)
        highest = max(highest, link.seq)


def _breaks(chain: Chain, links: Sequence[Link], book_id: str | None) -> Iterator[Problem]:
    """Yield where number or hash does not follow; from there on the chain is taken as it is."""
    before: Link | None = None
    for link in links:
        problem = _first(chain, link, book_id) if before is None else _next(chain, before, link)
        if problem is not None:
            yield problem
            if problem.what == "repeated":
                continue  # the chain goes on from the first of the two
        before = link


def _first(chain: Chain, link: Link, book_id: str | None) -> Problem | None:
    if link.seq > 1:
        return _gap(chain.sheet, 0, link)
    # A book gets its id with the first action; its ledger may have begun before that.
    if link.previous in (chain.genesis(book_id), chain.genesis(None)):
        return None
    text = message("audit.first", sheet=chain.sheet, seq=link.seq, row=link.row)
    return Problem(chain.sheet, link.seq, link.row, "changed", text)


def _next(chain: Chain, before: Link, link: Link) -> Problem | None:
    facts = {"sheet": chain.sheet, "seq": link.seq, "row": link.row, "other": before.row}
    if link.seq == before.seq:
        text = message("audit.repeated", **facts)
        return Problem(chain.sheet, link.seq, link.row, "repeated", text)
    if link.seq > before.seq + 1:
        return _gap(chain.sheet, before.seq, link)
    if link.previous == before.digest:
        return None
    if link.previous == before.previous:
        # Both follow the same row, so the first of them was put in between.
        text = message("audit.inserted", **(facts | {"seq": before.seq, "row": before.row}))
        return Problem(chain.sheet, before.seq, before.row, "inserted", text)
    text = message(
        "audit.changed", sheet=chain.sheet, seq=before.seq, row=before.row, next=link.seq
    )
    return Problem(chain.sheet, before.seq, before.row, "changed", text)


def _gap(sheet: str, before: int, link: Link) -> Problem:
    first, last = before + 1, link.seq - 1
    text = message("audit.missing", sheet=sheet, first=first, last=last, row=link.row)
    return Problem(sheet, first, 0, "missing", text)


def _day(head: Head) -> str:
    return head.at.strftime("%Y-%m-%d %H:%M UTC")
