"""One new customer against books full of them: who has it, and what to do."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from tests.books import frame_of
from validation.catalogue import load
from validation.duplicates import find, keys, pairs
from validation.duplicates.finding import find_beside
from validation.lookup import Cooling, Group, NewCustomer, Rep, Source, Standing, lookup, unusable
from validation.lookup.answers import standing_said
from validation.lookup.gathering import gathered
from validation.messages import Text
from validation.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from validation.lookup import Answer

TODAY = dt.date(2026, 11, 22)
FENGDI = {
    "customer_id": "CUS-2026-001",
    "company_name_en": "Fengdi Tools Co., Ltd.",
    "country_region": "CN 中国",
    "website": "https://www.fengdi.cn",
    "owner": "R001",
    "owner_since": dt.datetime(2026, 3, 1),  # noqa: DTZ001  # as cells are
    "pool_status": "私海",
}
JEEHU = {
    "customer_id": "CUS-2026-002",
    "company_name_en": "Jeehu Toys Inc",
    "country_region": "US 美国",
    "owner": None,
    "pool_status": "公海",
}
REPS = [{"rep_id": "R001", "rep_name": "李雷"}, {"rep_id": "R002", "rep_name": "韩梅"}]


def _source(path: str = "book.xlsx", **sheets: Sequence[dict[str, Any]]) -> Source:
    frames = {
        name: frame_of(rows, tuple(dict.fromkeys(key for row in rows for key in row)))
        for name, rows in sheets.items()
    }
    return Source(path=path, settings=Settings.from_rows(None)[0], sheets=frames)


def _asked(new: NewCustomer, *sources: Source, own_domains: Sequence[str] = ()) -> Answer:
    return lookup(
        new, sources, today=TODAY, vocabularies=load().vocabularies, own_domains=own_domains
    )


def _customers(*rows: Sequence[str | None]) -> pd.DataFrame:
    frame = pd.DataFrame(
        rows, columns=["company_name_en", "country_region", "website"], dtype=object
    )
    frame.insert(0, "customer_id", [f"C{at}" for at in range(len(frame))])
    return frame


def test_one_customer_alone_makes_the_pairs_that_all_make_with_it() -> None:
    found = keys.records(
        _customers(
            ("Fengdi Tools Ltd", "CN", "www.fengdi.cn"),
            ("Fengdi Tools Limited", "China", None),
            ("Jeehu Toys Inc", "US", "jeehu.com"),
            ("Fengdi Paper GmbH", "DE", "https://fengdi.cn"),
            ("Jeehu Toy", "US", None),
            ("Kalimo", "FR", None),
        ),
        None,
        None,
    )
    together = pairs.candidates(found)
    everybody = list(zip(together.left.tolist(), together.right.tolist(), strict=True))

    for row in range(6):
        alone = pairs.beside(found, row)
        assert [*zip(alone.left.tolist(), alone.right.tolist(), strict=True)] == [
            pair for pair in everybody if row in pair
        ]


def test_a_name_that_very_many_bear_is_still_compared_for_one_customer() -> None:
    found = keys.records(_customers(*[("Golden Star Trading", "CN", None)] * 70), None, None)

    assert len(pairs.candidates(found).left) == 0
    assert pairs.beside(found, 69).left.tolist() == list(range(69))


def test_one_customer_alone_has_the_points_it_has_among_all() -> None:
    customers = _customers(
        ("Zarvik Tools Ltd", "CN", "www.zarvik.cn"),
        ("Jeehu Toys Inc", "US", "jeehu.com"),
        ("Zarvik Tools Limited", "China", None),
        ("Aldor Paper GmbH", "DE", "https://zarvik.cn"),
        ("Jeehu Toy", "US", None),
        ("Aldor Papier GmbH", "DE", None),
    ).set_axis([31, 7, 19, 5, 23, 11])
    everybody = {
        (left, right, points)
        for left, right, points in find(customers).pairs[["left", "right", "points"]].to_numpy()
    }

    for row in customers.index:
        alone = find_beside(row, customers).pairs[["left", "right", "points"]].to_numpy()
        assert {tuple(pair) for pair in alone} == {pair for pair in everybody if row in pair[:2]}
    assert len(everybody) > 2


def test_a_customer_somebody_works_is_named_with_row_and_owner() -> None:
    answer = _asked(
        NewCustomer(names=("FENGDI TOOLS LIMITED",), domains=("fengdi.cn",), country="China"),
        _source(Customers=[JEEHU, FENGDI], Reps=REPS),
    )

    assert answer.said.en == (
        "Somebody has this customer: Fengdi Tools Co., Ltd. (CUS-2026-001)"
        " (book.xlsx, sheet Customers, row 6)."
    )
    assert [step.en for step in answer.next] == [
        "Do not file it again; talk to R001 李雷 first. Add what is new to the row that is there."
    ]
    (match,) = answer.matches
    assert (match.verdict, match.band, match.row, match.record) == (
        "exists",
        "duplicate",
        6,
        "CUS-2026-001",
    )
    assert match.standing == Standing("private", Rep("R001", "李雷"), dt.date(2026, 3, 1))
    assert {reason.field for reason in match.reasons} >= {"name", "domain", "country"}
    assert sum(reason.points for reason in match.reasons) == match.points


def test_a_customer_in_the_pool_may_be_claimed_but_not_by_who_returned_it() -> None:
    log = [
        {"at": dt.datetime(2026, 11, 10, 9), "customer_id": "CUS-2026-002", "action": "退回", "from_rep": "R002"},  # noqa: DTZ001, E501
        {"at": dt.datetime(2026, 8, 1, 9), "customer_id": "CUS-2026-002", "action": "回收入池", "from_rep": "R001"},  # noqa: DTZ001, E501
        {"at": dt.datetime(2026, 11, 20, 9), "customer_id": "CUS-2026-002", "action": "跳过", "from_rep": "R001"},  # noqa: DTZ001, E501
    ]  # fmt: skip

    answer = _asked(
        NewCustomer(names=("Jeehu Toys",), country="US"),
        _source(Customers=[FENGDI, JEEHU], Reps=REPS, PoolLog=log),
    )

    assert answer.verdict == "pool"
    assert answer.matches[0].standing == Standing(
        "public", cooling=(Cooling(Rep("R002", "韩梅"), dt.date(2026, 12, 10)),)
    )
    assert [step.en for step in answer.next] == [
        "Do not file it again; claim this row from the pool.",
        "R002 韩梅 lost or returned this customer and may claim it again from 2026-12-10 on.",
    ]


@pytest.mark.parametrize(
    ("cells", "pool", "until"),
    [
        ({"owner": "R001", "protect_until": TODAY}, "protected", TODAY),
        ({"owner": "R001", "protect_until": dt.date(2026, 11, 21)}, "private", None),
        ({"owner": "R001", "protect_until": "2026-12-31"}, "protected", dt.date(2026, 12, 31)),
        ({"owner": None, "protect_until": TODAY}, "protected", TODAY),
        ({"owner": "R001", "pool_status": "保护中"}, "protected", None),
        ({"owner": None, "pool_status": "私海"}, "private", None),
        ({"owner": "R001", "pool_status": "公海"}, "private", None),
        ({"owner": None}, "public", None),
        ({"pool_status": "公海"}, "public", None),
        ({}, "private", None),
    ],
)
def test_the_row_says_whether_it_may_be_claimed(
    cells: dict[str, object], pool: str, until: dt.date | None
) -> None:
    row = {"customer_id": "C1", "company_name_en": "Jeehu Toys Inc", **cells}
    answer = _asked(NewCustomer(names=("Jeehu Toys Inc",)), _source(Customers=[row]))

    standing = answer.matches[0].standing
    assert (standing.pool, standing.protected_until) == (pool, until)


def test_a_protected_customer_is_said_to_be_so_until_when() -> None:
    answer = _asked(
        NewCustomer(names=("Fengdi Tools",)),
        _source(Customers=[{**FENGDI, "protect_until": dt.date(2026, 12, 31)}], Reps=REPS),
    )

    assert answer.verdict == "protected"
    assert [step.zh for step in answer.next] == [
        "请不要新建，也不要领取；2026-12-31 以前要跟进，请先找 R001 李雷 或经理。"
    ]


def test_what_only_looks_alike_is_possible_and_the_reasons_are_given() -> None:
    answer = _asked(
        NewCustomer(names=("Jeehu Toys Inc",), country="US", domains=("jeehu-shop.com",)),
        _source(Customers=[{**JEEHU, "owner": "R001", "website": "jeehu.com"}], Reps=REPS),
    )

    assert answer.verdict in ("possible", "exists")
    assert ("domain", "other") in {(r.field, r.level) for r in answer.matches[0].reasons}


def test_what_only_looks_alike_and_is_in_the_pool_may_be_claimed() -> None:
    row = {**FENGDI, "owner": None, "pool_status": "公海"}
    answer = _asked(NewCustomer(names=("Fengdi",)), _source(Customers=[row], Reps=REPS))
    assert answer.verdict == "possible"
    assert answer.next == (
        Text(
            "请按下面的理由核对：是同一客户就不要新建，从公海领取那一行；不是再新建。",
            "Compare by the reasons below. If it is the same, do not file it but claim that row"
            " from the pool; if not, file it.",
        ),
    )


def test_a_member_of_a_group_is_told_with_the_group_s_rule() -> None:
    member = {**FENGDI, "company_name_en": "Fengdi Tools (Shanghai) Ltd", "group_id": "GRP-007"}
    groups = [
        {"group_id": "GRP-001", "group_name": "Nordwind Holding"},
        {
            "group_id": "GRP-007",
            "group_name": "Fengdi Group",
            "parent_group": "GRP-001",
            "group_owner": "R002",
            "group_rule": "单一负责人",
        },
    ]
    answer = _asked(
        NewCustomer(names=("Fengdi Tools (Shenzhen) Ltd",), domains=("fengdi.cn",), country="CN"),
        _source(Customers=[member], Groups=groups, Reps=REPS),
    )

    group = Group(
        "GRP-007", "Fengdi Group", Rep("R002", "韩梅"), "single_owner", ("Nordwind Holding",)
    )
    assert answer.verdict == "group"
    assert {match.standing.group for match in answer.matches} == {group}
    assert (
        answer.next[-1].en
        == "Group GRP-007 Fengdi Group has one owner: ask R002 韩梅 before you quote."
    )


def test_a_group_whose_name_begins_alike_is_a_hint() -> None:
    groups = [{"group_id": "GRP-007", "group_name": "Fengdi Group", "group_owner": "R002"}]
    answer = _asked(NewCustomer(names=("Fengdi France SARL",)), _source(Groups=groups, Reps=REPS))

    (match,) = answer.matches
    assert (match.verdict, match.band, match.points, match.sheet, match.row) == (
        "group",
        "stem",
        0,
        "Groups",
        5,
    )


def test_two_letters_of_a_group_s_name_are_no_hint() -> None:
    groups = [{"group_id": "GRP-007", "group_name": "AB Group"}]

    assert _asked(NewCustomer(names=("AB France",)), _source(Groups=groups)).verdict == "nobody"


def test_groups_that_contain_each_other_end_the_way_up() -> None:
    groups = [
        {"group_id": "G1", "group_name": "Fengdi", "parent_group": "G2"},
        {"group_id": "G2", "group_name": "Jeehu", "parent_group": "G1"},
    ]
    answer = _asked(NewCustomer(names=("Fengdi",)), _source(Groups=groups))

    assert answer.matches[0].standing.group == Group("G1", "Fengdi", above=("Jeehu",))


@pytest.mark.parametrize(
    ("cells", "verdict", "said"),
    [
        ({}, "pool", "A lead, assigned to nobody yet"),
        ({"assigned_rep": "R002"}, "exists", "A lead, assigned to R002 韩梅"),
        ({"lead_status": "无效"}, "pool", "A lead, judged invalid; owner (not filled in)"),
        ({"converted_to": "CUS-2026-014"}, "pool", "A lead, now customer CUS-2026-014"),
    ],
)
def test_leads_are_searched_too(cells: dict[str, object], verdict: str, said: str) -> None:
    lead = {"lead_id": "LD-0001", "company": "Brastor Glass", "contact_email": "a@brastor.fr"}
    answer = _asked(
        NewCustomer(names=("Brastor Glass SARL",), emails=("A@Brastor.fr",)),
        _source(Leads=[{**lead, **cells}], Reps=REPS),
    )

    assert (answer.verdict, answer.matches[0].record) == (verdict, "LD-0001")
    assert standing_said(answer.matches[0]).en == said


def test_nobody_has_it_when_nothing_is_alike() -> None:
    answer = _asked(
        NewCustomer(names=("Kalimo Paper GmbH",), country="DE"), _source(Customers=[FENGDI, JEEHU])
    )

    assert (answer.verdict, answer.matches) == ("nobody", ())
    assert answer.said.en == "Nobody has this customer (customers compared: 2, leads: 0)."
    assert [step.en for step in answer.next] == ["You may file it."]


def test_an_empty_book_has_nobody() -> None:
    assert _asked(NewCustomer(names=("Kalimo",)), _source(Customers=[])).verdict == "nobody"


@pytest.mark.parametrize(
    "new",
    [
        NewCustomer(names=("Kalimo Paper",), emails=("kalimo@gmail.com",)),
        NewCustomer(names=("Kalimo Paper",), domains=("gmail.com",)),
        NewCustomer(names=("Kalimo Paper",), emails=("sales@ours.com",)),
        NewCustomer(names=("Kalimo Paper",), phones=("+86 138 0013 8001",)),
    ],
)
def test_what_strangers_share_finds_nobody(new: NewCustomer) -> None:
    names = ("Fengdi", "Jeehu", "Brastor", "Nivola", "Tarvix", "Ocelan", "Quorda")
    customers = [
        {"customer_id": f"C{at}", "company_name_en": f"{name} {name}tec", "owner": "R001"}
        for at, name in enumerate(names)
    ]
    contacts = [
        {"customer_id": f"C{at}", "email": email, "phone": "008613800138001"}
        for at, name in enumerate(names)
        for email in (f"{name}@gmail.com", f"{name}@ours.com")
    ]
    source = _source(Customers=customers, Contacts=contacts)

    assert _asked(new, source, own_domains=("ours.com",)).verdict == "nobody"


@pytest.mark.parametrize(
    "new",
    [
        NewCustomer(names=("宁波丰迪工具有限公司",), country="中国"),
        NewCustomer(emails=("ANNA@Kalimo-Mail.de",), names=("Fengdi",)),
        NewCustomer(phones=("0049 (30) 9018-20 77",), names=("Fengdi Tools",)),
        NewCustomer(codes=("DE 136 695 976",)),
        NewCustomer(codes=("136695976",)),
        NewCustomer(names=("Quite Another",), codes=("91330200MA2AF12345",)),
    ],
)
def test_every_kind_of_evidence_finds_the_customer(new: NewCustomer) -> None:
    source = _source(
        Customers=[{**FENGDI, "company_name_zh": "宁波丰迪工具"}, JEEHU],
        Contacts=[
            {
                "customer_id": "CUS-2026-001",
                "email": "anna@kalimo-mail.de",
                "phone": "+49 30 90182077",
            }
        ],
        Titles=[
            {"customer_id": "CUS-2026-001", "credit_code": "DE136695976", "reg_scheme": "VAT"},
            {
                "customer_id": "CUS-2026-001",
                "credit_code": "91330200MA2AF12345",
                "reg_scheme": "USCC",
            },
        ],
    )

    answer = _asked(new, source)

    assert [match.record for match in answer.matches[:1]] == ["CUS-2026-001"]


def test_a_copy_of_a_book_does_not_make_a_name_common_and_both_places_are_told() -> None:
    copies = [_source(f"{n}.xlsx", Customers=[FENGDI, JEEHU], Reps=REPS) for n in range(15)]

    alone = _asked(NewCustomer(names=("Fengdi Tools",), country="CN"), copies[0])
    answer = _asked(NewCustomer(names=("Fengdi Tools",), country="CN"), *copies)

    assert {match.points for match in answer.matches} == {alone.matches[0].points}
    assert [match.path for match in answer.matches] == [f"{n}.xlsx" for n in range(15)]
    assert answer.customers == 30


def test_the_contacts_of_every_copy_count() -> None:
    old = _source("old.xlsx", Customers=[FENGDI])
    new = _source(
        "new.xlsx",
        Customers=[FENGDI],
        Contacts=[{"customer_id": "CUS-2026-001", "phone": "+86 138 0013 8001"}],
    )

    everybody = gathered((old, new))

    assert len(everybody.customers) == 1
    assert everybody.contacts["phone"].tolist() == ["+86 138 0013 8001"]
    assert [[place.source for place in places] for places in everybody.places] == [[0, 1]]


def test_who_works_it_outweighs_who_has_it_in_the_pool() -> None:
    answer = _asked(
        NewCustomer(names=("Fengdi Tools Co., Ltd.",), country="CN", domains=("fengdi.cn",)),
        _source(
            "pool.xlsx",
            Customers=[{**FENGDI, "customer_id": "C9", "owner": None, "pool_status": "公海"}],
        ),
        _source("li.xlsx", Customers=[FENGDI], Reps=REPS),
    )

    assert [match.verdict for match in answer.matches] == ["exists", "pool"]
    assert answer.matches[0].path == "li.xlsx"


def test_what_cannot_be_compared_is_said() -> None:
    new = NewCustomer(
        emails=("nobody", "info@ours.com", "ok@fengdi.cn"),
        phones=("12", "+86 138 0013 8001"),
        domains=("gmail.com", "ours.com", "not a domain", "fengdi.cn"),
        codes=("123", "91330200MA2AF12345"),
        country="Atlantis",
    )

    assert [note.en for note in unusable(new, ("ours.com",))] == [
        "The e-mail nobody cannot be compared: it is none, or a placeholder.",
        "The e-mail info@ours.com is at our own domain; the domain is not compared.",
        "The phone 12 cannot be compared: it needs at least 8 digits.",
        "Strangers share the domain gmail.com (free mail, marketplaces); it is not compared.",
        "The domain ours.com is our own and is not compared.",
        "not a domain is no domain, such as gt.com.",
        "The code 123 cannot be compared: it needs at least 6 characters.",
        "The country Atlantis is not known and was not compared. Write DE or Germany.",
    ]


def test_a_country_or_a_person_alone_is_nothing_to_look_for() -> None:
    assert NewCustomer(country="DE", people=("Anna Koch",), names=(" ",)).is_blank
    assert not NewCustomer(phones=("+86 138 0013 8001",)).is_blank
