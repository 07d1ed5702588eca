"""Suggesting tags in a book, and making suggestions tags."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.changes import Change, Outcome
from validation.errors import RefusedError
from validation.messages import Text, message
from validation.tags import lexicon as lexicons
from validation.tags.evidence import SOURCES, by_customer, evidence
from validation.tags.families import COLUMNS, Families
from validation.tags.reading import signals
from validation.typed import typed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.settings import Settings
    from validation.tags.evidence import Evidence
    from validation.tags.lexicon import Lexicon
    from validation.typed import TypedSheet

_LONGEST_SENTENCE = 120
_LONGEST_CELL = 32_000
_MOST_UNREAD = 5
_SUGGESTED, _ADVICE, _EVIDENCE = "suggested_tags", "suggested_advice", "tag_evidence"


class Wish(NamedTuple):
    """What `relaybook tag` is asked for."""

    confirm: bool = False
    """Whether suggestions become tags."""
    only: tuple[str, ...] = ()
    """The tags meant, in any name; none: all."""
    home: str = ""
    """The team's catalogue.csv, beside which a signals.csv may stand; empty: none."""


def tag(
    book: Book, catalogue: Catalogue, settings: Settings, at: dt.datetime, wish: Wish
) -> Outcome:
    """Return the suggestions, their evidence and advice for customers and mails.

    Confirmed tags (Customers.tags) change only where `wish.confirm`; words of the team's own stay
    there. What an earlier run suggested and nothing shows any more goes.

    Raises:
        RefusedError: `wish.only` names no tag.
        CatalogueError: the team's signals.csv is wrong.
    """
    words = lexicons.load(catalogue, Path(wish.home) if wish.home else None)
    only = _codes(wish.only, catalogue)
    sheets = typed(book, catalogue, _wanted(), settings=settings, today=at.date())
    frames = {key: sheet.frame for key, sheet in sheets.items()}
    writer = _Writer(book, catalogue, words)
    told = by_customer(evidence(frames, words))
    families = Families(catalogue)
    for row, cells in _records(frames["Customers"]):
        found = told.get(str(cells["customer_id"]), {})
        codes = _ordered({*found, *families.of(cells)}, catalogue)
        writer.customer(row, cells, codes, found, _chosen(codes, only, wish=wish))
    for row, cells in _records(frames["Mail"]):
        writer.mail(row, cells)
    return Outcome(
        changes=writer.changes,
        subject=message("tags.subject", customers=len(frames["Customers"])),
        notes=[*writer.notes(), *_unread(sheets, catalogue)],
    )


def _chosen(codes: Sequence[str], only: frozenset[str], *, wish: Wish) -> tuple[str, ...]:
    """Return the tags that are confirmed now."""
    return tuple(code for code in codes if wish.confirm and (not only or code in only))


def _wanted() -> dict[str, tuple[str, ...]]:
    wanted: dict[str, tuple[str, ...]] = {
        source.sheet: ("customer_id", source.date, *source.columns) for source in SOURCES
    }
    wanted["Customers"] = (*wanted["Customers"], "tags", *COLUMNS)
    wanted["Activities"] = (*wanted["Activities"], "lead_id")
    wanted["Leads"] = ("lead_id", "converted_to")
    return wanted


def _codes(names: Iterable[str], catalogue: Catalogue) -> frozenset[str]:
    words = catalogue.vocabularies["tag"]
    found = set()
    for name in names:
        code = words.alias(name) or words.code(name)
        if code is None:
            known = "、".join(word.zh for word in words.words.values())
            raise RefusedError(reason=message("tags.no_such_tag", word=name, known=known))
        found.add(code)
    return frozenset(found)


def _ordered(codes: Iterable[str], catalogue: Catalogue) -> tuple[str, ...]:
    places = {code: at for at, code in enumerate(catalogue.vocabularies["tag"].words)}
    return tuple(sorted(codes, key=lambda code: places[code]))


def _records(frame: pd.DataFrame) -> Iterable[tuple[int, dict[str, Any]]]:
    columns = list(frame.columns)
    values = zip(*(frame[column].tolist() for column in columns), strict=True)
    for row, cells in zip(frame.index.tolist(), values, strict=True):
        yield int(row), dict(zip(columns, cells, strict=True))


class _Writer:
    """Collects the cells that change, and counts what they say."""

    def __init__(self, book: Book, catalogue: Catalogue, lexicon: Lexicon) -> None:
        self.changes: list[Change] = []
        self._book = book
        self._catalogue = catalogue
        self._lexicon = lexicon
        self._language = book.origin.language or "both"
        self._suggested: Counter[str] = Counter()
        self._confirmed: Counter[str] = Counter()
        self._cells = {
            (sheet, column): frame[column].to_dict()
            for sheet, frame in book.sheets.items()
            if sheet in ("Customers", "Mail")
            for column in (_SUGGESTED, _ADVICE, _EVIDENCE, "tags")
            if column in frame.columns
        }

    def customer(
        self,
        row: int,
        cells: Mapping[str, Any],
        codes: Sequence[str],
        found: Mapping[str, Evidence],
        chosen: Sequence[str],
    ) -> None:
        """Note what becomes of a customer who shows `codes` and whose `chosen` are confirmed."""
        tags = tuple(cells.get("tags") or ())
        new = [code for code in chosen if code not in tags]
        if new:
            self._confirmed.update(new)
            before = self._cells.get(("Customers", "tags"), {}).get(row)
            kept = [str(before).rstrip("; ；")] if before else []
            self._put("Customers", row, "tags", "; ".join([*kept, *map(self._label, new)]))
        open_ = [code for code in codes if code not in tags and code not in new]
        self._suggested.update(open_)
        advised = dict.fromkeys([*codes, *tags])
        self._put("Customers", row, _SUGGESTED, "; ".join(map(self._label, open_)))
        self._put("Customers", row, _ADVICE, "\n".join(self._advice(advised)))
        lines = [self._line(found[code]) for code in codes if code in found]
        self._put("Customers", row, _EVIDENCE, "\n".join(lines))

    def mail(self, row: int, cells: Mapping[str, Any]) -> None:
        """Note what the subject of a mail shows."""
        subject = cells.get("subject")
        hits = signals(subject, self._lexicon) if isinstance(subject, str) else ()
        codes = _ordered((hit.signal for hit in hits), self._catalogue)
        self._put("Mail", row, _SUGGESTED, "; ".join(map(self._label, codes)))
        self._put("Mail", row, _ADVICE, "\n".join(self._advice(codes)))

    def notes(self) -> list[Text]:
        """Return what to tell the person: how often each tag is suggested and confirmed."""
        lacking = [
            message("tags.no_column", column=self._catalogue.field("Customers", key).name)
            for key in (_SUGGESTED, _ADVICE, _EVIDENCE)
            if ("Customers", key) not in self._cells
        ]
        counts = [
            *self._counted("tags.suggested", self._suggested),
            *self._counted("tags.confirmed", self._confirmed),
        ]
        return [*lacking, *(counts or [message("tags.nothing")])]

    def _counted(self, key: str, counts: Counter[str]) -> list[Text]:
        if not counts:
            return []
        words = self._catalogue.vocabularies["tag"].words
        said = [(words[code], number) for code, number in counts.most_common()]
        return [
            message(
                key,
                n=sum(counts.values()),
                tags=Text(
                    "、".join(f"{word.zh} {number}" for word, number in said),
                    ", ".join(f"{word.en} {number}" for word, number in said),
                ),
            )
        ]

    def _put(self, sheet: str, row: int, column: str, said: str) -> None:
        held = self._cells.get((sheet, column))
        if held is None:
            return
        after = said[:_LONGEST_CELL] or None
        if held.get(row) != after:
            self.changes.append(Change(sheet, row, column, held.get(row), after))

    def _label(self, code: str) -> str:
        return self._catalogue.vocabularies["tag"].words[code].label(self._language)

    def _advice(self, codes: Iterable[str]) -> list[str]:
        known = [self._lexicon.signals[code] for code in codes if code in self._lexicon.signals]
        return [
            self._said(message("tags.advice", tag=self._name(one.code), advice=one.advice))
            for one in known
        ]

    def _line(self, one: Evidence) -> str:
        sentence = one.sentence
        if len(sentence) > _LONGEST_SENTENCE:
            sentence = sentence[: _LONGEST_SENTENCE - 1] + "…"
        facts = {
            "tag": self._name(one.signal),
            "sheet": self._catalogue.sheets[one.sheet].name,
            "row": one.row,
            "column": self._catalogue.field(one.sheet, one.column).name,
            "date": one.date or message("tags.no_date"),
            "sentence": " ".join(sentence.split()),
        }
        return self._said(message("tags.evidence", **facts))

    def _name(self, code: str) -> Text:
        word = self._catalogue.vocabularies["tag"].words[code]
        return Text(word.zh, word.en)

    def _said(self, text: Text) -> str:
        # A book in both languages has Chinese readers first, as its sentences cannot stand twice.
        return text.said("en" if self._language == "en" else "zh")


def _unread(sheets: Mapping[str, TypedSheet], catalogue: Catalogue) -> list[Text]:
    """Return which cells could not be read, the first of them by name."""
    cells = [
        cell
        for key, sheet in sheets.items()
        for cell in sheet.unread
        if cell.column in ("customer_id", "lead_id", "act_time", "received", "tags")
        and cell.column in catalogue.sheets[key].by_key
    ]
    shown = ", ".join(f"{cell.tab}!{cell.row} {cell.shown}" for cell in cells[:_MOST_UNREAD])
    return [message("tags.unread", n=len(cells), cells=shown)] if cells else []
