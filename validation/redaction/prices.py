"""Prices, written in digits or in words, with a currency or without, and discounts."""

from __future__ import annotations

import re
from bisect import bisect_right
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from validation.redaction import innocence
from validation.redaction.amounts import amounts
from validation.redaction.shapes import Hit
from validation.redaction.words import any_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from validation.redaction.amounts import Amount
    from validation.redaction.knowledge import Known

_SIGNS = "[$€£¥₹₽₩฿₫₺₦₱¢]"
_BEFORE = re.compile(
    rf"(?:(?<![a-z]){any_of('currency_code')}|{_SIGNS}|美元|美金|人民币|欧元|英镑|港币)"
    r"\s?[:=~-]?\s?\Z"
)
_AFTER = re.compile(
    rf" ?(?:{any_of('currency_code', 'currency_en')}(?![a-z])|{_SIGNS}|{any_of('currency_zh')})"
)
# 块 is a piece as well: three 块 of something are no price.
_KUAI = re.compile(
    r" ?块(?!的?[儿板电瓷砖屏玻地表布木石钢太芯组面硬主样做去来谈走合状模镜铁铝肉蛋巧土田])"
)
_PER = re.compile(
    rf" ?(?:(?:/|per\s?|a\s){any_of('each_en')}(?![a-z])|(?:each|apiece|p/p|a pop)(?![a-z])"
    rf"|(?:/|每|一|per ?){any_of('measure_zh')}(?![装裹月年]))"
)
_EACH_BEFORE = re.compile(
    rf"(?:[每一]{any_of('measure_zh')}(?:要|只要|卖|算|报|的?价格?是?|大概|大约|约|才|是|只)?"
    rf"|(?<![a-z])(?:each|apiece|a piece|per {any_of('each_en')})"
    r"(?:\s(?:at|for|is|costs?))?\s?[:=]?)\s?\Z"
)
_VERDICT = re.compile(
    r"\s?(?:(?:is|was|seems?|looks?|sounds?|would be|will be|are)\s)?"
    r"(?:(?:still|really|just|simply|also|way|far|a bit|a little|much)\s)?"
    rf"(?:{any_of('verdict_en')}|(?<=\s){any_of('verdict_is_en')})"
    r"|\s?(?:还是|还|也|都|就|有点|实在|真的|确实|对他们来说|这个价|的价格?|左右|以[内下上])?"
    rf"(?:太|偏|嫌|很|比较|是最|最)?{any_of('verdict_zh')}"
    r"|\s?(?:的价格?|这个价|的单价|的报价|的底价|的目标价)"
)
_PRICE_WORDS = re.compile(rf"{any_of('price_zh')}|(?<![a-z]){any_of('price_en')}(?![a-z])")
_GAP_HAN, _GAP_LATIN = 10, 30
_BREAK = re.compile(r"[;!?。\n()\d]|(?<!approx)(?<!ca)(?<!max)\.(?!\d)|,.*,")
_OF_THING = re.compile(
    r"(?:need|needs|order|orders|ordered|want|wants|buy|buys|require|requires|订|要|需|下单|买|采购)"
    r"\D{0,16}\Z"
)
_SCALE = re.compile(
    r"(?:\A|\s)-\d{1,3} ?(?:to|~|至|到) ?\Z"
    r"|(?:range|temperature|温度|从)\D{0,12}\d{1,5} ?(?:to|-|~|至|到) ?\Z"
)
_MUCH = 100
"""From here a number in words counts like one in digits; below it is a word of everyday speech."""
_HOUR = Decimal("0.6")
_GROUPED = re.compile(r"\d{1,3}(?:[,.']\d{3})+(?:[.,]\d{1,2})?")
# Eleven fifty is 11.50, but at ten thirty is a time.
_CLOCK = re.compile(r"(?:at|by|from|until|till|around|before|after|to|past)\s\Z")
_SHARP = ("4", "8", "2", "5", "6", "12", "16")
_AT = re.compile(
    r"(?<![a-z])(?:at|@|for|to|around|about|under|below|above|over|than|max|only|=)\s?\Z|[@=≈]\s?\Z"
    r"|(?:才|就|要|给|出|拿|卖|收|只|按|最低|最多|最高|不能低于|顶多|至多)\s?\Z"
)
_ENDS = re.compile(
    r"\s?(?:\Z|[,;!?。)\n]|\.(?!\d)|(?:and|or|but|if|when|then|max|tops|net|all in|otherwise"
    r"|he|she|they|instead|now|today|this time|again|from us|with us|as target)(?![a-z])"
    r"|吧|呢|吗|了|就|才|不|可以|行|左右|以[内下上])"
)
_RANGE = re.compile(r"\s?(?:-|~|到|至|to|and|或|or|/|->|→|=>|vs\.?)\s?\Z")
_PERCENT = (
    r"(?:\d{1,2}(?:\.\d{1,2})?\s?(?:%|percent|per cent|个点|点(?![\d钟半前后整])|‰)"
    r"|百分之[一二两三四五六七八九十\d]{1,4})"
)
_IN_WORDS = "(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty)"
_DISCOUNT = re.compile(
    r"打\s?(?:[一二两三四五六七八九]|\d(?:\.\d)?)\s?[一二三四五六七八九]?\s?折"
    r"|(?<![\d打转曲])(?:[一二三四五六七八九]{1,2}|[5-9](?:\.\d)?|[5-9]\d)\s?折"
    r"(?![叠弯页扣断线射旧合痕返中])"
    rf"|{any_of('discount_word')}(?:\s?{any_of('discount_filler')}){{0,4}}\s?{_PERCENT}"
    rf"|{_PERCENT}\s?的?\s?(?:(?:price|extra|special|volume|quantity|cash|additional|further) )?"
    rf"{any_of('discount_after')}"
    r"|(?:降|让|便宜|少|优惠)价?(?:了|到|掉|我们|给他)?\s?(?:\d{1,2}|[一二两三四五六七八九十]{1,3})\s?个?点"
    rf"|minus {_IN_WORDS}[ -]per ?cent|minus {_PERCENT}|{_IN_WORDS}[ -]per ?cent\s?"
    rf"{any_of('discount_after')}"
)


_MAY_DISCOUNT = re.compile(r"[%折点‰]|per ?cent|百分")


class _Place(NamedTuple):
    said: str
    words: Sequence[int]
    """Where words that speak of prices end."""
    known: Known


class _Stretches:
    """Stretches of a text, asked from left to right."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._at = 0

    def hold(self, amount: Amount) -> bool:
        """Return whether one of them overlaps with an amount; amounts come by their start."""
        while self._at < len(self._spans) and self._spans[self._at][1] <= amount.start:
            self._at += 1
        return self._at < len(self._spans) and self._spans[self._at][0] < amount.end


def found(said: str, reached: Sequence[Hit], known: Known) -> Iterator[Hit]:
    """Yield the prices and discounts of a folded text, in its own places.

    Args:
        said: the folded text.
        reached: what is a phone number, an account or the like and thus no price.
        known: the prices of the record, which are found in any number format.
    """
    if _MAY_DISCOUNT.search(said):
        yield from (Hit("discount", hit.start(), hit.end()) for hit in _DISCOUNT.finditer(said))
    numbers = sorted(amounts(said))
    if not numbers:
        return
    place = _Place(said, [word.end() for word in _PRICE_WORDS.finditer(said)], known)
    taken = _Stretches((hit.start, hit.end) for hit in reached)
    quiet: _Stretches | None = None
    last: Amount | None = None
    waiting: Amount | None = None
    for amount in numbers:
        if taken.hold(amount):
            continue
        is_price = _has_currency(said, amount)
        if not is_price and _is_price(place, amount, last):
            quiet = quiet or _Stretches(innocence.spans(said))
            is_price = not quiet.hold(amount)
        if not is_price:
            waiting = amount
            continue
        # "15 to 18 EUR": the first is a price too.
        if waiting is not None and _RANGE.fullmatch(said[waiting.end : amount.start]):
            yield Hit("price", waiting.start, waiting.end)
        yield Hit("price", amount.start, amount.end)
        last = amount


def _has_currency(said: str, amount: Amount) -> bool:
    before = said[max(0, amount.start - 16) : amount.start]
    if _BEFORE.search(before) or _AFTER.match(said, amount.end):
        return True
    kuai = _KUAI.match(said, amount.end)
    # 一块 is "together" unless a number goes on.
    return kuai is not None and (
        said[amount.start : amount.end] not in ("一", "1")
        or re.match(r"[\d二三四五六七八九半钱]", said[kuai.end() : kuai.end() + 1]) is not None
    )


def _is_price(place: _Place, amount: Amount, last: Amount | None) -> bool:
    """Return whether a number without a currency is a price."""
    said = place.said
    before = said[max(0, amount.start - 40) : amount.start]
    if innocence.is_labelled(said, amount):
        return False
    if _PER.match(said, amount.end):
        return True
    if innocence.has_unit(said, amount):
        return False
    goes_on = last is not None and _RANGE.fullmatch(said[last.end : amount.start]) is not None
    is_known = any(value.normalize() in place.known.prices for value in amount.values)
    is_each = _EACH_BEFORE.search(before) is not None
    if is_each or goes_on or is_known or _VERDICT.match(said, amount.end):
        return True
    return not innocence.is_year(amount) and _looks_like_price(place, amount, before)


def _looks_like_price(place: _Place, amount: Amount, before: str) -> bool:
    """Return whether the form of a bare number or the words before it make it a price."""
    if _has_form_of_price(amount, before) or _follows_price_word(place, amount):
        return True
    if _ENDS.match(place.said, amount.end) is None or _SCALE.search(before):
        return False
    is_much = bool(amount.digits) or amount.values[0] >= _MUCH
    return is_much and _AT.search(before) is not None


def _has_form_of_price(amount: Amount, before: str) -> bool:
    """Return whether people write prices like this number, and hardly anything else."""
    if amount.times == "pair":
        is_time = amount.values[0] % 1 < _HOUR and _CLOCK.search(before) is not None
        return not is_time
    if amount.times == "k":
        return amount.is_fraction or (amount.digits not in _SHARP and len(amount.digits) < 4)
    is_grouped = _GROUPED.fullmatch(amount.digits) is not None
    return (
        amount.is_fraction
        or amount.times not in ("", "百", "千")
        or (is_grouped and not _OF_THING.search(before))
    )


def _follows_price_word(place: _Place, amount: Amount) -> bool:
    at = bisect_right(place.words, amount.start) - 1
    if at < 0:
        return False
    gap = place.said[place.words[at] : amount.start]
    width = _GAP_LATIN if gap.isascii() else _GAP_HAN
    return len(gap) <= width and not _BREAK.search(gap)
