"""Numbers that tell nothing: dates, times, sizes, quantities, models, standards, page numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from validation.redaction.words import any_of

if TYPE_CHECKING:
    from validation.redaction.amounts import Amount

_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,6}"
_YEAR = r"(?:19[5-9]|20[0-4])\d"
_SIDE = r"\d{1,6}(?:[.,]\d{1,3})?\s?(?:mm|cm|m|\"|')?"
_SPANS = re.compile(
    # Dates and times.
    r"(?<!\d)(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}(?:\s?[-/.月]\s?\d{1,2}日?|月)?(?!\d)"
    r"|(?<![\d.,])\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d\d(?![\d.])"
    r"|(?<!\d)\d{1,2}:\d\d(?::\d\d)?(?:\s?[ap]\.?m(?![a-z]))?"
    r"|(?<!\d)\d{1,2}\s?(?:[ap]\.?m\.?(?![a-z])|点(?:钟|半|整|前|后|[到至-]))"
    r"|(?<!\d)\d{1,2}\s?月(?:份|底|初|中|\s?\d{1,2}\s?[日号]?)?"
    rf"|(?<!\d)\d{{1,2}}(?:st|nd|rd|th)?\s?(?:of\s)?{_MONTH}\.?(?:,?\s?{_YEAR})?(?![a-z])"
    rf"|(?<![a-z]){_MONTH}\.?\s?\d{{1,2}}(?:st|nd|rd|th)?(?:\s?-\s?\d{{1,2}})?(?:,?\s?{_YEAR})?"
    r"(?!\d|[.,]\d)"
    # Sizes: 600x600x10 mm, 1.2*2.4 m.
    rf"|(?<!\d){_SIDE}\s?[x×*]\s?{_SIDE}(?:\s?[x×*]\s?{_SIDE})?"
    # Standards, customs codes and models, with the number behind them.
    rf"|(?<![a-z]){any_of('standard')}(?:\s?(?:code|no|number|编码|编号|税号|level))?"
    r"\s?[.:#/-]?\s?[a-z]{0,3}\d[\d.:/-]{0,20}"
    rf"|{any_of('code_label')}\s?[:是为]?\s?[a-z0-9][a-z0-9./-]{{0,20}}"
    # Words with digits in them: GT-A100, XX-15.5, 40HQ, SUS304.
    rf"|(?<![a-z\d])(?!{any_of('no_model')}[-\d])[a-z]{{1,8}}(?:[-/]?[a-z]{{1,4}}){{0,2}}-?"
    r"\d{1,6}(?:\.\d{1,3})?(?:[-/]?[a-z\d]{1,8}){0,3}(?![a-z\d])"
)
_UNIT = re.compile(
    r" ?(?:[-~到至]\s?\d{1,7}(?:[.,]\d{1,3})?\s?[k千万]?\s?)?-? ?"
    rf"(?:{any_of('unit_en')}(?![a-z\d])|{any_of('unit_zh')}|[%°″′‰\"'])"
)
_LABEL = re.compile(
    rf"(?:(?<![a-z])(?=[a-z])|(?![a-z])){any_of('quantity_label')}"
    r"\s?(?:is|are|of|为|是|在|from|about|around|above|over|below|under|at|up to|only|just|要"
    r"|大约|约|至少|at least|min\.?|[:=#.])?"
    r"\s?\Z"
)
_CODE = re.compile(rf"{any_of('code_before')}[^\d;!?\n.。]{{0,10}}\Z")
_IS_YEAR = re.compile(_YEAR)


def spans(said: str) -> list[tuple[int, int]]:
    """Return the stretches of a folded text whose numbers tell nothing, whatever stands around."""
    return [found.span() for found in _SPANS.finditer(said)]


def has_unit(said: str, amount: Amount) -> bool:
    """Return whether a unit, a measure or what is counted stands behind a number."""
    is_kelvin = amount.times == "k" and len(amount.digits) > 3
    return is_kelvin or _UNIT.match(said, amount.end) is not None


def is_labelled(said: str, amount: Amount) -> bool:
    """Return whether the word before a number says that it is a quantity, a size or a name."""
    return _LABEL.search(said[max(0, amount.start - 24) : amount.start]) is not None


def is_code(before: str) -> bool:
    """Return whether what stands before a long number says that it is a code of goods or papers."""
    return _CODE.search(before) is not None


def is_year(amount: Amount) -> bool:
    """Return whether a number looks like a year of our time."""
    return not amount.times and _IS_YEAR.fullmatch(amount.digits) is not None
