"""The style sheet of a workbook, to which looks are added; none that is there changes."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from workbook.formats.serials import CellKind, kind_of_format
from workbook.patching.markup import Markup

if TYPE_CHECKING:
    from collections.abc import Mapping

_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs")
_FIRST_FORMAT = 164
_TEXT = 49
_FONT = "Microsoft YaHei"
_NAMESPACES = {
    False: "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    True: "http://purl.oclc.org/ooxml/spreadsheetml/main",
}
_FORMATS: Mapping[CellKind, str] = {
    CellKind.DATE: "yyyy-mm-dd",
    CellKind.MOMENT: "yyyy-mm-dd hh:mm:ss",
}
_FIRST_LOOKS: Mapping[str, str] = {
    "fonts": '<font><sz val="11"/><name val="Calibri"/><family val="2"/></font>',
    "fills": '<fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill>',
    "borders": "<border><left/><right/><top/><bottom/><diagonal/></border>",
    "cellStyleXfs": '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',
    "cellXfs": '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
}
"""What the first places of a list mean to Excel, whatever stands there."""


class Look(NamedTuple):
    """How a cell of ours looks; colours are RRGGBB, "" for none."""

    ink: str
    fill: str = ""
    size: float = 10
    bold: bool = False
    underlined: bool = False
    number_format: int = 0
    alignment: str = 'vertical="center"'
    lined: bool = False


class StyleSheet:
    """The lists of one style sheet; new looks go to their ends, and one that is there is used."""

    def __init__(self, data: bytes | None, *, strict: bool = False) -> None:
        if data is None:
            normal = '<cellStyle name="Normal" xfId="0" builtinId="0"/>'
            inside = f'<cellStyles count="1">{normal}</cellStyles>'
            data = f'<styleSheet xmlns="{_NAMESPACES[strict]}">{inside}</styleSheet>'.encode()
            data = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + data
        self._markup = Markup(data)
        self._prefix = self._markup.root.prefix
        self._lists: dict[str, list[bytes]] = {}
        self._lengths: dict[str, int] = {}
        self._made: dict[tuple[int, CellKind | None, bool], int] = {}
        for name in _ORDER:
            group = self._markup.first(name)
            children = self._markup.children(group) if group else []
            self._lists[name] = [self._markup.source(child) for child in children]
            self._lengths[name] = len(children)

    @property
    def is_changed(self) -> bool:
        """Whether a look was added."""
        return any(len(self._lists[name]) > length for name, length in self._lengths.items())

    def result(self) -> bytes:
        """Return the part with what was added."""
        for name in _ORDER:
            added = self._lists[name][self._lengths[name] :]
            if not added:
                continue
            count = str(len(self._lists[name]))
            group = self._markup.first(name)
            if group is None:
                tag = self._prefix + name.encode()
                inside = b"".join(added)
                whole = b'<%b count="%b">%b</%b>' % (tag, count.encode(), inside, tag)
                self._markup.insert(self._gap(name), whole)
            else:
                self._markup.append(group, b"".join(added))
                self._markup.set(group, "count", count)
        return self._markup.result()

    def colour(self, ink: str, fill: str) -> int:
        """Return the number of the change of looks (dxf) to a font colour and a fill."""
        look = (
            f'<dxf><font><color rgb="FF{ink}"/></font>'
            f'<fill><patternFill><bgColor rgb="FF{fill}"/></patternFill></fill></dxf>'
        )
        return self._at("dxfs", look)

    def look(self, look: Look) -> int:
        """Return the number of the cell style that looks like `look`."""
        self._fill_first_places()
        fill = 0
        if look.fill:
            inside = f'<fgColor rgb="FF{look.fill}"/><bgColor indexed="64"/>'
            pattern = f'<fill><patternFill patternType="solid">{inside}</patternFill></fill>'
            fill = self._at("fills", pattern)
        border = 0
        if look.lined:
            side = '<{0} style="thin"><color rgb="FFD5DCE5"/></{0}>'
            sides = f"<left/>{side.format('right')}<top/>{side.format('bottom')}<diagonal/>"
            border = self._at("borders", f"<border>{sides}</border>")
        facts = f'fontId="{self._font(look)}" fillId="{fill}" borderId="{border}" xfId="0"'
        said = f'<xf numFmtId="{look.number_format}" {facts} applyNumberFormat="1" applyFont="1"'
        rest = f' applyFill="1" applyBorder="1" applyAlignment="1"><alignment {look.alignment}/>'
        return self._at("cellXfs", f"{said}{rest}</xf>")

    def kind(self, style: int) -> CellKind:
        """Return what a number in a cell of this style is."""
        kinds = self._kinds
        return kinds[style] if 0 <= style < len(kinds) else CellKind.NUMBER

    def derived(self, style: int, *, kind: CellKind | None = None, quoted: bool = False) -> int:
        """Return the style that is `style` but shows numbers as `kind`, or marks text as text."""
        key = style, kind, quoted
        if key not in self._made:
            self._made[key] = self._derived(style, kind=kind, quoted=quoted)
        return self._made[key]

    def quotes(self, style: int) -> bool:
        """Return whether text in this style stays text, however it starts, when typed again."""
        xf = self._xf(style)
        found = re.search(rb'\bnumFmtId\s*=\s*["\'](\d+)["\']', xf)
        code = self._codes.get(int(found[1]), "") if found else ""
        if found and (int(found[1]) == _TEXT or code == "@"):
            return True
        return re.search(rb'\bquotePrefix\s*=\s*["\'](?:1|true)', xf) is not None

    def _derived(self, style: int, *, kind: CellKind | None, quoted: bool) -> int:
        self._fill_first_places()
        xf = self._xf(style)
        if kind is not None:
            number = self._number_format(_FORMATS[kind]) if kind in _FORMATS else 0
            xf = _with(xf, "numFmtId", str(number))
            xf = _with(xf, "applyNumberFormat", "1")
        if quoted:
            xf = _with(xf, "quotePrefix", "1")
        return self._at("cellXfs", xf)

    def _xf(self, style: int) -> bytes:
        listed = self._lists["cellXfs"]
        if 0 <= style < len(listed):
            return listed[style]
        return self._own(_FIRST_LOOKS["cellXfs"]) if not listed else listed[0]

    def _font(self, look: Look) -> int:
        marks = ("<b/>" if look.bold else "") + ("<u/>" if look.underlined else "")
        colour = f'<color rgb="FF{look.ink}"/>'
        name = f'<name val="{_FONT}"/><family val="2"/>'
        return self._at("fonts", f'<font>{marks}<sz val="{look.size:g}"/>{colour}{name}</font>')

    def _number_format(self, code: str) -> int:
        for number, known in self._codes.items():
            if known == code:
                return number
        number = max([*self._codes, _FIRST_FORMAT - 1]) + 1
        self._at("numFmts", f'<numFmt numFmtId="{number}" formatCode="{code}"/>')
        self._codes[number] = code
        return number

    def _fill_first_places(self) -> None:
        for name, looks in _FIRST_LOOKS.items():
            if not self._lists[name]:
                whole = self._own(looks)
                cut = re.split(rb"(?<=</fill>)", whole) if name == "fills" else [whole]
                self._lists[name] += [one for one in cut if one]

    def _at(self, name: str, look: str | bytes) -> int:
        """Return the place of a look in a list, putting it at the end when it is not there."""
        whole = self._own(look) if isinstance(look, str) else look
        listed = self._lists[name]
        if whole not in listed:
            listed.append(whole)
        return listed.index(whole)

    def _own(self, look: str) -> bytes:
        return re.sub(rb"<(/?)", rb"<\g<1>" + self._prefix, look.encode())

    def _gap(self, name: str) -> int:
        """Return where a list that is missing belongs."""
        before = _ORDER[: _ORDER.index(name)]
        at = self._markup.root.inner
        for child in self._markup.children():
            if child.name in before:
                at = child.end
        return at

    @cached_property
    def _codes(self) -> dict[int, str]:
        group = self._markup.first("numFmts")
        found = self._markup.children(group) if group else []
        numbers = ((one.get("numFmtId") or "", one.get("formatCode") or "") for one in found)
        return {int(number): code for number, code in numbers if number.isdecimal()}

    @cached_property
    def _kinds(self) -> list[CellKind]:
        group = self._markup.first("cellXfs")
        numbers = (
            [xf.get("numFmtId") or "0" for xf in self._markup.children(group)] if group else []
        )
        whole = [int(number) if number.isdecimal() else 0 for number in numbers]
        return [kind_of_format(number, self._codes.get(number)) for number in whole]


def _with(xf: bytes, name: str, value: str) -> bytes:
    """Return a cell style with one attribute set."""
    new = f' {name}="{value}"'.encode()
    tag_end = xf.index(b">")
    tag, rest = xf[:tag_end], xf[tag_end:]
    tag, found = re.subn(rb"\s%b\s*=\s*(?:\"[^\"]*\"|'[^']*')" % name.encode(), new, tag, count=1)
    if not found:
        at = re.match(rb"<[^\s/>]+", tag)
        assert at is not None
        tag = tag[: at.end()] + new + tag[at.end() :]
    return tag + rest
