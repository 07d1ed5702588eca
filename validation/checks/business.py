"""What the business rules say of one sheet's rows: one function per subject, filed by sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from validation.checks import policies, textgate
from validation.checks.marks import Facts
from validation.checks.values import Values
from validation.checks.words import label, word
from validation.messages import Text
from validation.normalise import domain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from validation.checks.cells import Bools
    from validation.checks.sheetrows import Context, Rows

_STATUS_OF_STAGE = {"S3": "quoting", "S4": "sample", "S7": "won", "S8": "won"}
_BEFORE_WON = ("S1", "S2", "S3", "S4", "S5", "S6")
_FEEDBACK_DAYS = 7
_FIRST_TOUCH_DAYS = 3


def mark(rows: Rows, context: Context) -> None:
    """Mark what the business rules of this sheet object to."""
    for rule in _BY_SHEET.get(rows.table.key, ()):
        rule(rows, context)
    _mark_regions(rows, context)


def _mark_regions(rows: Rows, context: Context) -> None:
    """Mark words outside the list that another column of the row has narrowed."""
    for key in rows.values:
        column = rows.sheet.by_key[key]
        vocabulary = context.catalogue.vocabulary(column)
        if not column.depends_on or vocabulary is None:
            continue
        words = vocabulary.words
        cells = rows.cells(key)
        parents = [words[v].parent or None if v in words else None for v in cells.distinct]
        narrowed = Values(cells.codes, parents)
        chosen = rows.value(column.depends_on)
        broken = narrowed.known & rows.known(column.depends_on)
        broken &= np.not_equal(narrowed.objects(), chosen).astype(bool)
        wider = context.catalogue.vocabulary(rows.sheet.by_key[column.depends_on])
        assert wider is not None
        rows.marks.mark(
            "country_other_region",
            key,
            broken,
            lambda n, chosen=chosen, wider=wider: Facts(detail=word(wider, chosen[n])),  # type: ignore[misc]
        )


def _grades(rows: Rows, context: Context) -> None:
    """Source article 003: an A customer has a clear intent and a clear line of decision."""
    expired = rows.days("grade_manual_until") < np.datetime64(context.today)
    by_hand = rows.known("grade_manual")
    rows.marks.mark("manual_grade_expired", "grade_manual_until", expired & by_hand)
    top = np.where(by_hand & ~expired, rows.equal("grade_manual", "A"), rows.equal("grade", "A"))
    for key in ("kdm", "decision_process"):
        field = rows.field(key)
        if field is not None:
            rows.marks.mark("grade_a_blank", key, top & ~rows.filled(key))
    rows.marks.mark(
        "grade_a_intent", "purchase_intent", top & rows.equal("purchase_intent", "information_only")
    )


def _status(rows: Rows, context: Context) -> None:
    """catalogue.md §3: the cooperation status follows from the stage."""
    stages, statuses = rows.value("stage"), rows.value("coop_status")
    wrong = [
        status is not None
        and (
            _STATUS_OF_STAGE.get(stage, status) != status
            or (status == "won" and stage in _BEFORE_WON)
        )
        for stage, status in zip(stages, statuses, strict=True)
    ]
    words = context.catalogue.vocabularies

    def facts(n: int) -> Facts:
        right = _STATUS_OF_STAGE.get(stages[n])
        suggestion = label(words["coop_status"], right, context) if right else None
        return Facts(detail=word(words["stage"], stages[n]), suggestion=suggestion)

    rows.marks.mark("status_not_stage", "coop_status", np.array(wrong, dtype=bool), facts)


def _pool(rows: Rows, _: Context) -> None:
    owned = rows.filled("owner")
    rows.marks.mark(
        "pool_with_owner",
        "pool_status",
        rows.equal("pool_status", "public") & owned,
        lambda n: Facts(detail=rows.shown("owner", n)),
    )
    private = rows.equal("pool_status", "private", "protected")
    rows.marks.mark("no_owner_outside_pool", "pool_status", private & ~owned)


def _descriptions(rows: Rows, context: Context) -> None:
    """Mark descriptions the text gate would stop when they leave."""
    for key in rows.values:
        if rows.sheet.by_key[key].has("no_private_facts") and rows.known(key).any():
            _gate(rows, key, context)


def _gate(rows: Rows, key: str, context: Context) -> None:
    numbers = _trade_numbers(context)
    contacts = _contacts_of(context)
    texts, identities = rows.value(key), rows.value("customer_id")
    kdm, competitor = rows.value("kdm"), rows.value("competitor_info")
    names = (rows.value("company_name_en"), rows.value("company_name_zh"))
    said: dict[int, tuple[Text, ...]] = {}
    for n in np.flatnonzero(_suspects(rows, key, numbers, contacts)).tolist():
        secrets = textgate.Secrets(
            frozenset(contacts.get(identities[n], ())),
            str(kdm[n] or ""),
            str(competitor[n] or ""),
            " ".join(str(name[n] or "") for name in names),
        )
        found = textgate.facts_said(str(texts[n]), secrets, numbers)
        if found:
            said[n] = found
    rows.marks.mark("private_fact", key, rows.hits(said), lambda n: Facts(detail=_joined(said[n])))


def _suspects(
    rows: Rows, key: str, numbers: frozenset[str], contacts: Mapping[str, set[str]]
) -> Bools:
    """Return the rows whose text may give something away; the gate lets the others pass."""
    texts = rows.cells(key)
    suspect = texts.each(lambda text: textgate.says_number_or_address(str(text), numbers))
    pieces = textgate.Pieces(map(str, texts.present()))
    for secret in ("kdm", "competitor_info"):
        suspect |= rows.cells(secret).each(lambda name: pieces.may_hold(str(name)))
    named = {customer for customer, names in contacts.items() if any(map(pieces.may_hold, names))}
    if named:
        suspect |= rows.cells("customer_id").each(named.__contains__)
    return suspect & texts.known


def _trade_numbers(context: Context) -> frozenset[str]:
    found: set[str] = set()
    for sheet, key in (("Quotes", "quote_no"), ("Orders", "order_no")):
        if sheet in context.sheets:
            found |= {textgate.plain(str(v)) for v in context.sheets[sheet].value(key) if v}
    return frozenset(number for number in found if len(number) >= 4)


def _contacts_of(context: Context) -> Mapping[str, set[str]]:
    names: dict[str, set[str]] = {}
    contacts = context.sheets.get("Contacts")
    if contacts is not None:
        for customer, name in zip(
            contacts.value("customer_id"), contacts.value("contact_name"), strict=True
        ):
            if customer is not None and name is not None:
                names.setdefault(customer, set()).add(str(name))
    return names


def _feedback(rows: Rows, context: Context) -> None:
    """Source article 000: within a week of the first contact a lead is judged H, M or L.

    Without a contact date the week counts from three days after the assignment at the latest.
    """
    contact, assigned = rows.days("first_contact_date"), rows.days("assigned_date")
    start = np.where(np.isnat(contact), assigned + _FIRST_TOUCH_DAYS, contact)
    waited = np.datetime64(context.today) - start > np.timedelta64(_FEEDBACK_DAYS, "D")
    due = waited & ~rows.equal("lead_status", "converted", "invalid")
    for key in ("validity", "brief_note"):
        if rows.field(key) is not None:
            rows.marks.mark(
                "lead_feedback_due",
                key,
                due & ~rows.filled(key),
                lambda n: Facts(detail=str(start[n])),
            )


def _conversion(rows: Rows, context: Context) -> None:
    kept = rows.known("converted_to") & rows.known("lead_status")
    rows.marks.mark(
        "lead_not_converted",
        "lead_status",
        kept & ~rows.equal("lead_status", "converted"),
        lambda n: Facts(
            detail=rows.shown("converted_to", n),
            suggestion=label(context.catalogue.vocabularies["lead_status"], "converted", context),
        ),
    )


def _quotes(rows: Rows, context: Context) -> None:
    over = rows.days("valid_until") < np.datetime64(context.today)
    rows.marks.mark(
        "quote_expired",
        "quote_status",
        over & rows.marks.sound("valid_until") & rows.equal("quote_status", "valid"),
        lambda n: Facts(detail=rows.shown("valid_until", n)),
    )


def _our_contacts(rows: Rows, context: Context) -> None:
    approved = rows.equal("approved", True)  # type: ignore[arg-type]  # noqa: FBT003
    private = rows.equal("private", True)  # type: ignore[arg-type]  # noqa: FBT003
    rows.marks.mark("private_mailbox_approved", "approved", approved & private)
    ours = _own_domains(context)
    if ours:
        hosts = [str(v or "").rpartition("@")[2] for v in rows.value("email")]
        ends = tuple(f".{domain}" for domain in ours)
        strange = [bool(h) and h not in ours and not h.endswith(ends) for h in hosts]
        rows.marks.mark(
            "email_not_ours",
            "email",
            np.array(strange, dtype=bool) & ~private,
            Facts(detail=", ".join(sorted(ours))),
        )


def _own_domains(context: Context) -> frozenset[str]:
    """Return the domains of our own; none when one of them has a finding of its own."""
    company = context.sheets.get("OurCompany")
    items = [] if company is None else [i for v in company.value("own_domains") for i in v or ()]
    if any(domain.read(item).problem for item in items):
        return frozenset()
    return frozenset(filter(None, map(domain.host, items)))


def _company(rows: Rows, _: Context) -> None:
    """Mark what is no domain among the domains of our own."""
    key = "own_domains"
    found: dict[str, dict[int, Facts]] = {}
    for n, items in enumerate(rows.value(key)):
        readings = [domain.read(item) for item in items or ()]
        mended = [r.suggestion or item for r, item in zip(readings, items or (), strict=True)]
        for item, reading in zip(items or (), readings, strict=True):
            if reading.problem:
                certain = "; ".join(mended) if reading.suggestion else None
                facts = Facts(detail=reading.detail, suggestion=certain, value=item)
                found.setdefault(reading.problem, {}).setdefault(n, facts)
    for rule, facts_of in found.items():
        rows.marks.mark(rule, key, rows.hits(facts_of), facts_of.__getitem__)


def _packs(rows: Rows, context: Context) -> None:
    channels = context.catalogue.vocabularies["pack_channel"].words
    public = [code for code, entry in channels.items() if "public" in entry.flags]
    rows.marks.mark("public_channel", "pack_channel", rows.equal("pack_channel", *public))


def _managers(rows: Rows, _: Context) -> None:
    same = [
        a is not None and a == b
        for a, b in zip(rows.value("manager"), rows.value("rep_id"), strict=True)
    ]
    rows.marks.mark("own_manager", "manager", np.array(same, dtype=bool))


def _reminders(rows: Rows, context: Context) -> None:
    keys = {field.key for field in context.catalogue.fields}
    strange = [v is not None and v not in keys for v in rows.value("start_field")]
    rows.marks.mark("no_such_column", "start_field", np.array(strange, dtype=bool))


def _joined(facts: tuple[Text, ...]) -> Text:
    return Text("、".join(f.zh for f in facts), ", ".join(f.en for f in facts))


_BY_SHEET: Mapping[str, tuple[Callable[[Rows, Context], None], ...]] = {
    "Customers": (_grades, _status, _pool, _descriptions),
    "Leads": (_feedback, _conversion),
    "Share": (policies.mark,),
    "Quotes": (_quotes,),
    "OurContacts": (_our_contacts,),
    "OurCompany": (_company,),
    "PackLog": (_packs,),
    "Reps": (_managers,),
    "SOP_Rules": (_reminders,),
}
