"""What lies in a folder."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
"""Where a program that a test starts finds the packages."""


def names(folder: Path) -> list[str]:
    """Return the names in a folder, sorted."""
    return sorted(path.name for path in folder.iterdir())


def notes(data: Path) -> list[str]:
    """Return the notes of files being written that a data folder holds."""
    return names(data / "writing") if (data / "writing").is_dir() else []
