"""A rep's own book worked on in LibreOffice comes back whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl.utils import get_column_letter

from macros.commands.merge import merge
from macros.commands.split import split
from tests.splits import cells
from tests.test_split_command import DAY, base, run
from workbook.reader import open_book

if TYPE_CHECKING:
    from pathlib import Path

    from tests.office import Office

__all__ = ["base"]


@pytest.mark.office
def test_what_was_typed_and_saved_in_libreoffice_is_merged(
    base: Path,
    office: Office,
    tmp_path: Path,
) -> None:
    run(split, base, "-o", tmp_path / "books", "--rep", "R001", *DAY)
    mine = tmp_path / "books" / "R001.xlsx"
    customers = open_book(mine).sheets["Customers"]
    column = get_column_letter(list(customers.columns).index("next_action") + 1)
    back = tmp_path / "back.xlsx"
    with office.open(mine) as document:
        assert document.type("客户", f"{column}5", "寄样品")
        document.save_as(back)

    code, out, _ = run(merge, base, back, *DAY)

    # Nothing but what was typed: LibreOffice writes every other cell in its own dress.
    assert (code, out) == (0, "R001 (back.xlsx): cells taken 1; rows added 0; rows deleted 0\n")
    assert cells(open_book(base), "Customers", "next_action")[0] == ("寄样品",)
