"""What a split and a merge say on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from validation.messages import Language, Text
    from validation.threeway.merger import Tally
    from workbook.splitting.joining import Joined
    from workbook.splitting.splitting import Done


def of_split(done: Done, language: Language) -> str:
    """Return the books of a split with their rows, and what is in none of them."""
    return _page(_split(done, language), language)


def passphrases(done: Done, language: Language) -> str:
    """Return the passphrase of each sealed book, for the terminal alone."""
    sealed = (book for book in done.books if book.passphrase)
    told = (message("splitting.passphrase", rep=b.rep, passphrase=b.passphrase) for b in sealed)
    return _page(told, language)


def of_merge(joined: Joined, language: Language, *, limit: int | None = 100) -> str:
    """Return what became of each book; `limit` is for claims, likenesses and refusals each."""
    return _page(_merge(joined, limit, language), language)


def _page(texts: Iterator[Text], language: Language) -> str:
    return "".join(f"{text.said(language)}\n" for text in texts)


def _split(done: Done, language: Language) -> Iterator[Text]:
    for book in done.books:
        facts = {"rep": book.rep, "path": book.path, "rows": _counted(book.rows, language)}
        yield message("splitting.book", **facts)
    if done.nobodys:
        yield message("splitting.nobodys", rows=_counted(done.nobodys, language))
    yield from done.notes


def _merge(joined: Joined, limit: int | None, language: Language) -> Iterator[Text]:
    merged = joined.merged
    yield from joined.failed
    yield from (one.reason for one in merged.refused)
    for tally in merged.tallies:
        yield _tally(tally, language)
        yield from tally.notes
    for answer in merged.claims[:limit]:
        wish, refused = answer
        facts = {"rep": wish.rep, "record": wish.record}
        if refused is None:
            yield message("threeway.claimed", **facts)
        else:
            yield message("threeway.claim_refused", why=refused, **facts)
    for one in merged.alike[:limit]:
        yield message("threeway.alike", **one._asdict())
    if merged.decided:
        yield message("threeway.decided", n=merged.decided)
    if merged.settled:
        yield message("threeway.settled", n=merged.settled)
    if merged.opened:
        yield message("threeway.opened", n=merged.opened)
    yield from _totals(joined, language)


def _tally(tally: Tally, language: Language) -> Text:
    facts = {
        "rep": tally.rep,
        "file": tally.file,
        "cells": tally.cells,
        "added": _counted(tally.added, language) or "0",
        "deleted": tally.deleted,
    }
    return message("threeway.book", **facts)


def _totals(joined: Joined, language: Language) -> Iterator[Text]:
    before, after = joined.merged.before, joined.merged.after
    grown = {
        sheet: f"{before.rows.get(sheet, 0)} → {count}"
        for sheet, count in after.rows.items()
        if before.rows.get(sheet, 0) != count
    }
    sums = {
        currency or "-": f"{before.orders.get(currency, 0)} → {total}"
        for currency, total in after.orders.items()
        if before.orders.get(currency) != total
    }
    if grown:
        yield message("threeway.rows", rows=_counted(grown, language))
    if sums:
        yield message("threeway.sums", sums=_counted(sums, language))


def _counted(counts: Mapping[str, object], language: Language) -> str:
    joint = "、" if language == "zh" else ", "
    return joint.join(f"{name} {count}" for name, count in counts.items())
