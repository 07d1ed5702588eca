"""Values by python-calamine, the compiled reader; its panics become one exception."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from workbook.formats.frames import Block, blank
from workbook.formats.grid import Grid, Merged

if TYPE_CHECKING:
    from collections.abc import Iterator

_REFUSALS = (CalamineError, OSError, ValueError, OverflowError)


class UnreadableError(Exception):
    """python-calamine cannot read it, or panicked."""


class NeedsPasswordError(UnreadableError):
    """The file is encrypted."""


def workbook(source: Path | IO[bytes]) -> CalamineWorkbook:
    """Return the workbook that `source` holds, in any format python-calamine knows.

    Raises:
        NeedsPasswordError: it is encrypted.
        UnreadableError: python-calamine refuses it.
    """
    with _tamed():
        if isinstance(source, Path):
            # from_path goes by the extension, and people rename files.
            with source.open("rb") as file:
                return CalamineWorkbook.from_filelike(file)
        source.seek(0)
        return CalamineWorkbook.from_filelike(source)


def block(book: CalamineWorkbook, tab: str) -> Block | None:
    """Return the values of one sheet; None when it is blank.

    Raises:
        UnreadableError: python-calamine refuses it.
    """
    with _tamed():
        return _block(book.get_sheet_by_name(tab))


def grids(source: Path | IO[bytes]) -> tuple[Grid, ...]:
    """Return the worksheets of an xls, xlsb or ods file: values, merged cells and visibility.

    Raises:
        NeedsPasswordError: it is encrypted.
        UnreadableError: python-calamine refuses it.
    """
    book = workbook(source)
    sheets = []
    for about in book.sheets_metadata:
        if about.typ is not SheetTypeEnum.WorkSheet:
            continue
        with _tamed():
            sheet = book.get_sheet_by_name(about.name)
            values = _block(sheet)
            ranges = sheet.merged_cell_ranges or ()
        sheets.append(
            Grid(
                tab=about.name,
                visible=about.visible is SheetVisibleEnum.Visible,
                cells=blank() if values is None else values.frame(),
                merged=tuple(
                    Merged(top + 1, left + 1, bottom + 1, right + 1)
                    for (top, left), (bottom, right) in ranges
                ),
            )
        )
    return tuple(sheets)


def _block(sheet: CalamineSheet) -> Block | None:
    if sheet.start is None or sheet.end is None:
        return None
    (top, left), (bottom, right) = sheet.start, sheet.end
    values = Block((bottom - top + 1, right - left + 1), (top + 1, left + 1))
    # iter_rows starts at row 1 whatever the sheet's first row, but not at column A.
    values.fill(islice(sheet.iter_rows(), top, None))
    return values


@contextmanager
def _tamed() -> Iterator[None]:
    try:
        yield
    except PasswordError as error:
        raise NeedsPasswordError(str(error)) from error
    except _REFUSALS as error:
        raise UnreadableError(str(error)) from error
    except BaseException as error:
        # A Rust panic arrives as pyo3_runtime.PanicException, which is no Exception.
        if type(error).__name__ == "PanicException":
            raise UnreadableError(str(error)) from error
        raise
