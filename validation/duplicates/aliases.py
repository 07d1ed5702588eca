"""The names in one cell: two scripts side by side, "trading as", "c/o", "formerly"."""

from __future__ import annotations

import re

_CARE_OF = re.compile(r"\s*(?:[(（]\s*)?\b(?:c/o|care of|attn\.?|z\.\s?hd\.)\s.*$", re.IGNORECASE)
_ALSO = re.compile(
    r"\s+/\s+|\s*／\s*|\s*[|;；]\s*"
    r"|[\s,，(（]+(?:t/as?|d/b/a|dba|a/k/a|aka|f/k/a|fka|n/k/a|trading as|doing business as"
    r"|also known as|formerly(?: known as)?|previously|ex-name"
    r"|曾用名|原名|又名|旧称|简称)[:：.\s]+",
    re.IGNORECASE,
)
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_HAN_FIRST = re.compile(
    rf"([{_HAN}][{_HAN}（）()·\s]{{2,}}[{_HAN}）)])[\s/,，（(]*([A-Za-z][^{_HAN}]*)"
)
_HAN_LAST = re.compile(
    rf"([A-Za-z][^{_HAN}]*?)[\s/,，（(]*([{_HAN}][{_HAN}（）()·\s]{{2,}}[{_HAN}）)]?)"
)
_MAYBE = re.compile(
    rf"[/／|;；{_HAN}]|\b(?:dba|aka|fka|attn|trading as|care of|doing|also|formerly"
    r"|previously|ex-)",
    re.IGNORECASE,
)
_CLOSING = " \t,，;；/)）"
_SHORTEST = 3


def names(cell: str) -> tuple[str, ...]:
    """Return the company names in a cell, in order; () for less than two signs.

    What follows "c/o" names somebody else and is left out.

    >>> names("Fengdi Tools Ltd c/o Seabridge Cargo")
    ('Fengdi Tools Ltd',)
    >>> names("Koch Holding GmbH t/a Fengdi Tools")
    ('Koch Holding GmbH', 'Fengdi Tools')
    >>> names("宁波丰迪工具有限公司 Ningbo Fengdi Tools Co., Ltd")
    ('宁波丰迪工具有限公司', 'Ningbo Fengdi Tools Co., Ltd')
    """
    text = cell.strip()
    if len(text) < 2:
        return ()
    if not _MAYBE.search(text):
        return (text,)
    text = _CARE_OF.sub("", text) or text
    parts = [part.strip(_CLOSING) if at else part for at, part in enumerate(_ALSO.split(text))]
    if min(map(len, parts)) < _SHORTEST:
        parts = [text]
    return tuple(dict.fromkeys(name for part in parts for name in _by_script(part)))


def _by_script(name: str) -> tuple[str, ...]:
    """Return a name in two scripts as two; 海信TCL and TCL集团有限公司 are one."""
    found = _HAN_FIRST.fullmatch(name) or _HAN_LAST.fullmatch(name)
    if found is None:
        return (name,)
    both = tuple(part.strip(_CLOSING) for part in found.groups())
    latin = both[0] if both[0].isascii() else both[1]
    # A word or two beside Han may be a brand or an owner inside the name, more are a name.
    return both if len(latin.split()) > 2 and min(map(len, both)) > _SHORTEST else (name,)
