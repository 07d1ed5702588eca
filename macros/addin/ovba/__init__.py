"""A VBA project written from text: modules → vbaProject.bin, with no Office at hand.

Sources: [MS-OVBA] for the project and its streams, [MS-CFB] for the file they stand in. Nothing
of the performance cache is written: [MS-OVBA] 2.3.4.1 tells writers to leave it out, and Office
compiles the modules when it loads them.
"""

from macros.addin.ovba.project import Module, project

__all__ = ["Module", "project"]
