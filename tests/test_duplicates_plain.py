"""The cheap normal forms say what the careful readers say, wherever those read a value."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from validation.duplicates import plain, spelling
from validation.normalise import company, domain, phone
from validation.normalise import email as mail
from validation.normalise.company.letters import latin
from validation.normalise.tables import entries

_LABELS = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)
_FEW = ("com", "cn", "com.cn", "co.uk", "de", "kawasaki.jp", "city.kawasaki.jp", "ck", "www.ck")
_ENDINGS = st.sampled_from(
    (*_FEW, "con", "github.io", "k12.ca.us", "s3.amazonaws.com", "com.xx", "blogspot.com", "gov.br")
)


@settings(deadline=None)  # the first reads the tables
@given(st.lists(_LABELS, max_size=3), _ENDINGS)
def test_a_host_has_the_registrable_part_the_list_of_suffixes_gives(
    labels: list[str], ending: str
) -> None:
    host = ".".join((*labels, ending))
    own = domain.registrable(host) or ""
    shared = domain.is_shared(host) or mail.is_free(own) or mail.is_disposable(own)
    assert plain.own_domain(host) == ("" if shared else own)


@settings(deadline=None)  # the first reads the tables
@given(st.text(max_size=30) | st.from_regex(r"[A-Za-z.]{1,9}@[a-z]{1,9}\.(com|de|co\.uk)\.?"))
def test_an_address_is_the_one_the_reader_finds(cell: str) -> None:
    read = mail.read(cell)
    if read.value and not str(read.value).startswith(("test@", "none@", "na@", "null@")):
        assert [found.address for found in plain.addresses(cell)] == [str(read.value).lower()]


@pytest.mark.parametrize(
    ("cell", "country"),
    [
        ("+49 30 901820", "DE"),
        ("030 901820", "DE"),
        ("0049 (0)30-901820", "DE"),
        ("+86 138 0013 8000", "CN"),
        ("13800138000", "CN"),
        ("020-87654322 转 801", "CN"),
        ("(214) 453-1290", "US"),
        ("+1 214-453-1290 ext. 7", "US"),
        ("Tel: +852 9664 4025", "HK"),
        ("９６６４４０２５", "HK"),
    ],
)
def test_a_phone_ends_as_its_international_form_does(cell: str, country: str) -> None:
    read = str(phone.read(cell, country=country).value).partition(" ext.")[0]
    assert plain.numbers(cell) == (read[-8:],)


def test_several_values_in_one_cell_are_read_one_by_one() -> None:
    assert plain.numbers("+49 30 901820 / +49 151 23456780") == ("30901820", "23456780")
    assert [found.domain for found in plain.addresses("a@gt.com; Bob <b@gmail.com>")] == [
        "gt.com",
        "",
    ]


@pytest.mark.parametrize("cell", ["", "0", "00000000", "12345678", "N/A", "xxxxxxx", "1" * 20])
def test_what_nobody_dials_is_no_phone(cell: str) -> None:
    assert plain.numbers(cell) == ()


@pytest.mark.parametrize("cell", ["no-reply@gt.com", "na@na.com", "x@example.com", "n/a", ""])
def test_what_nobody_reads_is_no_address(cell: str) -> None:
    assert plain.addresses(cell) == ()


@pytest.mark.parametrize(
    ("cell", "own"),
    [
        ("https://www.GT.com/about", "gt.com"),
        ("gt.co.uk", "gt.co.uk"),
        ("http://shop.gt.com.cn:8080/?a=b@c.de", "gt.com.cn"),
        ("https://gt.en.alibaba.com", ""),
        ("www.facebook.com/gt", ""),
        ("gmail.com", ""),
        ("https://münchen-gt.de/", "münchen-gt.de"),
        ("192.168.1.1", ""),
        ("none", ""),
    ],
)
def test_a_site_counts_only_when_it_is_the_company_s_own(cell: str, own: str) -> None:
    assert plain.site(cell) == own


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mr. John Schmidt", "SCHMIDT, John"),
        ("José García", "Garcia Jose"),
        ("王伟 先生", "王伟"),
        ("Anna Koch (Sales)", "Koch Anna"),
    ],
)
def test_a_person_is_one_however_written(one: str, other: str) -> None:
    assert plain.person(one) == plain.person(other) != ""


def test_a_registration_code_says_what_it_can_be_compared_with() -> None:
    assert plain.code("DE 136-695-976", "VAT", "FR") == ("136695976", "VAT DE")
    assert plain.code("9144 0101 MA59 K2LX 10", "", "") == ("91440101MA59K2LX10", "USCC")
    assert plain.code("12-3456789", "EIN", "") == ("123456789", "EIN")
    assert plain.code("4711-0815", "other", "CH") == ("47110815", "OTHER CH")
    assert plain.code("4711-0815", "other", "") == ("47110815", "")
    assert plain.code("000000000", "VAT", "DE") == ("", "")


_WORDS = ("Fengdi", "Zqkorv", "Müller", "Ltd", "Co., Ltd.", "GmbH", "S.A. de C.V.", "(France)", "&")
_MORE = ("Shanghai", "上海", "鑫达", "有限公司", "II", "A.B.C.", "3M", "of", "LLC", "ООО", "Заря")
_NAMED = st.lists(
    st.sampled_from((*sorted(entries("company_words"))[:200], *_WORDS, *_MORE))
    | st.text(alphabet="abc XY.,()-&12é", max_size=8),
    min_size=1,
    max_size=6,
).map(" ".join)


@settings(deadline=None)  # the first reads the tables
@given(_NAMED)
def test_a_name_is_spelt_as_the_reader_of_names_reads_it(name: str) -> None:
    spelt = spelling.spelling(name)
    read = company.read(name)
    assert spelt.forms == tuple(sorted(set(read.forms)))
    assert spelt.numbers == read.numbers
    assert spelt.branch == read.is_branch
    assert set(spelt.places) in (set(read.places), set())
    for word in read.stem.split():
        assert latin(word).replace(" ", "") in spelt.latin


_TOWNS = ("Ningbo", "Berlin", "Sao Paulo", "New York", "France", "Texas", "Hong Kong", "Europe")
_TRADES = (
    "Tools",
    "Textile",
    "Import",
    "Export",
    "Solar",
    "Golden",
    "Star",
    "Group",
    "Paper",
    "Toys",
)


def by_name(read: spelling.Spellings) -> list[spelling.Spelling]:
    """The columns as one spelling a name."""
    columns = [
        [column.distinct[at] if at >= 0 else () for at in column.ids.tolist()]
        if isinstance(column, spelling.Distinct)
        else list(column)
        for column in read
    ]
    return [spelling.Spelling(*each) for each in zip(*columns, strict=True)]


_MANY = st.lists(st.sampled_from((*_WORDS, *_MORE, *_TOWNS, *_TRADES)), max_size=9).map(" ".join)


@settings(deadline=None)  # the first reads the tables
@example(["S.A. de C.V. &X", "C.V. & X", "Foo S.A. -X"])
@given(st.lists(_NAMED | _MANY | st.text(max_size=20), max_size=5))
def test_names_read_by_their_patterns_are_the_names_read_one_by_one(names: list[str]) -> None:
    assert by_name(spelling.spellings(names)) == [spelling.spelling(name) for name in names]
