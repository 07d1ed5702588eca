"""The tokens of a handover: what its copy withholds, read off the book it was made from."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

from validation.catalogue import ISSUES, STATUS, Kind, Sensitivity
from validation.leaks import innocence, spellings
from validation.leaks.shapes import Amount, Leaving, Source, Tokens, Word
from validation.leaks.spellings import LEAST
from validation.redaction.words import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pandas as pd

    from validation.book import Book
    from validation.catalogue import Catalogue, Field
    from validation.handover.shapes import Copy

_OURS = frozenset(
    {
        *("Config", "SOP_Rules", "StageRules", "SharePolicy", "Calendar", "FX", "Audit", "Share"),
        *("Reps", "OurContacts", "OurCompany", "_meta", "Lists", "Guide"),
    }
)
"""Sheets that tell nothing of a customer: settings, rules, and what is ours."""
_NO_RECORDS = frozenset({"Reps", "SOP_Rules", "Products"})
"""What an id of these sheets names is no customer's business."""
_NUMBERS = frozenset({Kind.INT, Kind.DECIMAL, Kind.MONEY})
_WORDLESS = frozenset({Kind.BOOL, Kind.DATE, Kind.DATETIME, Kind.ENUM, Kind.LIST})
_FIRMS = frozenset({"company_name_en", "company_name_zh", "company", "title_name", "group_name"})
_NAMES = _FIRMS | {"website", "public_email", "domain", "public_mailbox"}
"""Columns whose value is a name or an address; what is said there is nobody's remark."""
_SENTENCE = re.compile(r"[\n\r。！？!?；;]+|(?<=[a-z])\.\s+")
_ITEMS = re.compile(r"[\n\r;；、]+|,\s+|，")
_LONG = 24
"""Squashed signs from which a text is prose, told by its sentences."""
_SECRETS = frozenset(
    {
        *("contact_name", "contact_person", "im", "private_contact", "kdm", "competitor_info"),
        *("birthday_md", "sample_no", "order_no", "quote_no", "contract_no", "source_id"),
        *("credit_code", "party", "receipt_key", "platform_no", "mail_link"),
    }
)
"""Columns of text whose value is a name, a number or an address, and each item of it too."""
_PRICED = frozenset({"quote_history", "deal_summary"})
"""Texts that hold prices which may stand nowhere else."""
_NO_DIGIT = re.compile(r"\D+")
_FIGURE = re.compile(r"[-+]?[\d.,' ]+%?")
_PEOPLE = frozenset({"contact_name", "contact_person"})
_COVER_TEXTS = frozenset({"expected_action"})
"""Facts of the cover that somebody typed as sentences; they are searched like any text."""
_KINDS: Mapping[str, Literal["name", "prose", "digits", "firm"]] = {
    "phrase": "prose",
    "digits": "digits",
    "firm": "firm",
}
_PHRASE = 8
"""Significant characters from which a team's own word, or a sentence, is nobody else's."""
_REMARK = 20
"""Significant characters from which a remark without a figure is nobody else's: two people may
both write that a customer wants a catalogue."""
_COMMON = 5
"""Records that say the same short text: a phrase of the trade and nobody's secret."""
_SHORTEST = 2.5
"""Significant characters of what is looked for in the texts of its own record: 王伟, Bob."""
_PHONE = 8
"""Last digits of a phone number that tell it whatever stands before them."""


_Key = TypeVar("_Key")


class _Cell(NamedTuple):
    source: Source
    field: Field | None
    record: str
    row: int
    value: Any


def tokens(book: Book, catalogue: Catalogue, copy: Copy, *, variant: str = "") -> Tokens:
    """Return what must not stand in the file made of `copy`.

    Withheld is every value of a column that does not leave, on any row, and every value of a row
    that stays: sensitive columns, free text, a team's own columns and ids. Words of lists, dates,
    yes and no, the facts of the cover and whatever stands in a cell that leaves are none.

    Args:
        book: the source the copy was decided on, without the marks of a check.
        catalogue: of that book.
        copy: what leaves.
        variant: None of it: the cover's own fact is taken.
    """
    variant = variant or str(copy.share.get("variant") or "")
    collector = _Collector(catalogue, _Leavings(book, copy), innocence.trade(book))
    return collector.tokens(_cells(book, catalogue), variant)


class _Leavings:
    """What leaves: cells as they stand in the source, and everything else the copy shows."""

    def __init__(self, book: Book, copy: Copy) -> None:
        self.places: set[tuple[str, str, int]] = set()
        self.by_text: dict[str, dict[Leaving, None]] = {}
        self.squashed: set[str] = set()
        self.worths: set[str] = set()
        self.phones: set[str] = set()
        self.sentences: set[str] = set()
        self._numbers: set[Any] = set()
        self.facts: set[str] = set()
        for key, value in copy.share.items():
            self._show("Share", str(key), value)
            if not _is_blank(value) and str(key) not in _COVER_TEXTS:
                self.facts.add(spellings.folded(_text(value)).strip())
        for note in copy.notes:
            for said in note:
                self._show("Share", "notes", said)
        for sheet in copy.sheets:
            source = book.sheets.get(sheet.sheet)
            ids = {} if source is None else _records(sheet.sheet, source)
            for column, values in sheet.rows.items():
                key = str(column)
                held = {} if source is None or key not in source.columns else _by_row(source[key])
                for row, value in _by_row(values).items():
                    # A name or an address leaves as it was understood, or not at all.
                    is_own = _same(held.get(row), value) or (
                        key in _NAMES and not _is_blank(held.get(row)) and not _is_blank(value)
                    )
                    if is_own:
                        self.places.add((sheet.sheet, key, row))
                    self._show(sheet.sheet, key, value, ids.get(row, "") if is_own else "")

    def _show(self, sheet: str, column: str, value: Any, record: str = "") -> None:
        if _is_blank(value):
            return
        if not isinstance(value, str):
            if value not in self._numbers:
                self._numbers.add(value)
                self.worths |= set(_worths(value))
                self.squashed.add(spellings.squashed(spellings.folded(_text(value))))
            return
        text = spellings.folded(value).strip()
        cell = Leaving(sheet, column, record, not record or column not in _NAMES)
        if text in self.by_text:
            self.by_text[text][cell] = None
            return
        self.by_text[text] = {cell: None}
        self.squashed.add(spellings.squashed(text))
        if _FIGURE.fullmatch(text):
            self.worths |= set(spellings.worths(text))
        parts = _ITEMS.split(text) if _ITEMS.search(text) else [text]
        # A phone number leaves as it was understood, whatever signs it was typed with.
        self.phones |= {_NO_DIGIT.sub("", part)[-_PHONE:] for part in parts}
        self.sentences |= {
            spellings.squashed(spellings.folded(part)) for part, _ in _parts(value, "own")
        }


class _Collector:
    def __init__(self, catalogue: Catalogue, leaving: _Leavings, trade: set[str]) -> None:
        self._leaving = leaving
        self._innocent = innocence.listed(catalogue)
        self._trade = trade
        self._words: dict[tuple[str, str], tuple[Source, set[str]]] = {}
        self._amounts: dict[str, tuple[Source, set[str]]] = {}
        self._parts: dict[str, tuple[Source, set[str]]] = {}

    def tokens(self, cells: Iterable[_Cell], variant: str) -> Tokens:
        for cell in cells:
            if (cell.source.sheet, cell.source.column, cell.row) not in self._leaving.places:
                self._take(cell)
        words: list[Word] = []
        short: list[Word] = []
        for (squashed, kind), (source, records) in self._words.items():
            is_telling = _is_telling(squashed, kind, len(records), variant)
            word = Word(squashed, _KINDS.get(kind, "name"), source, frozenset(records), is_telling)
            if spellings.weight(squashed) >= LEAST:
                words.append(word)
            may_be_short = not is_telling or spellings.weight(squashed) < LEAST
            if may_be_short and not (kind == "phrase" and variant == "V1"):
                short.append(word)
        short += [
            Word(squashed, "name", source, frozenset(records))
            for squashed, (source, records) in self._parts.items()
        ]
        amounts = {
            worth: Amount(source, frozenset(records), spellings.is_telling(worth))
            for worth, (source, records) in self._amounts.items()
            if worth not in self._leaving.worths
        }
        leaving = {text: tuple(found) for text, found in self._leaving.by_text.items()}
        return Tokens(
            words=tuple(words),
            amounts=amounts,
            leaving=leaving,
            suspects=_suspects(leaving, short, amounts),
            facts=frozenset(self._leaving.facts),
            prose_may_tell=variant == "V1",
        )

    def _take(self, cell: _Cell) -> None:
        field = cell.field
        if isinstance(cell.value, bool | dt.date):
            return
        if _is_number(cell):
            if field is None or field.sensitivity is Sensitivity.SENSITIVE:
                self._worth(cell)
        elif field is not None and field.kind is Kind.PHONE:
            self._phone(_text(cell.value), cell)
        elif kind := _wanted(field):
            self._texts(kind, cell)

    def _texts(self, kind: str, cell: _Cell) -> None:
        text = _text(cell.value)
        for part, part_kind in _parts(text, kind):
            self._word(part, part_kind, cell)
        if cell.source.column in _PEOPLE:
            self._name(spellings.folded(text), cell)
        elif cell.source.column in _PRICED:
            self._worth(cell)

    def _worth(self, cell: _Cell) -> None:
        for worth in _worths(cell.value):
            self._note(self._amounts, worth, cell)

    def _word(self, text: str, kind: str, cell: _Cell) -> None:
        said = spellings.folded(text)
        squashed = spellings.squashed(said)
        if not squashed or squashed in self._innocent or squashed in self._leaving.squashed:
            return
        if kind == "phrase" and squashed in self._leaving.sentences:
            return
        if kind in {"own", "phrase"} and squashed in self._trade:
            return
        if spellings.is_date(said) or (squashed.isdigit() and len(squashed) < 6):
            return
        if squashed.isdigit() and len(squashed) >= _PHONE:
            self._phone(text, cell)
        else:
            self._note(self._words, (squashed, kind), cell)

    def _phone(self, text: str, cell: _Cell) -> None:
        for part in _ITEMS.split(text):
            found = _NO_DIGIT.sub("", spellings.folded(part))
            told = len(found) >= _PHONE and len(set(found[-_PHONE:])) > 2
            if told and found[-_PHONE:] not in self._leaving.phones:
                self._note(self._words, (found[-_PHONE:], "digits"), cell)

    def _name(self, said: str, cell: _Cell) -> None:
        """Note the words of a person's name, for the texts of the same record only."""
        for part in said.split():
            squashed = spellings.squashed(part)
            # Who is called Will does not stand in "will order": the text gate looks at capitals.
            is_word = squashed in self._innocent or squashed in listed("everyday_name")
            if spellings.weight(squashed) >= LEAST and not is_word:
                self._note(self._parts, squashed, cell)

    @staticmethod
    def _note(kept: dict[_Key, tuple[Source, set[str]]], key: _Key, cell: _Cell) -> None:
        kept.setdefault(key, (cell.source, set()))[1].add(cell.record)


def _is_telling(squashed: str, kind: str, records: int, variant: str) -> bool:
    """Return whether a text is one record's own and no phrase of the trade."""
    if kind == "firm":
        return variant != "V1"
    if kind not in {"own", "phrase"}:
        return True
    has_figure = any(sign.isdigit() for sign in squashed)
    least = _REMARK if kind == "phrase" and not has_figure else _PHRASE
    return records < _COMMON and spellings.weight(squashed) >= least


def _is_number(cell: _Cell) -> bool:
    """Return whether a cell holds a number, or what is one in a column of a team's own."""
    if not isinstance(cell.value, str):
        return True
    if cell.field is None:
        return _FIGURE.fullmatch(spellings.folded(cell.value).strip()) is not None
    return cell.field.kind in _NUMBERS


def _wanted(field: Field | None) -> str:
    """Return what the text of a withheld cell is: "": nothing to look for."""
    if field is None:
        return "own"
    points_at = field.refers_to.partition(".")[0]
    worded = field.kind in _WORDLESS or field.vocabulary
    if worded or field.sheet == "Products" or points_at in _NO_RECORDS:
        return ""
    if field.key in _NAMES:
        return "firm"
    if field.kind is not Kind.TEXT or field.key in _SECRETS:
        secret = field.sensitivity is Sensitivity.SENSITIVE or field.kind in {Kind.ID, Kind.LINK}
        return "name" if secret or field.key in _SECRETS else ""
    return "" if field.sensitivity is Sensitivity.BASIC else "phrase"


def _parts(text: str, kind: str) -> Iterator[tuple[str, str]]:
    squashed = spellings.squashed(spellings.folded(text))
    if len(squashed) >= _LONG or "\n" in text:
        for sentence in _SENTENCE.split(text):
            if spellings.weight(spellings.squashed(spellings.folded(sentence))) >= _PHRASE:
                yield sentence, "phrase" if kind != "firm" else kind
        return
    yield text, kind
    if kind in {"name", "own"}:
        items = [item for item in _ITEMS.split(text) if item.strip()]
        if len(items) > 1:
            yield from ((item, kind) for item in items)


def _suspects(
    leaving: Mapping[str, tuple[Leaving, ...]],
    short: Iterable[Word],
    amounts: Mapping[str, Amount],
) -> dict[str, tuple[Source, ...]]:
    """Return the texts that tell a short value of their own record."""
    by_record: dict[str, list[Word]] = {}
    for word in short:
        if spellings.weight(word.squashed) >= _SHORTEST:
            for record in word.records:
                by_record.setdefault(record, []).append(word)
    found: dict[str, tuple[Source, ...]] = {}
    for text, cells in leaving.items():
        owners = sorted({cell.record for cell in cells if cell.is_prose and cell.record})
        told = [
            word.source
            for record in owners
            for word in by_record.get(record, ())
            if spellings.pattern(word.squashed).search(text)
        ]
        for worth in spellings.worths(text) if owners else ():
            amount = amounts.get(worth)
            # 125 pcs is said of anything; 12.5 is said of a price.
            may_tell = amount and (amount.is_telling or ("." in worth and len(worth) >= LEAST))
            if amount and may_tell and not amount.records.isdisjoint(owners):
                told.append(amount.source)
        if told:
            found[text] = tuple(dict.fromkeys(told))
    return found


def _cells(book: Book, catalogue: Catalogue) -> Iterator[_Cell]:
    """Yield every filled cell of the book that may be withheld."""
    for key, frame in book.sheets.items():
        layout = book.layouts[key]
        sheet = catalogue.sheets.get(key) if layout.known else None
        if key in _OURS or layout.tab in _OURS or (sheet is not None and sheet.kind == "result"):
            continue
        ids = _records(key, frame)
        for column in frame.columns:
            field = None if sheet is None else sheet.by_key.get(column)
            if column in {STATUS, ISSUES} or (field is not None and not _may_tell(field)):
                continue
            source = Source(key, str(column))
            for row, value in _by_row(frame[column]).items():
                if not _is_blank(value):
                    yield _Cell(source, field, ids.get(row, ""), row, value)


def _may_tell(field: Field) -> bool:
    """Return whether what a column holds can be anybody's secret."""
    return field.kind in {*_NUMBERS, Kind.PHONE} or _wanted(field) != ""


def _by_row(column: pd.Series[Any]) -> dict[int, Any]:
    return dict(zip(column.index.tolist(), column.tolist(), strict=True))


def _is_blank(value: Any) -> bool:
    if isinstance(value, str):
        return not value or value.isspace()
    return value is None or value != value  # noqa: PLR0124  # NaN


def _records(sheet: str, frame: pd.DataFrame) -> dict[int, str]:
    """Return row → the folded id of the customer, or lead, it belongs to."""
    key = "lead_id" if sheet == "Leads" else "customer_id"
    keys = [name for name in (key, "lead_id") if name in frame.columns]
    found: dict[int, str] = {}
    for name in keys:
        for row, value in _by_row(frame[name]).items():
            if not _is_blank(value):
                found.setdefault(row, spellings.folded(_text(value)).strip())
    return found


def _worths(value: Any) -> Iterator[str]:
    if isinstance(value, bool):
        return
    if isinstance(value, dt.date):
        yield str((value if type(value) is dt.date else value.date()).toordinal() - 693_594)  # type: ignore[attr-defined]
        return
    yield from (worth for worth in spellings.worths(spellings.folded(_text(value))) if worth != "0")


def _same(held: Any, leaving: Any) -> bool:
    if type(held) is type(leaving):
        return bool(held == leaving)
    return _text(held).strip() == _text(leaving).strip()


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
