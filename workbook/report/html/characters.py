"""Text of others as a page may hold it: never live, and with nothing in it that cannot be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from validation.messages import message

if TYPE_CHECKING:
    from validation.messages import Text

LONGEST = 500
"""Characters of a value that are shown; a cell may hold 32,767."""

_BLANKS = frozenset("\n\t\u3000")


def shown(text: str, longest: int = LONGEST) -> Markup:
    r"""Return `text` escaped; what has no look of its own is shown by its number.

    >>> shown("<b>\u202e")
    Markup('&lt;b&gt;<i>U+202E</i>')
    """
    if len(text) > longest:
        cut = message("html.cut", n=f"{len(text):,}")
        return shown(text[:longest]) + both(cut)
    if text.isprintable():
        return escape(text)
    return Markup("").join(map(_one, text))


def both(text: Text, longest: int = LONGEST) -> Markup:
    """Return a sentence in both languages, of which the page shows one.

    >>> from validation.messages import Text
    >>> both(Text("好", "good"))
    Markup('<span lang="zh">好</span><span lang="en">good</span>')
    >>> both(Text("R1", "R1"))
    Markup('R1')
    """
    zh, en = shown(text.zh, longest), shown(text.en, longest)
    if zh == en:
        return zh
    return Markup('<span lang="zh">{}</span><span lang="en">{}</span>').format(zh, en)


def plain(text: str, longest: int = 80) -> str:
    r"""Return `text` for a place that takes no markup, such as a drop-down.

    >>> plain("a\x00b")
    'a�b'
    """
    cut = text if len(text) <= longest else f"{text[: longest - 1]}…"
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in cut)


def _one(character: str) -> Markup:
    if character.isprintable() or character in _BLANKS:
        return escape(character)
    # A look-alike would hide what is wrong, and a real one could turn the line round.
    return Markup("<i>U+{}</i>").format(f"{ord(character):04X}")
