"""The workbook part: its tabs, its names, and what it says about recalculating."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from workbook.patching.archive import part_key
from workbook.patching.markup import escaped, escaped_attribute
from workbook.patching.parts import Parts, relations_path
from workbook.patching.refusals import damaged, refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbook.patching.edits import Purpose
    from workbook.patching.markup import Element, Markup

_OURS: Mapping[Purpose, str] = {
    "issues": "_relaybook_issues",
    "changes": "_relaybook_changes",
}
"""The hidden names by which sheets of ours are found again."""
WORKSHEET = "worksheet"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_FILTER = "_xlnm._FilterDatabase"
_LONGEST_TAB = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_STRICT = b"http://purl.oclc.org/ooxml/"
_RELATION_NAMESPACES = {
    False: "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    True: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}


class Tab(NamedTuple):
    """One tab of the workbook, in order."""

    name: str
    place: int
    """Counted from 0, among all tabs."""
    number: str
    """Its sheetId."""
    relation: str
    kind: str
    path: str
    element: Element


class Book:
    """The tabs of one workbook, and the changes to them."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.name = parts.archive.name
        self.path = parts.target("", "officeDocument") or "xl/workbook.xml"
        if self.path.endswith(".bin"):
            raise refused(self.name, "patching.binary")
        self.markup: Markup = parts.markup(self.path)
        self.is_strict = _STRICT in self.markup.data[: self.markup.root.inner]
        self.tabs = self._tabs()

    @property
    def date1904(self) -> bool:
        """Whether serial dates count from 1904."""
        found = self.markup.first("workbookPr")
        return found is not None and found.get("date1904") in {"1", "true", "on"}

    @property
    def styles_path(self) -> str | None:
        """The path of the style sheet, if there is one."""
        path = self.parts.target(self.path, "styles")
        return self.parts.archive.written(path) if path else None

    def worksheet(self, name: str) -> Tab:
        """Return the worksheet with this tab.

        Raises:
            PatchError: there is none, or its part serves another tab too.
        """
        found = next((tab for tab in self.tabs if tab.name == name), None)
        if found is None or found.kind != WORKSHEET:
            raise refused(self.name, "patching.no_sheet", sheet=name)
        if sum(part_key(tab.path) == part_key(found.path) for tab in self.tabs) > 1:
            raise refused(self.name, "patching.shared_part", sheet=name)
        return found

    def show(self, tab: Tab, *, shown: bool) -> None:
        """Show or hide a tab."""
        state = tab.element.get("state") or "visible"
        if shown != (state == "visible"):
            self.markup.set(tab.element, "state", None if shown else "hidden")

    def recalculate(self) -> None:
        """Ask programs to recalculate when they open the workbook."""
        found = self.markup.first("calcPr")
        if found is not None:
            if found.get("fullCalcOnLoad") not in {"1", "true"}:
                self.markup.set(found, "fullCalcOnLoad", "1")
            return
        p = self.markup.root.prefix
        after = ("sheets", "functionGroups", "externalReferences", "definedNames")
        self.markup.insert(self._after(after), b'<%bcalcPr fullCalcOnLoad="1"/>' % p)

    def added(self, purpose: Purpose) -> Tab | None:
        """Return the tab that an earlier run added for a purpose."""
        for name in self._names():
            if name.get("name") == _OURS[purpose]:
                found = re.fullmatch(r"'?(.*?)'?!\$?[A-Z]+\$?\d+", self.markup.text(name))
                tab = found[1].replace("''", "'") if found else ""
                return next((one for one in self.tabs if one.name == tab), None)
        return None

    def free_tab(self, wanted: str, but: Tab | None) -> str:
        """Return `wanted` as a name that tabs may have and no other tab than `but` has."""
        taken = {tab.name.casefold() for tab in self.tabs if tab is not but}
        base = _FORBIDDEN.sub(" ", wanted).strip("' ") or "Issues"
        base = "Issues" if base.casefold() == "history" else base
        number, name = 1, base[:_LONGEST_TAB]
        while name.casefold() in taken:
            number += 1
            end = f" ({number})"
            name = base[: _LONGEST_TAB - len(end)] + end
        return name

    def add(self, name: str, area: str, purpose: Purpose) -> str:
        """Add a tab after the others, and return the path for its part."""
        path = self.parts.free_path("xl/worksheets/relaybook{}.xml")
        relation = self.parts.relate(self.path, WORKSHEET, path)
        self.parts.declare(path, _SHEET_TYPE)
        numbers = [int(tab.number) for tab in self.tabs if tab.number.isdecimal()]
        listed = self.markup.first("sheets")
        if listed is None:
            raise damaged(self.name, "patching.no_sheets")
        tag = f"{self.markup.root.prefix.decode()}sheet"
        facts = f'name="{escaped_attribute(name)}" sheetId="{max(numbers, default=0) + 1}"'
        link = self._link(listed, relation)
        self.markup.append(listed, f"<{tag} {facts} {link}/>".encode())
        if self.markup.first("bookViews") is None:
            p = self.markup.root.prefix
            view = b"<%bbookViews><%bworkbookView/></%bbookViews>" % (p, p, p)
            self.markup.insert(listed.start, view)
        self._name(name, area, len(self.tabs), _OURS[purpose])
        return path

    def renew(self, tab: Tab, name: str, area: str, purpose: Purpose) -> str:
        """Let the tab we added before be called `name`, and return the path of its part."""
        if tab.name != name:
            self.markup.set(tab.element, "name", name)
        if (tab.element.get("state") or "visible") != "visible":
            self.markup.set(tab.element, "state", None)
        if self.parts.archive.has(relations_path(tab.path)):
            self.parts.dropped.add(part_key(relations_path(tab.path)))
        for found in self._names():
            if self._is_of(found, tab, purpose):
                self.markup.remove(found)
        self._name(name, area, tab.place, _OURS[purpose])
        return tab.path

    def remove(self, tab: Tab, purpose: Purpose) -> None:
        """Take a tab away, with its part and names; what counts tabs is put right."""
        self.markup.remove(tab.element)
        for relation in self.parts.relations(self.path):
            if relation.name == tab.relation:
                self.parts.markup(relations_path(self.path)).remove(relation.element)
        self.parts.drop(tab.path)
        names = self._names()
        gone = [found for found in names if self._is_of(found, tab, purpose)]
        listed = self.markup.first("definedNames")
        if listed is not None and len(gone) == len(names):
            self.markup.remove(listed)
        else:
            for found in names:
                self._renumber(found, tab, gone)
        self._look_elsewhere(tab)

    def _link(self, listed: Element, relation: str) -> str:
        """Return the attribute that names a relation, with the prefix the part uses for it."""
        space = _RELATION_NAMESPACES[self.is_strict]
        for element in (self.markup.root, listed):
            found = re.search(
                rb"xmlns:(\w+)\s*=\s*[\"']%b[\"']" % space.encode(), element.attributes
            )
            if found:
                return f'{found[1].decode()}:id="{relation}"'
        return f'r:id="{relation}" xmlns:r="{space}"'

    def _renumber(self, found: Element, tab: Tab, gone: Sequence[Element]) -> None:
        place = found.get("localSheetId") or ""
        if found in gone:
            self.markup.remove(found)
        elif place.isdecimal() and int(place) > tab.place:
            self.markup.set(found, "localSheetId", str(int(place) - 1))

    def _look_elsewhere(self, tab: Tab) -> None:
        views = self.markup.first("bookViews")
        for view in self.markup.children(views) if views else ():
            for name in ("activeTab", "firstSheet"):
                place = view.get(name) or ""
                if place.isdecimal() and int(place) >= tab.place:
                    self.markup.set(view, name, str(max(int(place) - 1, 0)))

    def _is_of(self, found: Element, tab: Tab, purpose: Purpose) -> bool:
        return found.get("name") == _OURS[purpose] or found.get("localSheetId") == str(tab.place)

    def _names(self) -> list[Element]:
        listed = self.markup.first("definedNames")
        return self.markup.children(listed, "definedName") if listed else []

    def _name(self, tab: str, area: str, place: int, name: str) -> None:
        p = self.markup.root.prefix.decode()
        quoted = escaped("'" + tab.replace("'", "''") + "'")
        ours = f'<{p}definedName name="{name}" hidden="1">{quoted}!$A$1</{p}definedName>'
        local = f'name="{_FILTER}" localSheetId="{place}" hidden="1"'
        new = f"{ours}<{p}definedName {local}>{quoted}!{area}</{p}definedName>".encode()
        listed = self.markup.first("definedNames")
        if listed is not None:
            self.markup.append(listed, new)
            return
        whole = b"<%bdefinedNames>%b</%bdefinedNames>" % (p.encode(), new, p.encode())
        self.markup.insert(self._after(("sheets", "functionGroups", "externalReferences")), whole)

    def _after(self, names: Sequence[str]) -> int:
        found = [one.end for one in self.markup.children() if one.name in names]
        if not found:
            raise damaged(self.name, "patching.no_sheets")
        return max(found)

    def _tabs(self) -> tuple[Tab, ...]:
        relations = {one.name: one for one in self.parts.relations(self.path)}
        listed = self.markup.first("sheets")
        tabs = []
        for place, sheet in enumerate(self.markup.children(listed, "sheet") if listed else ()):
            relation = sheet.get_prefixed("id") or ""
            to = relations.get(relation)
            facts = (to.kind, to.path) if to else ("", "")
            name, number = sheet.get("name") or "", sheet.get("sheetId") or ""
            tabs.append(Tab(name, place, number, relation, *facts, sheet))
        return tuple(tabs)
