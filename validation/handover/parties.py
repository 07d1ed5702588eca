"""Who gives, who receives, who approves: told by the rows of Reps and never by a claim alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from validation.messages import Text, message
from validation.vocabularies import fold

if TYPE_CHECKING:
    from validation.catalogue import Catalogue
    from validation.handover.choosing import Choice
    from validation.handover.shapes import ExpectedAction, Request
    from validation.handover.source import Source
    from validation.reminders.staff import Rep

INSIDE = "inside"
"""A kind of receiver a person may ask for: the row in Reps says which of the two it is."""
_OUTSIDE = "outside"
_AGENT = "agent"


@dataclass(frozen=True)
class Parties:
    """The people of a share as the book knows them."""

    request: Request
    """What was asked for, with the numbers of reps, the kind of receiver and ids as they are."""
    provider: Rep | None
    receiver: Rep | None
    """None: no rep of ours."""
    approver: Rep | None
    missing: tuple[Text, ...]

    @property
    def is_outside(self) -> bool:
        """Whether the copy leaves the company."""
        return self.request.receiver_kind == _OUTSIDE


def parties(source: Source, request: Request) -> Parties:
    """Return who takes part in a share; whoever is missing is said in `missing`."""
    provider = source.rep(request.provider)
    receiver = source.rep(request.receiver)
    approver = source.rep(request.approver)
    tab = source.tab("Reps")
    missing = []
    if provider is None:
        missing.append(message("export.no_provider", tab=tab, rep=request.provider))
    if approver is None:
        missing.append(message("export.no_approver", tab=tab, rep=request.approver))
    missing += _namesakes(source, request)
    kind, why = _kind(source, request, provider, receiver)
    missing += why
    resolved = replace(
        request,
        provider=provider.id if provider else request.provider,
        receiver=receiver.id if receiver else request.receiver,
        approver=approver.id if approver else request.approver,
        receiver_kind=kind,
    )
    return Parties(resolved, provider, receiver, approver, tuple(missing))


def with_records(request: Request, choice: Choice) -> tuple[Request, list[Text]]:
    """Return the request with its actions under the ids of chosen records, and actions left over.

    What named the records (owner, condition) is gone from it: the ids say it all.
    """
    by_id = {fold(identity): identity for part in choice.chosen for identity in part.ids}
    by_id |= {old: now for old, now in choice.heirs.items() if fold(now) in by_id}
    actions: dict[str, ExpectedAction] = {}
    strange = []
    for identity, action in request.actions.items():
        known = by_id.get(fold(identity))
        if known is None:
            strange.append(identity)
        else:
            actions[known] = action
    missing = [message("export.action_of_nobody", ids=", ".join(strange[:10]))] if strange else []
    return replace(request, actions=actions), missing


def shown_name(rep: Rep | None, otherwise: str, *, with_id: bool) -> str:
    """Return how a copy names a person: "R001 李雷" inside, the name alone elsewhere."""
    if rep is None:
        return otherwise
    return f"{rep.id} {rep.name}" if with_id and rep.name != rep.id else rep.name


def word(catalogue: Catalogue, vocabulary: str, code: str | None) -> Text:
    """Return what a list calls a code in both languages; "-" for none."""
    found = catalogue.vocabularies[vocabulary].words.get(code or "")
    return Text("-", "-") if found is None else Text(found.zh, found.en)


def _namesakes(source: Source, request: Request) -> list[Text]:
    """Say which name means more than one rep: whoever comes first in the sheet is a guess."""
    reps = source.staff.reps.values()
    missing = []
    for said in dict.fromkeys((request.provider, request.receiver, request.approver)):
        wanted = fold(said)
        alike = [rep.id for rep in reps if fold(rep.name) == wanted]
        if len(alike) > 1 and wanted not in {fold(rep.id) for rep in reps}:
            facts = {"name": said, "ids": ", ".join(alike), "tab": source.tab("Reps")}
            missing.append(message("export.namesakes", **facts))
    return missing


def _kind(
    source: Source, request: Request, provider: Rep | None, receiver: Rep | None
) -> tuple[str, list[Text]]:
    """Return the kind of receiver, and what is wrong with it."""
    asked = request.receiver_kind
    if receiver is None or receiver.role == _AGENT:
        if asked in (None, _OUTSIDE):
            return _OUTSIDE, []
        return _OUTSIDE, [
            message("export.not_inside", receiver=request.receiver, tab=source.tab("Reps"))
        ]
    missing: list[Text] = []
    if receiver.active != "active":
        facts = {
            "receiver": shown_name(receiver, "", with_id=True),
            "tab": source.tab("Reps"),
            "state": word(source.catalogue, "rep_active", receiver.active),
        }
        missing.append(message("export.receiver_gone", **facts))
    if provider is not None and receiver.id == provider.id:
        missing.append(message("export.same_person", rep=receiver.id))
    found = _department(provider, receiver)
    if asked == _OUTSIDE:
        return _OUTSIDE, missing
    if asked in (None, INSIDE, found):
        return found, missing
    facts = {
        "receiver": shown_name(receiver, "", with_id=True),
        "tab": source.tab("Reps"),
        "kind": word(source.catalogue, "receiver_kind", found),
    }
    missing.append(message("export.other_kind", **facts))
    return found, missing


def _department(provider: Rep | None, receiver: Rep) -> str:
    if provider is None:
        return "department"
    mine = fold(provider.department or "")
    return "department" if mine == fold(receiver.department or "") else "other_department"
