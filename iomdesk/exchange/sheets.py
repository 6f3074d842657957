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
from iomdesk.exchange.apart import read_apart
from iomdesk.exchange.delimited import read_delimited
from iomdesk.exchange.extent import refuse_large
from iomdesk.exchange.unseen import overlaid
from iomdesk.words import say

Cell: TypeAlias = str | float | int | bool | date | datetime | time | timedelta
Row: TypeAlias = tuple[Cell, ...]
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"))
_VISIBLE = str.maketrans(_INVISIBLE | dict.fromkeys(map(ord, "\u00a0\u2007\u202f"), " "))


@dataclass(frozen=True, slots=True, repr=False)
class Sheet:
    """One sheet: ``rows[0]`` is row 1. ``hidden`` when the workbook keeps it out of sight.

    ``blanks_unsure`` when an empty cell may be a formula's error: then it says nothing, rather than "emptied".
    """

    name: str
    rows: tuple[Row, ...]
    hidden: bool = False
    blanks_unsure: bool = False


def visible(text: str) -> str:
    """``text`` without the marks nobody sees that come along when it is copied from a page, and with plain spaces."""
    return text if text.isascii() else text.translate(_VISIBLE).strip()


def read_sheets(content: bytes) -> tuple[Sheet, ...]:
    """The sheets of a workbook or of delimited text (one sheet, named ``CSV``), in the file's order.

    Raises ``Refused``, saying why and what to do: empty, damaged, a password, a bomb, too large, no workbook.
    """
    checked = guards.check_file(content)
    if checked.kind is guards.FileKind.DELIMITED:
        sheets: tuple[Sheet, ...] = (Sheet("CSV", tuple(read_delimited(content))),)
    elif checked.kind is guards.FileKind.OLD_EXCEL:
        # Its guards see the outside of the file only, and its reader breaks off on what is damaged inside.
        sheets = read_apart(_read_old_excel, content)
    else:
        sheets = _read_workbook(content, checked)
    if not any(sheet.rows for sheet in sheets):
        raise Refused(say("This workbook holds no rows."), say("Check that the right file was chosen."))
    return sheets


def _read_old_excel(content: bytes) -> tuple[Sheet, ...]:
    return _read_workbook(content, guards.check_file(content))


def _read_workbook(content: bytes, checked: guards.CheckedFile) -> tuple[Sheet, ...]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            return tuple(
                _sheet(workbook.get_sheet_by_name(known.name), known.visible is not SheetVisibleEnum.Visible, checked)
                for known in workbook.sheets_metadata
                if known.typ is SheetTypeEnum.WorkSheet
            )
    except PasswordError as found:
        raise guards.password() from found
    except CalamineError as found:
        raise guards.damaged() from found


def _sheet(found: CalamineSheet, hidden: bool, checked: guards.CheckedFile) -> Sheet:
    refuse_large(found.total_height, found.total_width)
    rows = tuple(map(tuple, found.to_python(skip_empty_area=False)))
    unseen = checked.unseen.get(found.name)
    if unseen is None:
        return Sheet(found.name, rows, hidden, checked.blanks_unsure)
    return Sheet(found.name, overlaid(rows, unseen), hidden, unseen.anywhere)
