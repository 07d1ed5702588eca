"""The other parts of the canaries' workbook; [key] stands for a canary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbook.leakscan.selftest.sheetparts import relations

if TYPE_CHECKING:
    from collections.abc import Mapping

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_CORE = f"""<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>[title]</dc:title>
<dc:creator>[creator]</dc:creator><cp:lastModifiedBy>[modified_by]</cp:lastModifiedBy>
<cp:keywords>[keywords]</cp:keywords><dc:description>[description]</dc:description>
<cp:category>[category]</cp:category></cp:coreProperties>"""

_CUSTOM = f"""<Properties xmlns="{_PROPERTIES}/custom-properties"
 xmlns:vt="{_PROPERTIES}/docPropsVTypes"><property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}"
 pid="2" name="[property]"><vt:lpwstr>[property_value]</vt:lpwstr></property></Properties>"""

_PIVOT = f"""<pivotCacheDefinition {_MAIN} {_R} r:id="rId1" refreshedBy="[refreshed_by]">
<cacheSource type="worksheet"><worksheetSource ref="A1:B5" sheet="List"/></cacheSource>
<cacheFields count="1"><cacheField name="[pivot_field]"><sharedItems count="1">
<s v="[pivot_item]"/></sharedItems></cacheField></cacheFields></pivotCacheDefinition>"""

_EXTERNAL = f"""<externalLink {_MAIN} {_R}><externalBook r:id="rId1"><sheetNames>
<sheetName val="[external_sheet]"/></sheetNames><sheetDataSet><sheetData sheetId="0"><row r="1">
<cell r="A1" t="str"><v>[external_value]</v></cell></row></sheetData></sheetDataSet></externalBook>
</externalLink>"""

_CONNECTION = f"""<connections {_MAIN}><connection id="1" name="[connection]" type="1">
<dbPr connection="DSN=crm;UID=sales;PWD=[connection_string];"/></connection></connections>"""

_TYPES_PART = f"""<Types xmlns="{_PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>
<Default Extension="bin" ContentType="{_TYPES}.printerSettings"/>
<Default Extension="xlsx" ContentType="{_TYPES}.sheet"/>
<Default Extension="jpeg" ContentType="image/jpeg"/>
<Default Extension="png" ContentType="image/png"/>
<Default Extension="data" ContentType="application/vnd.openxmlformats-officedocument.model+data"/>
<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}.worksheet+xml"/>
<Override PartName="/xl/worksheets/sheet2.xml" ContentType="{_TYPES}.worksheet+xml"/>
<Override PartName="/xl/worksheets/sheet3.xml" ContentType="{_TYPES}.worksheet+xml"/>
<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPES}.sharedStrings+xml"/>
<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/>
<Override PartName="/xl/comments1.xml" ContentType="{_TYPES}.comments+xml"/>
<Override PartName="/xl/tables/table1.xml" ContentType="{_TYPES}.table+xml"/>
</Types>"""

PACKAGE_PARTS: Mapping[str, str] = {
    "[Content_Types].xml": _TYPES_PART,
    "_rels/.rels": relations(
        ("officeDocument", "xl/workbook.xml"),
        (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ("extended-properties", "docProps/app.xml"),
        ("custom-properties", "docProps/custom.xml"),
        (f"{_PACKAGE}/relationships/metadata/thumbnail", "docProps/thumbnail.jpeg"),
    ),
    "docProps/core.xml": _CORE,
    "docProps/app.xml": f'<Properties xmlns="{_PROPERTIES}/extended-properties">'
    "<Manager>[manager]</Manager><Company>[company]</Company></Properties>",
    "docProps/custom.xml": _CUSTOM,
    "docMetadata/LabelInfo.xml": '<clbl:labelList xmlns:clbl="http://schemas.microsoft.com/office/'
    '2020/mipLabelMetadata"><clbl:label id="{1}" siteId="[label]"/></clbl:labelList>',
    "customXml/item1.xml": "<note><about>[custom_xml]</about></note>",
    "xl/pivotCache/pivotCacheDefinition1.xml": _PIVOT,
    "xl/pivotCache/pivotCacheRecords1.xml": f'<pivotCacheRecords {_MAIN} count="1"><r>'
    '<s v="[pivot_record]"/></r></pivotCacheRecords>',
    "xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels": relations(
        ("pivotCacheRecords", "pivotCacheRecords1.xml")
    ),
    "xl/externalLinks/externalLink1.xml": _EXTERNAL,
    "xl/externalLinks/_rels/externalLink1.xml.rels": relations(
        ("externalLinkPath", "file:///C:/Users/[external_path]/prices.xlsx")
    ),
    "xl/connections.xml": _CONNECTION,
    "xl/revisions/userNames.xml": f'<users {_MAIN} count="1"><userInfo guid="{{1}}"'
    ' name="[revision]" id="-1" dateTime="2026-01-05T09:00:00"/></users>',
}
