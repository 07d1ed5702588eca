"""A VBA project: its modules, the stream that lists them, and the text that names them.

Source: [MS-OVBA] 2.3.1 (PROJECT), 2.3.3 (PROJECTwm), 2.3.4.2 (dir).
"""

from __future__ import annotations

import struct
import uuid
from typing import TYPE_CHECKING, Literal, NamedTuple

from macros.addin.ovba.compound import compound
from macros.addin.ovba.compression import compressed
from macros.addin.ovba.encryption import encrypted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from macros.addin.ovba.compound import Storage

_HOSTS = {
    "workbook": "{00020819-0000-0000-C000-000000000046}",
    "sheet": "{00020820-0000-0000-C000-000000000046}",
}
_DOCUMENT = """\
Attribute VB_Base = "0{host}"
Attribute VB_GlobalNameSpace = False
Attribute VB_Creatable = False
Attribute VB_PredeclaredId = True
Attribute VB_Exposed = True
Attribute VB_TemplateDerived = False
Attribute VB_Customizable = True
"""
_OLE = (
    r"{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation"
)
_OFFICE = (
    r"{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0"
    r"#C:\Program Files\Common Files\Microsoft Shared\OFFICE16\MSO.DLL"
    r"#Microsoft Office 16.0 Object Library"
)
_LIBRARIES = (("stdole", r"*\G" + _OLE), ("Office", r"*\G" + _OFFICE))
"""What the modules may name: the ribbon's control comes from the second one."""
_CODEPAGE = 1252
_NO_CACHE = bytes.fromhex("cc61ffff000100")
"""The whole stream _VBA_PROJECT of a writer that keeps no performance cache (2.3.4.1)."""
_NOT_PROTECTED, _NO_PASSWORD, _VISIBLE = bytes(4), bytes(1), b"\xff"


class Module(NamedTuple):
    """One module. `kind` is "module" for ordinary code, else the document it belongs to."""

    name: str
    source: str
    """ASCII; words in other letters belong in the sheet or the ribbon."""
    kind: Literal["module", "workbook", "sheet"] = "module"


def project(name: str, modules: Sequence[Module]) -> bytes:
    """Return vbaProject.bin with `modules` in their order; the same for the same text.

    Raises:
        ValueError: a module is not ASCII, or does not compress.
    """
    identity = "{" + str(uuid.uuid5(uuid.NAMESPACE_URL, f"relaybook:{name}")).upper() + "}"
    code: Storage = {module.name: compressed(_stored(module)) for module in modules}
    code["_VBA_PROJECT"] = _NO_CACHE
    code["dir"] = compressed(_directory(name, modules))
    named = b"".join(_both(m.name) for m in modules) + b"\0\0"
    text = _text(name, identity, modules).encode("ascii")
    return compound({"VBA": code, "PROJECT": text, "PROJECTwm": named})


def _stored(module: Module) -> bytes:
    """Return the source as a module's stream holds it, its attributes first."""
    host = _HOSTS.get(module.kind)
    attributes = f'Attribute VB_Name = "{module.name}"\n'
    attributes += _DOCUMENT.format(host=host) if host else ""
    return (attributes + module.source.strip("\n") + "\n").replace("\n", "\r\n").encode("ascii")


def _both(name: str) -> bytes:
    return name.encode("ascii") + b"\0" + name.encode("utf-16-le") + b"\0\0"


def _text(name: str, identity: str, modules: Sequence[Module]) -> str:
    """Return the PROJECT stream: an ini file that the editor of macros reads."""
    lines = [f'ID="{identity}"']
    for module in modules:
        ordinary = module.kind == "module"
        lines.append(f"Module={module.name}" if ordinary else f"Document={module.name}/&H00000000")
    lines += [
        f'Name="{name}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{encrypted(_NOT_PROTECTED, identity)}"',
        f'DPB="{encrypted(_NO_PASSWORD, identity)}"',
        f'GC="{encrypted(_VISIBLE, identity)}"',
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{module.name}=0, 0, 0, 0, C" for module in modules),
        "",
    ]
    return "\r\n".join(lines)


def _directory(name: str, modules: Sequence[Module]) -> bytes:
    """Return the dir stream before compression: project, references, modules."""
    language = struct.pack("<I", 0x409)
    facts = [
        _record(0x01, struct.pack("<I", 3)),  # made for 64-bit Windows; every Office reads it
        _record(0x02, language),
        _record(0x14, language),
        _record(0x03, struct.pack("<H", _CODEPAGE)),
        _record(0x04, name.encode("ascii")),
        _record(0x05) + _record(0x40),  # description
        _record(0x06) + _record(0x3D),  # help file
        _record(0x07, bytes(4)),  # help context
        _record(0x08, bytes(4)),  # library flags
        struct.pack("<HIIH", 0x09, 4, 1, 1),  # version
        _record(0x0C) + _record(0x3C),  # constants
        *(_reference(*library) for library in _LIBRARIES),
        _record(0x0F, struct.pack("<H", len(modules))),
        _record(0x13, b"\xff\xff"),
        *(_listed(module) for module in modules),
        _record(0x10),
    ]
    return b"".join(facts)


def _reference(name: str, library: str) -> bytes:
    where = library.encode("ascii")
    return (
        _named(0x16, 0x3E, name)
        + _record(0x0D, struct.pack("<I", len(where)) + where + bytes(6))
    )  # fmt: skip


def _listed(module: Module) -> bytes:
    ordinary = module.kind == "module"
    return b"".join(
        [
            _named(0x19, 0x47, module.name),
            _named(0x1A, 0x32, module.name),  # the stream it stands in
            _record(0x1C) + _record(0x48),  # description
            _record(0x31, bytes(4)),  # where the source begins: nothing stands before it
            _record(0x1E, bytes(4)),  # help context
            _record(0x2C, b"\xff\xff"),
            _record(0x21 if ordinary else 0x22),
            _record(0x2B),
        ]
    )


def _named(narrow: int, wide: int, name: str) -> bytes:
    return _record(narrow, name.encode("ascii")) + _record(wide, name.encode("utf-16-le"))


def _record(number: int, content: bytes = b"") -> bytes:
    return struct.pack("<HI", number, len(content)) + content
