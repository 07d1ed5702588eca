"""Ways to reach somebody on the net: e-mail and web addresses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from validation.redaction.shapes import Hit
from validation.redaction.words import any_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_TLD = any_of("tld", "tld_word")
_HOST = r"[a-z0-9\u3400-\u9fff][a-z0-9\u3400-\u9fff-]{0,62}"
_DOT = r"(?:\s?[.。]\s?|\s?[(\[{<]\s?(?:dot|点|\.)\s?[)\]}>]\s?|\sdot\s|点)"
_AT = r"(?:\s?@\s?|\s?[(\[{<]\s?(?:at|a|艾特|圈a|@)\s?[)\]}>]\s?|\s?艾特\s?|\s?圈a\s?)"
_MAIL = re.compile(
    rf"[a-z0-9][\w.+-]{{0,63}}{_AT}{_HOST}(?:{_DOT}[a-z0-9-]{{2,63}}){{1,4}}"
    rf"|[a-z0-9][\w.+-]{{0,63}}\sat\s{_HOST}(?:{_DOT}[a-z0-9-]{{2,20}}){{0,2}}{_DOT}{_TLD}(?![a-z0-9])"
    r"|[a-z0-9][\w.+-]{1,63}\s?@\s?(?:qq|163|126|gmail|hotmail|outlook|yahoo|foxmail|sina|icloud)"
    r"(?![a-z])"
    r"|(?<![a-z0-9])(?:[a-z0-9._-]\s){2,30}@(?:\s[a-z0-9.-]){3,30}"
)
_URL = re.compile(
    r"https?\s?:\s?/\s?/\s?\S{1,200}|(?<![a-z0-9])www\s?\.\s?[a-z0-9-]{1,63}\S{0,200}"
    r"|(?<![a-z])(?:wa|t|line|zalo)\.me/\S{1,99}"
    rf"|(?<![\w@.-])(?:[a-z0-9-]{{2,63}}\.){{1,4}}(?:{any_of('tld')}(?![a-z0-9-])"
    rf"|{any_of('tld_word')}(?=/|\s?\Z|[^\x00-\x7f]))(?:/\S{{0,200}})?"
    rf"|(?<![a-z0-9])[a-z0-9-]{{2,63}}(?:\s?[(\[]\s?(?:dot|点)\s?[)\]]\s?|\sdot\s|点){_TLD}(?![a-z0-9-])"
)

# What each of them has in it; most texts need no closer look.
_MAY_MAIL = re.compile(r"@|艾特|圈a|[(\[{<] ?a|[a-z0-9]\sat\s")
_MAY_LINK = re.compile(r"[a-z0-9][.。][a-z]|https?|www|dot|点[a-z]|点 [a-z]|[点.] ?[)\]}>]")


def found(said: str) -> Iterator[Hit]:
    """Yield the e-mail and web addresses of a folded text, in its own places."""
    mails = [hit.span() for hit in _MAIL.finditer(said)] if _MAY_MAIL.search(said) else []
    yield from (Hit("email", *span) for span in mails)
    if not _MAY_LINK.search(said):
        return
    for hit in _URL.finditer(said):
        if not any(start < hit.end() and hit.start() < end for start, end in mails):
            yield Hit("url", hit.start(), hit.end())
