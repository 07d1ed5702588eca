"""Free text and names: what copying, exporting and pasting did to them.

Repairs are only proposed where they are certain. Emoji, Arabic and Persian spelling, Japanese
full-width letters beside kana, the ideographic blank in a Japanese name and full-width
punctuation in Chinese sentences are right as they are.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from validation.normalise import Reading, characters, mojibake
from validation.normalise.tables import entries

if TYPE_CHECKING:
    from collections.abc import Callable

PROBLEMS = (
    "text_excel_error",
    "text_lost",
    "text_pinyin_broken",
    "text_mojibake",
    "text_control",
    "text_invisible",
    "text_pinyin",
    "text_width",
    "text_spaces",
    "text_nfc",
    "text_script_mix",
    "text_placeholder",
)

_EXCEL_ERROR = re.compile(
    r"#(?:N/A|NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|SPILL!|CALC!|GETTING_DATA|FIELD!|BLOCKED!"
    r"|CONNECT!|UNKNOWN!|BUSY!|PYTHON!)",
    re.IGNORECASE,
)

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
_INITIAL = "bpmfdtnlgɡkhjqxzcsryw"
_SYLLABLE = rf"(?=[a-zɡü]{{0,5}}[{_TONED}])[{_INITIAL}]{{0,2}}[aeiouü{_TONED}]{{1,4}}(?:n?[gɡ]?|r)"
_NEUTRAL = rf"[{_INITIAL}]{{1,2}}[aeiouü]{{1,3}}(?:n?[gɡ]?|r)"
_PINYIN = re.compile(rf"([\u3400-\u9fff])[(（]({_SYLLABLE})[)）]")
_PINYIN_OR_NEUTRAL = re.compile(rf"([\u3400-\u9fff])[(（]({_SYLLABLE}|{_NEUTRAL})[)）]")
_PINYIN_BROKEN = re.compile(
    rf"(?:(?<=[\u3400-\u9fff])\?|(?<=[\u3400-\u9fff])\ufffd)[(（]?{_SYLLABLE}[)）]"
)

_WIDE = "０-９Ａ-Ｚａ-ｚ"
_FULL_WIDTH_WORD = re.compile(f"[{_WIDE}][{_WIDE}＆＋－．／＿＠　]*[{_WIDE}]|[{_WIDE}]")
_FULL_WIDTH_SIGN = re.compile("[\uff01-\uff5e\u3000]+")
_KANA = re.compile("[\u3040-\u30ff\uff66-\uff9f]")
_BLANKS = re.compile("[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_PLAIN = re.compile(r"[!-~](?:[ -~]*[!-~])?")


def tidy(value: str) -> Reading:
    """Return the text as it should stand; the first problem found, the worst ones first.

    The value is the repaired text, None when nothing is left. The suggestion undoes everything
    that can be undone for certain; text whose characters are lost has none.

    >>> tidy("Global  Tech ")
    Reading(value='Global Tech', problem='text_spaces', suggestion='Global Tech', detail='')
    """
    if _is_plain(value):
        return Reading(value or None)
    repaired, name = _repaired(value)
    fatal, evidence = _fatal(repaired)
    if fatal:
        return Reading(repaired or None, fatal, None, evidence)
    if name:
        return Reading(repaired or None, name, repaired)
    odd = mixed_scripts(repaired)
    return Reading(repaired or None, "text_script_mix" if odd else "", None, odd)


def placeholder(value: str) -> bool:
    """Return whether the text stands for nothing or was typed to try something out.

    >>> placeholder("Ｎ／Ａ"), placeholder("暂无"), placeholder("test@test.com"), placeholder("3M")
    (True, True, True, False)
    """
    folded = " ".join(unicodedata.normalize("NFKC", value).casefold().split())
    if not folded:
        return False
    if folded in entries("placeholders") or folded.strip(".。!?") in entries("placeholders"):
        return True
    signs = set(folded.replace(" ", ""))
    if not any(sign.isalnum() for sign in signs):
        return bool(signs <= set("-_—–.…/\\?*#~+=,;:!。、·'\"()<>[]|"))
    if signs == {"x"} and len(folded) > 1:
        return True
    digits = re.sub(r"[\s+()./-]", "", folded)
    return len(digits) >= 5 and digits.isdigit() and len(set(digits)) == 1


def excel_error(value: str) -> bool:
    """Return whether the text is a spreadsheet's error, such as #N/A or #REF!."""
    return _EXCEL_ERROR.fullmatch(value.strip()) is not None


def mixed_scripts(value: str) -> str:
    """Return the fewer of the simplified-only or traditional-only characters, if both occur.

    Japanese writes some characters as either side does, so at least one of the simplified ones
    must be unknown to Japanese.

    >>> mixed_scripts("环球科技貿易公司"), mixed_scripts("環球科技貿易"), mixed_scripts("東京会館")
    ('貿', '', '')
    """
    if value.isascii() or _KANA.search(value):
        return ""
    kinds = [(sign, _script(sign)) for sign in dict.fromkeys(value) if sign >= "\u3400"]
    simplified = [sign for sign, kind in kinds if kind in ("simplified", "both shores")]
    traditional = [sign for sign, kind in kinds if kind == "traditional"]
    if not traditional or not any(kind == "simplified" for _, kind in kinds):
        return ""
    return "".join(traditional if len(traditional) <= len(simplified) else simplified)


def _is_plain(value: str) -> bool:
    """Return whether nothing can be wrong: the cheap answer for most cells."""
    return not value or (
        _PLAIN.fullmatch(value) is not None
        and "  " not in value
        and value[0] not in "#?"
        and "_x00" not in value
    )


def _fatal(text: str) -> tuple[str, str]:
    """Return the problem nothing can undo and its evidence; ("", ""): none."""
    if excel_error(text):
        return "text_excel_error", text
    lost = mojibake.LOST.search(text)
    if lost:
        return "text_lost", lost[0]
    broken = _PINYIN_BROKEN.search(text)
    if broken:
        return "text_pinyin_broken", broken[0]
    half = mojibake.half_lost(text)
    return ("text_lost", half) if half else ("", "")


def _repaired(value: str) -> tuple[str, str]:
    """Return the repaired text and the first problem that was repaired; "": none."""
    first = ""
    # How a file ends its lines is nobody's mistake.
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    # One repair can uncover the next (a byte-order mark inside mojibake): two or three rounds.
    for _ in range(4):
        before = text
        for name, repair in _REPAIRS:
            after = repair(text)
            if after != text:
                first = first or name
                text = after
        if text == before:
            break
    return text, first


def _without_pinyin(value: str) -> str:
    # A syllable without a tone mark may be a word in brackets, 样品(an); beside a toned one it is
    # the same artefact: 東西(xi).
    if value.isascii() or not _PINYIN.search(value):
        return value
    return _PINYIN_OR_NEUTRAL.sub(r"\1", value)


def _width(value: str) -> str:
    """Return `value` with full-width Latin letters and digits, and signs in Latin text, made half.

    Beside kana they stay: Japanese companies register names such as ＮＴＴ東日本グループ.
    """
    if value.isascii() or _KANA.search(value):
        return value
    if not characters.has_cjk(value):
        return _FULL_WIDTH_SIGN.sub(_half_with_space, value)
    return _FULL_WIDTH_WORD.sub(lambda word: characters.half_width(word[0]), value)


def _half_with_space(signs: re.Match[str]) -> str:
    """Return the signs half-width; a comma keeps the blank its width stood for before a letter."""
    half = characters.half_width(signs[0])
    half = re.sub(r"([,;:])(?=[A-Za-z])", r"\1 ", half)
    following = signs.string[signs.end() : signs.end() + 1]
    return half + " " if half[-1] in ",;:" and following.isalpha() else half


def _spaces(value: str) -> str:
    text = _BLANKS.sub(_one_blank, value)
    lines = [line.rstrip(" \u3000") for line in text.split("\n")]
    return "\n".join(lines).strip(" \n\u3000")


def _one_blank(run: re.Match[str]) -> str:
    if run[0] == " ":
        return " "
    text = run.string
    around = text[run.start() - 1 : run.start()] + text[run.end() : run.end() + 1]
    between_cjk = len(around) == 2 and all(map(characters.has_cjk, around))
    if "\u3000" in run[0] and between_cjk:
        return "\u3000"
    # The blanks that begin a line of a note are its indentation.
    return run[0] if run[0].isspace() and around[:1] == "\n" and set(run[0]) == {" "} else " "


@cache
def _script(sign: str) -> str:
    """Return "simplified", "both shores" (simplified, and Japanese too), "traditional" or ""."""
    if sign in _IN_NAMES_EVERYWHERE:
        return ""
    in_gb, in_big5 = _encodes(sign, "gb2312"), _encodes(sign, "big5")
    if in_gb and not in_big5:
        return "both shores" if _encodes(sign, "euc_jp") else "simplified"
    if in_big5 and not in_gb:
        from validation.vocabularies import simplified  # noqa: PLC0415 - loads opencc, 3 ms

        return "traditional" if simplified(sign) != sign else ""
    return ""


# Written in mainland names although their standard has other characters for them.
_IN_NAMES_EVERYWHERE = frozenset("昇堃喆濬鍾陞甯祐晧珮瑋犇骉淼垚鑫")


def _encodes(sign: str, encoding: str) -> bool:
    try:
        sign.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


_REPAIRS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("text_mojibake", mojibake.repaired),
    ("text_control", characters.without_control),
    ("text_invisible", characters.visible),
    ("text_pinyin", _without_pinyin),
    ("text_width", _width),
    ("text_spaces", _spaces),
    ("text_nfc", characters.composed),
)
