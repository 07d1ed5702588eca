"""Asking a list that nobody can read: what is found, and what the file does not say."""

from __future__ import annotations

import base64
import datetime as dt
import itertools
import json
import random
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.test_lookup import FENGDI, JEEHU, REPS, _asked, _source
from validation.errors import FileError
from validation.fingerprints import TeamKey, blind_lookup, identities, identity_of, parsed, printed
from validation.fingerprints import prints as formats
from validation.fingerprints.forms import asked, forms, forms_version
from validation.fingerprints.prints import Cover
from validation.lookup import NewCustomer
from validation.lookup.gathering import gathered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from validation.fingerprints import BlindAnswer
    from validation.lookup import Source

SECRET = "北风 and a long team key"  # noqa: S105  # of a test
SALT = b"sixteen bytes it"
TODAY = dt.date(2026, 11, 22)
KEY = TeamKey(SECRET, SALT)
BOOK = {
    "Customers": [{**FENGDI, "company_name_zh": "宁波丰迪工具有限公司"}, JEEHU],
    "Contacts": [
        {
            "customer_id": "CUS-2026-001",
            "contact_name": "Anna Koch",
            "email": "anna.koch@fengdi.cn",
            "phone": "+86 574 8766 4521",
        },
        {"customer_id": "CUS-2026-002", "contact_name": "Bo Reed", "email": "bo.jeehu@gmail.com"},
    ],
    "Titles": [
        {
            "customer_id": "CUS-2026-001",
            "title_name": "Fengdi (Shanghai) Co., Ltd.",
            "credit_code": "91330200MA2AF12345",
            "reg_scheme": "USCC",
        }
    ],
}


def _noise(seed: int = 1) -> Callable[[int], bytes]:
    return random.Random(seed).randbytes  # noqa: S311  # a test must be repeatable


def _file(
    *sources: Source,
    seed: int = 1,
    owners: Sequence[str] | None = None,
    ask: str = "",
    own: Sequence[str] = (),
) -> str:
    cover = Cover(made=TODAY, salt=SALT, noise=_noise(seed), owners=owners, ask=ask)
    return printed(identities(gathered(sources)), KEY, cover, own_domains=own).text


def _blind(
    new: NewCustomer, *sources: Source, own: Sequence[str] = (), **cover: Any
) -> BlindAnswer:
    text = _file(*sources, own=own, **cover)
    return blind_lookup(identity_of(new), parsed(text, "f.json", SECRET), own_domains=own)


@pytest.mark.parametrize(
    ("new", "fields"),
    [
        (NewCustomer(codes=("9133 0200 MA2A F123 45",)), {"code"}),
        (NewCustomer(emails=("Anna.Koch@FENGDI.cn",)), {"email", "domain"}),
        (NewCustomer(domains=("https://www.Fengdi.cn/en/about",)), {"domain"}),
        (NewCustomer(phones=("0086-(0574) 87664521",)), {"phone"}),
        (NewCustomer(phones=("WhatsApp:+8657487664521",)), {"phone"}),
        (NewCustomer(names=("FENGDI TOOLS LIMITED",), country="China"), {"name", "country"}),
        (NewCustomer(names=("寧波豐迪工具股份有限公司",), country="中国"), {"name", "country"}),
        (NewCustomer(names=("Fengdi Tools",)), {"name"}),
    ],
)
def test_other_spellings_of_one_value_are_found(new: NewCustomer, fields: set[str]) -> None:
    answer = _blind(new, _source(**BOOK))

    assert answer.verdict in ("exists", "possible")
    assert {reason.field for reason in answer.reasons} >= fields


def test_a_code_or_two_kinds_of_evidence_say_that_it_exists() -> None:
    by_code = _blind(NewCustomer(codes=("91330200MA2AF12345",)), _source(**BOOK))
    by_both = _blind(
        NewCustomer(names=("Fengdi Tools",), phones=("+86 574 8766 4521",)), _source(**BOOK)
    )

    assert (by_code.verdict, by_both.verdict) == ("exists", "exists")
    assert by_code.records == by_both.records == 1


def test_one_phone_under_another_name_is_only_possible() -> None:
    answer = _blind(
        NewCustomer(names=("Kalimo Paper GmbH",), phones=("+86 574 8766 4521",)), _source(**BOOK)
    )

    assert answer.verdict == "possible"
    assert ("name", "unknown") in {(reason.field, reason.level) for reason in answer.reasons}


def test_the_same_name_in_another_country_or_place_is_only_possible() -> None:
    abroad = _blind(NewCustomer(names=("Jeehu Toys Inc",), country="DE"), _source(**BOOK))
    town = _blind(NewCustomer(names=("Jeehu Toys (Shenzhen) Inc",)), _source(**BOOK))
    stem = _blind(NewCustomer(names=("Jeehu Paper Inc",)), _source(**BOOK))

    assert [each.verdict for each in (abroad, town, stem)] == ["possible"] * 3
    assert [
        next(reason.field for reason in each.reasons if reason.level == "unknown")
        for each in (abroad, town, stem)
    ] == ["country", "place", "trade"]


def test_a_customer_without_a_country_is_not_taken_for_one_abroad() -> None:
    book = _source(Customers=[{**JEEHU, "country_region": None}])

    answer = _blind(NewCustomer(names=("Jeehu Toys Inc",), country="DE"), book)

    assert answer.verdict == "exists"
    assert "country" not in {reason.field for reason in answer.reasons}


def test_the_evidence_of_two_customers_is_not_added_up() -> None:
    one = _source(
        Customers=[
            {"customer_id": "C1", "company_name_en": "Fengdi Tools"},
            {"customer_id": "C2", "company_name_en": "Jeehu Toys"},
        ],
        Contacts=[
            {"customer_id": "C1", "phone": "+86 574 8766 4521"},
            {"customer_id": "C2", "email": "info@jeehu.com"},
        ],
    )

    answer = _blind(
        NewCustomer(names=("Kalimo",), phones=("+86 574 8766 4521",), emails=("info@jeehu.com",)),
        one,
    )

    assert answer.records == 2
    assert not {"phone", "email"} <= {reason.field for reason in answer.reasons}


@pytest.mark.parametrize(
    "new",
    [
        NewCustomer(names=("Kalimo Paper",), emails=("kalimo@gmail.com",)),
        NewCustomer(names=("Kalimo Paper",), domains=("gmail.com",)),
        NewCustomer(names=("Kalimo Paper",), domains=("alibaba.com",)),
        NewCustomer(names=("Kalimo Paper",), domains=("ours.com",), emails=("li@ours.com",)),
        NewCustomer(names=("Kalimo Paper",), emails=("ops@fastfreight.com",)),
        NewCustomer(names=("Kalimo Paper",), phones=("+86 138 0013 8001",)),
        NewCustomer(names=("Kalimo Paper",), phones=("12345678",)),
    ],
)
def test_what_strangers_share_is_not_hashed(new: NewCustomer) -> None:
    names = ("Fengdi", "Jeehu", "Brastor", "Nivola", "Tarvix", "Ocelan", "Quorda")
    shared = ("ops@fastfreight.com", "sales@ours.com")
    book = _source(
        Customers=[
            {"customer_id": name, "company_name_en": f"{name} {name}tec", "website": "alibaba.com"}
            for name in names
        ],
        Contacts=[
            {"customer_id": name, "email": email, "phone": "008613800138001"}
            for name in names
            for email in (f"{name}@gmail.com", *shared)
        ],
    )

    assert _blind(new, book, own=("ours.com",)).verdict == "nobody"


def test_no_value_no_name_and_no_id_is_in_the_file() -> None:
    source = _source(**BOOK, Reps=REPS)
    text = _file(source, owners=["R001", "R002"])
    entries = base64.b64decode(json.loads(text)["entries"])
    plain = text.casefold()

    told = [
        str(cell).casefold()
        for frame in source.sheets.values()
        for cell in frame.to_numpy().ravel()
        if cell is not None
    ]
    forms_ = [form.value for each in identities(gathered((source,))) for form in forms(each)]
    words = {word for text in (*told, *forms_) for word in re.findall(r"[^\W_]{6,}", text)}
    assert words >= {"fengdi", "fengditools", "87664521"}
    assert [word for word in words if word in plain or word.encode() in entries] == []
    assert [form for form in forms_ if form.encode() in entries] == []
    assert [each for each in ("R001", "CUS-", "丰迪", "Koch") if each in text] == []
    assert [each for each in (b"R001", b"R002") if each in entries] == []
    assert set(json.loads(text)) == {
        *("schema", "made", "hash", "stretch", "forms", "owners", "ask"),
        *("check", "entries", "seal"),
    }


def test_our_own_domain_is_not_hashed_though_one_customer_alone_has_it() -> None:
    book = _source(Customers=[{**JEEHU, "website": "ours.com", "public_email": "li@ours.com"}])
    text = _file(book, own=("ours.com",))
    prints = parsed(text, "f.json", SECRET)

    assert blind_lookup(identity_of(NewCustomer(domains=("ours.com",))), prints).records == 0


def test_the_notes_of_one_record_do_not_look_alike() -> None:
    packed = base64.b64decode(json.loads(_file(_source(**BOOK)))["entries"])
    notes = [packed[at + 12 : at + 28] for at in range(0, len(packed), 28)]

    assert len({note[:4] for note in notes}) == len(notes)


def test_the_file_tells_neither_how_many_nor_in_which_order() -> None:
    few = json.loads(_file(_source(**BOOK)))["entries"]
    none = json.loads(_file(_source(Customers=[JEEHU])))["entries"]
    turned = {**BOOK, "Customers": BOOK["Customers"][::-1]}
    tokens = [_tokens(_file(_source(**book), seed=seed)) for book, seed in ((BOOK, 1), (turned, 2))]

    assert len(few) == len(none)
    assert all(each == sorted(each) for each in tokens)
    # What both files share are the hashes of the same values; the rest is padding.
    assert 10 < len(set(tokens[0]) & set(tokens[1])) < 40


def test_equal_values_do_not_look_equal() -> None:
    twins = [{"customer_id": f"C{n}", "company_name_en": "Fengdi Tools"} for n in range(5)]

    tokens = _tokens(_file(_source(Customers=twins)))

    assert len(tokens) == len(set(tokens)) == 1024
    assert _blind(NewCustomer(names=("Fengdi Tools",)), _source(Customers=twins)).records == 5


def test_two_files_of_one_book_have_no_hash_in_common() -> None:
    people = identities(gathered((_source(**BOOK),)))
    other = b"another salt 16b"
    cover = Cover(made=TODAY, salt=other, noise=_noise(2))
    second = printed(people, TeamKey(SECRET, other), cover).text

    assert set(_tokens(_file(_source(**BOOK)))).isdisjoint(_tokens(second))


def test_owners_are_told_only_when_asked_for_and_only_to_who_knows_the_customer() -> None:
    new = NewCustomer(codes=("91330200MA2AF12345",))

    silent = _blind(new, _source(**BOOK))
    open_ = _blind(new, _source(**BOOK), owners=["R001", ""])

    assert (silent.owner, open_.owner) == ("", "R001")
    assert open_.next.en == "Ask R001 before you file it."
    assert silent.next.en == "Ask the colleague who gave you f.json before you file it."


def test_an_owner_s_id_that_does_not_fit_is_left_out() -> None:
    new = NewCustomer(codes=("91330200MA2AF12345",))

    assert _blind(new, _source(**BOOK), owners=["a very long id", ""]).owner == ""


def test_the_file_may_say_whom_to_ask() -> None:
    answer = _blind(NewCustomer(names=("Jeehu Toys",)), _source(**BOOK), ask="M001 经理")

    assert answer.next.zh == "请先问 M001 经理，不要直接新建。"


def test_another_key_is_an_error_and_not_a_miss() -> None:
    with pytest.raises(FileError, match="the team key is wrong"):
        parsed(_file(_source(**BOOK)), "f.json", "another long team key")


def test_a_key_is_the_same_however_its_accents_are_typed() -> None:
    key = TeamKey("clé d'équipe 2026", SALT)

    assert TeamKey(" cle\u0301 d'e\u0301quipe 2026\n", SALT).check == key.check


def test_a_file_that_was_changed_is_not_believed() -> None:
    document = json.loads(_file(_source(**BOOK)))
    packed = base64.b64decode(document["entries"])
    fewer = {**document, "entries": base64.b64encode(packed[28:]).decode()}
    later = {**document, "made": "2027-01-01"}

    for changed in (fewer, later):
        with pytest.raises(FileError, match="somebody changed it"):
            parsed(json.dumps(changed), "f.json", SECRET)


def test_another_way_of_spelling_is_an_error_and_not_a_miss(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(formats, "forms_version", lambda: "0" * 16)
    text = _file(_source(**BOOK))
    monkeypatch.undo()

    assert json.loads(text)["forms"] != forms_version()
    with pytest.raises(FileError, match="another version of Relaybook wrote it"):
        parsed(text, "f.json", SECRET)


def _broken() -> Iterator[tuple[str, str]]:
    whole = _file(_source(**BOOK))
    document = json.loads(whole)
    yield "", "no complete JSON"
    yield whole[: len(whole) // 2], "no complete JSON"
    yield "PK\x03\x04 no json", "no complete JSON"
    yield "[" * 200_000, "no complete JSON"
    yield '{"schema": ' + "1" * 10_000 + "}", "no complete JSON"
    yield "[]", "not written by relaybook fingerprint"
    yield '{"schema": "relaybook.check/1"}', "not written by relaybook fingerprint"
    yield '{"schema": null}', "not written by relaybook fingerprint"
    yield json.dumps({**document, "schema": "relaybook.fingerprints/2"}), "another version"
    for key, value in itertools.product(document, (None, 7, [], {}, "é", "é" * 9)):
        if key != "schema" and not (key == "ask" and isinstance(value, str)):
            yield json.dumps({**document, key: value}), "incomplete|changed|key is wrong|version"
    for key in document:
        if key != "schema":
            rest = {name: value for name, value in document.items() if name != key}
            yield json.dumps(rest), "incomplete"
    costly = {**document["stretch"], "n": 1 << 40}
    yield json.dumps({**document, "stretch": costly}), "incomplete"
    yield json.dumps({**document, "stretch": {**document["stretch"], "salt": ""}}), "incomplete"
    yield json.dumps({**document, "more": 1}), "incomplete"


def test_a_file_somebody_else_made_up_is_refused_in_words() -> None:
    for text, said in _broken():
        with pytest.raises(FileError, match=said):
            parsed(text, "f.json", SECRET)


def test_entries_out_of_order_or_torn_are_refused_though_the_seal_is_right() -> None:
    document = json.loads(_file(_source(**BOOK)))
    packed = base64.b64decode(document["entries"])
    for data in (packed[28:] + packed[:28], packed + b"x", packed[:28] + packed):
        changed = {key: document[key] for key in document if key != "seal"}
        changed["entries"] = base64.b64encode(data).decode()
        seal = KEY.seal(json.dumps(changed, sort_keys=True))
        text = json.dumps({**changed, "seal": base64.b64encode(seal).decode()})
        with pytest.raises(FileError, match="incomplete"):
            parsed(text, "f.json", SECRET)


_NAMES = (
    *("Fengdi Tools Co., Ltd.", "FENGDI TOOLS LIMITED", "丰迪工具有限公司", "豐迪工具"),
    *(
        "Jeehu",
        "Jeehu Toys Inc",
        "jeehu toys (Shenzhen) inc.",
        "Kalimo Fund VIII",
        "Kalimo Fund IX",
    ),
)
_MAILS = ("a@fengdi.cn", "A@Fengdi.CN", "b@fengdi.cn", "x.jeehu@gmail.com", "li@ours.com")
_PHONES = ("+86 574 8766 4521", "0086574-87664521", "+1 415 555 2671", "4155552671", "12")
_SITES = ("fengdi.cn", "http://www.fengdi.cn/a", "jeehu.com", "gmail.com", "ours.com")
_CODES = ("91330200MA2AF12345", "9133 0200 MA2AF12345", "DE136695976", "de 136 695 976")
_COUNTRIES = ("CN", "China", "DE 德国", None)


def _some(values: Sequence[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)


_CUSTOMERS = st.builds(
    NewCustomer,
    names=_some(_NAMES),
    emails=_some(_MAILS),
    phones=_some(_PHONES),
    domains=_some(_SITES),
    codes=_some(_CODES),
    country=st.sampled_from(_COUNTRIES).map(lambda name: name or ""),
)
_EQUAL = {"code": {"same"}, "name": {"same"}, "brand": {"rare"}} | {
    field: {"few", "some"} for field in ("email", "phone", "domain")
}


def _book(customers: Sequence[NewCustomer]) -> Source:
    rows, contacts, titles = [], [], []
    for at, each in enumerate(customers):
        rows.append(
            {
                "customer_id": f"C{at}",
                "company_name_en": each.names[0] if each.names else None,
                "country_region": each.country or None,
            }
        )
        contacts += [{"customer_id": f"C{at}", "email": mail} for mail in each.emails]
        contacts += [{"customer_id": f"C{at}", "phone": phone} for phone in each.phones]
        titles += [{"customer_id": f"C{at}", "title_name": name} for name in each.names[1:]]
        titles += [{"customer_id": f"C{at}", "domain": site} for site in each.domains]
        titles += [
            {"customer_id": f"C{at}", "credit_code": code, "reg_scheme": scheme}
            for code, scheme in each.registrations()
        ]
    return _source(Customers=rows, Contacts=contacts, Titles=titles)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_CUSTOMERS, min_size=1, max_size=4), _CUSTOMERS)
def test_what_equal_values_find_in_the_book_they_find_in_the_fingerprints(
    customers: list[NewCustomer], new: NewCustomer
) -> None:
    if not asked(identity_of(new), ("ours.com",)):
        return
    book = _book(customers)

    matches = _asked(new, book, own_domains=("ours.com",)).matches
    equal = {
        match.row
        for match in matches
        for reason in match.reasons
        if reason.level in _EQUAL.get(reason.field, ())
    }

    assert _blind(new, book, own=("ours.com",)).records >= len(equal)


def _tokens(text: str) -> list[bytes]:
    packed = base64.b64decode(json.loads(text)["entries"])
    return [packed[at : at + 12] for at in range(0, len(packed), 28)]
