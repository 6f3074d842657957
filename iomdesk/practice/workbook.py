"""A team's own workbook as bytes: a title above the header, the cohort, years of pathway scores, its lists.

Made in memory. The same partnership gives the same bytes: the created date is the day of the picture and the
archive's own times are fixed. Every text is written as text, so a note that starts with ``=`` or ``-`` is never
a formula.
"""

import io
from datetime import date, datetime
from typing import Any

import xlsxwriter

from iomdesk.errors import Refused
from iomdesk.practice.partnership import Partnership
from iomdesk.practice.sheet_rows import COHORT_COLUMNS, Cell, cohort_rows, headings
from iomdesk.words import say

HEADER_ROW = 4
_MOST_ROWS = 1_048_576
_MOST_EXTRA = 500
_RAG_FILLS = {"Red": "#F4B6B6", "Amber": "#F8DDA4", "Green": "#BFE3C0"}
_RAG_PLACE = COHORT_COLUMNS.index("RAG")
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "dd/mm/yyyy",
}


def cohort_workbook(partnership: Partnership, messy: bool = True, extra_columns: int = 0) -> bytes:
    """The ``.xlsx`` of ``partnership``: sheets Cohort (header in row 4), Pathways master (row 1) and Lists.

    ``messy`` keeps it as a busy team would (see ``cohort_rows``); ``extra_columns`` adds unknown columns (17 make
    forty). Raises ``Refused`` when a sheet would be longer than Excel allows or more than 500 columns are asked for.
    """
    _check(partnership, extra_columns)
    page = io.BytesIO()
    book = xlsxwriter.Workbook(page, _OPTIONS)
    book.set_properties(
        {"title": _title(partnership), "created": datetime.combine(partnership.as_of, datetime.min.time())}
    )
    _cohort_sheet(book, partnership, messy, extra_columns)
    _master_sheet(book, partnership)
    _lists_sheet(book, partnership)
    book.close()
    return page.getvalue()


def _check(partnership: Partnership, extra_columns: int) -> None:
    score_rows = sum(len(person.score_sets) for person in partnership.people)
    if max(score_rows + 1, len(partnership.people) + HEADER_ROW + 2) > _MOST_ROWS:
        raise Refused(
            say("This partnership is longer than one Excel sheet can be."),
            say("Make fewer people, or fewer score sets for each."),
        )
    if not 0 <= extra_columns <= _MOST_EXTRA:
        raise Refused(say("A practice sheet can have from 0 to {most} extra columns.", most=_MOST_EXTRA))


def _title(partnership: Partnership) -> str:
    return f"{partnership.name.upper()} IOM - COHORT SPREADSHEET (SYNTHETIC, FOR PRACTICE)"


def _cohort_sheet(book: Any, partnership: Partnership, messy: bool, extra_columns: int) -> None:
    sheet = book.add_worksheet("Cohort")
    bold = book.add_format({"bold": True})
    fills = {rag: book.add_format({"bg_color": fill}) for rag, fill in sorted(_RAG_FILLS.items())}
    names = headings(extra_columns)
    sheet.merge_range(0, 0, 0, len(names) - 1, _title(partnership), bold)
    sheet.write_string(1, 0, f"Last updated {partnership.as_of:%d/%m/%Y}")
    for column, name in enumerate(names):
        sheet.write_string(HEADER_ROW - 1, column, name, bold)
    for place, row in enumerate(cohort_rows(partnership, messy, extra_columns), HEADER_ROW):
        _write(sheet, place, row)
        if len(row) > _RAG_PLACE and row[_RAG_PLACE] in fills:
            sheet.write_string(place, _RAG_PLACE, row[_RAG_PLACE], fills[str(row[_RAG_PLACE])])
    sheet.freeze_panes(HEADER_ROW, 2)


def _master_sheet(book: Any, partnership: Partnership) -> None:
    sheet = book.add_worksheet("Pathways master")
    _write(sheet, 0, ["PNC", "Surname", "Date of conference", *partnership.pathways, "Total"])
    place = 0
    for person in partnership.people:
        for held in person.score_sets:
            place += 1
            _write(sheet, place, [person.pnc, person.surname, held.held, *held.scores, held.total])


def _lists_sheet(book: Any, partnership: Partnership) -> None:
    sheet = book.add_worksheet("Lists")
    _write(sheet, 0, ["RAG", *_RAG_FILLS])
    _write(sheet, 1, ["Cohort", "Fixed", "Flex", "Free"])
    _write(sheet, 2, ["Team", *(site.name for site in partnership.sites)])


def _write(sheet: Any, place: int, row: list[Cell]) -> None:
    """One row; nothing is written for an unknown or empty value, as in a sheet filled in by hand."""
    for column, cell in enumerate(row):
        if cell is None or cell == "":
            continue
        if isinstance(cell, str):
            sheet.write_string(place, column, cell)
        elif isinstance(cell, date):
            sheet.write_datetime(place, column, cell)
        else:
            sheet.write_number(place, column, cell)
