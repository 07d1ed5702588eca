"""What a person may type into each column, told from the catalogue alone.

The template's rules are checked against this, so nothing here looks at how the template does it.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from tests.sample_book import AS_OF
from validation.catalogue import Kind, Lock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from validation.catalogue import Catalogue, Field

_IDS = {
    "Customers.customer_id": "CUS-2026-002",
    "Groups.group_id": "GRP-001",
    "Leads.lead_id": "LD-0002",
    "NDA.nda_no": "NDA-2026-03",
    "Orders.order_no": "PO0003",
    "Products.sku": "GT-A600",
    "Reps.rep_id": "R001",
    "SOP_Rules.rule_id": "SOP-03",
    "Share.share_id": "SH-20261122-001",
}
_DAY = AS_OF - dt.timedelta(days=20)
"""What the other column holds when a rule compares two."""


class Case(NamedTuple):
    """One column: what is refused, then what is taken, after `beside` has been filled."""

    field: Field
    refused: tuple[str, ...]
    taken: tuple[str, ...]
    beside: tuple[tuple[str, str], ...] = ()
    """(key, text) of other cells of the row, typed first."""

    @property
    def name(self) -> str:
        """The column, for the test's name."""
        return f"{self.field.sheet}.{self.field.key}"


def cases(catalogue: Catalogue) -> Iterator[Case]:
    """Yield the columns to type in.

    They are every column of Customers, and elsewhere each that is compared with another column,
    one of every make (kind and rules), and on each sheet one that only the tools write.
    """
    seen: set[object] = set()
    for field in catalogue.fields:
        rules = tuple(rule.name for rule in field.constraints)
        ours = field.sheet == "Customers"
        make = (field.kind, rules, ours) if field.lock is Lock.OPEN else field.sheet
        compared = {"not_before", "not_after"} & set(rules)
        if field.depends_on or not (ours or compared or make not in seen):
            continue
        seen.add(make)
        yield _case(field, catalogue)


def _case(field: Field, catalogue: Catalogue) -> Case:
    if field.lock is Lock.SOFT:
        return Case(field, ("1",), ())
    if field.kind is Kind.ENUM:
        return _words(field, catalogue)
    return _MAKERS.get(field.kind, _texts)(field)


def _links(field: Field) -> Case:
    return Case(field, ("nobody",), (_IDS[field.refers_to],))


def _yes_or_no(field: Field) -> Case:
    return Case(field, ("perhaps",), ("是 Yes", "否 No"))


def _words(field: Field, catalogue: Catalogue) -> Case:
    words = catalogue.vocabulary(field)
    assert words
    labels = words.labels("both")
    if field.has("other_words"):
        return Case(field, (), (labels[0],))
    return Case(field, ("no such word",), (labels[0], labels[-1]))


def _days(field: Field) -> Case:
    moment = " 09:30" if field.kind is Kind.DATETIME else ""
    refused = ["soon", f"1989-12-31{moment}"]
    beside = []
    if field.has("not_future"):
        refused.append(f"{AS_OF + dt.timedelta(days=1)}")
    for rule, days in (("not_before", -1), ("not_after", 1)):
        other = field.argument(rule)
        if other:
            beside.append((other, f"{_DAY}"))
            refused.append(f"{_DAY + dt.timedelta(days=days)}{moment}")
    return Case(field, tuple(refused), (f"{_DAY}{moment}",), tuple(beside))


def _numbers(field: Field) -> Case:
    least, most, above = (field.argument(name) for name in ("min", "max", "above"))
    refused = ["many"]
    beside: tuple[tuple[str, str], ...] = ()
    good = float(most or (float(above) + 1 if above else float(least or 0) + 1))
    if least is not None:
        refused.append(f"{float(least) - 1:g}")
    if most is not None:
        refused.append(f"{float(most) + 1:g}")
    if above is not None:
        refused.append(above)
    if field.kind is Kind.INT:
        refused.append(f"{good + 0.5:g}")
    other = field.argument("not_before")
    if other:
        beside = ((other, "10"),)
        refused.append("9")
        good = 10
    return Case(field, tuple(refused), (f"{good:g}",), beside)


def _texts(field: Field) -> Case:
    if field.kind is Kind.EMAIL:
        return Case(field, ("john.s", "a b@c.de", "a@b@c.de"), ("John.S@gt.com",))
    if field.kind is Kind.URL:
        return Case(field, ("nosite", "two words.com"), ("https://gt.com",))
    if field.kind is Kind.PHONE:
        return Case(field, ("12",), ("0049301234567", "+49 30 1234567"))
    bounds = field.argument("length")
    if bounds:
        least, most = map(int, bounds.split("-"))
        short = ("x" * (least - 1),) if least > 1 else ()
        return Case(field, (*short, "x" * (most + 1)), ("x" * most,))
    refused = (_IDS.get(f"{field.sheet}.{field.key}"),) if field.has("unique") else ()
    return Case(field, tuple(one for one in refused if one), ("001234567890123456",))


_MAKERS: Mapping[Kind, Callable[[Field], Case]] = {
    Kind.LINK: _links,
    Kind.BOOL: _yes_or_no,
    Kind.DATE: _days,
    Kind.DATETIME: _days,
    Kind.INT: _numbers,
    Kind.DECIMAL: _numbers,
    Kind.MONEY: _numbers,
}
