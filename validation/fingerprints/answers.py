"""What a list of fingerprints says of a new customer, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from validation.duplicates.points import table
from validation.duplicates.reasons import Reason
from validation.fingerprints.forms import asked
from validation.messages import Text, message, plain

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Mapping

    from validation.fingerprints.forms import Form, Identity, Kind
    from validation.fingerprints.prints import Prints

_SHARED: tuple[Kind, ...] = ("email", "phone", "domain")
_BRANDS = ("rare", "known", "common")
_SHARES = ("few", "some", "crowd")


@dataclass(frozen=True, kw_only=True)
class BlindAnswer:
    """What one file says. `records` counts the customers behind the hits, the best one is told.

    Points are those of `duplicates.find`; where the hashes cannot tell, the worse is assumed.
    """

    path: str
    made: dt.date
    verdict: Literal["exists", "possible", "nobody"]
    records: int = 0
    points: int = 0
    reasons: tuple[Reason, ...] = ()
    owner: str = ""
    """The id of the rep who has the customer; "": the file does not tell."""
    ask: str = ""

    @property
    def said(self) -> Text:
        """The verdict as a sentence."""
        return message(f"lookup.blind_{self.verdict}", path=self.path, made=self.made)

    @property
    def next(self) -> Text:
        """Whom to ask."""
        if self.verdict == "nobody":
            return message("lookup.next_blind_nobody")
        if self.owner:
            return message("lookup.next_blind", whom=plain(self.owner))
        whom = plain(self.ask) if self.ask else message("lookup.maker", path=self.path)
        return message("lookup.next_blind", whom=whom)


class _Scored(NamedTuple):
    points: int
    reasons: tuple[Reason, ...]
    owner: str


def blind_lookup(
    new: Identity, prints: Prints, *, own_domains: Collection[str] = ()
) -> BlindAnswer:
    """Return whether the list behind the fingerprints has the customer.

    Args:
        new: the customer asked about.
        prints: the file.
        own_domains: registrable domains of the team itself, which are not asked for.
    """
    questions = asked(new, own_domains)
    hits: dict[bytes, dict[Kind, list[tuple[Form, int]]]] = {}
    owners: dict[bytes, str] = {}
    for form in questions:
        for note in prints.notes(form):
            of_kind = hits.setdefault(note.record, {})
            of_kind.setdefault(form.kind, []).append((form, note.level))
            owners[note.record] = note.owner
    told = {"path": prints.path, "made": prints.made, "ask": prints.ask}
    scored = [_scored(kinds, questions, owners[record]) for record, kinds in hits.items()]
    if not scored:
        return BlindAnswer(verdict="nobody", **told)  # type: ignore[arg-type]
    best = max(scored, key=lambda each: (each.points, each.owner))
    return BlindAnswer(
        verdict="exists" if best.points >= table().duplicate else "possible",
        records=len(scored),
        points=best.points,
        reasons=best.reasons,
        owner=best.owner,
        **told,  # type: ignore[arg-type]
    )


def _scored(
    kinds: Mapping[Kind, list[tuple[Form, int]]], questions: tuple[Form, ...], owner: str
) -> _Scored:
    reasons = [*_named(kinds, questions)]
    if "code" in kinds:
        reasons.append(_shipped("code", "same"))
    for kind in _SHARED:
        if kind in kinds:
            rarest = min(level for _, level in kinds[kind])
            reasons.append(_shipped(kind, _SHARES[min(rarest, 2)]))
    reasons.sort(key=lambda reason: -abs(reason.points))
    points = sum(reason.points for reason in reasons)
    return _Scored(points, tuple(each for each in reasons if each.points), owner)


def _named(
    kinds: Mapping[Kind, list[tuple[Form, int]]], questions: tuple[Form, ...]
) -> Iterator[Reason]:
    """Yield what the names say; a name that is spelt another way has no hash in common."""
    wholes = {form.value for form in questions if form.kind == "name"}
    if not {"stem", "name", "title"} & kinds.keys():
        if wholes:
            yield _doubt("name", "other", "lookup.blind_no_name")
        return
    yield _shipped("name", "same")
    levels = [level for _, level in kinds.get("stem", ())]
    yield _shipped("brand", _BRANDS[min(min(levels, default=2), 2)])
    stems = {form.value for form in questions if form.kind == "stem"}
    if "name" not in kinds:
        yield _doubt("trade", "other", "lookup.blind_other_rest")
        return
    if not {form.value for form, _ in kinds["name"]} <= stems:
        yield _shipped("trade", "same")
    if "title" not in kinds:
        yield _doubt("place", "one", "lookup.blind_other_place")
    else:
        yield from _country(kinds, questions)


def _country(
    kinds: Mapping[Kind, list[tuple[Form, int]]], questions: tuple[Form, ...]
) -> Iterator[Reason]:
    homes = {form.value for form in questions if form.kind == "home"}
    if not any(not home.endswith("/ ") for home in homes):
        return
    hit = [form.value for form, _ in kinds.get("home", ())]
    if any(not home.endswith("/ ") for home in hit):
        yield _shipped("country", "same")
    elif not hit:
        yield _doubt("country", "other", "lookup.blind_other_country")


def _shipped(field: str, level: str) -> Reason:
    entry = table().entries[field, level]
    return Reason(field, level, entry.points, entry.text.zh, entry.text.en)


def _doubt(field: str, level: str, key: str) -> Reason:
    """Return the points of the worse case with a sentence that claims no more than is known."""
    said = message(key)
    return Reason(field, "unknown", table().entries[field, level].points, said.zh, said.en)
