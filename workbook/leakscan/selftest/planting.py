"""The canaries' workbook, built in memory part by part, and what a scan makes of it."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from validation.leaks import Source, Tokens, Word, spellings
from workbook.leakscan.scanning import scan
from workbook.leakscan.selftest.packageparts import PACKAGE_PARTS
from workbook.leakscan.selftest.places import PLACES
from workbook.leakscan.selftest.sheetparts import SHEET_PARTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_SLOT = re.compile(r"\[([a-z_]+)(?::(first|last))?\]")
_SHEET = "self-test"
_DATE = (2026, 1, 5, 9, 0, 0)


def canaries() -> Mapping[str, str]:
    """Return place → a word that stands nowhere else."""
    return {place.key: f"Canary{number:02}Quartz" for number, place in enumerate(PLACES, 1)}


def found() -> Mapping[str, bool]:
    """Return place → whether the scanner finds the canary that was planted there."""
    words = canaries()
    tokens = Tokens(
        words=tuple(
            Word(
                spellings.squashed(spellings.folded(word)), "name", Source(_SHEET, key), frozenset()
            )
            for key, word in words.items()
        ),
        amounts={},
        leaving={},
    )
    told = {hit.column for hit in scan(planted(words), tokens)}
    return {place.key: place.key in told for place in PLACES}


def planted(words: Mapping[str, str], spelt: Callable[[str], str] = escape) -> bytes:
    """Return a workbook with the word of each place in that place, and nowhere else.

    Args:
        words: place → what is planted.
        spelt: how it is written into XML.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in {**PACKAGE_PARTS, **SHEET_PARTS}.items():
            package.writestr(_entry(name), _filled(part, words, spelt))
        for name, data in _binary(words).items():
            package.writestr(_entry(name), data)
        noted = _entry("customXml/itemProps1.xml")
        noted.comment = words["entry_comment"].encode()
        package.writestr(noted, "<props/>")
        package.comment = words["zip_comment"].encode()
    return out.getvalue()


def _binary(words: Mapping[str, str]) -> Mapping[str, bytes]:
    """Return the parts that are no XML."""
    wide = words["printer"].encode("utf-16-le")
    picture = words["thumbnail"].encode()
    size = (len(picture) + 2).to_bytes(2, "big")
    return {
        "xl/printerSettings/printerSettings1.bin": bytes(range(1, 64)) + wide + bytes(64),
        "docProps/thumbnail.jpeg": b"\xff\xd8\xff\xfe" + size + picture + b"\xff\xd9",
        f"xl/media/{words['media']}.png": b"\x89PNG\r\n\x1a\n" + bytes(16),
        "xl/model/item.data": b"\x01\xfe\x93"
        + words["data_model"].encode("utf-16-le")
        + b"\xff\xfa",
        "xl/embeddings/Microsoft_Excel_Sheet1.xlsx": _embedded(words["embedded"]),
    }


def _embedded(word: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        strings = f"<sst><si><t>{escape(word)}</t></si></sst>"
        package.writestr(_entry("xl/sharedStrings.xml"), strings)
    return out.getvalue()


def _filled(part: str, words: Mapping[str, str], spelt: Callable[[str], str]) -> str:
    def filled(slot: re.Match[str]) -> str:
        word = words[slot[1]]
        half = len(word) // 2
        return spelt({"first": word[:half], "last": word[half:]}.get(slot[2], word))

    xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return xml + _SLOT.sub(filled, part)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
