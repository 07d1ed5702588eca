"""Spreadsheets written byte by byte, so that each can be wrong in one place.

Every good one holds the same list: Company, Amount / Müller GmbH, 5.
"""

from __future__ import annotations

import io
import random
import struct
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

SST = ("Company", "Amount", "Müller GmbH")
ROWS = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    '<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2"><v>5</v></c></row>'
)


def packed(parts: Mapping[str, bytes], *, level: int = 6) -> bytes:
    """Return a zip of `parts`."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as file:
        for name, data in parts.items():
            file.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def sheet(rows: str = ROWS, *, before: str = "", after: str = "") -> bytes:
    """Return a worksheet part."""
    body = (
        f'<worksheet xmlns="{MAIN}" xmlns:r="{RELS}">{before}<sheetData>{rows}</sheetData>{after}'
    )
    return HEAD + f"{body}</worksheet>".encode()


def strings(texts: tuple[str, ...] = SST) -> bytes:
    """Return a shared strings part."""
    items = "".join(f"<si><t>{text}</t></si>" for text in texts)
    return HEAD + f'<sst xmlns="{MAIN}" count="3" uniqueCount="3">{items}</sst>'.encode()


def workbook(sheets: str = '<sheet name="List" sheetId="1" r:id="rId1"/>') -> bytes:
    """Return a workbook part."""
    root = f'<workbook xmlns="{MAIN}" xmlns:r="{RELS}"><sheets>{sheets}</sheets></workbook>'
    return HEAD + root.encode()


def relations(*targets: tuple[str, str, str]) -> bytes:
    """Return a relationships part; each target is its id, the last word of its type, its path."""
    items = "".join(
        f'<Relationship Id="{key}" Type="{RELS}/{kind}" Target="{path}"/>'
        for key, kind, path in targets
    )
    return HEAD + f'<Relationships xmlns="{PACKAGE_RELS}">{items}</Relationships>'.encode()


def styles(count: int = 1) -> bytes:
    """Return a styles part with `count` cell formats, the first General."""
    one = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    return (
        HEAD
        + (
            f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts>'
            '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
            '<borders count="1"><border/></borders>'
            f'<cellStyleXfs count="1">{one}</cellStyleXfs>'
            f'<cellXfs count="{count}">{one}{one.replace("0", "14", 1) * (count - 1)}</cellXfs>'
            "</styleSheet>"
        ).encode()
    )


def xlsx_parts(rows: str = ROWS) -> dict[str, bytes]:
    """Return the parts of a good xlsx file."""
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPES}.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{TYPES}.sharedStrings+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{TYPES}.styles+xml"/></Types>'
    )
    return {
        "[Content_Types].xml": HEAD + types.encode(),
        "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": workbook(),
        "xl/_rels/workbook.xml.rels": relations(
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "sharedStrings", "sharedStrings.xml"),
            ("rId3", "styles", "styles.xml"),
        ),
        "xl/worksheets/sheet1.xml": sheet(rows),
        "xl/sharedStrings.xml": strings(),
        "xl/styles.xml": styles(),
    }


def xlsx(rows: str = ROWS, **changes: bytes | None) -> bytes:
    """Return an xlsx file; `changes` replace parts by their stem, None leaves one out."""
    stems = {
        "types": "[Content_Types].xml",
        "rels": "_rels/.rels",
        "workbook": "xl/workbook.xml",
        "workbook_rels": "xl/_rels/workbook.xml.rels",
        "sheet": "xl/worksheets/sheet1.xml",
        "strings": "xl/sharedStrings.xml",
        "styles": "xl/styles.xml",
    }
    parts = xlsx_parts(rows)
    for stem, data in changes.items():
        if data is None:
            del parts[stems[stem]]
        else:
            parts[stems[stem]] = data
    return packed(parts)


ODS_MIME = b"application/vnd.oasis.opendocument.spreadsheet"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
ODS_ROWS = (
    '<table:table-row><table:table-cell office:value-type="string"><text:p>Company</text:p>'
    '</table:table-cell><table:table-cell office:value-type="string"><text:p>Amount</text:p>'
    "</table:table-cell></table:table-row>"
    '<table:table-row><table:table-cell office:value-type="string"><text:p>Müller GmbH</text:p>'
    '</table:table-cell><table:table-cell office:value-type="float" office:value="5">'
    "<text:p>5</text:p></table:table-cell></table:table-row>"
)


def ods(rows: str = ODS_ROWS, *, before: str = "", manifest: str = "") -> bytes:
    """Return an ods file; `before` stands before the root element of its content."""
    spaces = " ".join(f'xmlns:{name}="{_OASIS}:{name}:1.0"' for name in ("office", "table", "text"))
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content {spaces} '
        'office:version="1.2"><office:body><office:spreadsheet><table:table table:name="List">'
        f"{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    listed = (
        f'<manifest:manifest xmlns:manifest="{_OASIS}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_MIME.decode()}"/>'
        f'<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">'
        f"{manifest}</manifest:file-entry></manifest:manifest>"
    )
    return packed(
        {
            "mimetype": ODS_MIME,
            "content.xml": content.encode(),
            "META-INF/manifest.xml": listed.encode(),
        }
    )


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def biff(*cells: bytes) -> bytes:
    """Return the Workbook stream of an .xls file whose one sheet, List, has these records."""
    start = _record(0x809, struct.pack("<HHHHLL", 0x600, 5, 0, 0, 0, 0))
    codepage = _record(0x42, struct.pack("<H", 1200))
    name = _record(0x85, struct.pack("<LBBBB", 0, 0, 0, 4, 0) + b"List")
    globals_size = len(start + codepage + name) + 4
    placed = _record(0x85, struct.pack("<LBBBB", globals_size, 0, 0, 4, 0) + b"List")
    begin = _record(0x809, struct.pack("<HHHHLL", 0x600, 0x10, 0, 0, 0, 0))
    end = _record(0x0A, b"")
    return start + codepage + placed + end + begin + b"".join(cells) + end


def label(row: int, column: int, text: str) -> bytes:
    """Return a BIFF8 text cell."""
    data = text.encode("utf-16-le")
    return _record(0x204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + data)


def number(row: int, column: int, value: float) -> bytes:
    """Return a BIFF8 number cell."""
    return _record(0x203, struct.pack("<HHHd", row, column, 0, value))


XLS_CELLS = (
    label(0, 0, "Company"),
    label(0, 1, "Amount"),
    label(1, 0, "Müller GmbH"),
    number(1, 1, 5),
)


def compound(streams: Mapping[str, bytes]) -> bytearray:
    """Return an OLE compound file with `streams` of at least 4,096 bytes (padded) at its top."""
    sector, sectors, starts = 512, [], []
    for data in streams.values():
        padded = data.ljust(4096, b"\x00")
        padded = padded.ljust(-(-len(padded) // sector) * sector, b"\x00")
        starts.append((len(sectors), len(padded)))
        sectors += [padded[at : at + sector] for at in range(0, len(padded), sector)]
    first_entry = len(sectors)
    entries = _entry("Root Entry", 5, child=1 if streams else -1)
    for n, (name, (start, size)) in enumerate(zip(streams, starts, strict=True), 1):
        right = n + 1 if n < len(streams) else -1
        entries += _entry(name, 2, right=right, start=start, size=size)
    entries = entries.ljust(-(-len(entries) // sector) * sector, b"\x00")
    sectors += [entries[at : at + sector] for at in range(0, len(entries), sector)]
    fat = [n + 1 for n in range(len(sectors))]
    for start, size in starts:
        fat[start + size // sector - 1] = 0xFFFFFFFE
    fat[-1] = 0xFFFFFFFE
    fat_sectors = -(-(len(fat) + 2) // 128)
    fat += [0xFFFFFFFD] * fat_sectors
    fat += [0xFFFFFFFF] * (fat_sectors * 128 - len(fat))
    header = struct.pack(
        "<8s16s6H10L", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, 0,
        0, 0, fat_sectors, first_entry, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0,
    )  # fmt: skip
    listed = [len(sectors) + n for n in range(fat_sectors)]
    header += struct.pack("<109L", *(listed + [0xFFFFFFFF] * (109 - fat_sectors)))
    return bytearray(header + b"".join(sectors) + struct.pack(f"<{len(fat)}L", *fat))


def xls(*cells: bytes) -> bytearray:
    """Return an .xls file with these cell records, the good list when there are none."""
    return compound({"Workbook": biff(*(cells or XLS_CELLS))})


def _entry(name: str, kind: int, **facts: int) -> bytes:
    raw = (name + "\x00").encode("utf-16-le")
    none = 0xFFFFFFFF
    start = facts.get("start", 0xFFFFFFFE)
    return struct.pack(
        "<64sHBBLLL16sLQQLQ", raw, len(raw), kind, 1, none, facts.get("right", -1) & none,
        facts.get("child", -1) & none, b"", 0, 0, 0, start, facts.get("size", 0),
    )  # fmt: skip


def xlsb(*, far: bool = False, seed: int | None = None) -> bytes:
    """Return an xlsb file; `far` moves its last cell to XFD1048576, `seed` spoils some bytes."""
    row, column = (1_048_575, 16_383) if far else (1, 1)
    name = "List".encode("utf-16-le")
    relation = "rId1".encode("utf-16-le")
    about = struct.pack("<LLL", 0, 1, 4) + relation + struct.pack("<L", 4) + name
    book = b"".join([_part(131), _part(143), _part(156, about), _part(144), _part(132)])
    cells = b"".join(
        [
            _part(0, struct.pack("<L", 0).ljust(17, b"\x00")),
            _part(6, struct.pack("<LLL", 0, 0, 7) + "Company".encode("utf-16-le")),
            _part(6, struct.pack("<LLL", 1, 0, 6) + "Amount".encode("utf-16-le")),
            _part(0, struct.pack("<L", row).ljust(17, b"\x00")),
            _part(6, struct.pack("<LLL", 0, 0, 11) + "Müller GmbH".encode("utf-16-le")),
            _part(5, struct.pack("<LLd", column, 0, 5)),
        ]
    )
    extent = struct.pack("<LLLL", 0, row, 0, column)
    data = b"".join([_part(129), _part(148, extent), _part(145), cells, _part(146), _part(130)])
    if seed is not None:
        chance, spoiled = random.Random(seed), bytearray(data)  # noqa: S311
        for _ in range(3):
            spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
        data = bytes(spoiled)
    types = b"application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    overridden = b'<Types><Override PartName="/xl/workbook.bin" ContentType="%b"/></Types>' % types
    return packed(
        {
            "[Content_Types].xml": HEAD + overridden,
            "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.bin")),
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": relations(("rId1", "worksheet", "worksheets/sheet1.bin")),
            "xl/worksheets/sheet1.bin": data,
        }
    )


def _part(kind: int, data: bytes = b"") -> bytes:
    low = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return low + bytes([len(data)]) + data
