"""What every page of ours has in common: its frame, its look, and the policy that keeps it still.

A page is one file that fetches nothing. Its script and style stand in it, and the
Content-Security-Policy names them by their hashes, so that nothing else can run or dress it.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
from markupsafe import Markup

from validation.messages import message, plain
from workbook.report.html import characters

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(__file__).parent
"""Where frame.html.j2, page.css and page.js are."""


@cache
def environment(*folders: Path) -> jinja2.Environment:
    """Return the templates of `folders` and of this one, with the filters that make text safe."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader([*folders, FOLDER]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "both": characters.both,
        "shown": characters.shown,
        "plain": characters.plain,
        "count": "{:,}".format,
    }
    made.globals |= {"all": message("html.all"), "both_alike": plain, "say": speaker("html")}
    return made


@cache
def inline(*files: Path) -> Markup:
    """Return files of our own, one after the other, as they stand in the page."""
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    return Markup(text)  # noqa: S704  # our own files


def policy(script: Markup, style: Markup) -> str:
    """Return the Content-Security-Policy: this script, this style, and nothing else at all."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {_hash(script)}",
            f"style-src {_hash(style)}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def speaker(area: str) -> Callable[..., Markup]:
    """Return what says the sentences of one area of messages.csv in both languages."""

    def said(key: str, **facts: object) -> Markup:
        return characters.both(message(f"{area}.{key}", **facts))

    return said


def _hash(text: Markup) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
