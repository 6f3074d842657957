"""The files of the synthetic team look like a real team's: form, mess and bytes that repeat."""

import csv
import hashlib
import io
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from iomdesk.errors import Refused
from iomdesk.people.identifiers import Scheme, parse_identifier
from iomdesk.practice import Partnership, cohort_workbook, custody_csv, generate, offences_csv
from iomdesk.practice.sheet_rows import COHORT_COLUMNS

AS_OF = date(2026, 11, 2)
MASTER = [
    "PNC",
    "Surname",
    "Date of conference",
    "Accommodation",
    "Employment and education",
    "Finances",
    "Drug use",
    "Alcohol use",
    "Health and wellbeing",
    "Personal relationships and community",
    "Thinking, behaviours and attitudes",
    "Total",
]


@pytest.fixture(scope="module")
def partnership() -> Partnership:
    return generate(120, seed=5, as_of=AS_OF)


def sheet_rows(book: bytes, sheet: str) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def csv_rows(extract: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(extract.decode(), newline="")))


def column(rows: list[list[Any]], name: str) -> list[Any]:
    place = COHORT_COLUMNS.index(name)
    return [row[place] for row in rows[4:]]


def test_the_same_partnership_gives_the_same_bytes(partnership: Partnership) -> None:
    again = generate(120, seed=5, as_of=AS_OF)
    assert cohort_workbook(partnership, extra_columns=17) == cohort_workbook(again, extra_columns=17)
    extracts = offences_csv(partnership) + custody_csv(partnership)
    assert hashlib.sha256(extracts).hexdigest() == "0c55db5f0f1150cc756c4273216e5d9f9871f7a303bce4db2cddc5d8c1910d9c"


def test_the_workbook_has_the_form_of_a_team_sheet(partnership: Partnership) -> None:
    book = cohort_workbook(partnership)
    assert CalamineWorkbook.from_filelike(io.BytesIO(book)).sheet_names == ["Cohort", "Pathways master", "Lists"]
    rows = sheet_rows(book, "Cohort")
    assert "SYNTHETIC" in rows[0][0]
    assert rows[1][0] == "Last updated 02/11/2026"
    assert not any(rows[2])
    assert tuple(rows[3]) == COHORT_COLUMNS
    assert sheet_rows(book, "Pathways master")[0] == MASTER
    assert sheet_rows(book, "Lists")[0][:4] == ["RAG", "Red", "Amber", "Green"]


def test_a_messy_sheet_holds_what_real_sheets_hold(partnership: Partnership) -> None:
    rows = sheet_rows(cohort_workbook(partnership), "Cohort")
    assert len(rows) == 4 + 120 + 2
    assert {type(value) for value in column(rows, "DOB")[:-1]} == {str, date}
    surnames = column(rows, "Surname")
    assert any(name.isupper() for name in surnames)
    assert any(not name.isupper() for name in surnames)
    numbers = [parse_identifier(Scheme.PNC, typed, AS_OF) for typed in column(rows, "PNC ID")[:-1]]
    assert [place for place, number in enumerate(numbers) if not number.check_passed] == [1]
    assert numbers[0].canonical == numbers[-1].canonical
    assert numbers[0].typed != numbers[-1].typed
    assert len({number.canonical for number in numbers}) == 120
    assert [value for value in rows[-1] if value] == rows[-1][:2]


def test_a_tidy_sheet_is_the_people_and_nothing_else(partnership: Partnership) -> None:
    rows = sheet_rows(cohort_workbook(partnership, messy=False), "Cohort")
    assert column(rows, "PNC ID") == [person.pnc for person in partnership.people]
    assert column(rows, "Surname") == [person.surname for person in partnership.people]
    assert column(rows, "DOB") == [person.born for person in partnership.people]
    assert column(rows, "Location") == [person.location for person in partnership.people]
    assert column(rows, "Notes") == [person.notes for person in partnership.people]


def test_the_master_sheet_has_every_score_set_under_the_true_pnc(partnership: Partnership) -> None:
    rows = sheet_rows(cohort_workbook(partnership), "Pathways master")[1:]
    wanted = [
        [person.pnc, person.surname, held.held, *held.scores, held.total]
        for person in partnership.people
        for held in person.score_sets
    ]
    assert [["" if value is None else value for value in row] for row in wanted] == rows


def test_extra_columns_pad_the_sheet_with_unknown_headings(partnership: Partnership) -> None:
    header = sheet_rows(cohort_workbook(partnership, extra_columns=17), "Cohort")[3]
    assert len(header) == len(set(header)) == 40
    assert tuple(header[:23]) == COHORT_COLUMNS


def test_colours_dates_and_notes_are_cells_of_their_kind(partnership: Partnership) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(cohort_workbook(partnership, messy=False)))["Cohort"]
    colours = {cell.value: cell.fill.fgColor.rgb for cell in sheet["P"][4:]}
    assert len(set(colours.values())) == 3
    assert all(isinstance(cell.value, datetime) for cell in sheet["K"][4:])
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    assert any(str(cell.value).startswith("- ") for cell in sheet["W"][4:])


def test_the_extracts_have_the_columns_a_team_hands_over(partnership: Partnership) -> None:
    offences, custody = csv_rows(offences_csv(partnership)), csv_rows(custody_csv(partnership))
    assert ",".join(offences[0]) == (
        "PNC,Crime ref,Offence code,Offence,Committed from,Committed to,Outcome,Outcome date"
    )
    assert ",".join(custody[0]) == "PNC,Prison,From,To,Reason"
    assert len(offences) == sum(1 for _ in partnership.offences())
    assert len(custody) == sum(1 for _ in partnership.custody())
    known = {person.pnc for person in partnership.people}
    assert {row["PNC"] for row in offences + custody} <= known
    inside = {person.pnc for person in partnership.people if person.open_spell}
    assert {row["PNC"] for row in custody if not row["To"]} == inside
    assert b"\r\n" in offences_csv(partnership)


@pytest.mark.parametrize("extra_columns", [-1, 501])
def test_an_impossible_width_is_refused(partnership: Partnership, extra_columns: int) -> None:
    with pytest.raises(Refused):
        cohort_workbook(partnership, extra_columns=extra_columns)


def test_one_person_makes_a_messy_sheet_too() -> None:
    rows = sheet_rows(cohort_workbook(generate(1, 0, AS_OF)), "Cohort")
    assert len(rows) == 4 + 3
