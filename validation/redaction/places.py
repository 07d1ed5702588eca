"""Street addresses, and people who are named with a title but stand in no column."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from validation.redaction.shapes import Hit
from validation.redaction.words import any_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_STREET = re.compile(
    rf"[\u3400-\u9fff]{{1,12}}{any_of('street_zh')}\s?"
    r"(?:\d{1,5}|[一二三四五六七八九十百]{1,5})\s?(?:号|弄|栋|楼|幢)"
    r"|\d{1,4}\s?(?:号楼|栋|幢|单元)\s?\d{1,5}\s?(?:室|号|楼|层|单元)"
    rf"|(?<![\d.])\d{{1,5}}[a-z]?,? (?:[a-z.'-]{{2,20}} ){{1,3}}{any_of('street_en')}(?![a-z])"
    rf"|(?<![a-z]){any_of('street_one')},? (?:no\.? ?|nr\.? ?)?\d{{1,4}}"
    r"(?![\d%]|\s?(?:pcs|days|units|kg|mm|cm))"
    r"|p\.?\s?o\.?\s?box\s?\d{1,8}|邮政信箱\s?\d{1,8}"
)
_TITLED_HAN = re.compile(
    rf"(?<![买卖双对我乙甲供需客多各单官地]){any_of('surname_sure')}"
    rf"(?:[\u3400-\u9fff]{{1,2}}(?={any_of('polite_sure')})|)"
    rf"{any_of('polite_sure')}"
)
_NAMED_HAN = re.compile(
    r"(?:联系人|对接人|负责人|收件人|收货人|采购|名字|姓名|名叫|本名|找)\s?(?:是|叫|为|:)?\s?"
    rf"{any_of('surname_sure')}[\u3400-\u9fff]{{1,2}}"
    r"(?=[\s,.;、()]|\Z|说|的|负责|先生|女士|电话|手机)"
)
_WORD = r"(?:[a-z][a-z'-]{1,20}(?:\s[a-z][a-z'-]{1,20})?)"
_NO_NAME = "(?!(?:or|and|the|of|in|is|no|to|customer|buyer|manager)(?![a-z]))"
_MS = "(?!(?:office|excel|word|windows|teams?|project|access|outlook|visio|sql|dos)(?![a-z]))"
_TITLED_LATIN = re.compile(
    rf"(?<![a-z])(?:{any_of('title_en')}(?:\.\s?|\s){_NO_NAME}|ms(?:\.\s?|\s){_MS}"
    rf"|(?:kind attn|attn|contact person|person in charge)\s?[.:]\s?){_WORD}"
)


def found(said: str) -> Iterator[Hit]:
    """Yield the streets and titled persons of a folded text, in its own places."""
    yield from (Hit("address", hit.start(), hit.end()) for hit in _STREET.finditer(said))
    for pattern in (_TITLED_HAN, _NAMED_HAN, _TITLED_LATIN):
        yield from (Hit("person", hit.start(), hit.end()) for hit in pattern.finditer(said))
