"""Whether a clause says what we offer: our own words are no wish of the customer's."""

from __future__ import annotations

import re

_OURS = re.compile(
    r"(?:.{1,6}后)?\W*(?:另外|同时|目前|现在|今天|昨天)?已?"
    r"(?:[向给跟和]?(?:客户|对方)?(?:回复|告知|答复|介绍|说明|说)了?(?:客户|对方)?)?\W*"
    r"(?:我们?(?:公司|工厂|司|方|厂)|我们|本公司|咱们)(?:这边|的(?:产品|工厂|报价))?.{0,4}?"
    r"(?:可以?(?!不可|接受)|能够?(?!不能|否)|提供|支持|邀请|通过|会(?!不会)|将|包?含|送|主动|欢迎"
    r"|已经?(?:报|安排|有|做)|有(?!个?客户|人|一))"
    r"|\W*(?:(?:also|currently|today|yesterday|and|so|as\s+(?:said|agreed))\W+)?"
    r"we\s+(?:(?:also|already|always|have|gladly)\s+)*"
    r"(?:offer|provid|suppl|support|invite|quoted|propose|introduce|explain|are\s+(?:able|certified)"
    r"|(?:can|could)\s+(?:\w+\s+)?(?:offer|provide|send|arrange|supply|support|make|do|give|help"
    r"|accept|ship|print|custom|quote|reduce|lower)"
    r"|will\s+(?:\w+\s+)?(?:offer|provide|supply|quote|reply|give|support|arrange))"
    r"|\W*our\s+(?:company|factory|products?)\s+(?:\w+\s+)?(?:offer|support|provide|is\s+certified)"
)
_INVITED = re.compile(r"欢迎(?:随时|再次|您|贵司)*(?:来|到)|诚邀|\bwelcome\s+to\s+(?:visit|come)")
_BY_US = re.compile(r".{0,4}?(?:我们|我司|我方)(?:来|可以)?(?:承担|负责|提供|安排|免费)")
_LETTER = re.compile(
    r"(?:我司|我方|我们|我)的?(?:邮件|回复|回信|开发信|报价单?)(?:说|写|如下)?\s*:"
    r"|(?:开发信|跟进信).{0,3}:"
    r"|\bour\s+(?:e?-?mail|reply|letter|offer)\s*:|\bwe\s+(?:wrote|replied|answered)\s*:"
)
_GOES_ON = re.compile(r"\W*(?:并且?|也|还|而且|同时|and\s+(?:also\s+)?(?:offer|provide|support)s?)")
_THEIRS = re.compile(
    r"(?:客户|对方|买家|他们?|她).{0,4}?(?:要|需要|想|希望|问|说|坚持|嫌)"
    r"|\b(?:they|he|she|buyer|client|customer)\s+(?:\w+\s+)?(?:want|need|ask|request|insist|requir)"
)


def is_ours(text: str, end: int, *, clause: tuple[int, int], sentence: int) -> bool:
    """Return whether a wish that ends at `end` of a folded text is our own offer.

    Args:
        text: the folded text.
        end: where the phrase ends.
        clause: where its clause begins and ends; a question is never an offer.
        sentence: where its sentence begins; "our reply:" there speaks for all that follows.
    """
    words = text[clause[0] : clause[1]]
    if text[clause[1] : clause[1] + 1] == "?" or "吗" in words or _THEIRS.search(words):
        return False
    if _LETTER.search(text, sentence, end) or _INVITED.search(text, clause[0], end):
        return True
    if _OURS.match(text, clause[0], end) or _BY_US.match(text, end, clause[1]):
        return True
    return _GOES_ON.match(words) is not None and any(
        _OURS.match(part) for part in text[sentence : clause[0]].split(",")
    )
