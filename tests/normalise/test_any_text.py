"""Whatever stands in a cell, every reader answers, and soon."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from validation.normalise import (
    boolean,
    codes,
    country,
    dates,
    domain,
    email,
    im,
    money,
    numbers,
    phone,
    text,
    url,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

READERS: Mapping[str, Callable[[str], object]] = {
    "email": email.read,
    "phone": lambda cell: phone.read(cell, country="CN"),
    "domain": domain.read,
    "url": url.read,
    "country": country.read,
    "money": lambda cell: money.read(cell, currency="USD", country="CN"),
    "dates": dates.read,
    "numbers": numbers.read,
    "text": text.tidy,
    "placeholder": text.placeholder,
    "boolean": boolean.read,
    "im": im.read,
    "codes": lambda cell: codes.read(cell, scheme="VAT", country="DE"),
    "other codes": lambda cell: codes.read(cell, scheme="other", country=None),
}

HOSTILE = {
    "half a pair": "\ud800",
    "half a pair in Chinese": "瀹㈡\ud800",
    "null": "\x00",
    "foreign digits": "١٢٣𝟙½①Ⅷ",
    "digits": "9" * 5000,
    "brackets": "(" * 5000,
    "addresses": "a@" * 2000,
    "groups": "1" + ",000" * 2000,
    "minus signs": "-" * 5000,
    "ranges": "1-" * 3000,
    "letters": "x" * 20000 + "@gt.com",
    "words": "to " * 3000,
    "Chinese digits": "一万" * 3000,
    "wide blanks": "\u3000" * 5000,
    "garbled": "Ã¼" * 2000,
    "pinyin": "產(chǎn)" * 2000,
    "labels": "a." * 3000 + "com",
    "schemes": "://" * 2000,
}


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@pytest.mark.parametrize("cell", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_cell_is_answered_within_a_second(
    reader: Callable[[str], object], cell: str
) -> None:
    reader("warm")
    started = time.process_time()

    assert reader(cell) is not None
    assert time.process_time() - started < 1
