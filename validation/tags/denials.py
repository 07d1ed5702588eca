"""Whether a clause denies, doubts or only supposes what a phrase in it says."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

_CUT = re.compile(
    r"[;；!！?？。\n]|[,，](?!\d{3})|\.(?=\s|$)|：|(?<!不)但是?|可是|然而|不过(?!关)|而是|因为|由于|所以|因此"
    r"|\b(?:but|however|although|though|because)\b"
)
_END = re.compile(r"[;；!！?？。\n]|\.(?=\s|$)")
_LOOKALIKES = re.compile(
    r"不但|不仅|不只|不光|不得不|不能不|不断|不少|不错|不同|不久|不管|不论|不满|不良|不如|不止|不足|不妨|不然"
    r"|不好意思|非常|除非|莫非|南非|非洲|无论|无锡|未来|未免|特别|级别|类别|别的|别家|别人|分别|区别|个别|差别"
    r"|有没有|是不是|能不能|可不可以|要不要|会不会|行不行|好不好|对不对|没想到|没多久|没有隐瞒"
    r"|\bnot\s+(?:only|just|merely|least|until)\b|\bno\s+(?:doubt|later\s+than|matter|wonder|less\s+than)\b"
    r"|\bwhy\s+not\b|\bnothing\s+(?:but|more)\b|\bno\.\s*\d"
)
_NOT = re.compile(
    r"没有|没|不是|不|未|无|非|别|勿|避免|防止|拒绝|取消"
    r"|n't\b|\b(?:not|no|never|without|nor|neither|none|nobody|cannot|hardly|barely|rarely|nothing"
    r"|far\s+from|instead\s+of|rather\s+than|refused?s?|declined?s?|waived?s?|avoid(?:s|ed)?)\b"
)
_BREAK = re.compile(
    r"就|才|也|又|却|反而|仍"
    r"|\b(?:since|so|then|until|unless)\b"
    r"|\band\s+(?=they|he|she|it|we|the|want|need|ask|is|are|was|were|still)"
)
_AFTER = re.compile(
    r".{0,4}?(?:不(?:高|大|强|明显|存在|成立|是问题|成问题|在意|关心|介意|敏感|严重|重要|需要)|没有?(?:问题|影响|变)"
    r"|无(?:影响|问题|所谓)|不是.{0,2}(?:问题|重点)|未知|不明|不详|不清楚)"
    r"|.{0,20}?(?:n't|\bnot)\s+(?:an?\s+|the\s+|their\s+|really\s+)*(?:problem|issue|concern|needed|required|necessary"
    r"|important|relevant|main)|.{0,12}?\bno\s+(?:problem|issue|concern)|.{0,12}?\b(?:unnecessary|waived|not\s+at\s+all)"
)
_SUPPOSED = re.compile(
    r"如果|若是?|假如|要是|万一|倘若|以防|\b(?:if|unless|in\s+case|should\s+they)\b"
)
_ASKED = re.compile(
    r"是否|有没有|能否|可否|能不能|可不可以|吗|\bwhether\b"
    r"|\b(?:ask\w*|wonder\w*|inquir\w*|enquir\w*|to\s+know)\s+(?:us\s+)?if\b"
)
_UNSURE = re.compile(
    r"不确定|不清楚|不知道?|未知|没问|\b(?:not\s+sure|unclear|unknown|uncertain|(?:do|does)(?:n't|\s+not)\s+know)\b"
)
_DENIED_NEXT = re.compile(
    r"[?？]\s*(?:完全|根本|绝对)?(?:不|没有?|否|并[不非]|无)|[?？]\s*(?:no|not|never|none)\b"
)
_HAN_WINDOW, _LATIN_WINDOW = 16, 48
"""Signs before a phrase in which a denial reaches it."""


class Clauses:
    """One folded text, cut into clauses and sentences when somebody asks."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _cuts(self) -> list[tuple[int, int]]:
        return [found.span() for found in _CUT.finditer(self._text)]

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(end for _, end in self._cuts)]

    def at(self, place: int) -> tuple[int, int]:
        """Return where the clause of a place begins and ends."""
        number = bisect_right(self._starts, place) - 1
        end = self._cuts[number][0] if number < len(self._cuts) else len(self._text)
        return self._starts[number], end

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """Return where the sentence of a stretch begins and ends."""
        first, last = 0, len(self._text)
        for cut in _END.finditer(self._text):
            if cut.end() <= start:
                first = cut.end()
            elif cut.start() >= end:
                last = cut.end()
                break
        return first, last


def is_denied(text: str, start: int, end: int, *, clause: tuple[int, int], latin: bool) -> bool:
    """Return whether the clause says that the stretch from `start` to `end` is not so.

    A denial inside of the stretch counts where it stands between the pieces of a phrase; the
    caller gives the text with the pieces themselves blanked out.
    """
    window = _LATIN_WINDOW if latin else _HAN_WINDOW
    first = max(clause[0], start - window)
    for found in _BREAK.finditer(text, first, start):
        first = found.end()
    before = text[first:end]
    plain = _LOOKALIKES.sub(lambda found: " " * len(found[0]), before)
    denials = len(_NOT.findall(plain))
    if denials % 2:
        return True
    return _AFTER.match(text, end, clause[1]) is not None


def is_open(text: str, start: int, clause: tuple[int, int], *, asked: bool) -> bool:
    """Return whether the clause only asks, doubts or supposes; `asked`: asking is telling."""
    words = text[clause[0] : clause[1]]
    question = _ASKED.search(words) is not None
    if question and _UNSURE.search(words):
        return True
    mark = text[clause[1] : clause[1] + 1]
    if _DENIED_NEXT.match(text, clause[1]):
        return True
    if not asked and (question or (mark and mark in "?？")):
        return True
    before = _ASKED.sub(" ", text[clause[0] : start])
    return _SUPPOSED.search(before) is not None
