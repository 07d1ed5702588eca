"""The parts of the canaries' workbook that hold its sheets; [key] stands for a canary."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MICROSOFT = "http://schemas.microsoft.com/office"
_RELATIONS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'

_STRINGS = (
    "<si><t>Company name</t></si>",
    "<si><t>[visible]</t></si>",
    "<si><t>as agreed with [repeated] in May</t></si>",
    "<si><t>[hidden_row]</t></si>",
    "<si><t>[hidden_column]</t></si>",
    "<si><t>[white]</t></si>",
    '<si><r><t>[runs:first]</t></r><r><rPr><b/><sz val="11"/></rPr><t>[runs:last]</t></r></si>',
    '<si><t>東京</t><rPh sb="0" eb="2"><t>[phonetic]</t></rPh><phoneticPr fontId="0"/></si>',
    "<si><t>[orphan]</t></si>",
    "<si><t>[hidden_sheet]</t></si>",
    "<si><t>[very_hidden]</t></si>",
)

_SHEET = f"""<worksheet {_MAIN} {_R} xmlns:x14="{_MICROSOFT}/spreadsheetml/2009/9/main">
<sheetPr codeName="[code_name]"/><dimension ref="A1:XFD9"/>
<cols><col min="3" max="3" width="9" hidden="1"/></cols>
<sheetData>
<row r="1"><c r="A1" t="s"><v>0</v></c></row>
<row r="2"><c r="A2" t="s"><v>1</v></c>
<c r="B2" t="s"><v>2</v></c><c r="C2" t="s"><v>4</v></c></row>
<row r="3"><c r="A3" t="str"><f>UPPER("[formula]")</f><v>done</v></c>
<c r="B3" t="str"><f>A99</f><v>[cached]</v></c></row>
<row r="4" hidden="1"><c r="A4" t="s"><v>3</v></c></row>
<row r="5"><c r="A5" t="s"><v>6</v></c>
<c r="B5" t="s"><v>7</v></c><c r="D5" s="2"><v>1</v></c></row>
<row r="9"><c r="XFD9" s="1" t="s"><v>5</v></c></row>
</sheetData>
<autoFilter ref="A1:B5"><filterColumn colId="0"><filters><filter val="[criterion]"/></filters>
</filterColumn></autoFilter>
<scenarios current="0"><scenario name="best" count="1"><inputCells r="A2" val="[scenario]"/>
</scenario></scenarios>
<conditionalFormatting sqref="A2"><cfRule type="expression" priority="1">
<formula>$A2="[condition]"</formula></cfRule></conditionalFormatting>
<dataValidations count="1"><dataValidation type="list" sqref="B2" promptTitle="Note"
 prompt="[prompt]" errorTitle="Note" error="[error]"><formula1>"yes,[list]"</formula1>
</dataValidation></dataValidations>
<hyperlinks><hyperlink ref="A2" r:id="rId1" tooltip="[tooltip]"/></hyperlinks>
<pageSetup r:id="rId5"/>
<headerFooter><oddHeader>&amp;L[header]</oddHeader><oddFooter>&amp;C[footer]</oddFooter>
</headerFooter>
<drawing r:id="rId6"/><legacyDrawing r:id="rId3"/><oleObjects>
<oleObject progId="Excel.Sheet.12" shapeId="1" r:id="rId7"/></oleObjects>
<tableParts count="1"><tablePart r:id="rId4"/></tableParts>
<extLst><ext uri="{{05C60535-1F16-4fd2-B633-F4F36F0B64E0}}"><x14:note>[extension]</x14:note></ext>
</extLst></worksheet>"""

_BOOK = f"""<workbook {_MAIN} {_R} xmlns:x15ac="{_MICROSOFT}/spreadsheetml/2010/11/ac">
<x15ac:absPath url="C:\\Users\\[path]\\Documents\\"/>
<sheets><sheet name="List" sheetId="1" r:id="rId1"/>
<sheet name="[sheet_name]" sheetId="2" state="hidden" r:id="rId2"/>
<sheet name="Deep" sheetId="3" state="veryHidden" r:id="rId3"/></sheets>
<definedNames><definedName name="[name]">List!$A$1</definedName>
<definedName name="note">"[name_value]"</definedName></definedNames></workbook>"""

_STYLES = f"""<styleSheet {_MAIN}><numFmts count="1">
<numFmt numFmtId="170" formatCode="0&quot; [number_format]&quot;"/></numFmts>
<fonts count="2"><font><sz val="11"/></font><font><color rgb="FFFFFFFF"/></font></fonts>
<fills count="1"><fill><patternFill patternType="none"/></fill></fills>
<borders count="1"><border/></borders><cellStyleXfs count="2"><xf/><xf/></cellStyleXfs>
<cellXfs count="3"><xf/><xf fontId="1"/><xf numFmtId="170"/></cellXfs>
<cellStyles count="2"><cellStyle name="Normal" xfId="0" builtinId="0"/>
<cellStyle name="[style]" xfId="1"/></cellStyles></styleSheet>"""

_CHART = """<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><c:chart><c:title><c:tx><c:rich>
<a:p><a:r><a:t>[chart_title]</a:t></a:r></a:p></c:rich></c:tx></c:title><c:plotArea><c:barChart>
<c:ser><c:cat><c:strRef><c:f>List!$A$2</c:f><c:strCache><c:pt idx="0"><c:v>[series]</c:v></c:pt>
</c:strCache></c:strRef></c:cat></c:ser></c:barChart></c:plotArea></c:chart></c:chartSpace>"""

_VML = """<xml xmlns:v="urn:schemas-microsoft-com:vml"
 xmlns:o="urn:schemas-microsoft-com:office:office">
<v:shape id="_x0000_s1025" type="#_x0000_t202"><v:textbox><div>[vml]</div></v:textbox></v:shape>
</xml>"""


def _sheet(string: int) -> str:
    cell = f'<row r="1"><c r="A1" t="s"><v>{string}</v></c></row>'
    return f"<worksheet {_MAIN}><sheetData>{cell}</sheetData></worksheet>"


def relations(*targets: tuple[str, str]) -> str:
    """Return a part of relations: type (of Office, or a whole address) and target."""
    found = "".join(
        f'<Relationship Id="rId{number}" Type="{kind if "/" in kind else f"{_OFFICE}/{kind}"}"'
        f' Target="{target}"{_external(kind)}/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f"<Relationships {_RELATIONS}>{found}</Relationships>"


def _external(kind: str) -> str:
    return ' TargetMode="External"' if kind in {"hyperlink", "externalLinkPath"} else ""


SHEET_PARTS: Mapping[str, str] = {
    "xl/workbook.xml": _BOOK,
    "xl/_rels/workbook.xml.rels": relations(
        ("worksheet", "worksheets/sheet1.xml"),
        ("worksheet", "worksheets/sheet2.xml"),
        ("worksheet", "worksheets/sheet3.xml"),
        ("sharedStrings", "sharedStrings.xml"),
        ("styles", "styles.xml"),
        ("externalLink", "externalLinks/externalLink1.xml"),
        ("connections", "connections.xml"),
        ("pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml"),
        (f"{_MICROSOFT}/2017/10/relationships/person", "persons/person.xml"),
    ),
    "xl/sharedStrings.xml": f"<sst {_MAIN}>{''.join(_STRINGS)}</sst>",
    "xl/worksheets/sheet1.xml": _SHEET,
    "xl/worksheets/sheet2.xml": _sheet(9),
    "xl/worksheets/sheet3.xml": _sheet(10),
    "xl/worksheets/_rels/sheet1.xml.rels": relations(
        ("hyperlink", "https://example.com/?who=[link]"),
        ("comments", "../comments1.xml"),
        ("vmlDrawing", "../drawings/vmlDrawing1.vml"),
        ("table", "../tables/table1.xml"),
        ("printerSettings", "../printerSettings/printerSettings1.bin"),
        ("drawing", "../drawings/drawing1.xml"),
        ("package", "../embeddings/Microsoft_Excel_Sheet1.xlsx"),
        (
            f"{_MICROSOFT}/2017/10/relationships/threadedComment",
            "../threadedComments/threadedComment1.xml",
        ),
    ),
    "xl/comments1.xml": f"<comments {_MAIN}><authors><author>[comment_author]</author></authors>"
    '<commentList><comment ref="A2" authorId="0"><text><t>[comment]</t></text></comment>'
    "</commentList></comments>",
    "xl/threadedComments/threadedComment1.xml": "<ThreadedComments"
    f' xmlns="{_MICROSOFT}/spreadsheetml/2018/threadedcomments"><threadedComment ref="A2"'
    ' id="{00000000-0000-0000-0000-000000000001}"><text>[thread]</text></threadedComment>'
    "</ThreadedComments>",
    "xl/persons/person.xml": f'<personList xmlns="{_MICROSOFT}/spreadsheetml/2018/'
    'threadedcomments"><person displayName="[person]" id="{00000000-0000-0000-0000-000000000002}"'
    ' userId="x" providerId="None"/></personList>',
    "xl/drawings/vmlDrawing1.vml": _VML,
    "xl/drawings/drawing1.xml": '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/'
    '2006/spreadsheetDrawing"/>',
    "xl/charts/chart1.xml": _CHART,
    "xl/styles.xml": _STYLES,
    "xl/tables/table1.xml": f'<table {_MAIN} id="1" name="[table]" displayName="T1" ref="A1:B5">'
    '<tableColumns count="2"><tableColumn id="1" name="Company name"/>'
    '<tableColumn id="2" name="[table_column]"/></tableColumns></table>',
}
