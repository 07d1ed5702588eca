"""What the report of a handover says, section by section, whatever it is written as."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from validation.messages import Text, message, plain

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from validation.catalogue import Catalogue
    from validation.leaving import Plan, Proof
    from validation.leaving.holdings import Held
    from workbook.leaving.running import Handover

_BLANK = plain("")


class Section(NamedTuple):
    """One table of the report; without rows its note stands alone."""

    key: str
    title: Text
    heads: tuple[Text, ...] = ()
    rows: tuple[tuple[Text, ...], ...] = ()
    numbers: frozenset[int] = frozenset()
    """Columns that stand at the right."""
    notes: tuple[Text, ...] = ()


class Signature(NamedTuple):
    """A line to sign on."""

    role: Text
    name: str


class Report(NamedTuple):
    """A plan or a handover, as people read it."""

    title: Text
    state: Text
    """Whether it was done, in a sentence."""
    is_done: bool
    today: dt.date
    file: str
    sections: tuple[Section, ...]
    signatures: tuple[Signature, ...]


class Subject(NamedTuple):
    """What a report is about."""

    path: Path
    plan: Plan
    catalogue: Catalogue
    done: Handover | None = None
    """None, or without a proof: only a plan."""
    undo_until: dt.date | None = None
    next: tuple[Text, ...] = ()
    """What is to be done now, in order."""


def report(of: Subject) -> Report:
    """Return a plan or a handover as sections and lines to sign on."""
    plan, done = of.plan, of.done
    after = done.after if done is not None else None
    made = [_facts(of), _loads(plan), _inventory(plan), _gaps(plan), _customers(of), _roles(of)]
    if done is not None and done.left is not None and after is not None:
        made += [_sums(done.left.before, after, of.catalogue), _sheets(done.left.before, after)]
    made += [_next(of)]
    return Report(
        title=_said("title", rep=_person(plan.people.leaver)),
        state=_state(of),
        is_done=after is not None,
        today=plan.today,
        file=of.path.name,
        sections=tuple(one for one in made if one.rows or one.notes),
        signatures=tuple(_signatures(plan)),
    )


def _said(key: str, **facts: object) -> Text:
    return message(f"leaving.{key}", **facts)


def _state(of: Subject) -> Text:
    if of.done is None or of.done.after is None:
        return _said("state_plan")
    return _said("state_done", n=len(of.plan.lines))


def _person(one: object) -> str:
    return f"{one.name} {one.id}"  # type: ignore[attr-defined]


def _facts(of: Subject) -> Section:
    plan, who = of.plan, of.plan.people
    approver = plain(_person(who.approver)) if who.approver else _said("not_yet")
    to = plain(", ".join(map(_person, who.to)))
    by = [_said(f"by_{one}") for one in dict.fromkeys((*plan.by, "balance"))]
    dealt = Text(" → ".join(one.zh for one in by), " → ".join(one.en for one in by))
    rows = [
        (_said("leaver"), plain(_person(who.leaver))),
        (_said("successors"), to),
        (_said("approver"), approver),
        (_said("day"), plain(plan.today.isoformat())),
        (_said("dealt_by"), _said("with_load", by=dealt) if plan.level else dealt),
        (_said("code"), plain(plan.code)),
    ]
    if of.undo_until is not None:
        rows.append((_said("undo_day"), plain(of.undo_until.isoformat())))
    return Section("facts", _said("sec_facts"), (), tuple(rows), notes=plan.notes)


def _loads(plan: Plan) -> Section:
    heads = ("person", "customers", "units", "points", "start", "leads", "todos", "room")
    rows = tuple(
        (
            plain(_person(one.person)),
            *map(_number, (one.customers, one.units, one.points, one.start, one.leads, one.todos)),
            _said("no_limit") if one.room is None else _number(one.room),
        )
        for one in plan.loads
    )
    return Section("loads", _said("sec_loads"), _heads(heads), rows, frozenset(range(1, 8)))


def _inventory(plan: Plan) -> Section:
    lines = [*_counted(plan.inventory, "moves"), *_counted(plan.stays, "stays")]
    heads = _heads(("what", "total", "open", "fate"))
    return Section("inventory", _said("sec_inventory"), heads, tuple(lines), frozenset({1, 2}))


def _counted(held: Sequence[Held], fate: str) -> Iterator[tuple[Text, ...]]:
    for one in held:
        key = "looked_at" if one.key in ("shares", "our_contacts") else fate
        going = _BLANK if one.open is None else _number(one.open)
        yield one.what, _number(one.total), going, _said(f"fate_{key}") if one.total else _BLANK


def _gaps(plan: Plan) -> Section:
    rows = tuple(
        (plain(g.customer), plain(g.name), plain(g.grade), plain(f"{g.tab} {g.row}"), g.column)
        for g in plan.gaps
    )
    heads = _heads(("customer", "company", "grade", "where", "missing"))
    note = _said("gaps_note") if rows else _said("gaps_none")
    return Section("gaps", _said("sec_gaps"), heads if rows else (), rows, notes=(note,))


def _customers(of: Subject) -> Section:
    names = {one.id: _person(one) for one in of.plan.people.to}
    words = of.catalogue.vocabularies["stage"].words
    rows = tuple(
        (
            plain(one.customer or "-"),
            plain(one.name),
            plain(one.grade),
            _word(words, one.stage),
            plain(one.unit if one.unit != one.customer else ""),
            _number(one.todos),
            plain(names[one.rep]),
        )
        for one in of.plan.lines
    )
    heads = _heads(("customer", "company", "grade", "stage", "group", "todos", "to"))
    return Section("customers", _said("sec_customers"), heads, rows, frozenset({5}))


def _roles(of: Subject) -> Section:
    sheets = of.catalogue.sheets
    rows = tuple(
        (
            sheets[one.sheet].name,
            plain(one.record or one.row),
            sheets[one.sheet].by_key[one.column].name,
            plain(one.before),
            plain(one.after or "-"),
        )
        for one in of.plan.roles
    )
    heads = _heads(("sheet", "record", "column", "before", "after"))
    return Section("roles", _said("sec_roles"), heads, rows)


def _sums(before: Proof, after: Proof, catalogue: Catalogue) -> Section:
    words = catalogue.vocabularies["stage"].words
    rows = [
        _line("customers", before.customers, after.customers),
        _line("todos", before.todos, after.todos),
        _line("open_todos", before.open_todos, after.open_todos),
        _line("unread", before.unread, after.unread),
        _line("custom", before.custom, after.custom),
    ]
    for currency, amount in before.orders.items():
        name = _said("order_sum", currency=currency)
        rows.append(_compared(name, f"{amount:,}", f"{after.orders.get(currency, 0):,}"))
    for stage, count in before.stages.items():
        name = _said("stage_count", stage=_word(words, stage))
        rows.append(_compared(name, str(count), str(after.stages.get(stage, 0))))
    heads = _heads(("what", "was", "is", "same"))
    proved = (_said("proved"),)
    return Section("sums", _said("sec_sums"), heads, tuple(rows), frozenset({1, 2}), proved)


def _sheets(before: Proof, after: Proof) -> Section:
    rows = []
    for key, was in before.sheets.items():
        now, new = after.sheets[key], after.new.get(key, 0)
        if not was.rows and not new:
            continue
        sums = [
            f"{a[:6]} = {b[:6]}" if a == b else f"{a} ≠ {b}"
            for a, b in ((was.kept, now.kept), (was.others, now.others), (was.given, now.given))
        ]
        rows.append(
            (
                plain(was.tab),
                _number(was.rows),
                _number(now.rows),
                _number(new),
                _number(was.touched),
                *(plain(one if was.touched or n == 1 else "") for n, one in enumerate(sums)),
            )
        )
    heads = ("sheet", "rows_before", "rows_after", "rows_new", "rows_moved", "kept", "others")
    return Section(
        "sheets",
        _said("sec_sheets"),
        _heads((*heads, "given")),
        tuple(rows),
        frozenset({1, 2, 3, 4}),
        (_said("sheets_note"),),
    )


def _next(of: Subject) -> Section:
    return Section("next", _said("sec_next"), notes=of.next)


def _signatures(plan: Plan) -> Iterator[Signature]:
    yield Signature(_said("leaver"), _person(plan.people.leaver))
    for one in plan.people.to:
        yield Signature(_said("successor"), _person(one))
    approver = plan.people.approver
    yield Signature(_said("approver"), _person(approver) if approver else "")


def _line(key: str, was: object, now: object) -> tuple[Text, ...]:
    return _compared(_said(f"proof_{key}"), str(was), str(now))


def _compared(name: Text, was: str, now: str) -> tuple[Text, ...]:
    return name, plain(was), plain(now), _said("equal" if was == now else "not_equal_cell")


def _heads(keys: Sequence[str]) -> tuple[Text, ...]:
    return tuple(_said(f"col_{key}") for key in keys)


def _number(value: int) -> Text:
    return plain(f"{value:,}")


def _word(words: Mapping[str, object], code: str) -> Text:
    word = words.get(code)
    return plain(code or "-") if word is None else Text(word.label("zh"), word.label("en"))  # type: ignore[attr-defined]
