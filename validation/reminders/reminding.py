"""Reminders: what the rules of a book ask of whom, today."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from validation.calendars import Due
from validation.errors import RefusedError
from validation.findings import Finding
from validation.messages import Text, message
from validation.recycling import Terms, recycling, warning_days
from validation.reminders import greetings, starts
from validation.reminders.drafting import draft
from validation.reminders.memory import Key, Memory
from validation.reminders.source import Subject, as_day, company, opened
from validation.reminders.starts import Start
from validation.reminders.timing import Timing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from validation.book import Book
    from validation.catalogue import Catalogue
    from validation.recycling import Standing
    from validation.reminders.drafting import Draft
    from validation.reminders.rules import Rule
    from validation.reminders.source import Source
    from validation.settings import Settings

_KINDS: Mapping[str, str] = {
    "mail": "email",
    "inquiry": "email",
    "order": "email",
    "quote": "quotation",
    "share": "document",
}
"""Object → the kind of its to-do; a customer or lead is called, unless a mail is drafted."""
_GRADES = "ABCD"
_NAMED, _SUBJECT = 5, 80
"""Records that a text names, and characters of each."""


class Told(NamedTuple):
    """Somebody above who is told too."""

    rep: str
    at: dt.datetime
    """Since when, in the company's own time."""


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """One thing that a rule asks of a rep; times are the company's own, without a zone."""

    rule: str
    sheet: str
    """The sheet of the record it is about; empty: the template."""
    row: int
    records: tuple[str, ...]
    """The ids of the records: several where one to-do stands for them."""
    customer: str | None
    lead: str | None
    company: str
    grade: str
    """The code; empty: none."""
    rep: str | None
    """Who has to do it; None: nobody can be told."""
    anchor: dt.date
    due: Due
    alarms: tuple[dt.datetime, ...]
    """The moments at which the rule reminds, in order."""
    text: Text
    action: str
    """A code of the list sop_action."""
    kind: str
    """A code of the list todo_kind."""
    told: tuple[Told, ...]
    todo: str | None
    """The id of the to-do that is in the book already; None: it is new, or can have none."""
    occasion: Text | None = None
    """A holiday's name."""

    @property
    def who(self) -> str:
        """The id of the customer or lead; empty: neither is known."""
        return self.customer or self.lead or ""

    @property
    def is_new(self) -> bool:
        """Whether the book gets a to-do for it: one needs a customer or lead to hang on."""
        return self.todo is None and bool(self.who) and self.rep is not None

    @property
    def drafts(self) -> bool:
        """Whether it asks for a mail draft."""
        return self.action in ("mail_draft", "todo_and_draft")


@dataclass(frozen=True, kw_only=True)
class Reminders:
    """What the rules of a book ask at one time."""

    now: dt.datetime
    """The company's own time."""
    zone: str
    """The company's time zone."""
    opening: dt.time
    """When the company's day begins."""
    reps: tuple[str, ...]
    """The ids on the sheet Reps."""
    reminders: tuple[Reminder, ...]
    """By rep, then by deadline, then by grade."""
    findings: tuple[Finding, ...]
    """Rules that cannot be computed, and cells that nobody can read."""
    notes: tuple[Text, ...]
    drafts: tuple[Draft, ...] = ()
    """The mails that the rules ask for, where somebody may be written to."""


def reminders(
    book: Book, catalogue: Catalogue, settings: Settings, now: dt.datetime, *, drafts: bool = False
) -> Reminders:
    """Return what the SOP_Rules sheet of a book asks for at `now`, to-dos that are there included.

    A to-do that was done, cancelled or handed on is asked for no more; of one that is open the
    present assignee is reminded.

    Args:
        book: of any language.
        catalogue: what its sheets are described by.
        settings: of the book.
        now: the company's own time without a zone.
        drafts: whether mail drafts are wanted too.
    """
    rules, source = opened(book, catalogue, settings, now.date())
    run = _Run(book, catalogue, source, now)
    found = [one for rule in rules.rules for one in run.of(rule)]
    taken = {one.todo for one in found if one.todo and one.sheet != "Todos"}
    kept = [one for one in found if one.sheet != "Todos" or one.todo not in taken]
    findings = [*rules.findings, *run.findings, *_unread(rules.rules, source, catalogue)]
    kept.sort(key=_turn)
    by_id = {rule.id: rule for rule in rules.rules}
    mails = [draft(one, by_id[one.rule], source) for one in kept] if drafts else []
    return Reminders(
        now=now,
        zone=settings.company_tz,
        opening=settings.company_hours[0].start,
        reps=tuple(source.staff.reps),
        reminders=tuple(kept),
        drafts=tuple(mail for mail in mails if mail is not None),
        findings=tuple(findings),
        notes=tuple(_notes(source, kept, rules.rules, catalogue)),
    )


def _turn(one: Reminder) -> tuple[str, dt.datetime, int, str, str, dt.date]:
    grade = _GRADES.find(one.grade) if one.grade else len(_GRADES)
    return (one.rep or "", one.due.at, grade, one.rule, one.who, one.anchor)


class _Run:
    """One book at one time."""

    def __init__(self, book: Book, catalogue: Catalogue, source: Source, now: dt.datetime) -> None:
        self._book = book
        self._catalogue = catalogue
        self._source = source
        self._memory = Memory(source)
        self._now = now
        self.findings: list[Finding] = []

    def of(self, rule: Rule) -> Sequence[Reminder]:
        """Return what one rule asks for: at most one thing for each customer and anchor."""
        timing = Timing(rule, self._source.calendar, self._now)
        if rule.action == "to_pool" and rule.object == "customer":
            fired = self._recycled(rule)
        else:
            fired = self._fired(rule, timing)
        grouped: dict[tuple[str, dt.date, str], list[tuple[Start, Due]]] = {}
        for start, deadline in fired:
            who = start.subject.customer or start.subject.lead or ""
            # What nobody's record hangs on, and a to-do itself, stand alone.
            alone = "" if who and rule.object != "todo" else start.subject.id
            grouped.setdefault((who, start.anchor, alone), []).append((start, deadline))
        made = (self._made(rule, timing, group) for group in grouped.values())
        return [one for one in made if one is not None]

    def _fired(self, rule: Rule, timing: Timing) -> Iterator[tuple[Start, Due]]:
        for start in starts.starts(rule, self._source):
            deadline = timing.due(start.at, start.n)
            if timing.reached(deadline, rule.offsets[0]):
                yield start, deadline

    def _recycled(self, rule: Rule) -> Iterator[tuple[Start, Due]]:
        """Yield the customers that are about to go to the pool, by recycling's own date."""
        try:
            plan = recycling(self._book, self._catalogue, self._source.settings, self._source.today)
        except RefusedError as error:
            tab = self._source.tabs.get("SOP_Rules", "SOP_Rules")
            reason = error.facts["reason"]
            said = message("remind.no_recycling", rule=rule.id, reason=reason)
            self.findings.append(
                Finding("SOP", "warning", tab, "", rule.row, rule.id, "action", "", *said)
            )
            return
        standing = {one.customer.row: one for one in plan.standings if one.due and one.moves}
        kept = set(starts.kept_rows(rule, self._source))
        for subject in self._source.subjects("Customers"):
            one = standing.get(subject.row) if subject and subject.row in kept else None
            if subject is not None and one is not None and self._is_warned(one):
                assert one.due is not None
                last = dt.datetime.combine(one.stays_until, dt.time())
                yield Start(subject, one.due.start, one.due.start), Due(last, whole_day=True)

    def _is_warned(self, one: Standing) -> bool:
        assert one.due is not None
        days = warning_days(one.due, self._terms)
        return one.state in ("warn", "move") or any(day <= self._source.today for day in days)

    @property
    def _terms(self) -> Terms:
        settings = self._source.settings
        return Terms(self._source.calendar, settings.recycle_warn_days, settings.grace_days)

    def _made(
        self, rule: Rule, timing: Timing, group: Sequence[tuple[Start, Due]]
    ) -> Reminder | None:
        start, deadline = min(group, key=lambda one: one[1].at)
        subject = start.subject
        key = Key(rule.id, subject.customer or subject.lead or "", start.anchor)
        known = self._memory.known(key) if rule.object != "todo" else None
        if known is not None and not known.is_open:
            return None
        if known is None and self._memory.is_cooling(key, rule.cool_down):
            return None
        rep = known.assignee if known and known.assignee else self._assignee(rule, subject)
        customer = self._source.customers.get(subject.customer or "")
        lead = self._source.leads.get(subject.lead or "")
        records = tuple(dict.fromkeys(one.subject.id for one, _ in group if one.subject.id))
        return Reminder(
            rule=rule.id,
            sheet=rule.sheet,
            row=subject.row,
            records=records,
            customer=subject.customer,
            lead=subject.lead,
            company=company(customer, lead),
            grade=str((customer or {}).get("grade") or ""),
            rep=rep,
            anchor=start.anchor,
            due=deadline,
            alarms=tuple(sorted({timing.moment(deadline, k) for k in rule.offsets})),
            text=self._text(rule, start, records),
            action=rule.action,
            kind=_kind(rule),
            told=tuple(self._told(rule, timing, deadline, rep)),
            todo=subject.id if rule.object == "todo" else known.id if known else None,
            occasion=start.about,
        )

    def _assignee(self, rule: Rule, subject: Subject) -> str | None:
        staff = self._source.staff
        if rule.action != "notify_manager" or rule.object == "template":
            return subject.rep or staff.above(None)
        if rule.object == "quote":
            approver = self._source.cells("Quotes", subject.row)["approver"]
            if approver is not None and staff.reps.get(approver):
                return staff.working(approver)
        return staff.above(subject.rep) or subject.rep

    def _told(self, rule: Rule, timing: Timing, deadline: Due, rep: str | None) -> Iterator[Told]:
        """Yield who is told beside the rep, the nearest first, each once."""
        seen = {rep, None}
        steps = [(step.after, step.who) for step in rule.steps]
        if rule.action == "todo_and_notify":
            steps.append((rule.offsets[0], "manager"))
        for after, who in sorted(steps):
            above = self._source.staff.above(rep, who)
            if above not in seen and above is not None and timing.reached(deadline, after):
                seen.add(above)
                yield Told(above, timing.moment(deadline, after))

    def _text(self, rule: Rule, start: Start, records: Sequence[str]) -> Text:
        if rule.object == "todo":
            said = str(self._source.cells("Todos", start.subject.row)["todo"] or "")
            return Text(said, said) if said else rule.text
        if start.about is not None:
            return message(
                "remind.occasion", text=rule.text, name=start.about, day=start.anchor.isoformat()
            )
        if rule.object in ("customer", "lead", "template") or not records:
            return rule.text
        return message(
            "remind.about", text=rule.text, records=", ".join(map(_short, records[:_NAMED]))
        )


def _short(record: str) -> str:
    """Return a record's name for the middle of a sentence: a mail's subject may say anything."""
    plain = " ".join(record.split())
    return plain if len(plain) <= _SUBJECT else plain[: _SUBJECT - 1] + "…"


def _kind(rule: Rule) -> str:
    if rule.is_greeting:
        return "greeting"
    if rule.action == "mail_draft":
        return "email"
    return _KINDS.get(rule.object, "phone_follow_up")


def _unread(rules: Sequence[Rule], source: Source, catalogue: Catalogue) -> Iterator[Finding]:
    """Yield the cells that rules look at, and those that tell to-dos apart, that cannot be read."""
    wanted: dict[str, set[str]] = {
        "Todos": {"customer_id", "lead_id", "anchor_date", "rule_id"},
        "Customers": {"owner"},
        "Leads": {"assigned_rep"},
    }
    for rule in rules:
        for sheet, columns in rule.columns.items():
            wanted.setdefault(sheet, set()).update(columns)
    for sheet, keys in wanted.items():
        fields = catalogue.sheets[sheet].by_key
        for cell in source.sheets[sheet].unread:
            if cell.column in keys:
                said = message(
                    "remind.unread",
                    sheet=cell.tab,
                    row=cell.row,
                    field=fields[cell.column].name,
                    value=cell.shown,
                )
                yield Finding(
                    "SOP", "warning", cell.tab, "", cell.row, "", cell.column, cell.shown, *said
                )
    for rule in rules:
        for row, text in starts.unreadable_cycles(rule, source):
            said = message("remind.cycle", row=row, value=text)
            tab = source.tabs.get("Customers", "Customers")
            yield Finding("SOP", "info", tab, "", row, "", "purchase_cycle", text, *said)


def _notes(
    source: Source, found: Sequence[Reminder], rules: Sequence[Rule], catalogue: Catalogue
) -> Iterator[Text]:
    last = max([source.today, *(as_day(one.due.at) for one in found)])
    years = source.calendar.unpublished(source.today, min(last, source.today + _AHEAD))
    if years:
        yield message("remind.unpublished", years=", ".join(map(str, years)))
    if any(rule.is_greeting for rule in rules):
        codes = {
            str(cells["country_region"])
            for cells in source.customers.values()
            if cells["country_region"] is not None
        }
        unknown = greetings.unknown(codes)
        if unknown:
            yield message(
                "remind.unknown_countries", countries=greetings.called(unknown, catalogue)
            )


_AHEAD = dt.timedelta(days=400)
