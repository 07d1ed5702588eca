"""An xlsx zipped by hand, for what no library would write."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def rows(*cells: str, first: int = 1) -> str:
    """Return sheet data of one row for each of `cells`."""
    listed = "".join(f'<row r="{first + n}">{row}</row>' for n, row in enumerate(cells))
    return f"<sheetData>{listed}</sheetData>"


def styles(*formats: int, codes: Mapping[int, str] | None = None) -> str:
    """Return a style sheet whose n-th cell style has the n-th number format."""
    own = "".join(f'<numFmt numFmtId="{n}" formatCode="{c}"/>' for n, c in (codes or {}).items())
    xfs = "".join(f'<xf numFmtId="{number}"/>' for number in formats)
    return f'<numFmts count="1">{own}</numFmts><cellXfs count="1">{xfs}</cellXfs>'


def write_raw(path: Path, sheets: Mapping[str, str], **parts: str) -> Path:
    """Write a workbook of `sheets`, tab → what stands inside <worksheet>.

    A sheet that begins with "<?" is a whole part. Keywords: `strings` and `styles` (the insides
    of those parts), `properties` (the insides of <workbook> before its sheets), `main` and
    `relations` (namespaces), `folder` (of the sheets, as a target), `states` (one word a sheet).
    """
    main, relations = parts.get("main", MAIN), parts.get("relations", RELATIONS)
    folder = parts.get("folder", "worksheets/")
    states = parts.get("states", "").split() or ["visible"] * len(sheets)
    listed = links = ""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for number, (tab, inside) in enumerate(sheets.items(), 1):
            target = f"{folder}part{number}.xml"
            place = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            whole = inside.startswith("<?")
            package.writestr(
                place, inside if whole else f'<worksheet xmlns="{main}">{inside}</worksheet>'
            )
            state = states[number - 1]
            listed += f'<sheet name="{tab}" sheetId="{number}" state="{state}" r:id="rId{number}"/>'
            links += _link(f"rId{number}", f"{relations}/worksheet", target)
        for name, part in (("strings", "sst"), ("styles", "styleSheet")):
            if name in parts:
                kind = {"strings": "sharedStrings"}.get(name, name)
                package.writestr(f"xl/{kind}.xml", f'<{part} xmlns="{main}">{parts[name]}</{part}>')
                links += _link(kind, f"{relations}/{kind}", f"{kind}.xml")
        book = f"{parts.get('properties', '')}<sheets>{listed}</sheets>"
        package.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{relations}">{book}</workbook>'
        )
        package.writestr("xl/_rels/workbook.xml.rels", _links(links))
        root = _link("rId1", f"{relations}/officeDocument", "xl/workbook.xml")
        package.writestr("_rels/.rels", _links(root))
        package.writestr("[Content_Types].xml", _types(len(sheets), folder))
    return path


def _links(inside: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


def _link(name: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>'


def _types(count: int, folder: str) -> str:
    place = folder if folder.startswith("/") else f"/xl/{folder}"
    sheets = "".join(
        f'<Override PartName="{place}part{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for n in range(1, count + 1)
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f"{sheets}</Types>"
    )
