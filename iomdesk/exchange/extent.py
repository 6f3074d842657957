"""How large a rectangle a sheet's XML would unfold into, found before it is unfolded.

A workbook of a few hundred bytes may hold one cell at A1 and one at XFD1048576, and the reader lays a sheet
out as a full rectangle: sixteen thousand million cells. A sheet written in the ordinary way is proved small by
a few fast searches; anything else is counted cell by cell.
"""

import re

from iomdesk.errors import Refused
from iomdesk.exchange.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_TEXT
from iomdesk.words import say

# Wider than 52 columns, or a row from 200,000 on: legal, but no longer "proved small".
_FAR = re.compile(
    rb"r=[\"'](?:[A-Za-z]{3,}0*\d|[B-Zb-z][A-Za-z]0*\d|[A-Za-z]{0,2}0*(?:[2-9]\d{5}|[1-9]\d{6}))",
)
_TAG = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])([^>]*)>")
_PLACE = re.compile(rb"(?:^|\s)r\s*=\s*[\"']\s*([A-Za-z]*)(\d*)")
_ODS_ROW = re.compile(rb"<table:table-row(?=[\s/>])([^>]*)>")
_ODS_CELL = re.compile(rb"<table:(?:covered-)?table-cell(?=[\s/>])([^>]*)>")
_ODS_ROWS_REPEATED = re.compile(rb"number-rows-repeated\s*=\s*[\"'](\d+)")
_ODS_COLUMNS_REPEATED = re.compile(rb"number-columns-repeated\s*=\s*[\"'](\d+)")
_ODS_SPACES = re.compile(rb"text:c\s*=\s*[\"']\d{5,}")


def refuse_large(rows: int, columns: int) -> None:
    """Raise ``Refused`` when a sheet of ``rows`` × ``columns`` is over a limit."""
    if rows <= MAX_ROWS and columns <= MAX_COLUMNS and rows * columns <= MAX_CELLS:
        return
    raise Refused(
        say("A sheet of this workbook reaches over {rows:,} rows and {columns:,} columns.", rows=rows, columns=columns),
        say(
            "At most {rows:,} rows and {columns:,} columns are read: delete the empty rows and columns beyond the "
            "table, or split the sheet.",
            rows=MAX_ROWS,
            columns=MAX_COLUMNS,
        ),
    )


def check_excel_sheet(xml: bytes) -> None:
    """Refuse a worksheet part that would unfold beyond the limits; ``xml`` is the part, unzipped."""
    if not _proved_small(xml):
        refuse_large(*_counted(xml))


def check_shared_texts(xml: bytes) -> None:
    """Refuse a text so long that each cell naming it would copy it: no spreadsheet program writes one."""
    if len(xml) > MAX_TEXT and max(map(len, xml.split(b"si>"))) > 4 * MAX_TEXT:
        raise Refused(
            say("This workbook holds a text far longer than a cell can hold."),
            say("Open it in a spreadsheet program, save it under a new name, and read that file."),
        )


def check_ods_content(xml: bytes) -> None:
    """Refuse an OpenDocument part whose repeated rows and cells would unfold beyond the limits."""
    if _ODS_SPACES.search(xml):
        check_shared_texts(b" " * (4 * MAX_TEXT + 1))
    for table in xml.split(b"<table:table ")[1:]:
        refuse_large(*_ods_extent(table))


def _proved_small(xml: bytes) -> bool:
    """True when each cell says its place in the ordinary way and none is far out."""
    if xml.count(b"</sheetData") != 1:
        return False
    table = xml[: xml.index(b"</sheetData")]
    if b":c" in table or b":row" in table or table.count(b"<row") > MAX_ROWS:
        return False
    # Every tag that starts like a cell's is one with its place first, or a width of a column.
    ordinary = table.count(b'<c r="') + table.count(b"<col")
    return ordinary == table.count(b"<c") and _FAR.search(table) is None


def _counted(xml: bytes) -> tuple[int, int]:
    row = column = rows = columns = 0
    for tag in _TAG.finditer(xml):
        place = _PLACE.search(tag[2])
        letters, digits = (place[1], place[2]) if place else (b"", b"")
        if tag[1] == b"row":
            row, column = _number(digits) or row + 1, 0
        else:
            row = _number(digits) or row
            column = column_number(letters) if letters else column + 1
            rows, columns = max(rows, row), max(columns, column)
    return rows, columns


def _number(digits: bytes) -> int:
    """A row's number; beyond nine digits only that it is vast matters."""
    return int(digits.lstrip(b"0")[:9] or b"0")


def column_number(letters: bytes) -> int:
    """The number from 1 of the column with these letters; beyond six letters only that it is vast matters."""
    number = 0
    for letter in letters.upper()[:6]:
        number = number * 26 + letter - 64
    return number


def _ods_extent(table: bytes) -> tuple[int, int]:
    """Rows up to the last one holding anything, and the widest; trailing repeats of nothing are not unfolded."""
    starts = list(_ODS_ROW.finditer(table))
    rows = reach = columns = 0
    for place, start in enumerate(starts):
        end = starts[place + 1].start() if place + 1 < len(starts) else len(table)
        repeated = _ODS_ROWS_REPEATED.search(start[1])
        rows += _number(repeated[1]) if repeated else 1
        width = _ods_width(table[start.end() : end])
        if width:
            reach, columns = rows, max(columns, width)
    return reach, columns


def _ods_width(row: bytes) -> int:
    column = width = 0
    for cell in _ODS_CELL.finditer(row):
        repeated = _ODS_COLUMNS_REPEATED.search(cell[1])
        column += _number(repeated[1]) if repeated else 1
        if not cell[1].rstrip().endswith(b"/") or b"office:" in cell[1]:
            width = column
    return width
