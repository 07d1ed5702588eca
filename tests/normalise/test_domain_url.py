"""Domains and web addresses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validation.normalise import Reading, domain, url


@pytest.mark.parametrize(
    ("typed", "reading"),
    [
        ("gt.com", Reading("gt.com")),
        ("shop.gt.co.uk", Reading("gt.co.uk")),
        ("münchen.de", Reading("münchen.de")),
        ("", Reading(None)),
        ("www.GT.com", Reading("gt.com", "domain_not_bare", "gt.com")),
        ("https://www.gt.com/about", Reading("gt.com", "domain_not_bare", "gt.com")),
        ("john@gt.com", Reading("gt.com", "domain_not_bare", "gt.com")),
        ("gt.com:8080", Reading("gt.com", "domain_not_bare", "gt.com")),
        ("ｇｔ．ｃｏｍ", Reading("gt.com", "domain_not_bare", "gt.com")),
        ("xn--mnchen-3ya.de", Reading("münchen.de", "domain_not_bare", "münchen.de")),
        ("gt", Reading(None, "domain_invalid")),
        ("gt com", Reading(None, "domain_invalid")),
        ("192.168.1.1", Reading(None, "domain_invalid")),
        ("n/a", Reading(None, "domain_invalid")),
        ("gt.con", Reading(None, "domain_suffix", None, "con")),
        ("co.uk", Reading(None, "domain_suffix", None, "uk")),
        ("gt.en.alibaba.com", Reading("alibaba.com", "domain_shared", None, "alibaba.com")),
        ("www.facebook.com", Reading("facebook.com", "domain_shared", None, "facebook.com")),
        ("163.com", Reading("163.com", "domain_free", None, "163.com")),
        ("vip.163.com", Reading("163.com", "domain_free", None, "163.com")),
    ],
)
def test_a_domain_is_read_repaired_or_named(typed: str, reading: Reading) -> None:
    assert domain.read(typed) == reading


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("https://user@www.GT.com:8080/a@b?c#d", "www.gt.com"),
        ("John <j@gt.com>", "gt.com"),
        ("mailto:j@gt.com?subject=a@b.com", "gt.com"),
        ("http://[::1]:80/", "::1"),
        ("192.168.1.1", "192.168.1.1"),
        ("xn--.com", None),
        ("a_b.com", None),
        ("#N/A", None),
    ],
)
def test_the_host_of_an_address(text: str, host: str | None) -> None:
    assert domain.host(text) == host


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("www.gt.co.uk", "gt.co.uk"),
        ("gt.github.io", "gt.github.io"),
        ("192.168.1.1", None),
        ("::1", None),
        ("gt.con", None),
        ("com", None),
    ],
)
def test_the_registrable_part_of_a_host(host: str, own: str | None) -> None:
    assert domain.registrable(host) == own


@pytest.mark.parametrize("host", ["alibaba.com", "gt.en.alibaba.com", "Made-in-China.com", "wa.me"])
def test_a_host_many_companies_share(host: str) -> None:
    assert domain.is_shared(host)


def test_a_company_s_own_host_is_not_shared() -> None:
    assert not domain.is_shared("www.gt.com")


@pytest.mark.parametrize(
    ("typed", "reading"),
    [
        ("https://gt.com", Reading("https://gt.com")),
        ("http://gt.com/About?x=1,2#y", Reading("http://gt.com/About?x=1,2#y")),
        ("https://例え.jp/パス", Reading("https://例え.jp/パス")),
        ("", Reading(None)),
        ("gt.com", Reading("https://gt.com", "url_no_scheme", "https://gt.com")),
        (
            "gt.com:8080/x",
            Reading("https://gt.com:8080/x", "url_no_scheme", "https://gt.com:8080/x"),
        ),
        ("HTTPS://GT.com/A", Reading("https://gt.com/A", "url_characters", "https://gt.com/A")),
        ("https:/gt.com", Reading("https://gt.com", "url_characters", "https://gt.com")),
        ("http:// gt.com, ", Reading("http://gt.com", "url_characters", "http://gt.com")),
        ("https://gt.com\\a", Reading("https://gt.com/a", "url_characters", "https://gt.com/a")),
        (
            "ｗｗｗ．ｇｔ．ｃｏｍ",
            Reading("https://www.gt.com", "url_characters", "https://www.gt.com"),
        ),
        ("#CAJUN.HTM#", Reading(None, "url_invalid")),
        ("htp://gt.com", Reading(None, "url_invalid")),
        ("http://gt.com/a b", Reading(None, "url_invalid")),
        ("javascript:alert(1)", Reading(None, "url_unsafe", None, "javascript")),
        ("file:///c:/x", Reading(None, "url_unsafe", None, "file")),
        ("https://bank.com@evil.com/", Reading(None, "url_unsafe", None, "@")),
        ("mailto:john@gt.com", Reading(None, "url_is_email")),
        ("john@gt.com", Reading(None, "url_is_email")),
        ("http://localhost:3000", Reading(None, "url_private", None, "localhost")),
        ("http://crm.local", Reading(None, "url_private", None, "crm.local")),
        ("192.168.1.1/admin", Reading(None, "url_private", None, "192.168.1.1")),
        ("http://[::1]/", Reading(None, "url_private", None, "::1")),
        ("www.gt.con", Reading(None, "url_suffix", None, "con")),
        ("www.gt.com; shop.gt.com", Reading(None, "url_several", None, "2")),
    ],
)
def test_a_web_address_is_read_repaired_or_named(typed: str, reading: Reading) -> None:
    assert url.read(typed) == reading


def test_several_web_addresses_are_parted() -> None:
    assert url.split("www.gt.com https://gt.cn") == ("www.gt.com", "https://gt.cn")
    assert url.split("see www.gt.com") == ("see www.gt.com",)
    assert url.split(" ") == ()


@given(
    st.text()
    | st.from_regex(r"(https?:/?/?)?[a-zA-Z.@:＠/\\ ]{1,12}(\.com|\.cn)?/?", fullmatch=True)
)
def test_a_suggestion_is_right_and_nothing_raises(cell: str) -> None:
    for module in (domain, url):
        reading = module.read(cell)
        if reading.suggestion is not None:
            assert module.read(reading.suggestion) == Reading(reading.value)
        assert reading.problem in ("", *module.PROBLEMS)
