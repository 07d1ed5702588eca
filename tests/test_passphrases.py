"""Passphrases: drawn by chance, or typed and judged."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from validation.messages import message
from workbook import passphrases
from workbook.passphrases import PassphraseError, Strength, accepted, generated, strength

LIST = Path(passphrases.__file__).with_name("eff_large_wordlist.txt")
COMPANY = ("Global Tech Inc.", "北风工业有限公司", "Anna Müller", "GT-A500")


def advice(key: str) -> str:
    return message(f"passphrase.{key}", least=12, most=64, place=6).en


def test_the_words_are_the_effs_list_as_published() -> None:
    listed = LIST.read_bytes()

    assert hashlib.sha256(listed).hexdigest() == (
        "6d557f0693958fb5e650b68b5bee585eb82cf4da32965505c789e924743bc522"
    )
    words = listed.decode("ascii").split()
    assert (len(words), len(set(words)), words[0], words[-1]) == (7_776, 7_776, "abacus", "zoom")
    licence = LIST.with_name("eff_large_wordlist.LICENSE.txt").read_text()
    assert "Creative Commons Attribution 3.0 United States" in licence
    assert hashlib.sha256(listed).hexdigest() in licence


def test_a_generated_passphrase_has_six_words_of_small_letters() -> None:
    listed = set(LIST.read_text().split())

    for _ in range(200):
        # A few words of the list have a hyphen of their own.
        words = generated()
        assert words.isascii()
        assert words == words.lower()
        assert 6 <= len([part for part in words.split("-") if part]) <= 12
        assert any(word in listed for word in words.split("-"))
        assert accepted(words) == words


def test_the_draws_differ_and_use_the_whole_list() -> None:
    drawn = [generated() for _ in range(2_000)]

    assert len(set(drawn)) == 2_000
    firsts = Counter(phrase[0] for phrase in drawn)
    assert set("abcdefghijklmnoprstuvwyz") - set(firsts) == set()
    assert not any("jockstrap" in phrase for phrase in drawn)


def test_six_words_are_77_bits_and_nobody_may_draw_fewer_than_five() -> None:
    assert round(passphrases.bits(), 1) == 77.5
    assert round(passphrases.bits(5), 1) == 64.6
    for words in (0, 4, 7):
        with pytest.raises(ValueError, match="a passphrase has 5 or 6 words"):
            generated(words)


def test_the_longest_draw_can_be_used_in_every_container() -> None:
    longest = max(LIST.read_text().split(), key=len)

    assert len("-".join([longest] * 6)) <= passphrases.LONGEST


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        (" leading", "spaces"),
        ("trailing ", "spaces"),
        ("words\u200bmore", "untypable"),
        ("words\x00more", "untypable"),
        ("words\nmore", "untypable"),
        ("words\u202emore", "untypable"),
        ("words\ud83dmore", "untypable"),
        ("words\ue000more", "untypable"),
        ("words\u00a0more", "untypable"),
        ("x" * 65, "too_long"),
        ("界" * 34, "too_long"),
    ],
)
def test_a_passphrase_that_some_program_cannot_take_is_refused(text: str, why: str) -> None:
    with pytest.raises(PassphraseError) as refused:
        accepted(text)

    assert refused.value.text.en == f"The passphrase cannot be used: {advice(why)}."
    assert strength(text) == Strength(
        0, message(f"passphrase.{why}", most=64, place=6), enough=False
    )


def test_no_refusal_repeats_the_passphrase() -> None:
    with pytest.raises(PassphraseError) as refused:
        accepted("secret\x00secret")

    said = str(refused.value) + repr(refused.value.facts) + "".join(refused.value.text)
    assert "secret" not in said


def test_two_spellings_of_one_letter_are_one_passphrase() -> None:
    apart = unicodedata.normalize("NFD", "Müller-Käse-Öl-2")

    assert accepted(apart) == accepted("Müller-Käse-Öl-2") == "Müller-Käse-Öl-2"


@pytest.mark.parametrize("text", ["x" * 64, "界" * 33, "with spaces in it", "emoji 🙂 is fine"])
def test_the_limits_themselves_are_allowed(text: str) -> None:
    assert accepted(text) == text


@pytest.mark.parametrize(
    ("text", "score", "said", "enough"),
    [
        ("GlobalTech2026", 0, "company", False),
        ("北风工业2026年客户资料", 0, "company", False),
        ("annamullergt-a500", 2, "company", False),
        ("anna-müller-gt-a500", 0, "company", False),
        ("correct horse", 3, "strong", True),
        ("kTq9#vL2", 2, "short", False),
        ("password1234", 0, "company", False),
        ("zxcvbnmzxcvbnm", 0, "repeat", False),
        ("aaaa-bbbb-cccc", 0, "repeat", False),
        ("1qaz2wsx3edc", 0, "weak", False),
        ("abcdefghijkl", 0, "sequence", False),
        ("abcabcabcabcabc", 0, "repeat", False),
        ("24.12.2026-pw", 2, "date", False),
        ("corazón-mañana-pingüino-7", 4, "strong.not_ascii", True),
        ("unwarlike-smudgy-translate-leotard", 4, "strong", True),
    ],
)
def test_a_typed_passphrase_is_judged(text: str, score: int, said: str, *, enough: bool) -> None:
    found = strength(text, COMPANY)

    assert (found.score, found.advice.en, found.enough) == (score, advice(said), enough)


def test_a_company_word_is_found_in_any_case_width_and_spacing() -> None:
    without = strength("grandiose-velvet-kiosk", ())

    for text in ("GLOBALTECH-velvet", "ｇｌｏｂａｌtech-velvet", "inc-global-velvet"):
        assert strength(text, COMPANY).advice == message("passphrase.company")
    assert without.enough


def test_a_thousand_company_words_do_not_make_a_drawn_passphrase_weak() -> None:
    words = [f"Customer number {n} Trading Company" for n in range(1_000)]

    assert strength("aluminum-ember-dairy-overtake-clamor-zebra", words) == Strength(
        4, message("passphrase.strong"), enough=True
    )
