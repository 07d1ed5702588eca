"""What is raised when an operation cannot go on at all.

A bad cell is a value (`validation.findings.Finding`); a broken operation is raised. Never mixed.

    RelaybookError
    ├── CatalogueError              a table that describes the book is wrong
    ├── SettingsError               a setting has a value that makes no sense
    ├── ImportMapError              a map file of `relaybook import` is wrong
    ├── UnknownSheetError           a source of an import names a sheet the book does not have
    ├── UnknownRuleError            a fix is asked for that there is not
    ├── RefusedError                what is asked of a book must not be done
    ├── QueryError                  a search or the condition of a rule is not understood
    ├── UnknownGroupError           a group is asked for that the book does not have
    ├── CopiesAmongOriginalsError   marked copies would take the places of their originals
    ├── ClusterError                a cluster cannot be used at all
    └── FileError                   one file cannot be used
        ├── FileMissingError        it is not there, or may not be read
        ├── OpenElsewhereError      another program holds it
        ├── EmptyFileError          nothing is in it
        ├── NotASpreadsheetError    it is something else
        ├── EncryptedError          a password is needed
        ├── WrongPasswordError      the password does not open it
        ├── UnsupportedError        a kind of file we know and cannot read
        ├── TooBigError             it would take more memory or time than a list can need
        ├── DamagedError            it is a spreadsheet, and broken
        ├── WriteError              it cannot be written
        ├── TargetExistsError       something is there already, and is kept
        ├── PatchError              changing it would put at risk what is in it
        ├── NotChangedError         it is of a kind that cannot be changed in place
        ├── CopyError               no marked copy of it can be written
        └── OtherFileError          a worker elsewhere sees another file under its path
"""

from __future__ import annotations

from typing import ClassVar

from validation.messages import Text, message


class RelaybookError(Exception):
    """Base of everything Relaybook raises on purpose.

    `text` is the sentence for the user: what happened, where, and what to do next.
    `facts` are the values it was made from.
    """

    key: ClassVar[str] = "error.unexpected"

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        self.text: Text = message(self.key, **facts)
        super().__init__(self.text.en)

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions pickle by their positional arguments; ours cross a process border by fact.
        return _rebuilt, (type(self), self.facts)


def _rebuilt(kind: type[RelaybookError], facts: dict[str, object]) -> RelaybookError:
    return kind(**facts)


class CatalogueError(RelaybookError):
    """A table of the catalogue is wrong. Facts: table, row, column, value, reason (Text)."""

    key = "error.catalogue"


class SettingsError(RelaybookError):
    """A setting has a value that makes no sense. Facts: setting, value, expected (Text)."""

    key = "error.settings"


class ImportMapError(RelaybookError):
    """A map file for `relaybook import` is wrong. Facts: path, reason (Text)."""

    key = "error.import_map"


class UnknownSheetError(RelaybookError):
    """A source of an import names a sheet the book does not have. Facts: source, sheet, known."""

    key = "import.unknown_sheet"


class UnknownRuleError(RelaybookError):
    """There is no such rule, or it has no certain fix. Facts: rule, known (their codes)."""

    key = "fix.unknown_rule"


class RefusedError(RelaybookError):
    """What is asked of a book must not be done, or cannot be meant. Facts: reason (Text)."""

    key = "acting.refused"


class QueryError(RelaybookError):
    """A search or a condition is not understood. Facts: reason (Text), word (the part)."""

    key = "query.refused"


class UnknownGroupError(RelaybookError):
    """A group is asked for that the book does not have. Facts: path, group, near (Text)."""

    key = "error.unknown_group"


class CopiesAmongOriginalsError(RelaybookError):
    """Marked copies would take the places of their originals. Facts: path."""

    key = "folder.copies_among_originals"


class ClusterError(RelaybookError):
    """A cluster cannot be used at all. Facts: scheduler, reason (Text)."""

    key = "cluster.error"


class FileError(RelaybookError):
    """One file cannot be used. Facts: path, and reason (Text) where the class names none."""

    key = "error.file"

    def __init__(self, *, path: object, **facts: object) -> None:
        super().__init__(path=str(path), **facts)

    @property
    def path(self) -> str:
        """The file, as it was given."""
        return str(self.facts["path"])


class FileMissingError(FileError):
    """The file is not there, or may not be read."""

    key = "error.file_missing"


class OpenElsewhereError(FileError):
    """Another program holds the file."""

    key = "error.open_elsewhere"


class EmptyFileError(FileError):
    """Nothing is in the file."""

    key = "error.empty_file"


class NotASpreadsheetError(FileError):
    """The file is something else. Facts: path, found (Text)."""

    key = "error.not_a_spreadsheet"


class EncryptedError(FileError):
    """A password is needed."""

    key = "error.encrypted"


class WrongPasswordError(FileError):
    """The password does not open the file."""

    key = "error.wrong_password"


class UnsupportedError(FileError):
    """A kind of file we know and cannot read. Facts: path, found (Text)."""

    key = "error.unsupported"


class TooBigError(FileError):
    """The file would take more memory or time than a list can need. Facts: path, reason (Text)."""

    key = "error.too_big"


class DamagedError(FileError):
    """The file is a spreadsheet, and broken. Facts: path, reason (Text)."""

    key = "error.damaged"


class WriteError(FileError):
    """The file cannot be written. Facts: path, reason (Text)."""

    key = "error.write"


class TargetExistsError(FileError):
    """Something is there already, and is kept."""

    key = "error.target_exists"


class PatchError(FileError):
    """A workbook cannot be changed without risk to what is in it. Facts: path, reason (Text)."""

    key = "patching.refused"


class CopyError(FileError):
    """No copy was written. Facts: path, reason (Text)."""

    key = "annotate.refused"


class NotChangedError(FileError):
    """The workbook cannot be changed, and nothing was written. Facts: path, reason (Text)."""

    key = "applying.refused"


class OtherFileError(FileError):
    """A worker of a cluster does not see the file that was meant. Facts: path, worker."""

    key = "cluster.other_file"
