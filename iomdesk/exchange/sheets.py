"""Any accepted file as plain sheets of raw cells, read in memory and never run.

A true date comes out as a date and a date typed as text as text. Rows keep their place: the first row of a sheet
is row 1 as the spreadsheet program shows it, blank rows included.
"""

import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from iomdesk.errors import Refused
from iomdesk.exchange import guards
from iomdesk.exchange.delimited import read_delimited
from iomdesk.exchange.extent import refuse_large
from iomdesk.words import say

Cell: TypeAlias = str | float | int | bool | date | datetime | time | timedelta
Row: TypeAlias = tuple[Cell, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Sheet:
    """One sheet: ``rows[0]`` is row 1. ``hidden`` when the workbook keeps it out of sight."""

    name: str
    rows: tuple[Row, ...]
    hidden: bool = False


def read_sheets(content: bytes) -> tuple[Sheet, ...]:
    """The sheets of a workbook or of delimited text (one sheet, named ``CSV``), in the file's order.

    Raises ``Refused``, saying why and what to do: empty, damaged, a password, a bomb, too large, no workbook.
    """
    if guards.check_file(content) is guards.FileKind.DELIMITED:
        sheets: tuple[Sheet, ...] = (Sheet("CSV", tuple(read_delimited(content))),)
    else:
        sheets = _read_workbook(content)
    if not any(sheet.rows for sheet in sheets):
        raise Refused(say("This workbook holds no rows."), say("Check that the right file was chosen."))
    return sheets


def _read_workbook(content: bytes) -> tuple[Sheet, ...]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            return tuple(
                _sheet(workbook.get_sheet_by_name(known.name), known.visible is not SheetVisibleEnum.Visible)
                for known in workbook.sheets_metadata
                if known.typ is SheetTypeEnum.WorkSheet
            )
    except PasswordError as found:
        raise guards.password() from found
    except CalamineError as found:
        raise guards.damaged() from found


def _sheet(found: CalamineSheet, hidden: bool) -> Sheet:
    refuse_large(found.total_height, found.total_width)
    return Sheet(found.name, tuple(map(tuple, found.to_python(skip_empty_area=False))), hidden)
