"""Writing files so that a crash never leaves half of one."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from validation.errors import TargetExistsError, WriteError
from validation.messages import message, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from validation.messages import Text


class Saved(NamedTuple):
    """Where a file went. `beside` says why it is not the path asked for; None: it is."""

    path: Path
    beside: Text | None

    @property
    def text(self) -> Text:
        """What to tell the person: where the file is, and why there when not where asked."""
        return self.beside or message("cli.wrote", path=self.path)


@dataclass
class Target:
    """A file on its way: write `temporary`; after the block `saved` says where it went."""

    temporary: Path
    saved: Saved


@contextmanager
def replacing(path: Path, *, overwrite: bool = True, seen: str | None = None) -> Iterator[Target]:
    """Give a temporary file in the folder of `path`, and move it over `path` at the end.

    When the block raises, `path` is untouched and the temporary file is gone.

    Raises:
        WriteError: the folder cannot be written.
        TargetExistsError: `path` is there and `overwrite` is not set.
    """
    if path.exists() and not overwrite:
        raise TargetExistsError(path=path)
    del seen
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(
            prefix=f".{path.stem[:40]}-", suffix=path.suffix, dir=path.parent
        )
    except OSError as error:
        raise WriteError(path=path, reason=plain(error.strerror)) from error
    os.close(handle)
    temporary = Path(name)
    try:
        yield Target(temporary, Saved(path, None))
        _settle(temporary)
        _permit(temporary, path)
        temporary.replace(path)
    except OSError as error:
        raise WriteError(path=path, reason=plain(error.strerror)) from error
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> Saved:
    """Write `text` to `path` as UTF-8, whole or not at all.

    Raises:
        WriteError: it cannot be written.
    """
    with replacing(path) as target:
        target.temporary.write_text(text, encoding="utf-8", newline="\n")
    return target.saved


def _settle(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _permit(temporary: Path, path: Path) -> None:
    """Give the new file the mode it would have had: mkstemp's is for its owner only."""
    if path.exists():
        mode = path.stat().st_mode & 0o777
    else:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    temporary.chmod(mode)
