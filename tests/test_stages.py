"""Changes of stage are logged, stays held against the rules, first replies measured."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from click.testing import CliRunner

from macros.commands.stages import stages
from tests.books import at, book_of
from tests.recycled import REPS, book, customer, day
from validation.calendars import WorkCalendar
from validation.catalogue import load
from validation.changes import Change
from validation.errors import RefusedError
from validation.settings import Settings
from validation.stages import (
    Limit,
    Limits,
    Rule,
    Share,
    Spell,
    Step,
    figures,
    limits,
    log_stages,
    probability,
    read,
    replies,
    spells,
)
from workbook.reader import open_book
from workbook.template import Content, write_book

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from tests.books import Record
    from validation.changes import Outcome
    from validation.stages import Stages

NOW = at("2026-11-22 10:30")
C = "CUS-2026-001"
LEFT_OUT = "these cells cannot be read, their rows were left out; put them right: "
RULES = [
    {"stage": "S3 报价", "default_action": "报价后3天跟进", "max_days": 15, "probability": 0.3},
    {"stage": "S4 样品", "default_action": "跟进测试结果", "max_days": 30, "probability": 0.5},
]


def outcome(*customers: Record, moment: dt.datetime = NOW, **sheets: list[Record]) -> Outcome:
    given = {"Customers": list(customers), "StageLog": [], "Reps": list(REPS), **sheets}
    return log_stages(book(given), load(), Settings.default(), moment)


def found(*customers: Record, moment: dt.datetime = NOW, **sheets: list[Record]) -> Stages:
    answer: Stages = outcome(*customers, moment=moment, **sheets).answer
    return answer


def logged(moment: str, before: str | None, after: str, identity: str = C) -> Record:
    return {
        "customer_id": identity,
        "stage_from": before,
        "stage_to": after,
        "changed_at": at(moment),
    }


def test_a_stage_typed_over_is_logged_when_it_is_noticed() -> None:
    done = outcome(
        customer(stage="S4 样品", stage_since=day("2026-10-01")),
        StageLog=[logged("2026-10-01 09:00", "S1 初步接触", "S3 报价")],
    )

    assert done.rows == {
        "StageLog": [
            {"customer_id": C, "stage_from": "S3", "stage_to": "S4", "changed_at": NOW},
        ]
    }
    assert done.changes == (
        Change("Customers", 5, "stage_since", day("2026-10-01"), day("2026-11-22")),
    )


def test_going_back_is_a_change_like_any_other() -> None:
    done = outcome(customer(stage="报价中"), StageLog=[logged("2026-10-01 09:00", None, "S4")])

    assert [(row["stage_from"], row["stage_to"]) for row in done.rows["StageLog"]] == [("S4", "S3")]


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (day("2026-11-01"), at("2026-11-01 00:00")),
        (None, NOW),
        (day("2027-01-01"), NOW),  # it has not come yet
    ],
)
def test_a_customer_new_to_the_log_is_believed_its_own_date(
    since: dt.date | None, expected: dt.datetime
) -> None:
    done = outcome(customer(stage_since=since))

    assert done.rows["StageLog"] == [
        {"customer_id": C, "stage_from": None, "stage_to": "S3", "changed_at": expected}
    ]


def test_the_date_follows_from_the_log_and_a_second_run_changes_nothing() -> None:
    log = [
        logged("2026-09-01 09:00", None, "S3"),
        logged("2026-10-05 09:00", "S3", "S3"),  # no change: it came on 09-01
    ]

    done = outcome(customer(stage_since=day("2026-11-11")), StageLog=log)
    again = outcome(customer(stage_since=day("2026-09-01")), StageLog=log)

    assert (done.rows, done.changes) == (
        {},
        (Change("Customers", 5, "stage_since", day("2026-11-11"), day("2026-09-01")),),
    )
    assert (again.rows, again.changes) == ({}, ())


def test_a_run_for_an_earlier_day_does_not_log_the_same_change_again_and_again() -> None:
    log = [logged("2026-12-24 09:00", None, "S4")]
    given = customer(stage="S3", stage_since=None)

    first = outcome(given, StageLog=log)
    (row,) = first.rows["StageLog"]
    again = outcome(given, StageLog=[*log, {**row, "stage_to": "S3"}])

    assert (row["changed_at"], again.rows) == (at("2026-12-24 09:00"), {})


def test_rows_of_a_record_merged_away_are_the_customer_s() -> None:
    log = [logged("2026-09-01 09:00", None, "S3", "CUS-2026-009")]

    assert outcome(customer(source_id="CUS-2026-009"), StageLog=log).rows == {}


def test_a_stage_stays_what_it_was_when_another_record_is_merged_in() -> None:
    log = [
        logged("2026-01-10 09:00", None, "S3"),
        logged("2026-06-01 09:00", None, "S1", "CUS-2026-009"),
    ]
    merged = customer(source_id="CUS-2026-009", stage_since=day("2026-01-10"))

    found = outcome(merged, StageLog=log)

    assert (found.rows, found.changes) == ({}, ())


def test_the_log_gives_the_time_spent_in_each_stage() -> None:
    step = Step(C, "", "S1", at("2026-09-01 09:00"))
    more = [
        step._replace(after="S3", at=at("2026-09-05 09:00")),
        step._replace(after="S3", at=at("2026-09-06 09:00")),
    ]

    assert spells([step, *more]) == (
        Spell(C, "S1", at("2026-09-01 09:00"), at("2026-09-05 09:00")),
        Spell(C, "S3", at("2026-09-05 09:00"), None),
    )
    assert spells([]) == ()


def test_a_stay_is_over_after_more_than_its_days_and_closures_do_not_count() -> None:
    given = [
        customer(f"CUS-2026-00{n}", stage_since=day(date), owner=owner, pool_status=status)
        for n, date, owner, status in (
            (1, "2026-11-07", "R001", "私海"),  # fifteen days: in time
            (2, "2026-11-06", "R002", "私海"),
            (3, "2026-10-01", None, "公海"),
            (4, "2026-11-03", "R001", None),
        )
    ]
    closed = {"date_from": day("2026-11-10"), "date_to": day("2026-11-12"), "day_kind": "放假"}

    plain = found(*given, StageRules=RULES)
    paused = found(*given, StageRules=RULES, Calendar=[closed])

    told = [(stay.customer, stay.owner, stay.days, stay.over) for stay in plain.overdue]
    assert told == [("CUS-2026-004", "R001", 19, 4), ("CUS-2026-002", "R002", 16, 1)]
    assert plain.overdue[0].rule == Rule("S3", "报价后3天跟进", 15, Decimal("0.3"))
    assert [(stay.customer, stay.days) for stay in paused.overdue] == [("CUS-2026-004", 16)]


def test_a_stage_without_a_rule_has_no_limit() -> None:
    other = found(customer(stage="S9", stage_since=day("2020-01-01")), StageRules=RULES)
    blank = found(
        customer(stage_since=day("2020-01-01")), StageRules=[{"stage": "S3", "max_days": None}]
    )

    assert (other.overdue, other.stays[0].rule, blank.overdue) == ((), None, ())


def test_the_chance_of_winning_is_the_rule_s_else_the_setting_s() -> None:
    known = {"S3": Rule("S3", "", 15, Decimal("0.25")), "S4": Rule("S4", "", 30, None)}

    chances = [probability(stage, known, Settings.default()) for stage in ("S3", "S4", "S1", "S9")]

    assert chances == [Decimal("0.25"), Decimal("0.5"), Decimal("0.05"), None]


def test_cells_that_cannot_be_read_leave_their_row_out_and_are_named() -> None:
    told = found(
        customer(stage="不知道"),
        customer("CUS-2026-002", stage_since="去年"),
        StageRules=[{"stage": "S3", "max_days": "许多"}],
        StageLog=[logged("2026-09-01 09:00", None, "S3") | {"changed_at": "早上"}],
    )

    assert (told.new, told.stays) == ((), ())
    assert [note.en for note in told.notes] == [
        LEFT_OUT + "客户 row 5 Relationship stage: 不知道; 客户 row 6 In this stage since: 去年",
        LEFT_OUT + "阶段规则 row 5 Longest stay (days): 许多",
        LEFT_OUT + "阶段日志 row 5 At: 早上",
    ]


def test_many_unreadable_cells_are_counted_by_the_first_ten() -> None:
    given = [customer(f"CUS-2026-{n:03}", stage="不知道") for n in range(1, 13)]

    (note,) = found(*given).notes

    assert (note.en.count("不知道"), note.en[-2:]) == (10, " …")


def test_a_book_without_a_log_refuses() -> None:
    whole = book_of({"Customers": [customer()]})
    sheets = {key: frame for key, frame in whole.sheets.items() if key != "StageLog"}
    lacking = type(whole)(sheets=sheets, layouts=whole.layouts, origin=whole.origin)

    with pytest.raises(RefusedError) as caught:
        read(lacking, load(), Settings.default(), NOW)

    assert caught.value.text.en == (
        "Nothing was done: the workbook has no sheet StageLog, so stages cannot be logged; "
        "restore it from the template."
    )


def test_a_book_without_the_column_of_the_date_is_logged_all_the_same() -> None:
    bare = {key: value for key, value in customer().items() if key != "stage_since"}

    done = outcome(bare)

    assert (len(done.rows["StageLog"]), done.changes) == (1, ())


def inquiry(received: Any, replied: Any = None, outcome: str = "open", **cells: Any) -> Record:
    row = {
        "inquiry_no": "INQ-2026-0001",
        "customer_id": C,
        "lead_id": None,
        "received_at": received,
        "first_reply_at": replied,
        "assigned_to": "R001",
        "assigned_at": None,
        "source": "fair",
        "outcome": outcome,
        "lost_reason": None,
    }
    return {**row, **cells}


def measured(*rows: Record, now: dt.datetime = NOW, held: Limits | None = None) -> Any:
    calendar = WorkCalendar.of(Settings.default())
    return replies(pd.DataFrame(rows, dtype=object), calendar, now, held or Limits())


@pytest.mark.parametrize(
    ("received", "replied", "elapsed", "business", "in_time"),
    [
        # Company hours 09:00-12:00 and 13:00-18:00; two of them from Friday 16:30 end on Monday.
        ("2026-11-20 10:00", "2026-11-20 12:00", 2, 2, True),
        ("2026-11-20 10:00", "2026-11-20 12:01", Fraction(121, 60), 2, True),
        ("2026-11-20 10:00", "2026-11-20 13:01", Fraction(181, 60), Fraction(121, 60), False),
        ("2026-11-13 16:30", "2026-11-16 09:30", 65, 2, True),
        ("2026-11-13 16:30", "2026-11-16 09:31", Fraction(3901, 60), Fraction(121, 60), False),
        ("2026-11-20 20:00", "2026-11-20 21:00", 1, 0, True),
    ],
)
def test_a_first_reply_is_measured_by_both_clocks(
    received: str, replied: str, elapsed: Fraction, business: Fraction, *, in_time: bool
) -> None:
    (one,) = measured(inquiry(at(received), at(replied)))

    # At 12:01 the two hours were over at 12:00, though not a minute of work has passed since.
    late_at_noon = replied == "2026-11-20 12:01"
    assert (one.elapsed, one.business) == (elapsed, business)
    assert one.in_time is (in_time and not late_at_noon)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (inquiry(at("2026-11-20 10:00")), (False, None)),  # late already, never assigned
        (inquiry(at("2026-11-22 10:00")), (None, None)),  # a Sunday: there is still time
        (inquiry(at("2026-11-20 10:00"), None, "invalid"), (None, None)),
        (inquiry(at("2026-11-20 10:00"), None, "won"), (None, None)),
        (inquiry(at("2026-11-20 10:00"), None, "lost"), (False, None)),
        (inquiry(at("2026-11-20 10:00"), at("2026-11-19 10:00")), (None, None)),  # a slip
        (inquiry(at("2026-11-20 10:00"), at("2026-11-23 10:00")), (False, None)),
        (inquiry(day("2026-11-20"), at("2026-11-20 10:00")), (None, None)),
        (inquiry(at("2026-11-19 10:00"), day("2026-11-20")), (False, None)),
        (inquiry(at("2026-11-19 10:00"), day("2026-11-19")), (None, None)),
        (inquiry(at("2026-11-13 16:30"), day("2026-11-13")), (True, None)),
        (
            inquiry(at("2026-11-19 10:00"), at("2026-11-20 09:00"),
                    assigned_at=at("2026-11-19 09:00")),
            (False, True),
        ),
        (
            inquiry(at("2026-11-19 10:00"), at("2026-11-20 09:01"),
                    assigned_at=at("2026-11-19 09:00")),
            (False, False),
        ),
    ],
)  # fmt: skip
def test_whether_a_reply_was_in_time(row: Record, expected: tuple[bool | None, ...]) -> None:
    (one,) = measured(row)

    assert (one.in_time, one.contacted_in_time) == expected


def test_the_figures_of_several_inquiries_are_exact() -> None:
    told = figures(
        measured(
            inquiry(at("2026-11-20 10:00"), at("2026-11-20 10:10"), "won"),
            inquiry(at("2026-11-20 10:00"), at("2026-11-20 11:00"), "quoted"),
            inquiry(at("2026-11-19 10:00"), at("2026-11-20 10:00"), "lost", lost_reason="price"),
            inquiry(at("2026-11-20 10:00")),
            inquiry(at("2026-11-19 10:00"), at("2026-11-19 16:00"), "lost", lost_reason="price"),
            inquiry(None, inquiry_no=None),
        )
    )

    assert told.inquiries == 5
    assert (told.answered, told.waiting) == (4, 1)
    assert (told.median_elapsed, told.median_business) == (Fraction(7, 2), Fraction(3))
    assert (told.reply, told.reply.part) == (Share(2, 5), Fraction(2, 5))
    assert (told.contact, told.contact.part) == (Share(0, 0), None)
    assert told.outcomes == {"lost": 2, "open": 1, "quoted": 1, "won": 1}
    assert told.lost == {"price": 2}


def test_without_a_measured_reply_there_is_no_median_and_of_an_odd_number_it_is_the_middle() -> (
    None
):
    none = figures(measured(inquiry(day("2026-11-20"), day("2026-11-20"))))
    odd = figures(
        measured(*(inquiry(at("2026-11-20 09:00"), at(f"2026-11-20 {h}:00")) for h in (10, 14, 11)))
    )

    assert (none.median_elapsed, none.median_business) == (None, None)
    assert (odd.median_elapsed, odd.median_business) == (Fraction(2), Fraction(2))


def test_hours_are_real_where_clocks_change() -> None:
    berlin = Settings(**{**vars(Settings.default()), "company_tz": "Europe/Berlin"})
    row = inquiry(at("2026-10-24 12:00"), at("2026-10-25 12:00"))

    (one,) = replies(pd.DataFrame([row]), WorkCalendar.of(berlin), NOW, Limits())

    assert one.elapsed == 25


def test_the_team_s_own_limits_hold() -> None:
    sheet = pd.DataFrame(
        [
            {"rule_id": "SOP-01", "clock": "elapsed_hours", "n": 1},
            {"rule_id": "SOP-02", "clock": "business_days", "n": 2},
            {"rule_id": "SOP-03", "clock": "calendar_days", "n": 3},
            {"rule_id": "SOP-01", "clock": None, "n": 9},
        ],
        dtype=object,
    )

    held = limits(sheet)
    (one,) = measured(
        inquiry(at("2026-11-19 10:00"), at("2026-11-19 11:01"), assigned_at=day("2026-11-16")),
        held=held,
    )

    assert held == Limits(Limit("elapsed_hours", 1), Limit("business_days", 2))
    assert (one.in_time, one.contacted_in_time) == (False, False)


@pytest.fixture
def path(tmp_path: Path, data: Path) -> Path:
    """A book with a stage the log does not know, and an inquiry; a data folder of its own."""
    del data
    answered = inquiry(at("2026-11-20 10:00"), at("2026-11-20 11:15"), "进行中", source="展会")
    given = {
        "Reps": list(REPS),
        "Customers": [
            customer(),
            customer("CUS-2026-002", stage="S4 样品", stage_since=day("2026-09-01")),
        ],
        "StageRules": RULES,
        "Inquiries": [answered],
    }
    frames = {key: pd.DataFrame(rows, dtype=object) for key, rows in given.items()}
    content = Content(frames=frames, book_id="0123456789abcdef")
    target = tmp_path / "book.xlsx"
    write_book(target, load(), profile="full", language="zh", content=content)
    return target


def run(*arguments: object) -> str:
    given = [*map(str, arguments), "--today", "2026-11-22"]
    told = CliRunner().invoke(stages, given, catch_exceptions=False, standalone_mode=False)
    assert told.return_value == 0
    return told.stdout


def test_the_command_logs_what_was_typed_and_lists_who_stays_too_long(path: Path) -> None:
    out = run(path, "--lang", "en")
    once = path.read_bytes()
    again = json.loads(run(path, "--format", "json"))

    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert lines[1:4] == [
        "2 changes of stage logged; 1 customers stay too long",
        "CUS-2026-001: not logged → S3 Quotation (2026-11-22)",
        "CUS-2026-002: not logged → S4 Sample (2026-09-01)",
    ]
    assert "CUS-2026-002 北风 R001 S4 Sample 2026-09-01 82 (longest 30) 跟进测试结果" in lines
    assert " ".join(lines[-2:]) == (
        "1 inquiries, 1 answered, 0 waiting; median first reply 1.3 h (1.3 company hours); "
        "first reply in time 1/1, first contact in time 0/0"
    )
    log = open_book(path).sheets["StageLog"]
    assert log[["customer_id", "stage_to"]].dropna().to_numpy().tolist() == [
        ["CUS-2026-001", "S3 报价"],
        ["CUS-2026-002", "S4 样品"],
    ]
    assert open_book(path).sheets["Customers"]["stage_since"].tolist() == [
        day("2026-11-22"),
        day("2026-09-01"),
    ]
    assert path.read_bytes() == once
    assert (again["logged"], again["rows"], again["copy"]) == ([], {}, None)
    assert again["overdue"] == [
        {
            "customer": "CUS-2026-002",
            "row": 6,
            "name": "北风",
            "owner": "R001",
            "stage": "S4",
            "since": "2026-09-01",
            "days": 82,
            "longest": 30,
            "over": 52,
            "action": "跟进测试结果",
        }
    ]
    assert again["replies"] == {
        "inquiries": 1,
        "answered": 1,
        "waiting": 0,
        "median_elapsed_hours": "5/4",
        "median_business_hours": "5/4",
        "reply_in_time": {"within": 1, "of": 1},
        "contact_in_time": {"within": 0, "of": 0},
        "outcomes": {"open": 1},
        "lost_reasons": {},
    }


def test_a_dry_run_writes_nothing_and_a_short_page_says_how_many_more(path: Path) -> None:
    before = path.read_bytes()

    out = run(path, "--dry-run", "--limit", "1", "--lang", "zh")

    assert (path.read_bytes(), "另有 1 条" in out) == (before, True)
