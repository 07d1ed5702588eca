"""The new customer against everybody: who has it already, or may have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from validation.duplicates.finding import Known, find_beside
from validation.duplicates.reasons import Reason
from validation.lookup.answers import VERDICTS, Answer, Match
from validation.lookup.asking import unusable
from validation.lookup.gathering import Gathered, Place, gathered, with_new
from validation.lookup.standing import Standing, Standings
from validation.messages import message
from validation.normalise import company

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from validation.lookup.asking import NewCustomer
    from validation.lookup.gathering import Source
    from validation.vocabularies import Vocabulary

_NAMES = {
    "Customers": ("customer_id", ("company_name_zh", "company_name_en")),
    "Leads": ("lead_id", ("company",)),
    "Groups": ("group_id", ("group_name",)),
}
_SHORTEST_STEM = 3
"""Letters of a name's stem, in Latin; below it groups of one stem are strangers."""


class _Hit(NamedTuple):
    """What one row has in common with the new customer."""

    place: Place
    band: Literal["duplicate", "possible", "group", "stem"]
    points: int
    reasons: tuple[Reason, ...]


def lookup(
    new: NewCustomer,
    sources: Sequence[Source],
    *,
    today: dt.date,
    vocabularies: Mapping[str, Vocabulary],
    own_domains: Collection[str] = (),
) -> Answer:
    """Return who has the new customer already, or may have, in any of the books.

    Customers and leads are compared as `duplicates.find` compares two customers, the new one
    with each and nobody with anybody else, so the time grows with the rows and not with the
    pairs. A group of the Groups sheet whose name has the same stem is a hint.

    Args:
        new: what is known of the customer; it may not be blank.
        sources: the books; their order is that of the file names in the answer.
        today: the day on which protection and cool-off are judged.
        vocabularies: the catalogue's lists of words, by name.
        own_domains: registrable domains of the team itself: they tell nothing.
    """
    everybody = gathered(sources)
    found = [*_alike(new, everybody, own_domains), *_groups(new, sources)]
    standings = [Standings(source, vocabularies, today) for source in sources]
    matches = [_match(hit, sources[hit.place.source], standings[hit.place.source]) for hit in found]
    order = {verdict: at for at, verdict in enumerate(VERDICTS)}
    matches.sort(key=lambda match: (order[match.verdict], -match.points))
    sheets = [place.sheet for places in everybody.places for place in places]
    return Answer(
        today=today,
        matches=tuple(matches),
        notes=unusable(new, own_domains),
        customers=sheets.count("Customers"),
        leads=sheets.count("Leads"),
    )


def _alike(new: NewCustomer, everybody: Gathered, own_domains: Collection[str]) -> Iterator[_Hit]:
    """Yield every row that is or may be the new customer, or a member of its group."""
    both = with_new(everybody, new)
    last = len(both.customers) - 1
    known = Known(own_domains=own_domains)
    found = find_beside(last, both.customers, both.contacts, both.titles, known=known).pairs
    for left, right, points, band, reasons in zip(
        *(found[key] for key in ("left", "right", "points", "band", "reasons")), strict=True
    ):
        for place in both.places[left if right == last else right]:
            yield _Hit(place, band, int(points), reasons)


def _groups(new: NewCustomer, sources: Sequence[Source]) -> Iterator[_Hit]:
    """Yield the rows of Groups sheets whose names have the stem of the new customer's."""
    said = message("lookup.same_stem")
    reason = Reason("name", "stem", 0, said.zh, said.en)
    stems = {stem for name in new.names if (stem := _stem(name))}
    for number, source in enumerate(sources):
        for row, (name,) in source.rows("Groups", "group_name"):
            if isinstance(name, str) and _stem(name) in stems:
                yield _Hit(Place(number, "Groups", row), "stem", 0, (reason,))


def _stem(name: str) -> str:
    read = company.read(name)
    return read.latin if read.stem and len(read.latin) >= _SHORTEST_STEM else ""


def _match(hit: _Hit, source: Source, standings: Standings) -> Match:
    sheet, row = hit.place.sheet, hit.place.row
    key, names = _NAMES[sheet]
    frame = source.sheets[sheet]
    cells = [frame.at[row, each] if each in frame else None for each in (key, *names)]
    record, *called = [str(cell).strip() if isinstance(cell, str | int) else "" for cell in cells]
    if sheet == "Groups":
        group = standings.group(record)
        standing = Standing("private", group.owner if group else None, group=group)
    else:
        standing = standings.of(hit.place)
    return Match(
        path=source.path,
        sheet=sheet,
        tab=source.tab(sheet),
        row=row,
        record=record,
        names=tuple(name for name in called if name),
        band=hit.band,
        points=hit.points,
        reasons=hit.reasons,
        standing=standing,
    )
