"""The pool of a workbook, read in the isolated worker; nothing is written here."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from validation import catalogue as catalogues
from validation.messages import message
from validation.pool import SHEETS, read, replay
from validation.pool.replay import Difference
from validation.settings import Settings
from workbook.audit import audit_file
from workbook.excerpts import excerpt

if TYPE_CHECKING:
    from pathlib import Path

    from validation.pool import Pool, Replayed
    from workbook.checking import Question


class Proof(NamedTuple):
    """Whether a ledger is as it was written, and follows from its own rows."""

    pool: Pool
    replayed: Replayed
    first: Difference | None
    """The first row that differs, by the chain or by the replay; None: all is as it must be."""


def at_moment(path: Path, question: Question, moment: dt.datetime | None) -> Question:
    """Return the question asked at `moment`; without a zone that is the company's time.

    Raises:
        FileError: the file cannot be used.
    """
    if moment is None:
        return question
    if moment.tzinfo is None:
        config = excerpt(path, question, ["Config"]).sheets.get("Config")
        zone = ZoneInfo(Settings.from_rows(config)[0].company_tz)
        moment = moment.replace(tzinfo=zone)
    # In UTC: an object of a named zone does not cross into the worker.
    return replace(question, now=moment.astimezone(dt.UTC))


def open_pool(path: Path, question: Question) -> Pool:
    """Return the pool of the workbook at `path` as it is at `question.now`.

    Raises:
        FileError: the file cannot be used.
        RefusedError: a sheet is missing, or a cell that counts is not readable.
    """
    book = excerpt(path, question, SHEETS)
    settings, _ = Settings.from_rows(book.sheets.get("Config"))
    zone = ZoneInfo(settings.company_tz)
    at = question.now.astimezone(zone).replace(tzinfo=None, microsecond=0)
    return read(book, catalogues.load(question.catalogue), settings, at)


def proof(path: Path, question: Question) -> Proof:
    """Return whether the ledger's chain is whole and its rows follow from each other.

    Raises:
        FileError: the file cannot be used.
        RefusedError: a sheet is missing, or a row of the ledger is not readable.
    """
    pool = open_pool(path, question)
    replayed = replay(pool.events, pool.settings, pool.catalogue.vocabularies["pool_reason"])
    audited = audit_file(
        path, now=question.now, password=question.password, catalogue=question.catalogue
    )
    chain = [
        Difference(one.seq, one.row, message("pool.replay_chain", problem=one.text))
        for one in audited.problems
        if one.sheet == "PoolLog"
    ]
    found = [one for one in (replayed.difference, *chain) if one is not None]
    return Proof(pool, replayed, min(found, key=lambda one: one.number, default=None))
