"""The sheet that is added to a workbook that is not ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workbook.patching.cells import Writer, letters, text_content
from workbook.patching.packed import PackedRows
from workbook.patching.styles import Look

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workbook.patching.edits import NewSheet
    from workbook.patching.styles import StyleSheet

HEADER_ROW = 4
_FIRST_ROW = 5
_NAMESPACES = {
    False: "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    True: "http://purl.oclc.org/ooxml/spreadsheetml/main",
}
_TITLE = Look("14304F", size=14, bold=True)
_NOTE = Look("64748B")
_HEADER = Look(
    "1E293B",
    "E2E8F0",
    bold=True,
    lined=True,
    alignment='horizontal="left" vertical="center" wrapText="1" indent="1"',
)
_WRAPPED = 'horizontal="left" vertical="center" wrapText="1" indent="1"'
_BODY = Look("1E293B", lined=True, number_format=49, alignment=_WRAPPED)
_LINK = Look("2563A8", lined=True, underlined=True, alignment='vertical="center" indent="1"')
_CHIPS: Mapping[str, Look] = {
    "error": _BODY._replace(ink="9B1C1C", fill="FBD5D5", bold=True),
    "warning": _BODY._replace(ink="7A4D05", fill="FDF0C4", bold=True),
    "info": _BODY._replace(ink="374151", fill="E5E7EB", bold=True),
}


class Numbers(NamedTuple):
    """The style numbers of the sheet's kinds of cells."""

    title: int
    note: int
    header: int
    body: int
    link: int
    chips: Mapping[str, int]


class Addition:
    """The part of an added sheet, written before its name and place are known."""

    def __init__(
        self, sheet: NewSheet, styles: StyleSheet, *, strict: bool, date1904: bool
    ) -> None:
        self._sheet = sheet
        self._strict = strict
        self._numbers = Numbers(
            title=styles.look(_TITLE),
            note=styles.look(_NOTE),
            header=styles.look(_HEADER),
            body=styles.look(_BODY),
            link=styles.look(_LINK),
            chips={severity: styles.look(look) for severity, look in _CHIPS.items()},
        )
        self._writer = Writer("", styles, date1904=date1904, link=self._numbers.link)
        self._rows = PackedRows(_FIRST_ROW)
        self._rows.pack(
            sheet.rows,
            self._writer,
            columns=dict.fromkeys(range(1, len(sheet.headers) + 1), self._numbers.body),
            leading=[self._numbers.chips[severity] for severity in sheet.severities],
        )
        self._last = letters(max(len(sheet.headers), 1))

    @property
    def filtered(self) -> str:
        """The area of the filter, as a name writes it."""
        return f"$A${HEADER_ROW}:${self._last}${self._last_row}"

    @property
    def count(self) -> int:
        """How many rows there are below the headers."""
        return self._rows.next - _FIRST_ROW

    @property
    def _last_row(self) -> int:
        return max(self._rows.next - 1, HEADER_ROW)

    def pieces(self) -> Iterator[bytes]:
        """Give the part."""
        yield self._head().encode()
        yield from self._rows.pieces()
        margins = 'left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"'
        yield (
            f'</sheetData><autoFilter ref="{self.filtered.replace("$", "")}"/>'
            f"<pageMargins {margins}/>"
            '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
        ).encode()

    def _head(self) -> str:
        body = self._numbers.body
        columns = "".join(
            f'<col min="{n}" max="{n}" width="{width:g}" style="{body}" customWidth="1"/>'
            for n, width in enumerate(self._sheet.widths, 1)
        )
        selection = f'activeCell="A{_FIRST_ROW}" sqref="A{_FIRST_ROW}"'
        return (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            f'<worksheet xmlns="{_NAMESPACES[self._strict]}">'
            '<sheetPr><tabColor rgb="FFB42318"/><pageSetUpPr fitToPage="1"/></sheetPr>'
            f'<dimension ref="A1:{self._last}{self._last_row}"/>'
            '<sheetViews><sheetView showGridLines="0" workbookViewId="0">'
            f'<pane ySplit="{HEADER_ROW}" topLeftCell="A{_FIRST_ROW}" activePane="bottomLeft"'
            f' state="frozen"/><selection pane="bottomLeft" {selection}/></sheetView></sheetViews>'
            '<sheetFormatPr defaultRowHeight="15"/>'
            f"{f'<cols>{columns}</cols>' if columns else ''}<sheetData>{self._top()}"
        )

    def _top(self) -> str:
        numbers, width = self._numbers, max(len(self._sheet.headers), 1)
        plain = "".join(
            f'<c r="{letters(column)}{{row}}" s="{numbers.note}"/>'
            for column in range(2, width + 1)
        )
        lines = []
        for row, text, style, height in (
            (1, self._sheet.title, numbers.title, 30),
            (2, self._sheet.note, numbers.note, 20),
            (3, "", numbers.note, 6),
        ):
            cells = self._text(row, 1, text, style) + plain.format(row=row)
            lines.append(f'<row r="{row}" ht="{height}" customHeight="1">{cells}</row>')
        headers = "".join(
            self._text(HEADER_ROW, column, text, numbers.header)
            for column, text in enumerate(self._sheet.headers, 1)
        )
        return "".join(lines) + f'<row r="{HEADER_ROW}" ht="36" customHeight="1">{headers}</row>'

    def _text(self, row: int, column: int, text: str, style: int) -> str:
        written = text_content(text, "").written
        return f'<c r="{letters(column)}{row}" s="{style}"{written}'
