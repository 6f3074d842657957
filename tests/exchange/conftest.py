"""Small workbooks of invented people, built in memory: the shape of a team's sheet, with its faults."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import pytest
import xlsxwriter

HEADINGS = [
    "Surname", "Forename(s)", "DOB", "Sex", "PNC ID", "CRO", "NOMIS No", "CRN", "Team", "Cohort", "Adopted",
    "Police OM", "Probation OM", "Supervision", "RoSH", "RAG", "MAPPA", "Location", "DA Perp", "County Lines",
    "Last conf", "Priority pathway", "Notes", "Tag fitted",
]  # fmt: skip
PEOPLE: tuple[tuple[Any, ...], ...] = (
    ("Tern", "Ada", "22/10/1973", "F", "02/73319Z", "65656/91H", "A4050DR", "N664861", "Northmere", "Flex",
     date(2024, 3, 4), "PC 1 Lark", "T Moor", "None - voluntary", "Medium", "Red", "", "Community", "Y", "N",
     date(2026, 10, 2), "Accommodation", "=1+1", "yes, since May"),
    ("HERON", "Bo", date(2000, 2, 2), "M", "2012/0052494O", "", "", "X894810", "Northmere", "Fixed",
     date(2023, 11, 15), "PC 2 Lark", "T Moor", "Licence to 16/01/2028", "Very High", "Amber", "Cat 2 L1",
     "HMP Warren Hill (rel 18/07/27)", "?", "", date(2026, 10, 26), "Drug use", "two\nlines", ""),
    ("Siôn-Tŷ", "Cai", date(1980, 3, 2), "M", "81/34U", "", "", "", "Southmere", "Free", date(2026, 2, 19),
     "PC 3 Lark", "T Moor", "Community Order 24m to 14/08/2028", "Low", "Green", "Cat 1 L1", "HMP Norwich", "N", "Y",
     "05/13/2026", "Finances", "", ""),
    ("SMITH", "Jnr - new nominal tbc", *[""] * 22),
)  # fmt: skip
SCORE_HEADINGS = [
    "PNC", "Surname", "Date of conference", "Accommodation", "Employment and education", "Finances", "Drug use",
    "Alcohol use", "Health and wellbeing", "Personal relationships and community",
    "Thinking; behaviours and attitudes", "Total",
]  # fmt: skip
SCORES: tuple[tuple[Any, ...], ...] = (
    ("2002/0073319Z", "Tern", date(2026, 9, 1), 3, 2, 4, 2, 1, 3, 0, 2, 17),
    ("2002/0073319Z", "Tern", date(2026, 9, 15), 3, 2, "NK", 2, 1, 3, 0, 2, ""),
    ("1981/0000034U", "Sion-Ty", date(2026, 9, 1), 1, 1, 1, 1, 1, 1, 1, 1, 9),
    ("1981/0000034U", "Sion-Ty", date(2026, 9, 8), 1, 1, 7, 1, 1, 1, 1, 1, ""),
)
Grid = Sequence[Sequence[Any]]


def _book(sheets: Mapping[str, Grid], hidden: Sequence[str] = ()) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, date):
                        sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
                    elif cell != "":
                        sheet.write(row, column, cell)
            if name in hidden:
                sheet.hide()
    return out.getvalue()


@pytest.fixture(scope="session")
def book() -> Callable[..., bytes]:
    """Builds a workbook from sheets of cells: ``book({"Name": rows}, hidden=("Name",))``."""
    return _book


@pytest.fixture(scope="session")
def team_rows() -> list[list[Any]]:
    """The rows of a Cohort sheet: title, date, blank, headings on row 4, four people, one of them twice, a total."""
    head = [["A SCHEME - COHORT SPREADSHEET (OFFICIAL-SENSITIVE)"], ["Last updated 02/11/2026"], [], HEADINGS]
    return [*head, *map(list, PEOPLE), list(PEOPLE[1]), [], ["Total on scheme", 4]]


@pytest.fixture(scope="session")
def score_rows() -> list[list[Any]]:
    """The rows of a Pathways master sheet."""
    return [SCORE_HEADINGS, *map(list, SCORES)]


@pytest.fixture(scope="session")
def team_book(team_rows: list[list[Any]], score_rows: list[list[Any]]) -> bytes:
    """A team's workbook, both sheets and its lists."""
    return _book({"Cohort": team_rows, "Pathways master": score_rows, "Lists": [["RAG", "Red", "Amber", "Green"]]})


@pytest.fixture(scope="session")
def zipped() -> Callable[[Mapping[str, bytes]], bytes]:
    """Packs parts into a zip, for files no spreadsheet program would write."""

    def pack(parts: Mapping[str, bytes]) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        return out.getvalue()

    return pack
