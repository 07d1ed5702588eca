"""Hostile and odd files that are text, or no spreadsheet at all: name → bytes."""

# ruff: noqa: E501, S311  (one file is one line; chance is seeded, not secret)
from __future__ import annotations

import random
import sqlite3

from tests.hostile_parts import packed
from validation.errors import FileError, NotASpreadsheetError, UnsupportedError

_LIST = "Company,Amount\nMüller GmbH,5\n"
_TABLE = (
    "<table><tr><th>Company</th><th>Amount</th></tr><tr><td>Müller GmbH</td><td>5</td></tr></table>"
)
_SS = 'xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
_SS_PREFIX = 'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'


def xml2003(rows: str = "", *, before: str = "") -> bytes:
    """Return an Excel 2003 XML workbook with the list, or `rows`."""
    body = rows or (
        '<Row><Cell><Data ss:Type="String">Company</Data></Cell>'
        '<Cell><Data ss:Type="String">Amount</Data></Cell></Row>'
        '<Row><Cell><Data ss:Type="String">Müller GmbH</Data></Cell>'
        '<Cell><Data ss:Type="Number">5</Data></Cell></Row>'
    )
    return (
        f'<?xml version="1.0"?>{before}<Workbook {_SS} {_SS_PREFIX}>'
        f'<Worksheet ss:Name="List"><Table>{body}</Table></Worksheet></Workbook>'
    ).encode()


def _sqlite() -> bytes:
    with sqlite3.connect(":memory:") as base:
        base.execute("CREATE TABLE company (name TEXT)")
        data = base.serialize()
    base.close()
    return data


_LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
_MAIL = b"MIME-Version: 1.0\r\n"
_MHTML = (
    _MAIL + b"X-Document-Type: Workbook\r\n"
    b'Content-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
    b'Content-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
    b"<html xmlns:x='urn:schemas-microsoft-com:office:excel'>"
    + _TABLE.encode()
    + b"</html>\r\n--b--\r\n"
)
_FAR_CELL = '<Row ss:Index="99999999"><Cell ss:Index="99999999"><Data ss:Type="String">x</Data></Cell></Row>'

GOOD_TEXT: tuple[tuple[str, bytes], ...] = (
    ("utf-8.csv", _LIST.encode()),
    ("utf-8 with mark.csv", _LIST.encode("utf-8-sig")),
    ("utf-16.csv", _LIST.encode("utf-16")),
    ("cp1252.csv", _LIST.encode("cp1252")),
    ("gb18030.csv", _LIST.encode("gb18030")),
    ("csv named.xls", _LIST.encode()),
    ("semicolons.csv", _LIST.replace(",", ";").encode()),
    ("tabs.tsv", _LIST.replace(",", "\t").encode()),
    ("mac ends.csv", _LIST.replace("\n", "\r").encode()),
    ("mixed ends.csv", b"Company,Amount\r\nM\xc3\xbcller GmbH,5\r"),
    ("zeros behind.csv", _LIST.encode() + bytes(4096)),
    ("shop export.xls", f"<html><body>{_TABLE}</body></html>".encode()),
    (
        "scripted.xls",
        f"<html><script>document.write('<table><tr><td>x')</script>{_TABLE}</html>".encode(),
    ),
    ("erp export.xls", xml2003()),
    ("saved page.mht", _MHTML),
)

OTHER_FILES: tuple[tuple[str, bytes, type[FileError]], ...] = (
    ("letter.xlsx", packed({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<w/>"}), NotASpreadsheetError),
    ("slides.xlsx", packed({"ppt/presentation.xml": b"<p/>"}), NotASpreadsheetError),
    ("program.xlsx", packed({"META-INF/MANIFEST.MF": b"Manifest-Version: 1.0"}), NotASpreadsheetError),
    ("text.ods", packed({"mimetype": b"application/vnd.oasis.opendocument.text"}), NotASpreadsheetError),
    ("apple.xlsx", packed({"Index/Document.iwa": b"x"}), UnsupportedError),
    ("pictures.zip", packed({"a.jpg": b"x"}), NotASpreadsheetError),
    ("offer.xlsx", b"%PDF-1.7\n%\xe2\xe3", NotASpreadsheetError),
    ("photo.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(60), NotASpreadsheetError),
    ("photo.xls", b"\xff\xd8\xff\xe0\x00\x10JFIF", NotASpreadsheetError),
    ("photo.csv", b"GIF89a" + bytes(60), NotASpreadsheetError),
    ("letter.xls", b"{\\rtf1\\ansi hello}", NotASpreadsheetError),
    ("setup.xlsx", b"MZ\x90\x00\x03" + bytes(9) + random.Random(1).randbytes(4000), NotASpreadsheetError),
    ("crm.xlsx", _sqlite(), NotASpreadsheetError),
    ("lake.xlsx", b"PAR1" + bytes(60) + b"PAR1", NotASpreadsheetError),
    ("list.csv.gz", b"\x1f\x8b\x08\x00" + bytes(60), NotASpreadsheetError),
    ("list.7z", b"7z\xbc\xaf\x27\x1c" + bytes(60), NotASpreadsheetError),
    ("list.rar", b"Rar!\x1a\x07\x01\x00" + bytes(60), NotASpreadsheetError),
    ("rows.json", b'[{"company": "x"}]', NotASpreadsheetError),
    ("feed.xml", b'<?xml version="1.0"?><rss><item/></rss>', NotASpreadsheetError),
    ("mail.xls", b"From: a@example.com\r\n" + _MAIL + b"\r\nhello", NotASpreadsheetError),
    ("pointer.xlsx", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", NotASpreadsheetError),
    ("link.xlsx", b"[InternetShortcut]\r\nURL=https://example.com\r\n", NotASpreadsheetError),
    ("~$list.xlsx", b"\x04Anna" + b" " * 160, NotASpreadsheetError),
    (".~lock.list.xlsx#", b",anna,pc,01.01.2026 10:00,file:///x;", NotASpreadsheetError),
    ("sylk.slk", b'ID;PWXL;N;E\r\nP;PGeneral\r\nC;Y1;X1;K"a"\r\nE\r\n', UnsupportedError),
    ("excel 3.xls", b"\x09\x02\x06\x00\x00\x00\x10\x00" + bytes(99), UnsupportedError),
    ("no table.xls", b"<html><body>Please sign in</body></html>", NotASpreadsheetError),
)  # fmt: skip

ODD_TEXT: tuple[tuple[str, bytes], ...] = (
    ("zero inside.csv", b"Company,Amount\nM\x00ller,5\n" * 50),
    ("one line.csv", b"x," * 20_000),
    ("one cell.csv", b"x" * 4_000_000),
    ("lone quote.csv", b'Company,Amount\n"M\xc3\xbcller,5\n' + b"a,b\n" * 9_000),
    ("quotes everywhere.csv", b'"' * 500_001),
    ("wide.csv", b",".join(b"c%d" % n for n in range(20_000)) + b"\n"),
    ("bad bytes.csv", b"Company,Amount\n\xff\xfe\xfd,5\n"),
    ("utf-16 unmarked.csv", _LIST.encode("utf-16-le")),
    ("half a character.csv", _LIST.encode("utf-16")[:-1]),
    ("looks like sylk.csv", b"ID;Name;PLZ\n1;M\xc3\xbcller;10115\n"),
    ("starts with less.csv", b"<name>,<amount>\nx,5\n"),
    ("nested page.xls", b"<html>" + b"<div>" * 20_000 + _TABLE.encode()),
    ("nested tables.xls", b"<html>" + b"<table><tr><td>" * 3_000),
    ("spans.xls", b"<table><tr><td rowspan=99999999 colspan=99999999>x</td></tr></table>"),
    ("many spans.xls", b"<table>" + b"<tr><td rowspan=65534 colspan=1000>x</td></tr>" * 300),
    ("far cell.xml", xml2003(_FAR_CELL)),
    ("merged cell.xml", xml2003('<Row><Cell ss:MergeAcross="99999999" ss:MergeDown="99999999"><Data ss:Type="String">x</Data></Cell></Row>')),
    ("laughs.xml", xml2003(before=_LAUGHS)),
    ("nested.xml", xml2003("<a>" * 100_000)),
    ("bad date.xml", xml2003('<Row><Cell><Data ss:Type="DateTime">99999-99-99</Data></Cell></Row>')),
    ("deep.json", b"[" * 200_000),
)  # fmt: skip
