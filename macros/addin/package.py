"""relaybook.xlam: the ribbon, the macros, and one sheet that says how to start Python.

Source: ECMA-376 for the package, [MS-CUSTOMUI] for the ribbon's part in it. Building it twice
gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape

from macros.actions import BUTTONS
from macros.addin.ovba import Module, project
from macros.addin.ribbon_part import ribbon_part
from validation.messages import message

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

    from validation.messages import Language

SOURCES = files("macros.addin") / "sources"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MICROSOFT = "http://schemas.microsoft.com/office"
_SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest date that a zip can tell: two builds are the same file."""
_READABLE = 0o644 << 16

_MADE_AGAIN = (
    '<definedNames><definedName name="RelaybookReport" hidden="1">1</definedName></definedNames>'
)
"""By which `saving` knows a file of ours that may be replaced."""

_TYPES = {
    "/xl/workbook.xml": "application/vnd.ms-excel.addin.macroEnabled.main+xml",
    "/xl/worksheets/sheet1.xml": f"{_CONTENT}.worksheet+xml",
    "/xl/styles.xml": f"{_CONTENT}.styles+xml",
    "/xl/vbaProject.bin": "application/vnd.ms-office.vbaProject",
    "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
}
_STYLES = """\
<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>\
<fills count="2"><fill><patternFill patternType="none"/></fill>\
<fill><patternFill patternType="gray125"/></fill></fills>\
<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>\
<cellXfs count="1"><xf xfId="0"/></cellXfs>"""


class Setup(NamedTuple):
    """What is written into an add-in when it is built."""

    interpreter: str
    """The Python that runs the buttons: a whole path; on Windows pythonw.exe."""
    language: Language
    version: str
    flags: str = "-I -B"
    """How Python is kept from reading code elsewhere: nothing but its own environment is searched.
    "-E -P -B" where Relaybook stands in the user's own folder of packages, which -I leaves out."""


def xlam(setup: Setup) -> bytes:
    """Return the add-in as a file."""
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(
            {
                f"{_OFFICE}/officeDocument": "xl/workbook.xml",
                f"{_MICROSOFT}/2007/relationships/ui/extensibility": "customUI/customUI14.xml",
                f"{_PACKAGE}/relationships/metadata/core-properties": "docProps/core.xml",
            }
        ),
        "docProps/core.xml": _properties(setup),
        "xl/workbook.xml": (
            f'{_HEAD}<workbook xmlns="{_SHEETS}" xmlns:r="{_OFFICE}">'
            '<workbookPr codeName="ThisWorkbook"/><bookViews><workbookView/></bookViews>'
            '<sheets><sheet name="relaybook" sheetId="1" r:id="rId1"/></sheets>'
            f"{_MADE_AGAIN}</workbook>"
        ),
        "xl/_rels/workbook.xml.rels": _relations(
            {
                f"{_OFFICE}/worksheet": "worksheets/sheet1.xml",
                f"{_OFFICE}/styles": "styles.xml",
                f"{_MICROSOFT}/2006/relationships/vbaProject": "vbaProject.bin",
            }
        ),
        "xl/worksheets/sheet1.xml": _sheet(settings(setup)),
        "xl/styles.xml": f'{_HEAD}<styleSheet xmlns="{_SHEETS}">{_STYLES}</styleSheet>',
        "customUI/customUI14.xml": ribbon_part(setup.language),
    }
    content = {name: text.encode() for name, text in parts.items()}
    content["xl/vbaProject.bin"] = project("Relaybook", modules())
    return zipped(content)


def settings(setup: Setup) -> Mapping[str, str]:
    """Return what the macros read from the add-in's own sheet; they know no other source."""
    said = {
        key: message(f"addin.{key.lower()}").said(setup.language)
        for key in ("NO_BOOK", "UNKNOWN", "FAILED", "NOT_STARTED")
    }
    return {
        "INTERPRETER": setup.interpreter,
        "FLAGS": setup.flags,
        "LANGUAGE": setup.language,
        "VERSION": setup.version,
        "COMMANDS": " ".join(action.button_id for action in BUTTONS),
        **said,
    }


def modules() -> list[Module]:
    """Return the modules of the add-in: those of its documents, which are empty, and ours."""
    ours = sorted(
        (source for source in SOURCES.iterdir() if source.name.endswith(".bas")),
        key=lambda source: source.name,
    )
    documents = [
        Module("ThisWorkbook", "Option Explicit", "workbook"),
        Module("Sheet1", "Option Explicit", "sheet"),
    ]
    return [*documents, *map(_module, ours)]


def _module(source: Traversable) -> Module:
    return Module(source.name.removesuffix(".bas"), source.read_text("ascii"))


def _content_types() -> str:
    overrides = "".join(
        f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in _TYPES.items()
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(targets: Mapping[str, str]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets.items(), 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def _properties(setup: Setup) -> str:
    """Return the file's properties: Excel shows them in its list of add-ins."""
    about = escape(message("addin.about", version=setup.version).said(setup.language))
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Relaybook</dc:title>'
        f"<dc:description>{about}</dc:description></cp:coreProperties>"
    )


def _sheet(told: Mapping[str, str]) -> str:
    rows = "".join(
        f'<row r="{row}">{_cell(f"A{row}", key)}{_cell(f"B{row}", value)}</row>'
        for row, (key, value) in enumerate(told.items(), 1)
    )
    return (
        f'{_HEAD}<worksheet xmlns="{_SHEETS}"><sheetPr codeName="Sheet1"/>'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )


def _cell(address: str, text: str) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Return a zip of the parts, in their order, that is the same whenever it is made."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = _READABLE
            package.writestr(entry, content)
    return out.getvalue()
