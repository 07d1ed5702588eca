"""Text for searching: width, case and traditional characters gone, every place kept.

A hit in folded text stands at the same place in the text itself, so that evidence can be shown
as it was written.
"""

from __future__ import annotations

import unicodedata

from validation.vocabularies import simplified


def folded(text: str) -> str:
    """Return `text` half-width, lower-case and simplified, sign for sign.

    A sign that would become several (ß, İ) stays one: its first, or itself.

    >>> folded("ＰＲＩＣＥ 價格敏感！"), len(folded("Straße İ")) == len("Straße İ")
    ('price 价格敏感!', True)
    """
    return text.lower() if text.isascii() else text.translate(_SIGNS)


class _Signs(dict[int, int]):
    """Code point → folded code point, found when first met."""

    def __missing__(self, code: int) -> int:
        sign = unicodedata.normalize("NFKC", chr(code)).casefold()
        if len(sign) != 1:
            # 'ß' becomes two signs and '㈱' three: the text must keep its length.
            sign = chr(code).lower()[:1] or chr(code)
        if "\u3400" <= sign <= "\u9fff":
            sign = simplified(sign)[:1] or sign
        self[code] = ord(sign)
        return self[code]


_SIGNS = _Signs()
