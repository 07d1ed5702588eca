"""What must hold before anything leaves (rules.md §8); all that is missing is said at once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from validation.handover.approval import APPROVERS
from validation.handover.choosing import listed
from validation.handover.parties import word
from validation.handover.policies import policy
from validation.handover.source import CUSTOMERS
from validation.messages import Text, message
from validation.vocabularies import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from validation.catalogue import Catalogue
    from validation.handover.approval import Policy
    from validation.handover.choosing import Chosen
    from validation.handover.parties import Parties
    from validation.handover.source import Source

_SUMMARY, _NEED = "key_comm_summary", "need_description"
_KEY_GRADES = ("A", "B")


def missing(source: Source, parties: Parties, customers: Chosen) -> Iterator[Text]:
    """Yield what stands against a share, a sentence each: what is missing, and where to fill it."""
    yield from parties.missing
    yield from _dates(source, parties)
    yield from _channels(source, parties)
    yield from _agreement(source, parties)
    yield from _policy(source, parties)
    yield from _texts(source, parties, customers)


def _dates(source: Source, parties: Parties) -> Iterator[Text]:
    request, today = parties.request, source.today
    if request.data_cutoff is not None and request.data_cutoff > today:
        yield message("export.cutoff_late", cutoff=request.data_cutoff, day=today)
    if request.expires is not None and request.expires < today:
        yield message("export.expired", expires=request.expires, day=today)


def _channels(source: Source, parties: Parties) -> Iterator[Text]:
    request = parties.request
    if request.channel == request.password_channel:
        name = word(source.catalogue, "share_channel", request.channel)
        yield message("export.same_channel", channel=name)
    if parties.is_outside and request.variant == "V1":
        yield message("export.v1_outside")
    if parties.is_outside and not request.receiver_company:
        yield message("export.no_company")
    if request.variant != "V1" and request.contents & {"prices", "private"}:
        yield message("export.prices_outside_v1", variant=request.variant)


def _agreement(source: Source, parties: Parties) -> Iterator[Text]:
    """Say what is wrong with the NDA: every outside receiver needs one, whatever the variant."""
    if not parties.is_outside:
        return
    request, tab = parties.request, source.tab("NDA")
    rep = parties.receiver
    # Whoever is typed freely is a claim: only the company counts, or an agent in Reps.
    said = (request.receiver_company, rep.name if rep else None)
    names = {fold(name) for name in said if name}
    party = request.receiver_company or request.receiver
    rows = source.frames["NDA"].to_dict("records")
    ours = [r for r in rows if r["party"] is not None and fold(str(r["party"])) in names]
    if not request.nda_no:
        fitting = [r["nda_no"] for r in ours if _is_valid(r, source.today) and r["nda_no"]]
        if fitting:
            yield message("export.name_nda", party=party, number=fitting[0])
        else:
            yield message("export.no_nda", party=party, tab=tab)
        return
    found = [r for r in rows if r["nda_no"] and fold(str(r["nda_no"])) == fold(request.nda_no)]
    if not found:
        yield message("export.unknown_nda", number=request.nda_no, tab=tab)
    elif found[0] not in ours:
        signed = found[0]["party"] or "-"
        yield message("export.nda_of_other", number=request.nda_no, party=signed, receiver=party)
    elif not _is_valid(found[0], source.today):
        start, end = found[0]["valid_from"] or "?", found[0]["valid_to"] or "?"
        facts = {"number": request.nda_no, "start": start, "end": end, "day": source.today}
        yield message("export.nda_not_valid", tab=tab, **facts)


def _is_valid(agreement: Mapping[Any, Any], day: dt.date) -> bool:
    start, end = _day(agreement["valid_from"]), _day(agreement["valid_to"])
    return start is not None and end is not None and start <= day <= end


def _day(value: object) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date) else None


def _policy(source: Source, parties: Parties) -> Iterator[Text]:
    request, catalogue = parties.request, source.catalogue
    rules = policy(source.book, catalogue, source.settings, source.today)
    rule = rules.get((request.scenario, request.receiver_kind or ""))
    tab = source.tab("SharePolicy")
    if rule is None:
        facts = {
            "scenario": word(catalogue, "scenario", request.scenario),
            "kind": word(catalogue, "receiver_kind", request.receiver_kind),
        }
        yield message("export.no_policy", tab=tab, **facts)
    else:
        if request.variant not in rule.variants:
            asked = word(catalogue, "variant", request.variant)
            yield message(
                "export.policy_variant",
                tab=tab,
                value=_both(request.variant, asked),
                allowed=_words(catalogue, "variant", rule.variants, coded=True),
            )
        if request.channel not in rule.channels:
            yield message(
                "export.policy_channel",
                tab=tab,
                value=word(catalogue, "share_channel", request.channel),
                allowed=_words(catalogue, "share_channel", rule.channels),
            )
    yield from _approver(source, parties, rule)


def _approver(source: Source, parties: Parties, rule: Policy | None) -> Iterator[Text]:
    approver = parties.approver
    if approver is None:
        return
    wanted = rule.approver_role if rule else None
    roles = ("admin",) if wanted == "admin" else APPROVERS
    facts = {"approver": approver.name, "tab": source.tab("Reps")}
    if approver.role not in roles:
        allowed = _words(source.catalogue, "rep_role", roles)
        yield message("export.approver_role", allowed=allowed, **facts)
    elif not approver.is_here:
        yield message("export.approver_gone", **facts)
    if parties.provider is not None and approver.id == parties.provider.id:
        may = rule is not None and rule.self_approval and not parties.is_outside
        if not may:
            yield message("export.self_approval", tab=source.tab("SharePolicy"), rep=approver.id)


def _texts(source: Source, parties: Parties, customers: Chosen) -> Iterator[Text]:
    """Say which customers lack the text that the variant cannot do without."""
    variant = parties.request.variant
    key = {"V1": _SUMMARY, "V2": _NEED}.get(variant)
    if key is None or key not in source.catalogue.sheets[CUSTOMERS].by_key:
        return
    rows = [
        row
        for row in customers.rows
        if source.cell(CUSTOMERS, row, key) is None and _is_needed(source, parties, row)
    ]
    if rows:
        yield message(
            f"export.no_{key}",
            tab=source.tab(CUSTOMERS),
            column=source.catalogue.field(CUSTOMERS, key).name,
            rows=listed(rows),
            n=len(rows),
        )


def _is_needed(source: Source, parties: Parties, row: int) -> bool:
    if parties.request.variant != "V1" or parties.request.summaries == "all":
        return True
    return source.value(CUSTOMERS, row, "grade") in _KEY_GRADES


def _both(code: str, name: Text) -> Text:
    return Text(f"{code} {name.zh}", f"{code} {name.en}")


def _words(
    catalogue: Catalogue, vocabulary: str, codes: Iterable[str], *, coded: bool = False
) -> Text:
    told = [(code, word(catalogue, vocabulary, code)) for code in codes]
    names = [_both(code, name) if coded else name for code, name in told]
    zh, en = "、".join(n.zh for n in names), ", ".join(n.en for n in names)
    return Text(zh or "-", en or "-")
