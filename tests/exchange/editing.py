"""Edits to workbooks as people and other programs make them: the hidden sheets and columns stay, cells change."""

import io
from collections.abc import Mapping
from typing import Any

import openpyxl

ERROR = "error: "
"""Before a cell's text: it stands there as a formula's error."""


def edit(content: bytes, cells: Mapping[str, Any], sheet: str = "Cohort") -> bytes:
    """``content`` with cells of one sheet changed, by their place such as ``B5``. ``=…`` has no result, as a program
    leaves it that does not work formulas out."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for place, value in cells.items():
        cell = book[sheet][place]
        if isinstance(value, str) and value.startswith(ERROR):
            cell.value, cell.data_type = value.removeprefix(ERROR), "e"
        else:
            cell.value = value
    return _saved(book)


def place_of(content: bytes, heading: str, text: str, sheet: str = "Cohort") -> str:
    """The place of the cell under ``heading`` in the first row that holds ``text``."""
    lines = list(openpyxl.load_workbook(io.BytesIO(content))[sheet].iter_rows())
    column = next(cell.column_letter for line in lines for cell in line if cell.value == heading)
    number = next(line[0].row for line in lines if any(cell.value == text for cell in line))
    return f"{column}{number}"


def merge(content: bytes, places: str, sheet: str = "Cohort") -> bytes:
    """``content`` with cells merged, such as ``D2:D3``: only the first keeps its value, as programs do it."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    book[sheet].merge_cells(places)
    return _saved(book)


def _saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
