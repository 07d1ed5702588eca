"""A simulated year of follow-ups, transfers, closures and missed runs: what must always hold."""

from __future__ import annotations

import datetime as dt
import os
import time
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from tests.recycled import book, customer, follow_up, planned, records, settings
from validation.calendars import Spans, WorkCalendar
from validation.catalogue import load
from validation.recycling import FollowUp, Handover, Terms
from validation.recycling.due import Warned
from validation.recycling.source import Customer, Source
from validation.recycling.standing import standings
from validation.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validation.recycling import Standing

BEGUN = dt.date(2026, 1, 1)
LENGTH = 240
DAY = dt.timedelta(days=1)
REPS = ("R001", "R002")
ID = "CUS-2026-001"


class Story(NamedTuple):
    """What befalls one customer; days count from 0."""

    grade: str
    contacts: frozenset[int]
    """Days on which whoever has it follows it up."""
    transfers: frozenset[int]
    protected: tuple[int, int]
    """The first and the last day."""
    orders: tuple[int, int]
    closures: tuple[tuple[int, int], ...]
    runs: frozenset[int]
    """Days on which somebody runs the command."""
    terms: tuple[int, int, int]
    """Days of grades A, B and C."""
    warn: tuple[int, ...]
    grace: int


def spans(longest: int) -> st.SearchStrategy[tuple[int, int]]:
    return st.tuples(st.integers(0, LENGTH), st.integers(0, longest)).map(
        lambda one: (one[0], one[0] + one[1] - 1)
    )


def some(most: int) -> st.SearchStrategy[frozenset[int]]:
    return st.frozensets(st.integers(0, LENGTH), max_size=most)


STORIES = st.builds(
    Story,
    grade=st.sampled_from(["A", "B", "C", "D", ""]),
    contacts=some(6),
    transfers=some(2),
    protected=spans(60),
    orders=spans(40),
    closures=st.lists(spans(20), max_size=3).map(tuple),
    runs=st.one_of(
        st.just(frozenset(range(LENGTH + 1))),
        some(60),
        st.frozensets(st.integers(0, LENGTH), min_size=100, max_size=200),
    ),
    terms=st.tuples(st.integers(1, 90), st.integers(1, 60), st.integers(1, 45)),
    warn=st.sets(st.integers(0, 20), min_size=1, max_size=4).map(
        lambda days: tuple(sorted(days, reverse=True))
    ),
    grace=st.integers(0, 30),
)


def date(number: int) -> dt.date:
    return BEGUN + number * DAY


def within(number: int, span: tuple[int, int]) -> bool:
    return span[0] <= number <= span[1]


class Told(NamedTuple):
    """What a run did on a day, and what an onlooker knows of it."""

    number: int
    standing: Standing
    owner: str
    last: int
    """The day of the last follow-up, or of the start."""
    received: int | None
    is_exempt: bool


class Onlooker:
    """Lives through a story day by day, counting on fingers."""

    def __init__(self, story: Story) -> None:
        self.story = story
        days = dict(zip("ABC", story.terms, strict=True))
        self.held = settings(
            **{f"recycle_days_{grade}": count for grade, count in days.items()},
            recycle_warn_days=story.warn,
            grace_days=story.grace,
        )
        self.days = days.get(story.grade, story.terms[2])
        closed = Spans.of((date(first), date(last)) for first, last in story.closures)
        calendar = WorkCalendar(
            country="CN", tz=WorkCalendar.of(self.held).tz, hours=self.held.company_hours,
            closed=closed,
        )  # fmt: skip
        self.terms = Terms(calendar, story.warn, story.grace)
        self.owner = REPS[0]
        self.done: list[FollowUp] = []
        self.events = [Handover(BEGUN, "CLAIM", "", self.owner)]
        self.warnings: list[tuple[str, Warned]] = []
        self.last = 0
        self.received: int | None = None

    def is_closed(self, number: int) -> bool:
        """Return whether the company is closed."""
        return any(within(number, span) for span in self.story.closures)

    def passed(self, start: int, end: int) -> int:
        """Count the days after `start` up to `end` on which the company is not closed."""
        return sum(not self.is_closed(number) for number in range(start + 1, end + 1))

    def lived(self) -> Iterator[Told]:
        """Yield what each run says, until the customer is gone."""
        for number in range(LENGTH + 1):
            if number in self.story.transfers and number:
                self._transfer(number)
            if number in self.story.contacts:
                self.done.append(FollowUp(date(number), self.owner))
                self.last = number
            if number not in self.story.runs:
                continue
            (one,) = standings(self._source(number), load(), self.held, date(number))
            exempt = within(number, self.story.protected) or within(number, self.story.orders)
            yield Told(number, one, self.owner, self.last, self.received, exempt)
            if one.state == "move":
                return
            if one.state == "warn":
                assert one.due is not None
                told = Warned(date(number), one.due.start, one.stays_until)
                self.warnings.append((self.owner, told))

    def _transfer(self, number: int) -> None:
        heir = REPS[1 - REPS.index(self.owner)]
        self.events.append(Handover(date(number), "TRANSFER", self.owner, heir))
        self.owner, self.received = heir, number

    def _source(self, number: int) -> Source:
        first, last = self.story.protected
        until = date(last) if first <= number else None
        one = Customer(
            ID, 5, "北风", self.owner, self.story.grade, "S3", "private", (), BEGUN, BEGUN,
            None, until,
        )  # fmt: skip
        return Source(
            customers=(one,),
            done={ID: tuple(self.done)} if self.done else {},
            active=frozenset({ID} if self.done else ()),
            orders={ID: "PO-1"} if within(number, self.story.orders) else {},
            events={ID: tuple(self.events)},
            warnings={ID: tuple(self.warnings)},
            unread={},
            twice=(),
            doubt=None,
            lost=(),
            tabs={},
            runs=(),
            terms=self.terms,
        )


@examples(max_examples=150)
@given(STORIES)
def test_nobody_is_moved_early_unwarned_exempt_or_in_a_closure(story: Story) -> None:
    onlooker = Onlooker(story)
    warned: list[Told] = []
    for told in onlooker.lived():
        state = told.standing.state
        assert (state == "exempt") == told.is_exempt
        if state == "warn":
            assert not onlooker.is_closed(told.number)
            warned.append(told)
        if state == "move":
            assert not onlooker.is_closed(told.number)
            begun = told.last if onlooker.done or told.received is None else 0
            assert onlooker.passed(begun, told.number) > onlooker.days
            if told.received is not None:
                assert onlooker.passed(told.received, told.number) > story.grace
            mine = [
                one
                for one in warned
                if one.owner == told.owner and one.last == told.last and one.number < told.number
            ]
            assert mine
            # The owner had, from the first warning on, what the last regular one gives.
            notice = onlooker.passed(mine[0].number, told.number)
            assert notice >= min(story.warn) + 1


@examples(max_examples=80)
@given(STORIES)
def test_with_a_run_every_day_a_customer_goes_on_the_first_day_after_its_last(
    story: Story,
) -> None:
    plain = story._replace(
        runs=frozenset(range(LENGTH + 1)), transfers=frozenset(), protected=(0, -1), orders=(0, -1)
    )
    onlooker = Onlooker(plain)
    if min(plain.warn) >= onlooker.days:
        return  # no warning fits in: it is given late

    for told in onlooker.lived():
        over = onlooker.passed(told.last, told.number) > onlooker.days
        expected = over and not onlooker.is_closed(told.number)
        assert (told.standing.state == "move") == expected


@examples(max_examples=80)
@given(STORIES)
def test_missed_runs_never_make_a_customer_stay_for_good(story: Story) -> None:
    forgotten = story._replace(
        contacts=frozenset(), transfers=frozenset(), protected=(0, -1), orders=(0, -1)
    )
    runs = sorted(forgotten.runs)
    onlooker = Onlooker(forgotten)
    states = [told.standing.state for told in onlooker.lived()]

    over = [n for n in runs if onlooker.passed(0, n) > onlooker.days and not onlooker.is_closed(n)]
    if over and onlooker.passed(over[0], over[-1]) > max(forgotten.warn) + 1:
        assert states[-1] == "move"


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a process is set once there")
def test_the_time_zone_of_the_computer_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    given_ = records([customer()], [follow_up("2026-11-01", act_time=dt.datetime(2026, 11, 1))])  # noqa: DTZ001
    found = []
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        found.append(planned(given_, "2026-11-30"))
    monkeypatch.undo()
    time.tzset()

    assert found[0] == found[1]
    assert str(found[0].standings[0].moves) == "2026-12-02"
    assert os.environ.get("TZ") not in ("Pacific/Kiritimati", "Pacific/Pago_Pago")


def test_a_book_is_read_into_what_the_year_was_simulated_with() -> None:
    from validation.recycling.source import read  # noqa: PLC0415

    source = read(
        book(records([customer()], [follow_up("2026-11-01")])),
        load(),
        Settings.default(),
        dt.date(2026, 11, 2),
    )

    assert source.done == {ID: (FollowUp(dt.date(2026, 11, 1), "R001"),)}
    assert source.customers[0].owner == "R001"
