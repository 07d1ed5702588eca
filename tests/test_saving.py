"""Writing files: whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from validation.errors import TargetExistsError, WriteError
from workbook.saving import replacing, write_text

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "new" / "报告.txt"

    write_text(path, "两行\ntwo lines\n")

    assert path.read_bytes() == "两行\ntwo lines\n".encode()
    assert path.stat().st_mode & 0o444 == 0o444


def test_when_writing_fails_the_old_file_stays_and_nothing_is_left_behind(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_text("old")

    def interrupted() -> None:
        with replacing(path) as target:
            target.temporary.write_text("half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        interrupted()

    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["book.xlsx"]


def test_a_file_that_is_there_is_kept_unless_overwriting_was_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_text("old")

    with pytest.raises(TargetExistsError) as refused, replacing(path, overwrite=False):
        pass

    assert refused.value.path == str(path)
    assert refused.value.text.en == (
        f"The file {path} is already there and was not overwritten. Choose another name or move "
        "it away."
    )
    assert path.read_text() == "old"


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")

    with pytest.raises(WriteError) as refused:
        write_text(tmp_path / "file" / "report.txt", "x")

    assert "cannot be written" in refused.value.text.en
