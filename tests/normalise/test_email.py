"""E-mail addresses: what is read, what is repaired, what is only named."""

from __future__ import annotations

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from validation.normalise import Reading, email


@pytest.mark.parametrize(
    ("typed", "reading"),
    [
        ("john@gt.com", Reading("john@gt.com")),
        ("Sales@gt.com", Reading("Sales@gt.com")),
        ("john@xn--mnchen-3ya.de", Reading("john@münchen.de")),
        ("", Reading(None)),
        ("  ", Reading(None)),
        ("john", Reading(None, "email_invalid")),
        ("john@gt", Reading(None, "email_invalid")),
        ("john..s@gt.com", Reading(None, "email_invalid")),
        ("x@[1.2.3.4]", Reading(None, "email_invalid")),
        ("john smith@gt.com", Reading(None, "email_invalid")),
        ("a" * 65 + "@gt.com", Reading(None, "email_invalid")),
        ("john@GT.COM", Reading("john@gt.com", "email_case", "john@gt.com")),
        ("john＠gt.com", Reading("john@gt.com", "email_characters", "john@gt.com")),
        ("john\u200b@gt.com", Reading("john@gt.com", "email_characters", "john@gt.com")),
        ("john @ gt.com", Reading("john@gt.com", "email_characters", "john@gt.com")),
        ("john@gt。com", Reading("john@gt.com", "email_characters", "john@gt.com")),
        ("mailto:john@gt.com", Reading("john@gt.com", "email_wrapped", "john@gt.com")),
        ("John <john@gt.com>", Reading("john@gt.com", "email_wrapped", "john@gt.com")),
        ('"John" john@gt.com', Reading("john@gt.com", "email_wrapped", "john@gt.com")),
        ("john@gt.com (John)", Reading("john@gt.com", "email_wrapped", "john@gt.com")),
        ("john@gt.com;", Reading("john@gt.com", "email_wrapped", "john@gt.com")),
        ("邮箱：john@gt.com", Reading("john@gt.com", "email_wrapped", "john@gt.com")),
        ("john [at] gt [dot] com", Reading("john@gt.com", "email_wrapped", "john@gt.com")),
        ("john@gt.con", Reading(None, "email_suffix", None, "con")),
        ("a@gt.com, b@gt.com", Reading(None, "email_several", None, "2")),
    ],
)
def test_an_address_is_read_repaired_or_named(typed: str, reading: Reading) -> None:
    assert email.read(typed) == reading


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gmial.com", "gmail.com"),
        ("gnail.com", "gmail.com"),
        ("gmail.co", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("hotmial.com", "hotmail.com"),
        ("yaho.com", "yahoo.com"),
        ("outlok.com", "outlook.com"),
        ("qq.con", "qq.com"),
        ("163.cm", "163.com"),
        ("136.com", "163.com"),
    ],
)
def test_a_slip_of_a_big_provider_is_corrected(typed: str, meant: str) -> None:
    assert email.read(f"j@{typed}") == Reading(f"j@{typed}", "email_typo", f"j@{meant}", meant)


@pytest.mark.parametrize(
    "own",
    ["gt.com", "aon.com", "msc.com", "ge.com", "126.cn", "ymail.com", "mail.com", "vip.163.com"],
)
def test_a_domain_of_its_own_is_no_slip(own: str) -> None:
    assert email.read(f"j@{own}") == Reading(f"j@{own}")


def test_a_domain_the_book_uses_elsewhere_is_no_slip() -> None:
    assert email.read("j@gnail.com", known_domains={"gnail.com"}) == Reading("j@gnail.com")


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("a@gt.com; b@gt.com", ("a@gt.com", "b@gt.com")),
        ("a@gt.com/b@gt.com", ("a@gt.com", "b@gt.com")),
        ("a@gt.com b@gt.com", ("a@gt.com", "b@gt.com")),
        ("a@gt.com\nb@gt.com", ("a@gt.com", "b@gt.com")),
        ("a@gt.com、b@gt.com", ("a@gt.com", "b@gt.com")),
        ("Ann <a@gt.com>, Bob <b@gt.com>", ("a@gt.com", "b@gt.com")),
        ("a@gt.com", ("a@gt.com",)),
        ("nobody", ("nobody",)),
        ("a@gt.com a@gt.com", ("a@gt.com a@gt.com",)),
        (" ", ()),
    ],
)
def test_several_addresses_are_parted(cell: str, parts: tuple[str, ...]) -> None:
    assert email.split(cell) == parts


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("info@gt.com", "role"),
        ("Sales01@gt.com", "role"),
        ("export-asia@gt.com", "role"),
        ("accounting@gt.com", "role"),
        ("document@gt.com", "role"),
        ("info@gmail.com", "role"),
        ("john@163.com", "free"),
        ("john@vip.163.com", "free"),
        ("john@mailinator.com", "disposable"),
        ("john.sales@gt.com", "company"),
        ("john@gt.com", "company"),
    ],
)
def test_the_kind_of_a_mailbox(address: str, kind: str) -> None:
    assert email.kind(address) == kind


def test_no_address_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)

    assert email.read("john@gt.com").value == "john@gt.com"


@given(
    st.text() | st.from_regex(r"[ <]?[a-zA-Z.＠@]{1,8}[@＠][a-zA-Z.]{1,9}[>;. ]?", fullmatch=True)
)
def test_a_suggestion_is_right_and_nothing_raises(cell: str) -> None:
    reading = email.read(cell)
    assert email.split(cell) is not None

    if reading.suggestion is not None:
        again = email.read(reading.suggestion)
        assert again.problem == ""
        assert again.value == reading.suggestion
    assert reading.problem in ("", *email.PROBLEMS)
