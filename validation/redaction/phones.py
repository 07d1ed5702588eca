"""Phone numbers in every spelling, spoken ones included."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from validation.redaction import innocence
from validation.redaction.shapes import Hit
from validation.redaction.words import any_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from validation.redaction.knowledge import Known

_GAP = r"(?:[ ()\-_*·~]|\.(?! )|(?<! )/(?! )){0,3}"
_RUN = re.compile(rf"(?<![a-z\d])(?<!\d\.)(?:\+\s?|\()?\d(?:{_GAP}\d){{4,18}}(?!\d)")
_LABEL = re.compile(
    rf"(?:(?<![a-z])(?=[a-z])|(?![a-z])){any_of('phone_label')}(?![a-z]).{{0,12}}\Z", re.DOTALL
)
_EXTENSION = re.compile(
    r"\s?[,;(]?\s?(?:ext(?:ension|n)?\.?|x|转|分机|内线|durchwahl|-)\s?[.:]?\s?\d{1,6}(?!\d)\)?"
)
_MOBILE = re.compile(r"(?:0{0,2}86)?1[3-9]\d{9}")
_GROUPED = re.compile(r"\d{3,4}[ -]\d{4}|\(\d{2,5}\)[ -]?\d[\d -]{4,14}")
_HAN = "零〇一二三四五六七八九幺两洞拐壹贰叁肆伍陆柒捌玖"
_SPOKEN = re.compile(rf"[{_HAN}\d](?:[ ,、.\-]?[{_HAN}\d]){{6,19}}")
_WORD = "(?:zero|oh|o|one|two|three|four|five|six|seven|eight|nine|(?:double|triple) [a-z]{2,5})"
_WORDS = re.compile(rf"(?<![a-z]){_WORD}(?:[ ,\-]{{1,2}}{_WORD}){{6,19}}(?![a-z])")
# Letters that look like digits, among digits: l38OO138OOO.
_MIXED = re.compile(r"(?<![a-z\d])[\doil|](?:[ .\-]?[\doil|]){9,14}(?![a-z\d])")
_TORN = re.compile(r"(?<!\d)1[3-9]\d(?:[ ,、\n.\-]?\d){8}(?!\d)")
_LAST_FOUR = re.compile(
    r"(?:尾号|后四位|末四位|last four(?: digits)?|end(?:s|ing) (?:in|with))\s?(?:是|为|:)?\s?"
    r"\d{3,4}(?![\d.,])"
)
_DATES = re.compile(
    r"(?<![\d.+-])(?:19|20)\d\d[-/.年]\s?(?:0?[1-9]|1[0-2])(?!\d)(?:[-/.月]\s?(?:[12]\d|3[01]|0?[1-9])日?)?"
    r"(?!\d)|(?<![\d.+-])\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d(?!\d|[./ -]\d)"
)
_ROUND = re.compile(r"[1-9]\d{0,4}0|[1-9]\d?")
_YEAR = re.compile(r"(?:19|20)\d\d")


def found(said: str, known: Known) -> Iterator[Hit]:
    """Yield the phone numbers of a folded text, in its own places.

    Args:
        said: the folded text.
        known: the numbers of the record, which are found in any spelling.
    """
    undated = _DATES.sub(lambda date: "|" * len(date[0]), said)
    for run in _RUN.finditer(undated):
        if _is_phone(said, run, known):
            extension = _EXTENSION.match(said, run.end())
            yield Hit("phone", run.start(), extension.end() if extension else run.end())
    for pattern in (_TORN, _SPOKEN, _WORDS, _MIXED, _LAST_FOUR):
        for hit in pattern.finditer(undated):
            if pattern in (_TORN, _LAST_FOUR) or _is_spoken(hit[0], known):
                yield Hit("phone", hit.start(), hit.end())


def _is_phone(said: str, run: re.Match[str], known: Known) -> bool:
    written, digits = run[0], re.sub(r"\D", "", run[0])
    before = said[max(0, run.start() - 30) : run.start()]
    if known.calls(digits) or (len(digits) >= 6 and _LABEL.search(before)):
        return True
    if written.startswith("+"):
        return len(digits) >= 7
    if innocence.is_code(before):
        return False
    if digits.startswith("00"):
        return len(digits) >= 9
    is_national = digits[0] == "0" and 9 <= len(digits) <= 13
    return is_national or bool(_MOBILE.fullmatch(digits)) or _is_set_like_one(written, digits)


def _is_set_like_one(written: str, digits: str) -> bool:
    """Return whether the groups of a number without a label are those of a phone number."""
    groups = re.findall(r"\d+", written)
    if _YEAR.fullmatch(groups[0]) and len(groups) > 1 and len(digits) < 10:
        return False
    if all(_ROUND.fullmatch(group) for group in groups):
        return False
    return _GROUPED.fullmatch(written) is not None or (
        len(digits) >= 9 and _is_grouped_like_one(written, groups)
    )


def _is_grouped_like_one(written: str, groups: Collection[str]) -> bool:
    """Return whether nine digits and more are set like a phone number, not like a list of sizes."""
    if re.search(r"[,、~*_/]|\n", written) and len(groups) > 1:
        return False
    return "." not in written or all(2 <= len(group) <= 5 for group in groups)


def _is_spoken(written: str, known: Known) -> bool:
    """Return whether digits in words or in look-alikes are a number to call."""
    signs = "".join(_DIGIT.get(sign, sign) for sign in written)
    digits = re.sub(r"\D", "", signs)
    if known.calls(digits):
        return True
    plain = re.sub(r"\D", "", written)
    if re.search("[a-z|]", written) and not re.search(_WORD, written):
        return len(plain) >= 6
    return plain != digits or not plain


_DIGIT = {
    sign: str(value)
    for value, signs in enumerate(
        ("零〇洞o", "一幺壹il|", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒拐", "八捌", "九玖")
    )
    for sign in signs
}
