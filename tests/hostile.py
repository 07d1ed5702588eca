"""Hostile and odd spreadsheets: each a few bytes on disk, each with what must come of it.

`GOOD` hold the list of `hostile_parts` however oddly, and must open with its values. `REFUSED`
must end in the error beside them. `EITHER` may do one or the other, but nothing else.
"""

# ruff: noqa: E501, S311  (one case is one line; chance is seeded, not secret)
from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from msoffcrypto.format.ooxml import OOXMLFile

from tests import hostile_parts as parts
from tests.hostile_text import GOOD_TEXT, ODD_TEXT, OTHER_FILES
from validation.errors import (
    DamagedError,
    EmptyFileError,
    EncryptedError,
    FileError,
    NotASpreadsheetError,
    TooBigError,
    UnsupportedError,
)

if TYPE_CHECKING:
    from collections.abc import Callable


class Case(NamedTuple):
    """One file: its name and how to make its bytes."""

    name: str
    content: Callable[[], bytes | bytearray]


class Refused(NamedTuple):
    """One file and the error it must end in."""

    name: str
    content: Callable[[], bytes | bytearray]
    error: type[FileError]


_ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
_LAUGHS = f'<!DOCTYPE x [<!ENTITY e0 "ha">{_ENTITIES}]>'
_FILE = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
_OUTSIDE = '<!DOCTYPE x SYSTEM "http://192.0.2.1/x.dtd">'
_PARAMETER = '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://192.0.2.1/p.dtd"> %p;]>'
_FAR = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    '<row r="1048576"><c r="XFD1048576"><v>5</v></c></row>'
)


def with_dtd(part: bytes, dtd: str, entity: str = "") -> bytes:
    """Return an XML part with a document type, and one text of it made an entity."""
    body = part.removeprefix(parts.HEAD).replace(b"Company", entity.encode() or b"Company")
    return parts.HEAD + dtd.encode() + body


def bomb(size: int) -> bytes:
    """Return an xlsx whose strings inflate to `size` bytes and say that they are small."""
    block = b"<si><t>x</t></si>" * 61_681  # about a megabyte
    machine = zlib.compressobj(9, zlib.DEFLATED, -15)
    start = machine.compress(parts.strings()[:150] + b">") + machine.flush(zlib.Z_FULL_FLUSH)
    repeated = machine.compress(block) + machine.flush(zlib.Z_FULL_FLUSH)
    data = start + repeated * (size // len(block)) + machine.flush()
    good = parts.xlsx_parts()
    del good["xl/sharedStrings.xml"]
    name = b"xl/sharedStrings.xml"
    out = bytearray(parts.packed(good))
    end = out.rfind(b"PK\x05\x06")
    count, length, start_of = struct.unpack_from("<HLL", out, end + 10)
    listing = bytes(out[start_of : start_of + length])
    facts = struct.pack("<HHHHHLLLHH", 20, 0, 8, 0, 33, 0, len(data), 1000, len(name), 0)
    entry = b"PK\x01\x02\x14\x00" + facts + struct.pack("<HHHLL", 0, 0, 0, 0, start_of) + name
    head = bytes(out[:start_of]) + b"PK\x03\x04" + facts + name + data
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count + 1, count + 1,
                       length + len(entry), len(head), 0)  # fmt: skip
    return head + listing + entry + tail


def renamed(old: str, new: str) -> bytes:
    """Return the good xlsx with one part under another name."""
    return parts.packed({new if k == old else k: v for k, v in parts.xlsx_parts().items()})


def twice(name: str, again: bytes, *, alias: str = "") -> bytes:
    """Return the good xlsx with a second part called `name`, or `alias`."""
    out = io.BytesIO(parts.xlsx())
    with zipfile.ZipFile(out, "a") as file:
        file.filelist.append(info := zipfile.ZipInfo("placeholder"))
        file.filelist.remove(info)
        file.NameToInfo.pop(name, None)
        file.writestr(alias or name, again)
    return out.getvalue()


def flagged() -> bytes:
    """Return the good xlsx, its parts marked as encrypted."""
    data = bytearray(parts.xlsx())
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def repacked(method: int, *, comment: bytes = b"", prefix: bytes = b"") -> bytes:
    """Return the good xlsx, packed another way."""
    out = io.BytesIO()
    out.write(prefix)
    with zipfile.ZipFile(out, "w", method) as file:
        for name, data in parts.xlsx_parts().items():
            file.writestr(name, data)
        file.comment = comment
    return out.getvalue()


def locked() -> bytes:
    """Return the good xlsx under a password."""
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(parts.xlsx())).encrypt("secret", out)
    return out.getvalue()


def many_sheets(count: int) -> bytes:
    """Return a workbook that lists its one sheet `count` times."""
    sheets = (f'<sheet name="S{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, count + 1))
    return parts.xlsx(workbook=parts.workbook("".join(sheets)))


def looped(offset: int, value: int) -> bytearray:
    """Return the good xls with one number of its tables changed; a negative offset: from its end."""
    data = parts.xls()
    struct.pack_into("<L", data, offset % len(data), value)
    return data


def mutant(good: bytes | bytearray, seed: int) -> bytearray:
    """Return `good` with up to eight bytes changed, the same for the same seed."""
    chance = random.Random(seed)
    data = bytearray(good)
    for _ in range(chance.randint(1, 8)):
        data[chance.randrange(len(data))] = chance.choice((0, 1, 0x7F, 0xFF, chance.randrange(256)))
    return data


def inner_mutant(seed: int) -> bytes:
    """Return an xlsx whose sheet or strings are changed inside a sound zip."""
    chance = random.Random(seed)
    good = parts.xlsx_parts()
    name = chance.choice(sorted(good))
    good[name] = bytes(mutant(good[name], seed))
    return parts.packed(good)


_X = parts.xlsx
_NESTED = "<a>" * 100_000
_BLANK_REST = (
    '<table:table-row table:number-rows-repeated="1048574">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)


def _ods_values(rows: str, columns: str) -> bytes:
    cell = (
        f'<table:table-cell table:number-columns-repeated="{columns}" '
        'office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>'
    )
    return parts.ods(
        f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>'
    )


_SPACED = parts.ODS_ROWS.replace("Müller GmbH", 'Müller<text:s text:c="2000000000"/>GmbH')
_NO_PLACES = parts.ROWS.replace(' r="1"', "").replace(' r="2"', "")
for _place in ("A1", "B1", "A2", "B2"):
    _NO_PLACES = _NO_PLACES.replace(f' r="{_place}"', "")
_PREFIXED = (
    parts.sheet()
    .replace(b"</", b"</x:")
    .replace(b"<", b"<x:")
    .replace(b"<x:/x:", b"</x:")
    .replace(b"<x:?xml", b"<?xml")
    .replace(b"xmlns=", b"xmlns:x=")
)
_WIDE = parts.sheet().replace(b"UTF-8", b"UTF-16").decode().encode("utf-16")
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"

GOOD: tuple[Case, ...] = (
    Case("plain.xlsx", _X),
    Case("plain.ods", parts.ods),
    Case("plain.xls", parts.xls),
    Case("plain.xlsb", parts.xlsb),
    Case("named wrongly.csv", _X),
    Case("no extension", _X),
    Case("xls in truth.xlsx", parts.xls),
    Case("stored.xlsx", partial(repacked, zipfile.ZIP_STORED)),
    Case("comment.xlsx", partial(repacked, zipfile.ZIP_DEFLATED, comment=b"hello PK" * 50)),
    Case("dimension too small.xlsx", lambda: _X(sheet=parts.sheet(before='<dimension ref="A1"/>'))),
    Case(
        "dimension too big.xlsx",
        lambda: _X(sheet=parts.sheet(before='<dimension ref="A1:XFD1048576"/>')),
    ),
    Case("no dimension, no places.xlsx", lambda: _X(sheet=parts.sheet(_NO_PLACES))),
    Case("single quotes.xlsx", lambda: _X(sheet=parts.sheet().replace(b'"', b"'"))),
    Case("prefixed.xlsx", lambda: _X(sheet=_PREFIXED)),
    Case("utf-16 inside.xlsx", lambda: _X(sheet=_WIDE)),
    Case("mark inside.xlsx", lambda: _X(sheet=b"\xef\xbb\xbf" + parts.sheet())),
    Case("comments.xlsx", lambda: _X(sheet=parts.sheet().replace(b"<work", b"<!--x--><work", 1))),
    Case("cdata.xlsx", lambda: _X(strings=parts.strings(("Company", "<![CDATA[Amount]]>", "Müller GmbH")))),
    Case("no styles.xlsx", lambda: _X(styles=None)),
    Case("no content types.xlsx", lambda: _X(types=None)),
    Case("backslashes.xlsx", lambda: renamed("xl/worksheets/sheet1.xml", "xl\\worksheets\\sheet1.xml")),
    Case("other case.xlsx", lambda: renamed("xl/sharedStrings.xml", "xl/SharedStrings.xml")),
    Case(
        "absolute targets.xlsx",
        lambda: _X(workbook_rels=parts.xlsx_parts()["xl/_rels/workbook.xml.rels"].replace(b'Target="', b'Target="/xl/')),
    ),
    Case("strict.xlsx", lambda: _X(sheet=parts.sheet().replace(parts.MAIN.encode(), _STRICT.encode()))),
    Case("merged everywhere.xlsx", lambda: _X(sheet=parts.sheet(
        after='<mergeCells count="1"><mergeCell ref="D4:XFD1048576"/></mergeCells>'))),
    Case("65,000 styles.xlsx", lambda: _X(styles=parts.styles(65_000))),
    Case("claims many strings.xlsx", lambda: _X(strings=parts.strings().replace(b'"3"', b'"4294967295"'))),
    Case("blank rest.ods", lambda: parts.ods(parts.ODS_ROWS + _BLANK_REST)),
    *(Case(name, partial(bytes, data)) for name, data in GOOD_TEXT),
)  # fmt: skip

REFUSED: tuple[Refused, ...] = (
    Refused("bomb.xlsx", partial(bomb, 2_200 << 20), TooBigError),
    Refused("zip in zip.xlsx", lambda: parts.packed({"a.zip": bomb(50 << 20)}), NotASpreadsheetError),
    Refused("laughs in sheet.xlsx", lambda: _X(sheet=with_dtd(parts.sheet(), _LAUGHS)), DamagedError),
    Refused("laughs.xlsx", lambda: _X(strings=with_dtd(parts.strings(), _LAUGHS, "&e9;")), DamagedError),
    Refused("laughs in workbook.xlsx", lambda: _X(workbook=with_dtd(parts.workbook(), _LAUGHS)), DamagedError),
    Refused("reads a file.xlsx", lambda: _X(strings=with_dtd(parts.strings(), _FILE, "&f;")), DamagedError),
    Refused("reads the net.xlsx", lambda: _X(strings=with_dtd(parts.strings(), _OUTSIDE)), DamagedError),
    Refused("parameter.xlsx", lambda: _X(styles=with_dtd(parts.styles(), _PARAMETER)), DamagedError),
    Refused(
        "wide laughs.xlsx",
        lambda: _X(strings=with_dtd(parts.strings(), _LAUGHS).replace(b"UTF-8", b"UTF-16").decode().encode("utf-16")),
        DamagedError,
    ),
    Refused("laughs.ods", lambda: parts.ods(before=_LAUGHS), DamagedError),
    Refused("row 99,999,999.xlsx", lambda: _X(parts.ROWS.replace("2", "99999999")), DamagedError),
    Refused("column XFE.xlsx", lambda: _X(parts.ROWS.replace("B2", "XFE2")), DamagedError),
    Refused("row 0.xlsx", lambda: _X(parts.ROWS.replace("B2", "B0")), DamagedError),
    Refused("text -1.xlsx", lambda: _X(parts.ROWS.replace("<v>2<", "<v>-1<")), DamagedError),
    Refused("long text.xlsx", lambda: _X(strings=parts.strings(("x" * (4 << 20),))), TooBigError),
    Refused("long attribute.xlsx", lambda: _X(parts.ROWS.replace('t="s"', f't="{"s" * (4 << 20)}"')), TooBigError),
    Refused("many parts.xlsx", lambda: parts.packed(
        parts.xlsx_parts() | {f"p/{n}.xml": b"" for n in range(10_001)}), TooBigError),
    Refused("no workbook.xlsx", lambda: _X(workbook=None), DamagedError),
    Refused("no sheet.xlsx", lambda: _X(sheet=None), DamagedError),
    Refused("no sheets.xlsx", lambda: _X(workbook=parts.workbook("")), DamagedError),
    Refused("sheet is no xml.xlsx", lambda: _X(sheet=b"\x00\x01 not xml"), DamagedError),
    Refused("sheet is blank.xlsx", lambda: _X(sheet=b""), DamagedError),
    Refused("cyclic.xlsx", lambda: _X(workbook_rels=parts.relations(("rId1", "worksheet", "workbook.xml"))), DamagedError),
    Refused("sheet twice.xlsx", lambda: twice("xl/worksheets/sheet1.xml", parts.sheet()), DamagedError),
    Refused("twice by case.xlsx", lambda: twice("", b"x", alias="xl/Workbook.xml"), DamagedError),
    Refused("climbs out.xlsx", lambda: renamed("xl/styles.xml", "../../styles.xml"), DamagedError),
    Refused("absolute.xlsx", lambda: renamed("xl/styles.xml", "/etc/passwd"), DamagedError),
    Refused("drive.xlsx", lambda: renamed("xl/styles.xml", "C:\\boot.ini"), DamagedError),
    Refused("control.xlsx", lambda: renamed("xl/styles.xml", "xl/sty\x1b[2Jles.xml"), DamagedError),
    Refused("zip password.xlsx", flagged, UnsupportedError),
    Refused("bzip2.xlsx", partial(repacked, zipfile.ZIP_BZIP2), UnsupportedError),
    Refused("locked.xlsx", locked, EncryptedError),
    Refused("locked.ods", lambda: parts.ods(manifest="<manifest:encryption-data/>"), UnsupportedError),
    Refused("rows of values.ods", partial(_ods_values, "1048576", "1024"), TooBigError),
    Refused("columns of values.ods", partial(_ods_values, "1", "4294967295"), TooBigError),
    Refused("far corner.xlsb", partial(parts.xlsb, far=True), TooBigError),
    Refused("spaces.ods", lambda: parts.ods(_SPACED), TooBigError),
    Refused("table loop.xls", lambda: looped(-512, 0), DamagedError),
    Refused("directory loop.xls", lambda: looped(48, 0), DamagedError),
    Refused("list loop.xls", lambda: looped(68, 3), DamagedError),
    Refused("sectors of 2 GB.xls", lambda: looped(30, 0x00060020), DamagedError),
    Refused("column 60,000.xls", lambda: parts.xls(parts.number(0, 0, 1), parts.number(60_000, 60_000, 1)), DamagedError),
    Refused("blank.xls", lambda: b"", EmptyFileError),
    Refused("only a mark.csv", lambda: b"\xef\xbb\xbf", EmptyFileError),
    Refused("spaces.csv", lambda: b" \r\n\t\r\n" * 40_000, EmptyFileError),
    Refused("zeros.xlsx", partial(bytes, 100_000), DamagedError),
    *(Refused(name, partial(bytes, data), error) for name, data, error in OTHER_FILES),
    *(
        Refused(f"cut at {n} of 20.xlsx", lambda n=n: _X()[: len(_X()) * n // 20], DamagedError)  # type: ignore[misc]
        for n in range(1, 20)
    ),
)  # fmt: skip

EITHER: tuple[Case, ...] = (
    Case("far corner.xlsx", lambda: _X(_FAR)),
    Case("text 99.xlsx", lambda: _X(parts.ROWS.replace("<v>2<", "<v>99<"))),
    Case("text of 40 digits.xlsx", lambda: _X(parts.ROWS.replace("<v>2<", f"<v>{'9' * 40}<"))),
    Case("date -1e400.xlsx", lambda: _X(
        parts.ROWS.replace('B2"><v>5', 'B2" s="1"><v>-1e400'), styles=parts.styles(2))),
    Case("full-width digits.xlsx", lambda: _X(parts.ROWS.replace("<v>5<", "<v>１２<"))),
    Case("style 70,000.xlsx", lambda: _X(parts.ROWS.replace('r="B2"', 'r="B2" s="70000"'))),
    Case("10,000 merges.xlsx", lambda: _X(sheet=parts.sheet(after="<mergeCells>" + "".join(
        f'<mergeCell ref="A{n}:XFD{n}"/>' for n in range(3, 10_003)) + "</mergeCells>"))),
    Case("merged wholly.xlsx", lambda: _X(sheet=parts.sheet(
        after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'))),
    Case("3,000 sheets.xlsx", partial(many_sheets, 3_000)),
    Case("nested.xlsx", lambda: _X(sheet=parts.HEAD + _NESTED.encode())),
    Case("nested in text.xlsx", lambda: _X(strings=parts.strings((_NESTED,)))),
    Case("no strings.xlsx", lambda: _X(strings=None)),
    Case("no rels.xlsx", lambda: _X(rels=None)),
    Case("no workbook rels.xlsx", lambda: _X(workbook_rels=None)),
    Case("600,000 styles.xlsx", lambda: _X(styles=parts.styles(600_000))),
    Case("rows without cells.xlsx", lambda: _X("<row/>" * 1_100_000)),
    Case("one row of cells.xlsx", lambda: _X(f"<row>{'<c><v>1</v></c>' * 20_000}</row>")),
    Case("a step down.xlsx", lambda: _X(f"<row>{'<c/>' * 16_384}</row>" + "<row><c><v>1</v></c></row>" * 60_000)),
    Case("behind junk.xlsx", partial(repacked, zipfile.ZIP_DEFLATED, prefix=b"junk" * 100)),
    Case("far corner.xls", lambda: parts.xls(parts.number(0, 0, 1), parts.number(9_999, 255, 1))),
    Case("dangling record.xls", lambda: parts.xls(parts.label(0, 0, "x")[:6])),
    Case("value rows at 1,048,576.ods", partial(_ods_values, "1048576", "1")),
    Case("junk.bin", lambda: random.Random(7).randbytes(50_000)),
    *(Case(name, partial(bytes, data)) for name, data in ODD_TEXT),
    *(Case(f"mutant {n}.xlsx", lambda n=n: mutant(_X(), n)) for n in range(12)),  # type: ignore[misc]
    *(Case(f"inner mutant {n}.xlsx", partial(inner_mutant, n)) for n in range(24)),
    *(Case(f"mutant {n}.xls", lambda n=n: mutant(parts.xls(), n)) for n in range(24)),  # type: ignore[misc]
    *(Case(f"mutant {n}.xlsb", lambda n=n: parts.xlsb(seed=n)) for n in range(12)),  # type: ignore[misc]
    *(Case(f"mutant {n}.ods", lambda n=n: mutant(parts.ods(), n)) for n in range(8)),  # type: ignore[misc]
)  # fmt: skip
