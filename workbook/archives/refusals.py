"""Why a handover file was not sealed, or is not opened."""

from __future__ import annotations

from validation.errors import RelaybookError


class SealError(RelaybookError):
    """No sealed file was made: what came out did not stand the proof. Facts: reason (Text)."""

    key = "archive.not_sealed"


class ArchiveError(RelaybookError):
    """A file is no handover file that may be opened. Facts: reason (Text)."""

    key = "archive.refused"


class WrongPassphraseError(RelaybookError):
    """The passphrase does not open the file."""

    key = "archive.wrong_passphrase"
