"""The rows of the SOP_Rules sheet as rules that can be computed; a bad row stops only itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from validation.catalogue import Kind
from validation.errors import RelaybookError
from validation.findings import Finding
from validation.messages import Text, message
from validation.plaintext import shown
from validation.queries import Query
from validation.reminders.objects import BY_EVENT, SHEET_OF
from validation.vocabularies import fold, simplified

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from validation.calendars import Clock
    from validation.catalogue import Catalogue
    from validation.queries import Names
    from validation.typed import TypedSheet

_STEP = re.compile(r"([+-]?\d+)\s*(?:个?(?:工作)?[天日]|个?(?:工作)?小时|days?|hours?|d|h)?\s*"
                   r"(?:→|->|=>|＞|>|：|:)\s*(\S.*)", re.IGNORECASE)  # fmt: skip
_PARTS = re.compile(r"[;；,，、\n]")
_TIMES = (Kind.DATE, Kind.DATETIME)


class Step(NamedTuple):
    """One step of an escalation."""

    after: int
    """Hours or days past the deadline, by the rule's clock."""
    who: str
    """manager, admin, or the id of a rep."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One row of the SOP_Rules sheet.

    `condition` and `stop` look at the rows of the object's sheet, `event` and `event_stop` at
    those of `start_sheet` where the clock starts at a row of another sheet; None: nothing asked.
    """

    row: int
    id: str
    object: str
    """A code of the list sop_object."""
    clock: Clock
    n: int
    start_sheet: str
    start_key: str
    action: str
    """A code of the list sop_action."""
    text: Text
    condition: Query | None = None
    stop: Query | None = None
    event: Query | None = None
    event_stop: Query | None = None
    steps: tuple[Step, ...] = ()
    cool_down: int = 0
    """Days after a to-do of this rule in which the same customer gets no other."""
    offsets: tuple[int, ...] = (0,)
    """Days (hours for a clock of hours) around the deadline at which to remind, in order."""
    strict: bool = False
    roll: bool = False

    @property
    def sheet(self) -> str:
        """The object's sheet; empty for the template itself."""
        return SHEET_OF[self.object]

    @property
    def is_greeting(self) -> bool:
        """Whether its clock starts at the holidays of the customer's country."""
        return self.start_key == "country_region"

    @property
    def is_reorder(self) -> bool:
        """Whether the customer's purchase cycle is added to the order it starts at."""
        asks = self.condition is not None and "purchase_cycle" in self.condition.columns
        return self.object == "customer" and self.start_key == "order_date" and asks

    @property
    def by_hours(self) -> bool:
        """Whether it counts hours."""
        return self.clock in ("business_hours", "elapsed_hours")

    @property
    def drafts(self) -> bool:
        """Whether it asks for a mail draft."""
        return self.action in ("mail_draft", "todo_and_draft")

    @property
    def columns(self) -> Mapping[str, frozenset[str]]:
        """Sheet → the columns that it looks at."""
        own = [query.columns for query in (self.condition, self.stop) if query]
        events = [query.columns for query in (self.event, self.event_stop) if query]
        found = {self.sheet: frozenset().union(*own)} if self.sheet else {}
        start = frozenset({self.start_key}).union(*events)
        found[self.start_sheet] = found.get(self.start_sheet, frozenset()) | start
        return {sheet: keys for sheet, keys in found.items() if sheet}


class Rules(NamedTuple):
    """The rules that are on, in the order of their rows, and what is wrong with the others."""

    rules: tuple[Rule, ...]
    findings: tuple[Finding, ...]


class _BadRuleError(Exception):
    def __init__(self, reason: Text, key: str) -> None:
        self.reason, self.key = reason, key


def read(sheet: TypedSheet, tab: str, catalogue: Catalogue, names: Names) -> Rules:
    """Return the rules of a typed SOP_Rules sheet; a row that is switched off is passed over.

    Args:
        sheet: the sheet, with all its columns.
        tab: what the file calls it.
        catalogue: columns and lists.
        names: of reps and products, for conditions.
    """
    unread = {(cell.row, cell.column): cell.shown for cell in sheet.unread}
    rules: list[Rule] = []
    findings = []
    taken: set[str] = set()
    for number, cells in zip(sheet.frame.index, sheet.frame.to_dict("records"), strict=True):
        if cells["active"] is False:
            continue
        reader = _Row(int(number), cells, unread, catalogue, names)
        try:
            rule = reader.rule(taken)
        except _BadRuleError as error:
            findings.append(_finding(reader, tab, catalogue, error))
        else:
            taken.add(rule.id)
            rules.append(rule)
    return Rules(tuple(rules), tuple(findings))


def _finding(row: _Row, tab: str, catalogue: Catalogue, error: _BadRuleError) -> Finding:
    said = message(
        "remind.bad_rule",
        rule=row.name,
        row=row.number,
        field=catalogue.sheets["SOP_Rules"].by_key[error.key].name,
        value=row.shown(error.key),
        reason=error.reason,
    )
    value = row.shown(error.key)
    return Finding(
        "SOP", "error", tab, "", row.number, row.name, error.key, value, said.zh, said.en
    )


class _Row:
    """One row of the sheet, read cell by cell."""

    def __init__(
        self,
        number: int,
        cells: Mapping[Any, Any],
        unread: Mapping[tuple[int, str], str],
        catalogue: Catalogue,
        names: Names,
    ) -> None:
        self.number = number
        self._cells = cells
        self._unread = unread
        self._catalogue = catalogue
        self._names = names

    @property
    def name(self) -> str:
        return self.shown("rule_id") or "?"

    def shown(self, key: str) -> str:
        said = self._unread.get((self.number, key))
        return shown(self._cells.get(key)) if said is None else said

    def rule(self, taken: Container[str]) -> Rule:
        identity = str(self._needed("rule_id")).strip()
        if identity in taken:
            raise _BadRuleError(message("remind.bad_twice"), "rule_id")
        about = str(self._needed("object"))
        clock = cast("Clock", self._needed("clock"))
        start_sheet, start_key = self._start(about)
        own, event = self._queries("condition", about, start_sheet)
        stop, event_stop = self._queries("stop_condition", about, start_sheet)
        return Rule(
            row=self.number,
            id=identity,
            object=about,
            clock=clock,
            n=0 if clock == "at_time" and self._cells["n"] is None else self._count("n"),
            start_sheet=start_sheet,
            start_key=start_key,
            action=str(self._needed("action")),
            text=self._text(identity),
            condition=own,
            stop=stop,
            event=event,
            event_stop=event_stop,
            steps=self._steps(),
            cool_down=self._count("cooldown_days", blank=0),
            offsets=self._offsets(),
            strict=self._is("strict"),
            roll=self._is("roll"),
        )

    def _needed(self, key: str) -> Any:
        self._readable(key)
        value = self._cells.get(key)
        if value is None or not str(value).strip():
            raise _BadRuleError(message("remind.bad_blank"), key)
        return value

    def _readable(self, key: str) -> None:
        if (self.number, key) in self._unread:
            raise _BadRuleError(message("remind.bad_word"), key)

    def _count(self, key: str, blank: int | None = None) -> int:
        self._readable(key)
        value = self._cells.get(key)
        if value is None and blank is not None:
            return blank
        number = Decimal(str(self._needed(key)))
        if number < 0 or number != int(number) or number > 100_000:
            raise _BadRuleError(message("remind.bad_number"), key)
        return int(number)

    def _is(self, key: str) -> bool:
        self._readable(key)
        return self._cells.get(key) is True

    def _text(self, identity: str) -> Text:
        zh, en = (str(self._cells.get(key) or "").strip() for key in ("text_zh", "text_en"))
        if not zh and not en:
            return message("remind.text", rule=identity)
        return Text(zh or en, en or zh)

    def _start(self, about: str) -> tuple[str, str]:
        """Return the sheet and column the clock starts at: the object's own, else of its events."""
        said = str(self._needed("start_field"))
        own = SHEET_OF[about]
        if not own:
            return "", fold(said)
        for sheet in (own, *BY_EVENT.get(about, ())):
            for field in self._catalogue.sheets[sheet].fields:
                if fold(said) in {fold(name) for name in (field.key, field.zh, field.en)}:
                    greets = field.key == "country_region"
                    if field.kind in _TIMES or greets:
                        return sheet, field.key
        raise _BadRuleError(message("remind.bad_start", sheet=self._tab(own)), "start_field")

    def _tab(self, sheet: str) -> Text:
        return self._catalogue.sheets[sheet].name

    def _queries(self, key: str, about: str, start_sheet: str) -> tuple[Query | None, Query | None]:
        """Return what is asked of the object, and of the event that starts its clock.

        A part of the text ("A & B") that the one sheet does not understand is asked of the other.
        """
        text = str(self._cells.get(key) or "").strip()
        sheets = [sheet for sheet in dict.fromkeys((SHEET_OF[about], start_sheet)) if sheet]
        if not text or not sheets:
            return None, None
        found: dict[str, Query] = {}
        whole = [self._parsed(text, sheet) for sheet in sheets]
        for sheet, query in zip(sheets, whole, strict=True):
            if isinstance(query, Query):
                return (query, None) if sheet == SHEET_OF[about] else (None, query)
        for part in re.split(r"[&＆]", text):
            tried = [self._parsed(part, sheet) for sheet in sheets]
            at = next((n for n, query in enumerate(tried) if isinstance(query, Query)), None)
            if at is None:
                raise _BadRuleError(cast("Text", whole[0]), key)
            query = cast("Query", tried[at])
            found[sheets[at]] = found[sheets[at]] & query if sheets[at] in found else query
        own = found.get(SHEET_OF[about])
        return own, found.get(start_sheet) if start_sheet != SHEET_OF[about] else None

    def _parsed(self, text: str, sheet: str) -> Query | Text:
        try:
            return Query.parse(
                text, self._catalogue.sheets[sheet], self._catalogue, names=self._names, texts=False
            )
        except RelaybookError as error:
            reason = error.facts.get("reason")
            return reason if isinstance(reason, Text) else error.text

    def _offsets(self) -> tuple[int, ...]:
        self._readable("offsets")
        said = self.shown("offsets").replace("−", "-").replace("＋", "+")
        parts = [part.strip() for part in _PARTS.split(said) if part.strip()]
        try:
            found = sorted({int(part) for part in parts})
        except ValueError:
            found = [100_000]
        if any(abs(offset) > 3650 for offset in found):
            raise _BadRuleError(message("remind.bad_offsets"), "offsets")
        return tuple(found) or (0,)

    def _steps(self) -> tuple[Step, ...]:
        self._readable("escalate_to")
        said = self.shown("escalation")
        target = self._cells.get("escalate_to") or "manager"
        steps = []
        for part in filter(None, map(str.strip, _PARTS.split(said))):
            match = _STEP.fullmatch(part)
            number = match[1] if match else part
            who = self._who(match[2]) if match else str(target)
            if not re.fullmatch(r"\+?\d{1,4}", number) or who is None:
                raise _BadRuleError(message("remind.bad_escalation"), "escalation")
            steps.append(Step(int(number), who))
        return tuple(sorted(steps))

    def _who(self, said: str) -> str | None:
        role = self._catalogue.vocabularies["approver_role"].alias(said)
        if role is not None:
            return role
        ids: Sequence[str] = self._names.ids.get("Reps", {}).get(simplified(fold(said)), ())
        return ids[0] if len(ids) == 1 else None
