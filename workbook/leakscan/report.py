"""A scan as lines of text and as JSON, schema `relaybook.leakscan/1`; never a value."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from validation.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from validation.catalogue import Catalogue
    from validation.messages import Language
    from workbook.leakscan.checking import Scanned
    from workbook.leakscan.scanning import Hit
    from workbook.leakscan.selftest import Place

SCHEMA = "relaybook.leakscan/1"


def text(
    scanned: Scanned, catalogue: Catalogue, *, file: str, book: str, language: Language
) -> str:
    """Return the report a person reads, a line for each place."""
    against = (
        message("leakscan.share", share=scanned.share, path=book)
        if scanned.share
        else message("leakscan.everything", path=book)
    )
    lines = [against.said(language)]
    if not scanned.hits:
        clean = message("leakscan.clean", path=file, n=scanned.values)
        return "\n".join([*lines, clean.said(language)]) + "\n"
    lines.append(message("leakscan.hits", path=file, n=len(scanned.hits)).said(language))
    lines += [
        message(
            "leakscan.inherent" if hit.inherent else "leakscan.hit",
            where=hit.cell or hit.part or file,
            sheet=_sheet(hit, catalogue, language),
            column=_column(hit, catalogue, language),
        ).said(language)
        for hit in scanned.hits
    ]
    return "\n".join([*lines, message("leakscan.next").said(language)]) + "\n"


def document(scanned: Scanned, *, file: str, book: str) -> str:
    """Return the scan as one JSON document."""
    told = {
        "schema": SCHEMA,
        "file": file,
        "book": book,
        "share": scanned.share,
        "values": scanned.values,
        "clean": not scanned.hits,
        "hits": [hit._asdict() for hit in scanned.hits],
    }
    said = json.dumps(told, ensure_ascii=False, indent=2)
    return said.encode("utf-8", "backslashreplace").decode("utf-8") + "\n"


def proof(found: Mapping[str, bool], places: tuple[Place, ...], language: Language) -> str:
    """Return the table of the self-test: each hiding place, and whether its canary was found."""
    return "\n".join(_proof(found, places, language)) + "\n"


def _proof(
    found: Mapping[str, bool], places: tuple[Place, ...], language: Language
) -> Iterator[str]:
    of = Counter(place.group for place in places)
    group = ""
    for number, place in enumerate(places, 1):
        if place.group != group:
            group = place.group
            yield message(f"leakscan.group_{group}", n=of[group]).said(language)
        yield f"  {'✓' if found[place.key] else '✗'} {number:2}  {place.name.said(language)}"
    yield message("leakscan.proof", found=sum(found.values()), n=len(places)).said(language)


def _sheet(hit: Hit, catalogue: Catalogue, language: Language) -> str:
    sheet = catalogue.sheets.get(hit.sheet)
    return sheet.name.said(language) if sheet else hit.sheet


def _column(hit: Hit, catalogue: Catalogue, language: Language) -> str:
    sheet = catalogue.sheets.get(hit.sheet)
    field = sheet.by_key.get(hit.column) if sheet else None
    return field.name.said(language) if field else hit.column
