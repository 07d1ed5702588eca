"""No row of a colleague's gets into a rep's book: counted by a scanner of its own."""

from __future__ import annotations

import io
import random
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.splits import CATALOGUE, DEFAULT, NOW, a_team, book, customer, rep, split_up
from workbook.splitting import gate
from workbook.splitting.writing import forgetful, remembering

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.books import Record, Records
    from validation.book import Book
    from validation.splitting import Split

TEAM = ("R001", "R002", "R003")
_CANARY = re.compile(r"zq\w+?qz")
_SHOWN = {"Customers": ("company_name_en", "inquiry_products"), "Leads": ("company",)}
"""What the pool list and the groups may show of a record that is nobody's or another's."""


class Made:
    """A random book in which each row has canaries of its own, and who may see which row."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311  # no secret
        self.rows: Records = {}
        self.seen: dict[str, set[str]] = {}
        """Canary → the reps in whose books it may stand."""
        self.common: set[str] = set()
        """Canaries of names that the pool list and the groups may show to all."""
        self.owners: dict[str, set[str]] = {}
        """Id of a customer, lead, order or inquiry → the reps who have it."""

    def add(self, sheet: str, reps: set[str], columns: Sequence[str], **cells: Any) -> None:
        """Add a row whose `columns` hold canaries that `reps` may see."""
        number = len(self.rows.setdefault(sheet, []))
        for column in columns:
            canary = f"zq{sheet}x{column.replace('_', '')}x{number}qz"
            self.seen[canary] = reps
            if column in _SHOWN.get(sheet, ()):
                self.common.add(canary)
            cells[column] = canary
        self.rows[sheet].append(cells)

    def one_of(self, ids: Sequence[str]) -> str | None:
        """Return one of some ids, or none."""
        return self.chance.choice([*ids, *ids, None])

    def reps_of(self, *ids: str | None) -> set[str]:
        """Return who has all the records of `ids` that are named."""
        named = [self.owners.get(one, set()) for one in ids if one]
        return set.intersection(*named) if named else set()


def made(seed: int) -> Made:
    """Return a book with everything that links rows of one rep to another's."""
    made_ = Made(seed)
    chance = made_.chance
    customers = [f"CUS-2026-{n:03}" for n in range(1, 13)]
    for n, identity in enumerate(customers, 1):
        owner = chance.choice((*TEAM, None))
        others = chance.sample(TEAM, chance.choice((0, 0, 1, 2)))
        seers = {one for one in (owner, *others) if one}
        cells: Record = dict(
            customer(n, owner, collaborators="; ".join(others) or None,
                     group_id=chance.choice(("GRP-001", "GRP-002", None)))
        )  # fmt: skip
        if chance.random() < 0.3:
            cells["source_id"] = f"CUS-2026-{900 + n}"
            made_.owners[f"CUS-2026-{900 + n}"] = seers
        made_.owners[identity] = seers
        texts = ("company_name_en", "kdm", "special_requirements", "next_action", "competitor_info")
        made_.add("Customers", seers, texts, **{k: v for k, v in cells.items() if k not in texts})
    made_.rows["Groups"] = [{"group_id": f"GRP-00{n}", "group_name": f"G{n}"} for n in (1, 2)]
    leads = [f"LD-{n:04}" for n in range(1, 6)]
    for lead in leads:
        assigned = chance.choice((*TEAM, None))
        made_.owners[lead] = {assigned} if assigned else set()
        made_.add("Leads", made_.owners[lead], ("company", "contact_person", "brief_note"),
                  lead_id=lead, assigned_rep=assigned, lead_status="新建")  # fmt: skip
    _hang(made_, [*customers, *(one for one in made_.owners if "-9" in one)], leads)
    return made_


def _hang(made_: Made, customers: Sequence[str], leads: Sequence[str]) -> None:
    """Hang rows on customers, on ids they had before, on leads, orders, inquiries or nothing."""
    chance = made_.chance
    orders, inquiries = ([f"{k}-{n}" for n in range(1, 9)] for k in ("PO", "INQ"))
    for n, (order, inquiry) in enumerate(zip(orders, inquiries, strict=True)):
        one, lead = made_.one_of(customers), made_.one_of(leads)
        made_.owners[order] = made_.reps_of(one)
        made_.add("Orders", made_.owners[order], ("remark",) if _has("Orders", "remark") else (),
                  order_no=order, customer_id=one)  # fmt: skip
        alone = chance.choice(TEAM)
        made_.owners[inquiry] = made_.reps_of(one, lead) if one or lead else {alone}
        made_.add("Inquiries", made_.owners[inquiry], ("requirement",)
                  if _has("Inquiries", "requirement") else (), inquiry_no=inquiry,
                  customer_id=one, lead_id=lead, assigned_to=alone)  # fmt: skip
        made_.add("Contacts", made_.reps_of(one), ("contact_name",),
                  contact_id=f"CON-{n:04}", customer_id=one)  # fmt: skip
        # Whoever wrote a note or has a to-do: the customer says in whose book it is.
        made_.add("Activities", made_.reps_of(one, lead), ("summary",), act_id=f"ACT-{n:04}",
                  customer_id=one, lead_id=lead, by=chance.choice(TEAM))  # fmt: skip
        made_.add("Todos", made_.reps_of(one, lead) if one or lead else {alone}, ("todo",),
                  todo_id=f"TD-{n:03}", customer_id=one, lead_id=lead, assignee=alone)  # fmt: skip
        paid = chance.choice(orders)
        made_.add("Payments", made_.owners.get(paid, set()) if paid in orders[: n + 1] else set(),
                  ("note",) if _has("Payments", "note") else (), payment_id=f"PAY-{n:04}",
                  order_no=paid)  # fmt: skip


def _has(sheet: str, column: str) -> bool:
    return column in CATALOGUE.sheets[sheet].by_key


def canaries(content: bytes) -> set[str]:
    """Return every canary in any part of a file."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        texts = [package.read(name).decode("utf-8", "replace") for name in package.namelist()]
        texts += package.namelist()
    return {found for text in texts for found in _CANARY.findall(text)}


def files_of(split: Split) -> dict[str, gate.Written]:
    """Return the files of a split, made as the command makes them."""
    return {
        part.rep: gate.Written(
            plain := forgetful(part, split, CATALOGUE, Path("x.xlsx")), remembering(plain, part)
        )
        for part in split.parts
    }


def searched(whole: Book, split: Split, files: dict[str, gate.Written]) -> list[gate.Searched]:
    return gate.searched(whole, CATALOGUE, DEFAULT, NOW.date(), split.parts, files)


@pytest.mark.parametrize("seed", range(3))
def test_a_random_books_canaries_are_in_the_books_of_who_may_see_them_alone(seed: int) -> None:
    one = made(seed)
    whole = book(a_team(Reps=[rep("M001", role="经理"), *map(rep, TEAM)], **one.rows))
    split = split_up(whole)
    files = files_of(split)

    for name, file in files.items():
        found = canaries(file.content)
        may = {canary for canary, reps in one.seen.items() if name in reps}
        assert found - may - one.common == set()
        # Every row of his own is there: nothing is proved by an empty book.
        assert {c for c in found if "xkdmx" in c} == {c for c in may if "xkdmx" in c}
    if not seed:
        assert searched(whole, split, files) == [gate.Searched((), 0)] * len(TEAM)


def test_a_row_or_a_word_of_a_colleagues_in_a_finished_book_is_found() -> None:
    theirs = "Zürn-Quark 7731"
    whole = book(
        a_team(
            Customers=[
                customer(1, "R001", special_requirements=f"as for {theirs}"),
                customer(2, "R002", kdm=theirs, annual_purchase=20),
            ],
            Orders=[
                {"order_no": f"PO-{n}", "customer_id": f"CUS-2026-00{n}", "amount": 1250.5 + n}
                for n in (1, 2)
            ],
        )
    )
    split = split_up(whole)
    files = files_of(split)

    assert searched(whole, split, files) == [gate.Searched((), 1), gate.Searched((), 0)]

    mine, other = files["R001"], files["R002"]
    swapped = searched(whole, split, {"R001": other, "R002": mine})
    assert [bool(found.strays) for found in swapped] == [True, True]
    named = {
        name: gate.Written(*(_with_comment(one, theirs) for one in file))
        for name, file in files.items()
    }
    [found, _] = searched(whole, split, named)
    assert found.strays == ("[zip comment] (Customers.kdm)",)


def _with_comment(content: bytes, text: str) -> bytes:
    into = io.BytesIO(content)
    with zipfile.ZipFile(into, "a") as package:
        package.comment = text.encode()
    return into.getvalue()
